"""Where links lead: addresses of content files, and links as written → links as printed.

Paths are relative to `content/`, addresses to the site's root. All is pure: whether a target exists
is the checks' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import quote, unquote

_RECORDS = {
    "organisations": "organisation",
    "rounds": "round",
    "notices": "notice",
    "pages": "page",
    "replies": "reply",
}
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//").match


def record_of(path: str) -> str | None:
    """What a file under content/ is, by its place: site, holidays, organisation, round, notice, page, reply or None."""
    folder, _, rest = path.partition("/")
    if path in ("site.yaml", "holidays.yaml"):
        return path.removesuffix(".yaml")
    ending = ".yaml" if folder in ("organisations", "rounds") else ".md"
    if path.endswith(ending) and rest.count("/") <= (folder == "notices"):
        return _RECORDS.get(folder)
    return None


def as_named(name: str) -> str:
    """What somebody wrote for a notice (its path, its address) as a path under content/ or an address without ending."""
    return name.replace("\\", "/").removeprefix("./").removeprefix("content/").removesuffix(".html")


class Target(NamedTuple):
    """What a link leads to.

    `kind` is external, anchor (in the same page), content (`path` under content/), site (`path` is an
    address), or outside (out of content/, refused).
    """

    kind: str
    path: str
    fragment: str


def target(source: str, href: str) -> Target:
    """The target of a link in a content file."""
    if _EXTERNAL(href):
        return Target("external", href, "")
    path, _, fragment = unquote(href).partition("#")
    path = path.partition("?")[0]
    if not path:
        return Target("anchor", source, fragment)
    if path.startswith("/"):
        path = normpath(path).lstrip("/")
        return Target("site", "index.html" if path in ("", ".") else path, fragment)
    if path.endswith(".html"):
        return Target("site", normpath(join(dirname(address(source, {})), path)), fragment)
    path = normpath(join(dirname(source), path))
    if path.startswith("../") or path == "..":
        return Target("outside", path, fragment)
    return Target("content", path, fragment)


def address(path: str, moved: Mapping[str, str]) -> str:
    """The address of a content file; `moved` are the notices whose id or round is not their path's."""
    folder, _, rest = path.partition("/")
    if folder == "organisations" or (folder == "replies" and path.endswith(".md")):
        return f"{folder}/{_stem(rest)}.html"
    if folder == "rounds":
        return f"{_stem(rest)}/index.html"
    if folder == "pages":
        return f"{_stem(rest)}.html" if rest.endswith(".md") else rest
    if folder != "notices":
        return path
    if path.endswith(".md"):
        return moved.get(path) or (f"{_stem(rest)}.html" if "/" in rest else f"notices/{_stem(rest)}.html")
    if moved:
        parts = path.split("/")
        owner = "/".join(parts[:3]) + ".md"
        if len(parts) > 3 and owner in moved:
            return "/".join([_stem(moved[owner]), *parts[3:]])
    return rest if "/" in rest else path


def sources_of(address_: str, moved: Mapping[str, str]) -> list[str]:
    """The paths under content/ that a copied file of an address can have; none for what is no address of the site."""
    if not address_ or normpath(address_) != address_ or address_.startswith(("/", "..")):
        return []
    owners = [owner.removesuffix(".md") for owner, to in moved.items() if address_.startswith(f"{_stem(to)}/")]
    places = [f"{owner}/{address_.split('/', 2)[2]}" for owner in owners]
    places += [f"{folder}{address_}" for folder in ("notices/", "pages/", "")]
    return [p for p in places if not record_of(p) and address(p, moved) == address_]


def beside_notice(path: str) -> bool:
    """Whether a file under content/ stands in the folder of a notice."""
    return path.startswith("notices/") and path.count("/") > 2


def printed(source: str, root: str, moved: Mapping[str, str]) -> Callable[[str], str]:
    """How links of a content file are printed: relative to its page, percent-encoded."""

    def resolve(href: str) -> str:
        to = target(source, href)
        if to.kind in ("external", "anchor", "outside"):
            return href
        path = to.path if to.kind == "site" else address(to.path, moved)
        return root + quote(path) + (f"#{quote(to.fragment)}" if to.fragment else "")

    return resolve


def root_of(page: str) -> str:
    """The way from a page to the site's root: "", "../" …"""
    return "../" * page.count("/")


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
