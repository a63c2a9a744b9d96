"""A paper → the outline of a notice: what is title, heading, text, measure, signature. Every decision is told.

No character goes in silence: what is in the paper and not in the outline is in a diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from generator.diagnostics import Diagnostic, Span, at
from generator.importers import headings
from generator.importers.inline import Runs, cut, marks_of, plain, text_of, trimmed
from generator.importers.lines import Line, clean
from generator.importers.measures import itemised, tidied
from generator.importers.outline import Block, Heading, Items, Outline, Text, all_runs
from generator.importers.paper import Paper, Table
from generator.importers.tables import grid
from generator.importers.titles import ending_of, head_of

# 进行了以下整改：  at the beginning of a finding's text, before the measures or a text without items
_INTRODUCTION = re.compile(r"[^。；，：“”\n]{0,16}(?:整改|措施|做法)[^。；，：“”\n]{0,6}：(?=\s*\S)").match
_CENTRED = 60  # characters of a line that is set in the centre because it is no paragraph


def recognise(paper: Paper, name: str, bodies: Collection[str] = ()) -> tuple[Outline, tuple[Diagnostic, ...]]:
    """The outline of a paper, and what was decided. `bodies` are the names of those who may have signed."""
    cleaned = clean(paper, name)
    found = list(cleaned.found)
    head = head_of(cleaned.blocks, bodies, name, found)
    ending, signed = ending_of(cleaned.blocks, head.end, bodies, name, found)
    body = cleaned.blocks[head.end : signed.start]
    builder = _Builder(name, found)
    for line in head.above:
        builder.add(Text(_shown(line), line.place))
    for line in head.marks:
        builder.add(Text(marks_of(line.runs), line.place))
        found.append(at(name, Span(line.place), "N2123", line.text[:30]))
    for block, role in zip(body, headings.roles(body, name, found), strict=True):
        builder.take(block, role)
    builder.flush()
    builder.blocks += (Text(b.runs, b.place, "signature") for k in signed if isinstance(b := cleaned.blocks[k], Line))
    marked = {r.footnote for runs in all_runs(builder.blocks) for r in runs if r.footnote}
    for key, note in cleaned.footnotes.items():
        if key not in marked:
            builder.blocks += (Text(line.runs, line.place) for line in note)
            found += (at(name, Span(line.place), "W2129", line.text[:30]) for line in note)
    found += (at(name, Span(1), "W2130", key) for key in sorted(marked) if not cleaned.footnotes.get(key))
    lines = [(b.place, b.text) for b in cleaned.blocks if isinstance(b, Line)]
    supplied = not builder.dotted
    if not supplied:
        found.append(at(name, Span(builder.dotted), "N2127"))
    outline = Outline(
        head.title,
        head.subtitle,
        head.number,
        head.place,
        tuple(builder.blocks),
        cleaned.footnotes,
        ending if ending.signed_by or ending.signed_on else head.signed,
        tuple(lines),
        supplied,
    )
    return outline, tuple(found)


class _Builder:
    """Gathers the blocks of an outline; paragraphs under a finding wait until all of them are seen."""

    def __init__(self, name: str, found: list[Diagnostic]) -> None:
        self.name, self.found = name, found
        self.blocks: list[Block] = []
        self.waiting: list[Text] = []
        self.depths = headings.Depths()
        self.finding = 0  # the level of the finding that is open, 0 for none
        self.dotted = 0  # where a heading has a number of a form the site does not know

    def take(self, block: Line | Table, role: headings.Role) -> None:
        """Add what a line or table is."""
        if isinstance(block, Table):
            for each in grid(block, self.name, self.found):
                self.add(each)
        elif block.bullet:
            self.add(Items((_shown(block),), block.place))
        elif not role.why:
            short = block.align == "centre" and len(block.text) <= _CENTRED
            self.add(Text(_shown(block), block.place, "centre" if short else ""))
        else:
            self.heading(block, role)

    def heading(self, line: Line, role: headings.Role) -> None:
        level = self.depths.level(line, role.label)
        if not level:
            self.found.append(at(self.name, Span(line.place), "N2128", line.text[:30]))
            self.add(Text(_shown(line), line.place))
            return
        if headings.dotted(line.text):
            self.dotted = self.dotted or line.place
        self.flush()
        title, gone, rest = cut(_shown(line), (role.end, role.rest))
        runs = plain(tidied((*title, *marks_of(gone)), line.place, self.name, self.found))
        pictures = tuple(r for r in runs if r.picture)
        if "\n" in text_of(runs):
            self.found.append(at(self.name, Span(line.place), "N2122", text_of(runs).replace("\n", " ")[:30]))
        runs = trimmed(tuple(r._replace(text=r.text.replace("\n", "")) for r in runs if not r.picture))
        self.blocks.append(Heading(level, runs, line.place))
        if headings.is_finding(text_of(runs)):
            self.finding = level
        elif level <= self.finding:
            self.finding = 0
        if pictures:
            self.add(Text(pictures, line.place))
        rest = tidied(rest, line.place, self.name, self.found)
        if intro := _INTRODUCTION(text_of(rest)):
            first, rest = cut(rest, (intro.end(),))
            self.found.append(at(self.name, Span(line.place), "N2150", intro[0]))
            self.add(Text(first, line.place))
            rest = tidied(rest, line.place, self.name, self.found)
        if rest:
            self.add(Text(rest, line.place))

    def add(self, block: Block) -> None:
        """Add a block under the heading at hand."""
        if isinstance(block, Text) and self.finding:
            self.waiting.append(block)
        else:
            self.flush()
            last = self.blocks[-1] if self.blocks else None
            if isinstance(block, Items) and isinstance(last, Items):
                self.blocks[-1] = Items((*last.items, *block.items), last.place)
            else:
                self.blocks.append(block)

    def flush(self) -> None:
        """Add the paragraphs that wait, their measures as items."""
        if self.waiting:
            self.blocks += itemised(self.waiting, self.name, self.found)
            self.waiting = []


def _shown(line: Line) -> Runs:
    """The runs of a paragraph; bold type that is on all of it says nothing there."""
    return plain(line.runs) if line.strong else line.runs
