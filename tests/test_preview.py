"""The preview server, by real requests and sockets on loopback; no browser."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from generator.preview import PORT, QUIET, FolderWatcher, listen, serving
from generator.preview_http import POLICY, Preview, content_type, place, with_client
from generator.preview_state import TEXTS, Result, State, after, explanation, line, passing

DEADLINE = 30.0  # seconds; only ever waited for by a test that fails
FAULT = "content/page.md:1:1: error[E0000]: 有错误 <b>"


class Site:
    """A site of one page, and its build, which can be held up and counts what it did."""

    def __init__(self, root: Path) -> None:
        self.content, self.out = root / "content", root / "site"
        self.content.mkdir(parents=True)
        self.finished = 0
        self.entered, self.gate = threading.Event(), threading.Event()
        self.gate.set()
        self.save("first")

    def save(self, text: str, name: str = "page.md") -> None:
        (self.content / name).write_text(text, encoding="utf-8")

    def build(self, later: bool = False) -> Result:
        text = (self.content / "page.md").read_text(encoding="utf-8")
        self.entered.set()
        assert self.gate.wait(DEADLINE)
        try:
            if text == "bug":
                raise ZeroDivisionError
            if text == "fault":
                return Result(False, FAULT, changed=False)
            written = self.write({"index.html": text, "404.html": "lost"})
            return Result(True, "", written > 0, written)
        finally:
            self.finished += 1

    def write(self, pages: dict[str, str]) -> int:
        """Write pages; how many of them are other than before."""
        written = 0
        for name, text in pages.items():
            path = self.out / name
            page = f"<!doctype html><head><title>t</title></head><body>{text}</body>"
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(page, encoding="utf-8")
                written += 1
        return written


@dataclass
class Running:
    """A preview that runs, and a client's ways to reach it."""

    site: Site
    preview: Preview
    watcher: FolderWatcher
    said: list[str]
    pages: list[WebSocketClientConnection] = field(default_factory=list)

    async def ask(self, path: str = "/", method: str = "GET", **headers: str) -> HTTPResponse:
        request = HTTPRequest(
            self.preview.address + path.removeprefix("/"),
            method=method,
            headers=headers,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=DEADLINE,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def connect(self, **headers: str) -> WebSocketClientConnection:
        headers.setdefault("Origin", self.preview.address.removesuffix("/"))
        url = self.preview.address.replace("http:", "ws:") + "livereload"
        page = await websocket_connect(HTTPRequest(url, headers={k: v for k, v in headers.items() if v}))
        self.pages.append(page)
        return page

    async def leave(self) -> None:
        """Close what is open, as a browser does."""
        for page in self.pages:
            page.close()
            async with asyncio.timeout(DEADLINE):
                while await page.read_message() is not None:
                    pass

    async def checked(self) -> None:
        """Wait for the build that a preview starts with."""
        await until(lambda: self.site.finished >= 2)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not condition():
            await asyncio.sleep(0.005)


async def hear(page: WebSocketClientConnection) -> dict[str, str]:
    """The next state a page is told."""
    async with asyncio.timeout(DEADLINE):
        told = await page.read_message()
    assert isinstance(told, str), "the socket was closed"
    state: dict[str, str] = json.loads(told)
    return state


async def hear_until(page: WebSocketClientConnection, condition: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    while not condition(state := await hear(page)):
        pass
    return state


def number(state: dict[str, str]) -> int:
    return int(state["build"].partition(".")[2])


def is_build(wanted: int, state: dict[str, str]) -> bool:
    return number(state) == wanted


@asynccontextmanager
async def running(site: Site, quiet: float = QUIET, early: str = "") -> AsyncIterator[Running]:
    """A preview of the site. `early` is saved between the first build and the serving."""
    said: list[str] = []
    first, door, watched = site.build(), listen(0), [site.content.parent]
    if early:
        site.save(early)
    async with serving(site.build, site.out, watched, door, say=said.append, first=first, quiet=quiet) as made:
        run = Running(site, *made, said)
        try:
            yield run
        finally:
            site.gate.set()
            await run.leave()


def perform(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene in a thread: Playwright, where it is used too, has a loop of its own in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


def play(tmp_path: Path, scene: Callable[[Running], Awaitable[None]], quiet: float = QUIET) -> None:
    async def whole() -> None:
        async with running(Site(tmp_path), quiet) as run:
            await scene(run)

    perform(whole())


# -- requests


def test_every_answer_has_the_policy_and_is_not_stored(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        paths = ("/", "/index.html", "/nothing", "/_preview/client.js", "/_preview/client.css", "/../x")
        for answer in [await run.ask(path) for path in paths] + [await run.ask(Host="evil.example")]:
            assert answer.headers["Content-Security-Policy"] == POLICY
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "ETag" not in answer.headers
            assert "Server" not in answer.headers

    play(tmp_path, scene)


def test_only_its_own_names_are_answered(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        port = run.preview.port
        for host, code in {
            f"127.0.0.1:{port}": 200,
            f"localhost:{port}": 200,
            "127.0.0.1": 403,
            f"127.0.0.1:{port + 1}": 403,
            f"evil.example:{port}": 403,
            f"127.0.0.1:{port}.evil.example": 403,
        }.items():
            for path in ("/", "/_preview/client.js"):
                assert (await run.ask(path, Host=host)).code == code, host

    play(tmp_path, scene)


def test_it_listens_on_loopback_only() -> None:
    with listen(0) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_only_reading_is_allowed(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = await run.ask("/", method)
            assert (answer.code, answer.headers["Allow"]) == (405, "GET, HEAD"), method
        head, get = await run.ask("/", "HEAD"), await run.ask("/")
        assert (head.code, head.body) == (200, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]

    play(tmp_path, scene)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/a/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/%00secret.txt",
        "/link/secret.txt",
        "//secret.txt/",
        "/C:/secret.txt",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside_the_site_is_served(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")

    async def scene(run: Running) -> None:
        (run.site.out / "link").symlink_to(tmp_path, target_is_directory=True)
        answer = await run.ask(path)
        assert answer.code == 404
        assert b"lost" in answer.body

    play(tmp_path, scene)


def test_folders_types_and_missing_pages(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        run.site.write({"轮次/index.html": "folder", "empty/x/index.html": ""})
        (run.site.out / "a.css").write_text("p{}")
        for path, code, kind in [
            ("/", 200, "text/html; charset=utf-8"),
            ("/%E8%BD%AE%E6%AC%A1/", 200, "text/html; charset=utf-8"),
            ("/a.css", 200, "text/css; charset=utf-8"),
            ("/a.css/", 404, "text/html; charset=utf-8"),
            ("/none.css", 404, "text/html; charset=utf-8"),
            ("/empty/", 404, "text/html; charset=utf-8"),
            ("/_preview/client.js", 200, "text/javascript; charset=utf-8"),
            ("/_preview/client.css", 200, "text/css; charset=utf-8"),
        ]:
            answer = await run.ask(path)
            assert (answer.code, answer.headers["Content-Type"]) == (code, kind), path
        moved = await run.ask("/%E8%BD%AE%E6%AC%A1")
        assert (moved.code, moved.headers["Location"]) == (302, "/%E8%BD%AE%E6%AC%A1/")

    play(tmp_path, scene)


def test_a_page_is_marked_with_its_build(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        token = run.preview.token.encode()
        assert b'<script src="/_preview/client.js?build=%s" defer></script></head>' % token in (await run.ask()).body

    play(tmp_path, scene)


# -- sockets


def test_a_socket_is_for_the_previews_own_pages(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        port = run.preview.port
        for origin in ("http://evil.example", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", "null", ""):
            with pytest.raises(HTTPClientError) as refused:
                await run.connect(Origin=origin)
            assert refused.value.code == 403, origin
        with pytest.raises(HTTPClientError) as refused:
            await run.connect(Host="evil.example")
        assert refused.value.code == 403
        page = await run.connect(Origin=f"http://localhost:{port}")
        assert (await hear(page))["build"] == run.preview.token

    play(tmp_path, scene)


def test_every_save_is_told(tmp_path: Path) -> None:
    """Livereload 2.7 says nothing of a save within three seconds of the last."""

    async def scene(run: Running) -> None:
        await run.checked()
        page = await run.connect()
        start = number(await hear(page))
        for count in range(1, 4):
            run.site.save(f"save {count}")
            await hear_until(page, partial(is_build, start + count))
            assert f"save {count}".encode() in (await run.ask()).body
        assert [text.startswith("已更新 1 个文件，用时 ") for text in run.said[-3:]] == [True] * 3

    play(tmp_path, scene)


def test_a_burst_of_saves_is_one_build(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        await run.checked()
        page = await run.connect()
        before, start = run.site.finished, number(await hear(page))
        for count in range(20):
            run.site.save(f"save {count}", f"{count}.md")
            run.site.save(f"save {count}")
        await hear_until(page, lambda state: number(state) > start)
        assert run.site.finished == before + 1
        run.site.save("another")
        await hear_until(page, lambda state: number(state) == start + 2)
        assert run.site.finished == before + 2

    # a long pause makes a burst, so that a slow machine does not make two
    play(tmp_path, scene, quiet=0.4)


def test_a_save_during_a_build_makes_one_more_and_is_told_after_it(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        site = run.site
        await run.checked()
        before = site.finished
        site.gate.clear()
        site.entered.clear()
        site.save("one")
        await until(site.entered.is_set)
        for text in ("two", "three"):
            site.save(text)
        await until(lambda: run.watcher.stale)
        # while it builds, requests and sockets are answered, with the last good page
        assert b"first" in (await run.ask()).body
        page = await run.connect()
        start = number(await hear(page))
        site.gate.set()
        told = await hear(page)
        assert number(told) == start + 2, "told before the last build"
        assert site.finished == before + 2
        assert b"three" in (await run.ask()).body
        site.save("four")
        assert number(await hear(page)) == start + 3
        assert site.finished == before + 3

    play(tmp_path, scene, quiet=0.2)


@pytest.mark.parametrize("late", [False, True])
def test_a_change_is_built_before_anybody_is_told(tmp_path: Path, late: bool) -> None:
    """One that is noticed during a build, and one whose notice comes a little later."""

    async def scene() -> None:
        loop, told, builds = asyncio.get_running_loop(), asyncio.Event(), 0

        def rebuild(later: bool) -> bool:
            nonlocal builds
            builds += 1
            assert later
            if builds == 1:
                noticed = threading.Event()
                loop.call_soon_threadsafe(loop.call_later, 0.2 if late else 0.01, watcher._stale.set)
                loop.call_soon_threadsafe(loop.call_later, 0.0 if late else 0.02, noticed.set)
                assert noticed.wait(DEADLINE)
            return False

        watcher = FolderWatcher(rebuild, tmp_path / "site", print, quiet=0.4)
        watcher.watch(tmp_path)
        watcher.start(told.set)
        async with asyncio.timeout(DEADLINE):
            await told.wait()
        await watcher.stop()
        assert builds == 2

    perform(scene())


def test_what_was_left_for_later_is_made_when_there_is_time(tmp_path: Path) -> None:
    """Each burst of saves is built at once, without what is long in the making; that follows after a pause."""

    async def scene() -> None:
        told, builds = asyncio.Event(), list[bool]()

        def rebuild(later: bool) -> bool:
            builds.append(later)
            return later

        def hear() -> None:
            if builds and not builds[-1]:
                told.set()

        watcher = FolderWatcher(rebuild, tmp_path / "site", print, quiet=0.02, pause=0.05)
        watcher.watch(tmp_path)
        watcher.start(hear)
        for round_ in (1, 2):
            async with asyncio.timeout(DEADLINE):
                await told.wait()
            assert builds == [True, False] * round_
            told.clear()
            watcher._stale.set()
        await watcher.stop()

    perform(scene())


def test_faults_are_told_and_the_last_good_page_stays(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        await run.checked()
        page = await run.connect()
        start = await hear(page)
        assert start["faults"] == ""
        run.site.save("fault")
        told = await hear_until(page, lambda state: bool(state["faults"]))
        assert (told["faults"], told["role"], told["build"]) == (FAULT, "alert", start["build"])
        assert b"first" in (await run.ask()).body
        assert run.said[-1].startswith(FAULT)
        run.site.save("first")
        told = await hear_until(page, lambda state: not state["faults"])
        assert number(told) == number(start) + 1

    play(tmp_path, scene)


def test_a_build_that_breaks_is_shown_and_the_next_save_builds(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        await run.checked()
        page = await run.connect()
        run.site.save("bug")
        assert "ZeroDivisionError" in (await hear_until(page, lambda state: bool(state["faults"])))["faults"]
        run.site.save("mended")
        await hear_until(page, lambda state: not state["faults"])
        assert b"mended" in (await run.ask()).body

    play(tmp_path, scene)


def test_without_any_output_a_page_explains(tmp_path: Path) -> None:
    async def whole() -> None:
        site = Site(tmp_path)
        site.save("fault")
        async with running(site) as run:
            answer = await run.ask("/a/b.html")
            assert answer.code == 503
            assert "有错误 &lt;b&gt;" in answer.body.decode()
            assert b"/_preview/client.js?build=" in answer.body
            page = await run.connect()
            await hear(page)
            site.save("mended")
            await hear_until(page, lambda state: number(state) == 1)
            assert (await run.ask()).code == 200

    perform(whole())


def test_a_save_between_the_first_build_and_the_watching_is_not_lost(tmp_path: Path) -> None:
    async def whole() -> None:
        async with running(Site(tmp_path), early="early") as run:
            page = await run.connect()
            await hear_until(page, lambda state: run.site.finished == 2)
            assert b"early" in (await run.ask()).body

    perform(whole())


def test_editors_and_the_output_make_no_build(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        await run.checked()
        before = run.site.finished
        for name in ("page.md~", ".#page.md", ".page.md.swp", "4913", "~$page.docx"):
            run.site.save("x", name)
        run.site.write({"more.html": "x"})
        for name in (".gongkai", ".git"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "x").write_text("x")
        page = await run.connect()
        start = number(await hear(page))
        run.site.save("real")
        await hear_until(page, lambda state: number(state) > start)
        assert run.site.finished == before + 1

    play(tmp_path, scene)


# -- the whole command


SCRIPT = """
import sys, webbrowser
from functools import partial
from pathlib import Path
from generator.preview import PreviewOptions, Result, run
webbrowser.open = partial(print, "opened", flush=True)
root, port = Path(sys.argv[1]), int(sys.argv[2])
options = PreviewOptions(root, root / "site", lambda first, later: Result(True, changed=first), port, open_browser=True, language="en")
sys.exit(run(options, partial(print, flush=True)))
"""


def start(root: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(root), str(port)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is not a signal that can be sent to one process here")
def test_it_says_its_address_and_ends_cleanly(tmp_path: Path) -> None:
    with start(tmp_path, 0) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest, code = process.stdout.read(), process.wait(DEADLINE)
    assert lines[0].startswith("0 files updated in ")
    assert lines[1].startswith("Preview: http://127.0.0.1:")
    assert lines[2] == f"opened {lines[1].split()[1]}\n"
    assert (rest, code) == ("", 0)


def test_a_port_in_use_is_wrong_usage(tmp_path: Path) -> None:
    with listen(0) as taken, start(tmp_path, taken.getsockname()[1]) as process:
        assert process.stdout
        assert process.stdout.read().startswith("cannot use port")
        assert process.wait(DEADLINE) == 2


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with listen(None) as first, listen(None) as second:
        ports = first.getsockname()[1], second.getsockname()[1]
        assert PORT <= ports[0] < ports[1]


# -- without the world


@pytest.mark.parametrize(
    ("before", "result", "expected"),
    [
        (State(3), Result(True, written=1), State(4)),
        (State(3), Result(True, changed=False), State(3)),
        (State(3), Result(True, "care", changed=False), State(3, True, "care")),
        (State(3), Result(False, "fault", changed=False), State(3, False, "fault")),
        (State(3, False, "fault"), Result(False, "other", changed=False), State(3, False, "other")),
        (State(3, False, "fault"), Result(True, changed=False), State(4)),
    ],
)
def test_state_after_a_build(before: State, result: Result, expected: State) -> None:
    assert after(before, result) == expected


def test_what_the_terminal_says() -> None:
    assert line(State(), Result(True, written=3), 0.123, "zh-CN") == "已更新 3 个文件，用时 0.12 秒"
    assert line(State(1), Result(True, changed=False), 0.1, "en") == ""
    assert line(State(1), Result(False, "a:1\n", changed=False), 0.1, "en").startswith("a:1\nthe content has faults")


def test_both_languages_say_the_same_things() -> None:
    assert TEXTS["zh-CN"].keys() == TEXTS["en"].keys()


def test_an_explanation_quotes_faults_as_text() -> None:
    assert "<b>" not in explanation(State(0, False, "<b>"), False, "zh-CN")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/notices/a.md", False),
        ("content/通报#1.md", False),
        ("content/a.md~", True),
        ("content/.#a.md", True),
        ("content/#a.md#", True),
        ("content/.a.md.swp", True),
        ("content/4913", True),
        ("content/~$a.docx", True),
        ("content/~WRD0001.tmp", True),
        (".git/index", True),
        (".gongkai/state", True),
        ("generator/__pycache__/a.pyc", True),
    ],
)
def test_what_is_not_content(path: str, expected: bool) -> None:
    assert passing(PurePath(path)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.xml", "text/xml; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.webmanifest", "application/manifest+json"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.pdf", "application/pdf"),
        ("a.png", "image/png"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a", "application/octet-stream"),
    ],
)
def test_types(name: str, expected: str) -> None:
    assert content_type(name).removesuffix("; charset=utf-8") == expected.removesuffix("; charset=utf-8")
    assert expected in (content_type(name), content_type(name).removesuffix("; charset=utf-8"))


@pytest.mark.parametrize(
    "page",
    [
        b'<head><script src="../_preview/client.js" defer></script></head>',
        b"<head><script defer src=/base/_preview/client.js></script></head>",
        b"<head></head>",
    ],
)
def test_the_client_is_named_once(page: bytes) -> None:
    assert with_client(page, "s.1") == b'<head><script src="/_preview/client.js?build=s.1" defer></script></head>'


@given(st.lists(st.sampled_from(["..", ".", "", "a", "%2e", "%2F", "\\", "\0", "C:", "~", "轮"])))
def test_a_place_is_always_inside(names: list[str]) -> None:
    out = Path("/nowhere/site")
    found = place(out, "/" + "/".join(names))
    assert found is None or found == out or out in found.parents
