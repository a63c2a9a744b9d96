"""The PDF of a notice: its text as it is on the page, set as official documents are (GB/T 9704)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable

from markupsafe import Markup

from generator.library import Library
from generator.links import beside_notice, record_of
from generator.load import digest
from generator.model import Head
from generator.notices import attachments, changes, info, period, pieces
from generator.page_views import PdfPage
from generator.pages import beside, contact_view, permanent, qr_code
from generator.parse import Parsed
from generator.pdf import pdf
from generator.qr import svg
from generator.record import publisher_of
from generator.tasks import Context, Output, Task
from generator.views import Link, SiteView


def plan(lib: Library) -> Iterable[Task]:
    """A task for every notice shown; one that was withdrawn has none.

    A PDF takes a hundred times what a page takes. So its key has what it shows of the site, and not all that pages do.
    """
    pictures = _pictures(lib)
    site = json.dumps((lib.site.name, lib.site.url, lib.site.sponsor, lib.language, lib.site.outputs.qr))
    for head, given in lib.contexts:
        if not given.withdrawn:
            own = pictures.get(head.path.removesuffix(".md"), "")
            context = Context(
                given.contact,
                given.organisation,
                iso=given.iso,
                corrections=given.corrections,
                rest=digest(f"{site}{pictures.get('')}{own}".encode())[:16],
                earlier=given.earlier,
            )
            yield Task(beside(head.address, ".pdf"), "pdf", context, head.path, lib.digests[head.path])


def _pictures(lib: Library) -> dict[str, str]:
    """The names and digests of what can be pictures: by the folder of the notice they stand with, all others under ""."""
    out: dict[str, str] = {}
    for path in sorted(lib.files):
        if record_of(path) is None:
            folder = "/".join(path.split("/")[:3]) if beside_notice(path) else ""
            out[folder] = f"{out.get(folder, '')}{path}\0{lib.digests.get(path, '')}\0"
    return out


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> PdfPage:
    language = site.language
    publisher = publisher_of(site, context, head)
    made, closes = pieces(parsed.notice.sections, None, "", language, context.earlier)
    happened = changes(head, context, language)
    address = permanent(site, head.address)
    return PdfPage(
        site.name,
        language,
        head.title,
        head.text("subtitle"),
        context.iso,
        happened[0].date if len(happened) > 1 else "",
        publisher,
        head.text("summary") or parsed.facts.opening,
        tuple(head.values.get("keywords", ())),
        bool(head.values.get("example")),
        info(head, publisher, language, False),
        tuple(c._replace(link=c.link and _absolute(site, c.link)) for c in happened),
        Markup(parsed.notice.lead),
        tuple(p._replace(again=tuple(a._replace(href=site.url + a.href) for a in p.again)) for p in made),
        closes,
        tuple(_absolute(site, a) for a in attachments(head)),
        contact_view(context.contact),
        period(head, language),
        address,
        f"data:image/svg+xml;base64,{b64encode(svg(address)).decode()}" if qr_code(site, head.address) else "",
    )


def _absolute(site: SiteView, link: Link) -> Link:
    return Link(site.url + link.href, link.text)


OUTPUTS = (
    Output(
        "pdf", "pdf.html", plan, PdfPage, facts=False, takes_site=False, page=page, encode=pdf, weight=100, switch="pdf"
    ),
)
