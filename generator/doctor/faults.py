"""What is wrong with what was fetched: one function for one fault, in one literal tuple."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from generator.doctor.pages import Page
from generator.publishing.manifest import Item, content_type

Found = Iterator[tuple[str, ...]]  # a message's code and its arguments
EXPIRES = 21  # days before a certificate ends at which it is time
WEEK = 7 * 86400
# what 国办发〔2017〕47号 wants on every page, on columns and on articles
TAGS_OF_ALL, TAGS_OF_ARTICLE = ("SiteName", "SiteDomain"), ("ArticleTitle", "PubDate", "ContentSource")


class Answer(NamedTuple):
    """What a server answered; headers by lower-case name."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").lower().replace('"', "")

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.type.startswith("text/html")


class Seen(NamedTuple):
    """All that was fetched of a site.

    `files` are answers by address below the base; `missing` is what came for an address that cannot be, `listing` for a
    folder without an index, `hidden` for what must not be reachable, `zipped` when compression was offered, `plain`
    over http of a site with https, `moved` for old addresses with where they should lead. `manifest` is what should be
    there ({} when it is not known), `checkpoint` the log's head as published. `days`: how long the certificate is good
    (None without https). `ipv6`: whether the host has such an address (None: it is no name).
    """

    base: str
    files: Mapping[str, Answer]
    missing: Answer
    listing: Answer | None = None
    hidden: tuple[Answer, ...] = ()
    zipped: Answer | None = None
    plain: Answer | None = None
    moved: tuple[tuple[Answer, str], ...] = ()
    manifest: Mapping[str, Item] = {}
    days: int | None = None
    ipv6: bool | None = None

    @property
    def pages(self) -> dict[str, Page]:
        """The pages that were fetched."""
        return {p: Page(a.url, a.body.decode("utf-8", "replace")) for p, a in self.files.items() if a.is_page}


def policy(s: Seen) -> Found:
    weak = re.compile(r"'unsafe-|(?:script|default)-src[^;]*(?:\*|https?:|data:)")
    for path, a in s.files.items():
        given = a.headers.get("content-security-policy", "")
        if a.is_page and ("default-src" not in given or "frame-ancestors" not in given or weak.search(given)):
            yield "W4101", path
            return


def nosniff(s: Seen) -> Found:
    yield from _header(s, "x-content-type-options", "nosniff", "W4102")


def referrer(s: Seen) -> Found:
    for path, a in s.files.items():
        if a.is_page and a.headers.get("referrer-policy", "") in ("", "unsafe-url", "no-referrer-when-downgrade"):
            yield "W4103", path
            return


def transport(s: Seen) -> Found:
    """Browsers are to ask for https by themselves, for half a year at least."""
    for path, a in s.files.items():
        age = re.search(r"max-age=(\d+)", a.headers.get("strict-transport-security", ""))
        if a.url.startswith("https:") and (age is None or int(age[1]) < 15_552_000):
            yield "W4104", path
            return


def kinds(s: Seen) -> Found:
    for path, a in s.files.items():
        wanted = (s.manifest[path].type if path in s.manifest else content_type(path or "index.html")).partition(";")[0]
        given = a.type.partition(";")[0].strip()
        alike = {wanted} | (
            {"text/xml", "application/rss+xml", "application/atom+xml"} if wanted == "application/xml" else set()
        )
        alike |= {"application/javascript"} if wanted == "text/javascript" else set()
        if a.status == 200 and given not in alike:
            yield "W4105", path, given or "—", wanted
            return


def charsets(s: Seen) -> Found:
    for path, a in s.files.items():
        wanted = "charset" in content_type(path or "index.html") and a.type.startswith(("text/", "application/json"))
        # JSON is UTF-8 by its own rule
        if a.status == 200 and wanted and not a.type.startswith("application/json") and "charset=utf-8" not in a.type:
            yield "W4106", path, a.type
            return


def missing_is_found(s: Seen) -> Found:
    if s.missing.status == 200:
        yield "W4108", s.missing.url
    elif s.missing.status not in (404, 410):
        yield "W4107", s.missing.url, str(s.missing.status)
    elif "404.html" in s.manifest and sha256(s.missing.body).hexdigest() != s.manifest["404.html"].sha256:
        yield "W4109", s.missing.url


def listings(s: Seen) -> Found:
    if (
        s.listing
        and s.listing.status == 200
        and re.search(rb"(?i)index of|directory listing|<title>[^<]*assets/", s.listing.body)
    ):
        yield "W4110", s.listing.url


def reachable(s: Seen) -> Found:
    for a in s.hidden:
        if a.status == 200 and a.body != s.missing.body:
            yield "W4111", a.url
            return


def compression(s: Seen) -> Found:
    if s.zipped and s.zipped.headers.get("content-encoding", "") not in ("gzip", "br", "zstd", "deflate"):
        yield "W4112", s.zipped.url


def caching(s: Seen) -> Found:
    """Assets for long, pages for a short while, the log's head not at all."""
    for path, a in s.files.items():
        given = a.headers.get("cache-control", "")
        age = re.search(r"max-age=(\d+)", given)
        seconds = 0 if "no-cache" in given or "no-store" in given else int(age[1]) if age else None
        if path.startswith("assets/") and (seconds or 0) < WEEK:
            yield "W4113", path
            return
        if a.is_page and seconds is not None and seconds > 3600:
            yield "W4114", path, str(seconds)
            return
        if path == "log/checkpoint" and (seconds is None or seconds > 60):
            yield "W4122", path
            return


def plain_http(s: Seen) -> Found:
    if s.plain and not (s.plain.status in (301, 308) and s.plain.headers.get("location", "").startswith("https:")):
        yield "W4115", s.plain.url


def certificate(s: Seen) -> Found:
    if s.days is not None and s.days < EXPIRES:
        yield "W4117", str(s.days)


def address(s: Seen) -> Found:
    if s.ipv6 is False:
        yield "W4118", urlsplit(s.base).hostname or ""


def stale(s: Seen) -> Found:
    wrong = [p for p, a in s.files.items() if p in s.manifest and a.status == 200 and _differs(a, s.manifest[p].sha256)]
    if "log/checkpoint" in wrong:
        yield "W4123", "log/checkpoint"
        wrong.remove("log/checkpoint")
    if wrong:
        yield "W4119", wrong[0], str(len(wrong))


def absent(s: Seen) -> Found:
    """What the release has, or a page refers to, and does not come."""
    gone = [p for p, a in s.files.items() if a.status != 200]
    if gone:
        yield "W4125", gone[0], str(s.files[gone[0]].status), str(len(gone))


def tags(s: Seen) -> Found:
    for path, page in s.pages.items():
        lacking = [t for t in TAGS_OF_ALL if t not in page.tags]
        if "ArticleTitle" in page.tags:
            lacking += [t for t in TAGS_OF_ARTICLE if t not in page.tags]
        if lacking:
            yield "W4120", path, ", ".join(lacking)
            return


def mixed(s: Seen) -> Found:
    for path, page in s.pages.items():
        if page.mixed:
            yield "W4121", path, page.mixed[0]
            return


def redirects(s: Seen) -> Found:
    for a, wanted in s.moved:
        to = a.headers.get("location", "")
        if a.status not in (301, 308) or not (to == wanted or to.endswith(urlsplit(wanted).path)):
            yield "W4124", a.url, str(a.status)
            return


def versions(s: Seen) -> Found:
    for a in s.files.values():
        said = f"{a.headers.get('server', '')} {a.headers.get('x-powered-by', '')}".strip()
        if re.search(r"\d", said) and "/" in said:
            yield "W4126", said
            return


def belonging(s: Seen) -> Found:
    """A page says another host's address of itself."""
    for path, page in s.pages.items():
        if page.canonical and urlsplit(page.canonical).hostname != urlsplit(s.base).hostname:
            yield "W4127", path, page.canonical
            return


def _header(s: Seen, name: str, value: str, code: str) -> Found:
    for path, a in s.files.items():
        if a.status == 200 and a.headers.get(name, "").lower() != value:
            yield code, path
            return


def _differs(a: Answer, digest: str) -> bool:
    return sha256(a.body).hexdigest() != digest


CHECKS: tuple[Callable[[Seen], Found], ...] = (
    absent, stale, kinds, charsets, missing_is_found, listings, reachable, redirects, policy, nosniff, referrer, transport,
    plain_http, certificate, mixed, caching, compression, tags, belonging, versions, address,
)  # fmt: skip


def faults(s: Seen) -> list[tuple[str, tuple[str, ...]]]:
    """All that is wrong, the worst first."""
    return [(code, tuple(details)) for check in CHECKS for code, *details in check(s)]
