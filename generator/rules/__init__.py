"""Every rule of the review: one function and one code each, in groups. A new one is a function and a line.

What a rule says is in the tables of messages, and examples of what it finds and what it lets pass are in
`tests/cases/review/`, from which `docs/reference/rules.md` is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generator.reading import Found, Reading, Rule


class Reviewed(NamedTuple):
    """A rule: its code, its function, whether every build runs it (errors that must never be published), and, where
    a repair cannot change the meaning, what is to stand in place of what was found."""

    code: str
    rule: Rule
    always: bool = False
    mend: Callable[[Reading, Found], str] | None = None


class Group(NamedTuple):
    """Rules of one kind, with the name that readers of the list see."""

    id: str
    zh: str
    en: str
    rules: tuple[Reviewed, ...]


GROUPS: tuple[Group, ...] = ()
RULES: tuple[Reviewed, ...] = tuple(rule for group in GROUPS for rule in group.rules)
BY_CODE: dict[str, Reviewed] = {rule.code: rule for rule in RULES}
