"""Opinions and answers: the list and its totals, the pages, what is not published, when an answer is late."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sites
from pages import Page

from generator.model import Notice
from generator.parse import parse_body, parse_head
from generator.replies import months_after, parts

DAY = 86_400


def reply(extra: str = "", received: str = "2026-05-20", body: str = "意见正文。") -> str:
    return f"---\nreceived_on: {received}\n{extra}---\n\n{body}\n"


ANSWERED = reply("answered_on: 2026-05-25\nanswered_by: 甲科\n", body="意见正文。\n\n## 答复\n\n答复正文。")


def read(base: Path, path: str) -> Page:
    return Page(path, (base / "site" / path).read_text("utf-8"))


def main(base: Path, path: str) -> str:
    return read(base, path).root.one("main").text


MONTHS = (
    ("2026-03-31", 2, "2026-05-31"),
    ("2026-12-31", 2, "2027-02-28"),
    ("2027-12-31", 2, "2028-02-29"),
    ("2026-11-30", 3, "2027-02-28"),
    ("2026-02-28", 3, "2026-05-28"),
    ("2026-10-01", 3, "2027-01-01"),
    ("9999-12-01", 3, "9999-12-31"),
)


@pytest.mark.parametrize(("day", "months", "later"), MONTHS)
def test_months_are_the_calendars(day: str, months: int, later: str) -> None:
    assert months_after(day, months) == later


def body(text: str) -> Notice:
    data = reply(body=text).encode()
    head = parse_head(data, "replies/a.md", "zh-CN").value
    assert head is not None
    parsed = parse_body(data, head, "../", {}, "zh-CN").value
    assert parsed is not None
    return parsed.notice


def test_the_answer_starts_at_its_heading() -> None:
    """All before it is the opinion, with or without a heading; a heading below the top is none of both."""
    plain, with_answer = parts(body("## 意见\n\n甲\n\n### 答复\n\n乙"))
    assert with_answer is None
    assert "甲" in plain.html
    assert ">答复</h" in plain.html
    for text in ("甲\n\n## 答复\n\n乙\n\n## 其他\n\n丙", "## 意见\n\n甲\n\n## 一、答复\n\n乙\n\n## 其他\n\n丙"):
        opinion, answer = parts(body(text))
        assert answer is not None
        assert opinion.html == "<p>甲</p>\n"
        assert "<p>乙</p>" in answer.html
        assert "其他</h2>\n<p>丙</p>" in answer.html
        assert "答复" not in opinion.html + answer.html


def test_a_site_without_replies_has_nothing_of_them(base: Path) -> None:
    sites.run(base)
    assert not (base / "site/replies").exists()
    assert "replies/" not in (base / "site/index.html").read_text("utf-8")


def test_pages_of_replies(base: Path) -> None:
    """The list has totals, each reply a page, linked from its notice and linking to its finding."""
    sites.write(
        base,
        {
            "content/replies/2026-001.md": ANSWERED.replace("---\n\n意", "notice: r1/a\nfinding: f-1\n---\n\n意"),
            "content/replies/2026-002.md": reply("title: 一件意见\nchannel: 12345热线\n", "2026-05-10"),
            "content/replies/2026-003.md": reply("draft: true\n", body="草稿正文。"),
        },
    )
    assert sites.run(base).exit_code == 0
    listed = main(base, "replies/index.html")
    assert "收到意见2已答复1办理中1" in listed.replace(" ", "")
    assert "最早收到日期：2026-05-10" in listed
    page = read(base, "replies/2026-001.html")
    assert page.h1 == "对《甲通报》问题1的意见（2026-001）"
    assert [e.text for e in page.root.one("article").find("h2")] == ["意见", "答复"]
    hrefs = [r.address for r in page.references]
    assert "../r1/a.html" in hrefs
    assert "../r1/a.html#f-1" in hrefs
    assert "../replies/2026-001.html" in [r.address for r in read(base, "r1/a.html").references]
    waiting = main(base, "replies/2026-002.html")
    assert "12345热线" in waiting
    assert "办理中" in waiting
    assert "replies/index.html" in [r.address for r in read(base, "index.html").references]
    sitemap = (base / "site/sitemap.xml").read_text("utf-8")
    assert sitemap.count("/replies/") == 3
    assert not [p for p, data in sites.tree(base / "site").items() if "草稿正文".encode() in data]


def test_internal_opinions_are_only_counted(base: Path) -> None:
    """Not a byte of one, its title, its id or a picture of it is in the site."""
    secret = reply(
        "title: 隐标题\naudience: internal\nnotice: r1/a\n", "2026-05-01", "隐正文，见![隐图](hidden-7/x.png)。"
    )
    sites.write(
        base,
        {
            "content/replies/2026-001.md": ANSWERED,
            "content/replies/hidden-7.md": secret,
            "content/replies/hidden-7/x.png": "隐",
        },
    )
    assert sites.run(base).exit_code == 0
    tree = sites.tree(base / "site")
    assert not [p for p, data in tree.items() if "hidden-7" in p or "隐".encode() in data or b"hidden-7" in data]
    assert "收到意见2已答复1办理中1" in main(base, "replies/index.html").replace(" ", "")
    sites.run(base, drafts=True)
    assert not [p for p, data in sites.tree(base / "site").items() if "隐".encode() in data]


def test_a_long_list_is_split(base: Path) -> None:
    """A hundred on a page, all of them on one of the pages, the latest received first."""
    many = {f"content/replies/{k:03}.md": reply(received=f"2026-05-{k % 28 + 1:02}") for k in range(250)}
    sites.write(base, many)
    assert sites.run(base).exit_code == 0
    found: list[str] = []
    dates: list[str] = []
    for name, count in (("index", 100), ("index.2", 100), ("index.3", 50)):
        listed = read(base, f"replies/{name}.html").root.one("ul", cls="replies")
        links = [e.get("href") for e in listed.find("a", cls="title")]
        assert len(links) == count
        found += links
        dates += re.findall(r"收到日期：(\S+)", listed.text)
    assert sorted(found) == sorted(f"../replies/{k:03}.html" for k in range(250))
    assert len(dates) == 250
    assert dates == sorted(dates, reverse=True)
    assert not (base / "site/replies/index.4.html").exists()
    assert len({read(base, f"replies/{n}.html").title for n in ("index", "index.2", "index.3")}) == 3


def test_a_withdrawn_notice_has_no_findings_to_link(base: Path) -> None:
    sites.write(base, {"content/replies/2026-001.md": reply("notice: r1/a\nfinding: f-1\n")})
    notice = sites.BASE["content/notices/r1/a.md"]
    withdrawn = notice.replace("---\n\n现", "withdrawn: {on: 2026-05-30, reason: 有误。}\n---\n\n现")
    sites.write(base, {"content/notices/r1/a.md": withdrawn})
    assert sites.run(base).exit_code == 0
    hrefs = [r.address for r in read(base, "replies/2026-001.html").references]
    assert "../r1/a.html" in hrefs
    assert "../r1/a.html#f-1" not in hrefs


def test_an_answer_becomes_late_by_itself(base: Path) -> None:
    """Nothing is edited: after two months a warning, after three a failure, on the days that builds know of."""
    sites.write(base, {"content/replies/2026-001.md": reply(received="2026-05-20")})
    late = [(50, ()), (51, ("W0613",)), (81, ("W0613",)), (82, ("E0614",))]  # 21 July is the 51st day after 1 June
    for k, expected in late:
        report = sites.run(base, now=sites.NOW + (k - 1) * DAY)
        assert tuple(d.code for d in report.diagnostics) == expected, k
        assert report.exit_code == ("E0614" in expected)
    assert sites.run(base, now=sites.NOW).next_change == sites.NOW + 50 * DAY
    assert sites.run(base, now=sites.NOW + 50 * DAY).next_change == sites.NOW + 81 * DAY


def test_replies_in_english(base: Path) -> None:
    site = sites.BASE["content/site.yaml"] + "language: en\n"
    text = reply("notice: r1/a\nanswered_on: 2026-05-21\n", body="One.\n\n## Answer\n\nTwo.")
    sites.write(base, {"content/site.yaml": site, "content/replies/a.md": text})
    assert sites.run(base).exit_code == 0
    page = read(base, "replies/a.html")
    assert page.h1 == "Opinion on “甲通报” (a)"
    assert [e.text for e in page.root.one("article").find("h2")] == ["Opinion", "Answer"]


def test_a_body_edited_makes_one_page(base: Path) -> None:
    sites.write(base, {"content/replies/2026-001.md": ANSWERED})
    sites.run(base)
    sites.write(base, {"content/replies/2026-001.md": ANSWERED.replace("答复正文", "另一个答复")})
    report = sites.run(base)
    assert [path for path, _ in report.reasons] == ["replies/2026-001.html"]
    assert "另一个答复" in main(base, "replies/2026-001.html")
