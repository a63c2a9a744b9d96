"""The inspection that a notice speaks of: one day of feedback, one team, one kind, one period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.fields import INSPECTION_TYPES
from generator.numbering import number_of
from generator.reading import Found, Reading
from generator.rules.moments import Moment, iso, moments
from generator.rules.places import general

# what may stand between a day and 反馈: the team, and whom it told
_TOLD = re.compile(
    r"(?:上午|下午)?(?:，?[^，。；\n0-9学研传落根照针]{0,12}巡[察视][^，。；\n0-9]{0,3}组?[^，。；\n0-9]{0,3}(?:向[^，。；\n0-9]{2,40}?)?)?反馈了?(?:巡[察视]|意见|情况)"
)
_TEAM = re.compile(
    "第([一二三四五六七八九十]{1,3})巡[察视]组|巡[察视]([一二三四五六七八九十]{1,3})组|巡[察视]第([一二三四五六七八九十]{1,3})组"
)
_INSPECTION = re.compile("巡[察视]")
_KIND = re.compile(
    r"开展(?:了|的)?[^，。；、\n]{0,16}?(常规|专项|机动|提级|交叉|回头看)”?[^，。；、和\n]{0,4}?巡[察视]"
)
_TYPES = {c.zh: c.id for c in INSPECTION_TYPES}
_PERIOD = re.compile("(?:至|到|—{1,2}|－|-|~|～)")
_INSPECTED = re.compile(
    "(?:期间)?，?[^，。；\n]{0,12}(?:巡[察视]组|巡[察视]第?[一二三四五六七八九十]{1,3}组)对[^，。；\n]{2,40}?(?:开展|进行)"
)


def feedback_days(reading: Reading) -> Iterator[Found]:
    """The day of feedback differs from the front matter's, or from the first in the text. A correction tells both."""
    if "反馈" not in reading.body or reading.head.text("kind") == "correction":
        return
    told = [m for m in moments(reading) if m.day and m.month and _told(reading, m)]
    given = reading.head.text("feedback_on")
    if given:
        year, month, day = map(int, given.split("-"))
    elif told:
        year, month, day = told[0].year, told[0].month, told[0].day
    right = iso(given) if given else reading.body[told[0].at : told[0].end] if told else ""
    for m in told:
        same_day, same_year = (m.month, m.day) == (month, day), m.year in (0, year)
        # neither the day nor the year: another inspection
        if same_day != same_year or (same_year and not same_day):
            yield Found(m.at, m.end - m.at, (reading.body[m.at : m.end], right))


def _told(reading: Reading, m: Moment) -> bool:
    return _TOLD.match(reading.body, m.end) is not None


def team_names(reading: Reading) -> Iterator[Found]:
    """The team is called in two ways (第五巡察组, 巡察五组), or is another than the front matter's."""
    named = []
    for word in reading.matches(_INSPECTION):
        m = _TEAM.search(reading.body, max(word.start() - 4, 0), word.end() + 6)
        if m and m.start() <= word.start() < m.end():
            named.append(m)
    given = _TEAM.search(reading.head.text("inspection_team"))
    right = given or next((m for m in named if m[0][0] == "第"), named[0] if named else None)
    if right is None:
        return
    one = reading.head.text("kind") in ("rectification", "feedback")
    for m in named:
        if m[0] != right[0] and (one or _team(m) == _team(right)):
            yield Found(m.start(), m.end() - m.start(), (m[0], right[0]))


def _team(m: re.Match[str]) -> int:
    return number_of(m[m.lastindex or 1])


def inspection_kinds(reading: Reading) -> Iterator[Found]:
    """The inspection is of two kinds, or of another than its round's."""
    if reading.head.text("kind") not in ("rectification", "feedback"):
        return
    round_ = reading.desk.rounds.get(reading.head.text("round"))
    known = round_.text("type") if round_ else ""
    first = next((c.zh for c in INSPECTION_TYPES if c.id == known), "")
    for line in general(reading):
        if "开展" not in line.text:
            continue
        for m in _KIND.finditer(line.text):
            first = first or m[1]
            if m[1] != first:
                yield Found(line.at + m.start(1), m.end() - m.start(1), (m[1], first))


def inspection_periods(reading: Reading) -> Iterator[Found]:
    """The first and last day of the inspection are not those of its round, or not those said before."""
    round_ = reading.desk.rounds.get(reading.head.text("round"))
    if reading.head.text("kind") not in ("rectification", "feedback"):
        return
    first = (round_.text("starts_on"), round_.text("ends_on")) if round_ else ("", "")
    body = reading.body
    for one, two in pairwise(moments(reading)):
        if not (one.day and two.day and one.year and _PERIOD.fullmatch(body, one.end, two.at)):
            continue
        if not _INSPECTED.match(body, two.end):
            continue
        period = (one.last, two.last)
        if all(first) and period != first and period[0][:4] == first[0][:4]:
            yield Found(one.at, two.end - one.at, (body[one.at : two.end], f"{iso(first[0])}至{iso(first[1])}"))
        elif not all(first):
            first = period


_NOT_YET = (re.compile("尚未([^，。；：\n]{4,14})"), re.compile("仍未([^，。；：\n]{4,14})"))


def said_both(reading: Reading) -> Iterator[Found]:
    """A paragraph says of the same thing that it is not yet done (尚未…), and that it was done (已…)."""
    body = reading.body
    for m in (m for pattern in _NOT_YET for m in reading.matches(pattern)):
        end = body.find("\n", m.end())
        at = body.find(m[1], m.end(), end if end >= 0 else len(body))
        if at >= 0 and re.search("已(?!经?[无不])[^，。；：\n]{0,14}$", body[m.end() : at]):
            yield Found(m.start(), m.end() - m.start(), (m[0],))
