"""Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.diagnostics import Diagnostic
from generator.messages import BY_CODE, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "note": "note", "waived": "note"}


def as_sarif(diagnostics: Sequence[Diagnostic], language: str) -> str:
    """One run with a rule for each code that occurs, and a result for each fault; columns count code points."""
    codes = sorted({d.code for d in diagnostics})
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "gongkai", "version": __version__, "rules": [_rule(code, language) for code in codes]}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code), language) for d in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str, language: str) -> dict[str, Any]:
    text, hint = sentence(code, ("…",) * 9, language)
    made: dict[str, Any] = {"id": code, "shortDescription": {"text": text}}
    if BY_CODE[code].hint_zh and hint.strip("…"):
        made["help"] = {"text": hint}
    return made


def _result(d: Diagnostic, index: int, language: str) -> dict[str, Any]:
    message, hint = sentence(d.code, d.args, language)
    region = {"startLine": d.line, "startColumn": d.column, **({"endColumn": d.column + d.width} if d.width else {})}
    place = {"artifactLocation": {"uri": quote(d.path)}, "region": region}
    waived = {"suppressions": [{"kind": "inSource", "status": "accepted"}]} if d.waived else {}
    return {
        "ruleId": d.code,
        "ruleIndex": index,
        "level": _LEVELS[d.severity],
        "message": {
            "text": f"{message}（{hint}）" if hint and language != "en" else f"{message} ({hint})" if hint else message
        },
        "locations": [{"physicalLocation": place}],
        **waived,
    }
