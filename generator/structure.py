"""Blocks → the structure of a notice: sections, findings, measures, ids and supplied labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import escape

from generator.blocks import Block
from generator.blocks import Field as FieldLine
from generator.diagnostics import Diagnostic, Span, at
from generator.fields import BY_NAME, GROUNDS, Field
from generator.model import Measure, Notice, Section, Values
from generator.numbering import SUPPLIED, Label, item_label, label_of, written


_FINDING = re.compile(r"(?:针对|关于)[“\"「『].+问题").match

_NEXT_ITEM = "</li>\n<li>"

# reads a finding's field: (name, value, its field) → value or None, reporting faults at a line
ReadField = Callable[[FieldLine], tuple[Field, Any] | None]


class _Heading(NamedTuple):
    """A heading with what stands under it, before ids and numbers."""

    block: Block
    label: Label | None
    title: str
    html: str
    values: Values
    under: Sequence[Block]


def headings(blocks: Sequence[Block], read_field: ReadField, report: Callable[[Diagnostic], None], path: str) -> tuple[list[Block], list[_Heading]]:
    """The blocks before the first heading, and each heading with its fields and blocks."""
    lead: list[Block] = []
    found: list[_Heading] = []
    current = lead
    values: Values = {}
    for block in blocks:
        if block.kind == "heading":
            label = label_of(block.text)
            title, html = block.text, block.html
            if label:
                cut = len(label.text)
                title = title[cut:]
                html = html[cut:] if html.startswith(label.text) else str(escape(title))
            if not block.text:
                report(at(path, Span(block.line), "E0309"))
            if block.level == 1:
                report(at(path, Span(block.line, 1, 1), "W0306"))
            values, current = {}, []
            found.append(_Heading(block, label, title, html, values, current))
        elif block.kind == "fields":
            if not found:
                report(at(path, Span(block.line), "E0305"))
            elif current:
                report(at(path, Span(block.line), "E0311", block.fields[0].name))
            for item in block.fields:
                if found and (read := read_field(item)) is not None:
                    values[read[0].id] = read[1]
        else:
            current.append(block)
    return lead, found


def field_reader(path: str, report: Callable[[Diagnostic], None], lines: Sequence[str], language: str) -> ReadField:
    """A reader of finding fields that reports at the line and column of the fault."""
    from generator.records import TYPE_NAMES, Bad, convert, suggestion

    names = BY_NAME["finding"]
    english = language == "en"

    def read(item: FieldLine) -> tuple[Field, Any] | None:
        line = lines[item.line - 1] if item.line <= len(lines) else ""
        field = names.get(item.name)
        if field is None:
            span = Span(item.line, line.find(item.name) + 1, len(item.name))
            report(at(path, span, "E0202", item.name, suggestion(item.name, "finding", language)))
            return None
        value = item.value
        span = Span(item.line, max(line.rfind(value), 0) + 1, len(value)) if value else Span(item.line)
        if not value:
            report(at(path, span, "E0211", item.name))
            return None
        kind = field.type
        parts = [value]
        if kind == "choices":
            kind, parts = "choice", [p for p in re.split(r"[、，,；;]\s*", value) if p]
        out = []
        for part in parts:
            got = convert(part, field, kind)
            if isinstance(got, Bad):
                args = [a if isinstance(a, str) else a[1 if english else 0] for a in got.args]
                report(at(path, span, got.code, *([item.name] if got.code in ("E0203", "E0206") else []), *args))
                return None
            out.append(got)
        return field, (out if field.type == "choices" else out[0])

    return read


def build(
    blocks: Sequence[Block], path: str, kind_has_findings: bool, supply: bool, read_field: ReadField
) -> tuple[Notice, list[Diagnostic]]:
    """The structure of a body, and what is wrong with it."""
    found: list[Diagnostic] = []
    lead, heads = headings(blocks, read_field, found.append, path)
    levels = [h.block.level if h.block.level > 1 else 2 for h in heads]
    finding = _findings(heads, levels, kind_has_findings)
    sections: list[Section] = []
    taken: dict[str, int] = {}
    open_: list[_Open] = []  # the ancestors of the heading at hand
    top = _Open(0, 0, (), False)
    home = ""  # the top-level section whose findings have the short ids
    hidden = 0  # level of the withheld finding we are in, 0 for none
    for k, h in enumerate(heads):
        level = levels[k]
        if hidden and level > hidden:
            continue
        hidden = 0
        while open_ and open_[-1].level >= level:
            open_.pop()
        parent = open_[-1] if open_ else top
        if level > (parent.level or 1) + 1:
            skipped = level - (parent.level or 1) - 1
            found.append(at(path, Span(h.block.line, 1, h.block.level), "W0303", parent.level or 1, level, skipped))
        number = _number(h, parent, path, found)
        numbers = (*parent.numbers, number)
        depth = min(parent.depth + 1, 5)
        in_finding = parent.in_finding or finding[k]
        if finding[k]:
            if len(numbers) > 1 and not home:
                home = str(numbers[0])
            digits = "-".join(map(str, numbers[1:] or numbers))
            if len(numbers) > 1 and str(numbers[0]) == home:
                id_ = f"f-{digits}"
            elif home:
                id_ = f"s{numbers[0]}-f" + (f"-{digits}" if len(numbers) > 1 else "")
            else:
                id_ = f"f-{digits}"
        else:
            digits, id_ = "", "s-" + "-".join(map(str, numbers))
        explicit = h.values.get("id") or h.block.id
        if explicit:
            id_ = explicit
            if id_ in taken:
                found.append(at(path, Span(h.block.line), "E0304", id_, taken[id_]))
        while id_ in taken:
            id_ += "-b"
        taken[id_] = h.block.line
        typed = h.label.text if h.label else ""
        label = typed or (_supplied(depth, number, parent.form) if supply else "")
        parent.form = h.label.form if h.label else parent.form
        if finding[k] and h.values.get("audience") == "internal":
            ground = h.values.get("withheld_reason", "")
            if not ground:
                found.append(at(path, Span(h.block.line), "E0310", "、".join(g.zh for g in GROUNDS)))
            kept = {"withheld_reason": ground}
            sections.append(Section("withheld", depth, id_, label, not typed, "", "", digits, kept, "", (), h.block.line))
            hidden = level
        else:
            measures: list[Measure] = []
            html = blocks_html(h.under, measures if in_finding else None)
            kind = "finding" if finding[k] else _group(h.title)
            sections.append(
                Section(kind, depth, id_, label, not typed, h.title, h.html, digits, h.values, html, tuple(measures), h.block.line)
            )
        open_.append(_Open(level, depth, numbers, in_finding))
    opening = next((b.text for b in lead if b.kind == "text" and len(b.text) > 20), "")
    if not opening:
        opening = next((b.text for h in heads if h.values.get("audience") != "internal" for b in h.under if b.kind == "text"), "")
    return Notice(blocks_html(lead, None), tuple(sections), opening[:120]), found


class _Open:
    """A heading whose section is open."""

    __slots__ = ("depth", "form", "in_finding", "labelled", "level", "numbers", "seen")

    def __init__(self, level: int, depth: int, numbers: tuple[int, ...], in_finding: bool) -> None:
        self.level, self.depth, self.numbers, self.in_finding = level, depth, numbers, in_finding
        self.labelled = 0  # the number of the last typed label among its children
        self.form = ""  # of the last typed label among its children
        self.seen: list[int] = []  # the numbers of its children


def _findings(heads: Sequence[_Heading], levels: Sequence[int], by_form: bool) -> list[bool]:
    """Which headings are findings: those with fields, and the lowest of the known form."""
    out = [False] * len(heads)
    below: list[int] = []  # levels of headings further down that are or hold findings, ascending
    for k in range(len(heads) - 1, -1, -1):
        level = levels[k]
        under = bool(below) and below[-1] > level
        if heads[k].values or (by_form and not under and _FINDING(heads[k].title)):
            out[k] = True
        while below and below[-1] >= level:
            below.pop()
        if out[k] or under:
            below.append(level)
    return out


def _number(h: _Heading, parent: _Open, path: str, found: list[Diagnostic]) -> int:
    """The number of a heading among its siblings: its label's, or the next free one."""
    seen = parent.seen
    number = len(seen) + 1
    if h.label:
        number = h.label.number
        expected = parent.labelled + 1
        parent.labelled = number
        if number != expected:
            right = written(h.label.form, expected)
            span = Span(h.block.line, h.block.level + 2, len(h.label.text))
            found.append(at(path, span, "W0307", h.label.text.strip(), right))
    if number in seen or number < 1:
        number = max(seen, default=0) + 1
    seen.append(number)
    return number


def _supplied(depth: int, number: int, form: str) -> str:
    """The label of a heading that has none, in the form of its elder sibling."""
    return written(form or SUPPLIED[min(depth, len(SUPPLIED)) - 1], number)


def _group(title: str) -> str:
    if title.startswith("聚焦"):
        return "focus"
    return "aspect" if title.rstrip("。.：: ").endswith("方面") else "section"


def blocks_html(blocks: Sequence[Block], measures: list[Measure] | None) -> str:
    """The HTML of blocks; the items of lists under a finding are gathered as measures."""
    out: list[str] = []
    for b in blocks:
        if b.kind == "text":
            css = f' class="{b.css}"' if b.css else ""
            id_ = f' id="{b.id}"' if b.id else ""
            out.append(f"<p{css}{id_}>{b.html}</p>\n" if css or id_ else f"<p>{b.html}</p>\n")
        elif b.kind == "items":
            labels = [item_label(t) for t in b.texts]
            labelled = "" not in labels
            if measures is not None:
                measures.extend(map(Measure, labels, b.texts))
                opens, tag = '<ol class="measures labelled">' if labelled else '<ol class="measures">', "ol"
            elif labelled:
                opens, tag = '<ol class="labelled">', "ol"
            else:
                tag = "ol" if b.level else "ul"
                opens = f'<ol start="{b.level}">' if b.level > 1 else f"<{tag}>"
            out.append(f"{opens}\n<li>{_NEXT_ITEM.join(b.htmls)}</li>\n</{tag}>\n")
        else:
            out.append(b.html)
    return "".join(out)
