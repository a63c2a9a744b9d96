"""A paragraph as it is gathered: its runs, what stands beside them, and what has to be said of it."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from generator.importers.kinds import NUMBERS, Log
from generator.importers.paper import Run
from generator.importers.word_styles import Format, Look, Style, strong_face
from generator.importers.word_xml import excerpt

_HAN = re.compile(r"[㐀-鿿]")
_LETTER = re.compile(r"\w")


class Line:
    """What is known of a paragraph so far."""

    def __init__(self, place: int, style_id: str, style: Style, fmt: Format) -> None:
        self.place = place
        self.style_id = style_id
        self.style = style
        self.format = fmt
        self.runs: list[Run] = []
        self.boxes: list[Element] = []  # text boxes, read after it
        self.notes: list[tuple[str, str]] = []  # footnotes and endnotes that begin in it: which part, which id
        self._said: dict[str, list[str]] = {}  # number or code of a diagnostic → the texts it is about
        self._strong: set[bool] = set()
        self._latest: list[str] = []

    def add(self, text: str, look: Look, href: str) -> None:
        """Text as it is printed."""
        self._strong |= _strengths(look.bold, look.face, bool(_HAN.search(text)), bool(_LETTER.search(text)))
        self._latest.append(text)
        last = self.runs[-1] if self.runs else None
        if last is not None and last.bold == bool(look.bold) and last.href == href and not last.footnote + last.picture:
            self.runs[-1] = last._replace(text=last.text + text)
        else:
            self.runs.append(Run(text, bool(look.bold), href))

    def note(self, key: str) -> None:
        """The mark of a footnote."""
        self.runs.append(Run("", footnote=key))

    def picture(self, key: str) -> None:
        """A picture."""
        self.runs.append(Run("", picture=key))

    def go_on(self, style_id: str, style: Style, fmt: Format) -> None:
        """Another paragraph joins it: the end between them is not printed, and the later one's format holds."""
        self.style_id, self.style, self.format = style_id, style, fmt
        self._latest.clear()

    def about(self, code: str, text: str) -> None:
        """A diagnostic on a text: what several runs give rise to is said once."""
        self._said.setdefault(code, []).append(text)

    def tell(self, log: Log) -> None:
        """Say what there is to say of the paragraph."""
        for code, texts in self._said.items():
            text = excerpt("".join(texts))
            if not text and code != "2025":
                continue
            if code in NUMBERS:
                log.refuse(code, self.place, text)
            else:
                log.say(code, self.place, text)
        self._said.clear()

    def has_said(self, code: str) -> bool:
        """Whether there is a text of it that a diagnostic is about."""
        return code in self._said

    @property
    def latest(self) -> str:
        """The text of the last of the paragraphs that it was joined from."""
        return "".join(self._latest)

    @property
    def gone(self) -> bool:
        """Whether nothing is printed of it, and there was something: it has no number then."""
        return not self.runs and bool(self._said.keys() & {"2022", "2023", "2027"})

    @property
    def strong(self) -> bool:
        """Whether all of it is bold or in a type face of headings."""
        return self._strong == {True}


@lru_cache(maxsize=512)
def _strengths(bold: bool | None, face: str | None, han: bool, letters: bool) -> frozenset[bool]:
    """Whether a text is strong; nothing when it cannot tell, as digits and marks beside strong text are often not."""
    if bold and letters:
        return frozenset((True,))
    return frozenset((strong_face(face),)) if han else frozenset()
