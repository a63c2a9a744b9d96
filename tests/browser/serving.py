"""The built site on a loopback server, sent as docs/how-to/server.md tells servers to: with the policy, packed, assets for a year."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")  # media types that are sent packed


class Handler(SimpleHTTPRequestHandler):
    """The files of a folder at the path `base`, 404.html for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, base: str, directory: str) -> None:
        self.base = base
        super().__init__(*arguments, directory=directory)

    def do_GET(self) -> None:
        asked = self.path.partition("?")[0]
        path = Path(self.translate_path("/" + asked.removeprefix(self.base)))
        if asked.endswith("/"):
            path /= "index.html"
        found = asked.startswith(self.base) and path.is_file()
        path = path if found else Path(self.directory, "404.html")
        data, kind = path.read_bytes(), self.guess_type(path)
        packed = kind.startswith(TEXTS) and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            data = gzip.compress(data, 6, mtime=0)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(TEXTS) else kind)
        self.send_header("Content-Length", str(len(data)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        lasting = found and "/assets/" in self.path
        self.send_header("Cache-Control", "max-age=31536000, immutable" if lasting else "no-cache")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that leaves in the middle of an answer is no fault of the site."""


@contextmanager
def serve(folder: Path, base: str = "/") -> Iterator[str]:
    """The address at which a folder is served."""
    with Server(("127.0.0.1", 0), partial(Handler, base=base, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{base}"
        server.shutdown()
        thread.join()
