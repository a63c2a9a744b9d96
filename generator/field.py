"""A key of a record, and a value that may be chosen."""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """A value by its identifier, with its Chinese and English names."""

    id: str
    zh: str
    en: str


class Field(NamedTuple):
    """A key: identifier, Chinese name, type, and what it is for, in both languages."""

    id: str
    zh: str
    type: str
    doc_zh: str
    doc_en: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    record: str = ""  # the record of a `record` or `records` field
    aliases: tuple[str, ...] = ()  # further Chinese names in use
