"""Markdown text → blocks, links and faults: by the short path where it can, else by markdown-it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator import plain
from generator.blocks import A_LINE, Chunk, Fault, Field, FieldList, Items, LinkRef, Scan, has_pair
from generator.dialect import WORDS, break_vanishes, parser

# constructs that reach beyond the chunk they stand in: fences, references, footnotes, heading attributes,
# definition lists
_REACHING = ((b"`", b"`"), (b"~", b"~"), (b"]", b":"), (b"[", b"^"), (b"^", b"["))
_DEFINITION = re.compile(rb"^ {0,3}[:~][ \t]", re.MULTILINE).search
_HEADING_ATTRIBUTES = re.compile(rb"^[ \t]*\{[^\n]*\}[ \t]*(?:\n[ \t]*)*\n[ \t]*#", re.MULTILINE).search
_TAG = re.compile(r"(?<!\\)<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|!--|!DOCTYPE|\?)", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_REFUSED = re.compile(r"\]\(\s*<?((?:javascript|vbscript|data|file)\s*:[^)>\s]*)", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):").match
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
CLASSES = {"signature": "signature", "落款": "signature", "centre": "centre", "居中": "centre", "date": "signature"}
_ID = re.compile(r"[a-z][a-z0-9-]*").fullmatch

Resolve = Callable[[str], str]


def scan(text: str, first_line: int = 1, resolve: Resolve = str, language: str = "zh-CN") -> Scan:
    """The blocks, links and faults of a Markdown text.

    `first_line` is the line of the file the text starts on; `resolve` turns a link as written into
    the address printed; `language` is that of the few words that are added (table, back to the text).
    Never raises, whatever the text.
    """
    reader = _Reader(text, first_line, resolve, language)
    raw = text.encode("ascii", "replace")  # bytes are searched several times quicker than Chinese text
    if _reaches(raw):
        return _result(reader, reader.full(first_line - 1, first_line + text.count("\n")))
    return _result(reader, plain.scan(text, raw, first_line, reader.inline, reader.again))


def _reaches(raw: bytes) -> bool:
    """Whether a construct may reach beyond its chunk: fences, references, footnotes and the like."""
    if any(has_pair(raw, *pair) for pair in _REACHING) or (b"{" in raw and _HEADING_ATTRIBUTES(raw) is not None):
        return True
    marked = b"~" in raw or has_pair(raw, b":", b" ") or has_pair(raw, b":", b"\t")
    return marked and _DEFINITION(raw) is not None


def scan_full(text: str, first_line: int = 1, resolve: Resolve = str, language: str = "zh-CN") -> Scan:
    """The same as scan, by the full parser alone: what the short path is proven against."""
    reader = _Reader(text, first_line, resolve, language)
    return _result(reader, reader.full(first_line - 1, first_line + text.count("\n")))


def _result(reader: _Reader, chunks: list[Chunk]) -> Scan:
    return Scan(tuple(chunks), tuple(reader.links), tuple(sorted(set(reader.faults))))


class _Reader:
    """Reads chunks of one text, and gathers its links and faults."""

    def __init__(self, text: str, first_line: int, resolve: Resolve, language: str) -> None:
        self.words = WORDS["en" if language == "en" else "zh"]
        self.tables = 0
        self.source = text
        self.first_line = first_line
        self.resolve = resolve
        self.notes: set[str] = set()
        self.links: list[LinkRef] = []
        self.faults: list[Fault] = []

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file from its first, blank where they are not the text's."""
        return [""] * (self.first_line - 1) + self.source.split("\n")

    def again(self, start: int, end: int) -> list[Chunk]:
        """A chunk the short path gave up; what it had gathered there is forgotten."""
        self.links = [r for r in self.links if not start < r.line <= end]
        self.faults = [f for f in self.faults if not start < f.line <= end]
        return self.full(start, end)

    def place(self, first: int, last: int, *needles: str) -> tuple[int, int, int]:
        """Line, column and width of the first needle found in lines first…last-1."""
        for needle in needles:
            if needle:
                for i in range(first, min(last, len(self.lines))):
                    column = self.lines[i].find(needle)
                    if column >= 0:
                        return i + 1, column + 1, len(needle)
        return first + 1, 1, 0

    def inline(self, text: str, first: int, last: int) -> tuple[str, str]:
        """Plain text and HTML of inline Markdown from lines first…last-1."""
        md = parser()
        env: dict[str, Any] = {"words": self.words}
        tokens = md.parseInline(text.strip(), env)
        return self.rendered(tokens[0], first, last, env)

    def rendered(self, token: Any, first: int, last: int, env: dict[str, Any]) -> tuple[str, str]:
        md = parser()
        children = token.children or []
        if "[^" in token.content:
            for child in children:
                for mark in _FOOTNOTE_MARK(child.content) if child.type == "text" else ():
                    if mark[1] not in self.notes:
                        self.faults.append(Fault(*self.place(first, last, mark[0]), "E0315", (mark[1],)))
        self.examine(token.content, first, last)
        for child in children:
            if child.type == "link_open":
                href = str(child.attrGet("href") or "")
                written = unquote(href)
                line, column, width = self.place(first, last, written, href)
                self.links.append(LinkRef("link", written, line, column, width))
                if (m := _SCHEME(href)) and m[1].lower() not in SCHEMES:
                    self.faults.append(Fault(line, column, width, "E0302", (written,)))
                    child.attrSet("href", "#")
                else:
                    child.attrSet("href", self.resolve(href))
            elif child.type == "image":
                href = str(child.attrGet("src") or "")
                written = unquote(href)
                line, column, width = self.place(first, last, written, href)
                alt = _text(child.children or [])
                self.links.append(LinkRef("image", written, line, column, width, alt))
                if not alt.strip():
                    self.faults.append(Fault(line, column, width, "E0403", ()))
                child.attrSet("src", self.resolve(href))
        return _text(children), md.renderer.renderInline(children, md.options, env)

    def examine(self, content: str, first: int, last: int) -> None:
        """Report raw HTML and refused links, which the parser leaves as text."""
        if "<" in content:
            bare = _CODE_SPAN.sub(lambda m: " " * len(m[0]), content)
            for m in _TAG.finditer(bare):
                tag = m[0].split("\n")[0]
                self.faults.append(Fault(*self.place(first, last, tag), "E0301", (tag,)))
        if "](" in content:
            for m in _REFUSED.finditer(content):
                self.faults.append(Fault(*self.place(first, last, m[1]), "E0302", (m[1],)))

    def full(self, start: int, end: int) -> list[Chunk]:
        """The chunks of lines start…end-1 by markdown-it."""
        md = parser()
        env: dict[str, Any] = {"words": self.words}
        tokens = md.parse("\n".join(self.lines[start:end]), env)
        if "footnotes" in env or any("[^" in line for line in self.lines[start:end]):
            self.footnotes(env.get("footnotes", {}).get("refs", {}), start, end)
        found = _Gathered(start + 1)
        i = 0
        while i < len(tokens):
            token = tokens[i]
            j = i
            if token.nesting == 1:
                depth = 1
                while depth:
                    j += 1
                    depth += tokens[j].nesting
            found.add(self.block(tokens[i : j + 1], start, env))
            i = j + 1
        return found.chunks()

    def footnotes(self, refs: dict[str, int], start: int, end: int) -> None:
        """Report notes without a mark, marks without a note, and notes given twice: none goes in silence."""
        given: dict[str, int] = {}
        for i in range(start, end):
            if m := _FOOTNOTE(self.lines[i]):
                place = (i + 1, m.start(1) + 1, len(m[1]))
                if m[1] in given:
                    self.faults.append(Fault(*place, "E0314", (m[1], str(given[m[1]]))))
                elif refs.get(":" + m[1], 0) < 0:
                    self.faults.append(Fault(*place, "W0313", (m[1],)))
                given.setdefault(m[1], i + 1)
        self.notes = set(given)

    def block(self, tokens: Sequence[Any], start: int, env: dict[str, Any]) -> Chunk | FieldList | Items | _Html:
        """A heading as a chunk with nothing under it yet, or one block of what stands under headings."""
        head = tokens[0]
        first, last = (start + head.map[0], start + head.map[1]) if head.map else (start, start + 1)
        css, id_ = self.attributes(head, first)
        if head.type in ("heading_open", "paragraph_open"):
            inline = tokens[1]
            text, html = self.rendered(inline, first, last, env)
            if head.type == "heading_open":
                return Chunk(first + 1, int(head.tag[1]), text, html, id_, "", ())
            children = inline.children or []
            if len(children) == 1 and children[0].type == "image":
                return _Html(_figure(html, children[0]))
            shown = (f' class="{css}"' if css else "") + (f' id="{id_}"' if id_ else "")
            return _Html(f"<p{shown}>{html}</p>\n", text)
        if head.type in ("bullet_list_open", "ordered_list_open") and not css and not id_:
            items = self.items(tokens, start, env, "list_item_open")
            if items is not None:
                level = 0 if head.type == "bullet_list_open" else int(head.attrGet("start") or 1)
                if level or head.type == "bullet_list_open":
                    return Items(*items, level)
        if head.type == "field_list_open":
            fields = self.fields(tokens, start, env)
            if fields is not None:
                return FieldList(fields, False)
        for token in tokens:
            if token.type == "inline":
                at = (start + token.map[0], start + token.map[1]) if token.map else (first, last)
                self.rendered(token, *at, env)
            elif token.type not in ("fence", "code_block") and token is not head:
                self.attributes(token, start + token.map[0] if token.map else first)
        for token in tokens:
            if token.type in ("th_open", "td_open") and token.attrs:
                # the site's policy allows no style of a single element
                token.attrs["class"] = str(token.attrs.pop("style")).rpartition(":")[2].replace("center", "centre")
        md = parser()
        html = md.renderer.render(list(tokens), md.options, env)
        if head.type == "table_open":
            self.tables += 1
            html = f'<section class="table" tabindex="0" aria-label="{self.words[0]}{self.tables}">\n{html}</section>\n'
        return _Html(html)

    def items(
        self, tokens: Sequence[Any], start: int, env: dict[str, Any], opens: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Texts and HTML of the items of a flat list, or None when one holds more than a paragraph."""
        inner = tokens[1:-1]
        shape = [opens, "paragraph_open", "inline", "paragraph_close", opens.replace("open", "close")]
        if len(inner) % 5 or any(t.type != shape[k % 5] for k, t in enumerate(inner)):
            return None
        if any(t.attrs for t in inner):
            return None
        both = [self.rendered(t, start + t.map[0], start + t.map[1], env) for t in inner[2::5]]
        return tuple(t for t, _ in both), tuple(h for _, h in both)

    def fields(self, tokens: Sequence[Any], start: int, env: dict[str, Any]) -> tuple[Field, ...] | None:
        """Names and values of a field list, or None when a value is more than a line of text."""
        out: list[Field] = []
        name, line, value, state = "", start + 1, "", ""
        for t in tokens[1:-1]:
            if t.type == "fieldlist_name_open":
                name, value, state = "", "", "name"
                line = start + t.map[0] + 1 if t.map else line
            elif t.type == "fieldlist_body_open":
                state = "body"
            elif t.type == "fieldlist_body_close":
                out.append(Field(line, name, value))
            elif t.type == "inline" and state == "name":
                name = _text(t.children or []).strip()
            elif t.type == "inline" and not value:
                value = _text(t.children or []).strip()
            elif t.type not in ("fieldlist_name_close", "paragraph_open", "paragraph_close"):
                return None
        return tuple(out)

    def attributes(self, token: Any, first: int) -> tuple[str, str]:
        """Class and id a block was given; what is not allowed is reported and dropped."""
        if not token.meta and not (token.attrs and ("class" in token.attrs or "id" in token.attrs)):
            return "", ""
        refused = list(token.meta.get("insecure_attrs", {})) if token.meta else []
        css, id_ = "", ""
        if "insecure_attrs" in token.meta or token.attrs:
            classes = (
                str(token.attrs.get("class", "")).split()
                if _OURS.isdisjoint(str(token.attrs.get("class", "")).split())
                else []
            )
            good = [CLASSES[c] for c in classes if c in CLASSES]
            refused += ["." + c for c in classes if c not in CLASSES]
            id_ = str(token.attrs.get("id", ""))
            if id_ and not _ID(id_):
                refused.append("#" + id_)
                id_ = ""
            css = " ".join(good)
            if classes:
                if good:
                    token.attrs["class"] = css
                else:
                    token.attrs.pop("class", None)
            if "id" in token.attrs and not id_:
                token.attrs.pop("id")
        for name in refused:
            line = max(first - 1, 0)
            self.faults.append(Fault(*self.place(line, first + 1, name.lstrip(".#")), "E0308", (name,)))
        return css, id_


_OURS = frozenset(("footnotes", "footnote-item", "footnotes-list", "footnotes-sep", "footnote-ref", "field-list"))
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:").match
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]").finditer


class _Html(NamedTuple):
    """A block as HTML; `paragraph` is its text when it is a paragraph."""

    html: str
    paragraph: str = ""


class _Gathered:
    """Gathers blocks under their headings."""

    def __init__(self, line: int) -> None:
        self.heads = [Chunk(line, 0, "", "", "", "", ())]
        self.under: list[tuple[list[str | Items], list[FieldList], list[str]]] = [([], [], [])]

    def add(self, block: Chunk | FieldList | Items | _Html) -> None:
        parts, fields, paragraphs = self.under[-1]
        if isinstance(block, Chunk):
            self.heads.append(block)
            self.under.append(([], [], []))
        elif isinstance(block, FieldList):
            fields.append(block._replace(late=bool(parts)))
        elif isinstance(block, Items):
            parts.append(block)
        else:
            parts.append(block.html)
            paragraphs.append(block.paragraph)

    def chunks(self) -> list[Chunk]:
        out = []
        for head, (parts, fields, paragraphs) in zip(self.heads, self.under, strict=True):
            texts = [t for t in paragraphs if t]
            long = [t for t in texts if len(t) > A_LINE] if not head.level else texts
            opening = (long or texts[-1:] or [""])[0]
            if head.level or parts or fields:
                out.append(head._replace(opening=opening, parts=tuple(parts), fields=tuple(fields)))
        return out


def _text(children: Sequence[Any]) -> str:
    """The text of inline tokens, without marks."""
    out: list[str] = []
    for k, t in enumerate(children):
        if t.type == "softbreak":
            out.append("" if break_vanishes(children, k) else "\n")
        elif t.type == "hardbreak":
            out.append("\n")
        elif t.type == "image":
            out.append(_text(t.children or []))
        elif t.content and not t.type.startswith("footnote"):
            out.append(t.content)
    return "".join(out)


def _figure(html: str, image: Any) -> str:
    """An image that stands alone, with its title as caption."""
    caption = image.attrGet("title")
    below = (
        f"<figcaption>{plain.escaped(str(caption).replace('&', '&amp;').replace('<', '&lt;'))}</figcaption>"
        if caption
        else ""
    )
    return f"<figure>{html}{below}</figure>\n"
