"""Bytes of a source file → text, with what is wrong with them."""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic, Outcome, Span, at

MAX_BYTES = 8 * 1024 * 1024
_CLOSING = re.compile(rb"[\r\n]---[ \t]*(?=[\r\n]|$)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def decode(data: bytes, path: str) -> Outcome[str]:
    """UTF-8 bytes as text with line feeds; a byte order mark is dropped.

    Bidirectional overrides count as control characters: they can make a page say what its source
    does not. In the text they are blanked.
    """
    if len(data) > MAX_BYTES:
        return Outcome(None, (at(path, Span(), "E0004", len(data), MAX_BYTES),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        before = data[: e.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return Outcome(None, (at(path, Span(line, column), "E0001", _encoding(data)),))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Diagnostic] = []
    if _CONTROL.search(text):
        for m in _CONTROL.finditer(text):
            line = text.count("\n", 0, m.start()) + 1
            column = m.start() - text.rfind("\n", 0, m.start())
            found.append(at(path, Span(line, column, 1), "E0003", f"U+{ord(m[0]):04X}"))
        text = _CONTROL.sub(" ", text)
    return Outcome(text, tuple(found[:20]))


def front_part(data: bytes) -> bytes:
    """The bytes up to the end of the front matter, or all where none ends."""
    if not data.startswith((b"---", b"\xef\xbb\xbf---")):
        return data
    m = _CLOSING.search(data, 3)
    return data[: m.end()] if m else data


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"
