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
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from generator.diagnostics import Diagnostic
from generator.preview import PORT, QUIET, FolderWatcher, Review, listen, serving
from generator.preview_builds import builder, reviewer
from generator.preview_faults import candidates, faults_of
from generator.preview_http import POLICY, Preview, content_type, place, with_client
from generator.preview_state import TEXTS, Result, State, after, explanation, line, passing, reviewed
from generator.preview_texts import ALL

DEADLINE = 30.0  # seconds; only ever waited for by a test that fails
FAULT = "content/page.md:1:1: error[E0000]: 有错误 <b>"
SAID = Diagnostic("content/pages/page.md", 5, 3, 2, "E0303", ("../x",))
MORE = Diagnostic("content/pages/page.md", 5, 1, 2, "W0306")


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


Told = dict[str, Any]


async def hear(page: WebSocketClientConnection) -> Told:
    """The next state a page is told."""
    async with asyncio.timeout(DEADLINE):
        told = await page.read_message()
    assert isinstance(told, str), "the socket was closed"
    state: Told = json.loads(told)
    return state


async def hear_until(page: WebSocketClientConnection, condition: Callable[[Told], bool]) -> Told:
    while not condition(state := await hear(page)):
        pass
    return state


async def listed_until(run: Running, page: WebSocketClientConnection, condition: Callable[[Told], bool]) -> Told:
    """What the list of faults says once it is as wanted; it is asked for whenever the page is told something."""
    while not condition(listed := await listed_now(run)):
        await hear(page)
    return listed


async def listed_now(run: Running, path: str = "/page.html") -> Told:
    answer = await run.ask(f"/_preview/faults.json?page={path}")
    assert answer.code == 200
    listed: Told = json.loads(answer.body)
    return listed


def number(state: Told) -> int:
    return int(state["build"].partition(".")[2])


def is_build(wanted: int, state: Told) -> bool:
    return number(state) == wanted


@asynccontextmanager
async def running(
    site: Site, quiet: float = QUIET, early: str = "", review: Review | None = None
) -> AsyncIterator[Running]:
    """A preview of the site. `early` is saved between the first build and the serving."""
    said: list[str] = []
    first, door, watched = site.build(), listen(0), [site.content.parent]
    if early:
        site.save(early)
    root = site.content.parent
    async with serving(
        site.build, site.out, watched, door, say=said.append, first=first, quiet=quiet, review=review, root=root
    ) as made:
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
        listed = await listed_now(run)
        assert (listed["alert"], listed["raw"], listed["count"]) == ("", "", "没有发现问题")
        run.site.save("fault")
        told = await hear_until(page, lambda state: bool(state["told"] != start["told"]))
        assert told["build"] == start["build"]
        listed = await listed_now(run)
        assert (listed["raw"], listed["alert"]) == (FAULT, TEXTS["zh-CN"]["errors"])
        assert b"first" in (await run.ask()).body
        assert run.said[-1].startswith(FAULT)
        run.site.save("first")
        told = await hear_until(page, lambda state: number(state) == number(start) + 1)
        assert (await listed_now(run))["alert"] == ""

    play(tmp_path, scene)


def test_a_build_that_breaks_is_shown_and_the_next_save_builds(tmp_path: Path) -> None:
    async def scene(run: Running) -> None:
        await run.checked()
        page = await run.connect()
        run.site.save("bug")
        assert "ZeroDivisionError" in (await listed_until(run, page, lambda listed: bool(listed["raw"])))["raw"]
        run.site.save("mended")
        await listed_until(run, page, lambda listed: not listed["raw"])
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


# -- reviews and the list of faults


def test_a_review_follows_and_a_save_ends_it(tmp_path: Path) -> None:
    """It runs where builds run, so a save must not wait for it; what it was told to stop is done again."""
    begun, rounds = threading.Event(), list[bool]()

    def review(stop: Callable[[], bool]) -> tuple[Diagnostic, ...] | None:
        begun.set()
        first = not rounds
        while first and not stop():
            pass
        rounds.append(stop())
        return None if first else (MORE,)

    async def scene() -> None:
        async with running(Site(tmp_path), review=review) as run:
            page = await run.connect()
            await until(begun.is_set)
            assert (await listed_now(run))["reading"]
            built = run.site.finished
            run.site.save("second")
            listed = await listed_until(run, page, lambda listed: not listed["reading"])
            assert run.site.finished == built + 1
            assert rounds == [True, False]
            assert (listed["file"], [f["code"] for f in listed["faults"]]) == (MORE.path, [MORE.code])
            assert b"second" in (await run.ask()).body

    perform(scene())


def test_a_review_that_breaks_is_told_in_the_terminal(tmp_path: Path) -> None:
    def review(stop: Callable[[], bool]) -> tuple[Diagnostic, ...] | None:
        raise ZeroDivisionError

    async def scene() -> None:
        async with running(Site(tmp_path), review=review) as run:
            page = await run.connect()
            await listed_until(run, page, lambda listed: not listed["reading"])
            assert any("ZeroDivisionError" in text for text in run.said)

    perform(scene())


def test_the_list_names_each_fault_with_its_place(tmp_path: Path, base: Path) -> None:
    """The whole of it: a site is built and reviewed, and the page of a notice is told what is wrong and where."""
    notice = sorted((base / "content/notices").rglob("*.md"))[0]
    text = notice.read_text("utf-8")
    notice.write_text(f"{text}\n## 附：的的确确\n\n整改工作得到了的的群众好评。[看这里](nothing.md)\n", "utf-8")
    build = builder(str(base), "zh-CN", lambda e, _: str(e))
    first = build(True, False)
    assert not first.ok
    found = reviewer(str(base))(lambda: False)
    assert found
    state = reviewed(after(State(), first), found)
    page = notice.relative_to(base / "content/notices").with_suffix(".html").as_posix()
    listed = faults_of(page, state, str(base), "zh-CN")
    assert listed["file"] == notice.relative_to(base).as_posix()
    assert listed["alert"]
    by_code = {f["code"]: f for f in listed["faults"]}
    link = next(f for f in listed["faults"] if f["severity"] == "error")
    assert link["place"].startswith(f"{listed['file']}:{len(text.splitlines()) + 4}:")
    doubled = by_code["W1302"]
    assert (doubled["find"], doubled["before"]) == ("的的", "整改工作得到了")
    assert doubled["target"] == link["target"]
    assert doubled["target"].startswith("s-")
    assert doubled["message"] and doubled["hint"]
    # on another page the error is named too, with the way to it
    other = faults_of("index.html", state, str(base), "zh-CN")
    assert link["place"] in {f["place"] for f in other["blocking"]["faults"]}
    assert other["blocking"]["faults"][0]["page"] == f"/{page}"
    assert page.rpartition("/")[2] in str(other["others"]["files"])


def test_a_review_is_stopped_in_the_middle(base: Path) -> None:
    first = (base / "content/notices/r1/a.md").read_text("utf-8")
    for k in range(40):
        (base / f"content/notices/r1/n{k}.md").write_text(first, "utf-8")
    asked = 0

    def go_on() -> bool:
        nonlocal asked
        asked += 1
        return False

    assert reviewer(str(base))(go_on) is not None
    assert asked >= 5, "it asks too seldom"
    assert reviewer(str(base))(lambda: True) is None


def test_a_review_leaves_the_preview_quick(base: Path) -> None:
    """It has a memory of its own: after it there is as little to build as before."""
    build = builder(str(base), "zh-CN", lambda e, _: str(e))
    build(True, False)
    reviewer(str(base))(lambda: False)
    again = build(False, False)
    assert (again.changed, again.written) == (False, 0)


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("index.html", "site.yaml"),
        ("r1/index.html", "rounds/r1.yaml"),
        ("r1/a.html", "notices/r1/a.md"),
        ("organisations/o.html", "organisations/o.yaml"),
        ("replies/1.html", "replies/1.md"),
        ("about.html", "pages/about.md"),
    ],
)
def test_which_file_a_page_is_made_from(page: str, file: str) -> None:
    assert file in candidates(page)


def test_the_list_reads_no_file_a_page_names(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")

    async def scene(run: Running) -> None:
        for path in ("/../secret.html", "/%2e%2e/secret.html", "/notices/../../secret.html", "/\0", "", "/x" * 3000):
            answer = await run.ask(f"/_preview/faults.json?page={quote(path)}")
            assert answer.code == 200
            assert b"secret" not in answer.body
        assert (await run.ask("/_preview/faults.json", Host="evil.example")).code == 403

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
    assert after(before, result)[:3] == expected[:3]


def test_pages_are_told_when_there_is_something_new_to_say() -> None:
    start = State(3)
    assert after(start, Result(True, changed=False)).told == start.told
    faulty = after(start, Result(False, "fault", said=(SAID,)))
    assert (faulty.told, faulty.listed) == (1, (SAID,))
    assert after(faulty, Result(False, "fault", said=(SAID,))).told == 1


def test_a_review_adds_to_what_the_build_said() -> None:
    built = after(State(), Result(True, said=(SAID,)), reads=True)
    assert built.reading
    read = reviewed(built, (MORE, SAID))
    assert (read.more, read.reading, read.told) == ((MORE,), False, built.told + 1)
    # the next build keeps it until the next review
    assert after(read, Result(True), reads=True).listed == (MORE,)


def test_what_the_terminal_says() -> None:
    assert line(State(), Result(True, written=3), 0.123, "zh-CN") == "已更新 3 个文件，用时 0.12 秒"
    assert line(State(1), Result(True, changed=False), 0.1, "en") == ""
    assert line(State(1), Result(False, "a:1\n", changed=False), 0.1, "en").startswith("a:1\nthe content has faults")


def test_both_languages_say_the_same_things() -> None:
    for table in (TEXTS, *ALL):
        assert table["zh-CN"].keys() == table["en"].keys()
        for key, text in table["zh-CN"].items():
            assert text.count("{") == table["en"][key].count("{"), key


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
