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

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from generator.publishing import Failure
from generator.publishing.lock import Lock
from generator.publishing.manifest import Item, Manifest, decode, encode, of_files
from generator.publishing.release import NOTHING, Live, Release, dump, is_id, load, recovered
from generator.publishing.target import Disk, Disks, Holder, Sent, Source, Tick
from generator.publishing.trees import STATE, Tree, copied, digest_of_file, folders, spooled

CURRENT, RELEASES, NEXT = "current", "releases", "releases/next"
JOURNAL, LOCK, SWITCH = "state/journal", "state/lock", "state/switch"
SMALL = 1 << 28  # bytes of a site that is read back whole, links too, where that takes no time
MARK = ".gongkai-release"  # where folders are exchanged, which release a folder is


class Switching:
    """The steps, on any disk. `keep`: how many releases stay."""

    def __init__(self, disks: Disks, holder: Holder, keep: int) -> None:
        self.disks, self.holder, self.keep = disks, holder, keep
        self.tree = Tree(disks)
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
        there = {e.name for e in self.tree.entries(RELEASES)} | {live}
        ids = [e.name.removesuffix(".json") for e in self.tree.entries(f"{STATE}/records")]
        found = [r for i in ids if is_id(i) and i in there and (r := self._load(i))]
        return sorted(found, key=lambda r: (r.id == live, r.number), reverse=True)

    def manifest(self, release: Release) -> Manifest:
        return decode(self.tree.read(f"{STATE}/manifests/{release.manifest}") or b"", release.manifest)

    def folder(self, id_: str) -> str:
        """Where the files of a release lie."""
        return CURRENT if self.disks.exchange and id_ == self._live_id() else f"{RELEASES}/{id_}"

    # ------------------------------------------------------------------ one at a time

    @contextmanager
    def locked(self) -> Iterator[None]:
        disk = self.disks.one()
        for folder in ("", STATE, f"{STATE}/records", f"{STATE}/manifests", RELEASES):
            disk.mkdir(folder)

        place = self.tree.lock(LOCK)
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
        self.tree.put(f"{STATE}/manifests/{release.manifest}", data)
        self.tree.put(JOURNAL, json.dumps({"id": release.id, "manifest": release.manifest}).encode())
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
        everything = self.disks.near and sum(i.size for i in manifest.values()) <= SMALL
        wrong = self._differing([*manifest] if everything else [*sent, *kept], manifest)
        if wrong:
            for path in wrong:
                disk.remove(f"{NEXT}/{path}")
            self._send(wrong, manifest, source, lambda: None, origins)
            if still := self._differing(wrong, manifest):
                raise Failure("E4032", still[0], len(still))
        self._require_whole(manifest)
        if self.disks.exchange:
            self.tree.put(f"{NEXT}/{MARK}", release.id.encode())
        self.disks.settle()
        self.held.check()

        disk.rename(NEXT, f"{RELEASES}/{release.id}")
        self.before_switch(release, live)
        self.tree.put(f"{STATE}/records/{release.id}.json", dump(release))
        self._switch(release.id)
        disk.remove(JOURNAL)
        self._drop_old()
        return Sent(len(sent), sum(manifest[p].size for p in sent))

    def before_switch(self, release: Release, live: Live) -> None:
        """What a target does when the release lies in its folder and is not live yet."""

    def _switch(self, id_: str) -> None:
        disk = self.disks.one()
        if self.disks.exchange is None:
            with suppress(FileNotFoundError):
                disk.remove(SWITCH)
            disk.symlink(f"{RELEASES}/{id_}", SWITCH)  # seen from where it goes
            disk.rename(SWITCH, CURRENT)
        elif self.tree.kind(CURRENT):
            self.disks.exchange(f"{RELEASES}/{id_}", CURRENT)
            self._heal()
        else:
            disk.rename(f"{RELEASES}/{id_}", CURRENT)

    def _heal(self) -> None:
        """Where folders are exchanged: give each the name that its mark says."""
        if self.disks.exchange is None:
            return
        disk = self.disks.one()
        for e in self.tree.entries(RELEASES):
            mark = (self.tree.read(f"{RELEASES}/{e.name}/{MARK}") or b"").decode(errors="replace")
            if is_id(e.name) and is_id(mark) and mark != e.name:
                disk.rename(f"{RELEASES}/{e.name}", f"{RELEASES}/{mark}")

    def _staged(self) -> dict[str, Item]:
        """What an interrupted publish staged, by its journal; what is whole there by its size."""
        disk = self.disks.one()
        try:
            journal = json.loads(self.tree.read(JOURNAL) or b"{}")
            id_, name = str(journal.get("id", "")), str(journal.get("manifest", ""))
            manifest = decode(self.tree.read(f"{STATE}/manifests/{name}") or b"", name) if name.isalnum() else {}
        except (ValueError, AttributeError, Failure):
            id_, manifest = "", {}
        if is_id(id_) and id_ != self._live_id() and self.tree.kind(f"{RELEASES}/{id_}") == "folder":
            with suppress(FileNotFoundError):
                disk.remove(f"{STATE}/records/{id_}.json")
            if not self.tree.kind(NEXT):
                disk.rename(f"{RELEASES}/{id_}", NEXT)
        sizes = self.tree.sizes(NEXT)
        return {p: i for p, i in manifest.items() if sizes.get(p) == i.size}

    def _clear(self, kept: Manifest) -> None:
        """Remove from the stage what the next release has not."""
        if not kept:
            self.tree.drop(NEXT)
            return
        self.tree.remove_all([f"{NEXT}/{p}" for p in self.tree.sizes(NEXT) if p not in kept])

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
                opened = spooled(disk.open(origins[item.sha256]))
            with opened as data, disk.create(f"{NEXT}/{path}") as f:
                copied(data, f, item)

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
        sizes = dict(self.tree.sizes(NEXT))
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
        for e in self.tree.entries(f"{STATE}/records"):
            if e.name.removesuffix(".json") not in ids:
                disk.remove(f"{STATE}/records/{e.name}")
        for e in self.tree.entries(RELEASES):
            if e.name not in ids:
                self.tree.drop(f"{RELEASES}/{e.name}")
        for e in self.tree.entries(f"{STATE}/manifests"):
            if e.name not in {r.manifest for r in kept}:
                disk.remove(f"{STATE}/manifests/{e.name}")

    # ------------------------------------------------------------------ the disk

    def _live_id(self) -> str:
        if self.disks.exchange:
            kind = self.tree.kind(CURRENT)
            mark = (self.tree.read(f"{CURRENT}/{MARK}") or b"").decode(errors="replace")
            if kind == "folder" and not mark and not self.tree.entries(CURRENT):
                return ""
        else:
            kind, to = self.tree.kind(CURRENT), self.disks.one().readlink(CURRENT)
            mark = to.rpartition("/")[2]
            if kind == "folder" or (kind and not to.endswith(f"{RELEASES}/{mark}")):
                raise Failure("E4011", CURRENT)
        if kind and not is_id(mark):
            raise Failure("E4011", CURRENT)
        return mark

    def _load(self, id_: str) -> Release | None:
        data = self.tree.read(f"{STATE}/records/{id_}.json")
        return None if data is None else load(data, id_)

    def _inspected(self, id_: str) -> list[tuple[str, str, int]]:
        top, found = self.folder(id_), list[tuple[str, str, int]]()

        def inspect(disk: Disk, path: str) -> None:
            with disk.open(f"{top}/{path}") as f:
                found.append((path, *digest_of_file(f)))

        self.disks.each(inspect, [p for p in self.tree.sizes(top) if p != MARK], lambda: None)
        return found

    def _counter(self, total: int, tick: Tick) -> Callable[[], None]:
        count = 0

        def done() -> None:
            nonlocal count
            count += 1
            tick(count, total)
            if self.held:
                self.held.renew()

        return done
