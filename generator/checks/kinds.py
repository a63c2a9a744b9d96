"""What a kind of notice requires: fields, sections, findings, a way to answer."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import KIND_RULES, KINDS, RECORDS
from generator.library import Library
from generator.model import Head
from generator.parse import Parsed

_FIELDS = {f.id: f for f in RECORDS["notice"]}


def _kind(head: Head, language: str) -> str:
    choice = next(k for k in KINDS if k.id == head.text("kind"))
    return choice.en if language == "en" else choice.zh


def check_fields(lib: Library) -> Iterator[Diagnostic]:
    """A notice has the fields its kind requires."""
    for head in lib.notices:
        rule = KIND_RULES.get(head.text("kind"))
        if rule is None:
            continue
        for key in rule.fields:
            if not head.values.get(key) and key not in head.spans:
                place = head.spans.get("kind", Span())
                yield at("content/" + head.path, place, "E0601", _kind(head, lib.language), _FIELDS[key].zh, key)


def check_contact(lib: Library) -> Iterator[Diagnostic]:
    """Readers of a notice have a telephone, an e-mail or a form to answer by."""
    for head in lib.notices:
        contact = lib.contact(head)
        if not (contact.phone or contact.email or contact.form):
            yield at("content/" + head.path, head.spans.get("title", Span()), "W0604")


def check_sections(head: Head, parsed: Parsed, language: str) -> Iterator[Diagnostic]:
    """A notice has the sections its kind usually has, and findings where it is about findings."""
    rule = KIND_RULES.get(head.text("kind"))
    if rule is None:
        return
    place = "content/" + head.path
    titles = [s.title for s in parsed.notice.sections]
    for pattern, shown in rule.sections:
        if not any(pattern in title for title in titles):
            yield at(place, Span(head.body_line), "W0602", _kind(head, language), shown)
    if rule.findings and rule.id == "rectification" and not parsed.facts.findings:
        yield at(place, Span(head.body_line), "W0603")
