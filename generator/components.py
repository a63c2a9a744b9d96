"""The parts of the theme as the preview shows them: their criteria, read from the theme, and samples for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.fields import KINDS
from generator.library import Library
from generator.model import Contact
from generator.page_views import Component, ContentsEntry, Occurrence, Samples
from generator.pages import choice, contact_view, site_view
from generator.paging import paging
from generator.shares import shares
from generator.texts import texts
from generator.views import Change, Expected, Link, NoticeItem, OpenPeriod, Oversight, RoundItem, Row, Step

MACROS = "_macros.html"
PATH = "_components.html"
_MACRO = re.compile(r"\{% macro (\w+)\(")
_DOCUMENTED = re.compile(r"\{# (\w+): ((?:(?!#\}).)*?)\s*Criteria: ((?:(?!#\}).)*?)\s*#\}\n\{% macro \1\(", re.DOTALL)


def macros(templates: Mapping[str, str]) -> list[str]:
    """The names of the theme's parts, in their order."""
    return _MACRO.findall(templates.get(MACROS, ""))


def components(templates: Mapping[str, str]) -> tuple[Component, ...]:
    """The parts with what their comments say: what they are, and the criteria they meet."""
    said = {m[1]: Component(m[1], _line(m[2]), _line(m[3])) for m in _DOCUMENTED.finditer(templates.get(MACROS, ""))}
    return tuple(said.get(name, Component(name, "", "")) for name in macros(templates))


def _line(text: str) -> str:
    return " ".join(text.split())


def samples(lib: Library) -> Samples:
    """Something for every part to show, in the language of the site; links lead back to the page."""
    t = texts(lib.language)
    here = Link(PATH, t["example"])
    period = Oversight("2026-03-02", "2026-03-20", "open", 9, False)
    kind = KINDS[0].id
    name = choice(KINDS, kind, lib.language)
    iso = "2026-03-02T09:00:00+08:00"
    item = NoticeItem(
        PATH, t["example"], kind, name, "2026-03-02 09:00", iso, here, here, t["example_note"], 33, 83, 1, False, True
    )
    return Samples(
        here,
        (Row(t["findings"], "33"), Row(t["measures"], "83")),
        shares(
            {"completed": 20, "largely_completed": 7, "not_completed": 4, "unstated": 1, "withheld": 1}, lib.language
        ),
        contact_view(Contact(t["example"], "022-00000000", "office@example.cn", t["example"], "300000", "9:00–17:00")),
        (item, item._replace(withdrawn=True, summary="")),
        (RoundItem(here, "2026-03-02", 9, 33, 83, 5, 3),),
        (period, period._replace(state="upcoming"), period._replace(state="closed"), period._replace(estimated=True)),
        (OpenPeriod(here, here, period),),
        tuple(Expected(here, state, None, "2026-03-02") for state in ("published", "waiting", "overdue")),
        tuple(Step(t[f"step_{s}"], s, t[f"step_{s}"], "2026-03-02") for s in ("done", "now", "ahead")),
        (Change("2026-03-20", t["corrected"], here), Change("2026-03-02", t["changed_published"])),
        (
            (
                Occurrence(PATH, f"{t['example']} 1", "2025-03-02", "completed", t["step_done"], ""),
                Occurrence(PATH, f"{t['example']} 2", "2026-03-02", "not_completed", t["step_now"], "2026-06-30"),
            ),
        ),
        tuple(ContentsEntry(n, f"c-{n}", f"{n}.", t["example"]) for n in (1, 2, 3)),
        paging(PATH, 5, 12)._replace(
            pages=tuple(here._replace(text=str(n)) for n in (4, 5, 6)), previous=here, next=here
        ),
        site_view(lib).navigation,
    )
