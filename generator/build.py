"""The order of the stages: load → parse → check → plan → render → write.

There are four ways not to work: nothing changed on disk; a source's digest is known, so is what was
read from it; only bodies changed, and no other page knows of what changed in them; a file's key is
known, so is the file. Heavy imports stay behind the first.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from generator import load
from generator.diagnostics import Diagnostic, failed, in_order
from generator.state import OutputRow, SourceRow, State

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.config import Site
    from generator.library import Library
    from generator.model import Facts, Head
    from generator.plan import Keyed
    from generator.tasks import Task
    from generator.theme import Theme
    from generator.worker import Job, Result, Work
    from generator.write import Written

CACHE = ".gongkai"
BATCH = 40
# below this many bytes of text to read, starting processes costs more than they save
WORTH_PROCESSES = 1_500_000
# a file whose time is this close to the last look at it may have changed since without it showing
RACY_NS = 50_000_000
# with more files changed than this, the whole plan is made anew
FEW = 50
KEPT_UNSAID = (".gitkeep", ".gitignore", ".nojekyll", "CNAME")


class Options(NamedTuple):
    """What to build, where, and how. `now` is epoch seconds, 0 for the clock's."""

    root: str | os.PathLike[str]
    out: str | os.PathLike[str] = ""
    now: int = 0
    drafts: bool = False
    preview: bool = False
    executor: str = "auto"
    jobs: int = 0
    verify: bool = False
    clean: bool = False
    write: bool = True
    progress: Callable[[int, int], None] | None = None


class Report(NamedTuple):
    """What a build did. Without success nothing was written and the last good site stands."""

    diagnostics: tuple[Diagnostic, ...]
    written: int = 0
    removed: int = 0
    kept: int = 0
    seconds: float = 0.0
    next_change: int = 0
    reasons: tuple[tuple[str, str], ...] = ()  # address, why it was made again
    language: str = "zh-CN"

    @property
    def exit_code(self) -> int:
        return 1 if failed(self.diagnostics) else 0


class _Place(NamedTuple):
    """Where things are."""

    root: str
    content: str
    out: str
    cache: str


def build(options: Options) -> Report:
    """Build the site of a folder. Raises OSError when the disk refuses, after tidying up."""
    started = time.perf_counter()
    root = os.path.realpath(options.root)
    out = os.path.realpath(os.path.join(root, options.out or "site"))
    place = _Place(root, os.path.join(root, "content"), out, os.path.join(root, CACHE))
    if out == root or place.content.startswith(out + os.sep) or out.startswith(place.content + os.sep) or out == place.content:
        raise ValueError(f"the site cannot be built into {out}")
    if not os.path.isfile(os.path.join(place.content, "site.yaml")):
        return Report((Diagnostic("content/site.yaml", 1, 1, 0, "E0007"),))
    with _lock(place.cache):
        name = load.digest(f"{out}\0{options.drafts}\0{options.preview}".encode())[:12]
        state = State(os.path.join(place.cache, f"{name}.sqlite"), _stamp())
        collects = gc.isenabled()
        gc.disable()  # what a build makes lives until its end
        try:
            report = _Build(options, place, state).run()
        finally:
            state.close()
            if collects:
                gc.enable()
    return report._replace(seconds=time.perf_counter() - started)


@contextmanager
def _lock(cache: str) -> Iterator[None]:
    """One build of a site at a time; another waits. The lock ends with its process."""
    os.makedirs(cache, exist_ok=True)
    with suppress(FileExistsError), open(os.path.join(cache, ".gitignore"), "x", encoding="ascii") as f:
        f.write("*\n")
    with open(os.path.join(cache, "lock"), "a", encoding="ascii") as f:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(f, fcntl.LOCK_EX)
        yield


def _stamp() -> str:
    """What stands for the code: the program's files, the interpreter, the libraries it reads with."""
    here = os.path.dirname(os.path.abspath(__file__))
    files = load.listing(here).files
    parts = [sys.version, *(f"{p}:{s.size}:{s.mtime}" for p, s in sorted(files.items()) if p.endswith(".py"))]
    for name in ("jinja2", "markdown_it", "mdit_py_plugins", "yaml", "markupsafe"):
        for folder in sys.path:
            with suppress(OSError):
                s = os.stat(os.path.join(folder, name, "__init__.py"))
                parts.append(f"{name}:{s.st_size}:{s.st_mtime_ns}")
                break
    return load.digest("\n".join(parts).encode())


class _Build:
    """One build. The methods are the stages, in order."""

    def __init__(self, options: Options, place: _Place, state: State) -> None:
        self.options = options
        self.place = place
        self.state = state
        self.now = options.now or int(time.time())
        self.scanned_at = time.time_ns()
        self.found: list[Diagnostic] = []
        self.pool: Executor | None = None
        self.hidden: set[str] = set()
        self.forget()

    def run(self) -> Report:
        self.look()
        if (report := self.nothing_changed()) is not None:
            return report
        return self.everything()

    def forget(self) -> None:
        """Start with nothing read or made."""
        self.reasons: dict[str, str] = {}
        self.written: dict[str, Written] = {}
        self.heads: dict[str, Head] = {}
        self.digests: dict[str, str] = {}
        self.facts: dict[str, Facts] = {}
        self.head_said: dict[str, tuple[Diagnostic, ...]] = {}
        self.body_said: dict[str, tuple[Diagnostic, ...]] = {}
        self.touched: set[str] = set()

    # ------------------------------------------------------------------ load

    def look(self) -> None:
        """List sources and outputs, and tell which differ from what the state remembers."""
        from generator.theme import folders

        content = load.listing(self.place.content, "content/")
        self.listing_faults = content.diagnostics
        self.seen = {"content/" + p: s for p, s in content.files.items()}
        theme = self.state.meta("theme") or "default"
        for folder, label in folders(self.place.root, theme):
            self.seen.update((label + p, s) for p, s in load.listing(folder, label).files.items())
        self.on_disk, self.disk_folders = load.outputs(self.place.out)
        since = 0 if self.options.clean else (self.state.meta("scanned_at") or 0) - RACY_NS
        known = self.state.source_stats()
        self.suspects = [
            p for p, s in self.seen.items() if known.get(p) != s or s.mtime >= since or self.options.verify
        ]
        self.gone = [p for p in known if p not in self.seen]
        ours = self.state.output_stats()
        self.ours = ours
        self.hurt = {p for p, s in ours.items() if (d := self.on_disk.get(p)) is None or (d.size, d.mtime) != s}
        self.strangers = [p for p in self.on_disk if p not in ours]

    def nothing_changed(self) -> Report | None:
        """The report of a build with nothing to do, or None."""
        if self.suspects or self.gone or self.hurt or not self.sound():
            return None
        remembered = [*self.remembered(), *self.strange(self.strangers)]
        language = self.state.meta("language")
        return Report(in_order(remembered), 0, 0, len(self.ours), 0.0, self.state.meta("next_change"), (), language)

    def remembered(self) -> list[Diagnostic]:
        """The diagnostics of the last build."""
        said = _diagnostics(d for text in self.state.said() for part in json.loads(text) for d in part)
        return said + _diagnostics(self.state.meta("said") or ())

    def sound(self) -> bool:
        """Whether the last build succeeded and the clock has made nothing due since."""
        o, until = self.options, self.state.meta("next_change")
        if until is None or self.state.fresh or o.clean or o.verify or not o.write:
            return False
        return (until == 0 or self.now < until) and self.now >= (self.state.meta("now") or 0)

    # ----------------------------------------------------------- the whole

    def everything(self) -> Report:
        """Every stage, after the look at the disk."""
        from generator import checks, theme
        from generator.library import library
        from generator.pages import site_view, with_facts
        from generator.plan import plan
        from generator.worker import Job, Work

        site = self.read_site()
        if site is None:
            return self.failure()
        self.site = site
        tz = self.zone(site)
        self.theme = theme.load(theme.folders(self.place.root, site.theme))
        self.found += self.theme.diagnostics or theme.compile_faults(self.theme)
        try:
            if (report := self.bodies_only()) is not None:
                return report
            self.forget()
            heads = self.read_heads()
            files = frozenset(p[8:] for p in self.seen if p.startswith("content/"))
            script = "_preview/client.js" if self.options.preview else ""
            drafts = self.options.drafts or self.options.preview
            lib = library(heads, site, tz, self.theme, self.now, drafts, files, self.digests, script)
            said = [d for check in checks.HEAD_CHECKS for d in check(lib)]
            tasks, _ = plan(lib, facts=False)  # two at one address were reported by the checks
            self.found += said
            view = site_view(lib)
            self.job = Job(self.place.content, self.place.out, "", view, self.theme._replace(assets={}), lib.moved)
            self.hidden = {"content/" + p for p, s in lib.states.items() if s.state == "draft"}
            todo = self.stale(tasks)
            covered = {t.task.source for t in todo}
            unread = [h for h in (*lib.notices, *lib.pages) if h.path not in self.facts and h.path not in covered]
            self.make([self.work(k.task, heads[k.task.source]) for k in todo] + [self.work(self.unread(h), h) for h in unread])
            lib = with_facts(lib, self.facts)
            more = [d for check in checks.FACT_CHECKS for d in check(lib)]
            said += more
            self.found += more
            if self.failed() or not self.options.write:
                return self.failure()
            lists, twice = plan(lib, facts=True)
            self.found += twice + self.clashes([k.task for k in (*tasks, *lists)])
            if self.failed():
                return self.failure()
            todo += (more_todo := self.stale(lists))
            self.make([Work(k.task) for k in more_todo])
            if self.failed():
                return self.failure()
            until = min((s.until for s in lib.states.values() if s.until), default=0)
            meta = {"moved": dict(lib.moved), "site_view": view, "said": [*self.mark(said)], "next_change": until}
            return self.finish([*tasks, *lists], todo, meta)
        finally:
            self.tidy()

    def read_site(self) -> Site | None:
        """site.yaml, which says how to read the rest."""
        from generator.config import site_of
        from generator.worker import read_heads

        result = read_heads(self.place.content, self.state.meta("language") or "zh-CN", [("site.yaml", "")])[0]
        self.found += self.listing_faults
        self.site_result = result
        if result.head is None:
            self.found += result.diagnostics
            return None
        return site_of(result.head)

    def zone(self, site: Site):  # type: ignore[no-untyped-def]
        from generator.diagnostics import Span, at
        from generator.publication import zone
        from generator.theme import exists

        head = self.site_result.head
        spans = head.spans if head else {}
        if not exists(self.place.root, site.theme):
            self.found.append(at("content/site.yaml", spans.get("theme", Span()), "E0217", site.theme, "default"))
        tz = zone(site.time_zone)
        if tz is None:
            self.found.append(at("content/site.yaml", spans.get("time_zone", Span()), "E0215", site.time_zone))
        return tz or zone("Asia/Shanghai")

    # --------------------------------------------------------------- parse

    def read_heads(self) -> dict[str, Head]:
        """The heads of all text files; what is known by digest is not read again. Other files are digested."""
        from functools import partial

        from generator.links import record_of
        from generator.worker import read_heads

        rows = {} if self.options.clean else self.state.sources()
        suspects = set(self.suspects)
        again = self.state.meta("language") != self.site.language
        wanted: list[tuple[str, str]] = []
        size = 0
        for shown, stat in self.seen.items():
            if not shown.startswith("content/"):
                continue
            path, row = shown[8:], rows.get(shown)
            if record_of(path) is None:
                same = row is not None and shown not in suspects
                self.digests[path] = row.digest if row and same else self.digest(path)
            elif row is None or again or shown in suspects:
                wanted.append((path, row.digest if row and not again else ""))
                size += stat.size
            else:
                self.recall(path, row)
        work = partial(read_heads, self.place.content, self.site.language)
        for batch in self.batches(work, wanted, size):
            for r in batch:
                self.touched.add(r.path)
                if r.same:
                    self.recall(r.path, rows["content/" + r.path])
                    continue
                self.digests[r.path] = r.digest
                self.head_said[r.path] = r.diagnostics
                if r.head is not None:
                    self.heads[r.path] = r.head
        return {p: h for p, h in self.heads.items() if h.record != "site"}

    def recall(self, path: str, row: SourceRow) -> None:
        """Take what was read from a source at its digest."""
        from generator.remembered import facts_from, head_from

        if (head := head_from(row.head)) is not None:
            self.heads[path] = head
        if (facts := facts_from(row.facts)) is not None:
            self.facts[path] = facts
        self.digests[path] = row.digest
        said = json.loads(row.said) if row.said else ((), ())
        self.head_said[path], self.body_said[path] = (tuple(_diagnostics(part)) for part in said)

    def digest(self, path: str) -> str:
        """The digest of a file that is copied; of one that cannot be read, "" (copying it will say so)."""
        try:
            return load.digest(load.read(f"{self.place.content}/{path}"))
        except OSError:
            return ""

    def bodies_only(self) -> Report | None:
        """The report of a build in which only bodies changed and nothing else knows of it, or None.

        Facts are all that other pages and checks know of a body: when they are the same, and so is the
        front matter, only the body's own page can change, and it is made from the remembered context.
        """
        from generator import write
        from generator.plan import Keyed
        from generator.remembered import context_from, facts_json, head_json, site_view_from
        from generator.tasks import Task
        from generator.worker import Job, Work, read_heads, run

        state = self.state
        rows = {p: state.source(p) for p in self.suspects if len(self.suspects) <= FEW}
        if not rows or self.gone or self.hurt or not self.sound():
            return None
        if not all(row and row.facts and p.startswith("content/") for p, row in rows.items()):
            return None
        known = {p[8:]: row for p, row in rows.items() if row}
        heads = read_heads(self.place.content, self.site.language, [(p, row.digest) for p, row in known.items()])
        todo: list[Keyed] = []
        works = []
        for r in heads:
            row = known[r.path]
            self.digests[r.path] = r.digest
            if r.same:
                self.recall(r.path, row)
                continue
            output = state.output_of(r.path)
            if r.head is None or r.diagnostics or output is None or head_json(r.head) != row.head:
                return None
            self.heads[r.path] = r.head
            task = Task(output.path, r.head.record, context_from(output.context), r.path, r.digest)
            todo.append(Keyed(task, f"{output.key.rpartition('.')[0]}.{r.digest}"))
            works.append(Work(task, r.head, self.seen["content/" + r.path]))
        stage = write.open_stage(self.place.out) if works else ""
        view = site_view_from(state.meta("site_view"))
        self.job = Job(self.place.content, self.place.out, stage, view, self.theme._replace(assets={}), state.meta("moved"))
        write.make_folders(stage, [k.task.path for k in todo])
        for result in run(self.job, works):
            if facts_json(result.facts) != known[result.task.source].facts or failed((*result.said, *result.faults)):
                return None
            self.take(result)
        self.reasons = dict.fromkeys((k.task.path for k in todo), "source")
        changed = [p for p, w in self.written.items() if not w.same]
        if changed:
            kept = [p for p in self.on_disk if p not in self.written]
            write.commit(stage, self.place.out, changed, (), kept, self.strange_folders())
        self.remember({}, self.output_rows(todo), ())
        remembered = [*self.remembered(), *self.strange(self.strangers)]
        counts = len(changed), 0, len(self.ours) - len(changed), 0.0, state.meta("next_change")
        return Report(in_order(remembered), *counts, tuple(self.reasons.items()), self.site.language)

    # -------------------------------------------------------------- render

    def stale(self, tasks: list[Keyed]) -> list[Keyed]:
        """The tasks whose file must be made again; why is kept for the report."""
        from generator.plan import reason

        if not hasattr(self, "old"):
            self.old = self.state.outputs()
        out = []
        for keyed in tasks:
            task = keyed.task
            row = self.old.get(task.path)
            if self.options.verify or self.options.clean or row is None or row.key != keyed.key or task.path in self.hurt:
                self.reasons[task.path] = reason(row.key if row else "", keyed.key)
                out.append(keyed)
            elif task.source and task.output != "attachment" and task.source not in self.facts:
                out.append(keyed)
        return out

    def unread(self, head: Head) -> Task:
        """A task that only reads a body: nothing is made of it."""
        from generator.tasks import Task

        return Task("", head.record, None, head.path, self.digests[head.path])

    def work(self, task: Task, head: Head) -> Work:
        from generator.worker import Work

        return Work(task, head, self.seen["content/" + task.source])

    def make(self, work: list[Work]) -> None:
        """Run tasks, and take in facts and faults. After a fault bodies are read, but nothing is made."""
        from functools import partial

        from generator import write
        from generator.worker import run

        if self.failed() or not self.options.write:
            work = [w for w in work if w.head is not None and w.head.path not in self.facts]
            self.job = self.job._replace(stage="")
        elif work and not self.job.stage:
            self.job = self.job._replace(stage=write.open_stage(self.place.out))
        if self.job.stage:
            write.make_folders(self.job.stage, [w.task.path for w in work])
        size = sum(w.seen.size if w.seen else 2000 for w in work)
        done = 0
        for batch in self.batches(partial(run, self.job), work, size):
            for result in batch:
                self.take(result)
            done += len(batch)
            if self.options.progress:
                self.options.progress(done, len(work))

    def take(self, r: Result) -> None:
        """Take in what came of a task."""
        source = r.task.source
        if r.facts is not None:
            self.facts[source] = r.facts
        if r.task.output in ("notice", "page"):
            self.body_said[source] = r.said
            self.touched.add(source)
        self.found += r.faults
        if r.written is not None:
            self.written[r.task.path] = r.written

    def batches(self, work, items, size):  # type: ignore[no-untyped-def]
        """Work on batches, in this process or several."""
        from generator.execute import EXECUTORS, in_batches, serial

        o = self.options
        jobs = o.jobs or os.cpu_count() or 1
        worth = self.pool is not None or size > WORTH_PROCESSES
        several = o.executor != "serial" and (o.executor != "auto" or (jobs > 1 and worth))
        if several and self.pool is None and items:
            name = "processes" if o.executor == "auto" else o.executor
            self.pool = dict(EXECUTORS)[name](jobs)
        pool = self.pool if several and self.pool is not None else serial(1)
        return in_batches(pool, work, items, min(BATCH, max(1, len(items) // (jobs * 2))) if several else 1_000_000)

    # --------------------------------------------------------------- write

    def clashes(self, tasks: list[Task]) -> list[Diagnostic]:
        """Strange files where folders must be, and the other way round."""
        planned = {t.path for t in tasks}
        folders = {p[: i + 1] for p in planned for i in range(len(p)) if p[i] == "/"}
        shown = os.path.relpath(self.place.out, self.place.root).replace(os.sep, "/")
        hit = [p for p in self.strangers if p + "/" in folders or any(p.startswith(q + "/") for q in planned)]
        hit += [p for p in self.disk_folders if p in planned]
        return [Diagnostic(f"{shown}/{p}", 1, 1, 0, "E0803") for p in hit]

    def finish(self, tasks: list[Keyed], todo: list[Keyed], meta: dict[str, object]) -> Report:
        """Put the new site in place and remember it."""
        from generator import write

        planned = {k.task.path for k in tasks}
        changed = [p for p, w in self.written.items() if not w.same]
        removed = [p for p in self.ours if p not in planned and p in self.on_disk]
        staged = self.written.keys()
        gone = set(removed)
        if changed or removed:
            kept = [p for p in self.on_disk if p not in gone and p not in staged]
            stage = self.job.stage or write.open_stage(self.place.out)
            write.commit(stage, self.place.out, changed, removed, kept, self.strange_folders())
        self.remember(meta, self.output_rows(todo), [p for p in self.ours if p not in planned])
        reasons = tuple(sorted((p, why) for p, why in self.reasons.items()))
        said = in_order([*self.all_found(), *self.strange(p for p in self.strangers if p not in planned)])
        kept_count = len(planned) - len(changed)
        until = meta["next_change"]
        assert isinstance(until, int)
        return Report(said, len(changed), len(removed), kept_count, 0.0, until, reasons, self.site.language)

    def output_rows(self, made: list[Keyed]) -> list[OutputRow]:
        """What is to be remembered of the files made."""
        rows = []
        for task, key in made:
            w = self.written[task.path]
            context = json.dumps(task.view) if task.output in ("notice", "page") else ""
            rows.append(OutputRow(task.path, w.size, w.mtime, key, task.source if context else "", context))
        return rows

    def strange_folders(self) -> list[str]:
        """Folders of the output that are not, or not only, of this program's making."""
        strange = {p for s in self.strangers for p in _parents(s)}
        mine = {p for s in self.ours for p in _parents(s)}
        return [f for f in self.disk_folders if f in strange or f not in mine]

    def failure(self) -> Report:
        """Nothing is written; what was read is remembered all the same."""
        if hasattr(self, "site"):
            self.remember({"next_change": None}, [], [])
        language = self.site.language if hasattr(self, "site") else "zh-CN"
        return Report(in_order(self.all_found()), language=language)

    def remember(self, meta: dict[str, object], outputs: list[OutputRow], removed: Iterable[str]) -> None:
        from generator.remembered import facts_json, head_json

        rows = []
        suspects = set(self.suspects)
        for shown, s in self.seen.items():
            path = shown[8:] if shown.startswith("content/") else ""
            if path not in self.digests:
                if shown in suspects:
                    rows.append(SourceRow(shown, *s, "", "", "", ""))
            elif shown in suspects or path in self.touched:
                said = self.mark(self.head_said.get(path, ())), self.mark(self.body_said.get(path, ()))
                text = json.dumps(said, ensure_ascii=False) if any(said) else ""
                head, facts = head_json(self.heads.get(path)), facts_json(self.facts.get(path))
                rows.append(SourceRow(shown, *s, self.digests[path], head, facts, text))
        base = {"theme": self.site.theme, "language": self.site.language, "scanned_at": self.scanned_at, "now": self.now}
        self.state.save({**base, **meta}, rows, self.gone, outputs, removed)

    def tidy(self) -> None:
        """Let workers go, and remove what was staged."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)
        stage = getattr(self, "job", None) and self.job.stage
        if stage and os.path.isdir(stage):
            import shutil

            shutil.rmtree(stage, ignore_errors=True)

    # --------------------------------------------------------- diagnostics

    def failed(self) -> bool:
        return failed(self.all_found())

    def all_found(self) -> list[Diagnostic]:
        """What was found in this build and what is remembered of sources not read again."""
        read = (self.head_said, self.body_said)
        return self.mark(self.found + [d for said in read for part in said.values() for d in part])

    def mark(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics, those in drafts marked as such."""
        return [d._replace(draft=True) if d.path in self.hidden else d for d in diagnostics]

    def strange(self, paths: Iterable[str]) -> list[Diagnostic]:
        """Files in the output that this program did not make."""
        shown = os.path.relpath(self.place.out, self.place.root).replace(os.sep, "/")
        return [Diagnostic(f"{shown}/{p}", 1, 1, 0, "W0801") for p in paths if p.split("/")[0] not in KEPT_UNSAID]


def _diagnostics(rows: Iterable[Any]) -> list[Diagnostic]:
    """Diagnostics as state keeps them."""
    return [Diagnostic(*d[:5], tuple(d[5]), d[6]) for d in rows]


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:k]) for k in range(1, len(parts))]
