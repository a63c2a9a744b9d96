"""The program in packages against the program that makes them: two implementations, one answer."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import article
from generator.archives import bag
from generator.log import checkpoint, merkle, note, tiles

FILE = Path(__file__).parents[1] / "generator/archives/inside/verify.py"
LOG = note.signer(bytes(range(32)), "gongkai.example/log")
WITNESS = note.signer(b"\1" * 32, "witness.example", note.COSIGNATURE)


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_of_packages", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


V = loaded()


# RFC 8032, section 7.1
VECTORS = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
)  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_of_ed25519(vector: tuple[str, str, str]) -> None:
    key, message, signature = map(bytes.fromhex, vector)
    assert V.signed(key, message, signature)
    for n in random.Random(1).sample(range(512), 12):
        wrong = bytearray(signature)
        wrong[n // 8] ^= 1 << n % 8
        assert not V.signed(key, message, bytes(wrong))
    assert not V.signed(key, message + b"x", signature)
    # the same signature with the group's order added to it is refused
    s = int.from_bytes(signature[32:], "little") + V.ORDER
    assert not V.signed(key, message, signature[:32] + s.to_bytes(32, "little"))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_what_was_signed_is_accepted(seed: bytes, message: bytes) -> None:
    by = note.signer(seed, "a")
    assert V.signed(by.verifier.public, message, by.sign(message))
    assert not V.signed(by.verifier.public, message + b"\0", by.sign(message))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 600])
def test_trees_tiles_and_proofs(size: int) -> None:
    entries = [f"entry {n}".encode() for n in range(size)]
    made = tiles.grown(0, entries, lambda tile: b"")
    tree = V.Tree(entries)
    for n in {0, 1, size // 2, size - 1, size} & set(range(size + 1)):
        assert tree.root(n) == tiles.head(n, tiles_of(entries[:n]).__getitem__)
    for tile, data in made.items():
        assert V.right_tile(tree, tiles.path(tile)) == data
        assert tiles.path(tile) == V.tile_path(
            "entries" if tile.level < 0 else str(tile.level), tile.number, tile.width
        )
    for path in ("tile/0/999", "tile/entries/000.p/0", "tile/0/000.p/256", "tile/7/000", "tile/x/000", "tile/0/0"):
        assert V.right_tile(tree, path) is None
    if size:
        hashes = tiles.hashes_of(size, made.__getitem__)
        for index in {0, size // 3, size - 1}:
            proof = merkle.inclusion_proof(index, size, hashes)
            leaf = merkle.leaf_hash(entries[index])
            assert V.included(leaf, index, size, proof, tree.root(size))
            assert not V.included(leaf, index + 1, size, proof, tree.root(size))
            assert not V.included(leaf, index, size, [*proof, leaf], tree.root(size))


def tiles_of(entries: list[bytes]) -> dict[tiles.Tile, bytes]:
    return tiles.grown(0, entries, lambda tile: b"")


def test_checkpoints_and_cosignatures() -> None:
    head = checkpoint.Checkpoint("gongkai.example/log", 5, b"\3" * 32)
    signed = checkpoint.signed(head, LOG)
    key, witness = V.key_of(str(LOG.verifier)), V.key_of(str(WITNESS.verifier))
    assert V.head_of(signed, [key]) == (head.origin, head.size, head.root)
    both = note.encode(note.cosigned(note.parse(signed), [note.sign(note.parse(signed).text, WITNESS, 1_780_000_000)]))
    assert V.head_of(both, [key, witness]) == (head.origin, head.size, head.root)
    assert V.head_of(both, [key]) == (head.origin, head.size, head.root)
    for keys in ([witness], [V.key_of(str(note.signer(b"\2" * 32, "gongkai.example/log").verifier))], []):
        with pytest.raises(V.Wrong):
            V.head_of(both, keys)
    assert flipped_is_refused(signed, [key])
    # a changed name or id of a witness is that of somebody unknown, whose signature means nothing
    assert flipped_is_refused(both, [key], len(signed))


def flipped_is_refused(data: bytes, keys: list[object], before: int = 10_000) -> bool:
    for n in random.Random(2).sample(range(min(before, len(data)) * 8), 40):
        wrong = bytearray(data)
        wrong[n // 8] ^= 1 << n % 8
        with pytest.raises(V.Wrong):
            V.head_of(bytes(wrong), keys)
    return True


PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class='aux x'>", "</div>", "<section id=a>", "</section>", "<b>", "</b>", "<br>", "<br/>", "<img alt=x>",
         "<script>", "</script>", "<p class=\"AUX\">", "<li>", "</li>", "甲", " ", "\n", "\u3000", "&amp;", "&lt;p&gt;", "&#x4e2d;", "乙 丙",
         "</article>", "<article id=notice>", "<!-- x -->", "<input>", "<template>", "</template>", "<h2>", "</h2>"]
    ),
    max_size=30,
)  # fmt: skip


@given(PIECES, PIECES)
def test_the_text_of_an_article(before: list[str], inside: list[str]) -> None:
    page = f'{"".join(before)}<article id="notice" class="text">{"".join(inside)}</article> after'
    digest = article.digest_of(page)
    assert V.text_digest(page.encode()) == (digest or None)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30))
def test_paths_in_lists(path: str) -> None:
    """Whatever a file is called, it is read back."""

    class Place:
        known = frozenset(("manifest-sha256.txt",))

        def text(self, name: str) -> str:
            members = [bag.Member(f"data/{path}", 0, {"sha256": "00"})]
            return bag.manifest(members, "sha256").decode()

    if ".." not in path.split("/"):
        assert V.read_list(Place(), "manifest-sha256.txt") == {f"data/{path}": "00"}
