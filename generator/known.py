"""What a build knows of its sources: read in this build, or remembered by their digest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, from_rows
from generator.look import CONTENT, Look
from generator.model import Facts, Head
from generator.remembered import facts_from, facts_json, head_from, head_json
from generator.state import SourceRow
from generator.worker import HeadResult

if TYPE_CHECKING:
    from generator.rules.recurring import Told

Said = tuple[Diagnostic, ...]


class Known:
    """Heads, facts, digests and diagnostics by path under content/."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.facts: dict[str, Facts] = {}
        self.digests: dict[str, str] = {}
        self.head_said: dict[str, Said] = {}
        self.body_said: dict[str, Said] = {}
        self.touched: set[str] = set()  # read in this build
        self.told: dict[str, tuple[Told, ...]] = {}  # the findings of bodies under review

    def recall(self, path: str, row: SourceRow) -> None:
        """Take what was read from a source at its digest."""
        if (head := head_from(row.head)) is not None:
            self.heads[path] = head
        if (facts := facts_from(row.facts)) is not None:
            self.facts[path] = facts
        self.digests[path] = row.digest
        said = json.loads(row.said) if row.said else ((), ())
        self.head_said[path], self.body_said[path] = (tuple(from_rows(part)) for part in said)

    def take_head(self, r: HeadResult) -> None:
        """Take a head that was read."""
        self.touched.add(r.path)
        self.digests[r.path] = r.digest
        self.head_said[r.path] = r.diagnostics
        if r.head is not None:
            self.heads[r.path] = r.head

    def take_body(self, path: str, facts: Facts | None, said: Said, told: tuple[Told, ...] = ()) -> None:
        """Take what came of reading a body."""
        self.told[path] = told
        self.touched.add(path)
        self.body_said[path] = said
        if facts is not None:
            self.facts[path] = facts

    def said(self) -> list[Diagnostic]:
        """What is wrong with the sources, read now or before."""
        return [d for read in (self.head_said, self.body_said) for part in read.values() for d in part]

    def rows(self, look: Look, mark: Callable[[Iterable[Diagnostic]], list[Diagnostic]]) -> list[SourceRow]:
        """What state is to remember: the sources that were suspected or read."""
        rows = []
        for shown, s in look.seen.items():
            path = shown[len(CONTENT) :] if shown.startswith(CONTENT) else ""
            if path not in self.digests:
                if shown in look.suspects:
                    rows.append(SourceRow(shown, *s, "", "", "", ""))
            elif shown in look.suspects or path in self.touched:
                said = mark(self.head_said.get(path, ())), mark(self.body_said.get(path, ()))
                text = json.dumps(said, ensure_ascii=False) if any(said) else ""
                head, facts = head_json(self.heads.get(path)), facts_json(self.facts.get(path))
                rows.append(SourceRow(shown, *s, self.digests[path], head, facts, text))
        return rows
