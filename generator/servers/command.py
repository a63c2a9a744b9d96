"""`gongkai server`: what is known of the site, its target and its register → a server's configuration."""

from __future__ import annotations

import argparse
import os

from generator.publishing import Failure
from generator.publishing.commands import FAULTS, OK, Terminal, plans_of, wanted_of
from generator.publishing.config import FILE, Plans
from generator.register import Register
from generator.servers import BY_ID
from generator.servers.served import served


def command(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print the configuration."""
    from generator.publishing.fetch import site_url

    try:
        plans: Plans | None = Plans()
        if args.target or os.path.exists(os.path.join(args.folder, FILE)):
            plans = plans_of(args.folder, terminal)
        if plans is None:
            return FAULTS
        kinds = ("folder", "sftp")
        wanted = (
            wanted_of(plans, args.target, terminal)
            if args.target
            else next((w for w in plans.targets.values() if w.kind in kinds), None)
        )
        root = f"{wanted.text('path').rstrip('/')}/current" if wanted and wanted.kind in kinds else ""
        if root and wanted and wanted.kind == "folder":
            root = os.path.normpath(os.path.join(args.folder, root))
        url = (wanted.text("url") if wanted else "") or site_url(args.folder)
        if not url:
            raise Failure("E4081")
        found = served(url, root or "/srv/gongkai/current", plans.moved, _register(args.folder))
        terminal.out(BY_ID[args.server].text(found).rstrip("\n"))
    except Failure as e:
        terminal.fail(e.code, e.details)
        return FAULTS
    return OK


def _register(root: str) -> Register:
    from generator.announce import register_of
    from generator.log import Refused

    try:
        return register_of(root)
    except Refused as e:
        raise Failure("E4017", e.fault) from None
