"""A digest of the words of a notice, by which a build knows whether what was announced still stands.

It covers what readers are told: title, text, labels, fields of findings. Not the markup, so that neither a theme nor
another version of the program changes it. What is compared on pages is their own text (`article`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from generator.model import Head, Values

_NOT_WORDS = frozenset(("id", "kind", "depth", "groups", "number", "measures"))


def wording(head: Head, lead: str, sections: Iterable[Values]) -> str:
    """32 hexadecimal digits; `lead` and `sections` are those of the record. Of a withdrawn notice the title counts."""
    words: list[object] = [head.title, head.text("subtitle")]
    if head.values.get("withdrawn"):
        words.append("withdrawn")
    else:
        words += [lead, [{k: v for k, v in s.items() if k not in _NOT_WORDS} for s in sections]]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode()).hexdigest()[:32]
