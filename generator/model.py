"""The domain: site, rounds, organisations, notices and what they hold.

Named tuples of plain values: immutable, cheap to make by the ten thousand, kept in state as JSON.
Places stay out of what is compared for a rebuild: moving a paragraph must not rebuild what follows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from generator.diagnostics import Span

Values = dict[str, Any]


class Contact(NamedTuple):
    """How to reach a body; "" for what is not given."""

    unit: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    hours: str = ""
    form: str = ""

    def over(self, other: Contact) -> Contact:
        """This contact, with what it lacks taken from another."""
        return _over(self, other)


@lru_cache(maxsize=4096)
def _over(one: Contact, other: Contact) -> Contact:
    return Contact(*(mine or theirs for mine, theirs in zip(one, other, strict=True)))


def contact_of(values: Values | None) -> Contact:
    """The contact of a record's values."""
    return Contact(**values) if values else Contact()


class Head(NamedTuple):
    """The front matter of a notice or page, or the record of an organisation or round.

    `path` is under content/, `record` is notice, page, organisation, round or site, `address` is the
    page's address, `values` are the record's by id, `spans` where keys stand that other files decide on.
    `mentions` are the notices (ROUND/ID) of which the text of a notice names a place: it may show what they are.
    """

    path: str
    record: str
    id: str
    address: str
    values: Values
    spans: dict[str, Span]
    body_line: int = 1
    mentions: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return str(self.values.get("title") or self.values.get("name") or self.id)

    @property
    def contact(self) -> Contact:
        return contact_of(self.values.get("contact"))

    def text(self, key: str) -> str:
        """A value as text, "" without one."""
        value = self.values.get(key)
        return "" if value is None else str(value)


class Section(NamedTuple):
    """A heading and what stands directly under it.

    `kind` is section, focus, aspect, finding or withheld. `depth` is 1 for the top. `number` of a
    finding is "1-2-3". `html` is prepared HTML of its blocks. Of a withheld finding title, HTML,
    measures and values other than the ground are empty: they were dropped before reading.
    """

    kind: str
    depth: int
    id: str
    label: str
    supplied: bool
    title: str
    title_html: str
    number: str
    values: Values
    html: str
    measures: tuple[str, ...]  # the texts of list items under a finding, with their labels (一是)
    line: int


class Notice(NamedTuple):
    """The body of a notice or page. `lead` is prepared HTML of what stands before the first heading."""

    lead: str
    sections: tuple[Section, ...]
    opening: str  # the first paragraph's text


class Facts(NamedTuple):
    """What other pages and the checks need to know of a body: small, remembered in state.

    `findings_ids` and `hidden` are the ids of its findings and of those of them that are withheld, between spaces;
    `repeats` the earlier findings that its findings name: id, ROUND/ID#ID, line, column, width.
    The four from `facets` on are there when records are made of bodies: `facets` counts the findings by status,
    responsible unit and measure types (joined by commas), "" for what is not given, "withheld" as status
    of withheld ones; `rows` is a digest of what a ledger shows of them, `record` of all of the text ("" when
    nothing on the site is made from texts), `size` how many characters it has.
    """

    findings: int = 0
    measures: int = 0
    withheld: int = 0
    opening: str = ""
    ids: str = ""  # every id in the page, between spaces
    links: tuple[tuple[str, str, int, int, int], ...] = ()  # kind, href, line, column, width
    facets: tuple[tuple[str, str, str, int], ...] = ()
    rows: str = ""
    record: str = ""
    size: int = 0
    wording: str = ""  # a digest of the words of a notice, on a site with a register
    findings_ids: str = ""
    hidden: str = ""
    repeats: tuple[tuple[str, str, int, int, int], ...] = ()
