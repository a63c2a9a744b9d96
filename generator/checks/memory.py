"""Findings that repeat earlier ones: these are there, are the same organisation's, were published before, and are public."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.memory import Place, earlier_than, place_of
from generator.model import Facts, Head


def check_repeats(lib: Library) -> Iterator[Diagnostic]:
    """Every finding named as repeated may be named so. A file that is there but faulty has been told of already."""
    notices = {h.address.removesuffix(".html"): h for h in lib.notices}
    for head in lib.notices:
        for _, written, line, column, width in lib.facts.get(head.path, Facts()).repeats:
            place = place_of(written)
            if place is not None and (fault := _fault(lib, head, place, notices)):
                yield at("content/" + head.path, Span(line, column, width), *fault)


def _fault(lib: Library, head: Head, place: Place, notices: Mapping[str, Head]) -> tuple[str, ...]:
    """The code and the arguments of what is wrong with a finding named as repeated, none when nothing is."""
    name, finding = place
    earlier = notices.get(name)
    if earlier is None:
        return () if f"notices/{name}.md" in lib.files else ("E0920", name, _near(lib, name, notices))
    organisation = earlier.text("organisation")
    if earlier is not head and (not organisation or organisation != head.text("organisation")):
        known = lib.organisations.get(organisation)
        return "E0922", name, known.title if known else organisation or "—"
    if earlier is head or not earlier_than(earlier, head):
        return "E0923", name
    if head.path in lib.shown and earlier.path not in lib.shown:
        return "E0407", name
    facts = lib.facts.get(earlier.path)
    if facts is None:
        return ()
    if f" {finding} " not in facts.findings_ids:
        return "E0921", name, finding, _near(lib, finding, facts.findings_ids.split())
    return ("E0924", str(place)) if f" {finding} " in facts.hidden else ()


def _near(lib: Library, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    if not near:
        return ""
    return f"; did you mean “{near[0]}”?" if lib.language == "en" else f"；是不是“{near[0]}”？"
