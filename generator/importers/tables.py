"""Tables as Markdown can say them: without merged cells, one line of text in a cell."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Span, at
from generator.importers.inline import Runs
from generator.importers.lines import Line, cell_text
from generator.importers.outline import Block, Grid, Text
from generator.importers.paper import Run, Table

_COLUMNS = 200  # of a table; a cell over more is over as many


def grid(table: Table, name: str, found: list[Diagnostic]) -> list[Block]:
    """A table with its merged cells taken apart: the text stands where a cell begins, the rest is empty.

    A table of one cell is a frame around paragraphs.
    """
    cells = [cell for row in table.rows for cell in row]
    read = {id(cell): [line for p in cell.paragraphs for line in cell_text(p, name, found)] for cell in cells}
    if not any(read.values()):
        return []
    if len(cells) == 1:
        found.append(at(name, Span(table.place), "N2120"))
        return [Text(line.runs, line.place) for line in read[id(cells[0])]]
    merged = several = 0
    rows: list[dict[int, Runs]] = []
    taken: dict[tuple[int, int], bool] = {}
    for r, row in enumerate(table.rows):
        at_: dict[int, Runs] = {}
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            lines = read[id(cell)]
            several += len(lines) > 1 or any("\n" in line.text for line in lines)
            at_[column] = _one(lines)
            wide, high = min(max(cell.columns, 1), _COLUMNS), min(max(cell.rows, 1), len(table.rows) - r)
            merged += wide > 1 or high > 1
            if high > 1:
                taken.update({(r + d, column + c): True for d in range(1, high) for c in range(wide)})
            column += wide
        rows.append(at_)
    if merged:
        found.append(at(name, Span(table.place), "N2118", merged))
    if several:
        found.append(at(name, Span(table.place), "N2119", several))
    width = max((max(at_, default=0) for at_ in rows), default=0) + 1
    filled = [tuple(at_.get(c, ()) for c in range(width)) for at_ in rows if at_]
    return [Grid(tuple(filled), table.place)]


def _one(lines: list[Line]) -> Runs:
    """The lines of a cell as one, a space between them."""
    out: list[Run] = []
    for line in lines:
        if out:
            out.append(Run(" "))
        out += (run._replace(text=run.text.replace("\n", " ")) for run in line.runs)
    return tuple(out)
