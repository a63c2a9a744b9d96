"""What readers get: fetching over http and https, as a browser would, with certificates verified."""

from __future__ import annotations

import gzip
import http.client
import ssl
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from generator import __version__
from generator.publishing.run import Next

SECONDS = 20
LARGEST = 64 << 20  # bytes read of one answer
LOOKED_AT = 40  # files compared after a publish


class Answer(NamedTuple):
    """What a server answered; headers by lower-case name, several of one joined by a comma."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreachable(Exception):
    """No answer; the words of the system or of TLS."""


def fetch(url: str, headers: Mapping[str, str] | None = None, method: str = "GET", trusted: str = "") -> Answer:
    """Ask for an address; redirects are answers. `trusted`: a file of certificates to trust instead of the system's."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    asked = {"User-Agent": f"gongkai/{__version__}", "Accept": "*/*", "Connection": "close", **(headers or {})}
    connection: http.client.HTTPConnection
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=trusted or None)
            connection = http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)
        else:
            connection = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
        try:
            connection.request(method, f"{path}?{parts.query}" if parts.query else path, headers=asked)
            response = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in response.getheaders():
                key = name.lower()
                found[key] = f"{found[key]}, {value}" if key in found else value
            body = response.read(LARGEST)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise Unreachable(_words(e)) from None
    if found.get("content-encoding") == "gzip":
        with suppress(OSError, EOFError):
            body = gzip.decompress(body)
    return Answer(url, response.status, found, body)


def site_url(root: str) -> str:
    """The address that site.yaml gives, "" without one."""
    from generator.config import site_of
    from generator.parse import parse_head

    try:
        with open(f"{root}/content/site.yaml", "rb") as f:
            head = parse_head(f.read(), "site.yaml", "zh-CN").value
    except OSError:
        return ""
    return site_of(head).url if head else ""


def address(base: str, path: str) -> str:
    """The address of a file of the site; an index is its folder."""
    shown = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
    return f"{base.rstrip('/')}/{quote(shown)}"


def differing(base: str, published: Next) -> list[tuple[str, tuple[str, ...]]]:
    """Fetch what was published and compare; a message's code and arguments when readers get something else."""
    p, manifest = published.plan, published.manifest
    paths = [*dict.fromkeys(["index.html", *p.changed, *p.new])][:LOOKED_AT]
    wrong = []
    try:
        for path in (p for p in paths if p in manifest and manifest[p].size < LARGEST and p != "404.html"):
            answer = fetch(address(base, path), {"Cache-Control": "no-cache"})
            if answer.status != 200 or sha256(answer.body).hexdigest() != manifest[path].sha256:
                wrong.append(path)
        wrong += [path for path in p.deleted[:LOOKED_AT] if fetch(address(base, path)).status == 200]
    except Unreachable as e:
        return [("W4042", (str(e),))]
    return [("W4041", (wrong[0], str(len(wrong))))] if wrong else []


def _words(e: Exception) -> str:
    if isinstance(e, ssl.SSLCertVerificationError):
        return e.verify_message
    return getattr(e, "strerror", None) or str(e) or type(e).__name__
