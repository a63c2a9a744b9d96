"""How many findings have which status, as bars show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.fields import STATUSES
from generator.library import Library
from generator.model import Facts, Head
from generator.pages import choice
from generator.texts import texts
from generator.views import Share


def shares(counts: Mapping[str, int], language: str) -> tuple[Share, ...]:
    """How many findings have which status, in the order of the table; none when no finding states one."""
    t = texts(language)
    names = {s.id: choice(STATUSES, s.id, language) for s in STATUSES}
    if not any(counts.get(id_) for id_ in names):
        return ()
    names |= {"unstated": t["unstated"], "withheld": t["withheld_count"]}
    total = sum(counts.values())
    out: list[Share] = []
    before = 0
    for id_, text in names.items():
        count = counts.get(id_, 0)
        if count:
            out.append(Share(id_, text, count, before, total))
        before += count
    return tuple(out)


def statuses(lib: Library, heads: Iterable[Head]) -> tuple[Share, ...]:
    """The statuses of the findings of some notices, as far as facts tell them."""
    counts: dict[str, int] = {}
    for head in heads:
        if lib.states[head.path].state != "withdrawn":
            for status, _, _, count in lib.facts.get(head.path, Facts()).facets:
                counts[status or "unstated"] = counts.get(status or "unstated", 0) + count
    return shares(counts, lib.language)
