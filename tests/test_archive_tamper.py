"""Whatever is done to a package, its own program says so; where others would not notice, that is shown too."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import announcing
import archiving
import bagit
import pytest
import sites
from archiving import package, relist, verify, wrong

from generator.archives import seal, stored, wacz, warc
from generator.archives.close import listed
from generator.archives.media import media_type
from generator.log import checkpoint, note
from generator.log.tiles import ENTRIES, Tile, entries_of, grown, head, path

WACZ = "data/wacz/round.wacz"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def bag(whole: Path, tmp_path: Path) -> Path:
    """A package to change."""
    return shutil.copytree(whole, tmp_path / "r1")


def flip(file: Path, at: int = -40) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def found(bag: Path, *options: str) -> list[str]:
    """Where its program finds faults."""
    code, said = verify(bag, *options, own=False)
    assert code == (1 if wrong(said) else 0)
    return wrong(said)


def replaced(bag: Path, change: Callable[[dict[str, bytes]], None], packed: int = zipfile.ZIP_STORED) -> None:
    """Take the copy for replay apart, change its files, put it together again."""
    with zipfile.ZipFile(bag / WACZ) as f:
        files = {n: f.read(n) for n in f.namelist()}
    change(files)
    with zipfile.ZipFile(bag / WACZ, "w", packed) as f:
        for name, data in files.items():
            f.writestr(zipfile.ZipInfo(name, stored.TIME), data, packed)


def described(files: dict[str, bytes]) -> None:
    """Make what a WACZ says of itself fit its files again."""
    data = json.loads(files["datapackage.json"])
    for r in data["resources"]:
        r["hash"] = f"sha256:{hashlib.sha256(files[r['path']]).hexdigest()}"
        r["bytes"] = len(files[r["path"]])
    files["datapackage.json"] = json.dumps(data).encode()
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"}
    files["datapackage-digest.json"] = json.dumps(digest).encode()


def rewacz(bag: Path) -> None:
    """Make the copy for replay from the site as it is now, with the program's own means."""
    site = sites.tree(bag / "data/site")
    facts = json.loads((bag / "data/archive.json").read_text("utf-8"))
    files = [(p, media_type(p), len(d), hashlib.sha256(d).hexdigest()) for p, d in site.items()]
    with (bag / WACZ).open("w+b") as out:
        about = wacz.About(facts["site"], facts["title"], "", facts["software"], facts["as_of"])
        wacz.write(out, about, warc.records(facts["site"], files), site.__getitem__)


def split_warc(data: bytes) -> list[bytes]:
    return [b"WARC/1.1\r\n" + r for r in data.split(b"WARC/1.1\r\n")[1:]]


# ------------------------------------------------------------- by accident


@pytest.mark.parametrize("file", ["data/site/r1/a.html", "data/source/content/site.yaml", WACZ, "data/说明.txt", "data/log/checkpoint", "data/keys/keys", "data/originals/r1/a/来件.docx", "data/round.sha256"])  # fmt: skip
def test_a_flipped_byte(file: str, bag: Path) -> None:
    flip(bag / file, -20)
    assert file in found(bag)


@pytest.mark.parametrize("file", ["bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "seal.txt", "bagit.txt"])  # fmt: skip
def test_a_flipped_byte_in_a_list(file: str, bag: Path) -> None:
    flip(bag / file, 3)
    assert found(bag)


@pytest.mark.parametrize("file", ["data/site/r1/a.html", "data/source/register/register.jsonl", WACZ, "data/keys/keys", "data/log/checkpoint", "data/archive.json", "seal.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "bag-info.txt"])  # fmt: skip
def test_a_missing_file(file: str, bag: Path) -> None:
    (bag / file).unlink()
    assert found(bag)


@pytest.mark.parametrize(
    "file", ["data/site/r1/x.html", "data/extra.txt", "extra.txt", "data/log/tile/0/001", "manifest-md5.txt"]
)
def test_an_added_file(file: str, bag: Path) -> None:
    (bag / file).write_text("x")
    assert found(bag)


def test_a_link(bag: Path) -> None:
    page = bag / "data/site/r1/a.html"
    other = bag / "data/site/r1/c.html"
    page.unlink()
    page.symlink_to(other)
    assert "data/site/r1/a.html" in found(bag)


def test_what_is_no_package(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nothing", Path(__file__)):
        assert verify(place, own=False)[0] == 2
    assert verify(tmp_path, "--key", "nonsense", own=False)[0] == 2


def test_hostile_files_are_findings_not_tracebacks(bag: Path) -> None:
    """Whatever a file holds, the program ends with words."""
    for file in ("data/archive.json", "data/log/checkpoint", "data/keys/keys", WACZ, "data/source/register/register.jsonl", "manifest-sha512.txt", "seal.txt"):  # fmt: skip
        good = (bag / file).read_bytes()
        for data in (b"", b"\xff\xfe", b"[" * 5000, b"{}", b"a" * 100, b"\n\n"):
            (bag / file).write_bytes(data)
            assert found(bag), file
        (bag / file).write_bytes(good)
    assert not found(bag)


# ------------------------------------------------------------- on purpose: all lists written again


def test_a_changed_word(bag: Path) -> None:
    """The text of a notice, the page and the copy for replay, every list: the log does not have it so."""
    page = bag / "data/site/r1/c.html"
    old = page.read_bytes()
    new = old.replace("一是学习".encode(), "一是休息".encode())
    assert old != new
    page.write_bytes(new)

    rewacz(bag)
    relist(bag)
    assert bagit.Bag(str(bag)).validate()
    places = found(bag)
    assert "data/site/r1/c.html" in places
    assert "seal.txt" in places
    assert WACZ not in places


@pytest.mark.parametrize("file", ["data/source/content/notices/r1/c.md", "data/originals/r1/a/来件.docx", "data/说明.txt", "data/index/catalogue.csv", "data/verify/verify.py"])  # fmt: skip
def test_what_the_log_does_not_have_is_sealed(file: str, bag: Path) -> None:
    (bag / file).write_bytes((bag / file).read_bytes() + b"\n")
    relist(bag)
    assert bagit.Bag(str(bag)).validate()
    assert found(bag) == ["seal.txt"]


def test_a_removed_page(bag: Path) -> None:
    (bag / "data/site/r1/c.html").unlink()
    relist(bag)
    assert {"data/site/r1/c.html", "seal.txt", WACZ} <= set(found(bag))


def test_an_added_notice(bag: Path) -> None:
    text = (bag / "data/site/r1/c.html").read_text("utf-8").replace("丙", "丁")
    (bag / "data/site/r1/d.html").write_text(text, "utf-8")
    relist(bag)
    places = found(bag)
    assert "data/site/r1/d.html" in places
    assert WACZ in places


def test_only_the_list_of_lists(bag: Path) -> None:
    """A list changed, and the list of lists to fit it."""
    name = bag / "manifest-sha256.txt"
    name.write_text(name.read_text("utf-8").replace("data/site/r1/c.html", "data/site/r1/d.html"), "utf-8")
    rows = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n"
        for p in sorted(bag.iterdir())
        if p.is_file() and p.name[:3] != "tag"
    ]
    (bag / "tagmanifest-sha256.txt").write_text("".join(rows), "utf-8")
    assert {"data/site/r1/c.html", "data/site/r1/d.html", "seal.txt"} <= set(found(bag))


@pytest.mark.parametrize("what", ["proof", "salt", "attachment", "tile", "entry", "rows"])
def test_what_stands_behind_a_notice(what: str, bag: Path) -> None:
    files = {
        "proof": "data/log/proofs/r1/c.v1.tlog-proof", "salt": "data/site/r1/c.v1.commit.json", "attachment": "data/site/r1/c/附 表.csv",
        "tile": "data/log/tile/0/000.p/9", "entry": "data/log/tile/entries/000.p/9", "rows": "data/source/register/register.jsonl",
    }  # fmt: skip
    file = bag / files[what]
    if what == "rows":
        file.write_text(file.read_text("utf-8").replace('"number":1', '"number":3', 1), "utf-8")
    else:
        flip(file, -30 if what == "proof" else 5)
    relist(bag)
    places = set(found(bag))
    assert places > {"seal.txt"}, places


# ------------------------------------------------------------- the copy for replay


def without_a_record(files: dict[str, bytes]) -> None:
    records = split_warc(files["archive/data.warc"])
    gone = next(k for k, r in enumerate(records) if b"/r1/c.html" in r[:400])
    files["archive/data.warc"] = b"".join(records[:gone] + records[gone + 1 :])


def cut(files: dict[str, bytes]) -> None:
    files["archive/data.warc"] = files["archive/data.warc"][:-500]


def without_digests(files: dict[str, bytes]) -> None:
    lines = [line for line in files["archive/data.warc"].split(b"\r\n") if not line.startswith((b"WARC-Block-Digest", b"WARC-Payload-Digest"))]  # fmt: skip
    files["archive/data.warc"] = b"\r\n".join(lines)


def without_pages(files: dict[str, bytes]) -> None:
    del files["pages/pages.jsonl"]
    data = json.loads(files["datapackage.json"])
    data["resources"] = [r for r in data["resources"] if r["path"] != "pages/pages.jsonl"]
    files["datapackage.json"] = json.dumps(data).encode()


def without_its_digest(files: dict[str, bytes]) -> None:
    del files["datapackage-digest.json"]


def with_a_wrong_index(files: dict[str, bytes]) -> None:
    lines = files["indexes/index.cdxj"].splitlines(keepends=True)
    files["indexes/index.cdxj"] = b"".join(lines[1:])


def with_a_record_more(files: dict[str, bytes]) -> None:
    data = b"not on the site"
    record = warc.Record(
        "https://example.gov.cn/r1/z.html", "", "text/html", len(data), hashlib.sha256(data).hexdigest()
    )
    files["archive/data.warc"] += warc.head(record, "2026-05-31T16:02:00Z") + data + warc.END


@pytest.mark.parametrize("change", [without_a_record, cut, without_digests, without_pages, without_its_digest, with_a_wrong_index, with_a_record_more])  # fmt: skip
@pytest.mark.parametrize("careful", [False, True])
def test_the_copy_for_replay(change: Callable[[dict[str, bytes]], None], careful: bool, bag: Path) -> None:
    """Even when all that describes it is made to fit again, and the lists of the package too."""

    def both(files: dict[str, bytes]) -> None:
        change(files)
        if careful and "pages/pages.jsonl" in files and "datapackage-digest.json" in files:
            described(files)

    replaced(bag, both)
    relist(bag)
    assert {WACZ, "seal.txt"} <= set(found(bag))


def test_a_truncated_copy(bag: Path) -> None:
    data = (bag / WACZ).read_bytes()
    for size in (0, 10, len(data) // 2, len(data) - 1):
        (bag / WACZ).write_bytes(data[:size])
        relist(bag)
        assert WACZ in found(bag)


def test_a_packed_copy(bag: Path) -> None:
    replaced(bag, lambda files: None, zipfile.ZIP_DEFLATED)
    relist(bag)
    assert WACZ in found(bag)


# ------------------------------------------------------------- another key, another history


def resigned(bag: Path, by: note.Signer, edit: Callable[[bytes], bytes] = lambda entry: entry) -> None:
    """What somebody with a key of his own can do: sign another log, its proofs and the seal."""
    log = bag / "data/log"
    size = checkpoint.from_text(note.parse((log / "checkpoint").read_bytes()).text).size
    old = entries_of(Tile(ENTRIES, 0, size), (log / f"tile/entries/000.p/{size}").read_bytes())
    entries = [edit(e) for e in old]
    made = grown(0, entries, lambda tile: b"")
    shutil.rmtree(log / "tile")
    for tile, data in made.items():
        target = log / path(tile)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    root = head(size, made.__getitem__)
    signed = checkpoint.signed(checkpoint.Checkpoint(by.verifier.name, size, root), by)
    (log / "checkpoint").write_bytes(signed)
    from generator.log.tiles import hashes_of

    for file in sorted((log / "proofs").rglob("*.tlog-proof")):
        index = checkpoint.parse_proof(file.read_bytes()).position
        data = checkpoint.encode_proof(
            checkpoint.prove(index, signed, hashes_of(size, made.__getitem__), entries[index])
        )
        file.write_bytes(data)
        (bag / "data/site" / file.relative_to(log / "proofs")).write_bytes(data)
    (bag / "data/keys/keys").write_text(f"{by.verifier}\n")
    for name in ("checkpoint", "keys"):
        (bag / f"data/site/log/{name}").write_bytes((log / "checkpoint" if name == "checkpoint" else bag / "data/keys/keys").read_bytes())  # fmt: skip
    rewacz(bag)
    relist(bag)
    tags = {
        p.name: p.read_bytes()
        for p in bag.iterdir()
        if p.is_file() and p.name not in ("seal.txt", "tagmanifest-sha256.txt")
    }
    (bag / "seal.txt").write_bytes(seal.seal("r1", tags, by)["seal.txt"])
    relist(bag)


def test_a_swapped_key(bag: Path, whole: Path, tmp_path: Path) -> None:
    """Somebody else's key in its place; and all signed again with it, which only who knows the right key can tell."""
    other = note.signer(b"\7" * 32, "example.gov.cn")
    right = (whole / "data/keys/keys").read_text().strip()
    (bag / "data/keys/keys").write_text(f"{other.verifier}\n")
    relist(bag)
    assert {"seal.txt", "data/log"} & set(found(bag))
    shutil.rmtree(bag)
    shutil.copytree(whole, bag)
    resigned(bag, other)
    # who forges the release too, which has the old proofs, leaves no trace in the package itself
    assert {Path(p).suffix for p in found(bag)} == {".tlog-proof"}
    assert "data/keys/keys" in found(bag, "--key", right)
    paper = tmp_path / "paper.txt"
    paper.write_bytes((whole / "data/log/checkpoint").read_bytes())
    assert str(paper) in found(bag, "--checkpoint", str(paper))


def test_a_rewritten_history_with_the_right_key(bag: Path, whole: Path, tmp_path: Path) -> None:
    """The publisher himself rewrites an entry and signs again: who has an old checkpoint knows."""
    root = archiving.made()
    by = announcing.by(root).signer
    paper = tmp_path / "paper.txt"
    paper.write_bytes((whole / "data/log/checkpoint").read_bytes())
    key = (whole / "data/keys/keys").read_text().strip()
    assert found(whole, "--key", key, "--checkpoint", str(paper)) == []

    resigned(bag, by, lambda entry: entry.replace("写漏了".encode(), "写错了".encode()))
    code, said = verify(bag, "--checkpoint", str(paper), own=False)
    assert code == 1
    assert "历史被改写了" in said


def test_a_checkpoint_of_a_longer_log(whole: Path, tmp_path: Path) -> None:
    """The package leaves out what was announced before the paper was printed."""
    root = shutil.copytree(archiving.made().parent, tmp_path / "c") / "s"
    sites.write(root, {"content/notices/r1/late.md": sites.BASE[announcing.NOTICE].replace("甲", "迟")})
    announcing.append(root, sites.NOW + 300)
    paper = root / "register/log/checkpoint"
    code, said = verify(whole, "--checkpoint", str(paper), own=False)
    assert (code, wrong(said)) == (1, [str(paper)])
    assert "这里只有" in said


def test_zip_with_a_file_twice(whole: Path, tmp_path: Path) -> None:
    """Two files of one name: which one is read depends on the reader."""
    data = bytearray((archiving.made() / "archives/r1.zip").read_bytes())
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as f, pytest.warns(UserWarning, match="Duplicate"):
        f.writestr("r1/data/site/r1/c.html", b"other")
    (tmp_path / "x.zip").write_bytes(file.getvalue())
    assert found(tmp_path / "x.zip")


def test_the_list_of_the_round(bag: Path) -> None:
    """Pages of the round that are not those it was closed with, when their look was to be kept."""
    file = bag / "data/round.sha256"
    rows = dict(line.split("  ", 1)[::-1] for line in file.read_text("utf-8").splitlines())
    del rows["r1/c.html"]
    file.write_bytes(listed(rows))
    relist(bag)
    assert {"data/round.sha256", "seal.txt"} <= set(found(bag))
