"""What a paper was recognised as: title, headings, paragraphs, measures, tables, in the order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.importers.inline import Runs, text_of
from generator.importers.lines import Line


class Heading(NamedTuple):
    """A heading; `level` is as in Markdown, 2 for the top."""

    level: int
    runs: Runs
    place: int

    @property
    def text(self) -> str:
        return text_of(self.runs)


class Text(NamedTuple):
    """A paragraph; `style` is signature, centre or ""."""

    runs: Runs
    place: int
    style: str = ""

    @property
    def text(self) -> str:
        return text_of(self.runs)


class Items(NamedTuple):
    """Measures that follow each other, or items of a list."""

    items: tuple[Runs, ...]
    place: int


class Grid(NamedTuple):
    """A table without merged cells, its first row the header."""

    rows: tuple[tuple[Runs, ...], ...]
    place: int


Block = Heading | Text | Items | Grid


class Ending(NamedTuple):
    """Who signed, and when (YYYY-MM-DD), as the lines at the end say; "" for what they do not."""

    signed_by: str = ""
    signed_on: str = ""
    place: int = 0


class Outline(NamedTuple):
    """A notice before it is written: `number` is its document number, `notes` the notes by their keys.

    `lines` are all lines of its text, in order, for who looks for values in them; those of findings
    are in `measures`. `supplied` says whether headings without a number may be given one.
    """

    title: str
    subtitle: str
    number: str
    title_place: int
    blocks: tuple[Block, ...]
    notes: Mapping[str, tuple[Line, ...]]
    ending: Ending
    lines: tuple[tuple[int, str], ...]
    supplied: bool = True


def all_runs(blocks: Iterable[Block]) -> list[Runs]:
    """The runs of every heading, paragraph, item and cell, in order."""
    out: list[Runs] = []
    for b in blocks:
        if isinstance(b, Items):
            out += b.items
        elif isinstance(b, Grid):
            out += (cell for row in b.rows for cell in row)
        else:
            out.append(b.runs)
    return out
