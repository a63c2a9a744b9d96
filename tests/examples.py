"""The sites on which pages are judged: the sample, the starter, the golden ones, and small ones where every line counts.

`built` makes one of them in a folder. Tests that look at every page go through all of `SITES`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import announcing
import pytest
import sites
from pages import Site

from generator import announce

TESTS = Path(__file__).parent
REPOSITORY = TESTS.parent
LATER = 1_798_732_800  # 2027-01-01 00:00 in Shanghai, after everything the sample site publishes

ENGLISH = {
    "content/site.yaml": """name: Inspection Notices
url: https://example.org/notices
language: en
time_zone: Europe/London
sponsor: District Office
id_code: "1201160000"
icp: 津ICP备12345678号
mark_url: https://example.org/mark
error_report_url: https://example.org/report
contact: {unit: Office, phone: "+44 20 7946 0000", email: office@example.org, address: 1 High Street,
  postcode: "000000", hours: "9:00 to 17:00"}
example: true
""",
    "content/organisations/office.yaml": "name: Planning Office\nshort_name: Planning\naliases: [The Planners]\n",
    "content/organisations/board.yaml": "name: School Board\n",
    "content/rounds/r1.yaml": "name: First Round\nterm: Third\ntype: follow_up\norganisations: [office, board]\n"
    "starts_on: 2025-01-01\nends_on: 2025-02-01\n",
    "content/pages/about.md": "---\ntitle: About\npublished_at: 2026-01-01\n---\n\n## Who\n\nWe.\n\n## Why\n\nSo.\n\n## How\n\nThus.\n",
    "content/notices/r1/report.md": """---
title: Report on rectification
subtitle: In full
kind: rectification
organisation: office
published_at: 2026-01-02 10:00
index_number: 11120000000000000A/2026-00001
category: Inspection
signed_on: 2026-01-01
signed_by: The Office
document_number: 7 of 2026
feedback_on: 2025-10-01
inspection_team: First team
keywords: [inspection, results]
validity: valid
totals: {findings: 3, measures: 3, completed: 1, rules: 1}
oversight: {opens_on: 2026-01-02, closes_on: 2026-02-02}
attachments: [{file: table.csv}]
numbering: false
---

What was done[^1].

## Results

### First finding

:status: completed
:measure_types: rule_making, recovery
:sustained: true
:completed_on: 2025-12-01

- One measure
- Another

### Second finding

:audience: internal
:withheld_reason: petition

Hidden.

## Figures

| Item | Sum |
| --- | ---: |
| A | 1 |

### Third finding

:status: not_completed

See [the table](report/table.csv).

[^1]: By the book.
""",
    "content/notices/r1/report/table.csv": "a,b\n",
    "content/replies/1.md": """---
notice: r1/report
finding: f-1
received_on: 2026-12-10
channel: post
answered_on: 2026-12-20
answered_by: Planning Office
---

Which rules were made?

## Answer

Two; see [the report](../notices/r1/report.md).
""",
    "content/replies/2.md": "---\nreceived_on: 2026-12-12\n---\n\n## Opinion\n\nPlease publish the telephone number.\n",
    "content/notices/r1/correction.md": "---\ntitle: A correction\nkind: correction\norganisation: office\n"
    "published_at: 2026-01-03\ncorrects: r1/report\n---\n\nOne word.\n",
    "content/notices/r1/gone.md": "---\ntitle: A withdrawn notice\nkind: announcement\norganisation: board\n"
    "published_at: 2026-01-04\nwithdrawn: {on: 2026-02-01, reason: Published in error.}\n---\n\nGone.\n",
}

# every text with 隐 in it must not be found anywhere in the site
HIDING = {
    **sites.BASE,
    "content/notices/r1/b.md": """---
title: 乙通报
kind: rectification
organisation: o1
published_at: 2026-03-06 09:00
attachments: [{file: open.csv}]
---

现予公布[^1]。

## 一、整改情况

### （一）针对“隐标题”问题

:公开范围: 党内
:不公开理由: 涉及国家秘密
:审批: 隐审批
:责任单位: 隐单位

隐引言[^2]，见[隐链接](b/secret.csv)。

![隐图](b/secret.png "隐图题")

- 一是隐措施。

| 隐表 | 隐列 |
| --- | --- |
| 隐 | 隐 |

### （二）针对“公开”问题

- 一是公开。

[^1]: 公开脚注。
[^2]: 隐脚注。
""",
    "content/notices/r1/b/open.csv": "open",
    "content/notices/r1/b/secret.csv": "隐表格",
    "content/notices/r1/b/secret.png": "隐图片",
    "content/notices/r1/draft.md": "---\ntitle: 隐草稿\nkind: announcement\norganisation: o1\n"
    "published_at: 2026-03-07\ndraft: true\nattachments: [{file: x.csv}]\n---\n\n隐草稿正文。\n",
    "content/notices/r1/draft/x.csv": "隐附件",
    "content/notices/r1/later.md": "---\ntitle: 隐定时\nkind: announcement\norganisation: o1\n"
    "published_at: 2026-06-01 00:01\n---\n\n隐定时正文。\n",
    "content/notices/r1/gone.md": "---\ntitle: 撤回的公告\nkind: announcement\norganisation: o1\npublished_at: 2026-03-08\n"
    "summary: 隐摘要\nkeywords: [隐词]\nattachments: [{file: x.csv}]\nwithdrawn: {on: 2026-04-01, reason: 有误。}\n"
    "---\n\n隐撤回正文。\n\n## 隐节\n",
    "content/notices/r1/gone/x.csv": "隐附件",
    "content/replies/1.md": "---\ntitle: 公开的意见\nreceived_on: 2026-05-20\n---\n\n公开。\n",
    "content/replies/internal.md": "---\ntitle: 隐意见\nnotice: r1/b\nreceived_on: 2026-05-20\naudience: internal\n---\n\n隐意见正文。\n",
    "content/replies/draft.md": "---\ntitle: 隐意见草稿\nnotice: r1/b\nreceived_on: 2026-05-20\ndraft: true\n---\n\n隐意见正文。\n",
    "content/replies/on-draft.md": "---\nreceived_on: 2026-05-20\nnotice: r1/draft\naudience: internal\n---\n\n隐意见正文。\n",
    "content/pages/hidden.md": "---\ntitle: 隐网页\ndraft: true\nnavigation: true\n---\n\n隐网页正文。\n",
}


def copy(source: Path, root: Path) -> None:
    for folder in ("content", "themes"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, root / folder)


def sample(root: Path) -> str:
    shutil.copytree(REPOSITORY / "content", root / "content")
    return "https://gongkai.example.cn/"


def starter(root: Path) -> str:
    copy(REPOSITORY / "generator/starter", root)
    return "https://www.example.org/"


def golden_zh(root: Path) -> str:
    copy(TESTS / "golden/zh", root)
    return "https://example.gov.cn/xc/"


def rich(root: Path) -> str:
    """Every feature, in the theme as it is: the golden sites have a copy of their own."""
    shutil.copytree(TESTS / "golden/zh/content", root / "content")
    return "https://example.gov.cn/xc/"


def golden_en(root: Path) -> str:
    copy(TESTS / "golden/en", root)
    return "https://example.org/"


def english(root: Path) -> str:
    sites.write(root, ENGLISH)
    return "https://example.org/notices/"


def long(root: Path) -> str:
    """Lists that do not fit on a page: more than 200 organisations of a round, more than 20 responsible units."""
    organisations = [f"o{n}" for n in range(1, 202)]
    findings = [f"### 问题之{n}\n\n:状态: 已完成\n:责任单位: 第{n}科\n\n- 已改正。\n" for n in range(1, 22)]
    head, _, _ = sites.BASE["content/notices/r1/a.md"].partition("## 一、")
    sites.write(
        root,
        {
            **sites.BASE,
            **{f"content/organisations/{o}.yaml": f"name: 示例单位{o[1:]}\n" for o in organisations},
            "content/rounds/r1.yaml": f"name: 第一轮巡察\norganisations: [{', '.join(organisations)}]\n",
            "content/notices/r1/a.md": head.replace("\n---\n\n", "\nnumbering: false\n---\n\n")
            + "## 整改情况\n\n"
            + "\n".join(findings),
        },
    )
    return "https://example.gov.cn/"


def empty(root: Path) -> str:
    """A site before its first notice."""
    sites.write(root, {"content/site.yaml": sites.BASE["content/site.yaml"]})
    return "https://example.gov.cn/"


def announced(root: Path) -> str:
    """A site with a log: a notice that was corrected and supplemented, one that was withdrawn, a revision that was erased."""
    a, b = announcing.NOTICE, "content/notices/r1/b.md"
    announcing.started(
        root, {b: sites.BASE[a].replace("甲", "乙"), "content/notices/r1/c.md": sites.BASE[a].replace("甲", "丙")}
    )
    text = announcing.revised(
        sites.BASE[a], 2, "correction", "第一项措施写漏了", **{"一是学习。": "一是学习。二是检查。"}
    )
    gone = announcing.revised(sites.BASE[a].replace("甲", "乙"), 2, "withdrawal", "需要核实")
    sites.write(root, {a: text, b: gone})
    announcing.append(root, sites.NOW + 60)
    more = {"一是学习。二是检查。": "一是认真学习。二是检查。三是整改。"}
    sites.write(root, {a: announcing.revised(text, 3, "supplement", "补充第三项措施", "2026-04-20", **more)})
    announcing.append(root, sites.NOW + 120)
    signing = announcing.by(root)
    announce.erase(str(root), "r1/a", 1, "2026-05-20", "含有个人信息（批准：区委办）", signing, sites.NOW + 180)
    return "https://example.gov.cn/"


def hiding(root: Path) -> str:
    sites.write(root, HIDING)
    return "https://example.gov.cn/"


def opencc() -> Callable[[str], str]:
    """OpenCC's own conversion. Without the package a test is skipped, but never on CI, where nobody would see."""
    try:
        from opencc import OpenCC
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("OpenCC is missing, and CI must test the Traditional Chinese edition")
        pytest.skip("OpenCC is not installed: pip install 'gongkai[traditional]'")
    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def switch(root: Path, output: str, on: bool) -> None:
    """Switch an output of a site on or off."""
    path = root / "content/site.yaml"
    text = path.read_text("utf-8")
    given = re.search(r"^outputs: \{(.*)\}\n", text, re.MULTILINE)
    switches = dict(part.split(": ") for part in given[1].split(", ")) if given and given[1] else {}
    switches[output] = "true" if on else "false"
    line = "outputs: {" + ", ".join(f"{k}: {v}" for k, v in switches.items()) + "}\n"
    path.write_text(text.replace(given[0], line) if given else text.rstrip("\n") + "\n" + line, "utf-8")


SITES: dict[str, tuple[Callable[[Path], str], int]] = {
    "sample": (sample, LATER),
    "starter": (starter, LATER),
    "golden-zh": (golden_zh, sites.NOW),
    "golden-en": (golden_en, sites.NOW),
    "rich": (rich, sites.NOW),
    "english": (english, LATER),
    "long": (long, sites.NOW),
    "empty": (empty, sites.NOW),
    "hiding": (hiding, sites.NOW),
    "announced": (announced, sites.NOW + 240),
}


def built(name: str, root: Path, *outputs: str) -> Site:
    """One of the sites, built at a moment of its own, with further outputs switched on."""
    write, now = SITES[name]
    url = write(root)
    for output in outputs:
        switch(root, output, True)
    report = sites.run(root, now=now)
    assert report.exit_code == 0, sites.codes(report)
    return Site(root / "site", url)
