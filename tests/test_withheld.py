"""Of a withheld finding nothing but number, label and ground is published, in any file.

The word SECRET stands in every place a text can stand; afterwards it must be in no file of the site,
neither in its bytes nor in its name, percent-encoded or escaped.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Head
from generator.parse import parse_body

SECRET = "机密甲乙"
ENGLISH = "secretword"
HEAD = """---
title: 乙通报
kind: {kind}
organisation: o1
published_at: 2026-03-06 09:00
feedback_on: 2026-03-01
---
"""
WITHHELD = ":公开范围: 党内\n:不公开理由: 涉及国家秘密\n:审批: 机密甲乙办公室\n"

# what can stand in a finding, each with the secret in it
PARTS = {
    "paragraph": "机密甲乙。\n",
    "lines": "第一行\n机密甲乙\n",
    "measures": "- 一是机密甲乙；\n- 二是机密甲乙。\n",
    "numbered": "1. 机密甲乙\n2. 机密甲乙\n",
    "nested list": "- 甲\n\n  机密甲乙\n\n  - 机密甲乙\n",
    "sub-heading": "###### 机密甲乙\n\n机密甲乙\n",
    "sub-finding": "###### （1）针对“机密甲乙”问题\n\n:状态: 已完成\n:责任单位: 机密甲乙\n\n机密甲乙\n",
    "withheld sub-finding": "###### （1）机密甲乙\n\n:公开范围: 党内\n:不公开理由: 涉及国家秘密\n\n机密甲乙\n",
    "two sub-headings": "###### 机密甲乙\n\n###### 机密甲乙二\n\n机密甲乙\n",
    "table": "| 机密甲乙 | 表 |\n| --- | --- |\n| 甲 | 机密甲乙 |\n",
    "code": "```\n机密甲乙\n```\n",
    "code with a heading in it": "```\n# 机密甲乙\n```\n\n机密甲乙\n",
    "quotation": "> 机密甲乙\n接着机密甲乙\n",
    "definition list": "机密甲乙\n: 机密甲乙\n",
    "footnote": "甲[^s]。\n\n[^s]: 机密甲乙\n",
    "long footnote": "甲[^s]。\n\n[^s]: 机密甲乙\n\n    机密甲乙\n",
    "footnote defined elsewhere": "甲[^t]。\n",
    "inline footnote": "甲^[机密甲乙]。\n",
    "image": "![机密甲乙](b/secretword.png \"机密甲乙\")\n",
    "link": "[甲](https://example.gov.cn/secretword)\n",
    "link to an attachment": "[甲](b/secretword.csv)\n",
    "reference": "[甲][r]\n",
    "emphasis": "**机密甲乙**，*机密甲乙*，`机密甲乙`\n",
    "attributes": "{.signature}\n机密甲乙\n",
    "id of a paragraph": "{#secretword}\n甲\n",
    "rule": "甲\n\n---\n\n机密甲乙\n",
}  # fmt: skip
AROUND = """
## 一、存在问题整改情况

### （一）针对“公开”问题

:状态: 已完成

公开之前。

### {label}针对“机密甲乙”问题

{fields}
{part}
### （三）针对“以后”问题

公开之后。

[^t]: 机密甲乙

[r]: https://example.gov.cn/secretword "机密甲乙"
"""


def found(site: Path, text: str) -> list[str]:
    """The files of a site that hold a text, in their bytes or their name."""
    out = []
    for path, data in sites.tree(site).items():
        shown = data.decode("utf-8", "replace")
        if any(text in form for form in (path, unquote(path), shown, unquote(shown))):
            out.append(path)
    return out


def published(root: Path, text: str) -> str:
    """The page of a notice, built in a site with the files it may refer to."""
    sites.write(
        root,
        {
            **sites.BASE,
            "content/notices/r1/b.md": text,
            "content/notices/r1/b/secretword.png": f"image {SECRET}",
            "content/notices/r1/b/secretword.csv": f"table {SECRET}",
        },
    )
    report = sites.run(root)
    assert report.exit_code == 0, sites.codes(report)
    return (root / "site/r1/b.html").read_text("utf-8")


@pytest.mark.parametrize("label", ["（二）", ""])
@pytest.mark.parametrize("part", PARTS)
def test_nothing_of_a_withheld_finding_is_published(part: str, label: str, tmp_path: Path) -> None:
    """Whatever stands in it, and whatever stands elsewhere for it alone; what is around it is published."""
    text = HEAD.format(kind="rectification") + AROUND.format(label=label, fields=WITHHELD, part=PARTS[part])
    page = published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) == []
    assert found(tmp_path / "site", ENGLISH) == []
    for shown in ("公开之前", "公开之后", "涉及国家秘密", "（二）", 'id="f-2"', 'id="f-3"', "针对“以后”问题"):
        assert shown in page


@pytest.mark.parametrize("part", PARTS)
def test_without_the_mark_all_of_it_is_published(part: str, tmp_path: Path) -> None:
    """The same text in a public finding does appear: the test above looks in the right places."""
    text = HEAD.format(kind="rectification") + AROUND.format(label="（二）", fields="", part=PARTS[part])
    published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) != []


@pytest.mark.parametrize("kind", ["rectification", "announcement", "feedback"])
def test_kinds_and_first_paragraphs(kind: str, tmp_path: Path) -> None:
    """In every kind of notice, and when it is the first text, which lists and feeds quote."""
    text = (
        HEAD.format(kind=kind)
        + f"\n## 一、问题整改\n\n### （一）机密甲乙\n\n{WITHHELD}\n"
        + f"{SECRET}的一段很长很长的文字，" * 9
        + "\n"
    )
    page = published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) == []
    assert "涉及国家秘密" in page


def test_a_page_can_withhold(tmp_path: Path) -> None:
    """The mark works in ordinary pages, too."""
    sites.write(tmp_path, sites.BASE)
    text = f"---\ntitle: 说明\n---\n\n## 甲\n\n## 机密甲乙\n\n{WITHHELD}\n机密甲乙\n\n## 乙\n\n公开之后\n"
    sites.write(tmp_path, {"content/pages/about.md": text})
    assert sites.run(tmp_path).exit_code == 0
    assert found(tmp_path / "site", SECRET) == []
    assert "公开之后" in (tmp_path / "site/about.html").read_text("utf-8")


def test_a_whole_group_can_be_withheld(tmp_path: Path) -> None:
    """All that stands under a withheld heading goes, whatever its depth; the next of its level stays."""
    text = (
        HEAD.format(kind="rectification")
        + f"\n## 一、整改情况\n\n### （一）聚焦“机密甲乙”\n\n{WITHHELD}\n#### 1.机密甲乙\n\n##### （1）针对“机密甲乙”问题\n\n机密甲乙\n\n"
        + "###### ①机密甲乙\n\n机密甲乙\n\n### （二）针对“公开”问题\n\n公开之后。\n"
    )
    page = published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) == []
    assert "公开之后" in page
    assert page.count('<section class="withheld"') == 1


def test_a_first_level_heading_hides_no_more_than_its_own(tmp_path: Path) -> None:
    """A heading of the first level counts as one of the second: what follows on the second is public."""
    text = (
        HEAD.format(kind="rectification")
        + f"\n# 一、机密甲乙\n\n{WITHHELD}\n机密甲乙\n\n## 二、整改情况\n\n公开之后。\n"
    )
    page = published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) == []
    assert "公开之后" in page


def test_the_next_heading_keeps_its_explicit_id(tmp_path: Path) -> None:
    """Attributes written above the next heading belong to it, not to the withheld finding."""
    text = HEAD.format(kind="rectification") + AROUND.format(
        label="（二）", fields=WITHHELD, part="机密甲乙\n\n{#later}"
    )
    page = published(tmp_path, text)
    assert found(tmp_path / "site", SECRET) == []
    assert 'id="later"' in page


def test_ids_do_not_change_when_a_finding_is_withheld(tmp_path: Path) -> None:
    """A finding withheld after publication keeps the ids and numbers of all others."""
    part = PARTS["measures"] + "\n" + PARTS["sub-heading"]

    def ids(fields: str) -> list[str]:
        text = (HEAD.format(kind="rectification") + AROUND.format(label="（二）", fields=fields, part=part)).encode()
        head = Head("notices/r1/b.md", "notice", "b", "r1/b.html", {"kind": "rectification"}, {}, 1)
        parsed = parse_body(text, head, "../", {}, "zh-CN").value
        assert parsed is not None
        return [s.id for s in parsed.notice.sections if s.depth < 3]

    assert ids(WITHHELD) == ids("")


@pytest.mark.parametrize(
    "fields",
    [
        "：公开范围：党内\n：不公开理由：涉及国家秘密\n",
        ":公开范围：党内\n:不公开理由：涉及国家秘密\n",
        "公开范围: 党内\n不公开理由: 涉及国家秘密\n",
        "- :公开范围: 党内\n- :不公开理由: 涉及国家秘密\n",
        "    :公开范围: 党内\n    :不公开理由: 涉及国家秘密\n",
        "\u3000\u3000:公开范围: 党内\n\u3000\u3000:不公开理由: 涉及国家秘密\n",
        ":公开范围:党内\n:不公开理由:涉及国家秘密\n",
        ":公开范围: 党内\n:不公开理由: 涉及国家秘密\n:责任单位:\n  - 甲\n  - 乙\n",
        ":公开范围: 内部\n:不公开理由: 涉及国家秘密\n",
        ":公开范围: **党内**\n:不公开理由: 涉及国家秘密\n",
        "正文。\n\n:公开范围: 党内\n:不公开理由: 涉及国家秘密\n",
        "正文\n:公开范围: 党内\n:不公开理由: 涉及国家秘密\n",
    ],
)
def test_a_mark_that_is_written_wrongly_never_publishes(fields: str, tmp_path: Path) -> None:
    """However the mark is mistyped, the build stops or the text is withheld: a slip publishes nothing."""
    text = HEAD.format(kind="rectification") + AROUND.format(label="（二）", fields=fields, part="机密甲乙\n")
    sites.write(tmp_path, {**sites.BASE, "content/notices/r1/b.md": text})
    report = sites.run(tmp_path)
    assert report.exit_code == 1 or found(tmp_path / "site", SECRET) == []


LINES = st.sampled_from(
    [
        "## 一、公开", "### （一）公开", "#### 1.公开", "##### （1）公开", "公开", "- 公开", "  - 公开", "> 公开", "```", "| 公开 | 表 |", "| --- | --- |",
        ":状态: 已完成", ": 解释", "[^1]: 公开", "公开[^1]", "{#abc}", "---", "1. 公开", "    公开", "", "", "",
    ]
)  # fmt: skip
INSIDE = st.sampled_from(
    [
        "#### 机密甲乙", "##### 机密甲乙", "###### 机密甲乙", "机密甲乙", "- 机密甲乙", "  - 机密甲乙", "> 机密甲乙", "```", "~~~", "| 机密甲乙 | 表 |", "| --- | --- |",
        ":责任单位: 机密甲乙", ": 机密甲乙", "[^1]: 机密甲乙", "机密甲乙[^1]", "[^2]: 机密甲乙", "甲[^2]", "---", "1. 机密甲乙", "    机密甲乙", "{.centre}",
        ":状态: 已完成", "", "", "",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=8), st.lists(INSIDE, max_size=10), st.lists(LINES, max_size=8))
def test_no_arrangement_of_lines_publishes_a_secret(before: list[str], inside: list[str], after: list[str]) -> None:
    """Whatever stands before, in and after it: when the finding is read as withheld, its text is gone."""
    lines = [
        *before,
        "",
        "### （二）机密甲乙",
        "",
        ":公开范围: 党内",
        ":不公开理由: 涉及国家秘密",
        "",
        *inside,
        "",
        "### （三）公开",
        *after,
    ]
    head = Head("notices/r1/b.md", "notice", "b", "r1/b.html", {"kind": "rectification"}, {}, 3)
    parsed = parse_body(("---\n---\n" + "\n".join(lines)).encode(), head, "../", {}, "zh-CN").value
    assert parsed is not None
    stops = any(d.code.startswith("E") for d in parsed.diagnostics)
    assert stops or SECRET not in str((parsed.notice, parsed.facts))
