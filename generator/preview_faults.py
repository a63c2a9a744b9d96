"""The faults of a page's file, as the preview lists them beside the text: each with its sentence and its place in the page."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from generator import load
from generator.diagnostics import Diagnostic
from generator.links import address, record_of
from generator.messages import sentence
from generator.model import Head
from generator.parse import parse_body, parse_head
from generator.preview_state import State
from generator.preview_texts import faults as texts
from generator.report import words
from generator.text import decode

CONTENT = "content/"
QUOTE, BEFORE = 80, 12  # characters of the text that are quoted, and of what stands before them
FILES = 30  # other files that are named
_MARK = re.compile(r"\s*(?:#{1,6}|[-*+>]|\d{1,9}[.)])\s+")
_ORDER = ("error", "warning", "note", "waived")

Json = dict[str, Any]


class Text(NamedTuple):
    """A file as it stands now: its lines, and the lines where its sections begin with their ids."""

    lines: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    body_line: int = 1

    def section(self, line: int) -> str:
        """The id of the section that a line is in, "" before the first."""
        k = bisect_right(self.starts, line)
        return self.ids[k - 1] if k else ""


def candidates(page: str) -> tuple[str, ...]:
    """Which files under content/ a page can be made from, by its address alone; the first that is there is it."""
    stem = page.removesuffix(".html")
    if page in ("", "index.html"):
        return ("site.yaml",)
    if page.endswith("/index.html"):
        return (f"rounds/{page.removesuffix('/index.html')}.yaml",)
    if stem.startswith(("organisations/", "replies/")):
        return (f"{stem}.yaml", f"{stem}.md")
    return (f"notices/{stem}.md" if "/" in stem else f"pages/{stem}.md", f"{stem}.md")


@lru_cache(maxsize=16384)
def _head(path: str, name: str, language: str, _size: int, _mtime: int) -> Head | None:
    return parse_head(load.read(path), name, language).value if record_of(name) else None


@lru_cache(maxsize=64)
def _text(path: str, name: str, language: str, size: int, mtime: int) -> Text:
    data, head = load.read(path), _head(path, name, language, size, mtime)
    lines = tuple((decode(data, name).value or "").split("\n"))
    if head is None:
        return Text(lines)
    parsed = parse_body(data, head, "", {}, language).value if name.endswith(".md") else None
    sections = parsed.notice.sections if parsed else ()
    return Text(lines, tuple(s.line for s in sections), tuple(s.id for s in sections), head.body_line)


def text_at(root: str, shown: str, language: str) -> Text:
    """A file by its path in the site folder, read anew when it has changed; nothing of one that is gone."""
    path = os.path.join(root, shown)
    try:
        stat = os.stat(path)
        return _text(path, shown.removeprefix(CONTENT), language, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return Text()


def address_at(root: str, shown: str, language: str) -> str:
    """The address of a file's page: as its front matter says, or, where that cannot be read, by its name."""
    path, name = os.path.join(root, shown), shown.removeprefix(CONTENT)
    try:
        stat = os.stat(path)
        head = _head(path, name, language, stat.st_size, stat.st_mtime_ns)
    except OSError:
        head = None
    return head.address if head else address(name, {})


def fault(d: Diagnostic, text: Text, page: str, language: str) -> Json:
    """One fault: what it says, and where the page at `page` ("" for the one that asks) shows it.

    `find` is to be looked for in the element `target`, best behind `before`; "" when the fault is not of a text.
    """
    message, hint = sentence(d.code, d.args, language)
    line = text.lines[d.line - 1] if d.line <= len(text.lines) else ""
    found = line[d.column - 1 : d.column - 1 + min(d.width, QUOTE)].strip()
    public = d.line >= text.body_line and d.path.endswith(".md")
    found = found if public or d.column > 1 else ""  # a key says nothing
    target = text.section(d.line) if public else ""
    w = words(language)
    return {
        "severity": d.severity,
        "word": w[d.severity] + (w["draft"] if d.draft and d.code[0] == "E" else ""),
        "code": d.code,
        "message": message,
        "hint": f"{texts(language)['hint']}{hint}" if hint else "",
        "quote": found + ("…" if d.width > QUOTE else ""),
        "find": found if public else "",
        "before": _MARK.sub("", line[: d.column - 1], count=1)[-BEFORE:] if public else "",
        "place": f"{d.path}:{d.line}:{d.column}",
        "page": f"/{quote(page)}" if page else "",
        "target": target,
    }


def count(faults: Iterable[Diagnostic], language: str) -> str:
    """How many there are of each severity, "" of none."""
    counted = Counter(d.severity for d in faults)
    said = [texts(language)["number"].format(words(language)[s], counted[s]) for s in _ORDER if counted[s]]
    return texts(language)["comma"].join(said)


def faults_of(page: str, state: State, root: str, language: str) -> Json:
    """What the panel of a page says. Files are read only if they have faults."""
    t = texts(language)
    page = page.removeprefix("hant/")
    by_path: dict[str, list[Diagnostic]] = {}
    for d in state.listed:
        by_path.setdefault(d.path, []).append(d)
    own = _source(page, by_path, root, language)
    mine = sorted(by_path.pop(own, ()), key=lambda d: (_ORDER.index(d.severity), d))
    text = text_at(root, own, language)
    blocking = [d for said in by_path.values() for d in said if d.severity == "error"]
    others = sorted(by_path, key=lambda p: (min(_ORDER.index(d.severity) for d in by_path[p]), p))
    return {
        "language": language,
        "title": t["title"],
        "count": count(mine, language) or (t["none"] if not blocking else count(blocking, language)),
        "reading": t["reading"] if state.reading else "",
        "alert": "" if state.ok else t["alert"],
        "raw": "" if state.ok or state.said else state.faults,
        "file": own,
        "faults": [fault(d, text, "", language) for d in mine],
        "blocking": {
            "title": t["blocking"],
            "faults": [_elsewhere(d, root, language) for d in blocking[:FILES]],
        },
        "others": {
            "title": t["others"],
            "files": [
                {"path": p, "href": _href(p, root, language), "count": count(by_path[p], language)}
                for p in others[:FILES]
            ],
            "more": t["more"].format(len(others) - FILES) if len(others) > FILES else "",
        },
        "import": t["import"],
    }


def _source(page: str, faulty: Iterable[str], root: str, language: str) -> str:
    """The file that a page is made from, "" when that is none: one that is named otherwise counts if it has faults."""
    for name in candidates(page):
        if CONTENT + name in faulty and address_at(root, CONTENT + name, language) in (page, "site.yaml"):
            return CONTENT + name
    for shown in faulty:
        if record_of(shown.removeprefix(CONTENT)) == "notice" and address_at(root, shown, language) == page:
            return shown
    return ""


def _elsewhere(d: Diagnostic, root: str, language: str) -> Json:
    page = address_at(root, d.path, language)
    return fault(d, text_at(root, d.path, language), page if page.endswith(".html") else "", language)


def _href(shown: str, root: str, language: str) -> str:
    """Where a file's page is, "" when it has none."""
    if record_of(shown.removeprefix(CONTENT)) in (None, "site", "holidays"):
        return ""
    return "/" + quote(address_at(root, shown, language))
