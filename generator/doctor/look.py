"""Fetch what is needed to judge a live site, as readers would, and nothing else."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, unquote, urljoin, urlsplit

from generator.doctor.faults import Answer, Seen
from generator.doctor.pages import Page
from generator.publishing.fetch import SECONDS, Unreachable, fetch
from generator.publishing.fetch import address as address_of
from generator.publishing.manifest import Manifest

EACH = 6  # files looked at of each ending
FOLLOWED = 12  # pages and files followed where no manifest says what is there
HIDDEN = (".gongkai-release", ".gongkai/live", "../state/journal", "../publish.yaml", ".git/config")
NOTHING = "no-such-page-7f3a/none.html"


def look(base: str, manifest: Manifest, moved: Mapping[str, str], trust: str, now: float) -> Seen:
    """All that is fetched of a site; raises Unreachable when it does not answer at all."""
    base = base if base.endswith("/") else f"{base}/"

    def ask(url: str, **headers: str) -> Answer:
        return Answer(*fetch(url, headers, trusted=trust))

    first = ask(base)
    files = {"index.html": first}
    for path in _wanted(manifest):
        files[path] = ask(address_of(base, path))
    if not manifest:
        files |= _followed(base, first, ask)
    assets = next((p.rpartition("/")[0] + "/" for p in files if p.startswith("assets/")), "")
    https = urlsplit(base).scheme == "https"
    return Seen(
        base,
        files,
        ask(urljoin(base, NOTHING)),
        ask(urljoin(base, assets)) if assets else None,
        tuple(ask(urljoin(base, quote(path))) for path in HIDDEN),
        ask(base, **{"Accept-Encoding": "gzip"}),
        _plain(base, ask) if https else None,
        tuple(
            (ask(urljoin(base, quote(old.lstrip("/")))), urljoin(base, quote(new.lstrip("/"), safe="/#")))
            for old, new in moved.items()
        ),
        manifest,
        _days(base, trust, now) if https else None,
        _ipv6(urlsplit(base).hostname or ""),
    )


def _wanted(manifest: Manifest) -> list[str]:
    """Files of every ending and every cache class, the log's head, the newest pages."""
    count: dict[tuple[str, str], int] = {}
    out = []
    for path in sorted(manifest, key=lambda p: (p != "log/checkpoint", p)):
        item = manifest[path]
        key = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else "", item.cache
        if item.since or path in ("index.html", "404.html") or count.get(key, 0) >= EACH:
            continue
        count[key] = count.get(key, 0) + 1
        out.append(path)
    return out


def _followed(base: str, first: Answer, ask: object) -> dict[str, Answer]:
    """What the first page refers to and links, below the site's base."""
    assert callable(ask)
    page = Page(base, first.body.decode("utf-8", "replace"))
    out: dict[str, Answer] = {}
    for url in [*page.loads, *page.links, urljoin(base, "sitemap.xml")]:
        path = unquote(urlsplit(url).path.removeprefix(urlsplit(base).path))
        path = f"{path}index.html" if not path or path.endswith("/") else path
        same = urlsplit(url).netloc == urlsplit(base).netloc
        if same and url.startswith(base) and path not in out and path != "index.html" and len(out) < FOLLOWED:
            out[path] = ask(url)
    return out


def _plain(base: str, ask: object) -> Answer:
    """The same address without https; no answer there is none that is wrong."""
    assert callable(ask)
    parts = urlsplit(base)
    try:
        found: Answer = ask(f"http://{parts.hostname}{parts.path}")
    except Unreachable:
        return Answer(base, 301, {"location": base}, b"")
    return found


def _days(base: str, trust: str, now: float) -> int | None:
    """How many days the certificate is still good."""
    parts = urlsplit(base)
    context = ssl.create_default_context(cafile=trust or None)
    with (
        suppress(OSError, KeyError),
        socket.create_connection((parts.hostname, parts.port or 443), SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=parts.hostname) as s,
    ):
        end = dict(s.getpeercert() or {})["notAfter"]
        return int((ssl.cert_time_to_seconds(str(end)) - now) // 86400)
    return None


def _ipv6(host: str) -> bool | None:
    """Whether a name has an IPv6 address; None for what is no name of the public."""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return None
    if host == "localhost" or host.endswith((".localhost", ".test", ".invalid")):
        return None
    try:
        return bool(socket.getaddrinfo(host, None, socket.AF_INET6))
    except OSError:
        return False
