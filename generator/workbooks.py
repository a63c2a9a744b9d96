"""The tables of open data as a workbook for readers: names in their language, and a sheet on the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.open_data import BETWEEN, TABLES, Column, Row
from generator.spreadsheet import Cell, Head, Workbook
from generator.texts import texts

_WIDTHS = {"text": 24, "texts": 30, "web": 36, "urls": 36, "choices": 20, "findings": 30}


class Book:
    """A workbook of records. `about` is what it says of itself, name and value."""

    def __init__(self, language: str, about: Iterable[tuple[str, str]]) -> None:
        t = texts(language)
        heads = [
            Head(
                table.title(language),
                tuple(c.name(language) for c in table.columns),
                tuple(60 if c.id in ("title", "text") else _WIDTHS.get(c.type, 14) for c in table.columns),
            )
            for table in TABLES
        ]
        columns = t["data_table"], t["data_column"], t["data_identifier"], t["data_meaning"]
        heads.append(Head(t["data_columns"], columns, (14, 24, 24, 80)))
        self.book = Workbook(heads, t["data_cut"])
        self.readers = [[_shown(c, language) for c in table.columns] for table in TABLES]
        for name, value in about:
            self.book.add(len(TABLES), ("", name, "", value))
        for table in TABLES:
            for c in table.columns:
                doc = c.doc_en if language == "en" else c.doc_zh
                self.book.add(len(TABLES), (table.title(language), c.name(language), c.id, doc))

    def filled(self, records: Iterable[Row]) -> Iterator[Row]:
        """The records, each put into the workbook as it goes by."""
        for record in records:
            for k, table in enumerate(TABLES):
                columns = self.readers[k]
                for row in table.rows(record):
                    get = row.get
                    self.book.add(k, [_cell(get(id_), names, yes) for id_, names, yes in columns])
            yield record

    def pieces(self) -> Iterator[bytes]:
        return self.book.pieces()


def _shown(c: Column, language: str) -> tuple[str, Mapping[str, str], str]:
    """The id of a column, the names of its choices and the word for true."""
    return c.id, {x.id: x.en if language == "en" else x.zh for x in c.choices}, texts(language)["yes"]


def _cell(value: Any, names: Mapping[str, str], yes: str) -> Cell:
    if value is None or isinstance(value, str):
        return names.get(value, value) if names and value else value
    if value is True:
        return yes
    if isinstance(value, list):
        return BETWEEN.join([names.get(v, v) for v in value] if names else value)
    number: int | float = value
    return number
