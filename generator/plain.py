"""The short path: plain Markdown read without markdown-it.

Reads paragraphs, ATX headings, flat lists and field lines, and nothing else. A chunk runs from one
heading to the next; at the first line it is not sure of, the whole chunk is handed to the full parser.
Text with inline marks goes to the inline parser. `tests/test_plain.py` proves it equal to the full
parser on any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.blocks import Block, Inline, Item, join_lines

# what inline rules act on; without any of it a text is its own HTML but for > and ". Brackets alone are
# text where no reference is defined, and where one is, nothing is read here
MARKS = ("\\", "`", "*", "_", "](", "<", "&")
IS_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)").match
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)").fullmatch
_ITEM = re.compile(r"(?:-|(\d{1,9})\.) (\S.*)").fullmatch
_NUMBERED = re.compile(r"\d{1,9}[.)](?:\s|$)").match
_FIELD = re.compile(r":([^:\\`*_\[<&\s](?:[^:\\`*_\[<&]*[^:\\`*_\[<&\s])?):(?:[ ]+(\S.*))?").fullmatch
_OPENS_TEXT = frozenset("(\"',;.%@/")
# beyond the ideographic space stand Han characters and full-width punctuation, none of which opens a
# block or is a space: most lines of a Chinese text are told by their first and last character
_IDEOGRAPHIC_SPACE = "\u3000"

# first and last line → blocks, by the full parser
Full = Callable[[int, int], list[Block]]


class _NotPlain(Exception):
    """A line the short path is not sure of."""


def escaped(text: str) -> str:
    """The HTML of a text without marks."""
    if ">" in text or '"' in text:
        return text.replace(">", "&gt;").replace('"', "&quot;")
    return text


def _is_text(line: str) -> bool:
    """Whether a line can only be text: it starts no block and ends in no hard break."""
    c = line[0]
    if c.isascii() and (not (c.isalnum() or c in _OPENS_TEXT) or (c.isdigit() and _NUMBERED(line))):
        return False
    return not line[-1].isspace() and line[-1] != "\\" and not c.isspace()


def scan(lines: list[str], start: int, end: int, inline: Inline, full: Full) -> list[Block]:
    """The blocks of lines start…end-1."""
    text = "\n".join(lines[start:end]) if start else "\n".join(lines)
    reader = _Lines(lines, end, inline, [m for m in MARKS if m in text], ">" in text or '"' in text)
    blocks: list[Block] = []
    chunk, mark = start, 0
    i = start
    while i < end:
        line = lines[i]
        if not line:
            i += 1
            continue
        c = line[0]
        if c == "#" and IS_HEADING(line):
            chunk, mark = i, len(blocks)
        try:
            if c > _IDEOGRAPHIC_SPACE:
                i = reader.paragraph(i, blocks)
            elif c == "#":
                i = reader.heading(i, blocks)
            elif c == "-" or (c.isdigit() and _NUMBERED(line)):
                i = reader.items(i, blocks)
            elif c == ":":
                i = reader.fields(i, blocks)
            else:
                i = reader.paragraph(i, blocks)
        except _NotPlain:
            i = next((k for k in range(chunk + 1, end) if lines[k][:1] == "#" and IS_HEADING(lines[k])), end)
            blocks[mark:] = full(chunk, i)
            chunk, mark = i, len(blocks)
    return blocks


class _Lines:
    """Reads one block at a line, adds it, and gives the line after it."""

    __slots__ = ("end", "escapes", "inline", "lines", "marks", "special")

    def __init__(self, lines: list[str], end: int, inline: Inline, marks: list[str], escapes: bool) -> None:
        self.lines, self.end, self.inline, self.marks, self.escapes = lines, end, inline, marks, escapes
        self.special = bool(marks) or escapes  # else every line is its own text and HTML

    def text(self, text: str, first: int, last: int) -> tuple[str, str]:
        """Plain text and HTML of the text of lines first…last-1."""
        for m in self.marks:
            if m in text:
                return self.inline(text, first, last)
        if last - first > 1:
            text = join_lines(text.split("\n"))
        return text, escaped(text) if self.escapes else text

    def heading(self, i: int, blocks: list[Block]) -> int:
        line = self.lines[i]
        m = _HEADING(line)
        if m is None or line[-1] in "#\\" or line[-1].isspace():
            raise _NotPlain
        text = html = m[2]
        if self.special:
            text, html = self.text(text, i, i + 1)
        blocks.append(Block("heading", i + 1, m.end(1), text, html))
        return i + 1

    def paragraph(self, first: int, blocks: list[Block]) -> int:
        lines, i, end = self.lines, first, self.end
        while i < end and (line := lines[i]):
            if not (line[0] > _IDEOGRAPHIC_SPACE and line[-1] > _IDEOGRAPHIC_SPACE or _is_text(line)):
                if i > first and line[0] == "#" and IS_HEADING(line):
                    break
                raise _NotPlain
            i += 1
        if i - first == 1 and not self.special:
            text = html = lines[first]
        else:
            text, html = self.text("\n".join(lines[first:i]), first, i)
        blocks.append(Block("text", first + 1, 0, text, html))
        return i

    def items(self, first: int, blocks: list[Block]) -> int:
        lines, i, end, special = self.lines, first, self.end, self.special
        found: list[Item] = []
        level, ordered = 0, False
        while i < end and (line := lines[i]):
            m = _ITEM(line)
            if m is None:
                if found and line[0] == "#" and IS_HEADING(line):
                    break
                raise _NotPlain
            number, text = m.groups()
            if not (text[0] > _IDEOGRAPHIC_SPACE and text[-1] > _IDEOGRAPHIC_SPACE or _is_text(text)):
                raise _NotPlain
            if not found:
                ordered = number is not None
                level = int(number) if ordered else 0
                if ordered and not level:
                    raise _NotPlain
            elif ordered != (number is not None):
                raise _NotPlain
            i += 1
            found.append(Item(i, *self.text(text, i - 1, i)) if special else Item(i, text, text))
        blocks.append(Block("items", first + 1, level, "", "", tuple(found)))
        return self.after(i, "-*+ \t", numbered=True)

    def fields(self, first: int, blocks: list[Block]) -> int:
        lines, i, end = self.lines, first, self.end
        found: list[Item] = []
        while i < end and (line := lines[i]):
            m = _FIELD(line)
            value = (m[2] or "") if m else ""
            if m is None or (value and (not _is_text(value) or any(c in value for c in self.marks))):
                if found and line[0] == "#" and IS_HEADING(line):
                    break
                raise _NotPlain
            found.append(Item(i + 1, m[1], value))
            i += 1
        blocks.append(Block("fields", first + 1, 0, "", "", tuple(found)))
        return self.after(i, ": \t", numbered=False)

    def after(self, i: int, goes_on: str, numbered: bool) -> int:
        """The next line with text, when it cannot belong to the list that ended before i."""
        lines, end = self.lines, self.end
        while i < end and not lines[i]:
            i += 1
        if i < end and (lines[i][0] in goes_on or (numbered and _NUMBERED(lines[i]))):
            raise _NotPlain
        return i
