"""The library: all that was read, as one immutable value that checks and plans look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from generator.config import Site
from generator.links import address, record_of, target
from generator.model import Contact, Facts, Head
from generator.publication import Publication, publication
from generator.register import Register
from generator.theme import Theme
from generator.views import NoticeItem
from generator.workdays import Calendar, calendar_of

if TYPE_CHECKING:
    from generator.tasks import Context, Read


class Library(NamedTuple):
    """Heads by path under content/, what is published, and what is on disk.

    `shown` are the paths of notices and pages that are on this site (in a preview, drafts too).
    `facts` of bodies are complete only after the bodies were read. `files` are all paths in content/.
    `today` is the office's date (YYYY-MM-DD) at `now`, epoch seconds. `keys` tell what the record of a notice
    was made from besides its text.
    """

    site: Site
    tz: tzinfo
    theme: Theme
    organisations: Mapping[str, Head]
    rounds: Mapping[str, Head]
    notices: tuple[Head, ...]
    pages: tuple[Head, ...]
    states: Mapping[str, Publication]
    shown: frozenset[str]
    facts: Mapping[str, Facts]
    files: frozenset[str]
    digests: Mapping[str, str]
    moved: Mapping[str, str]
    preview_script: str
    now: int
    today: str
    contexts: tuple[tuple[Head, Context], ...] = ()  # of every notice shown
    items: tuple[tuple[Head, NoticeItem], ...] = ()  # every notice shown, newest first; with the facts
    keys: Mapping[str, str] = {}  # address of a record → digests
    replies: tuple[Head, ...] = ()
    holidays: Head | None = None
    calendar: Calendar = Calendar()
    register: Register = Register()

    @property
    def language(self) -> str:
        return self.site.language

    @property
    def bodies(self) -> tuple[Head, ...]:
        """All that has a text of its own: notices, pages, replies."""
        return (*self.notices, *self.pages, *self.replies)

    @property
    def open_data(self) -> bool:
        """Whether the site has open data: they are wanted, and there is a notice."""
        return self.site.outputs.data and any(h.path in self.shown for h in self.notices)

    def contact(self, head: Head) -> Contact:
        """The contact of a notice or record: its own, then its organisation's, then the site's."""
        contact = head.contact
        organisation = self.organisations.get(head.text("organisation"))
        if organisation is not None:
            contact = contact.over(organisation.contact)
        return contact.over(self.site.contact)

    def record(self, head: Head, rows: bool = False) -> Read:
        """The record of a notice as something to make a file from; with `rows`, its texts do not matter there."""
        from generator.tasks import Read

        path = record_address(head)
        facts = self.facts.get(head.path, Facts())
        return Read(path, f"{self.keys.get(path, '')}.{facts.rows if rows else facts.record}")

    def attachments(self, head: Head) -> list[str]:
        """The files under content/ that a notice or page refers to in its public text or its list."""
        folder = head.path.removesuffix(".md")
        wanted = [f"{folder}/{a['file']}" for a in head.values.get("attachments", ()) if "file" in a]
        for kind, href, *_ in self.facts.get(head.path, Facts()).links:
            to = target(head.path, href)
            if to.kind == "content" and (kind == "image" or not record_of(to.path)) and to.path in self.files:
                wanted.append(to.path)
        return [w for w in wanted if w in self.files]


def record_address(head: Head) -> str:
    """Where the record of a notice stands."""
    return head.address.removesuffix(".html") + ".json"


def library(
    heads: Mapping[str, Head],
    site: Site,
    tz: tzinfo,
    theme: Theme,
    now: int,
    drafts: bool,
    files: frozenset[str],
    digests: Mapping[str, str],
    preview_script: str,
) -> Library:
    """The library of the heads read; bodies are not known yet."""
    records: dict[str, list[Head]] = {}
    for path in sorted(heads):
        records.setdefault(heads[path].record, []).append(heads[path])
    notices = tuple(records.get("notice", ()))
    pages = tuple(records.get("page", ()))
    replies = tuple(records.get("reply", ()))
    states = {h.path: publication(h, now, tz) for h in (*notices, *pages, *replies)}
    internal = {h.path for h in replies if h.text("audience") == "internal"}
    shown = frozenset(path for path, s in states.items() if (drafts or s.public) and path not in internal)
    holidays = heads.get("holidays.yaml")
    moved = {h.path: h.address for h in notices if h.address != address(h.path, {})}
    return Library(
        site,
        tz,
        theme,
        {h.id: h for h in records.get("organisation", ())},
        {h.id: h for h in records.get("round", ())},
        notices,
        pages,
        states,
        shown,
        {},
        files,
        digests,
        moved,
        preview_script,
        now,
        datetime.fromtimestamp(now, tz).date().isoformat(),
        replies=replies,
        holidays=holidays,
        calendar=calendar_of(holidays.values if holidays else {}),
    )
