"""What runs in a worker: batches of heads to read, and of files to make. Bytes in, small results out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from generator import load, write
from generator.approval import check_approvals
from generator.archives.freeze import FROZEN
from generator.checks import BODY_CHECKS
from generator.config import Switches
from generator.diagnostics import Diagnostic, Span, at
from generator.links import beside_notice, sources_of
from generator.model import Facts, Head
from generator.outputs import BY_NAME
from generator.parse import parse_body, parse_head
from generator.reading import Desk, Reading
from generator.record import dumped, plain, sections, summary
from generator.review import findings_of, must_not_be_published, review
from generator.tasks import KEPT, Missing, Output, ReadFile, Records, Task, Unmade, Work
from generator.texts import texts
from generator.theme import Theme, environment
from generator.views import SiteView
from generator.wording import wording

if TYPE_CHECKING:
    from generator.rules.recurring import Told

SITE = "content/site.yaml"


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
    """What all tasks of a build share. Without a stage bodies are read and checked, nothing is made.

    `switches` say what records of bodies are needed for, `registered` that there is a register. With `review` all rules read the notices, else only those
    whose faults must never be published. `again`: a worker may have died of this work, and left files in the stage.
    """

    content: str
    out: str
    stage: str
    site: SiteView
    theme: Theme
    moved: Mapping[str, str]
    switches: Switches
    desk: Desk | None = None
    review: bool = False
    registered: bool = False
    again: bool = False


class Result(NamedTuple):
    """What came of work: the path of the body read, "" without one; the files written, each with the path of its task;
    a body's facts and faults; other faults; what its review says; the findings of a notice under review."""

    source: str = ""
    written: tuple[tuple[str, write.Written], ...] = ()
    facts: Facts | None = None
    said: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    reviewed: tuple[Diagnostic, ...] = ()
    told: tuple[Told, ...] = ()


def run(job: Job, batch: list[Work]) -> list[Result]:
    """Read, check, render and write a batch."""
    return [_of_body(job, work) if work.head is not None else _alone(job, work) for work in batch]


def _of_body(job: Job, work: Work) -> Result:
    data = text_of(job, work)
    if isinstance(data, Result):
        return data
    return made_of(job, work, data, partial(_read, job), partial(_keep, job))


def text_of(job: Job, work: Work) -> bytes | Result:
    """The bytes of the body that work is made from; when they are not those that were seen, what came of it."""
    assert work.head is not None
    path = work.head.path
    try:
        data, stat = load.read_with_stat(f"{job.content}/{path}")
    except OSError as e:
        return Result(path, faults=(at("content/" + path, Span(), "E0002", e.strerror or e),))
    return data if stat == work.seen else Result(path, faults=(at("content/" + path, Span(), "E0008"),))


def _read(job: Job, path: str) -> bytes:
    return load.read(f"{job.content}/{path}")


def _keep(job: Job, path: str, content: bytes) -> write.Written:
    return write.put(job.stage, job.out, path, content, job.again)


def made_of(job: Job, work: Work, data: bytes, read: ReadFile, keep: Callable[[str, bytes], write.Written]) -> Result:
    """Check a body and make its files. `read` gives pictures by their path under content/, `keep` takes the files."""
    head = work.head
    assert head is not None
    language = job.site.language
    place = "content/" + head.path
    outcome = parse_body(data, head, "../" * head.address.count("/"), job.moved, language)
    parsed = outcome.value
    if parsed is None:
        return Result(head.path, said=outcome.diagnostics)
    reviewed: tuple[Diagnostic, ...] = ()
    told: tuple[Told, ...] = ()
    said = (*parsed.diagnostics, *(d for c in BODY_CHECKS for d in c(head, parsed, language)))
    if head.record == "notice" and job.desk is not None:
        reading = Reading(job.desk, head, parsed.notice, parsed.facts, parsed.text)
        said = (*said, *must_not_be_published(reading))
        if job.desk.site.approval:
            said = (*said, *check_approvals(head, parsed.text, language))
        if job.review:
            reviewed, told = review(reading), findings_of(reading)
    if head.record == "notice" and (job.switches.records or job.registered):
        lead, made = plain(parsed.notice.lead), sections(parsed.notice)
        if job.switches.records:
            written = dumped(made)
            facts = summary(parsed.facts, made, lead, written if job.switches.texts else "")
            parsed = parsed._replace(facts=facts, lead=lead, sections=tuple(made), written=written)
        if job.registered:
            parsed = parsed._replace(facts=parsed.facts._replace(wording=wording(head, lead, made)))
    result = Result(head.path, (), parsed.facts, said, reviewed=reviewed, told=told)
    if not job.stage:
        return result
    made_files, faults = [], []
    for task in work.tasks:
        output = BY_NAME[task.output]
        assert output.page is not None
        try:
            content = _bytes(job, task, output.page(job.site, task.view, head, parsed), read)
            made_files.append((task.path, keep(task.path, content)))
        except _Fault as e:
            faults.append(e.diagnostic)
        except Unmade as e:
            faults.append(_unmade(e, place))
    return result._replace(written=tuple(made_files), faults=tuple(faults))


def _alone(job: Job, work: Work) -> Result:
    task = work.tasks[0]
    output = BY_NAME[task.output]
    try:
        if output.make is not None:
            pieces = ((p, _bytes(job, task, made)) for p, made in output.make(*_arguments(job, output, task)))
            return Result("", tuple((task.path, w) for w in write.put_pieces(job.stage, job.out, pieces, job.again)))
        if output.view is None:
            content = task.view if isinstance(task.view, bytes) else _attachment(job, task)
        else:
            content = _bytes(job, task, output.view(*_arguments(job, output, task)))
        return Result("", ((task.path, _keep(job, task.path, content)),))
    except _Fault as e:
        return Result(faults=(e.diagnostic,))
    except Unmade as e:
        return Result(faults=(_unmade(e, "content/" + task.source if task.source else SITE),))


def _arguments(job: Job, output: Output, task: Task) -> list[Any]:
    given: list[Any] = [job.site] if output.takes_site else []
    given += task.view
    if output.reads_register:
        given.append(partial(_kept, job))
    return [*given, _records(job, task)] if task.reads else given


def _records(job: Job, task: Task) -> Records:
    """The records a task is made from, one at a time: as made in this build, or as they stand on the site."""
    for path, _ in task.reads:
        try:
            data = load.read(f"{job.stage}/{path}")
        except FileNotFoundError:
            data = load.read(f"{job.out}/{path}")
        yield json.loads(data)


def _kept(job: Job, path: str) -> bytes:
    """A file of the register; a missing one is a fault of the register."""
    try:
        return load.read(f"{job.content}/{KEPT}{path}")
    except OSError as e:
        raise _Fault(at(f"register/{path}", Span(), "E0911", e.strerror or e)) from e


def _attachment(job: Job, task: Task) -> bytes:
    if task.source.startswith(KEPT):
        path = task.source.removeprefix(KEPT)
        data = _kept(job, path)
        if task.output == FROZEN and sha256(data).hexdigest() != task.digest:
            raise _Fault(at(f"register/{path}", Span(), "E3107"))
        return data
    try:
        return load.read(f"{job.content}/{task.source}")
    except OSError as e:
        raise _Fault(at("content/" + task.source, Span(), "E0002", e.strerror or e)) from e


def _picture(job: Job, task: Task, read: ReadFile, url: str) -> bytes:
    """A picture of the page that a task makes: a file of the site that stands with its body, or with no notice.

    Pictures of other notices are none of it, for they are not in its key.
    """
    own = task.source.removesuffix(".md") + "/"
    if url.startswith(job.site.url):
        for path in sources_of(unquote(url.removeprefix(job.site.url)), job.moved):
            if path.startswith(own) or not beside_notice(path):
                with suppress(FileNotFoundError):
                    return read(path)
    raise FileNotFoundError(url)


def _unmade(e: Unmade, place: str) -> Diagnostic:
    return at(SITE if isinstance(e, Missing) else place, Span(), e.code, *e.told)


class _Fault(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


def _bytes(job: Job, task: Task, view: Any, read: ReadFile | None = None) -> bytes:
    """The bytes of a file: its view rendered, or as it is without a template."""
    output = BY_NAME[task.output]
    if not output.template:
        assert isinstance(view, bytes)
        return view
    try:
        page = environment(job.theme).get_template(output.template).render(page=view, t=texts(job.site.language))
    except Exception as e:
        raise _Fault(_template_fault(e, job.theme, output.template)) from e
    picture = partial(_picture, job, task, read or partial(_read, job))
    return output.encode(page, picture) if output.encode else page.encode()


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
