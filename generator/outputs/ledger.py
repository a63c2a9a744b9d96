"""The ledger: all findings as lists that narrow each other, made of records; and the values they are narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from generator.fields import GROUNDS, MEASURE_TYPES, STATUSES
from generator.ledger import (
    FACETS,
    INDEX,
    NAMED,
    OPEN,
    SCOPES,
    SIZE,
    UNSTATED,
    WITHHELD,
    Choice,
    Key,
    Ledger,
    address,
    all_address,
    findings,
    folder,
    has_ledger,
    keys_of,
    ledger,
    listed,
    unit_ids,
    with_choice,
)
from generator.library import Library
from generator.model import Facts, Head
from generator.pages import Crumb, choice, meta, name, round_items, script, shares, site_view
from generator.paging import address as page_address
from generator.paging import paging, split
from generator.tasks import Output, Read, Records, Task
from generator.texts import texts
from generator.views import (
    Chosen,
    Counted,
    Filter,
    LedgerPage,
    LedgerRow,
    LedgerValuesPage,
    Link,
    Narrowing,
    Row,
    Share,
    SiteView,
)

PENDING = 50_000  # rows that wait for their page to be full, at most, while records are read
VALUES = 400  # values on a page that names all of a facet
COLUMNS = ("organisation", "round", "status", "unit", "type", "due", "completed")


class Listing(NamedTuple):
    """A list as a worker needs it to make its pages."""

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
        """The list as pages after its first need it: other counts do not touch them."""
        return self._replace(shares=(), narrowings=(), measures=0)


Passes = tuple[tuple[tuple[Listing, ...], int], ...]  # lists made together, and how many records are read for them


# ---------------------------------------------------------------------- plan


def facet_name(facet: str, language: str) -> str:
    if facet in SCOPES:
        return texts(language)[facet]
    return name("finding", {"unit": "responsible_unit", "type": "measure_types"}.get(facet, facet), language)


def status_name(id_: str, language: str) -> str:
    t = texts(language)
    return {UNSTATED: t["unstated"], WITHHELD: t["withheld_count"]}.get(id_) or choice(STATUSES, id_, language)


class _Planned:
    """What the plan of the ledger is made from."""

    def __init__(self, lib: Library) -> None:
        self.lib = lib
        self.t = texts(lib.language)
        self.notices = listed(lib)
        rounds = [item.link.href.removesuffix("/index.html") for item in round_items(lib)]
        self.ledger: Ledger = ledger(findings(lib), rounds)
        self.units = unit_ids(c.value for key in self.ledger.children for c in key if c.facet == "unit")
        self.title = self.t["ledger"]

    def address(self, key: Key) -> str:
        return address(key, self.units)

    def value_name(self, c: Choice) -> str:
        if c.facet == "round":
            return self.lib.rounds[c.value].title
        if c.facet == "organisation":
            return self.lib.organisations[c.value].title
        if c.facet == "status":
            return status_name(c.value, self.lib.language)
        return choice(MEASURE_TYPES, c.value, self.lib.language) if c.facet == "type" else c.value

    def facet_name(self, facet: str) -> str:
        return facet_name(facet, self.lib.language)

    def title_of(self, key: Key) -> str:
        if not key:
            return self.title
        t = self.t
        said = t["comma"].join(f"{self.facet_name(c.facet)}{t['colon']}{self.value_name(c)}" for c in key)
        return f"{self.title}{t['open_bracket']}{said}{t['close_bracket']}"

    def listing(self, key: Key) -> Listing:
        above = [tuple(c for c in key if c is not out) for out in key]
        parents = [INDEX_KEY, *([key[:1]] if len(key) == 2 else [])] if key else []
        scope = len(key) == 0 or (len(key) == 1 and key[0].facet in SCOPES)
        return Listing(
            key,
            self.address(key),
            self.title_of(key),
            tuple(Link(self.address(p), self.title_of(p)) for p in parents),
            tuple(
                Chosen(
                    self.facet_name(out.facet),
                    self.value_name(out),
                    Link(self.address(rest), self.t["ledger_off_before"] + self.facet_name(out.facet)),
                )
                for out, rest in zip(key, above, strict=True)
            ),
            self.ledger.total(key),
            sum(facts.measures for head, facts in self.notices if _in(head, key)) if scope else 0,
            shares(self.ledger.counts.get(key, {}), self.lib.language),
            self.narrowings(key),
        )

    def narrowings(self, key: Key) -> tuple[Narrowing, ...]:
        out = []
        for facet, values in self.ledger.children.get(key, {}).items():
            named = values[:NAMED] if facet in OPEN else values
            rest = Link(all_address(facet), self.all_title(facet)) if len(values) > len(named) else None
            out.append(Narrowing(self.facet_name(facet), self.counted(key, facet, named), rest))
        return told_apart(out, self.t["open_bracket"], self.t["close_bracket"])

    def counted(self, key: Key, facet: str, values: Sequence[str]) -> tuple[Counted, ...]:
        out = []
        for value in values:
            c = Choice(facet, value)
            whole = with_choice(key, c)
            out.append(Counted(Link(self.address(whole), self.value_name(c)), self.ledger.total(whole)))
        return tuple(out)

    def all_title(self, facet: str) -> str:
        return self.t["ledger_all_before"] + self.facet_name(facet) + self.t["ledger_all_after"]


INDEX_KEY: Key = ()


def _in(head: Head, key: Key) -> bool:
    return all(head.text(c.facet) == c.value for c in key)


def told_apart(narrowings: Sequence[Narrowing], opens: str, closes: str) -> tuple[Narrowing, ...]:
    """The same with links that no other link of the page has the words of: a unit may be named as an organisation."""
    counts: dict[str, int] = {}
    for n in narrowings:
        for link, _ in n.values:
            counts[link.text] = counts.get(link.text, 0) + 1
    out = []
    seen: dict[str, int] = {}
    for n in narrowings:
        values = []
        for link, count in n.values:
            text = link.text if counts[link.text] == 1 else f"{link.text}{opens}{n.name}{closes}"
            seen[text] = seen.get(text, 0) + 1
            values.append(Counted(Link(link.href, text if seen[text] == 1 else f"{text} {seen[text]}"), count))
        out.append(n._replace(values=tuple(values)))
    return tuple(out)


def plan(lib: Library) -> Iterable[Task]:
    """The list of all findings, a task for each of its pages."""
    if not has_ledger(lib):
        return
    planned = _Planned(lib)
    first = planned.listing(INDEX_KEY)
    scripts = script(lib, "ledger.js")
    for number, (skip, take, heads) in enumerate(slices(planned.notices), 1):
        listing = first if number == 1 else first.further()
        view = (scripts, listing, number, skip, take)
        yield Task(page_address(INDEX, number), "ledger", view, reads=tuple(lib.record(h, rows=True) for h in heads))


def slices(notices: Sequence[tuple[Head, Facts]]) -> list[tuple[int, int, list[Head]]]:
    """The pages of all findings: how many to skip of those of the first notice, how many to take, the notices."""
    out: list[tuple[int, int, list[Head]]] = [(0, 0, [])]
    for head, facts in notices:
        count, done = sum(n for *_, n in facts.facets), 0
        while done < count:
            skip, take, heads = out[-1]
            if take == SIZE:
                out.append((done, 0, []))
                continue
            more = min(count - done, SIZE - take)
            out[-1] = (skip, take + more, [*heads, head])
            done += more
    return out


def plan_lists(lib: Library) -> Iterable[Task]:
    """The narrower lists: those of a round, of an organisation, and of each other facet together."""
    if not has_ledger(lib):
        return
    planned = _Planned(lib)
    scripts = script(lib, "ledger.js")
    together: dict[str, list[Key]] = {}
    for key in planned.ledger.children:
        if key:
            together.setdefault(folder(key), []).append(key)
    for place, keys in sorted(together.items()):
        passes: list[tuple[tuple[Listing, ...], int]] = []
        reads: list[Read] = []
        for part in in_passes(sorted(keys), planned.ledger):
            heads = _needed(planned, part)
            passes.append((tuple(planned.listing(key) for key in part), len(heads)))
            reads += (lib.record(h, rows=True) for h in heads)
        yield Task(place, "ledger_lists", (scripts, tuple(passes)), reads=tuple(reads))


def in_passes(keys: Iterable[Key], lists: Ledger) -> Iterator[list[Key]]:
    """The lists in groups, of which the rows that wait for their page to be full fit into memory."""
    part: list[Key] = []
    waiting = 0
    for key in keys:
        rows = min(SIZE, lists.total(key))
        if part and waiting + rows > PENDING:
            yield part
            part, waiting = [], 0
        part.append(key)
        waiting += rows
    yield part


def _needed(planned: _Planned, keys: Sequence[Key]) -> list[Head]:
    """The notices with findings of one of the lists, all of which have the same first facet."""
    facet, wanted = keys[0][0].facet, {key[0].value for key in keys}
    if facet in SCOPES:
        return [head for head, _ in planned.notices if head.text(facet) in wanted]
    column = ("status", "unit", "type").index(facet)
    return [
        head
        for head, facts in planned.notices
        if any(wanted.intersection(cell[column].split(",") if facet == "type" else (cell[column],)) for cell in
               (((status or UNSTATED), unit, types) for status, unit, types, _ in facts.facets))
    ]


def plan_values(lib: Library) -> Iterable[Task]:
    """The pages that name all values of a facet that has more than a list names."""
    if not has_ledger(lib):
        return
    planned = _Planned(lib)
    site = site_view(lib)
    for facet, values in planned.ledger.children[()].items():
        if facet not in OPEN or len(values) <= NAMED:
            continue
        base, title = all_address(facet), planned.all_title(facet)
        told = told_apart([Narrowing("", planned.counted((), facet, values), None)], "", "")[0].values
        parts = split(told, VALUES)
        for number, part in enumerate(parts, 1):
            crumb = _crumb(site, page_address(base, number), title, number, (Link(INDEX, planned.title),))
            yield Task(page_address(base, number), "ledger_values", (crumb, part, paging(base, number, len(parts))))


def _crumb(
    site: SiteView, path: str, title: str, number: int, parents: tuple[Link, ...], scripts: tuple[str, ...] = ()
) -> Any:
    """The head of a page; titles of further pages have their number."""
    t = texts(site.language)
    if number > 1:
        title += f"{t['comma']}{t['page_before']}{number}{t['page_after']}".replace("  ", " ")
    return meta(site, Crumb(path, title, "", t["ledger"], parents, scripts=scripts))


# ---------------------------------------------------------------------- rows


def rows_of(record: Mapping[str, Any], language: str) -> Iterator[LedgerRow]:
    """The findings of a record, in the order of the text."""
    t = texts(language)
    organisation, round_ = record.get("organisation", {}).get("name", ""), record.get("round", {}).get("name", "")
    page = record["html"]
    example = t["example"] if record.get("example") else ""
    names = {c.id: choice(MEASURE_TYPES, c.id, language) for c in MEASURE_TYPES}
    for s in record.get("sections", ()):
        if s["kind"] == "finding":
            status = s.get("status", UNSTATED)
            text = f"{s['number']} {s['title']}"
            said = status_name(status, language) if status != UNSTATED else ""
            if s.get("sustained"):
                said = t["comma"].join((said, name("finding", "sustained", language))) if said else name("finding", "sustained", language)
        elif s["kind"] == "withheld":
            status, said = WITHHELD, t["withheld_count"]
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
            said,
            s.get("responsible_unit", ""),
            " ".join(types),
            t["comma"].join(names[i] for i in types),
            s.get("due_on", ""),
            s.get("completed_on", ""),
        )


_APART: tuple[Callable[[LedgerRow], str], ...] = (
    lambda r: r.organisation,
    lambda r: r.round,
    lambda r: r.href.partition("#")[0].removesuffix(".html"),
    lambda r: r.href,
)


def distinct(rows: Sequence[LedgerRow], comma: str) -> list[LedgerRow]:
    """The rows, with what tells findings of the same words apart: the same words must not lead to two places."""
    out = list(rows)
    for part in _APART:
        counts: dict[tuple[str, str], int] = {}
        for r in out:
            counts[r.text, r.where] = counts.get((r.text, r.where), 0) + 1
        if max(counts.values(), default=1) == 1:
            break
        for k, r in enumerate(out):
            if counts[r.text, r.where] > 1 and (more := part(r)):
                out[k] = r._replace(where=f"{r.where}{comma}{more}" if r.where else more)
    return out


# --------------------------------------------------------------------- pages


def page(
    site: SiteView, scripts: tuple[str, ...], listing: Listing, number: int, rows: Sequence[LedgerRow]
) -> LedgerPage:
    """A page of a list; number 1 is its first."""
    t = texts(site.language)
    total = max(1, -(-listing.findings // SIZE))
    chosen = {facet for facet, _ in listing.key if facet != "type"}
    columns = tuple(
        c for k, c in enumerate(COLUMNS) if c not in chosen and any((r.type_names if c == "type" else r.status_name if c == "status" else getattr(r, c)) for r in rows)
    )
    filters = _filters(columns, rows, site.language) if total == 1 and len(rows) > 1 else ()
    used = scripts if total == 1 and len(rows) > 1 else ()
    figures = [Row(t["findings"], str(listing.findings))]
    if listing.measures:
        figures.append(Row(t["measures"], str(listing.measures)))
    return LedgerPage(
        site,
        _crumb(site, page_address(listing.address, number), listing.title, number, listing.parents, used),
        listing.chosen,
        tuple(figures),
        listing.shares,
        listing.narrowings,
        columns,
        tuple(distinct(rows, t["comma"])),
        filters,
        paging(listing.address, number, total),
    )


def _filters(columns: Sequence[str], rows: Sequence[LedgerRow], language: str) -> tuple[Filter, ...]:
    """By what the rows differ."""
    out = []
    for column in (c for c in FACETS if c in columns):
        found: dict[str, str] = {}
        for r in rows:
            if column == "type":
                found.update(zip(r.type.split(), r.type_names.split(texts(language)["comma"]), strict=False))
            elif column == "status":
                found[r.status] = status_name(r.status, language)
            elif value := getattr(r, column):
                found[value] = value
        if len(found) > 1:
            out.append(Filter(column, facet_name(column, language), tuple(sorted(found.items()))))
    return tuple(out)


def view(
    site: SiteView,
    scripts: tuple[str, ...],
    listing: Listing,
    number: int,
    skip: int,
    take: int,
    records: Iterable[dict[str, Any]] = (),
) -> LedgerPage:
    """A page of the list of all findings."""
    every = (row for record in records for row in rows_of(record, site.language))
    return page(site, scripts, listing, number, list(islice(every, skip, skip + take)))


class _Filling:
    """A list whose rows are coming in."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.number = 1
        self.rows: list[LedgerRow] = []

    def page(self, site: SiteView, scripts: tuple[str, ...]) -> tuple[str, LedgerPage]:
        made = page(site, scripts, self.listing, self.number, self.rows)
        if self.number == 1:
            self.listing = self.listing.further()
        self.number, self.rows = self.number + 1, []
        return made.meta.path, made


def make(site: SiteView, scripts: tuple[str, ...], passes: Passes, records: Records) -> Iterator[tuple[str, LedgerPage]]:
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


OUTPUTS = (
    Output("ledger", "ledger.html", plan, view),
    Output("ledger_lists", "ledger.html", plan_lists, make=make),
    Output("ledger_values", "ledger_values.html", plan_values, LedgerValuesPage),
)
