"""The documentation is true: its commands run, its examples build, its links lead somewhere, and what
is generated from the program is up to date.

Comments before a code block say what it is; CONTRIBUTING.md lists them.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import openpyxl
import pytest
import yaml
from jsonschema import Draft202012Validator

from generator import editor_schemas, records, reference
from generator.build import Options, build
from generator.cli import COMMANDS, parser
from generator.create import init
from generator.diagnostics import Diagnostic
from generator.fields import RECORDS, Field
from generator.links import record_of
from generator.messages import MESSAGES
from generator.texts import TEXTS

HOME = Path(__file__).parent.parent
REFERENCE = HOME / "docs" / "reference"
STARTER = HOME / "generator" / "starter"
ARCHITECTURE = HOME / "ARCHITECTURE.md"
ADR = HOME / "docs" / "adr"
PAGES = sorted((*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"), HOME / "benchmarks" / "README.md"))
SHOWN = [p.relative_to(HOME).as_posix() for p in PAGES]
READMES = (HOME / "README.md", HOME / "README.zh-CN.md")

_FENCE = re.compile(r"((?:<!-- [^>]+ -->\n)*)^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!-- (\w+)(?:: (\S+))? -->")
_LINK = re.compile(r"(?<!\\)\]\(<?([^()\s>]+)>?(?: \"[^\"]*\")?\)")
_CODE = re.compile(r"`([^`\n]+)`")
_SET_UP = re.compile(r"python3? -m (?:venv|generator\.reference)\b|pip install |\. [\w.-]+/bin/activate$")


class Code(NamedTuple):
    """A code block: its language, its text, and what the comments before it say."""

    language: str
    text: str
    marks: tuple[tuple[str, str], ...]


def codes(page: Path) -> list[Code]:
    return [
        Code(m[2], m[3], tuple((c[1], c[2] or "") for c in _COMMENT.finditer(m[1])))
        for m in _FENCE.finditer(page.read_text("utf-8"))
    ]


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


# ----------------------------------------------------------- what is generated


def test_generated_pages_are_up_to_date() -> None:
    stale = [p for p, text in reference.documents().items() if _text(REFERENCE / p) != text]
    assert not stale, "run python -m generator.reference"


def test_no_generated_page_is_left_over() -> None:
    made = set(reference.documents())
    assert {p.relative_to(REFERENCE).as_posix() for p in REFERENCE.rglob("*.json")} <= made


def test_main_writes_only_what_differs(tmp_path: Path) -> None:
    assert len(reference.main(str(tmp_path))) == len(reference.documents())
    assert reference.main(str(tmp_path)) == []
    (tmp_path / "fields.md").write_text("", "utf-8")
    assert reference.main(str(tmp_path)) == [str(tmp_path / "fields.md")]


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def test_everything_is_documented() -> None:
    pages = reference.documents()
    for message in MESSAGES:
        assert f"## {message.code}\n" in pages["diagnostics.md"]
    for record, fields in RECORDS.items():
        assert f" · {record}\n" in pages["fields.md"]
        for field in fields:
            assert f"**{field.zh}**" in pages["fields.md"]
            assert f"| `{field.id}` |" in pages["fields.md"]
    for command in COMMANDS:
        assert re.search(rf"^## gongkai {command}\b", pages["cli.md"], re.MULTILINE)
    for key in TEXTS["en"]:
        assert f"| `{key}` |" in pages["theme.md"]


def test_documentation_says_nothing_of_what_is_not_there() -> None:
    known = {m.code for m in MESSAGES}
    for page in PAGES:
        assert set(re.findall(r"\b[EWN]\d{4}\b", page.read_text("utf-8"))) <= known, page


# ------------------------------------------------------------------- commands


def command_lines(page: Path) -> Iterator[str]:
    for code in codes(page):
        if code.language == "sh":
            yield from code.text.splitlines()


@pytest.mark.parametrize("page", PAGES, ids=SHOWN)
def test_command_lines_parse(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in command_lines(page):
        words = shlex.split(line)
        if words[0] == "gongkai":
            parser("zh-CN").parse_args(words[1:])
        elif words[0] == "make":
            assert words[1] in targets
        else:
            assert words[0] == "cd" or line.startswith("python -c ") or _SET_UP.match(line), line


@pytest.mark.parametrize("page", [*PAGES, STARTER / "使用说明.md"], ids=[*SHOWN, "使用说明.md"])
def test_commands_named_in_text_are_there(page: Path) -> None:
    for shown in _CODE.findall(prose(page)):
        words = shown.split()
        if words[0] == "make" and len(words) > 1:
            assert f"\n{words[1]}:" in (HOME / "Makefile").read_text("utf-8")
        if words[0] != "gongkai" or len(words) == 1 or not words[1].islower() or not words[1].isascii():
            continue
        assert words[1] in COMMANDS, shown
        known = reference._commands(parser("en"))
        acts = [name for name in known if name.split()[0] == words[1]]
        command = next((name for name in acts if name in (words[1], " ".join(words[1:3]))), "")
        assert command or "…" in words[2:3] or len(words) == 2, shown
        options = {o for a in known[command or acts[0]]._actions for o in a.option_strings}
        assert {w for w in words if w.startswith("-")} <= options, shown


# ------------------------------------------------------------------- examples

EXAMPLES = [p for p in PAGES if any(c.language in ("sh", "yaml", "markdown", "css", "jinja", "diff") for c in codes(p))]


class Reader:
    """Someone who does what a page says, from its first line to its last."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.signer = place / "signer"
        self.output = ""
        self.code = 0

    def run(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] == "cd":
            self.place /= words[1]
        if words[:2] == ["python", "-c"] or (words[0] == "gongkai" and words[1] != "preview"):
            rest = words[1:] if words[0] == "python" else ["-m", "generator", *words[1:]]
            env = {**os.environ, "PYTHONPATH": str(HOME), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
            env["GONGKAI_SIGNER"] = str(self.signer)
            done = subprocess.run(
                [sys.executable, *rest], cwd=self.place, env=env, capture_output=True, encoding="utf-8", check=False
            )
            self.output, self.code = done.stdout + done.stderr, done.returncode
            assert self.code in (0, 1), self.output

    def follow(self, code: Code) -> None:
        for mark, name in code.marks:
            path = self.place / name
            if mark == "exists":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"x")
            elif mark == "workbook":
                workbook = openpyxl.Workbook()
                for row in csv.reader(code.text.splitlines()):
                    workbook.active.append(row)
                workbook.save(path)
            elif mark == "file":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(code.text, "utf-8")
            elif mark == "append":
                path.write_text(f"{path.read_text('utf-8')}\n{code.text}", "utf-8")
            elif mark == "add":
                path.write_text(added(path.read_text("utf-8"), code.text), "utf-8")
            elif mark == "change":
                path.write_text(changed(path.read_text("utf-8"), code.text), "utf-8")
            elif mark == "output":
                output = bare(self.output)
                for part in bare(code.text).split("\n\n"):  # a page shows some of what is said, in its order
                    assert part in output, output
                    output = output.partition(part)[2]
                self.code = 0
            else:
                assert mark == "plain"
        if code.language == "sh":
            for line in code.text.splitlines():
                assert self.code == 0, self.output
                self.run(line)


def bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def added(text: str, keys: str) -> str:
    """A record or front matter with keys; keys that are there already go."""
    names = re.findall(r"^([^\s#:]+):", keys, re.MULTILINE)
    for name in names:
        text = re.sub(rf"^{name}:.*\n(?:[ -].*\n)*", "", text, flags=re.MULTILINE)
    if text.startswith("---\n"):
        return text.replace("\n---\n", f"\n{keys}---\n", 1)
    return text + keys


def changed(text: str, diff: str) -> str:
    """A text after a diff of single lines."""
    lines = diff.splitlines()
    for k, line in enumerate(lines):
        if line.startswith("-"):
            new = f"{lines[k + 1][1:]}\n" if lines[k + 1 : k + 2] and lines[k + 1].startswith("+") else ""
            assert text.count(f"{line[1:]}\n") == 1, line
            text = text.replace(f"{line[1:]}\n", new)
    return text


def faults(root: Path, **options: Any) -> list[Diagnostic]:
    """What is wrong with a site, nothing remembered."""
    report = build(Options(root, clean=True, executor="serial", **options))
    return [d for d in report.diagnostics if d.severity == "error"]


@pytest.mark.parametrize("page", EXAMPLES, ids=[p.relative_to(HOME).as_posix() for p in EXAMPLES])
def test_examples_work(page: Path, tmp_path: Path) -> None:
    """A page that makes no site of its own speaks of the one that `gongkai init` makes."""
    blocks = codes(page)
    reader = Reader(tmp_path)
    if not any("gongkai init" in c.text for c in blocks if c.language == "sh"):
        assert init(str(tmp_path / "site"), "zh-CN") == ""
        reader.place = tmp_path / "site"
    for code in blocks:
        reader.follow(code)
        if code.language in ("yaml", "json") and ("plain", "") in code.marks:
            yaml.safe_load(code.text)
        elif code.language in ("yaml", "json", "markdown", "css", "jinja", "diff"):
            assert code.marks, code.text
    assert not faults(reader.place)


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_the_first_notice_of_the_readme_is_published(page: Path, tmp_path: Path) -> None:
    (line,) = re.findall(r"`(发布时间: [^`]+)`", page.read_text("utf-8"))
    reader = Reader(tmp_path)
    for code in codes(page):
        reader.follow(code)
    notice = reader.place / "content/notices/round-1/my-first.md"
    assert f"`{notice.relative_to(reader.place).as_posix()}`" in page.read_text("utf-8")
    text, count = re.subn(r"^(?:草稿|# 发布时间).*\n", "", notice.read_text("utf-8"), flags=re.MULTILINE)
    assert count == 2
    notice.write_text(added(text, line + "\n"), "utf-8")
    assert not faults(reader.place)
    assert (reader.place / "site/round-1/my-first.html").exists()
    reader.run("gongkai why my-first")
    assert "在网站上" in reader.output
    assert "不在网站上" not in reader.output


# ---------------------------------------------------------------------- links


def slugs(page: Path) -> set[str]:
    """The places of a page, as GitHub names them."""
    found = re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in found}


@pytest.mark.parametrize("page", PAGES, ids=SHOWN)
def test_links_lead_somewhere(page: Path) -> None:
    for href in _LINK.findall(_CODE.sub("", prose(page))):
        if re.match(r"[a-z]+:", href):
            continue
        path, _, fragment = unquote(href).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), href
        if fragment:
            assert fragment in slugs(target), href


@pytest.mark.parametrize("page", PAGES, ids=SHOWN)
def test_files_named_are_there(page: Path) -> None:
    for shown in _CODE.findall(prose(page)):
        if re.fullmatch(r"(?:generator|tests|docs|benchmarks|\.ci)/[\w./-]+", shown):
            assert (HOME / shown).exists(), shown


def linked(page: Path) -> set[Path]:
    return {(page.parent / unquote(h)).resolve() for h in _LINK.findall(page.read_text("utf-8"))}


def test_every_page_is_in_the_index() -> None:
    index = HOME / "docs" / "README.md"
    pages = {p for p in PAGES if p.is_relative_to(HOME / "docs")} - {index}
    assert {p for p in pages if not p.is_relative_to(ADR)} | {ADR / "README.md"} <= linked(index)


# ------------------------------------------------------------------ structure


def test_decisions_are_numbered_and_listed() -> None:
    records = sorted(ADR.glob("[0-9]*.md"))
    assert [p.name[:4] for p in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    index = (ADR / "README.md").read_text("utf-8")
    for path in records:
        text = path.read_text("utf-8")
        number, title = text.split("\n")[0].removeprefix("# ").split(" ", 1)
        assert f"| [{number}]({path.name}) | {title} |" in index
        assert path.name.startswith(f"{number}-")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name


def test_every_module_is_on_the_map() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    for path in sorted((HOME / "generator").glob("*")):
        if path.name.startswith(("__", "preview_client")):
            continue
        shown = f"{path.name}/" if path.is_dir() else path.name
        assert f"`{shown}`" in text, shown
    for shown in re.findall(r"`([a-z_]+\.py)`", text):
        assert (HOME / "generator" / shown).exists(), shown
    assert text.count("\n") <= 150


@pytest.mark.parametrize("page", PAGES, ids=SHOWN)
def test_tests_named_are_there(page: Path) -> None:
    """What is said to be kept by a test is."""
    for name, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text("utf-8")):
        assert re.search(rf"^def {test}\(", (HOME / name).read_text("utf-8"), re.MULTILINE), test


# -------------------------------------------------------------------- schemas


class _Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates and yes are words."""


_Core.yaml_implicit_resolvers = {}
for _tag, _form in (("bool", r"true|True|TRUE|false|False|FALSE"), ("int", r"[-+]?[0-9]+"), ("null", r"~|null|")):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), None)


def record_files() -> list[Path]:
    found = []
    for top in (HOME / "content", STARTER / "content"):
        found += [p for p in sorted(top.rglob("*")) if record_of(p.relative_to(top).as_posix())]
    return found


def record(path: Path) -> tuple[str, Any]:
    """What a file is, and its record as an editor sees it."""
    top = next(p for p in path.parents if p.name == "content")
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        parts = records.split(text, str(path)).value
        assert parts is not None
        text = parts.yaml
    return str(record_of(path.relative_to(top).as_posix())), yaml.load(text, _Core)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((REFERENCE / "schema" / f"{name}.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("name", RECORDS)
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(editor_schemas.schema(name))


@pytest.mark.parametrize("path", record_files(), ids=lambda p: p.relative_to(HOME).as_posix())
def test_schemas_accept_the_sites(path: Path) -> None:
    name, value = record(path)
    assert [e.message for e in validator(name).iter_errors(value)] == []
    assert not validator(name).is_valid({**value, "标体": "x"})


def test_schemas_reject_what_the_reader_rejects() -> None:
    notice = {"标题": "甲", "类型": "整改通报"}
    check = validator("notice").is_valid
    assert check(notice)
    faulty: list[dict[str, Any]] = [
        {"title": "乙"},  # given twice
        {"类型": "通报"},
        {"发布时间": "2024年5月"},
        {"合计": {"问题": "三"}},
        {"合计": {"问题": 3, "别的": 1}},
        {"监督期": {"开始": "2024-05-01"}},
        {"发布时间": "2024-05-01", "发布日期": "2024-05-01"},
        {"草稿": "也许"},
        {"摘要": None},
        {"摘要": []},
    ]
    for wrong in faulty:
        assert not check({**notice, **wrong}), wrong
    assert not check({"标题": "甲"})


SAMPLES: dict[str, tuple[str, ...]] = {
    "text": ("x", "0100"),
    "id": ("a", "2026-1", "Abc", "中文", "-a", "a b"),
    "ref": ("a", "r/a", "r/a/b", "/a"),
    "date": ("2026-3-5", "2026-03-05", "2026-03-05 09:00", "2026.3.5", "2026年3月5日"),
    "datetime": ("2026-03-05", "2026-03-05 09:00", "2026-03-05T09:00:00", "9:00"),
    "integer": ("0", "47", "1234567890", "-1", "1.5", "三"),
    "number": ("6.38", "6", "-1", "6万", "1,000"),
    "boolean": ("是", "否", "true", "false", "yes", "no", "对", "不", "True", "也许", "1"),
    "email": ("a@b.cn", "a@b", "a b@c.cn", "a@b.cn x"),
    "phone": ("022-12345678", "022-12345678 转 801", "+86 22 12345678", "12345", "电话"),
    "web": ("https://a.cn/x", "http://a.cn", "ftp://a.cn", "a.cn", "https://", "https://a.cn/ x"),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_schemas_and_reader_agree(kind: str) -> None:
    field = Field("x", "甲", kind, "", "")
    check = Draft202012Validator(editor_schemas.value(field)).is_valid
    for text in SAMPLES[kind]:
        assert check(text) is not isinstance(records.convert(text, field, kind), records.Bad), text


def test_choices_have_both_spellings() -> None:
    for fields in RECORDS.values():
        for field in fields:
            check = Draft202012Validator(editor_schemas.value(field)).is_valid
            for choice in field.choices:
                assert check(choice.id)
                assert check(choice.zh)
            if field.choices:
                assert not check("别的")
