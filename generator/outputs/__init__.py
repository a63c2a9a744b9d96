"""Every kind of file of the site, in the order they are planned. A new one is a module and a line."""

from __future__ import annotations

from generator.outputs import feed, files, home, notfound, notice, organisation, page, record, round, sitemap
from generator.tasks import Output

OUTPUTS: tuple[Output, ...] = (
    *notice.OUTPUTS,
    *record.OUTPUTS,
    *page.OUTPUTS,
    *home.OUTPUTS,
    *round.OUTPUTS,
    *organisation.OUTPUTS,
    *notfound.OUTPUTS,
    *feed.OUTPUTS,
    *sitemap.OUTPUTS,
    *files.OUTPUTS,
)
BY_NAME: dict[str, Output] = {o.name: o for o in OUTPUTS}
