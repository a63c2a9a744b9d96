"""A disk of this machine, or one that it reaches like its own."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from typing import BinaryIO

from generator.publishing.target import Disk, Entry
from generator.write import exchange


class LocalDisk:
    """A disk of this machine. Files are readable by all, whatever the umask says: a web server reads them."""

    def __init__(self, root: str) -> None:
        self.root = root

    def at(self, path: str) -> str:
        return os.path.join(self.root, path) if path else self.root

    def open(self, path: str) -> BinaryIO:
        return open(self.at(path), "rb")

    def create(self, path: str) -> BinaryIO:
        fd = os.open(self.at(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        if sys.platform != "win32":
            os.fchmod(fd, 0o644)
        return os.fdopen(fd, "wb")

    def link(self, old: str, new: str) -> bool:
        try:
            os.link(self.at(old), self.at(new), follow_symlinks=False)
        except FileNotFoundError:
            raise
        except (OSError, NotImplementedError) as e:
            if isinstance(e, OSError) and e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
                raise
            return False
        return True

    def symlink(self, to: str, path: str) -> None:
        os.symlink(to, self.at(path), target_is_directory=True)

    def readlink(self, path: str) -> str:
        try:
            return os.readlink(self.at(path)).replace(os.sep, "/")
        except OSError:
            return ""

    def rename(self, old: str, new: str) -> None:
        os.replace(self.at(old), self.at(new))

    def remove(self, path: str) -> None:
        os.unlink(self.at(path))

    def mkdir(self, path: str) -> None:
        if not path:
            os.makedirs(self.root, exist_ok=True)
            return
        try:
            os.mkdir(self.at(path))
        except FileExistsError:
            return
        if sys.platform != "win32":
            os.chmod(self.at(path), 0o755)  # noqa: S103  # what is published, a web server must reach

    def rmdir(self, path: str) -> None:
        os.rmdir(self.at(path))

    def entries(self, path: str) -> list[Entry]:
        with os.scandir(self.at(path)) as found:
            return [_entry(e) for e in found]


class LocalDisks:
    """The disk, once: it needs no second connection."""

    links = near = True

    def __init__(self, root: str, swap: bool) -> None:
        self.disk = LocalDisk(root)
        self.exchange: Callable[[str, str], None] | None = self._swap if swap else None

    def one(self) -> Disk:
        return self.disk

    def each(self, work: Callable[[Disk, str], None], paths: list[str], done: Callable[[], None]) -> None:
        for path in paths:
            work(self.disk, path)
            done()

    def settle(self) -> None:
        """Have the system write what it holds: once for all files, not for each."""
        if sys.platform.startswith("linux"):
            fd = os.open(self.disk.root, os.O_RDONLY)
            try:
                if ctypes.CDLL(None, use_errno=True).syncfs(fd):
                    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), self.disk.root)
            finally:
                os.close(fd)
        elif hasattr(os, "sync"):
            os.sync()

    def close(self) -> None:
        """Nothing is open."""

    def _swap(self, one: str, other: str) -> None:
        exchange(self.disk.at(one), self.disk.at(other))


def said(error: Exception) -> tuple[str, tuple[str, ...]] | None:
    """What the disk has said, as a message."""
    if not isinstance(error, OSError):
        return None
    where = str(error.filename or "")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "E4020", ()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "E4021", (where,)
    return "E4022", (error.strerror or str(error), where)


def _entry(e: os.DirEntry[str]) -> Entry:
    s = e.stat(follow_symlinks=False)
    kinds = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "link"))
    return Entry(e.name, next((kind for is_one, kind in kinds if is_one(s.st_mode)), "other"), s.st_size)
