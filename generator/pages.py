"""What pages have in common: site and contact views, page heads with their tags, items of lists.

Sources: 国办发〔2017〕47号 for the page tags and footer; RFC 3339 for times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from generator import feedback, ledger, linked, paging, qr
from generator.brand import colours_asset, emblem_address
from generator.fields import KINDS, RECORDS, Choice
from generator.library import Library
from generator.model import Contact, Facts, Head, Section
from generator.publication import rfc3339
from generator.tasks import Task
from generator.texts import texts
from generator.views import ContactView, EditionLink, Link, Meta, NoticeItem, RoundItem, SiteView

ICP_REGISTRY = "https://beian.miit.gov.cn/"
POLICE_REGISTRY = "https://beian.mps.gov.cn/#/query/webSearch?code="
SITE_FEED = "feed.xml"
ROUNDS = "rounds/index.html"
ORGANISATIONS = "organisations/index.html"
REPLIES = "replies/index.html"
OPEN_DATA = "data/index.html"
SEARCH = "search/index.html"
CORRECTIONS = "corrections/index.html"
CORRECTIONS_FEED = "corrections/feed.xml"
SITE_MAP = "sitemap.html"
VERIFY = "verify/index.html"
CHECKPOINT = "verify/checkpoint.html"
# scripts of one page each; all others are on every page
# those of the page that verifies: its own, and what it loads when there is something to verify
VERIFYING = ("verify.js", "verify-log.js", "verify-ed25519.js")
OWN_SCRIPTS = ("assets/search.", "assets/ledger.", "assets/verify")


class Edition(NamedTuple):
    """A whole set of the site's pages: the folder it stands in, its language (BCP 47), its name in that language."""

    folder: str
    language: str
    name: str


SIMPLIFIED = Edition("", "zh-Hans", "简体版")
TRADITIONAL = Edition("hant/", "zh-Hant", "繁體版")
# pages that the Traditional Chinese edition shares: a server has one for all missing addresses; the search index and
# the log hold the official texts
ONE_EDITION = frozenset(("404.html", SEARCH, VERIFY, CHECKPOINT))


class Crumb(NamedTuple):
    """What a page's head is made from, besides the site."""

    path: str
    title: str
    description: str = ""
    column: str = ""
    parents: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()  # what the page says to machines: nodes made by `linked`


def english(language: str) -> bool:
    return language == "en"


@lru_cache(maxsize=512)
def name(record: str, key: str, language: str) -> str:
    """The name of a field in the interface language."""
    field = next(f for f in RECORDS[record] if f.id == key)
    return field.id.replace("_", " ").capitalize() if english(language) else field.zh


@lru_cache(maxsize=512)
def choice(choices: tuple[Choice, ...], id_: str, language: str) -> str:
    """The name of a choice in the interface language, "" for none."""
    return next(((c.en if english(language) else c.zh) for c in choices if c.id == id_), "")


@lru_cache(maxsize=1024)
def contact_view(c: Contact) -> ContactView:
    return ContactView(
        c.unit,
        c.phone,
        feedback.tel(c.phone) if c.phone else "",
        c.email,
        f"mailto:{feedback.encoded_address(c.email)}" if c.email else "",
        c.address,
        c.postcode,
        c.hours,
        c.form,
    )


def site_view(lib: Library) -> SiteView:
    """Header, navigation and footer."""
    s = lib.site
    t = texts(s.language)
    pages = sorted(
        (h for h in lib.pages if h.path in lib.shown),
        key=lambda h: (h.values.get("order", 1000), h.title, h.path),
    )
    own = [Link(h.address, h.title) for h in pages if h.values.get("navigation")]
    told = ("corrects", "withdrawn", "revisions")
    corrected = any(h.values.get(key) for h in lib.notices if h.path in lib.shown for key in told)
    rest = (
        *(Link(h.address, h.title) for h in pages),
        *((Link(OPEN_DATA, t["open_data"]),) if lib.open_data else ()),
        *((Link(CORRECTIONS, t["corrections"]),) if corrected else ()),
        *((Link(SEARCH, t["search"]),) if s.outputs.search else ()),
        *((Link(VERIFY, t["verify"]),) if lib.register.exists else ()),
        Link(SITE_MAP, t["site_map"]),
    )
    navigation = (
        Link("index.html", t["home"]),
        *((Link(ROUNDS, t["rounds"]),) if lib.rounds else ()),
        *((Link(ORGANISATIONS, t["organisations"]),) if lib.organisations else ()),
        *((Link(ledger.INDEX, t["ledger"]),) if ledger.has_ledger(lib) else ()),
        *((Link(REPLIES, t["replies"]),) if any(h.path in lib.shown for h in lib.replies) else ()),
        *own,
    )
    assets = [a for a, data in sorted(lib.theme.assets.items()) if data.strip()]
    own_colours = colours_asset(s)
    record = "".join(c for c in s.police_record if c.isdigit())
    sep = "" if s.error_report_url.endswith("=") else ("&" if "?" in s.error_report_url else "?")
    report = s.error_report_url and (
        s.error_report_url
        if s.error_report_url.endswith("=")
        else f"{s.error_report_url}{sep}site_code={quote(s.id_code, safe='')}&url="
    )
    return SiteView(
        s.name,
        s.language,
        s.url,
        "/" if lib.preview_script else s.base_path,  # a preview serves the site from its root
        s.domain,
        s.id_code,
        s.description,
        s.sponsor,
        s.icp,
        ICP_REGISTRY if s.icp else "",
        s.police_record,
        POLICE_REGISTRY + record if record else "",
        s.mark_url,
        report,
        contact_view(s.contact),
        navigation,
        rest,
        SITE_FEED,
        (*(a for a in assets if a.endswith(".css")), *(own_colours[:1] if own_colours else ())),
        tuple(a for a in assets if a.endswith(".js") and not a.startswith(OWN_SCRIPTS)),
        next((a for a in assets if a.startswith("assets/icon.") and a.endswith(".svg")), ""),
        lib.preview_script,
        emblem_address(s.emblem, lib.digests.get(s.emblem, "")) if s.emblem in lib.files else "",
        tuple(Link(url, title) for title, url in s.links),
        s.note,
        s.outputs.traditional,
        ledger.INDEX if ledger.has_ledger(lib) else "",
        SEARCH if s.outputs.search else "",
        s.outputs.records,
        s.outputs.forms,
        s.outputs.qr,
        s.outputs.pdf,
    )


def beside(address: str, ending: str) -> str:
    """The address of a file that stands beside a notice's page: with `.pdf`, `r/a.pdf` of `r/a.html`."""
    return address.removesuffix(".html") + ending


def permanent(site: SiteView, address: str) -> str:
    """The permanent address of a page: the one it is cited by, in every edition."""
    return site.url + quote("" if address == "index.html" else address)


def qr_code(site: SiteView, address: str) -> str:
    """The address of the QR code of a notice's page, "" without one."""
    wanted = site.qr and len(permanent(site, address)) <= qr.LONGEST
    return beside(address, ".svg") if wanted else ""


def meta(site: SiteView, crumb: Crumb, tags: tuple[tuple[str, str], ...] = (), banner: str = "") -> Meta:
    """The head of a page; `tags` are those of an article, after the site's and the column's."""
    path = crumb.path
    root = "../" * path.count("/")
    url = permanent(site, path)
    home = path == "index.html"
    column: tuple[tuple[str, str], ...] = ()
    if crumb.column:
        about = crumb.description or f"{site.name} {crumb.column}"
        kind = "Disclosure" if english(site.language) else "信息公开"
        words = f"{crumb.column},{site.name}"
        column = (
            ("ColumnName", crumb.column),
            ("ColumnDescription", about),
            ("ColumnKeywords", words),
            ("ColumnType", kind),
        )
    everywhere = (("SiteName", site.name), ("SiteDomain", site.domain), ("SiteIDCode", site.id_code))
    above = () if home else (Link("index.html", texts(site.language)["home"]), *crumb.parents)
    return Meta(
        path,
        root,
        crumb.title,
        site.name if home else f"{crumb.title} - {site.name}",
        crumb.description,
        url,
        site.error_report_url + quote(url, safe="") if site.error_report_url else "",
        tuple((k, v) for k, v in (*everywhere, *column, *tags) if v),
        _feeds((Link(SITE_FEED, site.name), *crumb.feeds)),
        above,
        banner,
        crumb.scripts,
        root,
        site.language,
        *_editions(site, path),
        linked=linked.graph((*crumb.linked, linked.breadcrumbs(site.url, above, crumb.title))),
    )


def _editions(site: SiteView, path: str) -> tuple[tuple[tuple[str, str], ...], EditionLink | None]:
    """The addresses of every edition of a page, and the link to the other one; none when there is one only."""
    if not site.traditional or path in ONE_EDITION:
        return (), None
    home = quote("" if path == "index.html" else path)
    one, other = (site.url + e.folder + home for e in (SIMPLIFIED, TRADITIONAL))
    found = ((SIMPLIFIED.language, one), (TRADITIONAL.language, other), ("x-default", one))
    return found, EditionLink(TRADITIONAL.folder + path, TRADITIONAL.name, TRADITIONAL.language)


def script(lib: Library, name: str) -> tuple[str, ...]:
    """The hashed address of a script of the theme (`search.js`), for `Crumb.scripts`; none if it has none."""
    stem = f"assets/{name.removesuffix('.js')}."
    return tuple(
        a for a, data in sorted(lib.theme.assets.items()) if a.startswith(stem) and a.endswith(".js") and data.strip()
    )


def banner(lib: Library, head: Head) -> str:
    """What a preview says at the top of a page that is not on the site yet."""
    state = lib.states[head.path].state
    t = texts(lib.language)
    if state == "draft":
        return t["draft_banner"]
    if state == "scheduled":
        return t["scheduled_banner_before"] + head.text("published_at") + t["scheduled_banner_after"]
    return ""


def headed(sections: Iterable[Section]) -> str:
    """Prepared HTML of sections under their headings, those at the top as h2."""
    return "".join(f'<h{s.depth + 1} id="{s.id}">{s.label}{s.title_html}</h{s.depth + 1}>\n{s.html}' for s in sections)


def organisation_link(lib: Library, head: Head) -> Link | None:
    organisation = lib.organisations.get(head.text("organisation"))
    return Link(organisation.address, organisation.title) if organisation else None


def round_link(lib: Library, head: Head) -> Link | None:
    round_ = lib.rounds.get(head.text("round"))
    return Link(round_.address, round_.title) if round_ else None


def notice_item(lib: Library, head: Head) -> NoticeItem:
    """A notice as lists show it."""
    facts = lib.facts.get(head.path, Facts())
    kind = head.text("kind")
    withdrawn = lib.states[head.path].state == "withdrawn"
    return NoticeItem(
        head.address,
        head.title,
        kind,
        choice(KINDS, kind, lib.language),
        head.text("published_at"),
        rfc3339(head.text("published_at"), lib.tz),
        organisation_link(lib, head),
        round_link(lib, head),
        "" if withdrawn else head.text("summary") or facts.opening,
        0 if withdrawn else facts.findings,
        0 if withdrawn else facts.measures,
        0 if withdrawn else facts.withheld,
        withdrawn,
        bool(head.values.get("example")),
    )


def with_facts(lib: Library, facts: Mapping[str, Facts]) -> Library:
    """The library with what its bodies were found to hold, and its notices as lists show them."""
    lib = lib._replace(facts=facts)
    items = [(head, notice_item(lib, head)) for head in lib.notices if head.path in lib.shown]
    items.sort(key=lambda pair: (pair[1].date, pair[1].href), reverse=True)
    return lib._replace(items=tuple(items))


def dates(lib: Library, head: Head) -> str:
    """The first and last day of a round, "" without any."""
    given = (head.text("starts_on"), head.text("ends_on"))
    return texts(lib.language)["to"].join(d for d in given if d)


def round_items(lib: Library) -> tuple[RoundItem, ...]:
    """Every round with its counts, the latest first."""
    by_round: dict[str, list[NoticeItem]] = {}
    for head, item in lib.items:
        by_round.setdefault(head.text("round"), []).append(item)
    out = []
    for r in sorted(lib.rounds.values(), key=lambda r: (r.text("starts_on"), r.id), reverse=True):
        mine = by_round.get(r.id, [])
        counts = len(mine), sum(i.findings for i in mine), sum(i.measures for i in mine)
        rectified = {
            i.organisation.href for i in mine if i.organisation and i.kind == "rectification" and not i.withdrawn
        }
        told = awaited_by(lib, r), sum(lib.organisations[o].address in rectified for o in _named(lib, r))
        out.append(RoundItem(Link(r.address, r.title), dates(lib, r), *counts, *told))
    return tuple(out)


def _named(lib: Library, round_: Head) -> list[str]:
    """The organisations that a round names, as far as there are any."""
    return [o for o in round_.values.get("organisations", ()) if o in lib.organisations]


def awaited_by(lib: Library, round_: Head) -> int:
    """From how many organisations a round expects a notice."""
    return len(_named(lib, round_))


def expected_address(round_: Head) -> str:
    """Where the organisations of a round are listed when they are too many for its page."""
    return round_.address.removesuffix("html") + "organisations.html"


def round_feed(round_address: str) -> str:
    """The address of a round's Atom feed."""
    return round_address.removesuffix("index.html") + SITE_FEED


def round_corrections(round_address: str) -> str:
    """The address of the feed of what was corrected in a round."""
    return round_address.removesuffix("index.html") + "corrections.xml"


def organisation_feed(organisation_address: str) -> str:
    """The address of an organisation's Atom feed."""
    return f"{organisation_address.removesuffix('.html')}.{SITE_FEED}"


def json_feed(atom: str) -> str:
    """The address of the JSON Feed beside an Atom feed."""
    return atom.removesuffix(".xml") + ".json"


@lru_cache(maxsize=1024)
def _feeds(feeds: tuple[Link, ...]) -> tuple[Link, ...]:
    """Atom feeds, each with its JSON Feed."""
    return tuple(Link(href, f.text) for f in feeds for href in (f.href, json_feed(f.href)))


def numbered(title: str, number: int, language: str) -> str:
    """The title of a page of a list: no two pages have the same one."""
    t = texts(language)
    return title if number == 1 else f"{title}{t['numbered_before']}{number}{t['numbered_after']}"


def index_pages(
    lib: Library,
    base: str,
    output: str,
    title: str,
    items: Sequence[Any],
    intro: str = "",
    feeds: tuple[Link, ...] = (),
) -> Iterator[Task]:
    """The pages of a list that is a column of the site: their heads, a part of the items each, and the paging."""
    site = site_view(lib)
    parts = paging.split(items)
    for n, part in enumerate(parts, 1):
        path = paging.address(base, n)
        parents = (Link(base, title),) if n > 1 else ()
        head = meta(site, Crumb(path, numbered(title, n, lib.language), intro, title, parents, feeds))
        yield Task(path, output, (head, part, paging.paging(base, n, len(parts))))
