"""The register: what was announced, as one immutable value, and its rows as lines of JSON (docs/adr/0014).

A row stands for an entry of the log, in the log's order. Besides what the entry says it has what builds, pages and
archives need: dates as the office gives them, the files and anchors that must not vanish.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

FOLDER = "register"
ROWS = "register.jsonl"
ROUNDS = "rounds"
KEPT_LOOK, FOLLOWS = "kept", "follows"
KEYS = "keys"
LOG = "log"


class Revision(NamedTuple):
    """A state of a notice that was announced, or (`type` erase) that one was erased by law.

    `id` is the notice's address without its ending, `type` publish, correct, supplement, withdraw, restore, rerender or
    erase; `on` the office's date (YYYY-MM-DD), `at` the time of the entry in UTC, `entry` its index in the log.
    `parsed` is a digest of what the article was made from, by which builds know that nothing changed. `files` are
    the addresses of pictures and attachments with their SHA-256, `ids` the anchors of findings.
    """

    entry: int
    type: str
    id: str
    number: int
    at: str
    on: str
    reason: str
    title: str
    published_at: str
    article_sha256: str
    parsed: str
    files: Mapping[str, str]
    ids: tuple[str, ...]


class Closed(NamedTuple):
    """A round that was closed; `look` is kept (its pages are copied from then on) or follows (they follow the theme)."""

    entry: int
    type: str  # round-close
    id: str
    at: str
    on: str
    notices: int
    manifest_sha256: str
    look: str


class Release(NamedTuple):
    """The whole site at a moment; `type` is release. Other entries (round-open, key-rotate) are rows of this shape too."""

    entry: int
    type: str
    id: str
    at: str
    files: int = 0
    manifest_sha256: str = ""


Row = Revision | Closed | Release


class Register(NamedTuple):
    """All rows, and what is asked of them: revisions by notice (the first comes first), closed rounds, announced files.

    `revisions` has no rows of type erase; `erased` are the (id, number) of revisions that were.
    """

    origin: str = ""
    keys: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    revisions: Mapping[str, tuple[Revision, ...]] = {}
    erased: Mapping[tuple[str, int], Revision] = {}
    closed: Mapping[str, Closed] = {}
    files: Mapping[str, str] = {}
    log: Mapping[str, str] = {}  # paths below register/log with the digests of the files
    frozen: Mapping[str, Mapping[str, str]] = {}  # of rounds whose look is kept: address → SHA-256 when it was closed

    @property
    def exists(self) -> bool:
        """Whether the site has a log."""
        return bool(self.keys)

    def latest(self, id_: str) -> Revision | None:
        """The newest announced revision of a notice."""
        found = self.revisions.get(id_)
        return found[-1] if found else None


def register(rows: Iterable[Row], keys: Iterable[str] = (), log: Mapping[str, str] | None = None) -> Register:
    """The register of rows and verifier keys."""
    rows, keys = tuple(rows), tuple(keys)
    revisions: dict[str, tuple[Revision, ...]] = {}
    erased: dict[tuple[str, int], Revision] = {}
    closed: dict[str, Closed] = {}
    files: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Closed):
            closed[row.id] = row
        elif isinstance(row, Revision) and row.type == "erase":
            erased[row.id, row.number] = row
        elif isinstance(row, Revision):
            revisions[row.id] = (*revisions.get(row.id, ()), row)
            files.update(row.files)
    for id_, number in erased:
        kept = {file for r in revisions[id_] if (r.id, r.number) not in erased for file in r.files}
        for r in revisions[id_]:
            for file in r.files.keys() - kept if r.number == number else ():
                files.pop(file, None)
    origin = keys[-1].partition("+")[0] if keys else ""
    return Register(origin, keys, rows, revisions, erased, closed, files, log or {})


def line(row: Row) -> str:
    """A row as a line of register.jsonl."""
    return json.dumps(row._asdict(), ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def row_of(text: str) -> Row:
    """The row of a line; raises ValueError for what is none."""
    try:
        values: dict[str, Any] = json.loads(text)
        shape: type[Row] = Revision if "number" in values else Closed if "look" in values else Release
        if shape is Revision:
            values["ids"] = tuple(values["ids"])
        return shape(**values)
    except (ValueError, TypeError, KeyError, RecursionError) as e:
        raise ValueError("not a row of the register") from e


def kept_path(revision: Revision) -> str:
    """Where the kept files of a revision stand below register/, without their ending."""
    return f"revisions/{revision.id}.v{revision.number}"


def differences_of(id_: str, number: int) -> str:
    """The address of the page that shows how a revision differs from the one before."""
    return f"{id_}.v{number}.changes.html"


def page_of(id_: str, number: int) -> str:
    """The address of a revision's page."""
    return f"{id_}.v{number}.html"
