"""How text looks in a Word file, as far as reading depends on it: from styles, their kin, and what stands at the text.

ECMA-376 part 1, 17.7: what a style does not say its ancestors do; switches of a paragraph's and a character's style
together turn each other off (17.7.3); what stands at the text wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple
from xml.etree.ElementTree import Element

from generator.importers.word_xml import VAL, A, W, number, switch, value

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_WHITE = re.compile(r"f[a-f]f[a-f]f[a-f]|white", re.IGNORECASE)
# 黑体 and 小标宋 of all foundries, by their Chinese and English names (GB/T 9704 7.3: titles and headings)
_STRONG = re.compile(r"黑体|小标宋|大标宋|simhei|heiti|fzhei|fzxiaobiaosong|fzdabiaosong|stheiti", re.IGNORECASE)
_YAHEI = re.compile(r"雅黑|yahei", re.IGNORECASE)


class Look(NamedTuple):
    """How a run looks. None: nothing is said of it here."""

    bold: bool | None = None
    hidden: bool | None = None
    face: str | None = None  # of Chinese characters
    latin: str | None = None  # of others
    pale: bool | None = None  # white
    shaded: bool | None = None  # on a ground that is not white
    tiny: bool | None = None  # a point high or less
    struck: bool | None = None
    raised: bool | None = None  # superscript or subscript

    def over(self, under: Look) -> Look:
        """This where it says something, the other elsewhere."""
        return Look._make(b if a is None else a for a, b in zip(self, under, strict=True))


PLAIN = Look()


class Format(NamedTuple):
    """What a paragraph says of itself. None: nothing."""

    outline: int | None = None  # 0 the highest, 9 text
    list_id: int | None = None
    list_level: int | None = None
    align: str | None = None
    shaded: bool | None = None

    def over(self, under: Format) -> Format:
        """This where it says something, the other elsewhere."""
        return Format._make(b if a is None else a for a, b in zip(self, under, strict=True))


class Style(NamedTuple):
    """A style with all it has from its ancestors. `numbered` is the one of them that brought the list."""

    format: Format
    look: Look
    level: int  # of a heading, from 1; 0 of text
    numbered: str


_NOTHING = Style(Format(), PLAIN, 0, "")


class Styles:
    """The styles of a document, by the two roots of its parts."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._theme = theme
        found = styles.findall(W + "style") if styles is not None else []
        self._elements = {e.get(W + "styleId", ""): e for e in found}
        self.default = {
            e.get(W + "type", ""): e.get(W + "styleId", "")
            for e in reversed(found)
            if e.get(W + "default", "0") not in ("0", "false", "off")
        }
        self._made: dict[str, Style] = {}
        self._looks: dict[tuple[str, str, Look], Look] = {}
        rpr = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if styles is not None else None
        self._base = self.look_of(rpr)

    def style(self, id_: str) -> Style:
        """A style by its id; an unknown one says nothing. The ones used when none is named are in `default`."""
        chain: list[str] = []
        while id_ not in self._made:
            self._made[id_] = _NOTHING  # styles based on each other in a circle end here
            chain.append(id_)
            id_ = value(self._elements.get(id_), "basedOn")
        made = self._made[id_]
        for id_ in reversed(chain):
            made = self._made[id_] = self._based(id_, made)
        return made

    def list_of(self, id_: str) -> int:
        """The list that a numbering style names, 0 for none."""
        return self.style(id_).format.list_id or 0

    def _based(self, id_: str, under: Style) -> Style:
        """A style that is based on another."""
        e = self._elements.get(id_)
        if e is None:
            return _NOTHING
        fmt = format_of(e.find(W + "pPr"))
        named = _HEADING.fullmatch(value(e, "name").strip())
        level = under.level if fmt.outline is None else (fmt.outline + 1) % 10
        if fmt.outline is None and named:
            level = int(named[1])
        numbered = under.numbered if fmt.list_id is None else id_
        return Style(fmt.over(under.format), self.look_of(e.find(W + "rPr")).over(under.look), level, numbered)

    def effective(self, paragraph: str, character: str, direct: Look) -> Look:
        """How a run looks, by the styles of its paragraph and its own, and what stands at it."""
        key = paragraph, character, direct
        found = self._looks.get(key)
        if found is None:
            above, own, base = self.style(paragraph).look, self.style(character).look, self._base
            under = (
                own.over(above)
                .over(base)
                ._replace(
                    bold=bool(base.bold) or bool(above.bold) != bool(own.bold),
                    hidden=bool(base.hidden) or bool(above.hidden) != bool(own.hidden),
                    struck=bool(base.struck) or bool(above.struck) != bool(own.struck),
                )
            )
            found = self._looks[key] = direct.over(under)
        return found

    def look_of(self, rpr: Element | None) -> Look:
        """What the properties of a run say."""
        if rpr is None or not len(rpr):
            return PLAIN
        face = latin = pale = shaded = tiny = hidden = struck = raised = None
        for e in rpr:
            tag = e.tag
            if tag == W + "rFonts":
                face, latin = self._faces(e)
            elif tag == W + "color":
                pale = bool(_WHITE.fullmatch(e.get(VAL, "")))
            elif tag == W + "shd":
                shaded = _shaded(e)
            elif tag == W + "highlight":
                shaded = e.get(VAL, "none") not in ("none", "white")
            elif tag == W + "sz":
                tiny = number(e.get(VAL), 99) <= 2
            elif tag == W + "vertAlign":
                raised = e.get(VAL) in ("superscript", "subscript")
            elif tag in (W + "vanish", W + "webHidden"):
                hidden = bool(hidden) or e.get(VAL, "1") not in ("0", "false", "off")
            elif tag in (W + "strike", W + "dstrike"):
                struck = bool(struck) or e.get(VAL, "1") not in ("0", "false", "off")
        return Look(switch(rpr, "b"), hidden, face, latin, pale, shaded, tiny, struck, raised)

    def _faces(self, fonts: Element) -> tuple[str | None, str | None]:
        """The type faces of Chinese and of other characters."""
        face = fonts.get(W + "eastAsia")
        if theme := fonts.get(W + "eastAsiaTheme"):
            face = self._theme_faces["major" if theme.startswith("major") else "minor"]
        return face, fonts.get(W + "ascii") or fonts.get(W + "hAnsi")

    @cached_property
    def _theme_faces(self) -> Mapping[str, str]:
        """The Chinese type faces of headings and of text in the theme."""
        faces = {"major": "", "minor": ""}
        for kind in faces if self._theme is not None else ():
            fonts = self._theme.find(f".//{A}{kind}Font") if self._theme is not None else None
            if fonts is not None:
                ea = fonts.find(A + "ea")
                named = [e.get("typeface", "") for e in fonts.findall(A + "font") if e.get("script") == "Hans"]
                faces[kind] = (ea.get("typeface", "") if ea is not None else "") or "".join(named[:1])
        return faces


def format_of(ppr: Element | None) -> Format:
    """What the properties of a paragraph (or of a paragraph style) say."""
    if ppr is None:
        return Format()
    list_id = list_level = outline = align = shaded = None
    for e in ppr:
        tag = e.tag
        if tag == W + "numPr":
            if e.find(W + "numId") is not None:
                list_id = number(value(e, "numId"))
            if e.find(W + "ilvl") is not None:
                list_level = min(max(number(value(e, "ilvl")), 0), 8)
        elif tag == W + "outlineLvl":
            outline = min(max(number(e.get(VAL), 9), 0), 9)
        elif tag == W + "jc":
            align = {"center": "centre", "right": "right", "end": "right"}.get(e.get(VAL, ""), "")
        elif tag == W + "shd":
            shaded = _shaded(e)
    return Format(outline, list_id, list_level, align, shaded)


def strong_face(face: str | None) -> bool:
    """Whether headings are set in a type face."""
    return bool(face and _STRONG.search(face) and not _YAHEI.search(face))


def _shaded(e: Element) -> bool:
    fill = e.get(W + "fill", "auto")
    return fill != "auto" and not _WHITE.fullmatch(fill)
