"""Permanent pages of revisions, how each differs from the one before, the list of them, and what else was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from generator import article
from generator.differences import counts, differences
from generator.library import Library
from generator.memento import http_date
from generator.page_views import DifferencesPage, RevisionPage
from generator.pages import ROUNDS, Crumb, meta, site_view
from generator.record import publisher_of
from generator.register import Revision, kept_path
from generator.revisions import ERASE
from generator.tasks import KEPT, Output, Task
from generator.texts import texts
from generator.versions import relations_of, timemap_of, verification, version
from generator.views import Link, SiteView, Version

ReadKept = Callable[[str], bytes]


def plan(lib: Library) -> Iterable[Task]:
    """The page of every revision that was announced."""
    site = site_view(lib)
    t = texts(lib.language)
    sources = {h.address: h.text("source") or publisher_of(site, context, h) for h, context in lib.contexts}
    for id_, rows in lib.register.revisions.items():
        found = tuple(version(lib.language, r) for r in rows)
        for row, one in zip(rows, found, strict=True):
            notice = Link(f"{id_}.html", rows[-1].title)
            title = f"{row.title or rows[-1].title}{t['version_suffix_before']}{row.number}{t['version_suffix_after']}"
            above = (*_above(lib, id_), notice)
            source = sources.get(notice.href) or site.sponsor or site.name
            tags = (("ArticleTitle", row.title or title), ("PubDate", row.published_at), ("ContentSource", source))
            head = meta(site, Crumb(one.page, title, "", t["versions"], above), tags)
            gone = lib.register.erased.get((id_, row.number))
            erased = f"{gone.on} {gone.reason}" if gone else ""
            kept = "" if gone else kept_path(row) + ".html"
            relations = relations_of(found, one, notice.href)
            told = row.published_at, row is rows[-1]
            view = (head, notice, found[::-1], one, told, kept, row.article_sha256, erased, relations)
            yield Task(one.page, "revision", view)


def page(
    site: SiteView, head: Any, notice: Link, found: Any, one: Version, told: tuple[str, bool], kept: str, digest: str, erased: str,
    relations: Any, read: ReadKept,
) -> RevisionPage:  # fmt: skip
    """What the template sees; the fragment was made by this program and is as it was announced."""
    text = Markup(read(kept).decode()) if kept else Markup("")
    t, stem = texts(site.language), one.page.removesuffix(".html")
    files = [Link(f"{stem}.tlog-proof", t["evidence_proof"])]
    files += [Link(f"{stem}.commit.json", t["evidence_commit"])] if kept else []
    return RevisionPage(site, head, notice, found, one, *told, text, erased, relations, verification(one), tuple(files))


def plan_differences(lib: Library) -> Iterable[Task]:
    """A page for every revision but the first."""
    site = site_view(lib)
    t = texts(lib.language)
    for id_, rows in lib.register.revisions.items():
        for before, row in pairwise(rows):
            one = version(lib.language, row)
            notice = Link(f"{id_}.html", rows[-1].title)
            title = f"{t['differences']}{t['colon']}{row.title or rows[-1].title}{t['version_suffix_before']}{row.number}{t['version_suffix_after']}"
            head = meta(site, Crumb(one.differences, title, "", t["versions"], (*_above(lib, id_), notice)))
            gone = any((id_, r.number) in lib.register.erased for r in (before, row))
            kept = [] if gone else [kept_path(r) + ".html" for r in (before, row)]
            digests = before.article_sha256, row.article_sha256
            yield Task(
                one.differences, "differences", (head, notice, one, version(lib.language, before), kept, digests)
            )


def differences_page(
    site: SiteView, head: Any, notice: Link, one: Version, before: Version, kept: list[str], _: Any, read: ReadKept
) -> DifferencesPage:
    articles = [article.read(read(path).decode()) for path in kept]
    found = differences(articles[0], articles[1]) if len(articles) == 2 and articles[0] and articles[1] else ()
    return DifferencesPage(site, head, notice, one, before, found, *counts(found), not kept)


def plan_timemap(lib: Library) -> Iterable[Task]:
    """A TimeMap for every notice that was announced (RFC 7089, section 5)."""
    for id_, rows in lib.register.revisions.items():
        yield Task(timemap_of(id_), "timemap", (lib.site.url, id_, tuple((r.number, r.at) for r in rows)))


def timemap(base: str, id_: str, rows: Iterable[tuple[int, str]]) -> bytes:
    rows = tuple(rows)
    url = base + quote(id_)
    times = [http_date(at) for _, at in rows]
    out = [
        f'<{url}.html>; rel="original timegate latest-version"',
        f'<{base}{quote(timemap_of(id_))}>; rel="self"; type="application/link-format"; from="{times[0]}"; until="{times[-1]}"',
    ]
    for n, ((number, _), time) in enumerate(zip(rows, times, strict=True)):
        names = "first " * (n == 0) + "last " * (n == len(rows) - 1) + "memento"
        out.append(f'<{url}.v{number}.html>; rel="{names}"; datetime="{time}"')
    return ",\n".join(out).encode() + b"\n"


def plan_kept(lib: Library) -> Iterable[Task]:
    """What was kept as it was announced: files of notices, proofs, what the commitments bind to; and the log."""
    register = lib.register
    for address, digest in register.files.items():
        yield Task(address, "kept", "", f"{KEPT}files/{address}", digest)
    for row in register.rows:
        if isinstance(row, Revision) and row.type != ERASE:
            proof, commit = kept_path(row) + ".tlog-proof", kept_path(row) + ".json"
            yield Task(f"{row.id}.v{row.number}.tlog-proof", "kept", "", KEPT + proof, row.article_sha256)
            if (row.id, row.number) not in register.erased:
                yield Task(f"{row.id}.v{row.number}.commit.json", "kept", "", KEPT + commit, row.article_sha256)
    for path, digest in register.log.items():
        yield Task(f"log/{path}", "kept", "", f"{KEPT}log/{path}", digest)
    if register.exists:
        keys = "".join(f"{key}\n" for key in register.keys)
        yield Task("log/keys", "kept", keys.encode(), "", article.digest_of_text(keys))


def _above(lib: Library, id_: str) -> tuple[Link, ...]:
    round_ = lib.rounds.get(id_.rpartition("/")[0])
    return (Link(ROUNDS, texts(lib.language)["rounds"]), Link(round_.address, round_.title)) if round_ else ()


OUTPUTS = (
    Output("revision", "revision.html", plan, page, reads_register=True),
    Output("differences", "differences.html", plan_differences, differences_page, reads_register=True),
    Output("timemap", "", plan_timemap, timemap, takes_site=False),
    Output("kept", "", plan_kept, takes_site=False),
)
