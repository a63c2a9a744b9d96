"""Interface texts of the pages, in Chinese and English, under the same keys.

A text that surrounds a value is a pair `…_before` and `…_after`, because templates join and
never format. No key is the name of a method of `dict`: `{{ t.items }}` would find the method.
"""

from __future__ import annotations

from generator.texts_en import EN
from generator.texts_zh import ZH

DEFAULT = "zh-CN"

TEXTS: dict[str, dict[str, str]] = {"zh-CN": ZH, "en": EN}


def texts(language: str) -> dict[str, str]:
    """The texts of a language; Chinese for one that is not there."""
    return TEXTS.get(language, TEXTS[DEFAULT])
