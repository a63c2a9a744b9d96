"""The short path gives what the full parser gives, on any text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import blocks, plain
from generator.markdown import scan, scan_full

# pieces that make Markdown likely, so that chunks, lists, fields and their neighbours meet
PIECES = st.sampled_from(
    [
        "## 一、标题", "#### 1.方面 #", "#标题", "##", "正文一段，", "第二行 and", "more text", "- 一是甲；", "- 二是乙。", "* 星号", "+ 加号",
        "1. 甲", "2. 乙", "0. 零", "3) 丙", "10.5万元", "2022年", ":状态: 已完成", ":责任 单位: 办公室", ":空:", ": 解释", "  缩进两格", "    缩进四格",
        "　　全角缩进", "> 引用", "---", "===", "***", "| 表 | 格 |", "a|b", "-|-", "```", "~~~", "`代码`", "**粗体**", "**“公开”**信息", "_x_", "[链接](a.md)",
        "[链接]: a.md", "![图](a.png)", "[^1]", "[^1]: 注", "{.signature}", "{#abc}", "<script>", "<b>", "&copy;", "\\", "行末空格  ", "行末\\", "(括号)", "“引号”", "“a\"b>c”",
        "", "", "", "\t", " ", "- ", "1.", "-", ":", "- - 嵌套", "- # 题", "- 1. 甲", "\x0b", "a  b", "！", "@x", "%x", "http://a.b/?a=1&b=2",
    ]
)  # fmt: skip
DOCUMENT = st.lists(PIECES, max_size=14).map("\n".join) | st.lists(PIECES, max_size=5).map("".join)
CLEAN = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=800, deadline=None)
@given(DOCUMENT | CLEAN | st.lists(PIECES | CLEAN, max_size=8).map("\n".join))
@example("- 甲\n- 乙\n\n正文")
@example("正文\n\n: 解释")
@example("1. 甲\n\n2. 乙")
@example("甲\n# 乙\n- 丙\n# 丁")
def test_short_path_equals_full_parser(text: str) -> None:
    assert scan(text, 5) == scan_full(text, 5)


def test_the_short_path_is_taken() -> None:
    text = "## 一、题\n\n正文，\n接着\n\n:状态: 已完成\n\n- 一是甲；\n- 二是**乙**。\n\n文\n\n1. 丙\n2. 丁\n\n完"

    def full(start: int, end: int) -> list[blocks.Chunk]:
        raise AssertionError("the full parser was asked")

    (found,) = plain.scan(text, text.encode(), 1, lambda text, first, last: (text, text), full)
    assert (found.line, found.level, found.text, found.opening) == (1, 2, "一、题", "正文，接着")
    assert [type(part).__name__ for part in found.parts] == ["str", "Items", "str", "Items", "str"]
    assert found.fields == (blocks.FieldList((blocks.Field(6, "状态", "已完成"),), True),)


def test_marks_inside_a_line_go_to_the_inline_parser() -> None:
    seen: list[tuple[str, int, int]] = []

    def inline(text: str, first: int, last: int) -> tuple[str, str]:
        seen.append((text, first, last))
        return text, text

    plain.scan("无\n\n有**记号**", "无\n\n有**记号**".encode(), 1, inline, lambda start, end: [])
    assert seen == [("有**记号**", 2, 3)]


def test_a_break_inside_chinese_vanishes() -> None:
    assert blocks.join_lines(["公开", "公示"]) == "公开公示"
    assert blocks.join_lines(["公开，", "and", "公示"]) == "公开，\nand\n公示"
    assert blocks.join_lines(["他说“好”", "然后"]) == "他说“好”然后"
