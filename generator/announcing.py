"""What is announced of a notice: from its source and its built page to a row, an entry of the log and files to keep."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator import article
from generator.log.entries import Entry, commitment, digest_of_files, encode
from generator.model import Head
from generator.parse import Parsed
from generator.record import plain, sections
from generator.register import Revision
from generator.revisions import Stated
from generator.wording import wording

RECORD = 1  # version of the record
# what of a site is not of a release: the log says it, so it cannot be said before
OF_THE_LOG = ("log/", "verify/")


class Announced(NamedTuple):
    """A revision ready to be announced: its row, its entry, its files below register/."""

    row: Revision
    entry: bytes
    files: Mapping[str, bytes]


def files_of(head: Head, page: article.Article) -> list[str]:
    """The addresses of files that an announced page shows or offers: attachments, pictures, files it links."""
    folder = head.address.removesuffix(".html")
    wanted = (
        [] if head.values.get("withdrawn") else [f"{folder}/{a['file']}" for a in head.values.get("attachments", ())]
    )
    for href in (*page.pictures, *page.links):
        path = unquote(href.partition("#")[0].partition("?")[0])
        if path and "://" not in path and not path.startswith(("mailto:", "tel:", "/")) and not path.endswith(".html"):
            wanted.append(normpath(join(dirname(head.address), path)))
    return [p for p in dict.fromkeys(wanted) if not p.startswith("..")]


def announced(
    head: Head, source: bytes, parsed: Parsed, page: article.Article, now: Stated, files: Mapping[str, str], index: int,
    prev: str, salt: bytes, at: str,
) -> Announced:  # fmt: skip
    """A revision of a notice as it is on the site; `files` are addresses with SHA-256, `prev` the entry before."""
    id_ = head.address.removesuffix(".html")
    digest = article.digest_of_text("".join(page.texts))
    row = Revision(
        index,
        now.type,
        id_,
        now.number,
        at,
        now.on,
        now.reason,
        head.title,
        head.text("published_at"),
        digest,
        wording(head, plain(parsed.notice.lead), sections(parsed.notice)),
        files,
        () if head.values.get("withdrawn") else tuple(s.id for s in parsed.notice.sections if s.number),
    )
    record = record_of(row, page.links)
    entry = Entry(
        now.type,
        id_,
        now.number,
        at,
        commitment(salt, record),
        digest,
        digest_of_files(files.items()),
        prev,
        now.reason,
    )
    kept = f"revisions/{id_}.v{now.number}"
    made = {f"{kept}.html": "".join(page.fragment).encode(), f"{kept}.json": opening(salt, record)}
    # the source of a withdrawal has all the words that were withdrawn
    return Announced(row, encode(entry), made if head.values.get("withdrawn") else {**made, f"{kept}.md": source})


def record_of(row: Revision, links: Iterable[str]) -> bytes:
    """The canonical record to which the log's entry commits: what the entry does not say openly."""
    values = row._asdict()
    kept = ("type", "id", "number", "on", "reason", "title", "published_at", "article_sha256", "files")
    return canonical({"v": RECORD, **{k: values[k] for k in kept}, "links": list(links)})


def opening(salt: bytes, record: bytes) -> bytes:
    """The file that opens a commitment: the salt in hexadecimal digits, and the record."""
    return canonical({"salt": salt.hex(), "record": json.loads(record)}) + b"\n"


def canonical(value: Any) -> bytes:
    """A value in the one spelling that is digested: UTF-8, no spaces, keys sorted."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def manifest(digests: Mapping[str, str]) -> bytes:
    """The files of a release as lines that `sha256sum -c` reads, by path; without those of the log."""
    lines = [f"{digest}  {path}\n" for path, digest in sorted(digests.items()) if not path.startswith(OF_THE_LOG)]
    return "".join(lines).encode()
