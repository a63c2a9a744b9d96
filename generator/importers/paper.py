"""A paper: what an office brought, read without losing a character and before anything is understood of it.

Readers (Word, plain text, HTML) make papers; `recognise` makes notices of them. `place` is where a block stands in the
source, counted from 1: the paragraph of a Word or HTML file (those in tables and text boxes count), the line of a text file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Run(NamedTuple):
    """A piece of a paragraph. Line breaks inside a paragraph are "\\n" in `text`."""

    text: str
    bold: bool = False
    href: str = ""  # where a link leads
    footnote: str = ""  # a key of Paper.footnotes: the mark stands here, `text` is ""
    picture: str = ""  # a key of Paper.pictures: it stands here, `text` is ""


class Paragraph(NamedTuple):
    """A paragraph. `label` is an automatic number as it is printed, with what follows it ("一、", "（一）", "1. ")."""

    runs: tuple[Run, ...]
    place: int
    label: str = ""
    level: int = 0  # of a heading by its style or outline level, from 1; 0 of text
    strong: bool = False  # all of it bold or in a type face of headings (黑体, 小标宋)
    align: str = ""  # "centre" or "right"

    @property
    def text(self) -> str:
        """What it says, its automatic number first."""
        return self.label + "".join(run.text for run in self.runs)


class Cell(NamedTuple):
    """A cell of a table, over `columns` and `rows` of it when merged."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    rows: int = 1


class Table(NamedTuple):
    """A table; a merged cell stands once, where it begins."""

    rows: tuple[tuple[Cell, ...], ...]
    place: int


class Picture(NamedTuple):
    """A picture: the name of its file, its bytes, and what it shows in words ("" when the office wrote nothing)."""

    name: str
    data: bytes
    alt: str


class Paper(NamedTuple):
    """All of a source, in the order it is read. What stands in text boxes follows the paragraph that holds them."""

    blocks: tuple[Paragraph | Table, ...]
    footnotes: Mapping[str, tuple[Paragraph, ...]] = {}
    pictures: Mapping[str, Picture] = {}
