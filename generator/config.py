"""site.yaml → Site, with the defaults of what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from generator.diagnostics import Span
from generator.model import Contact, Head


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
    given = {k: v[k] for k in Site._fields if k in v and k not in ("keywords", "contact")}
    given["name"] = v.get("name", "")
    given["url"] = str(v.get("url", "")).rstrip("/") + "/"
    return Site(**given, keywords=tuple(v.get("keywords", ())), contact=head.contact, spans=head.spans)
