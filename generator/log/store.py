"""A log on disk: the folder that is published, and the signer's memory outside it. The only module here that writes.

What was signed is never contradicted, whatever happens to the machine. An append goes in steps, each durable before
the next begins: the new tiles, which no signature covers yet; the text that will be signed (`intent`); the signed
checkpoint, in the signer's memory (`signed`); the same in the published folder. After a crash the next run finds how
far it came: without an intent nothing has happened; with one, exactly that text is signed and published.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from generator.load import read as read_file
from generator.log import Refused
from generator.log.checkpoint import Checkpoint, Opened, from_text, opened, signed, text_of
from generator.log.merkle import EMPTY, consistency_proof, verify_consistency
from generator.log.note import (
    ED25519,
    Signer,
    Verifier,
    cosigned,
    encode,
    from_signer_text,
    parse_signatures,
    signer_text,
)
from generator.log.tiles import WIDTH, Reader, Tile, entries, grown, growth, hashes_of, head, narrowed, path

CHECKPOINT = "checkpoint"
SIGNED = "signed"
INTENT = "intent"
LOCK = "lock"
_NEW = ".new"  # what is being written, in the folder it belongs to


class Store(NamedTuple):
    """A log: its published folder, the signer's memory (never inside the site), its name, its keys, old ones too."""

    folder: str
    memory: str
    origin: str
    keys: tuple[Verifier, ...]


def create_key(file: str, name: str, kind: int = ED25519) -> Verifier:
    """A new private key in a new file that only its owner may read; the key that verifies what it signs."""
    import secrets

    text = signer_text(secrets.token_bytes(32), name, kind)
    folder = os.path.dirname(os.path.abspath(file))
    fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    _write(fd, f"{text}\n".encode())
    _sync_folder(folder)
    return from_signer_text(text).verifier


def load_key(file: str) -> Signer:
    """The signer of a key file, when nobody but its owner can read it."""
    fd = os.open(file, os.O_RDONLY)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("key-file", file)
        if sys.platform != "win32" and (status.st_mode & 0o077 or status.st_uid != os.geteuid()):
            raise Refused("key-mode", file)
        data = os.read(fd, 4096)
    finally:
        os.close(fd)
    try:
        return from_signer_text(data.decode().removesuffix("\n"))
    except ValueError:
        raise Refused("signer-key") from None


def reader(folder: str) -> Reader:
    """The files of a log below a folder; for a partial one that was deleted, the full one that took its place."""

    def read(tile: Tile) -> bytes:
        with suppress(FileNotFoundError):
            return read_file(os.path.join(folder, path(tile)))
        full = tile._replace(width=WIDTH)
        try:
            return narrowed(tile, read_file(os.path.join(folder, path(full))))
        except FileNotFoundError:
            raise Refused("file-missing", path(tile)) from None

    return read


def begin(store: Store, signer: Signer) -> Opened:
    """A new log: the signed checkpoint of the empty tree. An interrupted beginning is ended."""
    for folder in (store.folder, store.memory):
        with suppress(FileExistsError):
            os.mkdir(folder)
        _sync_folder(os.path.dirname(os.path.abspath(folder)))
    with alone(store.memory):
        if not _has(store.memory, SIGNED) and not _has(store.memory, INTENT):
            if _has(store.folder, CHECKPOINT):
                raise Refused("log-exists")
            _replace(store.memory, INTENT, text_of(Checkpoint(store.origin, 0, EMPTY)).encode())
        found = _recovered(store, signer)
        if found.checkpoint.size:
            raise Refused("log-exists")
        return found


def append(store: Store, signer: Signer, size: int, added: Sequence[bytes]) -> Opened:
    """Append entries to the log of this size; all of them or none. The new signed checkpoint.

    Who makes entries knows the log they follow. When it has grown by just these entries since, they are those of an
    append whose end was not seen, and they are not appended twice; when by others, they are refused.
    """
    with alone(store.memory):
        last = _recovered(store, signer)
        read = reader(store.folder)
        if last.checkpoint.size != size:
            if 0 <= size < last.checkpoint.size == size + len(added) and list(added) == list(
                entries(size, last.checkpoint.size, read)
            ):
                return last
            raise Refused("log-grew", last.checkpoint.size)
        if not added:
            return last
        made = grown(size, added, read)
        _write_files(store.folder, {path(tile): data for tile, data in made.items()})
        root = head(size + len(added), lambda tile: made[tile] if tile in made else read(tile))
        new = Checkpoint(store.origin, size + len(added), root)
        _require_consistent(last.checkpoint, new, read)
        _replace(store.memory, INTENT, text_of(new).encode())
        found = _finished(store, signer, new)
        _drop_partial(store.folder, size, new.size)
        return found


def add_cosignatures(store: Store, witnesses: Iterable[Verifier], answer: str) -> Opened:
    """Put the signature lines which witnesses sent under the published checkpoint."""
    known = tuple(witnesses)
    lines = parse_signatures(answer)
    if not {(line.name, line.key_id) for line in lines} <= {(key.name, key.key_id) for key in known}:
        raise Refused("signature-unknown")
    with alone(store.memory):
        note = _opened(store, store.folder, CHECKPOINT).note
        data = encode(cosigned(note, lines))
        found = opened(data, store.origin, store.keys, known)
        _replace(store.folder, CHECKPOINT, data)
        return found


def recover(store: Store, signer: Signer) -> Opened:
    """End what was interrupted; the last signed checkpoint, which is the published one then."""
    with alone(store.memory):
        return _recovered(store, signer)


def _recovered(store: Store, signer: Signer) -> Opened:
    """The last signed checkpoint, after what was begun is ended; refused when folder and memory contradict."""
    last = _opened(store, store.memory, SIGNED) if _has(store.memory, SIGNED) else None
    intent = from_text(_text(store, INTENT)) if _has(store.memory, INTENT) else None
    if last is None and intent is None:
        raise Refused("log-unknown")
    read = reader(store.folder)
    if _has(store.folder, CHECKPOINT):
        published = _opened(store, store.folder, CHECKPOINT).checkpoint
        if last is None or published.size > last.checkpoint.size:
            raise Refused("memory-behind", published.size)
        _require_consistent(published, last.checkpoint, read)
    if intent is not None and (last is None or intent.size > last.checkpoint.size):
        if intent.origin != store.origin:
            raise Refused("checkpoint-origin", intent.origin)
        _require_consistent(last.checkpoint if last else Checkpoint(store.origin, 0, EMPTY), intent, read)
        return _finished(store, signer, intent)
    assert last is not None
    return _published(store, last)


def _finished(store: Store, signer: Signer, new: Checkpoint) -> Opened:
    """Sign what is intended, remember it, publish it."""
    if signer.verifier not in store.keys:
        raise Refused("signer-unknown", signer.verifier.name)
    data = signed(new, signer)
    _replace(store.memory, SIGNED, data)
    return _published(store, opened(data, store.origin, store.keys))


def _published(store: Store, last: Opened) -> Opened:
    """The folder shows the last signed checkpoint; one of the same tree stays, with what witnesses added to it."""
    if _has(store.folder, CHECKPOINT):
        shown = _opened(store, store.folder, CHECKPOINT)
        if shown.note.text == last.note.text:
            return shown
    _replace(store.folder, CHECKPOINT, encode(last.note))
    return last


def _require_consistent(old: Checkpoint, new: Checkpoint, read: Reader) -> None:
    """The tiles of the new tree have both heads, or they were changed."""
    proof = consistency_proof(old.size, new.size, hashes_of(new.size, read))
    if not verify_consistency(old.size, new.size, proof, old.root, new.root) or head(new.size, read) != new.root:
        raise Refused("log-damaged", new.size)


def _opened(store: Store, folder: str, name: str) -> Opened:
    return opened(read_file(os.path.join(folder, name)), store.origin, store.keys)


def _text(store: Store, name: str) -> str:
    return read_file(os.path.join(store.memory, name)).decode(errors="replace")


def _has(folder: str, name: str) -> bool:
    return os.path.lexists(os.path.join(folder, name))


@contextmanager
def alone(memory: str) -> Iterator[None]:
    """Hold what a signer remembers alone; the system lets go of it when the process ends, however it ends."""
    fd = os.open(os.path.join(memory, LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("log-locked") from None
        yield
    finally:
        os.close(fd)


def _replace(folder: str, name: str, data: bytes) -> None:
    """Put a file in place of another, whole and durably."""
    _put(folder, name, data)
    _sync_folder(folder)


def _write_files(top: str, made: Mapping[str, bytes]) -> None:
    """Write files below a folder and make them, and the folders they needed, durable."""
    folders = {top}
    for name, data in made.items():
        parent = os.path.dirname(os.path.join(top, name))
        os.makedirs(parent, exist_ok=True)
        while parent not in folders:
            folders.add(parent)
            parent = os.path.dirname(parent)
        _put(top, name, data)
    for folder in sorted(folders):
        _sync_folder(folder)


def _put(top: str, name: str, data: bytes) -> None:
    new = os.path.join(top, _NEW)
    _write(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), data)
    os.replace(new, os.path.join(top, name))


def _write(fd: int, data: bytes) -> None:
    """Write all of it, durably, and close the file."""
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
        os.fsync(fd)
    finally:
        os.close(fd)


def _sync_folder(folder: str) -> None:
    """Make the names in a folder durable; Windows keeps them by itself and opens no folder."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _drop_partial(folder: str, old: int, new: int) -> None:
    """Delete the partial files of which the full ones are published now, as C2SP tlog-tiles allows."""
    for tile in growth(old, new):
        if tile.width == WIDTH and os.path.isdir(partial := os.path.join(folder, path(tile)) + ".p"):
            for name in os.listdir(partial):
                os.unlink(os.path.join(partial, name))
            os.rmdir(partial)
