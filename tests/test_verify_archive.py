"""`gongkai verify` of packages that `gongkai archive` writes: nothing is wrong with one, and whatever is done to it is found.

The package's own program is tried with the same in `test_archive_tamper.py`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import archiving
import pytest
import sites
from announced import Office, packaged, unzipped, zipped
from archiving import package, relist

from generator.log import note
from generator.verify.command import Wanted, verified
from generator.verify.findings import Finding

WACZ = "data/wacz/round.wacz"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("whole"))


def ask(place: Path, bag: Path, against: str = "") -> tuple[Finding, ...]:
    """By the key of the untouched package."""
    key = json.loads((bag / "data/archive.json").read_text("utf-8"))["key"]
    return verified(Wanted(str(place), (key,), against=against))


def wrong(findings: tuple[Finding, ...]) -> set[str]:
    return {f.code for f in findings if f.is_wrong}


def test_a_package(whole: Path) -> None:
    """As a file and unpacked; against itself, too."""
    file = archiving.made() / "archives/r1.zip"
    for place in (whole, file):
        found = ask(place, whole, against=str(file))
        assert not wrong(found)
        assert {"V001", "V107", "V201", "V215", "V301", "V401", "V501", "V508", "V510", "V514"} <= {
            f.code for f in found
        }


def test_the_folder_it_was_made_from(whole: Path, tmp_path: Path) -> None:
    """Its site was not built since the round was closed, which is no fault."""
    root = archiving.closed(tmp_path / "c")
    found = ask(root, whole)
    assert not wrong(found)
    assert "V613" in {f.code for f in found}
    assert sites.run(root, now=sites.NOW + 240).exit_code == 0
    found = ask(root, whole)
    assert not wrong(found)
    assert "V613" not in {f.code for f in found}


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        text = (bag / path).read_text("utf-8")
        assert old in text
        (bag / path).write_text(text.replace(old, new), "utf-8")

    return change


def gone(path: str) -> Callable[[Path], None]:
    return lambda bag: (bag / path).unlink()


def put(path: str, data: bytes) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        (bag / path).parent.mkdir(parents=True, exist_ok=True)
        (bag / path).write_bytes(data)

    return change


def cut(path: str, size: int) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        (bag / path).write_bytes((bag / path).read_bytes()[:-size])

    return change


def in_wacz(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Callable[[Path], None]:
    """Change the files of the web archive, and describe them anew."""

    def changed(bag: Path) -> None:
        files = change(unzipped((bag / WACZ).read_bytes()))
        (bag / WACZ).write_bytes(zipped(files))

    return changed


def record_removed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The last record goes from everything that speaks of it."""
    warc = files["archive/data.warc"]
    start = warc.rindex(b"WARC/1.1")
    url = warc[start:].split(b"WARC-Target-URI: ")[1].split(b"\r\n")[0]
    left = {p: d for p, d in files.items() if not p.startswith("datapackage")} | {"archive/data.warc": warc[:start]}
    for name in ("indexes/index.cdxj", "pages/pages.jsonl"):
        left[name] = b"".join(row for row in left[name].splitlines(keepends=True) if b'"' + url + b'"' not in row)
    return unzipped(packaged(left))


def digests_stripped(files: dict[str, bytes]) -> dict[str, bytes]:
    left = {p: d for p, d in files.items() if not p.startswith("datapackage")}
    rows = left["archive/data.warc"].split(b"\r\n")
    left["archive/data.warc"] = b"\r\n".join(row for row in rows if b"-Digest: " not in row)
    return unzipped(packaged(left))


def key_swapped(bag: Path) -> None:
    """The site, the log and the keys are made anew with another key."""
    office = Office(note.signer(b"\1" * 32, "example.gov.cn"))
    office.announce("r1/a", "publish", "甲通报", ["另一份。"])
    for folder in ("site", "log", "keys"):
        shutil.rmtree(bag / "data" / folder)
    sites.write(bag / "data/site", office.site())
    sites.write(bag / "data", {p: d for p, d in office.site().items() if p.startswith("log/")})
    put("data/keys/keys", office.site()["log/keys"])(bag)


# what is done, whether all lists are written anew after it, what is found at the least
MATRIX: dict[str, tuple[Callable[[Path], None], bool, set[str]]] = {
    "a flipped byte": (edit("data/source/content/pages/about.md", "说明", "说法"), False, {"V503"}),
    "a flipped byte, lists anew": (edit("data/source/content/pages/about.md", "说明", "说法"), True, {"V513"}),
    "a page, lists anew": (edit("data/site/r1/c.html", "学习", "休息"), True, {"V202", "V507", "V513"}),
    "a permanent page, lists anew": (edit("data/site/r1/c.v1.html", "学习", "休息"), True, {"V205", "V507", "V513"}),
    "a removed page": (gone("data/site/r1/c.html"), False, {"V204", "V502", "V507"}),
    "a removed page, lists anew": (gone("data/site/r1/c.html"), True, {"V204", "V507", "V513"}),
    "a removed proof, lists anew": (gone("data/site/r1/c.v1.tlog-proof"), True, {"V208", "V507", "V509", "V513"}),
    "an added file": (put("data/source/more.txt", b"x"), False, {"V504"}),
    "an added file, lists anew": (put("data/site/more.html", b"x"), True, {"V507", "V513"}),
    "a truncated WACZ, lists anew": (cut(WACZ, 5000), True, {"V505", "V513"}),
    "a truncated WARC": (in_wacz(lambda f: f | {"archive/data.warc": f["archive/data.warc"][:-9]}), True, {"V507"}),
    "a removed record": (in_wacz(record_removed), True, {"V507", "V513"}),
    "stripped digests": (in_wacz(digests_stripped), True, {"V507", "V513"}),
    "a stripped digest of the package": (
        in_wacz(lambda f: {p: d for p, d in f.items() if p != "datapackage-digest.json"}), True, {"V507", "V513"},
    ),
    "a manifest without a line, its list anew": (
        edit("manifest-sha256.txt", "data/source/content/pages/about.md\n", "data/source/content/pages/abo.md\n"),
        False, {"V502", "V503", "V504", "V513"},
    ),
    "a swapped key, lists anew": (key_swapped, True, {"V012"}),
    "another key beside the log, lists anew": (
        put("data/keys/keys", f"{note.signer(bytes(32), 'example.gov.cn').verifier}\n".encode()), True, {"V509", "V513"},
    ),
    "a removed seal, lists anew": (gone("seal.txt"), True, {"V512"}),
    "a list of the round, lists anew": (cut("data/round.sha256", 100), True, {"V516", "V513"}),
}  # fmt: skip


@pytest.mark.parametrize("name", MATRIX)
def test_what_was_done_to_it_is_found(name: str, whole: Path, tmp_path: Path) -> None:
    change, again, expected = MATRIX[name]
    bag = shutil.copytree(whole, tmp_path / "r1")
    change(bag)
    if again:
        relist(bag)
    found = wrong(ask(bag, whole))
    assert expected <= found, found
