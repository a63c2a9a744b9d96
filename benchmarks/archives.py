"""How long it takes to archive a round of 1,000 notices, what memory it needs, and how large the package is.

python benchmarks/archives.py [--n 1000] [--small] [--all]

Pages alone are made, or all outputs but PDF. Each step runs in a process of its own; the archive is made twice: when the round is closed, and
again of the closed round.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

REPO = Path(__file__).resolve().parent.parent
ALL = tuple(s for s in corpus.SWITCHES if s not in ("pdf", "traditional"))


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", type=int, default=1000, help="how many notices (default: 1000)")
    ap.add_argument("--all", action="store_true", help="with ledger, search, open data, forms and QR codes")
    ap.add_argument("--small", action="store_true", help="notices of five findings")
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        neutral, site = Path(scratch, "neutral"), Path(scratch, "site")
        if a.small:
            corpus.small(site, a.n)
        else:
            corpus.neutral(neutral, a.n)
            corpus.convert(neutral, site)
        corpus.switch(site, ALL if a.all else ())
        one_round(site)
        signer = ("--signer", str(Path(scratch, "signer")))
        told("log init", site, "log", "init", *signer)
        told("log append", site, "log", "append", *signer)
        told("close and archive", site, "archive", "one", *signer)
        first = Path(site, "archives/one.zip")
        told("archive again", site, "archive", "one", "--out", str(Path(scratch, "again.zip")), *signer)
        print(f"the package: {first.stat().st_size / 1e6:.0f} MB")
        print("the same bytes" if first.read_bytes() == Path(scratch, "again.zip").read_bytes() else "NOT THE SAME")
        print(f"the site in it: {size(site / '.gongkai/archive/site') / 1e6:.0f} MB")
        began = time.perf_counter()
        check = REPO / "generator/archives/inside/verify.py"
        subprocess.run([sys.executable, "-I", "-S", str(check), str(first)], check=True, stdout=subprocess.DEVNULL)
        print(f"verify.py: {time.perf_counter() - began:.1f} s")
    return 0


def one_round(site: Path) -> None:
    """Put all notices into one round."""
    notices = site / "content/notices"
    (notices / "one").mkdir()
    for path in sorted(notices.glob("*/*.md")):
        path.rename(notices / "one" / path.name)
    for folder in notices.iterdir():
        if folder.name != "one":
            shutil.rmtree(folder)
    for path in (site / "content/rounds").iterdir():
        path.unlink()
    (site / "content/rounds/one.yaml").write_text("name: 一轮\n", "utf-8")


def size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def told(name: str, site: Path, *command: str) -> None:
    began = time.perf_counter()
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1795910400", "PYTHONPATH": str(REPO)}
    run = [sys.executable, "-m", "generator", "-C", str(site), *command]
    process = subprocess.Popen(run, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said.decode()[-2000:])
    unit = 1024 if sys.platform == "linux" else 1
    cpu = used.ru_utime + used.ru_stime
    print(
        f"{name:20} {time.perf_counter() - began:6.1f} s  {cpu:6.1f} s of CPU  {used.ru_maxrss * unit / 1e6:5.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
