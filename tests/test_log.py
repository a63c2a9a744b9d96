"""The log as functions of bytes: trees, tiles, notes, checkpoints, proofs, entries. The disk is in `test_log_store.py`.

What is right is told by the definitions of RFC 6962, written down here as they stand there, by the examples of the
C2SP specifications, and by another implementation in `test_log_go.py`.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.log import Refused, checkpoint, entries, merkle, note, tiles
from generator.log.checkpoint import Checkpoint, Proof
from generator.log.entries import Entry
from generator.log.tiles import ENTRIES, WIDTH, Tile

SIZES = 131  # all pairs of trees up to here: a tree of a hundred and thirty has every shape of edge
ORIGIN = "gongkai.example/log"
SEED = bytes(range(32))
LOG = note.signer(SEED, ORIGIN)
WITNESS = note.signer(SEED[::-1], "witness.example/w1", note.COSIGNATURE)
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
BEHIND_THE_SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def entry(n: int) -> bytes:
    return f"entry {n}".encode()


def defined_head(data: Sequence[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1, defines it."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\0" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\1" + defined_head(data[:k]) + defined_head(data[k:])).digest()


def defined_path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH as RFC 6962, 2.1.1, defines it."""
    if len(data) == 1:
        return []
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m < k:
        return [*defined_path(m, data[:k]), defined_head(data[k:])]
    return [*defined_path(m - k, data[k:]), defined_head(data[:k])]


def defined_proof(m: int, data: Sequence[bytes], complete: bool = True) -> list[bytes]:
    """SUBPROOF as RFC 6962, 2.1.2, defines it."""
    if m == len(data):
        return [] if complete else [defined_head(data)]
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m <= k:
        return [*defined_proof(m, data[:k], complete), defined_head(data[k:])]
    return [*defined_proof(m - k, data[k:], False), defined_head(data[:k])]


ALL = [entry(n) for n in range(SIZES)]


@cache
def perfect(level: int, index: int) -> bytes:
    if not level:
        return merkle.leaf_hash(entry(index))
    return merkle.node_hash(perfect(level - 1, 2 * index), perfect(level - 1, 2 * index + 1))


@cache
def root(size: int) -> bytes:
    return merkle.tree_head(size, perfect)


def flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def wrong_proofs(proof: list[bytes]) -> list[list[bytes]]:
    """What a proof may be mistaken for: with a hash too many or too few, at either end, or one other."""
    other = sha256(b"other").digest()
    found = [[*proof, other], [other, *proof], [*proof, b""], [*proof, other[:31]]]
    if proof:
        found += [proof[1:], proof[:-1], [*proof[:-1], other], [other, *proof[1:]], [*proof, proof[-1]]]
        found += [proof[::-1]] if proof[::-1] != proof else []
    return found


def test_heads_and_proofs_are_as_defined() -> None:
    for size in (*range(1, 20), 31, 32, 33, 63, 64, 65, 100, 130):
        assert root(size) == defined_head(ALL[:size])
        for m in range(size):
            assert merkle.inclusion_proof(m, size, perfect) == defined_path(m, ALL[:size])
            assert merkle.consistency_proof(m + 1, size, perfect) == defined_proof(m + 1, ALL[:size])


def test_every_entry_of_every_tree_is_proved() -> None:
    for size in range(1, SIZES):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, perfect)
            assert merkle.verify_inclusion(perfect(0, index), index, size, proof, root(size))
            assert not merkle.verify_inclusion(perfect(0, index + 1), index, size, proof, root(size))
            assert not merkle.verify_inclusion(perfect(0, index), index ^ 1, size, proof, root(size))


def test_every_tree_is_the_beginning_of_every_larger_one() -> None:
    for new in range(SIZES):
        for old in range(new + 1):
            proof = merkle.consistency_proof(old, new, perfect)
            assert merkle.verify_consistency(old, new, proof, root(old), root(new))
            assert old in (0, new) or not merkle.verify_consistency(old, new, proof, root(old), root(new + 1))
            assert old in (0, new) or not merkle.verify_consistency(old, new, proof, root(old - 1), root(new))


@given(st.data())
def test_no_wrong_proof_is_taken(data: st.DataObject) -> None:
    """Other hashes, more, fewer, in another order, another index, size or head: none proves anything."""
    size = data.draw(st.integers(1, 3000))
    index = data.draw(st.integers(0, size - 1))
    leaf, head = perfect(0, index), root(size)
    proof = merkle.inclusion_proof(index, size, perfect)
    for wrong in wrong_proofs(proof):
        assert not merkle.verify_inclusion(leaf, index, size, wrong, head)
    for at in range(len(proof)):
        changed = [*proof[:at], flipped(proof[at], data.draw(st.integers(0, 255))), *proof[at + 1 :]]
        assert not merkle.verify_inclusion(leaf, index, size, changed, head)
    for other in {-1, index - 1, index + 1, index ^ 2, size} - {index}:
        assert not merkle.verify_inclusion(leaf, other, size, proof, head)
    assert not merkle.verify_inclusion(leaf, index, 2 * size + 1, proof, head)
    assert not merkle.verify_inclusion(leaf, index, size, proof, flipped(head, 7))
    assert not merkle.verify_inclusion(leaf, index, 0, proof, head)

    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(old, size, perfect)
    for wrong in wrong_proofs(proof):
        assert not merkle.verify_consistency(old, size, wrong, root(old), head)
    for at in range(len(proof)):
        changed = [*proof[:at], flipped(proof[at], data.draw(st.integers(0, 255))), *proof[at + 1 :]]
        assert not merkle.verify_consistency(old, size, changed, root(old), head)
    if old < size:
        assert not merkle.verify_consistency(old, size, proof, flipped(root(old), 0), head)
        assert not merkle.verify_consistency(old, size, proof, root(old), flipped(head, 0))
        assert not merkle.verify_consistency(size, old, proof, head, root(old))


def test_empty_trees() -> None:
    """The empty tree has its head, no entry, and is the beginning of every tree; of one size, equal heads are one."""
    empty = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert root(0) == merkle.EMPTY == empty
    assert not merkle.verify_inclusion(empty, 0, 0, [], empty)
    assert merkle.verify_consistency(0, 0, [], empty, empty)
    assert merkle.verify_consistency(0, 5, [], empty, root(5))
    assert not merkle.verify_consistency(0, 5, [root(1)], empty, root(5))
    assert not merkle.verify_consistency(0, 5, [], root(1), root(5))
    assert not merkle.verify_consistency(0, 0, [], empty, root(1))
    assert not merkle.verify_consistency(-1, 0, [], empty, empty)
    assert merkle.verify_inclusion(root(1), 0, 1, [], root(1))
    assert not merkle.verify_inclusion(b"short", 0, 1, [], b"short")
    for index, size in ((0, 0), (1, 1), (-1, 1)):
        with pytest.raises(ValueError):
            merkle.inclusion_proof(index, size, perfect)
    with pytest.raises(ValueError):
        merkle.consistency_proof(2, 1, perfect)


# tiles


def refusing(files: dict[Tile, bytes]) -> Callable[[Tile], bytes]:
    """A reader that knows these files only."""

    def read(tile: Tile) -> bytes:
        if tile not in files:
            raise Refused("file-missing")
        return files[tile]

    return read


def grown(*sizes: int) -> dict[Tile, bytes]:
    """All files of a log that grew by these steps."""
    files: dict[Tile, bytes] = {}
    for old, new in zip((0, *sizes), sizes, strict=False):
        files |= tiles.grown(old, [entry(n) for n in range(old, new)], files.__getitem__)
    return files


def test_paths() -> None:
    for tile, path in {
        Tile(0, 0): "tile/0/000",
        Tile(0, 999): "tile/0/999",
        Tile(1, 1000): "tile/1/x001/000",
        Tile(2, 1234067): "tile/2/x001/x234/067",
        Tile(63, 5, 1): "tile/63/005.p/1",
        Tile(ENTRIES, 273, 112): "tile/entries/273.p/112",
    }.items():
        assert tiles.path(tile) == path
        assert tiles.from_path(path) == tile
    for wrong in "tile/0/00 tile/00/000 tile/0/0000 tile/0/1000 tile/0/x000/001 tile/64/000 tile/0/000.p/0 tile/0/000.p/256 tile/0/000.p/01 /tile/0/000 tile/entries/x1/000 tile/-1/000 tile/0/000/ tile/0/x001/x000 tile/0/٠٠٠".split():  # fmt: skip
        with pytest.raises(Refused):
            tiles.from_path(wrong)
    with pytest.raises(Refused):
        tiles.from_path("tile/0/000\n")


def test_the_example_of_the_specification() -> None:
    """Of a tree of 70,000 entries, and of one of 256."""
    found = [t for t in tiles.files(70_000) if t.level != ENTRIES]
    assert len([t for t in found if t.level == 0 and t.width == WIDTH]) == 273
    assert found[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles.files(256)) == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.files(0)) == []


@given(st.lists(st.integers(0, 700), max_size=5).map(sorted))
def test_any_growth_is_consistent(sizes: list[int]) -> None:
    """Whatever the steps: the files of each size are there, are those of one step, prove every older head."""
    files = grown(*sizes)
    for new in sizes:
        for tile, data in grown(new).items():
            assert files[tile] == data
        hashes = tiles.hashes_of(new, files.__getitem__)
        assert tiles.head(new, files.__getitem__) == root(new)
        assert not list(tiles.faults(new, root(new), files.__getitem__))
        for old in (0, *sizes):
            if old <= new:
                proof = merkle.consistency_proof(old, new, hashes)
                assert merkle.verify_consistency(old, new, proof, root(old), root(new))
    if sizes:
        start = sizes[0] // 2
        found = list(tiles.entries(start, sizes[-1], files.__getitem__))
        assert found == [entry(n) for n in range(start, sizes[-1])]


@given(st.integers(1, 1200), st.data())
def test_any_changed_file_is_named(size: int, data: st.DataObject) -> None:
    """A flipped bit, a cut, a missing file; of what lies below a wrong edge nothing is said against the innocent."""
    files = grown(size)
    tile = data.draw(st.sampled_from(sorted(files)))
    good = files[tile]
    bit = data.draw(st.integers(0, 8 * len(good) - 1))
    for wrong in (flipped(good, bit), good[: bit // 8], good + b"\0" * 34, good[:-32]):
        assert list(tiles.faults(size, root(size), refusing(files | {tile: wrong}))) == [tiles.path(tile)]
    rest = {t: d for t, d in files.items() if t != tile}
    assert list(tiles.faults(size, root(size), refusing(rest))) == [tiles.path(tile)]
    assert list(tiles.faults(size, root(size + 1), refusing(files))) == [""]


def test_an_empty_log_has_one_head() -> None:
    assert not list(tiles.faults(0, merkle.EMPTY, refusing({})))
    assert list(tiles.faults(0, root(1), refusing({}))) == [""]


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=WIDTH), st.binary(max_size=200))
def test_bundles(found: list[bytes], noise: bytes) -> None:
    tile = Tile(ENTRIES, 0, len(found))
    data = tiles.bundle(found)
    assert tiles.entries_of(tile, data) == found
    for wrong in (data[:-1], data + b"\0", data + b"\0\0"):
        with pytest.raises(Refused):
            tiles.entries_of(tile, wrong)
    with suppress(Refused):
        assert tiles.bundle(tiles.entries_of(tile, noise)) == noise


def test_a_bundle_takes_no_entry_longer_than_its_length_can_say() -> None:
    assert tiles.entries_of(Tile(ENTRIES, 0, 1), tiles.bundle([b"x" * 65535])) == [b"x" * 65535]
    with pytest.raises(Refused):
        tiles.bundle([b"x" * 65536])


# notes


def test_the_examples_of_signed_note() -> None:
    key = note.verifier(FOO)
    assert str(key) == FOO
    parsed = note.parse(FOO_NOTE)
    assert parsed.text == "This is an example message.\n"
    assert note.encode(parsed) == FOO_NOTE
    assert note.verify(parsed, [key]) == (note.Seal(key),)


def test_a_text_may_have_empty_lines() -> None:
    text = "一\n\n\n二\n\n"
    made = note.Note(text, (note.sign(text, LOG), note.sign(text, WITNESS, 1)))
    assert note.parse(note.encode(made)) == made


def test_a_cosignature_signs_the_time() -> None:
    """The key id and the message are those of tlog-cosignature; the time is what the witness states."""
    line = note.sign(BEHIND_THE_SOFA, WITNESS, 1679315147)
    assert line.data[:8] == bytes.fromhex("00000000641850cb") and len(line.data) == 72
    key = WITNESS.verifier
    assert key.key_id == sha256(b"witness.example/w1\n\x04" + key.public).digest()[:4]
    assert line.data[8:] == WITNESS.sign(f"cosignature/v1\ntime 1679315147\n{BEHIND_THE_SOFA}".encode())
    assert note.verify(note.Note(BEHIND_THE_SOFA, (line,)), [key]) == (note.Seal(key, 1679315147),)
    late = line._replace(data=(1 << 63).to_bytes(8, "big") + line.data[8:])
    with pytest.raises(Refused):
        note.verify(note.Note(BEHIND_THE_SOFA, (late,)), [key])


def test_unknown_keys_are_ignored_and_a_wrong_signature_is_not() -> None:
    text = "text\n"
    other = note.signer(b"\1" * 32, "other.example")
    both = note.Note(text, (note.sign(text, LOG), note.sign(text, other)))
    assert [s.verifier.name for s in note.verify(both, [LOG.verifier])] == [ORIGIN]
    assert len(note.verify(both, [LOG.verifier, other.verifier])) == 2
    with pytest.raises(Refused, match="signature-missing"):
        note.verify(both, [WITNESS.verifier])
    wrong = note.Note(text, (both.signatures[0], note.sign("other\n", other)))
    assert note.verify(wrong, [LOG.verifier])
    with pytest.raises(Refused, match="signature-wrong"):
        note.verify(wrong, [LOG.verifier, other.verifier])


def test_another_program_that_signs_badly_is_found_out() -> None:
    with pytest.raises(Refused, match="signature-wrong"):
        note.sign("text\n", note.Signer(LOG.verifier, lambda _: b"\0" * 64))
    with pytest.raises(Refused, match="signature-wrong"):
        note.sign("text\n", note.Signer(LOG.verifier, lambda _: b""))


def test_keys() -> None:
    text = note.signer_text(SEED, ORIGIN)
    assert note.from_signer_text(text).verifier == LOG.verifier == note.verifier(str(LOG.verifier))
    assert note.verifier(str(WITNESS.verifier)) == WITNESS.verifier
    for bit in range(0, 8 * len(text), 3):
        with pytest.raises(Refused) as said:
            note.from_signer_text(flipped(text.encode(), bit).decode(errors="replace"))
        assert said.value.args == ("signer-key",), "the secret is not told"
    for bit in range(8 * len(FOO)):
        with pytest.raises(Refused):
            note.verifier(flipped(FOO.encode(), bit).decode(errors="replace"))
    for name in ("", "a b", "a+b", "a\u3000b", "a\nb", "a\ud800"):
        with pytest.raises(Refused):
            note.signer(SEED, name)


def test_every_flipped_bit_of_a_note_is_refused() -> None:
    for bit in range(8 * len(FOO_NOTE)):
        with pytest.raises(Refused):
            note.verify(note.parse(flipped(FOO_NOTE, bit)), [note.verifier(FOO)])


@pytest.mark.parametrize("wrong", [
    b"", b"\n", b"text\n", b"text\n\n", b"text\n\nx\n", "text\n\n— a\n".encode(), "text\n\n— a AAAAAAA\n".encode(),
    "text\n\n— a AAAAAAA=".encode(), "text\n\n— a  AAAAAAA=\n".encode(), "text\n\n— a AAAAAAB=\n".encode(),
    "text\n— a AAAAAAA=\n".encode(), "te\rxt\n\n— a AAAAAAA=\n".encode(), b"\xff\n\n", b"text\n\n- a AAAAAAA=\n",
    "text\n\n— a AAAA\n".encode(), "text\n\n— a AAAAAAA= \n".encode(), "\n— a AAAAAAA=\n".encode(),
    b"text\n\n" + 101 * "— a AAAAAAA=\n".encode(),
])  # fmt: skip
def test_what_is_no_note(wrong: bytes) -> None:
    with pytest.raises(Refused):
        note.parse(wrong)


def test_a_hundred_signatures_are_enough() -> None:
    assert len(note.parse(b"text\n\n" + 100 * "— a AAAAAAA=\n".encode()).signatures) == 100


# checkpoints and proofs


def test_checkpoints() -> None:
    made = checkpoint.from_text(BEHIND_THE_SOFA)
    assert (made.origin, made.size, made.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert checkpoint.text_of(made) == BEHIND_THE_SOFA
    extended = BEHIND_THE_SOFA + "more\nand more\n"
    assert checkpoint.text_of(checkpoint.from_text(extended)) == extended
    lines = BEHIND_THE_SOFA.split("\n")
    for n, wrong in ((0, ""), (1, "01"), (1, "-1"), (1, "+1"), (1, ""), (1, "1 "), (1, "٣"), (1, str(1 << 63)), (1, "9" * 5000), (2, "AAAA"), (2, ""), (2, lines[2][:-1]), (2, lines[2] + " ")):  # fmt: skip
        with pytest.raises(Refused):
            checkpoint.from_text("\n".join([*lines[:n], wrong, *lines[n + 1 :]]))
    for text in ("", "\n\n\n", BEHIND_THE_SOFA[:-1], BEHIND_THE_SOFA + "\n", BEHIND_THE_SOFA.rpartition("C")[0]):
        with pytest.raises(Refused):
            checkpoint.from_text(text)
    for unwritable in (Checkpoint("a\nb", 0, root(0)), Checkpoint("a", -1, root(0)), Checkpoint("a", 0, b"")):
        with pytest.raises(Refused):
            checkpoint.text_of(unwritable)


def proved(position: int, size: int, extra: bytes = b"") -> Proof:
    return checkpoint.prove(position, checkpoint.signed(Checkpoint(ORIGIN, size, root(size)), LOG), perfect, extra)


@given(st.integers(1, 600), st.data())
def test_proofs(size: int, data: st.DataObject) -> None:
    made = proved(data.draw(st.integers(0, size - 1)), size, data.draw(st.binary(max_size=20)))
    written = checkpoint.encode_proof(made)
    assert checkpoint.parse_proof(written) == made
    leaf = perfect(0, made.position)
    assert checkpoint.verify_proof(made, leaf, ORIGIN, [LOG.verifier]).checkpoint.size == size
    with pytest.raises(Refused, match="proof-wrong"):
        checkpoint.verify_proof(made, perfect(0, made.position + 1), ORIGIN, [LOG.verifier])
    with pytest.raises(Refused, match="checkpoint-origin"):
        checkpoint.verify_proof(made, leaf, "other", [LOG.verifier])
    with pytest.raises(Refused, match="signature-missing"):
        checkpoint.verify_proof(made, leaf, ORIGIN, [WITNESS.verifier])


def test_every_flipped_bit_of_a_proof_is_refused() -> None:
    written = checkpoint.encode_proof(proved(5, 11))
    for bit in range(8 * len(written)):
        with pytest.raises(Refused):
            checkpoint.verify_proof(
                checkpoint.parse_proof(flipped(written, bit)), perfect(0, 5), ORIGIN, [LOG.verifier]
            )


def test_the_form_of_a_proof() -> None:
    """As tlog-proof shows it, line by line."""
    made = proved(0, 2, b"salt")
    one = b64encode(perfect(0, 1)).decode()
    head = f"c2sp.org/tlog-proof@v1\nextra c2FsdA==\nindex 0\n{one}\n\n"
    assert checkpoint.encode_proof(made) == head.encode() + made.checkpoint
    for wrong in (head.replace("extra", "more"), head.replace("index 0", "index 00"), head.replace("c2FsdA==", ""), head.replace("v1", "v2"), head.replace(f"{one}\n", f"{one}\n\n"), head.replace("\nindex 0", ""), head.replace("\n", "\r\n")):  # fmt: skip
        with pytest.raises(Refused):
            checkpoint.parse_proof(wrong.encode() + made.checkpoint)


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    text = checkpoint.text_of(Checkpoint(ORIGIN, 1, root(1)))
    alone = note.encode(note.Note(text, (note.sign(text, WITNESS, 5),)))
    with pytest.raises(Refused, match="signature-missing"):
        checkpoint.opened(alone, ORIGIN, [LOG.verifier], [WITNESS.verifier])
    both = note.cosigned(note.Note(text, (note.sign(text, LOG),)), note.parse(alone).signatures)
    found = checkpoint.opened(note.encode(both), ORIGIN, [LOG.verifier], [WITNESS.verifier])
    assert [seal.time for seal in found.seals] == [None, 5]
    assert note.cosigned(both, both.signatures) == both


SCRAPS = st.sampled_from(["— ", "a ", "\n", "\n\n", "AAAAAAA=", "index 0\n", "extra ", "c2sp.org/tlog-proof@v1\n", "+", "x001/", "tile/", "{", '"v":1', '"type":"release"', ",", "}", "\ud800", "0", "1", FOO, BEHIND_THE_SOFA, FOO_NOTE.decode()])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(SCRAPS, max_size=8).map("".join))


@given(TEXTS, st.binary(max_size=60))
def test_readers_raise_nothing_else(text: str, noise: bytes) -> None:
    """Whatever they are given."""
    data = text.encode(errors="surrogatepass") + noise
    for read in (note.parse, checkpoint.parse_proof, entries.parse):
        for given_bytes in (data, noise, data[:-1]):
            with suppress(Refused):
                read(given_bytes)
    for of_text in (note.verifier, note.from_signer_text, note.parse_signatures, note.from_base64, checkpoint.from_text, tiles.from_path, checkpoint.number):  # fmt: skip
        with suppress(Refused):
            of_text(text)


# entries

DIGEST = sha256(b"x").hexdigest()
AT = "2022-03-28T01:00:00Z"
REVISION = Entry("correct", "binhai-3-15/teda", 2, AT, DIGEST, DIGEST, "", DIGEST, "更正第三项数字")
SAMPLES = {
    REVISION: f'{{"v":1,"type":"correct","id":"binhai-3-15/teda","rev":2,"at":"{AT}","commit":"{DIGEST}","article_sha256":"{DIGEST}","attachments":"","prev":"{DIGEST}","reason":"更正第三项数字"}}',
    Entry("round-close", "binhai-3-15", at=AT, notices=12, manifest_sha256=DIGEST): f'{{"v":1,"type":"round-close","id":"binhai-3-15","at":"{AT}","notices":12,"manifest_sha256":"{DIGEST}","prev":""}}',
    Entry("round-open", "binhai-3-15", at=AT): f'{{"v":1,"type":"round-open","id":"binhai-3-15","at":"{AT}"}}',
    Entry("release", "r-1", at=AT, files=3, manifest_sha256=DIGEST): f'{{"v":1,"type":"release","id":"r-1","at":"{AT}","files":3,"manifest_sha256":"{DIGEST}","prev":""}}',
    Entry("key-rotate", at=AT, key=FOO): f'{{"v":1,"type":"key-rotate","at":"{AT}","key":"{FOO}"}}',
}  # fmt: skip


def test_entries_have_one_spelling() -> None:
    for made, text in SAMPLES.items():
        assert entries.encode(made).decode() == text
        assert entries.parse(text.encode()) == made
        for wrong in (text + " ", text.replace(":", ": ", 1), text.replace('"v":1', '"v":2'), text.replace("}", ',"more":1}'), text.replace('"v":1,', ""), text.replace('"v":1', '"v":1,"v":1'), text.replace("r", "\\u0072", 1)):  # fmt: skip
            with pytest.raises(Refused):
                entries.parse(wrong.encode())


@pytest.mark.parametrize("changed", [
    {"type": "other"}, {"type": "publish"}, {"id": ""}, {"id": "a b"}, {"id": "../a"}, {"id": "李"}, {"rev": 0}, {"rev": -1},
    {"rev": True}, {"rev": "2"}, {"rev": 1 << 53}, {"at": ""}, {"at": "2022-03-28"}, {"at": "2022-02-30T01:00:00Z"},
    {"at": "2022-03-28T09:00:00+08:00"}, {"commit": ""}, {"commit": DIGEST.upper()}, {"article_sha256": "00"},
    {"attachments": "x"}, {"prev": ""}, {"reason": ""}, {"reason": " "}, {"reason": "a\nb"}, {"reason": "\ud800"},
    {"reason": None}, {"reason": "长" * 300}, {"files": 1}, {"key": FOO},
])  # fmt: skip
def test_entries_that_may_not_be(changed: dict[str, object]) -> None:
    with pytest.raises(Refused):
        entries.encode(Entry(**(REVISION._asdict() | changed)))


def test_the_first_publication_has_nothing_before_it() -> None:
    first = REVISION._replace(type="publish", rev=1, prev="", reason="")
    assert entries.parse(entries.encode(first)) == first
    for wrong in (first._replace(rev=0), first._replace(prev=DIGEST)):
        with pytest.raises(Refused):
            entries.encode(wrong)
    assert entries.link(entries.encode(first)) == merkle.leaf_hash(entries.encode(first)).hex()


def test_every_flipped_bit_of_an_entry_is_another_entry() -> None:
    data = entries.encode(REVISION)
    for bit in range(8 * len(data)):
        with suppress(Refused):
            assert entries.encode(entries.parse(flipped(data, bit))) == flipped(data, bit)


def test_digests_for_entries() -> None:
    salt = bytes(16)
    assert entries.commitment(salt, b"record") == sha256(salt + b"record").hexdigest()
    with pytest.raises(Refused):
        entries.commitment(b"", b"record")
    listed = sha256(f"{DIGEST}  a.pdf\n{DIGEST}  b.pdf\n".encode()).hexdigest()
    assert entries.digest_of_files([("b.pdf", DIGEST), ("a.pdf", DIGEST)]) == listed
    assert entries.digest_of_files([]) == ""


def test_a_million_entries() -> None:
    """Only the files an append or a proof needs are made: the log is of equal entries, so equal tiles are one."""
    size = 1_000_000
    same = entry(0)
    heads = [merkle.leaf_hash(same)]
    while len(heads) < 64:
        heads.append(merkle.node_hash(heads[-1], heads[-1]))

    def read(tile: Tile) -> bytes:
        if tile.level == ENTRIES:
            return tiles.bundle([same] * tile.width)
        return heads[8 * tile.level] * tile.width

    seconds = time.perf_counter()
    made = tiles.grown(size, [entry(n) for n in range(10)], read)
    head = tiles.head(size + 10, lambda tile: made[tile] if tile in made else read(tile))
    signed = checkpoint.signed(Checkpoint(ORIGIN, size + 10, head), LOG)
    appended = time.perf_counter() - seconds

    hashes = tiles.hashes_of(size + 10, lambda tile: made[tile] if tile in made else read(tile))
    seconds = time.perf_counter()
    proof = checkpoint.prove(123_456, signed, hashes)
    proving = time.perf_counter() - seconds
    seconds = time.perf_counter()
    checkpoint.verify_proof(proof, heads[0], ORIGIN, [LOG.verifier])
    verifying = time.perf_counter() - seconds
    old = merkle.tree_head(size, lambda level, _: heads[level])
    assert merkle.verify_consistency(size, size + 10, merkle.consistency_proof(size, size + 10, hashes), old, head)
    print(f"\n1,000,000 entries: ten more {appended * 1e3:.1f} ms, a proof {proving * 1e3:.1f} ms, verified in {verifying * 1e3:.1f} ms; {len(checkpoint.encode_proof(proof))} bytes")  # fmt: skip
