"""Options of `gongkai log …` → one of its acts → what is to be said."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable

from generator import log_commands
from generator.announce import Build
from generator.log import Refused
from generator.log_commands import Asked, Told
from generator.refusals import explained


def run(args: Namespace, language: str, build: Build) -> Told:
    """An act on the log; what is refused comes back as words. Raises OSError when the disk refuses."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    asked = Asked(args.folder, args.signer, int(epoch) if epoch.isdigit() else 0, language)
    try:
        return _ACTS[args.act](asked, args, build)
    except Refused as e:
        return Told(1, (asked.say("gongkai：", "gongkai: ") + explained(e, language),))
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] != "cryptography":
            raise
        zh, en = (
            "签名需要 cryptography：pip install 'gongkai[log]'",
            "signing needs cryptography: pip install 'gongkai[log]'",
        )
        return Told(1, (asked.say(f"gongkai：{zh}", f"gongkai: {en}"),))


def _cosign(asked: Asked, args: Namespace, _: Build) -> Told:
    if args.answer:
        return log_commands.take_cosign(asked, args.answer, args.key)
    return log_commands.ask_cosign(asked, args.request, args.since)


_ACTS: dict[str, Callable[[Asked, Namespace, Build], Told]] = {
    "init": lambda asked, args, _: log_commands.begin(asked, args.public_key),
    "status": lambda asked, _args, _: log_commands.status(asked),
    "append": lambda asked, _args, build: log_commands.add(asked, build),
    "cosign": _cosign,
    "witness": lambda asked, args, _: log_commands.witness(asked, args.request, tuple(args.key), args.out, args.name),
    "erase": lambda asked, args, _: log_commands.erase(asked, args.revision, args.reason, args.approval),
    "rotate-key": lambda asked, args, _: log_commands.rotate_key(asked, args.public_key),
}
