"""The short path: plain Markdown read without markdown-it.

Reads paragraphs, ATX headings, flat lists and field lines, and nothing else. A chunk runs from one
heading to the next; at the first piece it is not sure of, the whole chunk is handed to the full parser.
Text with inline marks goes to the inline parser. `tests/test_plain.py` proves it equal to the full
parser on any text. The text is cut with splits and matches of whole pieces, not line by line, because
ten thousand notices of three hundred lines go through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.blocks import A_LINE, Chunk, Field, FieldList, Inline, Items, has_pair, join_lines

# what inline rules act on; without any of it a text is its own HTML but for > and ". Brackets alone are
# text but for "](": where a reference is defined, nothing is read here
MARKS = ("\\", "`", "*", "_", "<", "&")
_IS_HEADING = re.compile(r"#{0,5}(?:[ \t]|\n|$)").match  # behind its first #
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)").fullmatch
_NUMBERED = re.compile(r"\d{1,9}[.)](?:\s|$)").match
# beyond the ideographic space stand Han characters and full-width punctuation, none of which opens a
# block or is a space: most lines of a Chinese text are told by their first and last character
_SURE = "\u3000"
_SURE_ITEM = "[\u3001-\U0010ffff](?:.*[\u3001-\U0010ffff])?"
_SURE_BULLETS = re.compile(rf"- {_SURE_ITEM}(?:\n- {_SURE_ITEM})*\n?").fullmatch
_SURE_NUMBERS = re.compile(rf"([1-9]\d{{0,8}})\. {_SURE_ITEM}(?:\n\d{{1,9}}\. {_SURE_ITEM})*\n?").fullmatch
_ITEM = re.compile(r"(?:-|(\d{1,9})\.) (\S.*)").fullmatch
_ITEMS = re.compile(r"^(?:-|\d+\.) (.*)$", re.MULTILINE).findall
_FIELD = re.compile(r":([^:\\`*_\[<&\s](?:[^:\\`*_\[<&]*[^:\\`*_\[<&\s])?):(?:[ ]+(\S.*))?").fullmatch
_OPENS_TEXT = frozenset("(\"',;.%@/")

_NOTHING: tuple[str, tuple[str | Items, ...], tuple[FieldList, ...]] = ("", (), ())

# first and last line → chunks, by the full parser
Full = Callable[[int, int], list[Chunk]]


class _NotPlain(Exception):
    """A piece the short path is not sure of."""


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


def scan(text: str, raw: bytes, line: int, inline: Inline, full: Full) -> list[Chunk]:
    """The chunks of a text that starts on a line of the file; `raw` is the text as bytes, ? for all but ASCII."""
    marks = [m for m in MARKS if m.encode() in raw]
    if has_pair(raw, b"]", b"("):
        marks.append("](")
    pieces = _Pieces(inline, marks, b">" in raw or b'"' in raw)
    chunks: list[Chunk] = []
    for k, part in enumerate(_chunks(text)):
        if not k and not part:
            continue
        heading, _, body = part.partition("\n") if k else ("", "", part[1:])
        after = line + part.count("\n") + (k > 0)
        try:
            head = pieces.heading("#" + heading, line) if k else (line, 0, "", "", "")
            under = pieces.read(body, line + (k > 0), not k) if body and body != "\n" else _NOTHING
            if k or under[1] or under[2]:
                chunks.append(tuple.__new__(Chunk, (*head, *under)))
        except _NotPlain:
            chunks += full(line - 1, after - 1)
        line = after
    return chunks


def _chunks(text: str) -> list[str]:
    """A text cut before its headings: what stands before the first, then each without its first #.

    The former starts with a line feed that is not the text's, or is empty.
    """
    parts = ("\n" + text).split("\n#")
    chunks = [parts[0]]
    for part in parts[1:]:
        if _IS_HEADING(part):
            chunks.append(part)
        else:
            chunks[-1] += "\n#" + part
    return chunks


class _Pieces:
    """Reads a heading, or the pieces between blank lines under it."""

    __slots__ = ("escapes", "inline", "marks", "special")

    def __init__(self, inline: Inline, marks: list[str], escapes: bool) -> None:
        self.inline, self.marks, self.escapes = inline, marks, escapes
        self.special = bool(marks) or escapes  # else every text is its own HTML

    def text(self, text: str, first: int, last: int) -> tuple[str, str]:
        """Plain text and HTML of the text of lines first…last."""
        for m in self.marks:
            if m in text:
                return self.inline(text, first - 1, last)
        if last > first:
            text = join_lines(text.split("\n"))
        return text, escaped(text) if self.escapes else text

    def heading(self, heading: str, line: int) -> tuple[int, int, str, str, str]:
        m = _HEADING(heading)
        if m is None or heading[-1] in "#\\" or heading[-1].isspace():
            raise _NotPlain
        text = html = m[2]
        if self.special:
            text, html = self.text(text, line, line)
        return line, m.end(1), text, html, ""

    def read(self, body: str, line: int, lead: bool) -> tuple[str, tuple[str | Items, ...], tuple[FieldList, ...]]:
        """Opening, parts and fields of a chunk's body, which starts on a line."""
        parts: list[str | Items] = []
        fields: list[FieldList] = []
        opening = before = ""
        for part in body.split("\n\n"):
            piece = part
            lines = part.count("\n")
            at, line = line, line + lines + 2
            if lines and part[0] == "\n":
                piece = part.lstrip("\n")
                at += len(part) - len(piece)
            if not piece:
                continue
            c = piece[0]
            if c == "-" or (c.isdigit() and _NUMBERED(piece)):
                if before == "items":
                    raise _NotPlain
                before = "items"
                parts.append(self.items(piece, at))
            elif c == ":":
                if before == "fields":
                    raise _NotPlain
                before = "fields"
                fields.append(FieldList(self.fields(piece, at), bool(parts)))
            else:
                before = "text"
                text, html = self.paragraph(piece, at)
                parts.append(f"<p>{html}</p>\n")
                if not opening or (lead and len(opening) <= A_LINE):
                    opening = text
        return opening, tuple(parts), tuple(fields)

    def paragraph(self, piece: str, at: int) -> tuple[str, str]:
        if piece[-1] == "\n":
            piece = piece[:-1]
        if "\n" not in piece:
            if not ((piece[0] > _SURE and piece[-1] > _SURE) or _is_text(piece)):
                raise _NotPlain
            return self.text(piece, at, at) if self.special else (piece, piece)
        lines = piece.split("\n")
        if not all(map(_is_text, lines)):
            raise _NotPlain
        return self.text(piece, at, at + len(lines) - 1)

    def items(self, piece: str, at: int) -> Items:
        level = 0
        if piece[0] == "-":
            sure = _SURE_BULLETS(piece)
        elif sure := _SURE_NUMBERS(piece):
            level = int(sure[1])
        if sure is None:
            level = self.checked(piece)
        texts = htmls = tuple(_ITEMS(piece))
        if self.special:
            both = [self.text(t, n, n) for n, t in enumerate(texts, at)]
            texts, htmls = tuple([t for t, _ in both]), tuple([h for _, h in both])
        return tuple.__new__(Items, (texts, htmls, level))

    def checked(self, piece: str) -> int:
        """The first number of a list (0: bullets) that must be looked at line by line."""
        numbers = set()
        first = ""
        for k, line in enumerate(piece.removesuffix("\n").split("\n")):
            m = _ITEM(line)
            if m is None or not _is_text(m[2]):
                raise _NotPlain
            first = first if k else m[1]
            numbers.add(m[1] is not None)
        if len(numbers) > 1 or (first and not int(first)):
            raise _NotPlain
        return int(first or 0)

    def fields(self, piece: str, at: int) -> tuple[Field, ...]:
        found = []
        for n, line in enumerate(piece.removesuffix("\n").split("\n"), at):
            m = _FIELD(line)
            value = (m[2] or "") if m else ""
            if m is None or (value and (not _is_text(value) or any(c in value for c in self.marks))):
                raise _NotPlain
            found.append(Field(n, m[1], value))
        return tuple(found)
