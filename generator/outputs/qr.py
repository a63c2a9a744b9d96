"""The QR code of each notice's permanent address."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library
from generator.pages import permanent, qr_code, site_view
from generator.qr import svg
from generator.tasks import Output, Task


def plan(lib: Library) -> Iterable[Task]:
    site = site_view(lib)
    for head, _ in lib.contexts:
        if path := qr_code(site, head.address):
            yield Task(path, "qr", (permanent(site, head.address),))


OUTPUTS = (Output("qr", "", plan, svg, takes_site=False, switch="qr"),)
