"""Ledgers made for tests, with openpyxl and XlsxWriter, and what the program says of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

import openpyxl

from generator.diagnostics import Diagnostic, Outcome
from generator.importers.ledger import LedgerImport, import_ledger
from generator.messages import sentence

NAME, PATH = "台账.xlsx", "content/notices/r1/a.md"

NOTICE = """---
title: 甲通报
kind: rectification
organisation: o1
published_at: 2026-03-05 09:00
---

## 一、整改情况

### （一）聚焦“学习不够”方面

#### 1.针对“理论学习不深入”问题

进行了以下整改：

- 一是学习。
- 二是交流。

#### 2.针对“会议记录不规范，档案管理松散”问题

:责任单位: 综合办公室

已整改。

### （二）聚焦“管理不严”方面

#### 1.针对“固定资产底数不清”问题

- 一是清查。

#### 2.针对“某专项工作”问题

:公开范围: 党内
:不公开理由: 正在初核或者立案未公布

- 一是核查。
"""
TITLES = ("理论学习不深入", "会议记录不规范，档案管理松散", "固定资产底数不清", "某专项工作")
NUMBERS = ("1-1", "1-2", "2-1", "2-2")

Rows = Iterable[Sequence[Any]]


def book(rows: Rows, change: Callable[[Any], None] | None = None, title: str = "台账") -> bytes:
    """A workbook of one sheet; `change` does to it what rows cannot say."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(workbook)


def saved(workbook: Any) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def whole(*columns: tuple[str, Sequence[Any]]) -> list[list[Any]]:
    """A table with the four findings of the notice and further columns."""
    head = ["编号", "问题", *(name for name, _ in columns)]
    return [head, *([NUMBERS[k], TITLES[k], *(v[k] if k < len(v) else None for _, v in columns)] for k in range(4))]


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with its parts changed, left out (None) or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def run(
    data: bytes, notice: str = NOTICE, accepted: Iterable[str] = (), language: str = "zh-CN"
) -> Outcome[LedgerImport]:
    return import_ledger(data, NAME, notice, PATH, frozenset(accepted), language)


def said(outcome: Outcome[Any]) -> list[str]:
    """Codes and places, as `row:column CODE`, of the notice with its line alone. Each sentence takes its arguments."""
    for d in outcome.diagnostics:
        for language in ("zh-CN", "en"):
            message, hint = sentence(d.code, d.args, language)
            assert d.path != NAME or len(d.args) < 3 or d.args[0] in message, message
            assert "{" not in message + hint
    return [
        f"{d.line}:{d.column} {d.code}" if d.path == NAME else f"line {d.line} {d.code}" for d in outcome.diagnostics
    ]


def errors(outcome: Outcome[Any]) -> list[Diagnostic]:
    return [d for d in outcome.diagnostics if d.code[0] == "E"]


def added(outcome: Outcome[LedgerImport], notice: str = NOTICE) -> list[str]:
    """The lines an import added, which are all it did to the text."""
    assert outcome.value is not None
    old, new = notice.splitlines(True), outcome.value.text.splitlines(True)
    out: list[str] = []
    k = 0
    for line in new:
        if k < len(old) and line == old[k]:
            k += 1
        else:
            out.append(line.rstrip("\r\n"))
    assert k == len(old), "something else than adding lines was done"
    return [line for line in out if line]
