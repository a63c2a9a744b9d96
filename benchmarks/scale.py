"""How a build grows with the number of notices: small notices, every output but PDF and the traditional edition.

    python benchmarks/scale.py [--n 1000,10000,50000] [--work DIR]

Of each size: a cold build, one with nothing changed, one after a body and one after a title was edited; and what
grows: files, folders, the cache, the largest file and the fullest folder. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import corpus
import run


def grown(site: Path) -> str:
    """What a site is made of: counts, bytes, the extremes."""
    files, folders, stored, largest, fullest = 0, 0, 0, (0, ""), (0, "")
    for place, names, here in os.walk(site / "site"):
        shown = os.path.relpath(place, site / "site")
        folders += 1
        files += len(here)
        fullest = max(fullest, (len(here) + len(names), shown))
        for name in here:
            size = os.path.getsize(os.path.join(place, name))
            stored += size
            largest = max(largest, (size, os.path.join(shown, name)))
    state = sum(p.stat().st_size for p in (site / ".gongkai").glob("*.sqlite"))
    source = sum(p.stat().st_size for p in (site / "content").rglob("*") if p.is_file())
    return (
        f"    {files} files in {folders} folders, {stored / 1e6:.1f} MB (sources {source / 1e6:.1f} MB), "
        f"cache {state / 1e6:.1f} MB\n"
        f"    largest {largest[0] / 1e6:.2f} MB: {largest[1]}; fullest {fullest[0]} entries: {fullest[1]}/"
    )


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--n", default="1000,10000,50000", help="numbers of notices (default: 1000,10000,50000)")
    ap.add_argument("--work", help="where to work (default: a temporary folder)")
    a = ap.parse_args()
    os.environ["PYTHONPATH"] = str(corpus.REPO)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as scratch:
        for n in map(int, a.n.split(",")):
            site = Path(a.work or scratch) / f"small-{n}"
            corpus.small(site, n)
            source = sorted((site / "content/notices").rglob("*.md"))[n // 2]
            command = (sys.executable, "-m", "generator", "build")
            for name in ("cold", "nothing", "body", "title"):
                if name in ("body", "title"):
                    run.edit(source, 1, name == "title")
                row = run.timed(command, site)
                print(
                    f"{n:8} {name:8}{row['wall']:8.2f} s wall {row['cpu']:8.2f} s CPU {row['rss']:7.0f} MB largest "
                    f"process {row['rss_all']:7.0f} MB all",
                    flush=True,
                )
                if name == "cold":
                    print(grown(site), flush=True)
            shutil.rmtree(site)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
