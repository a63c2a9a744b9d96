"""What targets do with a disk: small files put whole, folders listed and dropped, files copied and read back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from generator.publishing import Failure
from generator.publishing.lock import Place
from generator.publishing.manifest import Item
from generator.publishing.target import Disk, Disks, Entry, Files

STATE = "state"
BLOCK = 1 << 20


class Tree:
    """The folders of a target on a disk."""

    def __init__(self, disks: Disks) -> None:
        self.disks = disks

    def read(self, path: str) -> bytes | None:
        try:
            with self.disks.one().open(path) as f:
                return f.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put(self, path: str, data: bytes) -> None:
        """Write a small file in place of another, whole."""
        disk, new = self.disks.one(), f"{STATE}/new"
        with suppress(FileNotFoundError):
            disk.remove(new)
        with disk.create(new) as f:
            f.write(data)
        disk.rename(new, path)

    def entries(self, folder: str) -> list[Entry]:
        try:
            return sorted(self.disks.one().entries(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def kind(self, path: str) -> str:
        top, _, name = path.rpartition("/")
        return next((e.kind for e in self.entries(top) if e.name == name), "")

    def sizes(self, top: str) -> Files:
        """The files below a folder with their sizes; symbolic links are followed by nobody."""
        found: dict[str, int] = {}
        todo = [""]
        while todo:
            folder = todo.pop()
            for e in self.entries(f"{top}/{folder}".rstrip("/")):
                if e.kind == "folder":
                    todo.append(f"{folder}{e.name}/")
                else:
                    found[f"{folder}{e.name}"] = e.size if e.kind == "file" else -1
        return found

    def remove_all(self, paths: Iterable[str]) -> None:
        self.disks.each(lambda disk, path: disk.remove(path), list(paths), lambda: None)

    def drop(self, folder: str) -> None:
        """Delete a folder with all in it."""
        if self.kind(folder) != "folder":
            if self.kind(folder):
                self.disks.one().remove(folder)
            return
        inner: list[str] = []
        todo = [folder]
        files: list[str] = []
        while todo:
            top = todo.pop()
            inner.append(top)
            for e in self.entries(top):
                (todo if e.kind == "folder" else files).append(f"{top}/{e.name}")
        self.remove_all(files)
        for top in reversed(inner):
            self.disks.one().rmdir(top)

    def lock(self, path: str) -> Place:
        """A lock that is a file."""
        disk = self.disks.one()

        def make(data: bytes) -> bool:
            try:
                with disk.create(path) as f:
                    f.write(data)
            except FileExistsError:
                return False
            return True

        return Place(lambda: self.read(path), make, lambda data: self.put(path, data), lambda: disk.remove(path), path)


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


def spooled(f: BinaryIO) -> BinaryIO:
    """What a file holds, in memory or, when it is large, on this machine's disk."""
    out = SpooledTemporaryFile(max_size=8 * BLOCK)  # noqa: SIM115  # whoever reads it closes it
    with f:
        shutil.copyfileobj(f, out, BLOCK)
    out.seek(0)
    return cast(BinaryIO, out)


def copied(data: BinaryIO, to: BinaryIO, item: Item) -> None:
    """Copy a file, which must be what the manifest says."""
    digest, size = hashlib.sha256(), 0
    while part := data.read(BLOCK):
        digest.update(part)
        size += len(part)
        to.write(part)
    if (digest.hexdigest(), size) != (item.sha256, item.size):
        raise Failure("E4033", item.path)
