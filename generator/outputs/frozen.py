"""The pages of closed rounds whose look is kept, copied as they were when the round was closed."""

from __future__ import annotations

from collections.abc import Iterable

from generator.archives.freeze import FROZEN, frozen
from generator.library import Library
from generator.tasks import KEPT, Output, Task


def plan(lib: Library) -> Iterable[Task]:
    for address, (path, digest) in frozen(lib).items():
        yield Task(address, FROZEN, "", KEPT + path, digest)


OUTPUTS = (Output(FROZEN, "", plan, takes_site=False),)
