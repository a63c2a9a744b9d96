"""Marks that stand in pairs: quotation marks and brackets, unpaired or wrongly nested (GB/T 15834-2011, 4.8, 4.9, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from generator.reading import Found, Reading
from generator.rules.finder import places, row_of

_QUOTES = re.compile("[“”‘’]")
_CLOSES: Mapping[str, str] = {"”": "“", "’": "‘", "）": "（", "》": "《", "〉": "〈", "〕": "〔", "】": "【", ")": "（"}
_BRACKETS = re.compile("[（）《》〈〉〔〕【】()]")


def _rows(body: str, opening: str, closing: str) -> set[int]:
    """Beginnings of the lines in which a mark may not have its other half: what follows each opening mark until the
    next should have one closing mark, before the line ends."""
    out = set()
    at = 0
    for k, part in enumerate(body.split(opening)):
        first = part.find(closing)
        if k:
            end = part.find("\n")
            if first < 0 or 0 <= end < first:
                out.add(row_of(body, at - 1)[0])
            if first >= 0 and (end < 0 or first < end):
                first = part.find(closing, first + 1)
        while first >= 0:
            out.add(row_of(body, at + first)[0])
            first = part.find(closing, first + 1)
        at += len(part) + 1
    return out


# lines that may stand between the halves of a pair
FAR = 40


class Pairs:
    """What is wrong with the pairs of a text: marks without their other half, and pairs in a pair of the same kind."""

    def __init__(self) -> None:
        self.single: list[tuple[int, str]] = []
        self.nested: list[tuple[int, int]] = []  # from the opening mark to after the closing one


@lru_cache(maxsize=1)
def _quotes(body: str) -> Pairs:
    out = Pairs()
    starts = _rows(body, "“", "”")
    if "‘" in body or "’" in body:
        starts |= _rows(body, "‘", "’")
    for start in sorted(starts):
        end = row_of(body, start)[1]
        opened: list[tuple[int, str]] = []
        inner = []
        for m in _QUOTES.finditer(body, start, end):
            at, mark = m.start(), m[0]
            if mark in "“‘":
                opened.append((at, mark))
            elif opened and opened[-1][1] == _CLOSES[mark]:
                first, _ = opened.pop()
                inner.append((first, at + 1, mark))
            elif mark == "’" and _letters(body, at):
                continue
            elif any(o[1] == _CLOSES[mark] for o in opened):
                while opened[-1][1] != _CLOSES[mark]:
                    out.single.append(opened.pop())
                first, _ = opened.pop()
                inner.append((first, at + 1, mark))
            else:
                out.single.append((at, mark))
        # of a quotation over several paragraphs each begins with a mark, and the last ends with one
        if (
            opened
            and body[start:end].lstrip(" \u3000>")[:1] == "“"
            and opened[0][0] - start <= 3
            and _goes_on(body, end)
        ):
            del opened[0]
        out.single += opened
        for a, b, mark in inner:
            around = [p for p in inner if p[0] < a and b < p[1]]
            nearest = max(around, default=None)
            if nearest and nearest[2] == mark:
                out.nested.append((a, b))
    out.single = list(_without_long_quotations(body, sorted(out.single)))
    out.nested.sort()
    return out


def _without_long_quotations(body: str, single: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Marks less those of a quotation of several paragraphs after a colon, which ends with a line."""
    out: list[tuple[int, str]] = []
    for at, mark in single:
        ends = mark == "”" and body[at + 1 : at + 3].strip("。；")[:1] in ("\n", "")
        if (
            ends
            and out
            and out[-1][1] == "“"
            and body[out[-1][0] - 1] == "："
            and body.count("\n", out[-1][0], at) <= FAR
        ):
            out.pop()
        else:
            out.append((at, mark))
    yield from out


def _letters(body: str, at: int) -> bool:
    """Whether a mark is an apostrophe."""
    before = body[at - 1 : at]
    return before.isascii() and before.isalnum()


def _goes_on(body: str, end: int) -> bool:
    return body[end:].lstrip()[:1] == "“"


def quotes(reading: Reading) -> Iterator[Found]:
    """Quotation marks without their other half."""
    for at, mark in _quotes(reading.body).single:
        yield Found(at, 1, (mark, _near(reading.body, at)))


def nested_quotes(reading: Reading) -> Iterator[Found]:
    """Quotation marks in quotation marks of the same kind: inside “ ” stand ‘ ’."""
    body = reading.body
    for a, b in _quotes(body).nested:
        inner = "‘’" if body[a] == "“" else "“”"
        yield Found(a, b - a, (body[a:b] if b - a <= 30 else body[a : a + 29] + "…", inner))


def _near(body: str, at: int) -> str:
    start, end = row_of(body, at)
    return body[max(start, at - 8) : min(end, at + 9)]


@lru_cache(maxsize=1)
def _brackets(body: str) -> tuple[tuple[int, str], ...]:
    """Brackets without their other half, in a text where each stands in its line or in the ones soon after."""
    starts = _rows(body, "（", "）") | _rows(body, "《", "》")
    for mark in "〈〉〔〕【】":
        starts |= {row_of(body, at)[0] for at in places(body, mark)}
    left: list[tuple[int, str]] = []
    for start in sorted(starts):
        end = row_of(body, start)[1]
        opened: list[tuple[int, str]] = []
        for m in _BRACKETS.finditer(body, start, end):
            at, mark = m.start(), m[0]
            if mark == "(":
                # of a link in Markdown
                opened.append((at, "（" if body[at - 1 : at] != "]" else "]("))
            elif mark not in _CLOSES:
                opened.append((at, mark))
            elif (opened and opened[-1][1] == _CLOSES[mark]) or (mark == ")" and opened and opened[-1][1] == "]("):
                opened.pop()
            elif mark in "）)" and _label(body, at, start):
                continue
            elif any(o[1] == _CLOSES[mark] for o in opened):
                while opened[-1][1] != _CLOSES[mark]:
                    left.append(opened.pop())
                opened.pop()
            elif mark != ")":
                left.append((at, mark))
        left += [o for o in opened if o[1] != "]("]
    return tuple(_without_far_pairs(body, sorted(left)))


_ITEM = re.compile(r"(?:^|[ \t\u3000；。：，、“（#>*-])(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[①-⑳])$")


def _label(body: str, at: int, start: int) -> bool:
    """Whether a closing bracket ends the number of an item, as in 1）."""
    return bool(_ITEM.search(body[start:at]))


def _without_far_pairs(body: str, left: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Brackets less those whose other half stands in one of the next lines: a list may stand in brackets."""
    out: list[tuple[int, str]] = []
    for at, mark in left:
        other = _CLOSES.get(mark)
        if other and out and out[-1][1] == other and 0 < body.count("\n", out[-1][0], at) <= FAR:
            out.pop()
        else:
            out.append((at, mark))
    yield from out


def brackets(reading: Reading) -> Iterator[Found]:
    """Brackets and title marks without their other half."""
    for at, mark in _brackets(reading.body):
        yield Found(at, 1, (mark, _near(reading.body, at)))


_TITLE_IN_TITLE = re.compile("《[^《》\n]*(《[^《》\n]*》)[^《》\n]*》")


def titles(reading: Reading) -> Iterator[Found]:
    """A title in a title: inside 《 》 stand 〈 〉."""
    body = reading.body
    for start in _rows(body, "《", "》"):
        for m in _TITLE_IN_TITLE.finditer(body, *row_of(body, start)):
            if not any(mark in body[m.start() : m.start(1)] for mark in "〈＜<"):
                yield Found(m.start(1), len(m[1]), (m[1],))
