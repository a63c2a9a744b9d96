"""What a stage says about the content: places, severities, diagnostics, outcomes.

Content never raises. A stage returns a value and diagnostics; exceptions are for bugs and for
the outside world. All types are named tuples of plain values, so that state keeps them as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Span(NamedTuple):
    """A place in a file: line and column from 1, width in characters (0: the whole line)."""

    line: int = 1
    column: int = 1
    width: int = 0


class Diagnostic(NamedTuple):
    """One fault. `code` starts with its severity: E error, W warning, N note.

    `path` is relative to the site folder, with forward slashes. `args` fill the message.
    """

    path: str
    line: int
    column: int
    width: int
    code: str
    args: tuple[str, ...] = ()
    draft: bool = False  # in a file that is not published: its errors do not stop the build
    waived: bool = False  # somebody decided that it may stand, and the notice says who

    @property
    def severity(self) -> str:
        """error, warning, note or waived."""
        if self.waived:
            return "waived"
        return "warning" if self.draft and self.code[0] == "E" else SEVERITIES[self.code[0]]


SEVERITIES = {"E": "error", "W": "warning", "N": "note"}


class Outcome(NamedTuple, Generic[T]):
    """What a stage made of its input, and what it has to say about it."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()


def at(path: str, span: Span, code: str, *args: object) -> Diagnostic:
    """A diagnostic at a span of a file."""
    return Diagnostic(path, span.line, span.column, span.width, code, tuple(map(str, args)))


def from_rows(rows: Iterable[Sequence[Any]]) -> list[Diagnostic]:
    """Diagnostics as state keeps them: rows of their parts."""
    return [
        Diagnostic(p, line, column, width, code, tuple(args), *marks)
        for p, line, column, width, code, args, *marks in rows
    ]


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Without repeats, by place."""
    return tuple(sorted(set(diagnostics)))


def failed(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(d.code[0] == "E" and not d.draft and not d.waived for d in diagnostics)
