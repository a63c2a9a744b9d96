"""What templates see: small immutable values, one per page kind.

Views are named tuples of text, numbers and other views, so that they go into state and into
task keys as JSON without a line of code, and so that a template can only print what it is given.
`Markup` is never stored in a view that reaches state: only the body of a page carries it.

Addresses in views are relative to the site's root (`binhai-3-15/teda.html`); a template
prints `{{ page.meta.root }}{{ link.href }}`, which works from any server and from `file://`.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup


class Link(NamedTuple):
    """A link inside the site (`href` from the root) or out of it (`href` with a scheme)."""

    href: str
    text: str


class Paging(NamedTuple):
    """Where a page stands in a list of several: `pages` are those named, "" as address where some are left out."""

    current: int
    total: int
    previous: Link | None
    next: Link | None
    pages: tuple[Link, ...]


class Row(NamedTuple):
    """A label and its value, for description lists."""

    label: str
    value: str


class Share(NamedTuple):
    """A part of a whole, as a bar shows it: `before` of the `total` stand left of its `number`."""

    id: str  # completed, largely_completed, not_completed, unstated or withheld
    name: str
    number: int
    before: int
    total: int


class Change(NamedTuple):
    """What happened to a notice: when (YYYY-MM-DD), what, and the notice that says so."""

    date: str
    text: str
    link: Link | None = None
    note: str = ""


class Step(NamedTuple):
    """A step in the life of a round; `state` is done, now or ahead, `href` leads to its notices."""

    name: str
    state: str
    state_name: str
    dates: str
    href: str = ""
    note: str = ""


class ContactView(NamedTuple):
    """How to reach the body; every part is "" when not given.

    `phone_uri` is a `tel:` address, `email_uri` a `mailto:` one.
    """

    unit: str = ""
    phone: str = ""
    phone_uri: str = ""
    email: str = ""
    email_uri: str = ""
    address: str = ""
    postcode: str = ""
    hours: str = ""
    form: str = ""


class SiteView(NamedTuple):
    """What every page shows of the site: header, navigation and footer."""

    name: str
    language: str
    url: str  # absolute, with a trailing slash
    base_path: str  # the path part of url, "/" at least: for 404.html, which is served anywhere
    domain: str
    id_code: str
    description: str
    sponsor: str
    icp: str
    icp_url: str
    police_record: str
    police_url: str
    mark_url: str
    error_report_url: str  # 我为政府网站找错: the address up to and including "url="
    contact: ContactView
    navigation: tuple[Link, ...]
    pages: tuple[Link, ...]  # ordinary pages that stand in the footer
    feed: str
    css: tuple[str, ...]  # hashed addresses from the root
    js: tuple[str, ...]
    icon: str  # hashed address of assets/icon.svg, "" when the theme has none
    preview_script: str  # "" in a published build
    emblem: str  # hashed address of the emblem, "" without one
    links: tuple[Link, ...]  # further links of the footer
    note: str  # a sentence in the footer
    traditional: bool  # whether there is a Traditional Chinese edition
    ledger: str = ""  # where all findings are listed, "" without a ledger
    search: str = ""  # the search page, "" without search
    records: bool = False  # whether each notice has a record of its data, a form, a QR code, a PDF beside its page
    forms: bool = False
    qr: bool = False
    pdf: bool = False


class EditionLink(NamedTuple):
    """A page in another edition of the site, named in the language of that edition."""

    href: str
    text: str
    language: str


class Meta(NamedTuple):
    """The head of a page.

    `tags` are the (name, content) pairs of 国办发〔2017〕47号 in their order, none empty.
    """

    path: str
    root: str  # "" or "../": from this page to the site's root
    title: str  # the h1
    page_title: str  # <title>
    description: str
    canonical: str
    error_report: str  # 找错 link for this page, "" when not configured
    tags: tuple[tuple[str, str], ...]
    feeds: tuple[Link, ...]
    breadcrumbs: tuple[Link, ...]  # from home to the parent; the page itself is not in it
    banner: str = ""  # draft or scheduled, in preview only
    scripts: tuple[str, ...] = ()  # addresses of scripts that only this page needs
    files: str = ""  # from this page to where files stand that are not pages: root
    language: str = ""  # of the page: the site's, or that of its edition
    alternates: tuple[tuple[str, str], ...] = ()  # (language, absolute address) of every edition of the page
    other: EditionLink | None = None  # the page in the other edition
    linked: str = ""  # JSON-LD, escaped for a script element: printed with `|safe`


class NoticeItem(NamedTuple):
    """A notice in a list, a feed, a sitemap or a previous/next link."""

    href: str
    title: str
    kind: str  # identifier
    kind_name: str
    date: str  # YYYY-MM-DD HH:MM, office time
    iso: str  # RFC 3339, for <time datetime> and feeds
    organisation: Link | None
    round: Link | None
    summary: str
    findings: int
    measures: int
    withheld: int
    withdrawn: bool
    example: bool


class Oversight(NamedTuple):
    """An oversight period, first and last day included; `state` is upcoming, open or closed.

    `days_left` are the working days from today (or the first day, if that is yet to come) to the last day,
    both counted; 0 when it is closed. `estimated`: the holidays of one of the years are not known.
    """

    opens_on: str
    closes_on: str
    state: str
    days_left: int
    estimated: bool


class OpenPeriod(NamedTuple):
    """A notice whose oversight period is open."""

    notice: Link
    organisation: Link | None
    oversight: Oversight


class Expected(NamedTuple):
    """An organisation from which a round expects a rectification notice.

    `state` is published, waiting or overdue. `date` is that of the notice, or by when it is due, "" when that is not given.
    """

    link: Link
    state: str
    notice: Link | None
    date: str


class ReplyItem(NamedTuple):
    """An opinion received in the list of replies, answered or not."""

    link: Link
    received_on: str
    answered_on: str  # "" as long as it is open
    answered_by: str
    channel: str
    about: tuple[Link, ...]  # the notice it concerns, then its finding
    example: bool


class Group(NamedTuple):
    """Notices under one heading: of one kind, one year, one organisation."""

    title: str
    notices: tuple[NoticeItem, ...]
    id: str = ""


class OrganisationItem(NamedTuple):
    """An organisation in a list; `notice` is its latest in this context."""

    link: Link
    short_name: str
    notices: int
    latest: str  # date of the latest notice, "" without one
    contact: ContactView


class RoundItem(NamedTuple):
    """A round in a list."""

    link: Link
    dates: str
    notices: int
    findings: int
    measures: int
    expected: int = 0  # how many organisations it names, 0 when it names none
    disclosed: int = 0  # how many of them have disclosed


class HomePage(NamedTuple):
    site: SiteView
    meta: Meta
    latest: tuple[NoticeItem, ...]
    rounds: tuple[RoundItem, ...]
    organisations: int
    oversight: tuple[OpenPeriod, ...]  # what closes first comes first


class RoundPage(NamedTuple):
    site: SiteView
    meta: Meta
    info: tuple[Row, ...]
    groups: tuple[Group, ...]  # by kind of notice
    expected_list: tuple[Expected, ...]  # of the organisations the round names, in its order
    publish_by: str  # by when they are to publish
    oversight: tuple[OpenPeriod, ...]
    findings: int
    measures: int
    feed: str
    contact: ContactView
    disclosure: tuple[Share, ...]  # how many of the organisations have published, are waited for, are overdue
    all_expected: Link | None  # the list of all of them, when it is too long for this page
    life: tuple[Step, ...]
    statuses: tuple[Share, ...]
    paging: Paging  # of its notices; what is not a notice stands on the first page only
    ledger: Link | None = None  # its findings
    downloads: tuple[Link, ...] = ()  # its open data


class ExpectedPage(NamedTuple):
    """A part of the organisations from which a round expects a notice, when they are too many for its page."""

    site: SiteView
    meta: Meta
    expected_list: tuple[Expected, ...]
    paging: Paging


class RoundsPage(NamedTuple):
    site: SiteView
    meta: Meta
    rounds: tuple[RoundItem, ...]
    paging: Paging


class OrganisationPage(NamedTuple):
    site: SiteView
    meta: Meta
    info: tuple[Row, ...]
    contact: ContactView
    groups: tuple[Group, ...]  # by round, newest first
    totals: tuple[Row, ...]
    statuses: tuple[Share, ...]
    paging: Paging
    ledger: Link | None = None  # its findings


class OrganisationsPage(NamedTuple):
    site: SiteView
    meta: Meta
    organisations: tuple[OrganisationItem, ...]
    paging: Paging


class Correction(NamedTuple):
    """A notice corrected (then `by` is the notice that does) or withdrawn (then `note` says why)."""

    date: str
    what: str
    notice: Link
    by: Link | None
    note: str


class CorrectionsPage(NamedTuple):
    site: SiteView
    meta: Meta
    corrections: tuple[Correction, ...]
    paging: Paging


class LinkGroup(NamedTuple):
    """Links under a heading; `whole` leads to the list of all when these are not."""

    title: str
    links: tuple[Link, ...]
    whole: Link | None


class SiteMapPage(NamedTuple):
    site: SiteView
    meta: Meta
    groups: tuple[LinkGroup, ...]


class Component(NamedTuple):
    """A part of the theme: its name, what it is, and the criteria it meets."""

    name: str
    about: str
    criteria: str


class Samples(NamedTuple):
    """What the component page shows the parts of the theme with."""

    link: Link
    rows: tuple[Row, ...]
    shares: tuple[Share, ...]
    contact: ContactView
    notices: tuple[NoticeItem, ...]
    rounds: tuple[RoundItem, ...]
    oversight: tuple[Oversight, ...]
    periods: tuple[OpenPeriod, ...]
    expected: tuple[Expected, ...]
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    contents: tuple[ContentsEntry, ...]
    paging: Paging
    links: tuple[Link, ...]


class ComponentsPage(NamedTuple):
    site: SiteView
    meta: Meta
    components: tuple[Component, ...]
    samples: Samples


class ArticlePage(NamedTuple):
    """An ordinary page, and 404."""

    site: SiteView
    meta: Meta
    body: Markup
    contents: tuple[ContentsEntry, ...]
    contact: ContactView
    updated: str


class ContentsEntry(NamedTuple):
    """One line of the contents list; depth 1 is the top."""

    depth: int
    id: str
    label: str
    title: str


class Piece(NamedTuple):
    """A heading of a notice and what stands directly under it, in document order.

    `closes` is how many open sections end before this one, as Markup. `kind` is section, focus,
    aspect, finding or withheld. `blocks` is prepared HTML. Of a withheld finding only the label,
    the number and `withheld` (the ground) exist: nothing else of it ever reaches a view.
    """

    closes: Markup
    kind: str
    level: int  # 2…6
    id: str
    label: str  # as the office typed it, or supplied when `supplied`
    supplied: bool
    title: Markup
    number: str  # of a finding: 1-2-3
    fields: tuple[Row, ...]
    blocks: Markup
    feedback: Markup  # mailto: or form address, escaped; "" when the body gives none
    withheld: str
    status: str  # of a finding: the identifier of its status, "" when none is stated


class NoticePage(NamedTuple):
    site: SiteView
    meta: Meta
    item: NoticeItem
    subtitle: str
    info: tuple[Row, ...]  # the information block: 索引号 … 有效性, only rows with a value
    figures: tuple[Row, ...]  # stated and counted totals
    statuses: tuple[Share, ...]  # how many findings have which status; none when no finding states one
    contents: tuple[ContentsEntry, ...]
    lead: Markup  # what stands before the first heading
    pieces: tuple[Piece, ...]
    closes: Markup  # the </section> still open at the end
    attachments: tuple[Link, ...]
    contact: ContactView
    oversight: Oversight | None
    replies: tuple[Link, ...]  # opinions on it that were received, answered or not
    feedback: Markup  # for the notice as a whole, escaped
    previous: Link | None
    next: Link | None
    related: tuple[Link, ...]  # the notice it corrects, and corrections of it
    withdrawn: str  # the public explanation of a withdrawn notice
    changes: tuple[Change, ...]  # publication, corrections, withdrawal; the newest first
    downloads: tuple[Link, ...]  # its PDF, its form for opinions, its data: as far as the site has them
    form: Markup  # address of the form from this page, "" without one
    qr: str  # address of the QR code of the page, "" without one


class FormItem(NamedTuple):
    """A finding on a form: the same id as on the notice's page, its number, its label and title."""

    id: str
    number: str
    text: str  # for a withheld one that it is withheld


class FormPage(NamedTuple):
    """A form for opinions on a notice, printed and filled in by hand; the target of its address says on which finding."""

    site: SiteView
    meta: Meta
    notice: str  # the address of its page
    address: str  # its permanent address
    version: tuple[Row, ...]  # when it was published, when it last changed
    items: tuple[FormItem, ...]
    contact: ContactView
    period: str  # the oversight period, "" without one
    qr: str


class PdfPage(NamedTuple):
    """A notice as it is set on paper."""

    site_name: str
    language: str
    title: str
    subtitle: str
    iso: str  # when it was published, RFC 3339
    changed: str  # and when it last changed
    publisher: str
    summary: str
    keywords: tuple[str, ...]
    example: bool
    info: tuple[Row, ...]
    changes: tuple[Change, ...]
    lead: Markup
    pieces: tuple[Piece, ...]
    closes: Markup
    attachments: tuple[Link, ...]  # addresses are absolute
    contact: ContactView
    period: str  # the oversight period, "" without one
    address: str  # the permanent address of the notice
    qr: str  # a QR code of it, as a `data:` address; "" without one


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
    due: str
    completed: str


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
    base: str
    urls: tuple[tuple[str, str], ...]  # address from the root, last change (YYYY-MM-DD or "")


class RobotsView(NamedTuple):
    sitemap: str
