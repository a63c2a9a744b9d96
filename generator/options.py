"""What to build and how, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from generator.diagnostics import Diagnostic, failed


class Options(NamedTuple):
    """What to build, where, and how. `now` is epoch seconds, 0 for the clock's."""

    root: str | os.PathLike[str]
    out: str | os.PathLike[str] = ""
    now: int = 0
    drafts: bool = False
    preview: bool = False
    executor: str = "auto"
    scheduler: str = ""  # where the executor's workers are found, for one that needs it
    jobs: int = 0
    verify: bool = False
    clean: bool = False
    write: bool = True
    review: bool = False  # have rules read the texts too
    later: bool = False  # leave what is made from many records as it was: a preview makes it when there is time
    progress: Callable[[int, int], None] | None = None


STRANGE = "W0801"


class Report(NamedTuple):
    """What a build did. Without success nothing was written and the last good site stands."""

    diagnostics: tuple[Diagnostic, ...]
    written: int = 0
    removed: int = 0
    kept: int = 0
    seconds: float = 0.0
    next_change: int = 0
    reasons: tuple[tuple[str, str], ...] = ()  # address, why it was made again
    language: str = "zh-CN"
    unfinished: bool = False  # something was left for later

    @property
    def exit_code(self) -> int:
        return 1 if failed(self.diagnostics) else 0

    @property
    def strangers(self) -> frozenset[str]:
        """The files in `site/` that no build made, by their address: they are no part of the site."""
        return frozenset(d.path.removeprefix("site/") for d in self.diagnostics if d.code == STRANGE)


class Misplaced(ValueError):
    """The output folder is, holds or lies in the site's content."""


class Unstaffed(Exception):
    """The workers asked for cannot do the work: why, as a word that `sayings.unstaffed` knows, and what it says of."""

    def __init__(self, why: str, *told: str) -> None:
        super().__init__(why, *told)
        self.why = why
        self.told = told
