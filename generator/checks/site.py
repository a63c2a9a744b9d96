"""The site itself: what a government site must show, the forms of official numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.brand import too_faint
from generator.diagnostics import Diagnostic, Span, at
from generator.fields import RECORDS
from generator.library import Library

SITE = "content/site.yaml"
# 国办发〔2017〕47号 and the registries' own forms
FORMS = (
    ("id_code", r"\d{10}|bm\d{8}|N\d{9}", "网站标识码", "1201160000、bm12345678、N123456789"),
    ("icp", r"[一-鿿]ICP备\d{8}号(-\d+)?", "ICP备案号", "津ICP备12345678号-1"),
    ("police_record", r"[一-鿿]公网安备\s?\d{14}号", "公安备案号", "津公网安备 12011602000001号"),
)
_INDEX_NUMBER = re.compile(r"(\d[\dA-Z]{8}|[\dA-Z]{18})/\d{4}-\d{5}")
_DOCUMENT_NUMBER = re.compile(r".*〔\d{4}〕\s*第?\d+号")
FOOTER = ("sponsor", "id_code", "icp", "police_record", "mark_url", "error_report_url")


def check_site(lib: Library) -> Iterator[Diagnostic]:
    """The footer's official numbers have their form; what is missing is noted, but not on an example. An edition is
    converted from Simplified Chinese."""
    names = {f.id: (f.id if lib.language == "en" else f.zh) for f in RECORDS["site"]}
    for key, form, shown, example in FORMS:
        value = str(getattr(lib.site, key))
        if value and not re.fullmatch(form, value):
            yield at(SITE, lib.site.spans.get(key, Span()), "W0216", shown, value, example)
    if lib.site.outputs.traditional and lib.language != "zh-CN":
        yield at(SITE, lib.site.spans.get("outputs", Span()), "E0220")
    missing = [names[key] for key in FOOTER if not getattr(lib.site, key)]
    if missing and not lib.site.example:
        yield at(SITE, Span(), "N0605", "、".join(missing))


def check_brand(lib: Library) -> Iterator[Diagnostic]:
    """The emblem is a drawing that is there; the site's own colours can be read."""
    site, spans = lib.site, lib.site.spans
    if site.emblem and (site.emblem not in lib.files or not site.emblem.lower().endswith((".svg", ".png"))):
        yield at(SITE, spans.get("emblem", Span()), "E0218", site.emblem)
    for key, colour, ground, ratio in too_faint(site.colours):
        name = key if lib.language == "en" else next(f.zh for f in RECORDS["colours"] if f.id == key)
        # rounded down, so that what is refused never reads as 7.0
        yield at(SITE, spans.get("colours", Span()), "E0219", name, colour, ground, f"{int(ratio * 10) / 10}")


def check_numbers(lib: Library) -> Iterator[Diagnostic]:
    """Index and document numbers of notices have the prescribed form."""
    for head in lib.notices:
        place = "content/" + head.path
        if (v := head.text("index_number")) and not _INDEX_NUMBER.fullmatch(v):
            yield at(
                place, head.spans.get("index_number", Span()), "W0216", "索引号", v, "11120000000000000A/2022-00001"
            )
        if (v := head.text("document_number")) and not _DOCUMENT_NUMBER.fullmatch(v):
            yield at(place, head.spans.get("document_number", Span()), "W0216", "文号", v, "津滨党〔2022〕3号")
