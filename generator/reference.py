"""The reference pages and the schemas for editors, made from the tables of the program.

`python -m generator.reference`, run in a checkout, writes them into docs/reference; a test proves that
what is there is what would be written.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import os
import re
import tokenize
from collections.abc import Iterator
from io import StringIO
from itertools import combinations
from typing import Any

from generator import data_reference, records, views
from generator.fields import KIND_RULES, KINDS, RECORDS, Field
from generator.messages import MESSAGES, Message, sentence
from generator.outputs import OUTPUTS
from generator.texts import TEXTS
from generator.usage import parser

RECORD_NAMES = {
    "site": ("站点", "site", "content/site.yaml"),
    "contact": ("联系方式", "contact", "“联系方式” / `contact`"),
    "organisation": ("单位", "organisation", "content/organisations/ID.yaml"),
    "round": ("轮次", "round", "content/rounds/ID.yaml"),
    "notice": ("公开件", "notice", "content/notices/ROUND/ID.md"),
    "totals": ("合计", "totals", "“合计” / `totals`"),
    "period": ("起止日期", "period", "“监督期” / `oversight`"),
    "withdrawal": ("撤回", "withdrawal", "“撤回” / `withdrawn`"),
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
}
TYPES = {
    "text": ("文字", "text"),
    "id": ("编号：小写字母、数字、减号", "id: a-z, 0-9, -"),
    "ref": ("编号", "id"),
    "date": ("日期：2026-03-05", "date: 2026-03-05"),
    "datetime": ("日期或时间：2026-03-05 09:00", "date, or date and time: 2026-03-05 09:00"),
    "integer": ("整数", "whole number"),
    "number": ("数字", "number"),
    "boolean": ("是、否", "true, false"),
    "choice": ("选一种", "one of"),
    "choices": ("选几种", "any of"),
    "email": ("邮箱", "e-mail"),
    "phone": ("电话", "telephone"),
    "web": ("网址", "web address"),
    "colour": ('颜色："#0f4379"，带引号', 'colour: "#0f4379", in quotation marks'),
    "texts": ("列表", "list of texts"),
    "refs": ("编号的列表", "list of ids"),
    "dates": ("日期的列表", "list of dates"),
    "record": ("一组", "record"),
    "records": ("几组", "list of records"),
}
SEVERITIES = {"E": ("错误", "error"), "W": ("警告", "warning"), "N": ("提示", "note")}
MADE = "<!-- Made by `python -m generator.reference`; change the tables in the program, not this page. -->\n"


def documents() -> dict[str, str]:
    """Every generated page and schema by its path under docs/reference."""
    out = {"fields.md": fields(), "diagnostics.md": diagnostics(), "cli.md": command_line(), "theme.md": theme()}
    out["open-data.md"] = MADE + data_reference.page()
    for record in RECORDS:
        out[f"schema/{record}.schema.json"] = json.dumps(schema(record), ensure_ascii=False, indent=1) + "\n"
    return out


# ---------------------------------------------------------------- fields


def fields() -> str:
    """Every key of every record, in Chinese and English."""
    out = [
        MADE,
        "# 字段 · Fields\n",
        "每一项有一个中文名和一个英文名，写哪个都可以，同一项只能写一次。写法见每张表的“类型”。\n",
        "Every key has a Chinese and an English name. Both are accepted everywhere; give a key once.\n",
    ]
    for record, keys in RECORDS.items():
        zh, en, place = RECORD_NAMES[record]
        out.append(f"## {zh} · {en}\n")
        shown = place if place[0] in "“`" else f"`{place}`"
        out.append(f"写在 · stands in: {shown}　　[schema](schema/{record}.schema.json)\n")
        out.append("| 名称 | name | 类型 · type | 必填 · required | 说明 · meaning |")
        out.append("|---|---|---|---|---|")
        out.extend(_field_row(f) for f in keys)
        out.append("")
    out += [
        "## 各类公开件的必填项 · What a kind of notice requires\n",
        "| 类型 | kind | 必填 · required |",
        "|---|---|---|",
    ]
    names = {f.id: f.zh for f in RECORDS["notice"]}
    for kind in KINDS:
        needed = "、".join(f"{names[k]} `{k}`" for k in KIND_RULES[kind.id].fields)
        out.append(f"| {kind.zh} | `{kind.id}` | {needed} |")
    return "\n".join(out) + "\n"


def _field_row(f: Field) -> str:
    zh, en = TYPES[f.type]
    kind = f"{zh} · {en}"
    if f.record:
        name = RECORD_NAMES[f.record]
        kind += f"：[{name[0]} · {name[1]}](#{name[0]}--{name[1]})"
    if f.choices:
        kind += "：<br>" + "<br>".join(f"{c.zh} `{c.id}`" for c in f.choices)
    names = "<br>".join((f"**{f.zh}**", *(f"也可写 {a}" for a in f.aliases)))
    needed = "是 · yes" if f.required else ""
    return f"| {names} | `{f.id}` | {kind} | {needed} | {f.doc_zh}<br>{_capital(f.doc_en)} |"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ----------------------------------------------------------- diagnostics


def diagnostics() -> str:
    """Every code with its severity, sentence and hint."""
    out = [
        MADE,
        "# 检查出的问题 · Diagnostics\n",
        "E 开头是错误，有一个就不生成网站；W 是警告，N 是提示，不影响生成。草稿里的错误算警告。"
        "编号的含义不会改变。“…”处是具体的内容。\n",
        "E is an error and stops the build; W is a warning and N a note, and neither does. Errors in drafts count as "
        "warnings. A code never changes its meaning. “…” stands for what was found.\n",
    ]
    for m in MESSAGES:
        out.extend(_message(m))
    return "\n".join(out) + "\n"


def _message(m: Message) -> Iterator[str]:
    zh, en = SEVERITIES[m.code[0]]
    said = [sentence(m.code, ("…",) * 9, language) for language in ("zh-CN", "en")]
    yield f"## {m.code}\n"
    yield f"{zh} · {en}\n"
    for text, hint in said:
        tail = f"<br>→ {_plain(hint)}" if hint.strip("…") else ""
        yield f"{_plain(text)}{tail}\n"


def _plain(text: str) -> str:
    """A sentence as Markdown text: nothing in it is a mark."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


# ---------------------------------------------------------- command line


def command_line() -> str:
    """Every command with its arguments and options, in Chinese and English."""
    zh, en = parser("zh-CN"), parser("en")
    out = [
        MADE,
        "# 命令 · Commands\n",
        "`gongkai 命令 --help` 显示同样的内容。提示用中文还是英文，随站点的“语言”和终端的语言设置。\n",
        "`gongkai COMMAND --help` shows the same. Messages follow the site's language and the terminal's locale.\n",
        *_options(zh, en),
        *_exit_codes(),
    ]
    for name, zh_one in _commands(zh).items():
        en_one = _commands(en)[name]
        out += [f"## gongkai {name}\n", f"{zh_one.description}\n", f"{_capital(en_one.description or '')}.\n"]
        out += [f"```text\n{_usage(zh_one)}\n```\n", *_options(zh_one, en_one)]
    return "\n".join(out).rstrip() + "\n"


def _exit_codes() -> list[str]:
    return [
        "## 退出码 · Exit codes\n",
        "| 码 | 含义 | meaning |",
        "|---|---|---|",
        "| 0 | 正常 | fine |",
        "| 1 | 内容有错误，或者磁盘拒绝写入；网站没有改动 | the content has errors, or the disk refused; the site is as it was |",
        "| 2 | 命令写法有误 | wrong usage |",
        "| 70 | 程序的缺陷 | a bug in the program |",
        "",
    ]


def _commands(p: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    action = next(a for a in p._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def _usage(p: argparse.ArgumentParser) -> str:
    """The usage line, alike under every version of Python."""
    parts = [p.prog]
    for a in _arguments(p):
        shown = _invocation(a).split(", ")[0]
        parts.append(f"[{shown}]" if a.option_strings and not a.required else shown)
    return " ".join(parts)


def _options(zh: argparse.ArgumentParser, en: argparse.ArgumentParser) -> list[str]:
    rows = ["| 参数 · argument | 说明 | meaning |", "|---|---|---|"]
    for a, b in zip(_arguments(zh), _arguments(en), strict=True):
        rows.append(f"| `{_cell(_invocation(a))}` | {_cell(a.help)} | {_capital(_cell(b.help))} |")
    return [*rows, ""]


def _arguments(p: argparse.ArgumentParser) -> list[argparse.Action]:
    """Arguments first, then options; the help option goes without saying."""
    found = [a for a in p._actions if not isinstance(a, (argparse._HelpAction, argparse._SubParsersAction))]
    return sorted(found, key=lambda a: bool(a.option_strings))


def _invocation(a: argparse.Action) -> str:
    value = "" if a.nargs == 0 else str(a.metavar or "|".join(a.choices or ()) or a.dest.upper())
    return ", ".join(f"{o} {value}".strip() for o in a.option_strings) or value


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


# ----------------------------------------------------------------- theme


def theme() -> str:
    """What templates are given, from the view types and the interface texts."""
    out = [
        MADE,
        "# What a template is given\n",
        "A template sees two names: `page`, the view below, and `t`, the interface texts in the site's language. "
        "There are no globals, filters of the program's own or look-ups; a name that is not there is an error (E0702). "
        "Everything is escaped but `Markup`. Addresses are relative to the site's root: print "
        "`{{ page.meta.root }}{{ link.href }}`.\n",
        "## Templates\n",
        "| template | `page` is |",
        "|---|---|",
    ]
    shown = {o.template: o.view.__name__ for o in OUTPUTS if o.template and isinstance(o.view, type)}
    out += [f"| `{template}` | [{view}](#{view.lower()}) |" for template, view in sorted(shown.items())]
    out.append("\nTemplates whose name starts with `_` are parts that others include.\n")
    for name, doc, parts in _views():
        out += [f"## {name}\n", *([doc, ""] if doc else []), "| name | type | |", "|---|---|---|"]
        out += [f"| `{part}` | `{kind}` | {_cell(note)} |" for part, kind, note in parts]
        out.append("")
    out += ["## Interface texts\n", "| `t.` | 中文 | English |", "|---|---|---|"]
    for key, text in TEXTS["zh-CN"].items():
        out.append(f"| `{key}` | {_plain(text)} | {_plain(TEXTS['en'][key])} |")
    return "\n".join(out) + "\n"


def _views() -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Name, docstring and parts (name, type, comment) of each view type, in the order of the module."""
    source = inspect.getsource(views)
    comments = {
        t.start[0]: t.string.lstrip("# ")
        for t in tokenize.generate_tokens(StringIO(source).readline)
        if t.type == tokenize.COMMENT
    }
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            parts = [
                (ast.unparse(n.target), ast.unparse(n.annotation), comments.get(n.lineno, ""))
                for n in node.body
                if isinstance(n, ast.AnnAssign)
            ]
            yield node.name, ast.get_docstring(node) or "", parts


# --------------------------------------------------------------- schemas

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
        about = {"title": f"{f.zh} {f.id}", "description": f"{f.doc_zh}\n{_capital(f.doc_en)}"}
        properties[f.id] = {**about, **_value(f)}
        properties.update((n, {"$ref": f"{pointer}/properties/{f.id}"}) for n in names[1:])
        if f.required:
            rules.append({"oneOf": [{"required": [n]} for n in names]})
        else:
            rules.extend({"not": {"required": list(pair)}} for pair in combinations(names, 2))
    return {"type": "object", "additionalProperties": False, "properties": properties, "allOf": rules}


def _value(f: Field) -> dict[str, Any]:
    """What a field's value may be."""
    if f.type == "record":
        return {"$ref": f"#/$defs/{f.record}"}
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
    "email": records._EMAIL.pattern,
    "phone": records._PHONE.pattern,
    "web": r"https?://[^\s\"<>/?#]+[^\s\"<>]*",
}


# --------------------------------------------------------------- writing


def folder() -> str:
    """docs/reference of the checkout this module is in."""
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "reference")


def main(target: str = "") -> list[str]:
    """Write every generated file that differs; their paths."""
    changed = []
    for path, text in documents().items():
        place = os.path.join(target or folder(), path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if _read(place) != text:
            with open(place, "w", encoding="utf-8", newline="\n") as f:
                f.write(text)
            changed.append(place)
    return changed


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as f:
            return f.read()
    except OSError:
        return None


if __name__ == "__main__":
    main()
