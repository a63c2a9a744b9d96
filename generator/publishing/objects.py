"""Targets that are stores of objects: each object is replaced in one step, the site as a whole cannot be.

    PATH                          the files of the site
    .gongkai/live                 which release is live
    .gongkai/records/ID           the releases
    .gongkai/manifests/SHA256     their manifests
    .gongkai/kept/SHA256          files that earlier releases have and the live one has not
    .gongkai/journal              what a publish is about to change
    .gongkai/lock                 who is at it

So the order matters: what is about to be replaced is copied aside, then assets come before the pages that need them,
pages before lists, the log's head last; `live` says so, and only then is deleted. After a crash the journal tells which
objects may be of either release, and the next publish asks for these.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import BinaryIO

from generator.publishing import Failure
from generator.publishing.lock import Lock, Place
from generator.publishing.manifest import Item, Manifest, decode, digest_of, encode
from generator.publishing.plan import STAGES, stage
from generator.publishing.release import NOTHING, Live, Release, dump, is_id, load
from generator.publishing.target import Holder, Sent, Source, Store, Tick
from generator.publishing.trees import digest_of_file


class Objects:
    """The steps, on any store. `state` is the prefix of what is not the site's, `keep` how many releases stay."""

    def __init__(self, store: Store, holder: Holder, keep: int, state: str = ".gongkai/") -> None:
        self.store, self.holder, self.keep, self.state = store, holder, keep, state
        self.held: Lock | None = None

    # ------------------------------------------------------------------ what is there

    def live(self) -> Live:
        data = self.store.get(f"{self.state}live")
        release = load(data, "live") if data else None
        manifest = dict(self.manifest(release)) if release else self._inspected()
        self._settle(manifest)
        return Live(release, manifest) if release or manifest else NOTHING

    def releases(self) -> list[Release]:
        ids = [key.rpartition("/")[2] for key in self.store.keys(f"{self.state}records/")]
        found = [load(data, i) for i in ids if is_id(i) and (data := self.store.get(f"{self.state}records/{i}"))]
        return sorted(found, key=lambda r: r.number, reverse=True)

    def manifest(self, release: Release) -> Manifest:
        return decode(self.store.get(f"{self.state}manifests/{release.manifest}") or b"", release.manifest)

    def _inspected(self) -> dict[str, Item]:
        """What is there of ours, where no record says it; objects without our header are somebody else's."""
        found: dict[str, Item] = {}

        def ask(path: str) -> None:
            if tag := self.store.tag(path):
                found[path] = Item(path, tag, -1, "", "page")

        self.store.each(ask, [key for key in self.store.keys("") if not key.startswith(self.state)])
        return found

    def _settle(self, manifest: dict[str, Item]) -> None:
        """Correct the live manifest by what an interrupted publish did: ask for what it was about to change."""
        journal = self._journal()
        if journal is None:
            return
        new, paths = journal

        def ask(path: str) -> None:
            tag = self.store.tag(path)
            known = next((m[path] for m in (manifest, new) if path in m and m[path].sha256 == tag), None)
            found[path] = known or (Item(path, tag, -1, "", "page") if tag is not None else None)

        found: dict[str, Item | None] = {}
        self.store.each(ask, paths)
        for path, item in found.items():
            if item is None:
                manifest.pop(path, None)
            else:
                manifest[path] = item

    def _journal(self) -> tuple[Manifest, list[str]] | None:
        data = self.store.get(f"{self.state}journal")
        if data is None:
            return None
        try:
            values = json.loads(data)
            new = decode(self.store.get(f"{self.state}manifests/{values['manifest']}") or b"")
            return new, [str(p) for p in values["paths"]]
        except (ValueError, KeyError, TypeError):
            raise Failure("E4031", "journal") from None

    # ------------------------------------------------------------------ one at a time

    @contextmanager
    def locked(self) -> Iterator[None]:
        key = f"{self.state}lock"
        place = Place(
            lambda: self.store.get(key),
            lambda data: self._put(key, data, create=True),
            lambda data: self._put(key, data),
            lambda: self.store.remove([key]),
            key,
        )
        self.held = Lock(place, self.holder)
        try:
            yield
        finally:
            with suppress(Exception):
                self.held.let_go()
            self.held = None

    # ------------------------------------------------------------------ the steps

    def publish(self, release: Release, manifest: Manifest, live: Live, source: Source, tick: Tick) -> Sent:
        assert self.held
        old = live.manifest
        changes = [p for p, i in manifest.items() if p not in old or _differ(old[p], i)]
        gone = [p for p in old if p not in manifest]
        kept = {key.rpartition("/")[2] for key in self.store.keys(f"{self.state}kept/")}
        others = self.releases()
        needed = {i.sha256 for r in others[: self.keep] for i in self.manifest(r).values()}
        self._keep([*changes, *gone], old, needed - kept)

        self._put(f"{self.state}manifests/{release.manifest}", encode(manifest))
        journal = {"manifest": release.manifest, "paths": sorted({*changes, *gone})}
        self._put(f"{self.state}journal", json.dumps(journal, ensure_ascii=False).encode())
        there = {i.sha256: p for p, i in old.items() if p in manifest and p not in set(changes)}
        there |= {sha: f"{self.state}kept/{sha}" for sha in (kept | needed) if sha in kept or sha in self._moved}
        sent = self._send(changes, manifest, old, there, source, tick)
        self._require(changes, manifest)
        self.held.check()
        self._put(f"{self.state}records/{release.id}", dump(release))
        self._put(f"{self.state}live", dump(release))
        self.store.remove(gone)
        self.store.remove([f"{self.state}journal"])
        self._drop_old([release, *(r for r in others if r.id != release.id)], kept | self._moved)
        return Sent(len(sent), sum(manifest[p].size for p in sent))

    def _keep(self, paths: Iterable[str], old: Manifest, wanted: set[str]) -> None:
        """Copy aside what is about to be replaced, where an earlier release still needs it."""
        by_digest = {old[p].sha256: p for p in paths if p in old and old[p].sha256 in wanted}
        self._moved = set(by_digest)

        def keep(digest: str) -> None:
            item = old[by_digest[digest]]
            self.store.copy(item.path, f"{self.state}kept/{digest}", item)

        self.store.each(keep, sorted(by_digest))

    def _send(
        self, paths: list[str], manifest: Manifest, old: Manifest, there: Mapping[str, str], source: Source, tick: Tick
    ) -> list[str]:
        """Make the objects, stage by stage; those whose bytes had to be sent."""
        held = self.held
        assert held
        sent: list[str] = []
        done = [0]

        def make(path: str) -> None:
            item = manifest[path]
            # what replaces an object in place is copied, not sent; itself, when only its headers differ
            origin = path if path in old and old[path].sha256 == item.sha256 else there.get(item.sha256)
            if origin is not None:
                self.store.copy(origin, path, item)
            else:
                with source(item) as data:
                    if digest_of_file(data) != (item.sha256, item.size):
                        raise Failure("E4033", path)
                    data.seek(0)
                    if not self.store.put(path, item, data, path not in old):
                        self._replace(item, data)
                sent.append(path)
            done[0] += 1
            tick(done[0], len(paths))
            held.renew()

        for n in range(STAGES):
            group = sorted(p for p in paths if stage(p) == n)
            if group:
                held.check()
                self.store.each(make, group)
        return sent

    def _replace(self, item: Item, data: BinaryIO) -> None:
        """Put an object where there is one that no manifest knows: only one of ours, and one that may change."""
        tag = self.store.tag(item.path)
        if tag == item.sha256:
            return
        if not tag:
            raise Failure("E4011", item.path)
        if item.cache == "immutable":
            raise Failure("E4054", item.path)
        data.seek(0)
        self.store.put(item.path, item, data, create=False)

    def _require(self, paths: list[str], manifest: Manifest) -> None:
        """Ask for all that was made: it is what the manifest says."""
        wrong: list[str] = []

        def ask(path: str) -> None:
            if self.store.tag(path) != manifest[path].sha256:
                wrong.append(path)

        self.store.each(ask, paths)
        if wrong:
            raise Failure("E4032", min(wrong), len(wrong))

    def _drop_old(self, found: list[Release], kept: set[str]) -> None:
        """Delete releases beyond those that stay, and files that none of them has."""
        stay, go = found[: self.keep], found[self.keep :]
        names = {r.manifest for r in stay}
        needed = {i.sha256 for r in stay[1:] for i in self.manifest(r).values()}
        listed = (key for key in self.store.keys(f"{self.state}manifests/") if key.rpartition("/")[2] not in names)
        self.store.remove(
            [
                *(f"{self.state}records/{r.id}" for r in go),
                *listed,
                *(f"{self.state}kept/{digest}" for digest in sorted(kept - needed)),
            ]
        )

    def _put(self, key: str, data: bytes, create: bool = False) -> bool:
        item = Item(key, digest_of(data), len(data), "application/json; charset=utf-8", "live")
        return self.store.put(key, item, BytesIO(data), create)


def _differ(old: Item, new: Item) -> bool:
    """Whether an object must be made again; of one whose record was lost, only its digest is known."""
    if old.size < 0:
        return old.sha256 != new.sha256
    return old._replace(since=0) != new._replace(since=0)
