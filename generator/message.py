"""A diagnostic as the program knows it."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """Code, sentence and hint in Chinese and English; `{0}`, `{1}` are the arguments."""

    code: str
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""
