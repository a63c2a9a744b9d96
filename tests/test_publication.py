"""Draft, scheduled, published, withdrawn: by the office's clock, whatever the machine's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from generator.model import Head
from generator.publication import epoch, publication, rfc3339, zone

SHANGHAI = zone("Asia/Shanghai")
NINE = 1_772_672_400  # 2026-03-05 09:00 in Shanghai


def head(**values: object) -> Head:
    return Head("notices/r1/a.md", "notice", "a", "r1/a.html", values, {})


def test_times_are_the_offices() -> None:
    """A time without a zone is the office's, configured, never the machine's."""
    assert SHANGHAI is not None
    assert epoch("2026-03-05 09:00", SHANGHAI) == NINE
    assert epoch("2026-03-05", SHANGHAI) == NINE - 9 * 3600
    assert rfc3339("2026-03-05 09:00", SHANGHAI) == "2026-03-05T09:00:00+08:00"
    urumqi = zone("Asia/Urumqi")
    assert urumqi is not None
    assert epoch("2026-03-05 09:00", urumqi) == NINE + 2 * 3600
    assert (epoch("", SHANGHAI), rfc3339("", SHANGHAI)) == (0, "")


@pytest.mark.parametrize("name", ["Asia/Shanghai", "PRC", "Asia/Hong_Kong", "UTC"])
def test_known_zones(name: str) -> None:
    assert zone(name) is not None


@pytest.mark.parametrize(
    "name", ["", "北京", "Asia", "../etc/passwd", "/etc/localtime", "Asia/Shanghai\x00", "UTC+8:00x"]
)
def test_unknown_zones(name: str) -> None:
    """A zone that is not there is no exception."""
    assert zone(name) is None


def test_shanghai_has_no_summer_time() -> None:
    assert SHANGHAI is not None
    assert SHANGHAI.utcoffset(None) == timedelta(hours=8)


AT = {"published_at": "2026-03-05 09:00"}
WITHDRAWN = {"withdrawn": {"on": "2026-04-01", "reason": "甲"}}
STATES = [
    ({}, NINE, "published", 0, True),
    (AT, NINE - 1, "scheduled", NINE, False),
    (AT, NINE, "published", 0, True),
    ({**AT, "draft": True}, NINE + 1, "draft", 0, False),
    ({**AT, "draft": True}, NINE - 1, "draft", 0, False),
    ({**AT, "draft": False}, NINE, "published", 0, True),
    ({**AT, **WITHDRAWN}, NINE, "withdrawn", 0, True),
    ({**AT, **WITHDRAWN}, NINE - 1, "scheduled", NINE, False),
    ({**WITHDRAWN, "draft": True}, NINE, "draft", 0, False),
]


@pytest.mark.parametrize(("values", "now", "state", "until", "public"), STATES)
def test_states(values: dict[str, object], now: int, state: str, until: int, public: bool) -> None:
    """The state at a moment, and when it next changes by itself."""
    assert SHANGHAI is not None
    found = publication(head(**values), now, SHANGHAI)
    assert (found.state, found.until, found.public) == (state, until, public)
