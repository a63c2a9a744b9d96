"""What was corrected, revised or withdrawn after it was published."""

from __future__ import annotations

from generator.library import Library
from generator.page_views import Correction
from generator.revisions import PUBLISH
from generator.texts import texts
from generator.views import Link

# revisions that change no word
_SILENT = (PUBLISH, "rerender")


def corrections(lib: Library, round_: str | None = None) -> list[Correction]:
    """Every correction, revision and withdrawal on the site, or in a round; the newest first."""
    t = texts(lib.language)
    out = []
    by_key = {head.address.removesuffix(".html"): head for head, _ in lib.items}
    versions = {head.path: context.versions for head, context in lib.contexts}
    for head, _ in lib.items:
        if round_ is not None and head.text("round") != round_:
            continue
        notice = Link(head.address, head.title)
        found = [v for v in versions.get(head.path, ()) if v.kind not in _SILENT]
        for v in found:
            shown = f"{head.title}{t['version_suffix_before']}{v.number}{t['version_suffix_after']}"
            differences = Link(v.differences, f"{t['differences']}{t['colon']}{shown}") if v.differences else None
            what = f"{t['version_before']}{v.number}{t['version_after']}{t['colon']}{v.name}"
            out.append(Correction(v.date, what, notice, None, v.reason, differences))
        withdrawn = head.values.get("withdrawn")
        if withdrawn and lib.states[head.path].state == "withdrawn" and not any(v.kind == "withdraw" for v in found):
            out.append(Correction(withdrawn["on"], t["changed_withdrawn"], notice, None, withdrawn["reason"]))
        corrected = by_key.get(head.text("corrects"))
        if corrected is not None:
            about = Link(corrected.address, corrected.title)
            out.append(Correction(head.text("published_at")[:10], t["corrected"], about, notice, head.text("summary")))
    return sorted(out, key=lambda c: (c.date, c.notice.href), reverse=True)
