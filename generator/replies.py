"""Opinions received and the answers to them: how they are called, what they are about, when an answer is late.

Source: 国办秘函〔2019〕19号, by which a public message unanswered for three months fails a government site.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from generator import paging
from generator.library import Library
from generator.memory import finding_number
from generator.model import Head, Notice
from generator.pages import REPLIES, headed
from generator.texts import texts
from generator.views import Link

LATE, TOO_LATE = 2, 3  # months
ON_A_PAGE = 100
OPINIONS = frozenset(("意见", "Opinion"))
ANSWERS = frozenset(("答复", "Answer"))


def counted(lib: Library) -> tuple[Head, ...]:
    """The opinions that the totals count: all but drafts."""
    return tuple(h for h in lib.replies if lib.states[h.path].public)


def shown(lib: Library) -> tuple[Head, ...]:
    """The opinions that have a page, the latest received first."""
    heads = [h for h in lib.replies if h.path in lib.shown]
    return tuple(sorted(heads, key=lambda h: (h.text("received_on"), h.id), reverse=True))


def list_pages(opinions: Sequence[Head]) -> list[str]:
    """The addresses of the pages that list them; none without any."""
    return [paging.address(REPLIES, n + 1) for n in range(-(-len(opinions) // ON_A_PAGE))]


def waits(head: Head) -> bool:
    """Whether someone waits for an answer; of an example no one does."""
    return not (head.values.get("answered_on") or head.values.get("draft") or head.values.get("example"))


def limits(head: Head) -> tuple[str, ...]:
    """The last days on which an answer is not late, and not too late; none without a date of receipt."""
    received = head.text("received_on")
    return (months_after(received, LATE), months_after(received, TOO_LATE)) if received else ()


def months_after(day: str, months: int) -> str:
    """The same day some months later, or the last of that month when it is shorter."""
    d = date.fromisoformat(day)
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    if year > date.max.year:
        return date.max.isoformat()
    return date(year, month + 1, min(d.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def subject(lib: Library, head: Head, notices: Mapping[str, Head]) -> tuple[Link, ...]:
    """What an opinion is about: the notice, if that is shown, then its finding, if that still has a place there.

    `notices` are those shown, by ROUND/ID.
    """
    notice = notices.get(head.text("notice"))
    if notice is None:
        return ()
    finding = head.text("finding")
    links = (Link(notice.address, notice.title),)
    if not finding or lib.states[notice.path].state == "withdrawn":
        return links
    number = texts(lib.language)["opinion_item"] + finding_number(finding)
    return (*links, Link(f"{notice.address}#{finding}", number))


def title(head: Head, about: tuple[Link, ...], language: str) -> str:
    """The title of an opinion: its own, or what it is about and its id."""
    if "title" in head.values:
        return head.title
    t = texts(language)
    name = f"{t['reply_on_before']}{about[0].text}{t['reply_on_after']}" if about else t["reply_on_site"]
    item = t["reply_on_item"] + finding_number(head.text("finding")) if len(about) > 1 else ""
    return f"{name}{item}{t['reply_on_end']}{t['open_bracket']}{head.id}{t['close_bracket']}"


class Part(NamedTuple):
    """The opinion or the answer: the heading's id, prepared HTML of what stands under it, its line."""

    id: str
    html: str
    line: int


def parts(notice: Notice) -> tuple[Part, Part | None]:
    """The opinion, and the answer if there is one.

    The answer starts at the first top heading 答复 or Answer and goes to the end. All before it is the
    opinion; its heading 意见 or Opinion may be left out.
    """
    sections = notice.sections
    tops = [(k, s) for k, s in enumerate(sections) if s.depth == 1]
    at = next((k for k, s in tops if s.title.strip() in ANSWERS), len(sections))
    first = sections[0] if at and sections[0].title.strip() in OPINIONS else None
    rest = sections[1 if first else 0 : at]
    opinion = Part(first.id if first else "", notice.lead + (first.html if first else "") + headed(rest), 1)
    if at == len(sections):
        return opinion, None
    answer = sections[at]
    return opinion, Part(answer.id, answer.html + headed(sections[at + 1 :]), answer.line)
