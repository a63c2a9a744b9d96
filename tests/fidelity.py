"""Is every character of a notice on its page? An independent reader of built pages.

Standard library only, and nothing of `generator`: a fault shared by the program and its judge
would go unseen. `expected_text` makes one string of the office's text, `page_text` one of the
page, and the two must be equal.

How white space is treated, on both sides alike:

- the ends of a line of the text, or of a block of the page, are stripped; empty ones vanish;
- lines, or blocks, are then joined with nothing between them: where a paragraph ends is layout,
  which `counts` judges;
- a space inside a line or a block stays. On a page a run of white space inside a block is one
  space, as a browser shows it: a newline between two inline elements therefore counts as a space,
  and a template that puts one there is found out.

Of a page, the text of `<article id="notice">` counts, its heading and subtitle included. What the
generator adds inside it (labels it supplies, links, tables of figures) carries the class `aux`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

SPLIT_POINTS = 33

_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\]")
# （1）针对“…”问题，进行了以下整改：  The comma is where a heading becomes the introduction.
_SPLIT = re.compile(r"(?m)^(（\d+）(?:针对|关于)“[^\n]*?”问题)，(?=进行了以下整改：)")
_FINDING_ID = re.compile(r"f-\d+-\d+-\d+")
_SPACE = " \t\n\r\f"  # white space in HTML; U+3000 is a character of the text

_KINDS = ("section", "focus", "aspect", "finding")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNREAD = frozenset(("script", "style", "template"))
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form header "
    "hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


class Counts(NamedTuple):
    """What a page says of its structure; `ids` are those of the findings, in order."""

    sections: int
    foci: int
    aspects: int
    findings: int
    measures: int
    ids: tuple[str, ...]


def expected_text(raw: str) -> str:
    """The office's text as one string, without bookmark marks and the commas at the split points."""
    text, splits = _SPLIT.subn(r"\1", _BOOKMARK.sub("", raw))
    if splits != SPLIT_POINTS:
        raise AssertionError(f"{splits} split points, not {SPLIT_POINTS}")
    return "".join(line.strip(_SPACE) for line in text.split("\n"))


def page_text(html: str) -> str:
    """The text of the notice on a page, as one string."""
    return "".join(_read(html).blocks)


def blocks(html: str) -> list[str]:
    """The text of the notice on a page, block by block."""
    return _read(html).blocks


def after(text: str, lines: str) -> str:
    """What follows in lines set on paper after a text, which they begin with; each line is ended by a line feed.

    A line may end anywhere, and a space of the text where it does is not seen. Nothing else is passed over.
    """
    at = 0
    for n, character in enumerate(text):
        ended = False
        while lines[at : at + 1] == "\n":
            at, ended = at + 1, True
        if lines[at : at + 1] == character:
            at += 1
        elif not (ended and character == " "):
            raise AssertionError(f"at {n}: {text[max(0, n - 20) : n + 20]!r} / {lines[max(0, at - 20) : at + 20]!r}")
    return lines[at:]


def counts(html: str) -> Counts:
    """Sections, findings and measures, counted from the elements of the page alone."""
    page = _read(html)
    kinds = [s.kind for s in page.sections if s.kind != "section" or s.heading == "h2"]
    return Counts(
        sections=kinds.count("section"),
        foci=kinds.count("focus"),
        aspects=kinds.count("aspect"),
        findings=kinds.count("finding"),
        measures=page.measures,
        ids=tuple(s.id for s in page.sections if s.kind == "finding"),
    )


def faulty_ids(ids: tuple[str, ...]) -> list[str]:
    """Ids of findings that are malformed or stand twice."""
    return [i for n, i in enumerate(ids) if not _FINDING_ID.fullmatch(i) or i in ids[:n]]


class _Section:
    def __init__(self, kind: str, id: str) -> None:
        self.kind, self.id, self.heading = kind, id, ""


class _Element(NamedTuple):
    tag: str
    classes: frozenset[str]
    section: _Section | None  # the nearest one, itself included
    unread: bool


class _Page(HTMLParser):
    """Reads the article; elements must be closed as they were opened, or nothing here is certain."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.articles = 0
        self.blocks: list[str] = []
        self.sections: list[_Section] = []
        self.measures = 0
        self._open: list[_Element] = []
        self._run: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if not self._open:
            if tag != "article" or given.get("id") != "notice":
                return
            self.articles += 1
        parent = self._open[-1] if self._open else _Element("", frozenset(), None, False)
        classes = frozenset((given.get("class") or "").split())
        unread = parent.unread or "aux" in classes or tag in _UNREAD
        if tag in _BLOCKS:
            self._end_block()
        if tag in _VOID:
            return
        section = parent.section
        if not unread and tag == "section":
            kind = next((k for k in _KINDS if k in classes), "")
            section = _Section(kind, given.get("id") or "")
            self.sections.append(section)
        elif not unread and tag in _HEADINGS and section is not None:
            section.heading = section.heading or tag
        elif not unread and tag == "li" and section is not None and section.kind == "finding":
            self.measures += parent.tag == "ol" and "measures" in parent.classes
        self._open.append(_Element(tag, classes, section, unread))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not any(e.tag == "svg" for e in self._open):
            self.handle_starttag(tag, attrs)  # HTML: the slash means nothing

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if tag != self._open[-1].tag:
            raise AssertionError(f"line {self.getpos()[0]}: </{tag}> where </{self._open[-1].tag}> was due")
        if tag in _BLOCKS:
            self._end_block()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1].unread:
            self._run.append(data)

    def _end_block(self) -> None:
        text = re.sub(f"[{_SPACE}]+", " ", "".join(self._run)).strip(" ")
        self._run.clear()
        if text:
            self.blocks.append(text)

    def finish(self) -> None:
        self.close()
        if self.articles != 1 or self._open:
            raise AssertionError(f'{self.articles} complete <article id="notice">, not 1')


def _read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.finish()
    return page
