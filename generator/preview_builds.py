"""What a preview's thread does: builds, which are told as `Result`, and reviews of all texts, which a save ends."""

from __future__ import annotations

import os
from collections.abc import Callable

from generator.build import CACHE, Options, build
from generator.diagnostics import Diagnostic
from generator.preview_state import Result
from generator.report import lines

OUT = os.path.join(CACHE, "preview")
# a memory of its own: what a review leaves undone would make the next build slower
REVIEW = os.path.join(CACHE, "review")

Refused = Callable[[OSError, str], str]


class _Stopped(Exception):
    """The review was told to stop."""


def builder(folder: str, language: str, refused: Refused) -> Callable[[bool, bool], Result]:
    """What builds the preview of a site: the first time in several processes, then in this one.

    `language` is what is spoken until the site's is known; `refused` says what the disk has said.
    """
    spoken = language

    def once(first: bool, later: bool) -> Result:
        nonlocal spoken
        try:
            how = "auto" if first else "serial"
            report = build(Options(folder, OUT, preview=True, executor=how, later=later))
        except OSError as e:
            return Result(False, refused(e, spoken))
        spoken = report.language
        return Result(
            not report.exit_code,
            "\n".join(lines(report.diagnostics, folder, spoken)),
            bool(report.written or report.removed),
            report.written,
            report.unfinished,
            report.diagnostics,
            spoken,
        )

    return once


def reviewer(folder: str) -> Callable[[Callable[[], bool]], tuple[Diagnostic, ...] | None]:
    """What reviews a site's texts, None when it was stopped. Without a site the build has said so."""

    def review(stop: Callable[[], bool]) -> tuple[Diagnostic, ...] | None:
        def progress(_done: int, _total: int) -> None:
            if stop():
                raise _Stopped

        try:
            # in this process: one that is stopped keeps nobody waiting for others
            options = Options(
                folder, REVIEW, preview=True, executor="serial", write=False, review=True, progress=progress
            )
            return build(options).diagnostics
        except _Stopped:
            return None
        except OSError:
            return ()

    return review
