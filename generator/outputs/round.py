"""A page per round, and the list of rounds."""

from __future__ import annotations

from collections.abc import Iterable

from generator.fields import INSPECTION_TYPES, KINDS
from generator.library import Library
from generator.model import Head
from generator.pages import ROUNDS, Crumb, choice, contact_view, english, meta, name, round_feed, round_items, site_view
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import Group, Link, NoticeItem, RoundItem, RoundPage, RoundsPage, Row, SiteView


def plan_index(lib: Library) -> Iterable[Task]:
    if lib.rounds:
        title = texts(lib.language)["rounds"]
        yield Task(ROUNDS, "rounds", (meta(site_view(lib), Crumb(ROUNDS, title, "", title)), round_items(lib)))


def plan(lib: Library) -> Iterable[Task]:
    site = site_view(lib)
    by_round: dict[str, list[tuple[Head, NoticeItem]]] = {}
    for pair in lib.items:
        by_round.setdefault(pair[0].text("round"), []).append(pair)
    counts = {item.link.href: item for item in round_items(lib)}
    for r in lib.rounds.values():
        yield _task(lib, site, r, by_round.get(r.id, []), counts[r.address])


def _task(lib: Library, site: SiteView, r: Head, mine: list[tuple[Head, NoticeItem]], counts: RoundItem) -> Task:
    t = texts(lib.language)
    groups = []
    for kind in KINDS:
        of_kind = tuple(item for _, item in mine if item.kind == kind.id)
        if of_kind:
            groups.append(Group(kind.en.capitalize() if english(lib.language) else kind.zh, of_kind))
    expected: list[str] = r.values.get("organisations", [])
    disclosed = {h.text("organisation") for h, item in mine if item.kind == "rectification" and not item.withdrawn}
    missing = tuple(
        Link(lib.organisations[o].address, lib.organisations[o].title)
        for o in expected
        if o in lib.organisations and o not in disclosed
    )
    info = [Row(name("round", "term", lib.language), r.text("term"))] if r.text("term") else []
    if type_ := choice(INSPECTION_TYPES, r.text("type"), lib.language):
        info.append(Row(name("round", "type", lib.language), type_))
    if counts.dates:
        info.append(Row(t["dates"], counts.dates))
    feed = round_feed(r.address)
    parents = (Link(ROUNDS, t["rounds"]),)
    crumb = Crumb(r.address, r.title, r.text("description"), r.title, parents, (Link(feed, r.title),))
    contact = contact_view(r.contact.over(lib.site.contact))
    totals = counts.findings, counts.measures
    view = (meta(site, crumb), tuple(info), tuple(groups), missing, len(expected), *totals, feed, contact)
    return Task(r.address, "round", view)


OUTPUTS = (Output("rounds", "rounds.html", plan_index, RoundsPage), Output("round", "round.html", plan, RoundPage))
