"""The pages of the ledger, as a worker makes them: records → rows → pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from generator.fields import GROUNDS, MEASURE_TYPES, STATUSES
from generator.ledger import FACETS, SCOPES, SIZE, UNSTATED, WITHHELD, Choice, Key, keys_of
from generator.list_views import Chosen, Filter, LedgerPage, LedgerRow, Narrowing
from generator.pages import Crumb, choice, meta, name, numbered
from generator.paging import address, paging
from generator.tasks import Records
from generator.texts import texts
from generator.views import Link, Meta, Row, Share, SiteView

# what rows may have besides the finding: the column, and the part of a row that says whether it has a value
COLUMNS = (
    ("organisation", "organisation"),
    ("round", "round"),
    ("status", "status_name"),
    ("unit", "unit"),
    ("type", "type"),
    ("due", "due"),
    ("completed", "completed"),
    ("repeat", "repeat"),
)
# the fields of a finding of which facets and columns have the names
_FIELDS = {"unit": "responsible_unit", "type": "measure_types", "due": "due_on", "completed": "completed_on"}


class Listing(NamedTuple):
    """A list as its pages need it."""

    key: Key
    address: str
    title: str
    parents: tuple[Link, ...]
    chosen: tuple[Chosen, ...]
    findings: int
    measures: int  # 0 when not counted
    shares: tuple[Share, ...]
    narrowings: tuple[Narrowing, ...]

    def further(self) -> Listing:
        """The list as pages after its first need it: counts of other lists do not touch them."""
        return self._replace(shares=(), narrowings=(), measures=0)


# lists that are made together, and how many records are read for them
Passes = tuple[tuple[tuple[Listing, ...], int], ...]


def facet_name(facet: str, language: str) -> str:
    """What a facet or a column is called."""
    if facet == "repeat":
        return texts(language)["repeated"]
    return texts(language)[facet] if facet in SCOPES else name("finding", _FIELDS.get(facet, facet), language)


def status_name(id_: str, language: str) -> str:
    """What is said of a status, none stated and withheld included."""
    t = texts(language)
    return {UNSTATED: t["unstated"], WITHHELD: t["withheld_count"]}.get(id_) or choice(STATUSES, id_, language)


def head(
    site: SiteView, path: str, title: str, number: int, parents: tuple[Link, ...], scripts: tuple[str, ...] = ()
) -> Meta:
    """The head of a page; the title of a further page has its number."""
    t = texts(site.language)
    crumb = Crumb(path, numbered(title, number, site.language), t["ledger_intro"], t["ledger"], parents)
    return meta(site, crumb._replace(scripts=scripts))


# ---------------------------------------------------------------------- rows


def rows_of(record: Mapping[str, Any], language: str) -> Iterator[LedgerRow]:
    """The findings of a record, in the order of the text."""
    t = texts(language)
    organisation, round_ = (record.get(scope, {}).get("name", "") for scope in ("organisation", "round"))
    page, comma = record["html"], t["comma"]
    example = t["example"] if record.get("example") else ""
    names = {c.id: choice(MEASURE_TYPES, c.id, language) for c in MEASURE_TYPES}
    sustained = name("finding", "sustained", language)
    for s in record.get("sections", ()):
        if s["kind"] == "finding":
            status = s.get("status", UNSTATED)
            text = f"{s['number']} {s.get('title', '')}"
            told = (status_name(status, language) if "status" in s else "", sustained if s.get("sustained") else "")
            status_text = comma.join(part for part in told if part)
        elif s["kind"] == "withheld":
            status, status_text = WITHHELD, t["withheld_count"]
            text = f"{t['withheld_before']}{s['number']}{t['withheld_after']}"
            if ground := choice(GROUNDS, s.get("withheld_reason", ""), language):
                text += t["colon"] + ground
        else:
            continue
        types = tuple(dict.fromkeys(s.get("measure_types", ())))
        yield LedgerRow(
            f"{page}#{s['id']}",
            text,
            example,
            organisation,
            round_,
            status,
            status_text,
            s.get("responsible_unit", ""),
            " ".join(types),
            comma.join(names[i] for i in types),
            due(s, t),
            s.get("completed_on", ""),
            t["repeat"] if "repeats" in s else "",
        )


def due(section: Mapping[str, Any], t: Mapping[str, str]) -> str:
    """The due date of a finding and, when that was changed, the first one."""
    due: str = section.get("due_on", "")
    changes = section.get("due_changes")
    return f"{due}{t['open_bracket']}{t['due_from']}{changes[0]['from']}{t['close_bracket']}" if changes else due


# what tells findings of the same words apart, as far as it must
_APART: tuple[Callable[[LedgerRow], str], ...] = (
    lambda r: r.organisation,
    lambda r: r.round,
    lambda r: r.href.partition("#")[0].removesuffix(".html"),
    lambda r: r.href,
)


def told_apart(rows: Sequence[LedgerRow], comma: str) -> tuple[LedgerRow, ...]:
    """The rows, no two with the same words: a link's words must not lead to two places."""
    out = list(rows)
    for part in _APART:
        counts: dict[tuple[str, str], int] = {}
        for r in out:
            counts[r.text, r.where] = counts.get((r.text, r.where), 0) + 1
        if len(counts) == len(out):
            break
        for k, r in enumerate(out):
            if counts[r.text, r.where] > 1 and (more := part(r)):
                out[k] = r._replace(where=f"{r.where}{comma}{more}" if r.where else more)
    return tuple(out)


# --------------------------------------------------------------------- pages


def page(
    site: SiteView, scripts: tuple[str, ...], listing: Listing, number: int, rows: Sequence[LedgerRow]
) -> LedgerPage:
    """A page of a list, counted from 1."""
    t = texts(site.language)
    total = max(1, -(-listing.findings // SIZE))
    chosen = {c.facet for c in listing.key}
    columns = tuple(
        column
        for column, part in COLUMNS
        if (column not in chosen or column == "type") and any(getattr(r, part) for r in rows)
    )
    sortable = total == 1 and len(rows) > 1
    figures = [Row(t["findings"], str(listing.findings))]
    if listing.measures:
        figures.append(Row(t["measures"], str(listing.measures)))
    path = address(listing.address, number)
    return LedgerPage(
        site,
        head(site, path, listing.title, number, listing.parents, scripts if total == 1 else ()),
        listing.chosen,
        tuple(figures),
        listing.shares,
        listing.narrowings,
        tuple((column, facet_name(column, site.language)) for column in columns),
        told_apart(rows, t["comma"]),
        sortable,
        _filters(columns, rows, site.language) if sortable else (),
        paging(listing.address, number, total),
    )


def _filters(columns: Sequence[str], rows: Sequence[LedgerRow], language: str) -> tuple[Filter, ...]:
    """The columns in which the rows differ, with their values; whether a finding came up before is one of them."""
    out = []
    types = [(c.id, choice(MEASURE_TYPES, c.id, language)) for c in MEASURE_TYPES]
    statuses = [(id_, status_name(id_, language)) for id_ in (*(c.id for c in STATUSES), UNSTATED, WITHHELD)]
    for column in (c for c in FACETS if c in columns):
        given = {v for r in rows for v in (r.type.split() if column == "type" else [getattr(r, column)]) if v}
        known = {"type": types, "status": statuses}.get(column) or [(v, v) for v in sorted(given)]
        if len(given) > 1:
            options = tuple(option for option in known if option[0] in given)
            out.append(Filter(column, facet_name(column, language), options))
    repeats = {r.repeat for r in rows}
    if len(repeats) > 1:
        (word,) = repeats - {""}
        out.append(Filter("repeat", facet_name("repeat", language), ((word, word),)))
    return tuple(out)


def whole(
    site: SiteView,
    scripts: tuple[str, ...],
    listing: Listing,
    number: int,
    skip: int,
    take: int,
    records: Iterable[Mapping[str, Any]] = (),
) -> LedgerPage:
    """A page of the list of all findings: of those of its records `skip` are passed over and `take` shown."""
    every = (row for record in records for row in rows_of(record, site.language))
    return page(site, scripts, listing, number, list(islice(every, skip, skip + take)))


class _Filling:
    """A list whose rows are coming in."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.number = 0
        self.rows: list[LedgerRow] = []

    def page(self, site: SiteView, scripts: tuple[str, ...]) -> tuple[str, LedgerPage]:
        """What has come in, as the next page."""
        self.number += 1
        made = page(site, scripts, self.listing, self.number, self.rows)
        self.listing, self.rows = self.listing.further(), []
        return made.meta.path, made


def lists(
    site: SiteView, scripts: tuple[str, ...], passes: Passes, records: Records
) -> Iterator[tuple[str, LedgerPage]]:
    """The pages of the lists of a folder, each as soon as it is full."""
    for listings, count in passes:
        filling = {listing.key: _Filling(listing) for listing in listings}
        into: dict[tuple[str, ...], list[_Filling]] = {}
        for record in islice(records, count):
            scope = tuple(record.get(f, {}).get("id", "") for f in SCOPES)
            for row in rows_of(record, site.language):
                cell = (*scope, row.status, row.unit, row.type)
                if cell not in into:
                    choices = [Choice(f, v) for f, v in zip(FACETS, cell[:4], strict=False) if v]
                    into[cell] = [f for key in keys_of(choices, row.type.split()) if (f := filling.get(key))]
                for f in into[cell]:
                    f.rows.append(row)
                    if len(f.rows) == SIZE:
                        yield f.page(site, scripts)
        for f in filling.values():
            if f.rows:
                yield f.page(site, scripts)
