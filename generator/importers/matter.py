"""Recognised values → front matter. What was not found is a comment to fill in, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generator.fields import BY_NAME, RECORDS
from generator.importers.choices import FrontValue

_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z（《“0-9][^:#\[\]{}'\"&*!|>%`\\\x00-\x1f\x7f-\x9f]*").fullmatch
_NUMBER = re.compile(r"[\d.+-]+$").match
_TYPED = frozenset(("integer", "number", "date", "datetime", "boolean", "id", "ref", "phone"))


def quoted(value: str) -> str:
    """A text as YAML reads it back."""
    if (
        _PLAIN(value)
        and not _NUMBER(value)
        and value == value.strip()
        and value.lower() not in ("null", "true", "false", "yes", "no")
    ):
        return value
    return "'" + value.replace("'", "''") + "'"


def front_matter(values: Sequence[FrontValue], attachments: Iterable[str], supplied: bool, language: str) -> str:
    """The front matter of a draft: what was found, and comments for what was not."""
    en = language == "en"

    def name(key: str, record: str = "notice") -> str:
        return key if en else BY_NAME[record][key].zh

    top = {v.key: v for v in values}
    rows: list[str] = []
    for field in RECORDS["notice"]:
        if field.id == "draft":
            rows.append(f"{name('draft')}: {'true' if en else '是'}")
        elif field.id == "attachments" and (names := list(attachments)):
            rows.append(f"{name('attachments')}:")
            rows += (f"  - {name('file', 'attachment')}: {quoted(n)}" for n in names)
        elif field.id == "numbering" and not supplied:
            rows.append(f"{name('numbering')}: {'false' if en else '否'}")
        elif field.id in top:
            rows.append(_row(name(field.id), top[field.id], field.type, en))
        elif inner := [v for v in values if v.key.startswith(field.id + ".")]:
            known = any(v.value for v in inner)
            rows.append(f"{name(field.id)}:" if known else f"# {name(field.id)}:")
            for v in inner:
                own = v.key.partition(".")[2]
                row = _row(name(own, field.record), v, BY_NAME[field.record][own].type, en)
                rows.append(f"  {row}" if known else f"#   {row.removeprefix('# ')}")
    return "---\n" + "\n".join(rows) + "\n---\n"


def _row(name: str, v: FrontValue, type_: str, en: bool) -> str:
    if v.value:
        value = v.value
        if type_ == "choice" and not en:
            value = next((c.zh for c in BY_NAME["notice"][v.key].choices if c.id == value), value)
        return f"{name}: {value if type_ in _TYPED else quoted(value)}"
    if v.note:
        return f"# {name}: " + (
            f"(the text says {v.note}; give the right one)" if en else f"（原文前后不一：{v.note}；核实后填写）"
        )
    example = {"datetime": "2026-01-01 09:00", "date": "2026-01-01"}.get(type_, "")
    if en:
        return f"# {name}: (not found; please fill in{', such as ' + example if example else ''})"
    return f"# {name}: （未找到，请填写{'，如 ' + example if example else ''}）"
