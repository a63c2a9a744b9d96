"""A notice's Markdown as the ledger meets it: its findings with their places, and the text with fields added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator import records, structure
from generator.blocks import Chunk, Scan
from generator.diagnostics import Diagnostic, Outcome
from generator.fields import BY_NAME, KIND_RULES, RECORDS, Field
from generator.markdown import scan
from generator.numbering import label_of
from generator.text import decode

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+").findall
_ID = re.compile(r"\s*\{#[a-z][a-z0-9-]*\}$")
_DATES = ("published_at", "feedback_on", "signed_on")


class Known(NamedTuple):
    """A finding of a notice, or a heading that may be one: `chain` are the numbers of the headings down to it,
    `number` the finding's own ("1-2-3", "" of what is no finding yet), `fields` what stands under it."""

    path: str
    line: int
    number: str
    id: str
    chain: tuple[int, ...]
    title: str
    measures: int
    fields: Mapping[str, Any]
    withheld: bool = False
    finding: bool = True


class Outline(NamedTuple):
    """What the ledger needs of a notice. `english`: its fields have their English names."""

    findings: tuple[Known, ...]
    english: bool
    years: frozenset[int]


# the heading's line → fields and their values, in the order they are written
Additions = Mapping[int, Sequence[tuple[str, Any]]]


def outline(text: str, path: str, language: str) -> Outcome[Outline]:
    """The findings of a notice, withheld ones with their titles."""
    decoded = decode(_bytes(text), path)
    parts = records.split(decoded.value or "", path)
    if decoded.value is None or parts.value is None:
        return Outcome(None, (*decoded.diagnostics, *parts.diagnostics))
    head = records.read(parts.value.yaml, path, "notice", parts.value.yaml_line, language)
    if head.value is None:
        return Outcome(None, head.diagnostics)
    values = head.value.values
    rule = KIND_RULES.get(str(values.get("kind")))
    chunks = scan(parts.value.body, parts.value.body_line).chunks
    lines = [""] * (parts.value.body_line - 1) + parts.value.body.split("\n")
    found: list[Diagnostic] = []
    reader = structure.field_reader(path, found.append, lambda: lines, language)
    supply = bool(values.get("numbering", True)) and (rule is None or rule.numbering)
    notice, _ = structure.build(chunks, path, bool(rule and rule.findings), supply, reader)
    under = {c.line: c for c in chunks if c.level}
    silent = structure.field_reader(path, lambda d: None, lambda: lines, language)
    known: list[Known] = []
    open_: list[
        tuple[int, int, int]
    ] = []  # the headings above: depth, number, the finding they are in known (-1: none)
    seen: dict[tuple[int, ...], int] = {}
    for k, s in enumerate(notice.sections):
        while open_ and open_[-1][0] >= s.depth:
            open_.pop()
        above = tuple(n for _, n, _ in open_)
        inside = max((f for _, _, f in open_), default=-1)
        label = label_of(s.label)
        seen[above] = label.number if label else seen.get(above, 0) + 1
        finding = s.kind in ("finding", "withheld")
        open_.append((s.depth, seen[above], len(known) if finding else inside))
        leaf = k + 1 == len(notice.sections) or notice.sections[k + 1].depth <= s.depth
        if inside >= 0 and not finding:
            known[inside] = known[inside]._replace(measures=known[inside].measures + _items(under[s.line]))
        elif finding or leaf:
            chunk = under[s.line]
            typed = label_of(chunk.text)
            title = _ID.sub("", chunk.text[len(typed.text) :] if typed else chunk.text)
            fields = _fields(chunk, silent)
            chain = (*above, seen[above])
            known.append(
                Known(path, s.line, s.number, s.id, chain, title, _items(chunk), fields, s.kind == "withheld", finding)
            )
    names = {f.name for c in chunks for each in c.fields for f in each.fields}
    english = bool(names & {f.id for f in RECORDS["finding"]}) and not any("一" <= n[:1] <= "鿿" for n in names)
    dates = frozenset(int(str(values[d])[:4]) for d in _DATES if d in values)
    return Outcome(Outline(tuple(known), english, dates), tuple(found))


def _bytes(text: str) -> bytes:
    """A text as it stood in its file, bytes that are no UTF-8 included, for these to be told of."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _items(chunk: Chunk) -> int:
    return sum(len(p.texts) for p in chunk.parts if not isinstance(p, str))


def _fields(chunk: Chunk, read: structure.ReadField) -> dict[str, Any]:
    """The values of the fields under a heading; of one that cannot be read the text as it is written."""
    out: dict[str, Any] = {}
    for each in chunk.fields:
        for item in each.fields:
            field = BY_NAME["finding"].get(item.name)
            if field is not None:
                got = read(item)
                out[field.id] = got[1] if got else item.value
    return out


def written(field: Field, value: Any, english: bool) -> str:
    """A value as it stands in a field line."""
    if field.type == "boolean":
        return ("true" if value else "false") if english else ("是" if value else "否")
    if field.type in ("choice", "choices"):
        ids = value if isinstance(value, list) else [value]
        names = {c.id: c.id if english else c.zh for c in field.choices}
        return (", " if english else "、").join(names.get(v, str(v)) for v in ids)
    return str(value)


def filled(text: str, additions: Additions, english: bool, path: str, language: str) -> tuple[str, tuple[int, ...]]:
    """The text with field lines added, and the headings (by line) where that could not be done.

    Nothing but lines is added, and what is read of the text afterwards is the same but for the fields.
    """
    good = dict(additions)
    new = _added(text, good, english)
    if _as_before(text, new, good, path, language):
        return new, ()
    bad = tuple(
        n for n, f in good.items() if not _as_before(text, _added(text, {n: f}, english), {n: f}, path, language)
    )
    for line in bad:
        del good[line]
    new = _added(text, good, english)
    if bad and _as_before(text, new, good, path, language):
        return new, bad
    return text, tuple(additions)


def _added(text: str, additions: Additions, english: bool) -> str:
    """The text with lines put in behind headings, or behind the fields that are there."""
    body = text.removeprefix("\ufeff")
    lines = _LINES(body)
    chunks = _chunks(body)
    for line in sorted(additions, reverse=True):
        chunk = chunks.get(line)
        if not additions[line] or chunk is None:
            continue
        first = lines[line - 1]
        end = first[len(first.rstrip("\r\n")) :] or ("\r\n" if "\r\n" in body else "\n")
        fields = [f"{_line(field, value, english)}{end}" for field, value in additions[line]]
        own = [f.line for each in chunk.fields[:1] if not each.late for f in each.fields]
        at = own[-1] if own else line
        if not own:
            fields.insert(0, end)
            if at < len(lines) and lines[at].strip():
                fields.append(end)
        if not lines[at - 1].endswith(("\r", "\n")):  # the last line of a file, which does not end
            fields = [end, *fields]
            fields[-1] = fields[-1].rstrip("\r\n")
        lines[at:at] = fields
    return text[: len(text) - len(body)] + "".join(lines)


def _line(name: str, value: Any, english: bool) -> str:
    field = BY_NAME["finding"][name]
    return f":{field.id if english else field.zh}: {written(field, value, english)}"


def _scanned(text: str) -> Scan:
    decoded = decode(_bytes(text), "")
    parts = records.split(decoded.value or "", "")
    return scan(parts.value.body, parts.value.body_line) if parts.value else Scan(())


def _chunks(text: str) -> dict[int, Chunk]:
    return {c.line: c for c in _scanned(text).chunks if c.level}


def _as_before(text: str, new: str, additions: Additions, path: str, language: str) -> bool:
    """Whether a text reads as before, and each finding has its added fields with their values."""
    old, now = _scanned(text), _scanned(new)
    if len(old.chunks) != len(now.chunks) or [f.code for f in old.faults] != [f.code for f in now.faults]:
        return False
    for a, b in zip(old.chunks, now.chunks, strict=True):
        if (a.level, a.text, a.html, a.id, a.opening, a.parts) != (b.level, b.text, b.html, b.id, b.opening, b.parts):
            return False
        faults: list[Diagnostic] = []
        silent = structure.field_reader(path, faults.append, list, language)
        before, after = _fields(a, silent), _fields(b, silent)
        wanted = dict(additions.get(a.line, ())) if a.level else {}
        if after != {**before, **wanted} or any(each.late for each in b.fields) > any(each.late for each in a.fields):
            return False
    return True
