"""What an import decided, as a person reads it on the terminal or on paper, and as a program does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from generator.diagnostics import Diagnostic, in_order
from generator.fields import BY_NAME
from generator.importers.choices import FrontValue, Imported
from generator.messages import sentence

# what is of no use to a reader in a hurry: counted on the terminal, told in full in the report
_GROUPS: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("headings", "认作标题", "headings", frozenset(("N2102", "N2104"))),
    ("guesses", "猜测", "guesses", frozenset(("N2101", "N2111", "N2112", "N2132"))),
    ("parted", "标题和正文、措施分开", "headings, texts and measures parted", frozenset(("N2103", "N2105", "N2150", "N2110"))),
    ("dropped", "去掉的记号", "dropped marks", frozenset(("N2107", "N2108", "N2109", "N2117", "N2122", "N2126", "N2141", "N2151", "N2175"))),
    ("unassigned", "没有归类的行", "unassigned lines", frozenset(("N2124", "N2125", "N2128", "N2153"))),
    ("values", "填入信息区", "values of the front matter", frozenset(("N2114", "N2115", "N2116", "N2131", "N2137"))),
    ("blank", "留空待填", "left blank", frozenset(("N2135",))),
    ("other", "其他", "others", frozenset()),
)  # fmt: skip
_STATES = {"found": ("找到", "found"), "blank": ("待填", "blank"), "guess": ("推断", "guess")}


class Result(NamedTuple):
    """What came of an import: what was made (None when there were errors), from which file, where it was written."""

    name: str
    made: Imported | None
    diagnostics: tuple[Diagnostic, ...]
    written: str = ""
    aside: tuple[str, ...] = ()
    unit: str = "line"  # what places count: line, or paragraph


def where(d: Diagnostic, unit: str, language: str) -> str:
    """The place of a decision as a clerk finds it."""
    if language == "en":
        return f"{unit} {d.line}"
    return f"第 {d.line} {'行' if unit == 'line' else '段'}"


def group_of(code: str) -> str:
    """The group a decision is told in."""
    return next((g[0] for g in _GROUPS if code in g[3]), "other")


def _counts(made: Imported, language: str) -> str:
    if language == "en":
        return f"{made.headings} headings, {made.findings} findings, {made.measures} measures"
    return f"标题 {made.headings} 个，其中问题 {made.findings} 个；措施 {made.measures} 条"


def as_text(result: Result, language: str) -> list[str]:
    """The short report of the terminal: faults and warnings in full, all else counted."""
    en = language == "en"
    out = []
    if result.made is not None:
        out += [_counts(result.made, language), ""]
        out += [f"  {v.label}{': ' if en else '：'}{_said(v, en)}{_aside(v, en)}" for v in result.made.front if v.value]
        blank = [v.label for v in result.made.front if not v.value]
        if blank:
            out.append(f"  still to fill in: {', '.join(blank)}" if en else f"  留空待填：{'、'.join(blank)}")
        out.append("")
    for d in in_order(result.diagnostics):
        if d.code[0] != "N" or group_of(d.code) == "guesses":
            message, hint = sentence(d.code, d.args, language)
            word = {"E": ("错误", "error"), "W": ("请核对", "please check"), "N": ("猜测", "guess")}[d.code[0]][en]
            out.append(f"{where(d, result.unit, language)} {word}[{d.code}]{': ' if en else '：'}{message}")
            if hint and d.code[0] != "N":
                out.append(f"    {hint}")
    counted = Counter(group_of(d.code) for d in result.diagnostics if d.code[0] == "N")
    told = [
        f"{(name_en if en else name_zh)} {counted[id_]}"
        for id_, name_zh, name_en, _ in _GROUPS
        if counted[id_] and id_ != "guesses"
    ]
    if told:
        out.append(("further decisions: " if en else "其他处理：") + ("; " if en else "；").join(told))
    return out


def _said(v: FrontValue, en: bool) -> str:
    """A value as a reader knows it: 整改通报, not rectification."""
    choices = BY_NAME["notice"][v.key].choices if "." not in v.key else ()
    return next((c.en if en else c.zh for c in choices if c.id == v.value), v.value)


def _aside(v: FrontValue, en: bool) -> str:
    return "" if v.state == "found" else " (inferred)" if en else "（推断，请核对）"


def as_json(result: Result, language: str) -> str:
    """All of it for programs: decisions with code, group, severity, place, column, sentence; values with their state."""
    rows = []
    for d in in_order(result.diagnostics):
        message, hint = sentence(d.code, d.args, language)
        rows.append({
            "code": d.code, "severity": d.severity, "group": group_of(d.code), "place": d.line, "column": d.column,
            "width": d.width, "message": message, "hint": hint,
        })  # fmt: skip
    made = result.made
    out = {
        "source": result.name,
        "unit": result.unit,
        "path": made.path if made else "",
        "written": result.written,
        "kept_aside": list(result.aside),
        "findings": made.findings if made else 0,
        "measures": made.measures if made else 0,
        "front": [v._asdict() for v in made.front] if made else [],
        "attachments": sorted(made.attachments) if made else [],
        "decisions": rows,
    }
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #666;padding:.3em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}th{background:#eee}caption{text-align:left;font-weight:bold;padding:.3em 0}"
    "td:first-child{white-space:nowrap}tr{break-inside:avoid}@media print{body{margin:0;max-width:none}}"
)


def as_page(result: Result, language: str) -> str:
    """The report as a page that prints well: no script, nothing from elsewhere."""
    en = language == "en"

    def say(zh: str, english: str) -> str:
        return english if en else zh

    title = say(f"导入报告：{result.name}", f"Import report: {result.name}")
    parts = [f"<h1>{escape(title)}</h1>"]
    made = result.made
    if made is None:
        parts.append(f"<p><strong>{say('没有导入', 'nothing was imported')}</strong></p>")
    else:
        parts.append(f"<p>{escape(_counts(made, language))}{say('。', '.')}{escape(result.written or made.path)}</p>")
        rows = [(v.label, _said(v, en) or v.note, _STATES[v.state][en]) for v in made.front]
        parts.append(
            _table(say("信息区", "Front matter"), (say("项", "key"), say("内容", "value"), say("来源", "state")), rows)
        )
    unsafe = [("E", say("错误", "Errors")), ("W", say("需要核对", "To be checked"))]
    head = (say("位置", "place"), say("说明", "what"), say("代码", "code"))
    for letter, name in unsafe:
        chosen = [d for d in in_order(result.diagnostics) if d.code[0] == letter]
        parts.append(_decisions(name, head, chosen, result.unit, language))
    for id_, zh, english, _ in _GROUPS:
        chosen = [d for d in in_order(result.diagnostics) if d.code[0] == "N" and group_of(d.code) == id_]
        parts.append(_decisions(say(zh, english.capitalize()), head, chosen, result.unit, language))
    lang = "en" if en else "zh-CN"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(p for p in parts if p)
        + "\n</body></html>\n"
    )


def _decisions(name: str, head: tuple[str, ...], chosen: Sequence[Diagnostic], unit: str, language: str) -> str:
    if not chosen:
        return ""
    rows = []
    for d in chosen:
        message, hint = sentence(d.code, d.args, language)
        rows.append((where(d, unit, language), f"{message}（{hint}）" if hint else message, d.code))
    return _table(f"{name} ({len(rows)})" if language == "en" else f"{name}（{len(rows)}）", head, rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(h)}</th>' for h in head)
    lines = ["<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows]
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody></table>"
    )
