"""What pages have in common: site and contact views, page heads with their tags, items of lists.

Sources: 国办发〔2017〕47号 for the page tags and footer; RFC 3339 for times.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from generator import feedback
from generator.fields import KINDS, RECORDS, Choice
from generator.library import Library
from generator.model import Contact, Facts, Head
from generator.publication import rfc3339
from generator.texts import texts
from generator.views import ContactView, Link, Meta, NoticeItem, RoundItem, SiteView

ICP_REGISTRY = "https://beian.miit.gov.cn/"
POLICE_REGISTRY = "https://beian.mps.gov.cn/#/query/webSearch?code="
SITE_FEED = "feed.xml"
ROUNDS = "rounds/index.html"
ORGANISATIONS = "organisations/index.html"
# scripts of one page each; all others are on every page
OWN_SCRIPTS = ("assets/search.", "assets/ledger.")


class Crumb(NamedTuple):
    """What a page's head is made from, besides the site."""

    path: str
    title: str
    description: str = ""
    column: str = ""
    parents: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()


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
    rest = tuple(Link(h.address, h.title) for h in pages)
    navigation = (
        Link("index.html", t["home"]),
        *((Link(ROUNDS, t["rounds"]),) if lib.rounds else ()),
        *((Link(ORGANISATIONS, t["organisations"]),) if lib.organisations else ()),
        *own,
    )
    assets = [a for a, data in sorted(lib.theme.assets.items()) if data.strip()]
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
        tuple(a for a in assets if a.endswith(".css")),
        tuple(a for a in assets if a.endswith(".js") and not a.startswith(OWN_SCRIPTS)),
        next((a for a in assets if a.startswith("assets/icon.") and a.endswith(".svg")), ""),
        lib.preview_script,
    )


def meta(site: SiteView, crumb: Crumb, tags: tuple[tuple[str, str], ...] = (), banner: str = "") -> Meta:
    """The head of a page; `tags` are those of an article, after the site's and the column's."""
    path = crumb.path
    root = "../" * path.count("/")
    url = site.url + quote("" if path == "index.html" else path)
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
    return Meta(
        path,
        root,
        crumb.title,
        site.name if home else f"{crumb.title} - {site.name}",
        crumb.description,
        url,
        site.error_report_url + quote(url, safe="") if site.error_report_url else "",
        tuple((k, v) for k, v in (*everywhere, *column, *tags) if v),
        (Link(SITE_FEED, site.name), *crumb.feeds),
        () if home else (Link("index.html", texts(site.language)["home"]), *crumb.parents),
        banner,
        crumb.scripts,
        root,
    )


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
        out.append(RoundItem(Link(r.address, r.title), dates(lib, r), *counts))
    return tuple(out)


def round_feed(round_address: str) -> str:
    """The address of a round's feed."""
    return round_address.removesuffix("index.html") + SITE_FEED
