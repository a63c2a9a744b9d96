"""Revisions of a notice: what its front matter says of them, and what they are called in the log.

The first announcement is revision 1; every later one has a number, a date, a kind and a public reason. A withdrawal is
a revision too: the page then shows the title and the reason.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.model import Head, Values

TYPES = {
    "correction": "correct",
    "supplement": "supplement",
    "withdrawal": "withdraw",
    "restoration": "restore",
    "layout": "rerender",
}
PUBLISH, ERASE = "publish", "erase"


class Stated(NamedTuple):
    """A revision as the front matter states it; `type` is as in the log, `on` "" for a first one without a date."""

    number: int
    type: str
    on: str
    reason: str
    removed: tuple[str, ...] = ()


def stated(head: Head) -> tuple[Stated, ...]:
    """Every revision of a notice that is wholly stated, the first announcement included; by number."""
    found = [Stated(1, PUBLISH, head.text("published_at")[:10], "")]
    for r in head.values.get("revisions", ()):
        if {"number", "on", "kind", "reason"} <= r.keys():
            removed = tuple(r.get("removed", ()))
            found.append(Stated(r["number"], TYPES[r["kind"]], r["on"], r["reason"], removed))
    return tuple(sorted(found))


def current(head: Head) -> Stated:
    """The newest revision."""
    return stated(head)[-1]


def withdrawn(values: Values) -> Values:
    """When and why a notice is withdrawn by its last revision; empty when it is not."""
    last: Values = max(values.get("revisions", ()), key=lambda r: r.get("number", 0), default={})
    if last.get("kind") != "withdrawal" or not {"on", "reason"} <= last.keys():
        return {}
    return {"on": last["on"], "reason": last["reason"]}
