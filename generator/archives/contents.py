"""What a package says of itself: its facts for programs, its text for people, the fields of the bag."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from generator import __version__
from generator.config import Site
from generator.message import Message
from generator.register import Closed

FORMAT = 1
README = "data/说明.txt"
FACTS = "data/archive.json"
VERIFY = "data/verify/verify.py"
WACZ = "data/wacz/round.wacz"
LIST = "data/round.sha256"
SITE, SOURCE, ORIGINALS, LOG, KEYS = "data/site/", "data/source/", "data/originals/", "data/log/", "data/keys/"
CATALOGUE = "data/index/catalogue"


class About(NamedTuple):
    """What is archived: the round's id and title, the site, how the round was closed, the moment it shows (UTC), the key.

    `reason` says why a round was closed with open matters, `open` what they were (code, path, particulars).
    """

    round: str
    title: str
    site: Site
    closed: Closed
    as_of: str
    key: str
    reason: str
    open: tuple[tuple[str, ...], ...]

    @property
    def software(self) -> str:
        return f"gongkai {__version__}"

    @property
    def epoch(self) -> int:
        """The moment as seconds since 1970."""
        return seconds(self.as_of)


def seconds(at: str) -> int:
    """A moment as entries say it, in seconds since 1970."""
    return int(datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def facts(about: About) -> bytes:
    """The package for programs."""
    closed = about.closed
    return (
        json.dumps(
            {
                "format": FORMAT,
                "round": about.round,
                "title": about.title,
                "site": about.site.url,
                "language": about.site.language,
                "closed": {"entry": closed.entry, "at": closed.at, "on": closed.on, "notices": closed.notices},
                "look": closed.look,
                "reason": about.reason,
                "open": [list(o) for o in about.open],
                "as_of": about.as_of,
                "source_date_epoch": about.epoch,
                "key": about.key,
                "software": about.software,
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    ).encode()


def fields(about: About) -> Iterable[tuple[str, str]]:
    """The fields of bag-info.txt."""
    site = about.site
    return (
        ("Source-Organization", site.sponsor or site.name),
        ("Organization-Address", site.contact.address),
        ("Contact-Phone", site.contact.phone),
        ("Contact-Email", site.contact.email),
        ("External-Description", about.title),
        ("External-Identifier", f"{site.url}{about.round}/"),
        ("Bagging-Date", about.as_of[:10]),
        ("Bag-Software-Agent", about.software),
    )


def readme(template: str, about: About, messages: Mapping[str, Message]) -> bytes:
    """The text for people, in Chinese and English."""
    values = {
        "title": about.title,
        "sponsor": about.site.sponsor or about.site.name,
        "site_name": about.site.name,
        "site": about.site.url,
        "closed_on": about.closed.on,
        "notices": str(about.closed.notices),
        "as_of": about.as_of,
        "epoch": str(about.epoch),
        "software": about.software,
        "key": about.key,
        "incomplete_zh": _incomplete(about, messages, "zh-CN"),
        "incomplete_en": _incomplete(about, messages, "en"),
    }
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template.encode()


def _incomplete(about: About, messages: Mapping[str, Message], language: str) -> str:
    if not about.open:
        return ""
    en = language == "en"
    head = "It was closed although (reason given: {})" if en else "结束时还有没办完的事（理由：{}）"
    rows = []
    for code, path, *args in about.open:
        m = messages[code]
        rows.append(f"- {path}: {(m.en if en else m.zh).format(*args)}")
    return "\n".join(["", head.format(about.reason) + (":" if en else "："), *rows, ""])
