"""`gongkai doctor`: a target's or an address' live site → what its server does wrong."""

from __future__ import annotations

import argparse
import os
import time

from generator.doctor.faults import faults
from generator.doctor.look import look
from generator.publishing import Failure
from generator.publishing.commands import FAULTS, OK, Terminal, opened, plans_of, wanted_of
from generator.publishing.config import FILE
from generator.publishing.fetch import Unreachable, site_url
from generator.publishing.local import workplace
from generator.publishing.manifest import Manifest


def command(args: argparse.Namespace, terminal: Terminal) -> int:
    """Look, and say what is wrong with what to do about it."""
    try:
        manifest: Manifest = {}
        moved = {}
        url = args.target
        if not url.startswith(("http://", "https://")):
            plans = plans_of(args.folder, terminal)
            if plans is None:
                return FAULTS
            wanted = wanted_of(plans, args.target, terminal)
            moved = dict(plans.moved)
            url = wanted.text("url") or site_url(args.folder)
            if not url:
                raise Failure("E4081")
            with (
                workplace(args.folder, wanted.name, time.time) as holder,
                opened(wanted, args.folder, holder) as target,
            ):
                manifest = target.live().manifest
        elif os.path.exists(os.path.join(args.folder, FILE)) and url.startswith(site_url(args.folder) or "\0"):
            plans = plans_of(args.folder, terminal)
            moved = dict(plans.moved) if plans else {}
        seen = look(url, manifest, moved, args.trust, time.time())
    except Unreachable as e:
        terminal.fail("E4100", (url, str(e)))
        return FAULTS
    except Failure as e:
        terminal.fail(e.code, e.details)
        return FAULTS
    found = faults(seen)
    for code, details in found:
        terminal.fail(code, details)
    terminal.say(
        "看了 {0} 个网址，发现 {1} 处问题", "{0} addresses looked at, {1} fault(s) found", len(seen.files), len(found)
    )
    return FAULTS if found else OK
