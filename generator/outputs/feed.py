"""Feeds of the newest notices, of the site, each round and each organisation: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.feeds import as_json
from generator.library import Library
from generator.list_views import FeedView
from generator.pages import SITE_FEED, json_feed, organisation_feed, round_feed
from generator.publication import rfc3339
from generator.tasks import Output, Task
from generator.views import NoticeItem

ENTRIES = 20


def plan(lib: Library) -> Iterable[Task]:
    """The Atom feeds."""
    for path, view in _feeds(lib):
        yield Task(path, "feed", view)


def plan_json(lib: Library) -> Iterable[Task]:
    """The same as JSON Feeds."""
    for atom, view in _feeds(lib):
        path = json_feed(atom)
        yield Task(path, "json_feed", view._replace(self_url=lib.site.url + path))


def _feeds(lib: Library) -> Iterator[tuple[str, FeedView]]:
    """A feed for the site, for each round, and for each organisation that has notices."""
    site = lib.site.name
    by_round: dict[str, list[NoticeItem]] = {}
    by_organisation: dict[str, list[NoticeItem]] = {}
    for head, item in lib.items:
        for entries in (
            by_round.setdefault(head.text("round"), []),
            by_organisation.setdefault(head.text("organisation"), []),
        ):
            if len(entries) < ENTRIES:
                entries.append(item)
    yield _feed(lib, SITE_FEED, site, "", [item for _, item in lib.items[:ENTRIES]])
    for r in lib.rounds.values():
        yield _feed(lib, round_feed(r.address), f"{r.title} - {site}", r.address, by_round.get(r.id, []))
    for o in lib.organisations.values():
        if o.id in by_organisation:
            title = f"{o.title} - {site}"
            yield _feed(lib, organisation_feed(o.address), title, o.address, by_organisation[o.id])


def _feed(lib: Library, path: str, title: str, page: str, entries: list[NoticeItem]) -> tuple[str, FeedView]:
    """`updated` is that of the newest entry, the epoch's date without any: the clock must not show in the output."""
    base = lib.site.url
    updated = max((e.iso for e in entries if e.iso), default=rfc3339("1970-01-01 00:00", lib.tz))
    author = lib.site.sponsor or lib.site.name
    items = tuple(e._replace(iso=e.iso or updated) for e in entries)
    return path, FeedView(base + path, title, base + path, base + page, updated, author, lib.language, items, base)


OUTPUTS = (
    Output("feed", "feed.xml", plan, FeedView, takes_site=False),
    Output("json_feed", "", plan_json, as_json, takes_site=False),
)
