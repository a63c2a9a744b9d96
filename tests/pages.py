"""A reader of built sites: pages as trees of elements, with the standard library only.

Nothing of `generator` is used, so that a fault of the program cannot hide in its judge.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# attributes that hold an address
ADDRESSES = ("href", "src", "srcset", "data", "poster", "action", "formaction", "cite", "background")
REVISION = re.compile(r"\.v\d+\.html$")
_SPACE = " \t\n\r\f"  # white space in HTML; U+3000 is a character of the text


class Element:
    """An element of a page; its children are elements and texts."""

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.children: list[Element | str] = []

    def __repr__(self) -> str:
        return f"<{self.tag}> in line {self.line}"

    def get(self, name: str) -> str:
        """An attribute, "" when it is not there."""
        return self.attributes.get(name, "")

    def all(self) -> Iterator[Element]:
        """The element and every one inside it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    def find(self, *tags: str, cls: str = "") -> list[Element]:
        """The elements inside it with one of the tags (any, without tags) and a class."""
        inside = (e for e in self.all() if e is not self)
        return [e for e in inside if (not tags or e.tag in tags) and (not cls or cls in e.get("class").split())]

    def one(self, *tags: str, cls: str = "") -> Element:
        """The only such element."""
        found = self.find(*tags, cls=cls)
        assert len(found) == 1, f"{len(found)} elements {tags} {cls}"
        return found[0]

    def texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, Element):
                yield from child.texts()
            else:
                yield child

    @property
    def text(self) -> str:
        """Its text, runs of white space as one space."""
        return " ".join(part for part in _words("".join(self.texts())) if part)


def _words(text: str) -> list[str]:
    for space in _SPACE:
        text = text.replace(space, " ")
    return text.split(" ")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, 0)
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> in line {self.getpos()[0]}: an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0])
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> in line {self.getpos()[0]} closes {self.open[-1]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """The tree of a page. Every element but the void ones must be closed, as the theme does it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"{reader.open[-1]} is not closed"
    return reader.root


class Reference(NamedTuple):
    """Something a page refers to: by which element, and the address as written."""

    element: Element
    address: str


class Page:
    """A page of a built site."""

    def __init__(self, path: str, html: str) -> None:
        self.path = path
        self.html = html
        self.root = parse(html)

    def __repr__(self) -> str:
        return self.path

    @cached_property
    def ids(self) -> list[str]:
        return [e.attributes["id"] for e in self.root.all() if "id" in e.attributes]

    @cached_property
    def references(self) -> list[Reference]:
        """Every address in the page."""
        return [Reference(e, e.get(name)) for e in self.root.all() for name in ADDRESSES if name in e.attributes]

    @cached_property
    def title(self) -> str:
        return self.root.one("head").one("title").text

    @cached_property
    def h1(self) -> str:
        return self.root.one("h1").text

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        """The `<meta name content>` pairs in their order."""
        return [(e.get("name"), e.get("content")) for e in self.root.find("meta") if e.get("name")]

    def tag(self, name: str) -> str:
        """The content of a tag, "" when it is not there."""
        return dict(self.tags).get(name, "")

    def link(self, rel: str) -> list[str]:
        """The addresses of `<link>` or `<a>` elements with a relation."""
        return [e.get("href") for e in self.root.find("link", "a") if rel in e.get("rel").split()]


class Site:
    """A built site in a folder, with the address where it will stand."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.host = urlsplit(url).netloc
        self.base = urlsplit(url).path
        found = sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)
        self.files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
        self.pages = {path: Page(path, data.decode()) for path, data in self.files.items() if path.endswith(".html")}

    def __repr__(self) -> str:
        return self.url

    @property
    def notices(self) -> list[Page]:
        """The pages of notices, without those of their revisions."""
        whole = [p for p in self.pages.values() if not REVISION.search(p.path)]
        return [p for p in whole if any(e.get("id") == "notice" for e in p.root.find("article"))]

    def text(self, path: str) -> str:
        return self.files[path].decode()

    def address(self, path: str) -> str:
        """The absolute address of a page."""
        return self.url + ("" if path == "index.html" else path)

    def place(self, page: str, address: str) -> tuple[str, str] | None:
        """Where an address in a page leads: a file of the site and an anchor, None for what is not the site's.

        The home page may be meant by the site's bare address.
        """
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            if not address.startswith(self.url):
                return None
            path = parts.path.removeprefix(self.base)
        elif parts.scheme:
            return None
        else:
            assert not parts.netloc, f"{page}: {address} takes its scheme from where the page is read"
            if parts.path.startswith("/"):
                assert parts.path.startswith(self.base), f"{page}: {address} is outside of {self.base}"
                path = parts.path.removeprefix(self.base)
            else:
                path = os.path.normpath(os.path.join(os.path.dirname(page), parts.path)) if parts.path else page
        assert not path.startswith("../"), f"{page}: {address} leads out of the site"
        return unquote(path) or "index.html", unquote(parts.fragment)
