"""An office's ledger (整改台账.xlsx) into the notice it belongs to: field lines under the headings of its findings."""

from __future__ import annotations

from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic, Outcome, Span, at, in_order
from generator.fields import BY_NAME, NOT_IN_LEDGERS, RECORDS
from generator.importers import ledger_book, ledger_notice, ledger_table
from generator.importers.ledger_book import KINDS, Place, fault
from generator.importers.ledger_match import Pair, Reconciled, reconcile
from generator.importers.ledger_notice import Known
from generator.importers.ledger_table import Entry, Got

__all__ = ["KINDS", "Decision", "LedgerImport", "import_ledger", "reconcile"]

# in the order they are written under a heading; audience and its ground are decided in the notice, not here
_FILLED = tuple(
    f.id
    for f in RECORDS["finding"]
    if f.id not in ("id", "audience", "withheld_reason", "approved_by", *NOT_IN_LEDGERS)
)


class Decision(NamedTuple):
    """A field line that was added: under which finding (its heading's line before), from which cell."""

    number: str
    title: str
    line: int
    field: str
    value: str
    place: Place


class LedgerImport(NamedTuple):
    """The notice's text with what the ledger says, what was filled in, and what belongs to nothing."""

    text: str
    decisions: tuple[Decision, ...] = ()
    entries: tuple[Entry, ...] = ()  # of the ledger, without a finding
    findings: tuple[Known, ...] = ()  # of the notice, without a row


def import_ledger(
    data: bytes, name: str, notice: str, path: str, accepted: frozenset[str], language: str
) -> Outcome[LedgerImport]:
    """The text of a notice with the fields its ledger gives; with errors it is shown, not to be saved.

    `name` is the workbook's file name, `notice` the text of the Markdown file at `path`, `accepted` the kinds
    of content (KINDS) that are left out instead of refused.
    """
    outline = ledger_notice.outline(notice, path, language)
    book = ledger_book.read(data, name, accepted)
    found: list[Diagnostic] = [*outline.diagnostics, *book.diagnostics]
    if outline.value is None or book.value is None:
        return Outcome(None, in_order(found))
    table = ledger_table.read(book.value, name, outline.value.years)
    found += table.diagnostics
    entries = table.value or ()
    matched = reconcile(outline.value.findings, entries) if entries else Reconciled((), (), (), ())
    found += matched.diagnostics
    additions: dict[int, list[tuple[str, Any]]] = {}
    decisions: list[Decision] = []
    for pair in matched.pairs:
        for field, got in _wanted(pair, found):
            line = pair.known.line
            additions.setdefault(line, []).append((field, got.value))
            shown = ledger_notice.written(BY_NAME["finding"][field], got.value, language == "en")
            decisions.append(Decision(pair.known.number, pair.known.title, line, field, shown, got.place))
    text, bad = ledger_notice.filled(notice, additions, outline.value.english, path, language)
    for line in bad:
        found.append(
            at(path, Span(line), "E2243", "；".join(f"{d.field}: {d.value}" for d in decisions if d.line == line))
        )
    kept = tuple(d for d in decisions if d.line not in bad)
    return Outcome(LedgerImport(text, kept, matched.entries, matched.findings), in_order(found))


def _wanted(pair: Pair, found: list[Diagnostic]) -> list[tuple[str, Got]]:
    """The fields to fill in: those the notice does not have. What it has and is different is a fault."""
    entry, known = pair
    if known.withheld:  # of which nothing is published but number and ground
        return []
    out = []
    for id_ in _FILLED:
        got = entry.values.get(id_)
        if got is None or (id_ == "sustained" and not got.value and id_ not in known.fields):
            continue
        field = BY_NAME["finding"][id_]
        if id_ not in known.fields:
            out.append((id_, got))
        elif _same(known.fields[id_], got.value) is False:
            mine, theirs = (ledger_notice.written(field, v, False) for v in (got.value, known.fields[id_]))
            found.append(fault(got.place, "E2242", field.zh, mine, known.line, theirs))
    if out and not known.finding:
        found.append(at(known.path, Span(known.line), "W2225", known.title))
    return out


def _same(one: Any, other: Any) -> bool:
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else bool(one == other)
