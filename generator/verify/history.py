"""What a log says, once it is proved: who signed it, its entries, and what became of each notice.

Nothing is taken from a step that failed: without a key there is no checkpoint, without a checkpoint no tree. Entries
are read even from files that are wrong, for what changed can be named only if they are, and the findings say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from generator.log import Refused, entries, note, tiles
from generator.log.checkpoint import Checkpoint, Opened, from_text, opened
from generator.log.entries import REVISIONS, Entry
from generator.log.note import Verifier
from generator.log.tiles import WIDTH, Reader, Tile
from generator.verify import CHECKPOINT, KEYS, LOG, Read
from generator.verify.findings import Finding

ERASE, RELEASE, CLOSE, ROTATE = "erase", "release", "round-close", "key-rotate"
MOST = 1 << 24  # entries that are read; an office needs centuries for so many


class Line(NamedTuple):
    """An entry at its place in the log, the first has number 0; `link` is its leaf hash in hexadecimal digits."""

    number: int
    entry: Entry
    link: str


class History(NamedTuple):
    """A log that was read: `keys` are those whose signatures count, oldest first; `links` are the leaf hashes of all
    entries, also of those that are no proper ones; `read` reads tiles."""

    keys: tuple[Verifier, ...]
    opened: Opened
    read: Reader
    lines: tuple[Line, ...] = ()
    links: tuple[str, ...] = ()
    sound: bool = False

    @property
    def checkpoint(self) -> Checkpoint:
        return self.opened.checkpoint

    @property
    def origin(self) -> str:
        return self.opened.checkpoint.origin

    @property
    def notices(self) -> Mapping[str, tuple[Line, ...]]:
        """The entries about each notice, by id."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.entry.type in REVISIONS:
                found.setdefault(line.entry.id, []).append(line)
        return {id_: tuple(lines) for id_, lines in found.items()}


class Trust(NamedTuple):
    """What whoever verifies brings along: keys they know, and keys of witnesses. Without keys, the place's own count."""

    keys: tuple[Verifier, ...] = ()
    witnesses: tuple[Verifier, ...] = ()


def key_lines(data: bytes) -> tuple[Verifier, ...]:
    """The verifier keys of a file, one a line; empty lines and those after `#` say nothing. Raises Refused."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refused("verifier-key") from None
    return tuple(note.verifier(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def reader_of(read: Read) -> Reader:
    """The files of a log below `log/`; for a partial one that is not there, the full one that took its place."""

    def of(tile: Tile) -> bytes:
        if (data := read(f"{LOG}/{tiles.path(tile)}")) is not None:
            return data
        full = tile._replace(width=WIDTH)
        if full != tile and (data := read(f"{LOG}/{tiles.path(full)}")) is not None:
            return tiles.narrowed(tile, data)
        raise Refused("file-missing", tiles.path(tile))

    return lru_cache(maxsize=64)(of)


def history(read: Read, trust: Trust) -> tuple[History | None, list[Finding]]:
    """The log of a place, None when no signature makes it one."""
    data = read(CHECKPOINT)
    if data is None:
        return None, [Finding("V003", CHECKPOINT)]
    own, found = _own_keys(read)
    if not trust.keys and own:
        found.append(Finding("V002", KEYS))
    head, fault = opened_by(data, own, trust)
    if head is None:
        return None, [*found, fault] if fault else found
    size = head.checkpoint.size
    found.append(Finding("V001", CHECKPOINT, (head.checkpoint.origin, str(size))))
    found += _witnessed(head, trust.witnesses)
    if size > MOST:
        return None, [*found, Finding("V109", CHECKPOINT, (str(size), str(MOST)))]
    tile = reader_of(read)
    wrong = [_of_file(path, read) for path in tiles.faults(size, head.checkpoint.root, tile)]
    lines, links, faults = _entries(size, tile)
    faults += chain_faults(lines)
    if not wrong and not faults and size:
        found.append(Finding("V107", LOG, (str(size),)))
    keys = tuple(dict.fromkeys((*trust.keys, *own)))
    return History(keys, head, tile, lines, links, not wrong), [*found, *wrong, *faults, *_current(own, lines)]


def _own_keys(read: Read) -> tuple[tuple[Verifier, ...], list[Finding]]:
    try:
        keys = key_lines(read(KEYS) or b"")
    except Refused:
        keys = ()
    return keys, [] if keys else [Finding("V004", KEYS)]


def opened_by(data: bytes, own: Sequence[Verifier], trust: Trust) -> tuple[Opened | None, Finding | None]:
    """A checkpoint signed by a key that is known, or by one of the place's own, which then has to be accounted for."""
    known = trust.keys or own
    if not known:
        return None, None
    try:
        origin = from_text(note.parse(data).text).origin
        if origin not in {key.name for key in known}:
            return None, Finding("V008", CHECKPOINT, (origin, known[-1].name))
        return opened(data, origin, dict.fromkeys((*known, *own)), trust.witnesses), None
    except Refused as e:
        code = {"signature-missing": "V006", "signature-wrong": "V007"}.get(e.fault, "V005")
        return None, Finding(code, CHECKPOINT, (str(e.args[1]) if e.fault == "signature-wrong" else known[-1].name,))


def accounted(found: History, trust: Trust, evidence: Sequence[Opened]) -> list[Finding]:
    """Whether the key that signed is one that was brought along, or was put in its place by the one before.

    The log says which key follows which. That counts where a checkpoint signed by the key before covers the entry that
    says so; `evidence` are such checkpoints, of this tree.
    """
    signed = {seal.verifier for seal in found.opened.seals}
    trusted = set(trust.keys)
    if not trusted or signed & trusted:
        return []
    for line in found.lines:
        if line.entry.type == ROTATE and any(
            one.checkpoint.size > line.number and trusted & {seal.verifier for seal in one.seals} for one in evidence
        ):
            trusted.add(note.verifier(line.entry.key))
    key = next(iter(signed)).name
    return [Finding("V011" if signed & trusted else "V012", CHECKPOINT, (key,))]


def rotation(line: Line) -> str:
    """The address of the proof of an entry by which a key follows another, signed by the key before."""
    return f"{LOG}/rotations/{line.number}.tlog-proof"


def _current(own: Sequence[Verifier], lines: Sequence[Line]) -> Iterator[Finding]:
    """Of the keys of a place the first began the log, and an entry names each that followed."""
    named = [line.entry.key for line in lines if line.entry.type == ROTATE]
    if own and [str(key) for key in own[1:]] != named:
        yield Finding("V108", KEYS, (str(len(own)), str(len(named))))


def _witnessed(head: Opened, witnesses: Sequence[Verifier]) -> Iterator[Finding]:
    seals = {seal.verifier: seal.time for seal in head.seals}
    for key in witnesses:
        if key in seals:
            yield Finding("V009", CHECKPOINT, (key.name, moment(seals[key])))
        else:
            yield Finding("V010", CHECKPOINT, (key.name,))


def moment(seconds: int | None) -> str:
    """A time as cosignatures state it, for people; "" for none, or none in our calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC") if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _of_file(path: str, read: Read) -> Finding:
    if not path:
        return Finding("V103", CHECKPOINT)
    there = read(f"{LOG}/{path}") is not None or (
        ".p/" in path and read(f"{LOG}/{path.partition('.p/')[0]}") is not None
    )
    return Finding("V102" if there else "V101", f"{LOG}/{path}")


def _entries(size: int, read: Reader) -> tuple[tuple[Line, ...], tuple[str, ...], list[Finding]]:
    """All entries that can be read; those of a file that cannot have an empty link."""
    lines: list[Line] = []
    links: list[str] = []
    found: list[Finding] = []
    for tile in (t for t in tiles.files(size) if t.level == tiles.ENTRIES):
        try:
            bundle = tiles.entries_of(tile, read(tile))
        except Refused:
            links += [""] * tile.width
            continue
        for data in bundle:
            index = len(links)
            links.append(entries.link(data))
            try:
                lines.append(Line(index, entries.parse(data), links[-1]))
            except Refused as e:
                found.append(Finding("V104", f"{LOG}/{tiles.path(tile)}", (str(index), e.fault)))
    return tuple(lines), tuple(links), found


def chain_faults(lines: Iterable[Line]) -> Iterator[Finding]:
    """Entries that do not follow the one before about the same thing, or whose revision does not."""
    last: dict[str, str] = {}
    revisions: dict[str, set[int]] = {}
    for number, entry, link in lines:
        about = RELEASE if entry.type == RELEASE else entry.id
        if entry.type not in ("round-open", ROTATE) and entry.prev != last.get(about, ""):
            yield Finding("V105", LOG, (str(number), entry.id))
        if entry.type in REVISIONS:
            numbers = revisions.setdefault(entry.id, set())
            if entry.type == ERASE:
                right = entry.rev in numbers
            else:
                right = not numbers or entry.rev == max(numbers) + 1
                numbers.add(entry.rev)
            if not right:
                yield Finding("V106", LOG, (str(number), entry.id, str(entry.rev)))
        last[about] = link
