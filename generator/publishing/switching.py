"""Targets that switch: a whole release is staged in a folder, then the web root leads to it in one step.

    current                    → releases/ID: the web root (or the folder itself, where the two are exchanged)
    releases/ID/               a release; files that did not change are hard links to the one before
    releases/next/             what is being staged
    state/records/ID.json      what the release is
    state/manifests/SHA256     its manifest
    state/journal              which release is being made, and its manifest
    state/lock                 who is at it

Order: stage, read back, record, switch, forget the journal, drop what is old. However it ends, `current` leads to a
whole release, and the next run keeps what was staged.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from generator.publishing import Failure
from generator.publishing.lock import Lock, Place
from generator.publishing.manifest import Item, Manifest, decode, encode, of_files
from generator.publishing.release import NOTHING, Live, Release, dump, is_id, load, recovered
from generator.publishing.target import Disk, Disks, Entry, Files, Holder, Sent, Source, Tick

CURRENT, RELEASES, NEXT, STATE = "current", "releases", "releases/next", "state"
JOURNAL, LOCK, SWITCH = "state/journal", "state/lock", "state/switch"
MARK = ".gongkai-release"  # where folders are exchanged, which release a folder is
BLOCK = 1 << 20


class Switching:
    """The steps, on any disk. `keep`: how many releases stay."""

    def __init__(self, disks: Disks, holder: Holder, keep: int) -> None:
        self.disks, self.holder, self.keep = disks, holder, keep
        self.held: Lock | None = None

    # ------------------------------------------------------------------ what is there

    def live(self) -> Live:
        id_ = self._live_id()
        if not id_:
            return NOTHING
        record = self._load(id_)
        if record is None:
            # the records were deleted: the files say what is there
            found = of_files(self._inspected(id_))
            return Live(recovered(id_, found), found)
        return Live(record, self.manifest(record))

    def releases(self) -> list[Release]:
        live = self._live_id()
        there = {e.name for e in self._entries(RELEASES)} | {live}
        ids = [e.name.removesuffix(".json") for e in self._entries(f"{STATE}/records")]
        found = [r for i in ids if is_id(i) and i in there and (r := self._load(i))]
        return sorted(found, key=lambda r: (r.id == live, r.number), reverse=True)

    def manifest(self, release: Release) -> Manifest:
        return decode(self._read(f"{STATE}/manifests/{release.manifest}") or b"", release.manifest)

    def folder(self, id_: str) -> str:
        """Where the files of a release lie."""
        return CURRENT if self.disks.exchange and id_ == self._live_id() else f"{RELEASES}/{id_}"

    # ------------------------------------------------------------------ one at a time

    @contextmanager
    def locked(self) -> Iterator[None]:
        disk = self.disks.one()
        for folder in ("", STATE, f"{STATE}/records", f"{STATE}/manifests", RELEASES):
            disk.mkdir(folder)

        place = lock_place(disk, LOCK, self._read, self._put)
        self.held = Lock(place, self.holder)
        try:
            yield
        finally:
            # without a connection it stays, and the next run of this site takes it over
            with suppress(Exception):
                self.held.let_go()
            self.held = None

    # ------------------------------------------------------------------ the steps

    def publish(self, release: Release, manifest: Manifest, live: Live, source: Source, tick: Tick) -> Sent:
        assert self.held
        disk = self.disks.one()
        self._heal()
        here, staged = self._live_id(), self._staged()
        kept = {p: i for p, i in staged.items() if p in manifest and manifest[p].sha256 == i.sha256}
        self._clear(kept)
        data = encode(manifest)
        self._put(f"{STATE}/manifests/{release.manifest}", data)
        self._put(JOURNAL, json.dumps({"id": release.id, "manifest": release.manifest}).encode())
        folders(disk, NEXT, manifest)

        origins = {i.sha256: f"{self.folder(here)}/{p}" for p, i in live.manifest.items()} if here else {}
        if release.of and (past := self._load(release.of)):
            top = self.folder(past.id)
            origins |= {i.sha256: f"{top}/{p}" for p, i in self.manifest(past).items()}
        links = [p for p in manifest if p not in kept and manifest[p].sha256 in origins]
        linked = self._link(links, manifest, origins)
        sent = [p for p in manifest if p not in kept and p not in linked]
        count = self._counter(len(sent), tick)
        self._send(sent, manifest, source, count, origins)
        wrong = self._differing([*manifest] if self.disks.near else [*sent, *kept], manifest)
        if wrong:
            for path in wrong:
                disk.remove(f"{NEXT}/{path}")
            self._send(wrong, manifest, source, lambda: None, origins)
            if still := self._differing(wrong, manifest):
                raise Failure("E4032", still[0], len(still))
        self._require_whole(manifest)
        if self.disks.exchange:
            self._put(f"{NEXT}/{MARK}", release.id.encode())
        self.disks.settle()
        self.held.check()

        disk.rename(NEXT, f"{RELEASES}/{release.id}")
        self._put(f"{STATE}/records/{release.id}.json", dump(release))
        self._switch(release.id)
        disk.remove(JOURNAL)
        self._drop_old()
        return Sent(len(sent), sum(manifest[p].size for p in sent))

    def _switch(self, id_: str) -> None:
        disk = self.disks.one()
        if self.disks.exchange is None:
            with suppress(FileNotFoundError):
                disk.remove(SWITCH)
            disk.symlink(f"{RELEASES}/{id_}", SWITCH)  # seen from where it goes
            disk.rename(SWITCH, CURRENT)
        elif self._kind(CURRENT):
            self.disks.exchange(f"{RELEASES}/{id_}", CURRENT)
            self._heal()
        else:
            disk.rename(f"{RELEASES}/{id_}", CURRENT)

    def _heal(self) -> None:
        """Where folders are exchanged: give each the name that its mark says."""
        if self.disks.exchange is None:
            return
        disk = self.disks.one()
        for e in self._entries(RELEASES):
            mark = (self._read(f"{RELEASES}/{e.name}/{MARK}") or b"").decode(errors="replace")
            if is_id(e.name) and is_id(mark) and mark != e.name:
                disk.rename(f"{RELEASES}/{e.name}", f"{RELEASES}/{mark}")

    def _staged(self) -> dict[str, Item]:
        """What an interrupted publish staged, by its journal; what is whole there by its size."""
        disk = self.disks.one()
        try:
            journal = json.loads(self._read(JOURNAL) or b"{}")
            id_, name = str(journal.get("id", "")), str(journal.get("manifest", ""))
            manifest = decode(self._read(f"{STATE}/manifests/{name}") or b"", name) if name.isalnum() else {}
        except (ValueError, AttributeError, Failure):
            id_, manifest = "", {}
        if is_id(id_) and id_ != self._live_id() and self._kind(f"{RELEASES}/{id_}") == "folder":
            with suppress(FileNotFoundError):
                disk.remove(f"{STATE}/records/{id_}.json")
            if not self._kind(NEXT):
                disk.rename(f"{RELEASES}/{id_}", NEXT)
        sizes = self._sizes(NEXT)
        return {p: i for p, i in manifest.items() if sizes.get(p) == i.size}

    def _clear(self, kept: Manifest) -> None:
        """Remove from the stage what the next release has not."""
        if not kept:
            self._drop(NEXT)
            return
        self._remove([f"{NEXT}/{p}" for p in self._sizes(NEXT) if p not in kept])

    def _link(self, paths: list[str], manifest: Manifest, origins: dict[str, str]) -> set[str]:
        """Give files that are on the disk their new names; those for which it worked."""
        linked: set[str] = set()

        def link(disk: Disk, path: str) -> None:
            with suppress(FileNotFoundError):  # it was deleted over there
                if disk.link(origins[manifest[path].sha256], f"{NEXT}/{path}"):
                    linked.add(path)

        if self.disks.links:
            self.disks.each(link, paths, lambda: None)
        return linked

    def _send(
        self, paths: list[str], manifest: Manifest, source: Source, done: Callable[[], None], origins: Mapping[str, str]
    ) -> None:
        """Write files from this machine, or, what it has no longer, from the target's own copy."""

        def send(disk: Disk, path: str) -> None:
            item = manifest[path]
            try:
                opened = source(item)
            except Failure:
                if item.sha256 not in origins:
                    raise
                # first all of it: a connection does not read one file while it writes another
                opened = _kept(disk.open(origins[item.sha256]))
            with opened as data, disk.create(f"{NEXT}/{path}") as f:
                _copied(data, f, item)

        self.disks.each(send, paths, done)

    def _differing(self, paths: list[str], manifest: Manifest) -> list[str]:
        """Read files back: those that are not what they must be."""
        wrong: list[str] = []

        def compare(disk: Disk, path: str) -> None:
            with disk.open(f"{NEXT}/{path}") as f:
                if digest_of_file(f) != (manifest[path].sha256, manifest[path].size):
                    wrong.append(path)

        self.disks.each(compare, paths, lambda: None)
        return sorted(wrong)

    def _require_whole(self, manifest: Manifest) -> None:
        sizes = dict(self._sizes(NEXT))
        sizes.pop(MARK, None)
        expected = {p: i.size for p, i in manifest.items()}
        if sizes != expected:
            wrong = sorted(p for p in sizes.keys() | expected.keys() if sizes.get(p) != expected.get(p))
            raise Failure("E4032", wrong[0], len(wrong))

    def _drop_old(self) -> None:
        """Delete releases beyond those that stay, and all that belongs to none."""
        disk, found = self.disks.one(), self.releases()
        kept = found[: self.keep]
        ids = {r.id for r in kept}
        for e in self._entries(f"{STATE}/records"):
            if e.name.removesuffix(".json") not in ids:
                disk.remove(f"{STATE}/records/{e.name}")
        for e in self._entries(RELEASES):
            if e.name not in ids:
                self._drop(f"{RELEASES}/{e.name}")
        for e in self._entries(f"{STATE}/manifests"):
            if e.name not in {r.manifest for r in kept}:
                disk.remove(f"{STATE}/manifests/{e.name}")

    # ------------------------------------------------------------------ the disk

    def _live_id(self) -> str:
        if self.disks.exchange:
            kind = self._kind(CURRENT)
            mark = (self._read(f"{CURRENT}/{MARK}") or b"").decode(errors="replace")
            if kind == "folder" and not mark and not self._entries(CURRENT):
                return ""
        else:
            kind, to = self._kind(CURRENT), self.disks.one().readlink(CURRENT)
            mark = to.rpartition("/")[2]
            if kind == "folder" or (kind and not to.endswith(f"{RELEASES}/{mark}")):
                raise Failure("E4011", CURRENT)
        if kind and not is_id(mark):
            raise Failure("E4011", CURRENT)
        return mark

    def _load(self, id_: str) -> Release | None:
        data = self._read(f"{STATE}/records/{id_}.json")
        return None if data is None else load(data, id_)

    def _inspected(self, id_: str) -> list[tuple[str, str, int]]:
        top, found = self.folder(id_), list[tuple[str, str, int]]()

        def inspect(disk: Disk, path: str) -> None:
            with disk.open(f"{top}/{path}") as f:
                found.append((path, *digest_of_file(f)))

        self.disks.each(inspect, [p for p in self._sizes(top) if p != MARK], lambda: None)
        return found

    def _read(self, path: str) -> bytes | None:
        try:
            with self.disks.one().open(path) as f:
                return f.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _put(self, path: str, data: bytes) -> None:
        """Write a small file in place of another, whole."""
        disk, new = self.disks.one(), f"{STATE}/new"
        with suppress(FileNotFoundError):
            disk.remove(new)
        with disk.create(new) as f:
            f.write(data)
        disk.rename(new, path)

    def _entries(self, folder: str) -> list[Entry]:
        try:
            return sorted(self.disks.one().entries(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _kind(self, path: str) -> str:
        top, _, name = path.rpartition("/")
        return next((e.kind for e in self._entries(top) if e.name == name), "")

    def _sizes(self, top: str) -> Files:
        """The files below a folder with their sizes; symbolic links are followed by nobody."""
        found: dict[str, int] = {}
        todo = [""]
        while todo:
            folder = todo.pop()
            for e in self._entries(f"{top}/{folder}".rstrip("/")):
                if e.kind == "folder":
                    todo.append(f"{folder}{e.name}/")
                else:
                    found[f"{folder}{e.name}"] = e.size if e.kind == "file" else -1
        return found

    def _remove(self, paths: Iterable[str]) -> None:
        self.disks.each(lambda disk, path: disk.remove(path), list(paths), lambda: None)

    def _drop(self, folder: str) -> None:
        """Delete a folder with all in it."""
        if self._kind(folder) != "folder":
            if self._kind(folder):
                self.disks.one().remove(folder)
            return
        inner: list[str] = []
        todo = [folder]
        files: list[str] = []
        while todo:
            top = todo.pop()
            inner.append(top)
            for e in self._entries(top):
                (todo if e.kind == "folder" else files).append(f"{top}/{e.name}")
        self._remove(files)
        for top in reversed(inner):
            self.disks.one().rmdir(top)

    def _counter(self, total: int, tick: Tick) -> Callable[[], None]:
        count = 0

        def done() -> None:
            nonlocal count
            count += 1
            tick(count, total)

        return done


def lock_place(
    disk: Disk, path: str, read: Callable[[str], bytes | None], replace: Callable[[str, bytes], None]
) -> Place:
    """A lock that is a file."""

    def make(data: bytes) -> bool:
        try:
            with disk.create(path) as f:
                f.write(data)
        except FileExistsError:
            return False
        return True

    return Place(lambda: read(path), make, lambda data: replace(path, data), lambda: disk.remove(path), path)


def folders(disk: Disk, top: str, paths: Iterable[str]) -> None:
    """Make the folders that files at these paths need."""
    needed = {""}
    for path in paths:
        while path := path.rpartition("/")[0]:
            needed.add(path)
    for folder in sorted(needed):
        disk.mkdir(f"{top}/{folder}".rstrip("/"))


def digest_of_file(f: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size of what a file holds."""
    digest, size = hashlib.sha256(), 0
    while data := f.read(BLOCK):
        digest.update(data)
        size += len(data)
    return digest.hexdigest(), size


def _kept(f: BinaryIO) -> BinaryIO:
    """What a file holds, in memory or, when it is large, on this machine's disk."""
    out = SpooledTemporaryFile(max_size=8 * BLOCK)  # noqa: SIM115  # whoever reads it closes it
    with f:
        shutil.copyfileobj(f, out, BLOCK)
    out.seek(0)
    return cast(BinaryIO, out)


def _copied(data: BinaryIO, to: BinaryIO, item: Item) -> None:
    """Copy a file, which must be what the manifest says."""
    digest, size = hashlib.sha256(), 0
    while part := data.read(BLOCK):
        digest.update(part)
        size += len(part)
        to.write(part)
    if (digest.hexdigest(), size) != (item.sha256, item.size):
        raise Failure("E4033", item.path)
