"""The same input gives the same bytes, whatever the machine is like and however the work is spread."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sites

REPO = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
EPOCH = str(sites.NOW)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site, with enough notices to be spread over processes in several batches."""
    root = tmp_path_factory.mktemp("corpus")
    for folder in ("content", "themes"):
        shutil.copytree(GOLDEN / "zh" / folder, root / folder)
    notice = (root / "content/notices/r1/entry.md").read_text("utf-8")
    for k in range(120):
        (root / f"content/notices/r1/n{k:03}.md").write_text(notice.replace("甲街道的公告", f"第{k}号公告"), "utf-8")
    return root


def build(
    root: Path, out: Path, *options: str, cwd: Path = REPO, environment: dict[str, str] | None = None
) -> dict[str, bytes]:
    """The site as a program of its own builds it."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(REPO), **(environment or {})}
    command = [sys.executable, "-W", "error", "-m", "generator", "-C", str(root), "build", "--out", str(out), *options]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return sites.tree(out)


@pytest.fixture(scope="session")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a serial build in this process gives."""
    out = tmp_path_factory.mktemp("expected")
    assert sites.run(corpus, out=str(out)).exit_code == 0
    tree = sites.tree(out)
    assert len(tree) > 120
    return tree


VARIATIONS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "one job": (("-j", "1"), {}),
    "two processes": (("-j", "2", "--executor", "processes"), {}),
    "five processes": (("-j", "5", "--executor", "processes"), {}),
    "serial": (("--executor", "serial"), {}),
    "west": ((), {"TZ": "America/Los_Angeles"}),
    "east": ((), {"TZ": "Pacific/Kiritimati"}),
    "C locale": ((), {"LC_ALL": "C", "LANG": "C"}),
    "English locale": ((), {"LC_ALL": "en_US.UTF-8"}),
    "hash seed 0": ((), {"PYTHONHASHSEED": "0"}),
    "hash seed 4242": ((), {"PYTHONHASHSEED": "4242"}),
    "optimised": ((), {"PYTHONOPTIMIZE": "1"}),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_same_bytes(name: str, corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Worker count, executor, time zone, locale and hash seed show in no byte."""
    options, environment = VARIATIONS[name]
    assert build(corpus, tmp_path / "site", *options, environment=environment) == expected


def test_other_folders(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Nor do the place of the site folder, its name, or where the program is started."""
    root = tmp_path / "站点 with spaces"
    shutil.copytree(corpus, root, ignore=shutil.ignore_patterns(".gongkai"))
    assert build(root, root / "site", cwd=tmp_path) == expected
    assert build(Path(), root / "site", "--clean", cwd=root) == expected


def test_files_created_in_another_order(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Nor does the order in which the file system lists the sources."""
    sources = {p: b for p, b in sites.tree(corpus).items() if p.startswith(("content/", "themes/"))}
    sites.write(tmp_path, dict(sorted(sources.items(), reverse=True)))
    assert sites.run(tmp_path).exit_code == 0
    assert sites.tree(tmp_path / "site") == expected


def test_the_moment_shows_only_in_what_is_due(corpus: Path, tmp_path: Path) -> None:
    """A day later, with nothing due in between, not a byte is different."""
    later = sites.NOW + 400 * 86_400
    assert sites.run(corpus, now=later, out=str(tmp_path / "one")).exit_code == 0
    assert sites.run(corpus, now=later + 86_400, out=str(tmp_path / "other")).exit_code == 0
    assert sites.tree(tmp_path / "one") == sites.tree(tmp_path / "other")
