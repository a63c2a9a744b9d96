"""A notice as a reviewer reads it, and what is at hand on the reviewer's desk. Rules are functions of a reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from generator.config import Site
from generator.library import Library
from generator.model import Contact, Facts, Head, Notice

Words = Mapping[str, tuple[tuple[str, str], ...]]


class Desk(NamedTuple):
    """What a reviewer knows besides the text: the site, the registers, the day, the word lists by their names.

    A word list has pairs: a word and what is right instead, "" when the list does not say.
    """

    site: Site
    organisations: Mapping[str, Head] = {}
    rounds: Mapping[str, Head] = {}
    today: str = ""  # YYYY-MM-DD
    words: Mapping[str, tuple[tuple[str, str], ...]] = {}

    def contact(self, head: Head) -> Contact:
        """The contact of a notice: its own, then its organisation's, then the site's."""
        organisation = self.organisations.get(head.text("organisation"))
        contact = head.contact.over(organisation.contact) if organisation else head.contact
        return contact.over(self.site.contact)


def desk(lib: Library, words: Words) -> Desk:
    """The desk of a library's reviewer. Of the registers only what they say stays, for it goes to every worker."""
    return Desk(lib.site, lib.organisations, lib.rounds, lib.today, words)


class Line(NamedTuple):
    """A line of the body with a text. `kind` is heading, item, table, quote or text; `at` is where the text begins.

    The mark before it (`## `, `- `) is not part of the text. `section` is the place of its section in `Notice.sections`,
    -1 before the first heading.
    """

    kind: str
    at: int
    text: str
    section: int


class Found(NamedTuple):
    """Something a rule found: where in the file's text, how many characters, and the arguments of its message."""

    at: int
    width: int
    args: tuple[object, ...] = ()


class Reading:
    """A notice under review.

    `text` is the whole file, front matter included, with line feeds. `body` has the same length: what is not public
    text (front matter, fields of findings, withheld findings) is blanked in it, so that a place in one is a place in
    the other. Rules look at `body` or `lines`, and at `text` only for the front matter.
    """

    def __init__(self, desk: Desk, head: Head, notice: Notice, facts: Facts, text: str) -> None:
        self.desk = desk
        self.head = head
        self.notice = notice
        self.facts = facts
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where each line of the file begins."""
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    @cached_property
    def body(self) -> str:
        rows = self.text.split("\n")
        for k in range(min(self.head.body_line - 1, len(rows))):
            rows[k] = " " * len(rows[k])
        lines = [s.line for s in self.notice.sections] + [len(rows) + 1]
        for section, end in zip(self.notice.sections, lines[1:], strict=False):
            hidden = section.kind == "withheld"
            for k in range(section.line if not hidden else section.line - 1, min(end - 1, len(rows))):
                if hidden or (rows[k].startswith(":") and _FIELD(rows[k])):
                    rows[k] = " " * len(rows[k])
        return "\n".join(rows)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the body, in order, without blank ones."""
        heads = [s.line for s in self.notice.sections]
        out = []
        first = self.head.body_line - 1
        for number, row in enumerate(self.body.split("\n")[first:], first + 1):
            if not row or row.isspace():
                continue
            m = _MARK.match(row)
            mark = m[0].strip() if m else ""
            kind = (
                "heading"
                if mark[:1] == "#"
                else "item"
                if mark
                else "table"
                if row.lstrip().startswith("|")
                else "text"
            )
            width = m.end() if m else len(row) - len(row.lstrip())
            at = self.starts[number - 1] + width
            out.append(Line(kind, at, row[width:].rstrip(), bisect_right(heads, number) - 1))
        return tuple(out)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1, of a place in the text."""
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def key(self, name: str) -> Found:
        """The place of a key of the front matter, the file's first line without it: for faults of the front matter."""
        span = self.head.spans.get(name)
        return Found(self.starts[span.line - 1] + span.column - 1, span.width) if span else Found(0, 0)

    def word(self, zh: str, en: str) -> str:
        """A word of a message, in the site's language."""
        return en if self.desk.site.language == "en" else zh

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where a pattern stands in the public text."""
        return pattern.finditer(self.body)


_MARK = re.compile(r" {0,3}(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)|[ \t]+(?:[-*+]|\d{1,9}[.)])[ \t]+")
_FIELD = re.compile(r":[^:\s][^:]*:(?:\s|$)").match

Rule = Callable[[Reading], Iterator[Found]]
