"""Archives for tests: a small announced site, its round closed and packed in this process; packages taken apart and put
together again as somebody might who changes them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import announcing
import sites

from generator.archives.run import Done, Wanted, run
from generator.build import Options, build

VERIFY = "data/verify/verify.py"
B, C = "content/notices/r1/b.md", "content/notices/r1/c.md"
FILES: dict[str, str | bytes | None] = {
    "content/rounds/r1.yaml": "name: 第一轮巡察\norganisations: [o1, o2, o3]\n",
    "content/organisations/o2.yaml": "name: 示例中学\n",
    "content/organisations/o3.yaml": "name: 示例医院\n",
    B: sites.BASE[announcing.NOTICE].replace("甲", "乙").replace("o1", "o2"),
    C: sites.BASE[announcing.NOTICE]
    .replace("甲", "丙")
    .replace(
        "organisation: o1\n", "organisation: o3\nattachments: [{file: 附 表.csv}]\ndocument_number: 甲发〔2026〕1号\n"
    ),
    "content/notices/r1/c/附 表.csv": "甲,乙\n",
    "content/pages/about.md": "---\ntitle: 关于\n---\n\n这是说明。\n",
    "originals/r1/a/来件.docx": b"PK\x03\x04 a paper as it came",
}


# a site that makes its pages and little else
BARE = "outputs: {ledger: false, search: false, data: false, forms: false, qr: false}\n"


def site(root: Path, settings: str = "") -> Path:
    """A site with a log: a notice that was corrected, one that was withdrawn, one plain; more settings for site.yaml."""
    announcing.started(root, {**FILES, "content/site.yaml": sites.BASE["content/site.yaml"] + settings})
    a = sites.BASE[announcing.NOTICE]
    text = announcing.revised(a, 2, "correction", "写漏了", **{"一是学习。": "一是学习。二是检查。"})
    gone = announcing.revised(str(FILES[B]), 2, "withdrawal", "需要核实")
    sites.write(root, {announcing.NOTICE: text, B: gone})
    announcing.append(root, sites.NOW + 60)
    return root


def archive(root: Path, now: int = sites.NOW + 120, **wanted: Any) -> Done:
    """Archive a round in this process."""
    asked = Wanted(str(root), **{"round": "r1", **wanted})
    return run(asked, announcing.by(root), now, lambda out, at: build(Options(root, out, at, executor="serial")))


@cache
def made() -> Path:
    root = site(Path(mkdtemp(prefix="archive-")) / "s")
    assert not archive(root).failed
    return root


def closed(to: Path) -> Path:
    """A copy of the site with its round closed and archived, at a new place."""
    shutil.copytree(made().parent, to)
    return to / "s"


def package(to: Path) -> Path:
    """The package of that site, unpacked into a new folder."""
    return unpacked(made() / "archives/r1.zip", to)


def unpacked(file: Path, to: Path) -> Path:
    with zipfile.ZipFile(file) as f:
        f.extractall(to)
    (top,) = to.iterdir()
    return top


def verify(place: Path, *options: str, python: str = sys.executable, own: bool = True) -> tuple[int, str]:
    """What the package's own program says of it, on a bare Python: the exit code, and its words."""
    program = (
        place / VERIFY if own and place.is_dir() else Path(__file__).parents[1] / "generator/archives/inside/verify.py"
    )
    done = subprocess.run(
        [python, "-I", "-S", str(program), str(place), *options],
        env={}, cwd="/", capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def wrong(said: str) -> list[str]:
    """Where faults were found."""
    return re.findall(r"^\[有问题 WRONG\] ?(.*?):? ", said, re.MULTILINE)


def relist(bag: Path) -> None:
    """Write all lists of digests again, as somebody who changes files on purpose would; the seal he cannot make."""
    payload = sorted(p.relative_to(bag).as_posix() for p in bag.joinpath("data").rglob("*") if p.is_file())
    for algorithm in ("sha256", "sha512"):
        rows = [f"{hashlib.new(algorithm, (bag / p).read_bytes()).hexdigest()}  {p}\n" for p in payload]
        (bag / f"manifest-{algorithm}.txt").write_text("".join(rows), "utf-8")
    info = bag / "bag-info.txt"
    oxum = f"{sum((bag / p).stat().st_size for p in payload)}.{len(payload)}"
    info.write_text(re.sub(r"Payload-Oxum: .*", f"Payload-Oxum: {oxum}", info.read_text("utf-8")), "utf-8")
    tags = sorted(p.name for p in bag.iterdir() if p.is_file() and p.name != "tagmanifest-sha256.txt")
    rows = [f"{hashlib.sha256((bag / p).read_bytes()).hexdigest()}  {p}\n" for p in tags]
    (bag / "tagmanifest-sha256.txt").write_text("".join(rows), "utf-8")
