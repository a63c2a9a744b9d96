"""A sheet → the findings of a ledger: its header found by names, rows gathered that belong to one finding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic, Outcome
from generator.fields import BY_NAME, MEASURE_TYPES, NOT_IN_LEDGERS, RECORDS, STATUSES
from generator.importers.ledger_book import Cell, Place, Sheet, fault, letters, whole
from generator.importers.ledger_dates import years
from generator.importers.ledger_values import READERS, Read, Value, text_of
from generator.importers.ledger_values import read as read_cell
from generator.numbering import item_label, label_of

# what a column is for → the names offices head it with, beside those of generator/fields.py
COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("number", ("序号", "编号", "问题编号", "问题序号", "整改序号", "台账编号", "对应问题编号", "问题号", "号", "No", "number", "finding number")),
    ("finding", ("问题", "存在问题", "存在的问题", "反馈问题", "反馈的问题", "问题表述", "具体问题", "巡察反馈问题", "巡察反馈的问题", "巡视反馈问题", "问题描述", "问题内容",
                 "反馈意见", "巡察反馈意见", "主要问题", "存在的主要问题", "具体表现", "问题清单", "整改问题", "问题具体表现", "问题名称", "finding", "title")),
    ("measure", ("整改措施", "措施", "具体措施", "整改举措", "整改任务", "措施内容", "具体整改措施", "整改具体措施", "measure", "measures")),
    ("status", ("状态", "整改状态", "完成状态", "是否完成", "是否完成整改", "整改结果")),
    ("progress", ("完成情况", "整改情况", "进展", "进展情况", "整改进展", "整改进展情况", "整改完成情况", "落实情况", "整改落实情况", "当前进展", "progress")),
    ("responsible_unit", ("责任单位", "责任部门", "整改责任单位", "责任科室", "责任处室", "承办单位", "承办部门", "主责单位")),
    ("responsible_leader", ("责任领导", "责任人", "整改责任人", "牵头领导", "分管领导", "责任领导职务")),
    ("lead_unit", ("牵头单位", "牵头部门", "牵头责任单位", "牵头科室")),
    ("due_on", ("完成时限", "整改时限", "时限", "整改期限", "完成期限", "时限要求", "计划完成时间", "拟完成时间", "应完成时间", "整改完成时限", "计划完成日期", "截止日期")),
    ("completed_on", ("完成时间", "完成日期", "实际完成时间", "实际完成日期", "整改完成时间", "整改完成日期")),
    ("closed_on", ("销号日期", "销号时间", "销号")),
    ("measure_types", ("措施类型", "整改类型", "措施类别", "整改措施类型")),
    ("sustained", ("是否长期坚持", "长期坚持", "是否需长期坚持", "是否需要长期坚持")),
    ("audience", ("公开范围", "是否公开", "是否向社会公开", "是否可公开")),
    ("withheld_reason", ("不公开理由", "不公开原因", "不公开的理由", "不予公开理由", "不公开依据")),
    ("approved_by", ("审批", "审批单位", "不公开审批单位")),
)  # fmt: skip
_TOLD_ONCE = ("N2217", "N2221", "N2222", "N2223")
_LOOKED_AT = 30  # rows a header is looked for in
_LAST = re.compile(
    r"(?:合计|总计|小计|共计|备注|说明|注|填表人|填报人|填表单位|制表|审核人|联系人|填报日期|total|note)(?:[:：\s]|$|\d)",
    re.IGNORECASE,
).match
_LINE_LABELS = re.compile(r"(?:^|\n)\s*(\d{1,2}[.、．)）]|[（(]\d{1,2}[)）]|[①-⑳])")


def _name(text: str) -> str:
    return re.sub(r"[\s*:：、，。_\-]+", "", unicodedata.normalize("NFKC", text)).lower()


def _names() -> dict[str, str]:
    """Names of columns, as they are compared → what the column is for."""
    out = {}
    for f in RECORDS["finding"]:
        if f.id not in ("id", *NOT_IN_LEDGERS):
            out.update({_name(n): f.id for n in (f.id, f.id.replace("_", " "), f.zh, *f.aliases)})
    out.update({_name(n): column for column, names in COLUMNS for n in names})
    return out


_COLUMN_OF = _names()


class Got(NamedTuple):
    """A value of a field, and the cell it was read from."""

    value: Any
    place: Place


class Entry(NamedTuple):
    """A finding of a ledger: where it stands, its number as it is written, its wording, how many measures its
    rows list (-1: there is no such column), and its fields."""

    place: Place
    number: str
    wording: str
    measures: int
    values: Mapping[str, Got]


class Header(NamedTuple):
    """The columns of a table by what they are for; `first` is the row below the header."""

    columns: Mapping[str, int]
    names: Mapping[int, str]
    unknown: tuple[tuple[int, str], ...]
    twice: tuple[tuple[str, int, int], ...]
    row: int
    first: int


def header(sheet: Sheet) -> Header | None:
    """The header of a sheet: the row, or the two, with most known names, a finding or its number among them."""
    best: Header | None = None
    for row in [r for r in sheet.rows if r <= _LOOKED_AT]:
        here = _header_at(sheet, row)
        known = len(here.columns)
        if (
            known >= 2
            and {"finding", "number"} & set(here.columns)
            and len(here.columns.keys() - {"number", "finding", "measure"})
            and (best is None or known > len(best.columns))
        ):
            best = here
    return best


def column_of(text: str) -> str:
    """What a column with a name is for, "" when it is not known."""
    return _COLUMN_OF.get(_name(text)) or _COLUMN_OF.get(_name(re.sub(r"[（(【\[].*?[)）】\]]", "", text)), "")


def _header_at(sheet: Sheet, row: int) -> Header:
    cells, below = sheet.rows[row], sheet.rows.get(row + 1, {})
    names_here = [c for c in cells.values() if c.row == row and column_of(text_of(c.value))]
    # two rows: a name that reaches down, or beside known names one over several columns with names of their own
    spread = bool(names_here) and any(
        c in below and below[c] != cell and _under(cell, below[c]) for c, cell in cells.items() if cell.columns > 1
    )
    height = max([2 if spread else 1, *(c.rows for c in names_here)])
    columns: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    twice: list[tuple[str, int, int]] = []
    names: dict[int, str] = {}
    lines = [sheet.rows.get(r, {}) for r in range(row, row + height)]
    for c in sorted({c for line in lines for c in line}):
        parts = list(dict.fromkeys(text_of(line[c].value) for line in lines if c in line))
        names[c] = " / ".join(parts)
        id_ = column_of(parts[-1]) or column_of("".join(parts))
        if not id_ and c in cells and cells[c].columns == 1:
            id_ = column_of(parts[0])
        if not id_:
            unknown.append((c, names[c]))
        elif id_ not in columns:
            columns[id_] = c
        elif height > 1 or cells[c] != cells[columns[id_]]:
            twice.append((parts[-1], c, columns[id_]))
    return Header(columns, names, tuple(unknown), tuple(twice), row, row + height)


def _under(upper: Cell, lower: Cell) -> bool:
    """Whether two names below one another are the name of a column."""
    above, name = text_of(upper.value), text_of(lower.value)
    return bool(column_of(name) or column_of(above + name))


def read(sheets: Iterable[Sheet], path: str, notice_years: frozenset[int]) -> Outcome[tuple[Entry, ...]]:
    """The findings of all sheets that hold a ledger."""
    found: list[Diagnostic] = []
    entries: list[Entry] = []
    ledgers = 0
    for sheet in sheets:
        head = header(sheet)
        if head is None:
            found.append(fault(Place(path, sheet.name), "N2249"))
            continue
        ledgers += 1
        entries += _Reader(sheet, head, path, notice_years, found).entries()
    if not ledgers:
        found.append(whole(path, "E2212"))
    return Outcome(tuple(entries), _said_once(found))


def _said_once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Words that are understood alike in many cells are told of once, at the first."""
    out: list[Diagnostic] = []
    seen: set[tuple[str, ...]] = set()
    for d in dict.fromkeys(found):
        key = (d.code, *d.args[:1], *d.args[2:])
        if d.code not in _TOLD_ONCE or key not in seen:
            out.append(d)
        seen.add(key)
    return tuple(out)


class _Open:
    """A finding whose rows are being gathered."""

    def __init__(self, place: Place, number: str, wording: str, counts: bool) -> None:
        self.place, self.number, self.wording = place, number, wording
        self.measures = 0 if counts else -1
        self.read: set[tuple[int, int]] = set()
        self.got: dict[str, list[Got]] = {}


class _Reader:
    """Reads the rows of a sheet."""

    def __init__(
        self, sheet: Sheet, head: Header, path: str, notice_years: frozenset[int], found: list[Diagnostic]
    ) -> None:
        self.sheet, self.head, self.path, self.found = sheet, head, path, found
        self.columns = dict(head.columns)
        for name, column, other in head.twice:
            self.say(head.row, column, "E2213", name, letters(other))
        if "progress" in self.columns and ("status" in self.columns or not self.tells_status(self.columns["progress"])):
            column = self.columns.pop("progress")
            self.say(head.row, column, "N2214", head.names[column])
        for column, name in head.unknown:
            self.say(head.row, column, "N2214", name)
        self.years = {column: self.year(column, notice_years) for id_, column in self.columns.items() if id_ in READERS}

    def say(self, row: int, column: int, code: str, *args: object) -> None:
        self.found.append(fault(Place(self.path, self.sheet.name, row, column), code, *args))

    def tells_status(self, column: int) -> bool:
        """Whether a column of progress has statuses, not only a text on what was done."""
        return any("status" in read_cell("progress", v).values for v in self.below(column))

    def below(self, column: int) -> list[Value]:
        """What stands in a column below the header."""
        return [line[column].value for r, line in self.sheet.rows.items() if r >= self.head.first and column in line]

    def year(self, column: int, notice_years: frozenset[int]) -> int:
        """The year for days without one: that of all other days of the column, or else of the notice's dates."""
        values = self.below(column)
        named = {v.year for v in values if isinstance(v, date)} | years([v for v in values if isinstance(v, str)])
        known = named or notice_years
        return min(known) if len(known) == 1 else 0

    def entries(self) -> Iterator[Entry]:
        """The findings, in the order of the sheet."""
        now: _Open | None = None
        for row, cells in self.sheet.rows.items():
            if row < self.head.first or self.skipped(row, cells):
                continue
            if now is None or not self.continues(now, row, cells):
                if now is not None:
                    yield self.closed(now)
                now = self.opened(row, cells)
            self.take(now, cells)
        if now is not None:
            yield self.closed(now)

    def skipped(self, row: int, cells: Mapping[int, Cell]) -> bool:
        """Rows between and below findings: headings of groups, totals, who filled the sheet in."""
        first = min(cells)
        cell = cells[first]
        own = set(cells.values())
        text = text_of(cell.value)
        alone = len(own) == 1
        if alone and cell.row < row:
            return True
        content = (self.columns.get("finding"), self.columns.get("measure"))
        group = alone and (cell.columns > 2 or (label_of(text) is not None and first not in content))
        again = sum(column_of(text_of(c.value)) != "" for c in own) >= 3
        if group or again or _LAST(text):
            self.say(row, first, "N2230", text[:40].replace("\n", " "))
            return True
        return False

    def cell(self, cells: Mapping[int, Cell], id_: str) -> Cell | None:
        column = self.columns.get(id_)
        return cells.get(column) if column else None

    def continues(self, now: _Open, row: int, cells: Mapping[int, Cell]) -> bool:
        """Whether a row belongs to the finding above it."""
        finding, number, measure = (self.cell(cells, id_) for id_ in ("finding", "number", "measure"))
        if finding is not None:
            if finding.row < row:
                self.renumbered(now, number, row)
                return True
            same = text_of(finding.value) == now.wording and measure is not None and now.measures > 0
            if same:
                self.renumbered(now, number, row)
            return same
        if number is not None and number.row < row:
            return True
        if "finding" not in self.columns:
            return number is None or text_of(number.value) == now.number
        if number is not None and measure is None:
            return False
        self.renumbered(now, number, row)
        self.say(row, min(cells), "N2229", now.wording[:40] or now.number)
        return True

    def renumbered(self, now: _Open, number: Cell | None, row: int) -> None:
        """Rows of one finding with numbers of their own: these are not the finding's."""
        if number is not None and number.row == row and text_of(number.value) != now.number:
            now.number = ""

    def opened(self, row: int, cells: Mapping[int, Cell]) -> _Open:
        finding, number = self.cell(cells, "finding"), self.cell(cells, "number")
        at = finding or number
        column = at.column if at else min(cells)
        written = number.value if number else ""
        if isinstance(written, date):
            self.say(row, self.columns["number"], "W2244", text_of(written))
            written = ""
        wording = text_of(finding.value) if finding else ""
        return _Open(
            Place(self.path, self.sheet.name, row, column), text_of(written), wording, "measure" in self.columns
        )

    def take(self, now: _Open, cells: Mapping[int, Cell]) -> None:
        """Read the cells of a row; a merged one once for each finding it reaches into."""
        for id_, column in self.columns.items():
            cell = cells.get(column)
            if cell is None or (cell.row, cell.column) in now.read:
                continue
            now.read.add((cell.row, cell.column))
            if id_ == "measure":
                now.measures += measures_in(text_of(cell.value))
            elif id_ in READERS:
                place = Place(self.path, self.sheet.name, cell.row, cell.column)
                got: Read = read_cell(id_, cell.value, self.years[column])
                self.found.extend(fault(place, code, *args) for code, args in got.said)
                for name, value in got.values.items():
                    now.got.setdefault(name, []).append(Got(value, place))

    def closed(self, now: _Open) -> Entry:
        values = {}
        for id_, several in now.got.items():
            one = self.together(id_, several)
            if one is not None:
                values[id_] = one
        status, done = values.get("status"), values.get("completed_on")
        if status and done and status.value == "not_completed":
            self.found.append(fault(done.place, "E2226", done.value, _choice_name("status", status.value)))
            del values["completed_on"]
        return Entry(now.place, now.number, now.wording, now.measures, values)

    def together(self, id_: str, several: list[Got]) -> Got | None:
        """The value of a finding from those of its rows: lists are joined, the last day counts, choices must agree."""
        differing = [g for g in several if g.value != several[0].value]
        if not differing:
            return several[0]
        if id_ == "sustained":
            return next(g for g in several if g.value)
        field = BY_NAME["finding"][id_]
        if field.type == "choice":
            words = "、".join(dict.fromkeys(_choice_name(id_, g.value) for g in several))
            self.found.append(fault(differing[0].place, "E2227", field.zh, words))
            return None
        if field.type == "choices":
            given = {v for g in several for v in g.value}
            return several[0]._replace(value=[c.id for c in MEASURE_TYPES if c.id in given])
        values = list(dict.fromkeys(str(g.value) for g in several))
        value = max(values) if field.type == "date" else "、".join(values)
        self.found.append(fault(several[0].place, "N2228", field.zh, value))
        return several[0]._replace(value=value)


def _choice_name(id_: str, value: str) -> str:
    return next((c.zh for c in BY_NAME["finding"][id_].choices or STATUSES if c.id == value), value)


def measures_in(text: str) -> int:
    """How many measures a cell lists: by labels at the beginnings of lines, or 一是 … 二是 … in a sentence."""
    if not text:
        return 0
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    labelled = sum(bool(item_label(line)) for line in lines)
    numbers = len(_LINE_LABELS.findall(text))
    inline = 0
    for numeral in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"):
        if f"{numeral}是" not in text:
            break
        inline += 1
    return max(1, labelled, numbers, inline)
