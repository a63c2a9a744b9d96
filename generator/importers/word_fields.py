"""Fields of Word: what stands in the text is their result, what is between braces their instruction (17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# these have no result that is printed
SILENT = frozenset("XE TC RD TA SET ASK BOOKMARK PRIVATE ADVANCE PRINT NEXT NEXTIF SKIPIF BIDIOUTLINE ADDIN".split())
PAGES = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"))
_LINK = re.compile(r'HYPERLINK\s+(?:\\[mnt]\s+)*(?:"([^"]*)"|([^\s"\\]\S*))', re.IGNORECASE)
_ENCLOSED = re.compile(r"\\ac\s*\(\s*[○〇◯]\s*[,，;；]\s*(\d{1,2})\s*\)", re.IGNORECASE)
_RUBY = re.compile(r"\\up\s*[\d.]+\s*\(([^()]*)\)\s*[,，;；]\s*([^()]*)\)", re.IGNORECASE)


@dataclass
class Field:
    """A field being read."""

    place: int
    instruction: str = ""
    result: bool = False  # its result is being read, not its instruction
    shown: bool = False  # something of its result was
    href: str = ""  # where its result links to
    swallowed: list[str] = field(default_factory=list)  # text in its instruction

    @property
    def kind(self) -> str:
        """The first word of its instruction, in capitals."""
        return self.instruction.split(maxsplit=1)[0].upper() if self.instruction.strip() else ""

    @property
    def contents(self) -> bool:
        """Whether its result is a table of contents."""
        return self.result and self.kind == "TOC"

    @property
    def target(self) -> str:
        """Where it links to, or ""."""
        m = _LINK.search(self.instruction)
        return (m[1] or m[2] or "") if m else ""


def enclosed(instruction: str) -> str:
    """The circled number that an EQ field draws, or ""."""
    m = _ENCLOSED.search(instruction)
    n = int(m[1]) if m else 0
    return chr(ord("①") + n - 1) if 0 < n <= 20 else ""


def ruby(instruction: str) -> tuple[str, str] | None:
    """A text and how it is read, that an EQ field sets above it."""
    m = _RUBY.search(instruction)
    return (m[2], m[1]) if m else None
