"""What templates see of the site's own pages and of notices; the rules of these types are in `views`."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from generator.views import (
    Again,
    Change,
    ContactView,
    Expected,
    Group,
    Link,
    Meta,
    NoticeItem,
    OpenPeriod,
    OrganisationItem,
    Oversight,
    Paging,
    RoundItem,
    Row,
    Share,
    SiteView,
    Step,
    Version,
)


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


class Occurrence(NamedTuple):
    """A finding in one of the rounds in which it came up; `text` names the round, its number and title."""

    href: str
    text: str
    date: str  # of its notice
    status: str
    status_name: str
    due: str  # its due date, with the one that was put off; "" when none is given


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
    chains: tuple[tuple[Occurrence, ...], ...] = ()  # findings that came up again, each from the first time on
    repeated: int = 0  # how many such findings there are; of very many only the latest are listed


class OrganisationsPage(NamedTuple):
    site: SiteView
    meta: Meta
    organisations: tuple[OrganisationItem, ...]
    paging: Paging


class Correction(NamedTuple):
    """A notice corrected (then `by` is the notice that does), revised or withdrawn (then `note` says why)."""

    date: str
    what: str
    notice: Link
    by: Link | None
    note: str
    differences: Link | None = None  # how it was revised


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
    chains: tuple[tuple[Occurrence, ...], ...]
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
    again: tuple[Again, ...]  # the earlier findings that it repeats


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
    changes: tuple[Change, ...]  # publication, revisions, corrections, withdrawal; the newest first
    alerts: tuple[Change, ...]  # of these, what a reader must know first: corrections, and the newest revision
    version: Version | None  # the newest revision that was announced
    history: tuple[tuple[str, str], ...]  # relations (RFC 5829) of the page and the addresses they lead to
    verification: str  # where a reader verifies it, "" when it is in no log
    downloads: tuple[Link, ...]  # its PDF, its form for opinions, its data: as far as the site has them
    form: Markup  # address of the form from this page, "" without one
    qr: str  # address of the QR code of the page, "" without one


class RevisionPage(NamedTuple):
    """A revision of a notice at its permanent address: what was announced, as it was announced."""

    site: SiteView
    meta: Meta
    notice: Link  # its newest revision
    versions: tuple[Version, ...]  # of the notice, the newest first
    version: Version  # this one
    published: str  # when the notice was first published
    newest: bool
    article: Markup  # "" when it was erased
    erased: str  # when and why it was, "" when it was not
    history: tuple[tuple[str, str], ...]
    verification: str
    files: tuple[Link, ...]  # its proof, and what the log's entry binds to


class Difference(NamedTuple):
    """Sentences of an article that two revisions share (`kind` same), or that only one has (added, removed).

    `runs` are pieces of the text: those marked differ inside a sentence that was only changed in part. `left` is the
    number of further shared sentences that are not shown. `place` is the id of the section, `title` its heading where
    the first difference in it is shown.
    """

    kind: str
    runs: tuple[tuple[bool, str], ...]
    left: int
    place: str
    title: str
    gone: bool = False  # the section stands in the revision before only


class DifferencesPage(NamedTuple):
    """How a revision differs from the one before, sentence by sentence."""

    site: SiteView
    meta: Meta
    notice: Link
    version: Version
    before: Version
    differences: tuple[Difference, ...]
    added: int
    removed: int
    missing: bool  # one of the two was erased: nothing can be compared


class OutcomeView(NamedTuple):
    """What verifying came to: its sentence, what it means, what to do; in them elements stand for what is put in."""

    id: str
    kind: str  # good, note or bad
    title: Markup
    meaning: Markup
    advice: Markup
    links: tuple[tuple[str, Markup], ...]  # what the address is put in from, and the words


class LogView(NamedTuple):
    """The log at its checkpoint now: how many entries it has, when the last was added, its name and keys."""

    size: int
    at: str  # YYYY-MM-DD HH:MM, office time; "" without any
    iso: str  # RFC 3339
    origin: str
    keys: tuple[str, ...]


class VerifyPage(NamedTuple):
    site: SiteView
    meta: Meta
    checkpoint: str  # the signed checkpoint
    log: LogView
    contact: ContactView
    folders: str  # of the notices in the log, between blanks
    time_zone: str
    kinds: tuple[tuple[str, str], ...]  # of entries about notices: type and name
    scripts: tuple[str, ...]  # verify-log.js and verify-ed25519.js
    blocks: str  # names of elements that end a block of text
    outcomes: tuple[OutcomeView, ...]


class CheckpointPage(NamedTuple):
    """A checkpoint to print: who scans its QR code has it verified."""

    site: SiteView
    meta: Meta
    checkpoint: str
    log: LogView
    address: str  # of the page that verifies it
    code: str  # address of the QR code, "" when it has too many signatures for one


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
