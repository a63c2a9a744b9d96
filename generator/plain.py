"""The short path: plain Markdown read without markdown-it.

Reads paragraphs, ATX headings, flat lists and field lines, and nothing else: at the first line it is
not sure of it gives None, and the full parser reads the whole chunk. Text with inline marks goes to
the inline parser handed in. `tests/test_plain.py` proves it equal to the full parser on any text.
"""

from __future__ import annotations

import re

from generator.blocks import Block, Inline, Item, join_lines

# what inline rules act on; without any of it a text is its own HTML but for > and "
HAS_MARKS = re.compile(r"[\\`*_\[<&]").search
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)").fullmatch
_ITEM = re.compile(r"(?:-|(\d{1,9})\.) (\S.*)").fullmatch
_NUMBERED = re.compile(r"\d{1,9}[.)](?:\s|$)").match
_FIELD = re.compile(r":([^:\\`*_\[<&\s](?:[^:\\`*_\[<&]*[^:\\`*_\[<&\s])?):(?:[ ]+(\S.*))?").fullmatch
_OPENS_TEXT = frozenset("(\"',;.%@/")


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


def scan(lines: list[str], start: int, end: int, inline: Inline) -> list[Block] | None:
    """The blocks of lines start…end-1, or None when the full parser must read them."""
    blocks: list[Block] = []
    i = start
    while i < end:
        line = lines[i]
        if not line:
            i += 1
            continue
        c = line[0]
        first = i
        if c == "#":
            m = _HEADING(line)
            if m is None or line[-1] in "#\\" or line[-1].isspace():
                return None
            text, html = _inline(m[2], i, i + 1, inline)
            blocks.append(Block("heading", i + 1, len(m[1]), text, html))
            i += 1
        elif c == "-" or (c.isdigit() and _NUMBERED(line)):
            items: list[Item] = []
            level = -1
            while i < end and (line := lines[i]):
                m = _ITEM(line)
                if m is None or not _is_text(m[2]):
                    return None
                if level < 0:
                    level = int(m[1]) if m[1] else 0
                elif (level == 0 and not items) or bool(m[1]) != ordered:
                    return None
                ordered = bool(m[1])
                items.append(Item(i + 1, *_inline(m[2], i, i + 1, inline)))
                i += 1
            if ordered and level == 0:
                return None
            while i < end and not lines[i]:
                i += 1
            if i < end and (lines[i][0] in "-*+ \t" or _NUMBERED(lines[i])):
                return None
            blocks.append(Block("items", first + 1, level, "", "", tuple(items)))
        elif c == ":":
            fields: list[Item] = []
            while i < end and (line := lines[i]):
                m = _FIELD(line)
                value = (m[2] or "") if m else ""
                if m is None or (value and (not _is_text(value) or HAS_MARKS(value))):
                    return None
                fields.append(Item(i + 1, m[1], value))
                i += 1
            while i < end and not lines[i]:
                i += 1
            if i < end and lines[i][0] in ": \t":
                return None
            blocks.append(Block("fields", first + 1, 0, "", "", tuple(fields)))
        else:
            while i < end and (line := lines[i]):
                if not _is_text(line):
                    return None
                i += 1
            text, html = _inline("\n".join(lines[first:i]) if i - first > 1 else lines[first], first, i, inline)
            blocks.append(Block("text", first + 1, 0, text, html))
    return blocks


def _inline(text: str, first: int, last: int, inline: Inline) -> tuple[str, str]:
    if HAS_MARKS(text):
        return inline(text, first, last)
    if "\n" in text:
        text = join_lines(text.split("\n"))
    return text, escaped(text)
