"""Names and values in the XML of Word files (ECMA-376 part 1, 17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"

VAL = W + "val"
_OFF = frozenset(("0", "false", "off"))
_INTEGER = re.compile(r"[+-]?\d{1,9}")
_SPACE = re.compile(r"[\s　]+")


def value(parent: Element | None, name: str, default: str = "") -> str:
    """The `w:val` of a child of w: …, or the default."""
    found = parent.find(W + name) if parent is not None else None
    return found.get(VAL, default) if found is not None else default


def number(text: str | None, default: int = 0) -> int:
    """A whole number as it stands in an attribute, or the default."""
    return int(text) if text and _INTEGER.fullmatch(text) else default


def switch(parent: Element, name: str) -> bool | None:
    """Whether a property is on (17.17.4), or None when nothing is said of it."""
    found = parent.find(W + name)
    return None if found is None else found.get(VAL, "1") not in _OFF


def excerpt(text: str, most: int = 60) -> str:
    """A text as messages quote it: on one line, and not all of a long one."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= most else line[: most - 1] + "…"


def words(e: Element) -> str:
    """All text under an element, whatever it is for."""
    names = (W + "t", W + "delText", M + "t", A + "t")
    return "".join(x.text or "" for x in e.iter() if x.tag in names)


def branches(alternatives: Element) -> Iterator[Element]:
    """The one branch of `mc:AlternateContent` that is read: the first whose extensions are known, or the fallback."""
    usable = (e for e in alternatives if e.tag == MC + "Fallback" or set(e.get("Requires", "?").split()) <= _KNOWN)
    chosen = next(usable, next(iter(alternatives), None))
    yield from () if chosen is None else chosen


_KNOWN = frozenset("wps wpg wpc wpi w14 w15 w16 w16cid w16se w16cex w16sdtdh wp14 wp15 a14 v o c cx cx1 cx2 cx4 am3d aink".split())  # fmt: skip
