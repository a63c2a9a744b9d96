"""The home page."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.oversight import open_periods
from generator.pages import Crumb, meta, round_items, site_view
from generator.tasks import Output, Task
from generator.views import HomePage

LATEST = 20


def plan(lib: Library) -> Iterable[Task]:
    head = meta(site_view(lib), Crumb("index.html", lib.site.name, lib.site.description))
    latest = tuple(item for _, item in lib.items[:LATEST])
    yield Task(
        "index.html",
        "home",
        (head, latest, round_items(lib)[:LATEST], len(lib.organisations), open_periods(lib)[:LATEST]),
    )


OUTPUTS = (Output("home", "home.html", plan, HomePage),)
