"""What inspectors of government sites count against a site and its heads show: numbers and titles used twice, a home
page that is stale, articles without a summary. Sources: 国办发〔2017〕47号, 国办秘函〔2019〕19号."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.model import Head

SITE = "content/site.yaml"
STALE = 14  # days after which a home page counts as not updated
_NUMBERS = (("index_number", "索引号", "index number"), ("document_number", "文号", "document number"))
_TAGS = (("summary", "摘要", "summary"), ("keywords", "主题词", "keywords"))


def numbers_twice(lib: Library) -> Iterator[Diagnostic]:
    """Two notices have the same index number or document number. A correction may have that of what it corrects."""
    for key, zh, en in _NUMBERS:
        seen: dict[str, Head] = {}
        for head in lib.notices:
            value = head.text(key)
            if not value or head.text("kind") == "correction":
                continue
            if value in seen:
                name = en if lib.language == "en" else zh
                yield at("content/" + head.path, head.spans.get(key, Span()), "W1701", name, _path(seen[value]), value)
            seen.setdefault(value, head)


def titles_twice(lib: Library) -> Iterator[Diagnostic]:
    """Two notices of the site have the same title."""
    seen: dict[str, Head] = {}
    for head in lib.notices:
        if head.path not in lib.shown:
            continue
        if head.title in seen:
            yield at("content/" + head.path, head.spans.get("title", Span()), "W1702", _path(seen[head.title]))
        seen.setdefault(head.title, head)


def stale_home(lib: Library) -> Iterator[Diagnostic]:
    """Nothing was published for more than two weeks."""
    days = [h.text("published_at")[:10] for h in lib.notices if h.path in lib.shown]
    latest = max((day for day in days if day <= lib.today), default="")
    if lib.site.example or not latest:
        return
    age = (date.fromisoformat(lib.today) - date.fromisoformat(latest)).days
    if age > STALE:
        yield at(SITE, Span(), "N1703", latest, age)


def tags_missing(lib: Library) -> Iterator[Diagnostic]:
    """Notices have no summary or no keywords: what search engines and harvesters show of them. Told once a site."""
    shown = [h for h in lib.notices if h.path in lib.shown]
    if lib.site.example:
        return
    for key, zh, en in _TAGS:
        if without := sum(not h.values.get(key) for h in shown):
            yield at(SITE, Span(), "N1704", without, en if lib.language == "en" else zh)


def _path(head: Head) -> str:
    return "content/" + head.path
