"""The ledger: all findings as lists that narrow each other, and the pages that name all values of a facet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator import ledger
from generator.fields import MEASURE_TYPES
from generator.ledger import INDEX, NAMED, OPEN, SCOPES, SIZE, VALUES, Choice, Key, Ledger
from generator.ledger_pages import Listing, facet_name, head, lists, status_name, whole
from generator.library import Library
from generator.list_views import Chosen, Counted, LedgerValuesPage, Narrowing
from generator.model import Facts, Head
from generator.pages import choice, script, site_view
from generator.paging import address, paging, split
from generator.shares import shares
from generator.tasks import Output, Read, Task
from generator.texts import texts
from generator.views import Link

PENDING = 50_000  # rows that wait for their page to be full, at most, while records are read

Known = tuple[Head, Facts]


def plan(lib: Library) -> Iterable[Task]:
    """All of the ledger: the list of all findings page by page, narrower lists by the folder, values."""
    if ledger.has_ledger(lib):
        plan_ = _Plan(lib)
        yield from plan_.whole()
        yield from plan_.lists()
        yield from plan_.values()


def with_it(lib: Library) -> Iterable[Task]:
    """Nothing: the tasks come with those of the list of all findings, from the same counts."""
    return ()


class _Plan:
    """The plan of a ledger, and the names of what is in it."""

    def __init__(self, lib: Library) -> None:
        self.lib = lib
        self.t = texts(lib.language)
        self.site = site_view(lib)
        self.scripts = script(lib, "ledger.js")
        self.notices = ledger.listed(lib)
        self.ledger = ledger.of_library(lib)
        self.units = ledger.unit_ids_of(self.ledger)
        self.by_scope: dict[Choice, list[Known]] = {}
        for known in self.notices:
            for facet in SCOPES:
                self.by_scope.setdefault(Choice(facet, known[0].text(facet)), []).append(known)

    # --------------------------------------------------------------- tasks

    def whole(self) -> Iterator[Task]:
        first = self.listing(())
        for number, (skip, take, heads) in enumerate(slices(self.notices), 1):
            listing = first if number == 1 else first.further()
            view = (self.scripts, listing, number, skip, take)
            yield Task(address(INDEX, number), "ledger", view, reads=tuple(map(self.read, heads)))

    def lists(self) -> Iterator[Task]:
        together: dict[str, list[Key]] = {}
        for key in self.ledger.children:
            if key:
                together.setdefault(ledger.folder(key), []).append(key)
        for place, keys in sorted(together.items()):
            passes: list[tuple[tuple[Listing, ...], int]] = []
            reads: list[Read] = []
            for part in in_passes(sorted(keys), self.ledger):
                heads = self.needed(part)
                passes.append((tuple(map(self.listing, part)), len(heads)))
                reads += map(self.read, heads)
            yield Task(place, "ledger_lists", (self.scripts, tuple(passes)), reads=tuple(reads))

    def values(self) -> Iterator[Task]:
        for facet in self.ledger.all_named():
            base, title = ledger.all_address(facet), self.all_title(facet)
            every = self.counted((), facet, self.ledger.children[()][facet])
            parts = split(self.told_apart([Narrowing("", every, False, None)])[0].values, VALUES)
            for number, part in enumerate(parts, 1):
                path = address(base, number)
                meta = head(self.site, path, title, number, (Link(INDEX, self.t["ledger"]),))
                yield Task(path, "ledger_values", (meta, part, paging(base, number, len(parts))))

    def read(self, head: Head) -> Read:
        return self.lib.record(head, rows=True)

    def needed(self, keys: Sequence[Key]) -> list[Head]:
        """The notices with findings of one of the lists, all of which begin with the same facet."""
        facet, wanted = keys[0][0].facet, {key[0] for key in keys}
        if facet in SCOPES:
            (scope,) = wanted
            return [head for head, _ in self.by_scope[scope]]
        return [head for head, facts in self.notices if not wanted.isdisjoint(ledger.choices_of(facts.facets))]

    # --------------------------------------------------------------- lists

    def listing(self, key: Key) -> Listing:
        shown = [c for c in key if c.facet in SCOPES]
        notices = self.by_scope[shown[0]] if shown else self.notices
        return Listing(
            key,
            self.address(key),
            self.title(key),
            tuple(Link(self.address(key[:k]), self.title(key[:k])) for k in range(len(key))),
            tuple(
                Chosen(self.facet_name(c), self.value_name(c), Link(self.address(rest), self.off(c)))
                for c, rest in zip(key, ledger.above(key), strict=True)
            ),
            self.ledger.total(key),
            sum(facts.measures for _, facts in notices) if len(shown) == len(key) else 0,
            shares(self.ledger.counts.get(key, {}), self.lib.language),
            self.narrowings(key),
        )

    def narrowings(self, key: Key) -> tuple[Narrowing, ...]:
        out = []
        for facet, given in self.ledger.children.get(key, {}).items():
            named = given[:NAMED] if facet in OPEN else given
            rest = Link(ledger.all_address(facet), self.all_title(facet)) if len(given) > len(named) else None
            name = facet_name(facet, self.lib.language)
            out.append(Narrowing(name, self.counted(key, facet, named), facet in self.ledger.cut.get(key, ()), rest))
        return self.told_apart(out)

    def counted(self, key: Key, facet: str, values: Sequence[str]) -> tuple[Counted, ...]:
        out = []
        for value in values:
            c = Choice(facet, value)
            narrower = ledger.narrowed(key, c)
            out.append(Counted(Link(self.address(narrower), self.value_name(c)), self.ledger.total(narrower)))
        return tuple(out)

    def told_apart(self, narrowings: Sequence[Narrowing]) -> tuple[Narrowing, ...]:
        """The same, no two links with the same words: a unit may have the name of an organisation."""
        counts: dict[str, int] = {}
        for n in narrowings:
            for link, _ in n.values:
                counts[link.text] = counts.get(link.text, 0) + 1
        opens, closes = self.t["open_bracket"], self.t["close_bracket"]
        seen: dict[str, int] = {}
        out = []
        for n in narrowings:
            values = []
            for link, count in n.values:
                text = link.text if counts[link.text] == 1 or not n.name else f"{link.text}{opens}{n.name}{closes}"
                seen[text] = seen.get(text, 0) + 1
                values.append(Counted(Link(link.href, text if seen[text] == 1 else f"{text} {seen[text]}"), count))
            out.append(n._replace(values=tuple(values)))
        return tuple(out)

    # --------------------------------------------------------------- names

    def address(self, key: Key) -> str:
        return ledger.address(key, self.units)

    def title(self, key: Key) -> str:
        """The title of a list. That it is a unit is said, for it may have the name of an organisation."""
        t = self.t
        named = ((f"{self.facet_name(c)}{t['colon']}" if c.facet == "unit" else "", self.value_name(c)) for c in key)
        said = t["comma"].join(before + value for before, value in named)
        return f"{t['ledger']}{t['open_bracket']}{said}{t['close_bracket']}" if said else t["ledger"]

    def all_title(self, facet: str) -> str:
        return self.t["ledger_all_before"] + facet_name(facet, self.lib.language) + self.t["ledger_all_after"]

    def off(self, c: Choice) -> str:
        return self.t["ledger_off_before"] + self.facet_name(c)

    def facet_name(self, c: Choice) -> str:
        return facet_name(c.facet, self.lib.language)

    def value_name(self, c: Choice) -> str:
        match c.facet:
            case "round":
                return self.lib.rounds[c.value].title
            case "organisation":
                return self.lib.organisations[c.value].title
            case "status":
                return status_name(c.value, self.lib.language)
            case "type":
                return choice(MEASURE_TYPES, c.value, self.lib.language)
        return c.value


def slices(notices: Sequence[Known]) -> list[tuple[int, int, list[Head]]]:
    """The pages of all findings: how many of its first notice are passed over, how many are shown, its notices."""
    out: list[tuple[int, int, list[Head]]] = [(0, 0, [])]
    for head_, facts in notices:
        count, done = sum(n for *_, n in facts.facets), 0
        while done < count:
            skip, take, heads = out[-1]
            if take == SIZE:
                out.append((done, 0, []))
                continue
            more = min(count - done, SIZE - take)
            out[-1] = (skip, take + more, [*heads, head_])
            done += more
    return out


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


OUTPUTS = (
    Output("ledger", "ledger.html", plan, whole, switch="ledger"),
    Output("ledger_lists", "ledger.html", with_it, make=lists, switch="ledger"),
    Output("ledger_values", "ledger_values.html", with_it, LedgerValuesPage, switch="ledger"),
)
