"""The body of a part of a Word file → paragraphs and tables, in the order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from generator.importers.package import Relation
from generator.importers.paper import Cell, Paragraph, Table
from generator.importers.word_fields import Field
from generator.importers.word_line import Line
from generator.importers.word_source import Source
from generator.importers.word_styles import Format, format_of
from generator.importers.word_text import Text
from generator.importers.word_xml import MC, VAL, R, W, branches, excerpt, number, value, words

Block = Paragraph | Table
_WRAPPERS = frozenset((W + "customXml", W + "smartTag", W + "sdtContent"))
_CHANGED = {W + "ins": "inserted", W + "moveTo": "inserted", W + "del": "deleted", W + "moveFrom": "moved"}
_TABLE_CHANGES = frozenset(
    W + n for n in ("tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "tblPrExChange", "cellIns", "cellMerge")
)
_PROPERTIES = frozenset(W + n for n in ("tblPr", "tblGrid", "trPr", "tblPrEx"))
_COLUMNS = 63  # Word has no more
_EXCERPT = 60


class Story:
    """A part that holds paragraphs and tables: the text, a note, a header."""

    def __init__(self, source: Source, relations: Mapping[str, Relation], header: bool = False) -> None:
        self.source = source
        self.footnotes: dict[str, tuple[Paragraph, ...]] = {}
        self._relations = relations
        self._text = Text(source, relations, header)
        self._open: Line | None = None  # a paragraph whose mark is deleted goes on in the next one
        self._in_cell = False

    def read(self, parent: Element) -> list[Block]:
        """All blocks of a part, to its end."""
        out: list[Block] = []
        self._blocks(parent, out)
        self._flush(out)
        self._text.close(self.source.fixed or 1)
        return out

    def _blocks(self, children: Iterable[Element], out: list[Block]) -> None:
        for e in children:
            tag = e.tag
            if tag == W + "p":
                self._paragraph(e, out)
            elif tag == W + "tbl":
                self._table(e, out)
            elif tag == W + "sdt":
                self._control(e, out)
            elif tag in _WRAPPERS:
                self._blocks(e, out)
            elif tag == MC + "AlternateContent":
                self._blocks(branches(e), out)
            elif tag in _CHANGED:
                with self._text.changed(_CHANGED[tag]):
                    self._blocks(e, out)
            elif tag == W + "altChunk":
                relation = self._relations.get(e.get(R + "id", ""))
                self.source.log.refuse("2029", self.source.here, relation.target if relation else "")
            elif tag == W + "sectPr" and e.find(W + "sectPrChange") is not None:
                self.source.log.refuse("2025", self.source.here, "")
            else:
                self._unknown(e)

    def _control(self, e: Element, out: list[Block]) -> None:
        """A content control; a table of contents is left out."""
        properties = e.find(W + "sdtPr")
        gallery = value(properties.find(W + "docPartObj"), "docPartGallery") if properties is not None else ""
        if gallery == "Table of Contents":
            depth = len(self._text.fields)
            self._text.fields.append(Field(self.source.here + 1, "TOC", result=True))
            self._blocks(e, out)
            self._text.leave(depth)
            return
        if properties is not None and properties.find(W + "showingPlcHdr") is not None:
            self.source.log.say("N2059", self.source.here + 1, excerpt(words(e)))
        self._blocks(e, out)

    # paragraphs

    def _paragraph(self, p: Element, out: list[Block]) -> None:
        place = self.source.next_place()
        if not len(p) and self._open is None and not self.source.default_list:
            return
        styles = self.source.styles
        ppr = p.find(W + "pPr")
        style_id = value(ppr, "pStyle") or styles.default.get("paragraph", "")
        style = styles.style(style_id)
        line, self._open = self._open, None
        if line is None:
            line = Line(place, style_id, style, format_of(ppr))
        else:
            line.go_on(style_id, style, format_of(ppr))
        self._text.read(p, line)
        mark = ppr.find(W + "rPr") if ppr is not None else None
        if mark is not None and self._goes_on(mark, line):
            self._open = line
            return
        self._finish(line, out)

    def _goes_on(self, mark: Element, line: Line) -> bool:
        """Whether the end of a paragraph is deleted, moved away or hidden, so that the next one joins it."""
        if mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None:
            if line.latest or not (line.has_said("2022") or line.has_said("2023")):
                line.about("2024", line.latest + "¶")
            return True
        if mark.find(W + "ins") is not None and not line.has_said("2021"):
            line.about("2024", line.latest + "¶")
        styles = self.source.styles
        if line.latest and styles.effective(line.style_id, "", styles.look_of(mark)).hidden:
            line.about("N2062", line.latest)
            return True
        return False

    def _flush(self, out: list[Block]) -> None:
        """A paragraph that would go on ends with what holds it."""
        if self._open is not None:
            line, self._open = self._open, None
            self._finish(line, out)

    def _finish(self, line: Line, out: list[Block]) -> None:
        """Put a paragraph there, and after it what stands in its text boxes."""
        fmt = line.format.over(line.style.format)
        label = self._label(line, fmt) if fmt.list_id else ""
        line.tell(self.source.log)
        level = line.style.level if line.format.outline is None else (line.format.outline + 1) % 10
        if line.runs or label:
            out.append(Paragraph(tuple(line.runs), line.place, label, level, line.strong, fmt.align or ""))
        for kind, id_ in line.notes:
            self._note(kind, id_, line.place)
        for box in line.boxes:
            self._box(box, line.place, out)

    def _label(self, line: Line, fmt: Format) -> str:
        """The automatic number of a paragraph."""
        list_id = fmt.list_id or 0
        if self._text.leaving or line.gone:
            return ""
        lists = self.source.lists
        found = lists.label(list_id, lists.level(list_id, line.format.list_level, line.style, line.style_id))
        if found is None:
            if not lists.known(list_id):
                self.source.log.say("W2061", line.place, list_id)
            return ""
        if found.unknown:
            self.source.log.say("W2055", line.place, found.unknown, found.text)
        if found.hidden and found.text:
            line.about("2027", found.text)
            return ""
        return found.text

    def _note(self, kind: str, id_: str, place: int) -> None:
        """Read a footnote where its mark stands."""
        e = self.source.note(kind, id_)
        if e is None:
            return
        before, self.source.fixed = self.source.fixed, place
        part = self.source.part(kind + "s")
        story = Story(self.source, self.source.package.relations(part))
        self.footnotes[self.source.note_keys[kind, id_]] = tuple(story._flat(story.read(e)))
        self.source.fixed = before

    def _box(self, box: Element, place: int, out: list[Block]) -> None:
        """What a text box holds, as a story of its own."""
        inner = Story(self.source, self._relations, self._text.header)
        inner._in_cell = self._in_cell
        blocks = inner.read(box)
        self.footnotes |= inner.footnotes
        if blocks and not self._text.header:
            self.source.log.say("N2060", place, _begins(self._flat(blocks)))
        out += blocks

    # tables

    def _table(self, tbl: Element, out: list[Block]) -> None:
        self._flush(out)
        place = self.source.here + (not self.source.fixed)
        outer, self._in_cell = self._in_cell, True
        rows: list[list[Cell]] = []
        above: dict[int, tuple[int, int, int]] = {}  # where a cell merged downwards begins: column → row, cell, width
        for tr in self._parts(tbl, W + "tr"):
            row = self._row(tr, rows, above)
            if row is not None:
                rows.append(row)
        self._in_cell = outer
        table = Table(tuple(map(tuple, rows)), place)
        if not any(rows):
            return
        if outer or self.source.fixed:
            paragraphs = self._flat([table])
            self.source.log.say("N2043", place, _begins(paragraphs))
            out += paragraphs
        else:
            out.append(table)

    def _parts(self, parent: Iterable[Element], wanted: str) -> Iterator[Element]:
        """The rows of a table, or the cells of a row, in whatever they are wrapped."""
        for e in parent:
            if e.tag == wanted:
                yield e
            elif e.tag in _PROPERTIES:
                self._changed_properties(e)
            elif e.tag == MC + "AlternateContent":
                yield from self._parts(branches(e), wanted)
            elif e.tag == W + "sdt" or e.tag in _WRAPPERS:
                yield from self._parts(e, wanted)
            else:
                self._unknown(e)

    def _unknown(self, e: Element) -> None:
        """Say that something was not read, if there is text in it."""
        if text := words(e):
            self.source.log.say("W2056", self.source.here, str(e.tag).rpartition("}")[2], excerpt(text))

    def _changed_properties(self, e: Element) -> None:
        """Say that a table was changed."""
        if any(x.tag in _TABLE_CHANGES for x in e.iter()):
            self.source.log.refuse("2025", self.source.here + 1, "")

    def _row(self, tr: Element, rows: list[list[Cell]], above: dict[int, tuple[int, int, int]]) -> list[Cell] | None:
        """The cells of a row that begin in it; None: it is not printed."""
        properties = tr.find(W + "trPr")
        how = ""
        if properties is not None:
            how = next((_CHANGED[e.tag] for e in properties if e.tag in _CHANGED), "")
            if (hidden := properties.find(W + "hidden")) is not None and hidden.get(VAL, "1") not in ("0", "false"):
                if text := words(tr):
                    self.source.log.refuse("2027", self.source.here + 1, excerpt(text))
                self._skip(tr)
                return None
        if how in ("deleted", "moved"):
            with self._text.changed(how):
                for tc in self._parts(tr, W + "tc"):
                    self._blocks(tc, [])
            self._flush([])
            return None
        row: list[Cell] = []
        column = min(number(value(properties, "gridBefore")), _COLUMNS)
        if column > 0:
            row.append(Cell((), column))
        with self._text.changed(how or self._text.change):
            for tc in self._parts(tr, W + "tc"):
                column += self._cell(tc, row, len(rows), column, rows, above)
        if (after := min(number(value(properties, "gridAfter")), _COLUMNS)) > 0:
            row.append(Cell((), after))
        return row

    def _cell(
        self, tc: Element, row: list[Cell], at: int, column: int, rows: list[list[Cell]],
        above: dict[int, tuple[int, int, int]],
    ) -> int:  # fmt: skip
        """Add a cell to a row, or a row to the cell it is merged with; how many columns it takes."""
        properties = tc.find(W + "tcPr")
        width = max(1, min(number(value(properties, "gridSpan"), 1), _COLUMNS))
        merged = properties.find(W + "vMerge") if properties is not None else None
        going_on = merged is not None and merged.get(VAL, "continue") == "continue"
        sideways = properties.find(W + "hMerge") if properties is not None else None
        shade = format_of(properties).shaded
        before, self._text.shaded = self._text.shaded, bool(shade)
        if properties is not None:
            self._changed_properties(properties)
        inner: list[Block] = []
        if (start := above.get(column)) and going_on and start[2] == width:
            first, cell, _ = start
            rows[first][cell] = rows[first][cell]._replace(rows=at - first + 1)
            self._hidden_cell(tc)
        elif sideways is not None and sideways.get(VAL, "continue") == "continue" and row:
            row[-1] = row[-1]._replace(columns=row[-1].columns + width)
            self._hidden_cell(tc)
        else:
            self._blocks(tc, inner)
            self._flush(inner)
            for k in range(column, column + width):
                above.pop(k, None)
            if merged is not None:
                above[column] = at, len(row), width
            row.append(Cell(tuple(self._flat(inner)), width))
        self._text.shaded = before
        return width

    def _hidden_cell(self, tc: Element) -> None:
        """A cell that another one covers: what stands in it is not printed."""
        self._skip(tc)
        if text := words(tc):
            self.source.log.refuse("2027", self.source.here, excerpt(text))

    def _skip(self, e: Element) -> None:
        """Count the paragraphs of what is not read."""
        for _ in e.iter(W + "p"):
            self.source.next_place()

    def _flat(self, blocks: Iterable[Block]) -> list[Paragraph]:
        """Paragraphs, those of tables in the order they are read."""
        out: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Table):
                out += (p for row in block.rows for cell in row for p in cell.paragraphs)
            else:
                out.append(block)
        return out


def _begins(paragraphs: Iterable[Paragraph]) -> str:
    """The first words of paragraphs, for messages."""
    text = ""
    for p in paragraphs:
        text += p.text
        if len(text) > _EXCERPT:
            break
    return excerpt(text, _EXCERPT)
