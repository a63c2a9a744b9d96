"""The page of the reference on open data: every file, every key and column with type, meaning and example.

Made from the tables of `open_data` and the schemas, with examples taken from one record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.open_data import BETWEEN, PER_WORKBOOK, TABLES, Table, csv_row
from generator.schemas import schemas
from generator.spreadsheet import CELL, ROWS

# a notice with every key, so that every column has an example
EXAMPLE: dict[str, Any] = {
    "$schema": "../data/v1/notice.schema.json",
    "version": 1,
    "id": "r1/street",
    "url": "https://example.gov.cn/r1/street.html",
    "html": "r1/street.html",
    "language": "zh-CN",
    "published_at": "2026-03-05T09:00:00+08:00",
    "date": "2026-03-05 09:00",
    "round": {"id": "r1", "name": "第一轮巡察", "html": "r1/index.html"},
    "organisation": {"id": "street", "name": "示例街道", "html": "organisations/street.html"},
    "title": "示例街道关于巡察整改情况的通报",
    "subtitle": "（社会公开全稿）",
    "kind": "rectification",
    "signed_by": "示例街道",
    "signed_on": "2026-03-01",
    "document_number": "示街发〔2026〕3号",
    "index_number": "11120000000000000A/2026-00001",
    "category": "巡察整改",
    "feedback_on": "2025-10-28",
    "inspection_team": "区委第一巡察组",
    "keywords": ["巡察", "整改"],
    "validity": "valid",
    "oversight": {"opens_on": "2026-03-05", "closes_on": "2026-03-25"},
    "totals": {"findings": 2, "measures": 1, "completed": 1, "rules": 1, "recovered": 6.38},
    "corrects": "r1/street-old",
    "withdrawn": {"on": "2026-04-01", "reason": "文字有误，另行公布"},
    "example": True,
    "publisher": "示例街道",
    "source": "示例街道",
    "contact": {
        "unit": "党建办", "phone": "022-12345678", "email": "office@example.gov.cn", "address": "示例路1号",
        "postcode": "300000", "hours": "工作日 9:00—17:00", "form": "https://example.gov.cn/form",
    },
    "summary": "示例街道公布整改进展。",
    "counted": {"findings": 2, "withheld": 1, "measures": 1},
    "attachments": [{"url": "https://example.gov.cn/r1/street/list.pdf", "title": "整改清单"}],
    "revision": 2,
    "revisions": [{"number": 2, "on": "2026-03-20", "kind": "correction", "reason": "第二项措施的数字有误"}],
    "lead": "现将整改情况予以公布。",
    "sections": [
        {"id": "s-1", "kind": "section", "depth": 1, "label": "一、", "title": "整改情况", "text": "整改情况如下："},
        {
            "id": "f-1-1", "kind": "finding", "depth": 2, "label": "（一）", "title": "针对“学习不够”问题",
            "number": "1-1", "groups": ["s-1"], "text": "一是制定制度。", "measures": ["一是制定制度。"],
            "status": "completed", "sustained": True, "responsible_unit": "党建办", "responsible_leader": "书记",
            "lead_unit": "办公室", "due_on": "2026-01-31", "completed_on": "2026-01-20", "closed_on": "2026-02-01",
            "measure_types": ["rule_making", "extension"], "repeats": ["r0/street#f-1-2"],
            "due_changes": [{"from": "2025-12-31", "to": "2026-01-31", "reason": "施工延期"}],
        },
        {
            "id": "f-1-2", "kind": "withheld", "depth": 2, "label": "（二）", "number": "1-2", "groups": ["s-1"],
            "withheld_reason": "secret",
        },
    ],
}  # fmt: skip


def page() -> str:
    """docs/reference/open-data.md."""
    return "\n".join([*_beginning(), *_notice(), *(line for t in TABLES for line in _table(t)), *_end()]) + "\n"


def _beginning() -> list[str]:
    return [
        "# 开放数据 · Open data\n",
        "数据随网站一起生成，数目与网页一致。`data/index.html` 是给读者看的说明页。不需要数据时，在 `site.yaml` 写 "
        "`产出: {开放数据: 否}`；使用许可写在 `许可`。\n",
        "Data are made with the pages and count what these count. `data/index.html` explains them to readers. "
        "`outputs: {data: false}` in `site.yaml` switches them off; `licence` says on what terms they may be used.\n",
        "## 文件 · Files\n",
        "| 文件 · file | 内容 | holds |",
        "|---|---|---|",
        "| `ROUND/ID.json` | 一篇公开件的全部数据，含全文 | all the data of a notice, with its text |",
        *(
            f"| `data/{t.id}.csv`<br>`data/{t.id}.json` | 整站：{t.doc_zh} | the whole site: {t.doc_en} |"
            for t in TABLES
        ),
        f"| `data/gongkai.xlsx` | 整站的三张表和各列的含义；超过 {PER_WORKBOOK:,} 篇的另起 `gongkai.2.xlsx` … "
        f"| the three tables of the whole site and what columns mean; beyond {PER_WORKBOOK:,} notices "
        "`gongkai.2.xlsx` … follow |",
        "| `data/ROUND/*.csv`<br>`data/ROUND/*.json`<br>`data/ROUND/ROUND.xlsx` | 一个轮次的同样的表 "
        "| the same tables of one round |",
        "| `data/v1/*.schema.json` | JSON 文件的格式（JSON Schema 2020-12） | JSON Schemas of all JSON files |",
        "| `data/catalog.jsonld` | 数据目录（DCAT 3，JSON-LD）：整站和每个轮次各一个数据集 "
        "| catalogue (DCAT 3 in JSON-LD): a dataset for the site and one for each round |",
        "| `feed.xml` `feed.json`<br>`ROUND/feed.xml` `ROUND/feed.json`<br>"
        "`organisations/ID.feed.xml` `organisations/ID.feed.json` | 最新的 20 篇（Atom，JSON Feed 1.1） "
        "| the newest 20 notices (Atom, JSON Feed 1.1) |",
        "",
        "没有所属轮次的公开件，数据在 `notices/ID.json`，只列入整站的表。每个网页里还有 schema.org 的 JSON-LD。\n",
        "The data of a notice without a round stand in `notices/ID.json` and in the tables of the whole site only. Each "
        "page also has JSON-LD of schema.org.\n",
        "## 约定 · Conventions\n",
        "| | |",
        "|---|---|",
        "| 版本 1 · version 1 | 键和列的名称、含义不变，只会增加：键随处可加，列加在末尾。含义要变，就另出 v2，v1 照旧。 "
        "Keys and columns keep their names and meaning and are only added: keys anywhere, columns at the end. What must "
        "change its meaning goes into a v2 beside v1. |",
        "| 没有值 · no value | JSON 里没有这个键，CSV、XLSX 里是空格子。 The key is not there; the cell is empty. |",
        "| 选项 · choices | JSON、CSV 用标识（`completed`），XLSX 用网站语言的名称（已完成）。 Identifiers in JSON and CSV, "
        "names in the site's language in XLSX. |",
        "| 是否 · booleans | 是：`true`，XLSX 里是“是”；否：没有值。 `true`, or no value for no. |",
        f"| 列表 · lists | JSON 是数组；CSV、XLSX 用 `{BETWEEN.replace('|', chr(92) + '|')}` 隔开。 Arrays in JSON, joined "
        "elsewhere. |",
        "| CSV | UTF-8 带 BOM，RFC 4180（逗号、CRLF），第一行是列的标识。以 `=` `+` `-` `@`（全角的也算）、制表符、换行开头的"
        "文字前面加一个 `'`，以免被当作公式。 UTF-8 with a BOM, RFC 4180 (commas, CRLF), identifiers in the first line. A text "
        "that begins with one of these characters has `'` before it, so that no spreadsheet takes it for a formula "
        "(OWASP, CSV Injection). |",
        "| JSON | 一个对象，说明之后是以表名为键的数组，一行一条，便于逐行读取。 One object; the rows are an array under the "
        "table's name, one to a line, so that they can be read line by line. |",
        f"| XLSX | 没有公式和链接。单元格最多 {CELL:,} 个字符，超出的截断并注明；一张表最多 {ROWS + 1:,} 行，超出的另起一张。 "
        f"No formulas or links. A cell holds {CELL:,} characters, a longer text is cut and says so; a sheet {ROWS + 1:,} "
        "rows, further ones go to another. |",
        "| 不公开的问题 · withheld findings | 只有编号、序号和理由，任何文件里都没有内容。 Only id, number and ground, in every "
        "file. |",
        "| 撤回的公开件 · withdrawn notices | 只留标题、日期和说明，没有正文和问题。 Only title, dates and explanation. |",
        "",
    ]


def _notice() -> Iterator[str]:
    schema = schemas("")["notice"]
    yield "## 一篇公开件 · A notice: `ROUND/ID.json`\n"
    yield from _keys(schema["properties"], EXAMPLE, schema["required"])
    sections = EXAMPLE["sections"]
    yield "### `sections`\n"
    merged = {**sections[2], **sections[1]}
    items = schema["properties"]["sections"]["items"]
    yield from _keys(items["properties"], merged, items["required"])


def _keys(properties: dict[str, Any], example: dict[str, Any], required: list[str]) -> Iterator[str]:
    yield "| 键 · key | 类型 · type | 含义 · meaning | 例 · example |"
    yield "|---|---|---|---|"
    for key, value in properties.items():
        needed = " *" if key in required else ""
        yield f"| `{key}`{needed} | {_type(value)} | {_meaning(value['description'])} | {_shown(example.get(key))} |"
    yield "\n\\* 总有 · always there\n"


def _table(table: Table) -> Iterator[str]:
    schema = schemas("")[table.id]["properties"][table.id]["items"]
    rows = list(table.rows(EXAMPLE))
    yield f"## {table.zh} · {table.en}: `{table.id}`\n"
    yield "| 列 · column | 名称 | 类型 · type | 含义 · meaning | 例 · example |"
    yield "|---|---|---|---|---|"
    for c in table.columns:
        value = schema["properties"][c.id]
        needed = " *" if c.id in schema["required"] else ""
        example = next((row[c.id] for row in rows if c.id in row), None)
        meaning = _meaning(value["description"])
        yield f"| `{c.id}`{needed} | {c.zh} | {_type(value)} | {meaning} | {_shown(example)} |"
    yield "\n\\* 总有 · always there\n"
    yield f"```csv\n{','.join(c.id for c in table.columns)}"
    yield from (csv_row(row, table.columns).rstrip("\r\n") for row in rows)
    yield "```\n"


def _meaning(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _type(value: dict[str, Any]) -> str:
    if "enum" in value:
        return "：".join(("choice", "<br>".join(f"`{v}`" for v in value["enum"])))
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    if value["type"] == "array":
        return f"array: {_type(value['items'])}"
    return str(value.get("format", value["type"]))


def _shown(value: Any) -> str:
    if value is None or (isinstance(value, list) and value and isinstance(value[0], dict) and "kind" in value[0]):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "`" + text.replace("|", "\\|") + "`"


def _end() -> list[str]:
    return [
        "## 目录和网页里的数据 · Catalogue and data in pages\n",
        "`data/catalog.jsonld` is a `dcat:Catalog`. Each `dcat:Dataset` names publisher, contact, language, first and "
        "latest day of publication (`dct:issued`, `dct:modified`), the days of the round (`dct:temporal`), the licence "
        "if one is given, and a `dcat:Distribution` for every CSV, JSON and XLSX file with its media type and schema.\n",
        "| page | schema.org |",
        "|---|---|",
        "| home | `WebSite`, with a `SearchAction` when the site has a search; `GovernmentOrganization` as publisher |",
        "| notice | `Report` with `reportNumber`, `datePublished`, `dateModified`, `publisher`, `isPartOf` (its round), "
        "`hasPart` (its findings), `correction` (`CorrectionComment`), `isBasedOn` (the notice it corrects) |",
        "| organisation | `GovernmentOrganization` with `ContactPoint` (E.164 telephone, email, hours) |",
        "| data/index.html | `Dataset` with a `DataDownload` for each file |",
        "| all but home | `BreadcrumbList` |",
        "",
        "schema.org has no class for findings and measures: the schemas of the records are what counts.",
    ]
