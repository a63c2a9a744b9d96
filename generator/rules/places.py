"""Where a text stands: under a finding or outside of all, in which sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.reading import Line, Reading

_END = re.compile("[。！？\n]")


@lru_cache(maxsize=2)
def finding_of(reading: Reading) -> tuple[int, ...]:
    """For each section the place of the finding it is or is part of, -1 for none."""
    out, at, depth = [], -1, 0
    for k, section in enumerate(reading.notice.sections):
        if section.kind in ("finding", "withheld"):
            at, depth = k, section.depth
        elif section.depth <= depth:
            at, depth = -1, 0
        out.append(at)
    return tuple(out)


def in_finding(reading: Reading, line: Line) -> bool:
    """Whether a line stands under a finding."""
    return line.section >= 0 and finding_of(reading)[line.section] >= 0


@lru_cache(maxsize=2)
def general(reading: Reading) -> tuple[Line, ...]:
    """The lines that speak of the whole notice: outside of findings, headings left out."""
    return tuple(line for line in reading.lines if line.kind != "heading" and not in_finding(reading, line))


def sentences(line: Line) -> Iterator[tuple[int, str]]:
    """The sentences of a line, with the place in the file where each begins."""
    start = 0
    for m in _END.finditer(line.text):
        yield line.at + start, line.text[start : m.end()]
        start = m.end()
    if start < len(line.text):
        yield line.at + start, line.text[start:]


def sentence_at(text: str, at: int) -> tuple[int, int]:
    """From where to where the sentence goes that a place stands in."""
    first = text.rfind("\n", 0, at) + 1
    start = max(first, *(text.rfind(mark, first, at) + 1 for mark in "。！？"))
    m = _END.search(text, at)
    return start, m.start() if m else len(text)
