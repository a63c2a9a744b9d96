"""`numbering.xml` → the labels that Word prints: 一、 （一） 1. 1.2 (ECMA-376 part 1, 17.9).

Lists that share a definition go on counting where another left off, unless they start again by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from xml.etree.ElementTree import Element

from generator.importers.word_formats import FORMATS
from generator.importers.word_styles import Style, Styles
from generator.importers.word_symbols import symbol
from generator.importers.word_xml import MC, VAL, W, branches, number, switch, value

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_MOST = 99_999  # a number beyond it is no label
BULLET = "•"


class Label(NamedTuple):
    """An automatic number as it is printed. `unknown` is the format it should have had, if that is not known."""

    text: str
    unknown: str = ""
    hidden: bool = False


class _Level(NamedTuple):
    start: int
    format: str
    width: int  # of a decimal number, filled up with zeros
    text: str
    after: str
    restart: int | None  # the level, from 1, whose numbers start this one again; 0: never; None: all above
    legal: bool  # all numbers of the label are decimal
    hidden: bool
    style: str
    face: str


class _List(NamedTuple):
    """A list: the definition whose numbers it goes on with, its levels, the levels it starts again at."""

    definition: int
    levels: dict[int, _Level]
    starts: dict[int, int]


class Lists:
    """All lists of a document, and how far each has counted."""

    def __init__(self, numbering: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[int, Element] = {}
        self._nums: dict[int, Element] = {}
        for e in numbering if numbering is not None else ():
            if e.tag == W + "abstractNum":
                self._abstract.setdefault(number(e.get(W + "abstractNumId"), -1), e)
            elif e.tag == W + "num":
                self._nums.setdefault(number(e.get(W + "numId"), -1), e)
        self._lists: dict[int, _List | None] = {}
        self._counts: dict[int, list[int | None]] = {}
        self._begun: set[int] = set()

    def known(self, list_id: int) -> bool:
        """Whether there is such a list."""
        return self._list(list_id) is not None

    def level(self, list_id: int, said: int | None, style: Style, style_id: str) -> int:
        """The level of a paragraph in a list: as it says, or the one that belongs to its style (17.9.23), or its style's."""
        found = self._list(list_id)
        if said is not None or found is None:
            return said or 0
        for k, lvl in found.levels.items():
            if lvl.style and lvl.style in (style_id, style.numbered):
                return k
        return style.format.list_level or 0

    def label(self, list_id: int, level: int) -> Label | None:
        """The label of the next paragraph of a list; it counts on. None: there is no such list or level."""
        found = self._list(list_id)
        if found is None or level not in found.levels:
            return None
        counts = self._counts.setdefault(found.definition, [None] * _LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            for k in found.starts:
                counts[k] = None
        for k in range(level):  # a level that is passed over counts: the next number of it is the second
            if counts[k] is None:
                counts[k] = self._start(found, k)
        before = counts[level]
        counts[level] = self._start(found, level) if before is None else min(before + 1, _MOST)
        for k in range(level + 1, _LEVELS):
            restart = found.levels[k].restart if k in found.levels else None
            if restart is None or level < restart:
                counts[k] = None
        return self._written(found, level, counts)

    def _start(self, found: _List, level: int) -> int:
        return found.starts.get(level, found.levels[level].start if level in found.levels else 1)

    def _written(self, found: _List, level: int, counts: list[int | None]) -> Label:
        lvl = found.levels[level]
        if lvl.format == "bullet":
            text = "".join(BULLET if symbol(lvl.face, c) == "〓" else symbol(lvl.face, c) for c in lvl.text)
            return Label(text + _after(lvl, text), "", lvl.hidden)
        unknown = ""

        def number_at(m: re.Match[str]) -> str:
            nonlocal unknown
            k = int(m[1]) - 1
            shown = found.levels.get(k, lvl)
            count = counts[k]
            n = self._start(found, k) if count is None else count
            if lvl.legal or shown.width:
                return str(n) if lvl.legal else f"{n:0{shown.width}}"
            if shown.format not in FORMATS:
                unknown = shown.format
            return FORMATS.get(shown.format, str)(n)

        text = _PLACE.sub(number_at, lvl.text)
        return Label(text + _after(lvl, text), unknown, lvl.hidden)

    def _list(self, list_id: int) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._made(list_id)
        return self._lists[list_id]

    def _made(self, list_id: int) -> _List | None:
        num = self._nums.get(list_id)
        if num is None:
            return None
        definition = number(value(num, "abstractNumId"), -1)
        for _ in range(_LEVELS):  # through styles to the definition that has levels
            abstract = self._abstract.get(definition)
            link = value(abstract, "numStyleLink")
            linked = self._nums.get(self._styles.list_of(link)) if link else None
            if linked is None:
                break
            definition = number(value(linked, "abstractNumId"), -1)
        if abstract is None:
            return None
        levels = dict(_levels(abstract))
        starts = {}
        for override in num.findall(W + "lvlOverride"):
            k = number(override.get(W + "ilvl"), -1)
            if not 0 <= k < _LEVELS:
                continue
            levels.update(dict(_levels(override, k)))
            if override.find(W + "startOverride") is not None:
                starts[k] = min(abs(number(value(override, "startOverride"), 1)), _MOST)
        return _List(definition, levels, starts)


def _levels(parent: Element, only: int | None = None) -> list[tuple[int, _Level]]:
    """The levels that a definition, or an override of it, has."""
    found = []
    for e in parent.findall(W + "lvl"):
        k = number(e.get(W + "ilvl"), -1) if only is None else only
        if 0 <= k < _LEVELS:
            found.append((k, _level(e)))
    return found


def _level(e: Element) -> _Level:
    fmt = e.find(W + "numFmt")
    if fmt is None and (alternatives := e.find(MC + "AlternateContent")) is not None:
        fmt = next((x for x in branches(alternatives) if x.tag == W + "numFmt"), None)
    name = fmt.get(VAL, "decimal") if fmt is not None else "decimal"
    width = 0
    if name == "custom" and fmt is not None:  # written as its first numbers: "001, 002, 003, ..."
        first = fmt.get(W + "format", "").partition(",")[0]
        if first.isdigit() and first.isascii():
            name, width = "decimal", len(first)
        else:
            name = fmt.get(W + "format", "custom")
    restart = e.find(W + "lvlRestart")
    rpr = e.find(W + "rPr")
    fonts = rpr.find(W + "rFonts") if rpr is not None else None
    text = value(e, "lvlText")
    if e.find(W + "lvlPicBulletId") is not None:
        name, text = "bullet", BULLET
    return _Level(
        start=min(abs(number(value(e, "start"), 0)), _MOST),
        format=name,
        width=min(width, 9),
        text=text,
        after=value(e, "suff", "tab"),
        restart=None if restart is None else number(restart.get(VAL), 0),
        legal=bool(switch(e, "isLgl")),
        hidden=rpr is not None and bool(switch(rpr, "vanish")),
        style=value(e, "pStyle"),
        face=(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "") if fonts is not None else "",
    )


def _after(lvl: _Level, text: str) -> str:
    """What follows a label: a space as typed; a tab is a space after half-width characters, where the eye needs one."""
    if not text or lvl.after == "nothing":
        return ""
    return " " if lvl.after == "space" or unicodedata.east_asian_width(text[-1]) not in "WFA" else ""
