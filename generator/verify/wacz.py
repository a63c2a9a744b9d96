"""A WACZ of a site from its bytes: the package is whole, and its records are the files of the site, no more and no fewer.

Stock validators take a package without its digest, a WARC file that was cut and a list of pages that is missing. Here
every member must be in the package with its digest, every address in the index, and every file of the site in a record.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator.log import Refused
from generator.verify import Read
from generator.verify.findings import Finding

PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
PAGES = "pages/pages.jsonl"
_HEADER = re.compile(rb"([A-Za-z-]+): *([^\r\n]*)\r\n")
_HEAD = re.compile(rb"WARC/1\.[01]\r\n((?:[A-Za-z-]+:[^\r\n]*\r\n)+)\r\n")
_END = b"\r\n\r\n"


class Record(NamedTuple):
    """A record of a WARC file: what is told of it, and the SHA-256 of its block in hexadecimal digits."""

    headers: Mapping[str, str]
    digest: str


def wacz(where: str, data: bytes, read: Read, names: frozenset[str]) -> list[Finding]:
    """All that is wrong with a WACZ of the site with these names, or that nothing is."""
    try:
        members = _members(data)
        package: Any = json.loads(members[PACKAGE])
        site = str(package["mainPageUrl"])
        resources = {str(r["path"]): r for r in package["resources"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [Finding("V505", where, ("WACZ",))]
    found = [Finding("V507", where, (name,)) for name in _of_package(members, resources)]
    records: list[Record] = []
    for name in sorted(m for m in members if m.startswith("archive/")):
        try:
            records += warc(members[name])
        except Refused:
            found.append(Finding("V507", where, (name,)))
    kept = [r for r in records if r.headers.get("warc-type") == "resource"]
    found += (Finding("V507", where, (address,)) for address in _of_site(kept, site, read, names))
    found += (Finding("V507", where, (address,)) for address in _of_index(kept, members))
    return found or [Finding("V508", where, (str(len(kept)),))]


def _members(data: bytes) -> dict[str, bytes]:
    """The members by name; raises ValueError for what is no zip, or names a member twice."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            infos = file.infolist()
            if sum(info.file_size for info in infos) > 2 * len(data) + (1 << 20):
                raise ValueError("size")
            members = {info.filename: file.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as e:
        raise ValueError("zip") from e
    if len(members) != len(infos):
        raise ValueError("twice")
    return members


def _of_package(members: Mapping[str, bytes], resources: Mapping[str, Any]) -> Iterator[str]:
    """The members that are not as the package says, or of which it says nothing."""
    try:
        digest = json.loads(members[DIGEST])
        right = (digest["path"], digest["hash"]) == (PACKAGE, f"sha256:{sha256(members[PACKAGE]).hexdigest()}")
    except (ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        yield DIGEST
    if PAGES not in members and PAGES not in resources:
        yield PAGES
    for name in sorted({*members, *resources} - {PACKAGE, DIGEST}):
        data, said = members.get(name), resources.get(name)
        real = (f"sha256:{sha256(data).hexdigest()}", len(data)) if data is not None else None
        if not isinstance(said, dict) or (said.get("hash"), said.get("bytes")) != real:
            yield name


def warc(data: bytes) -> Iterator[Record]:
    """The records of a WARC file that is not packed; raises Refused where one is cut, or is other than its digests say."""
    at = 0
    while at < len(data):
        match = _HEAD.match(data, at)
        if not match:
            raise Refused("warc-head")
        headers = {k.decode().lower(): v.decode("utf-8", "replace") for k, v in _HEADER.findall(match[1])}
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 15:
            raise Refused("warc-length")
        end = match.end() + int(length)
        if data[end : end + len(_END)] != _END:
            raise Refused("warc-cut")
        digest = sha256(data[match.end() : end]).hexdigest()
        if headers.get("warc-type") == "resource" and {
            headers.get("warc-block-digest"),
            headers.get("warc-payload-digest"),
        } != {f"sha256:{digest}"}:
            raise Refused("warc-digest")
        yield Record(headers, digest)
        at = end + len(_END)


def _of_site(records: list[Record], site: str, read: Read, names: frozenset[str]) -> Iterator[str]:
    """The addresses that are only in the web archive or only in the site, or differ."""
    said: dict[str, str] = {}
    for record in records:
        url = record.headers.get("warc-target-uri", "")
        path = unquote(url.removeprefix(site)) if url.startswith(site) else url
        if path in said:
            yield url
        said[path] = record.digest
    for name in sorted(names):
        data = read(name)
        if data is None:
            continue  # the place says why
        digest = sha256(data).hexdigest()
        for path in _addresses(name):
            if said.pop(path, "") != digest:
                yield path
    yield from sorted(said)


def _addresses(name: str) -> Iterator[str]:
    """Where a file is found: at its path; at its folder, when it is an index; behind a question mark, by which the search
    asks for its files."""
    yield name
    if name.rpartition("/")[2] == "index.html":
        yield name.removesuffix("index.html")
    if name.startswith("search/"):
        yield f"{name}?"


def _of_index(records: list[Record], members: Mapping[str, bytes]) -> Iterator[str]:
    """The addresses that index and list of pages do not have, or have without a record."""
    indexed: dict[str, str] = {}
    for name in members:
        if name.startswith("indexes/"):
            for line in members[name].decode("utf-8", "replace").splitlines():
                row = _json(line.partition("{")[2], "{")
                indexed[str(row.get("url"))] = str(row.get("digest")).removeprefix("sha256:")
    pages = {str(_json(line).get("url")) for line in members.get(PAGES, b"").decode("utf-8", "replace").splitlines()}
    html = set()
    for record in records:
        url = record.headers.get("warc-target-uri", "")
        if indexed.pop(url, "") != record.digest:
            yield url
        if record.headers.get("content-type", "").startswith("text/html") and not url.endswith("?"):
            html.add(url)
    yield from sorted({*indexed, *(html ^ (pages - {"None"}))})


def _json(text: str, before: str = "") -> Mapping[str, Any]:
    try:
        value = json.loads(before + text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
