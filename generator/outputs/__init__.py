"""Every kind of file of the site, in the order they are planned. A new one is a module and a line."""

from __future__ import annotations

from generator.editions import editions
from generator.outputs import (
    brand,
    catalog,
    components,
    corrections,
    data,
    feed,
    files,
    form,
    frozen,
    home,
    ledger,
    notfound,
    notice,
    organisation,
    page,
    pdf,
    qr,
    record,
    replies,
    revision,
    round,
    search,
    sitemap,
    sitemap_page,
    verify,
)
from generator.tasks import Output

_PAGES_AND_FILES: tuple[Output, ...] = (
    *notice.OUTPUTS,
    *record.OUTPUTS,
    *revision.OUTPUTS,
    *form.OUTPUTS,
    *qr.OUTPUTS,
    *pdf.OUTPUTS,
    *page.OUTPUTS,
    *home.OUTPUTS,
    *round.OUTPUTS,
    *organisation.OUTPUTS,
    *replies.OUTPUTS,
    *ledger.OUTPUTS,
    *search.OUTPUTS,
    *data.OUTPUTS,
    *catalog.OUTPUTS,
    *notfound.OUTPUTS,
    *feed.OUTPUTS,
    *sitemap.OUTPUTS,
    *sitemap_page.OUTPUTS,
    *corrections.OUTPUTS,
    *files.OUTPUTS,
    *frozen.OUTPUTS,
    *brand.OUTPUTS,
    *verify.OUTPUTS,
    *components.OUTPUTS,
)
OUTPUTS: tuple[Output, ...] = (*_PAGES_AND_FILES, *editions(_PAGES_AND_FILES))
BY_NAME: dict[str, Output] = {o.name: o for o in OUTPUTS}
