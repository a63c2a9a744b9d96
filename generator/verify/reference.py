"""The reference page of everything verification may say, made from its table."""

from __future__ import annotations

import re

from generator.verify.findings import BROKEN, FINE, FORGED, NOTICE, TABLE

_GRADES = {FINE: "核对过 · fine", NOTICE: "请注意 · notice", BROKEN: "缺失 · broken", FORGED: "不符 · forged"}
_PARTS = {
    "V0": ("公钥和检查点", "Keys and checkpoint"),
    "V1": ("公开记录", "The log"),
    "V2": ("公开件", "Notices"),
    "V3": ("整个网站", "The site as a whole"),
    "V4": ("以前保存的检查点和网站", "What was kept from before"),
    "V5": ("归档包", "Archives"),
    "V6": ("位置和文件", "Places and files"),
    "V7": ("保存的网页", "Saved pages"),
}
_HEAD = """# 核对的结果 · What `gongkai verify` says

`gongkai verify` 的每个结果有一个代码，代码的含义不会改变。结果分四等：**核对过**；**请注意**，应当知道，不是毛病；
**缺失**，没有或者读不了；**不符**，和公开时、和签过名的不一样。有缺失或不符时退出码是 1，用法有误是 2，其余是 0。
怎么用见[核对网站和归档](../how-to/核对网站和归档.md)。“…”处是具体的内容。

Every finding has a code that never changes its meaning, and a grade: **fine**; **notice**, to be known and no fault;
**broken**, missing or unreadable; **forged**, other than it was announced or signed. The exit code is 1 with anything
broken or forged, 2 for wrong usage, else 0. “…” stands for particulars. `--format json` gives
`{"version": 1, "place", "verdict", "findings": [{"code", "grade", "where", "arguments", "message", "hint"}]}`; the
verdict is `forged`, `broken` or `fine`.
"""


def page() -> str:
    """The page in Markdown."""
    out = [_HEAD]
    part = ""
    for grade, m in TABLE:
        if m.code[:2] != part:
            part = m.code[:2]
            out += [f"\n## {' · '.join(_PARTS[part])}\n", "| | | |", "|---|---|---|"]
        zh, en = _cell(m.zh, m.hint_zh), _cell(m.en, m.hint_en)
        out.append(f"| {m.code} | {_GRADES[grade]} | {zh}<br>{en} |")
    return "\n".join(out) + "\n"


def _cell(said: str, hint: str) -> str:
    text = f"{said} → {hint}" if hint else said
    return re.sub(r"{\d}", "…", text).replace("|", "\\|")
