"""Options of `gongkai archive` → an act → what is to be said."""

from __future__ import annotations

import os
from argparse import Namespace

from generator import announce
from generator.archives.run import Done, Make, Wanted, run
from generator.log import Refused
from generator.log.note import verifier
from generator.log_commands import Asked, Told
from generator.refusals import explained
from generator.report import as_text
from generator.signing import folder_of, signing


def archive(args: Namespace, language: str, now: int, make: Make) -> Told:
    """Archive a round, or compare two packages; what is refused comes back as words."""
    asked = Asked(args.folder, args.signer, now, language)
    try:
        if args.diff:
            return _compare(asked, *args.diff)
        if not args.round:
            return Told(2, (asked.say("gongkai：写上轮次的编号", "gongkai: name the round"),))
        register = announce.register_of(asked.root)
        if not register.exists:
            raise Refused("no-log")
        by = signing(folder_of(register.origin, asked.signer, asked.environ), verifier(register.keys[-1]), os.environ)
        out = os.path.abspath(args.out) if args.out else ""
        wanted = Wanted(asked.root, args.round, out, args.look, args.anyway, args.dry_run, args.sm3)
        done = run(wanted, by, asked.moment, make)
    except Refused as e:
        return Told(1, (asked.say("gongkai：", "gongkai: ") + explained(e, language),))
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] != "cryptography":
            raise
        zh, en = "归档要签名，签名需要 cryptography：pip install 'gongkai[log]'", "an archive is signed, which needs cryptography: pip install 'gongkai[log]'"  # fmt: skip
        return Told(1, (asked.say(f"gongkai：{zh}", f"gongkai: {en}"),))
    return _told(asked, args, done)


def _told(asked: Asked, args: Namespace, done: Done) -> Told:
    found = (*(done.report.diagnostics if done.report else ()), *done.said)
    lines = as_text(found, asked.root, asked.language) if found else []
    if done.failed and not (args.dry_run and done.closed_now):
        nothing = asked.say("没有归档。改正以后再运行一次。", "nothing was archived; repair it and run again")
        return Told(1, (*lines, nothing))
    if args.dry_run:
        return Told(0, (*lines, asked.say("可以归档（--dry-run：什么也没有做）。", "it can be archived (--dry-run: nothing was done)")))  # fmt: skip
    if done.closed_now:
        lines.append(asked.say(f"本轮已结束：公开件 {done.notices} 件。", f"the round is closed with {done.notices} notices"))  # fmt: skip
    megabytes = f"{done.size / 1_000_000:.1f}"
    shown = os.path.relpath(done.file)
    return Told(
        0,
        (
            *lines,
            asked.say(f"归档包：{shown}（{megabytes} MB）", f"the archive: {shown} ({megabytes} MB)"),
            f"SHA-256  {done.sha256}",
            asked.say(
                "请把这串 SHA-256 抄在移交清单上。解开后先看 data/说明.txt；核对：python3 data/verify/verify.py。",
                "write this SHA-256 on the paper that goes with it; data/说明.txt says how to read and verify it",
            ),
            asked.say(
                "接下来：gongkai build，再发布网站；register 文件夹和归档包都要另存一份。",
                "next: gongkai build, then publish the site; keep copies of register and of the archive",
            ),
        ),
    )


def _compare(asked: Asked, one: str, other: str) -> Told:
    from generator.archives.compare import differences
    from generator.archives.opening import opened

    with opened(one) as a, opened(other) as b:
        found = differences(a, b, asked.say)
    if not found:
        return Told(0, (asked.say("两个归档包的内容一样。", "both archives hold the same"),))
    return Told(1, tuple(found))
