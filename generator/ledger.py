"""The ledger: which lists of findings there are, how many findings each has, and which list narrows which.

A list is named by what its findings have in common, its choices: none (all findings), one value of a facet, or
values of two. It is planned from counts alone, and no list is offered that does not narrow the one it is offered on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator import paging
from generator.fields import KIND_RULES, MEASURE_TYPES, STATUSES
from generator.library import Library
from generator.load import digest
from generator.model import Facts, Head

INDEX = "ledger/index.html"
FACETS = ("round", "organisation", "status", "unit", "type")
# which two facets may be chosen together. Other pairs would make the ledger half as large again
PAIRS = frozenset((scope, facet) for scope in ("round", "organisation") for facet in ("status", "unit", "type"))
SCOPES = ("round", "organisation")  # a notice has one value of these, and their lists a folder of their own
OPEN = ("round", "organisation", "unit")  # the facets that may have any number of values
SIZE = 300  # findings on a page
NAMED = 20  # values of an open facet that a list names; a page of its own names all
VALUES = 400  # values on a page that names all

# identifiers of what a finding has instead of a status
UNSTATED, WITHHELD = "unstated", "withheld"
_ORDER = {id_: k for k, id_ in enumerate((*(c.id for c in (*STATUSES, *MEASURE_TYPES)), UNSTATED, WITHHELD))}


class Choice(NamedTuple):
    """A value of a facet: an id (a unit is told by its name)."""

    facet: str
    value: str


Key = tuple[Choice, ...]  # the choices of a list, in the order of FACETS


class Findings(NamedTuple):
    """The findings of a notice, as far as they are counted: by status, unit and measure types."""

    round: str
    organisation: str
    facets: tuple[tuple[str, str, str, int], ...]


class Ledger(NamedTuple):
    """All lists.

    `counts` has the number of findings of every status, by the list. `children` are the lists by which each list
    can be narrowed, by facet, in the order in which they are offered; `cut` are the facets of which a list has
    further values without a list of their own.
    """

    counts: Mapping[Key, Mapping[str, int]]
    children: Mapping[Key, Mapping[str, Sequence[str]]]
    cut: Mapping[Key, Collection[str]]

    def total(self, key: Key) -> int:
        return sum(self.counts.get(key, {}).values())

    def all_named(self) -> list[str]:
        """The facets that have more values than a list names, and so a page that names all."""
        return [facet for facet, values in self.children[()].items() if facet in OPEN and len(values) > NAMED]


def has_ledger(lib: Library) -> bool:
    """Whether the site has a ledger: it is wanted, and a notice is shown of a kind that lists findings."""
    return lib.site.outputs.ledger and any(
        h.path in lib.shown and (rule := KIND_RULES.get(h.text("kind"))) is not None and rule.findings
        for h in lib.notices
    )


def listed(lib: Library) -> list[tuple[Head, Facts]]:
    """The notices whose findings the ledger has, newest first, with what is known of their bodies."""
    found = ((head, lib.facts.get(head.path, Facts())) for head, item in lib.items if not item.withdrawn)
    return [(head, facts) for head, facts in found if facts.facets]


def findings(lib: Library) -> Iterator[Findings]:
    """What of each notice is counted."""
    for head, facts in listed(lib):
        round_, organisation = head.text("round"), head.text("organisation")
        yield Findings(
            round_ if round_ in lib.rounds else "",
            organisation if organisation in lib.organisations else "",
            facts.facets,
        )


def of_library(lib: Library) -> Ledger:
    """The lists of a site; its latest rounds are offered first."""
    rounds = sorted(lib.rounds.values(), key=lambda r: (r.text("starts_on"), r.id), reverse=True)
    return ledger(findings(lib), [r.id for r in rounds])


def ledger(notices: Iterable[Findings], rounds: Sequence[str] = ()) -> Ledger:
    """The lists of the findings of some notices; `rounds` is the order in which rounds are offered."""
    counts = counted(notices)
    found: dict[Key, dict[str, list[str]]] = {}
    for key in counts:
        for own, wider in zip(key, above(key), strict=True):
            found.setdefault(wider, {}).setdefault(own.facet, []).append(own.value)
    totals = {key: sum(by.values()) for key, by in counts.items()}
    order = _ORDER | {id_: k for k, id_ in enumerate(rounds)}
    children: dict[Key, dict[str, list[str]]] = {}
    cut: dict[Key, set[str]] = {}
    todo: list[Key] = [()]
    while todo:
        key = todo.pop()
        if key not in children:
            mine = children[key] = _narrowing(key, found.get(key, {}), totals, order)
            if key:
                cut[key] = {facet for facet in OPEN if len(mine.get(facet, ())) > NAMED}
                mine.update((facet, mine[facet][:NAMED]) for facet in cut[key])
            todo += [narrowed(key, Choice(f, v)) for f, values in mine.items() for v in values]
    return Ledger({k: counts[k] for k in children if k in counts}, children, cut)


def counted(notices: Iterable[Findings]) -> dict[Key, dict[str, int]]:
    """How many findings of each status every list has, of all lists there could be."""
    cells: dict[tuple[str, str, str, str, str], int] = {}
    for round_, organisation, facets in notices:
        for status, unit, types, count in facets:
            cell = (round_, organisation, status or UNSTATED, unit, types)
            cells[cell] = cells.get(cell, 0) + count
    counts: dict[Key, dict[str, int]] = {}
    for (round_, organisation, status, unit, types), count in cells.items():
        values = [("round", round_), ("organisation", organisation), ("status", status), ("unit", unit)]
        for key in keys_of([Choice(f, v) for f, v in values if v], types):
            by = counts.setdefault(key, {})
            by[status] = by.get(status, 0) + count
    return counts


def keys_of(choices: Sequence[Choice], types: str | Sequence[str]) -> list[Key]:
    """The lists a finding stands in, given its choices but for its measure types, and these."""
    given = types.split(",") if isinstance(types, str) else types
    every = [*choices, *(Choice("type", t) for t in dict.fromkeys(given) if t)]
    keys: list[Key] = [(), *((c,) for c in every)]
    keys += [(a, b) for k, a in enumerate(every) for b in every[k + 1 :] if (a.facet, b.facet) in PAIRS]
    return keys


def choices_of(facets: Iterable[tuple[str, str, str, int]]) -> set[Choice]:
    """The choices of some findings, but for round and organisation."""
    out = set()
    for status, unit, types, _ in facets:
        out |= {Choice("status", status or UNSTATED), Choice("unit", unit)}
        out |= {Choice("type", type_) for type_ in types.split(",")}
    return out


def narrowed(key: Key, choice: Choice) -> Key:
    """The list of one choice more."""
    return tuple(sorted((*key, choice), key=lambda c: FACETS.index(c.facet)))


def above(key: Key) -> list[Key]:
    """The lists of one choice less: without the first, without the second."""
    return [(*key[:k], *key[k + 1 :]) for k in range(len(key))]


def _narrowing(
    key: Key, values: Mapping[str, list[str]], totals: Mapping[Key, int], order: Mapping[str, int]
) -> dict[str, list[str]]:
    """What a list is narrowed by: every list of one round, any other that does not stand on one page."""
    total = totals.get(key, 0)
    if len(key) == 2 or (key and key[0].facet != "round" and total <= SIZE):
        return {}
    out: dict[str, list[str]] = {}
    for facet in FACETS:
        sizes = {v: totals[narrowed(key, Choice(facet, v))] for v in values.get(facet, ())}
        chosen = [v for v, size in sizes.items() if size < total]
        if facet in ("organisation", "unit"):
            chosen.sort(key=lambda v: (-sizes[v], v))
        else:
            chosen.sort(key=lambda v: (order.get(v, len(order)), v))
        if chosen:
            out[facet] = chosen
    return out


def folder(key: Key) -> str:
    """The folder whose files are made together with the list; of the whole list, none."""
    if not key:
        return ""
    facet, value = key[0]
    return f"ledger/{facet}/{value}/" if facet in SCOPES else f"ledger/{facet}/"


def address(key: Key, unit_ids: Mapping[str, str]) -> str:
    """Where a list stands: `ledger/round/ID/index.html`, `ledger/round/ID/status-completed.html`,
    `ledger/status/completed.html`."""
    if not key:
        return INDEX
    facet, value = key[-1]
    name = "index" if facet in SCOPES else unit_ids[value] if facet == "unit" else value
    return f"{folder(key)}{facet}-{name}.html" if len(key) == 2 else f"{folder(key)}{name}.html"


def all_address(facet: str) -> str:
    """Where all values of a facet are named."""
    return f"ledger/{facet}s.html"


def unit_ids_of(lists: Ledger) -> dict[str, str]:
    """The part of addresses that stands for each unit that has a list."""
    return unit_ids(c.value for key in lists.children for c in key if c.facet == "unit")


def unit_ids(units: Iterable[str]) -> dict[str, str]:
    """The part of addresses that stands for each unit: a digest of its name, short unless two would be the same."""
    full = {unit: digest(unit.encode()) for unit in units}
    short: dict[str, int] = {}
    for d in full.values():
        short[d[:10]] = short.get(d[:10], 0) + 1
    return {unit: d[:10] if short[d[:10]] == 1 else d for unit, d in full.items()}


def scope_address(counts: Mapping[str, int], facet: str, id_: str) -> str:
    """Where the findings of a round or an organisation are listed, "" when it has none.

    `counts` are the findings by the values of the facet and, under "", the rest.
    """
    if not counts.get(id_):
        return ""
    narrows = counts[id_] < sum(counts.values())
    return address((Choice(facet, id_),) if narrows else (), {})


def scope_counts(lib: Library, facet: str) -> dict[str, int]:
    """How many findings each round or organisation has; under "", those of none. Empty without a ledger."""
    counts: dict[str, int] = {}
    if has_ledger(lib):
        known = lib.rounds if facet == "round" else lib.organisations
        for head, facts in listed(lib):
            id_ = head.text(facet)
            id_ = id_ if id_ in known else ""
            counts[id_] = counts.get(id_, 0) + sum(n for *_, n in facts.facets)
    return counts


def addresses(lib: Library) -> list[str]:
    """Where all pages of the ledger stand."""
    if not has_ledger(lib):
        return []
    lists = of_library(lib)
    ids = unit_ids_of(lists)
    bases = [(address(key, ids), lists.total(key), SIZE) for key in lists.children]
    bases += [(all_address(facet), len(lists.children[()][facet]), VALUES) for facet in lists.all_named()]
    return [page for base, count, size in bases for page in paging.addresses(base, count, size)]
