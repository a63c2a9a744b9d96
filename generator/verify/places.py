"""Where a site or an archive is: a folder, a zip. Whatever is in it, reading ends in bytes, None or a finding.

What is read was written by somebody else. Nothing outside of the place is read, no link is followed, nothing is
unpacked, and no file takes more memory than `LARGEST`.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from generator.verify import CHECKPOINT, KEYS, LOG, Place
from generator.verify.bag import DECLARATION
from generator.verify.findings import Finding

LARGEST = 1 << 30  # bytes of a file
TOTAL = 1 << 34  # bytes of all files of a zip, unpacked
MEMBERS = 1_000_000
_OF_BAG = frozenset((DECLARATION, "manifest-sha256.txt", "manifest-sha512.txt"))  # by any of these it is known


class Found(NamedTuple):
    """A place that was opened: all its files, the site in it, and what was wrong on the way, which grows as it is read.

    `kind` is site, folder (of a site with its sources), bag or nothing. Of a folder `register` is what it keeps there.
    """

    kind: str
    whole: Place
    site: Place
    faults: list[Finding]
    register: Place | None = None


def opened(path: str) -> Found:
    """The place at a path of this machine."""
    faults: list[Finding] = []
    return found_in(folder(path, faults) if os.path.isdir(path) else archive(path, faults), faults)


def found_in(whole: Place, faults: list[Finding]) -> Found:
    """The site in a place: the place itself, `site/` of a site folder, `data/site/` of a bag."""
    names = whole.names or frozenset()
    if names & _OF_BAG:
        return Found("bag", whole, _in_bag(whole, names), faults)
    if CHECKPOINT in names or KEYS in names:
        return Found("site", whole, whole, faults)
    if any(name.startswith("site/") for name in names):
        register = below("register/", whole) if f"register/{CHECKPOINT}" in names else None
        return Found("folder", whole, below("site/", whole), faults, register)
    return Found("site" if "index.html" in names else "nothing", whole, whole, faults)


def below(prefix: str, whole: Place) -> Place:
    """The part of a place below a folder."""
    names = frozenset(name.removeprefix(prefix) for name in whole.names or () if name.startswith(prefix))
    return Place(lambda path: whole.read(prefix + path), names)


def _in_bag(whole: Place, names: frozenset[str]) -> Place:
    """The site of a bag; its log lies in `data/log/` when it is not in the site."""
    site = below("data/site/", whole)
    if CHECKPOINT in (site.names or ()):
        return site

    def read(path: str) -> bytes | None:
        if path == KEYS:
            return whole.read("data/keys/keys") or whole.read("data/log/keys")
        return whole.read(f"data/{path}") if path.startswith(f"{LOG}/") else site.read(path)

    log = (name.removeprefix("data/") for name in names if name.startswith(f"data/{LOG}/"))
    return Place(read, frozenset((*(site.names or ()), *log)))


def is_inside(path: str) -> bool:
    """Whether a path with slashes, as places name their files, stays inside and means the same everywhere."""
    parts = path.split("/")
    return not ("\\" in path or "\0" in path or ":" in parts[0] or {"", ".", ".."} & set(parts))


def folder(top: str, faults: list[Finding]) -> Place:
    """The files below a folder."""
    names: set[str] = set()
    links: set[str] = set()
    for at, folders, files in os.walk(top, onerror=lambda e: faults.append(_refused(e.filename or top, e))):
        prefix = os.path.relpath(at, top).replace(os.sep, "/")
        prefix = "" if prefix == "." else f"{prefix}/"
        folders.sort()
        links |= {prefix + n for n in (*folders, *files) if os.path.islink(os.path.join(at, n))}
        names |= {prefix + name for name in files}
    faults += (Finding("V605", _shown(name)) for name in sorted(links))
    reached = frozenset(names - links)

    def read(path: str) -> bytes | None:
        return _file(top, path, faults) if path in reached else None

    return Place(read, reached)


def _file(top: str, path: str, faults: list[Finding]) -> bytes | None:
    """A regular file, read whole; devices and pipes are not opened."""
    full = os.path.join(top, *path.split("/"))
    try:
        status = os.lstat(full)
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > LARGEST:
            _once(faults, Finding("V602", _shown(path), (str(LARGEST),)))
            return None
        with open(full, "rb") as f:
            return f.read(LARGEST)
    except OSError as e:
        _once(faults, _refused(path, e))
        return None


def archive(path: str, faults: list[Finding]) -> Place:
    """The files of a zip; when all lie in one folder beside a bag's declaration, below that."""
    try:
        zipped = zipfile.ZipFile(path)
        infos = zipped.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as e:
        faults.append(Finding("V603", os.path.basename(path), (_said(e),)))
        return Place(lambda _: None, frozenset())
    if len(infos) > MEMBERS or sum(info.file_size for info in infos) > TOTAL:
        faults.append(Finding("V602", os.path.basename(path), (str(TOTAL),)))
        return Place(lambda _: None, frozenset())
    members = _members(infos, faults)
    prefix = _folder_of_bag(members)
    outside = sorted(n for n in members if not n.startswith(prefix))
    faults += (Finding("V504", n, ("bagit.txt",)) for n in outside)
    inside = {n.removeprefix(prefix): info for n, info in members.items() if n.startswith(prefix)}

    def read(name: str) -> bytes | None:
        return _member(zipped, inside[name], name, faults) if name in inside else None

    return Place(read, frozenset(inside))


def _folder_of_bag(names: Iterable[str]) -> str:
    """The folder in a zip that a bag lies in, "" when it lies at the top or there is none."""
    found = [name.rpartition("/")[0] for name in names if name.rpartition("/")[2] in _OF_BAG]
    top = min(found, key=len, default="")
    return f"{top}/" if top else ""


def _members(infos: Iterable[zipfile.ZipInfo], faults: list[Finding]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename
        if not is_inside(name.removesuffix("/")):
            faults.append(Finding("V604", _shown(name)))
        elif stat.S_ISLNK(info.external_attr >> 16):
            faults.append(Finding("V605", _shown(name)))
        elif name in members:
            faults.append(Finding("V610", _shown(name)))
        elif not info.is_dir():
            members[name] = info
    return members


def _member(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, faults: list[Finding]) -> bytes | None:
    if info.file_size > LARGEST:
        _once(faults, Finding("V602", _shown(name), (str(LARGEST),)))
        return None
    try:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(f"compression {info.compress_type}")
        with zipped.open(info) as f:
            data = f.read(LARGEST)
            if len(data) != info.file_size or f.read(1):
                raise zipfile.BadZipFile("size")
            return data
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as e:
        _once(faults, Finding("V603", _shown(name), (_said(e),)))
        return None


def read_file(path: str, limit: int = LARGEST) -> bytes:
    """A file that was named on the command line; raises OSError."""
    with open(path, "rb") as f:
        return f.read(limit)


def _once(faults: list[Finding], finding: Finding) -> None:
    if finding not in faults:
        faults.append(finding)


def _refused(path: str, e: OSError) -> Finding:
    return Finding("V601", _shown(path), (e.strerror or type(e).__name__,))


def _said(e: Exception) -> str:
    return getattr(e, "strerror", None) or str(e) or type(e).__name__


def _shown(path: str) -> str:
    """A name that can be shown, whatever bytes it was made of."""
    with suppress(UnicodeError):
        path = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in path)
