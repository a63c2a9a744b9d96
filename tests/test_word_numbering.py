"""Automatic numbers are read as Word prints them."""

from __future__ import annotations

from typing import Any

import pytest
import word_files as wf
from word_files import CHINESE, L, P, Xml, docx

from generator.importers.paper import Paragraph
from generator.importers.word import read
from generator.importers.word_formats import FORMATS


def labels(*blocks: P, numbering: Any, styles: tuple[str, ...] = wf.STYLES) -> list[str]:
    """The automatic numbers of paragraphs."""
    found = read(docx(blocks, numbering=numbering, styles=styles), "a.docx", frozenset())
    assert found.value is not None
    assert found.diagnostics == ()
    return [block.label for block in found.value.blocks if isinstance(block, Paragraph)]


def at(*levels: int, list_id: int = 1) -> list[P]:
    """Paragraphs at levels of a list."""
    return [P("甲", num=(list_id, k)) for k in levels]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decimal", "1 2 9 10 11 20 21 99 100 101 110 1010"),
        ("decimalZero", "01 02 09 10 11 20 21 99 100 101 110 1010"),
        ("decimalFullWidth", "１ ２ ９ １０ １１ ２０ ２１ ９９ １００ １０１ １１０ １０１０"),
        ("upperLetter", "A B I J K T U UUUU VVVV WWWW FFFFF " + "V" * 39),
        ("lowerLetter", "a b i j k t u uuuu vvvv wwww fffff " + "v" * 39),
        ("upperRoman", "I II IX X XI XX XXI XCIX C CI CX MX"),
        ("lowerRoman", "i ii ix x xi xx xxi xcix c ci cx mx"),
        ("chineseCounting", "一 二 九 十 十一 二十 二十一 九十九 一○○ 一○一 一一○ 一○一○"),
        ("chineseCountingThousand", "一 二 九 十 十一 二十 二十一 九十九 一百 一百零一 一百一十 一千零一十"),
        ("chineseLegalSimplified", "壹 贰 玖 壹拾 壹拾壹 贰拾 贰拾壹 玖拾玖 壹佰 壹佰零壹 壹佰壹拾 壹仟零壹拾"),
        ("ideographDigital", "一 二 九 一〇 一一 二〇 二一 九九 一〇〇 一〇一 一一〇 一〇一〇"),
        ("ideographTraditional", "甲 乙 壬 癸 11 20 21 99 100 101 110 1010"),
        ("ideographZodiac", "子 丑 申 酉 戌 20 21 99 100 101 110 1010"),
        ("ideographZodiacTraditional", "甲子 乙丑 壬申 癸酉 甲戌 癸未 甲申 99 100 101 110 1010"),
        ("japaneseCounting", "一 二 九 十 十一 二十 二十一 九十九 百 百一 百十 千十"),
        ("taiwaneseCounting", "一 二 九 十 十一 二十 二十一 九十九 一○○ 一○一 一一○ 一○一○"),
        ("taiwaneseCountingThousand", "一 二 九 十 十一 二十 二十一 九十九 一百 一百零一 一百一十 一千零一十"),
        ("decimalEnclosedCircle", "① ② ⑨ ⑩ ⑪ ⑳ 21 99 100 101 110 1010"),
        ("decimalEnclosedCircleChinese", "① ② ⑨ ⑩ ⑪ ⑳ 21 99 100 101 110 1010"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑼ ⑽ ⑾ ⒇ 21 99 100 101 110 1010"),
        ("decimalEnclosedFullstop", "⒈ ⒉ ⒐ ⒑ ⒒ ⒛ 21 99 100 101 110 1010"),
    ],
)
def test_formats(name: str, expected: str) -> None:
    numbers = (1, 2, 9, 10, 11, 20, 21, 99, 100, 101, 110, 1010)
    assert [FORMATS[name](n) for n in numbers] == expected.split(" ")


def test_every_format_writes_every_number() -> None:
    for name, written in FORMATS.items():
        for n in (0, 1, 10_000, 10_101, 99_999):
            assert isinstance(written(n), str), name


def test_larger_numbers() -> None:
    assert FORMATS["chineseCountingThousand"](10_101) == "一万零一百零一"
    assert FORMATS["chineseCountingThousand"](20_030) == "二万零三十"
    assert FORMATS["japaneseCounting"](11_111) == "一万千百十一"


def test_levels_as_gb_t_9704_orders_them() -> None:
    found = labels(*at(0, 1, 2, 3, 3, 2, 1, 2, 0, 1), numbering={1: CHINESE})
    assert found == ["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）"]


def test_numbers_of_several_levels() -> None:
    levels = (
        L("decimal", "%1."),
        L("decimal", "%1.%2"),
        L("chineseCounting", "%3）"),
        L("decimal", "%1-%3", xml="<w:isLgl/>"),
    )
    assert labels(*at(0, 1, 1, 0, 1, 2, 3), numbering={1: levels}) == ["1.", "1.1", "1.2", "2.", "2.1", "一）", "2-1"]
    legal = L("chineseCounting", "第%1章"), L("decimal", "%1.%2", xml="<w:isLgl/>")
    assert labels(*at(0, 0, 1), numbering={1: legal}) == ["第一章", "第二章", "2.1"]


def test_a_level_that_is_passed_over_counts() -> None:
    """As Word has it since 1997 (its knowledge base, Q197139)."""
    assert labels(*at(1, 1, 0, 2, 1), numbering={1: CHINESE}) == ["（一）", "（二）", "二、", "1.", "（二）"]
    levels = L("decimal", "%1."), L("bullet", "—"), L("decimal", "%1.%2%3")
    assert labels(*at(0, 2, 2), numbering={1: levels}) == ["1.", "1.1", "1.2"], "bullets have no number"


def test_what_follows_a_number() -> None:
    def after(text: str, suffix: str) -> list[str]:
        return labels(*at(0), numbering={1: [L("decimal", text, suffix)]})

    assert after("%1.", "tab") == ["1. "]
    assert after("（%1）", "tab") == ["（1）"], "a tab after a full-width sign is no character of the text"
    assert after("（%1）", "space") == ["（1） "]
    assert after("%1.", "nothing") == ["1."]


def test_a_list_goes_on_after_text_and_other_lists() -> None:
    blocks = [*at(0, 0), P("正文"), *at(0, list_id=2), *at(0)]
    assert labels(*blocks, numbering={1: CHINESE, 2: CHINESE}) == ["一、", "二、", "", "一、", "三、"]


def again(start: str) -> Xml:
    """Two lists of one definition, the second with an override."""
    return wf.lists({1: CHINESE}, f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{start}</w:num>')


def test_lists_of_one_definition_share_their_numbers_unless_they_start_again() -> None:
    blocks = [*at(0, 1), *at(0, 1, list_id=2), *at(0, 1)]
    assert labels(*blocks, numbering=again("")) == ["一、", "（一）", "二、", "（一）", "三、", "（一）"]
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    assert labels(*blocks, numbering=again(override)) == ["一、", "（一）", "五、", "（一）", "六、", "（一）"]


def test_a_level_that_a_list_replaces() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{wf.level(0, L("upperRoman", "%1)"))}</w:lvlOverride>'
    assert labels(*at(0), *at(0, list_id=2), numbering=again(override)) == ["一、", "II)"]


def test_restarts() -> None:
    never = L("decimal", "%1."), L("decimal", "%2)", xml='<w:lvlRestart w:val="0"/>')
    assert labels(*at(0, 1, 0, 1), numbering={1: never}) == ["1.", "1)", "2.", "2)"]
    above = L("decimal", "%1."), L("decimal", "%2)"), L("decimal", "%3>", xml='<w:lvlRestart w:val="1"/>')
    assert labels(*at(0, 1, 2, 1, 2, 0, 2), numbering={1: above}) == ["1.", "1)", "1>", "2)", "2>", "2.", "1>"]


def test_starts() -> None:
    levels = L("decimal", "%1.", start=3), L("decimal", "%1.%2", start=0)
    assert labels(*at(0, 1, 0, 1), numbering={1: levels}) == ["3.", "3.0", "4.", "4.0"]


STYLED = (
    wf.style("Normal", "Normal", more=' w:default="1"'),
    wf.style("One", "heading 1", "Normal", ppr='<w:numPr><w:numId w:val="1"/></w:numPr>'),
    wf.style("Two", "heading 2", "Normal", ppr='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    wf.style("Kin", "kin", "Two"),
    wf.style("ListOne", "list", kind="numbering", ppr='<w:numPr><w:numId w:val="1"/></w:numPr>'),
)


def test_numbers_by_style() -> None:
    off = P("甲", xml='<w:numPr><w:numId w:val="0"/></w:numPr>', style="One")
    deeper = P("甲", xml='<w:numPr><w:ilvl w:val="2"/></w:numPr>', style="One")
    blocks = P("甲", style="One"), P("乙", style="Two"), off, P("丙", style="Kin"), deeper, P("丁", style="One")
    assert labels(*blocks, numbering={1: CHINESE}, styles=STYLED) == ["一、", "（一）", "", "（二）", "1.", "二、"]


def test_levels_that_belong_to_styles() -> None:
    levels = L("decimal", "%1."), L("decimal", "%1.%2", xml='<w:pStyle w:val="One"/>')
    assert labels(P("甲", style="One"), P("乙", style="One"), numbering={1: levels}, styles=STYLED) == ["1.1", "1.2"]


def test_lists_linked_by_style() -> None:
    more = (
        '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="ListOne"/></w:abstractNum>'
        '<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
    )
    blocks = *at(0), *at(0, 1, list_id=9)
    assert labels(*blocks, numbering=wf.lists({1: CHINESE}, more), styles=STYLED) == ["一、", "二、", "（一）"]
    circle = more.replace("ListOne", "Me")
    me = wf.style("Me", kind="numbering", ppr='<w:numPr><w:numId w:val="9"/></w:numPr>')
    assert labels(*at(0, list_id=9), numbering=wf.lists({1: CHINESE}, circle), styles=(*STYLED, me)) == [""]


def test_bullets() -> None:
    wingdings = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    levels = L("bullet", "\uf06c", xml=wingdings), L("bullet", "—"), L("bullet", "\uf0ff", "tab")
    assert labels(*at(0, 1, 2), numbering={1: levels}) == ["●", "—", "•"]
    assert labels(*at(0), numbering={1: [L("none", "甲")]}) == ["甲"]
    assert labels(*at(0), numbering={1: [L("none", "")]}) == [""]


def test_formats_by_example() -> None:
    custom = (
        f'<w:numbering {wf.NAMESPACES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="7"/>'
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1、"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    assert labels(*at(0), numbering=custom) == ["007、"]


def test_what_is_not_known_of_numbers_is_told() -> None:
    data = docx([*at(0), *at(0, list_id=8)], numbering={1: [L("klingon", "%1.", xml="<w:rPr/>")]})
    found = read(data, "a.docx", frozenset())
    assert [(d.line, d.code, d.args) for d in found.diagnostics] == [
        (1, "W2055", ("klingon", "1.")),
        (2, "W2061", ("8",)),
    ]
    hidden = docx(at(0), numbering={1: [L("decimal", "%1.", xml="<w:rPr><w:vanish/></w:rPr>")]})
    assert [d.code for d in read(hidden, "a.docx", frozenset()).diagnostics] == ["E2027"]
