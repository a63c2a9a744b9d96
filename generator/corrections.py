"""What was corrected or withdrawn after it was published."""

from __future__ import annotations

from generator.library import Library
from generator.page_views import Correction
from generator.texts import texts
from generator.views import Link


def corrections(lib: Library) -> list[Correction]:
    """Every correction and withdrawal on the site, the newest first."""
    t = texts(lib.language)
    out = []
    by_key = {head.address.removesuffix(".html"): head for head, _ in lib.items}
    for head, _ in lib.items:
        notice = Link(head.address, head.title)
        withdrawn = head.values.get("withdrawn")
        if withdrawn and lib.states[head.path].state == "withdrawn":
            out.append(Correction(withdrawn["on"], t["changed_withdrawn"], notice, None, withdrawn["reason"]))
        corrected = by_key.get(head.text("corrects"))
        if corrected is not None:
            about = Link(corrected.address, corrected.title)
            out.append(Correction(head.text("published_at")[:10], t["corrected"], about, notice, head.text("summary")))
    return sorted(out, key=lambda c: (c.date, c.notice.href), reverse=True)
