"""What must be made again and why, and how it is shared out. Pure: facts about files in, lists of work out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from generator.load import Stat
from generator.model import Head
from generator.outputs import BY_NAME
from generator.plan import Keyed, reason
from generator.state import OutputRow
from generator.tasks import Task, Work
from generator.write import Written

# what one file costs that is not made from a body, and reading one record, as bytes of text to read
FILE = 2000
RECORD = 20_000
# a file made from more records than this takes a reader's patience to make
MANY = 100


class Memory(NamedTuple):
    """The files of the last build by path, and those of each bundle by its path."""

    files: Mapping[str, OutputRow]
    bundles: Mapping[str, list[str]]


def memory(rows: Mapping[str, OutputRow]) -> Memory:
    """The memory that the rows of the state make."""
    bundles: dict[str, list[str]] = {}
    for row in rows.values():
        if row.bundle:
            bundles.setdefault(row.bundle, []).append(row.path)
    return Memory(rows, bundles)


def stale(
    tasks: Iterable[Keyed], known: Memory, hurt: Collection[str], again: bool, facts: Collection[str]
) -> tuple[list[Keyed], dict[str, str]]:
    """The tasks whose files must be made again, and why.

    `hurt` are files that are missing or touched, `facts` the bodies whose facts are known; with `again`
    all are made.
    """
    out: list[Keyed] = []
    reasons: dict[str, str] = {}
    for keyed in tasks:
        path = keyed.task.path
        files = known.bundles.get(path, []) if path.endswith("/") else [path]
        row = known.files.get(files[0]) if files else None
        if again or row is None or row.key != keyed.key or any(f in hurt for f in files):
            reasons[path] = reason(row.key if row else "", keyed.key)
            out.append(keyed)
        elif row.source and row.source not in facts:
            out.append(keyed)
    return out, reasons


def without_waiting(tasks: Iterable[Keyed], known: Memory, reasons: dict[str, str]) -> tuple[list[Keyed], bool]:
    """The tasks but those that are long in the making and whose files stand as they were, and whether there are any.

    Why they would have been made is taken out of `reasons`.
    """
    out: list[Keyed] = []
    waiting = False
    for keyed in tasks:
        path = keyed.task.path
        if len(keyed.task.reads) > MANY and (path in known.files or path in known.bundles):
            waiting = True
            reasons.pop(path, None)
        else:
            out.append(keyed)
    return out, waiting


def rows_of(made: Iterable[Keyed], written: Mapping[str, Written], made_in: Mapping[str, list[str]]) -> list[OutputRow]:
    """What the state is to remember of the files made; `made_in` are those of each bundle."""
    rows = []
    for task, key, context in made:
        bundle = task.path if task.path.endswith("/") else ""
        for path in made_in.get(bundle, ()) if bundle else (task.path,):
            w = written[path]
            rows.append(
                OutputRow(path, w.size, w.mtime, key, task.source if context else "", context, task.output, bundle)
            )
    return rows


def in_bundles(planned: Iterable[str], known: Memory, made: Mapping[str, list[str]]) -> set[str]:
    """The files of the site: those planned, with the files of bundles in place of the bundles."""
    out: set[str] = set()
    for path in planned:
        if path.endswith("/"):
            out.update(made[path] if path in made else known.bundles.get(path, ()))
        else:
            out.add(path)
    return out


def works(
    tasks: Iterable[Task], heads: Mapping[str, Head], seen: Mapping[str, Stat], unread: Iterable[Head] = ()
) -> list[Work]:
    """Tasks as workers get them: those made from one body together, then the others, the greatest first; at the end
    bodies that are only read.

    `heads` and `seen`, the files' stats, are by path under content/.
    """
    alone: list[Task] = []
    of_body: dict[str, list[Task]] = {}
    for task in tasks:
        if BY_NAME[task.output].page is not None:
            of_body.setdefault(task.source, []).append(task)
        else:
            alone.append(task)
    alone.sort(key=lambda t: -len(t.reads))
    bodies = [Work(tuple(mine), heads[source], seen[source]) for source, mine in of_body.items()]
    return [*bodies, *(Work((t,)) for t in alone), *(Work((), h, seen[h.path]) for h in unread)]


def cost(work: Work) -> int:
    """How much work it is, as bytes of text to read."""
    if work.seen is None:
        return FILE + RECORD * len(work.tasks[0].reads)
    return work.seen.size * max((BY_NAME[t.output].weight for t in work.tasks), default=1)
