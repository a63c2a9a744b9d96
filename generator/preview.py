"""`gongkai preview`: build, serve, watch, rebuild, tell the pages.

The one place that knows livereload. From it come the socket's register of open pages and the `start()`
hook of its watcher; the rest is ours for what livereload does otherwise (docs/adr): it polls, builds
on the event loop, once per saved file, forgets the second of two saves within three seconds, has no
page for faults, and needs an inline script. Nothing is printed here: `say` is given.
"""

from __future__ import annotations

import asyncio
import os
import socket
import traceback
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from watchfiles import awatch

from generator.diagnostics import Diagnostic
from generator.preview_http import SMALL, Channel, Preview, application
from generator.preview_import import Counter, routes
from generator.preview_state import Result, State, after, line, passing, reviewed, texts

__all__ = ["PreviewOptions", "Result", "run", "serving"]

Say = Callable[[str], None]
# reads the texts as reviewers do, given what says whether to stop; None when it was stopped
Review = Callable[[Callable[[], bool]], tuple[Diagnostic, ...] | None]

PORT = 8000
QUIET = 0.03  # seconds; saves with smaller gaps are one burst
PAUSE = 3.0  # seconds without a save, after which what was left for later is made
LEISURE = 0.3  # seconds without a save, after which the texts are reviewed
BURST = 1.0  # seconds; a burst that goes on is built this often all the same


@dataclass(frozen=True)
class PreviewOptions:
    """What to preview.

    `build` is called once with True, before serving, then with False in a thread; its second argument says
    whether what is long in the making may be left for later.
    """

    root: Path
    out: Path
    build: Callable[[bool, bool], Result]
    port: int | None = None  # None: the first free one from 8000 on; 0: any
    open_browser: bool = False
    language: str = "zh-CN"
    watch: tuple[Path, ...] = ()  # () is root
    review: Review | None = None


class FolderWatcher(Watcher):  # type: ignore[misc]  # its base has no annotations
    """LiveReload's watcher on the system's own notice of changes, with one rebuild per burst of saves.

    `_stale` is set while there are changes that no build has seen.
    """

    def __init__(
        self,
        rebuild: Callable[[bool], bool],
        out: Path,
        problem: Say,
        quiet: float = QUIET,
        pause: float = PAUSE,
        review: Callable[[Callable[[], bool]], bool] | None = None,
    ) -> None:
        """`rebuild` is told whether it may leave something for later, and says whether it did. `review` comes after
        each burst, given what says whether to stop, and says whether it came to its end."""
        super().__init__()
        self._pause, self._review = pause, review
        self._rebuild, self._out, self._problem, self._quiet = rebuild, out, problem, quiet
        self._stale = asyncio.Event()
        self._builder = ThreadPoolExecutor(1, "gongkai-build")
        self._running: list[asyncio.Task[None]] = []

    @property
    def stale(self) -> bool:
        """Whether there are changes that no build has seen."""
        return self._stale.is_set()

    def ignore(self, filename: str) -> bool:
        """Whether a change of this file is none of ours."""
        path = Path(filename)
        if path.is_relative_to(self._out):
            return True
        return all(passing(path.relative_to(folder)) for folder in self._tasks if path.is_relative_to(folder))

    def start(self, callback: Callable[[], None]) -> bool:
        """LiveReload's hook: call back after changes have been built. True: it need not poll."""
        # what was saved between the first build and now is in no build and will raise no event
        self._stale.set()
        # in this order: the first task listens to the system before it waits for the first time
        self._running = [asyncio.create_task(self._follow()), asyncio.create_task(self._work(callback))]
        return True

    async def stop(self) -> None:
        """Listen no longer, and let a build that runs come to its end."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._builder.shutdown()

    async def _follow(self) -> None:
        """Take note of changes."""
        told = ""
        while True:
            try:
                async for _ in awatch(
                    *self._tasks,
                    watch_filter=lambda _, path: not self.ignore(path),
                    step=round(self._quiet * 1000),
                    debounce=round(BURST * 1000),
                    # never: watchfiles loses what happens in the moment of a time-out (src/lib.rs, 1.2)
                    rust_timeout=0,
                ):
                    self._stale.set()
            except (OSError, RuntimeError) as error:
                # a name that is not UTF-8, a folder that is gone for a moment: nothing to give up for
                if str(error) != told:
                    told = str(error)
                    self._problem(told)
                await asyncio.sleep(1)
                self._stale.set()

    async def _work(self, callback: Callable[[], None]) -> None:
        """Build what is stale, and call back when nothing is any more."""
        loop = asyncio.get_running_loop()
        unfinished = unread = False
        while True:
            if unread:
                await self._settle(LEISURE)
                if not self.stale and self._review is not None:
                    # which a save ends, so that nobody waits for it
                    unread = not await loop.run_in_executor(self._builder, self._review, self._stale.is_set)
                    callback()
            if not self.stale:
                if unfinished:
                    await self._settle(self._pause)
                else:
                    await self._stale.wait()
            later = self.stale
            while True:
                self._stale.clear()
                unfinished = await loop.run_in_executor(self._builder, self._rebuild, later)
                # a save during the build may still be on its way to us; pages must not load half of each
                await self._settle(2.5 * self._quiet)
                if not self.stale:
                    break
                later = True
            unread = self._review is not None
            callback()

    async def _settle(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stale.wait(), seconds)


@asynccontextmanager
async def serving(
    build: Callable[[bool], Result],
    out: Path,
    watch: Sequence[Path],
    door: socket.socket,
    *,
    say: Say,
    first: Result,
    language: str = "zh-CN",
    quiet: float = QUIET,
    review: Review | None = None,
    root: Path | None = None,
) -> AsyncIterator[tuple[Preview, FolderWatcher]]:
    """A preview that runs as long as the block. `first` is what the build before it came to.

    `build` is told whether it may leave what is long in the making for later. `root` is the site's folder, for what
    pages say of their files and for imports.
    """
    reads = review is not None
    spoken = first.language or language
    preview = Preview(out.resolve(), door.getsockname()[1], spoken, after(State(), first, reads), root)

    def rebuild(later: bool) -> bool:
        began = perf_counter()
        try:
            result = build(later)
        except Exception:  # a bug or a full disk: to be seen, and not the end of the session
            result = Result(ok=False, faults=traceback.format_exc(), changed=False)
        told = line(preview.state, result, perf_counter() - began, language)
        preview.state = after(preview.state, result, reads)
        preview.language = result.language or preview.language
        if told:
            say(told)
        return result.unfinished

    def read(stop: Callable[[], bool]) -> bool:
        assert review is not None
        try:
            found = review(stop)
        except Exception:  # a bug: what the build itself says of the content stays
            say(traceback.format_exc())
            found = ()
        if found is not None:
            preview.state = reviewed(preview.state, found)
        return found is not None

    def problem(reason: str) -> None:
        say(texts(language)["watch"].format(reason=reason))

    watcher = FolderWatcher(rebuild, preview.out, problem, quiet, review=read if reads else None)
    for folder in watch:
        watcher.watch(folder.resolve())
    # livereload keeps its register on the class: a class of its own for each preview
    channel: type[Channel] = type("PreviewChannel", (Channel,), {"waiters": set(), "watcher": watcher})
    counter = Counter(root) if root else None
    answers = application(preview, channel, routes(preview) if root else (), counter=counter)
    server = HTTPServer(answers, max_body_size=SMALL)
    server.add_socket(door)
    channel.start_tasks()
    try:
        yield preview, watcher
    finally:
        server.stop()
        if counter:
            counter.close()
        await watcher.stop()
        await server.close_all_connections()


def listen(port: int | None) -> socket.socket:
    """A socket on 127.0.0.1, which no other machine reaches."""
    if port is None:
        for candidate in range(PORT, PORT + 100):
            with suppress(OSError):
                return listen(candidate)
    door = socket.create_server(("127.0.0.1", port or 0))
    door.setblocking(False)
    return door


def run(options: PreviewOptions, say: Say) -> int:
    """Preview until Ctrl-C; the exit code."""
    try:
        door = listen(options.port)
    except OSError as error:
        say(texts(options.language)["port"].format(port=options.port, reason=error.strerror))
        return 2
    with door, suppress(KeyboardInterrupt):
        began = perf_counter()
        first = options.build(True, False)
        told = line(State(), first, perf_counter() - began, options.language)
        if told:
            say(told)
        asyncio.run(_until_stopped(options, door, first, say))
    return 0


async def _until_stopped(options: PreviewOptions, door: socket.socket, first: Result, say: Say) -> None:
    watch = options.watch or (options.root,)
    build = options.build
    async with serving(
        lambda later: build(False, later),
        options.out,
        watch,
        door,
        say=say,
        first=first,
        language=options.language,
        review=options.review,
        root=options.root,
    ) as (preview, _):
        words = texts(options.language)
        say(words["address"].format(address=preview.address))
        if os.path.isfile(options.root / "content" / "site.yaml"):
            say(words["import"].format(address=f"{preview.address}_import"))
        if options.open_browser:
            await asyncio.to_thread(webbrowser.open, preview.address)
        while True:
            # on Windows Ctrl-C is noticed only when something happens on this loop
            await asyncio.sleep(1)
