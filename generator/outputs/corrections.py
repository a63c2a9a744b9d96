"""What was corrected, revised or withdrawn after it was published, by date, and feeds of it; nothing where nothing was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.corrections import corrections
from generator.feeds import as_json
from generator.library import Library
from generator.list_views import FeedView
from generator.page_views import Correction, CorrectionsPage
from generator.pages import CORRECTIONS, CORRECTIONS_FEED, index_pages, json_feed, round_corrections
from generator.publication import rfc3339
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import Link, NoticeItem

ENTRIES = 50


def plan(lib: Library) -> Iterable[Task]:
    found = corrections(lib)
    if found:
        t = texts(lib.language)
        feeds = tuple(Link(path, feed.title) for path, feed in _feeds(lib))
        yield from index_pages(lib, CORRECTIONS, "corrections", t["corrections"], found, t["corrections_intro"], feeds)


def plan_feeds(lib: Library) -> Iterable[Task]:
    """The Atom feeds."""
    for path, view in _feeds(lib):
        yield Task(path, "corrections_feed", view)


def plan_json(lib: Library) -> Iterable[Task]:
    """The same as JSON Feeds."""
    for atom, view in _feeds(lib):
        path = json_feed(atom)
        yield Task(path, "corrections_json", view._replace(self_url=lib.site.url + path))


def _feeds(lib: Library) -> Iterator[tuple[str, FeedView]]:
    """A feed of the site, and one of each round in which something was corrected."""
    t = texts(lib.language)
    if found := corrections(lib):
        yield CORRECTIONS_FEED, _feed(lib, CORRECTIONS_FEED, t["corrections"], CORRECTIONS, found)
    for r in lib.rounds.values() if found else ():
        if mine := corrections(lib, r.id):
            path = round_corrections(r.address)
            yield path, _feed(lib, path, f"{t['corrections']} - {r.title}", r.address, mine)


def _feed(lib: Library, path: str, title: str, page: str, found: list[Correction]) -> FeedView:
    base = lib.site.url
    newest = {(c.by or c.differences or c.notice).href: c for c in reversed(found)}  # an entry for each address
    items = tuple(_item(lib, c) for c in found if c in newest.values())[:ENTRIES]
    author = lib.site.sponsor or lib.site.name
    updated = max(i.iso for i in items)
    return FeedView(
        base + path, f"{title} - {lib.site.name}", base + path, base + page, updated, author, lib.language, items, base
    )


def _item(lib: Library, c: Correction) -> NoticeItem:
    """A correction as an entry of a feed: its address is that of the page that shows it."""
    to = c.by or c.differences or c.notice
    title = f"{c.what}{texts(lib.language)['colon']}{c.notice.text}"
    iso = rfc3339(f"{c.date} 00:00", lib.tz)
    kind = texts(lib.language)["corrections"]
    return NoticeItem(to.href, title, "correction", kind, c.date, iso, None, None, c.note, 0, 0, 0, False, False)


OUTPUTS = (
    Output("corrections", "corrections.html", plan, CorrectionsPage),
    Output("corrections_feed", "feed.xml", plan_feeds, FeedView, takes_site=False),
    Output("corrections_json", "", plan_json, as_json, takes_site=False),
)
