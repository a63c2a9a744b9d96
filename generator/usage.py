"""Options and their help, in Chinese and English.

`docs/reference/cli.md` is generated from here.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

from generator.usage_log import archive_options, log_options, verify_options
from generator.usage_publish import publishing

USAGE = 2

# what argparse says, as a pattern, and the same in Chinese
_SAID = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"没有这样的参数：\1（gongkai 命令 -h 列出可用的参数）"),
    (r"argument (.+?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 后面不写值，多了 \2"),
    (r"argument (.+?): invalid choice: (.*) \(choose from (.+)\)", r"\1 不能是 \2，可以写：\3"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 没有写全，可能是 \2"),
    (r"argument (.+?): (.+)", r"\1 \2"),
)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the terminal's language."""

    language = "zh-CN"

    def error(self, message: str) -> NoReturn:
        lead = "gongkai: error: " if self.language == "en" else "gongkai：用法有误："
        self.exit(USAGE, f"{self.format_usage()}{lead}{self._explained(message)}\n")

    def _explained(self, message: str) -> str:
        """What is wrong, in the terminal's language, and what may have been meant."""
        en = self.language == "en"
        if m := re.match(
            r"argument (命令|COMMAND|notice\|reply): invalid choice: '?(.*?)'? \(choose from (.+)\)", message
        ):
            what, word, known = m[1], m[2], re.findall(r"[a-z]+", m[3])
            if what == "notice|reply":
                return f"did you mean gongkai new notice {word}?" if en else f"是不是 gongkai new notice {word}？"
            import difflib

            near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
            if en:
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                return f"there is no command {word}; {hint}"
            return f"没有命令 {word}；" + (f"是不是 {near[0]}？" if near else f"可以用：{'、'.join(known)}")
        for pattern, said in () if en else _SAID:
            if m := re.fullmatch(pattern, message, re.DOTALL):
                return m.expand(said).replace("'", "").replace(", ", "、")
        return message

    def format_usage(self) -> str:
        return self._said(super().format_usage())

    def format_help(self) -> str:
        return self._said(super().format_help())

    def _said(self, text: str) -> str:
        if self.language == "en":
            return text
        usage, gap, rest = text.partition("\n\n")
        usage = usage.replace("usage: ", "用法：").replace("\n ", "\n")  # one column less than in English
        return usage + gap + re.sub(r"(?m)^(\S*(?:选项|参数|命令)):", r"\1：", rest)


def parser(language: str) -> argparse.ArgumentParser:
    """The command line, in Chinese or English."""

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    def dress(p: argparse.ArgumentParser) -> argparse.ArgumentParser:
        p._optionals.title = say("选项", "options")
        p._positionals.title = say("参数", "arguments")
        p.add_argument("-h", "--help", action="help", help=say("显示帮助", "show this help"))
        p.add_argument(
            "-C", dest="folder", metavar="DIR", default=argparse.SUPPRESS,
            help=say("在这个站点文件夹里运行（默认：当前文件夹）", "work on this site folder (default: the current one)"),
        )  # fmt: skip
        return p

    _Parser.language = language
    about = say(
        "把写成 Markdown 的公开件做成网站，供群众查阅、引用和提意见。",
        "Turns notices written as Markdown into a website.",
    )
    start = say(
        "开始：gongkai init wangzhan，进入 wangzhan 文件夹，再 gongkai preview。",
        "To start: gongkai init SITE, go there, gongkai preview.",
    )
    top = dress(_Parser(prog="gongkai", add_help=False, description=about, epilog=start))
    top.add_argument("--version", action="store_true", help=say("显示版本", "show the version"))
    more = say("用法和参数见 gongkai 命令 -h。", "gongkai COMMAND -h says more on one.")
    word = say("命令", "COMMAND")
    commands = top.add_subparsers(dest="command", title=say("命令", "commands"), description=more, metavar=word)

    def command(name: str, zh: str, en: str) -> argparse.ArgumentParser:
        return dress(commands.add_parser(name, add_help=False, help=say(zh, en), description=say(zh, en)))

    def flag(p: argparse.ArgumentParser, name: str, zh: str, en: str) -> None:
        p.add_argument(name, action="store_true", help=say(zh, en))

    def content_options(p: argparse.ArgumentParser) -> None:
        p.add_argument(
            "--format", choices=("text", "json", "sarif", "github"), default="text",
            help=say("错误和警告的格式（默认 text）", "format of diagnostics (default: text)"),
        )  # fmt: skip
        p.add_argument(
            "-j", "--jobs", type=_whole(1, 256, language), default=0, metavar="N",
            help=say("同时使用的进程数（默认：处理器个数）", "processes to use (default: the number of processors)"),
        )  # fmt: skip
        p.add_argument(
            "--executor", choices=("auto", "serial", "processes", "dask"), default="auto",
            help=say("运行方式（默认 auto：内容多时用多个进程；dask：用多台机器，要写 --scheduler）", "where work runs (default: auto, processes when it pays; dask: on several machines, with --scheduler)"),
        )  # fmt: skip
        p.add_argument(
            "--scheduler", type=_scheduler(language), metavar="ADDRESS",
            help=say("Dask 调度程序的地址，如 tls://10.0.0.5:8786 或 tcp://127.0.0.1:8786", "address of the Dask scheduler, such as tls://10.0.0.5:8786 or tcp://127.0.0.1:8786"),
        )  # fmt: skip

    p = command("init", "新建一个站点文件夹", "make a new site folder")
    p.add_argument("target", metavar="DIR", help=say("新文件夹的名称", "the folder to make"))

    p = command("new", "新建一个公开件，或者一件意见", "make a new notice from its kind's outline, or a new opinion")
    p.add_argument(
        "what", choices=("notice", "reply"), metavar="notice|reply",
        help=say("新建的种类：notice（公开件）、reply（意见和答复）", "what to make: a notice, or an opinion and its answer"),
    )  # fmt: skip
    p.add_argument(
        "id", metavar="ID",
        help=say("编号：小写字母、数字、减号，如 teda", "its id: lower-case letters, digits, hyphens"),
    )  # fmt: skip
    p.add_argument(
        "--kind", default="rectification", metavar="KIND",
        help=say("类型：整改通报（默认）、进驻公告、反馈通报、更正、公示", "rectification (default), announcement, feedback, correction, consultation"),
    )  # fmt: skip
    p.add_argument(
        "--round", metavar="ID",
        help=say("轮次编号；只有一个轮次时可省略", "id of the round; may be left out when there is one"),
    )  # fmt: skip
    p.add_argument(
        "--organisation", metavar="ID",
        help=say("单位编号；只有一个单位，或者有与公开件同名的单位时可省略", "id of the organisation; may be left out when there is one, or one with the notice's id"),
    )  # fmt: skip
    p.add_argument("--title", metavar="TEXT", help=say("标题", "the title"))
    p.add_argument(
        "--about", metavar="ROUND/ID",
        help=say("意见所涉及的公开件（轮次/编号）", "the notice that an opinion concerns"),
    )  # fmt: skip

    p = command(
        "import", "把 Word 文件、文本、网页导入成公开件", "make a notice of a Word file, a text or an HTML page"
    )
    p.add_argument(
        "file",
        metavar="FILE",
        help=say("要导入的文件：.docx、.doc、.wps、.txt、.html", "the file: .docx, .doc, .wps, .txt or .html"),
    )
    p.add_argument(
        "--round",
        metavar="ID",
        default="",
        help=say("轮次编号（默认由文中认出）", "id of the round (default: recognised)"),
    )
    p.add_argument(
        "--organisation", metavar="ID", default="",
        help=say("单位编号（默认由落款、标题认出）", "id of the organisation (default: recognised)"),
    )  # fmt: skip
    p.add_argument(
        "--id", metavar="ID", default="",
        help=say("公开件编号（默认：整改通报用单位编号，其他用文件名）", "id of the notice (default: the organisation's for a rectification, else the file's name)"),
    )  # fmt: skip
    p.add_argument(
        "--kind", metavar="KIND", default="",
        help=say("类型（默认由标题认出）：整改通报、进驻公告、反馈通报、更正、公示", "kind (default: by the title): rectification, announcement, feedback, correction, consultation"),
    )  # fmt: skip
    p.add_argument(
        "--into", metavar="FILE", default="",
        help=say("FILE 是台账（.xlsx）：把整改状态、责任单位、时限等填进 content/notices 里的这个公开件", "FILE is a ledger (.xlsx): fill its statuses, units and dates into this notice in content/notices"),
    )  # fmt: skip
    p.add_argument(
        "--accept", metavar="KIND", action="append", default=[],
        help=say("允许文件里有这一种内容，可写多次：tracked-changes（修订）、comments（批注）等", "accept this kind of content, may be repeated: tracked-changes, comments and so on"),
    )  # fmt: skip
    p.add_argument(
        "--out", metavar="FILE", default="",
        help=say("写到这个文件，须在 content/notices 里", "write to this file, in content/notices"),
    )  # fmt: skip
    p.add_argument(
        "--report", metavar="FILE", default="",
        help=say("把每一处处理写成报告：.html（可打印）或 .json", "write every decision to a report: .html (to print) or .json"),
    )  # fmt: skip
    flag(p, "--force", "替换已有的公开件，旧文件另存", "replace a notice that is there; the old file is kept aside")
    flag(p, "--dry-run", "只报告，不写", "report only, write nothing")

    p = command("check", "检查内容，列出全部问题", "report every fault of the content")
    content_options(p)
    p.add_argument(
        "--sheet", metavar="NOTICE", default="",
        help=say("为这篇公开件（轮次/编号）做一张审签单，供打印签字", "make a sign-off sheet of this notice (ROUND/ID) to print"),
    )  # fmt: skip
    flag(
        p,
        "--fix",
        "先列出、再改掉不影响意思的毛病（提取痕迹、多余字符等）",
        "show and repair what cannot change a meaning",
    )
    flag(p, "--no-review", "只查写法，不审读正文", "look at the format only, do not review the texts")
    flag(p, "--yes", "和 --fix 同用：不再询问", "with --fix: do not ask")

    p = command("build", "生成网站", "build the site")
    content_options(p)
    p.add_argument(
        "--out", metavar="DIR", default="",
        help=say("生成到这个文件夹（默认 site）", "write the site there (default: site)"),
    )  # fmt: skip
    flag(p, "--clean", "不用缓存，全部重新生成", "use nothing remembered, make everything again")
    flag(p, "--verify", "逐个重新计算，核对已生成的文件", "compute everything again and compare with the site")
    flag(p, "--explain", "说明每个文件为什么重新生成", "say why each file was made again")

    p = command("preview", "边写边看：在本机显示网站，保存后自动刷新", "build, serve on this machine, reload on save")
    p.add_argument(
        "--port", type=_whole(0, 65535, language), default=None, metavar="N",
        help=say("端口（默认从 8000 起找空闲的）", "port (default: a free one from 8000 on)"),
    )  # fmt: skip
    flag(p, "--open", "打开浏览器", "open a browser")

    log_options(
        command(
            "log",
            "公开记录：谁也不能悄悄改动或删除已经公开的内容",
            "the log: nothing announced can be changed or removed unseen",
        ),
        say,
        dress,
    )

    archive_options(
        command("archive", "结束一个轮次，做成归档包", "close a round and make its archive"),
        say,
        _whole(1, 256, language),
    )

    p = command("why", "说明一个公开件为什么在或不在网站上", "say why a notice is or is not on the site")
    p.add_argument("notice", metavar="NOTICE", help=say("轮次/编号，或文件路径", "ROUND/ID, or the file's path"))

    publishing(command, content_options, say, _whole(0, 10**9, language))

    verify_options(
        command(
            "verify",
            "核对网站、归档包、网址或保存的网页有没有被改动",
            "verify a site, an archive, an address or a saved page against its log",
        ),
        say,
    )
    return top


def _whole(least: int, most: int, language: str) -> Callable[[str], int]:
    """A reader of whole numbers in a range."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        wanted = (
            f"a whole number from {least} to {most}, not {text}"
            if language == "en"
            else f"应是 {least} 到 {most} 的整数，不能是 {text}"
        )
        raise argparse.ArgumentTypeError(wanted)

    return read


def at_odds(args: argparse.Namespace, language: str) -> str:
    """What is wrong with options that stand together, "" when nothing is."""
    if (getattr(args, "executor", "") == "dask") == bool(getattr(args, "scheduler", "")):
        return ""
    zh, en = "--executor dask 和 --scheduler 地址要一起写", "--executor dask and --scheduler ADDRESS go together"
    return en if language == "en" else zh


def _scheduler(language: str) -> Callable[[str], str]:
    """A reader of a scheduler's address: tcp or tls, host and port; tcp is not written out."""

    def read(text: str) -> str:
        if m := re.fullmatch(r"(?:(tcp|tls)://)?((?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})", text, re.ASCII):
            return f"{m[1] or 'tcp'}://{m[2]}"
        wanted = (
            f"an address such as tcp://127.0.0.1:8786 or tls://10.0.0.5:8786, not {text}"
            if language == "en"
            else f"应是 tcp://127.0.0.1:8786、tls://10.0.0.5:8786 这样的地址，不能是 {text}"
        )
        raise argparse.ArgumentTypeError(wanted)

    return read
