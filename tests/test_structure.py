"""Headings become sections, findings and withheld findings, with ids that stay and labels as typed."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.model import Head
from generator.parse import Parsed, parse_body


def parsed(body: str, kind: str = "rectification", record: str = "notice", **values: object) -> Parsed:
    """A body, read as that of a notice."""
    head = Head("notices/r1/a.md", record, "a", "r1/a.html", {"kind": kind, **values}, {}, 3)
    outcome = parse_body(f"---\n---\n{body}".encode(), head, "../", {}, "zh-CN")
    assert outcome.value is not None
    return outcome.value


def ids(body: str, kind: str = "rectification") -> list[str]:
    return [s.id for s in parsed(body, kind).notice.sections]


def codes(body: str) -> list[str]:
    return [d.code for d in parsed(body).diagnostics]


def test_findings_of_the_section_on_rectification_have_short_ids() -> None:
    """The first section that holds findings names them f-…, by the numbers of their labels."""
    body = """## 一、主体责任
## 二、整改落实情况
### （一）聚焦“甲”问题
#### 1.在“乙”方面
##### （1）针对“丙”问题
##### （2）关于“丁”问题
#### 2.在“戊”方面
##### （1）针对“己”问题
### （二）聚焦“庚”问题
#### 1.在“辛”方面
##### （1）针对“壬”问题
"""
    assert ids(body) == [
        "s-1", "s-2", "s-2-1", "s-2-1-1", "f-1-1-1", "f-1-1-2", "s-2-1-2", "f-1-2-1", "s-2-2", "s-2-2-1", "f-2-1-1",
    ]  # fmt: skip
    kinds = [s.kind for s in parsed(body).notice.sections]
    assert kinds[2:6] == ["focus", "aspect", "finding", "finding"]


def test_findings_of_further_sections_carry_their_section() -> None:
    """A second section with findings cannot have the same ids."""
    body = "## 一、甲\n### （一）针对“乙”问题\n## 二、丙\n### （一）针对“丁”问题\n### （二）针对“戊”问题\n"
    assert ids(body) == ["s-1", "f-1", "s-2", "s2-f-1", "s2-f-2"]


def test_findings_without_a_section() -> None:
    """At the top of the text, before and beside sections with findings."""
    assert ids("## 1.针对“甲”问题\n## 2.针对“乙”问题\n") == ["f-1", "f-2"]
    assert ids("## 一、甲\n### （一）针对“乙”问题\n## 二、针对“丙”问题\n") == ["s-1", "f-1", "s2-f"]


def test_the_lowest_heading_of_the_form_is_the_finding() -> None:
    """针对“…”问题 above other such headings is their group."""
    body = "## 一、甲\n### （一）针对“乙”问题\n#### 1.针对“丙”问题\n#### 2.针对“丁”问题\n### （二）针对“戊”问题\n"
    assert ids(body) == ["s-1", "s-1-1", "f-1-1", "f-1-2", "f-2"]


def test_fields_make_a_finding_at_any_level() -> None:
    """A heading with fields is a finding, whatever its form, and one below it, too."""
    body = "## 一、甲\n### （一）乙\n:状态: 已完成\n\n#### 1.丙\n:状态: 未完成\n\n### （二）丁\n"
    assert ids(body) == ["s-1", "f-1", "f-1-1", "s-1-2"]


@pytest.mark.parametrize("kind", ["announcement", "correction", "consultation"])
def test_the_form_counts_only_where_findings_are_expected(kind: str) -> None:
    """In other kinds of notice 关于“…”问题 is an ordinary heading."""
    assert ids("## 一、关于“甲”问题\n", kind) == ["s-1"]


def test_explicit_ids() -> None:
    """A field or an attribute gives an id; the others are as without it."""
    body = (
        "## 一、甲\n### （一）针对“乙”问题\n:编号: rent\n\n{#study}\n### （二）针对“丙”问题\n### （三）针对“丁”问题\n"
    )
    assert ids(body) == ["s-1", "rent", "study", "f-3"]


def test_duplicates_are_told_apart() -> None:
    """An id given twice is an error; the page still has no id twice."""
    body = "## 一、甲\n### （一）针对“乙”问题\n:编号: x\n\n### （二）针对“丙”问题\n:编号: x\n"
    assert ids(body) == ["s-1", "x", "x-b"]
    assert codes(body) == ["E0304"]


def test_numbers_come_from_labels() -> None:
    """A gap in the labels is a gap in the ids: what is written is what is cited."""
    body = "## 一、甲\n### （一）针对“乙”问题\n### （三）针对“丙”问题\n### （三）针对“丁”问题\n### 针对“戊”问题\n"
    assert ids(body)[:3] == ["s-1", "f-1", "f-3"]
    assert len(set(ids(body))) == 5
    assert codes(body) == ["W0307", "W0307"]


def test_unlabelled_headings_do_not_disturb_labels() -> None:
    """A preface without a label before 一、 is no fault."""
    body = "## 前言\n## 一、甲\n### （一）针对“乙”问题\n## 二、丙\n"
    assert codes(body) == []
    assert len(set(ids(body))) == 4


def test_labels_are_kept_and_supplied() -> None:
    """Typed labels stay as typed; missing ones are supplied in the form of their elder siblings."""
    body = "## 一、甲\n## 乙\n### 丙\n### 丁\n#### （1）戊\n#### 己\n"
    found = [(s.label, s.supplied) for s in parsed(body).notice.sections]
    assert found == [
        ("一、", False),
        ("二、", True),
        ("（一）", True),
        ("（二）", True),
        ("（1）", False),
        ("（2）", True),
    ]
    plain = parsed(body, numbering=False).notice.sections
    assert [s.label for s in plain] == ["一、", "", "", "", "（1）", ""]
    page = parsed(body, record="page").notice.sections
    assert [s.label for s in page] == ["一、", "", "", "", "（1）", ""]


def test_values_and_measures() -> None:
    """A finding's fields by their identifiers, its list items as measures with their labels."""
    body = """## 一、甲
### （一）针对“乙”问题
:整改状态: 基本完成
:长期坚持: 是
:责任单位: 党建办
:due_on: 2026-3-5
:措施类型: 建章立制、追责问责

- 一是丙；
- 二是**丁**。

#### 措施

1. 戊
2. 己
"""
    read = parsed(body)
    finding = read.notice.sections[1]
    assert finding.values == {
        "status": "largely_completed", "sustained": True, "responsible_unit": "党建办", "due_on": "2026-03-05",
        "measure_types": ["rule_making", "accountability"],
    }  # fmt: skip
    assert finding.measures == ("一是丙；", "二是丁。")
    assert (read.facts.findings, read.facts.measures, read.facts.withheld) == (1, 4, 0)


def test_lists_outside_findings_are_no_measures() -> None:
    """Only what stands under a finding is counted."""
    assert parsed("- 甲\n\n## 一、乙\n- 丙\n").facts.measures == 0


LINES = st.sampled_from(
    [
        "# 一、甲", "## 一、甲", "## 二、乙", "## 前言", "### （一）针对“丙”问题", "### （二）关于“丁”问题", "### 戊", "#### 1.在“己”方面", "##### （1）针对“庚”问题",
        "###### ①辛", "##", "{#x}", "{#f-1 .red}", ":编号: x", ":编号: f-1", ":状态: 已完成", ":公开范围: 党内", ":不公开理由: 涉及国家秘密", "- 一是壬", "- 二是癸",
        "1. 甲", "正文。", "> 引", "```", "| 表 |", "| - |", "[^1]", "[^1]: 注", "", "", "",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=16).map("\n".join))
def test_ids_are_unique_and_fit_for_addresses(body: str) -> None:
    """Whatever the headings: no id twice, none that cannot stand in a link, and the facts know all of them."""
    read = parsed(body)
    found = [s.id for s in read.notice.sections]
    assert len(found) == len(set(found))
    assert all(re.fullmatch("[a-z0-9][a-z0-9-]*", i) for i in found)
    assert set(found) <= set(read.facts.ids.split())
    assert all(1 <= s.depth <= 5 for s in read.notice.sections)
    depths = [0, *(s.depth for s in read.notice.sections)]
    assert all(b <= a + 1 for a, b in itertools.pairwise(depths)), "sections nest without gaps"


@given(st.lists(LINES, max_size=12), st.sampled_from(["正文一段。", "- 一条", "**粗**"]))
def test_text_does_not_change_ids(lines: list[str], text: str) -> None:
    """A paragraph added at the end of a faultless notice leaves every id as it was."""
    body = "\n".join(line for line in lines if line != "```")
    assume(not any(code[0] == "E" for code in codes(body)))
    assert ids(body) == ids(f"{body}\n\n{text}\n")
