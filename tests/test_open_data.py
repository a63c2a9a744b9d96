"""Open data: what the schemas promise, what the files hold, and that pages, data and content count the same.

Files are read with `csv`, `json`, `zipfile` and an XML parser, never with the program's own code.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pages
import pytest
import sites
from jsonschema import Draft202012Validator

from generator import open_data, schemas, spreadsheet
from generator.data_reference import EXAMPLE
from generator.workbooks import Book

REPO = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLES = ("notices", "findings", "measures")
ROOTS = {"zh": GOLDEN / "zh", "en": GOLDEN / "en", "sample": REPO}
SAMPLE_NOW = 1_795_449_600  # 2026-11-24 in Shanghai: all of the sample is published
Rows = list[dict[str, str]]


# ------------------------------------------------------------------- readers


def csv_rows(data: bytes) -> Rows:
    """The rows of a CSV file as a program reads them that knows of apostrophes before formulas."""
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    outside = "".join(text.split('"')[::2])
    assert outside.endswith("\r\n")
    assert outside.count("\n") == outside.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


class Workbook:
    """A workbook as Excel reads it: sheets by name, rows of texts by column number."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            assert z.testzip() is None
            self.names = z.namelist()
            self.dates = {i.date_time for i in z.infolist()}
            book = ElementTree.fromstring(z.read("xl/workbook.xml"))
            self.shared = [
                "".join(t.text or "" for t in si.iter(MAIN + "t"))
                for si in ElementTree.fromstring(z.read("xl/sharedStrings.xml"))
            ]
            names = [e.attrib["name"] for e in book.iter(MAIN + "sheet")]
            self.xml = {name: z.read(f"xl/worksheets/sheet{k + 1}.xml") for k, name in enumerate(names)}
        self.sheets = {name: list(self._rows(xml)) for name, xml in self.xml.items()}

    def _rows(self, xml: bytes) -> Iterator[dict[int, str]]:
        for k, row in enumerate(ElementTree.fromstring(xml).iter(MAIN + "row")):
            assert row.attrib["r"] == str(k + 1)
            found = {}
            for cell in row:
                assert not cell.findall(MAIN + "f"), "a formula"
                letters = cell.attrib["r"].rstrip("0123456789")
                column = 0
                for letter in letters:
                    column = 26 * column + ord(letter) - 64
                text = "".join(t.text or "" for t in cell.iter(MAIN + "t"))
                value = cell.findtext(MAIN + "v", "")
                if cell.attrib.get("t") == "s":
                    text = self.shared[int(value)]
                found[column - 1] = re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text) or value
            yield found


def built(root: Path, tmp: Path) -> pages.Site:
    for folder in ("content", "themes"):
        shutil.copytree(root / folder, tmp / folder)
    report = sites.run(tmp, now=SAMPLE_NOW if root == REPO else sites.NOW)
    assert report.exit_code == 0, sites.codes(report)
    url = json.loads((tmp / "site/data/notices.json").read_bytes())["url"]
    return pages.Site(tmp / "site", url)


@pytest.fixture(scope="module", params=ROOTS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pages.Site:
    return built(ROOTS[request.param], tmp_path_factory.mktemp(request.param))


def records(site: pages.Site) -> dict[str, dict[str, Any]]:
    """The record of every notice, by the address of its page."""
    return {p.path: json.loads(site.files[p.path.removesuffix(".html") + ".json"]) for p in site.notices}


def folders(site: pages.Site) -> list[str]:
    """Where tables stand: of the whole site, and of each round."""
    return sorted(path.removesuffix("notices.csv") for path in site.files if path.endswith("/notices.csv"))


def workbook(site: pages.Site, folder: str) -> Workbook:
    (path,) = (p for p in site.files if p.startswith(folder) and p.count("/") == folder.count("/") and ".xlsx" in p)
    return Workbook(site.files[path])


# ------------------------------------------------------------------- schemas


def test_schemas_are_schemas() -> None:
    for schema in schemas.schemas("https://example.gov.cn/").values():
        Draft202012Validator.check_schema(schema)


def validator(name: str, site: pages.Site) -> Draft202012Validator:
    """A schema that refuses keys it does not know, to find what is published and not described."""
    made = schemas.schemas(site.url, open_=False)[name]
    return Draft202012Validator(made, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_records_are_as_the_schema_says(site: pages.Site) -> None:
    check = validator("notice", site)
    published = Draft202012Validator(json.loads(site.files["data/v1/notice.schema.json"]))
    found = records(site)
    assert found
    for path, record in found.items():
        assert [e.message for e in check.iter_errors(record)] == [], path
        published.validate(record)
        assert site.place(path, record["$schema"]) == ("data/v1/notice.schema.json", "")


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_as_the_schema_says(site: pages.Site, table: str) -> None:
    check = validator(table, site)
    for folder in folders(site):
        data = json.loads(site.files[f"{folder}{table}.json"])
        assert [e.message for e in check.iter_errors(data)] == []
        assert site.place(f"{folder}{table}.json", data["$schema"]) == (f"data/v1/{table}.schema.json", "")


def test_the_example_of_the_reference_is_a_record() -> None:
    Draft202012Validator(schemas.schemas("https://example.gov.cn/", open_=False)["notice"]).validate(EXAMPLE)
    made = schemas.schemas("https://example.gov.cn/", open_=False)
    for table in open_data.TABLES:
        rows = list(table.rows(EXAMPLE))
        Draft202012Validator(made[table.id]["properties"][table.id]["items"]).validate(rows[0])
        assert {c.id for c in table.columns} == {k for row in rows for k in row}, "every column has an example"


def test_the_schema_refuses_a_withheld_text() -> None:
    schema = Draft202012Validator(schemas.schemas("https://example.gov.cn/")["notice"])
    withheld = {"id": "f-1", "kind": "withheld", "depth": 1, "number": "1"}
    record = {
        "$schema": "x", "version": 1, "id": "r1/a", "url": "https://e.cn/r1/a.html", "html": "r1/a.html",
        "language": "zh-CN", "title": "甲", "kind": "rectification", "publisher": "甲", "source": "甲",
        "sections": [withheld],
    }  # fmt: skip
    schema.validate(record)
    for key in ("title", "text"):
        assert not schema.is_valid({**record, "sections": [{**withheld, key: "机密"}]})
    assert not schema.is_valid({**record, "version": 2})
    assert schema.is_valid({**record, "added_later": "…"}), "version 1 may get new keys"


# -------------------------------------------------------------- CSV JSON XLSX


def as_cell(value: Any) -> str:
    """A value of JSON as CSV shows it."""
    if isinstance(value, list):
        value = " | ".join(value)
    if value is True:
        return "true"
    text = str(value)
    return "'" + text if isinstance(value, str) and text[:1] in tuple("=+-@\t\r\n＝＋－＠") else text


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_json_hold_the_same(site: pages.Site, table: str) -> None:
    columns = [c.id for t in open_data.TABLES if t.id == table for c in t.columns]
    for folder in folders(site):
        in_json = json.loads(site.files[f"{folder}{table}.json"])[table]
        in_csv = csv_rows(site.files[f"{folder}{table}.csv"])
        assert all(list(row) == columns for row in in_csv)
        assert [{k: v for k, v in row.items() if v} for row in in_csv] == [
            {k: as_cell(v) for k, v in row.items()} for row in in_json
        ]


def test_workbooks_hold_the_same(site: pages.Site) -> None:
    for folder in folders(site):
        book = workbook(site, folder)
        assert len(book.sheets) == 4
        for table, (_, rows) in zip(open_data.TABLES, book.sheets.items(), strict=False):
            in_csv = csv_rows(site.files[f"{folder}{table.id}.csv"])
            assert list(rows[0]) == list(range(len(table.columns)))
            assert len(rows) - 1 == len(in_csv)
            plain = [k for k, c in enumerate(table.columns) if not c.choices and c.type != "boolean"]
            for shown, row in zip(rows[1:], in_csv, strict=True):
                values = list(row.values())
                assert [shown.get(k, "") for k in plain] == [values[k].removeprefix("'") for k in plain]


def test_the_order_of_columns_is_kept() -> None:
    """Version 1: columns are only added, at the end. Whoever adds one adds it here too."""
    first = {
        "notices": "id url data_url title subtitle kind language published_at round_id round_name organisation_id "
        "organisation_name publisher source signed_by signed_on document_number index_number category feedback_on "
        "inspection_team keywords validity summary oversight_opens_on oversight_closes_on contact_unit contact_phone "
        "contact_email contact_address contact_postcode contact_hours contact_form stated_findings stated_measures "
        "stated_completed stated_rules stated_recovered findings withheld measures corrects withdrawn_on "
        "withdrawn_reason example attachments revision",
        "findings": "id url notice_id round_id round_name organisation_id organisation_name published_at number label "
        "title groups status sustained responsible_unit responsible_leader lead_unit due_on completed_on closed_on "
        "measure_types withheld_reason measures text repeats first_due_on due_changes",
        "measures": "id finding_id notice_id url round_id round_name organisation_id organisation_name finding_number "
        "position text",
    }
    assert {t.id: " ".join(c.id for c in t.columns) for t in open_data.TABLES} == first


FORMULAS = ("=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    columns = open_data.TABLES[2].columns
    line = open_data.csv_head(columns).decode("utf-8-sig") + open_data.csv_row({"text": text}, columns)
    (row,) = csv.DictReader(io.StringIO(line, newline=""), strict=True)
    assert row["text"] == "'" + text
    book = spreadsheet.Workbook([spreadsheet.Head("a", ("x",), (9,))], "…")
    book.add(0, (text,))
    read = Workbook(b"".join(book.pieces()))
    assert read.sheets["a"][1] == {0: text}


def test_csv_quotes_what_it_must() -> None:
    columns = open_data.TABLES[2].columns
    texts = ('a,b "c"', "一\r\n二", '"', "’=", "甲\n乙", " a ")
    lines = open_data.csv_head(columns).decode("utf-8-sig")
    lines += "".join(open_data.csv_row({"text": text, "position": 3}, columns) for text in texts)
    rows = list(csv.DictReader(io.StringIO(lines, newline=""), strict=True))
    assert [row["text"] for row in rows] == list(texts)
    assert {row["position"] for row in rows} == {"3"}


# ------------------------------------------------------------ workbook limits


def test_characters_xml_does_not_have() -> None:
    texts = ("a\0b\x0b\x1f\ufffe", "_x0041_", "<b>&amp;]]>", "\r\n x \t", "😀" * 3)
    book = spreadsheet.Workbook([spreadsheet.Head("甲", ("x", "y"), (9, 9))], "…")
    for text in texts:
        book.add(0, (text, 1.5))
    read = Workbook(b"".join(book.pieces()))
    assert read.sheets["甲"][1:] == [{0: text, 1: "1.5"} for text in texts]


@pytest.mark.parametrize("character", ["字", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(character: str) -> None:
    units = len(character.encode("utf-16-le")) // 2
    fits = character * (spreadsheet.CELL // units)
    book = spreadsheet.Workbook([spreadsheet.Head("a", ("x",), (9,))], "（截断）")
    book.add(0, (fits,))
    book.add(0, (fits + character,))
    _, first, second = Workbook(b"".join(book.pieces())).sheets["a"]
    assert first[0] == fits
    assert second[0].endswith("（截断）")
    assert second[0].removesuffix("（截断）") == character * ((spreadsheet.CELL - 4) // units)
    assert len(second[0].encode("utf-16-le")) // 2 <= spreadsheet.CELL


def test_rows_beyond_a_sheet_go_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROWS", 5)
    heads = [spreadsheet.Head(name, ("x", "y"), (9, 9)) for name in ("a", "b")]
    book = spreadsheet.Workbook(heads, "…")
    for k in range(12):
        book.add(0, (k, ""))
    book.add(1, (1, None))
    read = Workbook(b"".join(book.pieces()))
    assert {name: [r[0] for r in rows] for name, rows in read.sheets.items()} == {
        "a": ["x", "0", "1", "2", "3", "4"],
        "a 2": ["x", "5", "6", "7", "8", "9"],
        "a 3": ["x", "10", "11"],
        "b": ["x", "1"],
    }
    assert sum(b'tabSelected="1"' in xml for xml in read.xml.values()) == 1


def test_a_workbook_tells_no_time() -> None:
    def made() -> bytes:
        book = Book("zh-CN", (("网站", "甲"),))
        return b"".join(book.pieces())

    assert made() == made()
    assert Workbook(made()).dates == {(1980, 1, 1, 0, 0, 0)}


def test_large_sites_have_several_workbooks() -> None:
    assert open_data.workbooks(0) == []
    assert open_data.workbooks(1000) == ["data/gongkai.xlsx"]
    assert open_data.workbooks(1001) == ["data/gongkai.xlsx", "data/gongkai.2.xlsx"]


# -------------------------------------------------------------------- counts


class Counts(dict[str, tuple[int, int, int]]):
    """Findings, withheld ones among them and measures, by the id of a notice or round."""


def of_pages(site: pages.Site) -> Counts:
    """What the pages of notices show."""
    out = Counts()
    for page in site.notices:
        article = next(e for e in page.root.find("article") if e.get("id") == "notice")
        found = article.find("section", cls="finding")
        withheld = article.find("section", cls="withheld")
        listed = [row.one("dd").text for row in article.one("dl", cls="figures").find("div")] if found else []
        items = sum(1 for e in found for li in e.find("li") if is_measure(e, li))
        out[page.path.removesuffix(".html")] = len(found) + len(withheld), len(withheld), items
        if found:
            assert any(re.fullmatch(rf"{len(found) + len(withheld)}\D*", text) for text in listed), page
            assert not items or any(re.fullmatch(rf"{items}\D*", text) for text in listed), page
    return out


def is_measure(finding: pages.Element, item: pages.Element) -> bool:
    """Whether a list item is one of the finding's own measures: in a list at the top of it."""
    return any(item in top.children for top in finding.children if isinstance(top, pages.Element) and top.tag in LISTS)


LISTS = ("ul", "ol")


def of_data(site: pages.Site, folder: str) -> Counts:
    """What the tables hold, in each of their forms."""
    rows = {t: csv_rows(site.files[f"{folder}{t}.csv"]) for t in TABLES}
    book = workbook(site, folder)
    for table, sheet in zip(TABLES, book.sheets.values(), strict=False):
        assert len(rows[table]) == len(sheet) - 1
        assert len(rows[table]) == len(json.loads(site.files[f"{folder}{table}.json"])[table])
    out = Counts()
    for notice in rows["notices"]:
        mine = {t: [r for r in rows[t] if r["notice_id"] == notice["id"]] for t in TABLES[1:]}
        withheld = sum(not r["title"] for r in mine["findings"])
        counts = len(mine["findings"]), withheld, len(mine["measures"])
        assert counts == tuple(int(notice[k] or 0) for k in ("findings", "withheld", "measures"))
        assert sum(int(r["measures"] or 0) for r in mine["findings"]) == counts[2]
        out[notice["id"]] = counts
    return out


def of_rounds(site: pages.Site, counts: Counts, ids: dict[str, str]) -> None:
    """The pages of rounds say what their notices say together."""
    for round_, name in ids.items():
        mine = [c for id_, c in counts.items() if id_.startswith(round_ + "/")]
        page = site.pages[f"{round_}/index.html"]
        rows = [row for figures in page.root.find("dl", cls="figures") for row in figures.find("div")]
        shown = {row.one("dt").text: row.one("dd").text for row in rows}
        for k, label in ((0, ("问题", "Findings")), (2, ("措施", "Measures"))):
            total = sum(c[k] for c in mine)
            said = [v for key, v in shown.items() if key in label]
            assert said == ([str(total)] if total else []), (round_, name, label)


def of_ledger(site: pages.Site, counts: Counts) -> None:
    """The ledger, where there is one, has a row for every finding."""
    rows = [p for path, p in site.pages.items() if re.fullmatch(r"ledger/index(\.\d+)?\.html", path)]
    if rows:
        bodies = [tr for p in rows for body in p.root.find("tbody") for tr in body.find("tr")]
        assert len(bodies) == sum(c[0] for c in counts.values())


def test_pages_data_and_content_count_the_same(site: pages.Site, request: pytest.FixtureRequest) -> None:
    shown = of_pages(site)
    whole = of_data(site, "data/")
    assert whole == shown
    in_rounds = Counts()
    rounds = {}
    for folder in folders(site):
        if folder != "data/":
            in_rounds.update(of_data(site, folder))
            rounds[folder.split("/")[1]] = folder
    assert in_rounds == {id_: c for id_, c in whole.items() if id_.split("/")[0] in rounds}
    of_rounds(site, whole, rounds)
    of_ledger(site, whole)
    known = {
        "binhai-3-15/teda": (33, 0, 83),  # counted by hand in the office's text
        "r1/report": (5, 1, 4) if site.url.startswith("https://example.gov.cn") else None,
    }
    assert all(whole[id_] == c for id_, c in known.items() if id_ in whole and c)


COUNT = 1000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[pages.Site, Counts]:
    """A site of a thousand small notices, with what was written into each."""
    root = tmp_path_factory.mktemp("large")
    written = Counts()
    files: dict[str, str | bytes | None] = {
        p: t for p, t in sites.BASE.items() if "/notices/" not in p and "/rounds/" not in p
    }
    for r in range(10):
        files[f"content/rounds/r{r}.yaml"] = f"name: 第{r}轮巡察\n"
    for n in range(COUNT):
        findings, measures, withheld = n % 4, n % 3, n % 7 == 3
        body = [
            f"---\ntitle: 第{n}号通报\nkind: rectification\norganisation: o1\npublished_at: 2026-03-{n % 28 + 1:02} 09:00\n---\n\n## 一、整改情况\n"
        ]
        for k in range(1, findings + 1):
            body.append(f"### （{'一二三四'[k - 1]}）针对“问题{k}”问题\n")
            if withheld and k == 1:
                body.append(":公开范围: 党内\n:不公开理由: 涉及国家秘密\n:审批: 区委\n")
            body.append("=整改如下：\n\n" + "".join(f"- {'一二'[m]}是措施。\n" for m in range(measures)))
        files[f"content/notices/r{n % 10}/n{n}.md"] = "\n".join(body)
        hidden = 1 if withheld and findings else 0
        written[f"r{n % 10}/n{n}"] = findings, hidden, (findings - hidden) * measures
    sites.write(root, files)
    report = sites.run(root, executor="processes")
    assert report.exit_code == 0, sites.codes(report)[:5]
    return pages.Site(root / "site", "https://example.gov.cn/"), written


def test_a_thousand_notices_count_the_same(large: tuple[pages.Site, Counts]) -> None:
    site, written = large
    assert of_pages(site) == written
    assert of_data_quickly(site, "data/") == written
    rounds = {f"r{r}": f"data/r{r}/" for r in range(10)}
    in_rounds = Counts()
    for folder in rounds.values():
        in_rounds.update(of_data_quickly(site, folder))
    assert in_rounds == written
    of_rounds(site, written, rounds)
    of_ledger(site, written)


def of_data_quickly(site: pages.Site, folder: str) -> Counts:
    """What the tables hold, by one look at each file."""
    tables = {t: csv_rows(site.files[f"{folder}{t}.csv"]) for t in TABLES}
    sheets = list(workbook(site, folder).sheets.values())
    found: dict[str, list[int]] = {row["id"]: [0, 0, 0] for row in tables["notices"]}
    for row in tables["findings"]:
        found[row["notice_id"]][0] += 1
        found[row["notice_id"]][1] += not row["title"]
    for row in tables["measures"]:
        found[row["notice_id"]][2] += 1
    for k, t in enumerate(TABLES):
        assert len(sheets[k]) - 1 == len(tables[t]) == len(json.loads(site.files[f"{folder}{t}.json"])[t])
    return Counts({id_: (a, b, c) for id_, (a, b, c) in found.items()})


# --------------------------------------------------------- page, switch, edit


def test_the_page_leads_to_every_file(site: pages.Site) -> None:
    """All data files are linked from the page; it stands in the footer; every column is explained."""
    page = site.pages["data/index.html"]
    linked = {place[0] for r in page.references if (place := site.place(page.path, r.address))}
    files = {p for p in site.files if p.startswith("data/") and not p.endswith(".html")}
    assert files <= linked
    words = {code.text for code in page.root.find("code")}
    assert {c.id for t in open_data.TABLES for c in t.columns} <= words
    home = site.pages["index.html"]
    assert any(site.place(home.path, r.address) == ("data/index.html", "") for r in home.references)


def test_the_switch_and_an_empty_site_make_none(base: Path) -> None:
    text = sites.BASE["content/site.yaml"]
    sites.write(base, {"content/site.yaml": text + "outputs: {data: false}\n"})
    assert sites.run(base).exit_code == 0
    assert not [p for p in sites.tree(base / "site") if p.startswith("data/")]
    sites.write(base, {"content/site.yaml": text, "content/notices/r1/a.md": None})
    assert sites.run(base).exit_code == 0
    assert not [p for p in sites.tree(base / "site") if p.startswith("data/")]


def test_an_edit_makes_the_files_of_its_round_and_of_the_site(base: Path) -> None:
    notice = sites.BASE["content/notices/r1/a.md"]
    assert isinstance(notice, str)
    sites.write(base, {"content/rounds/r2.yaml": "name: 第二轮\n", "content/notices/r2/b.md": notice})
    assert sites.run(base).exit_code == 0
    before = sites.tree(base / "site")
    sites.write(base, {"content/notices/r2/b.md": notice.replace("一是学习", "一是=认真学习")})
    assert sites.run(base).exit_code == 0
    after = sites.tree(base / "site")
    changed = {p for p in after if after[p] != before.get(p)}
    expected = {f"{f}{t}.{kind}" for f in ("data/", "data/r2/") for t in TABLES[1:] for kind in ("csv", "json")}
    assert {p for p in changed if p.startswith("data/")} == expected | {"data/gongkai.xlsx", "data/r2/r2.xlsx"}
    assert "认真学习" in after["data/r2/measures.csv"].decode()
    sites.write(base, {"content/notices/r2/b.md": notice})
    assert sites.run(base).exit_code == 0
    assert sites.tree(base / "site") == before


def test_the_licence_is_told(base: Path) -> None:
    licence = "许可: {名称: 政府数据开放许可, 网址: 'https://example.gov.cn/licence'}\n"
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + licence})
    assert sites.run(base).exit_code == 0
    site = pages.Site(base / "site", "https://example.gov.cn/")
    told = {"name": "政府数据开放许可", "url": "https://example.gov.cn/licence"}
    assert json.loads(site.files["data/notices.json"])["licence"] == told
    assert told["url"] in site.pages["data/index.html"].link("license")
    assert json.loads(site.files["data/catalog.jsonld"])["dct:license"]["@id"] == told["url"]
    assert "政府数据开放许可" in str(workbook(site, "data/").sheets)


# ----------------------------------------------------------------- catalogue


def test_the_catalogue_names_every_file(site: pages.Site) -> None:
    """DCAT 3: one dataset for the site and one for each round, each with its distributions."""
    catalogue = json.loads(site.files["data/catalog.jsonld"])
    assert catalogue["@type"] == "dcat:Catalog"
    datasets = catalogue["dcat:dataset"]
    assert len(datasets) == len(folders(site))
    for dataset, folder in zip(datasets, sorted(folders(site), key=lambda f: f.count("/")), strict=True):
        needed = {"dct:title", "dct:description", "dct:publisher", "dct:language", "dcat:distribution"}
        assert needed <= dataset.keys()
        assert dataset["@id"] == site.url + folder
        urls = [d["dcat:downloadURL"]["@id"] for d in dataset["dcat:distribution"]]
        files = {p for p in site.files if p.startswith(folder) and p.count("/") == folder.count("/")}
        tables = {p for p in files if p.endswith((".csv", ".xlsx")) or p.removesuffix(".json").endswith(TABLES)}
        assert {url.removeprefix(site.url) for url in urls} == tables
    prefixes = {p for p in re.findall(r'"([a-z]+):', json.dumps(catalogue)) if p not in ("https", "http")}
    assert prefixes - {"mailto", "tel"} <= catalogue["@context"].keys()


def test_a_reader_of_linked_data_sees_no_relative_address(site: pages.Site) -> None:
    def ids(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (v for k, v in node.items() if k == "@id")
            for value in node.values():
                yield from ids(value)
        elif isinstance(node, list):
            for value in node:
                yield from ids(value)

    found = list(ids({k: v for k, v in json.loads(site.files["data/catalog.jsonld"]).items() if k != "@context"}))
    assert found
    assert all(re.match(r"(https?://|mailto:|tel:)", i) for i in found)
