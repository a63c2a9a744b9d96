"""The page of a notice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from generator import linked
from generator.feedback import Opinions
from generator.fields import GROUNDS, KINDS, MEASURE_TYPES, RECORDS, STATUSES, VALIDITY, Field
from generator.library import Library
from generator.model import Head, Section, Values
from generator.pages import (
    ROUNDS,
    Crumb,
    choice,
    contact_view,
    meta,
    name,
    shares,
)
from generator.parse import Parsed
from generator.tasks import Context, Output, Task
from generator.texts import texts
from generator.views import Change, ContentsEntry, Link, Meta, NoticeItem, NoticePage, Piece, Row, Share, SiteView

# the information block at the head of a notice, in its order
INFO = (
    "index_number", "category", "publisher", "signed_on", "document_number", "feedback_on", "inspection_team",
    "keywords", "validity", "signed_by",
)  # fmt: skip
TOTALS = tuple(f for f in RECORDS["totals"] if f.id not in ("findings", "measures"))
_CLOSE = "</section>\n"
_CLOSES = tuple(Markup(_CLOSE * n) for n in range(8))
_CHOICES = {"status": STATUSES, "measure_types": MEASURE_TYPES, "withheld_reason": GROUNDS}
_NOT_SHOWN = frozenset(("id", "audience", "withheld_reason", "approved_by"))


def plan(lib: Library) -> Iterable[Task]:
    """A task for every notice shown."""
    for head, context in lib.contexts:
        yield Task(head.address, "notice", context, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> NoticePage:
    """What the template sees of a notice."""
    notice, facts = parsed.notice, parsed.facts
    language = site.language
    t = texts(language)
    kind = choice(KINDS, head.text("kind"), language)
    publisher = (
        head.text("publisher")
        or (context.organisation.text if context.organisation else "")
        or site.sponsor
        or site.name
    )
    shown = () if context.withdrawn else notice.sections
    node = linked.notice(site, context, head, shown, publisher)
    head_meta = _meta(site, context, head, facts.opening, kind, publisher, node)
    item = NoticeItem(
        head.address, head.title, head.text("kind"), kind, head.text("published_at"), context.iso, context.organisation,
        context.round, "", facts.findings, facts.measures, facts.withheld, context.withdrawn, bool(head.values.get("example")),
    )  # fmt: skip
    contact = contact_view(context.contact)
    opinions = None
    if context.contact.email:
        words = (t["opinion_on"], t["opinion_item"], t["opinion_page"], t["opinion_mine"])
        opinions = Opinions(context.contact.email, head.title, head_meta.canonical, words)
    pieces, closes = _pieces(shown, opinions, context.contact.form, language)
    withdrawal: Values = head.values.get("withdrawn") or {}
    return NoticePage(
        site,
        head_meta,
        item,
        head.text("subtitle"),
        _info(head, publisher, language, context.withdrawn),
        _figures(head, facts.findings, facts.measures, language) if not context.withdrawn else (),
        _statuses(shown, language),
        _contents(shown, t["withheld_before"], t["withheld_after"]),
        Markup("" if context.withdrawn else notice.lead),
        pieces,
        closes,
        () if context.withdrawn else _attachments(head),
        contact,
        context.oversight,
        context.replies,
        _markup(opinions.whole()) if opinions else Markup(escape(context.contact.form)),
        context.previous,
        context.next,
        context.related,
        f"{withdrawal['on']} {withdrawal['reason']}" if context.withdrawn and len(withdrawal) == 2 else "",
        _changes(head, context, language),
    )


def _statuses(sections: Iterable[Section], language: str) -> tuple[Share, ...]:
    counts: dict[str, int] = {}
    for s in sections:
        if s.number:
            status = s.kind if s.kind == "withheld" else s.values.get("status") or "unstated"
            counts[status] = counts.get(status, 0) + 1
    return shares(counts, language)


def _changes(head: Head, context: Context, language: str) -> tuple[Change, ...]:
    """The notice's history, the newest first."""
    t = texts(language)
    withdrawal: Values = (head.values.get("withdrawn") or {}) if context.withdrawn else {}
    out = [Change(withdrawal["on"], t["changed_withdrawn"], None, withdrawal["reason"])] if len(withdrawal) == 2 else []
    published = head.text("published_at")[:10]
    out += [*context.corrections, *([Change(published, t["changed_published"])] if published else [])]
    return tuple(sorted(out, key=lambda c: c.date, reverse=True))


def _meta(site: SiteView, context: Context, head: Head, opening: str, kind: str, publisher: str, node: str) -> Meta:
    summary = "" if context.withdrawn else head.text("summary") or opening
    words = () if context.withdrawn else head.values.get("keywords", ())
    tags = (
        ("ArticleTitle", head.title),
        ("PubDate", head.text("published_at")),
        ("ContentSource", head.text("source") or publisher),
        ("Author", head.text("signed_by")),
        ("Keywords", ",".join(words)),
        ("Description", summary),
        ("Url", site.url + head.address),
    )
    parents = (Link(ROUNDS, texts(site.language)["rounds"]), context.round) if context.round else ()
    feeds = (context.feed,) if context.feed else ()
    made = meta(site, Crumb(head.address, head.title, "", kind, parents, feeds, (), (node,)), tags, context.banner)
    return made._replace(description=summary)


def _info(head: Head, publisher: str, language: str, withdrawn: bool) -> tuple[Row, ...]:
    """Of a withdrawn notice what identifies it stays, but not what it was about."""
    rows = []
    for key in INFO:
        value = head.values.get(key) if key != "keywords" or not withdrawn else None
        if key == "publisher":
            value = publisher
        if key == "validity":
            value = choice(VALIDITY, value or "", language)
        if isinstance(value, list):
            value = texts(language)["comma"].join(value)
        if value:
            rows.append(Row(name("notice", key, language), str(value)))
    return tuple(rows)


def _figures(head: Head, findings: int, measures: int, language: str) -> tuple[Row, ...]:
    """Stated and counted totals; what is neither stated nor counted is not shown."""
    t = texts(language)
    totals: Values = head.values.get("totals") or {}
    rows = []
    for key, counted, unit in (("findings", findings, t["unit_findings"]), ("measures", measures, t["unit_measures"])):
        if key in totals:
            rows.append(Row(t[f"stated_{key}"], f"{totals[key]}{unit}"))
        if counted:
            rows.append(Row(t[f"listed_{key}"], f"{counted}{unit}"))
    rows.extend(Row(name("totals", f.id, language), str(totals[f.id])) for f in TOTALS if f.id in totals)
    return tuple(rows)


def _contents(sections: Iterable[Section], before: str, after: str) -> tuple[ContentsEntry, ...]:
    return tuple(
        [
            tuple.__new__(
                ContentsEntry, (depth, id_, label, title if kind != "withheld" else f"{before}{number}{after}")
            )
            for kind, depth, id_, label, _, title, _, number, _, _, _, _ in sections
        ]
    )


def _pieces(
    sections: Iterable[Section], opinions: Opinions | None, form: str, language: str
) -> tuple[tuple[Piece, ...], Markup]:
    pieces = []
    depth = 0
    blank = Markup("")
    form_link = Markup(escape(form))
    new = str.__new__  # of prepared HTML Markup needs no checks; and tuples are made without a call of ours
    for s in sections:
        kind, depth_, id_, label, supplied, title, title_html, number, values, html, _, _ = s
        closes = _CLOSES[depth - depth_ + 1]
        depth = depth_
        feedback, withheld, status = blank, "", ""
        fields: tuple[Row, ...] = ()
        if number:
            feedback = new(Markup, opinions.on(number, label, title, id_)) if opinions is not None else form_link
            if values:
                fields = field_rows(values, language)
                status = values.get("status", "")
        if kind == "withheld":
            withheld = choice(GROUNDS, values.get("withheld_reason", ""), language)
        text, title_text = new(Markup, html), new(Markup, title_html)
        head = (closes, kind, depth + 1, id_, label, supplied, title_text, number)
        pieces.append(tuple.__new__(Piece, (*head, fields, text, feedback, withheld, status)))
    return tuple(pieces), _CLOSES[depth]


def _markup(prepared: str) -> Markup:
    """Prepared HTML as Markup, without the checks of its constructor."""
    return str.__new__(Markup, prepared)


def field_rows(values: Values, language: str) -> tuple[Row, ...]:
    """A finding's fields as its page shows them, in the order of the table."""
    return tuple(
        Row(name("finding", f.id, language), _shown(f, values[f.id], language))
        for f in RECORDS["finding"]
        if f.id in values and f.id not in _NOT_SHOWN and values[f.id] is not False
    )


def _shown(field: Field, value: Any, language: str) -> str:
    if value is True:
        return texts(language)["yes"]
    choices = _CHOICES.get(field.id)
    if choices is None:
        return str(value)
    names = [choice(choices, v, language) for v in (value if isinstance(value, list) else [value])]
    return texts(language)["comma"].join(names)


def _attachments(head: Head) -> tuple[Link, ...]:
    folder = head.address.removesuffix(".html")
    return tuple(
        Link(quote(f"{folder}/{a['file']}"), a.get("title") or a["file"]) for a in head.values.get("attachments", ())
    )


OUTPUTS = (Output("notice", "notice.html", plan, NoticePage, facts=False, page=page),)
