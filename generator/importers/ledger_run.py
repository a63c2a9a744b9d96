"""A ledger import on disk: reads the workbook and the notice, writes the notice, or nothing."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence

from generator import load
from generator.diagnostics import Span, at, failed
from generator.importers.ledger import KINDS, import_ledger
from generator.importers.ledger_report import Result, as_json, as_page, as_text

OK, FAULTS, USAGE = 0, 1, 2


def run(root: str, workbook: str, into: str, accepted: frozenset[str], dry_run: bool, language: str) -> Result:
    """Fill a notice of a site from a ledger. Raises OSError only when the disk refuses."""
    name = os.path.basename(workbook)
    content = os.path.realpath(os.path.join(root, "content"))
    given = into if os.path.exists(into) else os.path.join(root, into)
    target = os.path.realpath(given)
    inside = os.path.relpath(target, content).replace(os.sep, "/")
    if os.path.islink(given) or not inside.startswith("notices/") or not inside.endswith(".md"):
        return Result(name, into, None, (at(name, Span(), "E2145", into),))
    path = f"content/{inside}"
    text = load.read(target).decode("utf-8", "surrogateescape")  # what is no UTF-8 is kept as it is
    outcome = import_ledger(load.read(workbook), name, text, path, accepted, language)
    if outcome.value is None:
        return Result(name, path, None, outcome.diagnostics)
    old, new = text.splitlines(keepends=True), outcome.value.text.splitlines(keepends=True)
    diff = "".join(difflib.unified_diff(old, new, path, path))
    write = not dry_run and not failed(outcome.diagnostics) and text != outcome.value.text
    if write:
        temporary = f"{target}.{os.getpid()}.tmp"
        with open(temporary, "xb") as f:
            f.write(outcome.value.text.encode("utf-8", "surrogateescape"))
        os.replace(temporary, target)
    return Result(name, path, outcome.value, outcome.diagnostics, diff, write)


def command(
    root: str, workbook: str, into: str, accept: Sequence[str], report: str, dry_run: bool, language: str
) -> tuple[int, list[str]]:
    """`gongkai import LEDGER --into NOTICE`: the exit code and what is printed."""
    en = language == "en"
    accepted = frozenset(next((k.id for k in KINDS if given in (k.id, k.zh)), given) for given in accept)
    if unknown := sorted(accepted - {k.id for k in KINDS}):
        known = ", ".join(k.id for k in KINDS) if en else "、".join(f"{k.id}（{k.zh}）" for k in KINDS)
        return USAGE, [
            f"gongkai: --accept cannot be {unknown[0]}; choose of {known}"
            if en
            else f"gongkai：--accept 不能是 {unknown[0]}，可以写：{known}"
        ]
    if report and not report.endswith((".json", ".html")):
        return USAGE, [
            "gongkai: the name of a --report ends in .html or .json"
            if en
            else "gongkai：--report 的文件名以 .html 或 .json 结尾"
        ]
    result = run(root, workbook, into, accepted, dry_run, language)
    if report:
        with open(report, "w", encoding="utf-8", newline="\n") as f:
            f.write((as_json if report.endswith(".json") else as_page)(result, language))
    return FAULTS if failed(result.diagnostics) else OK, as_text(result, dry_run, language)
