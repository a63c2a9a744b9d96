"""The years, months and days that a text names, and the year meant where it is left out."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

from generator.reading import Reading

_YEAR = re.compile("年")
_MONTH = re.compile("月")
_DIGITS = frozenset("0123456789")
_AFTER_YEAR = re.compile("年(?!级|龄|限|均|度以)(?:([0-9]{1,2})月(?![年月])(?:([0-9]{1,2})日)?)?")
_AFTER_MONTH = re.compile("月(?![年月])(?:([0-9]{1,2})日)?")


class Moment(NamedTuple):
    """A year, a month or a day in the text. `year` is 0 where none is meant, `stated` whether it stands there;
    otherwise it is that of the moment before it in the same paragraph. `month` and `day` are 0 where not given."""

    at: int
    end: int
    year: int
    stated: bool
    month: int
    day: int

    @property
    def first(self) -> str:
        """Its first day as YYYY-MM-DD."""
        return f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"

    @property
    def last(self) -> str:
        """Its last day as YYYY-MM-DD."""
        month = self.month or 12
        return f"{self.year:04}-{month:02}-{self.day or (monthrange(self.year, month)[1] if 0 < month < 13 else 31):02}"


@lru_cache(maxsize=2)
def moments(reading: Reading) -> tuple[Moment, ...]:
    """Every moment named in the public text, in order. A number of years (3年) is none."""
    body = reading.body
    out: list[Moment] = []
    year, end = 0, 0  # of the last moment, and of its paragraph
    last = 0  # where the moment before ends
    for at in sorted(m.start() for pattern in (_YEAR, _MONTH) for m in pattern.finditer(body)):
        if at < last or body[at - 1] not in _DIGITS:
            continue
        start = at - 1
        while body[start - 1] in _DIGITS:
            start -= 1
        if start >= end:
            year, end = 0, body.find("\n", start)
            end = end if end >= 0 else len(body)
        number = int(body[start:at])
        if body[at] == "年":
            m = _AFTER_YEAR.match(body, at)
            if m and at - start == 4 and 1900 <= number <= 2100:
                year, last = number, m.end()
                out.append(tuple.__new__(Moment, (start, last, year, True, int(m[1] or 0), int(m[2] or 0))))
        elif at - start < 3 and (m := _AFTER_MONTH.match(body, at)):
            last = m.end()
            out.append(tuple.__new__(Moment, (start, last, year, False, number, int(m[1] or 0))))
    return tuple(out)


def iso(text: str) -> str:
    """A day of the front matter as a text has it: 2026年3月5日."""
    year, month, day = text[:10].split("-")
    return f"{year}年{int(month)}月{int(day)}日"
