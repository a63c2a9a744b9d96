"""The review: what a secretary, a privacy officer and a site inspector would say of a notice, less what was waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.model import Values
from generator.reading import Reading, Rule
from generator.rules.always import ALWAYS

if TYPE_CHECKING:
    from generator.rules.recurring import Told
    from generator.rules.register import Reviewed

LATER = frozenset(("N1750",))  # what is said, and waived, when all notices were read: `of_library`


def review(reading: Reading) -> tuple[Diagnostic, ...]:
    """What the rules say of a notice. Waived faults are marked, and waivers that match nothing are told."""
    from generator.rules.register import RULES

    return waived(reading, by_rules(reading, RULES))


def of_library(lib: Library, told: Mapping[str, tuple[Told, ...]]) -> list[Diagnostic]:
    """What the rules say that look at all notices together; `told` are the findings of each by its path."""
    from generator.rules.recurring import proposals
    from generator.rules.register import LIBRARY_RULES

    return [*(d for _, rule in LIBRARY_RULES for d in rule(lib)), *proposals(lib, told)]


def findings_of(reading: Reading) -> tuple[Told, ...]:
    """The findings of a notice, as far as those of other rounds are compared with them."""
    from generator.rules.recurring import told_of

    return told_of(reading.notice, reading.text.split("\n"))


def must_not_be_published(reading: Reading) -> tuple[Diagnostic, ...]:
    """What the rules that every build runs say of a notice. They cannot be waived silently: the review says so."""
    return tuple(d for d in waived(reading, by_rules(reading, ALWAYS)) if d.code != "E1801")


def by_rules(reading: Reading, rules: Iterable[Reviewed | tuple[str, Rule]]) -> Iterator[Diagnostic]:
    """What rules find, as diagnostics."""
    path = "content/" + reading.head.path
    for code, rule in (r[:2] for r in rules):
        for found in rule(reading):
            line, column = reading.place(found.at)
            yield Diagnostic(path, line, column, found.width, code, tuple(map(str, found.args)))


def waived(reading: Reading, said: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics, those that a waiver of the notice covers marked as waived; and the waivers that cover none.

    A waiver covers the faults of its code that stand in, or reach into, the text it quotes.
    """
    head = reading.head
    allowed: list[Values] = [w for w in head.values.get("allow") or [] if w.get("code") not in LATER]
    if not allowed:
        return tuple(said)
    covers = [(w.get("code", ""), list(_ranges(reading.text, w.get("quote", "")))) for w in allowed]
    used = [False] * len(covers)
    out = []
    for d in said:
        start = reading.starts[d.line - 1] + d.column - 1
        end = start + max(d.width, 1)
        by = [
            k for k, (code, at_) in enumerate(covers) if code == d.code and any(a < end and start < b for a, b in at_)
        ]
        for k in by:
            used[k] = True
        out.append(d._replace(waived=bool(by)))
    path, span = "content/" + head.path, head.spans.get("allow", Span())
    for w, ok in zip(allowed, used, strict=True):
        if not ok:
            out.append(at(path, span, "E1801", w.get("code", ""), w.get("quote", "")))
    return tuple(out)


def _ranges(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where a quotation stands, from and to."""
    if quote:
        start = text.find(quote)
        while start >= 0:
            yield start, start + len(quote)
            start = text.find(quote, start + 1)
