"""What of a site depends on the day: oversight periods, what is due by a date, and when that next changes.

The day is the office's (`Library.today`). Periods include their first and their last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from generator import replies
from generator.library import Library
from generator.model import Head
from generator.pages import organisation_link
from generator.publication import epoch
from generator.views import Expected, Link, OpenPeriod, Oversight
from generator.workdays import working_days_left


def oversight(lib: Library, head: Head) -> Oversight | None:
    """The oversight period of a notice today, None without one. A withdrawn notice has none."""
    period = head.values.get("oversight") or {}
    if len(period) < 2 or lib.states[head.path].state == "withdrawn":
        return None
    opens, closes = period["opens_on"], period["closes_on"]
    if lib.today > closes:
        return Oversight(opens, closes, "closed", 0, False)
    state = "open" if opens <= lib.today else "upcoming"
    return Oversight(opens, closes, state, *working_days_left(lib.today, opens, closes, lib.calendar))


def open_periods(lib: Library, round_: str = "") -> tuple[OpenPeriod, ...]:
    """The notices, of a round or of all, whose oversight period is open today; what closes first comes first."""
    found = []
    for head, context in lib.contexts:
        period = context.oversight
        if period is not None and period.state == "open" and round_ in ("", head.text("round")):
            found.append(OpenPeriod(Link(head.address, head.title), organisation_link(lib, head), period))
    return tuple(sorted(found, key=lambda p: (p.oversight.closes_on, p.notice.href)))


def disclosed(lib: Library) -> dict[tuple[str, str], Head]:
    """The first rectification notice shown of each round and organisation."""
    out: dict[tuple[str, str], Head] = {}
    for head in sorted(lib.notices, key=lambda h: (h.text("published_at"), h.path)):
        shown = head.path in lib.shown and lib.states[head.path].state != "withdrawn"
        if shown and head.text("kind") == "rectification":
            out.setdefault((head.text("round"), head.text("organisation")), head)
    return out


def expected(lib: Library, round_: Head, notices: dict[tuple[str, str], Head]) -> tuple[Expected, ...]:
    """The organisations a round names: published, waiting, or overdue when the round's date has passed."""
    out = []
    due = round_.text("publish_by")
    for id_ in round_.values.get("organisations", ()):
        organisation = lib.organisations.get(id_)
        if organisation is None:
            continue
        link = Link(organisation.address, organisation.title)
        if (notice := notices.get((round_.id, id_))) is not None:
            to = Link(notice.address, notice.title)
            out.append(Expected(link, "published", to, notice.text("published_at")[:10]))
        else:
            out.append(Expected(link, "overdue" if due and lib.today > due else "waiting", None, due))
    return tuple(out)


def next_change(lib: Library) -> int:
    """When something shown next changes by itself, in epoch seconds: a midnight of the office; 0 for never."""
    days = [*_of_periods(lib), *_of_rounds(lib), *_of_replies(lib)]
    return epoch(min(days), lib.tz) if days else 0


def _of_periods(lib: Library) -> Iterator[str]:
    """The days on which working days left are others, or a period opens or ends.

    What only warns of a period not shown yet changes when it is shown.
    """
    for head in lib.notices:
        period = oversight(lib, head) if head.path in lib.shown else None
        if period is not None and period.state != "closed":
            yield _after(lib.today) if period.state == "open" else period.opens_on


def _of_rounds(lib: Library) -> Iterator[str]:
    """The days after which organisations are overdue."""
    for round_ in lib.rounds.values():
        if (due := round_.text("publish_by")) >= lib.today:
            yield _after(due)


def _of_replies(lib: Library) -> Iterator[str]:
    """The days after which an answer is late, and then too late."""
    for head in lib.replies:
        if replies.waits(head):
            yield from (_after(day) for day in replies.limits(head) if day >= lib.today)


def _after(day: str) -> str:
    """The day after; the last day there is has none."""
    return (min(date.fromisoformat(day), date.max - timedelta(1)) + timedelta(1)).isoformat()
