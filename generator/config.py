"""site.yaml → Site, with the defaults of what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from generator.diagnostics import Span
from generator.model import Contact, Head


class Switches(NamedTuple):
    """Which kinds of files a site has besides its pages."""

    ledger: bool = True
    search: bool = True
    data: bool = True
    forms: bool = True
    qr: bool = True
    pdf: bool = False
    traditional: bool = False

    @property
    def records(self) -> bool:
        """Whether each notice's data are made into a file: lists, search and tables are made from these."""
        return self.ledger or self.search or self.data

    @property
    def texts(self) -> bool:
        """Whether something is made from the texts of all notices."""
        return self.search or self.data


class Colours(NamedTuple):
    """The site's own colours as #rrggbb, "" for the theme's."""

    main: str = ""
    main_dark: str = ""
    band: str = ""


class Licence(NamedTuple):
    """On what terms the open data may be used; "" for what is not given."""

    name: str = ""
    url: str = ""


class Site(NamedTuple):
    """The site as configured; "" for what is not given."""

    name: str
    url: str  # with a trailing slash
    language: str = "zh-CN"
    time_zone: str = "Asia/Shanghai"
    description: str = ""
    keywords: tuple[str, ...] = ()
    sponsor: str = ""
    id_code: str = ""
    icp: str = ""
    police_record: str = ""
    mark_url: str = ""
    error_report_url: str = ""
    contact: Contact = Contact()
    theme: str = "default"
    example: bool = False
    licence: Licence = Licence()
    outputs: Switches = Switches()
    approval: bool = False  # notices need recorded approvals
    emblem: str = ""  # path under content/
    colours: Colours = Colours()
    links: tuple[tuple[str, str], ...] = ()  # further links of the footer: title, address
    note: str = ""  # a sentence in the footer
    spans: Mapping[str, Span] = {}  # where keys stand, for checks

    @property
    def domain(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def base_path(self) -> str:
        return urlsplit(self.url).path or "/"


def site_of(head: Head) -> Site:
    """The site of site.yaml's values."""
    v = head.values
    given = {k: v[k] for k in Site._fields if k in v and k not in ("keywords", "contact", "outputs", "colours")}
    given["name"] = v.get("name", "")
    given["url"] = str(v.get("url", "")).rstrip("/") + "/"
    switches = Switches(**(v.get("outputs") or {}))
    keywords = tuple(v.get("keywords", ()))
    given["licence"] = Licence(**(v.get("licence") or {}))
    given["colours"] = Colours(**(v.get("colours") or {}))
    footer = v.get("footer") or {}
    given["links"] = tuple((k["title"], k["url"]) for k in footer.get("links", ()) if len(k) == 2)
    given["note"] = footer.get("note", "")
    return Site(**given, keywords=keywords, contact=head.contact, outputs=switches, spans=head.spans)
