"""What any server must do: headers, types, how long to keep what, what moved, what is gone, when revisions were announced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from generator.memento import http_date
from generator.publishing.manifest import CACHES, TYPES
from generator.register import Register, page_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
HSTS = ("Strict-Transport-Security", "max-age=31536000")
# what is worth compressing, and is text in UTF-8
TEXTS = ("text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/markdown", "application/json",
         "application/ld+json", "application/xml", "application/atom+xml", "application/yaml", "application/manifest+json",
         "application/link-format", "image/svg+xml")  # fmt: skip
# regular expressions of addresses below the site's base, in the dialect that all servers share; the first counts
ONCE = (r"assets/(.*/)?[^/]+\.[0-9a-f]{8,}\.[a-z0-9]+", r"log/tile/.+", r".+\.v[0-9]+\.tlog-proof")
LIVE = (r"log/(checkpoint|keys|manifest)",)
PAGES = (r"(.*/)?", r".+\.(html|xml|atom|json|jsonld|txt|js|css|timemap|webmanifest)")
HEAD_OF_LOG = r"log/(checkpoint|keys|manifest)"


class Served(NamedTuple):
    """A site as a server shows it: host, path of its base with slashes at both ends, folder that is the web root.

    `moved` leads from old addresses to new ones, `gone` are addresses that answer 410, `dates` say when revisions were
    announced; all are paths from the host's root, encoded.
    """

    host: str
    base: str
    root: str
    https: bool
    moved: Mapping[str, str] = {}
    gone: tuple[str, ...] = ()
    dates: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """The host without its port."""
        return re.sub(r":[0-9]+$", "", self.host)

    @property
    def port(self) -> int:
        """Where the server listens."""
        named = self.host[len(self.name) + 1 :]
        return int(named) if named else self.usual

    @property
    def usual(self) -> int:
        """The port that addresses need not name."""
        return 443 if self.https else 80

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every answer."""
        return HEADERS | (dict([HSTS]) if self.https else {})

    @property
    def caches(self) -> list[tuple[str, str]]:
        """Regular expressions of paths with their Cache-Control, in order; the last is for all others."""
        classes = ((ONCE, "immutable"), (LIVE, "live"), (PAGES, "page"), ((".*",), "file"))
        return [(f"^{self.base}{form}$", CACHES[name]) for forms, name in classes for form in forms]


def served(url: str, root: str, moved: Mapping[str, str], register: Register) -> Served:
    """The site at an address, in a folder."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    base = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    gone, dates = [], {}
    for id_, rows in register.revisions.items():
        for row in rows:
            path = base + quote(page_of(id_, row.number))
            if (id_, row.number) in register.erased:
                gone.append(path)
            else:
                dates[path] = http_date(row.at)
    links = {base + quote(old.lstrip("/")): base + quote(new.lstrip("/"), safe="/#") for old, new in moved.items()}
    return Served(parts.netloc, base, root, parts.scheme == "https", links, tuple(gone), dates)


def types() -> dict[str, list[str]]:
    """The endings of each content type."""
    out: dict[str, list[str]] = {}
    for ending, kind in TYPES.items():
        out.setdefault(kind, []).append(ending)
    return out


def hint(s: Served, comment: str = "#") -> list[str]:
    """What a person must know of the folder."""
    lines = [f"{comment} the web root is the link that gongkai switches: {s.root}"]
    if s.base != "/":
        lines.append(
            f"{comment} the site lives below {s.base}: make {s.root}{s.base.rstrip('/')} a link to the release's folder"
        )
    return lines
