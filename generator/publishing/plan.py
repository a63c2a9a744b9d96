"""What differs between the live release and the next one, and in which order it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from generator.publishing.manifest import Item, Manifest

MOST_DELETED, MOST_SHARE = 20, 10  # files, and percent of the site, that may vanish without being asked
GRACE = 86400  # seconds that a stylesheet or script stays after it left the site


class Plan(NamedTuple):
    """The difference of two releases; `send` are the files whose bytes the target has nowhere."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    kept: int
    send: tuple[Item, ...]

    @property
    def size(self) -> int:
        """Bytes to send."""
        return sum(i.size for i in self.send)


def plan(old: Manifest, new: Manifest, kept: Manifest | None = None) -> Plan:
    """The plan that leads from one manifest to the other; of an earlier release, `kept`, the target has the files too."""
    there = {i.sha256 for m in (old, kept or {}) for i in m.values()}
    return Plan(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(p for p in new.keys() & old.keys() if new[p].sha256 != old[p].sha256)),
        tuple(sorted(p for p in old.keys() - new.keys() if not old[p].since)),
        sum(p in old and old[p].sha256 == i.sha256 for p, i in new.items()),
        tuple(in_order(i for i in new.values() if i.sha256 not in there)),
    )


def with_grace(old: Manifest, built: Manifest, now: int, grace: int) -> dict[str, Item]:
    """The built site with the assets that left it less than `grace` seconds ago: pages in caches still ask for them.

    Only files named by their digest stay. A page or an attachment that is gone must be gone.
    """
    out = dict(built)
    for path, i in old.items():
        if path not in built and i.cache == "immutable" and path.startswith("assets/"):
            since = i.since or now
            if now < since + grace:
                out[path] = i._replace(since=since)
    return out


def too_many(p: Plan, old: Manifest) -> int:
    """How many files would vanish, when that is more than may happen unasked; else 0. Stylesheets and scripts do not count."""
    gone = sum(not path.startswith("assets/") for path in p.deleted)
    there = sum(not i.since for i in old.values())
    return gone if gone > MOST_DELETED or gone * 100 > there * MOST_SHARE else 0


def in_order(items: Iterable[Item]) -> list[Item]:
    """Items in the order in which they may become visible: nothing is linked before it is there, the log's head last."""
    return sorted(items, key=lambda i: (stage(i.path), i.path))


_OTHERS, PAGES = 2, 3  # attachments, pictures, data of notices: before the pages that link to them
# the first that matches counts
_STAGES = (
    (re.compile(r"log/checkpoint"), 7),
    (re.compile(r"(?:log|verify)/.*"), 6),
    (re.compile(r"assets/.*"), 0),
    (re.compile(r"sitemap.*\.xml|robots\.txt|index\.html|404\.html"), 5),
    (re.compile(r"(?:.*/)?(?:index|[0-9]+)\.html|(?:.*/)?feed\.(?:xml|json)|search/.*|data/.*|ledger/.*|corrections/.*"), 4),
    (re.compile(r".*\.v[0-9]+\..*"), 1),
    (re.compile(r".*\.html"), PAGES),
)  # fmt: skip
STAGES = 8


def stage(path: str) -> int:
    """0 assets, 1 revisions, 2 files, 3 pages, 4 lists, feeds and search, 5 root, 6 log, 7 the head of the log."""
    return next((n for form, n in _STAGES if form.fullmatch(path)), _OTHERS)
