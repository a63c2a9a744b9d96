"""Working days by the State Council's calendar, a site's own, or weekends; and what of a site depends on the day."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st
from pages import Page

from generator.model import Head
from generator.workdays import Calendar, calendar_of, is_working_day, unknown_years, working_days, working_days_left

DAY = 86_400
NONE = Calendar()
OWN = calendar_of({"holidays": ["2090-01-02", "2026-11-24"], "workdays": ["2090-01-07", "2026-11-28"]})

# 国办发明电〔2025〕7号: days off and days worked in 2026
OFF = ("2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-07")
WORKED = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


def test_holidays_and_weekends_worked_in_their_place() -> None:
    assert not any(is_working_day(date.fromisoformat(day), NONE) for day in OFF)
    assert all(is_working_day(date.fromisoformat(day), NONE) for day in WORKED)


# first, last, the site's calendar → working days, whether estimated
COUNTS: dict[str, tuple[str, str, Calendar, int, bool]] = {
    "a week": ("2026-11-23", "2026-11-29", NONE, 5, False),
    "one day": ("2026-11-23", "2026-11-23", NONE, 1, False),
    "one day off": ("2026-11-22", "2026-11-22", NONE, 0, False),
    "nothing": ("2026-11-24", "2026-11-23", NONE, 0, False),
    "over a holiday": ("2026-09-28", "2026-10-12", NONE, 7, False),
    "own days off and on": ("2026-11-23", "2026-11-29", OWN, 5, False),
    "own day off": ("2026-11-23", "2026-11-25", OWN, 2, False),
    "a year nobody knows": ("2090-01-02", "2090-01-08", NONE, 5, True),
    "a year only the site knows": ("2090-01-02", "2090-01-08", OWN, 5, False),
    "into a year nobody knows": ("2026-12-31", "2090-01-01", OWN, -1, True),
}


@pytest.mark.parametrize("name", COUNTS)
def test_working_days(name: str) -> None:
    first, last, calendar, days, estimated = COUNTS[name]
    count = working_days(first, last, calendar)
    assert count.estimated is estimated
    assert count.days == days or days < 0


def test_years_that_are_not_known() -> None:
    """2090 has one day off in the site's own list: then that list is taken to be whole."""
    assert unknown_years("2088-12-31", "2091-01-01", OWN) == [2088, 2089, 2091]
    assert unknown_years("2004-01-01", "2026-12-31", NONE) == []


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.integers(0, 400), st.integers(0, 400))
def test_periods_add_up(first: date, one: int, other: int) -> None:
    middle, last = first + timedelta(one), first + timedelta(one + other + 1)
    whole = working_days(first.isoformat(), last.isoformat(), OWN).days
    parts = (first, middle), (middle + timedelta(1), last)
    assert whole == sum(working_days(a.isoformat(), b.isoformat(), OWN).days for a, b in parts)
    assert 0 <= whole <= one + other + 2


def test_today_and_the_last_day_count() -> None:
    left = [working_days_left(f"2026-11-{d}", "2026-11-24", "2026-11-27", NONE).days for d in range(22, 29)]
    assert left == [4, 4, 4, 3, 2, 1, 0]


# what of a site depends on the day

PERIOD = """---
title: 乙公示
kind: consultation
organisation: o1
published_at: 2026-06-01 00:00
oversight: {开始: 2026-06-03, 结束: 2026-06-08}
---

公示。
"""
ROUND = "name: 第一轮巡察\norganisations: [o1, o2]\npublish_by: 2026-06-02\n"


def shown(root: Path) -> tuple[str, int]:
    """What the page of the notice says of its period: its state, and the working days left, -1 when it says none."""
    text = Page("b", (root / "site/r1/b.html").read_text("utf-8")).root.one("main").text
    (state,) = [name for name in ("尚未开始", "正在监督期内", "已经结束") if name in text]
    left = re.search(r"还有\s*(\d+)\s*个工作日", text)
    return state, int(left[1]) if left else -1


def days(root: Path, count: int) -> list[tuple[str, int, int, set[str]]]:
    """Day by day what the page says, in how many days from the first that changes, and which pages were made again."""
    out = []
    for k in range(count):
        report = sites.run(root, now=sites.NOW + k * DAY + 3600)
        assert report.exit_code == 0, sites.codes(report)
        next_in = (report.next_change - sites.NOW) // DAY if report.next_change else 0
        out.append((*shown(root), next_in, {path for path, _ in report.reasons}))
        assert sites.run(root, now=sites.NOW + k * DAY + 7200).reasons == (), "the same day again"
    return out


@pytest.fixture
def period(base: Path) -> Path:
    """A site with an oversight period from the third to the eighth of June 2026, over a weekend."""
    sites.write(base, {"content/notices/r1/b.md": PERIOD})
    return base


def test_a_period_day_by_day(period: Path) -> None:
    """Pages that show working days left are made again when these are others, and nothing else; then never more."""
    pages = {"index.html", "r1/b.html", "r1/index.html"}
    lefts = (4, 3, 2, 1, 1, 1)  # from Wednesday over a weekend to Monday
    opened = [("正在监督期内", left, k, pages if k < 7 else set()) for k, left in enumerate(lefts, 3)]
    ended = [("已经结束", -1, 0, pages), ("已经结束", -1, 0, set[str]())]
    first, *rest = days(period, 10)
    assert first[:3] == ("尚未开始", -1, 2)
    assert rest == [("尚未开始", -1, 2, set()), *opened, *ended]


def test_the_day_does_not_show_in_data(period: Path) -> None:
    """Records, and what is made from them, are the same every day."""
    data = []
    for k in (2, 3, 9):
        sites.run(period, now=sites.NOW + k * DAY)
        data.append({p: b for p, b in sites.tree(period / "site").items() if not p.endswith(".html")})
    assert data[0] == data[1] == data[2]
    assert "r1/b.json" in data[0]


def test_the_day_is_the_offices(period: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a moment that is the third of June on Kiritimati only, the period is open there, wherever the machine stands."""
    now = sites.NOW + DAY + 20 * 3600 - 6 * 3600  # 2026-06-02 14:00 in Shanghai, 20:00 on Kiritimati
    site = (period / "content/site.yaml").read_text("utf-8")
    for machine in ("America/Los_Angeles", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", machine)
        time.tzset()
        for zone, said in (("Asia/Shanghai", "监督期尚未开始"), ("Pacific/Kiritimati", "正在监督期内")):
            sites.write(period, {"content/site.yaml": f"{site}time_zone: {zone}\n"})
            sites.run(period, now=now + 5 * 3600)
            assert said in (period / "site/r1/b.html").read_text("utf-8")
    monkeypatch.undo()
    time.tzset()


def test_an_edit_of_a_body_keeps_what_the_page_says_of_the_day(period: Path) -> None:
    """The short way through a build uses the remembered context; it gives what a build from nothing gives."""
    noon = sites.NOW + 3 * DAY
    sites.write(period, {"content/replies/2026-001.md": "---\nreceived_on: 2026-05-20\nnotice: r1/b\n---\n\n意见。\n"})
    site = sites.BASE["content/site.yaml"] + "outputs: {search: false, data: false}\n"  # nothing is made from texts
    sites.write(period, {"content/site.yaml": site})
    sites.run(period, now=noon)
    sites.write(period, {"content/notices/r1/b.md": PERIOD + "\n补充说明。\n"})
    report = sites.run(period, now=noon + 60)
    made = {path for path, _ in report.reasons}
    assert "r1/b.html" in made
    assert all(path.startswith("r1/b.") for path in made), "only what is made from the body"
    edited = sites.tree(period / "site")
    sites.run(period, now=noon + 120, clean=True)
    assert sites.tree(period / "site") == edited


def test_an_organisation_becomes_overdue(base: Path) -> None:
    """On the round's last day one has not published yet; a day later it is overdue."""
    sites.write(base, {"content/organisations/o2.yaml": "name: 乙街道\n", "content/rounds/r1.yaml": ROUND})
    said = []
    for k in (0, 1, 2, 3):
        report = sites.run(base, now=sites.NOW + k * DAY)
        page = Page("r1", (base / "site/r1/index.html").read_text("utf-8")).root.one("main").text
        next_in = (report.next_change - sites.NOW) // DAY if report.next_change else 0
        assert "逾期未公开" in page or "尚未公开" in page
        said.append(("逾期未公开" in page, next_in))
    assert said == [(False, 2), (False, 2), (True, 0), (True, 0)]


def test_withdrawn_and_hidden_notices_have_no_period(period: Path) -> None:
    """Nothing of the site waits for the end of a period that no page shows."""
    for extra in ("draft: true\n", "withdrawn: {日期: 2026-06-01, 理由: 有误。}\n"):
        text = PERIOD.replace("---\n\n", f"{extra}---\n\n")
        sites.write(period, {"content/notices/r1/b.md": text})
        report = sites.run(period, now=sites.NOW + 3 * DAY)
        assert (report.exit_code, report.next_change) == (0, 0)
        assert "工作日" not in (period / "site/index.html").read_text("utf-8")


def test_the_last_day_there_is(base: Path) -> None:
    """Dates far beyond any calendar are counted with, not stumbled over."""
    last = "9999-12-31"
    sites.write(
        base,
        {
            "content/notices/r1/b.md": PERIOD.replace("2026-06-03", "9999-12-01").replace("2026-06-08", last),
            "content/organisations/o2.yaml": "name: 乙街道\n",
            "content/rounds/r1.yaml": ROUND.replace("2026-06-02", last),
            "content/replies/1.md": f"---\nreceived_on: {last}\n---\n\n意见。\n",
        },
    )
    report = sites.run(base)
    assert [d.code for d in report.diagnostics] == ["W0611"]
    assert report.next_change > sites.NOW
    assert sites.run(base, now=report.next_change).exit_code == 0


def test_heads_without_a_whole_period(base: Path) -> None:
    """Half a period is told of by the reader of fields; nothing else asks for the other half."""
    sites.write(base, {"content/notices/r1/b.md": PERIOD.replace(", 结束: 2026-06-08", "")})
    assert sites.codes(sites.run(base)) == ["content/notices/r1/b.md:6:12: E0201"]
    assert Head("", "", "", "", {}, {}).text("oversight") == ""
