"""Source files → heads and notices. Pure: text in, values and diagnostics out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from posixpath import basename, dirname
from typing import NamedTuple

from generator import links, memory, records, structure
from generator.blocks import Chunk, Scan
from generator.diagnostics import Diagnostic, Outcome, Span, at
from generator.fields import BY_NAME, KIND_RULES
from generator.markdown import scan
from generator.model import Facts, Head, Notice, Values
from generator.revisions import withdrawn
from generator.text import MAX_BYTES, decode, front_part

# keys whose values other files decide on: their spans are remembered
_REFERRING = frozenset((
    "title", "kind", "round", "organisation", "corrects", "id", "organisations", "attachments", "theme", "time_zone", "url", "outputs",
    "published_at", "feedback_on", "oversight", "index_number", "document_number", "id_code", "icp", "police_record",
    "allow", "approvals", "revisions", "withdrawn", "signed_on", "signed_by", "totals", "contact", "inspection_team", "keywords", "summary", "notice", "finding", "received_on", "answered_on", "workdays", "emblem", "colours",
))  # fmt: skip
_WITHHELD_TITLE = "·"


class Parsed(NamedTuple):
    """The body of a file, read."""

    notice: Notice
    facts: Facts
    diagnostics: tuple[Diagnostic, ...]
    lead: str = ""  # of a notice with a record: the text before the first heading
    sections: tuple[Values, ...] = ()  # and its sections as the record has them
    written: str = ""  # these as JSON
    text: str = ""  # the whole file's, with line feeds


def parse_head(data: bytes, path: str, language: str) -> Outcome[Head]:
    """The front matter of a notice or page, or a whole record. Of a body nothing is looked at but which notices it names.

    `path` is under content/; diagnostics name it as `content/…`.
    """
    place = "content/" + path
    record = links.record_of(path)
    assert record is not None
    if len(data) > MAX_BYTES:
        return Outcome(None, (at(place, Span(), "E0004", len(data), MAX_BYTES),))
    in_markdown = path.endswith(".md")
    text = decode(front_part(data) if in_markdown else data, place)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    found = list(text.diagnostics)
    yaml, first, body_line = text.value, 1, 1
    if in_markdown:
        parts = records.split(text.value, place)
        if parts.value is None:
            return Outcome(None, (*found, *parts.diagnostics))
        yaml, first, body_line = parts.value.yaml, parts.value.yaml_line, parts.value.body_line
    read = records.read(yaml, place, record, first, language)
    found.extend(read.diagnostics)
    if read.value is None:
        return Outcome(None, tuple(found))
    values, spans = read.value
    stem = basename(path).rpartition(".")[0]
    id_ = str(values.get("id") or stem)
    if not records.ID.fullmatch(id_) and "id" not in spans:
        found.append(at(place, Span(), "E0207", id_))
    address = links.address(path, {})
    if record == "notice":
        folder = str(values.get("round") or basename(dirname(path)))
        address = f"{folder}/{id_}.html"
        if (withdrawal := withdrawn(values)) and "withdrawn" not in values:
            values["withdrawn"] = withdrawal
        if "round" not in values and dirname(path) != "notices":
            values["round"] = basename(dirname(path))
    kept = {key: span for key, span in spans.items() if key in _REFERRING}
    mentions = memory.mentions(data) if record == "notice" else ()
    return Outcome(Head(path, record, id_, address, values, kept, body_line, mentions), tuple(found))


def parse_body(data: bytes, head: Head, root: str, moved: Mapping[str, str], language: str) -> Outcome[Parsed]:
    """The body of a notice or page.

    `root` is the way from its page to the site's root, `moved` the notices whose address is not their
    path's. The text of withheld findings is blanked before it is read for the page, so that nothing of
    it, footnotes included, can be in what comes out.
    """
    place = "content/" + head.path
    text = decode(data, place)
    parts = records.split(text.value or "", place)
    if text.value is None or parts.value is None:
        return Outcome(None, (*text.diagnostics, *parts.diagnostics))
    body, first = parts.value.body, parts.value.body_line
    resolve = links.printed(head.path, root, moved)
    rule = KIND_RULES.get(str(head.values.get("kind")))
    is_notice = head.record == "notice"
    supply = is_notice and head.values.get("numbering", True) and (rule is None or rule.numbering)

    @cache
    def lines() -> list[str]:
        return [""] * (first - 1) + body.split("\n")

    found: list[Diagnostic] = [d for d in text.diagnostics if d.line >= first]
    read = scan(body, first, resolve, language)
    reader = structure.field_reader(place, found.append, lines, language)
    notice, faults = structure.build(read.chunks, place, bool(rule and rule.findings), supply, reader)
    found.extend(faults)
    found.extend(Diagnostic(place, *f) for f in read.faults)
    if is_notice and _like_fields(body):
        read_lines = {f.line for c in read.chunks for each in c.fields for f in each.fields}
        found.extend(records.unread_fields(lines(), place, read_lines))
    if any(s.kind == "withheld" for s in notice.sections):
        blanked = _without_withheld(read.chunks, notice, lines())
        read = scan("\n".join(blanked[first - 1 :]), first, resolve, language)
        silent = structure.field_reader(place, lambda d: None, lines, language)
        notice, _ = structure.build(read.chunks, place, bool(rule and rule.findings), supply, silent)
    return Outcome(Parsed(notice, _facts(notice, read, lines), tuple(found), text=text.value), ())


def _like_fields(body: str) -> bool:
    """Whether a line may be meant as a field: it starts with a colon, or names what withholds before one."""
    for colon in ":：":
        i = body.find(colon)
        while i >= 0:
            before = body[body.rfind("\n", 0, i) + 1 : i].strip()
            if not before or "公开" in before or "audience" in before or "withheld" in before:
                return True
            i = body.find(colon, i + 1)
    return False


_ATTRIBUTES = re.compile(r"\s*\{[^\n]*\}\s*").fullmatch


def _without_withheld(chunks: tuple[Chunk, ...], notice: Notice, lines: list[str]) -> list[str]:
    """The lines of a file with the text of its withheld findings blanked, their fields kept."""
    heads = [(c.line, max(c.level, 2)) for c in chunks if c.level]
    keep = {f.line for c in chunks for each in c.fields for f in each.fields}
    out = list(lines)
    for section in notice.sections:
        if section.kind != "withheld":
            continue
        level = next(v for line, v in heads if line == section.line)
        end = next((line for line, v in heads if line > section.line and v <= level), len(lines) + 1)
        inner = next((line for line, v in heads if section.line < line < end), end)
        label = "" if section.supplied else section.label
        while end - 1 > section.line and (not lines[end - 2].strip() or _ATTRIBUTES(lines[end - 2])):
            end -= 1  # attributes above the next heading are its own
        for n in range(section.line, end):
            if n not in keep or n > inner:
                out[n - 1] = ""
        out[section.line - 1] = f"{'#' * level} {label}{_WITHHELD_TITLE}"
    return out


_ANCHOR = re.compile(r'\sid="([^"]+)"')


def _facts(notice: Notice, read: Scan, lines: Callable[[], list[str]]) -> Facts:
    findings = measures = withheld = 0
    ids = []
    items, hidden = [], []
    repeating = False
    for s in notice.sections:
        ids.append(s.id)
        measures += len(s.measures)
        if s.kind == "finding":
            findings += 1
            items.append(s.id)
            repeating = repeating or "repeats" in s.values
        elif s.kind == "withheld":
            findings += 1
            withheld += 1
            items.append(s.id)
            hidden.append(s.id)
        if ' id="' in s.html:
            ids.extend(_ANCHOR.findall(s.html))
    ids.extend(_ANCHOR.findall(notice.lead))
    kept = tuple((r.kind, r.href, r.line, r.column, r.width) for r in read.links)
    return Facts(
        findings,
        measures,
        withheld,
        notice.opening,
        f" {' '.join(ids)} ",
        kept,
        findings_ids=f" {' '.join(items)} " if items else "",
        hidden=f" {' '.join(hidden)} " if hidden else "",
        repeats=tuple(_repeats(notice, read, lines())) if repeating else (),
    )


def _repeats(notice: Notice, read: Scan, lines: Sequence[str]) -> Iterator[tuple[str, str, int, int, int]]:
    """The earlier findings that findings name, with where they do."""
    chunks = {c.line: c for c in read.chunks}
    for s in notice.sections:
        if s.kind == "finding" and "repeats" in s.values:
            for line, name, value in (f for each in chunks[s.line].fields for f in each.fields):
                named = memory.places(value) if BY_NAME["finding"][name].id == "repeats" else ()
                for place in () if isinstance(named, memory.Fault) else named:
                    yield s.id, place, line, max(lines[line - 1].rfind(value), 0) + 1, len(value)
