"""What templates see: small immutable values, one per page kind.

Views are named tuples of text, numbers and other views, so that they go into state and into
task keys as JSON without a line of code, and so that a template can only print what it is given.
`Markup` is never stored in a view that reaches state: only the body of a page carries it.

Addresses in views are relative to the site's root (`binhai-3-15/teda.html`); a template
prints `{{ page.meta.root }}{{ link.href }}`, which works from any server and from `file://`.
"""

from __future__ import annotations

from typing import NamedTuple


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


class Version(NamedTuple):
    """A revision of a notice: its number, kind (identifier and name), date and public reason.

    Once announced it has a page of its own, an entry in the log and, from the second on, a page with the differences
    from the one before; until then these are "" and -1.
    """

    number: int
    kind: str
    name: str
    date: str
    reason: str
    page: str = ""
    differences: str = ""
    entry: int = -1


class Earlier(NamedTuple):
    """An earlier notice (ROUND/ID) whose findings a later one repeats, and what readers know it by: its round."""

    notice: str
    name: str
    withdrawn: bool


class Again(NamedTuple):
    """An earlier finding that a finding repeats: its address, "" for none; the round, and the finding's number."""

    href: str
    name: str
    number: str


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
