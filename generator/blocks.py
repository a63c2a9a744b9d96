"""What a Markdown text is read into, by the full parser and by the short path alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple


class Field(NamedTuple):
    """A field line: its line in the file, its name and its value as text."""

    line: int
    name: str
    value: str


class FieldList(NamedTuple):
    """Field lines that stand together; `late` when text stood before them under the same heading."""

    fields: tuple[Field, ...]
    late: bool


class Items(NamedTuple):
    """A flat list: text and HTML of its items, its first number (0: bullets)."""

    texts: tuple[str, ...]
    htmls: tuple[str, ...]
    start: int


class Chunk(NamedTuple):
    """A heading and what stands under it until the next; the first may have none (level 0).

    `line` counts from 1 in the file. `text` and `html` are the heading's, `opening` the text of the first
    paragraph (of level 0: of the first that is more than a line). `parts` are lists, and all else as HTML.
    """

    line: int
    level: int
    text: str
    html: str
    id: str
    opening: str
    parts: tuple[str | Items, ...]
    fields: tuple[FieldList, ...] = ()


# a paragraph of fewer characters is a line under the title, not how a notice opens
A_LINE = 20


class LinkRef(NamedTuple):
    """A link or an image as written, and where."""

    kind: str
    href: str
    line: int
    column: int
    width: int
    alt: str = ""


class Fault(NamedTuple):
    """A fault in the text, without its file."""

    line: int
    column: int
    width: int
    code: str
    args: tuple[str, ...]


class Scan(NamedTuple):
    """What a text was read into."""

    chunks: tuple[Chunk, ...]
    links: tuple[LinkRef, ...] = ()
    faults: tuple[Fault, ...] = ()


# text, index of its first line and of the line after it → (plain text, HTML)
Inline = Callable[[str, int, int], tuple[str, str]]

# where a run of Han, kana, Hangul, CJK punctuation and full-width forms starts, and where it has ended, in turn
_WIDE = (
    0x1100, 0x1200, 0x2E80, 0xA000, 0xA960, 0xA980, 0xAC00, 0xD800, 0xF900, 0xFB00, 0xFE30, 0xFE50, 0xFF00, 0xFFF0,
    0x1F200, 0x1F300, 0x20000, 0x40000,
)  # fmt: skip
# written in both scripts; where a line breaks beside them they count as Chinese
_BOTH = frozenset("“”‘’…—·")


def is_cjk(c: str) -> bool:
    """Whether a character is of the Chinese script or another that has no spaces between words."""
    return bisect_right(_WIDE, ord(c)) % 2 == 1


def vanishes(before: str, after: str) -> bool:
    """Whether a line break between two characters leaves no space: Chinese has none between words."""
    return (is_cjk(before) or before in _BOTH) and (is_cjk(after) or after in _BOTH)


def join_lines(lines: list[str]) -> str:
    """The lines of a paragraph as one text: a break inside Chinese vanishes."""
    out = lines[0]
    for line in lines[1:]:
        out += line if vanishes(out[-1], line[0]) else "\n" + line
    return out


def has_pair(raw: bytes, first: bytes, second: bytes) -> bool:
    """Whether one byte directly follows another.

    Looking for single bytes is twenty times quicker than for a pair in one go.
    """
    i = raw.find(first)
    while i >= 0:
        if raw[i + 1 : i + 2] == second:
            return True
        i = raw.find(first, i + 1)
    return False
