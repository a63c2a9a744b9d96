"""The list of rules for docs/reference, each with an example of what it finds and of what it lets pass.

The examples are the tests' own, so they stand in a checkout only, where the page is made.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from generator.editor_schemas import plain
from generator.messages import sentence
from generator.rules.register import GROUPS, Reviewed

_CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests", "cases", "review")


def page() -> str:
    """The page, in Markdown."""
    out = [
        "# 审读规则 · Rules of the review\n",
        "`gongkai check` 像秘书一样读每篇公开件。每条规则一个代码；E 是错误，W 是警告，N 是提示。⟦ ⟧ 里是它指出的地方。\n",
        "`gongkai check` has these rules read every notice. What a rule finds stands in ⟦ ⟧.\n",
    ]
    examples = _examples()
    for group in GROUPS:
        out.append(f"## {group.zh} · {group.en}\n")
        for rule in group.rules:
            out += _rule(rule, examples.get(rule.code, {}))
    return "\n".join(out) + "\n"


def _rule(rule: Reviewed, examples: dict[str, str]) -> Iterator[str]:
    zh, en = (sentence(rule.code, ("…",) * 9, language) for language in ("zh-CN", "en"))
    yield f"### {rule.code}\n"
    yield f"{plain(zh[0])}{'　→ ' + plain(zh[1]) if zh[1].strip('…') else ''}\n"
    yield f"{plain(en[0])}\n"
    marks = (
        ("每次生成网站都检查 · every build refuses it", rule.always),
        ("`gongkai check --fix` 可以改 · can be repaired", bool(rule.mend)),
    )
    told = [text for text, on in marks if on]
    if told:
        yield "；".join(told) + "\n"
    for word, shown in (("bad", "要改 · found"), ("good", "可以 · let pass")):
        if word in examples:
            yield f"{shown}：\n\n```text\n{examples[word]}\n```\n"


def _examples() -> dict[str, dict[str, str]]:
    """The first bad and the first good example of each code."""
    out: dict[str, dict[str, str]] = {}
    for name in sorted(os.listdir(_CASES)) if os.path.isdir(_CASES) else ():
        with open(os.path.join(_CASES, name), encoding="utf-8") as f:
            _, *parts = re.split(r"^=== (\w+).*\n", f.read(), flags=re.MULTILINE)
        found = out.setdefault(name.split("-")[0].removesuffix(".txt"), {})
        for word, text in zip(parts[::2], parts[1::2], strict=True):
            found.setdefault(word, text.strip("\n"))
    return out
