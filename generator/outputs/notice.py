"""The page of a notice."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from generator import linked
from generator.feedback import Opinions
from generator.fields import KINDS
from generator.library import Library
from generator.model import Head, Section, Values
from generator.notices import alerts, attachments, changes, figures, info, pieces
from generator.page_views import ContentsEntry, NoticePage
from generator.pages import ROUNDS, Crumb, beside, choice, contact_view, meta, qr_code
from generator.parse import Parsed
from generator.shares import shares
from generator.tasks import Context, Output, Task
from generator.texts import texts
from generator.versions import relations, verification
from generator.views import Link, Meta, NoticeItem, Share, SiteView


def plan(lib: Library) -> Iterable[Task]:
    """A task for every notice shown."""
    for head, context in lib.contexts:
        yield Task(head.address, "notice", context, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> NoticePage:
    """What the template sees of a notice."""
    notice, facts = parsed.notice, parsed.facts
    language = site.language
    t = texts(language)
    kind = choice(KINDS, head.text("kind"), language)
    publisher = (
        head.text("publisher")
        or (context.organisation.text if context.organisation else "")
        or site.sponsor
        or site.name
    )
    shown = () if context.withdrawn else notice.sections
    node = linked.notice(site, context, head, shown, publisher)
    head_meta = _meta(site, context, head, facts.opening, kind, publisher, node)
    item = NoticeItem(
        head.address, head.title, head.text("kind"), kind, head.text("published_at"), context.iso, context.organisation,
        context.round, "", facts.findings, facts.measures, facts.withheld, context.withdrawn, bool(head.values.get("example")),
    )  # fmt: skip
    contact = contact_view(context.contact)
    opinions = None
    if context.contact.email:
        words = (t["opinion_on"], t["opinion_item"], t["opinion_page"], t["opinion_mine"])
        opinions = Opinions(context.contact.email, head.title, head_meta.canonical, words)
    made, closes = pieces(shown, opinions, context.contact.form, language, context.earlier)
    form = beside(head.address.rpartition("/")[2], ".form.html") if site.forms and not context.withdrawn else ""
    history = changes(head, context, language)
    last = next((v for v in reversed(context.versions) if v.page), None)
    withdrawal: Values = head.values.get("withdrawn") or {}
    return NoticePage(
        site,
        head_meta,
        item,
        head.text("subtitle"),
        info(head, publisher, language, context.withdrawn),
        figures(head, facts.findings, facts.measures, language) if not context.withdrawn else (),
        _statuses(shown, language),
        _contents(shown, t["withheld_before"], t["withheld_after"]),
        Markup("" if context.withdrawn else notice.lead),
        made,
        closes,
        () if context.withdrawn else attachments(head),
        contact,
        context.oversight,
        context.replies,
        _markup(opinions.whole()) if opinions else Markup(escape(context.contact.form)),
        context.previous,
        context.next,
        context.related,
        f"{withdrawal['on']} {withdrawal['reason']}" if context.withdrawn and len(withdrawal) == 2 else "",
        history,
        alerts(history, context, language),
        last,
        relations(head.address, context.versions),
        verification(last) if last else "",
        _downloads(site, head, context.withdrawn),
        _markup(form),
        qr_code(site, head.address),
    )


def _downloads(site: SiteView, head: Head, withdrawn: bool) -> tuple[Link, ...]:
    """What stands beside the page of a notice; of a withdrawn one only its data do."""
    t = texts(site.language)
    wanted = (
        (".pdf", "download_pdf", site.pdf and not withdrawn),
        (".form.html", "download_form", site.forms and not withdrawn),
        (".json", "download_data", site.records),
    )
    return tuple(Link(beside(head.address, ending), t[text]) for ending, text, on in wanted if on)


def _statuses(sections: Iterable[Section], language: str) -> tuple[Share, ...]:
    counts: dict[str, int] = {}
    for s in sections:
        if s.number:
            status = s.kind if s.kind == "withheld" else s.values.get("status") or "unstated"
            counts[status] = counts.get(status, 0) + 1
    return shares(counts, language)


def _meta(site: SiteView, context: Context, head: Head, opening: str, kind: str, publisher: str, node: str) -> Meta:
    summary = "" if context.withdrawn else head.text("summary") or opening
    words = () if context.withdrawn else head.values.get("keywords", ())
    tags = (
        ("ArticleTitle", head.title),
        ("PubDate", head.text("published_at")),
        ("ContentSource", head.text("source") or publisher),
        ("Author", head.text("signed_by")),
        ("Keywords", ",".join(words)),
        ("Description", summary),
        ("Url", site.url + head.address),
    )
    parents = (Link(ROUNDS, texts(site.language)["rounds"]), context.round) if context.round else ()
    feeds = (context.feed,) if context.feed else ()
    made = meta(site, Crumb(head.address, head.title, "", kind, parents, feeds, (), (node,)), tags, context.banner)
    return made._replace(description=summary)


def _contents(sections: Iterable[Section], before: str, after: str) -> tuple[ContentsEntry, ...]:
    return tuple(
        [
            tuple.__new__(
                ContentsEntry, (depth, id_, label, title if kind != "withheld" else f"{before}{number}{after}")
            )
            for kind, depth, id_, label, _, title, _, number, _, _, _, _ in sections
        ]
    )


def _markup(prepared: str) -> Markup:
    """Prepared HTML as Markup, without the checks of its constructor."""
    return str.__new__(Markup, prepared)


OUTPUTS = (Output("notice", "notice.html", plan, NoticePage, facts=False, page=page),)
