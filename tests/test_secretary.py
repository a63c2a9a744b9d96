"""Approvals, waivers, the sign-off sheet, repairs and SARIF: what stands between a text and its publication."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from generator.approval import text_digest
from generator.cli import main
from generator.diagnostics import Diagnostic
from generator.messages import MESSAGES
from generator.rules.register import RULES
from generator.sarif import as_sarif

NOTICE = "content/notices/r1/a.md"
HEAD = """---
title: 甲通报
kind: rectification
organisation: o1
published_at: 2026-03-05 09:00
"""
BODY = """---

现予公布。

## 一、整改情况

### （一）针对“学习不够”问题

- 一是学习。
"""


def approved(digest: str) -> str:
    row = "  - {{环节: {}, 签字人: 张某, 日期: 2026-03-04, 指纹: {}}}\n"
    return "审签记录:\n" + row.format("审核", digest) + row.format("审批", digest)


def test_a_text_is_published_as_it_was_approved_or_not_at_all(base: Path) -> None:
    """Without approvals, after a change, with approvals of another text: refused, and the last good site stays."""
    assert sites.run(base).exit_code == 0
    good = sites.tree(base / "site")
    site = sites.BASE["content/site.yaml"]
    sites.write(base, {"content/site.yaml": site + "approval: true\n"})
    for _ in range(2):
        assert sites.codes(sites.run(base)) == [f"{NOTICE}:1:1: E1802"] * 2
    assert sites.tree(base / "site") == good
    digest = text_digest(HEAD + BODY)
    sites.write(base, {NOTICE: HEAD + approved(digest) + BODY})
    assert sites.codes(sites.run(base)) == []
    sites.write(base, {NOTICE: HEAD + approved(digest) + BODY.replace("学习。", "学习了。")})
    changed = sites.run(base)
    assert [d.code for d in changed.diagnostics] == ["E1803", "E1803"]
    assert text_digest(HEAD + BODY.replace("学习。", "学习了。")) in changed.diagnostics[0].args
    sites.write(base, {NOTICE: HEAD.replace("甲", "乙") + approved(digest) + BODY})
    assert [d.code for d in sites.run(base).diagnostics] == ["E1803", "E1803"]
    sites.write(base, {NOTICE: HEAD + approved(digest) + BODY, "content/site.yaml": site})
    assert sites.run(base).exit_code == 0


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r")), st.text(st.sampled_from("甲乙1。\n "), min_size=1)
)
def test_the_digest_is_of_the_text_without_its_approvals(body: str, more: str) -> None:
    body = BODY + body
    digest = text_digest(HEAD + body)
    assert text_digest(HEAD + approved(digest) + body) == digest
    assert text_digest(HEAD + approved("0") + "签批: 无\n" + body) != digest
    if more.strip():
        assert text_digest(HEAD + body + more) != digest


def test_the_sheet_has_all_that_is_signed(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    withheld = "\n### （二）针对“乙”问题\n\n:公开范围: 党内\n:不公开理由: 涉及国家秘密\n\n不得外传。\n"
    allow = "允许:\n  - {代码: W9999, 原文: 现予公布, 理由: 惯用, 决定人: 李某, 日期: 2026-03-02}\n"
    text = HEAD + allow + BODY + withheld
    sites.write(base, {NOTICE: text})
    main(["check", "-C", str(base), "--sheet", "r1/a"])
    assert "审签单" in capsys.readouterr().err
    page = (base / "sheets/r1-a.html").read_text("utf-8")
    for words in (
        "提出",
        "审核",
        "审批",
        "保密审查",
        "必要性",
        "准确性",
        text_digest(text),
        "李某",
        "惯用",
        "涉及国家秘密",
        "E1801",
        "甲通报",
    ):
        assert words in page, words
    assert "不得外传" not in page
    assert "built-in" not in page
    assert not re.search(r"(?:src|href)=", page), "nothing is loaded"
    assert main(["check", "-C", str(base), "--sheet", "r1/none"]) == 2
    assert not (base / "site").exists()
    # the lines to copy are what approves the text
    rows = page.partition("<pre>")[2].partition("</pre>")[0]
    record = rows.replace("签字人: ,", "签字人: 张某,").replace("日期: ,", "日期: 2026-03-04,")
    sites.write(base, {NOTICE: HEAD + allow + record + "\n" + BODY + withheld})
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + "approval: true\n"})
    assert sites.run(base).exit_code == 0


def test_sarif_names_every_fault(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sites.write(base, {NOTICE: HEAD + BODY + "\n[没有](none.md)\n"})
    assert main(["check", "-C", str(base), "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    found = {(r["ruleId"], r["level"]) for r in run["results"]}
    assert ("E0401", "error") in found
    for r in run["results"]:
        assert run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"]
        (place,) = r["locations"]
        region = place["physicalLocation"]["region"]
        assert (
            region["startLine"] >= 1
            and region["startColumn"] >= 1
            and region.get("endColumn", 2) > region["startColumn"] - 1
        )
    every = [Diagnostic(NOTICE, 1, 1, 0, m.code, ("…",) * 9, waived=k % 2 == 0) for k, m in enumerate(MESSAGES)]
    for language in ("zh-CN", "en"):
        made = json.loads(as_sarif(every, language))["runs"][0]
        assert len(made["results"]) == len(MESSAGES) == len(made["tool"]["driver"]["rules"])
        assert sum("suppressions" in r for r in made["results"]) == (len(MESSAGES) + 1) // 2


def test_every_always_rule_is_an_error_that_builds_refuse() -> None:
    assert {r.code[0] for r in RULES if r.always} <= {"E"}


LEFT = BODY.replace("- 一是学习。", "- 一是学习[bookmark: _Toc1]；\n- 二是再接再励，年检⽉月。")


def test_a_waiver_covers_what_it_quotes_and_nothing_else(base: Path) -> None:
    """A fault that is allowed stays visible and counts no more; the same fault elsewhere counts."""
    text = HEAD + BODY.replace("学习。", "再接再励。") + "\n- 二是再接再励，持续推进。\n"
    sites.write(base, {NOTICE: text})
    codes = [(d.code, d.line, d.severity) for d in sites.run(base, write=False, review=True).diagnostics]
    both = [(code, line) for code, line, _ in codes if code == "W1304"]
    assert len(both) == 2
    allow = "允许:\n  - {代码: W1304, 原文: 一是再接再励, 理由: 原件如此, 决定人: 李某, 日期: 2026-03-02}\n"
    sites.write(base, {NOTICE: text.replace(HEAD, HEAD + allow)})
    report = sites.run(base, write=False, review=True)
    said = [(d.line - 2, d.severity) for d in report.diagnostics if d.code == "W1304"]
    assert said == [(both[0][1], "waived"), (both[1][1], "warning")]
    assert "E1801" not in [d.code for d in report.diagnostics]
    sites.write(base, {NOTICE: text.replace(HEAD, HEAD + allow).replace("一是再接再励", "一是再接再厉")})
    assert "E1801" in [d.code for d in sites.run(base, write=False, review=True).diagnostics]


def test_repairs_are_shown_first_and_change_nothing_else(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ends in ("\n", "\r\n"):
        text = (HEAD + LEFT).replace("\n", ends)
        sites.write(base, {NOTICE: text.encode()})
        assert main(["check", "-C", str(base), "--fix"]) == 1
        said = capsys.readouterr()
        assert "-- 一是学习[bookmark: _Toc1]；" in said.out and "+- 一是学习；" in said.out
        assert (base / NOTICE).read_bytes() == text.encode()
        assert main(["check", "-C", str(base), "--fix", "--yes"]) == 0
        mended = text.replace("[bookmark: _Toc1]", "").replace("⽉月", "月月")
        assert (base / NOTICE).read_bytes().decode() == mended
        capsys.readouterr()
    assert main(["check", "-C", str(base), "--fix", "--yes"]) == 0
    assert not sites.leftovers(base)


def test_a_build_refuses_what_must_never_be_published(base: Path) -> None:
    """An identity number stops the build, in every way of building, until somebody has decided that it may stand."""
    assert sites.run(base).exit_code == 0
    good = sites.tree(base / "site")
    bad = BODY.replace("一是学习。", "一是学习，身份证号11010519491231002X。")
    sites.write(base, {NOTICE: HEAD + bad})
    for options in ({}, {}, {"clean": True}, {"write": False}):
        report = sites.run(base, **options)
        assert [d.code for d in report.diagnostics] == ["E1501"], options
        assert sites.tree(base / "site") == good
    allow = "允许:\n  - {代码: E1501, 原文: 11010519491231002X, 理由: 虚构的号码, 决定人: 李某, 日期: 2026-03-02}\n"
    sites.write(base, {NOTICE: HEAD + allow + bad})
    assert sites.run(base).exit_code == 0
