"""The site in an archive, replayed by ReplayWeb.page: reached by its links, and by its own search.

The program (the npm package replaywebpage: ui.js, sw.js) and the archive come from the loopback, and nothing else is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZipFile

import archiving
import pytest

from .checkers import tool
from .conftest import DEADLINE, Open

SHELL = """<!doctype html><meta charset="utf-8"><title>replay</title><script src="ui.js"></script>
<replay-web-page source="round.wacz" url="{url}" style="display:block;height:95vh"></replay-web-page>
"""
# what its worker answers with, once it answers: a first frame may come before
INNER = '<!doctype html><html><head><script src="./ui.js"></script></head><body><replay-app-main></replay-app-main></body></html>'
SITE = "https://example.gov.cn/"


class Handler(SimpleHTTPRequestHandler):
    """The files of a folder, parts of them too: the program reads an archive as it needs it."""

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        path = Path(self.translate_path(self.path))
        if not wanted.startswith("bytes=") or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start = int(first) if first else len(data) - int(last)
        end = min(int(last), len(data) - 1) if first and last else len(data) - 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        self.wfile.write(data[start : end + 1])

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the program is served, with the site of an archive."""
    (tmp_path / "replay").mkdir()
    for place in ("ui.js", "replay/ui.js"):
        (tmp_path / place).write_bytes(tool("replaywebpage/ui.js").read_bytes())
    (tmp_path / "replay/sw.js").write_bytes(tool("replaywebpage/sw.js").read_bytes())
    (tmp_path / "replay/index.html").write_text(INNER, "utf-8")
    (tmp_path / "index.html").write_text(SHELL.format(url=SITE), "utf-8")
    with ZipFile(archiving.made() / "archives/r1.zip") as f:
        (tmp_path / "round.wacz").write_bytes(f.read("r1/data/wacz/round.wacz"))
    with serving(tmp_path) as found:
        yield found


def test_it_replays(browse: Open, address: str) -> None:
    """Home page, a link to a notice, its search, a hit: all inside the archive."""
    from playwright.sync_api import expect

    page, heard = browse()
    page.goto(address)
    inside = page.frame_locator("replay-web-page iframe").frame_locator("iframe")
    expect(inside.locator("h1")).to_have_text("示例公开网", timeout=DEADLINE * 1000)
    inside.locator("main a", has_text="丙通报").first.click()
    expect(inside.locator("h1")).to_have_text("丙通报", timeout=DEADLINE * 1000)
    expect(inside.locator("article")).to_contain_text("针对“学习不够”问题")
    # the style sheet was found too
    sheets = "() => [...document.styleSheets].map(s => s.cssRules.length)"
    assert max(inside.locator("body").evaluate(sheets)) > 50
    inside.locator("header input[name=q]").fill("检查")
    inside.locator("header input[name=q]").press("Enter")
    hit = inside.locator("main a", has_text="甲通报").first
    expect(hit).to_be_visible(timeout=DEADLINE * 1000)
    hit.click()
    expect(inside.locator("h1")).to_have_text("甲通报", timeout=DEADLINE * 1000)
    expect(inside.locator("article")).to_contain_text("二是检查")
    outside = [url for url in heard.requests if not url.startswith((address, "data:", "blob:"))]
    assert outside == []


def test_it_reads_from_a_folder(browse: Open, tmp_path: Path) -> None:
    """With a browser alone: unpacked, opened from the disk, its links followed, its search asked."""
    from playwright.sync_api import expect

    top = archiving.unpacked(archiving.made() / "archives/r1.zip", tmp_path / "bag")
    page, heard = browse()
    page.goto((top / "data/site/index.html").as_uri())
    page.locator("main a", has_text="丙通报").first.click()
    expect(page.locator("h1")).to_have_text("丙通报")
    page.locator("header input[name=q]").fill("检查")
    page.locator("header input[name=q]").press("Enter")
    page.locator("main a", has_text="甲通报").first.click()
    expect(page.locator("article")).to_contain_text("二是检查")
    assert not [url for url in heard.requests if not url.startswith(("file:", "data:"))]
    assert heard.complaints == []
