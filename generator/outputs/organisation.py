"""A page per organisation, and the list of organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator import ledger, linked, paging
from generator.chains import Chain, chains
from generator.ledger import UNSTATED
from generator.ledger_pages import due, status_name
from generator.library import Library
from generator.memory import finding_number
from generator.model import Head
from generator.page_views import Occurrence, OrganisationPage, OrganisationsPage
from generator.pages import (
    ORGANISATIONS,
    Crumb,
    contact_view,
    index_pages,
    meta,
    name,
    numbered,
    organisation_feed,
    site_view,
)
from generator.shares import statuses
from generator.tasks import Output, Read, Task
from generator.texts import texts
from generator.views import ContactView, Group, Link, Meta, NoticeItem, OrganisationItem, Paging, Row, Share, SiteView

CHAINS = 50  # findings that came up again which a page lists, at most
Pair = tuple[Head, NoticeItem]


def _by_organisation(lib: Library) -> dict[str, list[Pair]]:
    out: dict[str, list[Pair]] = {}
    for pair in lib.items:
        out.setdefault(pair[0].text("organisation"), []).append(pair)
    return out


def plan_index(lib: Library) -> Iterable[Task]:
    if not lib.organisations:
        return
    mine = _by_organisation(lib)
    listed = []
    for o in lib.organisations.values():
        notices = mine.get(o.id, [])
        latest = notices[0][1].date if notices else ""
        link = Link(o.address, o.title)
        listed.append(OrganisationItem(link, o.text("short_name"), len(notices), latest, contact_view(o.contact)))
    yield from index_pages(lib, ORGANISATIONS, "organisations", texts(lib.language)["organisations"], listed)


def plan(lib: Library) -> Iterable[Task]:
    """The page of every organisation, and further ones for its other notices; totals stand on the first only."""
    site = site_view(lib)
    t = texts(lib.language)
    mine = _by_organisation(lib)
    findings = ledger.scope_counts(lib, "organisation")
    repeating = chains(lib)
    for o in lib.organisations.values():
        notices = mine.get(o.id, [])
        parts = paging.split(notices)
        contact = contact_view(o.contact.over(lib.site.contact))
        first = (
            _info(o, lib.language),
            contact,
            _totals(notices, lib.language),
            statuses(lib, (h for h, _ in notices)),
        )
        for n, part in enumerate(parts, 1):
            path = paging.address(o.address, n)
            parents = (Link(ORGANISATIONS, t["organisations"]), *((Link(o.address, o.title),) if n > 1 else ()))
            feeds = (Link(organisation_feed(o.address), o.title),) if notices else ()
            node = linked.organisation(
                lib.site.url,
                o.address,
                o.title,
                o.contact.over(lib.site.contact),
                t["oversight"],
                o.text("short_name"),
                o.text("description"),
            )
            title = numbered(o.title, n, lib.language)
            crumb = Crumb(path, title, o.text("description"), o.title, parents, feeds, linked=(node,) if n == 1 else ())
            info, contact, totals, bar = first if n == 1 else ((), ContactView(), (), ())
            groups = _groups(part, t["other_notices"])
            way = paging.paging(o.address, n, len(parts))
            listed = ledger.scope_address(findings, "organisation", o.id) if n == 1 else ""
            link = Link(listed, t["ledger_of_organisation"]) if listed else None
            again = repeating.get(o.id, []) if n == 1 else []
            latest = again[:CHAINS]
            view = (meta(site, crumb), info, contact, groups, totals, bar, way, link, latest, len(again))
            yield Task(path, "organisation", view, reads=_reads(lib, latest, notices))


def _reads(lib: Library, listed: Iterable[Chain], notices: Sequence[Pair]) -> tuple[Read, ...]:
    """The records of the notices whose findings are in chains: what these are called, and how they stand."""
    if not lib.site.outputs.records:
        return ()
    needed = {link.place.notice for chain in listed for link in chain}
    return tuple(lib.record(head, rows=True) for head, _ in notices if head.address.removesuffix(".html") in needed)


def page(
    site: SiteView,
    head: Meta,
    info: tuple[Row, ...],
    contact: ContactView,
    groups: tuple[Group, ...],
    totals: tuple[Row, ...],
    bar: tuple[Share, ...],
    way: Paging,
    link: Link | None,
    listed: Iterable[Chain],
    repeated: int,
    records: Iterable[Mapping[str, Any]] = (),
) -> OrganisationPage:
    """An organisation with its findings that came up again: what each is, and how it stood at each time."""
    sections = {f"{r['id']}#{s['id']}": s for r in records for s in r.get("sections", ())}
    t = texts(site.language)
    seen: dict[str, int] = {}
    made = []
    for chain in listed:
        occurrences = []
        for place, round_, date in chain:
            s = sections.get(str(place), {})
            status = s.get("status", UNSTATED)
            told = s.get("title", "") or finding_number(place.finding)
            text = f"{round_}{t['colon']}{s['number']} {told}" if "number" in s else f"{round_}{t['colon']}{told}"
            seen[text] = seen.get(text, 0) + 1  # no two links have the same words
            text = text if seen[text] == 1 else f"{text}{t['open_bracket']}{place.notice}{t['close_bracket']}"
            name = status_name(status, site.language) if s else ""
            occurrences.append(Occurrence(place.href, text, date, status, name, due(s, t)))
        made.append(tuple(occurrences))
    return OrganisationPage(site, head, info, contact, groups, totals, bar, way, link, tuple(made), repeated)


def _info(o: Head, language: str) -> tuple[Row, ...]:
    info = []
    if o.text("short_name"):
        info.append(Row(name("organisation", "short_name", language), o.text("short_name")))
    if o.values.get("aliases"):
        info.append(Row(name("organisation", "aliases", language), texts(language)["comma"].join(o.values["aliases"])))
    return tuple(info)


def _totals(notices: Sequence[Pair], language: str) -> tuple[Row, ...]:
    """How much an organisation has disclosed, of what there is any."""
    t = texts(language)
    items = [item for _, item in notices]
    counts = (
        (t["notices"], len(items)),
        (t["findings"], sum(i.findings for i in items)),
        (t["measures"], sum(i.measures for i in items)),
    )
    return tuple(Row(label, str(count)) for label, count in counts if count)


def _groups(part: Sequence[Pair], other: str) -> tuple[Group, ...]:
    """Notices by round, the round of the newest notice first."""
    groups: dict[str, list[NoticeItem]] = {}
    for _, item in part:
        groups.setdefault(item.round.text if item.round else other, []).append(item)
    return tuple(Group(title, tuple(items)) for title, items in groups.items())


OUTPUTS = (
    Output("organisations", "organisations.html", plan_index, OrganisationsPage),
    Output("organisation", "organisation.html", plan, page),
)
