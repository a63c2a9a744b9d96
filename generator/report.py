"""Diagnostics as a person or a program reads them: text with the line and a caret, JSON, GitHub."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterable

from generator.diagnostics import Diagnostic
from generator.messages import sentence

_WORDS = {
    "zh": {"error": "错误", "warning": "警告", "note": "提示", "waived": "已允许", "hint": "建议", "draft": "（草稿，不影响发布）"},
    "en": {"error": "error", "warning": "warning", "note": "note", "waived": "waived", "hint": "hint", "draft": " (draft, does not stop the build)"},
}  # fmt: skip


def words(language: str) -> dict[str, str]:
    return _WORDS["en" if language == "en" else "zh"]


def as_text(diagnostics: Iterable[Diagnostic], root: str, language: str) -> list[str]:
    """Each fault as `file:line:column: error[E0123]: message`, its line with a caret, and a hint."""
    out: list[str] = []
    w = words(language)
    texts: dict[str, list[str]] = {}
    for d in diagnostics:
        message, hint = sentence(d.code, d.args, language)
        draft = w["draft"] if d.draft else ""
        out.append(f"{d.path}:{d.line}:{d.column}: {d.severity}[{d.code}]: {message}{draft}")
        if d.path not in texts:
            texts[d.path] = _lines(os.path.join(root, d.path))
        lines = texts[d.path]
        if d.line <= len(lines) and (d.width or d.column > 1 or d.line > 1):
            out.extend(_excerpt(lines[d.line - 1], d))
        if hint:
            out.append(f"  = {w['hint']}：{hint}" if language != "en" else f"  = hint: {hint}")
        out.append("")
    return out


def _lines(path: str) -> list[str]:
    """The lines of a file, read as GBK where they are not UTF-8, so that a clerk knows them again."""
    try:
        with open(path, "rb") as f:
            data = f.read()
    except OSError:
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    return re.split(r"\r\n|\r|\n", text)


def _excerpt(line: str, d: Diagnostic) -> list[str]:
    """The source line, cut to what a terminal shows, and a caret under the place."""
    start = max(0, d.column - 1 - 30)
    part = line[start : start + 70].replace("\t", " ")
    before = line[start : d.column - 1].replace("\t", " ")
    lead, tail = ("…" if start else ""), ("…" if len(line) > start + 70 else "")
    gutter = f"{d.line} | "
    marked = line[d.column - 1 : d.column - 1 + d.width][: max(len(part) - len(before), 1)]
    carets = "^" * max(1, width(marked))
    pad = " " * (len(gutter) - 2)
    return [f"  {gutter}{lead}{part}{tail}", f"  {pad}| {' ' * (width(lead) + width(before))}{carets}"]


def width(text: str) -> int:
    """Columns a text takes on a terminal: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def as_json(diagnostics: Iterable[Diagnostic], language: str) -> str:
    """A JSON list of objects: path, line, column, width, severity, code, message, hint, draft."""
    rows = []
    for d in diagnostics:
        message, hint = sentence(d.code, d.args, language)
        rows.append(
            {
                "path": d.path, "line": d.line, "column": d.column, "width": d.width, "severity": d.severity,
                "code": d.code, "message": message, "hint": hint, "draft": d.draft,
            }
        )  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_github(diagnostics: Iterable[Diagnostic], language: str) -> list[str]:
    """Workflow commands of GitHub Actions, which show faults in the change itself."""
    out = []
    for d in diagnostics:
        message, hint = sentence(d.code, d.args, language)
        kind = {"error": "error", "warning": "warning"}.get(d.severity, "notice")
        text = _escape(f"{message}（{hint}）" if hint else message)
        place = f"file={_property(d.path)},line={d.line},col={d.column},title={d.code}"
        out.append(f"::{kind} {place}::{text}")
    return out


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def lines(diagnostics: Iterable[Diagnostic], root: str, language: str) -> list[str]:
    """What a preview shows in the page."""
    return as_text(diagnostics, root, language)
