"""Punctuation and numbers, by GB/T 15834-2011 and GB/T 15835-2011, document numbers by GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.reading import Found, Reading
from generator.rules import finder, vocabulary
from generator.rules.finder import places, row_of
from generator.rules.leftovers import odd, plain

_HAN = "[一-鿿]"
_LEFT = frozenset("”’）》〕】%％")


def _han(character: str) -> bool:
    return "一" <= character <= "鿿"


# ------------------------------------------------------------ half and full width

_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}


def half_width(reading: Reading) -> Iterator[Found]:
    """Half-width marks between Chinese characters; in links, tables' rules and numbers they stand rightly."""
    body = reading.body
    for mark, full in _FULL.items():
        if mark not in body:
            continue
        for at in places(body, mark):
            before, after = body[at - 1 : at], body[at + 1 : at + 2]
            if after == " ":
                after = body[at + 2 : at + 3]
            if not (_han(before) or before in _LEFT) or before == "":
                continue
            if (
                _han(after)
                or (after and after in "“‘《（")
                or (mark in ",;:" and after.isdigit())
                or (mark in ".,;" and after in "\n" and _han(before))
            ):
                yield Found(at, 1, (mark, full))
    if '"' in body:
        for m in _STRAIGHT.finditer(body):
            yield Found(m.start(), len(m[0]), ('"', "“”"))


_STRAIGHT = re.compile(r'(?<![(=\w] )(?<![=(])"[^"\n]*[一-鿿][^"\n]*"(?![)}])')
_ROUND = re.compile(
    r"(?<!\])(?:\([^()\n（）]*[一-鿿][^()\n（）]*[)）]|（[^()\n（）]*\))|(?<=[一-鿿])\(\d[^()\n]{0,12}\)(?=[一-鿿，。；、])"
)


def half_brackets(reading: Reading) -> Iterator[Found]:
    """Half-width brackets around Chinese."""
    body = reading.body
    if "(" in body or ")" in body:
        for m in _ROUND.finditer(body):
            yield Found(m.start(), len(m[0]), (m[0] if len(m[0]) <= 30 else m[0][:29] + "…",))


def full_width(reading: Reading) -> Iterator[Found]:
    """Full-width digits and letters: a run of them is one fault."""
    end = start = -1
    for m in odd(reading.body):
        if not "\uff10" <= m[0] <= "\uff5a":
            continue
        if m.start() != end and end >= 0:
            yield _wide(reading, start, end)
        if m.start() != end:
            start = m.start()
        end = m.end()
    if end >= 0:
        yield _wide(reading, start, end)


def _wide(reading: Reading, start: int, end: int) -> Found:
    text = reading.body[start:end]
    return Found(start, end - start, (text, "".join(map(plain, text))))


# ------------------------------------------------------------ document numbers

_NUMBER = re.compile(r"(?<=[一-鿿])[（(\[［【]((?:19|20)\d{2})[)）\]］】](?= ?第? ?\d{1,5} ?号)")
_OFFICIAL = re.compile(r"〔\d{4}〕 ?(?:第 ?\d{1,5}|0\d{0,4}) ?号|〔\d{1,3}〕 ?第? ?\d{1,5} ?号")


def document_numbers(reading: Reading) -> Iterator[Found]:
    """The year of a document number stands in 〔〕."""
    body = reading.body
    for at in places(body, "号"):
        for m in _NUMBER.finditer(body, max(0, at - 18), min(at + 1, len(body))):
            if not body[m.end() : at].strip("0123456789 第"):
                yield Found(m.start(), len(m[0]), (m[0], f"〔{m[1]}〕"))


def serial_numbers(reading: Reading) -> Iterator[Found]:
    """The number of a document: its year in four digits, its serial number without 第 and without a nought before."""
    body = reading.body
    if "〔" in body:
        for m in _OFFICIAL.finditer(body):
            yield Found(m.start(), len(m[0]), (m[0],))


# ------------------------------------------------------------ spaces

_SPACE = re.compile("[ \u00a0\u3000]+")
_AFTER = frozenset("“‘《（，。；：、！？")
_NUMBER_OF_HEADING = re.compile(
    r"[ #>*\d.-]*(?:第?[一二三四五六七八九十百\d]+[、.．章节条款项部分]*|[（(][一二三四五六七八九十\d]+[）)]|附件?\d*[：:]?|图\d*|表\d*)"
)
# 第三条 …, 2021年3月1日 …
_PARTED = re.compile(r"(?:第[一二三四五六七八九十百零〇\d]+[条章节款项编部分]+|\d{1,2}日|\d年|号)$")
_SPREAD = re.compile("[一-鿿][ \u3000\u00a0]+[一-鿿][：:]")


def spaces(reading: Reading) -> Iterator[Found]:
    """Spaces between Chinese characters. After the number of a heading, in tables, signatures, spread labels (电 话：)
    and between the halves of a slogan they are usual."""
    body = reading.body
    end = reading.starts[min(reading.head.body_line, len(reading.starts)) - 1]
    for at in sorted(at + end for space in " \u00a0\u3000" if space in body for at in places(body[end:], space)):
        before = body[at - 1]
        if not (_han(before) or before in _MARKS_BEFORE):
            continue
        m = _SPACE.match(body, at)
        assert m is not None
        after = body[m.end() : m.end() + 1]
        wide = _han(after) or (after != "" and after in _AFTER) or (before in "，。；：、！？" and after.isalnum())
        if wide and not _usual(body, at, m.end()):
            yield Found(at, m.end() - at)


_MARKS_BEFORE = frozenset("，。；：、！？”’）》")


def _usual(body: str, start: int, end: int) -> bool:
    """Whether a space stands where spaces are usual."""
    first, last = row_of(body, start)
    row = body[first:last]
    return bool(
        row.startswith(("|", "{", "["))
        or _NUMBER_OF_HEADING.fullmatch(row, 0, start - first)
        or _PARTED.search(row, 0, start - first)
        or _SPREAD.match(body, start - 1)
        or _slogan(row, start - first, end - first)
        or (len(row) <= 24 and len(_SPACE.findall(row.strip())) >= 3)
    )


def _slogan(row: str, start: int, end: int) -> bool:
    """Whether a space parts two halves of a slogan, in quotation marks or in a line of its own."""
    left = re.search("[一-鿿]*$", row[:start])
    right = re.match("[一-鿿]*", row[end:])
    a, b = (left[0] if left else ""), (right[0] if right else "")
    quoted = row[: start - len(a)].endswith(("“", "《", "‘")) and row[end + len(b) :].startswith(("”", "》", "’"))
    return len(a) >= 2 and len(b) >= 2 and quoted


# ------------------------------------------------------------ hyphens, dots

_RANGE = re.compile(
    r"(?<![\dA-Za-z\-－–/.〔(（:：#_])(\d{1,4}(?:\.\d+)?(?:年|月|日|%|％|元|万元|个|岁|时|点)?)[-–](\d{1,4}(?:\.\d+)?)(?![\d\-－–A-Za-z/.])(?=[年月日个家人名次项万亿元%％岁米户张台辆件届季周天时点分公平方亩起倍成级层楼只条页期轮批所座间班多余])"
)


def hyphens(reading: Reading) -> Iterator[Found]:
    """A hyphen from a number to a number, where a dash, a wavy line or 至 belongs; not in telephone numbers and codes."""
    body = reading.body
    for mark in "-–":
        for at in places(body, mark):
            if body[at + 1 : at + 2].isdigit():
                start = max(0, at - 9, body.rfind("\n", 0, at) + 1)
                for m in _RANGE.finditer(body, start, min(at + 9, len(body))):
                    if m.start() < at < m.end():
                        time = "年月日时点" if body[m.end() : m.end() + 1] in "年月日时点" else ""
                        right = "—" if time else "～"
                        yield Found(
                            m.start(),
                            len(m[0]) + 1,
                            (body[m.start() : m.end() + 1], f"{m[1]}{right}{m[2]}{body[m.end()]}"),
                        )


_DOUBLED = re.compile("[，。、；：][，。、；：]+|[！？][。，；、]|[（《“‘][，。、；：？！]|[，、；：][）》]")


_TWO_MARKS = re.compile("[，。、；：！？（《“‘](?=[，。、；：！？）》])")


def doubled(reading: Reading) -> Iterator[Found]:
    """Marks one after the other that cannot stand so: 。。 ，、 （，."""
    body = reading.body
    end = 0
    for at in [m.start() for m in _TWO_MARKS.finditer(body)]:
        m = _DOUBLED.match(body, at) if at >= end else None
        if m and not (len(m[0]) >= 3 and set(m[0]) == {"。"}):
            yield Found(at, len(m[0]), (m[0],))
        end = m.end() if m else end


def in_quotation(reading: Reading) -> Iterator[Found]:
    """A full stop at the end of a quotation inside a heading."""
    body = reading.body
    for mark in ("。”", "。’"):
        for at in places(body, mark):
            if body.startswith("#", row_of(body, at)[0]):
                yield Found(at, 1, (mark[0],))


_NUMBERED = re.compile(
    r"[ \t\u3000>*-]*(?:([（(][一二三四五六七八九十\d]{1,2}[）)])[、，,.]|([一二三四五六七八九十]{1,2})[.．,，](?=[一-鿿“])|(\d{1,2})[、，,](?=[一-鿿“]))"
)


def sequence(reading: Reading) -> Iterator[Found]:
    """The mark after a number: 一是 has none, 第一 a comma; and at the beginning of a line 一、 （一） 1. （1）."""
    body = reading.body
    for at, word in vocabulary.found(reading, "spoken"):
        if body[at - 1] in "。；：，\n 　":
            yield Found(at, len(word), (word, word[:-1] + "，"))
    for at in places(body, "是、"):
        if body[at - 1] in _NUMERALS and body[at - 2] in "。；：，\n 　":
            yield Found(at - 1, 3, (body[at - 1 : at + 2], body[at - 1 : at + 1]))
    for at in places(body, "第"):
        word, after = body[at : at + 3], body[at + 3 : at + 4]
        if word[2:] == "、" and word[1] in _NUMERALS and after not in _NUMERALS and body[at - 1] in "。；：，\n 　":
            yield Found(at, 3, (word, word[:2] + "，"))
    for at, row in finder.rows(body):
        if row[0] in _FIRST and (m := _NUMBERED.match(row)):
            k = m.lastindex or 1
            right = m[k] + ("", "、", ".")[k - 1]
            wrong = row[m.start(k) : m.end()]
            yield Found(at + m.start(k), len(wrong), (wrong, right))


_NUMERALS = frozenset("一二三四五六七八九十第")
_FIRST = frozenset("（(0123456789一二三四五六七八九十- 　>")


_DOTS = re.compile(r"(?<=[一-鿿，、；：”》）\d])(?:\.{3,}|。{3,}|(?<!…)…(?!…))|(?<=[一-鿿])--+(?=[一-鿿“])")


def dots(reading: Reading) -> Iterator[Found]:
    """An ellipsis is ……, a dash ——."""
    body = reading.body
    if any(sign in body for sign in ("...", "。。。", "…", "--")):
        for m in _DOTS.finditer(body):
            yield Found(m.start(), len(m[0]), (m[0], "——" if m[0][0] == "-" else "……"))


def between_titles(reading: Reading) -> Iterator[Found]:
    """Between titles in 《》 and between quotations, one beside the other, no 、 is needed."""
    body = reading.body
    for mark in ("》、《", "”、“"):
        for at in places(body, mark):
            yield Found(at + 1, 1, (mark,))


_WHOLE = re.compile("：“[^“”\n]*。[^“”\n]*[^。！？…“”\n]”。")


def whole_quotation(reading: Reading) -> Iterator[Found]:
    """The full stop of whole sentences that are quoted after a colon stands inside the quotation."""
    body = reading.body
    for at in places(body, "”。"):
        start = body.rfind("“", 0, at)
        if (
            start > 0
            and body[start - 1] == "："
            and body[at - 1] not in "。！？…"
            and "。" in body[start:at]
            and "\n" not in body[start:at]
        ):
            yield Found(at, 2)


def items(reading: Reading) -> Iterator[Found]:
    """Items that end with ； although one of them has a full stop inside; told once a list."""
    body = reading.body
    first, inside = -1, False
    for at, row in (*finder.rows(body), (0, "#")):
        if row.startswith("- "):
            if first < 0 and row.endswith("；"):
                first = at + len(row) - 1
            inside = inside or "。" in row[:-1]
        else:
            if first >= 0 and inside:
                yield Found(first, 1)
            first, inside = -1, False


_MIXED = re.compile(r"\d{4}年[一二三四五六七八九十]{1,3}月|[一二][〇○零一二三四五六七八九]{3}年\d{1,2}月")


def years(reading: Reading) -> Iterator[Found]:
    """A year in Chinese figures has 〇, and a date is all in Chinese figures or all in Arabic ones."""
    body = reading.body
    for m in _CHINESE_YEAR.finditer(body) if "二" in body else ():
        year = m[0]
        if any(c in year for c in "○０0OＯo零"):
            yield Found(m.start(), 4, (year, re.sub("[○０0OＯo零]", "〇", year)))


_CHINESE_YEAR = re.compile(
    "二[〇○０0OＯo零][一二三四五六七八九〇○０0OＯo零]{2}(?=年)|一九[一二三四五六七八九〇○０0OＯo零]{2}(?=年)"
)


def mixed_dates(reading: Reading) -> Iterator[Found]:
    """2021年十月: a date is all in Arabic figures, or all in Chinese ones."""
    body = reading.body
    for at in places(body, "年"):
        if body[at + 1 : at + 2] in _DIGITS and (m := _MIXED.match(body, max(at - 4, 0))):
            yield Found(m.start(), len(m[0]), (m[0],))


_DIGITS = frozenset("一二三四五六七八九十0123456789")
