"""What the heads of a site show an inspector: numbers and titles used twice, a stale home page, articles without tags."""

from __future__ import annotations

import pytest
from test_review import record, whole

from generator.config import site_of
from generator.library import library
from generator.publication import SHANGHAI
from generator.rules.register import LIBRARY_RULES
from generator.theme import Theme

THEME = Theme({}, {}, {}, {}, "", {}, frozenset(), ())
NOW = 1_780_243_200  # 2026-06-01 00:00 in Shanghai
TAGS = "summary: 摘要\nkeywords: [巡察整改]\n"


def said(code: str, *fronts: str, site: str = "") -> list[tuple[str, int, str]]:
    """What a rule says of notices with such front matter: file, line and first argument."""
    heads = {}
    for k, front in enumerate(fronts):
        path = f"notices/r1/n{k}.md"
        title = "" if "title" in front else f"title: 第{k}号通报\n"
        heads[path] = record(whole(f"---\n{title}{front}---\n现予公布。\n"), path)
    made = site_of(record(f"name: 示例公开网\nurl: https://example.gov.cn\n{site}", "site.yaml"))
    lib = library(heads, made, SHANGHAI, THEME, NOW, False, frozenset(heads), {}, "")
    rule = dict(LIBRARY_RULES)[code]
    found = list(rule(lib))
    assert all(d.code == code for d in found)
    return [(d.path.rpartition("/")[2], d.line, d.args[0]) for d in found]


INDEX = "index_number: 11120000000000000A/2026-00001\n"
NUMBER = "document_number: 示例街党〔2026〕1号\n"
OLD = "published_at: 2026-05-17 09:00\n"
NEW = "published_at: 2026-05-18 09:00\n"

# code, front matter of each notice, what is added to the site, what is said
CASES: tuple[tuple[str, tuple[str, ...], str, list[str]], ...] = (
    ("W1701", (INDEX, INDEX), "", ["索引号"]),
    ("W1701", (NUMBER, "", NUMBER, NUMBER), "", ["文号", "文号"]),
    ("W1701", (INDEX, INDEX.replace("00001", "00002")), "", []),
    ("W1701", (NUMBER, f"kind: correction\ncorrects: r1/n0\n{NUMBER}"), "", []),
    ("W1702", ("title: 甲\n", "title: 甲\n"), "", ["content/notices/r1/n0.md"]),
    ("W1702", ("title: 甲\n", "title: 甲\n", "title: 甲\n"), "", ["content/notices/r1/n0.md"] * 2),
    ("W1702", ("title: 甲\n", "title: 乙\n"), "", []),
    ("W1702", ("title: 甲\n", "title: 甲\ndraft: true\n"), "", []),
    ("N1703", (OLD,), "", ["2026-05-17"]),
    ("N1703", (OLD, OLD.replace("17", "01")), "", ["2026-05-17"]),
    ("N1703", (OLD, NEW), "", []),
    ("N1703", (OLD,), "example: true\n", []),
    ("N1703", (), "", []),
    ("N1704", ("", TAGS), "", ["1", "1"]),
    ("N1704", ("", "keywords: [巡察整改]\n"), "", ["2", "1"]),
    ("N1704", (TAGS, TAGS), "", []),
    ("N1704", ("",), "example: true\n", []),
)


@pytest.mark.parametrize(("code", "fronts", "site", "expected"), CASES)
def test_indicator(code: str, fronts: tuple[str, ...], site: str, expected: list[str]) -> None:
    assert [args for _, _, args in said(code, *fronts, site=site)] == expected


def test_places() -> None:
    """A number used twice is told where the later notice has it."""
    (place,) = said("W1701", INDEX, INDEX)
    assert place[0] == "n1.md" and place[1] > 1


def test_every_rule_is_seen_and_spared() -> None:
    for code, _ in LIBRARY_RULES:
        kinds = [bool(expected) for c, _, _, expected in CASES if c == code]
        assert kinds.count(True) >= 2 and kinds.count(False) >= 2, code
