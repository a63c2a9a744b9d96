"""The command line: exit codes, languages, formats, and what each command leaves behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import sites

from generator import build as build_module
from generator import cli
from generator.why import why

REPO = Path(__file__).resolve().parents[1]
COMMANDS = ("init", "new", "check", "build", "preview", "why")
CHINESE = re.compile("[一-鿿]")


class Said:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


class Runner:
    """Runs the command line in this process, in a folder, a locale and at a moment."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *argv: str) -> Said:
        self.capsys.readouterr()
        code = cli.main(argv)
        return Said(code, *self.capsys.readouterr())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runner:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return Runner(capsys)


BAD = sites.BASE["content/notices/r1/a.md"].replace("title: ", "title：")


def test_exit_codes(run: Runner, base: Path) -> None:
    """0 fine, 1 the content has faults, 2 wrong usage."""
    assert run("build").code == 0
    assert run("check").code == 0
    sites.write(base, {"content/notices/r1/b.md": BAD})
    for command in ("build", "check"):
        said = run(command)
        assert said.code == 1
        assert "content/notices/r1/b.md:2:1: error[E0103]" in said.out
    for wrong in ((), ("nothing",), ("build", "--nothing"), ("build", "-j", "0"), ("build", "-j", "x"), ("build", "--format", "xml"), ("new",), ("why",), ("preview", "--port", "70000"), ("build", "extra")):  # fmt: skip
        assert run(*wrong).code == 2, wrong


def test_a_folder_without_a_site(run: Runner) -> None:
    """The message says what to do, in the terminal's language; nothing is made."""
    for command in ("build", "check"):
        said = run(command)
        assert said.code == 1
        assert "E0007" in said.out and "gongkai init" in said.out
    assert not Path("site").exists()


def test_a_bug_keeps_its_traceback(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that is no fault of content or disk is a bug: 70, whatever its type."""
    for error in (RuntimeError("x"), ValueError("x"), KeyError("x"), UnicodeEncodeError("utf-8", "x", 0, 1, "x")):

        def fail(self: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(build_module._Build, "run", fail)
        said = run("build")
        assert said.code == 70
        assert "Traceback" in said.err and type(error).__name__ in said.err


def test_a_disk_that_refuses(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says is said in a sentence, without a traceback."""
    for number, words in ((28, "磁盘已满"), (13, "没有权限"), (30, "只读"), (5, "")):

        def fail(self: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number), "somewhere")

        monkeypatch.setattr(build_module._Build, "run", fail)
        said = run("build")
        assert said.code == 1
        assert words in said.err and "somewhere" in said.err
        assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_in_both_languages(command: str, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command explains itself wholly in Chinese, or wholly in English."""
    argv = (command, "--help") if command else ("--help",)
    zh = run(*argv)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    en = run(*argv)
    assert (zh.code, en.code) == (0, 0)
    assert "用法" in zh.out and CHINESE.search(zh.out)
    for english in ("usage", "options:", "show this help", "positional", "default:"):
        assert english not in zh.out
    assert "usage:" in en.out.lower()
    # Chinese names that are accepted may stand in English help, sentences may not
    assert not re.search("[，。；：]", en.out)
    option = re.compile(r"(?<![\w-])--?[a-zA-Z][a-z-]*")
    assert set(option.findall(en.out)) == set(option.findall(zh.out))


def test_help_names_every_command(run: Runner) -> None:
    out = run("--help").out
    for command in COMMANDS:
        assert re.search(rf"^\s+{command}\s", out, re.MULTILINE)


def test_version(run: Runner) -> None:
    from generator import __version__

    assert run("--version").out == f"gongkai {__version__}\n"


def test_the_language_of_messages_is_the_sites(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the terminal's: those who write a site read its language."""
    sites.write(base, {"content/notices/r1/b.md": BAD})
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "全角冒号" in run("check").out
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + "language: en\n"})
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = run("check", "--no-review")
    assert "full-width colon" in said.out
    assert not CHINESE.search(re.sub(r"^.*\| .*$", "", said.out, flags=re.MULTILINE))


def test_text_format(run: Runner, base: Path) -> None:
    """The place, the severity and code, the sentence; the line with a caret under it; the hint."""
    sites.write(base, {"content/notices/r1/b.md": BAD.replace("2026-03-05", "2026-02-30")})
    assert run("check", "--no-review").out == """content/notices/r1/b.md:2:1: error[E0103]: “title”后面是全角冒号
  2 | title：甲通报
    | ^^^^^^^
  = 建议：改成半角冒号加一个空格：title:\x20

content/notices/r1/b.md:5:15: error[E0204]: 没有这一天：2026-02-30 09:00
  5 | published_at: 2026-02-30 09:00
    |               ^^^^^^^^^^^^^^^^
  = 建议：检查年、月、日

"""  # fmt: skip


def test_carets_stand_under_wide_characters(run: Runner, base: Path) -> None:
    """A Chinese character takes two columns; a long line is cut around the place."""
    body = f"{'长' * 60}[甲](none.md){'长' * 60}"
    sites.write(base, {"content/notices/r1/b.md": sites.BASE["content/notices/r1/a.md"] + body + "\n"})
    lines = run("check", "--no-review").out.split("\n")
    shown, carets = lines[1].split("| ")[1], lines[2].split("| ")[1]
    assert shown.startswith("…长") and shown.endswith("长…")
    at = len(carets) - len(carets.lstrip())
    width = 0
    for k, character in enumerate(shown):
        if width == at:
            assert shown[k:].startswith("none.md")
            break
        width += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
    else:
        pytest.fail("the caret stands under nothing")
    assert carets.strip() == "^" * len("none.md")


def test_json_format(run: Runner, base: Path) -> None:
    """A list of objects with everything a program needs; an empty list without faults."""
    assert json.loads(run("check", "--no-review", "--format", "json").out) == []
    sites.write(base, {"content/notices/r1/b.md": BAD})
    assert json.loads(run("check", "--no-review", "--format", "json").out) == [
        {
            "path": "content/notices/r1/b.md", "line": 2, "column": 1, "width": 6, "severity": "error", "code": "E0103",
            "message": "“title”后面是全角冒号", "hint": "改成半角冒号加一个空格：title: ", "draft": False,
        }
    ]  # fmt: skip


def test_github_format(run: Runner, base: Path) -> None:
    """Workflow commands with what would end them escaped."""
    sites.write(base, {"content/notices/r1/b.md": BAD, "content/notices/r1/a/100%, a:b.txt": "x"})
    assert run("check", "--no-review", "--format", "github").out.split("\n") == [
        "::warning file=content/notices/r1/a/100%25%2C a%3Ab.txt,line=1,col=1,title=W0406::文件夹里的这个文件没有被引用，不会发布"
        "（在正文里链接它，或写进 attachments）",
        "::error file=content/notices/r1/b.md,line=2,col=1,title=E0103::“title”后面是全角冒号（改成半角冒号加一个空格：title: ）",
        "",
    ]


def test_folder_option(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """-C works before and after the command, from anywhere."""
    monkeypatch.chdir("/")
    assert run("-C", str(base), "build").code == 0
    assert (base / "site/index.html").exists()
    assert run("check", "-C", str(base)).code == 0
    assert not Path("/site").exists()


def test_out_option(run: Runner, base: Path) -> None:
    """--out counts from the site folder; places that would mix sources and site are refused."""
    assert run("build", "--out", "elsewhere/deep").code == 0
    assert (base / "elsewhere/deep/index.html").exists()
    assert not (base / "site").exists()
    before = sites.tree(base)
    for wrong in (".", "content", "content/site", "..", "../" + base.name):
        said = run("build", "--out", wrong)
        assert said.code == 2, wrong
        assert CHINESE.search(said.err)
    assert sites.tree(base) == before


def test_check_writes_nothing(run: Runner, base: Path) -> None:
    """Checking makes no site and leaves an existing one alone."""
    assert run("check").code == 0
    assert not (base / "site").exists()
    run("build")
    before = sites.stats(base / "site")
    sites.write(base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"] + "\n补充。\n"})
    assert run("check").code == 0
    assert sites.stats(base / "site") == before
    assert run("build").code == 0
    assert "补充。" in (base / "site/r1/a.html").read_text("utf-8")


def test_explain(run: Runner, base: Path) -> None:
    """Every file made is named with its reason, in words; without work there is nothing to say."""
    out = run("build", "--explain").out
    assert re.search("^r1/a.html: 新文件$", out, re.MULTILINE)
    assert run("build", "--explain").out == ""
    sites.write(base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"].replace("一是", "一是认真")})
    assert "r1/a.html: 正文变了\n" in run("build", "--explain").out
    (base / "site/r1/a.html").unlink()
    assert run("build", "--explain").out.startswith("r1/a.html: 已生成的文件丢失")
    sites.write(base, {"themes/default/templates/404.html": "<p>没有</p>\n"})
    assert run("build", "--explain").out == "404.html: 模板变了\n"


def test_verify_and_clean(run: Runner, base: Path) -> None:
    """--verify mends what was changed behind the back; --clean makes everything from nothing, to the same bytes."""
    run("build")
    good = sites.tree(base / "site")
    page = base / "site/r1/a.html"
    stat = page.stat()
    page.write_bytes(page.read_bytes()[::-1])
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert run("build", "--verify").code == 0
    assert sites.tree(base / "site") == good
    stats = sites.stats(base / "site")
    assert run("build", "--clean").code == 0
    assert sites.stats(base / "site") == stats, "the same bytes are not written again"


def test_summary_counts(run: Runner, base: Path) -> None:
    """What was written, kept and removed."""
    total = len(sites.run(base, out="x").reasons)
    assert total > 0
    written = len(sites.tree(base / "x"))
    assert f"共 {written} 个文件（新写 {written}，未变 0，删除 0）" in run("build").err
    assert f"共 {written} 个文件（新写 0，未变 {written}，删除 0）" in run("build").err


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_init_new_build(language: str, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From nothing to a site with a notice of every kind: each step works and says what is next."""
    monkeypatch.setenv("LC_ALL", language)
    said = run("init", "我的网站")
    assert said.code == 0, said.err
    assert "gongkai preview" in said.out
    assert run("init", "我的网站").code == 2, "a folder with something in it is left alone"
    root = tmp_path / "我的网站"
    monkeypatch.chdir(root)
    said = run("check")
    assert said.code == 0, said.out
    assert "error" not in said.out
    assert run("build").code == 0
    kinds = ("rectification", "announcement", "feedback", "correction", "consultation")
    organisation = sorted(p.stem for p in (root / "content/organisations").glob("*.yaml"))[0]
    round_ = sorted(p.stem for p in (root / "content/rounds").glob("*.yaml"))[0]
    for kind in kinds:
        said = run("new", "notice", f"my-{kind}", "--kind", kind, "--round", round_, "--organisation", organisation)
        assert said.code == 0, said.err
        assert run("new", "notice", f"my-{kind}", "--kind", kind, "--round", round_).code == 2, (
            "nothing is written over"
        )
        said = run("check")
        assert said.code == 0, said.out
        assert "error" not in said.out
    before = sites.tree(root / "site")
    assert run("build").code == 0
    assert sites.tree(root / "site") == before, "drafts show nowhere"
    said = run("new", "reply", "2024-001", "--about", f"{round_}/my-consultation", "--title", "一件意见")
    assert said.code == 0, said.err
    assert run("check").code == 0
    assert run("build").code == 0
    assert sites.tree(root / "site") == before
    for wrong in (("2024-001",), ("Big",), ("2024-002", "--about", "nowhere/a")):
        assert run("new", "reply", *wrong).code == 2, wrong
    assert run("new", "notice", "Big", "--kind", "rectification").code == 2
    assert run("new", "notice", "a", "--kind", "poem").code == 2
    assert run("new", "notice", "a", "--round", "nowhere").code == 2


def test_why(run: Runner, base: Path) -> None:
    """Whether a notice is on the site, why, and when that changes; by id, address or path."""
    text = sites.BASE["content/notices/r1/a.md"]
    sites.write(
        base,
        {
            "content/notices/r1/d.md": text.replace("kind:", "draft: true\nkind:"),
            "content/notices/r1/s.md": text.replace("2026-03-05 09:00", "2026-07-01 10:30"),
            "content/notices/r1/w.md": text.replace("kind:", "withdrawn: {on: 2026-04-01, reason: 有误}\nkind:"),
            "content/notices/r1/x.md": text.replace("title: ", "titel: "),
        },
    )
    expected = {
        "a": (True, ["在网站上", "2026-03-05 09:00", "r1/a.html"]),
        "d": (True, ["不在网站上", "草稿"]),
        "s": (True, ["不在网站上", "2026-07-01 10:30"]),
        "w": (True, ["2026-04-01", "撤回", "r1/w.html"]),
        "x": (True, ["gongkai check"]),
        "none": (False, ["没有", "r1/a"]),
    }
    for id_, (found, words) in expected.items():
        for name in (f"r1/{id_}", f"content/notices/r1/{id_}.md", f"notices/r1/{id_}.md", f"r1/{id_}.html"):
            there, rows = why(str(base), name, sites.NOW)
            assert there == found, name
            for word in words:
                assert word in "\n".join(rows), name
    assert run("why", "r1/a").code == 0
    assert run("why", "r1/none").code == 1
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + "language: en\n"})
    for id_ in "adsw":
        there, rows = why(str(base), f"r1/{id_}", sites.NOW)
        assert there and not CHINESE.search("".join(rows))


def test_output_that_nobody_reads(base: Path) -> None:
    """A pipe closed early, as by `head`, is no fault."""
    files = {f"content/notices/r1/n{k}.md": BAD for k in range(300)}
    sites.write(base, files)
    env = {**os.environ, "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "generator", "-C", str(base), "check", "--executor", "serial"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
    assert b"Traceback" not in err and b"Exception" not in err
    assert process.returncode in (0, 1)


def test_a_file_name_that_is_not_utf8(run: Runner, base: Path) -> None:
    """A name in GBK, as old archives unpack them, is told of like any other fault."""
    name = os.path.join(os.fsencode(base), b"content/notices/r1/a", "表.csv".encode("gbk"))
    os.makedirs(os.path.dirname(name))
    with open(name, "wb") as f:
        f.write(b"x")
    for command in ("check", "build"):
        said = run(command)
        assert said.code == 1
        assert "Traceback" not in said.err
        assert "E0009" in said.out
    os.unlink(name)
    assert run("build").code == 0
