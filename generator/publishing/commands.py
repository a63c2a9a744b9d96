"""The commands publish, releases and rollback: what is asked and what is said, in Chinese and English."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from difflib import get_close_matches
from importlib import import_module
from typing import NamedTuple

from generator.build import Options, Report
from generator.diagnostics import failed
from generator.messages import sentence
from generator.publication import SHANGHAI, zone
from generator.publishing import Failure, announcing, run
from generator.publishing.config import FILE, Plans, Wanted, plans
from generator.publishing.local import workplace
from generator.publishing.plan import PAGES, stage
from generator.publishing.release import Release, shown_time
from generator.publishing.target import Holder, Target, Tick

OK, FAULTS, USAGE = 0, 1, 2
SHOWN = 10  # files listed of each kind
# commands about targets that are told in modules of their own
OTHERS = {"server": "generator.servers.command", "doctor": "generator.doctor.command"}


class Terminal(NamedTuple):
    """How a command speaks: results, messages, diagnostics of a build, a question, progress; and its language."""

    out: Callable[[str], None]
    err: Callable[[str], None]
    tell: Callable[[Report], None]
    ask: Callable[[str], bool | None]  # None: there is nobody to ask
    progress: Tick | None
    language: str

    def say(self, zh: str, en: str, *args: object) -> None:
        """A message."""
        self.err((en if self.language == "en" else zh).format(*args))

    def fail(self, code: str, details: tuple[str, ...]) -> None:
        """A message with a code and what to do."""
        message, hint = sentence(code, details, self.language)
        en = self.language == "en"
        self.err(f"{'gongkai: ' if en else 'gongkai：'}{message} [{code}]")
        if hint:
            self.err(f"  {'hint: ' if en else '建议：'}{hint}")


def command(args: argparse.Namespace, terminal: Terminal) -> int:
    """Run publish, releases, rollback, server or doctor."""
    if args.command in OTHERS:
        code: int = import_module(OTHERS[args.command]).command(args, terminal)
        return code
    try:
        found = plans_of(args.folder, terminal)
        if found is None:
            return FAULTS
        wanted = wanted_of(found, args.target, terminal)
        with workplace(args.folder, wanted.name, _clock) as holder, opened(wanted, args.folder, holder) as target:
            return {"publish": _publish, "releases": _releases, "rollback": _rollback}[args.command](
                args, wanted, target, terminal
            )
    except Failure as e:
        terminal.fail(e.code, e.details)
        return USAGE if e.code in ("E4000", "E4001") else FAULTS


def _publish(args: argparse.Namespace, wanted: Wanted, target: Target, terminal: Terminal) -> int:
    now = _now()
    if args.receipt:
        return _take_receipt(args, target, terminal)
    if args.due:
        live = target.live().release
        if live is None:
            raise Failure("E4014", wanted.name)
        if not live.next_change or live.next_change > now:
            return OK
    options = Options(args.folder, now=now, executor=args.executor, jobs=args.jobs, progress=terminal.progress)
    report = _built(options, terminal, quiet=args.due)
    if report is None:
        return FAULTS
    terminal = terminal._replace(language=report.language)
    moment = run.Moment(now, _zone(args.folder))
    next_ = run.next_of_site(args.folder, wanted.name, target, report, moment, wanted.grace)
    new = announcing.waiting(args.folder, now, terminal.language)
    if next_.nothing and not new:
        live = next_.live.release
        assert live
        if not args.due:
            terminal.say(
                "没有要发布的：{0} 已经是最新的（{1}）",
                "nothing to publish: {0} is up to date ({1})",
                wanted.name,
                live.id,
            )
            _say_next(report.next_change, moment.tz, terminal)
        return OK
    if new:
        names = "、".join(new) if terminal.language != "en" else ", ".join(new)
        terminal.say("要记入登记簿、向社会公布的：{0}", "to be announced: {0}", names)

    def announced() -> run.Next:
        """The release after what it shows was announced, if there is a register."""
        nonlocal report
        if not announcing.has_register(args.folder):
            return next_
        assert report

        def again() -> frozenset[str] | None:
            nonlocal report
            report = _built(options, terminal, quiet=True)
            return report.strangers if report else None

        announcing.announce(args.folder, os.path.join(args.folder, run.SITE), now, terminal.language, again)
        return run.next_of_site(args.folder, wanted.name, target, report, moment, wanted.grace)

    code = _carry_out(args, wanted, target, next_, terminal, announced, sure=args.yes or args.due)
    if code == OK and not args.dry_run and report:
        _say_next(report.next_change, moment.tz, terminal)
    return code


def _take_receipt(args: argparse.Namespace, target: Target, terminal: Terminal) -> int:
    """Take note of what was applied on another network."""
    if not hasattr(target, "take_receipt"):
        raise Failure("E4065")
    live: Release = target.take_receipt(args.receipt)
    terminal.say("已登记：内网现在是 {0}", "noted: the live release over there is {0}", live.id)
    return OK


def _rollback(args: argparse.Namespace, wanted: Wanted, target: Target, terminal: Terminal) -> int:
    found = target.releases()
    earlier = found[1:] if found and target.live().release else found
    past = next((r for r in earlier if not args.id or r.id == args.id), None)
    if past is None:
        if not earlier:
            raise Failure("E4018")
        known = ", ".join(r.id for r in earlier) if terminal.language == "en" else "、".join(r.id for r in earlier)
        raise Failure("E4015", args.id, known)
    now = _now()
    next_ = run.next_of_past(args.folder, target, past, run.Moment(now, _zone(args.folder)), wanted.grace)
    terminal.say("回退到 {0}：", "roll back to {0}:", past.id)

    def recorded() -> run.Next:
        """The release after the log says it."""
        if not announcing.has_register(args.folder):
            return next_
        return run.with_log(args.folder, next_, announcing.record(args.folder, next_.manifest, now, terminal.language))

    return _carry_out(args, wanted, target, next_, terminal, recorded, sure=args.yes)


def _releases(args: argparse.Namespace, wanted: Wanted, target: Target, terminal: Terminal) -> int:
    live, tz = target.live().release, _zone(args.folder)
    found = target.releases()
    for r in found:
        terminal.out(_line(r, live is not None and r.id == live.id, tz, terminal.language))
    if not found:
        terminal.say("还没有发布过", "nothing has been published yet")
    return OK


def _line(r: Release, is_live: bool, tz: tzinfo, language: str) -> str:
    en = language == "en"
    mark = ("live" if en else "当前") if is_live else ""
    of = (f"rolled back to {r.of}" if en else f"回退到 {r.of}") if r.of else ""
    files = f"{r.files} files, {_bytes(r.size)}" if en else f"{r.files} 个文件，{_bytes(r.size)}"
    return "  ".join(part for part in (r.id, shown_time(r.at, tz), files, of, mark) if part)


def _carry_out(
    args: argparse.Namespace, wanted: Wanted, target: Target, next_: run.Next, terminal: Terminal,
    prepared: Callable[[], run.Next], sure: bool,
) -> int:  # fmt: skip
    """Show what would be done, ask, do it, and look at what readers get."""
    _show(next_, terminal)
    if next_.vanishing > args.allow_deletes:
        raise Failure("E4004", next_.vanishing)
    if args.dry_run:
        terminal.say("只是试运行，什么也没有发布", "--dry-run: nothing was published")
        return OK
    if not sure:
        answer = terminal.ask("publish? [y/N] " if terminal.language == "en" else "发布吗？[y/N] ")
        if not answer:
            raise Failure("E4007")
    started = time.perf_counter()
    next_ = prepared()
    sent = run.carry_out(target, next_, terminal.progress or _silent)
    seconds = time.perf_counter() - started
    for code, details in sent.said:
        terminal.fail(code, details)
    made = wanted.kind == "package"
    terminal.say(
        f"{'已做好' if made else '已发布'} {{0}}：{'放入' if made else '发送'} {{1}} 个文件（{{2}}），用时 {{3:.1f}} 秒，已读回核对",
        f"{'made' if made else 'published'} {{0}}: {{1}} files {'in it' if made else 'sent'} ({{2}}) in {{3:.1f}} s, read back",
        next_.release.id, sent.files, _bytes(sent.size), seconds,
    )  # fmt: skip
    if wanted.text("url"):
        from generator.publishing.fetch import differing

        for code, details in differing(wanted.text("url"), next_):
            terminal.fail(code, details)
    return OK


def _show(next_: run.Next, terminal: Terminal) -> None:
    """The plan: what is new, changed and deleted, and what must be sent."""
    p, en = next_.plan, terminal.language == "en"
    words = (("new", "新增"), ("changed", "改动"), ("deleted", "删除"))
    for (word, zh), paths in zip(words, (p.new, p.changed, p.deleted), strict=True):
        if paths:
            terminal.out(f"{word if en else zh} {len(paths)}{':' if en else '：'}")
            for path in sorted(paths, key=lambda p: (stage(p) != PAGES, p))[:SHOWN]:
                terminal.out(f"  {path}")
            if len(paths) > SHOWN:
                terminal.out("  …")
    terminal.say(
        "发布 {0}：新增 {1}，改动 {2}，删除 {3}，未变 {4}；要发送 {5} 个文件，共 {6}",
        "publish {0}: {1} new, {2} changed, {3} deleted, {4} unchanged; {5} files to send, {6}",
        next_.release.id, len(p.new), len(p.changed), len(p.deleted), p.kept, len(p.send), _bytes(p.size),
    )  # fmt: skip


def _say_next(at: int, tz: tzinfo, terminal: Terminal) -> None:
    if at:
        when = shown_time(at, tz)
        terminal.say(
            "下一次到时间的变化：{0}（定时运行 gongkai publish --due）",
            "next change due: {0} (have gongkai publish --due run then)",
            when,
        )


def _built(options: Options, terminal: Terminal, quiet: bool) -> Report | None:
    """The report of a build without errors; of one with errors all is told."""
    report = run.built_site(options)
    if report.exit_code:
        errors = tuple(d for d in report.diagnostics if failed((d,)))
        terminal.tell(report._replace(diagnostics=errors))
        terminal.fail("E4003", ())
        return None
    if not quiet:
        count = sum(d.severity == "warning" for d in report.diagnostics)
        if count:
            terminal.say("有 {0} 个警告，用 gongkai check 查看", "{0} warning(s); gongkai check shows them", count)
    return report


def plans_of(root: str, terminal: Terminal) -> Plans | None:
    """What publish.yaml says; None when it has faults, which are told."""
    from generator.text import decode

    try:
        with open(os.path.join(root, FILE), "rb") as f:
            text, said = decode(f.read(), FILE)
    except FileNotFoundError:
        raise Failure("E4000") from None
    found = None
    if text is not None and not said:
        found, said = plans(text, terminal.language)
    if found is None:
        terminal.tell(Report(tuple(sorted(said)), language=terminal.language))
    return found


def wanted_of(found: Plans, name: str, terminal: Terminal) -> Wanted:
    """The target of a name."""
    if name not in found.targets:
        near = get_close_matches(name, found.targets, n=1, cutoff=0.5) or list(found.targets)
        raise Failure("E4001", name, (", " if terminal.language == "en" else "、").join(near) or "—")
    return found.targets[name]


@contextmanager
def opened(wanted: Wanted, root: str, holder: Holder) -> Iterator[Target]:
    """A target; what its place says against us is a failure with words for people."""
    from generator.targets import BY_ID

    target = BY_ID[wanted.kind].open(wanted, root, holder)
    try:
        yield target
    except Failure:
        raise
    except Exception as e:
        ours = (os.path.join(root, name) for name in ("content", "site", "register", "themes", ".gongkai"))
        if str(getattr(e, "filename", None) or "").startswith(tuple(ours)):
            raise  # it is this machine's disk that refuses
        said = target.explain(e)
        if said is None:
            raise
        raise Failure(said[0], *said[1]) from e
    finally:
        target.close()


def _zone(root: str) -> tzinfo:
    """The office's time zone."""
    from generator.config import site_of
    from generator.parse import parse_head

    try:
        with open(os.path.join(root, "content", "site.yaml"), "rb") as f:
            head = parse_head(f.read(), "site.yaml", "zh-CN").value
    except OSError:
        head = None
    return (zone(site_of(head).time_zone) if head else None) or SHANGHAI


def _now() -> int:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(epoch) if epoch.isdigit() else int(time.time())


def _clock() -> float:
    return time.time()


def _silent(_done: int, _total: int) -> None:
    """Nobody looks."""


def _bytes(size: float) -> str:
    """A size as people read it, three digits."""
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"
