"""Whether a notice or page is on the site: draft, scheduled, published or withdrawn, and why."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from generator.model import Head


class Publication(NamedTuple):
    """The state of a notice at a moment; `at` and `until` are epoch seconds, 0 for none.

    `at` is when it is published, `until` when its state next changes by itself.
    """

    state: str  # draft, scheduled, published, withdrawn
    at: int
    until: int

    @property
    def public(self) -> bool:
        """Whether it is on the site. A withdrawn notice is, with its explanation in place of its text."""
        return self.state in ("published", "withdrawn")


SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def zone(name: str) -> tzinfo | None:
    """The time zone of a name, None for an unknown one.

    China has one zone and, since 1991, no summer time: its offset needs no table.
    """
    if name in ("Asia/Shanghai", "PRC"):
        return SHANGHAI
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def epoch(local: str, tz: tzinfo) -> int:
    """Epoch seconds of a "YYYY-MM-DD HH:MM" of the office; 0 for ""."""
    return int(datetime.fromisoformat(local).replace(tzinfo=tz).timestamp()) if local else 0


def rfc3339(local: str, tz: tzinfo) -> str:
    """The same as RFC 3339 with the office's offset; "" for ""."""
    return datetime.fromisoformat(local).replace(tzinfo=tz).isoformat() if local else ""


def publication(head: Head, now: int, tz: tzinfo) -> Publication:
    """The state of a notice or page at `now`."""
    at = epoch(head.text("published_at"), tz)
    if head.values.get("draft"):
        return Publication("draft", at, 0)
    if at > now:
        return Publication("scheduled", at, at)
    if head.values.get("withdrawn"):
        return Publication("withdrawn", at, 0)
    return Publication("published", at, 0)
