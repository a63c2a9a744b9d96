"""Excel ledgers into notices: spellings, dates, statuses, refusals, matching, filling; and nothing else of the text changes."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import ledgers
import openpyxl
import pytest
import sites
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import NOTICE, NUMBERS, TITLES, added, book, errors, repacked, run, said, saved, whole

from generator.cli import main
from generator.diagnostics import Outcome
from generator.fields import GROUNDS, MEASURE_TYPES, NOT_IN_LEDGERS, RECORDS, STATUSES
from generator.importers import ledger_notice
from generator.importers.ledger import KINDS, LedgerImport, import_ledger
from generator.importers.ledger_book import Cell, Sheet
from generator.importers.ledger_dates import when
from generator.importers.ledger_match import chain, wording
from generator.importers.ledger_table import COLUMNS, column_of, header, measures_in
from generator.importers.ledger_values import STATUS_WORDS, read
from generator.messages import MESSAGES, sentence
from generator.parse import parse_head

HOME = Path(__file__).parents[1]
LARGE = bool(os.environ.get("GONGKAI_LARGE"))
IDS = {k.id for k in KINDS}

# ------------------------------------------------------------------- header


@pytest.mark.parametrize("column, name", [(c, n) for c, names in COLUMNS for n in names])
def test_every_spelling_of_a_column(column: str, name: str) -> None:
    """Each is known, with spaces, line breaks, an asterisk or an explanation in brackets too."""
    for shown in (name, f" {name} ", f"{name}（必填）", f"*{name}：", "\n".join(name)):
        assert column_of(shown) == column, shown


@pytest.mark.parametrize(
    "field", [f for f in RECORDS["finding"] if f.id not in ("id", *NOT_IN_LEDGERS)], ids=lambda f: f.id
)
def test_names_of_fields_are_names_of_columns(field: Any) -> None:
    for name in (field.id, field.zh, *field.aliases):
        assert column_of(name) == field.id


def sheet(*rows: tuple[Any, ...]) -> Sheet:
    numbered = enumerate(rows, 1)
    return Sheet("台账", {r: {c: Cell(v, r, c) for c, v in enumerate(row, 1) if v is not None} for r, row in numbered})


def test_a_header_needs_findings_and_a_field() -> None:
    assert header(sheet(("序号", "问题", "整改措施"), (1, "甲", "乙"))) is None
    assert header(sheet(("整改状态", "责任单位"), ("已完成", "甲"))) is None
    found = header(sheet(("某单位整改台账",), (None, "2026年6月"), ("序号", "问题", "整改状态"), (1, "甲", "已完成")))
    assert found is not None
    assert (found.row, found.first, dict(found.columns)) == (3, 4, {"number": 1, "finding": 2, "status": 3})


def test_titles_above_the_header_and_what_stands_below_the_table_are_skipped() -> None:
    def merge(s: Any) -> None:
        s.merge_cells("A1:E1")
        s.merge_cells("A2:E2")
        s.merge_cells("A4:E4")

    rows = whole(("整改状态", ["已完成"] * 3), ("备注", ["甲"]))
    rows.insert(0, ["2026年整改台账"])
    rows.insert(1, ["填报单位：示例街道"])
    rows.insert(3, ["（一）学习方面"])
    rows += [["合计", "4个问题"], ["填表人：", None, "甲"], rows[2]]
    result = run(book(rows, merge))
    assert said(result) == ["3:4 N2214", "4:1 N2230", "9:1 N2230", "10:1 N2230", "11:1 N2230"]
    assert added(result) == [":状态: 已完成"] * 3


def test_a_header_over_two_rows() -> None:
    def merge(s: Any) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            s.merge_cells(area)

    head = [["编号", "问题", "责任", None, "整改情况", None], [None, None, "单位", "领导", "整改状态", "完成时间"]]
    body = [[NUMBERS[k], TITLES[k], "综合办公室", "主任", "已完成", "2026.2.1"] for k in range(3)]
    result = run(book([*head, *body, [NUMBERS[3], TITLES[3]]], merge))
    assert said(result) == []
    four = [":状态: 已完成", ":责任单位: 综合办公室", ":责任领导: 主任", ":完成日期: 2026-02-01"]
    assert added(result) == [*four, four[0], *four[2:], *four]


# --------------------------------------------------------------- rows and findings


def measures_table() -> list[list[Any]]:
    return [
        ["序号", "问题", "整改措施", "责任单位", "完成时限", "措施类型", "整改状态"],
        [1, TITLES[0], "一是学习。", "党建办公室", "2026.3.1", "建章立制", "已完成"],
        [None, None, "二是交流。", "综合办公室", "2026.6.30", "举一反三", None],
        [2, TITLES[1], "整改。", None, None, None, "基本完成"],
        [3, TITLES[2], "清查。", None, None, None, "未完成"],
        [4, TITLES[3], "核查。", None, None, None, None],
    ]


FILLED = [
    ":状态: 已完成", ":责任单位: 党建办公室、综合办公室", ":完成时限: 2026-06-30", ":措施类型: 建章立制、举一反三",
    ":状态: 基本完成", ":状态: 未完成",
]  # fmt: skip


def test_a_finding_over_several_rows_merged() -> None:
    def merge(s: Any) -> None:
        for area in ("A2:A3", "B2:B3", "G2:G3"):
            s.merge_cells(area)

    result = run(book(measures_table(), merge))
    assert said(result) == ["2:4 N2228", "2:5 N2228"]
    assert added(result) == FILLED


def test_a_finding_over_several_rows_below_a_blank() -> None:
    result = run(book(measures_table()))
    assert said(result) == ["2:4 N2228", "2:5 N2228", "3:3 N2229"]
    assert added(result) == FILLED


def test_a_finding_over_several_rows_repeated() -> None:
    """Numbers that count measures are not taken for the finding's."""
    rows = measures_table()
    for k, row in enumerate(rows[1:], 1):
        row[0] = k
    rows[2][1] = TITLES[0]
    result = run(book(rows))
    assert said(result) == ["2:4 N2228", "2:5 N2228"]
    assert added(result) == FILLED


def test_a_cell_merged_over_two_findings_counts_for_both() -> None:
    rows = whole(("整改状态", ["已完成", "已完成", "已完成"]), ("责任领导", ["主任", None, None]))
    result = run(book(rows, lambda s: s.merge_cells("D2:D4")))
    assert said(result) == []
    assert added(result) == [":状态: 已完成", ":责任领导: 主任"] * 3


def test_several_sheets_are_one_ledger() -> None:
    workbook = openpyxl.Workbook()
    first = workbook.active
    rows = whole(("整改状态", ["已完成"] * 3))
    for row in rows[:3]:
        first.append(row)
    second = workbook.create_sheet("第二部分")
    for row in (rows[0], *rows[3:]):
        second.append(row)
    workbook.create_sheet("填表说明").append(["请如实填写"])
    result = run(saved(workbook))
    assert [d.code for d in result.diagnostics] == ["N2249"]
    assert len(added(result)) == 3


@pytest.mark.parametrize(
    "text, count",
    [("", 0), ("学习。", 1), ("一是学习；二是交流。", 2), ("1.学习\n2.交流\n3.检查", 3), ("（1）学习\n（2）交流", 2), ("①学习\n②交流", 2), ("学习。\n交流。", 1)],
)  # fmt: skip
def test_measures_in_a_cell(text: str, count: int) -> None:
    assert measures_in(text) == count


# -------------------------------------------------------------------- dates

# what is written → the day, and what is said, in the columns of due dates and of dates of completion
DATES: list[tuple[Any, str, str, str, str]] = [
    ("2026.6.30", "2026-06-30", "", "2026-06-30", ""),
    ("2026-06-30", "2026-06-30", "", "2026-06-30", ""),
    ("2026-6-3", "2026-06-03", "", "2026-06-03", ""),
    ("2026/6/30", "2026-06-30", "", "2026-06-30", ""),
    ("2026年6月30日", "2026-06-30", "", "2026-06-30", ""),
    ("2026 年 6 月 30 日", "2026-06-30", "", "2026-06-30", ""),
    ("2026．6．30", "2026-06-30", "", "2026-06-30", ""),
    ("２０２６年６月３０日", "2026-06-30", "", "2026-06-30", ""),
    ("20260630", "2026-06-30", "", "2026-06-30", ""),
    (20260630, "2026-06-30", "", "2026-06-30", ""),
    (date(2026, 6, 30), "2026-06-30", "", "2026-06-30", ""),
    ("2026年6月30日前", "2026-06-30", "", "", "E2218"),
    ("2026年6月底前", "2026-06-30", "N2221", "", "E2218"),
    ("2026年6月底", "2026-06-30", "N2221", "", "E2218"),
    ("2026年2月末", "2026-02-28", "N2221", "", "E2218"),
    ("2028年2月底前完成", "2028-02-29", "N2221", "", "E2218"),
    ("2026年6月", "2026-06-30", "N2221", "", "E2218"),
    ("2026-06", "2026-06-30", "N2221", "", "E2218"),
    ("2026年6月中旬", "2026-06-20", "N2221", "", "E2218"),
    ("2026年底前", "2026-12-31", "N2221", "", "E2218"),
    ("2026年上半年", "2026-06-30", "N2221", "", "E2218"),
    ("2026年第三季度", "2026-09-30", "N2221", "", "E2218"),
    ("6月底", "2026-06-30", "N2221 W2220", "", "E2218"),
    ("6月30日", "2026-06-30", "W2220", "2026-06-30", "W2220"),
    ("立行立改", "", "N2222", "", "N2222"),
    ("立行立改，2026年6月30日", "2026-06-30", "", "2026-06-30", ""),
    ("长期坚持", "sustained", "N2223", "sustained", "N2223"),
    ("持续推进", "sustained", "N2223", "sustained", "N2223"),
    ("2026年6月底前，长期坚持", "2026-06-30 sustained", "N2221 N2223", "", "E2218"),
    ("已完成", "", "E2218", "completed", ""),
    ("已完成（2026年3月5日）", "", "E2218", "2026-03-05 completed", ""),
    ("2026.3.5 已完成", "", "E2218", "2026-03-05 completed", ""),
    ("—", "", "", "", ""),
    ("/", "", "", "", ""),
    ("2026年6月前", "", "E2218", "", "E2218"),
    ("2026.2.30", "", "E2218", "", "E2218"),
    ("2026年13月", "", "E2218", "", "E2218"),
    ("2026.6.0", "", "E2218", "", "E2218"),
    ("2月年10日", "", "E2218", "", "E2218"),
    ("2026.3.1-2026.6.30", "", "E2218", "", "E2218"),
    ("26.6.30", "", "E2218", "", "E2218"),
    (46203, "", "E2218", "", "E2218"),
    (2026.6, "", "E2218", "", "E2218"),
    ("尽快", "", "E2218", "", "E2218"),
]  # fmt: skip


def shown(values: Any, field: str) -> str:
    words = [values.get(field, ""), values.get("status", ""), "sustained" if values.get("sustained") else ""]
    return " ".join(w for w in words if w)


@pytest.mark.parametrize("value, due, due_said, done, done_said", DATES, ids=str)
def test_dates_as_people_write_them(value: Any, due: str, due_said: str, done: str, done_said: str) -> None:
    for field, day, codes in (("due_on", due, due_said), ("completed_on", done, done_said)):
        got = read(field, value, 2026)
        assert shown(got.values, field) == day
        assert " ".join(sorted(code for code, _ in got.said)) == codes


def test_a_year_is_asked_for_where_none_is_known() -> None:
    """The only year of the column, or else of the notice's dates, is taken and said to be; two leave it open."""
    without = NOTICE.replace("published_at: 2026-03-05 09:00\n", "")
    two = NOTICE.replace("published_at", "feedback_on: 2025-10-28\npublished_at")
    for notice, column, expected in (
        (NOTICE, ["6月30日"], "W2220"),
        (without, ["6月30日"], "E2219"),
        (two, ["6月30日"], "E2219"),
        (two, ["6月30日", "2027.1.1"], "W2220"),
        (two, ["6月30日", date(2027, 1, 1)], "W2220"),
        (NOTICE, ["6月30日", "2027.1.1", "2025.1.1"], "E2219"),
    ):
        result = run(book(whole(("完成时限", column))), notice)
        assert said(result)[0] == f"2:3 {expected}"
        if len(column) > 1 and expected[0] == "W":
            assert ":完成时限: 2027-06-30" in added(result, notice)


@given(st.text("0123456789年月日底末前.-/ 一二季度上半年，已完成长期", max_size=24), st.sampled_from([0, 2026]))
def test_no_date_raises(text: str, year: int) -> None:
    found = when(text, year)
    if found.day:
        assert date.fromisoformat(found.day)
        assert not found.fault


# ------------------------------------------------------------------- values


@pytest.mark.parametrize("word, status", [*((c.zh, c.id) for c in STATUSES), *((c.id, c.id) for c in STATUSES), *STATUS_WORDS.items()])  # fmt: skip
def test_words_for_statuses(word: str, status: str) -> None:
    got = read("status", word)
    assert got.values == {"status": status}
    exact = word in {name for c in STATUSES for name in (c.id, c.zh)}
    assert [code for code, _ in got.said] == ([] if exact else ["N2217"])


@pytest.mark.parametrize(
    "text, values, code",
    [
        ("已完成（2026年3月5日）", {"status": "completed", "completed_on": "2026-03-05"}, "N2217"),
        ("完成，2026.3.5", {"status": "completed", "completed_on": "2026-03-05"}, "N2217"),
        ("已完成，长期坚持", {"status": "completed", "sustained": True}, "N2217"),
        ("正在推进，2026年6月30日前", {"status": "not_completed", "due_on": "2026-06-30"}, "N2217"),
        ("已完成，2026年6月底前", {}, "E2218"),
        ("已完成，6月30日", {}, "E2219"),
        ("已完成、未完成", {}, "E2216"),
        ("长期坚持", {}, "E2216"),
        ("待定", {}, "E2216"),
        ("已完成。修订了制度。", {}, "E2216"),
        (1, {}, "E2216"),
        (True, {"status": "completed"}, "N2217"),
    ],
)
def test_statuses_with_more_in_the_cell(text: Any, values: dict[str, Any], code: str) -> None:
    got = read("status", text)
    assert dict(got.values) == values
    assert next(c for c, _ in got.said) == code


def test_a_column_of_progress() -> None:
    """It is the status where there is no other and it begins with one; a mere text is not used."""
    begun = run(book(whole(("整改情况", ["已完成。2026年1月修订制度3项，3月印发。", "完成", "正在推进"]))))
    assert said(begun) == ["2:3 W2236", "3:3 N2217", "4:3 N2217"]
    assert added(begun) == [":状态: 已完成", ":状态: 已完成", ":状态: 未完成"]
    text = run(book(whole(("整改情况", ["召开会议，修订制度。"] * 3), ("责任领导", ["主任"] * 3))))
    assert said(text) == ["1:3 N2214"]
    both = run(book(whole(("整改情况", ["完成"] * 3), ("整改状态", ["未完成"] * 3))))
    assert said(both) == ["1:3 N2214"]
    assert added(both) == [":状态: 未完成"] * 3


@pytest.mark.parametrize(
    "field, text, value, code",
    [
        *(("measure_types", c.zh, [c.id], "") for c in MEASURE_TYPES),
        ("measure_types", "建章立制、举一反三", ["rule_making", "extension"], ""),
        ("measure_types", "问责\n追缴", ["accountability", "recovery"], "N2217"),
        ("measure_types", "其他", None, "E2224"),
        ("sustained", "是", True, ""),
        ("sustained", "长期坚持", True, ""),
        ("sustained", "√", True, ""),
        ("sustained", "否", False, ""),
        ("sustained", "再说", None, "E2224"),
        ("audience", "党内", "internal", ""),
        ("audience", "不公开", "internal", "N2217"),
        ("audience", "公开", "public", "N2217"),
        ("audience", "部分公开", None, "E2224"),
        *(("withheld_reason", c.zh, c.id, "") for c in GROUNDS),
        ("withheld_reason", "涉密", "secret", "N2217"),
        ("withheld_reason", "不便公开", None, "E2224"),
        ("responsible_unit", "综合办公室\n党建办公室", "综合办公室、党建办公室", ""),
        ("responsible_unit", " 综合办公室 ", "综合办公室", ""),
        ("responsible_unit", date(2026, 1, 1), None, "E2224"),
        ("responsible_leader", "工委书记", "工委书记", ""),
        ("responsible_leader", "张三丰", "张三丰", "W2245"),
        ("lead_unit", "党建办", "党建办", ""),
        ("closed_on", "2026.7.1", "2026-07-01", ""),
    ],
)
def test_other_fields(field: str, text: Any, value: Any, code: str) -> None:
    got = read(field, text)
    assert got.values.get(field) == value
    assert next((c for c, _ in got.said), "") == code


# ----------------------------------------------------------------- refusals


def hide_row(s: Any) -> None:
    s.row_dimensions[3].hidden = True


def hide_columns(s: Any) -> None:
    s.column_dimensions.group("C", "D", hidden=True)


def hidden_sheet(s: Any, state: str = "hidden") -> None:
    other = s.parent.create_sheet("旧稿")
    other.append(["内部"])
    other.sheet_state = state


def comment(s: Any) -> None:
    s["C3"].comment = openpyxl.comments.Comment("再核实", "甲")


def picture(s: Any) -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    out.seek(0)
    s.add_image(openpyxl.drawing.image.Image(out), "F2")


STATUS = whole(("整改状态", ["已完成"] * 3), ("责任领导", ["主任"] * 3))
GOOD = book(STATUS)


NARROW = b'<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>'


def same(_name: str, part: bytes) -> bytes:
    return part


REFUSALS: list[tuple[str, bytes, str, str]] = [
    ("hidden row", book(STATUS, hide_row), "3:1 E2205", "hidden-cells"),
    ("hidden columns", book(STATUS, hide_columns), "1:3 E2206", "hidden-cells"),
    (
        "column without width",
        repacked(GOOD, lambda n, p: re.sub(b"<sheetData>", NARROW, p)),
        "1:3 E2206",
        "hidden-cells",
    ),
    ("hidden sheet", book(STATUS, hidden_sheet), "1:1 E2204", "hidden-cells"),
    ("very hidden sheet", book(STATUS, lambda s: hidden_sheet(s, "veryHidden")), "1:1 E2204", "hidden-cells"),
    ("comment", book(STATUS, comment), "3:3 E2207", "comments"),
    ("macros", repacked(GOOD, same, {"xl/vbaProject.bin": b"x"}), "1:1 E2209", "macros"),
    ("links", repacked(GOOD, same, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "1:1 E2210", "external-links"),
    ("connections", repacked(GOOD, same, {"xl/connections.xml": b"<a/>"}), "1:1 E2210", "external-links"),
    ("embedded file", repacked(GOOD, same, {"xl/embeddings/a.bin": b"x"}), "1:1 E2211", "embedded-objects"),
    ("picture", book(STATUS, picture), "1:1 E2211", "embedded-objects"),
]


@pytest.mark.parametrize("data, place, kind", [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_refused_until_accepted(data: bytes, place: str, kind: str) -> None:
    """Each is named with its place; accepted, it is left out, and that is said too."""
    assert kind in IDS
    refused = run(data)
    assert place in said(refused)
    others = run(data, accepted=IDS - {kind})
    assert place in said(others)
    accepted = run(data, accepted={kind})
    assert place.replace(place[-5:], "N2247") in said(accepted)
    assert place not in said(accepted)


def test_what_is_hidden_is_not_read() -> None:
    row = run(book(STATUS, hide_row), accepted={"hidden-cells"})
    assert [d.code for d in errors(row)] == ["E2232"], "the finding of the hidden row is missed"
    columns = run(book(STATUS, hide_columns), accepted={"hidden-cells"})
    assert added(columns) == []
    assert "内部" not in str(run(book(STATUS, hidden_sheet), accepted={"hidden-cells"}))


def test_hidden_places_without_anything_in_them_do_not_matter() -> None:
    def change(s: Any) -> None:
        s.column_dimensions.group("J", "XFD", hidden=True)
        s.row_dimensions[99].hidden = True
        s.parent.create_sheet("空").sheet_state = "hidden"

    assert said(run(book(STATUS, change))) == []


def test_formulas_with_and_without_values() -> None:
    rows = whole(("整改状态", ['=IF(1,"已完成","")', "已完成", "已完成"]))
    computed = 'r="C2" t="str"><f>IF(1,"已完成","")</f><v>已完成</v>'
    empty = 'r="C2" t="str"><f>IF(0,1,"")</f><v></v>'
    data = book(rows)
    assert "2:3 E2208" in said(run(data))

    def change(new: str) -> Callable[[str, bytes], bytes]:
        def of(name: str, part: bytes) -> bytes:
            if name == "xl/worksheets/sheet1.xml":
                text = part.decode()
                a = text.index('r="C2"')
                return (text[:a] + new + text[text.index("</c>", a) :]).encode()
            return part.replace(b'fullCalcOnLoad="1"', b"")

        return of

    good = run(repacked(data, change(computed)))
    assert said(good) == []
    assert added(good) == [":状态: 已完成"] * 3
    blank = run(repacked(data, change(empty)))
    assert said(blank) == []
    assert added(blank) == [":状态: 已完成"] * 2


def test_formulas_of_programs_that_do_not_compute() -> None:
    """XlsxWriter writes 0 for every formula and asks to compute it: that is no value."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    s = workbook.add_worksheet("台账")
    for r, row in enumerate(STATUS):
        s.write_row(r, 0, row)
    s.write_formula("C2", '="已完成"')
    workbook.close()
    assert "2:3 E2208" in said(run(out.getvalue()))


def test_cells_in_error() -> None:
    rows = whole(("整改状态", ["#REF!", "已完成", "已完成"]))
    assert said(run(book(rows))) == ["2:3 E2215"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "E2201"),
        (b"a,b\n1,2\n", "E2201"),
        (OLE, "E2201"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "E2003"),
        (GOOD[:-40], "E2002"),
        (repacked(GOOD, lambda n, p: None if n == "xl/workbook.xml" else p), "E2201"),
        (repacked(GOOD, lambda n, p: p.replace(b"<workbook", b"<document").replace(b"</workbook", b"</document")), "E2201"),
        (repacked(GOOD, lambda n, p: p[:-9] if n.endswith("sheet1.xml") else p), "E2011"),
        (repacked(GOOD, lambda n, p: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + p[p.find(b"<sty") :] if "styles" in n else p), "E2008"),
        (repacked(GOOD, lambda n, p: re.sub(b'<c r="A1".*?</c>', b'<c r="A1"><v>x</v></c>', p)), "E2203"),
        (repacked(GOOD, lambda n, p: p.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), "E2248"),
        (repacked(GOOD, lambda n, p: p.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="nowhere"/></mergeCells>')), "E2203"),
        (repacked(GOOD, lambda n, p: p.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")), "E2203"),
        (repacked(GOOD, same, {"../x.xml": b"<a/>"}), "E2005"),
        (book([["a", "b"], [1, 2]]), "E2212"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(data: bytes, code: str) -> None:
    result = run(data)
    assert code in [d.code for d in result.diagnostics]
    if code != "E2212":
        assert result.value is None


def test_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert [d.code for d in run(GOOD).diagnostics] == ["E2202"]


# ----------------------------------------------------------------- matching


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("1-2-3", (1, 2, 3)), ("1.2.3", (1, 2, 3)), ("f-1-2", (1, 2)), ("（一）1.（1）", (1, 1, 1)), ("一（一）1.（1）", (1, 1, 1, 1)),
        ("一、（二）3", (1, 2, 3)), ("（1）", (1,)), ("①", (1,)), ("7", (7,)), ("二", (2,)), ("第三条", (3,)), ("2.", (2,)), ("无", ()), ("", ()),
        ("1-二", (1, 2)), ("A-1", ()),
    ],
)  # fmt: skip
def test_numbers_as_offices_write_them(text: str, numbers: tuple[int, ...]) -> None:
    assert chain(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "针对“理论学习不深入”问题",
        "1.针对“理论学习不深入”问题",
        "关于理论学习不深入的问题",
        "理论学习 不深入。",
        "（1）理论学习不深入",
        "“理论学习不深入”",
        "在“理论学习不深入”方面。",
    ],
)
def test_wordings_are_compared_without_their_frame(text: str) -> None:
    assert wording(text) == "理论学习不深入"


def matched(number: Any, finding: Any) -> tuple[str, list[str]]:
    """Which finding a row is taken for, beside rows that match the others, and what is said of it."""
    rows: list[list[Any]] = [["编号", "问题", "责任领导"], [number, finding, "主任"]]
    result = run(book(rows))
    assert result.value is not None
    which = [d.number for d in result.value.decisions]
    return " ".join(which), [d.code for d in result.diagnostics if d.code != "E2232"]


@pytest.mark.parametrize(
    "number, finding, which, codes",
    [
        ("1-1", TITLES[0], "1-1", []),
        (None, TITLES[0], "1-1", []),
        (5, TITLES[0], "1-1", []),
        ("（一）1.", None, "1-1", []),
        ("一（一）1.", None, "1-1", []),
        ("一、（二）1", "固定资产底数不清的问题", "2-1", []),
        ("f-2-1", None, "2-1", []),
        ("1", None, "", ["E2231"]),
        ("9-9", None, "", ["E2231"]),
        (None, "理论学习不深入。2025年以来，学习次数少。", "1-1", ["N2237"]),
        (None, "会议记录不规范", "1-2", ["N2237"]),
        (None, "固定资产的底数不清", "2-1", ["W2238"]),
        (None, "车辆管理混乱", "", ["E2231"]),
        ("1-1", TITLES[2], "", ["E2235"]),
        ("1-1", "车辆管理混乱", "", ["E2235", "E2231"]),
        ("1-1", "理论学习还不深入", "1-1", ["W2238"]),
        (date(2001, 2, 1), TITLES[2], "2-1", ["W2244"]),
    ],
)
def test_rows_find_their_finding(number: Any, finding: Any, which: str, codes: list[str]) -> None:
    got, said_ = matched(number, finding)
    assert got == which
    assert sorted(said_) == sorted(codes) if which or len(codes) < 2 else codes[0] in said_


def test_two_rows_are_never_one_finding_in_silence() -> None:
    rows = whole(("责任领导", ["主任"] * 4))
    rows.append([None, "理论学习不深入。", "书记"])
    result = run(book(rows))
    assert said(result) == ["6:2 E2233"]
    assert added(result) == [":责任领导: 主任"] * 2, "neither row is filled in"


def test_a_wording_that_several_findings_share() -> None:
    twice = NOTICE.replace(TITLES[2], TITLES[0])
    rows: list[list[Any]] = [
        ["编号", "问题", "责任领导"],
        *([NUMBERS[k], TITLES[0 if k == 2 else k], "主任"] for k in range(4)),
    ]
    assert said(run(book(rows), twice)) == []
    assert len(added(run(book(rows), twice), twice)) == 3
    for row in rows[1:]:
        row[0] = None
    assert said(run(book(rows), twice)) == ["2:2 E2234", "4:2 E2234"]


def test_rows_with_nothing_but_a_running_number() -> None:
    rows: list[list[Any]] = [["序号", "责任领导"], *([k + 1, "主任"] for k in range(4))]
    result = run(book(rows))
    assert [d.code for d in result.diagnostics] == ["W2241"] * 4
    assert added(result) == [":责任领导: 主任"] * 3
    assert {d.code for d in run(book(rows[:4])).diagnostics} == {"E2231", "E2232"}


def test_a_finding_in_one_and_not_in_the_other() -> None:
    rows = whole(("责任领导", ["主任"] * 4))
    rows[3] = ["2-9", "车辆管理混乱", "主任"]
    result = run(book(rows))
    line = NOTICE.split("\n").index("#### 1.针对“固定资产底数不清”问题") + 1
    assert said(result) == [f"line {line} E2232", "4:2 E2231"]
    assert result.value is not None
    assert [e.wording for e in result.value.entries] == ["车辆管理混乱"]
    assert [k.title for k in result.value.findings] == ["针对“固定资产底数不清”问题"]


def test_a_heading_that_becomes_a_finding() -> None:
    notice = NOTICE.replace("#### 1.针对“固定资产底数不清”问题", "#### 1.固定资产底数不清")
    result = run(book(whole(("整改状态", ["已完成"] * 3))), notice)
    assert [d.code for d in result.diagnostics] == ["W2225"]
    assert len(added(result, notice)) == 3


def test_numbers_of_measures_are_compared() -> None:
    rows = [["问题", "整改措施", "责任领导"], *([t, "1.甲\n2.乙\n3.丙", "主任"] for t in TITLES)]
    assert said(run(book(rows))) == ["2:1 W2246", "3:1 W2246", "4:1 W2246"]


# ---------------------------------------------------------------- withholding


@pytest.mark.parametrize(
    "audience, ground, codes",
    [
        (["公开", "公开", "公开", "不公开"], [None, None, None, "正在初核或者立案未公布"], []),
        (["公开", "公开", "公开", None], [], []),
        (["公开", "公开", "公开", "公开"], [], ["5:3 E2240"]),
        (["公开", "公开", "不公开", "不公开"], [None, None, "涉及国家秘密"], ["4:3 E2239"]),
        (["不公开"], [], ["2:3 E2239"]),
        ([], [None, "涉及国家秘密"], ["3:4 E2239"]),
        ([None, None, None, "党内"], [None, None, None, "涉及国家秘密"], ["5:4 E2242"]),
    ],
)  # fmt: skip
def test_withheld_findings_are_withheld_in_both(audience: list[Any], ground: list[Any], codes: list[str]) -> None:
    result = run(book(whole(("是否公开", audience), ("不公开理由", ground))))
    assert [s for s in said(result) if "N2217" not in s] == codes


def test_nothing_is_filled_in_under_a_withheld_finding() -> None:
    result = run(book(whole(("整改状态", ["已完成"] * 4))))
    assert said(result) == []
    assert len(added(result)) == 3


# ------------------------------------------------------------------ filling


def test_where_fields_are_written() -> None:
    """Behind the heading between blank lines, or behind the fields that are there; all else stays as it is."""
    rows = whole(("整改状态", ["已完成", "基本完成"]), ("责任单位", [None, "综合办公室"]), ("长期坚持", ["是", "否"]))
    result = run(book(rows))
    assert said(result) == []
    assert result.value is not None
    assert "问题\n\n:状态: 已完成\n:长期坚持: 是\n\n进行了以下整改：\n" in result.value.text
    assert "问题\n\n:责任单位: 综合办公室\n:状态: 基本完成\n\n已整改。\n" in result.value.text
    assert run(book(rows), result.value.text).value == LedgerImport(result.value.text), "a second time nothing is added"


def test_text_directly_below_a_heading() -> None:
    notice = NOTICE.replace("问题\n\n进行", "问题\n进行").replace("问题\n\n- 一是清", "问题\n- 一是清")
    result = run(book(STATUS), notice)
    assert said(result) == []
    added(result, notice)
    assert result.value is not None
    assert "问题\n\n:状态: 已完成\n:责任领导: 主任\n\n进行了" in result.value.text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
def test_ends_of_lines_stay(end: str, bom: str) -> None:
    notice = bom + NOTICE.replace("\n", end)
    result = run(book(STATUS), notice)
    assert said(result) == []
    assert result.value is not None
    lines = ledger_notice._LINES(result.value.text)
    assert {line[len(line.rstrip("\r\n")) :] for line in lines} == {end}
    assert added(result, notice)


def test_a_heading_at_the_end_of_the_file() -> None:
    notice = NOTICE[: NOTICE.index("\n\n- 一是清查")]
    result = run(book(whole(("责任领导", [None, None, "主任"]))[:4]), notice)
    assert said(result) == []
    assert result.value is not None
    assert result.value.text == notice + "\n\n:责任领导: 主任"


def test_names_are_in_the_language_of_the_notice() -> None:
    notice = NOTICE.replace(":责任单位: 综合办公室", ":responsible_unit: 综合办公室")
    notice = notice.replace(":公开范围: 党内", ":audience: internal").replace(
        ":不公开理由: 正在初核或者立案未公布", ":withheld_reason: pending_case"
    )
    rows = whole(("整改状态", ["已完成"]), ("长期坚持", ["是"]), ("措施类型", ["建章立制、举一反三"]))
    result = run(book(rows), notice)
    assert said(result) == []
    assert added(result, notice) == [":status: completed", ":sustained: true", ":measure_types: rule_making, extension"]


def test_fields_that_differ_are_faults() -> None:
    notice = NOTICE.replace(
        "问题\n\n进行", "问题\n\n:状态: 未完成\n:完成时限: 2026-06-30\n:措施类型: 举一反三、建章立制\n\n进行"
    )
    rows = whole(
        ("整改状态", ["已完成"]),
        ("完成时限", ["2026.6.30"]),
        ("措施类型", ["建章立制、举一反三"]),
        ("责任单位", [None, "党建办公室"]),
    )
    result = run(book(rows), notice)
    assert said(result) == ["2:3 E2242", "3:6 E2242"]
    assert added(result, notice) == []
    message = sentence("E2242", result.diagnostics[0].args, "zh-CN")[0]
    assert message == "工作表“台账”第 2 行 C 列：“状态”是“已完成”，通报第 12 行的问题写的是“未完成”"


def test_a_field_of_the_notice_that_cannot_be_read() -> None:
    notice = NOTICE.replace(":责任单位: 综合办公室", ":状态: 快完成了")
    assert "line 21 E0206" in said(run(book(STATUS), notice))


def test_values_that_cannot_stand_in_a_field() -> None:
    rows = whole(("责任单位", ["*综合办*"]), ("责任领导", ["主任", "主任"]))
    result = run(book(rows))
    assert said(result) == ["line 12 E2243"]
    assert added(result) == [":责任领导: 主任"], "the other finding is filled in"


def test_contradictions_in_the_ledger() -> None:
    rows = whole(("整改状态", ["未完成"]), ("完成时间", ["2026.2.1"]))
    assert said(run(book(rows))) == ["2:4 E2226"]
    rows = measures_table()
    rows[2][6] = "未完成"
    assert "3:7 E2227" in said(run(book(rows)))
    twice = whole(("责任单位", ["甲办"]), ("责任部门", ["乙办"]))
    assert said(run(book(twice)))[0] == "1:4 E2213"


def test_a_notice_that_cannot_be_read() -> None:
    for notice in ("", "没有信息区", "---\ntitle: 甲\n", "---\n\ttitle: 甲\n---\n"):
        result = run(GOOD, notice)
        assert result.value is None
        assert errors(result)


def test_decisions_name_cell_and_heading() -> None:
    result = run(GOOD)
    assert result.value is not None
    first = result.value.decisions[0]
    assert (first.number, first.title, first.line, first.field, first.value) == (
        "1-1",
        "针对“理论学习不深入”问题",
        12,
        "status",
        "已完成",
    )
    assert tuple(first.place) == (ledgers.NAME, "台账", 2, 3)


PARTS = (
    "一段文字。\n", "- 一是甲。\n- 二是乙。\n", ":责任单位: 综合办公室\n", "#### 1.针对“甲”问题\n", "### （二）针对“乙”问题\n", "##### 小标题\n", "\n",
    "{.signature}\n", "```\n# 不是标题\n```\n", "脚注[^a]。\n", "[^a]: 注\n", "针对“丙”问题\n---\n", "> 引用\n", "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n", "词\n: 释义\n",
    ":公开范围: 党内\n:不公开理由: 涉及国家秘密\n", "## 二、针对“丁”问题", "标题\n===\n", "1. 甲\n2. 乙\n", "{#f-x}\n", "    代码\n",
)  # fmt: skip
HEAD = "---\ntitle: 甲\nkind: rectification\norganisation: o1\npublished_at: 2026-03-05 09:00\n---\n"


@given(st.lists(st.sampled_from(PARTS), max_size=14), st.sampled_from(["\n", "\r\n"]), st.data())
@settings(max_examples=400 if LARGE else 100)
def test_filling_in_does_nothing_but_add_lines(parts: list[str], end: str, data: st.DataObject) -> None:
    """Without the added lines it is the text of before, byte for byte; and the fields are read as they were given."""
    text = (HEAD + "".join(parts)).replace("\n", end)
    outline = ledger_notice.outline(text, "a.md", "zh-CN").value
    assert outline is not None
    values = [
        ("status", "completed"),
        ("due_on", "2026-06-30"),
        ("lead_unit", "*办*"),
        ("measure_types", ["recovery", "major"]),
    ]
    chosen = st.lists(st.sampled_from(values), unique_by=lambda v: v[0])
    additions = {
        k.line: [(f, v) for f, v in data.draw(chosen) if f not in k.fields] for k in outline.findings if not k.withheld
    }
    new, bad = ledger_notice.filled(text, additions, False, "a.md", "zh-CN")
    lines, old = iter(ledger_notice._LINES(new)), ledger_notice._LINES(text)
    for line in old:
        assert any(line == other or (line == old[-1] and line == other.rstrip("\r\n")) for other in lines), line
    now = ledger_notice.outline(new, "a.md", "zh-CN").value
    assert now is not None
    after = {k.title: k for k in now.findings}
    for k in outline.findings:
        if k.line in additions and k.line not in bad and [o.title for o in outline.findings].count(k.title) == 1:
            assert after[k.title].fields == {**k.fields, **dict(additions[k.line])}


# ------------------------------------------------------------------ the real notice

TEDA = HOME / "content/notices/binhai-3-15/teda.md"


def teda() -> tuple[str, ledger_notice.Outline]:
    text = TEDA.read_bytes().decode()
    outline = ledger_notice.outline(text, "content/notices/binhai-3-15/teda.md", "zh-CN").value
    assert outline is not None
    return text, outline


def teda_ledger(outline: ledger_notice.Outline) -> bytes:
    """A ledger as an office keeps it: a title, a header of two rows, a row for each measure, merged cells, dates of all kinds."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    s = workbook.add_worksheet("整改台账")
    day = workbook.add_format({"num_format": "yyyy年m月d日"})
    s.merge_range("A1:H1", "泰达街道整改台账（2022年）")
    for letter, name in zip("ABCD", ("序号", "存在问题", "整改措施", "责任部门"), strict=True):
        s.merge_range(f"{letter}2:{letter}3", name)
    s.merge_range("E2:G2", "整改进展")
    for letter, name in zip("EFG", ("整改时限", "整改状态", "完成时间"), strict=True):
        s.write(f"{letter}3", name)
    s.merge_range("H2:H3", "备注")
    row = 3
    for n, k in enumerate((k for k in outline.findings if k.finding), 1):
        count = max(k.measures, 1)
        values: list[Any] = [
            n,
            wording_of(k.title),
            None,
            "党建办公室" if n % 2 else "综合办公室",
            "2022年3月底前",
            "",
            None,
        ]
        values[5] = ("已完成", "完成", "基本完成", "正在推进")[n % 4]
        for column, value in enumerate(values):
            if column == 2:
                for m in range(count):
                    s.write(row + m, 2, f"措施{m + 1}")
            elif count > 1:
                s.merge_range(row, column, row + count - 1, column, value)
            else:
                s.write(row, column, value)
        if n % 4 in (0, 1):
            s.write_datetime(row, 6, date(2022, 2, n % 28 + 1), day)
        row += count
    s.write(row, 0, "合计")
    s.write(row, 1, "33个")
    workbook.close()
    return out.getvalue()


def wording_of(title: str) -> str:
    return title[title.index("“") + 1 : title.rindex("”")]


def test_the_ledger_of_the_real_notice(tmp_path: Path) -> None:
    """33 findings of 83 measures are found by their wording, filled in, built and shown with their statuses."""
    text, outline = teda()
    data = teda_ledger(outline)
    start = time.process_time()
    result = import_ledger(data, "台账.xlsx", text, "content/notices/binhai-3-15/teda.md", frozenset(), "zh-CN")
    assert time.process_time() - start < 2
    assert [d.code for d in result.diagnostics] == ["N2214", "N2221", "N2217", "N2217", "N2230"]
    lines = added(result, text)
    assert len(lines) == 33 * 3 + 17
    assert result.value is not None
    assert not result.value.findings
    assert not result.value.entries

    shutil.copytree(HOME / "content", tmp_path / "content")
    (tmp_path / "content/notices/binhai-3-15/teda.md").write_bytes(result.value.text.encode())
    report = sites.run(tmp_path, now=sites.NOW + 183 * 86_400)
    assert report.exit_code == 0, sites.codes(report)
    record = json.loads((tmp_path / "site/binhai-3-15/teda.json").read_text("utf-8"))
    statuses = [f["status"] for f in found_in(record)]
    assert {s: statuses.count(s) for s in set(statuses)} == {
        "completed": 17,
        "largely_completed": 8,
        "not_completed": 8,
    }
    page = (tmp_path / "site/binhai-3-15/teda.html").read_text("utf-8")
    assert page.count("基本完成") >= 8


def found_in(record: Any) -> list[Any]:
    """The findings of a notice's open data."""
    if isinstance(record, dict):
        here = (
            [record] if "status" in record and "title" in record and str(record.get("id", "")).startswith("f-") else []
        )
        return here + [f for v in record.values() for f in found_in(v)]
    return [f for v in record for f in found_in(v)] if isinstance(record, list) else []


def test_the_ledger_against_another_state_of_the_notice() -> None:
    """A finding struck from the notice, and one from the ledger, are both named."""
    text, outline = teda()
    data = teda_ledger(outline)
    title = "##### （3）针对“‘名师名校’建设迟缓”问题".replace("（3）", "（2）")
    assert title in text
    struck = text.replace(title, "")
    result = import_ledger(data, "台账.xlsx", struck, "a.md", frozenset(), "zh-CN")
    assert [d.code for d in result.diagnostics if d.code[0] == "E"] == ["E2231"]


# ------------------------------------------------------------------- damage

RICH = book(
    whole(
        ("整改状态", ["已完成", "完成", "未完成"]),
        ("完成时限", ["2026.6.30", "6月底", date(2026, 6, 30)]),
        ("责任单位", ["甲办"]),
    ),
    comment,
)
PACKED = repacked(RICH, same)


@given(st.data())
@settings(max_examples=1500 if LARGE else 150)
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    """Bits flipped, the end cut off, bytes repeated: a clear message, in two seconds at most."""
    raw = bytearray(PACKED)
    for _ in range(data.draw(st.integers(1, 4))):
        how = data.draw(st.sampled_from(("flip", "cut", "zero")))
        k = data.draw(st.integers(0, len(raw) - 1))
        if how == "flip":
            raw[k] ^= 1 << data.draw(st.integers(0, 7))
        elif how == "zero":
            raw[k : k + 8] = bytes(8)
        elif k > 64:
            del raw[k:]
    judged(bytes(raw))


XML = [n for n in openpyxl.reader.excel.ZipFile(BytesIO(RICH)).namelist() if n.endswith((".xml", ".rels"))]


@given(st.sampled_from(XML), st.data())
@settings(max_examples=1500 if LARGE else 150)
def test_damaged_xml_never_raises(name: str, data: st.DataObject) -> None:
    """The same inside the parts, which a sum over the packed bytes would otherwise protect."""

    def change(part: str, raw: bytes) -> bytes:
        if part != name:
            return raw
        out = bytearray(raw)
        for _ in range(data.draw(st.integers(1, 3))):
            k = data.draw(st.integers(0, len(out) - 1))
            how = data.draw(st.sampled_from(("digit", "flip", "drop", "twice")))
            if how == "digit":
                at = next((j for j in range(k, len(out)) if chr(out[j]).isdigit()), None)
                if at is not None:
                    out[at : at + 1] = data.draw(st.sampled_from([b"0", b"9", b"-1", b"99999", b"1e9"]))
            elif how == "flip":
                out[k] ^= 1 << data.draw(st.integers(0, 7))
            elif how == "drop":
                end = out.find(b">", k)
                del out[k : end + 1 if data.draw(st.booleans()) else k + 3]
            else:
                out[k:k] = out[k : k + 40]
            if not out:
                break
        return bytes(out)

    judged(repacked(RICH, change))


def judged(raw: bytes) -> Outcome[LedgerImport]:
    start = time.process_time()
    result = run(raw)
    assert time.process_time() - start < 2
    for d in result.diagnostics:
        for language in ("zh-CN", "en"):
            assert sentence(d.code, d.args, language)[0]
    assert result.value is not None or errors(result)
    if result.value is not None:
        added(result)
    return result


def test_a_cell_at_the_far_end_costs_little() -> None:
    """Rows and columns without anything are not walked through."""

    def change(s: Any) -> None:
        s["XFD1048576"] = "远"
        s["XFD3"] = "远"

    start = time.process_time()
    assert len(added(run(book(STATUS, change)))) == 6
    assert time.process_time() - start < 2


def test_a_bomb_costs_little() -> None:
    big = repacked(GOOD, lambda n, p: p + b" " * (80 << 20) if n.endswith("sheet1.xml") else p)
    start = time.process_time()
    assert [d.code for d in run(big).diagnostics] == ["E2007"]
    assert time.process_time() - start < 2


# -------------------------------------------------------------------- codes


def test_every_code_of_ledgers_is_shown_here() -> None:
    text = Path(__file__).read_text("utf-8")
    codes = {m.code for m in MESSAGES if m.code[1:3] == "22"}
    assert len(codes) > 40
    assert {c for c in codes if c not in text} == set()


def test_what_cells_say_is_told_with_their_places() -> None:
    """`said` looks at the sentences of each, in both languages."""
    columns: list[tuple[str, list[Any]]] = [
        ("整改状态", ["完成", "待定", "未完成，6月底前"]), ("完成时限", ["立行立改", "长期坚持", "x"]), ("措施类型", ["其他"]), ("责任领导", ["张三丰"]), ("责任单位", [date(2026, 1, 1)]),
        ("是否公开", ["也许"]), ("别的", ["甲"]),
    ]  # fmt: skip
    assert said(run(book(whole(*columns)))) == [
        "1:9 N2214", "2:3 N2217", "2:4 N2222", "2:5 E2224", "2:6 W2245", "2:7 E2224", "2:8 E2224", "3:3 E2216", "3:4 N2223",
        "4:3 N2217", "4:3 N2221", "4:3 W2220", "4:4 E2218",
    ]  # fmt: skip


def test_the_starter_page_of_a_notice_is_read_alike() -> None:
    """The path of a notice does not matter to what is read of it, only its front matter."""
    assert parse_head(NOTICE.encode(), "notices/r1/a.md", "zh-CN").value is not None
    one = ledger_notice.outline(NOTICE, "x/y.md", "zh-CN").value
    assert one is not None
    assert [k.number for k in one.findings] == list(NUMBERS)
    assert [k.withheld for k in one.findings] == [False, False, False, True]
    assert [k.chain for k in one.findings] == [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2)]


# ------------------------------------------------------------- the command line


@pytest.fixture
def site(base: Path) -> Path:
    """A small site with the notice, and its ledger beside it."""
    sites.write(
        base, {ledgers.PATH: NOTICE, "台账.xlsx": GOOD, "批注.xlsx": book(STATUS, comment), "坏.xlsx": GOOD[:-40]}
    )
    return base


def gongkai(site: Path, *arguments: str) -> int:
    return main(
        ["-C", str(site), "import", str(site / arguments[0]), "--into", str(site / ledgers.PATH), *arguments[1:]]
    )


def test_the_command_fills_a_notice_in(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gongkai(site, "台账.xlsx", "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "+:状态: 已完成\n" in shown
    assert "只是试运行" in shown
    assert (site / ledgers.PATH).read_text("utf-8") == NOTICE
    assert gongkai(site, "台账.xlsx", "--report", str(site / "r.json")) == 0
    assert "写入 3 个问题的 6 项" in capsys.readouterr().out
    report = json.loads((site / "r.json").read_text("utf-8"))
    assert [f["finding"] for f in report["filled"]] == ["1-1", "1-1", "1-2", "1-2", "2-1", "2-1"]
    text = (site / ledgers.PATH).read_text("utf-8")
    value = run(GOOD).value
    assert value is not None
    assert text == value.text
    assert sites.run(site).exit_code == 0
    assert gongkai(site, "台账.xlsx") == 0
    assert "不用改" in capsys.readouterr().out


def test_the_command_writes_nothing_when_there_are_errors(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, code in (("批注.xlsx", "E2207"), ("坏.xlsx", "E2002")):
        assert gongkai(site, name, "--report", str(site / "r.html")) == 1
        assert code in capsys.readouterr().out
        assert code in (site / "r.html").read_text("utf-8")
    assert (site / ledgers.PATH).read_text("utf-8") == NOTICE
    assert gongkai(site, "批注.xlsx", "--accept", "批注") == 0
    assert "N2247" in capsys.readouterr().out


def test_wrong_use_of_the_command(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gongkai(site, "台账.xlsx", "--accept", "什么") == 2
    assert "hidden-cells" in capsys.readouterr().out
    assert gongkai(site, "台账.xlsx", "--report", "r.txt") == 2
    for into in ("content/site.yaml", "content/pages/a.md", "../a.md", "a.md"):
        sites.write(site, {into: "x"} if not (site / into).exists() else {})
        assert main(["-C", str(site), "import", str(site / "台账.xlsx"), "--into", into]) == 1
        assert "E2145" in capsys.readouterr().out
    monkeypatch.chdir(site)
    assert main(["import", "台账.xlsx", "--into", "content/notices/r1/none.md"]) == 1
    assert "none.md" in capsys.readouterr().err


def test_files_in_other_encodings_are_told_of(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = NOTICE.encode("gbk")
    (site / ledgers.PATH).write_bytes(data)
    assert gongkai(site, "台账.xlsx") == 1
    assert "E0001" in capsys.readouterr().out
    assert (site / ledgers.PATH).read_bytes() == data
