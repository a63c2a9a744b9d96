"""What was corrected or withdrawn after it was published, by date; there is no page when nothing was."""

from __future__ import annotations

from collections.abc import Iterable

from generator.corrections import corrections
from generator.library import Library
from generator.page_views import CorrectionsPage
from generator.pages import CORRECTIONS, index_pages
from generator.tasks import Output, Task
from generator.texts import texts


def plan(lib: Library) -> Iterable[Task]:
    found = corrections(lib)
    if found:
        t = texts(lib.language)
        yield from index_pages(lib, CORRECTIONS, "corrections", t["corrections"], found, t["corrections_intro"])


OUTPUTS = (Output("corrections", "corrections.html", plan, CorrectionsPage),)
