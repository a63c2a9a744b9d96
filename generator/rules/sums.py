"""Sums, parts and percentages inside a sentence, and lists with their length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.numbering import number_of
from generator.reading import Found, Reading
from generator.rules.figures import shown
from generator.rules.places import sentence_at

_UNITS = "万元|亿元|元|公里|平方米|米|万人次|人次|[个项条名人家次份件张辆户所起处套本篇场批座台]"
_AMOUNT = re.compile(rf"([0-9]+(?:\.[0-9]+)?)({_UNITS})([^，。；：、（）\s]{{0,2}})")
_BRACKETS = re.compile(r"（[^（）]*）")
# people and places may be counted under several heads
_OVERLAPPING = frozenset(("名", "人", "人次", "户", "家"))
_HANDLED = re.compile("整改|解决|办结|处置|处理|修复|退还|清理|完成")
_SUMS = (re.compile("合计"), re.compile("总计"))
_SUM = re.compile(rf"[合总]计[^，。；、\n0-9]{{0,6}}?([0-9]+(?:\.[0-9]+)?)({_UNITS})")
_PERCENT = re.compile("%")
_RATE = re.compile(
    r"(?:完成率|办结率|合格率|覆盖率|满意率|满意度|参与率|入住率|到位率|占比|占)[^，。；、\n0-9]{0,4}([0-9]+(?:\.[0-9]+)?)%$"
)
_DONE = re.compile(r"完成(?:整改)?([0-9]+)([个项条件])")
_DONE_RATE = re.compile(r"(?:完成率|办结率)[^，。；、\n0-9]{0,4}([0-9]+(?:\.([0-9]+))?)%$")
_FROM = (re.compile("由"), re.compile("从"))
_CHANGE = re.compile(
    rf"[由从]([0-9]+(?:\.[0-9]+)?)({_UNITS})?(增加|增长|提高|提升|扩大|减少|降低|下降|压减)[到至为]([0-9]+(?:\.[0-9]+)?)({_UNITS})"
    rf"(?:，(?:净?增加?|增长|减少|降低|下降|压减)了?([0-9]+(?:\.[0-9]+)?)({_UNITS}))?"
)
_GROWS = frozenset(("增加", "增长", "提高", "提升", "扩大"))
_NAMED = re.compile("等([0-9]+|[二三四五六七八九十]{1,3})[个家所座项名]([一-鿿]{2})")
_PAUSE = re.compile("[，。；：\n“”《》]")
_AMONG = re.compile("其中")
_BRACKETED = re.compile("（([^（）\n，、]*、[^（）\n，]*)）")
_BEFORE_BRACKET = re.compile(
    "([二三四五六七八九十])[项个类种条大](?:[^（，。；：、\n“”]{0,6})?([一-鿿]{2})”?[^（，。；：\n]{0,8}$"
)


def parts_fit(reading: Reading) -> Iterator[Found]:
    """The parts after 其中 are together more than the whole before it."""
    for place, width, whole, parts, unit in _wholes(reading):
        total = sum(parts)
        if max(parts) > whole or (total > whole and unit not in _OVERLAPPING):
            yield Found(place, width, (shown(total), shown(whole)))


def parts_complete(reading: Reading) -> Iterator[Found]:
    """Three or more parts after 其中 are together less than the whole: one may be missing."""
    for place, width, whole, parts, unit in _wholes(reading):
        if len(parts) >= 3 and sum(parts) < whole and unit not in _OVERLAPPING:
            yield Found(place, width, (shown(sum(parts)), shown(whole)))


@lru_cache(maxsize=2)
def _wholes(reading: Reading) -> tuple[tuple[int, int, float, list[float], str], ...]:
    return tuple(_find_wholes(reading))


def _find_wholes(reading: Reading) -> Iterator[tuple[int, int, float, list[float], str]]:
    """Wholes with their parts: 48个…，其中10个…；17个…. Where they stand, from 其中 on; the unit they share.

    Of each clause the first number with the unit counts, and only where what is counted has the same name.
    """
    body = reading.body
    for among in reading.matches(_AMONG):
        at = among.start()
        start, end = sentence_at(body, at)
        opening = body.rfind("（", start, at)
        if opening >= 0 and body.find("）", opening, at) < 0:
            closing = body.find("）", at, end)
            end = closing if closing >= 0 else end
        start = max(start, at - 80)
        before = list(_AMOUNT.finditer(_blanked(body[start:at])))
        following = body.find("其中", at + 2, end)
        if following >= 0 and body.rfind("（", at, following) < 0:
            end = following
        if before and before[-1].end() >= at - start - 24:
            number, unit, _ = before[-1].groups()
            parts, last, handled = [], at, 0
            offset = at
            noun: str | None = None
            for clause in re.split("(?<=[，；、：])", _blanked(body[at:end])):
                m = next((m for m in _AMOUNT.finditer(clause) if m[2] == unit), None)
                if m and (noun is None or m[3] == noun):
                    noun = m[3]
                    parts.append(float(m[1]))
                    handled += _HANDLED.search(clause) is not None
                    last = offset + m.end(2)
                offset += len(clause)
            named = not noun or noun in body[start:at]
            # 其中发现隐患30处，整改30处: the same are counted twice
            if len(parts) > 1 and named and handled in (0, len(parts)):
                yield at, last - at, float(number), parts, unit


def _blanked(text: str) -> str:
    """A text with what stands in brackets blanked."""
    return _BRACKETS.sub(lambda m: "　" * len(m[0]), text) if "（" in text else text


def sums_add_up(reading: Reading) -> Iterator[Found]:
    """A number after 合计 is not the sum of the numbers with its unit before it in the sentence."""
    body = reading.body
    for place in (w.start() for pattern in _SUMS for w in reading.matches(pattern)):
        m = _SUM.match(body, place)
        if m is None:
            continue
        start, _ = sentence_at(body, m.start())
        before = [a for a in _AMOUNT.finditer(body, start, m.start()) if a[2] == m[2]]
        numbers = [float(a[1]) for a in before]
        # a whole before its parts is no part: any run of numbers that ends here may be the sum
        sums = [sum(numbers[k:]) for k in range(len(numbers) - 1)]
        if sums and all(abs(s - float(m[1])) > 1e-6 for s in sums) and float(m[1]) not in numbers:
            yield Found(m.start(), m.end() - m.start(), (shown(float(m[1])), shown(sums[0])))


def rates_fit(reading: Reading) -> Iterator[Found]:
    """A share above 100 %."""
    for sign in reading.matches(_PERCENT):
        m = _RATE.search(reading.body, max(sign.start() - 16, 0), sign.end())
        if m and float(m[1]) > 100:
            yield Found(m.start(1), m.end(1) + 1 - m.start(1), (shown(float(m[1])),))


def rates_match(reading: Reading) -> Iterator[Found]:
    """The share of what is completed is not that of the numbers in its sentence."""
    body = reading.body
    for sign in reading.matches(_PERCENT):
        m = _DONE_RATE.search(body, max(sign.start() - 16, 0), sign.end())
        if m is None:
            continue
        start, _ = sentence_at(body, m.start())
        before = body[start : m.start()]
        done = list(_DONE.finditer(before))
        if not done:
            continue
        whole = [a for a in _AMOUNT.finditer(before[: done[-1].start()]) if a[2] == done[-1][2]]
        if whole and float(whole[-1][1]):
            shares = [float(done[-1][1]) / float(a[1]) * 100 for a in whole if float(a[1])]
            if all(abs(share - float(m[1])) > 0.5 * 10 ** -len(m[2] or "") + 0.5 for share in shares):
                args = (m[1], done[-1][1], whole[-1][1], f"{shares[-1]:.1f}")
                yield Found(m.start(1), m.end(1) + 1 - m.start(1), args)


def changes_fit(reading: Reading) -> Iterator[Found]:
    """From a number to another: it does not go the way that is said, or not by as much."""
    for start in (w.start() for pattern in _FROM for w in reading.matches(pattern)):
        m = _CHANGE.match(reading.body, start)
        if m is None:
            continue
        first, unit, word, last, unit_last, by, unit_by = m.groups()
        if unit and unit != unit_last:
            continue
        change = (float(last) - float(first)) * (1 if word in _GROWS else -1)
        if change < 0 or (by and unit_by == unit_last and abs(float(by) - change) > 1e-6):
            yield Found(m.start(), m.end() - m.start(), (shown(change),))


def names_counted(reading: Reading) -> Iterator[Found]:
    """More names are listed than are said to be (甲社区、乙社区、丙社区等2个社区), or not as many as a number before
    brackets says (五项制度（甲制度、乙制度））."""
    body = reading.body
    for m in reading.matches(_NAMED):
        listed = _PAUSE.split(body[max(m.start() - 120, 0) : m.start()])[-1]
        names = [n for n in listed.split("、") if n.endswith(m[2])]
        if len(names) > number_of(m[1]):
            yield Found(m.start(1), m.end(2) - m.start(1), (number_of(m[1]), len(names)))
    for m in reading.matches(_BRACKETED):
        before = _BEFORE_BRACKET.search(body, max(m.start() - 24, 0), m.start())
        names = m[1].split("、")
        if before and all(n.endswith(before[2]) for n in names) and len(names) != number_of(before[1]):
            yield Found(before.start(1), before.end(2) - before.start(1), (number_of(before[1]), len(names)))
