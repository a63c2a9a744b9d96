"""Every rule of the review finds its bad examples, at their place, and lets its good ones pass.

The examples are text files in `cases/review/`, one a code, from which `docs/reference/rules.md` is made too. A file has a
sentence on the rule, then blocks `=== bad` and `=== good`. In a bad one ⟦ and ⟧ stand around what is to be found, once or
several times; `⟦⟧` alone is a fault of the whole notice, told at its first line. A block is a body; one that starts with
`---` has front matter of its own, whose keys come over those of `BASE`. After `=== bad site` follow files of a whole site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import words
from generator.config import Site, site_of
from generator.diagnostics import Diagnostic
from generator.messages import BY_CODE as MESSAGES
from generator.messages import sentence
from generator.model import Head
from generator.parse import parse_body, parse_head
from generator.reading import Desk, Reading
from generator.review import by_rules, review
from generator.rules.register import BY_CODE, GROUPS, RULES

CASES = Path(__file__).parent / "cases" / "review"
PATHS = sorted(CASES.glob("*.txt"))
MARKS = re.compile("⟦(.*?)⟧", re.DOTALL)
BASE = {
    "title": "示例街道关于巡察整改情况的通报",
    "kind": "rectification",
    "organisation": "street",
    "published_at": "2026-03-06 09:00",
    "signed_by": "中共示例街道工作委员会",
    "signed_on": "2026-03-01",
    "feedback_on": "2025-10-28",
    "inspection_team": "区委第五巡察组",
    "oversight": {"opens_on": "2026-03-06", "closes_on": "2026-03-20"},
    "contact": {"unit": "示例街道党工委", "phone": "022-12345678", "email": "a@example.gov.cn", "address": "示例路1号"},
}
TODAY = "2026-03-10"


def record(text: str, path: str) -> Head:
    head = parse_head(text.encode(), path, "zh-CN").value
    assert head is not None
    return head


def site() -> Site:
    return site_of(record("name: 示例公开网\nurl: https://example.gov.cn\n", "site.yaml"))


def desk() -> Desk:
    """The desk of the examples: two organisations, one round, the program's word lists."""
    organisations = {
        "street": "name: 示例街道工作委员会\nshort_name: 示例街道\naliases: [示例街, 示例街工委, 示例街道工委]\n",
        "school": "name: 示例区实验学校\nshort_name: 实验学校\n",
    }
    rounds = {
        "r1": "name: 示例区委第一轮巡察\nterm: 三届区委\norganisations: [street, school]\nstarts_on: 2025-06-07\nends_on: 2025-07-21\n"
    }
    return Desk(
        site(),
        {id_: record(text, f"organisations/{id_}.yaml") for id_, text in organisations.items()},
        {id_: record(text, f"rounds/{id_}.yaml") for id_, text in rounds.items()},
        TODAY,
        words.load(""),
    )


DESK = desk()


class Example(NamedTuple):
    name: str
    code: str
    bad: bool
    text: str


def examples() -> list[Example]:
    out = []
    for path in PATHS:
        _, *parts = re.split(r"^=== (.+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
        for k in range(0, len(parts), 2):
            word = parts[k].split()[0]
            assert word in ("bad", "good"), path
            code = path.stem.partition("-")[0]
            out.append(Example(f"{path.stem}-{k // 2 + 1}-{word}", code, word == "bad", parts[k + 1]))
    return out


EXAMPLES = examples()


def whole(text: str) -> str:
    """An example as a file: with the front matter it lacks."""
    values = dict(BASE)
    if text.startswith("---\n"):
        front, _, text = text[4:].partition("\n---\n")
        own = yaml.safe_load(MARKS.sub(r"\1", front)) or {}
        marked = {m[1] for m in re.finditer(r"^⟦?(\w+)", front, re.MULTILINE) if "⟦" in front}
        values = {k: v for k, v in {**values, **own}.items() if v is not None and k not in marked}
        kept = "\n".join(r for r in front.split("\n") if not re.fullmatch(r"\w+: (?:null|~)", r))
        head = yaml.safe_dump({k: v for k, v in values.items() if k not in own}, allow_unicode=True, sort_keys=False)
        return f"---\n{head}{kept}\n---\n{text}"
    return f"---\n{yaml.safe_dump(values, allow_unicode=True, sort_keys=False)}---\n{text}"


def read(text: str, path: str = "notices/r1/a.md") -> tuple[Head, Reading]:
    """A file's text under review."""
    head = record(text, path)
    parsed = parse_body(text.encode(), head, "../", {}, "zh-CN").value
    assert parsed is not None
    return head, Reading(DESK, head, parsed.notice, parsed.facts, text)


def found(text: str, code: str) -> list[Diagnostic]:
    _, reading = read(text)
    return list(by_rules(reading, [BY_CODE[code]]))


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_example(example: Example) -> None:
    text = whole(example.text)
    if not example.bad:
        assert found(text, example.code) == []
        return
    plain, expected = "", []
    rest = text
    while m := MARKS.search(rest):
        plain += rest[: m.start()]
        expected.append((plain.count("\n") + 1, len(plain) - plain.rfind("\n"), len(m[1])) if m[1] else (1, 1, 0))
        plain += m[1]
        rest = rest[m.end() :]
    plain += rest
    assert expected, "a bad example says where"
    assert sorted((d.line, d.column, d.width) for d in found(plain, example.code)) == sorted(expected)
    for d in found(plain, example.code):
        for language in ("zh-CN", "en"):
            assert not re.search(r"\{\d", "".join(sentence(d.code, d.args, language)))


def test_every_rule_has_two_bad_and_two_good_examples() -> None:
    for rule in RULES:
        assert rule.code in MESSAGES
        kinds = [e.bad for e in EXAMPLES if e.code == rule.code]
        assert kinds.count(True) >= 2 and kinds.count(False) >= 2, rule.code
    assert {e.code for e in EXAMPLES} == set(BY_CODE)
    assert len({g.id for g in GROUPS}) == len(GROUPS)


@given(
    st.text(
        st.sampled_from("一二三、（）“”‘’《》0123456789年月日 \n#-:：。，是的问题针对整改〔〕.%万元班子 电话")
        | st.characters(codec="utf-8")
    )
)
def test_no_text_stops_the_review(body: str) -> None:
    text = whole(body.replace("\r", "\n"))
    _, reading = read(text)
    for d in review(reading):
        assert 1 <= d.line <= text.count("\n") + 1
        assert d.column + d.width <= len(text.split("\n")[d.line - 1]) + 2 or d.width
