"""A paragraph of a Word file → runs: text, breaks, symbols, fields, links, notes, pictures, and tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from generator.importers.package import Relation
from generator.importers.word_drawing import drawn
from generator.importers.word_fields import PAGES, SILENT, Field, enclosed, ruby
from generator.importers.word_line import Line
from generator.importers.word_source import Source
from generator.importers.word_styles import PLAIN, Look
from generator.importers.word_symbols import MISSING, is_symbol_font, symbol
from generator.importers.word_xml import MC, M, R, W, branches, excerpt, value, words

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = re.compile(r"[\r\n]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FIELDS = 50  # in each other; no program nests so many
_SCHEMES = ("http", "https", "mailto", "tel")
_QUIET = frozenset(
    W + name
    for name in """pPr rPr bookmarkStart bookmarkEnd proofErr permStart permEnd commentRangeStart commentRangeEnd
    lastRenderedPageBreak annotationRef footnoteRef endnoteRef separator continuationSeparator softHyphen sdtPr sdtEndPr
    smartTagPr customXmlPr moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd fldData tblPr tblGrid
    customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd sectPr tblPrEx trPr tcPr
    customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd""".split()
)
_CHANGES = frozenset(W + n for n in ("rPrChange", "pPrChange", "sectPrChange", "numberingChange"))


class Text:
    """Reads the paragraphs of one part, whose fields may reach over several of them."""

    def __init__(self, source: Source, relations: Mapping[str, Relation], header: bool = False) -> None:
        self.source = source
        self._relations = relations
        self.header = header  # or a footer: numbers of pages and pictures in it are of no interest
        self.fields: list[Field] = []
        self.contents: list[str] = []  # the text of a table of contents that is being left out
        self.shaded = False  # the ground of a cell is not white
        self._href = ""
        self.change = ""  # of the text that is read: "inserted", "deleted" or "moved"

    def read(self, p: Element, line: Line) -> None:
        """Add what a paragraph says to a line."""
        ppr = p.find(W + "pPr")
        if ppr is not None and any(e.tag in _CHANGES for e in ppr.iter()):
            line.about("2025", "")
        self.inline(p, line)

    def inline(self, children: Iterable[Element], line: Line) -> None:
        """The pieces of a paragraph."""
        for e in children:
            if reader := _INLINE.get(e.tag):
                reader(self, e, line)
            elif e.tag not in _QUIET:
                self._unknown(e, line)

    @contextmanager
    def changed(self, how: str) -> Iterator[None]:
        """What is read inside is part of a tracked change."""
        before, self.change = self.change, self.change if self.change in ("deleted", "moved") else how
        yield
        self.change = before

    # what may stand in a paragraph

    def _inserted(self, e: Element, line: Line) -> None:
        with self.changed("inserted"):
            self.inline(e, line)

    def _deleted(self, e: Element, line: Line) -> None:
        with self.changed("deleted"):
            self.inline(e, line)

    def _moved(self, e: Element, line: Line) -> None:
        with self.changed("moved"):
            self.inline(e, line)

    def _alternatives(self, e: Element, line: Line) -> None:
        self.inline(branches(e), line)

    def _link(self, e: Element, line: Line) -> None:
        relation = self._relations.get(e.get(R + "id", ""))
        target = relation.target if relation else "#" + e.get(W + "anchor", "")
        before, self._href = self._href, self._allowed(target, e, line)
        self.inline(e, line)
        self._href = before

    def _allowed(self, target: str, link: Element | str, line: Line) -> str:
        """An address that is kept, or "", which is said."""
        try:
            if urlsplit(target.strip()).scheme.lower() in _SCHEMES:
                return target.strip()
        except ValueError:
            pass
        if target.strip("#") and not self.leaving:
            text = link if isinstance(link, str) else words(link)
            self.source.log.say("N2046", line.place, excerpt(text), target)
        return ""

    def _control(self, e: Element, line: Line) -> None:
        properties = e.find(W + "sdtPr")
        if properties is not None and properties.find(W + "showingPlcHdr") is not None:
            line.about("N2059", words(e))
        self.inline(e, line)

    def _simple_field(self, e: Element, line: Line) -> None:
        self.fields.append(Field(line.place, e.get(W + "instr", ""), result=True))
        self.inline(e, line)
        self._end(line)

    def _formula(self, e: Element, line: Line) -> None:
        text = words(e)
        line.about("N2044", text)
        self._text(text, PLAIN, line)

    def _subdocument(self, e: Element, line: Line) -> None:
        relation = self._relations.get(e.get(R + "id", ""))
        self.source.log.refuse("2029", line.place, relation.target if relation else "")

    def _unknown(self, e: Element, line: Line) -> None:
        if e.tag in _CHANGES:
            line.about("2025", "")
        elif text := words(e):
            self.source.log.say("W2056", line.place, str(e.tag).rpartition("}")[2], excerpt(text))

    # runs

    def _run(self, r: Element, line: Line) -> None:
        rpr = r.find(W + "rPr")
        styles = self.source.styles
        named = value(rpr, "rStyle") or styles.default.get("character", "")
        look = styles.effective(line.style_id, named, styles.look_of(rpr))
        if rpr is not None and rpr.find(W + "rPrChange") is not None:
            line.about("2025", "")
        self._pieces(r, look, line)

    def _pieces(self, children: Iterable[Element], look: Look, line: Line) -> None:
        for e in children:
            tag = e.tag
            if tag == W + "t":
                text = e.text or ""
                if e.get(_SPACE) != "preserve":
                    text = text.strip(" \t\r\n")
                self._text(_BREAKS.sub(" ", text), look, line)
            elif tag in _CHARACTERS:
                self._text(_CHARACTERS[tag], look, line)
            elif reader := _PIECES.get(tag):
                reader(self, e, look, line)
            elif tag not in _QUIET:
                self._unknown(e, line)

    def _text(self, text: str, look: Look, line: Line) -> None:
        """Text goes to the paragraph, or where else it belongs."""
        if not text:
            return
        for f in self.fields:
            if not f.result:
                f.swallowed.append(text)
                return
            f.shown = True
        if self.leaving:
            self.contents.append(text)
        elif self.change == "deleted":
            line.about("2022", text)
        elif self.change == "moved":
            line.about("2023", text)
        elif self.header and any(f.kind in PAGES for f in self.fields):
            return
        elif look.hidden:
            line.about("2027", text)
        else:
            if self.change == "inserted":
                line.about("2021", text)
            self._print(text, look, line)

    def _print(self, text: str, look: Look, line: Line) -> None:
        if (not text.isascii() and _PRIVATE.search(text)) or is_symbol_font(look.latin):
            text = "".join(self._symbol(look.latin, c, line) for c in text)
        pale = look.pale and not (look.shaded or line.format.shaded or self.shaded)
        if (pale or look.tiny) and text.strip():
            line.about("N2042", text)
        if look.struck:
            line.about("N2057", text)
        if look.raised:
            line.about("N2058", text)
        line.add(text, look, next((t for f in reversed(self.fields) if (t := f.href)), self._href))

    def _symbol(self, face: str | None, character: str, line: Line) -> str:
        found = symbol(face, character)
        if found == MISSING and character != MISSING:
            self.source.log.say("W2050", line.place, face or "", f"{ord(character):04X}")
        return found

    def _sym(self, e: Element, look: Look, line: Line) -> None:
        code = e.get(W + "char", "")
        try:
            character = chr(int(code, 16))
        except (ValueError, OverflowError):
            character = "\uf000"
        self._text(character if character.isprintable() or _PRIVATE.match(character) else "\uf000",
                   look._replace(latin=e.get(W + "font")), line)  # fmt: skip

    def _break(self, e: Element, look: Look, line: Line) -> None:
        if e.get(W + "type", "textWrapping") == "textWrapping":
            self._text("\n", look, line)

    def _deleted_text(self, e: Element, look: Look, line: Line) -> None:
        with self.changed("deleted"):
            self._text(e.text or "", look, line)

    def _ruby(self, e: Element, look: Look, line: Line) -> None:
        base = "".join(words(x) for x in e.findall(W + "rubyBase"))
        above = "".join(words(x) for x in e if x.tag != W + "rubyBase")
        self.source.log.say("N2045", line.place, base, above)
        for x in e.findall(W + "rubyBase"):
            self.inline(x, line)

    def _footnote(self, e: Element, look: Look, line: Line) -> None:
        self._mark("footnote", e, look, line)

    def _endnote(self, e: Element, look: Look, line: Line) -> None:
        self._mark("endnote", e, look, line)

    def _mark(self, kind: str, e: Element, look: Look, line: Line) -> None:
        id_ = e.get(W + "id", "")
        note = self.source.note(kind, id_)
        if note is None:
            self.source.log.say("W2053", line.place, f"{kind} {id_}")
        elif self.change in ("deleted", "moved") or look.hidden:
            line.about("2027" if look.hidden else "2022", words(note))
        elif not self.source.fixed:  # a note in a note is no note
            keys = self.source.note_keys
            if (kind, id_) not in keys:
                keys[kind, id_] = str(len(keys) + 1)
                line.notes.append((kind, id_))
            line.note(keys[kind, id_])

    def _comment(self, e: Element, look: Look, line: Line) -> None:
        self.source.comment(e.get(W + "id", ""), line.place)

    def _drawing(self, e: Element, look: Look, line: Line) -> None:
        if self.change in ("deleted", "moved") or look.hidden:
            line.about("2027" if look.hidden else "2022", words(e) or "▢")
            return
        for shown in drawn(e):
            if shown.what == "box" and shown.element is not None:
                line.boxes.append(shown.element)
            elif shown.what == "picture" and not self.header:
                if key := self.source.picture(self._relations.get(shown.text), shown.alt, line.place):
                    line.picture(key)
            elif shown.what == "art":
                line.about("N2060", shown.text)
                self._text(shown.text, PLAIN, line)
            elif shown.what == "unknown":
                self.source.log.say("W2056", line.place, "drawing", excerpt(shown.text))
            elif shown.what == "object":
                self.source.objects += 1
                self.source.log.refuse("2028", line.place, shown.text)
            elif shown.what == "crop" and not self.header:
                self.source.log.refuse("2031", line.place, shown.alt)
            elif shown.what == "hidden":
                self.source.log.refuse("2027", line.place, shown.text)

    def _choice(self, e: Element, look: Look, line: Line) -> None:
        self._pieces(branches(e), look, line)

    # fields

    @property
    def leaving(self) -> bool:
        """Whether what is read is a table of contents, which is left out."""
        return any(f.contents for f in self.fields)

    def leave(self, depth: int) -> None:
        """A table of contents ends that began when so many fields were open."""
        del self.fields[depth + 1 :]
        if len(self.fields) > depth:
            self._left_out(self.fields.pop().place)

    def _left_out(self, place: int) -> None:
        if self.contents and not self.leaving:
            self.source.log.say("N2047", place, excerpt(" ".join(self.contents), 200))
            self.contents.clear()

    def _field(self, e: Element, look: Look, line: Line) -> None:
        kind = e.get(W + "fldCharType")
        if kind == "begin" and len(self.fields) < _FIELDS:
            self.fields.append(Field(line.place))
        elif kind == "separate" and self.fields and not self.fields[-1].result:
            f = self.fields[-1]
            f.result = True
            if f.kind == "HYPERLINK":
                f.href = self._allowed(f.target, f.instruction, line)
        elif kind == "end" and self.fields:
            self._end(line, look)

    def _instruction(self, e: Element, look: Look, line: Line) -> None:
        if self.fields and not self.fields[-1].result:
            self.fields[-1].instruction += e.text or ""

    def _end(self, line: Line, look: Look = PLAIN) -> None:
        """A field ends. Those without a result may have drawn their instruction, as Word does with EQ."""
        f = self.fields.pop()
        self._left_out(f.place)
        if f.shown or f.kind in SILENT or not f.instruction.strip():
            return
        if f.kind == "EQ" and (circled := enclosed(f.instruction)):
            line.about("N2063", circled)
            self._text(circled, look, line)
        elif f.kind == "EQ" and (read := ruby(f.instruction)):
            self.source.log.say("N2045", line.place, *read)
            self._text(read[0], look, line)
        elif not (f.kind in PAGES and self.header) and not any(not g.result for g in self.fields):
            self.source.log.say("W2048", line.place, excerpt(f.instruction))

    def close(self, place: int) -> None:
        """Say what was swallowed by fields that do not end."""
        for f in self.fields:
            if text := "".join(f.swallowed):
                self.source.log.say("W2049", f.place, excerpt(text, 200))
        self.fields.clear()
        self._left_out(place)


_INLINE: Mapping[str, Callable[[Text, Element, Line], None]] = {
    W + "r": Text._run,
    W + "ins": Text._inserted,
    W + "moveTo": Text._inserted,
    W + "del": Text._deleted,
    W + "moveFrom": Text._moved,
    W + "hyperlink": Text._link,
    W + "fldSimple": Text._simple_field,
    W + "sdt": Text._control,
    W + "sdtContent": Text.inline,
    W + "smartTag": Text.inline,
    W + "customXml": Text.inline,
    W + "dir": Text.inline,
    W + "bdo": Text.inline,
    W + "subDoc": Text._subdocument,
    MC + "AlternateContent": Text._alternatives,
    M + "oMath": Text._formula,
    M + "oMathPara": Text._formula,
}
_CHARACTERS: Mapping[str, str] = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_PIECES: Mapping[str, Callable[[Text, Element, Look, Line], None]] = {
    W + "br": Text._break,
    W + "delText": Text._deleted_text,
    W + "sym": Text._sym,
    W + "fldChar": Text._field,
    W + "instrText": Text._instruction,
    W + "delInstrText": Text._instruction,
    W + "footnoteReference": Text._footnote,
    W + "endnoteReference": Text._endnote,
    W + "commentReference": Text._comment,
    W + "drawing": Text._drawing,
    W + "pict": Text._drawing,
    W + "object": Text._drawing,
    W + "contentPart": Text._drawing,
    W + "ruby": Text._ruby,
    MC + "AlternateContent": Text._choice,
}
