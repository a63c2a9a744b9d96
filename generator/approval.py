"""Approvals: who let a text pass at which stage, and the digest of exactly the text that was meant.

The stages are those by which public bodies release information (信息公开保密审查): proposal, review, approval.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import STAGES
from generator.model import Head, Values

# stages without which a notice is not published where approvals are required
NEEDED = ("review", "approval")
_BLOCK = re.compile(r"^(?:approvals|审签记录)[ \t]*:.*\n(?:(?:[ \t-].*)?\n)*", re.MULTILINE)


class Approval(NamedTuple):
    """A record of the front matter: the stage, who and when, and the digest of the text."""

    stage: str
    by: str
    on: str
    digest: str


def text_digest(text: str) -> str:
    """SHA-256 of a notice's file without its approvals; `text` has line feeds. The first 32 hexadecimal digits."""
    front, mark, body = text.partition("\n---")
    return hashlib.sha256((_BLOCK.sub("", front + "\n") + mark + body.rstrip()).encode()).hexdigest()[:32]


def approvals(head: Head) -> tuple[Approval, ...]:
    """The recorded approvals of a notice, in the order they stand."""
    rows: list[Values] = head.values.get("approvals") or []
    return tuple(Approval(*(str(row.get(key, "")) for key in Approval._fields)) for row in rows)


def check_approvals(head: Head, text: str, language: str) -> Iterator[Diagnostic]:
    """Stages that nobody has approved, and approvals of another text than this."""
    path, span = "content/" + head.path, head.spans.get("approvals", Span())
    digest = text_digest(text)
    given = {a.stage: a for a in approvals(head)}  # the last one of a stage counts
    for stage in STAGES:
        one, name = given.get(stage.id), stage.en if language == "en" else stage.zh
        if one is None:
            if stage.id in NEEDED:
                yield at(path, span, "E1802", name)
        elif one.digest != digest:
            yield at(path, span, "E1803", name, one.by, one.on, digest)
