"""What the last build knew: a rebuildable cache outside the site, never the authority.

One SQLite file per output folder, so that one edit among ten thousand notices reads and writes a
few rows. A file that is damaged, or was written by other code, is thrown away.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, NamedTuple

from generator import load
from generator.diagnostics import Diagnostic, from_rows

_SCHEMA = """
create table if not exists meta (name text primary key, value text not null) without rowid;
create table if not exists source (
    path text primary key, size int, mtime int, ctime int, digest text, head text, facts text, said text
) without rowid;
create table if not exists output (
    path text primary key, size int, mtime int, key text, source text, context text, output text, bundle text
) without rowid;
create index if not exists output_source on output (source) where source != '';
"""


_FILES = ("", "-journal", "-wal", "-shm")


class SourceRow(NamedTuple):
    """A source file as last seen; `head`, `facts` and `said` (its diagnostics) are JSON or ""."""

    path: str
    size: int
    mtime: int
    ctime: int
    digest: str
    head: str
    facts: str
    said: str


class OutputRow(NamedTuple):
    """A file of the site as last written.

    `context` is the JSON of what a file made from a body was made with, `output` its kind; `bundle` the
    path of the task that made several files.
    """

    path: str
    size: int
    mtime: int
    key: str
    source: str
    context: str
    output: str
    bundle: str


class State:
    """The remembered build of one output folder."""

    def __init__(self, path: str, stamp: str) -> None:
        self.path = path
        self.stamp = stamp
        self.fresh = False
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            self.db = self._open()
            if self.meta("stamp") != stamp:
                self._forget()
        except sqlite3.DatabaseError:
            self._discard()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None)
        db.execute("pragma synchronous=off")
        db.executescript(_SCHEMA)
        return db

    def _forget(self) -> None:
        """Keep only which files are ours: other code may read sources otherwise."""
        self.db.executescript("delete from source; delete from meta; update output set key = ''")
        self.fresh = True
        self.save({"stamp": self.stamp}, (), (), (), ())

    def discard(self) -> None:
        """Throw the file away: the next build reads everything again."""
        self.db.close()
        for suffix in _FILES:
            with suppress(OSError):
                os.unlink(self.path + suffix)

    def _discard(self) -> None:
        with suppress(AttributeError):
            self.db.close()
        for suffix in _FILES:
            with suppress(FileNotFoundError):
                os.unlink(self.path + suffix)
        self.db = self._open()
        self.fresh = True
        self.save({"stamp": self.stamp}, (), (), (), ())

    def meta(self, name: str) -> Any:
        """A remembered value, None when there is none."""
        row = self.db.execute("select value from meta where name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def source_stats(self) -> dict[str, tuple[int, int, int]]:
        """Size, mtime and ctime of every source, by path."""
        return {p: (s, m, c) for p, s, m, c in self.db.execute("select path, size, mtime, ctime from source")}

    def output_stats(self) -> dict[str, tuple[int, int]]:
        """Size and mtime of every file of the site, by path."""
        return {p: (s, m) for p, s, m in self.db.execute("select path, size, mtime from output")}

    def sources(self) -> dict[str, SourceRow]:
        return {r[0]: SourceRow(*r) for r in self.db.execute("select * from source")}

    def source(self, path: str) -> SourceRow | None:
        row = self.db.execute("select * from source where path = ?", (path,)).fetchone()
        return SourceRow(*row) if row else None

    def outputs(self) -> dict[str, OutputRow]:
        return {r[0]: OutputRow(*r) for r in self.db.execute("select * from output")}

    def outputs_of(self, source: str) -> list[OutputRow]:
        """The files made from a source."""
        rows = self.db.execute("select * from output where source = ? and source != '' order by path", (source,))
        return [OutputRow(*r) for r in rows]

    def remembered(self) -> list[Diagnostic]:
        """The diagnostics of the last build."""
        said = self.db.execute("select said from source where said != ''")
        rows = [d for (text,) in said for part in json.loads(text) for d in part]
        return from_rows([*rows, *(self.meta("said") or ())])

    def save(
        self,
        meta: dict[str, Any],
        sources: Iterable[SourceRow],
        gone: Iterable[str],
        outputs: Iterable[OutputRow],
        removed: Iterable[str],
    ) -> None:
        """Remember what changed, all or nothing."""
        db = self.db
        db.execute("begin immediate")
        try:
            db.executemany("insert or replace into meta values (?, ?)", [(k, json.dumps(v)) for k, v in meta.items()])
            db.executemany("delete from source where path = ?", [(p,) for p in gone])
            db.executemany("insert or replace into source values (?,?,?,?,?,?,?,?)", sources)
            db.executemany("delete from output where path = ?", [(p,) for p in removed])
            db.executemany("insert or replace into output values (?,?,?,?,?,?,?,?)", outputs)
            db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise

    def close(self) -> None:
        self.db.close()


@contextmanager
def lock(cache: str) -> Iterator[None]:
    """One build of a site at a time; another waits. The lock ends with its process."""
    os.makedirs(cache, exist_ok=True)
    with suppress(FileExistsError), open(os.path.join(cache, ".gitignore"), "x", encoding="ascii") as f:
        f.write("*\n")
    with open(os.path.join(cache, "lock"), "a", encoding="ascii") as f:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(f, fcntl.LOCK_EX)
        yield


@cache
def stamp() -> str:
    """What stands for the code of this process: the program's files, the interpreter, the libraries it reads with."""
    here = os.path.dirname(os.path.abspath(__file__))
    files = load.listing(here).files
    parts = [sys.version, *(f"{p}:{s.size}:{s.mtime}" for p, s in sorted(files.items()) if p.endswith(".py"))]
    for name in (
        "jinja2",
        "markdown_it",
        "mdit_py_plugins",
        "yaml",
        "markupsafe",
        "chinese_calendar",
        "opencc",
        "segno",
        "weasyprint",
        "xlsxwriter",
    ):
        for folder in sys.path:
            with suppress(OSError):
                s = os.stat(os.path.join(folder, name, "__init__.py"))
                parts.append(f"{name}:{s.st_size}:{s.st_mtime_ns}")
                break
    return load.digest("\n".join(parts).encode())
