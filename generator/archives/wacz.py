"""A site as WACZ 1.1.1: its WARC file with an index and a list of pages, as replay programs open it.

It is a plain zip in which nothing is packed. Index and list are made from what the WARC file holds, so both can be made
again when a replay program of another day wants others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from html import unescape
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from generator.archives import stored, warc

VERSION = "1.1.1"
WARC = "archive/data.warc"
INDEX = "indexes/index.cdxj"
PAGES = "pages/pages.jsonl"
PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
FORMAT = "http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1-1_latestdraft.pdf"

_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)

Read = Callable[[str], bytes]


class About(NamedTuple):
    """What the package says of itself: the site's address, a title, the program, the time (UTC) it shows."""

    site: str
    title: str
    description: str
    software: str
    date: str


def write(out: BinaryIO, about: About, records: Sequence[warc.Record], read: Read) -> None:
    """Write a WACZ of these records; `read` gives the bytes of a path. One file is in memory at a time.

    Raises ValueError when a file is not as long as its record says; that it is the same is for `read` to see.
    """
    first = warc.info(
        {"software": about.software, "format": "WARC File Format 1.1", "conformsTo": FORMAT, "isPartOf": about.title},
        WARC.rpartition("/")[2],
        about.date,
    )
    places = warc.placed(records, len(first), about.date)
    size = sum(p.length for p in places) + len(first)
    titles: dict[str, str] = {}
    whole = sha256()

    def pieces() -> Iterator[bytes]:
        yield first
        for record in records:
            data = read(record.path)
            if record.media.startswith("text/html") and not record.url.endswith("?"):
                titles[record.url] = _title(data)
            yield from (warc.head(record, about.date), data, warc.END)

    def summed() -> Iterator[bytes]:
        for piece in pieces():
            whole.update(piece)
            yield piece

    with stored.begin(out) as file:
        stored.put(file, WARC, size, summed())
        resources = [_resource(WARC, whole.hexdigest(), size)]
        for path, data in ((INDEX, _index(places, about.date)), (PAGES, _pages(titles, about))):
            stored.put(file, path, len(data), (data,))
            resources.append(_resource(path, sha256(data).hexdigest(), len(data)))
        package = _package(about, resources)
        stored.put(file, PACKAGE, len(package), (package,))
        digest = _dumped({"path": PACKAGE, "hash": f"sha256:{sha256(package).hexdigest()}"})
        stored.put(file, DIGEST, len(digest), (digest,))


def _title(page: bytes) -> str:
    found = _TITLE.search(page)
    return " ".join(unescape(found[1].decode(errors="replace")).split()) if found else ""


def _resource(path: str, digest: str, size: int) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{digest}", "bytes": size}


def _index(places: Iterable[warc.Placed], date: str) -> bytes:
    """The index: a sorted line for each record, by its address turned round (SURT)."""
    lines = []
    for record, offset, length in places:
        fields = {
            "url": record.url, "mime": record.media.partition(";")[0], "status": "200", "digest": f"sha256:{record.sha256}",
            "length": str(length), "offset": str(offset), "filename": WARC.rpartition("/")[2],
        }  # fmt: skip
        lines.append(f"{surt(record.url)} {_stamp(date)} {json.dumps(fields)}\n")
    return "".join(sorted(lines)).encode()


def surt(url: str) -> str:
    """The address as indices sort it: the host from its end, then the path; all in small letters."""
    parts = urlsplit(url.lower())
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) not in (("http", 80), ("https", 443)) else ""
    path = parts.path.rstrip("/") or "/"
    return f"{','.join(reversed(host.split('.')))}{port}){path}"


def _stamp(date: str) -> str:
    return re.sub(r"\D", "", date)


def _pages(titles: dict[str, str], about: About) -> bytes:
    """The list of pages: what the replay program shows first, and offers to jump to. The home page comes first."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": about.title}]
    for url, title in sorted(titles.items(), key=lambda item: (item[0] != about.site, item[0])):
        lines.append({"id": uuid5(NAMESPACE_URL, url).hex, "url": url, "ts": about.date, "title": title or url})
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def _package(about: About, resources: list[dict[str, Any]]) -> bytes:
    return _dumped({
        "profile": "data-package",
        "resources": resources,
        "wacz_version": VERSION,
        "title": about.title,
        "description": about.description,
        "software": about.software,
        "created": about.date,
        "mainPageUrl": about.site,
        "mainPageDate": about.date,
    })  # fmt: skip


def _dumped(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
