"""Zip files that are the same wherever they are written: nothing packed, one time for all, plain modes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name
_UNIX, _FILE = 3, 0o100644 << 16


def begin(out: BinaryIO) -> ZipFile:
    """A zip file that is written to an empty file."""
    return ZipFile(out, "w", ZIP_STORED)


def put(file: ZipFile, name: str, size: int, pieces: Iterable[bytes]) -> None:
    """Add a member of this size; raises ValueError when the pieces are not as many bytes."""
    member = ZipInfo(name, TIME)
    member.create_system, member.external_attr, member.file_size = _UNIX, _FILE, size
    written = 0
    with file.open(member, "w") as to:
        for piece in pieces:
            written += to.write(piece)
    if written != size:
        raise ValueError(f"{name}: {written} bytes instead of {size}")
