"""Text → Markdown that says exactly this text: as few escapes as will do, tried with the site's own parser."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape as html_escape

from generator.markdown import scan
from generator.records import unread_fields

# a text without any of these is its own Markdown, but for how its lines begin
_ACTIVE = re.compile(r"[\\`*_<>&\[\]{}|~^#]").search
_PLAIN_START = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]|[A-Za-z(\"'!$%/?@;,.]").match
_BLOCK = re.compile(
    r"(?P<sharp>#{1,6}(?=\s|$))|(?P<bullet>[-+*](?=\s|$))|(?P<number>\d{1,9}(?=[.)](?:\s|$)))|(?P<rule>[-*_](?=[ \t]*(?:[-*_][ \t]*)+$))"
    r"|(?P<other>[>:~|{=`\[]|-(?=[-:| ]*$)|\+(?=[-:| ]*$))"
)
_CLOSING = re.compile(r"(#+)$")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,40};)")
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WITHHOLDS = re.compile(r"公开范围|不公开理由|audience|withheld_reason").search
_COLON = re.compile("[:：]")
_COLONS = (":", "：")


def line_start(line: str) -> str:
    """A line whose beginning opens no block."""
    if not line or _PLAIN_START(line):
        return line
    m = _BLOCK.match(line)
    if m is None:
        return line
    if m.lastgroup == "number":
        return line[: m.end()] + "\\" + line[m.end() :]
    return "\\" + line


def _light(text: str) -> str:
    """Lines that open no block; what stands inside them is left."""
    return "\\\n".join(map(line_start, text.split("\n")))


def inside(text: str) -> str:
    """A text with every mark escaped that could act inside a line."""
    out = []
    for k, c in enumerate(text):
        after = text[k + 1 : k + 2]
        if (
            c in "`*_<[]|~^"
            or (c == "\\" and (not after or after == "\n" or after in _PUNCTUATION))
            or (c == "(" and text[k - 1 : k] == "]")
        ):
            out.append("\\" + c)
        elif c == "&":
            out.append("\\&" if _ENTITY.match(text, k) else c)
        else:
            out.append(c)
    return "".join(out)


def _full(text: str) -> str:
    """The same, and lines that open no block."""
    lines = []
    for line in text.split("\n"):
        escaped = inside(line)
        lines.append(escaped if escaped[:1] == "\\" and line[:1] != "\\" else line_start(escaped))
    return "\\\n".join(lines)


@lru_cache(maxsize=4096)
def paragraph(text: str) -> str:
    """A paragraph; breaks in it are hard ones."""
    if "\n" not in text and not _ACTIVE(text) and _PLAIN_START(text):
        return text
    light = _light(text)
    return light if says(light, text) else _full(text)


def heading(text: str, level: int) -> str:
    """The text of a heading."""
    html = _html(text)
    read = scan(f"{'#' * level} {text}")
    plain = not read.faults and [(c.level, c.text, c.html, c.parts) for c in read.chunks] == [(level, text, html, ())]
    return text if plain else _CLOSING.sub(r"\\\1", inside(text))


def _html(text: str) -> str:
    """A text as the site's parser writes it."""
    return html_escape(text, quote=False).replace('"', "&quot;")


def says(markdown: str, text: str) -> bool:
    """Whether Markdown is one paragraph of exactly this text, without any mark."""
    read = scan(markdown)
    html = _html(text).replace("\n", "<br>\n")
    return (
        not read.faults
        and not read.links
        and [(c.level, c.parts, c.fields) for c in read.chunks] == [(0, (f"<p>{html}</p>\n",), ())]
    )


def unwithheld(markdown: str) -> str:
    """Markdown whose lines are not taken for a field that was written wrongly: their colon is a reference."""
    if not (markdown[:1] in _COLONS or _WITHHOLDS(markdown) or "\n:" in markdown or "\n：" in markdown):
        return markdown
    lines = markdown.split("\n")
    return "\n".join(_COLON.sub(_reference, line, 1) if unread_fields([line], "", ()) else line for line in lines)


def _reference(m: re.Match[str]) -> str:
    return f"&#{ord(m[0])};"
