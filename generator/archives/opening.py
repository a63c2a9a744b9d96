"""A package on disk, a zip or the folder it was unpacked into, as something to compare."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from generator import load
from generator.archives.compare import Opened
from generator.archives.contents import FACTS, SOURCE
from generator.log import Refused
from generator.register import ROWS

_LIST = "manifest-sha256.txt"


@contextmanager
def opened(place: str) -> Iterator[Opened]:
    """A package; raises Refused for what is none."""
    try:
        if os.path.isdir(place):
            yield _of(lambda path: load.read(os.path.join(place, *path.split("/"))))
        else:
            with ZipFile(place) as file:
                tops = {name.partition("/")[0] for name in file.namelist()}
                yield _of(lambda path: file.read(f"{min(tops)}/{path}"))
    except (OSError, ValueError, KeyError, IndexError, BadZipFile) as e:
        raise Refused("archive", place) from e


def _of(read: Callable[[str], bytes]) -> Opened:
    rows = (line.partition("  ") for line in read(_LIST).decode().split("\n") if line)
    files = {path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"): digest for digest, _, path in rows}
    facts = json.loads(read(FACTS))
    titles: dict[str, str] = {}
    for line in read(f"{SOURCE}register/{ROWS}").decode().split("\n"):
        row = json.loads(line) if line else {}
        if row.get("title"):
            titles[f"{row['id']}.html"] = row["title"]
    return Opened(files, {k: str(v) for k, v in facts.items()}, titles, read)
