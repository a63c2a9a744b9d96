"""Closing and archiving stopped at every step: the next run ends it, nothing is lost, nothing is signed twice differently."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import announcing
import archiving
import pytest
import sites
from archiving import archive, verify

from generator import announce, register_store
from generator.archives import package, run
from generator.log import store

WRITES = ("open", "write", "fsync", "sync", "replace", "rename", "mkdir", "makedirs", "unlink", "rmdir")


class Crash(BaseException):
    """The machine stops here."""


class Steps:
    """The module `os` as those who write see it: every step that changes the disk is counted, and one is not done."""

    def __init__(self, stop: int) -> None:
        self.stop, self.done = stop, 0
        self.told: list[str] = []

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        if name not in WRITES:
            return real

        def step(*args: object, **more: object) -> object:
            if name == "open" and isinstance(args[1], int) and not args[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
                return real(*args, **more)
            if self.done == self.stop:
                raise Crash
            self.done += 1
            self.told.append(name)
            return real(*args, **more)

        return step


@contextmanager
def stopping(steps: Steps) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (store, register_store, announce, package, run):
            patch.setattr(module, "os", steps)
        yield


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An announced site, not closed yet."""
    return archiving.site(tmp_path_factory.mktemp("begun") / "s", archiving.BARE).parent


def test_stopped_at_every_step(begun: Path, tmp_path: Path) -> None:
    """Of one round there is one entry in the log; the package is whole or not there; at the end it verifies."""
    for stop in count():
        top = tmp_path / "try"
        shutil.copytree(begun, top)
        root, steps = top / "s", Steps(stop)
        ended = False
        with stopping(steps):
            try:
                archive(root)
                ended = True
            except Crash:
                pass
        packages = [p.name for p in (root / "archives").glob("*.zip")] if (root / "archives").exists() else []
        assert packages in ([], ["r1.zip"])
        if packages:
            whole = (root / "archives/r1.zip").read_bytes()
        done = archive(root, sites.NOW + 3600)
        assert not done.failed, done
        rows = announcing.register(root).rows
        assert [r.type for r in rows].count("round-close") == 1
        assert not (root / "register/pending").exists()
        assert os.listdir(root / "archives") == ["r1.zip"]
        if packages:
            assert (root / "archives/r1.zip").read_bytes() == whole
        if stop % 7 == 0 or ended:
            assert sites.run(root, now=sites.NOW + 7200).exit_code == 0
            code, said = verify(root / "archives/r1.zip")
            assert code == 0, said
        shutil.rmtree(top)
        if ended:
            assert stop > 30
            return


def test_the_package_is_durable_before_it_has_its_name(begun: Path, tmp_path: Path) -> None:
    """Written, made durable, named, and then the name made durable."""
    top = tmp_path / "try"
    shutil.copytree(begun, top)
    steps = Steps(-1)
    with stopping(steps):
        archive(top / "s")
    last = steps.told[-6:]
    assert "fsync" in last
    named = len(last) - 1 - last[::-1].index("replace")
    assert "fsync" in last[:named]
    assert "fsync" in last[named:]


def test_two_at_once_wait_for_each_other(begun: Path, tmp_path: Path) -> None:
    """Two runs end with one closed round and one package."""
    import threading

    shutil.copytree(begun, tmp_path / "try")
    root = tmp_path / "try/s"
    results: list[bool] = []
    both = [threading.Thread(target=lambda: results.append(archive(root).failed)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert results == [False, False]
    assert [r.type for r in announcing.register(root).rows].count("round-close") == 1
    assert verify(root / "archives/r1.zip")[0] == 0
