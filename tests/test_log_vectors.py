"""The cases of the test vectors of transparency-dev/merkle, made anew: 98 of inclusion, 98 of consistency.

They are over the tree of eight entries by which implementations of RFC 6962 know each other; its head is known, too.
Each proof that holds is bent in every way of theirs. `tests/tools/merkle_vectors.py` runs the original files.

Of trees of size 0: nothing is in them, whatever leaf and head are given; from size 0 to size 0 only the head of the
empty tree is right, and no proof; from size 0 to a larger one the vectors give no proper head, and none is taken. (Theirs
refuse every proof from size 0. Here the empty tree is the beginning of every tree with a proper head, as a log that
has just begun must be.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

import pytest

from generator.log import merkle

ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
HEAD = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
RANDOM = bytes.fromhex("abacaba0").ljust(28, b"\0") + bytes.fromhex("60061e00")
ONE, TWO = b"don't care 1", b"don't care 2"  # heads that are none

Inclusion = tuple[str, int, int, bytes, bytes, list[bytes], bool]
Consistency = tuple[str, int, int, bytes, bytes, list[bytes], bool]


@cache
def perfect(level: int, index: int) -> bytes:
    if not level:
        return merkle.leaf_hash(ENTRIES[index])
    return merkle.node_hash(perfect(level - 1, 2 * index), perfect(level - 1, 2 * index + 1))


def root(size: int) -> bytes:
    return merkle.tree_head(size, perfect)


def bent(proof: list[bytes], bit: int) -> Iterator[tuple[str, list[bytes]]]:
    for n, part in enumerate(proof):
        yield f"modified {n}", [*proof[:n], bytes([part[0] ^ bit]) + part[1:], *proof[n + 1 :]]


def inclusions() -> Iterator[Inclusion]:
    for i, size in ((0, 1), (0, 8), (5, 8), (2, 3), (1, 5)):
        leaf, head, proof = perfect(0, i), root(size), merkle.inclusion_proof(i, size, perfect)
        yield "happy path", i, size, leaf, head, proof, True
        for name, other in (("index - 1", i - 1 if i else (1 << 64) - 1), ("index + 1", i + 1), ("index ^ 2", i ^ 2)):
            yield name, other, size, leaf, head, proof, False
        for name, other in (("size * 2", size * 2), ("size / 2", size // 2)):
            yield name, i, other, leaf, head, proof, False
        yield "wrong leaf", i, size, b"WrongLeaf", head, proof, False
        yield "empty root", i, size, leaf, merkle.EMPTY, proof, False
        yield "random root", i, size, leaf, RANDOM, proof, False
        for name, more in (("garbage", b""), ("root", head)):
            yield f"trailing {name}", i, size, leaf, head, [*proof, more], False
            yield f"preceding {name}", i, size, leaf, head, [more, *proof], False
        for name, changed in bent(proof, 8):
            yield name, i, size, leaf, head, changed, False
        if proof:
            yield "removed component", i, size, leaf, head, proof[:-1], False
        if len(proof) > 1:
            yield "inserted component", i, size, leaf, head, [proof[0], proof[0], *proof[1:]], False
    for i, size in ((0, 0), (0, 1), (1, 0), (2, 1)):
        yield "empty root", i, size, b"", merkle.EMPTY, [], False
        yield "random leaf", i, size, RANDOM, b"", [], False
        yield "empty root and random leaf", i, size, RANDOM, merkle.EMPTY, [], False
    leaf = sha256(b"some leaf").digest()
    yield "matching root and leaf", 0, 1, leaf, leaf, [], True
    yield "empty leaf", 0, 1, b"", leaf, [], False
    yield "empty root", 0, 1, leaf, b"", [], False
    yield "empty root and leaf", 0, 1, b"", b"", [], False


def consistencies() -> Iterator[Consistency]:
    for old, new in ((1, 1), (1, 8), (6, 8), (2, 5), (6, 7)):
        one, two, proof = root(old), root(new), merkle.consistency_proof(old, new, perfect)
        yield "happy path", old, new, one, two, proof, True
        if not proof:
            continue
        for name, other in (("size1 - 1", old - 1), ("size1 + 1", old + 1), ("size1 ^ 2", old ^ 2)):
            yield name, other, new, one, two, proof, False
        for name, other in (("size2 * 2", new * 2), ("size2 / 2", new // 2)):
            yield name, old, other, one, two, proof, False
        yield "wrong root1", old, new, b"WrongRoot", two, proof, False
        yield "wrong root2", old, new, one, b"WrongRoot", proof, False
        yield "swapped roots", old, new, two, one, proof, False
        yield "empty proof", old, new, one, two, [], False
        for name, more in (("garbage", b""), ("root1", one), ("root2", two)):
            yield f"trailing {name}", old, new, one, two, [*proof, more], False
            yield f"preceding {name}", old, new, one, two, [more, *proof], False
        yield "preceding proof", old, new, one, two, [proof[0], *proof], False
        yield "truncated proof", old, new, one, two, proof[:-1], False
        for name, changed in bent(proof, 16):
            yield name, old, new, one, two, changed, False
    empty = merkle.EMPTY
    yield "empty tree, a proof", 0, 1, empty, empty, [empty], False
    yield "empty tree, no head of a tree", 0, 1, empty, TWO, [], False
    yield "empty tree, no heads", 0, 1, ONE, TWO, [], False
    yield "size 0, other head", 0, 0, empty, TWO, [], False
    yield "size 0, no heads", 0, 0, ONE, ONE, [], False
    yield "size 0, other heads", 0, 0, ONE, TWO, [], False
    yield "size 0, a proof", 0, 0, empty, empty, [empty], False
    yield "size 1, other head", 1, 1, empty, TWO, [], False
    yield "size 1, equal heads", 1, 1, TWO, TWO, [], True
    yield "size 1, other heads", 1, 1, ONE, TWO, [], False
    yield "size 1, a proof", 1, 1, empty, empty, [empty], False
    yield "smaller, empty", 1, 0, ONE, TWO, [], False
    yield "smaller", 2, 1, ONE, TWO, [], False
    yield "larger, no proof", 1, 2, ONE, TWO, [], False


def test_there_are_as_many_as_in_the_vectors() -> None:
    assert root(8).hex() == HEAD
    assert len(list(inclusions())) == len(list(consistencies())) == 98


@pytest.mark.parametrize("case", list(inclusions()), ids=lambda c: f"{c[0]}-{c[1]}-{c[2]}")
def test_inclusion(case: Inclusion) -> None:
    _, index, size, leaf, head, proof, right = case
    assert merkle.verify_inclusion(leaf, index, size, proof, head) == right


@pytest.mark.parametrize("case", list(consistencies()), ids=lambda c: f"{c[0]}-{c[1]}-{c[2]}")
def test_consistency(case: Consistency) -> None:
    _, old, new, one, two, proof, right = case
    assert merkle.verify_consistency(old, new, proof, one, two) == right


def test_the_empty_tree_is_the_beginning_of_every_tree() -> None:
    for size in range(9):
        assert merkle.verify_consistency(0, size, [], merkle.EMPTY, root(size))
    assert not merkle.verify_consistency(0, 3, [], merkle.EMPTY, root(3)[:31])
