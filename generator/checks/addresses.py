"""Addresses: no two pages at one, none that the program uses itself."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.model import Head

# first path parts and files the program uses itself
RESERVED_ROUNDS = frozenset((
    "assets", "corrections", "data", "forms", "hant", "ledger", "log", "notices", "organisations", "qr", "replies", "rounds", "search", "verify",
))  # fmt: skip
RESERVED_ORGANISATIONS = frozenset(("index",))
RESERVED_PAGES = frozenset(("index", "404", "corrections", "feed", "ledger", "robots", "search", "sitemap"))
RESERVED_REPLIES = frozenset(("index",))
_RESERVED = {"page": RESERVED_PAGES, "reply": RESERVED_REPLIES}


def check_addresses(lib: Library) -> Iterator[Diagnostic]:
    """Every address belongs to one file; addresses that differ only in case count as one."""
    taken: dict[str, str] = {}
    for r in lib.rounds.values():
        taken[r.address] = r.path
        if r.id in RESERVED_ROUNDS:
            yield at("content/" + r.path, Span(), "E0505", r.id)
    for o in lib.organisations.values():
        if o.id in RESERVED_ORGANISATIONS:
            yield at("content/" + o.path, Span(), "E0505", o.id)
    for head in lib.bodies:
        if head.path not in lib.shown:
            continue
        if head.id in _RESERVED.get(head.record, ()):
            yield _place(head, "E0505", head.id)
            continue
        key = head.address.lower()
        if key in taken:
            yield _place(head, "E0501", head.address, "content/" + taken[key])
        else:
            taken[key] = head.path


def _place(head: Head, code: str, *args: str) -> Diagnostic:
    span = head.spans.get("id") or head.spans.get("round") or Span()
    return at("content/" + head.path, span, code, *args)
