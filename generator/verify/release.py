"""The site as a whole against the newest release in its log: which files are new, gone or other since.

A release lists every file with its digest. Texts of notices are compared elsewhere, so a page of a notice that differs
here and not there has only changed its dress: another theme, another list beside the text. That is no change of content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from generator.log.entries import digest_of_files
from generator.verify import Place, Tick
from generator.verify.findings import Finding
from generator.verify.history import CLOSE, RELEASE, History

OF_THE_LOG = ("log/", "verify/")  # what no release lists, for it is made from the log
MANIFEST = "log/manifest"  # the list of files of the newest release
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class Compared(NamedTuple):
    """The addresses whose contents were compared with the log, and those of them that are wrong, which is said already."""

    paths: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()


def parsed(data: bytes) -> Mapping[str, str] | None:
    """The digests of a list that `sha256sum -c` reads, by path; None of what is no such list."""
    try:
        rows = [_LINE.fullmatch(row) for row in data.decode().splitlines()]
    except UnicodeDecodeError:
        return None
    return {row[2]: row[1] for row in rows if row} if all(rows) else None


def release(place: Place, found: History, compared: Compared, tick: Tick | None = None) -> list[Finding]:
    """The newest release against the files of a place."""
    releases = [line for line in found.lines if line.entry.type == RELEASE]
    if not releases:
        return [Finding("V308")]
    line = releases[-1]
    said = (line.entry.at[:10], str(line.number))
    data = place.read(MANIFEST)
    if data is None:
        return [Finding("V306", MANIFEST, said)]
    listed = parsed(data)
    if (
        listed is None
        or len(listed) != line.entry.files
        or digest_of_files(listed.items()) != line.entry.manifest_sha256
    ):
        return [Finding("V307", MANIFEST, said)]
    made: list[Finding] = []
    for done, (path, digest) in enumerate(sorted(listed.items())):
        if tick:
            tick(done, len(listed))
        now = None if path in compared.wrong else place.read(path)
        if now is None:
            made += [] if path in compared.paths else [Finding("V304", path, said)]
        elif sha256(now).hexdigest() != digest and (code := _kind(path, compared.paths)):
            made.append(Finding(code, path, said))
    if tick:
        tick(len(listed), len(listed))
    names = (n for n in place.names or () if not n.startswith(OF_THE_LOG))
    made += (Finding("V305", name, said) for name in sorted(names) if name not in listed and name not in compared.paths)
    return made or [Finding("V301", MANIFEST, (*said, str(len(listed))))]


def closing(place: Place, found: History, where: str, data: bytes) -> Finding:
    """A list of the files of a round as it was closed, which somebody kept, against the log and the files of today."""
    listed = parsed(data)
    digest = digest_of_files(listed.items()) if listed else ""
    closed = [e.entry.id for e in found.lines if e.entry.type == CLOSE and e.entry.manifest_sha256 == digest]
    if not listed or not closed:
        return Finding("V516", where)
    other = sum(sha256(place.read(path) or b"").hexdigest() != digest for path, digest in listed.items())
    if other:
        return Finding("V515", where, (closed[-1], str(other), str(len(listed))))
    return Finding("V514", where, (closed[-1], str(len(listed))))


def _kind(path: str, compared: frozenset[str]) -> str:
    """The code of what differs from its release; of files whose contents were compared only pages have a dress."""
    if path in compared:
        return "V302" if path.endswith(".html") else ""
    return "V309" if path.startswith("assets/") else "V303"
