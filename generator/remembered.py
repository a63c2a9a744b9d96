"""Heads, facts, contexts and views as state keeps them: JSON, and back."""

from __future__ import annotations

import json
from typing import Any

from generator.diagnostics import Span
from generator.model import Contact, Facts, Head
from generator.tasks import Context
from generator.views import Change, ContactView, Earlier, Link, Oversight, SiteView, Version

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Any) -> str:
    return _encode(value) if value is not None else ""


def head_json(head: Head | None) -> str:
    """A head as JSON, "" for none."""
    return _json(head)


def head_from(text: str) -> Head | None:
    """The head that head_json wrote."""
    if not text:
        return None
    path, record, id_, address, values, spans, line, mentions = json.loads(text)
    places = {k: Span(*s) for k, s in spans.items()}
    return Head(path, record, id_, address, values, places, line, tuple(mentions))


def facts_json(facts: Facts | None) -> str:
    """Facts as JSON, "" for none."""
    return _json(facts)


def facts_from(text: str) -> Facts | None:
    """The facts that facts_json wrote."""
    if not text:
        return None
    facts = Facts._make(json.loads(text))
    return facts._replace(
        links=tuple((kind, href, line, column, width) for kind, href, line, column, width in facts.links),
        facets=tuple((status, unit, types, count) for status, unit, types, count in facts.facets),
        repeats=tuple((id_, place, line, column, width) for id_, place, line, column, width in facts.repeats),
    )


def _link(row: list[str] | None) -> Link | None:
    return Link(*row) if row else None


def context_from(text: str) -> Context:
    """The context that a page was made with."""
    (
        contact, organisation, round_, previous, next_, related, banner, iso, withdrawn, feed, changes, oversight, replies, versions, rest, earlier,
    ) = json.loads(text)  # fmt: skip
    return Context(
        Contact(*contact),
        _link(organisation),
        _link(round_),
        _link(previous),
        _link(next_),
        tuple(Link(*r) for r in related),
        banner,
        iso,
        withdrawn,
        _link(feed),
        tuple(Change(date, what, _link(link), note) for date, what, link, note in changes),
        Oversight(*oversight) if oversight else None,
        tuple(Link(*r) for r in replies),
        tuple(Version(*v) for v in versions),
        rest,
        tuple(Earlier(*r) for r in earlier),
    )


def site_view_from(rows: list[Any]) -> SiteView:
    """The site view of the last build."""
    view = SiteView(*rows)
    return view._replace(
        contact=ContactView(*view.contact),
        navigation=tuple(Link(*r) for r in view.navigation),
        pages=tuple(Link(*r) for r in view.pages),
        css=tuple(view.css),
        js=tuple(view.js),
        links=tuple(Link(*r) for r in view.links),
    )
