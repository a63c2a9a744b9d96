"""One page that somebody saved: which revision of which notice it is, and whether a log they can see, or have a proof
and a checkpoint of, says so. It needs no site: page, proof and checkpoint on paper are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from generator.log import Refused, entries, note
from generator.log.checkpoint import Opened, Proof, from_text, opened, parse_proof
from generator.log.entries import Entry
from generator.log.merkle import leaf_hash, verify_inclusion
from generator.verify.examine import Question, compared_with, older_of
from generator.verify.findings import Finding
from generator.verify.history import ERASE, History, Line, history
from generator.verify.notices import EDITION, digest_of_page
from generator.verify.older import Older, compared

_REVISION = re.compile(r"(.+?)(?:\.v([1-9][0-9]*))?\.html")
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")  # what browsers write above a page they save


class Page(NamedTuple):
    """A saved page: what its owner calls it, the digest of its text, the ends of its address that may be its id."""

    name: str
    digest: str
    ids: tuple[str, ...]


class _Address(HTMLParser):
    """Finds the address that a page gives as its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.found = self.found or given.get("href", "")


def page(name: str, data: bytes) -> Page:
    """What a saved page is."""
    text = data.decode("utf-8-sig", "replace")
    reader = _Address()
    with suppress(AssertionError):  # what `html.parser` says of some bytes that are no HTML
        reader.feed(text)
    match = _SAVED.search(text[:2000])
    address = reader.found or (match[1] if match else "")
    return Page(name, digest_of_page(text.encode("utf-8", "replace")), _ids(address))


def _ids(address: str) -> tuple[str, ...]:
    """Every end of an address that may be the id of a notice, the longest first."""
    try:
        parts = unquote(urlsplit(address).path).strip("/").removeprefix(EDITION).split("/")
    except ValueError:
        return ()
    match = _REVISION.fullmatch(parts[-1])
    if not match:
        return ()
    parts[-1] = match[1]
    return tuple("/".join(parts[n:]) for n in range(len(parts)))


def saved(of: Page, question: Question, proof: bytes | None = None) -> tuple[Finding, ...]:
    """All that can be said of a saved page; `question.against` is where the log is read, when it can be."""
    if not of.digest:
        return (Finding("V704", of.name),)
    if question.against is None and proof is None:
        return (Finding("V705", of.name),)
    found: History | None = None
    findings: list[Finding] = []
    if question.against is not None:
        found, findings = history(question.against.read, question.trust)
    older, faults = older_of(question, found.keys if found else question.trust.keys)
    findings += faults
    if proof is not None:
        findings += _proved(of, proof, question, found, older)
    if found is not None:
        findings += _in_log(of, found, older)
        findings += compared_with(found, older, question)
    return tuple(findings)


def _proved(of: Page, data: bytes, question: Question, found: History | None, older: list[Older]) -> Iterator[Finding]:
    """What the proof of the revision says of the page, and how it stands to checkpoints and to the log of today."""
    try:
        proof = parse_proof(data)
        entry = entries.parse(proof.extra)
        head = from_text(note.parse(proof.checkpoint).text)
    except Refused:
        yield Finding("V716", of.name)
        return
    leaf = leaf_hash(proof.extra)
    if (
        entry.article_sha256 != of.digest
        or (of.ids and entry.id not in of.ids)
        or not verify_inclusion(leaf, proof.position, head.size, proof.path, head.root)
    ):
        yield Finding("V707", of.name)
        return
    yield Finding("V706", of.name, (str(head.size), str(proof.position), entry.id, str(entry.rev)))
    keys = found.keys if found else question.trust.keys
    signed = _opened(proof, head.origin, question, found)
    if not keys:
        yield Finding("V714", of.name)
    elif signed is None:
        yield Finding("V713", of.name)
    for one in older:
        if one.checkpoint.size == head.size:
            same = one.checkpoint.root == head.root and one.checkpoint.origin == head.origin
            yield Finding("V708" if same else "V711", one.name, (str(head.size),))
        elif found is None:
            yield Finding("V710", one.name, (str(one.checkpoint.size), str(head.size)))
    if found is not None and signed is not None and leaf.hex() not in found.links:
        yield Finding("V712", of.name, (str(proof.position), entry.id, str(entry.rev)))


def _opened(proof: Proof, origin: str, question: Question, found: History | None) -> Opened | None:
    keys = found.keys if found else question.trust.keys
    try:
        return opened(proof.checkpoint, origin, keys) if origin in {key.name for key in keys} else None
    except Refused:
        return None


def _in_log(of: Page, found: History, older: list[Older]) -> Iterator[Finding]:
    """Which revision the page is, what followed, which checkpoints cover it."""
    line = _line_of(of, found)
    if line is None:
        known = next((id_ for id_ in of.ids if id_ in found.notices), of.ids[-2] if len(of.ids) > 1 else of.name)
        yield Finding("V702", of.name, (known,))
        return
    entry = line.entry
    yield Finding("V701", of.name, (entry.id, str(entry.rev), str(line.number), entry.at[:10]))
    for later in found.notices[entry.id]:
        if later.entry.type == ERASE and later.entry.rev == entry.rev:
            yield Finding("V216", of.name, (str(entry.rev),))
        elif later.entry.type != ERASE and later.entry.rev > entry.rev:
            yield _newer(of, later.entry)
    for one in older:
        if compared(found, one)[0].code == "V401":
            code = "V708" if line.number < one.checkpoint.size else "V715"
            yield Finding(code, one.name, (str(one.checkpoint.size), str(line.number)))


def _line_of(of: Page, found: History) -> Line | None:
    """The newest revision with this text, of the notice that the page says it is."""
    lines = [
        line
        for line in found.lines
        if line.entry.article_sha256 == of.digest
        and line.entry.type != ERASE
        and (not of.ids or line.entry.id in of.ids)
    ]
    return lines[-1] if lines else None


def _newer(of: Page, entry: Entry) -> Finding:
    return Finding("V703", of.name, (str(entry.rev), entry.at[:10], entry.reason))
