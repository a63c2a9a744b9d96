"""A workbook (.xlsx) → the cells of its visible sheets; what a reader of the sheet cannot see is refused.

The package is opened with suspicion first, and openpyxl reads what has passed: merged ranges are measured
before, because it makes a cell for each place in them. SpreadsheetML is ECMA-376 part 1, clause 18.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic, Outcome
from generator.importers.kinds import Kind
from generator.importers.ledger_values import Value
from generator.importers.package import Package, Refused

# what is refused until it is accepted; what is accepted is left out, and said to be
HIDDEN, COMMENTS, MACROS, LINKS, OBJECTS = "hidden-cells", "comments", "macros", "external-links", "embedded-objects"
KINDS = (
    Kind(HIDDEN, "隐藏的单元格", "hidden cells"),
    Kind(COMMENTS, "批注", "comments"),
    Kind(MACROS, "宏", "macros"),
    Kind(LINKS, "外部引用", "external links"),
    Kind(OBJECTS, "嵌入的对象", "embedded objects"),
)

_MERGED = 200_000  # places in merged ranges: openpyxl makes a cell of each
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?").fullmatch
# parts that hold what is refused
_HOLDING = (
    ("E2209", MACROS, re.compile(r"vbaProject|macrosheets/|xl/vba", re.IGNORECASE).search),
    ("E2210", LINKS, re.compile(r"^xl/(?:externalLinks/externalLink|connections|queryTables/)", re.IGNORECASE).search),
    ("E2211", OBJECTS, re.compile(r"^xl/(?:embeddings/|activeX/|ctrlProps/|media/|drawings/drawing|oleObject)", re.IGNORECASE).search),
)  # fmt: skip


class Place(NamedTuple):
    """A cell: the file's name, the sheet, row and column from 1."""

    path: str
    sheet: str = ""
    row: int = 1
    column: int = 1


class Cell(NamedTuple):
    """What a cell holds, where it begins, and how far it reaches when it is merged."""

    value: Value
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Sheet(NamedTuple):
    """The cells of a sheet that hold anything, by row and column; a merged one stands in each of its places."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]


class _Part(NamedTuple):
    """What the XML of a sheet says of its formulas: those without a value that was computed."""

    open: frozenset[tuple[int, int]]
    formulas: bool


def letters(column: int) -> str:
    """The name of a column: A … Z, AA …"""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def fault(place: Place, code: str, *args: object) -> Diagnostic:
    """A diagnostic at a cell: sheet, row and letter of the column come first among its arguments."""
    path, sheet, row, column = place
    given = (sheet, str(row), letters(column), *map(str, args))
    return Diagnostic(path, row, column, 0, code, given)


def whole(path: str, code: str, *args: object) -> Diagnostic:
    """A diagnostic of the file as a whole."""
    return Diagnostic(path, 1, 1, 0, code, tuple(map(str, args)))


def read(data: bytes, name: str, accepted: frozenset[str]) -> Outcome[tuple[Sheet, ...]]:
    """The visible sheets of a workbook, and all of it that is refused."""
    try:
        package = Package(data)
        parts = dict(_sheets(package))
    except Refused as e:
        code = "E2201" if e.code in ("E2001", "E2004") else e.code  # no package, or one of the older binary formats
        return Outcome(None, (whole(name, code, *e.arguments),))
    except (ValueError, TypeError, AttributeError) as e:  # XML of another shape than the standard's
        return Outcome(None, (whole(name, "E2203", _reason(e)),))
    found = [
        whole(name, code, what) if code else fault(Place(name), "N2247", what)
        for code, what in _held(package.names, accepted)
    ]
    try:
        from openpyxl import load_workbook
    except ImportError:
        return Outcome(None, (whole(name, "E2202"),))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that it does not know
            book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
        sheets = [_sheet(sheet, parts[sheet.title], name, accepted, found) for sheet in book.worksheets]
    except Exception as e:  # whatever it stumbles over, the file is not as office programs write them
        return Outcome(None, (*found, whole(name, "E2203", _reason(e))))
    return Outcome(tuple(s for s in sheets if s), tuple(found))


def _reason(e: Exception) -> str:
    return f"{type(e).__name__} {e}".split("\n")[0][:120].strip()


def _held(names: Iterable[str], accepted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Macros, links to other workbooks and objects: of each kind the first part."""
    for code, kind, holds in _HOLDING:
        part = next((n for n in sorted(names) if holds(n)), "")
        if part:
            yield ("", kind) if kind in accepted else (code, part)


def _sheets(package: Package) -> Iterator[tuple[str, _Part]]:
    """What the XML says of each sheet, by its name. All XML is looked at, for openpyxl will read it too."""
    top = next((r.target for r in package.relations().values() if r.kind == "officeDocument"), "")
    if not top.startswith("xl/") or not package.has(top):
        raise Refused("E2201")
    book = package.xml(top)
    if b"http://purl.oclc.org/ooxml/" in package.bytes(top):  # ISO/IEC 29500 Strict, which openpyxl does not read
        raise Refused("E2203", "Strict Open XML")
    if book.tag != f"{_MAIN}workbook":
        raise Refused("E2201")
    calc = book.find(f"{_MAIN}calcPr")
    stale = calc is not None and calc.get("fullCalcOnLoad") in ("1", "true")
    targets = package.relations(top)
    read = {top}
    merged = 0
    for sheet in book.iter(f"{_MAIN}sheet"):
        to = targets.get(sheet.get(f"{_REL}id", ""))
        if to is None or to.kind != "worksheet" or to.external or not package.has(to.target):
            continue
        root = package.xml(to.target)
        read.add(to.target)
        for m in root.iter(f"{_MAIN}mergeCell"):
            top_, left, bottom, right = _range(m.get("ref", ""))
            merged += (bottom - top_ + 1) * (right - left + 1)
        if merged > _MERGED:
            raise Refused("E2248", merged, _MERGED)
        cells = [(c, c.find(f"{_MAIN}v")) for c in root.iter(f"{_MAIN}c") if c.find(f"{_MAIN}f") is not None]
        open_ = {_range(c.get("r", ""))[:2] for c, v in cells if v is None or stale}
        yield sheet.get("name", ""), _Part(frozenset(open_), bool(cells))
    for name in package.names:
        if name not in read and name.lower().endswith((".xml", ".rels")):
            package.xml(name)


def _range(ref: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of A1 or A1:B2."""
    m = _RANGE(ref.strip().upper())
    if m is None:
        raise ValueError(f"range {ref!r}")
    top, left = int(m[2]), _column(m[1])
    return top, left, max(top, int(m[4] or top)), max(left, _column(m[3] or m[1]))


def _column(name: str) -> int:
    n = 0
    for c in name:
        n = n * 26 + ord(c) - 64
    return n


def _sheet(sheet: Any, part: _Part, path: str, accepted: frozenset[str], found: list[Diagnostic]) -> Sheet | None:
    """A sheet of openpyxl's; None of one that is hidden or empty."""
    values = {at: cell for at, cell in sheet._cells.items() if cell.value is not None and str(cell.value).strip()}
    title = str(sheet.title)

    def refuse(kind: str, code: str, row: int, column: int, *args: object) -> None:
        place = Place(path, title, row, column)
        found.append(fault(place, "N2247", kind) if kind in accepted else fault(place, code, *args))

    if sheet.sheet_state != "visible":
        if values:
            refuse(HIDDEN, "E2204", 1, 1)
        return None
    hidden_rows, hidden_columns = _hidden(sheet)
    for row in sorted({r for r, _ in values} & hidden_rows):
        refuse(HIDDEN, "E2205", row, min(c for r, c in values if r == row))
    for column in sorted({c for _, c in values if _within(c, hidden_columns)}):
        refuse(HIDDEN, "E2206", min(r for r, c in values if c == column), column)
    for (row, column), cell in sorted(sheet._cells.items()):
        if getattr(cell, "comment", None):
            refuse(COMMENTS, "E2207", row, column, str(cell.comment.text).strip().replace("\n", " ")[:60])
    for row, column in sorted(part.open):
        found.append(fault(Place(path, title, row, column), "E2208"))
    shown = {at: c for at, c in values.items() if at[0] not in hidden_rows and not _within(at[1], hidden_columns)}
    cells = {}
    for at, cell in shown.items():
        if cell.data_type == "e":
            found.append(fault(Place(path, title, *at), "E2215", cell.value))
        elif at not in part.open:
            cells[at] = Cell(_value(cell.value), *at)
    last = max((r for r, _ in cells), default=0), max((c for _, c in cells), default=0)
    for m in sheet.merged_cells.ranges:
        first = cells.get((m.min_row, m.min_col))
        if first is None:
            continue
        bottom, right = min(m.max_row, last[0]), min(m.max_col, last[1])
        spread = first._replace(rows=bottom - m.min_row + 1, columns=right - m.min_col + 1)
        cells.update({(r, c): spread for r in range(m.min_row, bottom + 1) for c in range(m.min_col, right + 1)})
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(cells.items()):
        rows.setdefault(row, {})[column] = cell
    return Sheet(title, rows)


def _hidden(sheet: Any) -> tuple[set[int], list[tuple[int, int]]]:
    """Rows, and ranges of columns, that are hidden or have no height or width."""
    rows = {n for n, d in sheet.row_dimensions.items() if d.hidden or d.height == 0}
    columns = [
        (d.min or _column(key), d.max or _column(key))
        for key, d in sheet.column_dimensions.items()
        if d.hidden or d.width == 0
    ]
    return rows, columns


def _within(n: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= n <= last for first, last in ranges)


def _value(value: Any) -> Value:
    """A value of openpyxl's: a day without its time, a whole number as such, times of day as text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | int | float | date | str):
        return value
    return str(value)
