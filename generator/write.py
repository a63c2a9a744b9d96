"""Writing a site: whole or not at all.

Files are first written to a staging folder beside the output. Then one file is moved into place by a
rename, and more than one by exchanging the two folders in one step, after every kept file was linked
into the new one. However a build ends, the output is the old site or the new one, never a mixture.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import NamedTuple

_MARK = ".gongkai-"


class Written(NamedTuple):
    """A file of the site as it lies in the staging folder; `same` when the output already had it."""

    path: str
    size: int
    mtime: int
    same: bool


def open_stage(out: str) -> str:
    """A new, empty staging folder beside the output; what killed builds left is removed."""
    parent, name = os.path.split(out)
    os.makedirs(parent, exist_ok=True)
    drop_stages(out)
    stage = os.path.join(parent, f".{name}{_MARK}{os.getpid()}")
    os.mkdir(stage)
    return stage


def drop_stages(out: str) -> None:
    """Remove every staging folder of an output."""
    parent, name = os.path.split(out)
    with suppress(FileNotFoundError):
        for entry in os.listdir(parent):
            if entry.startswith(f".{name}{_MARK}"):
                drop(os.path.join(parent, entry))


def drop(folder: str) -> None:
    """Remove a staging folder with all in it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def make_folders(stage: str, paths: Iterable[str]) -> None:
    """The folders that files at these paths need."""
    for folder in {p.rpartition("/")[0] for p in paths}:
        os.makedirs(os.path.join(stage, folder), exist_ok=True)


def put(stage: str, out: str, path: str, data: bytes, again: bool = False) -> Written:
    """Write one file to the staging folder, or link the output's own when its bytes are the same.

    `out` is "" when there is no output yet. With `again` the file may be there, whole or not; it is replaced, and
    never written into, for it may be a link to the output's own.
    """
    target = f"{stage}/{path}"
    if again:
        _clear(target)
    if out and (before := _same(f"{out}/{path}", data)) is not None:
        link(f"{out}/{path}", target)
        return Written(path, before.st_size, before.st_mtime_ns, True)
    fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
        return Written(path, len(data), os.fstat(fd).st_mtime_ns, False)
    finally:
        os.close(fd)


def _clear(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def put_pieces(stage: str, out: str, pieces: Iterable[tuple[str, bytes]], again: bool = False) -> list[Written]:
    """Write files that come in pieces, those of several files mixed; each as `put` would.

    A file is never whole in memory, so it is first written, then compared.
    """
    begun: set[str] = set()
    for path, data in pieces:
        if path not in begun:
            make_folders(stage, [path])
            if again:
                _clear(f"{stage}/{path}")
        with open(f"{stage}/{path}", "ab" if path in begun else "xb", buffering=0) as f:
            view = memoryview(data)
            while view:
                view = view[f.write(view) :]
        begun.add(path)
    return [_settled(stage, out, path) for path in sorted(begun)]


def _settled(stage: str, out: str, path: str) -> Written:
    """A file of the staging folder, replaced by a link to the output's own when their bytes are the same."""
    from filecmp import cmp

    target, old = f"{stage}/{path}", f"{out}/{path}"
    s = os.lstat(target)
    with suppress(OSError):
        before = os.lstat(old)
        if out and stat.S_ISREG(before.st_mode) and before.st_size == s.st_size and cmp(old, target, shallow=False):
            os.unlink(target)
            link(old, target)
            return Written(path, before.st_size, before.st_mtime_ns, True)
    return Written(path, s.st_size, s.st_mtime_ns, False)


def _same(old: str, data: bytes) -> os.stat_result | None:
    """The stat of a file that holds these very bytes, None for any other."""
    try:
        before = os.lstat(old)
        if before.st_size != len(data) or not stat.S_ISREG(before.st_mode):
            return None
        with open(old, "rb", buffering=0) as f:
            return before if f.readall() == data else None
    except OSError:
        return None


def link(old: str, new: str) -> None:
    """The same file under a second name; a copy with its times where the system cannot link."""
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        if os.path.islink(old):
            os.symlink(os.readlink(old), new)
        else:
            import shutil

            shutil.copy2(old, new)


def commit(
    stage: str,
    out: str,
    changed: Collection[str],
    removed: Collection[str],
    kept: Iterable[str],
    kept_folders: Iterable[str],
) -> None:
    """Make the output what the staging folder and the kept files say.

    `changed` lie in the staging folder and differ from the output; `removed` leave it; `kept` stay as
    they are, strange files among them, and are not in the staging folder.
    """
    if len(changed) + len(removed) == 1 and os.path.isdir(out):
        for path in changed:
            make_folders(out, [path])
            os.replace(f"{stage}/{path}", f"{out}/{path}")
        for path in removed:
            os.unlink(f"{out}/{path}")
            while path := path.rpartition("/")[0]:
                try:
                    os.rmdir(f"{out}/{path}")
                except OSError:
                    break
        drop(stage)
    elif os.path.isdir(out):
        for folder in kept_folders:
            os.makedirs(f"{stage}/{folder}", exist_ok=True)
        made: set[str] = set()
        for path in kept:
            folder = path.rpartition("/")[0]
            if folder not in made:
                os.makedirs(f"{stage}/{folder}", exist_ok=True)
                made.add(folder)
            with suppress(FileExistsError):
                link(f"{out}/{path}", f"{stage}/{path}")
        os.chmod(stage, os.stat(out).st_mode & 0o7777)
        exchange(stage, out)
        drop(stage)
    else:
        os.rename(stage, out)


def exchange(one: str, other: str) -> None:
    """Swap two folders in one step, where the system can; else by two renames."""
    import ctypes

    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        swap = getattr(libc, "renameat2", None)
        if swap is not None and swap(-100, os.fsencode(one), -100, os.fsencode(other), 2) == 0:
            return
    elif sys.platform == "darwin":
        swap = getattr(ctypes.CDLL(None, use_errno=True), "renamex_np", None)
        if swap is not None and swap(os.fsencode(one), os.fsencode(other), 2) == 0:
            return
    aside = one + "-old"
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)
