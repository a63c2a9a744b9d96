"""A package laid out as a bag (BagIt 1.0, RFC 8493): lists of digests that `sha256sum -c` reads, and who made it when.

Written by our own few lines: a list of two columns needs no library, and the usual one still writes version 0.97.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import new, sha256
from typing import NamedTuple

ALGORITHMS = ("sha256", "sha512")
SM3 = "sm3"  # GB/T 32905-2016; written only when asked for, for not every Python can
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Member(NamedTuple):
    """A file of the bag: its path there, its size in bytes, its digest by each algorithm, in hexadecimal."""

    path: str
    size: int
    digests: Mapping[str, str]


def can(algorithm: str) -> bool:
    """Whether this Python has an algorithm."""
    try:
        new(algorithm, usedforsecurity=False)
    except ValueError:
        return False
    return True


def encoded(path: str) -> str:
    """A path as lists write it: line ends and % are escaped (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def manifest(members: Iterable[Member], algorithm: str) -> bytes:
    """The list of files with their digests, by path; two spaces between, as `sha256sum` has them."""
    return "".join(f"{m.digests[algorithm]}  {encoded(m.path)}\n" for m in sorted(members)).encode()


def info(fields: Iterable[tuple[str, str]], members: Sequence[Member]) -> bytes:
    """bag-info.txt: fields without line ends, then how many bytes in how many files there are (Payload-Oxum)."""
    oxum = f"{sum(m.size for m in members)}.{len(members)}"
    rows = [*((name, " ".join(value.split())) for name, value in fields), ("Payload-Oxum", oxum)]
    return "".join(f"{name}: {value}\n" for name, value in rows if value).encode()


def tags(fields: Iterable[tuple[str, str]], members: Sequence[Member], algorithms: Sequence[str]) -> dict[str, bytes]:
    """The files of a bag beside its contents, but for the list of these files themselves."""
    lists = {f"manifest-{a}.txt": manifest(members, a) for a in algorithms}
    return {"bagit.txt": DECLARATION, "bag-info.txt": info(fields, members), **lists}


def tag_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The list of the files beside the contents."""
    return {"tagmanifest-sha256.txt": lines(files).encode()}


def lines(files: Mapping[str, bytes]) -> str:
    """Files and their digests as lines."""
    return "".join(f"{sha256(data).hexdigest()}  {encoded(path)}\n" for path, data in sorted(files.items()))
