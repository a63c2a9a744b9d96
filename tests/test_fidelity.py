"""The first notice reaches its page whole: no character lost, added, changed or moved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fidelity import Counts, after, counts, expected_text, faulty_ids, page_text

REPO = Path(__file__).resolve().parents[1]
RAW = (REPO / "tests/data/teda-2022.txt").read_bytes().decode()
SOURCE = (REPO / "content/notices/binhai-3-15/teda.md").read_bytes().decode()

SMALL = """<!doctype html><title>x</title><nav><ol class="measures"><li>不算</ol></nav>
<article id="notice" class="notice">
  <h1>标题</h1><p class="aux">不算<br><span>也不算</span></p>
  <section class="section" id="s-1"><h2><span>一、</span>甲 &amp; 乙</h2>
    <section class="section" id="s-2"><h3>（一）小节</h3><ol class="measures"><li>无关</li></ol></section>
    <section class="finding open" id="f-1-1-1"><h5>（1）针对“丙”问题 <a class="aux" href="#">#</a></h5>
      <p>进行了以下整改：</p>
      <ol class="measures plain"><li><span class="aux">1</span>一是 丁；</li>
      <li><p>二是<em>戊</em>。</p><ul><li>己</li></ul></li></ol>
    </section>
  </section>
</article><p>页脚</p>"""


def source_text(markdown: str) -> str:
    """The text in a Markdown source, marks taken off line by line; does not know Markdown."""
    _, head, body = re.split(r"(?m)^---\n", markdown, maxsplit=2)
    front = dict(line.split(": ", 1) for line in head.split("\n") if re.match(r"\w+: ", line))
    lines = [front["title"], front["subtitle"]]
    lines += [re.sub(r"^(#{2,5} |- )", "", line) for line in body.split("\n") if line != "{.signature}"]
    return "".join(lines)


def first_difference(a: str, b: str) -> str:
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"at {at}: {a[max(0, at - 20) : at + 20]!r} / {b[max(0, at - 20) : at + 20]!r}"


def assert_same(found: str, expected: str) -> None:
    assert found == expected, first_difference(found, expected)


def test_source_holds_the_whole_text() -> None:
    assert_same(source_text(SOURCE), expected_text(RAW))


def test_source_has_the_structure_of_the_text() -> None:
    def lines(pattern: str) -> int:
        return len(re.findall(f"(?m)^{pattern}", SOURCE))

    assert lines(r"## [一二三]、") == lines("## ") == 3
    assert lines(r"### （[一二三]）聚焦“") == 3
    assert lines(r"#### \d\. ?在“") == 10
    assert lines(r"##### （\d）(?:针对|关于)“.*”问题$") == lines("##### ") == 33
    assert lines(r"进行了以下整改：$") == 33
    assert lines(r"- [一二三四五六七八九]是") == lines("- ") == 83


def test_measures_are_numbered_without_a_gap() -> None:
    for block in re.findall(r"(?m)(?:^- .*\n)+", SOURCE):
        labels = re.findall(r"(?m)^- (.)是", block)
        assert labels == list("一二三四五六七八九")[: len(labels)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("十四五规划。", "十四五规划；"),
        ("深化落实 “两支队伍”", "深化落实“两支队伍”"),
        ("2. 在“聚焦", "2.在“聚焦"),
        ("党建引领 共同缔造", "党建引领共同缔造"),
        ("2022年2月年10日", "2022年2月10日"),
        ("； 21个小区", "；21个小区"),
        ("（工发（1978）101号）", "（工发〔1978〕101号）"),
        ("一是把习近平", "二是把习近平"),
        ("二是", ""),
        ("（社会公开全稿）", "（社会公开稿）"),
    ],
)
def test_any_change_of_the_source_is_found(old: str, new: str) -> None:
    assert old in SOURCE
    assert source_text(SOURCE.replace(old, new, 1)) != expected_text(RAW)


def test_every_changed_character_is_found() -> None:
    expected = expected_text(RAW)
    start = SOURCE.index("\n---\n") + 5
    for at in range(start, len(SOURCE), 97):
        if SOURCE[at] not in "\n#- {}.signature":
            assert source_text(SOURCE[:at] + "〓" + SOURCE[at + 1 :]) != expected
            assert source_text(SOURCE[:at] + SOURCE[at + 1 :]) != expected


def test_the_two_names_are_masked_and_nothing_else_is() -> None:
    assert "对教促中心财务联络员王某某进行诫勉处置，对教促中心副主任高某某的处置已进入审理阶段" in RAW
    assert RAW.count("某某") == SOURCE.count("某某") == 2
    assert "张福旺" in SOURCE and "吴鹏" in SOURCE


def test_expected_text_keeps_inner_spaces_and_drops_the_documented_only() -> None:
    text = expected_text(RAW)
    for kept in ("深化落实 “两支队伍”", "党建引领 共同缔造", "方面。", "2. 在“聚焦", "滨监办函[2022]1号"):
        assert kept in text
    assert "\n" not in text and "bookmark" not in text
    marks = sum(map(len, re.findall(r"\[bookmark: \w+\]", RAW)))
    ends = 1  # the space at the end of the last line
    assert len(text) == len(RAW) - RAW.count("\n") - marks - 33 - ends


def test_expected_text_wants_all_split_points() -> None:
    with pytest.raises(AssertionError, match="32 split points"):
        expected_text(RAW.replace("问题，进行了以下整改：", "问题,进行了以下整改：", 1))


def test_page_text_and_counts_of_a_small_page() -> None:
    assert page_text(SMALL) == "标题一、甲 & 乙（一）小节无关（1）针对“丙”问题进行了以下整改：一是 丁；二是戊。己"
    assert counts(SMALL) == Counts(1, 0, 0, 1, 2, ("f-1-1-1",))


def test_a_newline_between_inline_elements_is_a_space() -> None:
    page = '<article id="notice"><p><b>一是</b>\n<span>甲</span></p></article>'
    assert page_text(page) == "一是 甲"


@pytest.mark.parametrize(
    "page",
    [
        "<p>甲</p>",
        '<article id="notice"><p>甲</article>',
        '<article id="notice"><p>甲</p>',
        '<article id="notice"></article><article id="notice"></article>',
    ],
)
def test_a_page_that_cannot_be_judged_is_refused(page: str) -> None:
    with pytest.raises(AssertionError):
        page_text(page)


@pytest.mark.parametrize(
    ("text", "lines", "rest"),
    [
        ("甲乙", "甲\n乙\n丙", "\n丙"),
        ("甲 乙", "甲 乙", ""),
        ("甲 乙", "甲\n乙", ""),
        ("甲 乙", "甲 \n乙", ""),
        ("", "甲", "甲"),
    ],
)
def test_lines_on_paper(text: str, lines: str, rest: str) -> None:
    assert after(text, lines) == rest


@pytest.mark.parametrize(("text", "lines"), [("甲乙", "甲"), ("甲乙", "甲 乙"), ("甲 乙", "甲乙"), ("甲乙", "乙甲")])
def test_lines_on_paper_that_say_something_else(text: str, lines: str) -> None:
    with pytest.raises(AssertionError):
        after(text, lines)


def test_faulty_ids() -> None:
    assert faulty_ids(("f-1-1-1", "f-1-1-2", "f-1-1-1", "f-1-2", "x")) == ["f-1-1-1", "f-1-2", "x"]


def test_built_page_holds_the_whole_text(tmp_path: Path) -> None:
    from generator.build import Options, build

    out = tmp_path / "site"
    report = build(Options(root=REPO, out=out))
    assert report.exit_code == 0

    html = (out / "binhai-3-15/teda.html").read_bytes().decode()
    assert_same(page_text(html), expected_text(RAW))
    found = counts(html)
    assert found[:5] == (3, 3, 10, 33, 83)
    assert faulty_ids(found.ids) == []
    assert len(found.ids) == 33
