"""Plain text → a paper: a line is a paragraph. Its encoding is found and told; nothing of it is guessed twice."""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic, Outcome, Span, at
from generator.importers.paper import Paper, Paragraph, Run

_BREAK = re.compile("\r\n|\r|\n|\x0c")
_UNLIKELY = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")


def decoded(data: bytes, name: str) -> Outcome[str]:
    """Bytes as text, and in what encoding they were: UTF-8, UTF-16 with its mark, or GB18030."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return Outcome(None, (at(name, Span(), "E2171"),))
            shown = {"utf-8": "UTF-8 BOM", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}[encoding]
            return Outcome(text, (at(name, Span(), "N2170", shown),))
    try:
        return Outcome(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return Outcome(None, (at(name, Span(), "E2171"),))
    if len(_UNLIKELY.findall(text)) * 50 > len(text):
        return Outcome(None, (at(name, Span(), "E2171"),))
    return Outcome(text, (at(name, Span(), "N2170", "GB18030"),))


def read(data: bytes, name: str) -> Outcome[Paper]:
    """A text file as a paper; the place of a paragraph is its line."""
    text = decoded(data, name)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    found: list[Diagnostic] = list(text.diagnostics)
    lines = _BREAK.split(text.value)
    return Outcome(
        Paper(tuple(Paragraph((Run(line),), n) for n, line in enumerate(lines, 1) if line.strip())), tuple(found)
    )
