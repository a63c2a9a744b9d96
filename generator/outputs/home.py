"""The home page."""

from __future__ import annotations

from collections.abc import Iterable

from generator import linked
from generator.library import Library
from generator.oversight import open_periods
from generator.page_views import HomePage
from generator.pages import SEARCH, Crumb, meta, round_items, site_view
from generator.tasks import Output, Task
from generator.texts import texts

LATEST = 20


def plan(lib: Library) -> Iterable[Task]:
    s = lib.site
    publisher = linked.organisation(s.url, "", s.sponsor or s.name, s.contact, texts(lib.language)["oversight"])
    search = f"{SEARCH}?q=" if s.outputs.search else ""
    node = linked.website(s.url, s.name, s.description, lib.language, publisher, search)
    head = meta(site_view(lib), Crumb("index.html", s.name, s.description, linked=(node,)))
    latest = tuple(item for _, item in lib.items[:LATEST])
    yield Task(
        "index.html",
        "home",
        (head, latest, round_items(lib)[:LATEST], len(lib.organisations), open_periods(lib)[:LATEST]),
    )


OUTPUTS = (Output("home", "home.html", plan, HomePage),)
