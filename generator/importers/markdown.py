"""An outline → structured Markdown. What stands in it is proven to be the text that was recognised."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

from generator.blocks import Scan
from generator.importers import escape
from generator.importers.inline import Runs, joined, plain, text_of
from generator.importers.outline import Block, Grid, Heading, Items, Outline, all_runs
from generator.importers.paper import Run
from generator.markdown import SCHEMES, scan

_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r'<sup class="footnote-ref">.*?</sup>|<a href="#fnref[^>]*>.*?</a>', re.DOTALL)
_SPACE = re.compile(r"\s+")

# key of a picture → its Markdown
Pictures = Callable[[str], str]


def body(outline: Outline, pictures: Pictures) -> str:
    """The Markdown of an outline, without front matter."""
    writer = _Writer(pictures, {key: str(n) for n, key in enumerate(_in_order(outline), 1)})
    parts = [escape.unwithheld(writer.block(b)) for b in outline.blocks]
    for key, label in writer.labels.items():
        said = [writer.paragraph(line.runs) for line in outline.notes[key]]
        parts.append(f"[^{label}]: " + "\n\n    ".join(s.replace("\n", "\n    ") for s in said))
    return "\n\n".join(p for p in parts if p) + "\n"


def kept_href(href: str) -> str:
    """A link as Markdown can have it, "" for one that leads nowhere on a site: relative ones, places in the Word file."""
    scheme = href.partition(":")[0].lower()
    if scheme not in SCHEMES or not href.partition(":")[2].strip("/ "):
        return ""
    return quote(href.strip(), safe="!#$%&'*+,/:;=?@~-._")


def _in_order(outline: Outline) -> list[str]:
    """The keys of the notes that say something, in the order of their marks; one that is marked twice counts once."""
    found: dict[str, None] = {}
    for runs in all_runs(outline.blocks):
        for run in runs:
            if outline.notes.get(run.footnote):
                found[run.footnote] = None
    return list(found)


class _Writer:
    """Writes blocks; knows the pictures and the labels of notes."""

    def __init__(self, pictures: Pictures, labels: dict[str, str]) -> None:
        self.pictures, self.labels = pictures, labels

    def block(self, b: Block) -> str:
        if isinstance(b, Heading):
            text = text_of(b.runs)
            written = _followed(escape.heading(text, b.level), self.marks(b.runs))
            return f"{'#' * b.level} {written}"
        if isinstance(b, Items):
            return "\n".join("- " + self.paragraph(item).replace("\n", "\n  ") for item in b.items)
        if isinstance(b, Grid):
            rows = ["| " + " | ".join(map(self.cell, row)) + " |" for row in b.rows]
            rows.insert(1, "|" + " --- |" * len(b.rows[0]))
            return "\n".join(rows)
        written = self.paragraph(b.runs)
        return f"{{.{b.style}}}\n{written}" if b.style and written else written

    def marks(self, runs: Runs) -> str:
        return "".join(self.mark(r) for r in runs if r.footnote or r.picture)

    def mark(self, run: Run) -> str:
        if run.picture:
            return self.pictures(run.picture)
        return f"[^{self.labels[run.footnote]}]" if run.footnote in self.labels else ""

    def paragraph(self, runs: Runs) -> str:
        """A paragraph with its links, notes and pictures; with its bold type only where it can be said."""
        if not any(r.bold or r.href or r.footnote or r.picture for r in runs):
            return escape.paragraph(text_of(runs))
        text = text_of(runs)
        marked = any(r.footnote or r.picture for r in runs)
        for several in (joined(runs), plain(runs)):
            written = self.dressed(several)
            if _read(written, marked) == _SPACE.sub("", text):
                return written
        return _followed(escape.paragraph(text), self.marks(runs))

    def dressed(self, runs: Runs) -> str:
        out = ""
        for run in runs:
            if not run.text:
                out = _followed(out, self.mark(run))
                continue
            said = "\\\n".join(map(escape.inside, run.text.split("\n")))
            if not out or out.endswith("\n"):
                said = said if said[:1] == "\\" else escape.line_start(said)
            if run.bold and run.text.strip() == run.text:
                said = f"**{said}**"
            href = kept_href(run.href) if run.href else ""
            out = _followed(out, f"[{said}]({href})") if href else out + said
        return out

    def cell(self, runs: Runs) -> str:
        """A cell: bars are escaped, and nothing opens a block here."""
        if not any(r.bold or r.href or r.footnote or r.picture for r in runs):
            return escape.inside(text_of(runs))
        return self.dressed(plain(tuple(r._replace(text=r.text.replace("\n", " ")) for r in runs)))


def _followed(text: str, mark: str) -> str:
    """Markdown of a text with a mark behind it, which the end of the text must not make another one."""
    if mark and text:
        escaped = (len(text) - len(text.rstrip("\\"))) % 2
        if text[-1] == "\\" and escaped:
            text += "\\"
        elif text[-1] in "!^" and not (len(text[:-1]) - len(text[:-1].rstrip("\\"))) % 2:
            text = f"{text[:-1]}\\{text[-1]}"
    return text + mark


def _read(markdown: str, marked: bool) -> str | None:
    """The text of a paragraph with marks as the site reads it, None when it is not one paragraph."""
    read = scan(_NOTES.sub("", _IMAGES.sub("", markdown)) if marked else markdown)
    if read.faults or len(read.chunks) != 1 or read.chunks[0].level or len(read.chunks[0].parts) != 1:
        return None
    part = read.chunks[0].parts[0]
    return _SPACE.sub("", unescape(_TAG.sub("", part))) if isinstance(part, str) else None


_NOTES = re.compile(r"(?<!\\)\[\^\d+\]")
_IMAGES = re.compile(r"(?<!\\)!\[[^\]]*\]\([^)]*\)")


def says(read: Scan, outline: Outline) -> bool:
    """Whether Markdown says what an outline does, white space apart, and has its headings: the proof of an import."""
    out = []
    for chunk in read.chunks:
        out.append(chunk.text if chunk.html == chunk.text else _shown(chunk.html))
        for part in chunk.parts:
            out += map(_shown, (part,) if isinstance(part, str) else part.htmls)
    wanted = [text_of(runs) for runs in all_runs(outline.blocks)]
    wanted += (line.text for key in _in_order(outline) for line in outline.notes[key])
    headings = [(b.level, b.text) for b in outline.blocks if isinstance(b, Heading)]
    return (
        _SPACE.sub("", "".join(out)) == _SPACE.sub("", "".join(wanted))
        and [(c.level, c.text) for c in read.chunks if c.level] == headings
    )


def _shown(html: str) -> str:
    """The text of HTML, without the numbers of notes."""
    return unescape(_TAG.sub("", _REFERENCE.sub("", html)))
