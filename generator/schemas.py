"""JSON Schemas (2020-12) of the open data: of a notice's record and of the tables.

Made from the tables of names, so that they cannot drift from what is published. They say what version 1
promises and allow what it may yet add: keys they do not know.
"""

from __future__ import annotations

from typing import Any

from generator.fields import RECORDS, Field
from generator.open_data import FOLDER, TABLES, VERSION, Column, Table
from generator.record import OF_FINDING, OF_HEAD, OF_REVISION

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
TYPES: dict[str, Schema] = {
    "text": TEXT,
    "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9/#-]*$"},
    "ref": {"type": "string", "pattern": "^[a-z0-9][a-z0-9/-]*$"},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "datetime": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"},
    "time": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer", "minimum": 0},
    "number": {"type": "number", "minimum": 0},
    "boolean": {"const": True},
    "web": {"type": "string", "format": "uri", "pattern": "^https?://"},
    "email": {"type": "string", "format": "email"},
    "phone": TEXT,
    "texts": {"type": "array", "items": TEXT, "minItems": 1},
    "findings": {
        "type": "array",
        "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*#[a-z0-9][a-z0-9-]*$"},
        "minItems": 1,
    },
    "urls": {"type": "array", "items": {"type": "string", "format": "uri"}, "minItems": 1},
}


def schemas(base: str, open_: bool = True) -> dict[str, Schema]:
    """Every schema by its name; `base` is the site's address. Not `open_`: unknown keys are refused, for tests."""
    made = {"notice": _notice(open_), **{t.id: _table(t, open_) for t in TABLES}}
    return {name: {"$schema": DRAFT, "$id": base + address(name), **schema} for name, schema in made.items()}


def address(name: str) -> str:
    """Where a schema stands."""
    return f"{FOLDER}v{VERSION}/{name}.schema.json"


def _value(f: Field | Column) -> Schema:
    if f.type in ("choice", "choices"):
        one = {"enum": [c.id for c in f.choices]}
        return one if f.type == "choice" else {"type": "array", "items": one, "minItems": 1}
    if isinstance(f, Field) and f.type in ("record", "records"):
        inner = _fields(f.record, tuple(x.id for x in RECORDS[f.record]))
        needed = tuple(x.id for x in RECORDS[f.record] if x.required) if f.record == "due_change" else ()
        return _object(inner, ()) if f.type == "record" else {"type": "array", "items": _object(inner, needed)}
    return TYPES[f.type]


def _about(zh: str, en: str, schema: Schema) -> Schema:
    return {"description": f"{zh}\n{en[:1].upper()}{en[1:]}", **schema}


def _fields(record: str, keys: tuple[str, ...]) -> Schema:
    return {f.id: _about(f.doc_zh, f.doc_en, _value(f)) for f in RECORDS[record] if f.id in keys}


def _object(properties: Schema, required: tuple[str, ...], open_: bool = True) -> Schema:
    out: Schema = {"type": "object", "properties": properties}
    if required:
        out["required"] = list(required)
    return out if open_ else {**out, "additionalProperties": False}


# ---------------------------------------------------------------- a notice


def _notice(open_: bool) -> Schema:
    named = _object({"id": TYPES["id"], "name": TEXT, "html": TEXT}, ("id", "name", "html"), open_)
    counted = _object(dict.fromkeys(("findings", "withheld", "measures"), TYPES["integer"]), (), open_)
    attachment = _object({"url": TYPES["web"], "title": TEXT}, ("url", "title"), open_)
    revised = _object(_fields("revision", OF_REVISION), OF_REVISION, open_)
    own: Schema = {
        "$schema": _about("本格式说明的网址", "the address of this schema", TEXT),
        "version": _about("数据格式的版本", "version of the format", {"const": VERSION}),
        "id": _about("公开件的编号，永久不变", "id of the notice; never changes", TYPES["id"]),
        "url": _about("公开件的永久网址", "permanent address of the notice", TYPES["web"]),
        "html": _about("网页相对于网站根目录的位置", "where the page stands, from the site's root", TEXT),
        "language": _about("文字的语言（BCP 47）", "language of the text (BCP 47)", TEXT),
        "published_at": _about("发布时间，带时区（RFC 3339）", "when published, with offset (RFC 3339)", TYPES["time"]),
        "date": _about("发布时间，单位所在地的时间", "when published, in the office's time", TYPES["datetime"]),
        "round": _about("轮次", "its round", named),
        "organisation": _about("公开单位", "the organisation", named),
        "contact": _about("联系方式", "how to reach the body", _value(_field("notice", "contact"))),
        "publisher": _about("发布机构", "the publishing body", TEXT),
        "source": _about("来源", "content source", TEXT),
        "summary": _about("摘要；没有写的，是正文第一段", "summary; without one, the first paragraph", TEXT),
        "counted": _about("数出的问题、不公开的问题和措施", "what is counted in the text", counted),
        "attachments": _about("附件", "attachments", {"type": "array", "items": attachment}),
        "revision": _about("现在是第几版", "number of the newest revision", TYPES["integer"]),
        "revisions": _about(
            "公开以后的修订", "revisions after the first announcement", {"type": "array", "items": revised}
        ),
        "lead": _about("第一个标题之前的文字", "the text before the first heading", TEXT),
        "sections": _about("各级标题和标题下的文字", "headings and what stands under them", _sections(open_)),
    }
    keys = tuple(k for k in OF_HEAD if k not in own)
    required = ("$schema", "version", "id", "url", "html", "language", "title", "kind", "publisher", "source")
    about = _about("一篇公开件的全部数据", "all the data of a notice", {"title": "公开件 · notice"})
    return {**about, **_object({**own, **_fields("notice", keys)}, required, open_)}


def _field(record: str, key: str) -> Field:
    return next(f for f in RECORDS[record] if f.id == key)


def _sections(open_: bool) -> Schema:
    kinds = ["section", "focus", "aspect", "finding", "withheld"]
    own: Schema = {
        "id": _about("锚点：网址#锚点", "anchor in the page", TEXT),
        "kind": _about("finding 是问题，withheld 是不公开内容的问题", "what the heading is", {"enum": kinds}),
        "depth": _about("级别，从 1 起", "level, from 1", {"type": "integer", "minimum": 1}),
        "label": _about("标号，如（一）", "label as typed", TEXT),
        "title": _about("标题", "heading", TEXT),
        "number": _about("问题的序号，如 1-2-3", "number of a finding", TEXT),
        "groups": _about("上方各级标题的锚点", "anchors of the headings above", {"type": "array", "items": TEXT}),
        "text": _about("标题下直接的文字，段落之间换行", "what stands directly under it, a line per block", TEXT),
        "measures": _about("逐条列出的措施", "the listed measures", {"type": "array", "items": TEXT}),
    }
    fields = _fields("finding", (*OF_FINDING, "withheld_reason"))
    withheld = {
        "if": {"properties": {"kind": {"const": "withheld"}}},
        "then": {"not": {"anyOf": [{"required": [k]} for k in ("title", "text", "measures")]}},
    }
    return {"type": "array", "items": {**_object({**own, **fields}, ("id", "kind", "depth"), open_), **withheld}}


# ---------------------------------------------------------------- tables


def _table(table: Table, open_: bool) -> Schema:
    row = _object({c.id: _about(c.doc_zh, c.doc_en, _value(c)) for c in table.columns}, table.required, open_)
    licence = _object(_fields("licence", ("name", "url")), ("name",), open_)
    properties: Schema = {
        "$schema": TEXT,
        "version": {"const": VERSION},
        "site": _about("网站名称", "name of the site", TEXT),
        "url": _about("网站网址", "address of the site", TYPES["web"]),
        "language": _about("文字的语言", "language of the texts", TEXT),
        "round": _about(
            "轮次编号；整站的数据没有这一项", "id of the round; not in the data of the whole site", TYPES["id"]
        ),
        "licence": _about("使用许可", "licence", licence),
        table.id: {"type": "array", "items": row},
    }
    about = _about(table.doc_zh, table.doc_en, {"title": f"{table.zh} · {table.en}"})
    return {**about, **_object(properties, ("$schema", "version", "site", "url", "language", table.id), open_)}
