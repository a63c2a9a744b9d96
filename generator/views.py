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
    files: str = ""  # from this page to where files stand that are not pages: root, but in another edition


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


class Group(NamedTuple):
    """Notices under one heading: of one kind, one year, one organisation."""

    title: str
    notices: tuple[NoticeItem, ...]


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


class HomePage(NamedTuple):
    site: SiteView
    meta: Meta
    latest: tuple[NoticeItem, ...]
    rounds: tuple[RoundItem, ...]
    organisations: int


class RoundPage(NamedTuple):
    site: SiteView
    meta: Meta
    info: tuple[Row, ...]
    groups: tuple[Group, ...]  # by kind of notice
    missing: tuple[Link, ...]  # expected organisations without a rectification notice
    expected: int  # how many organisations the round names, 0 when it names none
    findings: int
    measures: int
    feed: str
    contact: ContactView


class RoundsPage(NamedTuple):
    site: SiteView
    meta: Meta
    rounds: tuple[RoundItem, ...]


class OrganisationPage(NamedTuple):
    site: SiteView
    meta: Meta
    info: tuple[Row, ...]
    contact: ContactView
    groups: tuple[Group, ...]  # by round, newest first


class OrganisationsPage(NamedTuple):
    site: SiteView
    meta: Meta
    organisations: tuple[OrganisationItem, ...]


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


class NoticePage(NamedTuple):
    site: SiteView
    meta: Meta
    item: NoticeItem
    subtitle: str
    info: tuple[Row, ...]  # the information block: 索引号 … 有效性, only rows with a value
    figures: tuple[Row, ...]  # stated and counted totals
    contents: tuple[ContentsEntry, ...]
    lead: Markup  # what stands before the first heading
    pieces: tuple[Piece, ...]
    closes: Markup  # the </section> still open at the end
    attachments: tuple[Link, ...]
    contact: ContactView
    oversight: str  # opening and closing dates of the oversight period
    feedback: Markup  # for the notice as a whole, escaped
    previous: Link | None
    next: Link | None
    related: tuple[Link, ...]  # the notice it corrects, and corrections of it
    withdrawn: str  # the public explanation of a withdrawn notice


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
