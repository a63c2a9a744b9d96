"""What all parts of a Word file are read with: its styles and lists, its pictures and notes, the count of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from generator.importers.kinds import Log
from generator.importers.package import Package, Refused, Relation
from generator.importers.paper import Picture
from generator.importers.word_numbering import Lists
from generator.importers.word_styles import Styles
from generator.importers.word_xml import W, words

_PICTURES = (  # first bytes → the ending of a name
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)


class Source:
    """A Word file while it is read."""

    def __init__(self, package: Package, main: str, log: Log) -> None:
        self.package = package
        self.main = main
        self.log = log
        self.relations = package.relations(main)
        self.styles = Styles(self._related("styles"), self._related("theme"))
        self.lists = Lists(self._related("numbering"), self.styles)
        default = self.styles.style(self.styles.default.get("paragraph", ""))
        self.default_list = bool(default.format.list_id)  # paragraphs that say nothing of themselves are numbered
        self.comments = self._by_id("comments", "comment")
        self.pictures: dict[str, Picture] = {}
        self.note_keys: dict[tuple[str, str], str] = {}
        self.fixed = 0  # the place of all that is read now, when it is not counted
        self.objects = 0  # embedded objects found
        self._notes: dict[str, Mapping[str, Element]] = {}
        self._place = 0
        self._shown: dict[tuple[str, str], str] = {}

    def part(self, kind: str) -> str:
        """The part that a relationship of the text leads to, or ""."""
        found = (r.target for r in self.relations.values() if r.kind == kind and not r.external)
        name = next(found, "")
        return name if self.package.has(name) else ""

    def _related(self, kind: str) -> Element | None:
        name = self.part(kind)
        return self.package.xml(name) if name else None

    def _by_id(self, part: str, tag: str) -> dict[str, Element]:
        root = self._related(part)
        return {e.get(W + "id", ""): e for e in root.findall(W + tag)} if root is not None else {}

    def next_place(self) -> int:
        """The place of the next paragraph."""
        if self.fixed:
            return self.fixed
        self._place += 1
        return self._place

    @property
    def here(self) -> int:
        """The place of the paragraph read last, 0 before the first."""
        return self.fixed or self._place

    def note(self, kind: str, id_: str) -> Element | None:
        """A footnote or an endnote."""
        if kind not in self._notes:
            self._notes[kind] = self._by_id(kind + "s", kind)
        return self._notes[kind].get(id_)

    def comment(self, id_: str, place: int) -> None:
        """Say that a comment stands here."""
        e = self.comments.pop(id_, None)
        if e is not None:
            self.log.refuse("2026", place, e.get(W + "author", ""), words(e))

    def picture(self, relation: Relation | None, alt: str, place: int) -> str:
        """The key of a picture, or "" when it cannot be had, which is said."""
        if relation is None or (not relation.external and not self.package.has(relation.target)):
            self.log.say("W2053", place, relation.target if relation else "")
            return ""
        if relation.external:
            self.log.say("W2051", place, relation.target)
            return ""
        key = relation.target, alt
        if key in self._shown:
            return self._shown[key]
        try:
            data = self.package.bytes(relation.target)
        except Refused as refused:
            self.log.say(refused.code, place, *refused.arguments)
            return ""
        ending = next((ending for start, ending in _PICTURES if data.startswith(start)), "")
        if not ending:
            ending = re.sub("[^a-z0-9]", "", relation.target.rpartition(".")[2].lower())[:5] or "bin"
        name = f"image{len(self.pictures) + 1}.{ending}"
        self.pictures[name] = Picture(name, data, alt)
        self._shown[key] = name
        return name
