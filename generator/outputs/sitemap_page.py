"""The site map for readers: every list and ordinary page, and the rounds and organisations as far as one page holds."""

from __future__ import annotations

from collections.abc import Iterable

from generator import paging
from generator.library import Library
from generator.model import Head
from generator.page_views import LinkGroup, SiteMapPage
from generator.pages import ORGANISATIONS, ROUNDS, SITE_MAP, Crumb, meta, site_view
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import Link


def plan(lib: Library) -> Iterable[Task]:
    site = site_view(lib)
    t = texts(lib.language)
    rounds = sorted(lib.rounds.values(), key=lambda r: (r.text("starts_on"), r.id), reverse=True)
    main = {link.href: link for link in (*site.navigation, *site.pages) if link.href != SITE_MAP}
    groups = (
        LinkGroup(t["main_pages"], tuple(main.values()), None),
        _group(t["rounds"], rounds, Link(ROUNDS, t["all_rounds"])),
        _group(t["organisations"], list(lib.organisations.values()), Link(ORGANISATIONS, t["all_organisations"])),
    )
    head = meta(site, Crumb(SITE_MAP, t["site_map"], "", t["site_map"]))
    yield Task(SITE_MAP, "sitemap_page", (head, tuple(g for g in groups if g.links)))


def _group(title: str, heads: list[Head], whole: Link) -> LinkGroup:
    parts = paging.split([Link(h.address, h.title) for h in heads])
    return LinkGroup(title, parts[0], whole if len(parts) > 1 else None)


OUTPUTS = (Output("sitemap_page", "sitemap.html", plan, SiteMapPage),)
