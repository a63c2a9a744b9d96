"""The head and the end of a paper: document number, title, subtitle; signing body and date of signature."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.importers.lines import Line
from generator.importers.outline import Ending
from generator.importers.paper import Table
from generator.numbering import DIGITS, item_label, label_of, number_of

_ENDS_TITLE = re.compile(
    r"(?:通报|公告|公示|通知|通告|启事|声明|说明|报告|公报|更正|决定|方案|意见|函)(?:[（(][^）)]*[）)])?$"
).search
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,16}[〔\[［（(【]\d{4}[〕\]］）)】]\s*第?\d{1,5}号").fullmatch
_BRACKETS = re.compile(r"[（(][^（）()]{1,40}[）)]").fullmatch
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日").fullmatch
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
).fullmatch
_BODY = re.compile(
    r"(?:委员会|党委|工委|党组|总支|支部|支委|办公室|街道|办事处|局|镇|乡|公司|集团|学校|大学|学院|中学|小学|医院|中心|小组|政府|人大|政协|法院|检察院|委|部|厅|院|所|站|馆|会|组|处|科)"
    r"(?:[（(][^（）()]{1,20}[）)])?$"
).search
_SENTENCE = re.compile(r"[。；;！？!?，,、：:]$").search
TITLE, SIGNATURE = 120, 50  # characters that are taken for one
_LINES = 4  # of a title, and of a signature


class Head(NamedTuple):
    """What stands above the text, and the index of the line after it."""

    title: str
    subtitle: str
    number: str
    place: int
    end: int
    marks: tuple[Line, ...]  # lines of the head whose notes and pictures are to stand in the text


def day_of(text: str) -> str:
    """A date as written at the end of a paper, as YYYY-MM-DD; "" when it is none."""
    text = text.strip().strip("（）()")
    if m := _DATE(text):
        year, month, day = int(m[1]), int(m[2]), int(m[3])
    elif m := _CHINESE_DATE(text):
        year = int("".join(str(DIGITS.index("零" if c in "〇○" else c)) for c in m[1]))
        month, day = number_of(m[2]), number_of(m[3])
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _single(text: str) -> str:
    """The lines of a text as one: a title has no breaks."""
    return "".join(text.split("\n"))


def head_of(blocks: Sequence[Line | Table], name: str, found: list[Diagnostic]) -> Head:
    """Document number, title and subtitle: the first lines that are no text."""
    lines: list[Line] = []
    for block in blocks:
        if not isinstance(block, Line):
            break
        lines.append(block)
        if len(lines) > 2 * _LINES:
            break
    k = 0
    number = ""
    if lines and _NUMBER(lines[0].text) and len(lines) > 1:
        number, k = lines[0].text, 1
        found.append(at(name, Span(lines[0].place), "N2115", number))
    first = k
    while k < len(lines) and k - first < _LINES and _like_title(lines[k]):
        k += 1
        if _ENDS_TITLE(lines[k - 1].text) or (k < len(lines) and _other(lines[k - 1], lines[k])):
            break
    taken = lines[first:k]
    if len(taken) > 1 and not _ENDS_TITLE(taken[-1].text) and not all(_marked(line) for line in taken):
        taken = taken[:1]
    k = first + len(taken)
    if not taken or sum(len(line.text) for line in taken) > TITLE:
        if not number:
            found.append(at(name, Span(lines[0].place if lines else 1), "W2113"))
            return Head("", "", "", 0, 0, ())
        found[-1:] = [at(name, Span(lines[0].place), "W2113")]
        return Head("", "", "", 0, 0, ())
    title = "".join(_single(line.text) for line in taken)
    place = taken[0].place
    if not any(_ENDS_TITLE(line.text) or _marked(line) for line in taken):
        found.append(at(name, Span(place), "N2112", title))
    if len(taken) > 1:
        found.append(at(name, Span(place), "N2111", len(taken), title))
    if not number and k < len(lines) and _NUMBER(lines[k].text):
        number = lines[k].text
        found.append(at(name, Span(lines[k].place), "N2115", number))
        k += 1
    subtitle = ""
    if (
        k < len(lines)
        and (_BRACKETS(lines[k].text) or re.match(r"[—―─-]{2}[^—―─-]", lines[k].text))
        and len(lines[k].text) <= SIGNATURE
    ):
        subtitle = _single(lines[k].text)
        found.append(at(name, Span(lines[k].place), "N2114", subtitle))
        k += 1
    marks = tuple(line for line in lines[:k] if any(r.footnote or r.picture for r in line.runs))
    return Head(title, subtitle, number, place, k, marks)


def _like_title(line: Line) -> bool:
    text = line.text
    return (
        0 < len(text) <= TITLE
        and not _SENTENCE(text)
        and not _BRACKETS(text)
        and not (label_of(text) or item_label(text))
        and "。" not in text
    )


def _marked(line: Line) -> bool:
    """Whether a line is set like a title: in the centre, in a type of headings, or by its style."""
    return line.align == "centre" or line.strong or bool(line.level)


def _other(one: Line, next_: Line) -> bool:
    """Whether two lines are set differently, so that they are not one title."""
    return _marked(one) and not _marked(next_)


def ending_of(
    blocks: Sequence[Line | Table], start: int, names: Collection[str], name: str, found: list[Diagnostic]
) -> tuple[Ending, range]:
    """Signing body and date, and which blocks they are: the last lines that are no text."""
    k = len(blocks)
    signed_on = ""
    bodies: list[Line] = []
    while k > start and len(blocks) - k < _LINES:
        block = blocks[k - 1]
        if not isinstance(block, Line) or not block.text:
            break
        if not signed_on and not bodies and (day := day_of(block.text)):
            signed_on = day
        elif _like_body(block, names, bool(signed_on)):
            bodies.insert(0, block)
        else:
            break
        k -= 1
    if not bodies and not signed_on:
        return Ending(), range(len(blocks), len(blocks))
    signed = "、".join(_single(b.text) for b in bodies)
    last = blocks[k]
    assert isinstance(last, Line)
    found.append(at(name, Span(last.place), "N2116", "，".join(filter(None, (signed, signed_on)))))
    return Ending(signed, signed_on, last.place), range(k, len(blocks))


def _like_body(line: Line, names: Collection[str], dated: bool) -> bool:
    text = line.text
    if text in names:
        return True
    if len(text) > SIGNATURE or _SENTENCE(text) or "。" in text or line.level or label_of(text) or item_label(text):
        return False
    return bool(_BODY(text)) or (line.align == "right" and dated)
