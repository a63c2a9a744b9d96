"""Time gongkai as a user would: whole processes, wall and CPU time, memory, files read and written.

    python benchmarks/run.py [--n 1000,10000] [--neutral DIR] [--runs 3] [--peer "COMMAND" --peer-site DIR …]
    python benchmarks/run.py --outputs [ledger,search,…] [--n 1000] …

Four scenarios each: a cold build (no site, no cache), one with nothing changed, a rebuild after one body was
edited, one after a title was edited; of pages only, all other outputs switched off. Or, with --outputs, what each of
these adds to a cold build. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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


class Tool(NamedTuple):
    """A generator: its command, the site folder it runs in, what it writes there, and the source that is edited."""

    command: Sequence[str]
    site: Path
    out: str
    caches: Sequence[str]
    source: Path


def scenarios(tool: Tool, runs: int) -> dict[str, Any]:
    """The four scenarios of one generator; medians."""

    def cold() -> None:
        for name in (tool.out, *tool.caches):
            shutil.rmtree(tool.site / name, ignore_errors=True)

    def several(before: Callable[[int], None]) -> dict[str, float]:
        rows = []
        for k in range(runs):
            before(k)
            rows.append(timed(tool.command, tool.site))
        return median(rows)

    return {
        "cold": several(lambda k: cold()),
        "nothing": several(lambda k: None),
        "body": several(lambda k: edit(tool.source, k, False)),
        "title": several(lambda k: edit(tool.source, 100 + k, True)),
    }


def counted(site: Path) -> list[int]:
    """Source files read and site files written by a build, counted by an audit hook in one process."""
    args = [sys.executable, "-c", COUNTER, str(site / "content"), str(site / "site"), "build", "--executor", "serial"]
    done = subprocess.run(args, cwd=site, capture_output=True, text=True, check=True)
    return [int(n) for n in done.stderr.strip().splitlines()[-1].split()]


def measured(neutral: Path, site: Path, runs: int) -> tuple[dict[str, Any], Path]:
    """The figures of gongkai on a corpus, and the source that was edited."""
    count = corpus.convert(neutral, site)
    source = sorted((site / "content/notices").rglob("*.md"))[count // 2]
    tool = Tool((sys.executable, "-m", "generator", "build"), site, "site", (".gongkai",), source)
    row: dict[str, Any] = {"n": count, "tool": "gongkai", **scenarios(tool, runs if count < 5000 else 1)}
    files = {"nothing": counted(site)}
    edit(source, 200, False)
    files["body"] = counted(site)
    edit(source, 200, True)
    files["title"] = counted(site)
    row["files"] = files
    return row, source


def size(folder: Path) -> tuple[int, int]:
    """How many files a folder holds, and their bytes."""
    found = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(found), sum(found)


def costs(neutral: Path, site: Path, runs: int, names: Sequence[str]) -> list[dict[str, Any]]:
    """What each output adds to a cold build of the pages, per 1,000 notices; the first row is the pages' own."""
    count = corpus.convert(neutral, site)
    command = (sys.executable, "-m", "generator", "build")
    together = tuple(name for name in names if name not in ("pdf", "traditional"))
    rows: list[dict[str, Any]] = []
    last = (("together", together),) if len(together) > 1 else ()
    for name, on in (("pages", ()), *((name, (name,)) for name in names), *last):
        corpus.switch(site, on)
        taken = []
        for _ in range(runs):
            for folder in ("site", ".gongkai"):
                shutil.rmtree(site / folder, ignore_errors=True)
            taken.append(timed(command, site))
        files, stored = size(site / "site")
        row = {**median(taken), "files": files, "bytes": stored / 1e6}
        base = rows[0]["whole"] if rows else dict.fromkeys(row, 0.0)
        per = {k: round((v - base[k]) * 1000 / count, 3) for k, v in row.items() if not k.startswith("rss")}
        rows.append({"n": count, "output": name, **per, "rss_all": row["rss_all"] - base["rss_all"], "whole": row})
        show_cost(rows[-1])
    return rows


def show_cost(row: dict[str, Any]) -> None:
    print(
        f"{row['output']:12}{row['n']:6} {row['wall']:8.2f} s wall {row['cpu']:8.2f} s CPU {row['rss_all']:6.0f} MB "
        f"{row['files']:8.0f} files {row['bytes']:8.1f} MB written",
        flush=True,
    )


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", default="1000,10000", help="numbers of notices (default: 1000,10000)")
    ap.add_argument("--neutral", help="a folder DIR with DIR/content in the neutral layout; {n} stands for the number")
    ap.add_argument("--work", help="where to work (default: a temporary folder)")
    ap.add_argument("--runs", type=int, default=3, help="runs of each scenario (default: 3; from 5,000 notices on, 1)")
    ap.add_argument("--peer", help="another generator's command, run in --peer-site")
    ap.add_argument("--peer-site", help="its site folder, with the same notices; {n} stands for the number")
    ap.add_argument("--peer-out", default="public", help="where it writes, in its site folder (default: public)")
    ap.add_argument("--json", help="write the figures there")
    ap.add_argument(
        "--outputs",
        nargs="?",
        const=",".join(corpus.SWITCHES),
        help="what each further output costs, instead; names, default: all",
    )
    a = ap.parse_args()
    names = tuple(a.outputs.split(",")) if a.outputs else ()
    if unknown := set(names) - set(corpus.SWITCHES):
        ap.error(f"--outputs: {', '.join(sorted(unknown))}; there are {', '.join(corpus.SWITCHES)}")
    if a.peer and not a.peer_site:
        ap.error("--peer needs --peer-site")
    os.environ["PYTHONPATH"] = str(corpus.REPO)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled files
    numbers = a.n.split(",")
    if a.neutral and "{n}" not in a.neutral:
        numbers = ["given"]
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(a.work or scratch)
        for n in numbers:
            neutral = Path((a.neutral or "").replace("{n}", n)) if a.neutral else work / f"neutral-{n}"
            if not a.neutral:
                corpus.neutral(neutral, int(n))
            if names:
                results += costs(neutral, work / f"gongkai-{n}", a.runs, names)
                continue
            row, source = measured(neutral, work / f"gongkai-{n}", a.runs)
            results.append(row)
            show(row)
            if a.peer:
                place = Path(a.peer_site.replace("{n}", n))
                command = shlex.split(a.peer)
                tool = Tool(command, place, a.peer_out, (".cache", "resources"), next(place.rglob(source.name)))
                peer = {
                    "n": row["n"],
                    "tool": Path(command[0]).name,
                    **scenarios(tool, a.runs if row["n"] < 5000 else 1),
                }
                results.append(peer)
                show(peer)
                compare(row, peer)
    if a.json:
        Path(a.json).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    return 0


SHOWN = (("wall", "wall"), ("cpu", "CPU"), ("rss_all", "memory"))


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
        ratios = "  ".join(f"{shown} {m[k] / p[k]:.3f}" for k, shown in SHOWN)
        print(f"{'ratio':9}{mine['n']:6} {name:8} {ratios}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
