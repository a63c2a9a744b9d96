"""Opinions received and the answers to them: a page each, and the list with its totals."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from generator import paging, replies
from generator.fields import CHANNELS
from generator.library import Library
from generator.list_views import RepliesPage, ReplyPage, ReplyPart
from generator.model import Head
from generator.pages import REPLIES, Crumb, banner, choice, contact_view, meta, name, numbered, site_view
from generator.parse import Parsed
from generator.tasks import Context, Output, Task
from generator.texts import texts
from generator.views import Link, ReplyItem, Row, SiteView

# the facts of an opinion that its page shows, in their order
INFO = ("received_on", "channel", "answered_on", "answered_by")


def plan_index(lib: Library) -> Iterable[Task]:
    """The pages of the list, if any opinion is shown."""
    opinions = replies.shown(lib)
    if not opinions:
        return
    t = texts(lib.language)
    site = site_view(lib)
    counted = replies.counted(lib)
    waiting = [h.text("received_on") for h in counted if not h.values.get("answered_on")]
    totals = len(counted), len(counted) - len(waiting), len(waiting), min(waiting, default="")
    contact = contact_view(lib.site.contact)
    notices = _notices(lib)
    pages = paging.split([_item(lib, head, notices) for head in opinions], replies.ON_A_PAGE)
    for number, (path, items) in enumerate(zip(replies.list_pages(opinions), pages, strict=True), 1):
        crumb = Crumb(path, numbered(t["replies_title"], number, lib.language), t["replies_intro"], t["replies"])
        view = (meta(site, crumb), items, *totals, contact, paging.paging(REPLIES, number, len(pages)))
        yield Task(path, "replies", view)


def plan(lib: Library) -> Iterable[Task]:
    """A page for every opinion shown."""
    notices = _notices(lib)
    for head in replies.shown(lib):
        about = replies.subject(lib, head, notices)
        notice = notices[head.text("notice")] if about else None
        contact = lib.contact(notice) if notice else lib.site.contact
        context = Context(contact, related=about, banner=banner(lib, head))
        yield Task(head.address, "reply", context, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> ReplyPage:
    """What the template sees of an opinion."""
    t = texts(site.language)
    title = replies.title(head, context.related, site.language)
    crumb = Crumb(head.address, title, "", t["replies"], (Link(REPLIES, t["replies"]),))
    opinion, answer = replies.parts(parsed.notice)
    shown = [ReplyPart("opinion", opinion.id, t["opinion"], Markup(opinion.html))]
    if answer is not None:
        shown.append(ReplyPart("answer", answer.id, t["answer"], Markup(answer.html)))
    return ReplyPage(
        site,
        meta(site, crumb, (), context.banner),
        _info(head, site.language),
        context.related,
        tuple(shown),
        bool(answer),
        contact_view(context.contact),
        bool(head.values.get("example")),
    )


def _notices(lib: Library) -> dict[str, Head]:
    return {h.address.removesuffix(".html"): h for h in lib.notices if h.path in lib.shown}


def _item(lib: Library, head: Head, notices: dict[str, Head]) -> ReplyItem:
    about = replies.subject(lib, head, notices)
    return ReplyItem(
        Link(head.address, replies.title(head, about, lib.language)),
        head.text("received_on"),
        head.text("answered_on"),
        head.text("answered_by"),
        choice(CHANNELS, head.text("channel"), lib.language),
        about,
        bool(head.values.get("example")),
    )


def _info(head: Head, language: str) -> tuple[Row, ...]:
    """What is known of an opinion, but what it says."""
    rows = []
    for key in INFO:
        value = head.text(key)
        shown = choice(CHANNELS, value, language) if key == "channel" else value
        if shown:
            rows.append(Row(name("reply", key, language), shown))
    return tuple(rows)


OUTPUTS = (
    Output("replies", "replies.html", plan_index, RepliesPage),
    Output("reply", "reply.html", plan, ReplyPage, facts=False, page=page),
)
