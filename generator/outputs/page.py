"""Ordinary pages: about, contact, accessibility …"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from generator.library import Library
from generator.model import Head
from generator.page_views import ArticlePage, ContentsEntry
from generator.pages import Crumb, banner, contact_view, headed, meta
from generator.parse import Parsed
from generator.publication import rfc3339
from generator.tasks import Context, Output, Task
from generator.texts import texts
from generator.views import SiteView


def plan(lib: Library) -> Iterable[Task]:
    """A task for every ordinary page shown."""
    for head in lib.pages:
        if head.path in lib.shown:
            iso = rfc3339(head.text("published_at"), lib.tz)
            context = Context(head.contact, banner=banner(lib, head), iso=iso)
            yield Task(head.address, "page", context, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> ArticlePage:
    """What the template sees of an ordinary page."""
    date = head.text("published_at")
    tags = (
        (("ArticleTitle", head.title), ("PubDate", date), ("ContentSource", site.sponsor or site.name)) if date else ()
    )
    column = texts(site.language)["column_pages"]
    crumb = Crumb(head.address, head.title, head.text("description"), column)
    sections = parsed.notice.sections
    contents = tuple(ContentsEntry(s.depth, s.id, s.label, s.title) for s in sections if s.depth <= 2)
    return ArticlePage(
        site,
        meta(site, crumb, tags, context.banner),
        Markup(parsed.notice.lead + headed(sections)),
        contents if len(contents) > 2 else (),
        contact_view(context.contact),
        date,
    )


OUTPUTS = (Output("page", "page.html", plan, ArticlePage, facts=False, page=page),)
