"""The record of a notice: all that its page says, as open data (ROUND/ID.json).

Lists, tables and the search index are made from records and from nothing else, so that what the pages
count is what the data hold. The shape is described in docs/reference/open-data.md; a key that has no value
is left out.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote

from generator.fields import RECORDS
from generator.load import digest
from generator.model import Contact, Facts, Head, Notice, Section, Values
from generator.tasks import Context
from generator.views import Link, SiteView

VERSION = 1
SCHEMA = "data/v1/notice.schema.json"
# of the front matter, as it is
OF_HEAD = (
    "title", "subtitle", "kind", "signed_by", "signed_on", "document_number", "index_number", "category", "feedback_on",
    "inspection_team", "keywords", "validity", "oversight", "totals", "corrects", "withdrawn", "example",
)  # fmt: skip
# of a notice that was withdrawn, only what identifies it
OF_WITHDRAWN = frozenset((
    "title", "kind", "signed_by", "signed_on", "document_number", "index_number", "corrects", "withdrawn", "example",
))  # fmt: skip
# of a revision, what the public is told
OF_REVISION = ("number", "on", "kind", "reason")
# of a finding's fields, as they are
OF_FINDING = tuple(f.id for f in RECORDS["finding"] if f.id not in ("id", "audience", "approved_by", "withheld_reason"))
_TAG = re.compile(r"<[^>]*>")
# the ends of blocks are followed by a line feed already, but for cells of a row
_CELL = re.compile(r"</t[dh]>\n?(?=<t[dh])")
_NOT_TEXT = re.compile(r'<(?:sup|a) class="footnote-(?:ref|backref)"[^>]*>.*?</(?:sup|a)>')


def plain(html: str) -> str:
    """The text of prepared HTML: blocks on lines of their own, cells of a row separated by tabs."""
    if "<t" in html:
        html = _CELL.sub("\t", html)
    if "footnote" in html:
        html = _NOT_TEXT.sub("", html)
    text = _TAG.sub("", html)
    if "&" in text:
        text = unescape(text)
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text.strip("\n")


def sections(notice: Notice) -> list[Values]:
    """The sections of a notice as its record has them, in the order of the text."""
    out: list[Values] = []
    above: list[tuple[int, str]] = []
    for s in notice.sections:
        while above and above[-1][0] >= s.depth:
            above.pop()
        out.append(_section(s, [id_ for _, id_ in above]))
        above.append((s.depth, s.id))
    return out


def _section(s: Section, groups: list[str]) -> Values:
    made: Values = {"id": s.id, "kind": s.kind, "depth": s.depth}
    values = {
        "label": s.label,
        "title": s.title,
        "number": s.number,
        "groups": groups,
        "text": plain(s.html),
        "measures": list(s.measures),
    }
    made.update((k, v) for k, v in values.items() if v)
    if s.values:
        wanted = ("withheld_reason",) if s.kind == "withheld" else OF_FINDING
        made.update((k, s.values[k]) for k in wanted if s.values.get(k) not in (None, "", False))
    return made


def summary(facts: Facts, made: list[Values], lead: str, written: str) -> Facts:
    """Facts with what lists and counts need of the sections of a record.

    `written` is their JSON, "" when nothing is made of their texts.
    """
    counts: dict[tuple[str, str, str], int] = {}
    rows = []
    size = len(lead)
    for s in made:
        size += len(s.get("text", "")) + len(s.get("title", ""))
        if s["kind"] in ("finding", "withheld"):
            status = "withheld" if s["kind"] == "withheld" else s.get("status", "")
            facet = (status, s.get("responsible_unit", ""), ",".join(s.get("measure_types", ())))
            counts[facet] = counts.get(facet, 0) + 1
            rows.append([len(v) if k == "measures" else v for k, v in s.items() if k != "text"])
    return facts._replace(
        facets=tuple((*facet, n) for facet, n in sorted(counts.items())),
        rows=_short(dumped(rows)) if rows else "",
        record=_short(lead + written) if written else "",
        size=size,
    )


def dumped(value: Any) -> str:
    """A value as the JSON of records."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _short(text: str) -> str:
    return digest(text.encode())[:16]


def record(site: SiteView, context: Context, head: Head, facts: Facts, lead: str, written: str) -> bytes:
    """The file of a notice's record; `written` is the JSON of its sections.

    A withdrawn one has neither text nor sections.
    """
    gone = context.withdrawn
    values = head.values
    root = "../" * head.address.count("/")
    counted = {"findings": facts.findings, "withheld": facts.withheld, "measures": facts.measures}
    out: Values = {
        "$schema": root + SCHEMA,
        "version": VERSION,
        "id": head.address.removesuffix(".html"),
        "url": site.url + head.address,
        "html": head.address,
        "language": site.language,
        "published_at": context.iso,
        "date": head.text("published_at"),
        "round": _named(context.round),
        "organisation": _named(context.organisation),
    }
    out.update((k, values[k]) for k in OF_HEAD if k in values and not (gone and k not in OF_WITHDRAWN))
    publisher = publisher_of(site, context, head)
    out["publisher"] = publisher
    out["source"] = head.text("source") or publisher
    out["contact"] = _contact(context.contact)
    if context.versions:
        out["revision"] = context.versions[-1].number
        out["revisions"] = [{k: r[k] for k in OF_REVISION if k in r} for r in values.get("revisions", ())]
    if "totals" in out:
        out["totals"] = {k: _number(v) for k, v in out["totals"].items()}
    if not gone:
        folder = head.address.removesuffix(".html")
        files = [(a["file"], a.get("title") or a["file"]) for a in values.get("attachments", ()) if "file" in a]
        out["summary"] = head.text("summary") or facts.opening
        out["counted"] = counted
        out["attachments"] = [
            {"url": f"{site.url}{quote(f'{folder}/{file}')}", "title": title} for file, title in files
        ]
        out["lead"] = lead
    text = dumped({k: v for k, v in out.items() if v not in (None, "", [], {}, False)})
    if not gone and written != "[]":
        text = f'{text[:-1]},"sections":{written}}}'
    return text.encode() + b"\n"


def publisher_of(site: SiteView, context: Context, head: Head) -> str:
    """The body that publishes a notice."""
    organisation = context.organisation.text if context.organisation else ""
    return head.text("publisher") or organisation or site.sponsor or site.name


def _number(value: Any) -> int | float:
    """A number that front matter keeps as it is written (12.50)."""
    return value if isinstance(value, int) else float(value)


def _named(link: Link | None) -> Values:
    if link is None:
        return {}
    id_ = link.href.removesuffix("/index.html").removesuffix(".html").rpartition("/")[2]
    return {"id": id_, "name": link.text, "html": link.href}


def _contact(contact: Contact) -> Values:
    return {k: v for k, v in contact._asdict().items() if v}
