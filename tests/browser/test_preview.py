"""`gongkai preview` as a clerk sees it: real command, real browser, the site's own policy."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

Start = Callable[..., Any]  # see the fixture preview

NOTICE = "content/notices/binhai-3-15/teda.md"
PAGE = "binhai-3-15/teda.html"
PANEL = "#gongkai-preview"
WAIT = 30_000  # milliseconds; only ever waited for by a test that fails


class Notice:
    """The notice that is edited, always from what it was at first."""

    def __init__(self, site: Path) -> None:
        self.path = site / NOTICE
        self.text = self.path.read_text(encoding="utf-8")

    def save(self, addition: str = "") -> None:
        self.path.write_text(f"{self.text}\n{addition}\n" if addition else self.text, encoding="utf-8")

    def break_(self) -> int:
        """Save it with a fault; the line of the fault."""
        lines = self.text.splitlines()
        lines.insert(2, "kind_of: x")
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 3


@pytest.fixture
def notice(site: Path) -> Notice:
    return Notice(site)


@pytest.fixture
def errors() -> list[str]:
    return []


@pytest.fixture
def page(chromium: Browser, errors: list[str]) -> Iterator[Page]:
    """A page under the policy as it is sent; `errors` gets what its console and its requests complain of."""

    def heard(message: ConsoleMessage) -> None:
        # browsers ask for an icon unasked; whether the site has one is not the preview's affair
        if message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico"):
            errors.append(f"{message.text} {message.location['url']}")

    context = chromium.new_context(reduced_motion="reduce")
    made = context.new_page()
    made.set_default_timeout(WAIT)
    made.on("console", heard)
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("requestfailed", lambda request: errors.append(f"{request.url}: {request.failure}"))
    yield made
    context.close()


def test_a_save_is_on_screen(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    running = preview()
    page.goto(running.address + PAGE)
    delays = []
    for count in range(1, 6):
        saved = perf_counter()
        notice.save(f"预览测试第{count}次。")
        page.get_by_text(f"预览测试第{count}次。").first.wait_for()
        seen = perf_counter()
        built = running.wait_for("用时")
        delays.append((built.at - saved, seen - built.at))
    print(f"\nsave to built: {median(d[0] for d in delays):.3f} s", end="; ")
    print("built to screen: " + ", ".join(f"{d[1]:.3f}" for d in delays) + " s")
    assert errors == []


def test_of_quick_saves_the_last_is_shown(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    running = preview()
    page.goto(running.address + PAGE)
    for _ in range(3):
        for count in "甲乙丙":
            notice.save(f"快存{count}。")
        page.get_by_text("快存丙。").first.wait_for()
        notice.save()
        page.get_by_text("快存丙。").first.wait_for(state="detached")
    assert errors == []


def test_saves_one_by_one_are_all_shown(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    """The second comes well within three seconds of the first, where livereload as it is says nothing."""
    running = preview()
    page.goto(running.address + PAGE)
    for text in ("逐次甲。", "逐次乙。", "逐次丙。"):
        notice.save(text)
        page.get_by_text(text).first.wait_for()
    assert errors == []


def test_a_fault_is_shown_with_its_line_and_goes(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    running = preview()
    page.goto(running.address + PAGE)
    title = page.locator("h1").inner_text()
    line = notice.break_()
    panel = page.locator(PANEL)
    panel.wait_for()
    assert panel.get_attribute("role") == "alert"
    assert f"{NOTICE}:{line}:" in panel.inner_text()
    assert page.locator("h1").inner_text() == title, "the last good page stays"
    # under the policy a style can only have come from our file
    assert panel.evaluate("panel => getComputedStyle(panel).position") == "fixed"
    # a page opened now shows it too
    page.goto(running.address)
    panel.wait_for()
    page.goto(running.address + PAGE)
    panel.wait_for()
    notice.save("改好了。")
    page.get_by_text("改好了。").first.wait_for()
    assert panel.count() == 0
    assert errors == []


def test_a_closed_panel_stays_closed_until_something_else_is_wrong(
    preview: Start, notice: Notice, page: Page, errors: list[str]
) -> None:
    running = preview()
    page.goto(running.address + PAGE)
    panel = page.locator(PANEL)
    notice.break_()
    panel.get_by_role("button").press("Enter")
    panel.wait_for(state="detached")
    told: list[object] = []

    def hear(frame: object) -> None:
        told.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    page.reload()
    for _ in range(3000):
        if told:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert told, "the page was told nothing"
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert panel.count() == 0
    notice.save()
    running.wait_for("已更新")
    notice.break_()
    panel.wait_for()
    assert errors == []


def test_faults_before_the_first_output(preview: Start, notice: Notice, page: Page) -> None:
    line = notice.break_()
    running = preview()
    page.goto(running.address + PAGE)
    assert f"{NOTICE}:{line}:" in page.locator(PANEL).inner_text()
    notice.save()
    page.locator("h1", has_text="泰达街道工委").wait_for()
    assert page.locator(PANEL).count() == 0


def test_a_page_finds_a_preview_that_was_started_anew(preview: Start, notice: Notice, page: Page) -> None:
    first = preview()
    page.goto(first.address + PAGE)
    assert first.stop() == 0
    notice.save("停着的时候改的。")
    preview(first.port)
    page.get_by_text("停着的时候改的。").first.wait_for()


CONNECT = """url => new Promise(done => {
  const socket = new WebSocket(url);
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
})"""


def test_another_site_cannot_listen(preview: Start, chromium: Browser, page: Page, errors: list[str]) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href=data:,><title>other</title>")

        def log_message(self, *_: object) -> None:
            """Nothing to tell."""

    running = preview()
    socket = running.address.replace("http:", "ws:") + "livereload"
    page.goto(running.address + PAGE)
    assert page.evaluate(CONNECT, socket) == "open"
    assert errors == []
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        assert page.evaluate(CONNECT, socket) == "refused"
        other.shutdown()
    assert [code for text in errors for code in re.findall(r"response code: (\d+)", text)] == ["403"]
