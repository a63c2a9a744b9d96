"""The order of the stages: load → parse → check → plan → render → write.

There are four ways not to work: nothing changed on disk; a source's digest is known, so is what was
read from it; only bodies changed, and no other page knows of what changed in them; a file's key is
known, so is the file. Heavy imports stay behind the first.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from generator import load, write
from generator.diagnostics import Diagnostic, failed, in_order
from generator.look import CONTENT, Place, look, place_of
from generator.options import Misplaced, Options, Report, Unstaffed
from generator.state import OutputRow, State, lock, stamp

if TYPE_CHECKING:
    from generator.model import Head
    from generator.plan import Keyed
    from generator.stale import Memory
    from generator.tasks import Work
    from generator.write import Written

__all__ = ["CACHE", "Misplaced", "Options", "Report", "Unstaffed", "build"]

CACHE = ".gongkai"
# with more files changed than this, the whole plan is made anew
FEW = 50


def build(options: Options) -> Report:
    """Build the site of a folder.

    Raises Misplaced, and OSError when the disk refuses or Unstaffed, after tidying up: the last good site stands.
    """
    started = time.perf_counter()
    place = place_of(options.root, options.out, CACHE)
    if not os.path.isfile(os.path.join(place.content, "site.yaml")):
        return Report((Diagnostic("content/site.yaml", 1, 1, 0, "E0007"),))
    with lock(place.cache):
        name = load.digest(f"{place.out}\0{options.drafts}\0{options.preview}".encode())[:12]
        collects = gc.isenabled()
        gc.disable()  # what a build makes lives until its end
        try:
            report = _run(options, place, os.path.join(place.cache, f"{name}.sqlite"))
        finally:
            if collects:
                gc.enable()
    return report._replace(seconds=time.perf_counter() - started)


def _run(options: Options, place: Place, memory: str) -> Report:
    """Build with the state in a file; when that proves damaged, once more without."""
    write.drop_stages(place.out)
    state = State(memory, stamp())
    try:
        return _Build(options, place, state).run()
    except sqlite3.DatabaseError:
        state.discard()
        state = State(memory, stamp())
        return _Build(options, place, state).run()
    finally:
        state.close()


class _Build:
    """One build. The methods are the stages, in order."""

    def __init__(self, options: Options, place: Place, state: State) -> None:
        self.options = options
        self.place = place
        self.state = state
        self.now = options.now or int(time.time())
        self.found: list[Diagnostic] = []
        self.drafts: set[str] = set()
        self.reasons: dict[str, str] = {}
        self.written: dict[str, Written] = {}
        self.made_in: dict[str, list[str]] = {}  # the files of each bundle made in this build
        self.stage = ""
        self.old: Memory | None = None
        self.unfinished = False
        self.reviewed: list[Diagnostic] = []

    def run(self) -> Report:
        theme = self.state.meta("theme") or "default"
        self.look = look(self.place, self.state, theme, self.options.clean or self.options.verify)
        if self.look.same and self.sound() and not self.options.review:
            return self.nothing_changed()
        from generator.execute import Crew
        from generator.known import Known

        self.known = Known()
        self.crew = Crew(self.options.executor, self.options.jobs, self.options.scheduler)
        try:
            return self.everything()
        finally:
            self.crew.dismiss()
            self.drop_stage()

    def drop_stage(self) -> None:
        if self.stage:
            write.drop(self.stage)
        self.stage = ""

    def sound(self) -> bool:
        """Whether the last build succeeded and the clock has made nothing due since."""
        o, until = self.options, self.state.meta("next_change")
        unfinished = self.state.meta("unfinished") and not o.later
        if until is None or unfinished or self.state.fresh or o.clean or o.verify or not o.write:
            return False
        return (until == 0 or self.now < until) and self.now >= (self.state.meta("now") or 0)

    def nothing_changed(self) -> Report:
        said = [*self.state.remembered(), *self.look.strange(self.place.shown)]
        until, language = self.state.meta("next_change"), self.state.meta("language")
        report = Report(in_order(said), kept=len(self.look.ours), next_change=until, language=language)
        return report._replace(unfinished=bool(self.state.meta("unfinished")))

    def everything(self) -> Report:
        """Every stage, after the look at the disk."""
        from generator import oversight, words
        from generator.checks import FACT_CHECKS, HEAD_CHECKS
        from generator.contexts import with_contexts
        from generator.library import library
        from generator.pages import site_view, with_facts
        from generator.plan import plan, record_keys
        from generator.reading import Desk, desk
        from generator.review import of_library
        from generator.stale import in_bundles, without_waiting
        from generator.worker import Job

        o, known = self.options, self.known
        self.found += self.look.faults
        if not self.read_site():
            return self.failure()
        self.crew.hire(o.write and self.site.outputs.pdf)
        if not o.review and (report := self.bodies_only()) is not None:
            return report
        self.read_heads()
        heads = {p: h for p, h in known.heads.items() if h.record != "site"}
        script = "_preview/client.js" if o.preview else ""
        files, drafts = self.look.files(), o.drafts or o.preview
        lib = library(heads, self.site, self.tz, self.theme, self.now, drafts, files, known.digests, script)
        lib = lib._replace(register=self.register)
        self.drafts = {CONTENT + p for p, s in lib.states.items() if s.state == "draft"}
        said = [d for check in HEAD_CHECKS for d in check(lib)]
        lib = with_contexts(lib)
        pages, _ = plan(lib, facts=False)  # two at one address were reported by the checks
        self.found += said
        view, out = site_view(lib), self.place.out if self.look.on_disk else ""
        job = Job(self.place.content, out, "", view, self.theme._replace(assets={}), lib.moved, lib.site.outputs)
        # without a review only the site is asked for, and what goes to workers with every batch must not grow with the site
        job = job._replace(desk=desk(lib, words.load(self.place.root)) if o.review else Desk(self.site))
        self.job = job._replace(review=o.review, registered=self.register.exists)
        todo = self.stale(pages)
        covered = {k.task.source for k in todo}
        unread = [h for h in lib.bodies if (o.review or h.path not in known.facts) and h.path not in covered]
        self.make(self.works(todo, heads, unread))
        lib = with_facts(lib._replace(keys=record_keys(pages, heads)), known.facts)
        said += (more := [d for check in FACT_CHECKS for d in check(lib)])
        self.found += more
        self.reviewed += of_library(lib, known.told) if o.review else []
        if failed(self.all_found()) or not o.write:
            return self.failure()
        lists, twice = plan(lib, facts=True)
        stale_lists = self.stale(lists)
        assert self.old is not None
        if o.later:
            stale_lists, self.unfinished = without_waiting(stale_lists, self.old, self.reasons)
        planned = {k.task.path for k in (*pages, *lists)}
        shown = self.place.shown
        self.found += [*twice, *self.look.foreign(shown, planned), *self.look.in_the_way(shown, planned)]
        self.make(self.works(stale_lists, heads))
        if failed(self.all_found()):
            return self.failure()
        planned = in_bundles(planned, self.old, self.made_in)
        changes = (*(s.until for s in lib.states.values()), oversight.next_change(lib))
        until = min((at for at in changes if at), default=0)
        meta = {"moved": dict(lib.moved), "site_view": view, "said": self.mark(said), "next_change": until}
        meta["unfinished"] = self.unfinished
        return self.finish(planned, [*todo, *stale_lists], meta)

    # --------------------------------------------------------------- parse

    def read_site(self) -> bool:
        """Read site.yaml, which says how to read the rest, and the theme it names."""
        from generator import register_store, theme
        from generator.config import site_of
        from generator.diagnostics import Span, at
        from generator.outputs import OUTPUTS
        from generator.publication import SHANGHAI, zone
        from generator.worker import read_heads

        language = self.state.meta("language") or "zh-CN"
        head = read_heads(self.place.content, language, [("site.yaml", "")])[0]
        if head.head is None:
            self.found += head.diagnostics
            return False
        self.site = site_of(head.head)
        spans = head.head.spans
        if not theme.exists(self.place.root, self.site.theme):
            known = "、".join(theme.names(self.place.root))
            self.found.append(at("content/site.yaml", spans.get("theme", Span()), "E0217", self.site.theme, known))
        tz = zone(self.site.time_zone)
        if tz is None:
            self.found.append(at("content/site.yaml", spans.get("time_zone", Span()), "E0215", self.site.time_zone))
        self.tz = tz or SHANGHAI
        if self.site.theme != (self.state.meta("theme") or "default"):
            self.look = look(self.place, self.state, self.site.theme, self.options.clean or self.options.verify)
        self.theme = theme.load(theme.folders(self.place.root, self.site.theme))
        self.register, unread = register_store.read(self.place.root, self.look.seen)
        self.found += [*self.theme.diagnostics, *unread]
        if not self.theme.diagnostics and not (self.sound() and all(p.startswith(CONTENT) for p in self.look.suspects)):
            needed = [o.template for o in OUTPUTS if o.on(self.site.outputs)]
            self.found += theme.compile_faults(self.theme, needed)
        return True

    def read_heads(self) -> None:
        """Read the heads of all text files but those known by digest; digest other files."""
        from generator.links import record_of
        from generator.worker import read_heads

        rows = {} if self.options.clean else self.state.sources()
        before = self.state.meta("language"), self.state.meta("switches")
        again = before != (self.site.language, self.switches())
        wanted: list[tuple[str, str]] = []
        sizes: list[int] = []
        for shown, stat in self.look.seen.items():
            if not shown.startswith(CONTENT):
                continue
            path, row = shown[len(CONTENT) :], rows.get(shown)
            suspect = shown in self.look.suspects
            if record_of(path) is None:
                known = row.digest if row and not suspect else ""
                self.known.digests[path] = known or load.digest_of(f"{self.place.content}/{path}")
            elif row is None or again or suspect:
                wanted.append((path, row.digest if row and not again else ""))
                sizes.append(stat.size)
            else:
                self.known.recall(path, row)
        work = partial(read_heads, self.place.content, self.site.language)
        for batch in self.crew.batches(work, wanted, sizes):
            for r in batch:
                if r.same:
                    self.known.recall(r.path, rows[CONTENT + r.path])
                else:
                    self.known.take_head(r)

    def bodies_only(self) -> Report | None:
        """The report of a build in which only bodies changed and nothing else knows of it, or None.

        Facts are all that other pages and checks know of a body: when they are the same, and so is the
        front matter, only the body's own page can change, and it is made from the remembered context.
        """
        from generator.known import Known
        from generator.plan import Keyed
        from generator.reading import Desk
        from generator.remembered import context_from, facts_json, head_json, site_view_from
        from generator.tasks import Task
        from generator.worker import Job, read_heads

        state = self.state
        if len(self.look.suspects) > FEW or self.look.gone or self.look.hurt or not self.sound():
            return None
        rows = {p[len(CONTENT) :]: state.source(p) for p in self.look.suspects if p.startswith(CONTENT)}
        known = {p: row for p, row in rows.items() if row and row.facts}
        if not known or len(known) < len(self.look.suspects):
            return None
        todo: list[Keyed] = []
        read = Known()
        for r in read_heads(self.place.content, self.site.language, [(p, row.digest) for p, row in known.items()]):
            row, outputs = known[r.path], state.outputs_of(r.path)
            if r.same:
                read.recall(r.path, row)
            elif r.head is None or r.diagnostics or not outputs or head_json(r.head) != row.head:
                return None
            else:
                read.take_head(r)
                for o in outputs:
                    task = Task(o.path, o.output, context_from(o.context), r.path, r.digest)
                    todo.append(Keyed(task, f"{o.key.rpartition('.')[0]}.{r.digest}", o.context))
        self.stage = write.open_stage(self.place.out) if todo else ""
        view, theme = site_view_from(state.meta("site_view")), self.theme._replace(assets={})
        job = Job(self.place.content, self.place.out, self.stage, view, theme, state.meta("moved"), self.site.outputs)
        self.job = job._replace(desk=Desk(self.site), registered=self.register.exists)
        was, self.known = self.known, read
        self.make(self.works(todo, read.heads))
        told = all(facts_json(read.facts.get(p)) == row.facts for p, row in known.items())
        if failed(self.all_found()) or not told:
            self.known, self.written, self.found = was, {}, list(self.look.faults)
            self.drop_stage()
            return None
        self.reasons = dict.fromkeys((k.task.path for k in todo), "source")
        self.unfinished = bool(state.meta("unfinished"))
        report = self.finish(self.look.ours, todo, {"next_change": state.meta("next_change")})
        return report._replace(diagnostics=in_order([*self.state.remembered(), *self.look.strange(self.place.shown)]))

    def switches(self) -> list[bool]:
        """What decides how sources are read, besides their language."""
        return [*self.site.outputs, self.site.approval, self.register.exists]

    # -------------------------------------------------------------- render

    def stale(self, tasks: list[Keyed]) -> list[Keyed]:
        """The tasks whose file must be made again; why is kept for the report."""
        from generator.stale import memory, stale

        if self.old is None:
            self.old = memory(self.state.outputs())
        again = self.options.verify or self.options.clean
        out, reasons = stale(tasks, self.old, self.look.hurt, again, self.known.facts)
        self.reasons |= reasons
        return out

    def works(self, tasks: Iterable[Keyed], heads: Mapping[str, Head], unread: Iterable[Head] = ()) -> list[Work]:
        from generator.stale import works

        return works([k.task for k in tasks], heads, self.look.contents(), unread)

    def make(self, work: list[Work]) -> None:
        """Run tasks, and take in facts and faults. After a fault bodies are read, but nothing is made."""
        if failed(self.all_found()) or not self.options.write:
            again = self.options.review
            work = [w for w in work if w.head is not None and (again or w.head.path not in self.known.facts)]
            self.job = self.job._replace(stage="")
        elif work:
            self.stage = self.stage or write.open_stage(self.place.out)
            self.job = self.job._replace(stage=self.stage)
            write.make_folders(self.stage, [t.path for w in work for t in w.tasks])
        done = 0
        for batch in self.crew.make(self.job, work):
            for r in batch:
                if r.source:
                    self.known.take_body(r.source, r.facts, r.said, r.told)
                self.found += r.faults
                self.reviewed += r.reviewed
                for path, written in r.written:
                    self.written[written.path] = written
                    if path.endswith("/"):
                        self.made_in.setdefault(path, []).append(written.path)
            done += len(batch)
            if self.options.progress:
                self.options.progress(done, len(work))

    # --------------------------------------------------------------- write

    def finish(self, planned: Collection[str], made: list[Keyed], meta: dict[str, Any]) -> Report:
        """Put the new site in place and remember it."""
        from generator.stale import rows_of

        look = self.look
        changed = [p for p, w in self.written.items() if not w.same]
        removed = [p for p in look.ours if p not in planned and p in look.on_disk]
        if changed or removed:
            gone = set(removed)
            kept = [p for p in look.on_disk if p not in gone and p not in self.written]
            self.stage = self.stage or write.open_stage(self.place.out)
            write.commit(self.stage, self.place.out, changed, removed, kept, look.strange_folders())
        self.remember(meta, rows_of(made, self.written, self.made_in), [p for p in look.ours if p not in planned])
        said = in_order([*self.all_found(), *self.mark(self.reviewed), *look.strange(self.place.shown, planned)])
        counts = len(changed), len(removed), len(planned) - len(changed)
        why = tuple(sorted(self.reasons.items()))
        return Report(said, *counts, 0.0, meta["next_change"], why, self.site.language, self.unfinished)

    def failure(self) -> Report:
        """Nothing is written; what was read is remembered all the same."""
        if not hasattr(self, "site"):
            return Report(in_order(self.all_found()))
        self.remember({"next_change": None}, [], [])
        return Report(in_order([*self.all_found(), *self.mark(self.reviewed)]), language=self.site.language)

    def remember(self, meta: dict[str, Any], outputs: list[OutputRow], removed: list[str]) -> None:
        rows = self.known.rows(self.look, self.mark)
        base = {"theme": self.site.theme, "language": self.site.language, "scanned_at": self.look.at, "now": self.now}
        base["switches"] = self.switches()
        try:
            self.state.save({**base, **meta}, rows, self.look.gone, outputs, removed)
        except sqlite3.Error:
            # the site stands as it should; what cannot be remembered is found out again
            self.state.discard()

    # --------------------------------------------------------- diagnostics

    def all_found(self) -> list[Diagnostic]:
        """What was found in this build and what is remembered of sources not read again."""
        return self.mark([*self.found, *self.known.said()])

    def mark(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics, those in drafts marked as such."""
        return [d._replace(draft=True) if d.path in self.drafts else d for d in diagnostics]
