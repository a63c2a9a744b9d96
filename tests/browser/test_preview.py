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

from . import checkers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

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

    def failed(request: Request) -> None:
        # a page that is loaded again ends what it was loading
        if request.failure != "net::ERR_ABORTED":
            errors.append(f"{request.url}: {request.failure}")

    context = chromium.new_context(reduced_motion="reduce")
    made = context.new_page()
    made.set_default_timeout(WAIT)
    made.on("console", heard)
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("requestfailed", failed)
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
    fault = panel.locator("li.error", has_text=f"{NOTICE}:{line}:")
    fault.wait_for()
    assert panel.get_by_role("alert").inner_text() == "内容有错误，页面仍是上一次的"
    assert page.locator("h1").inner_text() == title, "the last good page stays"
    # under the policy a style can only have come from our file
    assert panel.evaluate("panel => getComputedStyle(panel).position") == "fixed"
    # a page opened now shows it too
    page.goto(running.address)
    fault.wait_for()
    page.goto(running.address + PAGE)
    fault.wait_for()
    notice.save("改好了。")
    page.get_by_text("改好了。").first.wait_for()
    fault.wait_for(state="detached")
    assert panel.get_by_role("alert").count() == 0
    assert errors == []


DOUBLED = "整改工作得到了的的群众好评。"
MARKED = "() => [...CSS.highlights.get('gongkai-fault')].map(range => range.toString()).join()"
BESIDE = """panel => {
  const beside = panel.getBoundingClientRect();
  const texts = [...document.querySelectorAll("main p")].map(p => p.getBoundingClientRect());
  return texts.every(text => text.right <= beside.left);
}"""


# all of the list in sight, for what is scrolled away cannot be judged; the site's own pages have tests of their own
LAID_OUT = """selector => {
  document.querySelector("main").remove();
  const panel = document.querySelector(selector);
  panel.style.position = "static";
  for (const each of [panel, panel.querySelector(".list")]) {
    each.style.maxHeight = "none";
    each.style.overflow = "visible";
  }
}"""


def test_a_fault_leads_to_its_place(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    """What the review finds is listed beside the text, and each fault shows where it is."""
    running = preview()
    notice.save(f"首先，{DOUBLED}\n\n其次，{DOUBLED}")
    page.goto(running.address + PAGE)
    panel = page.locator(PANEL)
    fault = panel.locator("li", has_text=f"{NOTICE}:{len(notice.text.splitlines()) + 4}:11 W1302")
    fault.wait_for()
    assert panel.evaluate(BESIDE), "it covers the text"
    fault.get_by_role("link").press("Enter")
    assert page.evaluate(MARKED) == "的的"
    focused = page.evaluate("() => document.activeElement.textContent")
    assert focused == f"其次，{DOUBLED}", "the second is shown, not the first"
    assert page.locator("p", has_text="其次").evaluate("p => p.getBoundingClientRect().top < innerHeight")
    assert errors == []


def test_a_fault_of_another_page_is_shown_there(preview: Start, notice: Notice, page: Page, errors: list[str]) -> None:
    running = preview()
    page.goto(running.address)
    notice.save("[看这里](nothing.md)")
    fault = page.locator(PANEL).locator("li.error", has_text="nothing.md")
    fault.get_by_role("link").click()
    page.wait_for_url(f"**/{PAGE}*")
    # the last good page is shown, which has no such text: its section is marked
    page.wait_for_function("() => CSS.highlights.has('gongkai-fault')")
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_is_accessible(preview: Start, browse: Any, width: int, scheme: str) -> None:
    running = preview()
    page, heard = browse(width, scheme)
    page.goto(running.address + PAGE)
    panel = page.locator(PANEL)
    panel.locator("li").first.wait_for(state="attached")
    button = panel.get_by_role("button", name="检查提示")
    if width == 320:
        assert button.get_attribute("aria-expanded") == "false", "it leaves a small screen to the text"
        assert panel.bounding_box()["height"] < 100
        button.press("Enter")
    panel.locator("li").first.wait_for()
    assert panel.evaluate("p => p.scrollWidth <= p.clientWidth")
    page.evaluate(LAID_OUT, PANEL)
    assert checkers.axe(page, about=PANEL) == []
    button.press("Enter")
    panel.locator("li").first.wait_for(state="hidden")
    assert heard.complaints == []


def test_a_folded_list_stays_folded_until_something_else_is_wrong(
    preview: Start, notice: Notice, page: Page, errors: list[str]
) -> None:
    running = preview()
    page.goto(running.address + PAGE)
    panel = page.locator(PANEL)
    notice.break_()
    error = panel.locator("li.error")
    error.wait_for()
    panel.get_by_role("button").press("Enter")
    error.wait_for(state="hidden")
    page.reload()
    error.wait_for(state="attached")
    assert error.is_hidden()
    assert panel.get_by_role("button").get_attribute("aria-expanded") == "false"
    notice.save("[看这里](nothing.md)\n\n[看那里](nothing.md)")
    error.first.wait_for()
    assert errors == []


def test_faults_before_the_first_output(preview: Start, notice: Notice, page: Page) -> None:
    line = notice.break_()
    running = preview()
    page.goto(running.address + PAGE)
    assert f"{NOTICE}:{line}:" in page.locator("pre").first.inner_text()
    page.locator(PANEL).locator("li.error").first.wait_for()
    notice.save()
    page.locator("h1", has_text="泰达街道工委").wait_for()
    page.locator(PANEL).wait_for()
    assert page.locator(PANEL).locator("li.error").count() == 0


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
