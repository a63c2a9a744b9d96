"""The catalogue of a package: a row for each notice, as XML for programs and as CSV for spreadsheets.

Its columns are those that archives ask for (named as DA/T 46 names them). What the office decides when it hands over
(档号, 保管期限, 密级) is left blank. No conformance with any standard is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from generator.fields import KINDS
from generator.library import Library
from generator.model import Head
from generator.pages import choice

# element or column, its Chinese name
COLUMNS = (
    ("number", "序号"), ("archival_code", "档号"), ("title", "题名"), ("responsible", "责任者"),
    ("document_number", "文号"), ("date", "日期"), ("published_on", "公开日期"), ("kind", "类型"), ("state", "状态"),
    ("revision", "版次"), ("retention", "保管期限"), ("classification", "密级"), ("address", "网址"), ("file", "文件"),
    ("sha256", "SHA-256"), ("source", "源文件"), ("originals", "原件"), ("log_entry", "公开记录条目"), ("note", "备注"),
)  # fmt: skip
_STATES = {"published": ("公开", "published"), "withdrawn": ("撤回", "withdrawn")}


def rows(
    lib: Library, round_: str, digest: Callable[[str], str], originals: Mapping[str, list[str]]
) -> list[dict[str, str]]:
    """The rows of a round's notices, by date and address; `digest` gives that of a file of the site.

    `originals` are the files that notices were made from, by ROUND/ID.
    """
    mine = [h for h in lib.notices if h.text("round") == round_ and lib.states[h.path].public]
    out = []
    for n, head in enumerate(sorted(mine, key=lambda h: (h.text("published_at"), h.address)), 1):
        id_ = head.address.removesuffix(".html")
        last = lib.register.latest(id_)
        given = originals.get(id_, [])
        out.append({
            "number": str(n),
            "title": head.title,
            "responsible": _responsible(lib, head),
            "document_number": head.text("document_number"),
            "date": head.text("signed_on") or head.text("published_at")[:10],
            "published_on": head.text("published_at")[:10],
            "kind": choice(KINDS, head.text("kind"), lib.language),
            "state": _STATES[lib.states[head.path].state][lib.language == "en"],
            "revision": str(last.number) if last else "",
            "address": lib.site.url + head.address,
            "file": f"data/site/{head.address}",
            "sha256": digest(head.address),
            "source": f"data/source/content/{head.path}",
            "originals": " ".join(given),
            "log_entry": str(last.entry) if last else "",
        })  # fmt: skip
    return out


def _responsible(lib: Library, head: Head) -> str:
    organisation = lib.organisations.get(head.text("organisation"))
    given = head.text("signed_by") or head.text("publisher")
    return given or (organisation.title if organisation else lib.site.sponsor or lib.site.name)


def as_csv(found: Iterable[Mapping[str, str]]) -> bytes:
    """The rows with their Chinese names above; the mark at the beginning tells spreadsheets that it is UTF-8."""
    table = [[zh for _, zh in COLUMNS], *([row.get(name, "") for name, _ in COLUMNS] for row in found)]
    return b"\xef\xbb\xbf" + "".join(",".join(map(_cell, row)) + "\r\n" for row in table).encode()


def _cell(value: str) -> str:
    """A value as RFC 4180 has it, and so that no spreadsheet takes it for a formula."""
    value = f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
    return f'"{value.replace(chr(34), chr(34) * 2)}"' if set(value) & set(',"\r\n') else value


def as_xml(found: Iterable[Mapping[str, str]], about: Mapping[str, str]) -> bytes:
    """The same as XML; `about` is said of the package as a whole."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<catalogue{''.join(_attributes(about))}>"]
    for row in found:
        lines.append("  <item>")
        lines += (f"    <{name} label={quoteattr(zh)}>{escape(row.get(name, ''))}</{name}>" for name, zh in COLUMNS)
        lines.append("  </item>")
    return ("\n".join(lines) + "\n</catalogue>\n").encode()


def _attributes(about: Mapping[str, str]) -> Iterable[str]:
    return (f" {name}={quoteattr(value)}" for name, value in about.items())
