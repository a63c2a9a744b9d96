"""sitemap.xml (sitemaps.org 0.9) and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from generator.library import Library
from generator.pages import ORGANISATIONS, ROUNDS
from generator.tasks import Output, Task
from generator.views import RobotsView, SitemapView

SITEMAP = "sitemap.xml"
LIMIT = 50_000  # addresses a sitemap may hold


def plan(lib: Library) -> Iterable[Task]:
    """Every page but 404, those of notices with their date."""
    latest = lib.items[0][1].date[:10] if lib.items else ""
    urls = [("", latest)]
    if lib.rounds:
        urls.append((ROUNDS, ""))
    if lib.organisations:
        urls.append((ORGANISATIONS, ""))
    urls.extend((quote(h.address), "") for h in (*lib.rounds.values(), *lib.organisations.values()))
    urls.extend((h.address, h.text("published_at")[:10]) for h in lib.pages if h.path in lib.shown)
    urls.extend((item.href, item.date[:10]) for _, item in lib.items)
    yield Task(SITEMAP, "sitemap", (lib.site.url, tuple(urls[:LIMIT])))


def plan_robots(lib: Library) -> Iterable[Task]:
    yield Task("robots.txt", "robots", (lib.site.url + SITEMAP,))


OUTPUTS = (
    Output("sitemap", "sitemap.xml", plan, SitemapView, takes_site=False),
    Output("robots", "robots.txt", plan_robots, RobotsView, takes_site=False),
)
