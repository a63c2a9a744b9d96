"""publish.yaml → what is wanted of each target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Outcome, Span, at
from generator.fields import RECORDS
from generator.records import Values, read

FILE = "publish.yaml"
KEEP, GRACE = 5, 24  # releases, hours


class Wanted(NamedTuple):
    """A target as configured: its kind, its name, and the values of its keys."""

    kind: str
    name: str
    values: Values

    def text(self, key: str) -> str:
        """A text, "" when it is not given."""
        return str(self.values.get(key, ""))

    def number(self, key: str, otherwise: int) -> int:
        """A whole number."""
        return int(self.values.get(key, otherwise))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.values.get(key, ()))

    def is_on(self, key: str, otherwise: bool = False) -> bool:
        """Whether a key says yes."""
        return bool(self.values.get(key, otherwise))

    @property
    def keep(self) -> int:
        """How many releases stay; the live one always does."""
        return max(self.number("keep", KEEP), 1)

    @property
    def grace(self) -> int:
        """Seconds that assets stay after they left the site."""
        return self.number("grace", GRACE) * 3600


class Plans(NamedTuple):
    """publish.yaml: targets by their names, and old addresses with the new ones."""

    targets: Mapping[str, Wanted] = {}
    moved: Mapping[str, str] = {}


def plans(text: str, language: str) -> Outcome[Plans]:
    """What publish.yaml says."""
    record, said = read(text, FILE, "publish", language=language)
    found: dict[str, Wanted] = {}
    more: list[Diagnostic] = []
    for field in RECORDS["publish"]:
        if field.id == "moved":
            continue
        for values in record.values.get(field.id, ()) if record else ():
            name = values.get("name", "")
            if name in found:
                more.append(at(FILE, _place(text, name), "E4002", name))
            elif name:
                found[name] = Wanted(field.id, name, values)
    said = (*said, *more)
    if record is None or said:
        return Outcome(None, said)
    return Outcome(Plans(found, {row["from"]: row["to"] for row in record.values.get("moved", ())}))


def _place(text: str, name: str) -> Span:
    """Where a name is given for the last time."""
    lines = text.split("\n")
    form = re.compile(rf"[\s-]*(?:name|名称)\s*:\s*[\"']?{re.escape(name)}[\"']?\s*$")
    number = max((k for k, line in enumerate(lines, 1) if form.match(line)), default=1)
    return Span(number)
