"""Library → tasks and their keys: what each file of the site is made from.

A key names the four things a file depends on, each by a digest: its template with all it refers to,
the site (header, navigation, footer, assets), its view, and its source. When they are the same, so is
the file; when one differs, the key says which, and `--explain` tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.archives.freeze import FROZEN, frozen
from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.load import digest
from generator.model import Head
from generator.outputs import BY_NAME, OUTPUTS
from generator.pages import site_view
from generator.tasks import Task
from generator.views import SiteView

PARTS = ("template", "site", "view", "source")


class Keyed(NamedTuple):
    """A task and its key; `context` is the JSON of the view of a page made from a body, else ""."""

    task: Task
    key: str
    context: str = ""


class Keys(NamedTuple):
    """What keys of one build have in common."""

    closures: Mapping[str, str]
    site: str
    moved: str


def short(text: str) -> str:
    return digest(text.encode())[:16]


def keys_of(lib: Library, site: SiteView) -> Keys:
    moved = json.dumps(lib.moved, sort_keys=True)
    return Keys(lib.theme.closures, short(json.dumps(site)), short(moved))


def keyed(task: Task, keys: Keys) -> Keyed:
    """A task with its key: template.site.view.source."""
    output = BY_NAME[task.output]
    view = "" if isinstance(task.view, bytes) else json.dumps(task.view)
    view_digest = short(view) if view else ""
    if output.page is not None:
        view_digest += keys.moved
    site = keys.site if output.takes_site and (output.template or output.view or output.page or output.make) else ""
    source = short(json.dumps(task.reads)) if task.reads else task.digest
    parts = (keys.closures.get(output.template, "")[:16], site, view_digest, source)
    return Keyed(task, ".".join(parts), view if output.page is not None else "")


def plan(lib: Library, facts: bool) -> tuple[list[Keyed], list[Diagnostic]]:
    """The tasks of the outputs that need facts, or of those that do not, and addresses given twice."""
    keys = keys_of(lib, site_view(lib))
    tasks: dict[str, Keyed] = {}
    found: list[Diagnostic] = []
    for task in planned(lib, facts):
        if task.path in tasks:
            other = tasks[task.path].task.source or task.path
            found.append(at(f"content/{task.source or task.path}", Span(), "E0501", task.path, f"content/{other}"))
        else:
            tasks[task.path] = keyed(task, keys)
    return list(tasks.values()), found


def record_keys(planned: Iterable[Keyed], heads: Mapping[str, Head]) -> dict[str, str]:
    """What the record of each notice is made from besides its text, by its address."""
    records = [k for k in planned if k.task.output == "record"]
    return {
        k.task.path: f"{k.key.rpartition('.')[0]}.{short(json.dumps(heads[k.task.source].values))}" for k in records
    }


def planned(lib: Library, facts: bool) -> Iterable[Task]:
    """What outputs plan, but for pages of closed rounds that are copied from what was kept."""
    kept = frozen(lib)
    for output in OUTPUTS:
        if output.facts == facts and output.on(lib.site.outputs):
            for task in output.plan(lib):
                if task.path not in kept or output.name == FROZEN:
                    yield task


def reason(old: str, new: str) -> str:
    """Which part of a key changed: template, site, view or source; "new" without an old one."""
    if not old:
        return "new"
    changed = [name for name, a, b in zip(PARTS, old.split("."), new.split("."), strict=False) if a != b]
    return "+".join(changed) or "output"
