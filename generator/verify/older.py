"""What somebody kept from before: a checkpoint on paper, on a disc, in a proof; or a copy of the whole place.

A checkpoint tells whether the log of today begins with the log of that day. It cannot tell what was changed when it
does not; the entries of an old copy can, and then each is named that was edited, taken out, put in or moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.log import Refused, note
from generator.log.checkpoint import Checkpoint, Opened, from_text
from generator.log.entries import Entry
from generator.log.merkle import consistency_proof, verify_consistency
from generator.log.note import Note, Verifier
from generator.log.tiles import Reader, hashes_of
from generator.verify.findings import Finding
from generator.verify.history import History, Line

_SAID = ("reason", "at", "article_sha256", "attachments", "commit", "files", "notices", "manifest_sha256", "key", "rev")


class Older(NamedTuple):
    """A checkpoint somebody kept; `name` is what they call it, `opened` the same with the signatures of known keys."""

    name: str
    checkpoint: Checkpoint
    opened: Opened | None = None


def kept(name: str, data: bytes, keys: Sequence[Verifier]) -> tuple[Older | None, list[Finding]]:
    """A checkpoint from its file: signed, or typed from paper without its signature, which then counts as typed."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        signed = _note(text)
        checkpoint = from_text(signed.text if signed else text.rstrip("\n") + "\n")
    except (Refused, UnicodeDecodeError):
        return None, [Finding("V404", name)]
    if signed is None:
        return Older(name, checkpoint), [Finding("V407", name)]
    try:
        seals = note.verify(signed, keys)
    except Refused as e:
        code = "V405" if e.fault == "signature-missing" else "V406"
        return Older(name, checkpoint), [Finding(code, name, (str(checkpoint.size),))]
    return Older(name, checkpoint, Opened(checkpoint, signed, seals)), []


def _note(text: str) -> Note | None:
    """The signed note, None when it has no line of a signature; an end of the file that was lost is no matter."""
    return note.parse((text.rstrip("\n") + "\n").encode()) if "\n\n— " in text else None


def begins_with(new: Checkpoint, old: Checkpoint, read: Reader) -> bool:
    """Whether the tree of `old` is the beginning of the tree of `new`, whose tiles are read. Raises Refused."""
    if old.size > new.size:
        return False
    proof = consistency_proof(old.size, new.size, hashes_of(new.size, read))
    return verify_consistency(old.size, new.size, proof, old.root, new.root)


def compared(found: History, older: Older) -> list[Finding]:
    """Whether the log of a place begins with what an older checkpoint saw."""
    new, old = found.checkpoint, older.checkpoint
    if old.origin != new.origin:
        return [Finding("V408", older.name, (old.origin, new.origin))]
    if old.size > new.size:
        return [Finding("V403", older.name, (str(old.size), str(new.size)))]
    try:
        same = begins_with(new, old, found.read)
    except Refused:
        return [Finding("V409", older.name, (str(old.size),))]
    code = "V401" if same else "V402" if older.opened else "V410"
    return [Finding(code, older.name, (str(old.size), str(new.size)))]


def rewritten(findings: Sequence[Finding]) -> bool:
    """Whether one of the comparisons says so."""
    return any(f.code in ("V402", "V403", "V410") for f in findings)


def changes(old: History, new: History, where: str = "") -> list[Finding]:
    """What of an old log is not so in the new one, entry by entry; empty when the new one begins with the old one.

    An entry is known again by all it says but `prev`, which differs after every other change.
    """
    size = old.checkpoint.size
    if old.links[:size] == new.links[:size]:
        return []
    before, after = _by_words(old), _by_words(new)
    gone = [line for words, line in before.items() if words not in after]
    more = {_key(line): line for words, line in after.items() if words not in before}
    found: list[Finding] = []
    for line in gone:
        other = more.pop(_key(line), None)
        if other is not None:
            fields = ",".join(key for key in _SAID if getattr(line.entry, key) != getattr(other.entry, key))
            found.append(Finding("V411", where, (*named(line), fields)))
        else:
            code = "V415" if line.number >= new.checkpoint.size else "V412"
            found.append(Finding(code, where, named(line)))
    found += (Finding("V413", where, named(line)) for line in more.values() if line.number < size)
    common = [(line, after[words]) for words, line in before.items() if words in after]
    found += (Finding("V414", where, (*named(a), str(b.number))) for a, b in _moved(common))
    return found or [Finding("V416", where, (str(_first(old.links, new.links)),))]


def named(line: Line) -> tuple[str, str, str, str]:
    """How an entry is named: its number, type, what it is about, revision."""
    return str(line.number), line.entry.type, line.entry.id, str(line.entry.rev or "")


def _by_words(history: History) -> dict[Entry, Line]:
    return {line.entry._replace(prev=""): line for line in history.lines}


def _key(line: Line) -> tuple[str, ...]:
    """By what an entry is known again when it was edited: a release and a closing by their time."""
    e = line.entry
    return (e.type, e.id, str(e.rev)) if e.rev else (e.type, e.id, e.at)


def _moved(pairs: Sequence[tuple[Line, Line]]) -> Iterator[tuple[Line, Line]]:
    """The fewest entries whose moving explains the new order: those outside of a longest run that kept it."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for n, (_, line) in enumerate(pairs):
        at = bisect_left(ends, line.number)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [line.number]
        tails[at : at + 1] = [n]
    kept = set()
    n = tails[-1] if tails else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    yield from (pair for n, pair in enumerate(pairs) if n not in kept)


def _first(old: Sequence[str], new: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def of_this_tree(found: History, opened: Sequence[Opened]) -> list[Opened]:
    """Those of some signed checkpoints that the log begins with."""
    made = []
    for one in opened:
        with suppress(Refused):
            if one.checkpoint.origin == found.origin and begins_with(found.checkpoint, one.checkpoint, found.read):
                made.append(one)
    return made
