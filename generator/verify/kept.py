"""What a site folder keeps in `register/`: the rows and the texts by which builds know what was announced.

Nobody outside sees it, and whoever edits it makes the next build believe something else. So it is compared with the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from generator.log import Refused
from generator.log.entries import digest_of_files
from generator.register import FOLDER, ROWS, Closed, Release, Revision, Row, row_of
from generator.verify import CHECKPOINT, KEYS, Place, Read
from generator.verify.findings import Finding
from generator.verify.history import ERASE, ROTATE, History, Line, Trust, history
from generator.verify.notices import digest_of_page, notices_of
from generator.verify.older import Older, begins_with, compared


def log_of(kept: Place, trust: Trust) -> tuple[History | None, list[Finding]]:
    """The log in a register, and what is wrong with it."""
    found, findings = history(lambda path: kept.read("keys" if path == KEYS else path), trust)
    return found, [f._replace(where=f"{FOLDER}/{f.where}") for f in findings if f.is_wrong]


def beside(site: History, own: History) -> Finding:
    """How the log of a site stands to that in the register: the same, behind it, or another."""
    name = f"{FOLDER}/{CHECKPOINT}"
    with suppress(Refused):
        if site.checkpoint.size < own.checkpoint.size and begins_with(own.checkpoint, site.checkpoint, own.read):
            return Finding("V613", CHECKPOINT, (str(site.checkpoint.size), str(own.checkpoint.size)))
    return compared(site, Older(name, own.checkpoint, own.opened))[0]


def register(read: Read, found: History) -> Iterator[Finding]:
    """What in a register is not as its log says; `read` reads below register/."""
    yield from _rows(read, found)
    for notice in notices_of(found):
        for number, line in notice.revisions.items():
            where = f"revisions/{notice.id}.v{number}.html"
            data = read(where)
            if number not in notice.erased and (data is None or digest_of_page(data) != line.entry.article_sha256):
                yield Finding("V611", f"register/{where}", (str(number),))


def _rows(read: Read, found: History) -> Iterator[Finding]:
    data = read(ROWS)
    try:
        texts = (data or b"").decode().splitlines()
    except UnicodeDecodeError:
        texts = []
    erased = {(line.entry.id, line.entry.rev) for line in found.lines if line.entry.type == ERASE}
    lines = {line.number: line for line in found.lines}
    for number in range(max(len(texts), found.checkpoint.size)):
        line = lines.get(number)
        try:
            row = row_of(texts[number])
            right = line is not None and row.entry == number and _agree(row, line, erased)
        except (ValueError, IndexError, AttributeError, TypeError):
            right = False
        if not right:
            yield Finding("V612", f"register/{ROWS}", (str(number + 1), str(number)))


def _agree(row: Row, line: Line, erased: set[tuple[str, int]]) -> bool:
    entry = line.entry
    if isinstance(row, Revision):
        said = (row.type, row.id, row.number, row.at, row.reason, row.article_sha256)
        files = digest_of_files(row.files.items()) == entry.attachments or (row.id, row.number) in erased
        return files and said == (entry.type, entry.id, entry.rev, entry.at, entry.reason, entry.article_sha256)
    if isinstance(row, Closed):
        closed = (row.type, row.id, row.at, row.notices, row.manifest_sha256)
        return closed == (entry.type, entry.id, entry.at, entry.notices, entry.manifest_sha256)
    assert isinstance(row, Release)
    whole = (row.type, row.at, row.files, row.manifest_sha256)
    return whole == (entry.type, entry.at, entry.files, entry.manifest_sha256) and row.id in (
        (entry.id,) if entry.type != ROTATE else (entry.id, _key_id(entry.key))
    )


def _key_id(key: str) -> str:
    return key.split("+")[1]
