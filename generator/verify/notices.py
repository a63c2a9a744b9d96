"""The notices of a place against its log: the text of every page, and the files that were announced with it.

A page is compared by the text of its article (`article`), so how it is dressed does not matter. The commitment binds
the log to the record of a revision, and the record to the digests of its files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from generator import article
from generator.log import Refused
from generator.log.checkpoint import Opened, parse_proof, verify_proof
from generator.log.entries import Entry, commitment, digest_of_files, link
from generator.register import differences_of, page_of
from generator.verify import Place, Read, Tick
from generator.verify.findings import Finding
from generator.verify.history import CLOSE, ERASE, History, Line
from generator.verify.older import begins_with

EDITION = "hant/"
MARK = b'id="notice"'


class Notice(NamedTuple):
    """What the log says of a notice: its revisions by number, and those that were erased."""

    id: str
    revisions: Mapping[int, Line]
    erased: Mapping[int, Line]

    @property
    def latest(self) -> Line:
        return self.revisions[max(self.revisions)]


class Seen(NamedTuple):
    """What became of the notices: findings, signed checkpoints from their proofs, counts of notices and revisions,
    and the addresses whose contents were compared."""

    findings: tuple[Finding, ...]
    opened: tuple[Opened, ...]
    notices: int
    revisions: int
    compared: frozenset[str]


def notices_of(found: History) -> list[Notice]:
    """Every notice with its revisions; one of which nothing but an erasure can be read has none and is left out."""
    made = []
    for id_, lines in found.notices.items():
        revisions = {line.entry.rev: line for line in lines if line.entry.type != ERASE}
        erased = {line.entry.rev: line for line in lines if line.entry.type == ERASE and line.entry.rev in revisions}
        if revisions:
            made.append(Notice(id_, revisions, erased))
    return made


def notices(place: Place, found: History, only: frozenset[str] | None = None, tick: Tick | None = None) -> Seen:
    """Every notice of the log, or only some, as the place shows it."""
    wanted = [n for n in notices_of(found) if only is None or n.id in only]
    findings: list[Finding] = []
    opened: list[Opened] = []
    addresses: set[str] = set()
    compared: dict[str, Finding | None] = {}
    findings += (Finding("V221", id_) for id_ in sorted((only or frozenset()) - {n.id for n in wanted}))
    for done, notice in enumerate(wanted):
        if tick:
            tick(done, len(wanted))
        findings += _newest(place.read, notice)
        addresses.add(f"{notice.id}.html")
        for number, line in notice.revisions.items():
            gone = number in notice.erased
            findings += _page(place.read, line, gone)
            findings += _proof(place.read, found, line, opened)
            findings += _erased(place, line) if gone else _record(place.read, line, compared)
            addresses |= {page_of(notice.id, number), _beside(line, "tlog-proof"), _beside(line, "commit.json")}
    findings += (fault for fault in compared.values() if fault)
    if tick:
        tick(len(wanted), len(wanted))
    count = sum(len(n.revisions) for n in wanted)
    return Seen(tuple(findings), tuple(opened), len(wanted), count, frozenset(addresses | compared.keys()))


def digest_of_page(data: bytes) -> str:
    """The digest of the text of a page's article, "" without one."""
    try:
        return article.digest_of(data.decode("utf-8", "replace"))
    except (AssertionError, RecursionError):  # what `html.parser` says of some bytes that are no HTML
        return ""


def _newest(read: Read, notice: Notice) -> Iterator[Finding]:
    """The page at the plain address shows the newest revision."""
    where = f"{notice.id}.html"
    latest = notice.latest.entry
    data = read(where)
    digest = digest_of_page(data) if data is not None else ""
    if latest.rev in notice.erased:
        if digest == latest.article_sha256:
            yield Finding("V217", where, (str(latest.rev),))
        return
    if latest.type == "withdraw":
        yield Finding("V215", where, (str(latest.rev), latest.at[:10], latest.reason))
    if digest == latest.article_sha256:
        return
    if data is None:
        yield Finding("V204", where, (str(notice.revisions[min(notice.revisions)].number), latest.at[:10]))
    elif not digest:
        yield Finding("V207", where)
    else:
        older = [n for n, line in notice.revisions.items() if line.entry.article_sha256 == digest]
        if older:
            yield Finding("V203", where, (str(max(older)), str(latest.rev)))
        else:
            yield Finding("V202", where, (str(latest.rev), latest.at[:10], str(notice.latest.number)))


def _page(read: Read, line: Line, gone: bool) -> Iterator[Finding]:
    """The permanent page of a revision has its text, or, when it was erased, has not."""
    entry = line.entry
    where = page_of(entry.id, entry.rev)
    data = read(where)
    digest = digest_of_page(data) if data is not None else ""
    if gone:
        if digest == entry.article_sha256:
            yield Finding("V217", where, (str(entry.rev),))
    elif data is None:
        yield Finding("V206", where, (str(entry.rev),))
    elif not digest:
        yield Finding("V207", where)
    elif digest != entry.article_sha256:
        yield Finding("V205", where, (str(entry.rev), entry.at[:10], str(line.number)))


def _proof(read: Read, found: History, line: Line, opened: list[Opened]) -> Iterator[Finding]:
    """The proof that was written at the announcement holds, belongs to the revision, and is of this very log."""
    where = _beside(line, "tlog-proof")
    data = read(where)
    if data is None:
        yield Finding("V208", where)
        return
    try:
        proof = parse_proof(data)
        if proof.position != line.number or (proof.extra and link(proof.extra) != line.link):
            raise Refused("proof-wrong")
        signed = verify_proof(proof, bytes.fromhex(line.link), found.origin, found.keys)
    except Refused:
        yield Finding("V209", where)
        return
    opened.append(signed)
    try:
        if not begins_with(found.checkpoint, signed.checkpoint, found.read):
            yield Finding("V210", where, (str(signed.checkpoint.size),))
    except Refused:
        return  # the files of the log are wrong, which is said already


def opening_of(data: bytes) -> tuple[bytes, bytes, Mapping[str, str]]:
    """Salt, canonical record and files of a file that opens a commitment. Raises Refused."""
    try:
        values: Any = json.loads(data.decode())
        salt, record = bytes.fromhex(values["salt"]), values["record"]
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        files = dict(record["files"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("commit-form") from None
    if not all(isinstance(v, str) for pair in files.items() for v in pair):
        raise Refused("commit-form")
    return salt, text, files


def _record(read: Read, line: Line, compared: dict[str, Finding | None]) -> Iterator[Finding]:
    """The record opens the commitment, says what the entry says, and its files are as they were announced."""
    where = _beside(line, "commit.json")
    data = read(where)
    if data is None:
        yield Finding("V211", where)
        return
    try:
        salt, record, files = opening_of(data)
        if commitment(salt, record) != line.entry.commit:
            raise Refused("commit-wrong")
    except Refused:
        yield Finding("V212", where, (str(line.entry.rev),))
        return
    if digest_of_files(files.items()) != line.entry.attachments or not _agree(json.loads(record), line.entry):
        yield Finding("V213", where, (str(line.entry.rev),))
    for address, digest in files.items():
        if address not in compared or compared[address] is None:
            compared[address] = _file(read, address, digest)


def _agree(record: Mapping[str, Any], entry: Entry) -> bool:
    said = (record.get(k) for k in ("type", "id", "number", "reason", "article_sha256"))
    return tuple(said) == (entry.type, entry.id, entry.rev, entry.reason, entry.article_sha256)


def _file(read: Read, address: str, digest: str) -> Finding | None:
    data = read(address)
    if data is None:
        return Finding("V220", address)
    return None if sha256(data).hexdigest() == digest else Finding("V219", address)


def _erased(place: Place, line: Line) -> Iterator[Finding]:
    """What the law wanted gone is gone."""
    where = _beside(line, "commit.json")
    yield Finding("V216", page_of(line.entry.id, line.entry.rev), (str(line.entry.rev),))
    if place.read(where) is not None:
        yield Finding("V217", where, (str(line.entry.rev),))


def _beside(line: Line, ending: str) -> str:
    return f"{line.entry.id}.v{line.entry.rev}.{ending}"


def added(place: Place, found: History) -> Iterator[Finding]:
    """Pages that show themselves as notices, of which the log knows nothing."""
    known = set()
    for notice in notices_of(found):
        known.add(f"{notice.id}.html")
        for number in notice.revisions:
            known |= {page_of(notice.id, number), differences_of(notice.id, number)}
    for path in sorted(place.names or ()):
        if path.endswith(".html") and path.removeprefix(EDITION) not in known:
            data = place.read(path)
            if data is not None and MARK in data and digest_of_page(data):
                yield Finding("V214", path)


def closed(found: History) -> Iterator[Finding]:
    """A round that was closed has as many notices in the log as the closing says."""
    for line in found.lines:
        if line.entry.type == CLOSE:
            ids = {
                before.entry.id
                for before in found.lines
                if before.number < line.number
                and before.entry.rev
                and before.entry.id.rpartition("/")[0] == line.entry.id
            }
            if len(ids) != line.entry.notices:
                yield Finding("V218", line.entry.id, (str(line.number), str(line.entry.notices), str(len(ids))))
