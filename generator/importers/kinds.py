"""What a file may hold that readers of the notice do not see, or that nobody meant to publish: refused until accepted."""

from __future__ import annotations

from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at


class Kind(NamedTuple):
    """A kind that `--accept` takes, and its names."""

    id: str
    zh: str
    en: str


KINDS: tuple[Kind, ...] = (
    Kind("tracked-changes", "修订", "tracked changes"),
    Kind("comments", "批注", "comments"),
    Kind("hidden-text", "隐藏的内容", "hidden content"),
    Kind("embedded-objects", "嵌入的对象", "embedded objects"),
    Kind("macros", "宏", "macros"),
    Kind("cropped-pictures", "裁剪过的图片", "cropped pictures"),
    Kind("metadata", "作者信息", "author metadata"),
    Kind("old-format", "旧格式的附件", "attachments in old formats"),
)

# the number of a code → the kind it belongs to: E while the kind is refused, N when it is accepted
NUMBERS = {
    "2021": "tracked-changes",  # inserted
    "2022": "tracked-changes",  # deleted
    "2023": "tracked-changes",  # moved away
    "2024": "tracked-changes",  # a paragraph's mark
    "2025": "tracked-changes",  # formats
    "2026": "comments",
    "2027": "hidden-text",
    "2028": "embedded-objects",
    "2029": "embedded-objects",  # another document inside
    "2030": "macros",
    "2031": "cropped-pictures",
    "2032": "metadata",
    "2033": "metadata",  # paths outside
    "2034": "hidden-text",  # sheets
    "2035": "hidden-text",  # rows and columns
    "2036": "hidden-text",  # slides, speaker notes
    "2037": "old-format",
}


class Log:
    """What a reader has to say, by place (from 1)."""

    def __init__(self, name: str, accepted: frozenset[str]) -> None:
        self._name = name
        self._accepted = accepted
        self.found: list[Diagnostic] = []

    def say(self, code: str, place: int, *args: object) -> None:
        """A diagnostic."""
        self.found.append(at(self._name, Span(place), code, *args))

    def refuse(self, number: str, place: int, *args: object) -> None:
        """An error, or a note when the kind it belongs to is accepted."""
        self.say(("N" if NUMBERS[number] in self._accepted else "E") + number, place, *args)
