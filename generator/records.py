"""YAML records and front matter → plain values, by the table of names.

Built on `yaml.compose` nodes because they carry places. Scalars are taken as text and converted here,
so that 0100 stays 0100, 12:30 stays a time and `no` a word. All faults are reported at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from generator.diagnostics import Diagnostic, Outcome, Span, at
from generator.fields import BY_NAME, RECORDS, Field

_FULL_WIDTH = re.compile(r"^(\s*(?:-\s+)?)([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*)(：)")
_FIELD_LINE = re.compile(r"([\s>*+\-|`]*)([:：]?)\s*([^\s:：]+)\s*[:：]").match
_WITHHOLDS = re.compile(r"公开范围|不公开理由|audience|withheld_reason").search
_COLONS = (":", "：")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
ID = re.compile(r"[a-z0-9][a-z0-9-]*")
REF = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)?")
COLOUR = re.compile(r"#?((?:[0-9A-Fa-f]{3}){1,2})")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(?:\+?\d[\d -]{5,18}\d)(?:\s*(?:转|-|ext\.?)\s*\d{1,6})?")
_YES = frozenset(("是", "true", "yes", "True", "对"))
_NO = frozenset(("否", "false", "no", "False", "不"))
_UNSUPPORTED = re.compile(r"(?:^|[\s\[{,])[&*!]")

TYPE_NAMES = {
    "text": ("文字", "text"), "id": ("编号", "an id"), "ref": ("编号", "an id"), "integer": ("整数", "a whole number"),
    "number": ("数字", "a number"), "boolean": ("是或否", "true or false"), "choice": ("文字", "text"),
    "texts": ("列表（每行一项，前面加减号）", "a list"), "refs": ("列表（每行一项，前面加减号）", "a list"),
    "choices": ("列表（每行一项，前面加减号）", "a list"), "dates": ("列表（每行一项，前面加减号）", "a list"),
    "record": ("“名称: 值”的形式", "name: value pairs"),
    "records": ("列表（每项以减号开头）", "a list of name: value pairs"), "date": ("日期", "a date"),
    "datetime": ("日期和时间", "a date and time"), "email": ("邮箱地址", "an e-mail address"),
    "phone": ("电话号码", "a telephone number"), "web": ("网址", "a web address"),
    "colour": ("颜色，如 \"#0f4379\"（写在引号里）", "a colour such as \"#0f4379\", in quotation marks"),
}  # fmt: skip

# records that say when something starts and ends
_PERIODS = {"period": ("opens_on", "closes_on"), "round": ("starts_on", "ends_on")}

# what PyYAML says, in words a clerk knows
_REASONS = {
    "could not find expected ':'": "缺少冒号，或者冒号后没有空格",
    "mapping values are not allowed in this context": "多了一个冒号，或者缩进没有对齐；值里有冒号加空格时，用引号括起来",
    "did not find expected key": "缩进没有对齐，或者引号后面还有文字",
    "did not find expected '-' indicator": "列表没有对齐",
    "did not find expected ',' or ']'": "方括号没有配对，或者缺少逗号",
    "did not find expected ',' or '}'": "花括号没有配对，或者缺少逗号",
    "found unexpected end of stream": "引号没有配对",
    "found character that cannot start any token": "值不能以这个字符开头，请用引号括起来",
    "found unknown escape character": "双引号里的反斜杠有特殊含义，请改用单引号",
    "did not find expected <document start>": "多出了内容，或者缩进没有对齐",
}

Values = dict[str, Any]


class Record(NamedTuple):
    """What a record was read into: values by id, and where each key stands."""

    values: Values
    spans: dict[str, Span]


class FrontMatter(NamedTuple):
    """The parts of a Markdown file: the YAML, its first line, the text, its first line."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split(text: str, path: str) -> Outcome[FrontMatter]:
    """Front matter and body of a Markdown file, split at the lines of hyphens."""
    if not re.match(r"---[ \t]*(?:\n|$)", text):
        return Outcome(None, (at(path, Span(1, 1), "E0106"),))
    opening = text.find("\n") + 1
    m = re.compile(r"^---[ \t]*$", re.MULTILINE).search(text, opening) if opening else None
    if m is None:
        return Outcome(None, (at(path, Span(1, 1, 3), "E0101"),))
    body_line = text.count("\n", 0, m.end()) + 2
    return Outcome(FrontMatter(text[opening : m.start()], 2, text[m.end() + 1 :], body_line))


def read(text: str, path: str, record: str, first_line: int = 1, language: str = "zh-CN") -> Outcome[Record]:
    """A YAML text as the named record; the values of faulty keys are left out."""
    import yaml

    found: list[Diagnostic] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, first_line):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            found.append(at(path, Span(number, indent.index("\t") + 1, 1), "E0102"))
        if (m := _FULL_WIDTH.match(line)) and ":" not in line[: m.start(3)] and _known(m[2]):
            found.append(at(path, Span(number, m.start(2) + 1, len(m[2]) + 1), "E0103", m[2]))
            lines[number - first_line] = f"{line[: m.start(3)]}: {line[m.end(3) :]}"
    if any(d.code == "E0102" for d in found):
        return Outcome(None, tuple(found))
    text = "\n".join(lines)
    try:
        if _UNSUPPORTED.search(text) and (mark := _unsupported(text)):
            return Outcome(None, (*found, at(path, Span(first_line + mark.line, mark.column + 1), "E0108")))
        node = yaml.compose(text, Loader=_loader())
    except yaml.YAMLError as e:
        mark = _blamed(e)
        span = Span(first_line + mark.line, mark.column + 1) if mark else Span(first_line)
        reason = str(getattr(e, "problem", None) or "YAML").split("\n")[0]
        if language != "en":
            reason = _REASONS.get(reason, reason)
        return Outcome(None, (*found, at(path, span, "E0105", reason)))
    except RecursionError:
        return Outcome(None, (*found, at(path, Span(first_line), "E0105", "nesting")))
    if node is None:
        node = yaml.MappingNode("tag:yaml.org,2002:map", [])
    reader = _Reader(path, first_line, language)
    value = reader.mapping(node, record, Span(first_line))
    return Outcome(value, (*found, *reader.found))


def unread_fields(lines: Sequence[str], path: str, read: Collection[int]) -> list[Diagnostic]:
    """Lines meant as a finding's fields that were not read as such; `read` are the lines that were.

    A slip of the colon must not publish what is to be withheld: the two fields that withhold are looked
    for in every form, even without a colon before them; the others where a line starts with one.
    """
    found = []
    for number, line in enumerate(lines, 1):
        if number in read or not (line[:1] in _COLONS or _WITHHOLDS(line)):
            continue
        m = _FIELD_LINE(line)
        if m and m[3] in BY_NAME["finding"] and (m[2] or _WITHHOLDS(m[3])):
            found.append(at(path, Span(number, m.start(3) + 1, len(m[3])), "E0312", m[3]))
    return found


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _blamed(error: Any) -> Any:
    """Where a fault stands: where a quotation, bracket or key starts that is not ended, else where YAML stopped."""
    context = str(getattr(error, "context", None) or "")
    stopped = getattr(error, "problem_mark", None)
    started = getattr(error, "context_mark", None)
    return (
        (started or stopped) if context.startswith(("while scanning", "while parsing a flow")) else (stopped or started)
    )


def _unsupported(text: str) -> Any:
    """Where the first anchor, alias or explicit tag stands."""
    import yaml

    for event in yaml.parse(text, Loader=_loader()):
        named = getattr(event, "anchor", None) or getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or named:
            return event.start_mark
    return None


def _known(name: str) -> bool:
    return any(name in names for names in BY_NAME.values())


class _Reader:
    """Reads one file's nodes; gathers diagnostics."""

    def __init__(self, path: str, first_line: int, language: str) -> None:
        self.path = path
        self.first = first_line
        self.english = language == "en"
        self.found: list[Diagnostic] = []

    def span(self, node: Any) -> Span:
        start, end = node.start_mark, node.end_mark
        if start is None:
            return Span(self.first)
        width = end.column - start.column if start.line == end.line else 0
        return Span(self.first + start.line, start.column + 1, max(width, 0))

    def report(self, span: Span, code: str, *args: object) -> None:
        self.found.append(at(self.path, span, code, *args))

    def mapping(self, node: Any, record: str, place: Span) -> Record | None:
        names = BY_NAME[record]
        values: Values = {}
        spans: dict[str, Span] = {}
        if not hasattr(node, "value") or not isinstance(node.value, list) or node.id != "mapping":
            self.report(self.span(node), "E0107")
            return None
        for key, child in node.value:
            span = self.span(key)
            if key.id != "scalar":
                self.report(span, "E0107")
                continue
            name = key.value
            field = names.get(name)
            if field is None:
                self.report(span, "E0202", name, suggestion(name, record, "en" if self.english else "zh-CN"))
                continue
            if field.id in spans:
                self.report(span, "E0104", name, spans[field.id].line)
                continue
            spans[field.id] = span
            value = self.value(child, field, name)
            if value is not None:
                values[field.id] = value
        for field in RECORDS[record]:
            if field.required and field.id not in spans:
                self.report(place, "E0201", field.zh, field.id)
        first, last = _PERIODS.get(record, ("", ""))
        if first in values and last in values and values[last] < values[first]:
            self.report(spans[last], "E0214")
        return Record(values, spans)

    def value(self, node: Any, field: Field, name: str) -> Any:
        kind = field.type
        if kind == "record":
            if node.id == "scalar" and not node.value.strip():
                self.report(self.span(node), "E0211", name)
                return None
            inner = self.mapping(node, field.record, self.span(node))
            return inner.values if inner else None
        if kind == "records":
            if node.id != "sequence":
                return self.wrong(node, name, kind)
            inners = [self.mapping(child, field.record, self.span(child)) for child in node.value]
            return [r.values for r in inners if r]
        if kind in ("texts", "refs", "choices", "dates"):
            if node.id == "scalar" and node.value.strip():
                nodes = [node]
            elif node.id == "sequence":
                nodes = node.value
            else:
                return self.wrong(node, name, kind)
            values = [self.scalar(n, field, name, kind[:-1]) for n in nodes]
            return [v for v in values if v is not None]
        return self.scalar(node, field, name, kind)

    def wrong(self, node: Any, name: str, kind: str) -> None:
        self.report(self.span(node), "E0203", name, TYPE_NAMES[kind][1 if self.english else 0])

    def scalar(self, node: Any, field: Field, name: str, kind: str) -> Any:
        if node.id != "scalar":
            return self.wrong(node, name, kind)
        text = node.value.strip()
        if not text or (node.style is None and text in ("~", "null")):
            self.report(self.span(node), "E0211", name)
            return None
        outcome = convert(text, field, kind)
        if isinstance(outcome, Bad):
            args = [self.english_or(a) for a in outcome.args]
            if outcome.code in ("E0203", "E0206"):
                args = [name, *args]
            self.report(self.span(node), outcome.code, *args)
            return None
        return outcome

    def english_or(self, arg: str | tuple[str, str]) -> str:
        return arg if isinstance(arg, str) else arg[1 if self.english else 0]


def suggestion(name: str, record: str, language: str) -> str:
    """A hint for an unknown key: the nearest known one, or all of them."""
    near = difflib.get_close_matches(name, BY_NAME[record], n=1, cutoff=0.5)
    if near:
        return f"did you mean “{near[0]}”?" if language == "en" else f"是不是“{near[0]}”？"
    keys = [f.id if language == "en" else f.zh for f in RECORDS[record]]
    return ("known keys: " if language == "en" else "可以写的有：") + "、".join(keys)


class Bad(NamedTuple):
    """What is wrong with a scalar: a code, and arguments, in both languages where they differ."""

    code: str
    args: tuple[str | tuple[str, str], ...]


def convert(text: str, field: Field, kind: str) -> Any:
    """A scalar's text as a value of its type, or what is wrong with it."""
    if kind == "text":
        return text
    if kind == "choice":
        for c in field.choices:
            if text in (c.id, c.zh):
                return c.id
        return Bad("E0206", (text, ("、".join(c.zh for c in field.choices), ", ".join(c.id for c in field.choices))))
    if kind in ("date", "datetime"):
        return _date(text, kind)
    if kind == "boolean":
        return True if text in _YES else False if text in _NO else Bad("E0203", (TYPE_NAMES[kind],))
    if kind == "integer":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else Bad("E0203", (TYPE_NAMES[kind],))
    if kind == "number":
        return text if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", text) else Bad("E0203", (TYPE_NAMES[kind],))
    if kind == "id":
        return text if ID.fullmatch(text) else Bad("E0207", (text,))
    if kind == "ref":
        return text if REF.fullmatch(text) else Bad("E0207", (text,))
    if kind == "email":
        return text if _EMAIL.fullmatch(text) else Bad("E0208", (text,))
    if kind == "phone":
        return text if _PHONE.fullmatch(text) else Bad("E0209", (text,))
    if kind == "colour":
        m = COLOUR.fullmatch(text)
        return f"#{m[1].lower()}" if m else Bad("E0203", (TYPE_NAMES[kind],))
    if kind == "web":
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r'[\s"<>]', text)
        except ValueError:
            good = False
        return text if good else Bad("E0210", (text,))
    raise AssertionError(kind)


def _date(text: str, kind: str) -> Any:
    form = "2026-03-05 09:00" if kind == "datetime" else "2026-03-05"
    m = _DATE.fullmatch(text)
    if m is None or (m[4] and kind == "date"):
        return Bad("E0205", (text, form))
    try:
        day = date(int(m[1]), int(m[2]), int(m[3]))
        if kind == "date":
            return day.isoformat()
        # without a zone: it is the office's
        return f"{day.isoformat()} {time(int(m[4] or 0), int(m[5] or 0)).isoformat('minutes')}"
    except ValueError:
        return Bad("E0204", (text,))
