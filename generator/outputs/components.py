"""The component page of the preview: every part of the theme in its states. It is never published."""

from __future__ import annotations

from collections.abc import Iterable

from generator.components import PATH, components, samples
from generator.library import Library
from generator.page_views import ComponentsPage
from generator.pages import Crumb, meta, site_view
from generator.tasks import Output, Task
from generator.texts import texts


def plan(lib: Library) -> Iterable[Task]:
    if lib.preview_script:
        title = texts(lib.language)["components"]
        head = meta(site_view(lib), Crumb(PATH, title, "", title))
        yield Task(PATH, "components", (head, components(lib.theme.templates), samples(lib)))


OUTPUTS = (Output("components", "components.html", plan, ComponentsPage),)
