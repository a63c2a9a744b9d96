"""The built site in a browser: over http under the policy of the site, and from a disc.

Every template, 1280 and 320 pixels wide, light and dark.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
import sites

from .conftest import REPOSITORY, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

LATER = 1_798_732_800  # 2027-01-01 00:00 in Shanghai, after everything the sample site publishes
AXE = REPOSITORY / "tests/tools/node_modules/axe-core/axe.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TEMPLATES = {
    "home": "index.html",
    "notice": "binhai-3-15/teda.html",
    "announcement": "binhai-3-15/entry.html",  # with a table, a footnote and an attachment
    "correction": "binhai-3-15/teda-correction.html",
    "round": "binhai-3-15/index.html",
    "rounds": "rounds/index.html",
    "organisation": "organisations/teda.html",
    "organisations": "organisations/index.html",
    "page": "about.html",
    "notfound": "no/such/page.html",
}
SIZES = {1280: 900, 320: 640}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Handler(SimpleHTTPRequestHandler):
    """The files of a folder under the policy of the site, 404.html for what is not there."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(REPOSITORY / "content", root / "content")
    report = sites.run(root, now=LATER)
    assert report.exit_code == 0, sites.codes(report)
    return root / "site"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Heard(NamedTuple):
    """What a browser asked for, and what it complained of."""

    requests: list[str]
    complaints: list[str]


Open = Callable[..., tuple["Page", Heard]]


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Open]:
    """Opens pages that are listened to."""
    contexts: list[BrowserContext] = []

    def start(width: int = 1280, scheme: Literal["light", "dark"] = "light", **options: Any) -> tuple[Page, Heard]:
        viewport = {"width": width, "height": SIZES[width]}
        options = {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce", **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        heard = Heard([], [])

        def on_console(message: ConsoleMessage) -> None:
            where = message.location["url"]
            # that the page asked for is not there is what this page is for
            if message.type in ("error", "warning") and not where.endswith(TEMPLATES["notfound"]):
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


STYLE = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : [];
}"""

# What sticks out of the window or of its box; a table may be wider inside its own box, which scrolls.
OVERFLOW = """() => {
  const found = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) found.push(`page ${document.documentElement.scrollWidth} > ${wide}`);
  for (const e of document.body.querySelectorAll("*")) {
    const scrolls = e.closest("section.table, pre");
    if (scrolls && scrolls !== e || e.matches(".skip")) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > wide + 1)) found.push(`${e.tagName}.${e.className} ${box.left}-${box.right}`);
    const style = getComputedStyle(e);
    if (!scrolls && style.overflowX !== "visible" && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      found.push(`${e.tagName}.${e.className} is clipped`);
    if (["fixed", "sticky"].includes(style.position)) found.push(`${e.tagName}.${e.className} is ${style.position}`);
  }
  return found;
}"""

# WCAG 2.2, 1.4.12
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
TWICE = "html { font-size: 225% !important }"


@pytest.mark.parametrize("width", SIZES)
def test_pages_over_http(browse: Open, address: str, width: int) -> None:
    """No complaint, nothing asked from elsewhere, no sideways scrolling: as it is, enlarged, and spaced out."""
    for scheme in SCHEMES:
        page, heard = browse(width, scheme)
        for name, path in TEMPLATES.items():
            heard.requests.clear()
            page.goto(address + path)
            assert len(heard.requests) <= 6
            assert all(url.startswith(address) for url in heard.requests), heard.requests
            for css in ("", TWICE, SPACING):
                page.evaluate(STYLE, css)
                assert page.evaluate(OVERFLOW) == [], (name, width, css)
            assert heard.complaints == [], name


def test_the_page_is_in_the_scheme_asked_for(browse: Open, address: str) -> None:
    """Also that the style sheet is let through by the policy, and so the other tests see a styled page."""
    seen = {}
    for scheme in SCHEMES:
        page, _ = browse(1280, scheme)
        page.goto(address)
        seen[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    assert len(set(seen.values())) == 2


def test_pages_from_a_disc(browse: Open, folder: Path) -> None:
    """The site can be copied and read anywhere; only 404.html is for servers alone."""
    page, heard = browse()
    for name, path in TEMPLATES.items():
        if name == "notfound":
            continue
        page.goto((folder / path).as_uri())
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
        page.get_by_role("link", name="首页").first.click()
        assert page.url == (folder / "index.html").as_uri()
    assert all(url.startswith(folder.as_uri()) for url in heard.requests), heard.requests
    assert heard.complaints == []


# The element in focus: its place among all elements, whether it can be seen, and its ring.
FOCUS = """() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const x = box.left + Math.min(box.width / 2, 8), y = box.top + Math.min(box.height / 2, 8);
  const top = document.elementFromPoint(x, y);
  return {
    order: [...document.querySelectorAll("*")].indexOf(e),
    name: e.outerHTML.slice(0, 120),
    id: e.id,
    seen: box.width > 0 && box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight + 1 || box.height > innerHeight,
    covered: !(top && (e.contains(top) || top.contains(e))),
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
  };
}"""


@pytest.mark.parametrize("name", TEMPLATES)
def test_keyboard(browse: Open, address: str, name: str) -> None:
    """First the skip link, which moves the focus; then every stop in order, visible and with a ring."""
    page, _ = browse(1280)
    page.goto(address + TEMPLATES[name])
    page.keyboard.press("Tab")
    at = page.evaluate(FOCUS)
    assert "skip" in at["name"] and at["seen"] and not at["covered"] and at["ring"] >= 2
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main, footer')")

    page.goto(address + TEMPLATES[name])
    total = page.evaluate("document.querySelectorAll('a[href], [tabindex=\"0\"]').length")
    before = -1
    for _ in range(total):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["order"] > before, at
        assert at["seen"] and not at["covered"] and at["ring"] >= 2, at
        before = at["order"]


def test_print_leaves_out_nothing_of_the_text(browse: Open, address: str) -> None:
    """On paper every word of the notice is there; only what the generator adds may be left out."""
    page, _ = browse(1280)
    page.goto(address + TEMPLATES["notice"])
    page.emulate_media(media="print")
    hidden = """[...document.querySelectorAll("#notice *")].filter(
      e => !e.closest(".aux") && !e.getClientRects().length).map(e => e.outerHTML.slice(0, 100))"""
    assert page.evaluate(hidden) == []
    assert page.locator(".skip").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe(browse: Open, address: str, width: int, scheme: Literal["light", "dark"]) -> None:
    """No violation of WCAG up to AAA and of good practice, and nothing axe could not decide."""
    if not AXE.is_file():
        missing("axe (npm install --prefix tests/tools)")
    source = AXE.read_text("utf-8")
    page, _ = browse(width, scheme, bypass_csp=True)
    found = []
    for name, path in TEMPLATES.items():
        page.goto(address + path)
        page.evaluate(source)
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
        assert len(result["passes"]) > 20, name
        for kind in ("violations", "incomplete"):
            for rule in result[kind]:
                nodes = "; ".join(n["html"][:100] for n in rule["nodes"][:3])
                found.append(f"{name}: {kind}: {rule['id']} ({len(rule['nodes'])}): {nodes}")
    assert found == []
