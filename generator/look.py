"""The look at the disk a build starts with: what is there, and what differs from what is remembered."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable
from typing import NamedTuple

from generator import load
from generator.diagnostics import Diagnostic
from generator.load import NOT_SITE, Stat
from generator.options import Misplaced
from generator.state import State
from generator.theme import folders

# a file whose time is this close to the last look at it may have changed since without it showing
RACY_NS = 50_000_000
# entries that belong to servers and version control, left without a word
UNSAID = (*NOT_SITE, ".well-known")
CONTENT = "content/"
REGISTER = "register"


class Place(NamedTuple):
    """Where things are: the site folder, its content, the output, the cache."""

    root: str
    content: str
    out: str
    cache: str

    @property
    def shown(self) -> str:
        """The output as diagnostics call it."""
        return os.path.relpath(self.out, self.root).replace(os.sep, "/")


def place_of(root: str | os.PathLike[str], out: str | os.PathLike[str], cache: str) -> Place:
    """Where things of a site folder are; raises Misplaced when the output is, holds or lies in its content."""
    root = os.path.realpath(root)
    out = os.path.realpath(os.path.join(root, out or "site"))
    content = os.path.join(root, "content")
    if out in (root, content) or content.startswith(out + os.sep) or out.startswith(content + os.sep):
        raise Misplaced(out)
    return Place(root, content, out, os.path.join(root, cache))


class Look(NamedTuple):
    """What is on disk, sources by their shown path and outputs by address, and how it differs.

    `suspects` are sources that are new or may have changed, `gone` those no longer there; of the files
    of the last build (`ours`), `hurt` are missing or touched; `strangers` are none of ours.
    """

    at: int  # epoch nanoseconds
    seen: dict[str, Stat]
    faults: tuple[Diagnostic, ...]
    on_disk: dict[str, Stat]
    folders: list[str]
    ours: dict[str, tuple[int, int]]
    suspects: frozenset[str]
    gone: list[str]
    hurt: frozenset[str]
    strangers: list[str]

    @property
    def same(self) -> bool:
        """Whether everything is as the last build left it."""
        return not (self.suspects or self.gone or self.hurt)

    def contents(self) -> dict[str, Stat]:
        """The files under content/, by their path there."""
        return {p[len(CONTENT) :]: s for p, s in self.seen.items() if p.startswith(CONTENT)}

    def files(self) -> frozenset[str]:
        """The paths of all files under content/."""
        return frozenset(p[len(CONTENT) :] for p in self.seen if p.startswith(CONTENT))

    def strange(self, shown: str, planned: Collection[str] = ()) -> list[Diagnostic]:
        """Files in the output that this program did not make."""
        paths = [p for p in self.strangers if p not in planned and p.split("/")[0] not in UNSAID]
        return [Diagnostic(f"{shown}/{p}", 1, 1, 0, "W0801") for p in paths]

    def foreign(self, shown: str, planned: Collection[str]) -> list[Diagnostic]:
        """A folder that holds files but none of a site's: it is somebody's, not an output."""
        others = [p for p in self.strangers if p.split("/")[0] not in UNSAID]
        if self.ours or not others or any(p in planned for p in others):
            return []
        return [Diagnostic(shown, 1, 1, 0, "E0804")]

    def in_the_way(self, shown: str, planned: Collection[str]) -> list[Diagnostic]:
        """Strange files where folders must be, and the other way round."""
        needed = {p for path in planned for p in parents(path)}
        hit = [p for p in self.strangers if p in needed or not planned_above(p, planned)]
        hit += [p for p in self.folders if p in planned]
        return [Diagnostic(f"{shown}/{p}", 1, 1, 0, "E0803") for p in hit]

    def strange_folders(self) -> list[str]:
        """Folders of the output that are not, or not only, of this program's making."""
        strange = {p for s in self.strangers for p in parents(s)}
        mine = {p for s in self.ours for p in parents(s)}
        return [f for f in self.folders if f in strange or f not in mine]


def planned_above(path: str, planned: Collection[str]) -> bool:
    """Whether no folder above a path is to become a file."""
    return not any(p in planned for p in parents(path))


def parents(path: str) -> list[str]:
    """The folders above a path."""
    parts = path.split("/")
    return ["/".join(parts[:k]) for k in range(1, len(parts))]


def look(place: Place, state: State, theme: str, suspect_all: bool) -> Look:
    """List sources, theme and outputs, and compare them with the state."""
    at = time.time_ns()
    content = load.listing(place.content, CONTENT)
    seen = {CONTENT + p: s for p, s in content.files.items()}
    faults = list(content.diagnostics)
    for folder, label in (*folders(place.root, theme), (os.path.join(place.root, REGISTER), f"{REGISTER}/")):
        found = load.listing(folder, label)
        seen.update((label + p, s) for p, s in found.files.items())
        faults += found.diagnostics
    on_disk, below = load.outputs(place.out)
    known, ours = state.source_stats(), state.output_stats()
    since = (state.meta("scanned_at") or 0) - RACY_NS
    return Look(
        at,
        seen,
        tuple(faults),
        on_disk,
        below,
        ours,
        frozenset(p for p, s in seen.items() if suspect_all or known.get(p) != s or s.mtime >= since),
        [p for p in known if p not in seen],
        _hurt(on_disk, ours.items()),
        [p for p in on_disk if p not in ours],
    )


def _hurt(on_disk: dict[str, Stat], ours: Iterable[tuple[str, tuple[int, int]]]) -> frozenset[str]:
    return frozenset(p for p, s in ours if (d := on_disk.get(p)) is None or (d.size, d.mtime) != s)
