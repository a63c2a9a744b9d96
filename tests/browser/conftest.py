"""What browser tests share: Chromium, sites that are served, and `gongkai preview`.

Without Playwright or Chromium these tests are skipped; where `CI` is true, they fail.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

import examples
import pytest
from pages import Site

from . import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

REPOSITORY = Path(__file__).parents[2]
DEADLINE = 60.0  # seconds; only ever waited for by a test that fails
LIMIT = 240.0  # seconds of one test in the browser
PLAIN = "plain.example"  # a name of this machine that is no secure context, as a site on plain http is none
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1",
]  # fmt: skip


def missing(what: str) -> NoReturn:
    """Skip what needs a browser, but never on CI, where nobody would see."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must run the browser tests")
    pytest.skip(f"{what} is missing: see CONTRIBUTING.md to run the browser tests")


class Launcher:
    """Starts Chromium, and starts it again when it has died."""

    def __init__(self, playwright: Playwright, path: str) -> None:
        self._playwright = playwright
        self._path = path
        self._browser: Browser | None = None
        self._pid = 0

    def browser(self) -> Browser:
        """A Chromium that answers."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=self._path, args=ARGUMENTS)
            known = self._browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
            self._pid = next(process["id"] for process in known if process["type"] == "browser")
        return self._browser

    def kill(self) -> None:
        """End it at once: whatever waits for it gets an error."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        if self._browser is not None and self._browser.is_connected():
            self._browser.close()


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """What starts the one Chromium of all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright (Python package playwright)")
    path = chrome()
    with sync_playwright() as playwright:
        made = Launcher(playwright, path)
        yield made
        made.close()


def chrome() -> str:
    """Where Chromium is."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium")
    return path


@contextmanager
def limited(launcher: Launcher, seconds: float) -> Iterator[Browser]:
    """A Chromium that is killed when it is not done in time: a page that hangs fails its test, not the run."""
    watch = threading.Timer(seconds, launcher.kill)
    browser = launcher.browser()
    watch.start()
    try:
        yield browser
    finally:
        watch.cancel()


@pytest.fixture
def chromium(launcher: Launcher) -> Iterator[Browser]:
    """The Chromium of all tests."""
    with limited(launcher, LIMIT) as browser:
        yield browser


class Heard(NamedTuple):
    """What a browser asked for, and what it complained of."""

    requests: list[str]
    complaints: list[str]


Open = Callable[..., tuple["Page", Heard]]
HEIGHTS = {1280: 900, 320: 640}


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Open]:
    """Opens pages that are listened to; `lost` is the end of an address that is not there, and need not be."""
    contexts: list[BrowserContext] = []

    def start(
        width: int = 1280, scheme: Literal["light", "dark"] = "light", lost: str = "no/such/page.html", **options: Any
    ) -> tuple[Page, Heard]:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        options = {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce", **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        heard = Heard([], [])

        def on_console(message: ConsoleMessage) -> None:
            where = message.location["url"]
            if message.type in ("error", "warning") and not where.endswith(lost):
                heard.complaints.append(f"{message.text} {where}")

        def on_failure(request: Request) -> None:
            if request.failure != "net::ERR_ABORTED":  # the page was left before its icon had come
                heard.complaints.append(f"{request.url}: {request.failure}")

        page = context.new_page()
        context.on("request", lambda request: heard.requests.append(request.url))
        page.on("console", on_console)
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on("requestfailed", on_failure)
        return page, heard

    yield start
    for context in contexts:
        context.close()


class Served(NamedTuple):
    """A site of `examples`, built, and the address where it is served."""

    site: Site
    address: str
    kinds: dict[str, str]  # path of a page → which output made it

    @property
    def one_of_each(self) -> list[str]:
        """The largest page of each kind."""
        by_size = sorted(self.kinds, key=lambda path: len(self.site.files[path]))
        return sorted({self.kinds[path]: path for path in by_size}.values())

    @property
    def many(self) -> list[str]:
        """Every notice, and of each kind the largest and the smallest page."""
        by_size = sorted(self.kinds, key=lambda path: -len(self.site.files[path]))
        smallest = {self.kinds[path]: path for path in by_size}.values()
        notices = {path for path, kind in self.kinds.items() if kind == "notice"}
        return sorted({*notices, *smallest, *self.one_of_each})


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Builds and serves a site of `examples` by its name, once."""
    with ExitStack() as stack:

        @cache
        def start(name: str) -> Served:
            root = tmp_path_factory.mktemp(name)
            site = examples.built(name, root)
            return Served(site, stack.enter_context(serving.serve(site.folder, site.base)), kinds(root))

        yield start


def kinds(root: Path) -> dict[str, str]:
    """Which output made each page of the site built in a folder, by its path: the build has written it down."""
    (state,) = (root / ".gongkai").glob("*.sqlite")
    with closing(sqlite3.connect(state)) as db:
        return dict(db.execute("select path, output from output where path like '%.html' order by path"))


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
