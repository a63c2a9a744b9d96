"""Atom feeds (RFC 4287): the site's newest notices, and each round's."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.pages import SITE_FEED, round_feed
from generator.publication import rfc3339
from generator.tasks import Output, Task
from generator.views import FeedView, NoticeItem

ENTRIES = 20


def plan(lib: Library) -> Iterable[Task]:
    """A feed for the site and one for each round that has notices.

    `updated` is that of the newest entry; an empty site has no feed entries and the epoch's date, for
    the clock must not show in the output.
    """
    newest = [item for _, item in lib.items[:ENTRIES]]
    yield _task(lib, SITE_FEED, lib.site.name, "", newest)
    by_round: dict[str, list[NoticeItem]] = {}
    for head, item in lib.items:
        entries = by_round.setdefault(head.text("round"), [])
        if len(entries) < ENTRIES:
            entries.append(item)
    for r in lib.rounds.values():
        yield _task(lib, round_feed(r.address), f"{r.title} - {lib.site.name}", r.address, by_round.get(r.id, []))


def _task(lib: Library, path: str, title: str, page: str, entries: list[NoticeItem]) -> Task:
    base = lib.site.url
    dated = [e.iso for e in entries if e.iso]
    updated = max(dated) if dated else rfc3339("1970-01-01 00:00", lib.tz)
    author = lib.site.sponsor or lib.site.name
    items = tuple(e._replace(iso=e.iso or updated) for e in entries)
    view = (base + path, title, base + path, base + page, updated, author, lib.language, items, base)
    return Task(path, "feed", view)


OUTPUTS = (Output("feed", "feed.xml", plan, FeedView, takes_site=False),)
