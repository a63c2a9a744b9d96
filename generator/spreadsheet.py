"""Workbooks (.xlsx): XlsxWriter makes the workbook with its headers, and rows are put into its sheets as they come.

XlsxWriter keeps rows in memory, or in temporary files, and needs twice the time for a cell; so it makes what is the
same for any number of rows, and rows are written beside it and packed at once: only packed bytes are kept.
Texts are inline strings, never formulas or links. Limits of Excel: 32,767 characters in a cell (a longer text
is cut and says so), 1,048,576 rows in a sheet (further ones go to another). ECMA-376 part 1, 18.3.1.4 and 22.9.2.19.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

CELL = 32_767  # UTF-16 units in a cell
ROWS = 1_048_575  # rows in a sheet, below the header
_LEVEL = 3  # of packing: twice as quick as the usual one, a tenth larger
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date: the clock must not show
_PIECE = 1000  # rows packed at once
# what XML marks up, what it has no characters for, and what looks like one of these written in its place
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

Cell = str | int | float | None


class Head(NamedTuple):
    """A sheet: its name, headers and the widths of its columns, in characters."""

    name: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]


class _Sheet:
    """The rows of a sheet, packed."""

    def __init__(self, head: Head, start: bytes) -> None:
        self.head = head
        self.count = 0
        self.packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        self.crc = zlib.crc32(start)
        self.size = len(start)
        self.packed = [self.packer.compress(start)]
        self.waiting: list[str] = []
        self.letters = [_letters(k) for k in range(len(head.columns))]

    def add(self, row: Sequence[Cell], cut: str) -> None:
        self.count += 1
        n = self.count + 1
        cells = [_cell(f"{a}{n}", v, cut) for a, v in zip(self.letters, row, strict=True) if v is not None and v != ""]
        self.waiting.append(f'<row r="{n}">{"".join(cells)}</row>')
        if len(self.waiting) >= _PIECE:
            self.pack("".join(self.waiting).encode())
            self.waiting = []

    def pack(self, data: bytes) -> None:
        self.crc = zlib.crc32(data, self.crc)
        self.size += len(data)
        self.packed.append(self.packer.compress(data))

    def end(self, rest: bytes) -> _Entry:
        self.pack("".join(self.waiting).encode() + rest)
        self.packed.append(self.packer.flush())
        return _Entry(self.crc, self.size, self.packed)


class _Entry(NamedTuple):
    """A packed file of an archive."""

    crc: int
    size: int
    parts: list[bytes]


class Workbook:
    """A workbook that is filled row by row. `cut` ends a text that was cut."""

    def __init__(self, heads: Sequence[Head], cut: str) -> None:
        self.cut = cut
        self.heads = heads
        starts = _starts(heads)
        self.starts = dict(zip(heads, starts, strict=True))
        self.sheets = [[_Sheet(head, start)] for head, start in zip(heads, starts, strict=True)]

    def add(self, sheet: int, row: Sequence[Cell]) -> None:
        """A row in a sheet, counted from 0; None and "" are empty cells."""
        to = self.sheets[sheet][-1]
        if to.count == ROWS:
            head = self.heads[sheet]
            name = f"{head.name} {len(self.sheets[sheet]) + 1}"
            to = _Sheet(head._replace(name=name), self.starts[head].replace(b' tabSelected="1"', b""))
            self.sheets[sheet].append(to)
        to.add(row, self.cut)

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        sheets = [s for several in self.sheets for s in several]
        frame = _frame([s.head for s in sheets], [s.count for s in sheets])
        entries: dict[str, _Entry] = {}
        with zipfile.ZipFile(BytesIO(frame)) as z:
            for name in z.namelist():
                data = z.read(name)
                if number := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                    entries[name] = sheets[int(number[1]) - 1].end(data[data.index(b"</sheetData>") :])
                else:
                    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
                    entries[name] = _Entry(zlib.crc32(data), len(data), [packer.compress(data) + packer.flush()])
        return _archive(entries)


def _starts(heads: Sequence[Head]) -> list[bytes]:
    """What stands before the rows of each sheet; the extent of a sheet, which is optional, is left out."""
    with zipfile.ZipFile(BytesIO(_frame(heads, [1] * len(heads)))) as z:
        sheets = [z.read(f"xl/worksheets/sheet{k + 1}.xml") for k in range(len(heads))]
    return [re.sub(rb'<dimension ref="[^"]*"/>', b"", s[: s.index(b"</sheetData>")]) for s in sheets]


def _frame(heads: Sequence[Head], counts: Sequence[int]) -> bytes:
    """A workbook with headers and no rows; rows are filtered by `counts`."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    bold = book.add_format({"bold": True})
    for head, count in zip(heads, counts, strict=True):
        sheet = book.add_worksheet(head.name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(head.columns) - 1)
        for k, (column, width) in enumerate(zip(head.columns, head.widths, strict=True)):
            sheet.set_column(k, k, width)
            sheet.write_string(0, k, column, bold)
    book.close()
    return out.getvalue()


def _letters(k: int) -> str:
    """The name of a column, counted from 0: A … Z, AA …"""
    out = ""
    k += 1
    while k:
        k, rest = divmod(k - 1, 26)
        out = chr(65 + rest) + out
    return out


def _cell(place: str, value: Cell, cut: str) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value}</v></c>'
    if len(value) > CELL // 2:
        value = fitting(value, cut)
    if _SPECIAL.search(value):
        value = _SPECIAL.sub(lambda m: _MARKS.get(m[0]) or f"_x{ord(m[0]):04X}_", value)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def fitting(text: str, cut: str) -> str:
    """A text as a cell can hold it: a longer one is cut and ends with `cut`."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * CELL:
        return text
    return units[: 2 * (CELL - len(cut))].decode("utf-16-le", "ignore") + cut


# ---------------------------------------------------------------- archive

# PKWARE, APPNOTE 4.3: version 2.0, names in UTF-8, deflated, 1980-01-01 00:00
_COMMON = struct.pack("<HHHHH", 20, 0x800, 8, 0, 0x21)


def _archive(entries: dict[str, _Entry]) -> Iterator[bytes]:
    """A ZIP archive of packed files, below 4 GB."""
    directory = []
    offset = 0
    for name, entry in entries.items():
        packed = sum(map(len, entry.parts))
        shape = _COMMON + struct.pack("<IIIHH", entry.crc, packed, entry.size, len(name), 0)
        header = b"PK\3\4" + shape + name.encode()
        directory.append(
            b"PK\1\2" + struct.pack("<H", 20) + shape + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name.encode()
        )
        yield header
        yield from _joined(entry.parts)
        offset += len(header) + packed
    listed = b"".join(directory)
    count = len(directory)
    yield listed + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), offset, 0)


def _joined(parts: Iterable[bytes], size: int = 1 << 20) -> Iterator[bytes]:
    """Small parts in pieces of about a megabyte."""
    waiting: list[bytes] = []
    held = 0
    for part in parts:
        waiting.append(part)
        held += len(part)
        if held >= size:
            yield b"".join(waiting)
            waiting, held = [], 0
    yield b"".join(waiting)
