"""A cell of a ledger → values of a finding's fields, with what was understood in other than the exact words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from generator.fields import AUDIENCES, BY_NAME, GROUNDS, MEASURE_TYPES, STATUSES, Choice
from generator.importers.ledger_dates import BETWEEN, NOTHING, WORDS, When, when

Value = str | int | float | bool | date

# what offices write → the choice of generator/fields.py
STATUS_WORDS = {
    **dict.fromkeys(
        ("完成", "已整改", "整改到位", "已整改到位", "整改完成", "已完成整改", "已整改完成", "全部完成", "已全部完成", "已办结", "办结",
         "已销号", "完成整改", "已到位", "√", "✓", "✔", "是", "done"), "completed",
    ),
    **dict.fromkeys(("基本整改到位", "基本到位", "已基本完成", "大体完成", "基本完成整改"), "largely_completed"),
    **dict.fromkeys(
        ("正在推进", "推进中", "整改中", "正在整改", "进行中", "未整改", "尚未完成", "未启动", "尚未整改", "正在进行", "未到位", "正在办理",
         "办理中", "整改推进中", "尚未启动", "×", "✗", "✘", "否", "in progress"), "not_completed",
    ),
}  # fmt: skip
TYPE_WORDS = {
    **dict.fromkeys(("制度", "完善制度", "建立制度", "制度建设", "建章立制类"), "rule_making"),
    **dict.fromkeys(("挽回经济损失", "追缴", "追回", "清退", "追缴资金"), "recovery"),
    **dict.fromkeys(("追责", "问责", "追究责任", "追责问责类"), "accountability"),
    **dict.fromkeys(("举一反三整改",), "extension"),
    **dict.fromkeys(("专项治理", "集中整治", "专项行动"), "campaign"),
    **dict.fromkeys(("重大",), "major"),
}
AUDIENCE_WORDS = {
    **dict.fromkeys(("公开", "向社会公开", "社会公开", "全部公开", "可公开", "是", "√", "✓"), "public"),
    **dict.fromkeys(("党内公开", "不公开", "不向社会公开", "内部", "否", "×", "不予公开", "党内通报"), "internal"),
}
GROUND_WORDS = {
    **dict.fromkeys(("国家秘密", "涉密", "涉及秘密"), "secret"),
    **dict.fromkeys(("正在初核", "初核", "立案未公布", "正在立案审查"), "pending_case"),
    **dict.fromkeys(("负面舆情", "重大负面舆情"), "publicity"),
    **dict.fromkeys(("群体性事件",), "petition"),
    **dict.fromkeys(("敏感事项", "重大敏感事项", "其他敏感事项"), "sensitive"),
}
_YES = frozenset(("是", "√", "✓", "✔", "需要", "需", "长期坚持", "长期", "yes", "true"))
_NO = frozenset(("否", "×", "不", "不需要", "no", "false"))
_OFFICE = re.compile(r"[长任记席员理官师组队室科处局委办部会院站所务政校]|领导|干部|负责").search
_NAME = re.compile(r"[一-鿿·]{2,4}").fullmatch
_LIST = re.compile(r"[、，,；;/\n]\s*")

# a code and its arguments behind sheet, row and column
Said = tuple[str, tuple[str, ...]]


class Read(NamedTuple):
    """What a cell says: values by field, and what there is to say of it."""

    values: Mapping[str, Any] = {}
    said: tuple[Said, ...] = ()


def text_of(value: Value | None) -> str:
    """A cell as text, "" when it says nothing; lines stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _one_line(text: str) -> str:
    """The lines of a cell as one: names below one another are a list."""
    out = ""
    for line in filter(None, map(str.strip, re.split(r"[\r\n]+", text))):
        out += ("" if not out or out[-1] in "、，,；;" else "、") + line
    return out


def read(field: str, value: Value, year: int = 0) -> Read:
    """What a cell says in the column of a field; `year` is that of dates without one (0: none is known)."""
    text = text_of(value)
    if _plain(text).lower() in NOTHING:
        return Read()
    return READERS[field](field, value, year)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(field: str, value: Value, _year: int) -> Read:
    if isinstance(value, bool | date):
        return Read(said=(("E2224", (text_of(value), _name(field), "文字")),))
    text = _one_line(text_of(value))
    named = field == "responsible_leader" and any(_NAME(p) and not _OFFICE(p) for p in _LIST.split(text))
    return Read({field: text}, (("W2245", (text,)),) if named else ())


def _name(field: str) -> str:
    return BY_NAME["finding"][field].zh


def _choice(word: str, choices: tuple[Choice, ...], words: Mapping[str, str]) -> tuple[str, bool]:
    """The choice a word stands for ("": none), and whether it is written so in the table of names."""
    for c in choices:
        if word in (c.id, c.zh):
            return c.id, True
    return words.get(_plain(word).strip("。.").lower(), ""), False


def _shown(id_: str, choices: tuple[Choice, ...]) -> str:
    return next(c.zh for c in choices if c.id == id_)


def _chosen(field: str, text: str, choices: tuple[Choice, ...], words: Mapping[str, str]) -> Read:
    id_, exact = _choice(text, choices, words)
    if not id_:
        return Read(said=(("E2224", (text, _name(field), "、".join(c.zh for c in choices))),))
    return Read({field: id_}, () if exact else (("N2217", (text, _shown(id_, choices))),))


def _audience(field: str, value: Value, _year: int) -> Read:
    return _chosen(field, text_of(value), AUDIENCES, AUDIENCE_WORDS)


def _ground(field: str, value: Value, _year: int) -> Read:
    return _chosen(field, text_of(value), GROUNDS, GROUND_WORDS)


def _types(field: str, value: Value, _year: int) -> Read:
    found: list[str] = []
    said: list[Said] = []
    for part in filter(None, map(str.strip, _LIST.split(text_of(value)))):
        one = _chosen(field, part, MEASURE_TYPES, TYPE_WORDS)
        said += one.said
        found += [v for v in one.values.values() if v not in found]
    return Read({field: found} if found else {}, tuple(said))


def _sustained(field: str, value: Value, _year: int) -> Read:
    text = text_of(value)
    if text.lower() in _YES or WORDS.get(text) == "sustained":
        return Read({field: True})
    return Read({field: False}) if text.lower() in _NO else Read(said=(("E2224", (text, _name(field), "是、否")),))


def _date(field: str, value: Value, year: int) -> Read:
    if isinstance(value, date):
        return Read({field: value.isoformat()})
    text = text_of(value)
    found = when(text, year)
    wrong = (("E2218", (text,)),)
    by_day = field != "due_on"  # what was done has a day, what is due may have the end of a month
    if isinstance(value, float | bool) or found.rest or found.fault in ("day", "several"):
        return Read(said=wrong)
    if found.fault == "year":
        return Read(said=(("E2219", (text,)),))
    if found.day and by_day and (found.end or found.before):
        return Read(said=wrong)
    values: dict[str, Any] = {}
    said: list[Said] = []
    if found.day:
        values[field] = found.day
        said += _of_day(text, found)
    if "sustained" in found.words:
        values["sustained"] = True
        said.append(("N2223", (text,)))
    if "immediate" in found.words and not found.day:
        said.append(("N2222", (text,)))
    if "completed" in found.words:
        if not by_day:
            return Read(said=wrong)
        values["status"] = "completed"
    return Read(values, tuple(said)) if values or said else Read(said=wrong)


def _of_day(text: str, found: When) -> list[Said]:
    said: list[Said] = []
    if found.guessed:
        said.append(("W2220", (text, found.day)))
    if found.end:
        said.append(("N2221", (text, found.day)))
    return said


def _status(field: str, value: Value, year: int) -> Read:
    """A status, a day beside it, and 长期坚持; in a column of progress a text may follow."""
    text = text_of(value)
    id_, exact = _choice(text, STATUSES, STATUS_WORDS)
    if id_:
        return Read({"status": id_}, () if exact else (("N2217", (text, _shown(id_, STATUSES))),))
    unknown = Read(said=(("E2216", (text, "、".join(c.zh for c in STATUSES))),))
    found = when(text, year)
    named = {id_ for word in found.rest for id_ in [_choice(word, STATUSES, STATUS_WORDS)[0]] if id_}
    if "completed" in found.words or ("done" in found.words and not found.before):
        named.add("completed")
    told = len(named) == 1 and all(_choice(word, STATUSES, STATUS_WORDS)[0] for word in found.rest)
    if not told or found.fault in ("day", "several"):
        begins = BETWEEN.split(_plain(text))[0]
        id_, _ = _choice(begins, STATUSES, STATUS_WORDS)
        if field == "status" or not id_:
            return unknown
        return Read({"status": id_}, (("W2236", (text[:80].replace("\n", " "), _shown(id_, STATUSES))),))
    if found.fault:
        return Read(said=(("E2219", (text,)),))
    status = named.pop()
    values: dict[str, Any] = {"status": status}
    if found.day and status == "not_completed":
        values["due_on"] = found.day
    elif found.day and (found.end or found.before):
        return Read(said=(("E2218", (text,)),))
    elif found.day:
        values["completed_on"] = found.day
    if "sustained" in found.words:
        values["sustained"] = True
    return Read(values, (("N2217", (text, _shown(status, STATUSES))), *_of_day(text, found)))


READERS: Mapping[str, Callable[[str, Value, int], Read]] = {
    "status": _status, "progress": _status, "sustained": _sustained, "responsible_unit": _text, "responsible_leader": _text,
    "lead_unit": _text, "approved_by": _text, "due_on": _date, "completed_on": _date, "closed_on": _date,
    "measure_types": _types, "audience": _audience, "withheld_reason": _ground,
}  # fmt: skip
