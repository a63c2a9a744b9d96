"""This machine's side of a publish: the built site as a manifest, and what is remembered of it.

What lies in `.gongkai/publish/NAME/` may be deleted at any time: digests of files by their times, and the token by which
a lock on the target is known to be our own.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import secrets
import socket
import stat
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import BinaryIO

from generator.load import is_of_site
from generator.publishing import Failure
from generator.publishing.manifest import Item, is_safe, of_files
from generator.publishing.target import Holder, Source

CACHE = os.path.join(".gongkai", "publish")


@contextmanager
def workplace(root: str, name: str, clock: Callable[[], float]) -> Iterator[Holder]:
    """The right to publish to a target from this folder; another run of it ends at once. Frees itself when the run dies."""
    folder = os.path.join(root, CACHE, name)
    os.makedirs(folder, exist_ok=True)
    with suppress(FileExistsError), open(os.path.join(root, ".gongkai", ".gitignore"), "x", encoding="ascii") as f:
        f.write("*\n")
    with open(os.path.join(folder, "lock"), "a+b") as f:
        _hold(f)
        yield Holder(who(), _token(os.path.join(folder, "token")), secrets.token_hex(8), clock)


def who() -> str:
    """Who publishes, for others to read."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (KeyError, OSError):
        return socket.gethostname()


def site_files(root: str, name: str, site: str, strange: Collection[str]) -> dict[str, Item]:
    """The manifest of a built site. `strange` are files in it that no build made; they are not published."""
    memory = os.path.join(root, CACHE, name, "digests")
    known = _known(memory)
    found: dict[str, tuple[str, int, str]] = {}
    for path, entry in _walk(site, ""):
        if path in strange or not is_of_site(path):
            continue
        s = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(s.st_mode) or not is_safe(path):
            raise Failure("E4034", path)
        mark = f"{s.st_size}:{s.st_mtime_ns}:{s.st_ctime_ns}:{s.st_ino}"
        row = known.get(path)
        digest = row[0] if row and row[2] == mark else _digest(entry.path)
        found[path] = digest, s.st_size, mark
    if found != known:
        os.makedirs(os.path.dirname(memory), exist_ok=True)
        with open(f"{memory}.new", "w", encoding="utf-8") as f:
            json.dump(found, f)
        os.replace(f"{memory}.new", memory)
    return of_files((path, digest, size) for path, (digest, size, _) in found.items())


def source(site: str, more: dict[str, bytes] | None = None) -> Source:
    """What opens the files of a built site; `more` are files that are not in it, by their address."""

    def opened(item: Item) -> BinaryIO:
        if more and item.path in more:
            return BytesIO(more[item.path])
        try:
            return open(os.path.join(site, item.path), "rb")
        except FileNotFoundError:
            raise Failure("E4033", item.path) from None

    return opened


def _hold(f: BinaryIO) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(f.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Failure("E4010", who(), f.name) from None


def _token(path: str) -> str:
    """The token of this folder, made when it has none."""
    with suppress(FileNotFoundError), open(path, encoding="ascii") as f:
        if text := f.read().strip():
            return text
    text = secrets.token_hex(16)
    with open(path, "w", encoding="ascii") as f:
        f.write(text)
    return text


def _known(memory: str) -> dict[str, tuple[str, int, str]]:
    try:
        with open(memory, encoding="utf-8") as f:
            return {path: (str(d), int(n), str(mark)) for path, (d, n, mark) in json.load(f).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _digest(path: str) -> str:
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _walk(top: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(os.path.join(top, prefix)) as entries:
        for e in sorted(entries, key=lambda e: e.name):
            if e.is_dir(follow_symlinks=False):
                yield from _walk(top, f"{prefix}{e.name}/")
            else:
                yield f"{prefix}{e.name}", e
