"""A BagIt bag (RFC 8493) from its files: everything in a manifest is there, everything there is in every manifest.

Stock validators look from the manifest to the files and not back, so an added file passes them. Here both ways count,
also for tag files, and the sum that `bag-info.txt` states.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from generator.verify import Place, Tick
from generator.verify.findings import Finding

DECLARATION = "bagit.txt"
PAYLOAD = "data/"
KNOWN = ("sha256", "sha512", "sm3")  # in the order of their worth here; the first two every Python has
_LINE = re.compile(r"([0-9A-Fa-f]{64,128})[ \t]+\*?(.+)")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_ESCAPED = (("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"), ("%25", "%"))
_SPELLING = re.compile(r"BagIt-Version: 1\.0\r?\nTag-File-Character-Encoding: UTF-8\r?\n?", re.ASCII)
_OXUM = re.compile(r"^Payload-Oxum: *([0-9]+)\.([0-9]+) *\r?$", re.MULTILINE)


def bag(place: Place, tick: Tick | None = None) -> list[Finding]:
    """All that is wrong with a bag, or that nothing is."""
    names = place.names or frozenset()
    found = list(_declared(place))
    manifests, faults = _manifests(place, names)
    found += faults
    algorithms = sorted({algorithm for _, algorithm in manifests})
    sizes: dict[str, int] = {}
    for done, name in enumerate(sorted(names)):
        if tick:
            tick(done, len(names))
        if name.startswith("tagmanifest-"):
            continue
        data = place.read(name)
        if data is None:
            continue  # the place says why
        sizes[name] = len(data)
        digests = {a: hashlib.new(a, data).hexdigest() for a in algorithms}
        found += _file(name, digests, manifests)
    if tick:
        tick(len(names), len(names))
    for (kind, algorithm), listed in manifests.items():
        missing = (path for path in listed if path not in sizes)
        found += (Finding("V502", path, (f"{kind}manifest-{algorithm}.txt",)) for path in sorted(missing))
    found += _sum(place, sizes)
    payload = sum(name.startswith(PAYLOAD) for name in sizes)
    return found or [Finding("V501", "", (str(payload),))]


def _declared(place: Place) -> Iterator[Finding]:
    data = place.read(DECLARATION)
    if data is None or not _SPELLING.fullmatch(data.decode("utf-8", "replace")):
        yield Finding("V505", DECLARATION, ("BagIt",))


def _manifests(place: Place, names: frozenset[str]) -> tuple[dict[tuple[str, str], Mapping[str, str]], list[Finding]]:
    """Digests by path, of every manifest by its kind ("" or "tag") and algorithm."""
    made: dict[tuple[str, str], Mapping[str, str]] = {}
    found: list[Finding] = []
    for name in sorted(names):
        match = _MANIFEST.fullmatch(name)
        if not match or match[2] not in KNOWN or match[2] not in hashlib.algorithms_available:
            continue
        listed = lines_of(place.read(name) or b"")
        if listed is None:
            found.append(Finding("V505", name, ("manifest",)))
        else:
            made[match[1] or "", match[2]] = listed
    without = (kind for kind in ("", "tag") if not any((kind, algorithm) in made for algorithm in KNOWN[:2]))
    found += (Finding("V502", f"{kind}manifest-{KNOWN[0]}.txt") for kind in without)
    return made, found


def lines_of(data: bytes) -> Mapping[str, str] | None:
    """The digests of a manifest, or of other such lines, by path; None of what is none, or names a file twice."""
    try:
        rows = [_LINE.fullmatch(row) for row in data.decode().replace("\r\n", "\n").split("\n") if row]
    except UnicodeDecodeError:
        return None
    listed = {_unescaped(row[2]): row[1].lower() for row in rows if row}
    return listed if all(rows) and len(listed) == len(rows) else None


def _unescaped(path: str) -> str:
    for escaped, character in _ESCAPED:
        path = path.replace(escaped, character)
    return path


def _file(
    name: str, digests: Mapping[str, str], manifests: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[Finding]:
    kind = "" if name.startswith(PAYLOAD) else "tag"
    for (of, algorithm), listed in manifests.items():
        if of == kind:
            manifest = f"{kind}manifest-{algorithm}.txt"
            if name not in listed:
                yield Finding("V504", name, (manifest,))
            elif listed[name] != digests[algorithm]:
                yield Finding("V503", name, (manifest,))


def _sum(place: Place, sizes: Mapping[str, int]) -> Iterator[Finding]:
    """What bag-info.txt says of the payload as a whole."""
    said = _OXUM.search((place.read("bag-info.txt") or b"").decode("utf-8", "replace"))
    payload = [size for name, size in sizes.items() if name.startswith(PAYLOAD)]
    real = f"{sum(payload)}.{len(payload)}"
    if said and f"{said[1]}.{said[2]}" != real:
        yield Finding("V506", "bag-info.txt", (f"{said[1]}.{said[2]}", real))
