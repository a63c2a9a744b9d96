"""Packages to carry to a network of its own: signed, in sequence, with the files that changed.

    PATH/ID.zip             a package: RELEASE (a signed note), MANIFEST, files/SHA256
    PATH/apply.py           what puts packages in place over there; it needs Python and nothing else
    PATH/state/             what was made, and what receipts say was applied

What is live over there is what the last receipt says; a package follows it. Until a receipt comes, further packages
follow the same release, and the newest of them is the one to apply.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, NamedTuple, cast

from generator.log import Refused
from generator.log.note import Note, Signer, sign
from generator.log.note import encode as encode_note
from generator.log.store import create_key, load_key
from generator.publishing import Failure
from generator.publishing.config import Wanted
from generator.publishing.disk import LocalDisks, said
from generator.publishing.lock import Lock
from generator.publishing.manifest import Item, Manifest, decode, encode
from generator.publishing.release import NOTHING, Live, Release, dump, is_id, load, utc
from generator.publishing.target import Holder, Sent, Source, Tick
from generator.publishing.trees import BLOCK, Tree, digest_of_file
from generator.signing import folder_of, inside

FORM, RECEIPT = "gongkai-package 1", "gongkai-receipt 1"
LARGEST = 1 << 16  # bytes of a receipt
SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "publishing", "apply.py")


class Made(NamedTuple):
    """A package that was made: its release, its number in the sequence, the manifest that it follows."""

    release: Release
    sequence: int
    base: str


class Package:
    """A target on another network, by way of a disk that is carried."""

    def __init__(self, path: str, name: str, signer: Signer, full: bool, holder: Holder, keep: int) -> None:
        self.path, self.name, self.signer, self.full = path, name, signer, full
        self.holder, self.keep = holder, keep
        self.held: Lock | None = None
        self.tree = Tree(LocalDisks(path, swap=False))

    # ------------------------------------------------------------------ what is there

    def live(self) -> Live:
        applied = self._applied()
        if not applied:
            return NOTHING
        release = self._made(applied[0]["release"]).release
        return Live(release, self.manifest(release))

    def releases(self) -> list[Release]:
        return [self._made(row["release"]).release for row in self._applied()[: self.keep]]

    def manifest(self, release: Release) -> Manifest:
        return decode(self.tree.read(f"state/manifests/{release.manifest}") or b"", release.manifest)

    def take_receipt(self, file: str) -> Release:
        """Take note that a package was applied; the release that is live over there now."""
        try:
            with open(file, "rb") as f:
                values = json.loads(f.read(LARGEST))
            given = (str(values["release"]), str(values["manifest"]), int(values["sequence"]), int(values["at"]))
            known = values["form"] == RECEIPT and values["target"] == self.name and is_id(given[0])
        except (OSError, ValueError, KeyError, TypeError):
            raise Failure("E4060", file) from None
        rows = self._applied()
        with self.locked():
            made = self._made(given[0]) if known and self.tree.read(f"state/made/{given[0]}.json") else None
            if made is None or (made.release.manifest, made.sequence) != given[1:3]:
                raise Failure("E4060", file)
            if rows and rows[0]["sequence"] > made.sequence:
                raise Failure("E4061", file)
            rest = [row for row in rows if row["release"] != given[0]]
            row = dict(zip(("release", "manifest", "sequence", "at"), given, strict=True))
            self.tree.put("state/applied.json", json.dumps([row, *rest][: self.keep], indent=1).encode())
            self._drop_old()
        return made.release

    # ------------------------------------------------------------------ one at a time

    @contextmanager
    def locked(self) -> Iterator[None]:
        for folder in ("", "state", "state/made", "state/manifests"):
            self.tree.disks.one().mkdir(folder)
        self.held = Lock(self.tree.lock("state/lock"), self.holder)
        try:
            yield
        finally:
            with suppress(Exception):
                self.held.let_go()
            self.held = None

    # ------------------------------------------------------------------ the steps

    def publish(self, release: Release, manifest: Manifest, live: Live, source: Source, tick: Tick) -> Sent:
        made = self._all_made()
        base = live.release.manifest if live.release and not self.full else "-"
        waiting = next((m for m in made if m.release.manifest == release.manifest and m.base == base), None)
        if waiting and os.path.isfile(self._zip(waiting.release.id)) and waiting.sequence == made[0].sequence:
            return Sent(0, 0, self._what_next(waiting.release.id))
        there = {i.sha256 for i in live.manifest.values()} if base != "-" else set()
        if release.of and base != "-":
            there |= {i.sha256 for i in self.manifest(self._made(release.of).release).values()}
        members = {i.sha256: i for i in manifest.values() if i.sha256 not in there}
        data = encode(manifest)
        sequence = made[0].sequence + 1 if made else 1
        values = {
            "target": self.name, "sequence": sequence, "release": release.id, "at": utc(release.at), "base": base,
            "manifest": release.manifest, "files": len(manifest), "members": len(members),
        }  # fmt: skip
        text = "".join(f"{line}\n" for line in (FORM, *(f"{key} {value}" for key, value in values.items())))
        note = encode_note(Note(text, (sign(text, self.signer),)))
        new = os.path.join(self.path, "state", "new.zip")
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(_member("RELEASE", len(note)), note)
            package.writestr(_member("MANIFEST", len(data)), data)
            for n, digest in enumerate(sorted(members), 1):
                _add(package, members[digest], source)
                tick(n, len(members))
                if self.held:
                    self.held.renew()
        _sync(new)
        _require(new, members)
        self.tree.put(f"state/manifests/{release.manifest}", data)
        row = {"sequence": sequence, "base": base, "release": json.loads(dump(release))}
        self.tree.put(f"state/made/{release.id}.json", json.dumps(row, ensure_ascii=False).encode())
        os.replace(new, self._zip(release.id))
        shutil.copyfile(SCRIPT, os.path.join(self.path, "apply.py"))
        return Sent(len(members), os.path.getsize(self._zip(release.id)), self._what_next(release.id))

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None:
        return said(error)

    def close(self) -> None:
        """Nothing is open."""

    # ------------------------------------------------------------------ the disk

    def _what_next(self, id_: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        key = str(self.signer.verifier)
        return (("N4062", (f"{id_}.zip", f"python3 apply.py {id_}.zip ROOT", f"{id_}.receipt")), ("N4063", (key,)))

    def _zip(self, id_: str) -> str:
        return os.path.join(self.path, f"{id_}.zip")

    def _applied(self) -> list[dict[str, Any]]:
        try:
            rows = json.loads(self.tree.read("state/applied.json") or b"[]")
            return [{**row, "sequence": int(row["sequence"]), "release": str(row["release"])} for row in rows]
        except (ValueError, TypeError, KeyError):
            raise Failure("E4031", "applied.json") from None

    def _made(self, id_: str) -> Made:
        data = self.tree.read(f"state/made/{id_}.json")
        try:
            row = json.loads(data or b"")
            return Made(load(json.dumps(row["release"]).encode(), id_), int(row["sequence"]), str(row["base"]))
        except (ValueError, TypeError, KeyError):
            raise Failure("E4031", id_) from None

    def _all_made(self) -> list[Made]:
        names = os.listdir(os.path.join(self.path, "state", "made"))
        found = [self._made(n.removesuffix(".json")) for n in names if is_id(n.removesuffix(".json"))]
        return sorted(found, key=lambda m: m.sequence, reverse=True)

    def _drop_old(self) -> None:
        """Delete packages that are done with, and what is known of releases that are no longer over there."""
        applied = self._applied()
        made, last = self._all_made(), applied[0]["sequence"]
        stay = [m for m in made if m.sequence > last or m.release.id in {row["release"] for row in applied}]
        for m in made:
            if m.sequence <= last:
                with suppress(FileNotFoundError):
                    os.unlink(self._zip(m.release.id))
            if m not in stay:
                os.unlink(os.path.join(self.path, "state", "made", f"{m.release.id}.json"))
        names = {m.release.manifest for m in stay}
        for name in os.listdir(os.path.join(self.path, "state", "manifests")):
            if name not in names:
                os.unlink(os.path.join(self.path, "state", "manifests", name))


def open_target(wanted: Wanted, root: str, holder: Holder) -> Package:
    """The target of a folder for packages, and the key that signs them."""
    path = os.path.normpath(os.path.join(root, wanted.text("path")))
    if any(inside(path, os.path.join(root, name)) for name in ("content", "site", "register")):
        raise Failure("E4012", path)
    origin = f"gongkai-package-{wanted.name}"
    given = os.path.expanduser(wanted.text("key_file"))
    file = os.path.join(root, given) if given else os.path.join(folder_of(origin, "", {}), "key")
    if inside(file, root):
        raise Failure("E4064", file)
    try:
        if not os.path.exists(file):
            os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
            create_key(file, origin)
        signer = load_key(file)
    except ModuleNotFoundError:
        raise Failure("E4005", "cryptography", "log") from None
    except (Refused, OSError):
        raise Failure("E4029", file) from None
    return Package(path, wanted.name, signer, wanted.is_on("full"), holder, wanted.keep)


def _member(name: str, size: int) -> zipfile.ZipInfo:
    """A member without a trace of when and where it was made."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    info.file_size = size
    return info


def _add(package: zipfile.ZipFile, item: Item, source: Source) -> None:
    from hashlib import sha256

    digest, size = sha256(), 0
    with source(item) as data, package.open(_member(f"files/{item.sha256}", item.size), "w") as f:
        while part := data.read(BLOCK):
            digest.update(part)
            size += len(part)
            f.write(part)
    if (digest.hexdigest(), size) != (item.sha256, item.size):
        raise Failure("E4033", item.path)


def _require(path: str, members: dict[str, Item]) -> None:
    """Read a package back."""
    with zipfile.ZipFile(path) as package:
        for digest, item in members.items():
            with package.open(f"files/{digest}") as f:
                if digest_of_file(cast(BinaryIO, f)) != (digest, item.size):
                    raise Failure("E4032", item.path, 1)


def _sync(path: str) -> None:
    with open(path, "rb+") as f:
        os.fsync(f.fileno())
