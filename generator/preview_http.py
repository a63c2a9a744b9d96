"""The preview's HTTP side: the built files under the site's own policy, and LiveReload's socket.

Anything on the machine's screen can ask a server on 127.0.0.1 for pages: another site's script, or
one whose name was made to point here (DNS rebinding). So every request must name this very server in
`Host`, and a socket must come from one of its pages (`Origin`).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, unquote

from livereload.handlers import LiveReloadHandler
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError

from generator.preview_faults import faults_of
from generator.preview_state import State, explanation, message

if TYPE_CHECKING:
    from asyncio import Future

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SMALL = 64 * 1024  # bytes a request may have that brings no file
CLIENT = {name: Path(__file__).with_name(f"preview_client.{name}") for name in ("js", "css")}

# an own table: the machine's (the registry on Windows) may say anything, even text/plain for .js
TYPES = MimeTypes()
for _suffix, _type in {
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".yaml": "application/yaml",
    ".atom": "application/atom+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".ofd": "application/ofd",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}.items():
    TYPES.add_type(_type, _suffix)


@dataclass
class Preview:
    """A running preview: what it serves, and what its pages should know."""

    out: Path  # resolved
    port: int
    language: str
    state: State
    root: Path | None = None  # the site's folder
    # a page of an earlier preview cannot know whether it is up to date, so no number is used twice
    session: str = field(default_factory=lambda: token_hex(4))

    @property
    def address(self) -> str:
        """Where the site begins."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """What `Host` may be."""
        names = ("127.0.0.1", "localhost")
        # browsers leave port 80 out
        return frozenset(f"{name}:{self.port}" for name in names).union(names if self.port == 80 else ())

    @property
    def token(self) -> str:
        """The name of the build that pages should be of."""
        return f"{self.session}.{self.state.number}"


def content_type(name: str) -> str:
    """The type of a file by its name, with the charset where it is text."""
    kind = TYPES.guess_type(name, strict=True)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript", "yaml"))
    return f"{kind}; charset=utf-8" if textual else kind


def place(out: Path, path: str) -> Path | None:
    """The file or folder that the path of an address names, None when that is not inside `out`."""
    relative = unquote(path).strip("/")
    if re.search(r"[\0\\:]", relative):
        # no name for Python, and separators on Windows only
        return None
    found = Path(os.path.realpath(out / relative))
    return found if found.is_relative_to(out) else None


SCRIPT = re.compile(rb"""<script\b[^>]*\bsrc=["']?[^"'\s>]*_preview/client\.js[^>]*>\s*</script>""")


def with_client(page: bytes, token: str) -> bytes:
    """A page whose client knows which build the page is of.

    The last good output may come from a build without the client; then it is added.
    """
    tag = b'<script src="/_preview/client.js?build=%s" defer></script>' % token.encode()
    named, count = SCRIPT.subn(lambda _: tag, page, count=1)
    return named if count else page.replace(b"</head>", tag + b"</head>", 1)


class Guarded(RequestHandler):
    """A request that names this server, reads, and gets the site's headers."""

    preview: Preview

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if self.request.host not in self.preview.hosts:
            raise HTTPError(403)

    def own_origin(self) -> None:
        """Refuse what comes from no page of this server."""
        if self.request.headers.get("Origin") not in {f"http://{host}" for host in self.preview.hosts}:
            raise HTTPError(403)

    def compute_etag(self) -> None:
        """No tag: nothing is stored, so nothing is asked for again."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if status_code == 405:
            self.set_header("Allow", "GET, HEAD")
        self.finish(f"{status_code} {self._reason}\n")


class Client(Guarded):
    """The script and the style that the preview adds to pages."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", content_type(f"client.{name}"))
        self.finish(CLIENT[name].read_bytes())

    head = get


class Faults(Guarded):
    """What the panel of a page says: the faults of the file it is made from."""

    async def get(self) -> None:
        preview, asked = self.preview, self.get_query_argument("page", "/", strip=False).lstrip("/")
        page = f"{asked}index.html" if not asked or asked.endswith("/") else asked
        root = str(preview.root or "")
        said = await asyncio.to_thread(faults_of, page, preview.state, root, preview.language)
        self.set_header("Content-Type", content_type("faults.json"))
        self.finish(json.dumps(said, ensure_ascii=False))


class Page(Guarded):
    """A file of the built site."""

    def get(self) -> None:
        preview, path = self.preview, self.request.path
        # before the file is read: a build that ends in between is then newer than the page, which reloads
        token = preview.token
        found = place(preview.out, path)
        if found is not None and os.path.isdir(found):
            if not path.endswith("/"):
                # from the cleaned name: what was asked for might lead to another server (//other/..)
                self.redirect(quote(f"/{unquote(path).strip('/')}/"))
                return
            found = found / "index.html"
        elif path.endswith("/"):
            found = None
        body = _read(found)
        if found is None or body is None:
            found, body = self._missing()
        kind = content_type(found.name)
        self.set_header("Content-Type", kind)
        self.finish(with_client(body, token) if kind.startswith("text/html") else body)

    head = get

    def _missing(self) -> tuple[Path, bytes]:
        """The site's own page for what is not there, or one that says why there is none."""
        out, state = self.preview.out, self.preview.state
        exists = os.path.isfile(out / "index.html")
        self.set_status(404 if exists else 503)
        own = out / "404.html"
        return own, (_read(own) if exists else None) or explanation(state, exists, self.preview.language).encode()


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError:
        # not there, or no longer: a build may take a file away at any time
        return None


class Channel(Guarded, LiveReloadHandler):  # type: ignore[misc]  # its base has no annotations
    """LiveReload's socket, speaking our one message: the state.

    LiveReload's own protocol says "reload" once, and nothing to a page that was not listening just
    then. A state can be told any number of times; the page acts on what differs.
    """

    waiters: ClassVar[set[Channel]]

    def prepare(self) -> None:
        super().prepare()
        self.own_origin()

    def check_origin(self, origin: str) -> bool:
        return True  # prepare() has, and missing ones too

    def open(self, *_: str) -> None:
        self.waiters.add(self)
        self.tell()

    def on_message(self, message: str | bytes) -> None:
        """Pages have nothing to say."""

    def on_close(self) -> None:
        self.waiters.discard(self)

    def tell(self) -> None:
        """Tell the page the state."""
        preview = self.preview
        try:
            sent = self.write_message(message(preview.state, preview.token))
        except WebSocketClosedError:
            return
        sent.add_done_callback(_forgive)

    @classmethod
    def poll_tasks(cls) -> None:
        """Tell all pages. LiveReload's version drops what comes within 3 s of the last reload, for good."""
        for page in tuple(cls.waiters):
            page.tell()


def _forgive(sent: Future[None]) -> None:
    """Take note that a page went away while it was told; asyncio complains of errors nobody looks at."""
    if not sent.cancelled():
        sent.exception()


def application(preview: Preview, channel: type[Channel], more: Sequence[Any] = (), **settings: Any) -> Application:
    """What is answered to whom, `more` being further routes. `debug` stays off: it would restart the program when its code changes."""
    own = {"preview": preview}
    routes: list[Any] = [
        (r"/livereload", channel, own),
        (r"/_preview/client\.(js|css)", Client, own),
        (r"/_preview/faults\.json", Faults, own),
    ]
    return Application([*routes, *more, (r".*", Page, own)], log_function=lambda handler: None, **settings)
