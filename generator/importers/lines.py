"""A paper made clean: marks of extraction, indents and unseen characters taken off, each told.

What is left are the lines the recogniser looks at: one for each paragraph that says something.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.importers.inline import Runs, cut, joined, mapped, text_of, trimmed
from generator.importers.paper import Paper, Paragraph, Run, Table
from generator.numbering import item_label, label_of

# what programs leave when they take the text out of a Word file
_EXTRACTED = re.compile(
    r"\[bookmark: [^\]\n]*\]|<!--\[if [^\n]*?\]>|<!\[endif\]-->|<!\[if [^\]\n]*\]>"
    r"|\bHYPERLINK \\l \"[^\"\n]*\"|\bPAGE +\\\* MERGEFORMAT|\bTOC \\o \"[^\"\n]*\"(?: \\[hzu])*"
)
# never shown: control characters, bidirectional overrides, marks of byte order, zero-width spaces, non-characters
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# signs of lists without numbers, as Word prints them; those in fonts of symbols are letters there
_BULLET = re.compile(r"[\s]*[^\w\s（(【\[①-⑳][\s]*|\s*[\uf000-\uf0ff]\s*").fullmatch
_QUICK = re.compile(r"[\[<\\]|" + _UNSEEN.pattern).search


class Line(NamedTuple):
    """A paragraph, clean: its runs, what they say, and what its type and place say of it.

    `lead` is how much of the text at its beginning is bold, 0 when all or nothing is; `bullet` whether it is an item
    of a list without numbers, whose sign was taken off.
    """

    runs: Runs
    text: str
    place: int
    level: int = 0
    strong: bool = False
    align: str = ""
    lead: int = 0
    bullet: bool = False


class Clean(NamedTuple):
    """Lines and tables in order, the notes, and what was taken off."""

    blocks: tuple[Line | Table, ...]
    footnotes: dict[str, tuple[Line, ...]]
    found: tuple[Diagnostic, ...]


def clean(paper: Paper, name: str) -> Clean:
    """The lines of a paper, without what is no text."""
    cleaner = _Cleaner(name)
    blocks: list[Line | Table] = []
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            blocks += cleaner.lines(block)
        else:
            blocks.append(block)
    notes = {
        key: tuple(line for p in paragraphs for line in cleaner.lines(_note(p)))
        for key, paragraphs in paper.footnotes.items()
    }
    return Clean(tuple(blocks), notes, cleaner.told())


def _note(p: Paragraph) -> Paragraph:
    """A paragraph of a note; there are no notes in notes."""
    return p._replace(runs=tuple(run._replace(footnote="") for run in p.runs))


def cell_text(paragraph: Paragraph, name: str, found: list[Diagnostic]) -> list[Line]:
    """The lines of a paragraph in a table."""
    cleaner = _Cleaner(name)
    lines = cleaner.lines(paragraph)
    found += (d for d in cleaner.told() if d.code != "N2108")
    return lines


class _Cleaner:
    """Cleans paragraphs, and gathers what it took off."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Diagnostic] = []
        self.indented = 0
        self.first = 0

    def told(self) -> tuple[Diagnostic, ...]:
        """What was taken off; indents as one, because every paragraph has them."""
        if self.indented:
            self.found.append(at(self.name, Span(self.first), "N2108", self.indented))
        return tuple(self.found)

    def lines(self, p: Paragraph) -> list[Line]:
        """The lines of a paragraph: several where soft breaks part what are paragraphs of their own."""
        bullet = p.label if _BULLET(p.label) else ""
        runs = joined((Run(p.label), *p.runs) if p.label and not bullet else p.runs)
        text = text_of(runs)
        if "\r" in text:
            runs = tuple(r._replace(text=r.text.replace("\r\n", "\n").replace("\r", "\n")) for r in runs)
            text = text_of(runs)
        if _QUICK(text):
            runs = self.without_marks(runs, text, p.place)
            text = text_of(runs)
        if not text.strip() and not any(r.footnote or r.picture for r in runs):
            return []
        out = []
        for part in self.parted(runs, text, p.place) if "\n" in text else [runs]:
            tidy = self.trimmed(part, p.place)
            said = text_of(tidy)
            if said or tidy:
                lead = len(tidy[0].text) if tidy and tidy[0].bold and len(tidy[0].text) < len(said) else 0
                strong = p.strong or (bool(said.strip()) and all(r.bold for r in tidy if r.text.strip()))
                out.append(Line(tidy, said, p.place, p.level, strong, p.align, lead, bool(bullet)))
        if bullet and out:
            self.found.append(at(self.name, Span(p.place, 1, len(bullet)), "N2151", bullet.strip(), out[0].text[:20]))
        return out

    def without_marks(self, runs: Runs, text: str, place: int) -> Runs:
        kept = [True] * len(text)
        for m in _EXTRACTED.finditer(text):
            self.found.append(at(self.name, Span(place, m.start() + 1, len(m[0])), "N2107", m[0]))
            kept[m.start() : m.end()] = [False] * len(m[0])
        for m in _UNSEEN.finditer(text):
            self.found.append(at(self.name, Span(place, m.start() + 1, 1), "N2109", f"U+{ord(m[0]):04X}"))
            kept[m.start()] = False
        return mapped(runs, text, kept)

    def parted(self, runs: Runs, text: str, place: int) -> list[Runs]:
        """Runs parted at those soft breaks behind which a labelled line, or an empty one, stands."""
        points = []
        at_ = 0
        for k, line in enumerate(text.split("\n")):
            start = line.lstrip()
            if k and (not start or label_of(start) or item_label(start)):
                points.append(at_)
                if start:
                    self.found.append(at(self.name, Span(place, at_ + 1), "N2110", start[:20]))
            at_ += len(line) + 1
        return cut(runs, points)

    def trimmed(self, runs: Runs, place: int) -> Runs:
        """Runs without white space at the ends of each line."""
        text = text_of(runs)
        if text and not (text[0].isspace() or text[-1].isspace() or "\n" in text):
            return runs
        if text.strip(" \t\n") != text.strip():
            self.indented += 1
            self.first = self.first or place
        if "\n" not in text.strip():
            return trimmed(runs)
        lines: list[Run] = []
        breaks = [k + 1 for k, c in enumerate(text) if c == "\n"]
        for part in cut(runs, breaks):
            one = trimmed(part)
            if text_of(one) or one:
                lines += (*([Run("\n")] if lines else []), *one)
        return joined(lines)
