"""Time gongkai as a user would: whole processes, wall and CPU time, memory, files read and written.

    python benchmarks/run.py [--n 1000,10000] [--neutral DIR] [--runs 3] [--peer "COMMAND" --peer-site DIR …]

Four scenarios each: a cold build (no site, no cache), a rebuild after one body was edited, one after a title
was edited, one with nothing changed. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import corpus

COUNTER = """
import os, sys
content, out = sys.argv[1:3]
reads, writes = set(), set()
def hook(event, args):
    if event == "open" and isinstance(args[0], str):
        path, mode, flags = args
        if flags & (os.O_WRONLY | os.O_RDWR):
            if "gongkai" in path or path.startswith(out): writes.add(path)
        elif path.startswith(content): reads.add(path)
sys.addaudithook(hook)
from generator.cli import main
code = main(sys.argv[3:])
writes = {w for w in writes if "/.gongkai/" not in w}
print(len(reads), len(writes), file=sys.stderr)
raise SystemExit(code)
"""


def tree_rss(pid: int) -> int:
    """Bytes of memory of a process and its children now, each process's own pages and shared ones alike."""
    total, todo = 0, [pid]
    while todo:
        at = todo.pop()
        try:
            total += int(Path(f"/proc/{at}/statm").read_text().split()[1]) * 4096
            todo += map(int, Path(f"/proc/{at}/task/{at}/children").read_text().split())
        except OSError:
            continue
    return total


def timed(command: Sequence[str], cwd: Path) -> dict[str, float]:
    """Wall and CPU seconds, the memory (MB) of the largest process and of all together."""
    os.sync()
    peak = [0]
    done = threading.Event()
    start = time.perf_counter()
    proc = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def watch() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], tree_rss(proc.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(proc.pid, 0)
    wall = time.perf_counter() - start
    done.set()
    watcher.join()
    proc.returncode = os.waitstatus_to_exitcode(status)
    if proc.returncode:
        raise SystemExit(f"{command}: exit {proc.returncode}\n{proc.stderr.read().decode() if proc.stderr else ''}")
    cpu = usage.ru_utime + usage.ru_stime
    return {"wall": wall, "cpu": cpu, "rss": usage.ru_maxrss / 1024, "rss_all": peak[0] / 1e6}


def median(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {k: round(statistics.median(r[k] for r in rows), 3) for k in rows[0]}


def edit(path: Path, k: int, title: bool) -> None:
    """Append a sentence to a body, or to a title."""
    text = path.read_text("utf-8")
    if title:
        text = re.sub(r"(?m)^(title: .*)$", rf"\1（更正第{k}次）", text, count=1)
    else:
        text = text.rstrip("\n") + f"（更正第{k}次）\n"
    path.write_text(text, "utf-8")


def scenarios(site: Path, out: str, caches: Sequence[str], command: Sequence[str], source: Path, runs: int) -> dict[str, Any]:
    """The four scenarios of one generator; medians."""

    def cold() -> None:
        for name in (out, *caches):
            shutil.rmtree(site / name, ignore_errors=True)

    def several(before: Callable[[int], None]) -> dict[str, float]:
        rows = []
        for k in range(runs):
            before(k)
            rows.append(timed(command, site))
        return median(rows)

    return {
        "cold": several(lambda k: cold()),
        "nothing": several(lambda k: None),
        "body": several(lambda k: edit(source, k, False)),
        "title": several(lambda k: edit(source, 100 + k, True)),
    }


def counted(site: Path, python: str, before: Callable[[], None]) -> list[int]:
    """Source files read and site files written by a build, counted by an audit hook in one process."""
    before()
    args = [python, "-c", COUNTER, str(site / "content"), str(site / "site"), "build", "--executor", "serial"]
    env = {**os.environ, "PYTHONPATH": str(corpus.REPO)}
    done = subprocess.run(args, cwd=site, env=env, capture_output=True, text=True, check=True)
    return [int(n) for n in done.stderr.strip().splitlines()[-1].split()]


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", default="1000,10000", help="numbers of notices")
    ap.add_argument("--neutral", help="a folder FOLDER with FOLDER/content in the neutral layout; {n} stands for the number")
    ap.add_argument("--work", help="where to work (default: a temporary folder)")
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--peer", help="another generator's command, run in --peer-site")
    ap.add_argument("--peer-site", help="its site folder; {n} stands for the number")
    ap.add_argument("--peer-out", default="public")
    ap.add_argument("--json", help="write the figures there")
    a = ap.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(a.work or scratch)
        for n in map(int, a.n.split(",")):
            if a.neutral:
                neutral = Path(a.neutral.replace("{n}", str(n)))
            else:
                neutral = work / f"neutral-{n}"
                corpus.neutral(neutral, n)
            site = work / f"gongkai-{n}"
            count = corpus.convert(neutral, site)
            source = sorted((site / "content/notices").rglob("*.md"))[count // 2]
            command = [sys.executable, "-m", "generator", "build"]
            os.environ["PYTHONPATH"] = str(corpus.REPO)
            row: dict[str, Any] = {"n": count, "tool": "gongkai"}
            row |= scenarios(site, "site", [".gongkai"], command, source, a.runs if n < 5000 else 1)
            files: dict[str, list[int]] = {"nothing": counted(site, sys.executable, lambda: None)}
            for name, title in (("body", False), ("title", True)):
                files[name] = counted(site, sys.executable, lambda t=title: edit(source, 200, t))  # type: ignore[misc]
            row["files"] = files
            results.append(row)
            show(row)
            if a.peer:
                place = Path(a.peer_site.replace("{n}", str(n)))
                slug = source.name
                peer_source = next(place.rglob(slug))
                peer: dict[str, Any] = {"n": count, "tool": a.peer.split()[0].rpartition("/")[2]}
                peer |= scenarios(place, a.peer_out, [".cache", "resources"], a.peer.split(), peer_source, a.runs if n < 5000 else 1)
                results.append(peer)
                show(peer)
                compare(row, peer)
    if a.json:
        Path(a.json).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    return 0


def show(row: dict[str, Any]) -> None:
    for name in ("cold", "nothing", "body", "title"):
        r = row[name]
        files = row.get("files", {}).get(name)
        tail = f"  reads {files[0]}, writes {files[1]}" if files else ""
        print(
            f"{row['tool']:9}{row['n']:6} {name:8} {r['wall']:7.3f} s wall {r['cpu']:7.3f} s CPU "
            f"{r['rss']:6.0f} MB largest {r['rss_all']:6.0f} MB all{tail}",
            flush=True,
        )


def compare(mine: dict[str, Any], peer: dict[str, Any]) -> None:
    for name in ("cold", "nothing", "body", "title"):
        m, p = mine[name], peer[name]
        print(f"{'ratio':9}{mine['n']:6} {name:8} wall {m['wall'] / p['wall']:.3f}  CPU {m['cpu'] / p['cpu']:.3f}  memory {m['rss_all'] / p['rss_all']:.3f}")


if __name__ == "__main__":
    sys.exit(main())
