"""The parts of a notice that its page and its PDF show alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from generator.feedback import Opinions
from generator.fields import GROUNDS, MEASURE_TYPES, RECORDS, STATUSES, VALIDITY, Field
from generator.memory import finding_number, place_of
from generator.model import Head, Section, Values
from generator.page_views import Piece
from generator.pages import choice, name
from generator.tasks import Context
from generator.texts import texts
from generator.versions import changes_of
from generator.views import Again, Change, Earlier, Link, Row

# the information block at the head of a notice, in its order
INFO = (
    "index_number", "category", "publisher", "signed_on", "document_number", "feedback_on", "inspection_team",
    "keywords", "validity", "signed_by",
)  # fmt: skip
TOTALS = tuple(f for f in RECORDS["totals"] if f.id not in ("findings", "measures"))
_CLOSE = "</section>\n"
_CLOSES = tuple(Markup(_CLOSE * n) for n in range(8))
_CHOICES = {"status": STATUSES, "measure_types": MEASURE_TYPES, "withheld_reason": GROUNDS}
_NOT_SHOWN = frozenset(("id", "audience", "withheld_reason", "approved_by", "repeats"))


def changes(head: Head, context: Context, language: str) -> tuple[Change, ...]:
    """The notice's history, the newest first."""
    t = texts(language)
    withdrawal: Values = (head.values.get("withdrawn") or {}) if context.withdrawn else {}
    out = changes_of(context.versions, language)[::-1]
    if len(withdrawal) == 2 and not any(v.kind == "withdraw" for v in context.versions):
        out.append(Change(withdrawal["on"], t["changed_withdrawn"], None, withdrawal["reason"]))
    published = head.text("published_at")[:10]
    out += [*context.corrections, *([Change(published, t["changed_published"])] if published else [])]
    return tuple(sorted(out, key=lambda c: c.date, reverse=True))


def alerts(history: Iterable[Change], context: Context, language: str) -> tuple[Change, ...]:
    """What of a notice's history a reader must know first: notices that correct it, and why there is a new revision."""
    last = changes_of(context.versions[-1:], language)
    return tuple(c for c in history if c in context.corrections or (c in last and not context.withdrawn))


def info(head: Head, publisher: str, language: str, withdrawn: bool) -> tuple[Row, ...]:
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


def figures(head: Head, findings: int, measures: int, language: str) -> tuple[Row, ...]:
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
    if field.id == "due_changes":
        return put_off(value, language)
    choices = _CHOICES.get(field.id)
    if choices is None:
        return str(value)
    names = [choice(choices, v, language) for v in (value if isinstance(value, list) else [value])]
    return texts(language)["comma"].join(names)


def put_off(changes: Sequence[Values], language: str) -> str:
    """The changes of a due date as a sentence: what it was, then each new date and why."""
    t = texts(language)
    told = (f" → {t['due_to']}{c['to']}{t['open_bracket']}{c['reason']}{t['close_bracket']}" for c in changes)
    return f"{t['due_from']}{changes[0]['from']}{''.join(told)}"


def again(places: Iterable[str], earlier: Mapping[str, Earlier], language: str) -> tuple[Again, ...]:
    """The earlier findings that a finding names, by the rounds of their notices."""
    out = []
    for place in map(place_of, places):
        known = earlier.get(place.notice) if place else None
        if place and known:
            name = known.name
            if known.withdrawn:
                t = texts(language)
                name += f"{t['open_bracket']}{t['withdrawn']}{t['close_bracket']}"
            href = f"{place.notice}.html" if known.withdrawn else place.href
            out.append(Again(href, name, finding_number(place.finding)))
    return tuple(out)


def attachments(head: Head) -> tuple[Link, ...]:
    folder = head.address.removesuffix(".html")
    return tuple(
        Link(quote(f"{folder}/{a['file']}"), a.get("title") or a["file"]) for a in head.values.get("attachments", ())
    )


def pieces(
    sections: Iterable[Section],
    opinions: Opinions | None,
    form: str,
    language: str,
    earlier: Iterable[Earlier] = (),
) -> tuple[tuple[Piece, ...], Markup]:
    """The sections as templates print them one after the other, and the ends of those still open at the end.

    `form` is the address of an online form, for when there is no e-mail address for opinions.
    """
    out = []
    depth = 0
    blank = Markup("")
    form_link = Markup(escape(form))
    known = {e.notice: e for e in earlier}
    new = str.__new__  # of prepared HTML Markup needs no checks; and tuples are made without a call of ours
    for s in sections:
        kind, depth_, id_, label, supplied, title, title_html, number, values, html, _, _ = s
        closes = _CLOSES[depth - depth_ + 1]
        depth = depth_
        feedback, withheld, status = blank, "", ""
        fields: tuple[Row, ...] = ()
        repeated: tuple[Again, ...] = ()
        if number:
            feedback = new(Markup, opinions.on(number, label, title, id_)) if opinions is not None else form_link
            if values:
                fields = field_rows(values, language)
                status = values.get("status", "")
                if "repeats" in values:
                    repeated = again(values["repeats"], known, language)
        if kind == "withheld":
            withheld = choice(GROUNDS, values.get("withheld_reason", ""), language)
        text, title_text = new(Markup, html), new(Markup, title_html)
        head = (closes, kind, depth + 1, id_, label, supplied, title_text, number)
        out.append(tuple.__new__(Piece, (*head, fields, text, feedback, withheld, status, repeated)))
    return tuple(out), _CLOSES[depth]


def version(head: Head, context: Context, language: str) -> tuple[Row, ...]:
    """Of which state of a notice something speaks: when it was published, and when it last changed after that."""
    t = texts(language)
    happened = changes(head, context, language)
    published = head.text("published_at")
    latest = happened[0].date if len(happened) > 1 else ""
    rows = ((t["published"], published), (t["updated"], latest))
    return tuple(Row(label, value) for label, value in rows if value)


def period(head: Head, language: str) -> str:
    """The first and the last day of a notice's oversight period, "" without one."""
    given: Values = head.values.get("oversight") or {}
    return f"{given['opens_on']}{texts(language)['to']}{given['closes_on']}" if len(given) == 2 else ""
