"""Packages for a network of its own: what is made, what is applied, and everything that must be refused."""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import publishing
import pytest
import sites

from generator.cli import main
from generator.log.note import Note, encode, from_signer_text, sign
from generator.publication import SHANGHAI
from generator.publishing import Failure, apply, run
from generator.publishing.run import Moment
from generator.targets.package import Package

LARGE = bool(os.environ.get("GONGKAI_LARGE"))


class Two(NamedTuple):
    """A site's folder on one network, and the folder of releases on another; `out` is the disk that is carried."""

    root: Path
    out: Path
    inner: Path

    def make(self, files: dict[str, bytes], now: int = sites.NOW) -> Path:
        publishing.put(self.root, files)
        publishing.publish(self.root, now)
        return max(self.out.glob("*.zip"))

    @property
    def key(self) -> str:
        text = (self.root.parent / "keys/key").read_text().strip()
        return str(from_signer_text(text).verifier)

    def apply(self, package: Path, *more: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
        """Run the script, alone: no package of this machine's Python is there for it."""
        given = more or ("--key", self.key)
        return subprocess.run(
            [python, "-I", "-S", str(self.out / "apply.py"), str(package), str(self.inner), *given],
            capture_output=True, encoding="utf-8", check=False, env={"PYTHONIOENCODING": "utf-8", "PATH": os.environ["PATH"]},
        )  # fmt: skip

    def receipt(self, package: Path) -> None:
        with publishing.opened(self.root) as target:
            assert isinstance(target, Package)
            target.take_receipt(str(package.with_suffix(".receipt")))

    def shown(self) -> dict[str, bytes]:
        return {p: d for p, d in sites.tree(self.inner / "current").items() if p != apply.MARK}


@pytest.fixture
def two(tmp_path: Path) -> Two:
    root = tmp_path / "root"
    root.mkdir()
    (root / "publish.yaml").write_text(
        f"package:\n  - name: web\n    path: {tmp_path}/out\n    key_file: {tmp_path}/keys/key\n"
    )
    return Two(root, tmp_path / "out", tmp_path / "inner")


def test_there_and_back(two: Two) -> None:
    """Full, delta, roll back; each applied over there, each receipt carried back."""
    one, second = publishing.version("1"), publishing.version("2")
    first = two.make(one)
    done = two.apply(first)
    assert done.returncode == 0, done.stdout + done.stderr
    assert two.shown() == one
    two.receipt(first)
    assert not first.exists(), "what is applied need not be carried again"
    delta = two.make(second, sites.NOW + 60)
    with zipfile.ZipFile(delta) as package:
        assert len([n for n in package.namelist() if n.startswith("files/")]) == len(second) - 1
    assert two.apply(delta, "--key", two.key).returncode == 0
    assert publishing.whole(two.shown(), [one, second]) == 1
    two.receipt(delta)
    with publishing.opened(two.root) as target:
        live, past = target.releases()
        next_ = run.next_of_past(str(two.root), target, past, Moment(sites.NOW + 120, SHANGHAI), 86400)
        sent = run.carry_out(target, next_, lambda done, total: None)
    assert sent.files == 0 and live.number == 2
    back = max(two.out.glob("*.zip"))
    assert two.apply(back).returncode == 0
    assert publishing.whole(two.shown(), [one, second]) == 0
    two.receipt(back)
    with publishing.opened(two.root) as target:
        assert [(r.number, r.kind) for r in target.releases()] == [(3, "rollback"), (2, "publish"), (1, "publish")]


def test_the_same_site_makes_the_same_package(two: Two, tmp_path: Path) -> None:
    first = two.make(publishing.version("1")).read_bytes()
    shutil.rmtree(two.out)
    shutil.rmtree(two.root / ".gongkai")
    os.utime(two.root / "site/r0/n0.html", (1, 1))
    assert two.make(publishing.version("1")).read_bytes() == first
    publishing.publish(two.root, sites.NOW + 5)
    assert len(list(two.out.glob("*.zip"))) == 1, "it is made and waits"


def test_a_delta_is_small(two: Two) -> None:
    """Thirty changed pages in a thousand: less than a megabyte."""
    chance = random.Random(1)
    files = {f"r{k % 9}/n{k}.html": chance.randbytes(12_000).hex().encode() for k in range(1000)}
    first = two.make(files)
    assert two.apply(first).returncode == 0
    two.receipt(first)
    changed = {**files, **{f"r{k % 9}/n{k}.html": chance.randbytes(12_000).hex().encode() for k in range(30)}}
    delta = two.make(changed, sites.NOW + 60)
    assert delta.stat().st_size < 1_000_000
    assert two.apply(delta).returncode == 0 and two.shown() == changed


# ------------------------------------------------------------------ what must be refused


def remade(package: Path, change: Callable[[dict[str, bytes]], None], key: Path | None = None) -> Path:
    """A package with other members; signed again when a key is given, for one who has the right key makes mistakes too."""
    with zipfile.ZipFile(package) as old:
        members = {n: old.read(n) for n in old.namelist()}
    change(members)
    if key is not None:
        signer = from_signer_text(key.read_text().strip())
        text = members["RELEASE"].decode().partition("\n\n")[0] + "\n"
        manifest = members["MANIFEST"]
        lines = [
            f"manifest {sha256(manifest).hexdigest()}" if x.startswith("manifest ") else x for x in text.splitlines()
        ]
        lines = [f"files {len(manifest.splitlines())}" if x.startswith("files ") else x for x in lines]
        count = sum(n.startswith("files/") for n in members)
        lines = [f"members {count}" if x.startswith("members ") else x for x in lines]
        text = "\n".join(lines) + "\n"
        members["RELEASE"] = encode(Note(text, (sign(text, signer),)))
    new = package.with_name("changed.zip")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return new


def edit_manifest(members: dict[str, bytes], change: Callable[[list[list[object]]], None]) -> None:
    rows = [json.loads(line) for line in members["MANIFEST"].splitlines()]
    change(rows)
    members["MANIFEST"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def releases(two: Two) -> list[str]:
    return sorted(p.name for p in (two.inner / "releases").iterdir() if p.name != "next")


def without(members: dict[str, bytes], start: str) -> None:
    """Take the first member away whose name starts so."""
    del members[next(n for n in members if n.startswith(start))]


def refused(two: Two, package: Path, word: str) -> None:
    """The script says the word, and nothing over there has changed."""
    before = sites.tree(two.inner / "current"), releases(two)
    done = two.apply(package)
    assert done.returncode == 1 and f"[{word}]" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert (sites.tree(two.inner / "current"), releases(two)) == before


def test_replay_and_wrong_base(two: Two) -> None:
    first = two.make(publishing.version("1"))
    kept = two.root / "kept.zip"
    shutil.copy(first, kept)
    assert two.apply(first).returncode == 0
    refused(two, kept, "replay")
    two.receipt(first)
    second = two.make(publishing.version("2"), sites.NOW + 60)
    shutil.copy(second, two.root / "second.zip")
    assert two.apply(second).returncode == 0
    two.receipt(second)
    third = two.make(publishing.version("3"), sites.NOW + 120)
    refused(two, kept, "replay")
    refused(two, two.root / "second.zip", "replay")
    # over there somebody put an older state back
    state = two.inner / "state/applied.json"
    rows = json.loads(state.read_text())
    rows["releases"] = rows["releases"][1:]
    state.write_text(json.dumps(rows))
    refused(two, third, "base")


def test_tampering(two: Two, tmp_path: Path) -> None:
    """Every byte counts, whether the signature is broken by it or, by whoever has the key, renewed."""
    first = two.make(publishing.version("1"))
    assert two.apply(first).returncode == 0
    two.receipt(first)
    package = two.make(publishing.version("2"), sites.NOW + 60)
    key = tmp_path / "keys/key"
    other = tmp_path / "other"
    from generator.log.store import create_key

    create_key(str(other), "gongkai-package-web")
    refused(
        two,
        remade(package, lambda m: m.update(RELEASE=m["RELEASE"].replace(b"sequence 2", b"sequence 3"))),
        "signature",
    )
    refused(two, remade(package, lambda m: None, other), "signature")
    refused(two, remade(package, lambda m: m.update(RELEASE=m["RELEASE"].split(b"\n\n")[0] + b"\n")), "signature")
    refused(two, remade(package, lambda m: m.update(MANIFEST=m["MANIFEST"] + b" ")), "content")
    refused(two, remade(package, lambda m: without(m, "RELEASE")), "package")
    refused(two, remade(package, lambda m: without(m, "files/")), "package")
    refused(two, remade(package, lambda m: m.update({"files/" + "0" * 64: b"more"})), "member")
    refused(two, remade(package, lambda m: m.update({"../evil": b"more"})), "member")

    def swap(m: dict[str, bytes]) -> None:
        name = next(n for n in m if n.startswith("files/"))
        m[name] = bytes(len(m[name]))

    refused(two, remade(package, swap), "content")

    def longer(m: dict[str, bytes]) -> None:
        name = next(n for n in m if n.startswith("files/"))
        m[name] += b"x"

    refused(two, remade(package, longer), "member")
    refused(two, remade(package, lambda m: without(m, "files/"), key), "missing")
    refused(
        two,
        remade(package, lambda m: m.update(RELEASE=m["RELEASE"].replace(b"target web", b"target www")), key),
        "target",
    )


@pytest.mark.parametrize(
    "path", ["../evil", "/etc/evil", "a/../../evil", "a//b", "C:\\evil", "a\\..\\b", "a\0b", "./a", "a/.", apply.MARK]
)
def test_paths_that_lead_out(two: Two, tmp_path: Path, path: str) -> None:
    """Even signed: nothing is written outside the release."""
    package = two.make(publishing.version("1"))

    def lead_out(rows: list[list[object]]) -> None:
        rows[0][0] = path

    two.inner.mkdir()
    (two.inner / "releases").mkdir()
    refused(two, remade(package, lambda m: edit_manifest(m, lead_out), tmp_path / "keys/key"), "path")
    assert not list(tmp_path.rglob("evil"))


def test_members_that_are_no_files(two: Two, tmp_path: Path) -> None:
    """Links, twice the same, a file that is also a folder, what swells when it is unpacked, what is encrypted."""
    package = two.make(publishing.version("1"))
    two.inner.mkdir()
    (two.inner / "releases").mkdir()

    def with_member(change: Callable[[zipfile.ZipInfo], None], again: bool = False) -> Path:
        new = package.with_name("changed.zip")
        with zipfile.ZipFile(package) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as out:
            for n, info in enumerate(old.infolist()):
                data = old.read(info)
                if n == 3:
                    change(info)
                out.writestr(info, data)
                if n == 3 and again:
                    with pytest.warns(UserWarning, match="Duplicate"):
                        out.writestr(info, data)
        return new

    refused(two, with_member(lambda i: setattr(i, "external_attr", 0o120777 << 16)), "member")
    refused(two, with_member(lambda i: None, again=True), "member")

    def both(rows: list[list[object]]) -> None:
        rows[0][0] = f"{rows[1][0]}/below"

    refused(two, remade(package, lambda m: edit_manifest(m, both), tmp_path / "keys/key"), "path")

    def swell(m: dict[str, bytes]) -> None:
        m["MANIFEST"] = b" " * (apply.LARGE + 1)

    refused(two, remade(package, swell), "member")
    bomb = package.with_name("changed.zip")
    data = bytearray(package.read_bytes())
    # a member that says it is small and is not: both sizes in the directory, where readers look
    with zipfile.ZipFile(package) as old:
        info = next(i for i in old.infolist() if i.filename.startswith("files/"))
    at = data.rfind(info.filename.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 8] |= 1
    bomb.write_bytes(bytes(data))
    refused(two, bomb, "package")


def test_truncation(two: Two) -> None:
    """Cut off anywhere, it is refused, and the whole one is taken after that."""
    first = two.make(publishing.version("1"))
    assert two.apply(first).returncode == 0
    two.receipt(first)
    package = two.make(publishing.version("2"), sites.NOW + 60)
    data = package.read_bytes()
    cut = package.with_name("changed.zip")
    for part in range(1, 12):
        cut.write_bytes(data[: len(data) * part // 12])
        refused(two, cut, "package")
    assert two.apply(package).returncode == 0


def test_keys(two: Two, tmp_path: Path) -> None:
    """The key of the first time stays; without one nothing is taken; the private key never travels."""
    package = two.make(publishing.version("1"))
    for given in (("--key", "nonsense"), ("--key", two.key[:-4] + "AAA="), ("--key", "")):
        done = two.apply(package, *given)
        assert done.returncode == 1 and "[key]" in done.stdout
    assert not (two.inner / "current").exists()
    assert two.apply(package, "--key", two.key).returncode == 0
    from generator.log.store import create_key

    other = str(create_key(str(tmp_path / "other"), "x"))
    assert "[key]" in two.apply(package, "--key", other).stdout
    secret = (tmp_path / "keys/key").read_text().strip().split("+", 4)[4]
    seed = b64decode(secret)[1:]
    for top in (two.out, two.inner, two.root):
        for path, data in sites.tree(top).items():
            assert secret.encode() not in data and seed not in data and b64encode(seed) not in data, path
    assert (tmp_path / "keys/key").stat().st_mode & 0o077 == 0
    (two.root / "publish.yaml").write_text(f"package:\n  - name: web\n    path: {two.out}\n    key_file: key\n")
    with pytest.raises(Failure) as e:
        publishing.publish(two.root)
    assert e.value.code == "E4064"


def test_without_links(two: Two) -> None:
    """Where the system makes no symbolic links the folders are moved; killed between the two moves, the next run heals."""
    first, second = publishing.version("1"), publishing.version("2")
    package = two.make(first)
    (two.inner / "state").mkdir(parents=True)
    (two.inner / "state/applied.json").write_text('{"target": "", "links": false, "releases": []}')
    assert two.apply(package).returncode == 0
    assert not (two.inner / "current").is_symlink() and two.shown() == first
    two.receipt(package)
    package = two.make(second, sites.NOW + 60)
    live = (two.inner / "current" / apply.MARK).read_text()
    (two.inner / "current").rename(two.inner / "releases" / live)
    assert two.apply(package).returncode == 0
    assert publishing.whole(two.shown(), [first, second]) == 1
    assert sites.tree(two.inner / "releases" / live)["r0/n0.html"] == first["r0/n0.html"]


def test_a_folder_of_somebody_else(two: Two) -> None:
    package = two.make(publishing.version("1"))
    sites.write(two.inner, {"current/index.html": "theirs"})
    done = two.apply(package)
    assert done.returncode == 1 and "[foreign]" in done.stdout
    assert sites.tree(two.inner / "current") == {"index.html": b"theirs"}


def test_receipts(two: Two, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a receipt of a package that was made here counts, and never one older than what is known."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def take(file: Path) -> tuple[int, str]:
        code = main(["-C", str(two.root), "publish", "web", "--receipt", str(file)])
        return code, capsys.readouterr().err

    first = two.make(publishing.version("1"))
    assert two.apply(first).returncode == 0
    receipt = first.with_suffix(".receipt")
    good = json.loads(receipt.read_text())
    wrong = two.root / "wrong.receipt"
    for change in (
        {"sequence": 7},
        {"manifest": "0" * 64},
        {"target": "x"},
        {"release": "../../x"},
        {"form": "x"},
        {"at": "x"},
    ):
        wrong.write_text(json.dumps(good | change))
        code, said = take(wrong)
        assert code == 1 and "E4060" in said, change
    wrong.write_text("{")
    assert "E4060" in take(wrong)[1]
    assert "E4060" in take(two.root / "none")[1]
    code, said = take(receipt)
    assert code == 0 and good["release"] in said
    second = two.make(publishing.version("2"), sites.NOW + 60)
    assert two.apply(second).returncode == 0
    assert take(second.with_suffix(".receipt"))[0] == 0
    assert "E4061" in take(receipt)[1]
    (two.root / "publish.yaml").write_text("folder:\n  - name: web\n    path: ../www\n")
    assert "E4065" in take(receipt)[1]


def test_what_a_webmaster_is_told(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    sites.write(two.root, sites.BASE)
    assert main(["-C", str(two.root), "publish", "web", "--yes"]) == 0
    said = capsys.readouterr().err
    assert "N4062" in said and "apply.py" in said and "N4063" in said and two.key in said


def test_killed_while_it_is_made_or_applied(two: Two) -> None:
    """Kills at random moments on either side: what readers see is whole, and the next run ends it."""
    versions = [publishing.version("1", 40), publishing.version("2", 40)]
    package = two.make(versions[0])
    assert two.apply(package).returncode == 0
    two.receipt(package)
    chance, killed = random.Random(5), 0
    command = [sys.executable, "-I", "-S", str(two.out / "apply.py")]
    lasts = 0.0
    for k in range(25 if LARGE else 8):
        made = two.make(versions[(k + 1) % 2], sites.NOW + 60 * k + 60)
        began = time.perf_counter()
        with subprocess.Popen([*command, str(made), str(two.inner)], stdout=subprocess.DEVNULL) as process:
            if k:
                moment = began + chance.random() * lasts
                while time.perf_counter() < moment and process.poll() is None:
                    pass
                process.kill()
            process.wait(timeout=publishing.DEADLINE)
            killed += process.returncode == -signal.SIGKILL
        lasts = lasts or time.perf_counter() - began
        publishing.whole(two.shown(), versions)
        done = two.apply(made)
        assert done.returncode == 0 or "[replay]" in done.stdout, done.stdout
        assert publishing.whole(two.shown(), versions) == (k + 1) % 2
        two.receipt(made)
    assert killed > 3


def test_killed_while_packages_are_made(two: Two) -> None:
    publisher = publishing.Publisher(two.root, {})
    chance = random.Random(6)
    try:
        publishing.put(two.root, publishing.version("1", 60))
        began = time.perf_counter()
        publisher.start()
        assert publisher.ended() == 0
        lasts = time.perf_counter() - began
        for k in range(50 if LARGE else 8):
            publishing.put(two.root, publishing.version(f"{k + 2}", 60))
            began = time.perf_counter()
            pid = publisher.start()
            moment = began + chance.random() * lasts
            while time.perf_counter() < moment:
                pass
            os.kill(pid, signal.SIGKILL)
            publisher.ended()
            for package in sorted(two.out.glob("*.zip")):
                with zipfile.ZipFile(package) as found:
                    assert found.testzip() is None
                package.unlink()
        final = publishing.version("final", 60)
        publishing.put(two.root, final)
        publisher.start()
        assert publisher.ended() == 0
    finally:
        publisher.close()
    newest = max(two.out.glob("*.zip"), key=lambda p: p.stat().st_mtime_ns)
    assert two.apply(newest).returncode == 0 and two.shown() == final


def test_the_script_is_for_python_3_8(two: Two) -> None:
    """Its grammar is that of 3.8, it imports the standard library only, and it runs with 3.8 where that is here."""
    text = Path(apply.__file__).read_text("utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {n.partition(".")[0] for n in names} <= sys.stdlib_module_names
    assert not {"removeprefix", "removesuffix", "file_digest", "is_relative_to"} & {
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    }
    first = two.make(publishing.version("1"))
    old = [*Path.home().glob(".pyenv/versions/3.8.*/bin/python"), *Path("/usr/bin").glob("python3.8")]
    assert two.apply(first, python=str(old[0]) if old else sys.executable).returncode == 0
    assert two.shown() == publishing.version("1")


def test_signatures_as_cryptography_makes_them() -> None:
    """The script's own Ed25519 takes what is right and nothing else, the small-order and unreduced cases too."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    chance = random.Random(2)
    for n in range(20):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), chance.randbytes(n * 7)
        seal = key.sign(message)
        assert apply.verified(public, message, seal)
        assert not apply.verified(public, message + b"x", seal)
        at = chance.randrange(64)
        assert not apply.verified(public, message, seal[:at] + bytes([seal[at] ^ 1]) + seal[at + 1 :])
        s = int.from_bytes(seal[32:], "little") + apply.L
        assert not apply.verified(public, message, seal[:32] + s.to_bytes(32, "little"))
    assert not apply.verified(public, message, seal[:63])
    assert not apply.verified(b"\xff" * 32, message, seal)
