"""Options → one function → exit code. The only module that prints.

Exit codes: 0 fine, 1 the content has faults or the disk refused, 2 wrong usage, 70 a bug.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from generator.build import Report

OK, FAULTS, USAGE, BUG = 0, 1, 2, 70


def locale_language(environ: Any = None) -> str:
    """The language of the terminal: en when the locale says English, else zh-CN."""
    env = os.environ if environ is None else environ
    value = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if value.lower().startswith("en") else "zh-CN"


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the terminal's language."""

    language = "zh-CN"

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        lead = "error: " if self.language == "en" else "用法有误："
        self.exit(USAGE, f"gongkai: {lead}{message}\n")

    def format_usage(self) -> str:
        return self._said(super().format_usage())

    def format_help(self) -> str:
        return self._said(super().format_help())

    def _said(self, text: str) -> str:
        return text if self.language == "en" else text.replace("usage:", "用法：")


def parser(language: str) -> argparse.ArgumentParser:
    """The command line, in Chinese or English."""

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    _Parser.language = language

    def dress(p: argparse.ArgumentParser) -> argparse.ArgumentParser:
        p._optionals.title = say("选项", "options")
        p._positionals.title = say("参数", "arguments")
        p.add_argument("-h", "--help", action="help", help=say("显示帮助", "show this help"))
        p.add_argument(
            "-C", dest="folder", metavar="DIR", default=argparse.SUPPRESS,
            help=say("在这个站点文件夹里运行（默认：当前文件夹）", "work on this site folder (default: the current one)"),
        )  # fmt: skip
        return p

    top = _Parser(
        prog="gongkai",
        add_help=False,
        description=say(
            "把写成 Markdown 的公开件做成网站：可预览、可检索、可引用。", "Turns notices written as Markdown into a website."
        ),
        epilog=say(
            "开始：gongkai init 我的网站，进入该文件夹，再 gongkai preview。", "To start: gongkai init SITE, go there, gongkai preview."
        ),
    )
    dress(top)
    top.add_argument("--version", action="store_true", help=say("显示版本", "show the version"))
    commands = top.add_subparsers(dest="command", title=say("命令", "commands"), metavar=say("命令", "COMMAND"))

    def command(name: str, zh: str, en: str) -> argparse.ArgumentParser:
        p = commands.add_parser(name, add_help=False, help=say(zh, en), description=say(zh, en))
        return dress(p)

    p = command("init", "新建一个站点文件夹", "make a new site folder")
    p.add_argument("target", metavar="DIR", help=say("新文件夹的名称", "the folder to make"))

    p = command("new", "新建一个公开件", "make a new notice from its kind's outline")
    p.add_argument("what", choices=("notice",), metavar="notice", help=say("新建的种类：notice（公开件）", "what to make: notice"))
    p.add_argument("id", metavar="ID", help=say("编号：小写字母、数字、减号，如 teda", "its id: lower-case letters, digits, hyphens"))
    p.add_argument("--kind", default="rectification", metavar="KIND",
                   help=say("类型：整改通报（默认）、进驻公告、反馈通报、更正、公示", "rectification (default), announcement, feedback, correction, consultation"))  # fmt: skip
    p.add_argument("--round", metavar="ID", help=say("轮次编号；只有一个轮次时可省略", "id of the round; may be left out when there is one"))
    p.add_argument("--organisation", metavar="ID", help=say("单位编号；只有一个单位时可省略", "id of the organisation; may be left out when there is one"))
    p.add_argument("--title", metavar="TEXT", help=say("标题", "the title"))

    def content_options(p: argparse.ArgumentParser) -> None:
        p.add_argument("--format", choices=("text", "json", "github"), default="text", help=say("错误和警告的格式（默认 text）", "format of diagnostics (default: text)"))
        p.add_argument("-j", "--jobs", type=_count, default=0, metavar="N", help=say("同时使用的进程数（默认：处理器个数）", "processes to use (default: the number of processors)"))
        p.add_argument("--executor", choices=("auto", "serial", "processes"), default="auto", help=say("运行方式（默认 auto：内容多时用多个进程）", "where work runs (default: auto, processes when it pays)"))

    p = command("check", "检查内容，列出全部问题", "report every fault of the content")
    content_options(p)

    p = command("build", "生成网站", "build the site")
    content_options(p)
    p.add_argument("--out", metavar="DIR", default="", help=say("生成到这个文件夹（默认 site）", "write the site there (default: site)"))
    p.add_argument("--clean", action="store_true", help=say("不用缓存，全部重新生成", "use nothing remembered, make everything again"))
    p.add_argument("--verify", action="store_true", help=say("逐个重新计算，核对已生成的文件", "compute everything again and compare with the site"))
    p.add_argument("--explain", action="store_true", help=say("说明每个文件为什么重新生成", "say why each file was made again"))

    p = command("preview", "边写边看：生成、打开、保存后自动刷新", "build, serve on this machine, reload on save")
    p.add_argument("--port", type=_port, default=None, metavar="N", help=say("端口（默认从 8000 起找空闲的）", "port (default: a free one from 8000 on)"))
    p.add_argument("--open", action="store_true", help=say("打开浏览器", "open a browser"))

    p = command("why", "说明一个公开件为什么在或不在网站上", "say why a notice is or is not on the site")
    p.add_argument("notice", metavar="NOTICE", help=say("轮次/编号，或文件路径", "ROUND/ID, or the file's path"))
    return top


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 256:
        raise argparse.ArgumentTypeError("1…256")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError("0…65535")
    return value


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    language = locale_language()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        args = parser(language).parse_args(argv)
    except SystemExit as e:
        return int(e.code or 0)
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
        _say(sys.stderr, _refused(e, language))
        return FAULTS
    except Exception:
        import traceback

        traceback.print_exc()
        _say(sys.stderr, "gongkai: this is a bug; please report the lines above" if language == "en" else "gongkai：程序出错了，请把上面的内容报告给开发者；网站没有改动")
        return BUG


def _say(stream: Any, text: str) -> None:
    print(text, file=stream)


def _refused(e: OSError, language: str) -> str:
    """What the disk or the network said, and that nothing is lost."""
    where = f" {e.filename}" if e.filename else ""
    if language == "en":
        return f"gongkai: {e.strerror or e}{where}; the site is as it was"
    hints = {28: "磁盘已满，请清理后再运行", 13: "没有权限", 30: "磁盘是只读的", 122: "超出磁盘配额"}
    return f"gongkai：{hints.get(e.errno or 0, e.strerror or str(e))}{where}；网站没有改动"


def _progress(language: str) -> Any:
    """A progress line, when the terminal is one."""
    if not sys.stderr.isatty():
        return None
    import time

    state = {"next": time.monotonic() + 0.5}

    def show(done: int, total: int) -> None:
        if time.monotonic() >= state["next"]:
            state["next"] += 0.1
            filled = 30 * done // max(total, 1)
            end = "\r" if done < total else "\r\033[K"
            print(f"\r{'█' * filled}{'░' * (30 - filled)} {done}/{total}", end=end, file=sys.stderr, flush=True)

    return show


def _options(args: argparse.Namespace, **more: Any) -> Any:
    from generator.build import Options

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = int(epoch) if epoch.isdigit() else 0
    return Options(args.folder, now=now, executor=args.executor, jobs=args.jobs, progress=_progress("zh-CN"), **more)


def _tell(report: Report, args: argparse.Namespace) -> None:
    """Print diagnostics in the format asked for."""
    if args.format == "json":
        from generator.report import as_json

        print(as_json(report.diagnostics, report.language))
    elif report.diagnostics:
        from generator.report import as_github, as_text

        if args.format == "github":
            rows = as_github(report.diagnostics, report.language)
        else:
            rows = as_text(report.diagnostics, args.folder, report.language)
        print("\n".join(rows))


def _counts(report: Report) -> str:
    errors = sum(d.severity == "error" for d in report.diagnostics)
    warnings = sum(d.severity == "warning" for d in report.diagnostics)
    if report.language == "en":
        return f"{errors} errors, {warnings} warnings"
    return f"错误 {errors} 个，警告 {warnings} 个"


def run_check(args: argparse.Namespace, language: str) -> int:
    from generator.build import build

    report = build(_options(args, write=False))
    _tell(report, args)
    en = report.language == "en"
    if report.diagnostics:
        _say(sys.stderr, _counts(report))
    else:
        _say(sys.stderr, "no faults" if en else "没有发现问题")
    return report.exit_code


def run_build(args: argparse.Namespace, language: str) -> int:
    from generator.build import build

    options = _options(args, out=args.out, clean=args.clean, verify=args.verify)
    try:
        report = build(options)
    except ValueError as e:
        _say(sys.stderr, f"gongkai: {e}")
        return USAGE
    _tell(report, args)
    if args.explain:
        for path, why in report.reasons:
            print(f"{path}: {_why_made(why, report.language)}")
    _say(sys.stderr, _summary(report, os.path.relpath(os.path.join(args.folder, args.out or "site"))))
    return report.exit_code


_WHY = {
    "new": "新文件", "template": "模板变了", "site": "网站信息（页首、页脚、样式）变了", "view": "页面上来自别处的内容变了",
    "source": "正文变了", "output": "已生成的文件丢失、被改动，或要求核对",
}  # fmt: skip


def _why_made(why: str, language: str) -> str:
    return why if language == "en" else "、".join(_WHY.get(part, part) for part in why.split("+"))


def _summary(report: Report, shown: str) -> str:
    if report.exit_code:
        if report.language == "en":
            return f"{_counts(report)}; nothing was written, the last good site stays"
        return f"{_counts(report)}。没有生成，上一次的网站保持不变。"
    total = report.written + report.kept
    if report.language == "en":
        return f"{shown}: {total} files ({report.written} written, {report.kept} kept, {report.removed} removed) in {report.seconds:.2f} s"
    numbers = f"新写 {report.written}，未变 {report.kept}，删除 {report.removed}"
    return f"网站已生成在 {shown}：共 {total} 个文件（{numbers}），用时 {report.seconds:.2f} 秒"


def run_preview(args: argparse.Namespace, language: str) -> int:
    from pathlib import Path

    from generator.build import CACHE, Options, build
    from generator.preview import PreviewOptions, Result, run
    from generator.report import lines

    out = os.path.join(CACHE, "preview")
    said = {"language": language}

    def once(first: bool) -> Result:
        try:
            report = build(Options(args.folder, out, preview=True, executor="auto" if first else "serial"))
        except OSError as e:
            return Result(False, _refused(e, said["language"]))
        said["language"] = report.language
        faults = "\n".join(lines(report.diagnostics, args.folder, report.language))
        ok = report.exit_code == OK
        return Result(ok, faults, bool(report.written or report.removed), report.written)

    options = PreviewOptions(
        Path(args.folder), Path(args.folder, out), once, args.port, args.open, language
    )  # fmt: skip
    return run(options, lambda text: print(text, flush=True))


def run_init(args: argparse.Namespace, language: str) -> int:
    from generator.create import init

    target = os.path.join(args.folder, args.target)
    problem = init(target, language)
    if problem:
        _say(sys.stderr, f"gongkai: {problem}")
        return USAGE
    shown = os.path.relpath(target)
    if language == "en":
        print(f"A new site is in {shown}. Next: cd {shown}, then gongkai preview")
    else:
        print(f"新站点在 {shown}。接下来：\n  cd {shown}\n  gongkai preview")
    return OK


def run_new(args: argparse.Namespace, language: str) -> int:
    from generator.create import new_notice

    path, problem = new_notice(args.folder, args.id, args.kind, args.round, args.organisation, args.title, language)
    if problem:
        _say(sys.stderr, f"gongkai: {problem}")
        return USAGE
    print(f"made {path}; it is a draft: fill it in, then delete the line draft" if language == "en"
          else f"已建立 {path}。现在是草稿：写好后删去“草稿”一行即可发布。")  # fmt: skip
    return OK


def run_why(args: argparse.Namespace, language: str) -> int:
    from generator.why import why

    found, rows = why(args.folder, args.notice)
    print("\n".join(rows))
    return OK if found else FAULTS


COMMANDS = {
    "init": run_init, "new": run_new, "check": run_check, "build": run_build, "preview": run_preview, "why": run_why,
}  # fmt: skip
