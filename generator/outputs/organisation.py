"""A page per organisation, and the list of organisations."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.model import Head
from generator.pages import ORGANISATIONS, Crumb, contact_view, meta, name, site_view
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import (
    Group,
    Link,
    NoticeItem,
    OrganisationItem,
    OrganisationPage,
    OrganisationsPage,
    Row,
    SiteView,
)


def _by_organisation(lib: Library) -> dict[str, list[NoticeItem]]:
    out: dict[str, list[NoticeItem]] = {}
    for head, item in lib.items:
        out.setdefault(head.text("organisation"), []).append(item)
    return out


def plan_index(lib: Library) -> Iterable[Task]:
    if not lib.organisations:
        return
    mine = _by_organisation(lib)
    title = texts(lib.language)["organisations"]
    listed = []
    for o in lib.organisations.values():
        notices = mine.get(o.id, [])
        latest = notices[0].date if notices else ""
        link = Link(o.address, o.title)
        listed.append(OrganisationItem(link, o.text("short_name"), len(notices), latest, contact_view(o.contact)))
    yield Task(
        ORGANISATIONS, "organisations", (meta(site_view(lib), Crumb(ORGANISATIONS, title, "", title)), tuple(listed))
    )


def plan(lib: Library) -> Iterable[Task]:
    site = site_view(lib)
    mine = _by_organisation(lib)
    for o in lib.organisations.values():
        yield _task(lib, site, o, mine.get(o.id, []))


def _task(lib: Library, site: SiteView, o: Head, notices: list[NoticeItem]) -> Task:
    t = texts(lib.language)
    groups: dict[str, list[NoticeItem]] = {}
    for item in notices:
        groups.setdefault(item.round.text if item.round else t["other_notices"], []).append(item)
    info = []
    if o.text("short_name"):
        info.append(Row(name("organisation", "short_name", lib.language), o.text("short_name")))
    if o.values.get("aliases"):
        info.append(Row(name("organisation", "aliases", lib.language), t["comma"].join(o.values["aliases"])))
    crumb = Crumb(o.address, o.title, o.text("description"), o.title, (Link(ORGANISATIONS, t["organisations"]),))
    contact = contact_view(o.contact.over(lib.site.contact))
    view = (meta(site, crumb), tuple(info), contact, tuple(Group(k, tuple(v)) for k, v in groups.items()))
    return Task(o.address, "organisation", view)


OUTPUTS = (
    Output("organisations", "organisations.html", plan_index, OrganisationsPage),
    Output("organisation", "organisation.html", plan, OrganisationPage),
)
