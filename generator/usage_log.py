"""Options of the commands that announce, keep and verify: `log`, `archive`, `verify`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Say = Callable[[str, str], str]
Dress = Callable[[argparse.ArgumentParser], argparse.ArgumentParser]


def archive_options(p: argparse.ArgumentParser, say: Say, jobs: Callable[[str], int]) -> None:
    """The options of `gongkai archive`."""
    p.add_argument(
        "round", nargs="?", default="", metavar="ROUND", help=say("轮次的编号，如 binhai-3-15", "id of the round")
    )
    p.add_argument(
        "--out", metavar="FILE", default="",
        help=say("归档包写到这个文件（默认 archives/轮次.zip）", "write the archive there (default: archives/ROUND.zip)"),
    )  # fmt: skip
    p.add_argument(
        "--look", choices=("kept", "follows"), default="",
        help=say("本轮的网页以后保持现在的样子（kept，默认），还是跟着主题变（follows）", "whether the round's pages keep their look (kept, the default) or follow the theme"),
    )  # fmt: skip
    p.add_argument(
        "--anyway", metavar="REASON", default="",
        help=say("还有没办完的事也归档，写明理由（记入归档包）", "archive it although matters are open, for this reason, which is recorded"),
    )  # fmt: skip
    p.add_argument(
        "--sm3", action="store_true",
        help=say("另加一份 SM3 清单", "add a list of SM3 digests"),
    )  # fmt: skip
    p.add_argument(
        "--signer", metavar="DIR", default="",
        help=say("密钥和签名记忆的文件夹（和 gongkai log 的一样）", "folder of the key and the signer's memory, as of gongkai log"),
    )  # fmt: skip
    p.add_argument(
        "--dry-run", action="store_true", help=say("只检查能不能归档，什么也不写", "say whether it can be archived; write nothing")
    )  # fmt: skip
    p.add_argument(
        "-j", "--jobs", type=jobs, default=0, metavar="N",
        help=say("同时使用的进程数（默认：处理器个数）", "processes to use (default: the number of processors)"),
    )  # fmt: skip
    p.add_argument(
        "--diff", nargs=2, metavar=("A", "B"),
        help=say("比较两个归档包", "compare two archives"),
    )  # fmt: skip


def log_options(p: argparse.ArgumentParser, say: Say, dress: Dress) -> None:
    """The acts of `gongkai log` and their options."""
    acts = p.add_subparsers(
        dest="act", required=True, title=say("命令", "commands"), metavar=say("命令", "COMMAND"),
        description=say("用法和参数见 gongkai log 命令 -h。", "gongkai log COMMAND -h says more on one."),
    )  # fmt: skip

    def act(name: str, zh: str, en: str) -> argparse.ArgumentParser:
        made = dress(acts.add_parser(name, add_help=False, help=say(zh, en), description=say(zh, en)))
        made.add_argument(
            "--signer", metavar="DIR", default="",
            help=say("密钥和签名记忆的文件夹，不在站点里（默认在用户目录下）", "folder of the key and the signer's memory, outside the site (default: in the user's data)"),
        )  # fmt: skip
        return made

    def option(p: argparse.ArgumentParser, name: str, metavar: str, zh: str, en: str, **more: Any) -> None:
        p.add_argument(name, metavar=metavar, help=say(zh, en), **{"default": "", **more})

    a = act("init", "建立公开记录和密钥", "begin the log, with a key")
    option(a, "--public-key", "KEY", "由外部程序签名时，它的公钥", "the public key, when another program signs")
    act("status", "看记录有多少条、谁联署过、什么等待公开", "show the log and what waits to be announced")
    act("append", "生成网站，把新公开的内容记入", "build the site and announce what is new on it")
    a = act(
        "cosign", "请别的单位联署：写出请求，收回答复", "have another office cosign: write a request, take its answer"
    )
    one = a.add_mutually_exclusive_group(required=True)
    one.add_argument(
        "--request", metavar="FILE", default="", help=say("把请求写到这个文件", "write a request to this file")
    )
    one.add_argument("--answer", metavar="FILE", default="", help=say("收下这份答复", "take this answer"))
    option(
        a,
        "--since",
        "N",
        "对方上次联署到第几条（默认 0：第一次）",
        "how many entries they cosigned last (default: 0)",
        type=int,
        default=0,
    )
    option(a, "--key", "KEY", "对方的公钥，第一次要写", "their public key, needed the first time")
    a = act(
        "witness",
        "替别的单位联署：核对它的记录只增不改，再签名",
        "cosign another body's log after verifying that it only grew",
    )
    a.add_argument("request", metavar="REQUEST", help=say("对方的请求", "their request"))
    option(
        a,
        "--key",
        "KEY",
        "对方的公钥；换过密钥的，从旧到新各写一次",
        "their public key; older ones first when there are several",
        action="append",
        default=[],
    )
    option(
        a,
        "--out",
        "FILE",
        "答复写到这个文件（默认 answer.txt）",
        "write the answer there (default: answer.txt)",
        default="answer.txt",
    )
    option(
        a,
        "--name",
        "NAME",
        "本单位的名称，第一次要写，如 jiwei.example.gov.cn",
        "our name, needed the first time, such as office.example",
    )
    a = act(
        "erase", "依法删除一版的内容，只留下删除的记录", "erase a revision as the law demands; the record of it stays"
    )
    a.add_argument(
        "revision",
        metavar="ROUND/ID.vN",
        help=say("哪一版，如 binhai-3-15/teda.v1", "which one, such as binhai-3-15/teda.v1"),
    )
    option(a, "--reason", "TEXT", "公开的理由", "the public reason", required=True)
    option(a, "--approval", "TEXT", "谁批准的", "who approved it", required=True)
    a = act("rotate-key", "换密钥，由旧密钥签名交接", "hand over to a new key, signed by the old one")
    option(a, "--public-key", "KEY", "由外部程序签名时，新的公钥", "the new public key, when another program signs")


def verify_options(p: argparse.ArgumentParser, say: Say) -> None:
    """The options of `gongkai verify`."""
    p.add_argument(
        "place", metavar="PLACE",
        help=say("网站文件夹、归档包、网址，或者保存下来的网页（.html）", "the folder of a site, an archive, an address, or a page that was saved (.html)"),
    )  # fmt: skip
    for name, metavar, more, zh, en in (
        ("--key", "KEY|FILE", [], "网站的公钥，或者写着公钥的文件，可写多次；印在纸上的最可靠", "key of the log, or a file of keys; may be repeated"),
        ("--witness", "KEY|FILE", [], "联署单位的公钥，可写多次", "key of an office that cosigns, or a file of keys; may be repeated"),
        ("--checkpoint", "FILE", [], "以前保存的检查点，可写多次", "a checkpoint that was kept; may be repeated"),
        ("--against", "PLACE", "", "以前的网站或归档包：有改写时指出改了哪里；核对保存的网页时，是网站所在", "a copy from before, to name what was rewritten; for a saved page, the site"),
        ("--proof", "FILE", "", "保存的网页的证明文件（.tlog-proof）", "the proof (.tlog-proof) of a saved page"),
    ):  # fmt: skip
        p.add_argument(
            name, metavar=metavar, action="store" if more == "" else "append", default=more, help=say(zh, en)
        )
    p.add_argument(
        "--format", choices=("text", "json"), default="text",
        help=say("结果的格式（默认 text）", "format of what is said (default: text)"),
    )  # fmt: skip
