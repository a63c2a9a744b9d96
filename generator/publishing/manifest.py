"""The manifest: every file of a site with its digest, size, content type and cache class. It is the contract with a target."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from generator.announcing import OF_THE_LOG
from generator.log.entries import digest_of_files
from generator.publishing import Failure

# what `Cache-Control` says of each class: files that never change at their address, pages, files, the head of the log
CACHES = {
    "immutable": "public, max-age=31536000, immutable",
    "page": "public, max-age=300",
    "file": "public, max-age=3600",
    "live": "no-cache",
}

TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "json": "application/json",
    "jsonld": "application/ld+json", "xml": "application/xml", "atom": "application/atom+xml", "txt": "text/plain",
    "csv": "text/csv", "md": "text/markdown", "yaml": "application/yaml", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
    "ico": "image/x-icon", "pdf": "application/pdf", "ofd": "application/ofd", "zip": "application/zip",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "woff2": "font/woff2", "mp3": "audio/mpeg", "mp4": "video/mp4", "webm": "video/webm",
    "webmanifest": "application/manifest+json", "wacz": "application/wacz", "timemap": "application/link-format",
    "tlog-proof": "text/plain",
}  # fmt: skip
OCTETS = "application/octet-stream"
_TEXTS = re.compile(r"text/|.*(?:xml|json|javascript|yaml|link-format)$")
# names that carry a digest of the bytes; what the log writes once
_HASHED = re.compile(r"assets/(?:.*/)?[^/]+\.[0-9a-f]{8,}\.[a-z0-9]+")
_ONCE = re.compile(r"log/tile/.+|.+\.v[0-9]+\.tlog-proof")
_PAGES = frozenset(("html", "xml", "atom", "json", "jsonld", "txt", "js", "css", "timemap", "webmanifest"))


class Item(NamedTuple):
    """A file of a release. `since`: when it left the site (seconds since 1970); it stays for readers of old pages."""

    path: str
    sha256: str
    size: int
    type: str
    cache: str
    since: int = 0


Manifest = Mapping[str, Item]


def content_type(path: str) -> str:
    """The content type of a file by its address, with the charset where it is text."""
    name = path.rpartition("/")[2]
    if path.startswith("log/") and "." not in name.partition(".p")[0]:
        return OCTETS if path.startswith("log/tile/") else "text/plain; charset=utf-8"
    kind = TYPES.get(name.rpartition(".")[2].lower() if "." in name else "", OCTETS)
    return f"{kind}; charset=utf-8" if _TEXTS.match(kind) else kind


def cache_class(path: str) -> str:
    """How long a file may be kept. Pages of revisions are pages: their words never change, but their frame may."""
    if path in ("log/checkpoint", "log/keys", "log/manifest"):
        return "live"
    if _HASHED.fullmatch(path) or _ONCE.fullmatch(path):
        return "immutable"
    return "page" if path.rpartition(".")[2] in _PAGES else "file"


def item(path: str, digest: str, size: int) -> Item:
    """The item of a built file."""
    return Item(path, digest, size, content_type(path), cache_class(path))


def is_log(path: str) -> bool:
    """Whether a file is part of the log, or of what shows it: these grow and are never rolled back."""
    return path.startswith(OF_THE_LOG)


def is_permanent(path: str) -> bool:
    """Whether a file was announced under an address of its own: a roll-back keeps it."""
    return is_log(path) or re.fullmatch(r".+\.v[0-9]+\.[a-z.-]+", path) is not None


def built(manifest: Manifest) -> dict[str, Item]:
    """What belongs to the site itself, without what stays for readers of old pages."""
    return {p: i for p, i in manifest.items() if not i.since}


def content_digest(manifest: Manifest) -> str:
    """One digest of the site without its log: what the log's entry of a release says."""
    return digest_of_files((i.path, i.sha256) for i in built(manifest).values() if not is_log(i.path))


def same(one: Manifest, other: Manifest) -> bool:
    """Whether two releases have the same site."""
    return {p: i.sha256 for p, i in built(one).items()} == {p: i.sha256 for p, i in built(other).items()}


def encode(manifest: Manifest) -> bytes:
    """A manifest as bytes: a line of JSON for each file, by path."""
    rows = (json.dumps(list(manifest[p]), ensure_ascii=False, separators=(",", ":")) for p in sorted(manifest))
    return "".join(f"{row}\n" for row in rows).encode()


def digest_of(data: bytes) -> str:
    """The digest by which a manifest is named."""
    return sha256(data).hexdigest()


def decode(data: bytes, name: str = "") -> dict[str, Item]:
    """The manifest of its bytes; refused when they are damaged or name a file outside the site."""
    if name and digest_of(data) != name:
        raise Failure("E4031", name)
    try:
        items = [Item(*json.loads(line)) for line in data.decode().splitlines()]
    except (ValueError, TypeError, RecursionError):
        raise Failure("E4031", name) from None
    for i in items:
        good = isinstance(i.path, str) and is_safe(i.path) and isinstance(i.size, int) and i.cache in CACHES
        if not good or not re.fullmatch(r"[0-9a-f]{64}", str(i.sha256)):
            raise Failure("E4031", name)
    return {i.path: i for i in items}


def is_safe(path: str) -> bool:
    """Whether a path stays below the folder it is joined to, on every system."""
    parts = path.split("/")
    return all(p and p not in (".", "..") for p in parts) and not re.search(r"[\0-\x1f\x7f\\:]", path)


def of_files(found: Iterable[tuple[str, str, int]]) -> dict[str, Item]:
    """The manifest of paths, digests and sizes."""
    return {path: item(path, digest, size) for path, digest, size in found}
