"""What browser tests share: Chromium, a copy of the sample site, and `gongkai preview` of it.

Without Playwright or Chromium these tests are skipped; where `CI` is true, they fail.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).parents[2]
DEADLINE = 60.0  # seconds; only ever waited for by a test that fails
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def missing(what: str) -> NoReturn:
    """Skip what needs a browser, but never on CI, where nobody would see."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must run the browser tests")
    pytest.skip(f"{what} is missing: see CONTRIBUTING.md to run the browser tests")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright (Python package playwright)")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a copy of the sample site."""
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    return tmp_path


class Line(NamedTuple):
    """A line of output, and when it came."""

    text: str
    at: float


class Command:
    """A `gongkai preview` that runs. `lines` has what it prints, as it comes."""

    def __init__(self, root: Path, port: int = 0) -> None:
        arguments = f"-X utf8 -m generator preview --port {port} -C".split()
        command = [sys.executable, *arguments, str(root)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", cwd=REPOSITORY
        )
        self.lines: queue.Queue[Line] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        words = self.wait_for("http://127.0.0.1:").text.replace("（", " ").split("http://")[1].split()
        self.address = f"http://{words[0]}"

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            for text in output:
                self.lines.put(Line(text, perf_counter()))
        self.lines.put(Line("", perf_counter()))

    def wait_for(self, part: str) -> Line:
        """The next line that has `part` in it."""
        seen = ""
        while True:
            line = self.lines.get(timeout=DEADLINE)
            seen += line.text
            if part in line.text:
                return line
            assert line.text, f"it ended without {part!r}:\n{seen}"

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        return code


@pytest.fixture
def preview(site: Path) -> Iterator[Callable[..., Command]]:
    """Starts a preview of the site; it ends with the test."""
    started: list[Command] = []

    def start(port: int = 0) -> Command:
        command = Command(site, port)
        started.append(command)
        return command

    yield start
    for command in started:
        command.stop()
