"""The sign-off sheet (审签单): a page to print, with the stages to sign, all faults and waivers, what is withheld, and
the digest of exactly the text that was checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from generator.approval import NEEDED, text_digest
from generator.diagnostics import Diagnostic
from generator.fields import GROUNDS, KINDS, STAGES
from generator.messages import sentence
from generator.model import Head, Notice, Values
from generator.pages import choice

TEXTS = {
    "zh-CN": {
        "title": "公开件审签单", "digest": "文本指纹", "stages": "审签", "opinion": "意见：", "signature": "签字：　　　　　　　　日期：　　　年　　月　　日",
        "faults": "检查提示", "place": "位置", "code": "代码", "said": "提示", "none": "无。", "waivers": "已决定保留的提示", "quote": "原文",
        "reason": "理由", "decided": "决定人、日期", "withheld": "不公开的内容", "number": "问题", "ground": "理由", "record": "签字后抄录",
        "to_copy": "审核、审批签字后，把下面几行抄到公开件的信息区，填上签字人和日期。改动文本以后指纹不再相符，要重新审签。",
        "counts": "（错误 {0} 个，警告 {1} 个，提示 {2} 个，已允许 {3} 个）", "line": "第 {0} 行第 {1} 字", "file": "文件", "name": "标题", "kind": "类型",
        "by": "签字人", "on": "日期",
    },
    "en": {
        "title": "Sign-off sheet", "digest": "Digest of the text", "stages": "Stages", "opinion": "Opinion:", "signature": "Signature:                Date:",
        "faults": "Faults", "place": "Place", "code": "Code", "said": "What", "none": "None.", "waivers": "Faults that may stand", "quote": "Text",
        "reason": "Reason", "decided": "Decided by, on", "withheld": "Withheld", "number": "Finding", "ground": "Ground", "record": "To copy once signed",
        "to_copy": "Once signed, copy these lines into the front matter and fill in who signed and when. After any change of the text the digest no longer matches.",
        "counts": " ({0} errors, {1} warnings, {2} notes, {3} waived)", "line": "line {0}, character {1}", "file": "File", "name": "Title", "kind": "Kind",
        "by": "by", "on": "on",
    },
}  # fmt: skip
# what is looked at in each stage (政府信息公开保密审查)
POINTS = {
    "zh-CN": {"proposal": ("内容真实", "来源清楚"), "review": ("保密审查", "必要性", "准确性"), "approval": ("同意公开", "不同意公开")},
    "en": {
        "proposal": ("true", "sources known"), "review": ("confidentiality", "necessity", "accuracy"),
        "approval": ("to be published", "not to be published"),
    },
}  # fmt: skip


class Fault(NamedTuple):
    place: str
    severity: str
    code: str
    message: str
    quote: str


class Sheet(NamedTuple):
    """What the template sees."""

    language: str
    title: str
    about: tuple[tuple[str, str], ...]
    digest: str
    stages: tuple[tuple[str, tuple[str, ...]], ...]
    counts: str
    faults: tuple[Fault, ...]
    waivers: tuple[Values, ...]
    withheld: tuple[tuple[str, str], ...]
    record: str


def sheet(head: Head, notice: Notice, text: str, diagnostics: Iterable[Diagnostic], language: str) -> Sheet:
    """The sheet of a notice; `text` is its file's, `diagnostics` all that is said of it."""
    t, english = TEXTS[language], language == "en"
    lines = text.split("\n")
    said = list(diagnostics)
    faults = [
        Fault(
            t["line"].format(d.line, d.column),
            d.severity,
            d.code,
            sentence(d.code, d.args, language)[0],
            lines[d.line - 1][d.column - 1 : d.column - 1 + min(d.width, 60)] if d.line <= len(lines) else "",
        )
        for d in said
    ]
    severities = [d.severity for d in said]
    digest = text_digest(text)
    about = (
        (t["name"], head.title),
        (t["kind"], choice(KINDS, head.text("kind"), language)),
        (t["file"], "content/" + head.path),
    )
    withheld = tuple(
        (f"{s.number} {s.label}".strip(), choice(GROUNDS, s.values.get("withheld_reason", ""), language))
        for s in notice.sections
        if s.kind == "withheld"
    )
    stages = tuple((s.en if english else s.zh, POINTS[language][s.id]) for s in STAGES)
    return Sheet(
        language,
        head.title,
        about,
        digest,
        stages,
        t["counts"].format(*(severities.count(s) for s in ("error", "warning", "note", "waived"))),
        tuple(faults),
        tuple(head.values.get("allow") or ()),
        withheld,
        _record(digest, english),
    )


def _record(digest: str, english: bool) -> str:
    """The approvals to copy into the front matter, as YAML."""
    names = ("approvals", "stage", "by", "on", "digest") if english else ("审签记录", "环节", "签字人", "日期", "指纹")
    stage, by, on, of = names[1:]
    rows = (
        f"  - {{{stage}: {s.id if english else s.zh}, {by}: , {on}: , {of}: {digest}}}"
        for s in STAGES
        if s.id in NEEDED
    )
    return "\n".join((f"{names[0]}:", *rows))


def render(made: Sheet) -> str:
    """The page, complete in itself."""
    from jinja2 import Environment, StrictUndefined

    from generator.load import read

    source = read(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sheet.html")).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(s=made, t=TEXTS[made.language])
