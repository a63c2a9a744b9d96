"""The open data of all notices and of each round: tables as CSV, JSON and workbooks, their schemas, the page on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator import linked
from generator.library import Library
from generator.list_views import DataColumn, DataPage, DataTable, RoundFiles
from generator.load import digest
from generator.model import Head
from generator.open_data import (
    CATALOGUE,
    FOLDER,
    FORMATS,
    PER_WORKBOOK,
    TABLES,
    files,
    round_folder,
    round_workbook,
    workbooks,
)
from generator.pages import OPEN_DATA, Crumb, meta, numbered, round_items, site_view
from generator.paging import address, paging, split
from generator.schemas import address as schema_address
from generator.schemas import schemas
from generator.tasks import Output, Read, Records, Task
from generator.texts import texts
from generator.views import Link, RoundItem
from generator.workbooks import Book

About = tuple[tuple[str, str], ...]


def about(lib: Library) -> dict[str, Any]:
    """What tables say of themselves."""
    licence = {k: v for k, v in lib.site.licence._asdict().items() if v}
    more = {"licence": licence} if licence else {}
    return {"site": lib.site.name, "url": lib.site.url, "language": lib.language, **more}


def _about_rows(lib: Library, *more: tuple[str, str]) -> About:
    """The same as rows of a workbook: name and value."""
    t = texts(lib.language)
    licence = " ".join(v for v in lib.site.licence if v)
    rows = ((t["data_site"], lib.site.name), (t["data_address"], lib.site.url), (t["data_licence"], licence), *more)
    return tuple(row for row in rows if row[1])


def _reads(lib: Library, heads: Iterable[Head]) -> tuple[Read, ...]:
    return tuple(lib.record(h) for h in heads)


def plan(lib: Library) -> Iterable[Task]:
    """The tables of the whole site as CSV and JSON."""
    if lib.open_data:
        yield Task(FOLDER, "data", (FOLDER, about(lib)), reads=_reads(lib, (head for head, _ in lib.contexts)))


def plan_workbooks(lib: Library) -> Iterable[Task]:
    """The same tables as workbooks."""
    if lib.open_data:
        addresses = workbooks(len(lib.contexts))
        for k, (path, part) in enumerate(zip(addresses, split(lib.contexts, PER_WORKBOOK), strict=True), 1):
            number = ((texts(lib.language)["data_part"], f"{k} / {len(addresses)}"),) if len(addresses) > 1 else ()
            view = (path, lib.language, _about_rows(lib, *number))
            yield Task(path, "workbook", view, reads=_reads(lib, (head for head, _ in part)))


def plan_rounds(lib: Library) -> Iterable[Task]:
    """The tables of each round that has notices."""
    for id_, heads in _by_round(lib).items():
        rows = _about_rows(lib, (texts(lib.language)["round"], lib.rounds[id_].title))
        view = (id_, {**about(lib), "round": id_}, lib.language, rows)
        yield Task(round_folder(id_), "round_data", view, reads=_reads(lib, heads))


def _by_round(lib: Library) -> dict[str, list[Head]]:
    out: dict[str, list[Head]] = {}
    if lib.open_data:
        for head, _ in lib.contexts:
            if head.text("round") in lib.rounds:
                out.setdefault(head.text("round"), []).append(head)
    return out


def make_workbook(path: str, language: str, rows: About, records: Records) -> Iterator[tuple[str, bytes]]:
    book = Book(language, rows)
    for _ in book.filled(records):
        pass
    for piece in book.pieces():
        yield path, piece


def make_round(
    id_: str, about: Mapping[str, Any], language: str, rows: About, records: Records
) -> Iterator[tuple[str, bytes]]:
    book = Book(language, rows)
    yield from files(round_folder(id_), about, book.filled(records))
    for piece in book.pieces():
        yield round_workbook(id_), piece


def plan_schemas(lib: Library) -> Iterable[Task]:
    if lib.open_data:
        for name, schema in schemas(lib.site.url).items():
            data = json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"
            yield Task(schema_address(name), "schema", data, digest=digest(data))


# ------------------------------------------------------------------ the page


def plan_page(lib: Library) -> Iterable[Task]:
    """What there is and what it means; a site with many rounds lists their files on further pages."""
    if not lib.open_data:
        return
    t = texts(lib.language)
    site = site_view(lib)
    title = t["open_data"]
    named = tuple(Link(path, path.rpartition("/")[2]) for path in workbooks(len(lib.contexts)))
    licence = Link(lib.site.licence.url, lib.site.licence.name) if lib.site.licence.name else None
    latest = lib.items[0][1].date if lib.items else ""
    rounds = [item for item in round_items(lib) if item.notices]
    parts = split([_round_files(item) for item in rounds])
    for k, part in enumerate(parts, 1):
        parents = (Link(OPEN_DATA, title),) if k > 1 else ()
        node = (_dataset(lib),) if k == 1 else ()
        crumb = Crumb(
            address(OPEN_DATA, k), numbered(title, k, lib.language), t["data_about"], title, parents, linked=node
        )
        head = meta(site, crumb)
        pages = paging(OPEN_DATA, k, len(parts))
        tables = _tables(lib.language) if k == 1 else ()
        view = (head, latest, licence, tables, named, CATALOGUE, schema_address("notice"), part, pages)
        yield Task(crumb.path, "data_page", view)


def _dataset(lib: Library) -> str:
    """The page's data for machines."""
    s, t = lib.site, texts(lib.language)
    publisher = linked.organisation(s.url, "", s.sponsor or s.name, s.contact, t["oversight"])
    names = [*(f"{FOLDER}{table.id}.{kind}" for table in TABLES for kind in ("csv", "json"))]
    books = workbooks(len(lib.contexts))
    files = [(path, FORMATS[path.rpartition(".")[2]]) for path in (*names, *books)]
    about = max(t["data_about"], s.description, key=len)
    modified = lib.items[0][1].iso if lib.items else ""
    return linked.dataset(
        s.url, OPEN_DATA, f"{s.name} {t['open_data']}", about, lib.language, publisher, s.licence.url, modified, files
    )


def _round_files(item: RoundItem) -> RoundFiles:
    id_ = item.link.href.partition("/")[0]
    folder = round_folder(id_)
    tables = tuple(Link(f"{folder}{t.id}.{kind}", kind.upper()) for t in TABLES for kind in ("csv", "json"))
    return RoundFiles(item.link, item.notices, tables[0:2], tables[2:4], tables[4:6], Link(round_workbook(id_), "XLSX"))


def _tables(language: str) -> tuple[DataTable, ...]:
    english = language == "en"
    out = []
    for table in TABLES:
        columns = tuple(
            DataColumn(c.id, c.name(language), (c.doc_en[:1].upper() + c.doc_en[1:]) if english else c.doc_zh)
            for c in table.columns
        )
        stem = FOLDER + table.id
        out.append(
            DataTable(
                table.id,
                table.title(language),
                table.doc_en if english else table.doc_zh,
                Link(f"{stem}.csv", f"{table.id}.csv"),
                Link(f"{stem}.json", f"{table.id}.json"),
                schema_address(table.id),
                columns,
            )
        )
    return tuple(out)


OUTPUTS = (
    Output("data", "", plan, takes_site=False, make=files, switch="data"),
    Output("workbook", "", plan_workbooks, takes_site=False, make=make_workbook, switch="data"),
    Output("round_data", "", plan_rounds, takes_site=False, make=make_round, switch="data"),
    Output("schema", "", plan_schemas, takes_site=False, switch="data"),
    Output("data_page", "data.html", plan_page, DataPage, switch="data"),
)
