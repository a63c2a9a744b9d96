"""What is on disk: the files of a site folder, their stats, their bytes. The only reader of sources."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from generator.diagnostics import Diagnostic


class Stat(NamedTuple):
    """What tells a changed file without reading it: size in bytes, times in nanoseconds."""

    size: int
    mtime: int
    ctime: int


class Listing(NamedTuple):
    """Files below a folder by their path with forward slashes, and what was wrong on the way."""

    files: dict[str, Stat]
    diagnostics: tuple[Diagnostic, ...] = ()


def digest_of(path: str) -> str:
    """The digest of a file; of one that cannot be read, "" (what then is done with it will say so)."""
    try:
        return digest(read(path))
    except OSError:
        return ""


def digest(data: bytes) -> str:
    """The digest by which sources and outputs are remembered."""
    return sha256(data).hexdigest()[:32]


def is_noise(name: str) -> bool:
    """Hidden files, editors' backups and office lock files, which no one means to publish."""
    return name[0] in ".~" or name[-1] == "~" or name in ("Thumbs.db", "desktop.ini") or name.endswith((".swp", ".tmp"))


def listing(top: str, shown: str = "") -> Listing:
    """Every file below a folder that is not noise; a missing folder is empty.

    `shown` is how the folder is called in diagnostics. A symbolic link may lead to a place below the
    folder; one that leads out of it is reported and not followed.
    """
    files: dict[str, Stat] = {}
    found: list[Diagnostic] = []
    real = os.path.realpath(top)
    for path, entry in _walk(top, ""):
        if not path.isascii() and (readable := path.encode(errors="replace").decode()) != path:
            found.append(Diagnostic(shown + readable, 1, 1, 0, "E0009"))
            continue
        try:
            if entry.is_symlink():
                to = os.path.realpath(entry.path)
                if not to.startswith(real + os.sep):
                    found.append(Diagnostic(shown + path, 1, 1, 0, "E0005", (os.readlink(entry.path),)))
                    continue
            s = entry.stat()
        except OSError as e:
            found.append(Diagnostic(shown + path, 1, 1, 0, "E0002", (e.strerror or str(e),)))
            continue
        files[path] = Stat(s.st_size, s.st_mtime_ns, s.st_ctime_ns)
    return Listing(files, tuple(found))


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:
        return
    for entry in entries:
        if is_noise(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file() or entry.is_symlink():
            yield prefix + entry.name, entry


def read(path: str) -> bytes:
    """The bytes of a file; raises OSError."""
    return read_with_stat(path)[0]


def read_with_stat(path: str) -> tuple[bytes, Stat]:
    """The bytes of a file and its stat at the time; raises OSError.

    Asks the system for nothing but these: a file object would for what it is and where it stands.
    """
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        s = os.fstat(fd)
        data = os.read(fd, s.st_size + 1)
        if len(data) != s.st_size:  # it is growing, or the system gives less at a time
            while more := os.read(fd, 1 << 20):
                data += more
        return data, Stat(s.st_size, s.st_mtime_ns, s.st_ctime_ns)
    finally:
        os.close(fd)


# what lies in an output for version control and hosts, and is no part of the site
NOT_SITE = frozenset((".git", ".gitignore", ".gitkeep", ".nojekyll", "CNAME"))


def is_of_site(path: str) -> bool:
    """Whether a file in an output is part of the site."""
    return path.partition("/")[0] not in NOT_SITE


def outputs(top: str) -> tuple[dict[str, Stat], list[str]]:
    """Every entry below the output folder, hidden ones too: files by path, and folders.

    Links and other special entries count as files.
    """
    files: dict[str, Stat] = {}
    folders: list[str] = []
    stack = [("", top)]
    while stack:
        prefix, folder = stack.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                        stack.append((path + "/", entry.path))
                    else:
                        s = entry.stat(follow_symlinks=False)
                        files[path] = Stat(s.st_size, s.st_mtime_ns, 0)
        except FileNotFoundError:
            continue
    return files, folders
