"""However a build ends, the site is the old one or the new one, whole.

A thousand notices are all edited, the build is killed at moments spread over an undisturbed build's
duration and crowded around the exchange of the two trees; after each kill every file of the site must be
of one and the same build. Nothing sleeps: waiting has deadlines, and ends with the process waited for.
"""

from __future__ import annotations

import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import sites

REPO = Path(__file__).resolve().parents[1]
DEADLINE = 60.0
NOTICES = 1000
KILLS = 50
TEXT = """---
title: 第{k}号通报
kind: rectification
organisation: o1
published_at: 2026-03-05 09:00
---

这是第{v}版的正文，现将整改情况向社会予以公布，欢迎监督。

## 一、整改情况

### （一）针对“第{v}版”问题

- 一是{v}。
"""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kills and process handles are tested on Linux"
)


class Corpus(NamedTuple):
    """A site of a thousand notices, and the two trees it is built into."""

    root: Path
    trees: dict[str, dict[str, bytes]]
    staged: float  # seconds into an undisturbed build: when files are being made,
    swapped: float  # when the new tree was put in place,
    ended: float  # and when it ended

    @property
    def site(self) -> Path:
        return self.root / "site"

    def edit(self, version: str) -> None:
        for k in range(NOTICES):
            (self.root / f"content/notices/r1/n{k:04}.md").write_text(TEXT.format(k=k, v=version), "utf-8")

    def state(self) -> str:
        """Of which build the site is; a fault names the first file that differs."""
        found = sites.tree(self.site)
        for version, tree in self.trees.items():
            if found == tree:
                return version
        version = "甲" if "第甲版".encode() in found.get("r1/n0000.html", b"") else "乙"
        wrong = {p for p in found.keys() | self.trees[version].keys() if found.get(p) != self.trees[version].get(p)}
        raise AssertionError(f"{len(wrong)} of {len(found)} files are not of one build: {sorted(wrong)[:3]}")


def start(root: Path, *options: str, prepare: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """A build in a process group of its own, with two workers."""
    env = {**os.environ, "PYTHONPATH": str(REPO), "SOURCE_DATE_EPOCH": str(sites.NOW), "LC_ALL": "C.UTF-8"}
    command = [
        sys.executable,
        "-m",
        "generator",
        "-C",
        str(root),
        "build",
        "-j",
        "2",
        "--executor",
        "processes",
        *options,
    ]
    return subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509
    )


def finish(build: subprocess.Popen[str]) -> str:
    """The output of a build that must succeed."""
    out, _ = build.communicate(timeout=DEADLINE)
    assert build.returncode == 0, out
    return out


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    with suppress(OSError):
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def gone(pids: list[int]) -> bool:
    """Whether processes end before the deadline."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            if not poll.poll(DEADLINE * 1000):
                return False
        finally:
            os.close(handle)
    return True


def timeline(root: Path) -> tuple[float, float, float]:
    """When an undisturbed build makes files, puts them in place, and ends."""
    site = root / "site"
    before = site.stat().st_ino
    began = time.perf_counter()
    staged = swapped = 0.0
    build = start(root)
    while True:
        with suppress(subprocess.TimeoutExpired):
            build.wait(timeout=0.002)
        now = time.perf_counter() - began
        staged = staged or (now if sites.leftovers(root) else 0.0)
        swapped = swapped or (now if site.exists() and site.stat().st_ino != before else 0.0)
        if build.returncode is not None:
            finish(build)
            return staged, swapped, now


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """Built as version 甲; the tree of version 乙 is known, too."""
    root = tmp_path_factory.mktemp("kills")
    sites.write(root, sites.BASE)
    found = Corpus(root, {}, 0.0, 0.0, 0.0)
    for version in ("乙", "甲"):
        found.edit(version)
        assert sites.run(root).exit_code == 0
        found.trees[version] = sites.tree(root / "site")
    assert found.trees["甲"].keys() == found.trees["乙"].keys()
    assert len(found.trees["甲"]) > NOTICES
    found.edit("乙")
    times = timeline(root)
    assert 0 < times[0] < times[1] <= times[2]
    found = Corpus(root, found.trees, *times)
    found.edit("甲")
    finish(start(root))
    assert found.state() == "甲"
    yield found


def moments(c: Corpus) -> list[float]:
    """Fifty moments: over the whole build, while files are made, and around the exchange."""
    chance = random.Random(2022)
    whole = [chance.uniform(0.0, c.ended) for _ in range(16)]
    making = [chance.uniform(c.staged, c.swapped) for _ in range(12)]
    around = [chance.gauss(c.swapped, 0.05) for _ in range(KILLS - 28)]
    return [max(t, 0.0) for t in (*whole, *making, *around)]


def test_killed_builds_leave_a_whole_site(corpus: Corpus) -> None:
    """Fifty kills: never a missing, mixed or empty file, never a worker left behind; then a build mends all."""
    killed = 0
    for k, moment in enumerate(moments(corpus)):
        new = "乙甲"[k % 2]
        corpus.edit(new)
        build = start(corpus.root)
        if k % 2:
            # a moment told by what the build has done, for a busy machine knows no seconds
            until_staged(build, corpus.root, 1 + 18 * k)
        else:
            with suppress(subprocess.TimeoutExpired):
                build.wait(timeout=moment)
        workers = children(build.pid)
        build.send_signal(signal.SIGKILL)
        build.communicate(timeout=DEADLINE)
        killed += build.returncode == -signal.SIGKILL
        assert gone(workers), "a worker outlived its build"
        assert corpus.state() in ("甲", "乙")
        if build.returncode == 0:
            assert corpus.state() == new
        if k % 10 == 9:
            finish(start(corpus.root))
            assert corpus.state() == new
            assert not sites.leftovers(corpus.root)
            assert (sites.run(corpus.root).written, sites.run(corpus.root).removed) == (0, 0)
    assert killed >= KILLS // 3, "many builds must have been killed before their end"


def until_staged(build: subprocess.Popen[str], root: Path, count: int) -> None:
    """Wait until a build has so many pages in its staging folder, or has ended."""
    while build.poll() is None:
        for stage in sites.leftovers(root):
            with suppress(FileNotFoundError):
                if len(os.listdir(root / stage / "r1")) >= count:
                    return
        with suppress(subprocess.TimeoutExpired):
            build.wait(timeout=0.002)


@pytest.mark.parametrize("staged", [0, 150, 700])
def test_a_killed_worker_is_replaced(corpus: Corpus, staged: int) -> None:
    """When the system kills workers once, while heads are read or pages made, the build goes on with new ones."""
    new = "乙" if corpus.state() == "甲" else "甲"
    corpus.edit(new)
    build = start(corpus.root)
    if staged:
        until_staged(build, corpus.root, staged)
    workers: list[int] = []
    while build.poll() is None and not workers:
        workers = children(build.pid)
    assert workers, "the build ended too soon"
    kill(workers[:1])
    finish(build)
    assert gone(workers)
    assert corpus.state() == new
    assert not sites.leftovers(corpus.root)
    assert (sites.run(corpus.root).written, sites.run(corpus.root).removed) == (0, 0)


def test_workers_killed_again_end_the_build(corpus: Corpus) -> None:
    """When the new workers die, too, the build stops with a message, and the site stays."""
    before = corpus.state()
    new = "乙" if before == "甲" else "甲"
    corpus.edit(new)
    build = start(corpus.root)
    while build.poll() is None:
        kill(children(build.pid))
    out, _ = build.communicate(timeout=DEADLINE)
    assert build.returncode == 1, out
    assert "Traceback" not in out
    assert "网站没有改动" in out
    assert corpus.state() == before
    assert not sites.leftovers(corpus.root)
    finish(start(corpus.root))
    assert corpus.state() == new


def kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_an_interrupted_build_tidies_up(corpus: Corpus) -> None:
    """Ctrl-C and a polite end: the site stays, no staging folder, no worker, no traceback."""
    before = corpus.state()
    corpus.edit("乙" if before == "甲" else "甲")
    for number in (signal.SIGINT, signal.SIGTERM):
        build = start(corpus.root)
        with suppress(subprocess.TimeoutExpired):
            build.wait(timeout=(corpus.staged + corpus.swapped) / 2)
        workers = children(build.pid)
        build.send_signal(number)
        out, _ = build.communicate(timeout=DEADLINE)
        assert gone(workers)
        assert "Traceback" not in out
        assert build.returncode in (1, 0, -number)
        if build.returncode == 1:
            assert "已停止" in out
            assert not sites.leftovers(corpus.root)
        assert corpus.state() in ("甲", "乙")
    corpus.edit(before)
    finish(start(corpus.root))
    assert corpus.state() == before
    assert not sites.leftovers(corpus.root)


def test_two_builds_at_once(corpus: Corpus) -> None:
    """Both succeed, one after the other; the result is whole."""
    new = "乙" if corpus.state() == "甲" else "甲"
    corpus.edit(new)
    for done in [start(corpus.root), start(corpus.root)]:
        finish(done)
    assert corpus.state() == new
    assert not sites.leftovers(corpus.root)


@pytest.mark.parametrize("limit", [3_000, 6_000, 30_000, 300_000, 400_000, 1_000_000])
def test_a_disk_that_refuses_to_write(corpus: Corpus, limit: int) -> None:
    """No file may grow beyond a limit, be it a page's or the memory's: a clear and true message, a whole site."""
    before = corpus.state()
    new = "乙" if before == "甲" else "甲"
    corpus.edit(new)

    def refuse() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    build = start(corpus.root, prepare=refuse)
    out, _ = build.communicate(timeout=DEADLINE)
    assert "Traceback" not in out
    if build.returncode == 0:
        assert limit >= 400_000, "only the memory may be too large to be written"
        assert corpus.state() == new
    else:
        assert build.returncode == 1, out
        assert "gongkai：" in out and "网站没有改动" in out
        assert corpus.state() == before
    assert not sites.leftovers(corpus.root)
    corpus.edit(before)
    finish(start(corpus.root))
    assert corpus.state() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    """A disk that runs full in the middle: a clear message, exit code 1, and the site stays."""
    sites.write(small_disk, sites.BASE)
    finish(start(small_disk))
    before = sites.tree(small_disk / "site")
    for k in range(400):
        try:
            (small_disk / f"content/notices/r1/n{k:04}.md").write_text(TEXT.format(k=k, v="甲"), "utf-8")
        except OSError:
            break
    build = start(small_disk)
    out, _ = build.communicate(timeout=DEADLINE)
    assert build.returncode == 1, out
    assert "磁盘已满" in out and "网站没有改动" in out
    assert sites.tree(small_disk / "site") == before
    assert not sites.leftovers(small_disk)
