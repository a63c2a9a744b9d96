"""Words: dates that are none, what is written twice, fixed phrases written wrongly, clauses with a hole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from generator.reading import Found, Reading
from generator.rules import finder, vocabulary

# ------------------------------------------------------------------ dates

_RUN = re.compile("(?:[0-9]+[年月日]|[年月](?=[0-9]))+")
_GOOD = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?")


def dates(reading: Reading) -> Iterator[Found]:
    """Dates whose year, month and day are out of order, there twice or too long, such as 2月年10日."""
    body = reading.body
    taken = 0
    for at in finder.places(body, "月"):
        start = at
        while start > taken and body[start - 1] in "0123456789年":
            start -= 1
        while body[start] == "年":
            start += 1
        if start < at and (m := _RUN.match(body, start)) and m.end() > at:
            taken = m.end()
            if not _GOOD.fullmatch(m[0]):
                yield Found(start, len(m[0]), (m[0],))


# ------------------------------------------------------------------ twice

# little words that are wrong twice, but for these characters before and after
_TWICE: Mapping[str, tuple[str, str]] = {
    "的": ("目标", "确士"),
    "了": ("为除不草末未完终", "解结然却事无若断"),
    "是": ("", "否非"),
    "和": ("共平中缓调总", "平谐睦解气美善顺县蔼缓田"),
    "被": ("棉", "告动害褥套"),
    "或": ("", ""),
    "并": ("合一归兼吞", "购网轨行列非"),
    "也": ("", ""),
    "于": ("", "家谦田"),
    "不": ("", ""),
    "对": ("针应面相反绝一成校核", "口外方象比照策标接立手应"),
    "与": ("参", ""),
    "及": ("普涉以顾", "时"),
}


_DOUBLE = re.compile(rf"([{''.join(_TWICE)}])\1")


def characters(reading: Reading) -> Iterator[Found]:
    """A little word written twice, such as 的的."""
    body = reading.body
    for m in _DOUBLE.finditer(body):
        at, word = m.start(), m[1]
        before, after = _TWICE[word]
        left, right = body[at - 1 : at], body[at + 2 : at + 3]
        if not (left and left in before) and not (right and right in after) and word not in (left, right):
            yield Found(at, 2, (word * 2, word))


def words(reading: Reading) -> Iterator[Found]:
    """A word written twice, such as 班子班子. What may be written twice is in the list `doubled`."""
    right = _right(reading.desk.words.get("doubled", ()))
    body = reading.body
    end = 0
    for place, word in sorted((hit for k in (4, 3, 2) for hit in twice(body, k)), key=lambda h: (h[0], -len(h[1]))):
        turned = {word[j:] + word[:j] for j in range(len(word))}
        if place >= end and word[0] not in _OFTEN and "的" not in word and not turned & right and _is_word(body, word):
            yield Found(place, 2 * len(word), (word * 2, word))
            end = place + 2 * len(word)


def _is_word(body: str, word: str) -> bool:
    """Whether what stands twice is a word, not the ends of two: 信用 in 使用信用信息 is one, 用信 is none.

    Of two characters, the word stands elsewhere in the text too, and oftener than turned round.
    """
    if len(word) > 2:
        return len(set(word)) > 1
    return word[0] != word[1] and body.count(word) - 2 > body.count(word[1] + word[0]) - 1


# 一步一步, 逐条逐条, 很多很多
_OFTEN = frozenset("一逐每很非几再又越不各")


@lru_cache(maxsize=1)
def _units(body: str) -> tuple[int, int]:
    """A text as one number, sixteen bits a character, and its length in bytes."""
    data = body.encode("utf-16-le", "surrogatepass")
    if len(data) != 2 * len(body):
        data = "".join(c if c < "\U00010000" else "\ufffd" for c in body).encode("utf-16-le", "surrogatepass")
    return int.from_bytes(data, "little"), len(data)


_HAN = re.compile("[一-鿿]")


def twice(body: str, length: int) -> Iterator[tuple[int, str]]:
    """Where words of a length stand twice in a row: a text and the same text moved on differ there in no bit."""
    number, size = _units(body)
    same = (number ^ (number >> (16 * length))).to_bytes(size, "little")
    zeros = bytes(2 * length)
    at = same.find(zeros)
    while at >= 0:
        place = (at + 1) // 2
        word = body[place : place + length]
        if not _HAN.match(word):
            m = _HAN.search(body, place)
            if m is None:
                return
            at = same.find(zeros, max(2 * m.start(), at + 1))
        elif body.startswith(word, place + length) and all(map(_HAN.match, word)):
            yield place, word
            at = same.find(zeros, 2 * (place + 1))
        else:
            at = same.find(zeros, at + 1)


@lru_cache(maxsize=4)
def _right(pairs: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(word for word, _ in pairs)


# ------------------------------------------------------------------ phrases


def phrases(reading: Reading) -> Iterator[Found]:
    """Fixed phrases written wrongly, by the list `phrases`; a word whose right form is itself is let pass."""
    pairs = reading.desk.words.get("phrases", ())
    right = dict(pairs)
    end = 0
    for at, word in vocabulary.found(reading, "phrases"):
        if at < end:
            continue
        if right[word] != word:
            yield Found(at, len(word), (word, right[word]))
        end = at + len(word)


# ------------------------------------------------------------------ holes

_NO_START = {"了": "解结然却断无事若当望不一", "们": "", "着": "力重眼手实装陆急火落想色墨迷魔凉棋床意"}


def starts(reading: Reading) -> Iterator[Found]:
    """A clause that begins with what cannot begin one: a word before it is missing, as in “，了相关情况”."""
    body = reading.body
    for character, right in _NO_START.items():
        for at in finder.places(body, character):
            after = body[at + 1 : at + 2]
            if body[at - 1] in "，；。" and not (after and after in right):
                yield Found(at, 1, (body[at : at + 5].partition("\n")[0],))


def ends(reading: Reading) -> Iterator[Found]:
    """A sentence that breaks off after a conjunction or a preposition."""
    body = reading.body
    for mark in "。；":
        if not vocabulary.OPEN.isdisjoint([part[-2:] for part in body.split(mark)]):
            for word in vocabulary.OPEN:
                for at in finder.places(body, word + mark):
                    yield Found(at, 2, (word,))


_TWO = re.compile("(?<![一二三四五六七八九十百千万亿第零〇初两数])二个(?![人月])")


def two(reading: Reading) -> Iterator[Found]:
    """二个, which is 两个."""
    body = reading.body
    for at in finder.places(body, "二个"):
        if _TWO.match(body, at):
            yield Found(at, 2)


def unquoted(reading: Reading) -> Iterator[Found]:
    """An abbreviation of the kind “十四五” without its quotation marks; the first place of each."""
    body = reading.body
    seen = set()
    for at, term in vocabulary.found(reading, "terms"):
        if term not in seen and not _in_quotes(body, at):
            seen.add(term)
            yield Found(at, len(term), (term,))


def _in_quotes(body: str, at: int) -> bool:
    row = body[body.rfind("\n", 0, at) + 1 : at]
    return row.count("“") > row.count("”") or row.count("‘") > row.count("’") or row.count("《") > row.count("》")


_ABOUT = re.compile(
    r"(?:约|近)\d[\d.,]*[百千万亿]?[余多]?[一-鿿%％]{0,3}?(?:左右|上下)|(?:约|近)\d[\d.,]*[百千万亿]?余|超过\d[\d.,]*[百千万亿%]*[一-鿿]{0,2}?以上"
)


def approximations(reading: Reading) -> Iterator[Found]:
    """A number that is about so much twice: 约…左右, 近…余, 超过…以上."""
    body = reading.body
    for word in ("约", "近", "超过"):
        for at in finder.places(body, word):
            if m := _ABOUT.match(body, at):
                yield Found(at, len(m[0]), (m[0],))


_TIMES = re.compile(
    r"(?:下降|减少|降低|缩短|压缩|压减|减轻|缩小)了?\d+(?:\.\d+)?倍|(?:下降|减少|降低|缩短|压缩)了?[一二两三四五六七八九十]+倍"
)


def times_less(reading: Reading) -> Iterator[Found]:
    """下降3倍: what grows less does so by a part, not by times."""
    body = reading.body
    for at in finder.places(body, "倍"):
        if m := _TIMES.search(body, max(0, at - 8), at + 1):
            yield Found(m.start(), len(m[0]), (m[0],))


# ------------------------------------------------------------------ names

_COMMITTEES = {"街道": ("党工委", "工委"), "镇": ("党委",), "乡": ("党委",)}


def names(reading: Reading) -> Iterator[Found]:
    """Names of the notice's own body that are in no register: neither its name nor an alias."""
    head = reading.desk.organisations.get(reading.head.text("organisation"))
    short = head.text("short_name") if head else ""
    m = re.match(r"(.{2,6}?)(街道|镇|乡)", short)
    if head is None or m is None:
        return
    known = {head.text("name"), short, *(str(a) for a in head.values.get("aliases") or ())}
    root, kind = m[1], m[2]
    body = reading.body
    forms = (root + k + c for k in ((kind, "街") if kind == "街道" else (kind,)) for c in _COMMITTEES[kind])
    for word in forms:
        at = body.find(word)
        if at >= 0 and not any(word in k for k in known):
            yield Found(at, len(word), (word, short))
