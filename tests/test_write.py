"""Where a site is written: what is refused, what is left, what one change costs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import sites

from generator import write


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Naming the wrong folder must not rearrange it."""
    root, other = tmp_path / "site", tmp_path / "home"
    sites.write(root, sites.BASE)
    sites.write(other, {"letter.txt": "甲", "pictures/a.png": "乙", ".profile": ""})
    before = sites.tree(other)
    report = sites.run(root, out=other)
    assert sites.codes(report) == ["../home:1:1: E0804"]
    assert report.exit_code == 1
    assert sites.tree(other) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "site"]


def test_files_of_servers_and_version_control_stay_unsaid(tmp_path: Path) -> None:
    sites.write(tmp_path, sites.BASE)
    sites.write(tmp_path, {"site/.gitkeep": "", "site/CNAME": "example.gov.cn", "site/.git/config": "x"})
    report = sites.run(tmp_path)
    assert report.diagnostics == ()
    assert (tmp_path / "site/.git/config").read_text() == "x"
    assert (tmp_path / "site/CNAME").read_text() == "example.gov.cn"


def test_one_changed_page_leaves_every_other_file_alone(tmp_path: Path) -> None:
    """A single file is renamed into place; not even the links of the others are touched."""
    off = "outputs: {ledger: false, search: false, data: false, forms: false}\n"
    sites.write(tmp_path, {**sites.BASE, "content/site.yaml": sites.BASE["content/site.yaml"] + off})
    sites.run(tmp_path)
    folder = os.stat(tmp_path / "site").st_ino
    path = tmp_path / "content/notices/r1/a.md"
    path.write_text(path.read_text("utf-8") + "- 二是再学习。\n", "utf-8")
    assert sites.run(tmp_path).written > 1, "a new measure is counted on other pages"
    swapped = os.stat(tmp_path / "site").st_ino
    assert swapped != folder
    path.write_text(path.read_text("utf-8").replace("再学习", "又学习"), "utf-8")
    assert sites.run(tmp_path).written == 1
    assert os.stat(tmp_path / "site").st_ino == swapped


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems that cannot swap two folders in one step."""
    monkeypatch.setattr(sys, "platform", "other")
    sites.write(tmp_path, {"one/a": "甲", "other/b": "乙"})
    write.exchange(str(tmp_path / "one"), str(tmp_path / "other"))
    assert sites.tree(tmp_path) == {"one/b": "乙".encode(), "other/a": "甲".encode()}


def test_where_links_are_refused_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError

    sites.write(tmp_path, sites.BASE)
    sites.run(tmp_path)
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "site").rglob("*") if p.is_file()}
    sites.write(tmp_path, {"content/pages/about.md": "---\ntitle: 关于\n---\n甲\n"})
    monkeypatch.setattr(os, "link", refuse)
    assert sites.run(tmp_path).exit_code == 0
    kept = tmp_path / "site/organisations/o1.html"
    assert (tmp_path / "site/about.html").is_file()
    assert kept.stat().st_mtime_ns != 0
    assert kept in times
