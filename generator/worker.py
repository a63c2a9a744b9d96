"""What runs in a worker: batches of heads to read, and of files to make. Bytes in, small results out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator import load, write
from generator.checks import BODY_CHECKS
from generator.diagnostics import Diagnostic, Span, at
from generator.model import Facts, Head
from generator.outputs import BY_NAME
from generator.parse import parse_body, parse_head
from generator.tasks import Task
from generator.texts import texts
from generator.theme import Theme, environment
from generator.views import SiteView


class HeadResult(NamedTuple):
    """A head read. `digest` is "" when the file could not be read; `same` when it is the known one."""

    path: str
    digest: str
    same: bool
    head: Head | None
    diagnostics: tuple[Diagnostic, ...]


def read_heads(content: str, language: str, batch: list[tuple[str, str]]) -> list[HeadResult]:
    """Heads of (path, known digest) pairs."""
    return [_read_head(content, language, path, known) for path, known in batch]


def _read_head(content: str, language: str, path: str, known: str) -> HeadResult:
    try:
        data = load.read(f"{content}/{path}")
    except OSError as e:
        return HeadResult(path, "", False, None, (at("content/" + path, Span(), "E0002", e.strerror or e),))
    digest = load.digest(data)
    if digest == known:
        return HeadResult(path, digest, True, None, ())
    outcome = parse_head(data, path, language)
    return HeadResult(path, digest, False, outcome.value, outcome.diagnostics)


class Job(NamedTuple):
    """What all tasks of a build share. Without a stage bodies are read and checked, nothing is made."""

    content: str
    out: str
    stage: str
    site: SiteView
    theme: Theme
    moved: Mapping[str, str]


class Work(NamedTuple):
    """A task; for a page made from a body its head, and the file's stat when its digest was taken."""

    task: Task
    head: Head | None = None
    seen: load.Stat | None = None


class Result(NamedTuple):
    """What came of a task: the file written, or None; a body's facts and faults; other faults."""

    task: Task
    written: write.Written | None = None
    facts: Facts | None = None
    said: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def run(job: Job, batch: list[Work]) -> list[Result]:
    """Read, check, render and write a batch."""
    return [_run(job, *work) for work in batch]


def _run(job: Job, task: Task, head: Head | None, seen: load.Stat | None) -> Result:
    output = BY_NAME[task.output]
    language = job.site.language
    facts: Facts | None = None
    said: tuple[Diagnostic, ...] = ()
    try:
        if output.page is not None and head is not None:
            data, stat = load.read_with_stat(f"{job.content}/{task.source}")
            if stat != seen:
                return Result(task, faults=(at("content/" + task.source, Span(), "E0008"),))
            parsed = parse_body(data, head, "../" * task.path.count("/"), job.moved, language)
            if parsed.value is None:
                return Result(task, said=parsed.diagnostics)
            facts = parsed.value.facts
            said = (*parsed.value.diagnostics, *(d for c in BODY_CHECKS for d in c(head, parsed.value, language)))
            if not job.stage or not task.path:
                return Result(task, None, facts, said)
            view: Any = output.page(job.site, task.view, head, parsed.value)
        elif not output.template:
            content = task.view if isinstance(task.view, bytes) else load.read(f"{job.content}/{task.source}")
            return Result(task, write.put(job.stage, job.out, task.path, content))
        else:
            assert output.view is not None
            view = output.view(job.site, *task.view) if output.takes_site else output.view(*task.view)
    except OSError as e:
        if e.filename is None or not str(e.filename).startswith(job.content):
            raise
        return Result(task, faults=(at("content/" + task.source, Span(), "E0002", e.strerror or e),))
    try:
        page = environment(job.theme).get_template(output.template).render(page=view, t=texts(language))
    except Exception as e:
        return Result(task, None, facts, said, (_template_fault(e, job.theme, output.template),))
    return Result(task, write.put(job.stage, job.out, task.path, page.encode()), facts, said)


def _template_fault(error: Exception, theme: Theme, template: str) -> Diagnostic:
    """Where in the theme a template failed. A fault outside any template is a bug and is raised."""
    import jinja2

    place, line = "", 1
    trace = error.__traceback__
    names = set(theme.places.values())
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in names:
            place, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, jinja2.TemplateNotFound):
        return Diagnostic(place or theme.places.get(template, template), line, 1, 0, "E0703", (str(error),))
    if not place:
        raise error
    code = "E0702" if isinstance(error, jinja2.UndefinedError) else "E0701"
    return Diagnostic(place, line, 1, 0, code, (str(error),))
