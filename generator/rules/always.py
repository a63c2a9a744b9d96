"""The rules that every build runs: what they find must never be published. They look at the text alone."""

from __future__ import annotations

from generator.reading import Rule
from generator.rules import privacy

ALWAYS: tuple[tuple[str, Rule], ...] = (
    ("E1501", privacy.identity_numbers),
    ("E1502", privacy.card_numbers),
    ("E1509", privacy.secrets),
)
