"""Announcing: what is new on the built site goes into the register and the log, whole or not at all.

The steps are durable one after the other: files that are kept; `pending`, which holds the entries and rows to come;
the log's append, which does the same entries only once; proofs; rows. Whatever step a crash comes at, the next run
finds `pending` and goes on from there, or finds nothing and has nothing to undo.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from generator import article, load, register_store
from generator.announcing import Announced, announced, files_of, manifest
from generator.archives.freeze import doomed as doomed_of_rounds
from generator.config import Site, site_of
from generator.links import record_of
from generator.log import Refused, store
from generator.log.checkpoint import Opened, encode_proof, prove
from generator.log.entries import Entry, digest_of_files, encode, link
from generator.log.note import encode as encode_note
from generator.log.store import Store
from generator.log.tiles import entries as entries_of
from generator.log.tiles import hashes_of
from generator.memento import NAME, nginx
from generator.model import Head
from generator.parse import parse_body, parse_head
from generator.publication import publication, zone
from generator.register import FOLDER, KEYS, LOG, ROWS, Register, Release, Revision, Row, kept_path, line, row_of
from generator.revisions import ERASE, current
from generator.signing import Signing

PENDING = "pending"
MANIFEST = "manifest"
Random = Callable[[int], bytes]
# builds the site: the files in it that no build made, None when it could not be built
Build = Callable[[], Collection[str] | None]


class Done(NamedTuple):
    """What was announced, and the release that was recorded, None when the site was as before.

    `whole` is false when the site could not be built after something was announced.
    """

    revisions: tuple[Revision, ...]
    release: Release | None
    size: int
    whole: bool = True


def store_of(root: str, register: Register, memory: str) -> Store:
    """The log of a site folder."""
    from generator.log.note import verifier

    return Store(os.path.join(root, FOLDER, LOG), memory, register.origin, tuple(map(verifier, register.keys)))


def register_of(root: str) -> Register:
    """The register of a site folder; raises Refused when it cannot be read."""
    kept = f"{FOLDER}/{LOG}"
    listed: dict[str, object] = {f"{kept}/{p}": s for p, s in load.listing(os.path.join(root, kept)).files.items()}
    if os.path.isfile(os.path.join(root, FOLDER, KEYS)):
        listed[f"{FOLDER}/{KEYS}"] = True
    register, faults = register_store.read(root, listed)
    if faults:
        raise Refused("register", *faults[0].args)
    return register


def append(root: str, out: str, signing: Signing, now: int, random: Random, build: Build) -> Done | None:
    """Announce what is new and record the release.

    None when it could not: then nothing was announced. Raises Refused, and OSError when the disk refuses.
    """
    resume(root, signing)
    strange = build()
    if strange is None:
        return None
    at = utc(now)
    new = list(_new(root, out, now, random))
    if new:
        rows = [*_opened_rounds(register_of(root), new, at), *(a.row for a in new)]
        commit(root, signing, _entries(rows, new), rows, [a.files for a in new])
        strange = build()
        if strange is None:
            return Done(tuple(a.row for a in new), None, len(register_of(root).rows), False)
    release = record_release(root, out, signing, at, strange)
    whole = release is None or build() is not None
    return Done(tuple(a.row for a in new), release, len(register_of(root).rows), whole)


def pending(root: str, now: int) -> list[str]:
    """The ids of notices whose newest revision is public and not announced yet."""
    register = register_of(root)
    return [_id(head) for head, _ in _heads(root, now) if _is_new(register, head)]


def utc(now: int) -> str:
    """A moment as entries say it."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def site_at(root: str) -> Site:
    """The site of a folder; raises Refused without one."""
    try:
        head = parse_head(load.read(os.path.join(root, "content", "site.yaml")), "site.yaml", "zh-CN").value
    except FileNotFoundError:
        raise Refused("site") from None
    if head is None:
        raise Refused("site")
    return site_of(head)


def _heads(root: str, now: int) -> Iterator[tuple[Head, bytes]]:
    """Every notice that is public, with its source."""
    site = site_at(root)
    tz = zone(site.time_zone)
    assert tz is not None
    content = os.path.join(root, "content")
    for path in sorted(load.listing(content).files):
        if record_of(path) == "notice":
            data = load.read(os.path.join(content, path))
            head = parse_head(data, path, site.language).value
            if head is not None and publication(head, now, tz).public:
                yield head, data


def _new(root: str, out: str, now: int, random: Random) -> Iterator[Announced]:
    """What is on the site and not in the register, by path; entries follow those there are."""
    register, language = register_of(root), site_at(root).language
    log = os.path.join(root, FOLDER, LOG)
    waiting = [(head, source) for head, source in _heads(root, now) if _is_new(register, head)]
    index = len(register.rows) + len(_rounds(register, (_id(head) for head, _ in waiting)))
    last_of = {r.id: r.entry for r in register.rows if isinstance(r, Revision)}
    for n, (head, source) in enumerate(waiting):
        page = article.read(load.read(os.path.join(out, head.address)).decode())
        parsed = parse_body(source, head, "../" * head.address.count("/"), {}, language).value
        if page is None or parsed is None:
            raise Refused("article", head.address)
        files = {}
        for address in files_of(head, page):
            try:
                files[address] = sha256(load.read(os.path.join(out, address))).hexdigest()
            except FileNotFoundError:
                continue
        id_ = _id(head)
        prev = link(entry_at(log, last_of[id_], len(register.rows))) if id_ in last_of else ""
        made = announced(head, source, parsed, page, current(head), files, index + n, prev, random(16), utc(now))
        copies = {f"files/{a}": load.read(os.path.join(out, a)) for a in files if a not in register.files}
        yield made._replace(files={**made.files, **copies})


def _id(head: Head) -> str:
    return head.address.removesuffix(".html")


def _is_new(register: Register, head: Head) -> bool:
    last = register.latest(_id(head))
    return last is None or last.number < current(head).number


def _rounds(register: Register, ids: Iterable[str]) -> list[str]:
    """The rounds of which nothing was announced before."""
    known = {r.id for r in register.rows if r.type == "round-open"}
    return sorted({id_.rpartition("/")[0] for id_ in ids} - known - {"notices"})


def _opened_rounds(register: Register, new: Iterable[Announced], at: str) -> list[Row]:
    rounds = _rounds(register, (a.row.id for a in new))
    return [Release(len(register.rows) + n, "round-open", id_, at) for n, id_ in enumerate(rounds)]


def _entries(rows: list[Row], new: list[Announced]) -> list[bytes]:
    of_revision = {a.row.entry: a.entry for a in new}
    return [of_revision.get(r.entry) or encode(Entry(r.type, r.id, at=r.at)) for r in rows]


def record_release(root: str, out: str, signing: Signing, at: str, strange: Collection[str] = ()) -> Release | None:
    """Record the site as it is built, unless the last release was the same. `strange` files are no part of it."""
    paths = [p for p in load.outputs(out)[0] if p not in strange and load.is_of_site(p)]
    digests = {p: sha256(load.read(os.path.join(out, p))).hexdigest() for p in paths}
    return record_files(root, digests, signing, at)


def record_files(root: str, digests: Mapping[str, str], signing: Signing, at: str) -> Release | None:
    """Record a site by the digests of its files, unless the last release was the same."""
    lines = manifest(digests)
    register = register_of(root)
    last = next((r for r in reversed(register.rows) if isinstance(r, Release) and r.type == "release"), None)
    listed = [line.split("  ", 1)[::-1] for line in lines.decode().splitlines()]
    digest = digest_of_files((path, d) for path, d in listed)
    if last is not None and last.manifest_sha256 == digest:
        return None
    size = len(register.rows)
    id_ = at.lower().replace(":", "-")
    prev = link(entry_at(os.path.join(root, FOLDER, LOG), last.entry, size)) if last else ""
    row = Release(size, "release", id_, at, len(listed), digest)
    entry = Entry("release", id_, at=at, files=row.files, manifest_sha256=digest, prev=prev)
    commit(root, signing, [encode(entry)], [row], [{f"{LOG}/{MANIFEST}": lines}])
    return row


def erase(root: str, id_: str, number: int, on: str, reason: str, signing: Signing, now: int) -> Revision:
    """Erase what was kept of a revision: its words, its source, its record and salt. The log says that it was."""
    resume(root, signing)
    register = register_of(root)
    row = next((r for r in register.revisions.get(id_, ()) if r.number == number), None)
    if row is None or (id_, number) in register.erased:
        raise Refused("revision", f"{id_}.v{number}")
    if row is register.latest(id_) and row.type != "withdraw":
        raise Refused("newest", f"{id_}.v{number}")
    size = len(register.rows)
    log = os.path.join(root, FOLDER, LOG)
    last = max(r.entry for r in register.rows if isinstance(r, Revision) and r.id == id_)
    nothing = article.digest_of_text("")
    made = Revision(size, ERASE, id_, number, utc(now), on, reason, "", row.published_at, nothing, "", {}, ())
    entry = Entry(ERASE, id_, number, made.at, nothing, nothing, "", link(entry_at(log, last, size)), reason)
    commit(root, signing, [encode(entry)], [made], [])
    return made


def _drop_erased(root: str) -> None:
    """Delete what is still kept of revisions that were erased, and files that no other revision has."""
    register = register_of(root)
    top = os.path.join(root, FOLDER)
    not_yet = {(r.id, r.number) for r in register.rows if isinstance(r, Revision) and r.type != ERASE and r.parsed}
    if not not_yet & register.erased.keys():
        return
    for path in doomed_of_rounds(register):
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(top, path))
    rows: list[Row] = []
    for row in register.rows:
        if not isinstance(row, Revision) or row.type == ERASE or (row.id, row.number) not in register.erased:
            rows.append(row)
            continue
        doomed = [f"{kept_path(row)}{ending}" for ending in (".html", ".md", ".json")]
        for path in (*doomed, *(f"files/{a}" for a in row.files if a not in register.files)):
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(top, path))
        rows.append(row._replace(title="", parsed="", files={}))
    register_store.put(root, {ROWS: "".join(map(line, rows)).encode()})


def entry_at(log: str, index: int, size: int) -> bytes:
    """An entry of the log of this size."""
    return next(entries_of(index, min(size, (index // 256 + 1) * 256), store.reader(log)))


def commit(
    root: str, signing: Signing, entries: list[bytes], rows: list[Row], files: Iterable[Mapping[str, bytes]]
) -> None:
    """Keep the files, then append entries and rows together."""
    kept = {path: data for each in files for path, data in each.items()}
    if kept:
        register_store.put(root, kept)
    made = {"size": rows[0].entry, "entries": [e.decode() for e in entries], "rows": [line(r) for r in rows]}
    register_store.put(root, {PENDING: json.dumps(made, ensure_ascii=False).encode()})
    resume(root, signing)


def proof_of(row: Row) -> str:
    """Where the proof of an entry is kept below register/, "" when none is needed.

    That of a change of keys is signed by the key before, and so vouches for the new one when the log has moved on.
    """
    if isinstance(row, Revision):
        return f"{kept_path(row)}.tlog-proof" if row.type != ERASE else ""
    return f"{LOG}/rotations/{row.entry}.tlog-proof" if row.type == "key-rotate" else ""


def resume(root: str, signing: Signing) -> Opened:
    """End what was begun; the log's last checkpoint."""
    register = register_of(root)
    log = store_of(root, register, signing.memory)
    path = os.path.join(root, FOLDER, PENDING)
    try:
        made = json.loads(load.read(path))
    except FileNotFoundError:
        _drop_erased(root)
        return store.recover(log, signing.signer)
    entries = [e.encode() for e in made["entries"]]
    rows = [row_of(r) for r in made["rows"]]
    opened = store.append(log, signing.signer, made["size"], entries)
    read = store.reader(log.folder)
    checkpoint = encode_note(opened.note)
    hashes = hashes_of(opened.checkpoint.size, read)
    proofs = {}
    for entry, row in zip(entries, rows, strict=True):
        name = proof_of(row)
        if name and not os.path.exists(os.path.join(root, FOLDER, name)):
            proofs[name] = encode_proof(prove(row.entry, checkpoint, hashes, entry))
    if proofs:
        register_store.put(root, proofs)
    if len(register.rows) == made["size"]:
        register_store.add(root, rows)
    os.unlink(path)
    _drop_erased(root)
    register_store.put(root, {NAME: nginx(register_of(root), urlsplit(site_at(root).url).path or "/")})
    return opened
