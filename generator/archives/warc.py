"""A site as WARC 1.1 (ISO 28500): a record that says what wrote the file, and one for each address.

The records are of type `resource`: the files were not fetched, they are what is published. So there is no transaction
to claim, as a `response` would. Nothing is drawn from the clock or by lot: dates are arguments, and the id of a record
is derived from what it holds. Nothing is packed, for the bytes of gzip differ between versions of zlib.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

VERSION = "WARC/1.1"
SEARCH = "search/"
END = b"\r\n\r\n"
_SAFE = "/-._~!$&'()*+,;=:@"  # what a path of an address holds unescaped (RFC 3986)


class Record(NamedTuple):
    """A file at an address: where it is published, its path in the site, media type, bytes, SHA-256 in hexadecimal."""

    url: str
    path: str
    media: str
    size: int
    sha256: str


class Placed(NamedTuple):
    """A record in the file: where it begins, how many bytes it takes, its block included."""

    record: Record
    offset: int
    length: int


def records(site: str, files: Iterable[tuple[str, str, int, str]]) -> list[Record]:
    """The records of a site's files (path, media type, size, digest), by address. `site` ends in a slash.

    A folder with an index.html is an address too, as it is on every server. The search asks for its files with a question
    mark and more behind: to servers that is the same file, to replay programs only when there is an address that ends so.
    """
    out = []
    for path, media, size, sha256 in files:
        out.append(Record(site + quote(path, _SAFE), path, media, size, sha256))
        if path == "index.html" or path.endswith("/index.html"):
            out.append(Record(site + quote(path.removesuffix("index.html"), _SAFE), path, media, size, sha256))
        if path.startswith(SEARCH):
            out.append(Record(site + quote(path, _SAFE) + "?", path, media, size, sha256))
    return sorted(out)


def info(fields: Mapping[str, str], file: str, date: str) -> bytes:
    """The whole record that a file begins with; `date` is in UTC, YYYY-MM-DDThh:mm:ssZ."""
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    return _head("warcinfo", file, date, block.hex(), "application/warc-fields", len(block), file) + block + END


def head(record: Record, date: str) -> bytes:
    """What stands before the bytes of a file; `END` follows them."""
    return _head("resource", record.url, date, record.sha256, record.media, record.size)


def placed(found: Iterable[Record], first: int, date: str) -> list[Placed]:
    """Where records stand in a file in which they follow a first record of this length."""
    out, at = [], first
    for record in found:
        length = len(head(record, date)) + record.size + len(END)
        out.append(Placed(record, at, length))
        at += length
    return out


def _head(kind: str, about: str, date: str, digest: str, media: str, size: int, file: str = "") -> bytes:
    lines = [
        VERSION,
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {about} {digest} {date}')}>",
        f"WARC-Date: {date}",
        f"WARC-Filename: {file}" if file else f"WARC-Target-URI: {about}",
        *([] if file else [f"WARC-Block-Digest: sha256:{digest}", f"WARC-Payload-Digest: sha256:{digest}"]),
        f"Content-Type: {media}",
        f"Content-Length: {size}",
    ]
    return "\r\n".join(lines).encode() + END
