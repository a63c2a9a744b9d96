"""The Merkle tree of RFC 6962, section 2.1 (RFC 9162 the same): heads, proofs and their verification.

D[n] is the list of the first n entries and MTH its head. A tree is seen through a reader of hashes:
`hashes(level, index)` is the head of the 2**level entries from index * 2**level on, a perfect subtree that never
changes once it is full. So a log of a million entries is read by some twenty hashes.

Where the RFC is silent about empty trees: the empty tree has the head `EMPTY`, holds no entry, and is the
beginning of every tree, which an empty proof shows to any head of 32 bytes. Two trees of one size are consistent when
their heads are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from hashlib import sha256

Hashes = Callable[[int, int], bytes]

SIZE = 32  # bytes of a hash
EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry: MTH of a list of one."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def perfect_head(hashes: Sequence[bytes]) -> bytes:
    """The head of a perfect tree of which a whole level is given: a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def tree_head(size: int, hashes: Hashes) -> bytes:
    """MTH(D[size])."""
    return _range_head(0, size, hashes) if size else EMPTY


def inclusion_proof(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """PATH(index, D[size]): what leads from an entry to the head, the sibling of the entry first."""
    if not 0 <= index < size:
        raise ValueError("no such entry")
    proof: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(_range_head(middle, high, hashes))
            high = middle
        else:
            proof.append(_range_head(low, middle, hashes))
            low = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """PROOF(old, D[new]): that the tree of `old` entries is the beginning of the tree of `new`."""
    if not 0 <= old <= new:
        raise ValueError("no such trees")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    low, high = 0, new
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_range_head(middle, high, hashes))
            high = middle
        else:
            proof.append(_range_head(low, middle, hashes))
            low = middle
    if low:  # the old tree is not itself one of the subtrees
        proof.append(_range_head(low, high, hashes))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the entry of this leaf hash has this index in the tree of this head (RFC 9162, 2.1.3.2)."""
    if not (0 <= index < size and _are_hashes((leaf, *proof))):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return not last and found == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `old` entries is the beginning of the tree of `new` entries (RFC 9162, 2.1.4.2)."""
    if not (0 <= old <= new and _are_hashes(proof)):
        return False
    if (not old and (old_root != EMPTY or not _are_hashes((new_root,)))) or (not new and new_root != EMPTY):
        return False
    if old in (0, new):
        return not proof and (not old or old_root == new_root)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if not last:
            return False
        if node & 1 or node == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        node, last = node >> 1, last >> 1
    return not last and found_old == old_root and found_new == new_root


def _split(size: int) -> int:
    """The largest power of two that is smaller than a size above one."""
    return 1 << (size - 1).bit_length() - 1


def _range_head(low: int, high: int, hashes: Hashes) -> bytes:
    """MTH(D[low:high]) of a range that a proof speaks of: `low` is a multiple of the largest power of two in it."""
    peaks = [hashes(level, index) for level, index in _peaks(low, high)]
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def _peaks(low: int, high: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees of a range, the largest first, as levels and indices."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == SIZE for value in values)
