"""Chunks → the structure of a notice: sections, findings, measures, ids and supplied labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import escape

from generator.blocks import A_LINE, Chunk, Items
from generator.blocks import Field as FieldLine
from generator.diagnostics import Diagnostic, Span, at
from generator.fields import BY_NAME, GROUNDS, Field
from generator.memory import SEVERAL, due_faults, values_of
from generator.model import Notice, Section, Values
from generator.numbering import SUPPLIED, Label, item_label, label_of, written

_FINDING = re.compile(r"(?:针对|关于)[“\"「『].+问题").match

_TRAILING_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}$").search
_NEXT_ITEM = "</li>\n<li>"

# reads a finding's field: (name, value, its field) → value or None, reporting faults at a line
ReadField = Callable[[FieldLine], tuple[Field, Any] | None]


class _Heading(NamedTuple):
    """A heading before ids and numbers: its label and fields are read. `level` is 2 at least."""

    level: int
    label: Label | None
    title: str
    html: str
    values: Values
    parts: tuple[str | Items, ...]
    line: int
    id: str


def headings(
    chunks: Sequence[Chunk], read_field: ReadField, report: Callable[[Diagnostic], None], path: str
) -> list[_Heading]:
    """Each heading, with its label and fields read."""
    found: list[_Heading] = []
    for chunk in chunks:
        line, level, text, html, id_, _, parts, fields = chunk
        values: Values = {}
        changed = 0  # the line of the last change of the due date
        for each in fields:
            if not level:
                report(at(path, Span(each.fields[0].line), "E0305"))
                continue
            if each.late:
                report(at(path, Span(each.fields[0].line), "E0311", each.fields[0].name))
            for item in each.fields:
                if (read := read_field(item)) is not None:
                    field, value = read
                    if field.type in SEVERAL and field.id in values:
                        value = values[field.id] + [v for v in value if v not in values[field.id]]
                    values[field.id] = value
                    changed = item.line if field.id == "due_changes" else changed
        if changed:
            for fault in due_faults(values["due_changes"], values.get("due_on", "")):
                report(at(path, Span(changed), fault.code, *fault.args))
        if not level:
            continue
        label = label_of(text)
        title = text
        if label:
            title = text[len(label.text) :]
            if html is text:
                html = title
            else:
                html = html[len(label.text) :] if html.startswith(label.text) else str(escape(title))
        if title[-1:] == "}" and (m := _TRAILING_ID(title)):
            id_ = id_ or m[1]
            title, html = title[: m.start()], html[: html.rfind("{")].rstrip()
        if not text:
            report(at(path, Span(line), "E0309"))
        if level == 1:
            report(at(path, Span(line, 1, 1), "W0306"))
            level = 2
        found.append(tuple.__new__(_Heading, (level, label, title, html, values, parts, line, id_)))
    return found


def field_reader(
    path: str, report: Callable[[Diagnostic], None], lines: Callable[[], Sequence[str]], language: str
) -> ReadField:
    """A reader of finding fields that reports at the line and column of the fault."""
    from generator.records import Bad, convert, suggestion

    names = BY_NAME["finding"]
    english = language == "en"

    def read(item: FieldLine) -> tuple[Field, Any] | None:
        line = (lines()[item.line - 1 :] or [""])[0]
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
        if kind in SEVERAL:
            several, faults = values_of(field, value)
            for fault in faults:
                report(at(path, span, fault.code, *fault.args))
            return (field, several) if several and not faults else None
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
    chunks: Sequence[Chunk], path: str, kind_has_findings: bool, supply: bool, read_field: ReadField
) -> tuple[Notice, list[Diagnostic]]:
    """The structure of a body, and what is wrong with it."""
    found: list[Diagnostic] = []
    heads = headings(chunks, read_field, found.append, path)
    finding = _findings(heads, kind_has_findings)
    sections: list[Section] = []
    taken: dict[str, int] = {}
    top = _Open(0, 0, "", "", False)
    open_ = [top]  # the ancestors of the heading at hand that have headings under them
    home = ""  # the top-level section whose findings have the short ids
    hidden = 0  # level of the withheld finding we are in, 0 for none
    for k, (level, label, title, html, values, parts, line, explicit) in enumerate(heads):
        if hidden and level > hidden:
            continue
        hidden = 0
        while open_[-1].level >= level:
            open_.pop()
        parent = open_[-1]
        if level > (parent.level or 1) + 1:
            skipped = level - (parent.level or 1) - 1
            found.append(at(path, Span(line, 1, level), "W0303", parent.level or 1, level, skipped))
        number = _number(label, parent)
        if number < 0:
            number = _misnumbered(label, parent, Span(line, level + 2), path, found)
        depth = min(parent.depth + 1, 5)
        is_finding = finding[k]
        in_finding = parent.in_finding or is_finding
        whole = f"{parent.whole}-{number}" if parent.whole else str(number)
        short = f"{parent.short}-{number}" if parent.short else str(number) if parent.depth else ""
        digits = ""
        if is_finding:
            section = whole.partition("-")[0]
            home = home or (section if short else "")
            digits = short or whole
            if (short and section == home) or not home:
                id_ = f"f-{digits}"
            else:
                id_ = f"s{section}-f-{short}" if short else f"s{section}-f"
                digits = f"{section}.{short or 0}"
        else:
            id_ = f"s-{whole}"
        if explicit or "id" in values:
            id_ = values.get("id") or explicit
            if id_ in taken:
                found.append(at(path, Span(line), "E0304", id_, taken[id_]))
        while id_ in taken:
            id_ += "-b"
            digits += "b" if digits else ""
        taken[id_] = line
        if label:
            shown, parent.form = label.text, label.form
        else:
            shown = _supplied(depth, number, parent.form) if supply else ""
        if is_finding and values.get("audience") == "internal":
            ground = values.get("withheld_reason", "")
            if not ground:
                found.append(at(path, Span(line), "E0310", "、".join(g.zh for g in GROUNDS)))
            kept = {"withheld_reason": ground}
            sections.append(Section("withheld", depth, id_, shown, not label, "", "", digits, kept, "", (), line))
            hidden = level
        else:
            measures: list[str] = []
            text = parts_html(parts, measures if in_finding else None)
            kind = "finding" if is_finding else _group(title)
            own = tuple(measures)
            made = (kind, depth, id_, shown, not label, title, html, digits, values, text, own, line)
            sections.append(tuple.__new__(Section, made))
        if k + 1 < len(heads) and heads[k + 1].level > level:
            open_.append(_Open(level, depth, whole, short, in_finding))
    lead = chunks[0] if chunks and not chunks[0].level else None
    return Notice(parts_html(lead.parts, None) if lead else "", tuple(sections), _opening(chunks, heads)), found


def _opening(chunks: Sequence[Chunk], heads: Sequence[_Heading]) -> str:
    """The beginning of the first public paragraph that is more than a line under the title."""
    if chunks and not chunks[0].level and len(chunks[0].opening) > A_LINE:
        return chunks[0].opening[:120]
    hidden = {h.line for h in heads if h.values.get("audience") == "internal"}
    return next((c.opening[:120] for c in chunks if c.level and c.opening and c.line not in hidden), "")


class _Open:
    """A heading whose section is open."""

    __slots__ = ("depth", "form", "in_finding", "labelled", "level", "seen", "short", "whole")

    def __init__(self, level: int, depth: int, whole: str, short: str, in_finding: bool) -> None:
        self.level, self.depth, self.whole, self.short, self.in_finding = level, depth, whole, short, in_finding
        self.labelled = 0  # the number of the last typed label among its children
        self.form = ""  # of the last typed label among its children
        self.seen: set[int] = set()  # the numbers of its children


def _findings(heads: Sequence[_Heading], by_form: bool) -> list[bool]:
    """Which headings are findings: those with fields, and the lowest of the known form."""
    out = [False] * len(heads)
    below: list[int] = []  # levels of headings further down that are or hold findings, ascending
    for k in range(len(heads) - 1, -1, -1):
        h = heads[k]
        level = h.level
        under = bool(below) and below[-1] > level
        if h.values or (by_form and not under and _FINDING(h.title)):
            out[k] = True
        while below and below[-1] >= level:
            below.pop()
        if out[k] or under:
            below.append(level)
    return out


def _number(label: Label | None, parent: _Open) -> int:
    """The number of a heading among its siblings: its label's, or the next; -1 when that is not in order."""
    number = label.number if label else len(parent.seen) + 1
    if number in parent.seen or (label and number != parent.labelled + 1):
        return -1
    parent.seen.add(number)
    if label:
        parent.labelled = number
    return number


def _misnumbered(label: Label | None, parent: _Open, span: Span, path: str, found: list[Diagnostic]) -> int:
    """The number of a heading whose label is not the next one, or whose number is taken."""
    number = label.number if label else 0
    if label:
        if number != parent.labelled + 1:
            right = written(label.form, parent.labelled + 1)
            found.append(at(path, span._replace(width=len(label.text)), "W0307", label.text.strip(), right))
        parent.labelled = number
    if number in parent.seen or number < 1:
        number = max(parent.seen, default=0) + 1
    parent.seen.add(number)
    return number


def _supplied(depth: int, number: int, form: str) -> str:
    """The label of a heading that has none, in the form of its elder sibling."""
    return written(form or SUPPLIED[min(depth, len(SUPPLIED)) - 1], number)


def _group(title: str) -> str:
    if title.startswith("聚焦"):
        return "focus"
    return "aspect" if title.rstrip("。.：: ").endswith("方面") else "section"


def parts_html(parts: Sequence[str | Items], measures: list[str] | None) -> str:
    """The HTML of a chunk's parts; the items of lists under a finding are gathered as measures."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        texts, htmls, start = part
        labelled = "" not in map(item_label, texts)
        if measures is not None:
            measures += texts
            opens, tag = '<ol class="measures labelled">' if labelled else '<ol class="measures">', "ol"
        elif labelled:
            opens, tag = '<ol class="labelled">', "ol"
        else:
            tag = "ol" if start else "ul"
            opens = f'<ol start="{start}">' if start > 1 else f"<{tag}>"
        out.append(f"{opens}\n<li>{_NEXT_ITEM.join(htmls)}</li>\n</{tag}>\n")
    return "".join(out)
