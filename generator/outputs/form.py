"""The form for opinions on a notice: one page to print and to fill in by hand, for the whole or for a finding."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.model import Head
from generator.notices import period, version
from generator.page_views import FormItem, FormPage
from generator.pages import ROUNDS, Crumb, beside, contact_view, meta, permanent, qr_code
from generator.parse import Parsed
from generator.tasks import Context, Output, Task
from generator.texts import texts
from generator.views import Link, SiteView


def plan(lib: Library) -> Iterable[Task]:
    for head, given in lib.contexts:
        if not given.withdrawn:
            context = Context(given.contact, round=given.round, banner=given.banner, corrections=given.corrections)
            yield Task(beside(head.address, ".form.html"), "form", context, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> FormPage:
    t = texts(site.language)
    above = (Link(ROUNDS, t["rounds"]), context.round) if context.round else ()
    above = (*above, Link(head.address, head.title))
    title = f"{t['opinion_form']}{t['colon']}{head.title}"
    crumb = Crumb(beside(head.address, ".form.html"), title, t["opinion_form_about"], t["opinion_form"], above)
    return FormPage(
        site,
        meta(site, crumb, banner=context.banner),
        head.address,
        permanent(site, head.address),
        version(head, context, site.language),
        tuple(
            FormItem(s.id, s.number, f"{s.label}{s.title}" if s.kind != "withheld" else t["withheld_after"].strip())
            for s in parsed.notice.sections
            if s.number
        ),
        contact_view(context.contact),
        period(head, site.language),
        qr_code(site, head.address),
    )


OUTPUTS = (Output("form", "form.html", plan, FormPage, facts=False, page=page, switch="forms"),)
