"""The preview's import page over HTTP: forms of its own pages only, in bounded size, under a stricter policy.

A form is taken when it names this server (`Host`), comes from one of its pages (`Origin`) and brings the token of this
run, which only these pages have. What the steps do is in `preview_desk`.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from tornado.httputil import HTTPFile, HTTPInputError, parse_body_arguments
from tornado.web import HTTPError, stream_request_body

from generator.preview_desk import Desk, Sent, Step
from generator.preview_http import POLICY, Guarded, Preview, content_type
from generator.preview_texts import imports as texts

LIMIT = 50 * 1024 * 1024  # bytes of a file
_ROOM = 16 * 1024 * 1024  # for the other parts of a form
_FOLDER = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # not "no-referrer": browsers would keep the origin of forms secret too
    "Referrer-Policy": "same-origin",
}


class Counter:
    """Where imports are handed in: the desk, which serves one at a time, and the token of this run."""

    def __init__(self, root: Path) -> None:
        self.desk = Desk(str(root))
        self.token = token_urlsafe(32)
        self._queue = ThreadPoolExecutor(1, "gongkai-import")

    async def served(self, work: Callable[..., Step], *given: Any) -> Step:
        """What a step of the desk comes to."""
        return await asyncio.get_running_loop().run_in_executor(self._queue, work, *given)

    def close(self) -> None:
        self._queue.shutdown()


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((_FOLDER / "preview_import.html").read_text("utf-8"))


class _Import(Guarded):
    """A request to the import page."""

    @property
    def counter(self) -> Counter:
        made: Counter = self.application.settings["counter"]
        return made

    def set_default_headers(self) -> None:
        super().set_default_headers()
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def show(self, step: Step) -> None:
        """Send the page of a step, or send the browser on."""
        if step.to:
            self.redirect(step.to, status=303)
            return
        preview = self.preview
        self.set_status(step.status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        given = {"step": step.name, "token": self.counter.token, "build": preview.token, "limit": LIMIT, **step.view}
        if "address" in given:
            given["made"] = (preview.out / given["address"]).is_file()
        self.finish(_template().render(given))


class Asked(_Import):
    """Pages that are only looked at: the first, and the one after saving."""

    async def get(self, name: str | None) -> None:
        desk = self.counter.desk
        if name is None:
            self.show(await self.counter.served(desk.choose))
        else:
            self.show(await self.counter.served(desk.done, self.get_query_argument("notice", "")))


class Asset(_Import):
    """The style and the script of these pages."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", content_type(f"import.{name}"))
        self.finish((_FOLDER / f"preview_import.{name}").read_bytes())


@stream_request_body
class Handed(_Import):
    """A form that was handed in. Nothing of it is kept before it is known to come from one of these pages."""

    def prepare(self) -> None:
        super().prepare()
        if self.request.method != "POST":
            return
        self.own_origin()
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403)
        # more than is kept: a browser shows no answer to a form that it could not send
        self.request.connection.set_max_body_size(10 * LIMIT)  # type: ignore[union-attr]
        self._parts: list[bytes] = []
        self._size = 0

    def data_received(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > LIMIT + _ROOM:
            self._parts.clear()
        else:
            self._parts.append(chunk)

    async def post(self, action: str) -> None:
        desk, t = self.counter.desk, texts(self.preview.language)
        if self._size > LIMIT + _ROOM:
            self.show(await self.counter.served(desk.choose, t["too big"].format(LIMIT // 1024 // 1024), 413))
            return
        sent = self._sent(b"".join(self._parts))
        if sent is None or not hmac.compare_digest(sent.fields.get("token", "").encode(), self.counter.token.encode()):
            self.show(await self.counter.served(desk.choose, t["forbidden"], 403 if sent else 400))
        elif len(sent.data) > LIMIT:
            self.show(await self.counter.served(desk.choose, t["too big"].format(LIMIT // 1024 // 1024), 413))
        else:
            self.show(await self.counter.served(getattr(desk, action), sent))

    def _sent(self, body: bytes) -> Sent | None:
        """The fields and the file of a form, None of what is none."""
        arguments: dict[str, list[bytes]] = {}
        files: dict[str, list[HTTPFile]] = {}
        try:
            parse_body_arguments(self.request.headers.get("Content-Type", ""), body, arguments, files, None)
            fields = {name: values[-1].decode() for name, values in arguments.items()}
            accepted = frozenset(value.decode() for value in arguments.get("accept", ()))
        except (HTTPInputError, UnicodeDecodeError):
            return None
        file = files.get("file", [None])[0]
        return Sent(fields, accepted, file["filename"] if file else "", file["body"] if file else b"")


def routes(preview: Preview) -> list[Any]:
    """What the import page answers to. The application has the counter as a setting."""
    own = {"preview": preview}
    return [
        (r"/_import(?:/(done))?", Asked, own),
        (r"/_import/import\.(js|css)", Asset, own),
        (r"/_import/(read|save|edit|confirm|compare)", Handed, own),
    ]
