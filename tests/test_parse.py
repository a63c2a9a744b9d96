"""Content never raises, and no character of a text is lost on its way to the page."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fields import BY_NAME, RECORDS
from generator.markdown import scan
from generator.model import Head
from generator.parse import parse_body, parse_head
from generator.records import read, split
from generator.text import decode

PATHS = ("site.yaml", "organisations/o.yaml", "rounds/r.yaml", "notices/r/a.md", "notices/a.md", "pages/a.md")
PIECES = st.sampled_from(
    [
        "---", "---\n", "title: 甲", "title：甲", "kind: rectification", "kind: 整改通报", "id: ", "contact:", "  phone: 1", "\tphone: 1", "- a", "[", "{a: b}", "&x", "*x",
        "!!str x", "? a", "| ", "> x", '"', "'", "#", "%YAML 1.2", "...", "published_at: 2026-02-30", "draft: 是", "keywords: [甲, 乙]", "round: {}", "\ufeff", "\x00", "：",
        "## 一、甲", ":状态: 已完成", ":公开范围: 党内", ":x:", "- 一是甲", "  - 乙", "| 表 |", "| --- |", "[^1]", "[^1]: 注", "![](x)", "[甲](javascript:x)", "<script>", "{.signature}",
        "{#a b=c}", "```", "**“粗”**", "\\", "&amp;", "    缩进", "1. 甲", "> 引", "甲\n: 乙", "", "\n",
    ]
)  # fmt: skip
TEXT = st.lists(PIECES | st.text(max_size=8), max_size=14).map("\n".join)


def head(record: str = "notice") -> Head:
    return Head("notices/r/a.md", record, "a", "r/a.html", {"kind": "rectification"}, {}, 1)


@given(TEXT.map(str.encode) | st.binary(max_size=200), st.sampled_from(PATHS), st.sampled_from(["zh-CN", "en"]))
def test_no_head_raises(data: bytes, path: str, language: str) -> None:
    """Any bytes in any place give a head or say why not, with places inside the file."""
    outcome = parse_head(data, path, language)
    assert outcome.value is not None or outcome.diagnostics
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 2
    for d in outcome.diagnostics:
        assert 1 <= d.line <= lines
        assert d.column >= 1 and d.width >= 0
        assert d.path == "content/" + path


@given(TEXT | st.text(max_size=200), st.sampled_from(["notice", "page"]))
def test_no_body_raises(text: str, record: str) -> None:
    """Any text after front matter gives a notice, with faults at lines of the file."""
    data = f"---\ntitle: 甲\n---\n{text}".encode(errors="replace")
    outcome = parse_body(data, head(record), "../", {}, "zh-CN")
    assert outcome.value is not None
    lines = data.decode().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for d in outcome.value.diagnostics:
        assert 1 <= d.line <= lines, d
        assert d.column >= 1 and d.width >= 0


def visible(html: str) -> str:
    """The text of HTML, alternative texts and titles included."""
    attributes = " ".join(re.findall(r'(?:alt|title|href|src)="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]*>", "", html) + unquote(attributes))


# text between marks: letters that no rule of Markdown acts on
WORDS = st.text(st.sampled_from("公开信息整改落实情况监督意见abcXYZ，。；：“”‘’（）《》、·—…"), min_size=1, max_size=12)
SHAPES = st.sampled_from(
    [
        "{}", "{}\n{}", "## {}", "### {}\n\n{}", "- {}\n- {}", "1. {}\n2. {}", "- {}\n\n  {}", "> {}", "**{}**{}", "*{}*", "`{}`", "```\n{}\n```", "[{}](https://a.cn)", "![{}](a.png)",
        "| {} | {} |\n| --- | --- |\n| {} | {} |", "{}[^1]\n\n[^1]: {}", "{}\n: {}", "{{.signature}}\n{}", "{}  \n{}", "\\{}", "{} < {} & {}", "    {}", "　　{}", "{}\n---\n{}", "* {}\n  * {}", "~~{}~~",
        "{}^[{}]", "<{}>", "[{}]", "[{}][{}]", "![{}]({})", ": {}", "{}|{}", "|{}|", "# {} #", "{}\n==={}", "\\[{}]({})", "_{}_", "__{}__{}", "***{}***", "{}*{}*{}", "({}",
    ]
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Counter[str]]:
    """A Markdown text, and the letters of its words."""
    blocks, letters = [], Counter[str]()
    for k, shape in enumerate(draw(st.lists(SHAPES, min_size=1, max_size=6))):
        words = [draw(WORDS) for _ in range(shape.count("{}"))]
        blocks.append(shape.format(*words).replace("[^1]", f"[^{k}]"))
        letters.update("".join(words))
    return "\n\n".join(blocks), letters


@given(documents())
def test_no_letter_is_lost(document: tuple[str, Counter[str]]) -> None:
    """Every letter of a text is in what the page shows, as often as it was written; none is made up."""
    text, letters = document
    found = scan(text)
    shown = Counter[str]()
    for chunk in found.chunks:
        shown.update(visible(chunk.html))
        for part in chunk.parts:
            shown.update(visible(part if isinstance(part, str) else "".join(part.htmls)))
    missing = letters - shown
    assert not missing, f"{missing} of {text!r}"


@given(documents())
def test_pages_hold_the_text(document: tuple[str, Counter[str]]) -> None:
    """The same through the structure of a notice: labels, titles, lead and sections together."""
    text, letters = document
    outcome = parse_body(f"---\ntitle: 甲\n---\n{text}".encode(), head(), "../", {}, "zh-CN")
    assert outcome.value is not None
    notice = outcome.value.notice
    shown = Counter(visible(notice.lead))
    for s in notice.sections:
        shown.update(visible(s.title_html) + visible(s.html) + ("" if s.supplied else s.label))
    assert not letters - shown, f"{letters - shown} of {text!r}"


@pytest.mark.parametrize(
    "text",
    [
        "甲[^1]。\n\n[^1]: 注一\n[^1]: 注二",
        "甲。\n\n[^1]: 注一",
        "甲[^2]。",
    ],
    ids=["defined twice", "never referred to", "not defined"],
)
def test_no_footnote_goes_silently(text: str) -> None:
    """A note that cannot be shown, or a mark without a note, is told of: nothing is dropped in silence."""
    outcome = parse_body(f"---\ntitle: 甲\n---\n{text}".encode(), head(), "../", {}, "zh-CN")
    assert outcome.value is not None
    assert outcome.value.diagnostics


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_has_two_names(record: str) -> None:
    """Each key is known by its identifier and its Chinese name; no name stands for two keys."""
    names = [n for f in RECORDS[record] for n in (f.id, f.zh, *f.aliases)]
    assert len(names) == len(set(names))
    for f in RECORDS[record]:
        assert BY_NAME[record][f.id] is BY_NAME[record][f.zh] is f
        assert f.doc_zh and f.doc_en
        assert (f.type in ("choice", "choices")) == bool(f.choices)
        assert (f.type in ("record", "records")) == (f.record in RECORDS)


def test_scalars_are_text() -> None:
    """0100 stays 0100, 12:30 a time, no a word: YAML's own types are not used."""
    text = "name: 0100\nhours: 12:30\naddress: no\nunit: 1e3\nphone: 022-12345678\npostcode: 0o17\n"
    outcome = read(text.replace("name: 0100\n", ""), "x", "contact")
    assert outcome.value is not None and not outcome.diagnostics
    assert outcome.value.values == {
        "hours": "12:30",
        "address": "no",
        "unit": "1e3",
        "phone": "022-12345678",
        "postcode": "0o17",
    }


@given(TEXT)
def test_splitting_keeps_every_line(text: str) -> None:
    """Front matter and body together are the file; the body's first line is where it says."""
    parts = split(f"---\n{text}", "x").value
    if parts is not None:
        lines = f"---\n{text}".split("\n")
        rest = lines[parts.body_line - 1 :]
        assert parts.body.split("\n") == (rest or [""])
        assert lines[parts.yaml_line - 1 : parts.body_line - 2] == parts.yaml.split("\n")[:-1]


@given(st.text(max_size=60))
def test_decoding_keeps_lines_and_columns(text: str) -> None:
    """Control characters become spaces, line ends line feeds; nothing else changes, so places stay right."""
    found = decode(text.encode(errors="replace"), "x")
    assert found.value is not None
    normal = text.encode(errors="replace").decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert len(found.value) == len(normal)
    changed = [(a, b) for a, b in zip(normal, found.value, strict=True) if a != b]
    assert all(b == " " for _, b in changed)
    assert len(found.diagnostics) == min(len(changed), 20)
