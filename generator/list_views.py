"""What templates see of replies, open data, ledger, search, feeds and site maps; the rules of these types are in `views`."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from generator.views import ContactView, Link, Meta, NoticeItem, Paging, ReplyItem, Row, Share, SiteView


class RepliesPage(NamedTuple):
    """A page of the list of opinions received and answers to them. The totals count internal ones too."""

    site: SiteView
    meta: Meta
    replies: tuple[ReplyItem, ...]  # the latest received first
    received: int
    answered: int
    open: int
    oldest: str  # when the oldest open one was received, "" without one
    contact: ContactView
    paging: Paging


class ReplyPart(NamedTuple):
    """The opinion or the answer, under a heading; `kind` is opinion or answer, `id` that of the heading."""

    kind: str
    id: str
    title: str
    blocks: Markup


class ReplyPage(NamedTuple):
    """An opinion received and the answer to it."""

    site: SiteView
    meta: Meta
    info: tuple[Row, ...]
    about: tuple[Link, ...]  # the notice it concerns, then its finding
    parts: tuple[ReplyPart, ...]
    answered: bool
    contact: ContactView
    example: bool


class DataColumn(NamedTuple):
    """A column of a table of open data."""

    id: str
    name: str
    about: str


class DataTable(NamedTuple):
    """A table of open data: what it holds and where its files are."""

    id: str
    title: str
    about: str
    csv: Link
    json: Link
    schema: str
    columns: tuple[DataColumn, ...]


class RoundFiles(NamedTuple):
    """The open data of a round: of each table the CSV and the JSON file, and all of them as a workbook."""

    link: Link
    notices: int
    of_notices: tuple[Link, ...]
    of_findings: tuple[Link, ...]
    of_measures: tuple[Link, ...]
    workbook: Link


class DataPage(NamedTuple):
    site: SiteView
    meta: Meta
    latest: str  # when the latest notice was published
    licence: Link | None
    tables: tuple[DataTable, ...]  # on the first page only
    workbooks: tuple[Link, ...]
    catalogue: str
    schema: str  # of a notice's own data
    rounds: tuple[RoundFiles, ...]
    paging: Paging


class LedgerRow(NamedTuple):
    """A finding in the ledger; of a withheld one the text has the ground. Values are "" when not given."""

    href: str
    text: str
    where: str  # what tells it from another finding on the page that has the same text
    organisation: str
    round: str
    status: str  # identifier: completed … unstated, withheld
    status_name: str
    unit: str
    type: str  # identifiers, between spaces
    type_names: str
    due: str  # with the date it was put off from
    completed: str
    repeat: str  # the word for a finding that came up before


class Counted(NamedTuple):
    """A link to a list, and how many findings it has."""

    link: Link
    findings: int


class Narrowing(NamedTuple):
    """The values of a facet by which a list can be narrowed; `all` leads to those not named."""

    name: str
    values: tuple[Counted, ...]
    cut: bool  # whether there are others, which have no list of their own here
    all: Link | None


class Chosen(NamedTuple):
    """A value that a list was narrowed to; `off` leads to the list without it."""

    name: str
    value: str
    off: Link


class Filter(NamedTuple):
    """A column by which the script of the ledger filters: its values on the page, and how they are shown."""

    column: str
    name: str
    options: tuple[tuple[str, str], ...]


class LedgerPage(NamedTuple):
    """A page of a list of findings. Shares and narrowings stand on its first page."""

    site: SiteView
    meta: Meta
    chosen: tuple[Chosen, ...]
    figures: tuple[Row, ...]
    shares: tuple[Share, ...]
    narrowings: tuple[Narrowing, ...]
    columns: tuple[tuple[str, str], ...]  # in which a row of the page has a value: identifier and name
    rows: tuple[LedgerRow, ...]
    sortable: bool  # the list stands on one page
    filters: tuple[Filter, ...]  # when it does
    paging: Paging


class LedgerValuesPage(NamedTuple):
    """All values of a facet, with how many findings each has."""

    site: SiteView
    meta: Meta
    values: tuple[Counted, ...]
    paging: Paging


class SearchFilter(NamedTuple):
    """What results of a search can be narrowed by; `options` are values (as `href`) and their names."""

    id: str
    label: str
    options: tuple[Link, ...]


class SearchPage(NamedTuple):
    """The search page; `segments` are the parts of the index, `NUMBER:VERSION` between blanks, the newest first."""

    site: SiteView
    meta: Meta
    segments: str
    filters: tuple[SearchFilter, ...]


class FeedView(NamedTuple):
    """An Atom feed (RFC 4287)."""

    id: str
    title: str
    self_url: str
    page_url: str
    updated: str
    author: str
    language: str
    entries: tuple[NoticeItem, ...]
    base: str  # absolute, with a trailing slash


class SitemapView(NamedTuple):
    """A sitemap, or with `parts` the index of several, which has no addresses of its own."""

    base: str
    urls: tuple[tuple[str, str], ...]  # address from the root, last change (YYYY-MM-DD or "")
    parts: tuple[tuple[str, str], ...]  # file, last change of what it lists


class RobotsView(NamedTuple):
    sitemap: str
