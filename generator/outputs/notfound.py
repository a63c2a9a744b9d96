"""The page a server shows for an address that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.page_views import ArticlePage
from generator.pages import Crumb, contact_view, meta, site_view
from generator.tasks import Output, Task
from generator.texts import texts


def plan(lib: Library) -> Iterable[Task]:
    head = meta(site_view(lib), Crumb("404.html", texts(lib.language)["not_found"]))
    yield Task("404.html", "notfound", (head, "", (), contact_view(lib.site.contact), ""))


OUTPUTS = (Output("notfound", "404.html", plan, ArticlePage),)
