"""What a Dask cluster costs: the same notices built by the local pool and by a cluster on loopback.

    python benchmarks/cluster.py [--n 1000] [--workers 2] [--small] [--work DIR]

Processes of the cluster are counted apart: the scheduler, the workers, and the build itself. What a cluster adds to
each notice is the CPU time of all of them less that of the local build; see benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import corpus
import run

TICK = os.sysconf("SC_CLK_TCK")


def cpu(process: subprocess.Popen[bytes]) -> float:
    """Seconds of CPU time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def cluster(place: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on loopback, and the processes: the scheduler's, the workers'."""
    dask, file = (sys.executable, "-m", "dask"), place / "scheduler.json"
    all_: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> None:
        with open(place / f"{len(all_)}.txt", "wb") as said:
            all_.append(
                subprocess.Popen((*dask, *command, "--no-dashboard"), cwd=place, stdout=said, stderr=subprocess.STDOUT)
            )

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show", "--scheduler-file", str(file))
        while not file.exists() or not file.read_text().endswith("}"):
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        for k in range(workers):
            here = str(place / f"worker-{k}")
            start("worker", address, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", here)
        for k in range(workers):
            while b"Registered to" not in (place / f"{k + 1}.txt").read_bytes():
                time.sleep(0.05)
        yield address, all_
    finally:
        for process in reversed(all_):
            process.kill()
            process.wait()


def per_task(address: str, count: int = 500) -> list[tuple[str, float]]:
    """Milliseconds of an empty task, by the two ways of sending one."""
    from distributed import Client

    found = []
    with Client(address, set_as_default=False) as client:
        pool = client.get_executor(pure=False)
        for name, submit in (("get_executor", pool.submit), ("submit", lambda f, x: client.submit(f, x, pure=False))):
            [f.result() for f in [submit(abs, k) for k in range(50)]]
            began = time.perf_counter()
            [f.result() for f in [submit(abs, k) for k in range(count)]]
            found.append((name, (time.perf_counter() - began) * 1000 / count))
        pool.shutdown()
    return found


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", type=int, default=1000, help="notices (default: 1000)")
    ap.add_argument("--workers", type=int, default=2, help="workers, and jobs of the local pool (default: 2)")
    ap.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    ap.add_argument(
        "--small", action="store_true", help="small notices with all outputs, not long ones with pages only"
    )
    ap.add_argument("--pdf", action="store_true", help="with PDFs")
    ap.add_argument("--work", help="where to work (default: a temporary folder)")
    a = ap.parse_args()
    os.environ["PYTHONPATH"] = str(corpus.REPO)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(a.work or scratch)
        site, place = work / "site-folder", work / "cluster"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        if a.small:
            corpus.small(site, a.n)
        else:
            corpus.neutral(work / "neutral", a.n)
            corpus.convert(work / "neutral", site)
        if a.pdf:
            corpus.switch(site, ("pdf",))
        command = (sys.executable, "-m", "generator", "build", "--clean", "--executor")
        with cluster(place, a.workers) as (address, processes):
            for name, ms in per_task(address):
                print(f"an empty task by {name}: {ms:.2f} ms")
            rows: dict[str, list[dict[str, float]]] = {"local": [], "cluster": []}
            for _ in range(a.runs):
                for name, options in (
                    ("local", ("processes", "-j", str(a.workers))),
                    ("cluster", ("dask", "--scheduler", address)),
                ):
                    shutil.rmtree(site / name, ignore_errors=True)
                    before = [cpu(p) for p in processes]
                    row = run.timed((*command, *options, "--out", name), site)
                    used = [cpu(p) - b for p, b in zip(processes, before, strict=True)]
                    if name == "cluster":
                        row |= {"scheduler": used[0], "workers": sum(used[1:])}
                    rows[name].append(row)
        here, there = run.median(rows["local"]), run.median(rows["cluster"])
        same = subprocess.run(("diff", "-rq", "local", "cluster"), cwd=site, check=False).returncode == 0
        print(f"local    {here['wall']:8.2f} s wall {here['cpu']:8.2f} s CPU, largest process {here['rss']:5.0f} MB")
        print(
            f"cluster  {there['wall']:8.2f} s wall {there['cpu']:8.2f} s CPU here, {there['scheduler']:.2f} s in the "
            f"scheduler, {there['workers']:.2f} s in workers, largest process here {there['rss']:5.0f} MB"
        )
        every = there["cpu"] + there["scheduler"] + there["workers"] - here["cpu"]
        spread = statistics.median(r["wall"] for r in rows["cluster"]) - here["wall"]
        print(f"overhead of a notice: {every * 1000 / a.n:.2f} ms of CPU, {spread * 1000 / a.n:.2f} ms of wall time")
        print("the same bytes" if same else "OTHER BYTES")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
