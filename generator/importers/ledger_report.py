"""What came of a ledger import, as lines for the terminal, as JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from generator.diagnostics import Diagnostic, failed
from generator.fields import BY_NAME
from generator.importers.ledger import Decision, LedgerImport
from generator.importers.ledger_book import letters
from generator.messages import sentence

_SEVERITIES = {"E": ("错误", "error"), "W": ("请核对", "please check"), "N": ("说明", "note")}
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #666;padding:.3em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}caption{text-align:left;font-weight:bold}tr{break-inside:avoid}"
)


class Result(NamedTuple):
    """What came of it: `path` is the notice's under the site, `diff` what was or would be added, `written` whether it was."""

    name: str
    path: str
    made: LedgerImport | None
    diagnostics: tuple[Diagnostic, ...]
    diff: str = ""
    written: bool = False


def _field(d: Decision, en: bool) -> str:
    return d.field if en else BY_NAME["finding"][d.field].zh


def as_text(result: Result, diff: bool, language: str) -> list[str]:
    """All faults and notes with their places, what is added, and how it ended."""
    en = language == "en"
    out = result.diff.split("\n")[:-1] if diff else []
    for d in result.diagnostics:
        message, hint = sentence(d.code, d.args, language)
        place = f"{d.path}:{d.line}:" if d.path == result.path else f"{d.path}{':' if en else '：'}"
        out.append(f"{place} {_SEVERITIES[d.code[0]][en]}[{d.code}]{': ' if en else '：'}{message}")
        if hint:
            out.append(f"    {hint}")
    return [*out, _ended(result, en)]


def _ended(result: Result, en: bool) -> str:
    made = result.made
    lines = len(made.decisions) if made else 0
    findings = len({d.line for d in made.decisions}) if made else 0
    if result.written:
        return (
            f"{result.path}: {lines} fields of {findings} findings added"
            if en
            else f"{result.path}：写入 {findings} 个问题的 {lines} 项。"
        )
    if made is None or failed(result.diagnostics):
        return "nothing was written; correct the errors and import again" if en else "什么也没有写。改正错误后再导入。"
    if not lines:
        return "the notice already has all that the ledger says" if en else "台账里的内容通报里都有了，不用改。"
    return (
        f"--dry-run: nothing was written; {lines} fields of {findings} findings would be added"
        if en
        else f"只是试运行，什么也没有写；将写入 {findings} 个问题的 {lines} 项。"
    )


def _rows(result: Result, en: bool) -> list[tuple[str, str, str, str]]:
    """What was filled in: finding, field, value, cell."""
    made = result.made
    return [
        (
            f"{d.number} {d.title}".strip(),
            _field(d, en),
            d.value,
            f"{d.place.sheet}!{letters(d.place.column)}{d.place.row}",
        )
        for d in (made.decisions if made else ())
    ]


def as_json(result: Result, language: str) -> str:
    """All of it for programs."""
    rows = []
    for d in result.diagnostics:
        message, hint = sentence(d.code, d.args, language)
        rows.append({"path": d.path, "line": d.line, "column": d.column, "severity": d.severity, "code": d.code, "message": message, "hint": hint})  # fmt: skip
    made = result.made
    filled = [
        {"finding": d.number, "title": d.title, "line": d.line, "field": d.field, "value": d.value, "sheet": d.place.sheet, "row": d.place.row, "column": d.place.column}
        for d in (made.decisions if made else ())
    ]  # fmt: skip
    out = {
        "source": result.name,
        "path": result.path,
        "written": result.written,
        "filled": filled,
        "not_in_notice": [{"number": e.number, "finding": e.wording, "row": e.place.row} for e in (made.entries if made else ())],
        "not_in_ledger": [{"number": k.number, "title": k.title, "line": k.line} for k in (made.findings if made else ())],
        "diagnostics": rows,
    }  # fmt: skip
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def as_page(result: Result, language: str) -> str:
    """The report as a page that prints well: no script, nothing from elsewhere."""
    en = language == "en"
    title = f"Ledger import: {result.name}" if en else f"台账导入报告：{result.name}"
    said = []
    for d in result.diagnostics:
        message, hint = sentence(d.code, d.args, language)
        said.append((_SEVERITIES[d.code[0]][en], d.code, f"{message}{' ' if en else '。'}{hint}" if hint else message))
    filled = (
        _table("Filled in", ("finding", "field", "value", "cell"), _rows(result, en))
        if en
        else _table("填入", ("问题", "项", "内容", "单元格"), _rows(result, en))
    )
    faults = (
        _table("Faults and notes", ("", "code", "message"), said)
        if en
        else _table("错误和说明", ("", "编号", "内容"), said)
    )
    return (
        f'<!doctype html>\n<html lang="{"en" if en else "zh-CN"}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>{escape(title)}</h1>\n<p>{escape(_ended(result, en))}</p>\n{faults}{filled}</body></html>\n"
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    cells = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>\n" for row in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>\n<tbody>{body}</tbody></table>\n"
    )
