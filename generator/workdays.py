"""Working days of an office in China: weekends, public holidays, and weekends worked in their place.

What the State Council's yearly notice on holidays (国务院办公厅关于节假日安排的通知) says is taken from
`chinesecalendar`. A site's own `content/holidays.yaml` adds to it or changes it day by day: years the
package does not know yet, days off ordered at short notice. Of a year that neither knows, Saturdays and
Sundays are off and nothing else, and the count is an estimate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple


class Calendar(NamedTuple):
    """The days a site names itself (YYYY-MM-DD): off, and worked though they are a weekend's."""

    off: frozenset[str] = frozenset()
    worked: frozenset[str] = frozenset()


class Count(NamedTuple):
    """A number of working days; `estimated` when holidays of one of the years are not known."""

    days: int
    estimated: bool


def calendar_of(values: Mapping[str, Any]) -> Calendar:
    """The calendar of a record's values."""
    return Calendar(frozenset(values.get("holidays", ())), frozenset(values.get("workdays", ())))


def known(year: int, calendar: Calendar) -> bool:
    """Whether the holidays of a year are known; in a site's own list one day off is enough."""
    return year in _published() or any(day.startswith(f"{year:04}-") for day in calendar.off)


def unknown_years(first: str, last: str, calendar: Calendar) -> list[int]:
    """The years of a period whose holidays are not known."""
    return [y for y in range(int(first[:4]), int(last[:4]) + 1) if not known(y, calendar)]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether an office works on a day."""
    text = day.isoformat()
    if text in calendar.worked:
        return True
    if text in calendar.off:
        return False
    if day.year in _published():
        from chinese_calendar import is_workday

        return bool(is_workday(day))
    return day.weekday() < 5


def working_days(first: str, last: str, calendar: Calendar) -> Count:
    """The working days from one day to another, both included; none when the last comes before the first."""
    start, days = date.fromisoformat(first), 0
    for k in range((date.fromisoformat(last) - start).days + 1):
        days += is_working_day(start + timedelta(k), calendar)
    return Count(days, bool(unknown_years(first, last, calendar)))


def working_days_left(today: str, opens_on: str, closes_on: str, calendar: Calendar) -> Count:
    """The working days of a period that are left: from today, or its first day if that is yet to come, to its
    last day. Today and the last day count."""
    return working_days(max(today, opens_on), closes_on, calendar)


@lru_cache(maxsize=1)
def _published() -> Collection[int]:
    """The years whose holidays the package knows."""
    from chinese_calendar.constants import holidays

    return frozenset(range(min(holidays).year, max(holidays).year + 1))
