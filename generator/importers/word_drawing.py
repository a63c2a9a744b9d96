"""Drawings of Word, DrawingML and VML: the pictures, text boxes and objects in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from generator.importers.word_xml import MC, OFFICE, WP, A, C, M, R, V, W, branches

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_CHART_2016 = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_CONTENT_PART = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}contentPart"
_OBJECTS: Mapping[str, str] = {
    C + "chart": "Chart",
    _CHART_2016: "Chart",
    _DIAGRAM: "SmartArt",
    W + "contentPart": "Ink",
    _CONTENT_PART: "Ink",
    W + "control": "ActiveX",
    W + "objectEmbed": "Object",
    W + "objectLink": "Object",
    W + "movie": "Movie",
}

_TEXT = frozenset((W + "t", W + "delText", A + "t", M + "t"))


class Shown(NamedTuple):
    """A thing in a drawing: "picture" (id of its relationship; alternative text), "box" (its element), "art" (a
    text drawn as a picture), "object" (what made it), "crop" (the same), "hidden" (its name),
    "unknown" (a text that is none of these)."""

    what: str
    text: str
    alt: str = ""
    element: Element | None = None


def drawn(drawing: Element) -> Iterator[Shown]:
    """What a drawing shows, in its order; text boxes are not looked into. Of pictures of objects nothing is said."""
    alt = ""
    inside = drawing.tag == W + "object"  # a picture in it stands for an object
    todo: list[Element] = [drawing]
    while todo:
        e = todo.pop()
        tag = e.tag
        if tag == W + "txbxContent":
            yield Shown("box", "", element=e)
            continue
        if tag in (WP + "docPr", V + "shape", V + "rect", V + "group"):
            alt = e.get("descr") or e.get("title") or e.get("alt") or alt * (tag == V + "rect")
        if tag == WP + "docPr" and e.get("hidden") in ("1", "true"):
            yield Shown("hidden", alt or e.get("name", ""))
            return
        if tag == A + "blip" and not inside:
            yield Shown("picture", e.get(R + "embed") or e.get(R + "link") or "", alt)
        elif tag == V + "imagedata" and not inside:
            yield Shown("picture", e.get(R + "id") or e.get(R + "href") or e.get(R + "pict") or "", alt)
            if any(_part(e.get(f"crop{side}", "")) for side in ("left", "top", "right", "bottom")):
                yield Shown("crop", "", alt)
        elif tag == A + "srcRect" and not inside:
            if any(_part(e.get(side, "")) for side in "ltrb"):
                yield Shown("crop", "", alt)
        elif tag in _TEXT and e.text:
            yield Shown("unknown", e.text)
        elif tag == V + "textpath":
            yield Shown("art", e.get("string", ""))
        elif tag == OFFICE + "OLEObject":
            yield Shown("object", e.get("ProgID", "") or "Object")
        elif tag in _OBJECTS:
            yield Shown("object", _OBJECTS[tag])
        children: Iterable[Element] = branches(e) if tag == MC + "AlternateContent" else e
        todo += reversed(list(children))


def _part(cut: str) -> bool:
    """Whether an edge is cut off: a positive number, whatever its unit."""
    return bool(cut.strip("0.%f ")) and not cut.startswith("-")
