"""A Word file → a paper: its text as it is printed, and what stands in it that is not.

Our own reader on the package's XML, for no other tells what a disclosure office must know: tracked changes, comments,
hidden text, embedded objects and macros are refused, each with its place, until their kind is accepted.
"""

from __future__ import annotations

from generator.diagnostics import Outcome, in_order
from generator.importers.kinds import KINDS, Log
from generator.importers.package import Package, Refused
from generator.importers.paper import Paper, Table
from generator.importers.word_blocks import Story
from generator.importers.word_source import Source
from generator.importers.word_xml import W, excerpt

__all__ = ["KINDS", "read"]

_MACROS = ("vbaproject.bin", "vbadata.xml")


def read(data: bytes, name: str, accepted: frozenset[str]) -> Outcome[Paper]:
    """What a Word file says; `name` is its name in diagnostics, whose lines are places (`paper.py`).

    A file that cannot be read has no value. One that holds what is refused has: the caller may go on looking for faults,
    but errors mean that it is not imported.
    """
    log = Log(name, accepted)
    try:
        paper = _paper(Package(data), log)
    except Refused as refused:
        log.say(refused.code, 1, *refused.arguments)
        return Outcome(None, in_order(log.found))
    return Outcome(paper, in_order(log.found))


def _paper(package: Package, log: Log) -> Paper:
    main = next((r.target for r in package.relations().values() if r.kind == "officeDocument" and not r.external), "")
    if not main:
        raise Refused("E2014", "OpenDocument" if package.has("mimetype") else "zip")
    root = package.xml(main)
    body = root.find(W + "body")
    if root.tag != W + "document" or body is None:
        raise Refused("E2014", str(root.tag).rpartition("}")[2])
    source = Source(package, main, log)
    story = Story(source, source.relations)
    blocks = story.read(body)
    _beside(source)
    return Paper(tuple(blocks), story.footnotes, source.pictures)


def _beside(source: Source) -> None:
    """Say what stands in the package beside the text."""
    source.fixed = 1
    log = source.log
    for id_ in tuple(source.comments):
        source.comment(id_, 1)
    told: set[str] = set()
    for relation in source.relations.values():
        if relation.kind in ("header", "footer") and source.package.has(relation.target):
            text = _header(source, relation.target)
            if text and text not in told:
                told.add(text)
                log.say("N2041", 1, excerpt(text, 400))
    for part in source.package.names:
        lower = part.lower()
        if lower.endswith(_MACROS):
            log.refuse("2030", 1, part)
        elif "/embeddings/" in lower and not source.objects:
            log.refuse("2028", 1, part)


def _header(source: Source, part: str) -> str:
    """The text of a header or footer without numbers of pages; "" when there is no word in it."""
    story = Story(source, source.package.relations(part), header=True)
    blocks = story.read(source.package.xml(part))
    lines = [
        p.text
        for block in blocks
        for p in (
            (p for row in block.rows for c in row for p in c.paragraphs) if isinstance(block, Table) else (block,)
        )
    ]
    text = "\n".join(lines)
    return text if any(c.isalnum() for c in text) else ""
