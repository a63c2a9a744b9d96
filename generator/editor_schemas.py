"""JSON Schema of each record for editors, with Chinese and English names, made from the table of fields."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from generator import records
from generator.fields import RECORDS, Field

RECORD_NAMES = {
    "site": ("站点", "site", "content/site.yaml"),
    "contact": ("联系方式", "contact", "“联系方式” / `contact`"),
    "organisation": ("单位", "organisation", "content/organisations/ID.yaml"),
    "round": ("轮次", "round", "content/rounds/ID.yaml"),
    "notice": ("公开件", "notice", "content/notices/ROUND/ID.md"),
    "totals": ("合计", "totals", "“合计” / `totals`"),
    "period": ("起止日期", "period", "“监督期” / `oversight`"),
    "withdrawal": ("撤回", "withdrawal", "“撤回” / `withdrawn`"),
    "approval": ("审签记录", "approval", "“审签记录” / `approvals`"),
    "waiver": ("允许保留的提示", "waiver", "“允许” / `allow`"),
    "revision": ("修订", "revision", "“修订” / `revisions`"),
    "attachment": ("附件", "attachment", "“附件” / `attachments`"),
    "licence": ("许可", "licence", "“许可” / `licence`"),
    "switches": ("产出", "switches", "“产出” / `outputs`"),
    "colours": ("颜色", "colours", "“颜色” / `colours`"),
    "footer": ("页脚", "footer", "“页脚” / `footer`"),
    "footer_link": ("页脚的链接", "footer_link", "“链接” / `links`"),
    "page": ("普通页面", "page", "content/pages/ID.md"),
    "reply": ("意见答复", "reply", "content/replies/ID.md"),
    "holidays": ("放假安排", "holidays", "content/holidays.yaml"),
    "finding": ("问题", "finding", "`:名称: 值`"),
    "publish": ("发布", "publish", "publish.yaml"),
    "folder_target": ("文件夹", "folder_target", "“文件夹” / `folder`"),
    "sftp_target": ("SFTP服务器", "sftp_target", "“SFTP服务器” / `sftp`"),
    "package_target": ("离线包", "package_target", "“离线包” / `package`"),
    "command_target": ("命令", "command_target", "“命令” / `command`"),
    "moved": ("迁移", "moved", "“迁移” / `moved`"),
    "s3_target": ("对象存储", "s3_target", "“对象存储” / `s3`"),
    "due_change": ("时限变更", "due_change", "`:时限变更: 2022-03-31 → 2022-06-30，理由`"),
}

# what editors take a bare word, number or date for: our reader takes scalars as text
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_TRUTH = [True, False, *sorted(records._YES | records._NO)]


def schema(record: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a record, complete in itself, with Chinese and English names."""
    needed = sorted(_inner(record) - {record})
    zh, en, place = RECORD_NAMES[record]
    out: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{zh} · {en}",
        "description": place.replace("`", ""),
        **_object(record, "#"),
    }
    if needed:
        out["$defs"] = {name: _object(name, f"#/$defs/{name}") for name in needed}
    return out


def _inner(record: str) -> set[str]:
    """A record and those its fields hold."""
    return {record}.union(*(_inner(f.record) for f in RECORDS[record] if f.record))


def _object(record: str, pointer: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    for f in RECORDS[record]:
        names = (f.id, f.zh, *f.aliases)
        about = {"title": f"{f.zh} {f.id}", "description": f"{f.doc_zh}\n{capital(f.doc_en)}"}
        properties[f.id] = {**about, **value(f)}
        properties.update((n, {"$ref": f"{pointer}/properties/{f.id}"}) for n in names[1:])
        if f.required:
            rules.append({"oneOf": [{"required": [n]} for n in names]})
        else:
            rules.extend({"not": {"required": list(pair)}} for pair in combinations(names, 2))
    return {"type": "object", "additionalProperties": False, "properties": properties, "allOf": rules}


def value(f: Field) -> dict[str, Any]:
    """What a field's value may be."""
    if f.type == "record":
        return {"$ref": f"#/$defs/{f.record}"}
    if f.record == "due_change":
        return {"type": "string", "pattern": f"^{_CHANGE}$"}
    if f.type == "records":
        return {"type": "array", "items": {"$ref": f"#/$defs/{f.record}"}}
    if f.type == "choices":
        names = _names(f)
        one = "|".join(map(re.escape, names))
        written = {"type": "string", "pattern": f"^(?:{one})(?:[、，,；;]\\s*(?:{one}))*$"}
        return {"anyOf": [{"enum": names}, written, {"type": "array", "items": {"enum": names}}]}
    if f.type in ("texts", "refs", "dates"):
        one_value = _one(f.type[:-1], f)
        return {"anyOf": [one_value, {"type": "array", "items": one_value}]}
    return _one(f.type, f)


# a line of the text, which only `memory` reads to the end
_CHANGE = r"\d{4}-\d{1,2}-\d{1,2}.*\d{4}-\d{1,2}-\d{1,2}.+"
_PLACE = r"(?:\S*/)?[a-z0-9-]+/[a-z0-9-]+(?:\.html)?#[a-z0-9-]+"


def _names(f: Field) -> list[str]:
    return [name for c in f.choices for name in (c.zh, c.id)]


def _one(kind: str, f: Field) -> dict[str, Any]:
    """What a single value of a type may be."""
    if kind == "text":
        return _SCALAR
    if kind == "choice":
        return {"enum": _names(f)}
    if kind == "boolean":
        return {"enum": _TRUTH}
    if kind == "integer":
        return {"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,9}$"}
    if kind == "number":
        return {"type": ["number", "string"], "minimum": 0, "pattern": r"^\d{1,12}(?:\.\d{1,6})?$"}
    if kind in ("id", "ref"):
        whole = records.ID if kind == "id" else records.REF
        return {"type": ["string", "integer"], "pattern": f"^{whole.pattern}$"}
    return {"type": "string", "pattern": f"^(?:{_PATTERNS[kind]})$"}


_PATTERNS = {
    "colour": records.COLOUR.pattern,
    "date": r"\d{4}-\d{1,2}-\d{1,2}",
    "datetime": records._DATE.pattern,
    "findings": rf"{_PLACE}(?:[、，,；;\s]+{_PLACE})*",
    "email": records._EMAIL.pattern,
    "phone": records._PHONE.pattern,
    "web": r"https?://[^\s\"<>/?#]+[^\s\"<>]*",
}


def capital(text: str) -> str:
    """A sentence with a capital letter first."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """A sentence as Markdown text: nothing in it is a mark."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
