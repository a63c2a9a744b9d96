"""Labels are recognised and made as GB/T 9704 orders them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.numbering import FORMS, chinese, item_label, item_number, label_of, number_of, written

NUMBERS = {1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九", 100: "一百", 101: "一百零一", 110: "一百一十", 111: "一百一十一", 120: "一百二十", 305: "三百零五", 999: "九百九十九"}  # fmt: skip


@pytest.mark.parametrize(("n", "text"), NUMBERS.items())
def test_chinese_numerals(n: int, text: str) -> None:
    """As they are written in official texts."""
    assert chinese(n) == text
    assert number_of(text) == n


@given(st.integers(1, 999))
def test_numerals_read_back(n: int) -> None:
    """What is written is read as the same number, in Chinese and in digits."""
    assert number_of(chinese(n)) == n
    assert number_of(str(n)) == n


LABELS = {
    "一、履行主体责任情况": ("一、", "chinese", 1),
    "十二、附则": ("十二、", "chinese", 12),
    "一. 甲": ("一. ", "chinese", 1),
    "（三）聚焦“甲”": ("（三）", "chinese_brackets", 3),
    "(三)聚焦": ("(三)", "chinese_brackets", 3),
    "〇、前言": ("〇、", "chinese", 0),
    "1.在“甲”方面": ("1.", "decimal", 1),
    "1．在“甲”方面": ("1．", "decimal", 1),
    "1、甲": ("1、", "decimal", 1),
    "12. 甲": ("12. ", "decimal", 12),
    "（4）针对": ("（4）", "decimal_brackets", 4),
    "(4) 针对": ("(4) ", "decimal_brackets", 4),
    "③甲": ("③", "circled", 3),
    "⑳ 甲": ("⑳ ", "circled", 20),
    "5）甲": ("5）", "decimal_half", 5),
    "第三部分 甲": ("第三部分 ", "chapter", 3),
    "第十条 甲": ("第十条 ", "chapter", 10),
    "第2章：甲": ("第2章：", "chapter", 2),
}


@pytest.mark.parametrize(("text", "label"), LABELS.items())
def test_labels(text: str, label: tuple[str, str, int]) -> None:
    """Every form, with full-width and half-width marks; the space after it belongs to the label."""
    assert label_of(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲",
        "一个问题",
        "2022年工作",
        "1.5万元",
        "1．5万元",
        "十分重要",
        "第三方",
        "（甲）",
        "（一",
        "1234.甲",
        "一致、同意",
    ],
)
def test_no_labels(text: str) -> None:
    """Numbers that are part of a sentence are no labels."""
    assert label_of(text) is None


@given(st.sampled_from([form for form, _, _ in FORMS]), st.integers(1, 99))
def test_labels_read_back(form: str, n: int) -> None:
    """A label that is supplied is recognised as the same number, and nothing after it is taken."""
    label = written(form, n)
    found = label_of(f"{label}甲")
    assert found is not None
    assert (found.text, found.number) == (label, n)
    assert found.form == form or (form == "circled" and n > 20)


@pytest.mark.parametrize(("text", "label", "n"), [("一是学习", "一是", 1), ("十一是甲", "十一是", 11), ("第二，甲", "第二，", 2), ("（3）甲", "（3）", 3), ("②甲", "②", 2)])  # fmt: skip
def test_item_labels(text: str, label: str, n: int) -> None:
    """Labels of measures: 一是, 第一，, （1）, ①."""
    assert item_label(text) == label
    assert item_number(label) == n


@pytest.mark.parametrize("text", ["", "甲", "是", "一旦", "第二次", "1是", "百分之五是"])
def test_no_item_labels(text: str) -> None:
    """Words that only begin alike are no labels."""
    assert item_label(text) == ""
    assert item_number("") == 0


@given(st.text(max_size=12))
def test_any_text_is_read(text: str) -> None:
    """No text makes the reader fail, and a label is the text's beginning."""
    label = label_of(text)
    assert label is None or text.startswith(label.text)
    assert text.startswith(item_label(text))
