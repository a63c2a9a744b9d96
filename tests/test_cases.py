"""Every diagnostic is found at its place, all at once, and the last good site stays.

The cases are text files in `cases/`; `cases/README.md` says how they are written.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import sites

from generator import worker
from generator.messages import MESSAGES, sentence
from generator.parse import parse_head

CASES = Path(__file__).parent / "cases"
PATHS = sorted(p for p in CASES.rglob("*.txt") if p.parent.name != "review")  # those are test_review.py
# rules that no text file can show: a file changes while the build runs (below), its name is no text (test_cli.py),
# a package is missing (test_editions.py)
ELSEWHERE = ("E0008", "E0009", "E0804", "E0810", "E0811")

# rules that need more than the content to be seen, which `gongkai check` does not look at
WHEN_WRITING = ("E0702", "E0803", "W0801")

_BLOCK = re.compile(r"^=== (.+?)(?: \(([^)]+)\))?\n", re.MULTILINE)
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")
_ENCODINGS = {"gbk": "gbk", "utf-16": "utf-16", "bom": "utf-8-sig"}


class Change(NamedTuple):
    """A file of a case: its path, how it is made, its text."""

    path: str
    how: str
    text: str


class Case(NamedTuple):
    bad: list[Change]
    expected: list[str]
    good: list[Change]


def parse(path: Path) -> Case:
    """The case of a text file."""
    _, *parts = _BLOCK.split(path.read_text("utf-8"))
    changes = [Change(parts[k], parts[k + 1] or "", parts[k + 2]) for k in range(0, len(parts), 3)]
    (at,) = [k for k, c in enumerate(changes) if c.path == "expect"]
    expected = changes[at].text.split("\n")
    return Case(changes[:at], [line for line in expected if line], changes[at + 1 :])


def apply(root: Path, changes: list[Change]) -> None:
    """Make the files of a case."""
    for path, how, text in changes:
        target = root / path
        word, _, argument = how.partition(" ")
        if target.is_symlink() or word == "deleted":
            target.unlink()
        if word == "deleted":
            with suppress(OSError):
                os.removedirs(target.parent)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if word == "link":
            target.symlink_to(argument)
            continue
        written = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text) if word == "escaped" else text
        data = (written.replace("\n", "\r\n") if word == "crlf" else written).encode(_ENCODINGS.get(word, "utf-8"))
        target.write_bytes(data.ljust(int(argument)) if word == "filled" else data)


def names() -> list[str]:
    return [p.relative_to(CASES).with_suffix("").as_posix() for p in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=names())
def test_case(path: Path, base: Path) -> None:
    """A case's bad site yields exactly what it expects, its repaired site nothing.

    With an error the exit code is 1 and the last good site stays, byte for byte; a build that reuses
    what it remembers says the same as one that remembers nothing.
    """
    assert not sites.run(base).diagnostics
    last_good = sites.tree(base / "site")
    case = parse(path)
    apply(base, case.bad)

    report = sites.run(base)
    assert sites.codes(report) == case.expected
    errors = [line for line in case.expected if line.split(": ")[1][0] == "E" and not line.endswith(" draft")]
    assert report.exit_code == (1 if errors else 0)
    if errors:
        ours = {p: b for p, b in sites.tree(base / "site").items() if f"site/{p}" not in {c.path for c in case.bad}}
        assert ours == last_good
        assert (report.written, report.removed) == (0, 0)
    assert sites.codes(sites.run(base)) == case.expected, "the same again"
    checked = [line for line in case.expected if line.split(": ")[1] not in WHEN_WRITING]
    assert sites.codes(sites.run(base, write=False)) == checked
    assert sites.codes(sites.run(base, write=False, clean=True)) == checked, "without anything remembered"
    for d in report.diagnostics:
        for language in ("zh-CN", "en"):
            assert not re.search(r"\{\d", "".join(sentence(d.code, d.args, language)))
    assert not sites.leftovers(base)

    apply(base, case.good)
    repaired = sites.run(base)
    assert sites.codes(repaired) == []
    assert repaired.exit_code == 0


def test_every_code_has_a_case() -> None:
    """A rule without a case would be a rule without a proof."""
    shown = {line.split(": ")[1].split()[0] for path in PATHS for line in parse(path).expected}
    # those of the review (10xx to 18xx) and of imports (2xxx) have cases of their own: test_review.py, test_import.py …
    assert shown | set(ELSEWHERE) == {m.code for m in MESSAGES if m.code[1] == "0"}
    assert not shown & set(ELSEWHERE)


def test_the_fifteen_mistakes_are_all_there() -> None:
    """The fifteen mistakes clerks really make, each with an error."""
    found = sorted((CASES / "fifteen-mistakes").glob("*.txt"))
    assert [p.name[:2] for p in found] == [f"{n:02}" for n in range(1, 16)]
    for path in found:
        assert any(": E" in line for line in parse(path).expected), path


def fields_of(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_messages_are_complete_in_both_languages() -> None:
    """Every code has sentences in Chinese and English with the same arguments; no code is there twice."""
    assert len({m.code for m in MESSAGES}) == len(MESSAGES)
    for m in MESSAGES:
        assert re.fullmatch(r"[EWN]\d{4}", m.code)
        assert m.zh and m.en and bool(m.hint_zh) == bool(m.hint_en), m.code
        assert re.search("[一-鿿]", m.zh) or not re.search(r"\w", re.sub(r"\{\d\}", "", m.zh)), m.code
        if m.code[1] != "1":  # the review speaks of Chinese characters and marks, in English too
            assert not re.search("[一-鿿]", re.sub("针对“…”问题", "", m.en + m.hint_en)), m.code
        zh, en = ({*fields_of(a), *fields_of(b)} for a, b in ((m.zh, m.hint_zh), (m.en, m.hint_en)))
        # a field's name is given in Chinese and as identifier: each language takes the one it needs
        assert zh <= en or en <= zh, m.code
        assert all(name.isdigit() for name in zh | en), m.code


def test_three_bad_files_in_one_run_are_all_named(base: Path) -> None:
    """No fault hides another: three files, a fault each in YAML, encoding and text."""
    sites.run(base)
    before = sites.tree(base / "site")
    notice = sites.BASE["content/notices/r1/a.md"]
    sites.write(
        base,
        {
            "content/notices/r1/b.md": notice.replace("title: ", "title："),
            "content/notices/r1/c.md": notice.encode("gbk"),
            "content/notices/r1/d.md": notice + "\n[没有](none.md)\n",
        },
    )
    report = sites.run(base)
    assert sites.codes(report) == [
        "content/notices/r1/b.md:2:1: E0103",
        "content/notices/r1/c.md:2:8: E0001",
        "content/notices/r1/d.md:16:6: E0401",
    ]
    assert report.exit_code == 1
    assert sites.tree(base / "site") == before
    assert not sites.leftovers(base)


def test_a_file_that_changes_during_the_build_stops_it(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is what is published: a body that is another than its head's is refused."""
    path = base / "content/notices/r1/a.md"

    def then_edited(data: bytes, name: str, language: str) -> object:
        if name == "notices/r1/a.md":
            path.write_bytes(data + "\n改动。\n".encode())
        return parse_head(data, name, language)

    monkeypatch.setattr(worker, "parse_head", then_edited)
    assert sites.codes(sites.run(base)) == ["content/notices/r1/a.md:1:1: E0008"]
    assert sites.tree(base / "site") == {}
    monkeypatch.undo()
    assert sites.run(base).exit_code == 0
    assert "改动。".encode() in (base / "site/r1/a.html").read_bytes()


def test_without_a_good_site_a_fault_leaves_no_site(base: Path) -> None:
    """A first build that fails makes no folder."""
    sites.write(base, {"content/notices/r1/b.md": "没有信息区\n"})
    assert sites.run(base).exit_code == 1
    assert not os.path.exists(base / "site")
