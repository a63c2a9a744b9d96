"""Dates as people write them in ledgers: 2026.6.30, 2026年6月底前, 6月底, 立行立改, 长期坚持."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import NamedTuple

# what else stands where a date is asked for → what it means; "" means nothing
WORDS = {
    **dict.fromkeys(("立行立改", "立整立改", "即知即改", "即行即改", "立即整改", "立即"), "immediate"),
    **dict.fromkeys(
        ("长期坚持", "坚持长期", "长期", "持续推进", "持续", "持续整改", "持续坚持", "长期推进", "长期整改", "常态化", "常态化推进",
         "持续用力", "长期落实", "并长期坚持", "并持续推进", "需长期坚持", "sustained", "long-term"), "sustained",
    ),
    **dict.fromkeys(("已完成", "已整改", "已办结", "已完成整改", "已整改到位", "completed", "done"), "completed"),
    **dict.fromkeys(("完成", "整改完成", "完成整改"), "done"),  # by a day, or before it
    **dict.fromkeys(("完成时间", "完成日期", "完成时限", "于", "在", "并", "已于", "by", "on"), ""),
}  # fmt: skip
NOTHING = frozenset(("", "-", "—", "——", "--", "/", "\\", "无", "暂无", "none", "n/a"))

_BEFORE = r"(?:之前|以前|前|止)?"
_SEP = r"[.\-/。,_—–]"
_FULL = re.compile(
    rf"(?<!\d)(?:(\d{{4}})(?:年|{_SEP})(\d{{1,2}})(?:月|{_SEP})(\d{{1,2}})[日号]?(?!\d)|((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
    rf"|(\d{{1,2}})月(\d{{1,2}})[日号](?!\d))({_BEFORE})"
)
_MONTH = re.compile(
    rf"(?<!\d)(?:(\d{{4}})(?:年|{_SEP}))?(\d{{1,2}})月份?(上旬|中旬|下旬|底|末)?({_BEFORE})"
    rf"|(?<!\d)(\d{{4}})[.\-/](\d{{1,2}})(?![\d.\-/])"
)
_PERIOD = re.compile(
    rf"(?<!\d)(?:(\d{{4}})年?|(今年|本年度?))?(?:第?([一二三四1-4])季度|(上半年|下半年)|(年底|年末|底|末))[末底]?({_BEFORE})"
)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
BETWEEN = re.compile(r"[\s、，,;；。:：()（）|]+")


class When(NamedTuple):
    """What a cell says of a day. `end`: the last day of a month or period was taken; `before`: it says “before” it;
    `guessed`: the year is not written in the cell; `words`: what else it says, as in WORDS; `rest`: what was not understood."""

    day: str = ""
    end: bool = False
    before: bool = False
    guessed: bool = False
    words: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    fault: str = ""  # "" or why there is no day: "year" (none is written), "day" (no such day), "several"


def when(text: str, year: int = 0) -> When:
    """What a text says of a day; `year` is taken where none is written (0: none is known)."""
    plain = re.sub(r"(?<=\d)\s+(?=[年月日\d.\-/])|(?<=[年月.\-/])\s+(?=\d)", "", unicodedata.normalize("NFKC", text))
    found: list[When] = []

    def put(y: str, month: int, day: int | None, part: str, before: str) -> str:
        at = int(y) if y else year
        if not at:
            found.append(When(fault="year"))
            return "|"
        try:
            last = monthrange(at, month)[1]
            chosen = {"上旬": 10, "中旬": 20}.get(part, last) if day is None else day
            written = date(at, month, chosen).isoformat()
        except ValueError:  # IllegalMonthError is one
            found.append(When(fault="day"))
            return "|"
        found.append(When(written, day is None, bool(before), not y))
        return "|"

    def full(m: re.Match[str]) -> str:
        y, month, day = m[1] or m[4] or "", m[2] or m[5] or m[7], m[3] or m[6] or m[8]
        return put(y, int(month), int(day), "", m[9])

    def month_of(m: re.Match[str]) -> str:
        if m[4] and not m[3]:  # 6月前: before its first day, or by its last?
            found.append(When(fault="day"))
            return "|"
        return put(m[1] or m[5] or "", int(m[2] or m[6]), None, m[3] or "", m[4] or "")

    def period(m: re.Match[str]) -> str:
        if m[5] in ("底", "末") and not m[1]:
            return m[0]
        month = _QUARTERS[m[3]] if m[3] else 6 if m[4] == "上半年" else 12
        return put(m[1] or "", month, None, "", m[6])

    left = _PERIOD.sub(period, _MONTH.sub(month_of, _FULL.sub(full, plain)))
    tokens = [t for t in BETWEEN.split(left) if t.lower() not in NOTHING]
    words = tuple(WORDS[t.lower()] for t in tokens if WORDS.get(t.lower()))
    rest = tuple(t for t in tokens if t.lower() not in WORDS)
    if len(found) > 1:
        return When(words=words, rest=rest, fault="several")
    return (found[0] if found else When())._replace(words=words, rest=rest)


def years(texts: list[str]) -> set[int]:
    """The years that texts name."""
    return {int(y) for t in texts for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?=年|[.\-/]\d|\d{4}(?!\d))", t)}
