"""What an import is told besides the file: the site's records, and what the clerk chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.model import Head


class Registry(NamedTuple):
    """The rounds and organisations of a site by their ids, and its language."""

    rounds: Mapping[str, Head] = {}
    organisations: Mapping[str, Head] = {}
    language: str = "zh-CN"


class Choices(NamedTuple):
    """What the clerk chose; "" for what is left to the paper. `accepted` are kinds of content a Word file may hold."""

    round: str = ""
    organisation: str = ""
    id: str = ""
    kind: str = ""
    accepted: frozenset[str] = frozenset()


class FrontValue(NamedTuple):
    """A value of the front matter: its key ("totals.findings"), its name, the value, and its state.

    `state` is found, blank (not found, or told in two ways) or guess; of a blank `value` is "", and `note` says
    what the text says when it says two things.
    """

    key: str
    label: str
    value: str
    state: str
    note: str = ""


class Imported(NamedTuple):
    """A notice as imported: its path under content/ ("" when it cannot be told yet), text, and what was decided.

    `attachments` are the bytes of pictures by their names in the folder beside the notice.
    """

    path: str
    markdown: str
    front: tuple[FrontValue, ...]
    attachments: Mapping[str, bytes]
    decisions: tuple[Diagnostic, ...]
    findings: int = 0
    measures: int = 0
    headings: int = 0
