"""Sites with a log, for tests: begun and added to in this process, at fixed moments and with fixed salts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sites

from generator import announce
from generator.announce import Done
from generator.log_commands import Asked, begin
from generator.register import Register
from generator.signing import Signing, signing

NOTICE = "content/notices/r1/a.md"


def asked(root: Path, now: int = sites.NOW) -> Asked:
    """What commands are given; the signer's folder stands beside the site's."""
    return Asked(str(root), str(signer_of(root)), now, "zh-CN", {})


def signer_of(root: Path) -> Path:
    return root.parent / f"{root.name}-signer"


def started(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A small site with a log, announced."""
    sites.write(root, {**sites.BASE, **(files or {})})
    begin(asked(root))
    append(root)
    return root


def by(root: Path) -> Signing:
    """Who signs the log of a site."""
    from generator.log.note import verifier

    return signing(str(signer_of(root)), verifier(register(root).keys[-1]), {})


def register(root: Path) -> Register:
    return announce.register_of(str(root))


def append(root: Path, now: int = sites.NOW, build: announce.Build | None = None) -> Done:
    """Announce what is new."""

    done = announce.append(
        str(root), str(root / "site"), by(root), now, bytes, build or (lambda: sites.strangers_of(root, now=now))
    )
    assert done is not None
    return done


def revised(text: str, number: int, kind: str, reason: str, on: str = "2026-04-01", **more: Any) -> str:
    """A notice's source with a further revision, and what else is to be changed in it (old=new)."""
    row = json.dumps({"number": number, "on": on, "kind": kind, "reason": reason}, ensure_ascii=False)
    if "\nrevisions:\n" in text:
        start = text.index("\nrevisions:\n") + len("\nrevisions:\n")
        rows = text[start : text.index("\n---", start)]
        text = text.replace(rows, f"{rows}\n  - {row}")
    else:
        text = text.replace("\n---\n", f"\nrevisions:\n  - {row}\n---\n", 1)
    for old, new in more.items():
        assert old in text
        text = text.replace(old, new)
    return text
