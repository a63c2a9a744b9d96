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
import tokenize
from collections.abc import Iterator
from io import StringIO

from generator import data_reference, list_views, page_views, rules_reference, views
from generator.editor_schemas import RECORD_NAMES, capital, plain, schema
from generator.fields import KIND_RULES, KINDS, RECORDS, Field
from generator.message import Message
from generator.messages import MESSAGES, sentence
from generator.outputs import OUTPUTS
from generator.texts import TEXTS
from generator.usage import parser
from generator.verify import reference as verify_reference

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
    "findings": ("轮次/编号#问题编号的列表", "list of ROUND/ID#ID"),
    "record": ("一组", "record"),
    "records": ("几组", "list of records"),
}
SEVERITIES = {"E": ("错误", "error"), "W": ("警告", "warning"), "N": ("提示", "note")}
MADE = "<!-- Made by `python -m generator.reference`; change the tables in the program, not this page. -->\n"


def documents() -> dict[str, str]:
    """Every generated page and schema by its path under docs/reference."""
    out = {"fields.md": fields(), "diagnostics.md": diagnostics(), "cli.md": command_line(), "theme.md": theme()}
    out["open-data.md"] = MADE + data_reference.page()
    out["rules.md"] = MADE + rules_reference.page()
    out["verify.md"] = f"{MADE}\n{verify_reference.page()}"
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
        kind += f"：[{name[0]} · {name[1]}](#{name[0].lower()}--{name[1]})"
    if f.choices:
        kind += "：<br>" + "<br>".join(f"{c.zh} `{c.id}`" for c in f.choices)
    names = "<br>".join((f"**{f.zh}**", *(f"也可写 {a}" for a in f.aliases)))
    needed = "是 · yes" if f.required else ""
    return f"| {names} | `{f.id}` | {kind} | {needed} | {f.doc_zh}<br>{capital(f.doc_en)} |"


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
        tail = f"<br>→ {plain(hint)}" if hint.strip("…") else ""
        yield f"{plain(text)}{tail}\n"


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
        out += [f"## gongkai {name}\n", f"{zh_one.description}\n", f"{capital(en_one.description or '')}.\n"]
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
    """Every command by its words; of one that has further commands these."""
    out: dict[str, argparse.ArgumentParser] = {}
    for action in p._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                inner = _commands(one)
                out |= {f"{name} {word}": each for word, each in inner.items()} if inner else {name: one}
    return out


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
        rows.append(f"| `{_cell(_invocation(a))}` | {_cell(a.help)} | {capital(_cell(b.help))} |")
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
        "`{{ page.meta.root }}{{ link.href }}`. Macros imported `with context` see `t` and `root`, and nothing else of the "
        "page but what they are given.\n",
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
        out.append(f"| `{key}` | {plain(text)} | {plain(TEXTS['en'][key])} |")
    return "\n".join(out) + "\n"


def _views() -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Name, docstring and parts (name, type, comment) of each view type, in the order of the module."""
    for module in (views, page_views, list_views):
        yield from _views_of(inspect.getsource(module))


def _views_of(source: str) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
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
