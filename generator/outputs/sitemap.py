"""sitemap.xml (sitemaps.org 0.9), with further files where one may not hold all addresses, and robots.txt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from generator import ledger, paging, replies
from generator.corrections import corrections
from generator.library import Library
from generator.list_views import RobotsView, SitemapView
from generator.pages import (
    CHECKPOINT,
    CORRECTIONS,
    ONE_EDITION,
    OPEN_DATA,
    ORGANISATIONS,
    ROUNDS,
    SEARCH,
    SITE_MAP,
    TRADITIONAL,
    VERIFY,
    awaited_by,
    expected_address,
)
from generator.tasks import Output, Task

SITEMAP = "sitemap.xml"
DATA_ROUNDS = 100  # rounds on a page of the open data
LIMIT = 50_000  # addresses a sitemap may hold


def plan(lib: Library) -> Iterable[Task]:
    """One sitemap of all addresses, or an index of several."""
    base, urls = lib.site.url, _urls(lib)
    if len(urls) <= LIMIT:
        yield Task(SITEMAP, "sitemap", (base, tuple(urls), ()))
        return
    parts: list[tuple[str, str]] = []
    for k in range(0, len(urls), LIMIT):
        part = tuple(urls[k : k + LIMIT])
        parts.append((f"sitemap.{len(parts) + 1}.xml", max(changed for _, changed in part)))
        yield Task(parts[-1][0], "sitemap", (base, part, ()))
    yield Task(SITEMAP, "sitemap", (base, (), tuple(parts)))


def _urls(lib: Library) -> list[tuple[str, str]]:
    """Every page but 404 and the objection forms, those of notices with their date."""
    latest = lib.items[0][1].date[:10] if lib.items else ""
    urls = [("", latest), (SITE_MAP, "")]
    lists = [(base, len(items)) for base, items in ((ROUNDS, lib.rounds), (ORGANISATIONS, lib.organisations)) if items]
    if corrected := corrections(lib):
        lists.append((CORRECTIONS, len(corrected)))
    of_round = Counter(head.text("round") for head, _ in lib.items)
    of_organisation = Counter(head.text("organisation") for head, _ in lib.items)
    for r in lib.rounds.values():
        lists.append((r.address, of_round[r.id]))
        if (awaited := awaited_by(lib, r)) > paging.SIZE:
            lists.append((expected_address(r), awaited))
    lists += [(o.address, of_organisation[o.id]) for o in lib.organisations.values()]
    urls.extend((quote(address), "") for base, count in lists for address in paging.addresses(base, count))
    if lib.open_data:
        rounds = sum(1 for id_ in lib.rounds if of_round[id_])
        urls.extend((address, "") for address in paging.addresses(OPEN_DATA, rounds, DATA_ROUNDS))
    if lib.site.outputs.search:
        urls.append((SEARCH, ""))
    if lib.register.exists:
        urls += [(VERIFY, ""), (CHECKPOINT, "")]
    urls.extend((h.address, h.text("published_at")[:10]) for h in lib.pages if h.path in lib.shown)
    urls.extend((item.href, item.date[:10]) for _, item in lib.items)
    urls.extend((address, "") for address in ledger.addresses(lib))
    opinions = replies.shown(lib)
    urls.extend((address, "") for address in replies.list_pages(opinions))
    urls.extend((h.address, h.text("answered_on") or h.text("received_on")) for h in opinions)
    if lib.site.outputs.traditional:
        urls += [(TRADITIONAL.folder + address, changed) for address, changed in urls if address not in ONE_EDITION]
    return urls


def plan_robots(lib: Library) -> Iterable[Task]:
    yield Task("robots.txt", "robots", (lib.site.url + SITEMAP,))


OUTPUTS = (
    Output("sitemap", "sitemap.xml", plan, SitemapView, takes_site=False),
    Output("robots", "robots.txt", plan_robots, RobotsView, takes_site=False),
)
