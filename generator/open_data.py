"""Open data: the tables of notices, findings and measures, and their files as JSON and CSV.

Rows are made from records (`record.py`) and nothing else. What a table holds is an interface that others
build on, version 1: a column keeps its name and its meaning for good, and columns are only added, at the end.
CSV is RFC 4180 with a byte order mark, for Excel; a text that a spreadsheet would take for a formula gets an
apostrophe before it (OWASP, CSV Injection).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.fields import GROUNDS, RECORDS, Choice
from generator.paging import address

VERSION = 1
FOLDER = "data/"
CATALOGUE = FOLDER + "catalog.jsonld"
WORKBOOK = FOLDER + "gongkai.xlsx"
PER_WORKBOOK = 1000  # notices in a workbook; further ones go into another
FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BETWEEN = " | "  # of the parts of a list, where a cell holds one
Row = dict[str, Any]


class Column(NamedTuple):
    """A column. `path` is where a record has the value, () where `rows` of the table makes it.

    Types are those of `fields.py`, and `urls`, a list.
    """

    id: str
    zh: str
    type: str
    doc_zh: str
    doc_en: str
    path: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def name(self, language: str) -> str:
        """What a reader sees above the column."""
        return self.id.replace("_", " ").capitalize() if language == "en" else self.zh


class Table(NamedTuple):
    """A table: of a record, `rows` gives what stands in it."""

    id: str
    zh: str
    en: str
    doc_zh: str
    doc_en: str
    columns: tuple[Column, ...]
    required: tuple[str, ...]  # the columns every row fills
    rows: Callable[[Row], Iterable[Row]]

    def title(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def _same(record: str, key: str, path: str = "", id_: str = "", zh: str = "") -> Column:
    """The column of a field, with the field's names, type and meaning."""
    f = next(f for f in RECORDS[record] if f.id == key)
    where = tuple((path or key).split("."))
    return Column(id_ or key, zh or f.zh, f.type, f.doc_zh, f.doc_en, where, f.choices)


def _contact(key: str, zh: str) -> Column:
    return _same("contact", key, f"contact.{key}", f"contact_{key}", zh)


def _of_finding(key: str) -> Column:
    return _same("finding", key)


# columns that place a row of any table
_ROUND_ID = Column("round_id", "轮次编号", "id", "所属轮次的编号", "id of its round", ("round", "id"))
_ROUND = Column("round_name", "轮次", "text", "所属轮次的名称", "name of its round", ("round", "name"))
_UNIT_ID = Column(
    "organisation_id", "单位编号", "id", "公开单位的编号", "id of the organisation", ("organisation", "id")
)
_UNIT = Column(
    "organisation_name", "单位", "text", "公开单位的名称", "name of the organisation", ("organisation", "name")
)
_PLACES = (_ROUND_ID, _ROUND, _UNIT_ID, _UNIT)
_NOTICE_ID = Column("notice_id", "公开件编号", "id", "所在公开件的编号", "id of the notice it stands in")

# fmt: off
NOTICES = (
    Column("id", "编号", "id", "公开件的编号，永久不变", "id of the notice; never changes", ("id",)),
    Column("url", "网址", "web", "公开件的永久网址", "permanent address of the notice", ("url",)),
    Column("data_url", "数据网址", "web", "公开件全文数据（JSON）的网址", "address of the notice's own data (JSON)"),
    _same("notice", "title"),
    _same("notice", "subtitle"),
    _same("notice", "kind"),
    Column("language", "语言", "text", "文字的语言（BCP 47）", "language of the text (BCP 47)", ("language",)),
    Column("published_at", "发布时间", "time", "发布时间，带时区（RFC 3339）", "when published, with offset (RFC 3339)", ("published_at",)),
    *_PLACES,
    _same("notice", "publisher"),
    _same("notice", "source"),
    _same("notice", "signed_by"),
    _same("notice", "signed_on"),
    _same("notice", "document_number"),
    _same("notice", "index_number"),
    _same("notice", "category"),
    _same("notice", "feedback_on"),
    _same("notice", "inspection_team"),
    _same("notice", "keywords"),
    _same("notice", "validity"),
    Column("summary", "摘要", "text", "摘要；没有写的，是正文第一段", "summary; without one, the first paragraph", ("summary",)),
    _same("period", "opens_on", "oversight.opens_on", "oversight_opens_on", "监督期开始"),
    _same("period", "closes_on", "oversight.closes_on", "oversight_closes_on", "监督期结束"),
    _contact("unit", "联系单位"),
    _contact("phone", "联系电话"),
    _contact("email", "联系邮箱"),
    _contact("address", "联系地址"),
    _contact("postcode", "联系邮编"),
    _contact("hours", "联系时间"),
    _contact("form", "网上意见箱"),
    Column("stated_findings", "文中写明的问题数", "integer", "文中写明的问题个数", "findings, as the text states", ("totals", "findings")),
    Column("stated_measures", "文中写明的措施数", "integer", "文中写明的措施条数", "measures, as the text states", ("totals", "measures")),
    Column("stated_completed", "文中写明的已完成数", "integer", "文中写明的已完成问题个数", "completed findings, as the text states", ("totals", "completed")),
    Column("stated_rules", "文中写明的制度数", "integer", "文中写明的制度个数", "rules made, as the text states", ("totals", "rules")),
    Column("stated_recovered", "文中写明的挽回损失", "number", "文中写明的挽回损失（万元）", "losses recovered (10,000 yuan), as the text states", ("totals", "recovered")),
    Column("findings", "列出的问题数", "integer", "文中逐条列出的问题个数，连同不公开内容的", "findings listed, withheld ones included", ("counted", "findings")),
    Column("withheld", "不公开的问题数", "integer", "其中不公开内容、只列编号和理由的问题个数", "those of them with number and ground only", ("counted", "withheld")),
    Column("measures", "列出的措施数", "integer", "问题下逐条列出的措施条数", "measures listed under findings", ("counted", "measures")),
    Column("corrects", "更正对象", "id", "所更正公开件的编号", "id of the notice it corrects", ("corrects",)),
    Column("withdrawn_on", "撤回日期", "date", "撤回日期；撤回的公开件只留这些说明", "date of withdrawal; of a withdrawn notice little else is left", ("withdrawn", "on")),
    Column("withdrawn_reason", "撤回说明", "text", "撤回的公开说明", "public explanation of withdrawal", ("withdrawn", "reason")),
    _same("notice", "example"),
    Column("attachments", "附件", "urls", "附件的网址", "addresses of attachments"),
    Column("revision", "版次", "integer", "现在是第几版；没有修订记录的没有这一项", "number of the newest revision, where revisions are recorded", ("revision",)),
)

FINDINGS = (
    Column("id", "编号", "id", "问题的编号：公开件编号#锚点，永久不变", "id of the finding: notice#anchor; never changes"),
    Column("url", "网址", "web", "问题的永久网址", "permanent address of the finding"),
    _NOTICE_ID,
    *_PLACES,
    Column("published_at", "发布时间", "time", "公开件的发布时间（RFC 3339）", "when the notice was published (RFC 3339)", ("published_at",)),
    Column("number", "序号", "text", "问题在公开件中的序号，如 1-2-3", "number within the notice, as 1-2-3"),
    Column("label", "标号", "text", "单位写的标号，如（3）", "label as the office typed it"),
    Column("title", "问题", "text", "问题的标题", "heading of the finding"),
    Column("groups", "上级标题", "texts", "问题上方各级标题，从上到下", "headings above it, from the top"),
    _of_finding("status"),
    _of_finding("sustained"),
    _of_finding("responsible_unit"),
    _of_finding("responsible_leader"),
    _of_finding("lead_unit"),
    _of_finding("due_on"),
    _of_finding("completed_on"),
    _of_finding("closed_on"),
    _of_finding("measure_types"),
    Column("withheld_reason", "不公开理由", "choice", "有理由的问题不公开内容，只列编号", "with a ground, the finding has no text here or anywhere", choices=GROUNDS),
    Column("measures", "措施数", "integer", "问题下列出的措施条数", "measures listed under it"),
    Column("text", "正文", "text", "问题标题下的全文，段落之间换行", "all text under the heading, a line per paragraph"),
    _of_finding("repeats"),
    Column("first_due_on", "原定完成时限", "date", "时限变更过的，最初的完成时限", "the first due date, when it was changed"),
    Column("due_changes", "时限变更", "texts", "时限的每次变更：原定 → 改为 理由", "each change of the due date: from → to reason"),
)

MEASURES = (
    Column("id", "编号", "text", "措施的编号：问题编号/第几条；文字改动后可能变", "id: finding/position; may change with the text"),
    Column("finding_id", "问题编号", "id", "所属问题的编号", "id of the finding it belongs to"),
    _NOTICE_ID,
    Column("url", "网址", "web", "所属问题的永久网址", "permanent address of its finding"),
    *_PLACES,
    Column("finding_number", "问题序号", "text", "所属问题的序号", "number of its finding"),
    Column("position", "第几条", "integer", "在该问题的措施中是第几条，从 1 数起", "position among the finding's measures, from 1"),
    Column("text", "措施", "text", "措施的文字，连同标号（一是……）", "text of the measure with its label"),
)
# fmt: on


def _reader(columns: Sequence[Column]) -> Callable[[Row], Row]:
    """What of a record stands in columns that have a path; what has no value is left out."""
    paths = tuple((c.id, c.path[0], c.path[1] if len(c.path) > 1 else "") for c in columns if c.path)

    def read(record: Row) -> Row:
        out: Row = {}
        for id_, first, second in paths:
            value = record.get(first)
            if second and value is not None:
                value = value.get(second)
            if value is not None:
                out[id_] = value
        return out

    return read


_notice = _reader(NOTICES)
_places = _reader(_PLACES)
_finding_fields = tuple(c.id for c in FINDINGS if c.path and len(c.path) == 1 and c.id != "published_at")


def notice_rows(record: Row) -> Iterator[Row]:
    """The row of a notice."""
    row = _notice(record)
    row["data_url"] = record["url"].removesuffix(".html") + ".json"
    if "attachments" in record:
        row["attachments"] = [a["url"] for a in record["attachments"]]
    yield row


def finding_rows(record: Row) -> Iterator[Row]:
    """The findings of a notice, withheld ones too, in the order of the text."""
    places = _places(record)
    headings: dict[str, str] = {}
    for s in record.get("sections", ()):
        headings[s["id"]] = s.get("label", "") + s.get("title", "")
        if s["kind"] in ("finding", "withheld"):
            anchor = "#" + s["id"]
            row = {"id": record["id"] + anchor, "url": record["url"] + anchor, "notice_id": record["id"], **places}
            row["published_at"] = record.get("published_at", "")
            for key in ("number", "label", "title", "withheld_reason", "text", *_finding_fields):
                if key in s:
                    row[key] = s[key]
            if changes := s.get("due_changes"):
                row["first_due_on"] = changes[0]["from"]
                row["due_changes"] = [f"{c['from']} → {c['to']} {c['reason']}" for c in changes]
            if "groups" in s:
                row["groups"] = [headings[g] for g in s["groups"]]
            if s["kind"] == "finding":
                row["measures"] = len(s.get("measures", ()))
            yield row


def measure_rows(record: Row) -> Iterator[Row]:
    """The measures under the findings of a notice."""
    places = _places(record)
    for s in record.get("sections", ()):
        if s["kind"] == "finding":
            anchor = "#" + s["id"]
            finding, url = record["id"] + anchor, record["url"] + anchor
            for k, text in enumerate(s.get("measures", ()), 1):
                yield {
                    "id": f"{finding}/{k}",
                    "finding_id": finding,
                    "notice_id": record["id"],
                    "url": url,
                    **places,
                    "finding_number": s["number"],
                    "position": k,
                    "text": text,
                }


TABLES = (
    Table("notices", "公开件", "Notices", "每篇公开件一行", "a row per notice", NOTICES, ("id", "url", "data_url", "title", "kind"), notice_rows),
    Table("findings", "问题", "Findings", "每个问题一行，连同不公开内容的问题", "a row per finding, withheld ones included", FINDINGS, ("id", "url", "notice_id", "number"), finding_rows),
    Table("measures", "措施", "Measures", "问题下每条措施一行", "a row per measure under a finding", MEASURES, ("id", "finding_id", "notice_id", "url", "position", "text"), measure_rows),
)  # fmt: skip


def round_folder(id_: str) -> str:
    """Where the tables of a round stand."""
    return f"{FOLDER}{id_}/"


def round_workbook(id_: str) -> str:
    return f"{FOLDER}{id_}/{id_}.xlsx"


def workbooks(notices: int) -> list[str]:
    """Where the workbooks of the whole site stand."""
    return [address(WORKBOOK, k + 1) for k in range(-(-notices // PER_WORKBOOK))]


# -------------------------------------------------------------------- CSV

# what spreadsheets begin a formula with, in full width too; OWASP, CSV Injection
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_QUOTED = re.compile('[",\r\n]').search
BOM = b"\xef\xbb\xbf"
END = "\r\n"


def csv_head(columns: Sequence[Column]) -> bytes:
    return BOM + (",".join(c.id for c in columns) + END).encode()


def csv_row(row: Row, columns: Sequence[Column]) -> str:
    """A row as a line of CSV."""
    get = row.get
    return ",".join([_field(get(c.id)) for c in columns]) + END


def _field(value: Any) -> str:
    if value is None:
        return ""
    if value is True:
        return "true"
    if isinstance(value, (int, float)):
        return str(value)
    text: str = BETWEEN.join(value) if isinstance(value, list) else value
    if text[:1] in _FORMULA:
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED(text) else text


# ------------------------------------------------------------------- JSON


def json_head(table: Table, about: Mapping[str, Any], root: str) -> bytes:
    """The beginning of a table's JSON: what it is, then its rows, a line each."""
    head = {"$schema": f"{root}{FOLDER}v{VERSION}/{table.id}.schema.json", "version": VERSION, **about}
    return (_encoder.encode(head)[:-1] + f',"{table.id}":[').encode()


JSON_END = b"\n]}\n"
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_row(row: Row, first: bool) -> str:
    return ("\n" if first else ",\n") + _encoder.encode(row)


# --------------------------------------------------------- files of tables

PIECE = 200_000  # characters of a file kept before they are passed on


class _File:
    """A file that grows by texts and is passed on in pieces."""

    def __init__(self, path: str, head: bytes) -> None:
        self.path = path
        self.head = head
        self.texts: list[str] = []
        self.size = 0

    def add(self, text: str) -> None:
        self.texts.append(text)
        self.size += len(text)

    def piece(self, end: bytes = b"") -> tuple[str, bytes]:
        data = self.head + "".join(self.texts).encode() + end
        self.head, self.texts, self.size = b"", [], 0
        return self.path, data


def files(folder: str, about: Mapping[str, Any], records: Iterable[Row]) -> Iterator[tuple[str, bytes]]:
    """The tables of records as CSV and JSON below a folder, in one pass: (path, piece) pairs, files mixed."""
    root = "../" * folder.count("/")
    csvs = [_File(f"{folder}{t.id}.csv", csv_head(t.columns)) for t in TABLES]
    jsons = [_File(f"{folder}{t.id}.json", json_head(t, about, root)) for t in TABLES]
    begun = [False] * len(TABLES)
    for record in records:
        for k, table in enumerate(TABLES):
            for row in table.rows(record):
                csvs[k].add(csv_row(row, table.columns))
                jsons[k].add(json_row(row, not begun[k]))
                begun[k] = True
        for f in (*csvs, *jsons):
            if f.size > PIECE:
                yield f.piece()
    for f in csvs:
        yield f.piece()
    for f in jsons:
        yield f.piece(JSON_END)
