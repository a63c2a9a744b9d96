"""The body's own colours and emblem, as files."""

from __future__ import annotations

from collections.abc import Iterable

from generator.brand import colours_asset, emblem_address
from generator.library import Library
from generator.load import digest
from generator.tasks import Output, Task


def plan_colours(lib: Library) -> Iterable[Task]:
    if asset := colours_asset(lib.site):
        yield Task(asset[0], "colours", asset[1], digest=digest(asset[1]))


def plan_emblem(lib: Library) -> Iterable[Task]:
    path = lib.site.emblem
    if path in lib.files:
        address = emblem_address(path, lib.digests.get(path, ""))
        yield Task(address, "emblem", "", path, lib.digests.get(path, ""))


OUTPUTS = (Output("colours", "", plan_colours), Output("emblem", "", plan_emblem))
