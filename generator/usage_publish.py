"""Options of the commands that publish: publish, releases, rollback, server, doctor."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Command = Callable[[str, str, str], argparse.ArgumentParser]
Say = Callable[[str, str], str]


def publishing(
    command: Command, content_options: Callable[[argparse.ArgumentParser], None], say: Say, count: Callable[[str], int]
) -> None:
    """The commands, each with its options; `count` reads a whole number."""

    def flag(p: argparse.ArgumentParser, name: str, zh: str, en: str) -> None:
        p.add_argument(name, action="store_true", help=say(zh, en))

    p = command("publish", "发布到服务器", "build, check and put the site where the public reads it")
    target = say("publish.yaml 里目标的名称", "the name of a target in publish.yaml")
    p.add_argument("target", metavar="TARGET", help=target)
    content_options(p)

    def publishing_options(p: argparse.ArgumentParser) -> None:
        flag(p, "--dry-run", "只列出要做的，什么也不发布", "show what would be done, publish nothing")
        flag(p, "--yes", "不再询问", "do not ask")
        p.add_argument(
            "--allow-deletes", type=count, default=0, metavar="N",
            help=say("允许从网站上删去这么多文件（默认至多 20 个，并且不超过一成）", "so many files may vanish from the site (default: 20, and a tenth of it)"),
        )  # fmt: skip

    publishing_options(p)
    flag(
        p,
        "--due",
        "供定时任务用：有到时间的才发布，否则什么也不做",
        "for timers: publish when something came due, else do nothing",
    )

    p.add_argument(
        "--receipt", metavar="FILE", default="",
        help=say("登记从内网带回的离线包回执", "take note of the receipt of a package that was carried back"),
    )  # fmt: skip

    p = command("releases", "列出目标上可以回退的版本", "list the releases of a target")
    p.set_defaults(format="text")
    p.add_argument("target", metavar="TARGET", help=target)

    p = command("rollback", "把网站回退到先前的版本", "put an earlier release in place again")
    p.set_defaults(format="text")
    p.add_argument("target", metavar="TARGET", help=target)
    p.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        default="",
        help=say("版本（默认：前一个）", "the release (default: the one before)"),
    )
    publishing_options(p)

    p = command("server", "写出网站服务器的配置", "print the configuration of a web server")
    p.set_defaults(format="text")
    p.add_argument(
        "server", choices=("nginx", "apache", "caddy", "iis"), metavar="SERVER",
        help=say("哪一种：nginx、apache、caddy、iis", "which one: nginx, apache, caddy, iis"),
    )  # fmt: skip
    p.add_argument("target", metavar="TARGET", nargs="?", default="", help=target)

    p = command(
        "doctor", "检查网站服务器：取回网页，看哪里设置得不对", "fetch the live site and say what its server does wrong"
    )
    p.set_defaults(format="text")
    p.add_argument(
        "target", metavar="TARGET|URL", help=say("目标的名称，或者网址", "the name of a target, or an address")
    )
    p.add_argument(
        "--trust", metavar="FILE", default="",
        help=say("另外信任这个文件里的证书", "trust the certificates in this file too"),
    )  # fmt: skip
