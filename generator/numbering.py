"""Labels of headings and items: 一、 （一） 1. （1） ① and 一是, as GB/T 9704 orders them.

Labels are recognised and kept as the office typed them; they are made only where there are none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FIRST_NUMERALS = frozenset("一二三四五六七八九十")
DIGITS = "零一二三四五六七八九"
_CN = "[〇零一二三四五六七八九十百]{1,5}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# form → (pattern of the label with its trailing space, how a number is written in it)
FORMS: tuple[tuple[str, str, str], ...] = (
    ("chinese", rf"({_CN})[、.．]\s*", "{cn}、"),
    ("chinese_brackets", rf"[（(]({_CN})[）)]\s*", "（{cn}）"),
    ("decimal", r"(\d{1,3})(?:[.．](?!\d)|、)\s*", "{n}."),
    ("decimal_brackets", r"[（(](\d{1,3})[）)]\s*", "（{n}）"),
    ("circled", rf"([{_CIRCLED}])\s*", "{circled}"),
    ("decimal_half", r"(\d{1,3})[）)]\s*", "{n}）"),
    ("chapter", rf"第({_CN}|\d{{1,3}})(?:[章节条款]|部分)[、：:\s]*", "第{cn}部分 "),
)
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in FORMS))
_INNER = {name: re.compile(pattern) for name, pattern, _ in FORMS}
_WRITTEN = {name: written for name, _, written in FORMS}
_ITEM = re.compile(rf"({_CN})是|第({_CN})[，、]|[（(](\d{{1,3}})[）)]|([{_CIRCLED}])")

# the label a heading gets at each depth when it has none, depth from 1
SUPPLIED = ("chinese", "chinese_brackets", "decimal", "decimal_brackets", "circled")


class Label(NamedTuple):
    """A typed label: its text with trailing space, its form, its number."""

    text: str
    form: str
    number: int


def number_of(text: str) -> int:
    """The value of a Chinese numeral below a thousand, of decimal digits, full-width ones too, or of ①…⑳."""
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if text.isdecimal():
        return int(text)
    total = current = 0
    for c in text.replace("〇", "零"):
        if c == "十":
            total += (current or 1) * 10
            current = 0
        elif c == "百":
            total += (current or 1) * 100
            current = 0
        else:
            current = DIGITS.index(c)
    return total + current


def chinese(n: int) -> str:
    """1…999 as a Chinese numeral."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    out = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (DIGITS[ones] if ones or not out else "")


def label_of(text: str) -> Label | None:
    """The label a heading starts with, if it has one."""
    m = _LABEL.match(text)
    return _label(m.group(), m.lastgroup or "") if m else None


@lru_cache(maxsize=1024)
def _label(text: str, form: str) -> Label:
    inner = _INNER[form].match(text)
    assert inner is not None
    return Label(text, form, number_of(inner.group(1)))


def item_label(text: str) -> str:
    """The label a list item starts with (一是, 第一，, （1）, ①), or ""."""
    if text[1:2] == "是" and text[0] in _FIRST_NUMERALS:
        return text[:2]
    m = _ITEM.match(text)
    return m.group() if m else ""


def item_number(label: str) -> int:
    """The number in an item's label, 0 for none."""
    m = _ITEM.match(label)
    return number_of(next(g for g in m.groups() if g)) if m else 0


def written(form: str, n: int) -> str:
    """The label of number n in a form: 一、 （一） 1. （1） ①."""
    if form == "circled" and n > len(_CIRCLED):
        form = "decimal_half"
    circled = _CIRCLED[n - 1] if n <= len(_CIRCLED) else ""
    return _WRITTEN[form].format(cn=chinese(n) if n < 1000 else str(n), n=n, circled=circled)
