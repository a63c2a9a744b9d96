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
_SUBTITLE = re.compile(r"[（(][^（）()]{1,40}[）)]$|[—―─-]{2}[^—―─-]").match
_ABOVE = re.compile(
    r"附件\s*\d{0,2}[：:]?|(?:绝密|机密|秘密)(?:[★☆].*)?|内部(?:资料|文件)?|[（(]?(?:此件|本件)?(?:主动|依申请|社会)公开[）)]?"
).fullmatch
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
    above: tuple[Line, ...] = ()  # lines above the title that are none: 附件1, 内部资料
    signed: Ending = Ending()  # as told under the title


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


def head_of(blocks: Sequence[Line | Table], names: Collection[str], name: str, found: list[Diagnostic]) -> Head:
    """Document number, title, subtitle and who signed: the first lines that are no text."""
    first = next((k for k, b in enumerate(blocks) if not isinstance(b, Line) or b.bullet), len(blocks))
    lines = [b for b in blocks[: min(first, 4 * _LINES)] if isinstance(b, Line)]
    told: list[Diagnostic] = []

    def tell(line: Line, code: str, *args: object) -> None:
        told.append(at(name, Span(line.place), code, *args))

    k = 0
    while k < len(lines) and (_ABOVE(lines[k].text) or (k == 0 and _NUMBER(lines[k].text))):
        k += 1
    above = tuple(line for line in lines[:k] if not _NUMBER(line.text))
    numbers = [line for line in lines[:k] if _NUMBER(line.text)]
    title = _title_lines(lines[k:])
    if not title:
        found.append(at(name, Span(lines[0].place if lines else 1), "W2113"))
        return Head("", "", "", 0, 0, ())
    joined = "".join(_single(line.text) for line in title)
    if not any(_ENDS_TITLE(line.text) or _marked(line) for line in title):
        tell(title[0], "N2112", joined)
    if len(title) > 1:
        tell(title[0], "N2111", len(title), joined)
    for line in above:
        tell(line, "N2152", line.text)
    k += len(title)
    subtitle = ""
    while k < len(lines):
        if not numbers and _NUMBER(lines[k].text):
            numbers = [lines[k]]
        elif not subtitle and len(lines[k].text) <= SIGNATURE and _SUBTITLE(lines[k].text):
            subtitle = _single(lines[k].text)
            tell(lines[k], "N2114", subtitle)
        else:
            break
        k += 1
    for line in numbers:
        tell(line, "N2115", line.text)
    found += told
    marks = tuple(line for line in lines[:k] if line not in above and any(r.footnote or r.picture for r in line.runs))
    signed = Ending()
    if k + 1 < len(lines) and _like_body(lines[k], names, False) and (day := day_of(lines[k + 1].text)):
        signed = Ending(lines[k].text, day, lines[k].place)
    number = numbers[0].text if numbers else ""
    return Head(joined, subtitle, number, title[0].place, k, marks, above, signed)


def _title_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines of the title at the beginning: up to one that ends as titles do, or as long as they are set as titles are."""
    k = 0
    while k < min(len(lines), _LINES) and _like_title(lines[k]):
        k += 1
        if _ENDS_TITLE(lines[k - 1].text) or (k < len(lines) and _marked(lines[k - 1]) and not _marked(lines[k])):
            break
    taken = list(lines[:k])
    if len(taken) > 1 and not _ENDS_TITLE(taken[-1].text) and not all(map(_marked, taken)):
        taken = taken[:1]
    return taken if sum(len(line.text) for line in taken) <= TITLE else []


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


def ending_of(
    blocks: Sequence[Line | Table], start: int, names: Collection[str], name: str, found: list[Diagnostic]
) -> tuple[Ending, range]:
    """Signing body and date, and which blocks they are: the last lines that are no text."""
    k = len(blocks)
    signed_on = ""
    bodies: list[Line] = []
    while k > start and len(blocks) - k < _LINES:
        block = blocks[k - 1]
        if not isinstance(block, Line) or not block.text or block.bullet:
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
