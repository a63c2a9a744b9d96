"""What an office brings becomes a notice that says exactly the same, and every decision is told."""

from __future__ import annotations

import html as html_module
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import sites
import word_files as w
from fidelity import counts, expected_text, page_text
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.importers import escape
from generator.importers.choices import Choices, Registry
from generator.importers.convert import convert, kind_of, notice_of
from generator.importers.inline import cut, text_of, trimmed
from generator.importers.paper import Cell, Paper, Paragraph, Picture, Run, Table
from generator.importers.report import Result, as_json, as_page, as_text
from generator.importers.run import registry
from generator.markdown import scan
from generator.messages import BY_CODE
from generator.numbering import label_of
from generator.parse import parse_body, parse_head

REPO = Path(__file__).resolve().parents[1]
RAW = (REPO / "tests/data/teda-2022.txt").read_bytes()
BY_HAND = (REPO / "content/notices/binhai-3-15/teda.md").read_text("utf-8")
SITE = registry(str(REPO))
FEWER = 100 if not os.environ.get("GONGKAI_LARGE") else 1500
NONE = Choices()
HEADINGS = {"chinese": 0, "chinese_brackets": 1, "decimal": 2, "decimal_brackets": 3}


def body_of(markdown: str) -> str:
    return markdown.split("\n---\n", 1)[1]


def said(data: bytes, name: str = "a.txt", choices: Choices = NONE, site: Registry = SITE) -> list[str]:
    """The codes of an import."""
    return [d.code for d in convert(data, name, site, choices).diagnostics]


def made(text: str, choices: Choices = NONE, site: Registry = SITE) -> str:
    """The body of the notice made of a text."""
    value = convert(text.encode(), "a.txt", site, choices).value
    assert value is not None
    return body_of(value.markdown).strip()


# ---------------------------------------------------------------- the real notice


def lines() -> list[str]:
    return [line.strip(" ") for line in RAW.decode().split("\n")]


def is_heading(line: str) -> bool:
    label = label_of(line)
    return label is not None and not re.match("[一二三]是", line)


def styled() -> bytes:
    """The notice as a Word file with styles and automatic numbering; irregular spaces behind numbers are typed."""
    paragraphs: list[w.P | w.T | w.Xml | str] = []
    for k, line in enumerate(lines()):
        plain = re.sub(r"\[bookmark: [^\]]*\]", "", line)
        label = label_of(plain)
        if k < 3:
            paragraphs.append(w.P(line, style="Title" if k == 1 else "", align="center"))
        elif label and is_heading(plain):
            level = HEADINGS[label.form]
            rest = plain[len(label.text.rstrip(" ")) :]
            paragraphs.append(w.P(rest, style=f"Heading{level + 1}", num=(1, level)))
        else:
            paragraphs.append(w.P(line, align="right" if k > 71 else ""))
    return w.docx(paragraphs, numbering={1: w.CHINESE})


def typed() -> bytes:
    """The notice as a Word file in which everything is Normal and headings are bold."""
    paragraphs: list[w.P | w.T | w.Xml | str] = []
    for k, line in enumerate(lines()):
        plain = re.sub(r"\[bookmark: [^\]]*\]", "", line)
        finding = re.match(r"（\d）(?:针对|关于)“[^\n]*?”问题(?=，)", plain)
        if k < 3:
            paragraphs.append(w.P(line, bold=k == 1, align="center"))
        elif finding:
            paragraphs.append(w.P(w.run(finding[0], bold=True), plain[finding.end() :]))
        elif is_heading(plain):
            paragraphs.append(w.P(line, bold=True))
        else:
            paragraphs.append(w.P(line))
    return w.docx(paragraphs)


SOURCES = {"teda.txt": lambda: RAW, "styled.docx": styled, "typed.docx": typed}


@pytest.mark.parametrize("name", SOURCES)
def test_the_real_notice(name: str) -> None:
    """From the text and from both Word files: the Markdown that was made by hand, but for the front matter."""
    outcome = convert(SOURCES[name](), name, SITE, Choices())
    assert outcome.value is not None
    assert body_of(outcome.value.markdown) == body_of(BY_HAND)
    assert (outcome.value.path, outcome.value.findings, outcome.value.measures) == (
        "notices/binhai-3-15/teda.md",
        33,
        83,
    )
    front = {v.key: (v.value, v.state) for v in outcome.value.front}
    assert front["title"] == ("泰达街道工委关于三届区委第十五轮巡察集中整改情况的通报", "found")
    assert front["subtitle"] == ("（社会公开全稿）", "found")
    assert (front["kind"][0], front["round"][0], front["organisation"][0]) == ("rectification", "binhai-3-15", "teda")
    assert front["signed_by"] == ("中共天津市滨海新区委员会泰达街道工作委员会", "found")
    assert [front[f"totals.{k}"][0] for k in ("findings", "measures", "rules", "recovered")] == [
        "47",
        "72",
        "6",
        "6.38",
    ]
    assert front["contact.phone"] == ("022-25203878", "guess")
    assert front["contact.email"] == ("tdj02@tjbh.gov.cn", "found")
    for blank in ("published_at", "feedback_on", "inspection_team", "signed_on"):
        assert front[blank] == ("", "blank")


@pytest.mark.parametrize("name", SOURCES)
def test_what_contradicts_itself_is_told_at_both_places(name: str) -> None:
    found = convert(SOURCES[name](), name, SITE, Choices()).diagnostics
    told = [(d.args[0], d.args[1]) for d in found if d.code == "W2133"]
    assert sorted(told) == [
        ("反馈日期", "2021-10-19"), ("反馈日期", "2021-10-28"), ("巡察组", "区委巡察五组"), ("巡察组", "区委第五巡察组"),
    ]  # fmt: skip
    assert {d.line for d in found if d.code == "W2133"} == {5, 7}


@pytest.mark.parametrize("name", SOURCES)
def test_every_drop_of_the_real_notice_is_told(name: str) -> None:
    """What the source has and the notice has not is in the diagnostics, character for character."""
    outcome = convert(SOURCES[name](), name, SITE, Choices())
    assert outcome.value is not None
    dropped = [d.args[0] for d in outcome.diagnostics if d.code in ("N2107", "N2126")]
    marks = ["[bookmark: _Hlk94365574]", "[bookmark: _Hlk94365729]"] if name == "teda.txt" else []
    assert sorted(dropped) == sorted(marks + ["，"] * 33)
    guesses = {d.code for d in outcome.diagnostics} - {
        d.code for d in convert(RAW, "a.txt", SITE, Choices()).diagnostics
    }
    assert guesses <= {"N2101", "N2104", "N2041", "N2112"}, "the Word files need no other decisions"


@pytest.mark.parametrize("name", SOURCES)
def test_import_build_page(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command, then a build: the text of the page is the text of the source."""
    sites.write(tmp_path, {k: (REPO / k).read_bytes() for k in ("content/site.yaml", "content/organisations/teda.yaml", "content/rounds/binhai-3-15.yaml")})  # fmt: skip
    source = tmp_path / name
    source.write_bytes(SOURCES[name]())
    assert main(["-C", str(tmp_path), "import", str(source)]) == 0
    assert "问题 33 个；措施 83 条" in capsys.readouterr().out
    notice = tmp_path / "content/notices/binhai-3-15/teda.md"
    text = notice.read_text("utf-8")
    assert "\n草稿: 是\n# 发布时间: （未找到，请填写" in text
    report = sites.run(tmp_path)
    assert not (tmp_path / "site/binhai-3-15/teda.html").exists(), "a draft"
    assert report.exit_code == 0
    notice.write_text(re.sub("草稿: 是\n# 发布时间: .*", "发布时间: 2022-03-28 09:00", text), "utf-8")
    assert sites.run(tmp_path).exit_code == 0
    page = (tmp_path / "site/binhai-3-15/teda.html").read_text("utf-8")
    assert page_text(page) == expected_text(RAW.decode())
    assert counts(page)[:5] == (3, 3, 10, 33, 83)


# ---------------------------------------------------------------- any text

MARKS = st.sampled_from(
    [
        "*", "**", "_", "#", "# ", "## 标题 #", "-", "- ", "1)", "1. ", "2．", "１、", "1.1 ", ":名称: 值", ":状态: 已完成", ": 解", "|", "a|b", "-|-",
        "<b>", "<", "[甲]", "[x]: http://a.cn", "[^1]", "[^1]: 注", "{.signature}", "{#abc}", "{", "\\", "&amp;", "&", "`", "```", "~~~", "~", "  ", "　",
        "\t", "\n", "\n\n", "甲", "乙方", "。", "；", "：", "“", "”", "一、", "（一）", "（1）", "①", "一是", "二是", "三是", "第一，", "第二，", "针对“甲”问题",
        "关于“乙”问题，进行了以下整改：一是", "公开范围：", "：状态：", "状态:", "http://a.cn", "](javascript:x)", "!", "![图](a.png)", "---", "===", "+", "+ ",
        "> ", "^[注]", "2022年3月28日", "中共某委员会", "关于某的通报", "a@b.cn", "\u00a0", "'", '"', "a ", "---\n", "公开",
    ]
)  # fmt: skip
TEXT = st.lists(MARKS, max_size=8).map("".join) | st.text(max_size=30)
HREFS = st.sampled_from(
    ["", "", "https://a.cn/(x) y", "/rel", "javascript:x", "#a", "mailto:a@b.cn", "data:x", "https://a.cn/甲*_"]
)
RUNS = st.lists(
    st.tuples(TEXT, st.booleans(), HREFS).map(lambda v: Run(*v))
    | st.sampled_from([Run("", footnote=k) for k in "129"] + [Run("", picture=k) for k in "pqz"]),
    max_size=3,
).map(tuple)
LABELS = st.sampled_from(["", "", "", "一、", "1. ", "（1）", "• ", "①", "1.1 "])
PARAGRAPH = st.builds(
    Paragraph, RUNS, st.integers(1, 99), LABELS, st.sampled_from([0, 0, 0, 1, 2, 3, 9]), st.booleans(), st.sampled_from(["", "centre", "right"])
)  # fmt: skip
CELL = st.builds(Cell, st.lists(PARAGRAPH, max_size=2).map(tuple), st.integers(0, 3), st.integers(0, 3))
TABLE = st.builds(Table, st.lists(st.lists(CELL, max_size=3).map(tuple), max_size=3).map(tuple), st.integers(1, 99))
NOTES = st.fixed_dictionaries({k: st.lists(PARAGRAPH, max_size=2).map(tuple) for k in "12"})
PICTURES = {"p": Picture("a.png", w.png(), "图*1*[x]"), "q": Picture("b.emf", b"xx", "")}
PAPER = st.builds(Paper, st.lists(PARAGRAPH | PARAGRAPH | TABLE, max_size=8).map(tuple), NOTES, st.just(PICTURES))
QUIETLY = settings(max_examples=FEWER, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@QUIETLY
@given(PAPER)
@example(Paper((Paragraph((Run("（一）"),), 1, "一、", 0, True),)))
@example(
    Paper((Paragraph((Run("一、"), Run("", footnote="1"), Run("\\")), 1, "", 1),), {"1": (Paragraph((Run("*"),), 1),)})
)
def test_any_paper_becomes_a_notice_that_says_the_same(paper: Paper) -> None:
    """Never an exception, and never the code by which the program says that what it wrote differs."""
    outcome = notice_of(paper, "a.docx", SITE, Choices())
    codes = [d.code for d in outcome.diagnostics]
    assert "E2143" not in codes
    assert outcome.value is not None or codes[-1] == "E2147"
    assert set(codes) <= set(BY_CODE)


UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]")  # fmt: skip


@QUIETLY
@given(st.lists(TEXT, max_size=10))
@example(["关于某的通报", "- 甲", "", "  1) 乙", ":名称: 值", "| a | b |", "# 丙", "&nbsp;<b>\\"])
@example(["甲。", "{.signature}", "[^1]: 注", "***", "一是甲；二是乙。"])
def test_no_character_of_a_text_is_lost(texts: list[str]) -> None:
    """Title, body and what was told as dropped are all of the source, in its order, white space apart."""
    paper = Paper(tuple(Paragraph((Run(t),), n) for n, t in enumerate(texts, 1)))
    outcome = notice_of(paper, "a.docx", SITE, Choices())
    if outcome.value is None:
        assert not UNSEEN.sub("", "".join(texts)).strip()
        return
    front = {v.key: v.value for v in outcome.value.front}
    got = [front.get("document_number", "") if any(d.code == "N2115" for d in outcome.diagnostics) else ""]
    got += [front["title"], front.get("subtitle", "")]
    body = body_of(outcome.value.markdown)
    for chunk in scan(body).chunks:
        got.append(chunk.text)
        for part in chunk.parts:
            htmls = (part,) if isinstance(part, str) else part.htmls
            got += (html_module.unescape(re.sub("<[^>]*>", "", h)) for h in htmls)
    rest = squeezed("".join(got))
    commas = [d.args[0].strip() for d in outcome.diagnostics if d.code == "N2126"]
    at = 0
    for c in squeezed(UNSEEN.sub("", "".join(texts))):
        if at < len(rest) and rest[at] == c:
            at += 1
        else:
            assert c in commas, (c, rest[at : at + 20])
            commas.remove(c)
    assert at == len(rest)


def squeezed(text: str) -> str:
    return "".join(text.split())


@QUIETLY
@given(TEXT, st.integers(1, 6))
def test_escapes(text: str, level: int) -> None:
    """A paragraph and a heading read back as exactly the text, and the site finds no fault in them."""
    text = "\n".join(filter(None, (line.strip() for line in UNSEEN.sub("", text).split("\n"))))
    text = re.sub("\r", "", text).strip()
    if text:
        assert escape.says(escape.paragraph(text), text), escape.paragraph(text)
    title = " ".join(text.split("\n"))
    if title:
        read = scan(f"{'#' * level} {escape.heading(title, level)}")
        assert [(c.level, c.text) for c in read.chunks] == [(level, title)]
        assert not read.faults


@pytest.mark.parametrize("text", ["负责人：王某（电话 1-2）", "2022年*甲*", "1.在“甲”方面。", "snake_case_x", "a * b", "3 < 5 & 7", "共5[个]", "https://a.gov.cn/x_y_z", "（1）甲#乙", "~约10万元"])  # fmt: skip
def test_clean_texts_need_few_escapes(text: str) -> None:
    assert escape.paragraph(text).replace("\\", "") == text
    assert escape.paragraph(text).count("\\") <= (2 if "*甲*" in text else 1 if text[0] == "~" else 0)


@QUIETLY
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=200).map(lambda t: t.encode("gb18030", "replace"))
)
def test_any_bytes(data: bytes) -> None:
    for name in ("a.txt", "a.html", "a.docx"):
        assert set(said(data, name)) <= set(BY_CODE)


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<table>", "<tr>", "<td colspan=3 rowspan=2>", "<th>", "</td>", "</table>", "<ul>", "<ol start=3>", "<li>", "</ol>", "<h2>", "</h2>", "<br>", "<b>", "</b>",
        "<a href='https://a.cn'>", "</a>", "<img src=x>", "<img src='data:image/png;base64,AAAA' alt=图>", "<script>x</script>", "<style>", "<!--", "-->", "&nbsp;", "&lt;b&gt;",
        "<span style='display:none'>", "</span>", "甲", "一、乙", "<div align=center>", "</div>", "<textarea>", "<math><mi>", "<svg>", "<", "</", "<td",
    ]
)  # fmt: skip


@QUIETLY
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_html(text: str) -> None:
    codes = said(("<p>" + text).encode(), "a.html")
    assert "E2143" not in codes
    assert set(codes) <= set(BY_CODE)


@QUIETLY
@given(RUNS, st.lists(st.integers(0, 60), max_size=3).map(sorted))
def test_runs_are_cut_whole(runs: tuple[Run, ...], points: list[int]) -> None:
    size = len(text_of(runs))
    parts = cut(runs, [min(p, size) for p in points])
    assert len(parts) == len(points) + 1
    assert "".join(map(text_of, parts)) == text_of(runs)
    for kind in ("footnote", "picture"):
        assert [getattr(r, kind) for p in parts for r in p if getattr(r, kind)] == [
            getattr(r, kind) for r in runs if getattr(r, kind)
        ]
    assert text_of(trimmed(runs)) == text_of(runs).strip()


# ---------------------------------------------------------------- every code

ONE = Registry(
    {"r1": SITE.rounds["binhai-3-15"]._replace(id="r1"), "r2": SITE.rounds["example-round"]._replace(id="r2")},
    SITE.organisations,
)
TITLE = "某局关于整改情况的通报\n"


def paper(
    *paragraphs: Paragraph | Table, notes: dict[str, tuple[Paragraph, ...]] | None = None, site: Registry = ONE
) -> list[str]:
    """The codes of a paper with a title."""
    title = Paragraph((Run(TITLE.strip()),), 1)
    outcome = notice_of(Paper((title, *paragraphs), notes or {}, PICTURES), "a.docx", site, Choices(id="a", round="r1"))
    return [d.code for d in outcome.diagnostics]


def p(text: str, **more: Any) -> Paragraph:
    return Paragraph((Run(text),), 2)._replace(**more)


def t(*rows: tuple[Cell, ...]) -> Table:
    return Table(rows, 3)


def text_codes(text: str, **choices: Any) -> list[str]:
    return said((TITLE + text).encode(), "a.txt", Choices(id="a", round="r1")._replace(**choices), ONE)


FINDING = "一、整改情况\n（一）关于“甲”问题，"
PRODUCED = {
    "N2101": lambda: paper(p("整改成效", strong=True)),
    "N2102": lambda: text_codes("一、整改情况\n文字。"),
    "N2103": lambda: text_codes(FINDING + "已经整改。"),
    "N2104": lambda: paper(p("整改成效", level=2)),
    "N2105": lambda: text_codes(FINDING + "一是乙；二是丙。"),
    "W2106": lambda: text_codes(FINDING + "一是乙；三是丙。"),
    "N2107": lambda: text_codes("[bookmark: _Toc1]正文。"),
    "N2108": lambda: text_codes("　　正文。"),
    "N2109": lambda: text_codes("正\u200b文。"),
    "N2110": lambda: paper(p("（一）落实不力\n1.完善制度。")),
    "N2111": lambda: said("中共某局党组\n关于整改情况的通报\n正文。".encode()),
    "N2112": lambda: said("某局整改\n正文。".encode()),
    "W2113": lambda: said("正文一段。".encode()),
    "N2114": lambda: text_codes("（社会公开稿）\n正文。"),
    "N2115": lambda: said(("某局发〔2026〕3号\n" + TITLE).encode()),
    "N2116": lambda: text_codes("正文。\n中共某局委员会\n2026年3月5日"),
    "N2117": lambda: paper(Paragraph((Run("见"), Run("这里", href="/x")), 2)),
    "N2118": lambda: paper(t((Cell((p("甲"),), 2),), (Cell((p("乙"),)), Cell((p("丙"),))))),
    "N2119": lambda: paper(t((Cell((p("甲"), p("乙"))), Cell((p("丙"),))))),
    "N2120": lambda: paper(t((Cell((p("甲"),)),))),
    "W2121": lambda: said(b"<p>x</p><img src='data:image/png;base64,iVBORw0KGgo='>", "a.html"),
    "N2122": lambda: paper(p("整改\n成效", level=1)),
    "N2123": lambda: [d.code for d in notice_of(Paper((Paragraph((Run("某通报"), Run("", picture="p")), 1),), {}, PICTURES), "a", ONE, Choices()).diagnostics],
    "N2124": lambda: text_codes("1.完善制度\n2.加强督查"),
    "N2125": lambda: text_codes("关于“甲”问题：已经整改。"),
    "N2126": lambda: text_codes(FINDING + "已经整改。"),
    "N2127": lambda: paper(p("1.1 成效", level=1)),
    "N2128": lambda: paper(*(p(f"级{n}", level=n) for n in range(1, 8))),
    "W2129": lambda: paper(p("正文。"), notes={"1": (p("注文"),)}),
    "W2130": lambda: paper(Paragraph((Run("正文。"), Run("", footnote="7")), 2)),
    "N2131": lambda: text_codes("正文。"),
    "N2132": lambda: text_codes("2021年6月7日进驻，区委第一巡察组于10月19日反馈了巡察意见。"),
    "W2133": lambda: text_codes("本轮巡察反馈问题5个。\n本轮巡察反馈问题6个。"),
    "W2134": lambda: text_codes("联系电话：1234567890123456789012。"),
    "N2135": lambda: text_codes("正文。"),
    "W2136": lambda: text_codes("正文。", kind="feedback"),
    "N2137": lambda: text_codes("2021年6月7日至7月21日，区委第一巡察组开展了巡察。"),
    "W2138": lambda: text_codes("2021年6月8日至7月21日，区委第一巡察组开展了巡察。"),
    "W2139": lambda: paper(Paragraph((Run("", picture="q"),), 2)),
    "W2140": lambda: paper(Paragraph((Run("", picture="z"),), 2)),
    "N2141": lambda: text_codes(FINDING + "一是乙； 二是丙。"),
    "E2142": lambda: text_codes("正文。", round="r9"),
    "E2147": lambda: said(b"\n \n"),
    "E2148": lambda: said(b"%PDF-1.7", "a.pdf"),
    "N2150": lambda: text_codes(FINDING + "进行了以下整改：已经整改。"),
    "N2151": lambda: paper(p("甲", label="• ")),
    "N2152": lambda: said(("附件1\n" + TITLE + "正文。").encode()),
    "N2153": lambda: text_codes("1.关于学习不深入的问题\n文字。"),
    "N2170": lambda: said("正文。".encode("gb18030")),
    "E2171": lambda: said(b"\xff\xff\xff\x81"),
    "W2173": lambda: said("<p>甲<span style='display:none'>乙</span></p>".encode(), "a.html"),
    "W2174": lambda: said("<p>甲</p><img src='/a.png'>".encode(), "a.html"),
    "N2175": lambda: said("<p>甲</p><script>x</script>".encode(), "a.html"),
}  # fmt: skip
# these need a disk, a missing package or a fault of the program, and have tests of their own
ELSEWHERE = {"E2143", "E2144", "E2145", "E2146", "E2172"}


@pytest.mark.parametrize("code", PRODUCED)
def test_every_code_is_said(code: str) -> None:
    assert code in PRODUCED[code]()


def test_no_code_is_forgotten() -> None:
    assert {c for c in BY_CODE if c[1:3] == "21"} == set(PRODUCED) | ELSEWHERE


def test_html_needs_nh3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nh3", None)
    assert said(b"<p>x</p>", "a.html") == ["E2172"]


def test_what_differs_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the writer itself ends in an error, not in a changed text."""
    monkeypatch.setattr("generator.importers.escape.paragraph", lambda text: text.replace("甲", "乙"))
    outcome = convert((TITLE + "甲。").encode(), "a.txt", ONE, Choices(id="a"))
    assert outcome.value is None
    assert outcome.diagnostics[-1].code == "E2143"


# ---------------------------------------------------------------- structure


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("一、甲\n文。\n（一）乙\n1.丙\n（1）丁\n文。", "## 一、甲\n\n文。\n\n### （一）乙\n\n#### 1.丙\n\n##### （1）丁\n\n文。"),
        ("一、甲\n1.乙\n文。\n二、丙\n（一）丁\n文。", "## 一、甲\n\n### 1.乙\n\n文。\n\n## 二、丙\n\n### （一）丁\n\n文。"),
        ("一、加强学习。要坚持学习，不断提高。\n正文。", "一、加强学习。要坚持学习，不断提高。\n\n正文。"),
        ("附件目录\n1. 名单\n2. 台账", "附件目录\n\n1\\. 名单\n\n2\\. 台账"),
        ("（一）关于“甲”问题\n整改情况：一是乙；二是丙。\n下一步继续。", "## （一）关于“甲”问题\n\n整改情况：\n\n- 一是乙；\n- 二是丙。\n\n下一步继续。"),
        ("（一）关于“甲”问题\n一是乙。\n二是丙。", "## （一）关于“甲”问题\n\n- 一是乙。\n- 二是丙。"),
        ("（一）关于“甲”问题\n一是乙。\n情况说明。\n二是丙。", "## （一）关于“甲”问题\n\n- 一是乙。\n\n情况说明。\n\n- 二是丙。"),
        ("（一）关于“甲”问题。第一，乙；第二，丙。", "## （一）关于“甲”问题。\n\n- 第一，乙；\n- 第二，丙。"),
        ("（一）关于“甲”问题，一是乙；一是丙；二是丁。", "## （一）关于“甲”问题\n\n一是乙；一是丙；二是丁。"),
        ("（一）关于“甲”问题：只有一是学习。", "## （一）关于“甲”问题：\n\n只有一是学习。"),
        ("（一）关于“‘三会一课’不严格”问题，进行了以下整改：已整改。", "## （一）关于“‘三会一课’不严格”问题\n\n进行了以下整改：\n\n已整改。"),
        ("１．加强学习\n（1）制度\n文。", "## １．加强学习\n\n### （1）制度\n\n文。"),
    ],
)  # fmt: skip
def test_structure(text: str, markdown: str) -> None:
    """Numbering to headings, running text to items; what is not certain stays text."""
    assert made(TITLE + text, Choices(id="a", round="r1"), ONE) == markdown


def test_levels_follow_styles_where_there_are_no_numbers() -> None:
    outcome = notice_of(
        Paper((p("关于某的通报"), p("总", level=1), p("分", level=2), p("一、细", level=3), p("总", level=1))), "a", ONE, Choices(id="a", round="r1")
    )  # fmt: skip
    assert outcome.value is not None
    assert re.findall(r"(?m)^#+ .*", body_of(outcome.value.markdown)) == ["## 总", "### 分", "#### 一、细", "## 总"]


def test_tables_notes_pictures_links() -> None:
    blocks = (
        p("关于某的通报"),
        Paragraph((Run("见"), Run("网站", href="https://a.gov.cn/x(1)"), Run("、"), Run("重点", bold=True), Run("。"), Run("", footnote="k")), 2),
        t((Cell((p("项目"),), 2), Cell((p("数|量"),))), (Cell((p("甲"),), 1, 2), Cell((p("1"),)), Cell((p("x"), p("y")))), (Cell((p("2"),)), Cell((p("_3_"),)))),
        Paragraph((Run("", picture="p"),), 9),
    )  # fmt: skip
    outcome = notice_of(
        Paper(blocks, {"k": (p("注*文*"), p("第二段"))}, PICTURES), "a", ONE, Choices(id="a", round="r1")
    )
    assert outcome.value is not None
    assert body_of(outcome.value.markdown).strip() == (
        "见[网站](https://a.gov.cn/x%281%29)、**重点**。[^1]\n\n"
        "| 项目 |  | 数\\|量 |\n| --- | --- | --- |\n| 甲 | 1 | x y |\n|  | 2 | \\_3\\_ |\n\n"
        "![图\\*1\\*\\[x\\]](a/picture-1.png)\n\n[^1]: 注\\*文\\*\n\n    第二段"
    )
    assert outcome.value.attachments == {"picture-1.png": w.png()}


def test_front_matter_of_a_whole_text() -> None:
    text = """示例街党〔2026〕1号
中共示例街道党工委
关于一届区委第一轮巡察整改情况的通报
根据统一部署，2026年3月2日至4月30日，区委第一巡察组对示例街道开展了巡察。2026年5月26日，反馈了巡察意见。
一、整改情况
反馈的问题共5个，制定整改措施11条，已完成整改2个，修订制度3项，挽回损失12600元。
欢迎监督。公示期2026年11月9日至2026年11月27日。联系单位：党建办公室；联系电话：（022）12345678；邮箱：a@example.cn；通信地址：示例路2号；邮编：300000。
示例街道党工委（示例）
二〇二六年十一月六日
"""
    outcome = convert(text.encode(), "a.txt", SITE, Choices(round="example-round"))
    assert outcome.value is not None
    values = parse_head(outcome.value.markdown.encode(), outcome.value.path, "zh-CN")
    assert not values.diagnostics and values.value is not None
    assert outcome.value.path == "notices/example-round/example-street.md"
    assert values.value.values == {
        "title": "中共示例街道党工委关于一届区委第一轮巡察整改情况的通报", "kind": "rectification", "round": "example-round",
        "organisation": "example-street", "draft": True, "feedback_on": "2026-05-26", "inspection_team": "区委第一巡察组",
        "signed_by": "示例街道党工委（示例）", "signed_on": "2026-11-06", "document_number": "示例街党〔2026〕1号",
        "totals": {"findings": 5, "measures": 11, "completed": 2, "rules": 3, "recovered": "1.26"},
        "oversight": {"opens_on": "2026-11-09", "closes_on": "2026-11-27"},
        "contact": {"unit": "党建办公室", "phone": "022-12345678", "email": "a@example.cn", "address": "示例路2号", "postcode": "300000"},
    }  # fmt: skip
    assert "{.signature}\n二〇二六年十一月六日" in outcome.value.markdown


def test_who_signed_under_the_title() -> None:
    outcome = convert(
        f"{TITLE}中共某局党组\n（2026年3月5日）\n正文。".encode(), "a.txt", ONE, Choices(id="a", round="r1")
    )
    assert outcome.value is not None
    front = {v.key: v.value for v in outcome.value.front}
    assert (front["signed_by"], front["signed_on"]) == ("中共某局党组", "2026-03-05")
    assert body_of(outcome.value.markdown).strip() == "中共某局党组\n\n（2026年3月5日）\n\n正文。"


@QUIETLY
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_front_matter_reads_back(texts: list[str]) -> None:
    """Whatever the title, the front matter is read without a fault and says what was recognised."""
    title = re.sub(r"\s", "", "".join(texts))[:40] + "的通报"
    outcome = convert(
        f"{title}\n正文。".encode(), "a.txt", SITE, Choices(id="a", round="example-round", kind="announcement")
    )
    assert outcome.value is not None
    head = parse_head(outcome.value.markdown.encode(), outcome.value.path, "zh-CN")
    assert head.value is not None
    assert [d.code for d in head.diagnostics] in ([], ["E0201"])
    assert head.value.text("title") == next(v.value for v in outcome.value.front if v.key == "title")
    assert not [
        d
        for d in parse_body(outcome.value.markdown.encode(), head.value, "", {}, "zh-CN").diagnostics
        if d.code[0] == "E"
    ]


def test_html() -> None:
    source = """<div><h1>某局关于整改情况的通报</h1><p>&nbsp;&nbsp;正文&amp;说明<br>二行</p>
    <ul><li>甲</li><li>乙</li></ul><table><tr><td>1</td><td>2</td></tr></table><p align="right">中共某局委员会</p></div>"""
    outcome = convert(source.encode("gb18030"), "a.htm", ONE, Choices(id="a", round="r1"))
    assert outcome.value is not None
    assert body_of(outcome.value.markdown).strip() == (
        "正文&说明\\\n二行\n\n- 甲\n- 乙\n\n| 1 | 2 |\n| --- | --- |\n\n{.signature}\n中共某局委员会"
    )


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"PK\x03\x04..word/document.xml", "a.txt", "word"), (b"PK\x03\x04..xl/workbook.xml", "a.docx", "excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "office"), (b"<p>x", "a.txt", "html"), (b"x", "a.docx", "text"), (b"%PDF", "a.docx", ""),
    ],
)  # fmt: skip
def test_files_are_told_by_their_content(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


def test_encodings() -> None:
    text = TITLE + "正文一段。\n"
    for encoding, name in (("utf-8", ""), ("utf-8-sig", "UTF-8 BOM"), ("utf-16", "UTF-16"), ("gb18030", "GB18030")):
        outcome = convert(text.encode(encoding), "a.txt", ONE, Choices(id="a", round="r1"))
        assert outcome.value is not None
        assert body_of(outcome.value.markdown).strip() == "正文一段。"
        assert [d.args[0] for d in outcome.diagnostics if d.code == "N2170"] == [name][: bool(name)]


# ---------------------------------------------------------------- the command and the report


@pytest.fixture
def site(tmp_path: Path) -> Path:
    sites.write(tmp_path, sites.BASE)
    return tmp_path


def run(site: Path, *options: str) -> int:
    return main(["-C", str(site), "import", *options])


def test_command(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = site / "b.txt"
    source.write_text("示例街道关于第一轮巡察整改情况的通报\n一、甲\n正文。\n", "utf-8")
    before = sites.tree(site / "content")
    assert run(site, str(source), "--dry-run", "--report", str(site / "r.json")) == 0
    assert sites.tree(site / "content") == before
    report = json.loads((site / "r.json").read_text("utf-8"))
    assert (report["path"], report["written"], report["source"]) == ("notices/r1/o1.md", "", "b.txt")
    assert {"code", "place", "message", "group"} <= set(report["decisions"][0])
    assert run(site, str(source)) == 0
    first = (site / "content/notices/r1/o1.md").read_bytes()
    assert "接下来" in capsys.readouterr().out
    source.write_text("示例街道关于第一轮巡察整改情况的通报\n改过。\n", "utf-8")
    assert run(site, str(source)) == 1
    assert "E2144" in capsys.readouterr().out
    assert (site / "content/notices/r1/o1.md").read_bytes() == first
    for _ in range(2):
        assert run(site, str(source), "--force") == 0
    assert (site / "content/notices/r1/o1.md~").read_bytes() == first
    assert (site / "content/notices/r1/o1.md.1~").exists()
    assert sites.run(site).exit_code == 0, "old files do not disturb the site"


def test_command_writes_pictures_beside(site: Path) -> None:
    (site / "b.docx").write_bytes(
        w.docx([w.P("关于进驻的公告"), w.P("正文。"), w.P(w.picture("x.png", alt="示意图"))], media={"x.png": w.png()})
    )
    assert run(site, str(site / "b.docx"), "--out", str(site / "content/notices/r1/entry.md")) == 0
    assert (site / "content/notices/r1/entry/picture-1.png").read_bytes() == w.png()
    assert "![示意图](entry/picture-1.png)" in (site / "content/notices/r1/entry.md").read_text("utf-8")


@pytest.mark.parametrize(
    "out",
    ["../x.md", "content/x.md", "content/notices/x.txt", "content/notices/a/b/c.md", "content/organisations/x.md"],
)
def test_nothing_is_written_elsewhere(site: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "b.txt").write_text("关于进驻的公告\n正文。", "utf-8")
    before = sites.tree(site)
    assert run(site, str(site / "b.txt"), "--out", str(site / out)) == 1
    assert "E2145" in capsys.readouterr().out
    assert sites.tree(site) == before


def test_links_lead_nowhere_else(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("away")
    (site / "content/notices/r2").symlink_to(away)
    (site / "content/notices/r1/c").symlink_to(away)
    (site / "b.docx").write_bytes(w.docx([w.P("关于进驻的公告"), w.P(w.picture("x.png"))], media={"x.png": w.png()}))
    for out in ("r2/c.md", "r1/c.md"):
        assert run(site, str(site / "b.docx"), "--out", str(site / "content/notices" / out), "--force") == 1
    assert not list(away.iterdir())


def test_a_place_must_be_known(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "通报.txt").write_text("正文一段。", "utf-8")
    assert run(site, str(site / "通报.txt")) == 1
    assert "E2146" in capsys.readouterr().out
    assert run(site, str(site / "通报.txt"), "--accept", "x") == 2
    assert run(site, str(site / "通报.txt"), "--report", "x.txt") == 2
    assert run(site / "content", str(site / "通报.txt")) == 1
    assert "E0007" in capsys.readouterr().out
    assert run(site, str(site / "none.txt")) == 1


def test_what_is_refused_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "b.docx").write_bytes(w.docx([w.P("关于进驻的公告"), w.P("正文", w.inserted("补充"), "。")]))
    before = sites.tree(site)
    assert run(site, str(site / "b.docx")) == 1
    assert "E2021" in capsys.readouterr().out
    assert sites.tree(site) == before
    assert run(site, str(site / "b.docx"), "--accept", "修订") == 0
    assert "正文补充。" in (site / "content/notices/r1/b.md").read_text("utf-8")


def test_what_was_brought_is_kept_as_it_came(site: Path) -> None:
    """For the archive; the same file once, another of its name beside it."""
    first, kept = w.docx([w.P("关于进驻的公告"), w.P("正文。")]), site / "originals/r1/b/b.docx"
    (site / "b.docx").write_bytes(first)
    for _ in range(2):
        assert run(site, str(site / "b.docx"), "--force") == 0
    assert [p.name for p in kept.parent.iterdir()] == ["b.docx"]
    assert kept.read_bytes() == first
    (site / "b.docx").write_bytes(second := w.docx([w.P("关于进驻的公告"), w.P("另一段。")]))
    assert run(site, str(site / "b.docx"), "--force") == 0
    assert kept.read_bytes() == second
    assert kept.with_name("b.docx~").read_bytes() == first


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_reports(language: str) -> None:
    outcome = convert(RAW, "teda.txt", SITE, Choices())
    result = Result("teda<1>.txt", outcome.value, outcome.diagnostics)
    told = json.loads(as_json(result, language))
    assert len(told["decisions"]) == len(set(outcome.diagnostics))
    page = as_page(result, language)
    assert "<script" not in page and "teda<1>" not in page
    for row in told["decisions"]:
        assert html_module.escape(row["message"]) in page
    short = as_text(result, language)
    assert len(short) < 40
    assert any("W2133" in line for line in short)
