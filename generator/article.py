"""The text of an article: what of a page is the office's own, by which pages are compared however they are dressed.

It is what `<article id="notice">` holds without elements of class `aux` (and without scripts and styles), block by
block: a run of white space is one space, the ends of a block are stripped, blocks follow each other with nothing between.
U+3000 is a character of the text. The same rule stands in `verify.js` and in the archive's `verify.py`.
"""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from html.parser import HTMLParser

SPACE = " \t\n\r\f"  # white space in HTML
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNREAD = frozenset(("script", "style", "template"))
BLOCKS = frozenset(
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_RUN = re.compile(f"[{SPACE}]+")
# what a kept fragment needs of its attributes: anchors, links, pictures, the shape of tables and lists
_KEPT = frozenset(
    "id href src alt class start value colspan rowspan scope lang dir datetime title width height".split()
)


class Article(HTMLParser):
    """Reads the first article of a page; `found` tells whether there is one that is complete."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = False
        self.texts: list[str] = []
        self.places: list[str] = []  # the id of the section each of the texts stands in, "" before the first
        self.fragment: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self._run: list[str] = []
        # elements in the article, whether their text counts, the id of the section they stand in
        self._open: list[tuple[str, bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if not self._open and (self.found or tag != "article" or given.get("id") != "notice"):
            return
        counts = not self._open or self._open[-1][1]
        counts = counts and "aux" not in given.get("class", "").split() and tag not in UNREAD
        if tag in BLOCKS:
            self._end_block()
        if counts:
            self._keep(tag, given)
        if tag not in VOID:
            place = self._open[-1][2] if self._open else ""
            self._open.append((tag, counts, given.get("id", place) if tag == "section" else place))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # in HTML the slash means nothing
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or tag not in (t for t, *_ in self._open):
            return
        if tag in BLOCKS:
            self._end_block()
        while self._open:
            last, counts, _ = self._open.pop()
            if counts:
                self.fragment.append(f"</{last}>")
            if last == tag:
                break
        self.found = self.found or not self._open

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self._run.append(data)
            self.fragment.append(escape(data, quote=False))

    def _keep(self, tag: str, given: dict[str, str]) -> None:
        kept = "".join(f' {k}="{escape(v)}"' for k, v in given.items() if k in _KEPT)
        self.fragment.append(f"<{tag}{kept}>")
        if given.get("id") and len(self._open):
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img" and "src" in given:
            self.pictures.append(given["src"])

    def _end_block(self) -> None:
        text = _RUN.sub(" ", "".join(self._run)).strip(" ")
        self._run.clear()
        if text:
            self.texts.append(text)
            self.places.append(self._open[-1][2] if self._open else "")


def read(html: str) -> Article | None:
    """The article of a page, None when there is none or it has no end."""
    page = Article()
    page.feed(html)
    page.close()
    return page if page.found else None


def text_of(html: str) -> str | None:
    """The text of the article of a page."""
    page = read(html)
    return "".join(page.texts) if page else None


def digest_of_text(text: str) -> str:
    """SHA-256 of the text of an article, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def digest_of(html: str) -> str:
    """The digest of the text of the article of a page, "" without one."""
    text = text_of(html)
    return "" if text is None else digest_of_text(text)
