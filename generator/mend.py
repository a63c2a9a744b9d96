"""Repairs that cannot change a meaning: extraction marks, trailing junk, radicals typed for characters.

Only rules that say what is to stand in place of what they found are repaired, and nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import unified_diff

from generator.diagnostics import Diagnostic
from generator.parse import parse_body, parse_head
from generator.reading import Desk, Found, Reading
from generator.rules.register import BY_CODE
from generator.text import decode


def mended(data: bytes, path: str, diagnostics: Iterable[Diagnostic], desk: Desk) -> bytes:
    """A notice's file with what can be repaired of its diagnostics; `path` is under content/.

    Line ends stay as they are. What is waived stays.
    """
    language = desk.site.language
    head = parse_head(data, path, language).value
    parsed = parse_body(data, head, "", {}, language).value if head else None
    if head is None or parsed is None:
        return data
    reading = Reading(desk, head, parsed.notice, parsed.facts, decode(data, path).value or "")
    parts = re.split("(\r\n|\r|\n)", data.decode("utf-8"))  # lines, and their ends between them
    for d in sorted(diagnostics, reverse=True):  # from the end, so that places before stay right
        rule, k = BY_CODE.get(d.code), 2 * (d.line - 1)
        start, end = d.column - 1, d.column - 1 + d.width
        if rule is not None and rule.mend is not None and not d.waived and end <= len(parts[k]):
            found = Found(reading.starts[d.line - 1] + start, d.width, d.args)
            parts[k] = parts[k][:start] + rule.mend(reading, found) + parts[k][end:]
    return "".join(parts).encode()


def difference(before: bytes, after: bytes, path: str) -> str:
    """What a repair changes, as a unified diff."""
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (before, after))
    return "".join(unified_diff(old, new, f"a/{path}", f"b/{path}", n=0))
