"""What each stage of a notice costs in one process: CPU milliseconds a notice, the least of five runs.

python benchmarks/stages.py [--n 200] [--neutral DIR]
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import corpus

from generator import load, records, theme, write
from generator.config import site_of
from generator.contexts import with_contexts
from generator.library import library
from generator.markdown import scan
from generator.outputs import notice
from generator.pages import site_view
from generator.parse import parse_body, parse_head
from generator.publication import SHANGHAI
from generator.texts import texts

T = TypeVar("T")


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", type=int, default=200, help="how many notices (default: 200)")
    ap.add_argument("--neutral", help="a folder DIR with DIR/content in the neutral layout")
    a = ap.parse_args()
    gc.disable()
    with tempfile.TemporaryDirectory() as scratch:
        source, site = Path(a.neutral or scratch, "." if a.neutral else "neutral"), Path(scratch, "site")
        if not a.neutral:
            corpus.neutral(source, a.n)
        corpus.convert(source, site)
        measure(str(site / "content") + "/", a.n, Path(scratch))
    return 0


def measure(content: str, count: int, scratch: Path) -> None:
    paths = sorted(p for p in load.listing(content).files if p.startswith("notices/"))[:count]

    def timed(name: str, work: Callable[[], T]) -> T:
        best = float("inf")
        for _ in range(5):
            began = time.process_time()
            result = work()
            best = min(best, time.process_time() - began)
        print(f"{name:28} {best / len(paths) * 1000:.3f} ms")
        return result

    files = timed("read", lambda: [load.read(content + p) for p in paths])
    digests = timed("digest", lambda: [load.digest(f) for f in files])
    outcomes = timed("front matter", lambda: [parse_head(f, p, "zh-CN") for f, p in zip(files, paths, strict=True)])
    heads = [o.value for o in outcomes if o.value]
    parts = [records.split(f.decode(), "").value for f in files]
    timed("text to chunks", lambda: [scan(p.body) for p in parts if p])
    bodies = timed(
        "body (with text to chunks)",
        lambda: [parse_body(f, h, "../", {}, "zh-CN").value for f, h in zip(files, heads, strict=True)],
    )
    parsed = {h.path: (h, b) for h, b in zip(heads, bodies, strict=True) if b}
    site = parse_head(load.read(content + "site.yaml"), "site.yaml", "zh-CN").value
    assert site is not None
    default = theme.load([(theme.default_folder(), "")])
    by_path = {h.path: h for h in heads}
    known = dict(zip(paths, digests, strict=True))
    lib = with_contexts(library(by_path, site_of(site), SHANGHAI, default, 2**31, False, frozenset(), known, ""))
    view, words = site_view(lib), texts("zh-CN")
    tasks = timed("plan", lambda: list(notice.plan(lib)))
    views = timed("view", lambda: [notice.page(view, t.view, *parsed[t.source]) for t in tasks])
    template = theme.environment(default).get_template("notice.html")
    pages = timed("template", lambda: [template.render(page=v, t=words) for v in views])
    encoded = timed("encode", lambda: [p.encode() for p in pages])
    stages = iter(range(5))

    def put() -> None:
        stage = scratch / f"stage{next(stages)}"
        stage.mkdir()
        for k, data in enumerate(encoded):
            write.put(str(stage), "", f"{k}.html", data)

    timed("write", put)


if __name__ == "__main__":
    sys.exit(main())
