"""How long a browser takes to verify an entry, and an old checkpoint, of a log of a million entries.

python benchmarks/verify_page.py [ENTRIES] [--runs 40]

The scripts are those of the page for readers, the files come from a server on loopback, each run in a new page of
Chromium: from nothing, and with the files of the log there already. Once with the browser's own signatures, once
without, as on plain http. Needs Playwright and Chromium (see CONTRIBUTING.md).
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from log import ORIGIN, SIGNER, entry

from generator.log import checkpoint, merkle, store, tiles
from generator.log.store import Store

ASSETS = Path(__file__).resolve().parent.parent / "themes/default/assets"
# how verify.js loads files, and what it asks of verify-log.js
PAGE = """<!doctype html><meta charset="utf-8"><title>verify</title><script>
window.gongkai = data => { document.currentScript.data = data; };
const files = {}, load = path => files[path] ||= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = path;
  script.onload = () => resolve(script.data);
  script.onerror = reject;
  document.head.append(script);
});
const say = {files: "/", log: "/verify-log.js", ed25519: "/verify-ed25519.js", origin: "ORIGIN", keys: "KEY"};
async function verify(now, before, index, ready) {
  const log = (await load(say.log))(say, load, Error), times = [];
  const timed = async work => {
    const at = performance.now(), found = await work();
    times.push(performance.now() - at);
    return found;
  };
  await Promise.all((ready || []).map(load));
  const checkpoint = await timed(() => log.opened(now));
  const found = await timed(() => log.entryOf(checkpoint, index));
  const kept = await timed(async () => log.grown(await log.opened(before), checkpoint));
  return {times, found, kept, size: checkpoint.size, asked: Object.keys(files).slice(1)};
}
</script>"""
PLAIN = "plain.example"


class Handler(BaseHTTPRequestHandler):
    """The page, its scripts, and the files of the log as scripts."""

    protocol_version = "HTTP/1.1"

    def __init__(self, log: str, *rest: Any) -> None:
        self.log = log
        super().__init__(*rest)

    def do_GET(self) -> None:
        kind = "text/javascript"
        if self.path == "/":
            data, kind = PAGE.replace("ORIGIN", ORIGIN).replace("KEY", str(SIGNER.verifier)).encode(), "text/html"
        elif self.path.startswith("/tile/"):
            raw = Path(self.log, self.path[1:].removesuffix(".js")).read_bytes()
            data = b'gongkai("' + base64.b64encode(raw) + b'")\n'
        elif (script := ASSETS / self.path[1:]).is_file():
            data = script.read_bytes()
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("entries", nargs="?", type=int, default=1_000_000, help="how many (default: 1000000)")
    ap.add_argument("--runs", type=int, default=40, help="runs of each (default: 40)")
    a = ap.parse_args()
    from playwright.sync_api import sync_playwright

    size = a.entries
    with tempfile.TemporaryDirectory() as top, sync_playwright() as playwright:
        log = Store(os.path.join(top, "log"), os.path.join(top, "memory"), ORIGIN, (SIGNER.verifier,))
        store.begin(log, SIGNER)
        store.append(log, SIGNER, 0, [entry(n) for n in range(size)])
        now = Path(log.folder, "checkpoint").read_text("utf-8")
        hashes = tiles.hashes_of(size, store.reader(log.folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, log.folder))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        rules = f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", rules])
        chosen = random.Random(1)
        for host, signatures in (("127.0.0.1", "the browser's own signatures"), (PLAIN, "ours, as on plain http")):
            for ready in (False, True):
                found: list[list[float]] = []
                for _ in range(a.runs):
                    index, earlier = chosen.randrange(size), chosen.randrange(1, size)
                    made = checkpoint.Checkpoint(ORIGIN, earlier, merkle.tree_head(earlier, hashes))
                    before = checkpoint.signed(made, SIGNER).decode()
                    asked: list[str] | None = None
                    if ready:
                        asked = run(chromium, host, server.server_port, [now, before, index, None], size)["asked"]
                    said = run(chromium, host, server.server_port, [now, before, index, asked], size)
                    assert said["kept"] is True and said["found"]["index"] == index
                    found.append(said["times"])
                told = "files there" if ready else "files fetched from loopback"
                print(f"{signatures}, {told} ({a.runs} runs of a new page): median, largest", flush=True)
                for name, times in zip(
                    ("checkpoint", "entry", "old checkpoint"), zip(*found, strict=True), strict=True
                ):
                    print(f"  {name}: {statistics.median(times):.1f} ms, {max(times):.1f} ms", flush=True)
                whole = [sum(times) for times in found]
                print(f"  all three: {statistics.median(whole):.1f} ms, {max(whole):.1f} ms", flush=True)
        chromium.close()
        server.shutdown()
    return 0


def run(chromium: Any, host: str, port: int, arguments: list[Any], size: int) -> dict[str, Any]:
    """A verification in a page of its own."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://{host}:{port}/")
    said: dict[str, Any] = page.evaluate("a => verify(...a)", arguments)
    assert said["size"] == size
    context.close()
    return said


if __name__ == "__main__":
    sys.exit(main())
