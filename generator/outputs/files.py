"""Files copied as they are: the theme's assets under names with their hash, and attachments."""

from __future__ import annotations

from collections.abc import Iterable

from generator.ledger import has_ledger
from generator.library import Library
from generator.links import address
from generator.load import digest
from generator.pages import VERIFYING, script
from generator.tasks import Output, Task


def plan_assets(lib: Library) -> Iterable[Task]:
    """The theme's assets, but scripts of pages that the site does not have."""
    unused = () if has_ledger(lib) else script(lib, "ledger.js")
    if not lib.register.exists:
        unused += tuple(path for name in VERIFYING for path in script(lib, name))
    for path, data in lib.theme.assets.items():
        if data.strip() and path not in unused:
            yield Task(path, "asset", data, digest=digest(data))


def plan(lib: Library) -> Iterable[Task]:
    """The attachments and images that pages on the site refer to, and no other file of their folders."""
    wanted: set[str] = set()
    for head in lib.bodies:
        if head.path in lib.shown and lib.states[head.path].state != "withdrawn":
            wanted.update(lib.attachments(head))
    for path in sorted(wanted):
        to = address(path, lib.moved)
        if to not in lib.register.files:  # what was announced is copied from what was kept
            yield Task(to, "attachment", "", path, lib.digests.get(path, ""))


OUTPUTS = (Output("asset", "", plan_assets), Output("attachment", "", plan))
