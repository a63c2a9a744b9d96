"""A site at an address: each file is asked for once, one after the other, and from no other host.

An address cannot list its files. Which pages there are is told by the log, the list of the release and the sitemap.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from generator import __version__
from generator.verify import CHECKPOINT, Place
from generator.verify.findings import Finding
from generator.verify.places import Found, is_inside

LARGEST = 64 << 20  # bytes of a file that is taken from the network
SECONDS = 20.0  # that a server may be silent
PATIENCE = 3  # times in a row that it may not answer at all
PAGES = 50_000  # that are looked for, of one sitemap
SITEMAPS = 20  # that are read of an index
_LOC = re.compile(rb"<loc>\s*([^<\s]+)\s*</loc>")


class Address(NamedTuple):
    """Scheme, host and folder of a site; the folder ends in a slash."""

    scheme: str
    host: str
    folder: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.folder}"


class _SameHost(HTTPRedirectHandler):
    """Follows a redirection on the same host only, and never from https to http or to anything else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or new.scheme not in (old.scheme, "https"):
            raise _Elsewhere(new.netloc or new.scheme)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def http_error_302(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage) -> Any:
        scheme = urlsplit(headers.get("location") or "").scheme
        if scheme not in ("", "http", "https"):
            raise _Elsewhere(scheme)
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class _Elsewhere(Exception):
    """A redirection to another host."""


def is_address(text: str) -> bool:
    """Whether a place is given as an address."""
    return text.lower().startswith(("http://", "https://"))


def address_of(text: str) -> Address | None:
    """The folder an address lies in; None of what is no address."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.scheme.lower() not in ("http", "https"):
        return None
    host = parts.hostname if ":" not in parts.hostname else f"[{parts.hostname}]"
    folder = quote(unquote(parts.path.rpartition("/")[0]), safe="/") + "/"
    return Address(parts.scheme.lower(), f"{host}:{port}" if port else host, folder)


def opened(text: str) -> tuple[Found, str]:
    """The site at an address, and the id of the notice when the address is that of a notice's page."""
    faults: list[Finding] = []
    path = text.partition("://")[2].partition("?")[0].partition("#")[0]
    page = path.rpartition("/")[2] if path.endswith(".html") else ""
    address = address_of(text if page or path.endswith("/") else text + "/")
    if address is None:
        faults.append(Finding("V601", text, ("address",)))
        nothing = Place(lambda _: None, frozenset())
        return Found("nothing", nothing, nothing, faults), ""
    if address.scheme == "http":
        faults.append(Finding("V607", str(address)))
    get = _Getter(urlsplit(str(address)).hostname or "", faults)
    parts = address.folder.strip("/").split("/") if address.folder != "/" else []
    id_ = "" if page in ("", "index.html") else re.sub(r"(?:\.v[0-9]+)?\.html$", "", page)
    for depth in range(len(parts), -1, -1):
        base = address._replace(folder="".join(f"/{part}" for part in parts[:depth]) + "/")
        if get(base, CHECKPOINT) is not None:
            if id_:
                id_ = unquote("/".join((*parts[depth:], id_)))
            whole = _place(get, base, faults)
            return Found("site", whole, whole, faults), id_
    whole = Place(lambda path: get(address, path), frozenset())
    return Found("site", whole, whole, faults), ""


def _place(get: _Getter, base: Address, faults: list[Finding]) -> Place:
    names = _listed(get, base)
    faults.append(Finding("V608", str(base)))
    return Place(lambda path: get(base, path), names)


def _listed(get: _Getter, base: Address) -> frozenset[str]:
    """What the site's sitemap lists, or the sitemaps its index names."""
    data = get(base, "sitemap.xml") or b""
    found = _sitemap(data, base)
    if b"<sitemapindex" not in data:
        return found
    names: set[str] = set()
    for part in sorted(found)[:SITEMAPS]:
        names |= _sitemap(get(base, part) or b"", base)
    return frozenset(names)


def _sitemap(data: bytes, base: Address) -> frozenset[str]:
    """The paths of pages below the site that a sitemap names, whatever host it names them with."""
    found: set[str] = set()
    for match in _LOC.finditer(data):
        try:
            path = unquote(urlsplit(unescape(match[1].decode())).path)
        except ValueError:
            continue
        name = path.removeprefix(unquote(base.folder)).removeprefix("/")
        name = f"{name}index.html" if not name or name.endswith("/") else name
        if is_inside(name) and len(found) < PAGES:
            found.add(name)
    return frozenset(found)


class _Getter:
    """Gets files; after some failures in a row it gives up."""

    def __init__(self, host: str, faults: list[Finding]) -> None:
        self._faults = faults
        self._failures = 0
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler({} if host in ("localhost", "127.0.0.1", "::1") else None),  # no proxy knows this machine
            HTTPHandler(),
            HTTPSHandler(),  # certificates are verified by default
            HTTPDefaultErrorHandler(),
            _SameHost(),
            HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)
        self._opener.addheaders = [("User-Agent", f"gongkai/{__version__} (verify)")]
        self._get = lru_cache(maxsize=2048)(self._ask)

    def __call__(self, base: Address, path: str) -> bytes | None:
        return self._get(base, path) if is_inside(path) else None

    def _ask(self, base: Address, path: str) -> bytes | None:
        if self._failures >= PATIENCE:
            return None
        url = f"{base}{quote(path)}"
        try:
            with self._opener.open(Request(url), timeout=SECONDS) as answer:  # noqa: S310 - only http and https
                data: bytes = answer.read(LARGEST + 1)
                self._failures = 0
        except HTTPError as e:
            self._failures = 0
            if e.code not in (404, 410):
                self._say(Finding("V601", url, (f"HTTP {e.code}",)))
            e.close()
            return None
        except _Elsewhere as e:
            self._say(Finding("V606", url, (str(e),)))
            return None
        except (OSError, HTTPException, ValueError) as e:
            self._failures += 1
            reason = getattr(e, "reason", None) or e
            self._say(Finding("V601", url, (str(getattr(reason, "strerror", None) or reason or type(e).__name__),)))
            return None
        if len(data) > LARGEST:
            self._say(Finding("V602", url, (str(LARGEST),)))
            return None
        return data

    def _say(self, finding: Finding) -> None:
        if finding not in self._faults:
            self._faults.append(finding)
