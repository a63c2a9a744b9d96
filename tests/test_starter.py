"""The starter site: what someone sees first has no fault and shows what the program can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.build import Options, build
from generator.create import init, new_notice
from generator.fields import KINDS, RECORDS
from generator.links import record_of

# 2024-06-01 00:00 in Shanghai: after everything the starter publishes
NOW = 1_717_171_200


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    assert init(str(root), "zh-CN") == ""
    return root


def test_no_faults_whatever_the_day(site: Path) -> None:
    for now in (NOW, 4_000_000_000):
        report = build(Options(site, now=now, clean=True))
        assert report.diagnostics == ()
        assert (site / "site/round-1/example-street.html").exists()


def test_no_faults_in_english(site: Path) -> None:
    with (site / "content/site.yaml").open("a", encoding="utf-8") as f:
        f.write("语言: en\n")
    assert build(Options(site, now=NOW)).diagnostics == ()


def test_the_draft_is_in_the_preview_only(site: Path) -> None:
    build(Options(site, now=NOW))
    assert not (site / "site/round-1/entry.html").exists()
    assert not any("round-1/entry" in p.read_text("utf-8") for p in (site / "site").rglob("*.*ml"))
    report = build(Options(site, "preview", now=NOW, preview=True))
    assert report.diagnostics == ()
    assert "草稿" in (site / "preview/round-1/entry.html").read_text("utf-8")


def test_the_notice_shows_what_there_is(site: Path) -> None:
    build(Options(site, now=NOW))
    page = (site / "site/round-1/example-street.html").read_text("utf-8")
    assert re.findall(r'<section class="finding" id="([^"]+)"', page) == ["f-1-1-1", "f-1-1-2", "f-2-1-1"]
    for shown in (
        "已完成",
        "基本完成",
        "未完成",
        "长期坚持",
        "建章立制、举一反三",
        "监督期",
        'class="signature"',
        "mailto:",
        "示例",
    ):
        assert shown in page, shown
    assert page.count("<dd>3个</dd>") == page.count("<dd>7条</dd>") == 2


def test_everything_says_it_is_an_example(site: Path) -> None:
    for path in (site / "content").rglob("*.*"):
        if record_of(path.relative_to(site / "content").as_posix()) != "page":
            assert re.search(r"^示例: 是$", path.read_text("utf-8"), re.MULTILINE), path
        assert "示例" in path.read_text("utf-8")


def test_keys_are_chinese(site: Path) -> None:
    english = {f.id for fields in RECORDS.values() for f in fields}
    for path in (site / "content").rglob("*.*"):
        keys = re.findall(r"^\s*:?([a-z_]+):", path.read_text("utf-8"), re.MULTILINE)
        assert not english & set(keys), path


def test_commented_settings_work(site: Path) -> None:
    """What the comments of site.yaml offer has no fault once the # is gone."""
    path = site / "content/site.yaml"
    text, count = re.subn(r"^# (\S+: )", r"\1", path.read_text("utf-8"), flags=re.MULTILINE)
    assert count == 5
    path.write_text(text.replace("示例: 是\n", ""), "utf-8")
    assert build(Options(site, now=NOW)).diagnostics == ()


@pytest.mark.parametrize("kind", [k.id for k in KINDS])
def test_a_new_notice_needs_no_options(site: Path, kind: str) -> None:
    """It is a draft with gaps: the site is built all the same, and the preview shows it."""
    path, problem = new_notice(str(site), "mine", kind)
    assert problem == ""
    assert path
    assert build(Options(site, now=NOW)).exit_code == 0
    assert build(Options(site, "preview", now=NOW, preview=True)).exit_code == 0
    assert (site / "preview/round-1/mine.html").exists()


def test_a_fault_is_said_as_often_as_one_asks(site: Path) -> None:
    path = site / "content/notices/round-1/example-street.md"
    path.write_text(path.read_text("utf-8").replace(":状态: 已完成", ":状态: 完成"), "utf-8")
    for _ in range(3):
        assert [d.code for d in build(Options(site, now=NOW, write=False)).diagnostics] == ["E0206"]


def test_the_guide_names_what_is_there(site: Path) -> None:
    guide = (site / "使用说明.md").read_text("utf-8")
    for shown in re.findall(r"`((?:content|site)/[a-z./-]*)`", guide):
        assert (site / shown).exists(), shown


def test_an_existing_folder_is_left_alone(site: Path, tmp_path: Path) -> None:
    before = (site / "content/site.yaml").read_bytes()
    (site / "content/site.yaml").write_bytes(before + b"\n")
    assert init(str(site), "zh-CN")
    assert (site / "content/site.yaml").read_bytes() == before + b"\n"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert init(str(empty), "en") == ""
