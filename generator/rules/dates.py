"""Days against each other: those of the front matter, of findings, and those that the text tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise

from generator.fields import BY_NAME
from generator.model import Section
from generator.reading import Found, Reading
from generator.rules.moments import Moment, iso, moments
from generator.rules.places import finding_of

_DONE = re.compile(
    "[^，。；：\n（）]{0,16}?(?:召开|完成|制定|印发|出台|完工|组织|开展|建成|投入使用|调整|修订|下发|发布|签订|启动|研究|审议)"
)
_PROMISE = re.compile(
    "度?(?:底|末|上旬|中旬|下旬|[0-9]{1,2}日)?(?:之?前|以前)|度?年?内|度?第?[一二三四]季度|[上下]半年|年?[底末]|年中"
)
_QUARTER = {"一": "03-31", "二": "06-30", "三": "09-30", "四": "12-31"}
_WILL = re.compile("(?:拟(?!定)|将(?!军)|计划(?!的|》|，|、|。)|预计|力争|确保|争取|预期)[^，。；：\n]{0,12}$")
_DONE_BEFORE = re.compile("(?:已|了|曾|于去年)[^，。；：\n]{0,10}$")
_DEMANDED = re.compile("(?:要求|按照|依照|原定|原计划|规定)[^。；\n]*$")  # what was to be is no promise
_WORK = re.compile(
    "[^，。；：\n]{0,14}?(?:完成|建成|投用|投入使用|投入运行|具备|到位|实现|启动|开工|竣工|办结|整改|覆盖|结束|销号)"
)
_TOLD = re.compile("(?:已于|已在|已经于|曾于)(?:本?)$")
_WEEKDAY = re.compile(r"[（(，]?(?:星期|周)([一二三四五六日天])(?![岁年期内末])")
_DAYS = "一二三四五六日"
_RANGE = re.compile("(?:至|到|—{1,2}|－|-|~|～)")
_EVERY = re.compile("(?:每年|每逢|历年|当年|同年|次年|翌年|今年|去年|上年|本年|年度)[^，。；：\n]{0,4}$")
_NAMES = {
    "completed_on": "完成日期",
    "closed_on": "销号日期",
    "signed_on": "成文日期",
    "published_at": "发布时间",
    "feedback_on": "反馈日期",
    "opens_on": "监督期开始日期",
    "starts_on": "巡察开始日期",
}
_QUARTER_ALONE = re.compile("第[一二三四]季度")
_YEAR = re.compile("[0-9]{4}年")
_SIGNED = re.compile(r"^[ 　]*([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日[ 　]*$")


def _published(reading: Reading) -> str:
    """The day of publication; without one the day of the review."""
    return reading.head.text("published_at")[:10] or reading.desk.today


def before_feedback(reading: Reading) -> Iterator[Found]:
    """A measure is dated before the feedback. Told once a paragraph."""
    feedback = reading.head.text("feedback_on")
    if not feedback:
        return
    body, line = reading.body, -1
    year, month = int(feedback[:4]), int(feedback[5:7])
    for m in moments(reading):
        if not m.stated or m.year > year or not 0 < m.month < 13 or (m.year == year and m.month > month):
            continue
        if m.last >= feedback or not _DONE.match(body, m.end):
            continue
        after = body[m.end : m.end + 2]
        if after[:1] in "以成至到—－-~～" or (after[:1] == "起" and after != "起已"):
            continue
        if line != (line := reading.place(m.at)[0]) and _is_measure(reading, line):
            yield Found(m.at, m.end - m.at, (body[m.at : m.end], iso(feedback)))


def _is_measure(reading: Reading, line: int) -> bool:
    """Whether a line of the file stands under the heading of a finding."""
    k = _section(reading, line)
    return k >= 0 and finding_of(reading)[k] >= 0 and reading.notice.sections[k].line != line


def _section(reading: Reading, line: int) -> int:
    return bisect_right(reading.notice.sections, line, key=lambda s: s.line) - 1


@lru_cache(maxsize=2)
def promises(reading: Reading) -> tuple[tuple[Found, str], ...]:
    """What the text promises by a day, and the last day of it."""
    return tuple(_promises(reading))


def _promises(reading: Reading) -> Iterator[tuple[Found, str]]:
    body = reading.body
    for m in moments(reading):
        if not m.year or m.month > 12:
            continue
        by = _PROMISE.match(body, m.end)
        end = by.end() if by else m.end
        early = max(m.at - 14, 0)
        if not (will := _WILL.search(body, early, m.at)) and by is None:
            continue
        if (
            _DONE_BEFORE.search(body, early, m.at)
            or not (work := _WORK.match(body, end))
            or body[work.end() : work.end() + 1] == "了"
        ):
            continue
        if (
            "已" in work[0]
            or _DEMANDED.search(body, early, m.at)
            or not (will or (by and (by[0].endswith("前") or _planned(reading, m.at))))
        ):
            continue
        yield Found(m.at, end - m.at, (body[m.at : end],)), _last(m, by[0] if by else "")


def _planned(reading: Reading, at: int) -> bool:
    """Whether a place stands in a section of plans."""
    k = _section(reading, reading.place(at)[0])
    title = reading.notice.sections[k].title if k >= 0 else ""
    return any(word in title for word in ("下一步", "安排", "计划", "打算"))


def _last(m: Moment, words: str) -> str:
    if not m.month:
        for quarter, day in _QUARTER.items():
            if quarter + "季度" in words:
                return f"{m.year:04}-{day}"
        if "上半年" in words or "年中" in words:
            return f"{m.year:04}-06-30"
    return m.last


def promised_late(reading: Reading) -> Iterator[Found]:
    """A time promised in the text, or a finding's due date, had passed when the notice was published."""
    for found, last in (*promises(reading), *_due(reading)):
        if last < _published(reading):
            yield found


def promised_since(reading: Reading) -> Iterator[Found]:
    """A time promised has passed since the notice was published: what came of it is to be told."""
    if reading.desk.today <= _published(reading) or reading.head.values.get("example"):
        return
    round_ = reading.desk.rounds.get(reading.head.text("round"))
    if round_ and round_.text("archived_on"):
        return
    for found, last in (*promises(reading), *_due(reading)):
        if _published(reading) <= last < reading.desk.today:
            yield found


def _due(reading: Reading) -> Iterator[tuple[Found, str]]:
    for s in reading.notice.sections:
        if s.kind == "finding" and "due_on" in s.values and s.values.get("status", "completed") != "completed":
            yield _field(reading, s, "due_on")._replace(args=(iso(s.values["due_on"]),)), s.values["due_on"]


def _field(reading: Reading, s: Section, key: str) -> Found:
    """The place of the value of a finding's field."""
    for line in range(s.line, min(s.line + 20, len(reading.starts))):
        start = reading.starts[line]
        row = reading.text[start : reading.text.find("\n", start) if "\n" in reading.text[start:] else None]
        _, _, rest = row.partition(":")
        name, _, value = rest.partition(":")
        field = BY_NAME["finding"].get(name.strip())
        if row.startswith(":") and field is not None and field.id == key:
            return Found(start + len(row) - len(value.lstrip()), len(value.strip()))
    return Found(reading.starts[s.line - 1], 0)


def finding_days(reading: Reading) -> Iterator[Found]:
    """The days of a finding are out of order, or after the day of publication."""
    published = _published(reading)
    for s in reading.notice.sections:
        if not s.values:
            continue
        done, closed = s.values.get("completed_on", ""), s.values.get("closed_on", "")
        if closed and done and closed < done:
            yield _field(reading, s, "closed_on")._replace(args=_order(reading, "closed_on", "completed_on"))
        for key, day in (("completed_on", done), ("closed_on", closed)):
            if published and day > published:
                yield _field(reading, s, key)._replace(args=_order(reading, "published_at", key))


def done_and_not(reading: Reading) -> Iterator[Found]:
    """A finding has a day of completion and the status not completed."""
    for s in reading.notice.sections:
        if s.values.get("status") == "not_completed" and "completed_on" in s.values:
            yield _field(reading, s, "completed_on")


def _order(reading: Reading, early: str, late: str) -> tuple[str, str]:
    """The two keys of the message that one day is before the other."""
    return reading.word(_NAMES[early], early), reading.word(_NAMES[late], late)


def head_days(reading: Reading) -> Iterator[Found]:
    """Days of the front matter are out of order."""
    head = reading.head
    round_ = reading.desk.rounds.get(head.text("round"))
    days = {key: head.text(key)[:10] for key in ("signed_on", "feedback_on", "published_at")}
    days["opens_on"] = (head.values.get("oversight") or {}).get("opens_on", "")
    days["starts_on"] = round_.text("starts_on") if round_ else ""
    # what ought to be first, what after it; opening before publishing is for announcements only
    orders = [("published_at", "signed_on"), ("published_at", "feedback_on"), ("feedback_on", "starts_on")]
    if head.text("kind") == "rectification":
        orders += [("signed_on", "feedback_on"), ("opens_on", "published_at")]
    for late, early in orders:
        if days[early] and days[late] and days[late] < days[early]:
            key = next(k for k in (late, early) if k in head.spans or k == "opens_on")
            yield reading.key("oversight" if key == "opens_on" else key)._replace(args=_order(reading, late, early))


def signature_day(reading: Reading) -> Iterator[Found]:
    """The day under the text is not the day of signature of the front matter."""
    signed = reading.head.text("signed_on")
    if not signed:
        return
    for line in reading.lines[-6:]:
        if m := _SIGNED.match(line.text):
            day = f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}"
            if day != signed:
                yield Found(line.at, len(line.text), (line.text.strip(), iso(signed)))


def told_ahead(reading: Reading) -> Iterator[Found]:
    """Something is told as done on a day after the publication."""
    published, body = _published(reading) or "9999", reading.body
    year = int(published[:4])
    for m in moments(reading):
        if (
            m.stated
            and m.year >= year
            and m.first > published
            and m.month < 13
            and _TOLD.search(body, max(m.at - 4, 0), m.at)
        ):
            yield Found(m.at, m.end - m.at, (body[m.at : m.end], iso(published)))


def impossible_days(reading: Reading) -> Iterator[Found]:
    """A day that no calendar has: 2月30日, 13月."""
    body = reading.body
    for m in moments(reading):
        if (m.day < 29 and 0 < m.month < 13) or (m.stated and not m.month):
            continue
        if m.month > 12 or not m.month or m.day > _length(m):
            yield Found(m.at, m.end - m.at, (body[m.at : m.end],))


def _length(m: Moment) -> int:
    return monthrange(m.year or 2024, m.month)[1] if 0 < m.month < 13 else 31


def weekdays(reading: Reading) -> Iterator[Found]:
    """The day of the week is not that of the date before it."""
    body = reading.body
    for m in moments(reading):
        if (
            body[m.end : m.end + 1] in ("（", "(", "，", "星", "周")
            and m.year
            and m.month < 13
            and 0 < m.day <= _length(m)
            and (w := _WEEKDAY.match(body, m.end))
        ):
            right = _DAYS[date(m.year, m.month, m.day).weekday()]
            if w[1].replace("天", "日") != right:
                yield Found(m.at, w.end(1) - m.at, (body[m.at : m.end], right))


def ranges(reading: Reading) -> Iterator[Found]:
    """A period ends before it begins, or has a year missing at its end."""
    body = reading.body
    for one, two in pairwise(moments(reading)):
        if one.year and two.year and two.at - one.end <= 2 and _RANGE.fullmatch(body, one.end, two.at):
            if one.month > 12 or two.month > 12 or bool(one.month) != bool(two.month):
                continue
            if two.last < one.first:
                yield Found(one.at, two.end - one.at, (body[one.at : two.end],))


def years_missing(reading: Reading) -> Iterator[Found]:
    """A month, day or quarter without a year in a paragraph that names none before it, while the text spans years.
    Once a paragraph."""
    all_ = moments(reading)
    if len({m.year for m in all_ if m.year}) < 2:
        return
    body, end = reading.body, 0
    for m in all_:
        if m.year or m.at < end or m.month > 12:
            continue
        start = body.rfind("\n", 0, m.at) + 1
        if not _EVERY.search(body, max(m.at - 8, start), m.at) and not _RANGE.match(body, m.at - 1):
            end = body.find("\n", m.end)
            end = end if end >= 0 else len(body)
            yield Found(m.at, m.end - m.at, (body[m.at : m.end],))
    for q in reading.matches(_QUARTER_ALONE):
        start = body.rfind("\n", 0, q.start()) + 1
        if body[q.start() - 1] in "年度到至和、":
            continue
        if not _YEAR.search(body, start, q.start()) and not _EVERY.search(body, max(q.start() - 8, start), q.start()):
            yield Found(q.start(), q.end() - q.start(), (q[0],))


_NUMBER_YEAR = (
    ("document_number", "文号", re.compile("〔([0-9]{4})〕")),
    ("index_number", "索引号", re.compile("/([0-9]{4})-")),
)


def number_years(reading: Reading) -> Iterator[Found]:
    """The year of the document number is not that of the signature, that of the index number neither the signature's
    nor the publication's."""
    head = reading.head
    signed, published = head.text("signed_on")[:4], head.text("published_at")[:4]
    for key, zh, pattern in _NUMBER_YEAR:
        m = pattern.search(head.text(key))
        right = {signed} - {""} if key == "document_number" else {signed, published} - {""}
        if m and right and m[1] not in right:
            yield reading.key(key)._replace(args=(reading.word(zh, key), m[1], sorted(right)[0]))
