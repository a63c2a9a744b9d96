"""The blocks a Markdown text is read into, by the full parser and by the short path alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Field(NamedTuple):
    """A field line: its line in the file, its name and its value as text."""

    line: int
    name: str
    value: str


class Block(NamedTuple):
    """One block, in document order.

    `kind` is heading, text (a paragraph), items (a flat list), fields or html (anything else).
    `line` counts from 1 in the file. `level` is a heading's 1…6, or a list's first number (0: bullets).
    `text` is without marks; `html` is inline HTML, of an html block the whole. `texts` and `htmls` are
    those of a list's items.
    """

    kind: str
    line: int
    level: int
    text: str
    html: str
    texts: tuple[str, ...] = ()
    htmls: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    css: str = ""
    id: str = ""


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

    blocks: tuple[Block, ...]
    links: tuple[LinkRef, ...] = ()
    faults: tuple[Fault, ...] = ()


# text, index of its first line and of the line after it → (plain text, HTML)
Inline = Callable[[str, int, int], tuple[str, str]]

# Han, kana, Hangul, CJK punctuation and full-width forms; quotation marks, dashes and the ellipsis
# are written in both scripts and count as Chinese where a line breaks beside them
_WIDE = "\u1100-\u11ff\u2e80-\u30ff\u3100-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
IS_CJK = re.compile(f"[{_WIDE}]").match
_CLINGS = re.compile(f"[{_WIDE}“”‘’…—·]").match


def vanishes(before: str, after: str) -> bool:
    """Whether a line break between two characters leaves no space: Chinese has none between words."""
    return bool(_CLINGS(before) and _CLINGS(after))


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
