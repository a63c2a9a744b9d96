"""Writing what the import page was given: only below content/, in one step each, and never over what nobody was shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from secrets import token_hex

from generator import load
from generator.write import link

_NAME = re.compile(r"[^\x00-\x1f./\\:][^\x00-\x1f/\\:]*").fullmatch


def is_name(text: str) -> bool:
    """Whether a text may name a file on every system."""
    return _NAME(text) is not None


class Misplaced(Exception):
    """A path that is no place for a notice or its files: out of content/, through a link, or of another form."""


class Changed(Exception):
    """What stands there is not what was shown."""


def place(root: str, path: str) -> str:
    """Where a path under content/ is on disk. Links on the way there, and as the file, are refused."""
    parts = path.split("/")
    content = os.path.realpath(os.path.join(root, "content"))
    full = os.path.join(content, *parts)
    if parts[0] != "notices" or not 2 <= len(parts) <= 4 or not all(map(is_name, parts)):
        raise Misplaced(path)
    if os.path.realpath(full) != full or (os.path.lexists(full) and not os.path.isfile(full)):
        raise Misplaced(path)
    return full


def standing(root: str, path: str) -> bytes | None:
    """What stands at a path under content/, None for nothing."""
    full = place(root, path)
    return load.read(full) if os.path.lexists(full) else None


def digest(data: bytes | None) -> str:
    """The digest of what stands somewhere, "" of nothing."""
    return "" if data is None else load.digest(data)


def save(root: str, files: Mapping[str, bytes], shown: Mapping[str, str]) -> None:
    """Write files by their paths under content/, in their order; `shown` are the digests of what they may replace.

    What is replaced is kept beside it, under a name that ends in a tilde. Raises Misplaced, Changed, OSError.
    """
    places = {path: place(root, path) for path in files}
    for path in files:
        if digest(standing(root, path)) != shown.get(path, ""):
            raise Changed(path)
    for path, data in files.items():
        full = places[path]
        os.makedirs(os.path.dirname(full), exist_ok=True)
        place(root, path)
        _put(full, data, bool(shown.get(path)))


def _put(full: str, data: bytes, replaces: bool) -> None:
    waiting = os.path.join(os.path.dirname(full), f".{token_hex(8)}.tmp")
    try:
        with open(waiting, "xb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        if replaces:
            _aside(full)
            os.replace(waiting, full)
            return
        try:
            os.link(waiting, full)  # which never replaces
        except FileExistsError as e:
            raise Changed(full) from e
        except (OSError, NotImplementedError):  # a disk without links
            if os.path.lexists(full):
                raise Changed(full) from None
            os.rename(waiting, full)
    finally:
        with suppress(OSError):
            Path(waiting).unlink()


def _aside(full: str) -> None:
    number = 0
    while os.path.lexists(name := f"{full}{f'.{number}' if number else ''}~"):
        number += 1
    link(full, name)


def difference(before: bytes, after: bytes) -> list[tuple[str, str]]:
    """What changes, as lines with their marks: " ", "+", "-", "@"."""
    old, new = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
    rows = list(unified_diff(old, new, n=2, lineterm=""))[2:]
    return [(row[:1], row[1:] if row[:1] != "@" else row) for row in rows]
