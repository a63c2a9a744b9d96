"""Findings of an organisation that came up in more than one notice, in order of time: chains, made from facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.library import Library
from generator.memory import Place, place_of
from generator.model import Facts, Head


class Link(NamedTuple):
    """A finding in a chain: where it stands, in which round (or notice) and when that was published."""

    place: Place
    round: str
    date: str


Chain = tuple[Link, ...]
Known = Mapping[str, tuple[Head, Facts]]  # the notices whose texts are on the site, by ROUND/ID


def chains(lib: Library) -> dict[str, list[Chain]]:
    """The chains of every organisation that has any, those that came up last first."""
    known: dict[str, tuple[Head, Facts]] = {}
    repeating = []
    for head, item in lib.items:
        if not item.withdrawn:
            facts = lib.facts.get(head.path, Facts())
            known[head.address.removesuffix(".html")] = head, facts
            if facts.repeats:
                repeating.append(head)
    joined: dict[Place, set[Place]] = {}
    for head in repeating:
        key = head.address.removesuffix(".html")
        for id_, written, *_ in known[key][1].repeats:
            earlier = place_of(written)
            if earlier is not None and earlier.notice in known:
                both = joined.get(Place(key, id_), {Place(key, id_)}) | joined.get(earlier, {earlier})
                joined.update(dict.fromkeys(both, both))
    found: dict[str, list[Chain]] = {}
    for places in {id(p): p for p in joined.values()}.values():
        ordered = sorted(places, key=lambda place: _order(place, known))
        chain = tuple(_link(lib, place, known) for place in ordered)
        found.setdefault(known[ordered[-1].notice][0].text("organisation"), []).append(chain)
    for mine in found.values():
        mine.sort(key=lambda chain: _order(chain[0].place, known))
        mine.sort(key=lambda chain: chain[-1].date, reverse=True)
    return found


def _order(place: Place, known: Known) -> tuple[str, str, int]:
    head, facts = known[place.notice]
    ids = facts.findings_ids.split()
    at = ids.index(place.finding) if place.finding in ids else len(ids)
    return head.text("published_at"), place.notice, at


def _link(lib: Library, place: Place, known: Known) -> Link:
    head = known[place.notice][0]
    round_ = lib.rounds.get(head.text("round"))
    return Link(place, round_.title if round_ else head.title, head.text("published_at")[:10])
