"""Options → one function → exit code. The only module that prints.

Exit codes: 0 fine, 1 the content has faults or the disk refused, 2 wrong usage, 70 a bug.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from generator.sayings import counts, locale_language, refused, summary, unstaffed, why_made
from generator.usage import USAGE, at_odds, parser

if TYPE_CHECKING:
    from generator.build import Report

__all__ = ["COMMANDS", "main", "parser"]

OK, FAULTS, BUG = 0, 1, 70


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    atexit.register(gc.freeze)  # the system takes all memory back: Python need not look through it at the end
    language = locale_language()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        args = parser(language).parse_args(argv)
    except SystemExit as e:
        return int(e.code or 0)
    if problem := at_odds(args, language):
        _say(sys.stderr, _lead(language) + problem)
        return USAGE
    try:
        if args.version:
            from generator import __version__

            print(f"gongkai {__version__}")
            return OK
        if args.command is None:
            parser(language).print_help()
            return USAGE
        args.folder = os.path.abspath(getattr(args, "folder", "."))
        code: int = COMMANDS[args.command](args, language)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _say(sys.stderr, "stopped" if language == "en" else "已停止")
        return FAULTS
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as e:
        _say(sys.stderr, refused(e, language))
        return FAULTS
    except Exception as e:
        if type(e).__name__ == "Unstaffed":
            _say(sys.stderr, unstaffed(e, language))  # type: ignore[arg-type]
            return FAULTS
        if type(e).__name__ == "BrokenProcessPool":
            _say(
                sys.stderr,
                "gongkai: the system ended a worker process, most likely for want of memory; try -j 1; the site is as it was"
                if language == "en"
                else "gongkai：一个工作进程被系统终止，多半是内存不足，可加上 -j 1 再试；网站没有改动",
            )
            return FAULTS
        import traceback

        traceback.print_exc()
        en = "this is a bug; please report the lines above. The site is whole"
        zh = "程序出错了，请把上面的内容报告给开发者。网站仍是完整的。"
        _say(sys.stderr, _lead(language) + (en if language == "en" else zh))
        return BUG


def _say(stream: Any, text: str) -> None:
    print(text, file=stream)


def _shown(path: str) -> str:
    """A path as seen from where the command runs."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return path


def _lead(language: str) -> str:
    return "gongkai: " if language == "en" else "gongkai："


def _progress(language: str) -> Callable[[int, int], None] | None:
    """A progress line, when the terminal is one and the work is long."""
    if not sys.stderr.isatty():
        return None
    import time

    word = "working" if language == "en" else "正在处理"
    due, shown = time.monotonic() + 0.5, False

    def show(done: int, total: int) -> None:
        nonlocal due, shown
        if done < total and time.monotonic() >= due:
            due, shown = time.monotonic() + 0.1, True
            filled = 30 * done // total
            print(f"\r{word} {'█' * filled}{'░' * (30 - filled)} {done}/{total}", end="", file=sys.stderr, flush=True)
        elif done >= total and shown:
            shown = False
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    return show


def _built(args: argparse.Namespace, language: str, **more: Any) -> Report:
    """The report of a build; without a site there is only the terminal's language to report in."""
    from generator.build import Options, build

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = int(epoch) if epoch.isdigit() else 0
    show = _progress(language)
    more |= {"executor": args.executor, "scheduler": args.scheduler or "", "jobs": args.jobs, "progress": show}
    report = build(Options(args.folder, now=now, **more))
    no_site = any(d.code == "E0007" for d in report.diagnostics)
    return report._replace(language=language) if no_site else report


def _tell(report: Report, args: argparse.Namespace) -> None:
    """Print diagnostics in the format asked for."""
    if args.format == "json":
        from generator.report import as_json

        print(as_json(report.diagnostics, report.language))
    elif args.format == "sarif":
        from generator.sarif import as_sarif

        print(as_sarif(report.diagnostics, report.language))
    elif report.diagnostics:
        from generator.report import as_github, as_text

        if args.format == "github":
            rows = as_github(report.diagnostics, report.language)
        else:
            rows = as_text(report.diagnostics, args.folder, report.language)
        print("\n".join(rows))


def run_check(args: argparse.Namespace, language: str) -> int:
    report = _built(args, language, write=False, review=not args.no_review)
    if args.fix:
        return _fix(report, args)
    _tell(report, args)
    if args.sheet:
        from generator.secretary import make_sheet

        path, en = make_sheet(args.folder, args.sheet, report.diagnostics), report.language == "en"
        if not path:
            _say(
                sys.stderr, f"there is no notice {args.sheet}" if en else f"没有公开件 {args.sheet}，或者它的文件读不了"
            )
            return USAGE
        said = "the sign-off sheet is {}; open it in a browser and print it" if en else "审签单：{}，用浏览器打开后打印"
        _say(sys.stderr, said.format(_shown(path)))
    nothing = "no faults" if report.language == "en" else "没有发现问题"
    _say(sys.stderr, counts(report) if report.diagnostics else nothing)
    return report.exit_code


def _fix(report: Report, args: argparse.Namespace) -> int:
    """Show what can be repaired, ask, and repair it."""
    from generator.mend import difference
    from generator.secretary import repair, repairs

    en = report.language == "en"
    made = repairs(args.folder, report.diagnostics)
    for r in made:
        print(difference(r.before, r.after, r.path), end="")
    if not made:
        _say(sys.stderr, "nothing can be repaired without a person's judgement" if en else "没有可以自动改的地方")
        return report.exit_code
    if not args.yes:
        sure = _asked("change these? [y/N] " if en else "按上面的改吗？[y/N] ")
        if sure is None:
            _say(sys.stderr, "nothing was changed; with --yes it is" if en else "没有改动；加上 --yes 就按上面的改")
        if not sure:
            return FAULTS
    repair(args.folder, made)
    _say(
        sys.stderr,
        f"{len(made)} file(s) repaired; run gongkai check again"
        if en
        else f"改好了 {len(made)} 个文件；请再运行一次 gongkai check",
    )
    return OK


def _asked(question: str) -> bool | None:
    """What a person answers, None when there is none."""
    if not sys.stdin.isatty():
        return None
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def run_build(args: argparse.Namespace, language: str) -> int:
    from generator.build import Misplaced

    try:
        report = _built(args, language, out=args.out, clean=args.clean, verify=args.verify)
    except Misplaced:
        zh = f"网站不能生成到 {args.out}：不能是站点文件夹自身，也不能与 content 文件夹互相包含"
        en = f"the site cannot be built into {args.out}: it must be neither the site folder itself nor above, at or in content"
        _say(sys.stderr, _lead(language) + (en if language == "en" else zh))
        return USAGE
    _tell(report, args)
    if args.explain:
        for path, why in report.reasons:
            print(f"{path}: {why_made(why, report.language)}")
    _say(sys.stderr, summary(report, _shown(os.path.join(args.folder, args.out or "site"))))
    return report.exit_code


def run_preview(args: argparse.Namespace, language: str) -> int:
    from pathlib import Path

    from generator.preview import PreviewOptions, run
    from generator.preview_builds import OUT, builder, reviewer

    if not os.path.isfile(os.path.join(args.folder, "content", "site.yaml")):
        from generator.messages import sentence

        message, hint = sentence("E0007", (), language)
        _say(sys.stderr, f"{_lead(language)}{message}{'; ' if language == 'en' else '；'}{hint}")
        return USAGE

    folder, build = Path(args.folder), builder(args.folder, language, refused)
    review = reviewer(args.folder)
    options = PreviewOptions(folder, folder / OUT, build, args.port, args.open, language, review=review)
    return run(options, lambda text: print(text, flush=True))


def run_init(args: argparse.Namespace, language: str) -> int:
    from generator.create import init

    target = os.path.normpath(os.path.join(args.folder, args.target))
    problem = init(target, language)
    if problem:
        _say(sys.stderr, _lead(language) + problem)
        return USAGE
    shown = _shown(target)
    if language == "en":
        print(f"A new site is in {shown}. Next: cd {shown}, then gongkai preview")
    else:
        print(f"新站点在 {shown}。接下来：\n  cd {shown}\n  gongkai preview")
    return OK


def run_new(args: argparse.Namespace, language: str) -> int:
    from generator.create import new_notice, new_reply

    if args.what == "reply":
        path, problem = new_reply(args.folder, args.id, args.about, args.title, language)
        date = "received_on (收到日期)" if language == "en" else "收到日期"
    else:
        given = {"round_": args.round, "organisation": args.organisation, "title": args.title, "language": language}
        path, problem = new_notice(args.folder, args.id, args.kind, **given)
        date = "the date of publication (发布时间)" if language == "en" else "发布时间"
    if problem:
        _say(sys.stderr, _lead(language) + problem)
        return USAGE
    shown = _shown(path)
    if language == "en":
        print(f"Made {shown}, a draft that only the preview shows.")
        print(f"To publish it, give {date} and delete the line 草稿 (draft).")
    else:
        print(f"已建立 {shown}。现在是草稿，只在预览里显示；填上{date}、删去“草稿”一行后即可发布。")
    return OK


def run_why(args: argparse.Namespace, language: str) -> int:
    from generator.why import why

    found, rows = why(args.folder, args.notice)
    print("\n".join(rows))
    return OK if found else FAULTS


def run_import(args: argparse.Namespace, language: str) -> int:
    if args.into:
        from generator.importers.ledger_run import command

        code, told = command(args.folder, args.file, args.into, args.accept, args.report, args.dry_run, language)
        print("\n".join(told))
        return code
    from generator.fields import KINDS as KINDS_OF_NOTICES
    from generator.importers.choices import Choices
    from generator.importers.kinds import KINDS
    from generator.importers.report import as_json, as_page, as_text
    from generator.importers.run import Wanted, run, write_report

    accepted = frozenset(next((k.id for k in KINDS if given in (k.id, k.zh)), given) for given in args.accept)
    if unknown := sorted(accepted - {k.id for k in KINDS}):
        known = "、".join(f"{k.id}（{k.zh}）" for k in KINDS) if language != "en" else ", ".join(k.id for k in KINDS)
        zh, en = f"--accept 不能是 {unknown[0]}，可以写：{known}", f"--accept cannot be {unknown[0]}; choose of {known}"
        _say(sys.stderr, _lead(language) + (en if language == "en" else zh))
        return USAGE
    if args.report and not args.report.endswith((".json", ".html")):
        zh, en = "--report 的文件名以 .html 或 .json 结尾", "the name of a --report ends in .html or .json"
        _say(sys.stderr, _lead(language) + (en if language == "en" else zh))
        return USAGE
    kind = next((k.id for k in KINDS_OF_NOTICES if args.kind in (k.id, k.zh)), args.kind)
    choices = Choices(args.round, args.organisation, args.id, kind, accepted)
    result = run(args.folder, Wanted(args.file, choices, args.out, args.force, args.dry_run))
    if args.report:
        write_report(args.report, (as_json if args.report.endswith(".json") else as_page)(result, language))
    print("\n".join(as_text(result, language)))
    if result.made is None:
        _say(sys.stderr, "nothing was written" if language == "en" else "没有导入，什么也没有写。")
        return FAULTS
    if not result.written:
        _say(sys.stderr, "--dry-run: nothing was written" if language == "en" else "只是试运行，什么也没有写。")
        return OK
    shown = _shown(result.written)
    for path in result.aside:
        print(f"the old file is {_shown(path)}" if language == "en" else f"旧文件另存为 {_shown(path)}")
    if language == "en":
        print(f"Made {shown}, a draft. Next: gongkai preview, read it against the source, fill in what is blank,")
        print("delete the line draft, then gongkai check.")
    else:
        print(f"已导入到 {shown}。现在是草稿，只在预览里显示。接下来：")
        print("  1. gongkai preview   对照原文看一遍，改正猜错的地方")
        print("  2. 在信息区填上留空的各项，删去“草稿”一行")
        print("  3. gongkai check     检查")
    return OK


def run_publishing(args: argparse.Namespace, language: str) -> int:
    from generator.publishing.commands import Terminal, command

    say = Terminal(
        print, lambda t: _say(sys.stderr, t), lambda r: _tell(r, args), _asked, _progress(language), language
    )
    return command(args, say)


def run_log(args: argparse.Namespace, language: str) -> int:
    from generator.log_command import run

    args.format, args.executor, args.scheduler, args.jobs = "text", "auto", None, 0

    def build() -> frozenset[str] | None:
        report = _built(args, language)
        _tell(report, args)
        return None if report.exit_code else report.strangers

    told = run(args, language, build)
    for text in told.lines:
        _say(sys.stdout if told.code == OK else sys.stderr, text)
    return told.code


def run_archive(args: argparse.Namespace, language: str) -> int:
    import time

    from generator.archive_command import archive
    from generator.build import Options, build

    epoch, show = os.environ.get("SOURCE_DATE_EPOCH", ""), _progress(language)
    now = int(epoch) if epoch.isdigit() else int(time.time())
    told = archive(
        args, language, now, lambda out, at: build(Options(args.folder, out, at, jobs=args.jobs, progress=show))
    )
    for text in told.lines:
        _say(sys.stdout if told.code == OK or args.diff else sys.stderr, text)
    return told.code


def run_verify(args: argparse.Namespace, language: str) -> int:
    from generator.verify.command import command

    code, said = command(args, language, _progress(language))
    _say(sys.stderr if code == USAGE else sys.stdout, said)
    return code


COMMANDS = {
    "init": run_init, "new": run_new, "check": run_check, "build": run_build, "preview": run_preview, "why": run_why,
    "import": run_import, "log": run_log, "archive": run_archive, "verify": run_verify, "publish": run_publishing,
    "releases": run_publishing, "rollback": run_publishing, "server": run_publishing, "doctor": run_publishing,
}  # fmt: skip
