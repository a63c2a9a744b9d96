"""Revisions of notices as pages show them: what the front matter states, and where the register has them."""

from __future__ import annotations

from generator.fields import REVISION_KINDS
from generator.library import Library
from generator.model import Head
from generator.pages import VERIFY, choice
from generator.register import Revision, differences_of, page_of
from generator.revisions import PUBLISH, TYPES, stated
from generator.texts import texts
from generator.views import Change, Link, Version

_KINDS = {type_: kind for kind, type_ in TYPES.items()}


def versions(lib: Library, head: Head) -> tuple[Version, ...]:
    """The revisions of a notice, the first comes first; none of one that has only the first and was not announced."""
    announced = {r.number: r for r in lib.register.revisions.get(head.address.removesuffix(".html"), ())}
    if not announced and not head.values.get("revisions"):
        return ()
    found = [version(lib.language, announced[r.number]) if r.number in announced else
             _version(lib.language, r.number, r.type, r.on, r.reason) for r in stated(head)]  # fmt: skip
    return tuple(found)


def version(language: str, row: Revision) -> Version:
    """A revision that was announced."""
    made = _version(language, row.number, row.type, row.on, row.reason)
    differences = differences_of(row.id, row.number) if row.type != PUBLISH else ""
    return made._replace(page=page_of(row.id, row.number), differences=differences, entry=row.entry)


def _version(language: str, number: int, type_: str, on: str, reason: str) -> Version:
    name = texts(language)["changed_published"] if type_ == PUBLISH else choice(REVISION_KINDS, _KINDS[type_], language)
    return Version(number, type_, name, on, reason)


def changes_of(found: tuple[Version, ...], language: str) -> list[Change]:
    """What a notice's history says of its revisions, but for the first."""
    t = texts(language)
    return [
        Change(
            v.date,
            f"{t['version_before']}{v.number}{t['version_after']}{t['colon']}{v.name}",
            Link(v.differences, f"{t['differences_before']}{v.number}{t['differences_after']}")
            if v.differences
            else None,
            v.reason,
        )
        for v in found
        if v.kind != PUBLISH
    ]


def timemap_of(id_: str) -> str:
    """The address of the list of a notice's revisions (RFC 7089, application/link-format)."""
    return f"{id_}.timemap"


def relations(address: str, found: tuple[Version, ...]) -> tuple[tuple[str, str], ...]:
    """What the page of a notice says of its revisions to machines (RFC 5829, RFC 7089); none before the first is announced."""
    pages = [v.page for v in found if v.page]
    if not pages:
        return ()
    made = [("version-history timemap", timemap_of(address.removesuffix(".html"))), ("memento", pages[-1])]
    return (*made, *((("predecessor-version", pages[-2]),) if len(pages) > 1 else ()))


def relations_of(found: tuple[Version, ...], version: Version, address: str) -> tuple[tuple[str, str], ...]:
    """The same of a revision's own page."""
    pages = [v.page for v in found if v.page]
    at = pages.index(version.page)
    made = [
        ("version-history timemap", timemap_of(address.removesuffix(".html"))),
        ("latest-version original", address),
    ]
    made += [("predecessor-version", pages[at - 1])] if at else []
    return (*made, *((("successor-version", pages[at + 1]),) if at + 1 < len(pages) else ()))


def verification(version: Version) -> str:
    """The address where a reader verifies a revision, from the site's root."""
    id_ = version.page.removesuffix(".html")
    return f"{VERIFY}#{id_}={version.entry}"
