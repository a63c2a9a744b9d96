"""HTML pasted from a content management system → a paper. nh3 cleans it first; what is hidden or lost is told."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from generator.diagnostics import Diagnostic, Outcome, Span, at
from generator.importers.inline import joined, text_of
from generator.importers.paper import Cell, Paper, Paragraph, Picture, Run, Table
from generator.importers.plain import decoded

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr "
    "html li main nav ol p pre section summary ul".split()
) | frozenset(_HEADINGS)
_TABLES = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))
_INLINE = frozenset(
    "a abbr b bdi cite code del dfn em font i img ins kbd mark q s small span strike strong sub sup u br wbr".split()
)
_BOLD = frozenset(("b", "strong"))
_LOST = frozenset(
    "script style noscript template iframe object embed video audio canvas svg math select button textarea input map".split()
)
_CLEANED = _LOST - {"iframe", "object", "embed", "video", "audio", "canvas", "svg", "math", "map", "input"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE
).search
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE).search
_WEIGHT = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-family\s*:[^;]*(?:黑体|SimHei|小标宋)", re.IGNORECASE
).search
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE).search
_SPACE = re.compile(r"[ \t\n\r\f]+")
_DATA = re.compile(r"data:image/([a-z+]{2,8});base64,(.*)", re.DOTALL).match
_SPAN = re.compile(r"\d{1,3}").fullmatch
_DEEP = 200  # elements in each other; deeper ones are read as if they stood side by side


def read(data: bytes, name: str) -> Outcome[Paper]:
    """A page, or a piece of one, as a paper; the place of a paragraph is its number."""
    try:
        import nh3
    except ImportError:
        return Outcome(None, (at(name, Span(), "E2172"),))
    if (m := _CHARSET(data[:4096])) and m[1].lower() in (b"gb2312", b"gbk"):
        data = re.sub(re.escape(m[1]), b"gb18030", data, count=1)
    text = decoded(data, name)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    source = text.value.replace("\x00", "")
    found = [*text.diagnostics, *_lost(source, name)]
    attributes = {
        "a": {"href"},
        "img": {"src", "alt"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "ol": {"start"},
        "*": {"style", "align", "hidden"},
    }
    cleaned = nh3.clean(
        source, tags=set(_BLOCKS | _TABLES | _INLINE), clean_content_tags=set(_CLEANED), attributes=attributes,
        link_rel=None, url_schemes={"http", "https", "mailto", "tel", "data"},
    )  # fmt: skip
    reader = _Reader(name, found)
    reader.feed(cleaned)
    reader.close()
    paper = reader.paper()
    return Outcome(paper, tuple(found))


def _lost(source: str, name: str) -> Iterator[Diagnostic]:
    """Elements whose content is not read, each kind once, where it first stands."""
    seen = set()
    for m in re.finditer(r"<([a-zA-Z]+)[\s>/]", source):
        tag = m[1].lower()
        if tag in _LOST and tag not in seen:
            seen.add(tag)
            yield at(name, Span(), "N2175", f"<{tag}>")


class _Reader(HTMLParser):
    """Reads cleaned HTML: all elements are known and closed."""

    def __init__(self, name: str, found: list[Diagnostic]) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.found = name, found
        self.blocks: list[Paragraph | Table] = []
        self.pictures: dict[str, Picture] = {}
        self.runs: list[Run] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.place = 0
        self.label = ""
        self.lists: list[int] = []  # of open lists: the next number, 0 without
        self.tables: list[list[list[Cell]]] = []
        self.cells: list[list[Paragraph]] = []
        self.started: list[int] = []

    def paper(self) -> Paper:
        self.end_paragraph()
        return Paper(tuple(self.blocks), {}, self.pictures)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag in _BLOCKS or tag in _TABLES:
            self.end_paragraph()
        if tag == "br":
            self.runs.append(Run("\n"))
        elif tag == "img":
            self.picture(given)
        elif tag in ("wbr", "hr"):
            pass
        else:
            self.open.append((tag, given))
        if tag in ("ol", "ul"):
            self.lists.append(
                int(given["start"]) if tag == "ol" and _SPAN(given.get("start", "")) else int(tag == "ol")
            )
        elif tag == "li" and self.lists:
            self.label = f"{self.lists[-1]}. " if self.lists[-1] else "• "
            self.lists[-1] += bool(self.lists[-1])
        elif tag == "table":
            self.tables.append([])
            self.started.append(self.place + 1)
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.cells.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _TABLES:
            self.end_paragraph()
        given: dict[str, str] = {}
        for k in range(len(self.open) - 1, -1, -1):
            if self.open[k][0] == tag:
                given = self.open[k][1]
                del self.open[k:]
                break
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif tag in ("td", "th") and self.tables and self.cells:
            paragraphs = tuple(self.cells.pop())
            if not self.tables[-1]:
                self.tables[-1].append([])
            span = [int(given.get(k, "")) if _SPAN(given.get(k, "")) else 1 for k in ("colspan", "rowspan")]
            self.tables[-1][-1].append(Cell(paragraphs, max(span[0], 1), max(span[1], 1)))
        elif tag == "table" and self.tables:
            rows = tuple(tuple(row) for row in self.tables.pop() if row)
            place = self.started.pop()
            if not self.tables and not self.cells:
                self.blocks.append(Table(rows, place))
            else:  # a table in a table: its paragraphs
                (self.cells[-1] if self.cells else self.blocks).extend(
                    p for row in rows for cell in row for p in cell.paragraphs
                )

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        if not text.strip(" ") and (not self.runs or self.runs[-1].text.endswith((" ", "\n"))):
            return
        styles = [g.get("style", "") for _, g in self.open]
        if any(_HIDDEN(s) for s in styles) or any("hidden" in g for _, g in self.open):
            if text.strip():
                self.found.append(at(self.name, Span(self.place + 1), "W2173", text.strip()[:60]))
            return
        bold = any(t in _BOLD for t, _ in self.open) or any(_WEIGHT(s) for s in styles)
        href = next((g.get("href", "") for t, g in reversed(self.open) if t == "a"), "")
        self.runs.append(Run(text, bold, href))

    def picture(self, given: dict[str, str]) -> None:
        source = given.get("src", "")
        if m := _DATA(source):
            try:
                data = base64.b64decode(re.sub(r"\s", "", m[2]), validate=True)
            except (binascii.Error, ValueError):
                data = b""
            if data:
                key = f"p{len(self.pictures) + 1}"
                self.pictures[key] = Picture(f"picture.{m[1].replace('jpeg', 'jpg')}", data, given.get("alt", ""))
                self.runs.append(Run("", picture=key))
                return
        self.found.append(at(self.name, Span(self.place + 1), "W2174", source[:120] or given.get("alt", "") or "img"))

    def end_paragraph(self) -> None:
        runs = _tight(self.runs)
        self.runs = []
        if not runs:
            return
        self.place += 1
        tags = [t for t, _ in self.open]
        level = next((_HEADINGS[t] for t in reversed(tags) if t in _HEADINGS), 0)
        align = ""
        for tag, given in self.open:
            if tag == "center":
                align = "centre"
            elif m := _ALIGN(given.get("style", "")):
                align = m[1].lower()
            elif given.get("align", "").lower() in ("center", "right"):
                align = given["align"].lower()
        strong = all(r.bold for r in runs if r.text.strip()) and any(r.text.strip() for r in runs)
        label, self.label = self.label, ""
        paragraph = Paragraph(runs, self.place, label, level, strong, align.replace("center", "centre"))
        (self.cells[-1] if self.cells else self.blocks).append(paragraph)


def _tight(runs: list[Run]) -> tuple[Run, ...]:
    """Runs as a browser shows them: one space for several, none at the ends of lines."""
    text = ""
    out: list[Run] = []
    for run in runs:
        said = run.text
        if text[-1:] in (" ", "\n", "") and said[:1] == " ":
            said = said.lstrip(" ")
        if said[:1] == "\n" and text[-1:] == " ":
            out[-1] = out[-1]._replace(text=out[-1].text.rstrip(" "))
        out.append(run._replace(text=said))
        text += said
    tidy: Any = joined(out)
    said = text_of(tidy)
    return tidy if said.strip(" \n") or any(r.picture for r in tidy) else ()
