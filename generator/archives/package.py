"""Writing a package: every file is read twice, once to be listed and once to be packed, and must be the same both times.

The package is one file, a plain zip with one folder in it, so that it has one digest. It appears at its place by a rename,
whole and durable, or not at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import NamedTuple
from zipfile import ZipFile
from zlib import crc32

from generator import load, register_store
from generator.archives import bag, contents, stored, wacz, warc
from generator.archives.contents import About
from generator.archives.media import media_type
from generator.archives.seal import seal
from generator.log.note import Signer
from generator.theme import folders

_INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside")
_PIECE = 1 << 20
_BATCH = 32
_PROOF = ".tlog-proof"


class Changed(Exception):
    """A file was changed while it was being archived; the argument is its path in the package."""


class Part(NamedTuple):
    """A file of the package: its path there, and where it is read from, or its bytes."""

    path: str
    source: str
    data: bytes | None = None


def inside(name: str) -> bytes:
    """A file that goes into every package as it is."""
    return load.read(os.path.join(_INSIDE, name))


def parts_of(root: str, site: str, round_: str, theme: str) -> list[Part]:
    """The files of a site folder that belong into a package: the site as built, its sources, the originals, the log."""
    found = _below(site, contents.SITE, load.outputs(site)[0])
    for folder in ("content", "words", "register"):
        found += _listed(os.path.join(root, folder), f"{contents.SOURCE}{folder}/")
    for folder, shown in folders(root, theme):
        if os.path.realpath(folder).startswith(os.path.realpath(root) + os.sep):
            found += _listed(folder, contents.SOURCE + shown)
    found += _listed(os.path.join(root, "originals", round_), f"{contents.ORIGINALS}{round_}/")
    register = os.path.join(root, "register")
    found += _listed(os.path.join(register, "log"), contents.LOG)
    proofs = _listed(os.path.join(register, "revisions"), f"{contents.LOG}proofs/")
    found += [p for p in proofs if p.path.endswith(_PROOF)]
    for name in ("keys", "witnesses"):
        if os.path.isfile(os.path.join(register, name)):
            found.append(Part(contents.KEYS + name, os.path.join(register, name)))
    return [p for p in found if p.path != f"{contents.SOURCE}register/pending"]


def _listed(folder: str, prefix: str) -> list[Part]:
    return _below(folder, prefix, load.listing(folder).files)


def _below(folder: str, prefix: str, paths: Iterable[str]) -> list[Part]:
    return [Part(prefix + path, os.path.join(folder, path)) for path in sorted(paths)]


def members_of(parts: Iterable[Part], algorithms: Sequence[str]) -> tuple[list[bag.Member], dict[str, int]]:
    """Files with their sizes and digests, and their checksums by path: the quick way to see a change.

    Digests of several files are computed at once, for that is what writing a package takes longest for.
    """
    given = list(parts)
    batches = [given[k : k + _BATCH] for k in range(0, len(given), _BATCH)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [one for batch in pool.map(partial(_all_summed, algorithms), batches) for one in batch]
    return [member for member, _ in found], {member.path: crc for member, crc in found}


def _all_summed(algorithms: Sequence[str], parts: Iterable[Part]) -> list[tuple[bag.Member, int]]:
    return [_summed(algorithms, part) for part in parts]


def _summed(algorithms: Sequence[str], part: Part) -> tuple[bag.Member, int]:
    sums = {a: hashlib.new(a, usedforsecurity=False) for a in algorithms}
    size = crc = 0
    for piece in _pieces(part):
        size += len(piece)
        crc = crc32(piece, crc)
        for one in sums.values():
            one.update(piece)
    return bag.Member(part.path, size, {a: s.hexdigest() for a, s in sums.items()}), crc


def _pieces(part: Part) -> Iterator[bytes]:
    if part.data is not None:
        yield part.data
        return
    with open(part.source, "rb") as f:
        while piece := f.read(_PIECE):
            yield piece


def write(
    target: str, scratch: str, about: About, parts: Sequence[Part], made: Mapping[str, bytes], by: Signer, sm3: bool = False
) -> str:  # fmt: skip
    """Write a package to a new file; its SHA-256. `made` are files of it that were made for it, `scratch` a folder.

    Raises Changed, FileExistsError when another file is there, and OSError when the disk refuses.
    """
    algorithms = (*bag.ALGORITHMS, *((bag.SM3,) if sm3 else ()))
    parts = [*parts, *(Part(path, "", data) for path, data in made.items())]
    members, quick = members_of(parts, algorithms)
    replay = Part(contents.WACZ, os.path.join(scratch, "round.wacz"))
    _write_wacz(replay.source, about, [m for m in members if m.path.startswith(contents.SITE)], parts, quick)
    parts.append(replay)
    more, crc = members_of([replay], algorithms)
    members, quick = members + more, quick | crc
    tags = bag.tags(contents.fields(about), members, algorithms)
    tags |= seal(about.round, tags, by)
    tags |= bag.tag_manifest(tags)
    new = _pack(target, about.round, tags, parts, members, quick)
    os.unlink(replay.source)
    return _placed(new, target)


def _write_wacz(
    target: str, about: About, members: Iterable[bag.Member], parts: Iterable[Part], quick: Mapping[str, int]
) -> None:
    sources = {p.path.removeprefix(contents.SITE): p.source for p in parts if p.path.startswith(contents.SITE)}
    files = [(p, media_type(p), m.size, m.digests["sha256"]) for m in members for p in [m.path[len(contents.SITE) :]]]
    said = wacz.About(
        about.site.url, f"{about.site.name} {about.title}", about.site.description, about.software, about.as_of
    )

    def read(path: str) -> bytes:
        data = load.read(sources[path])
        if crc32(data) != quick[contents.SITE + path]:
            raise Changed(contents.SITE + path)
        return data

    with open(target, "w+b") as out:
        wacz.write(out, said, warc.records(about.site.url, files), read)


def _pack(
    target: str, top: str, tags: Mapping[str, bytes], parts: Iterable[Part], members: Iterable[bag.Member],
    quick: Mapping[str, int],
) -> str:  # fmt: skip
    """Pack the files beside the target, durably; where the new file is."""
    folder, name = os.path.split(target)
    os.makedirs(folder, exist_ok=True)
    drop_unfinished(target)
    new = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    sizes = {m.path: m.size for m in members}
    fd = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    with os.fdopen(fd, "w+b") as out:
        with stored.begin(out) as file:
            for path, data in tags.items():
                stored.put(file, f"{top}/{path}", len(data), (data,))
            for part in sorted(parts):
                _pack_one(file, f"{top}/{part.path}", part, sizes[part.path], quick[part.path])
        out.flush()
        os.fsync(out.fileno())
    return new


def _pack_one(file: ZipFile, name: str, part: Part, size: int, crc: int) -> None:
    try:
        stored.put(file, name, size, _pieces(part))
    except ValueError as e:
        raise Changed(part.path) from e
    if crc != file.getinfo(name).CRC:
        raise Changed(part.path)


def _placed(new: str, target: str) -> str:
    """Give the new file its name, unless another is there; the same one may be there already."""
    digest = digest_of(new)
    if os.path.lexists(target):
        same = digest_of(target) == digest
        os.unlink(new)
        if not same:
            raise FileExistsError(target)
        return digest
    os.replace(new, target)
    register_store.sync(os.path.dirname(target))
    return digest


def drop_unfinished(target: str) -> None:
    """Remove what earlier runs left when they were stopped."""
    folder, name = os.path.split(target)
    for entry in os.listdir(folder):
        if entry.startswith(f".{name}.") and entry.endswith(".tmp"):
            with suppress(OSError):
                os.unlink(os.path.join(folder, entry))


def digest_of(path: str) -> str:
    """SHA-256 of a file, however large."""
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
