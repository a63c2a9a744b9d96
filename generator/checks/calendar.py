"""The calendar that working days are counted by."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.workdays import unknown_years


def check_calendar(lib: Library) -> Iterator[Diagnostic]:
    """No day is listed both as off and as worked."""
    twice = sorted(lib.calendar.off & lib.calendar.worked)
    if lib.holidays is not None and twice:
        span = lib.holidays.spans.get("workdays", Span())
        yield at("content/" + lib.holidays.path, span, "E0612", "、".join(twice))


def check_years(lib: Library) -> Iterator[Diagnostic]:
    """The holidays of the years of a period that is open or to come, and shown, are known."""
    for head in lib.notices:
        period = head.values.get("oversight") or {}
        shown = head.path in lib.shown and lib.states[head.path].state != "withdrawn"
        if len(period) < 2 or lib.today > period["closes_on"] or not shown:
            continue
        first = max(lib.today, period["opens_on"])
        if years := unknown_years(first, period["closes_on"], lib.calendar):
            span = head.spans.get("oversight", Span())
            shown_years = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
            yield at("content/" + head.path, span, "W0611", shown_years)
