"""Signed tree heads (C2SP tlog-checkpoint v1.0.0), and proofs to keep beside a page (C2SP tlog-proof v1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.log import Refused
from generator.log.merkle import SIZE, Hashes, inclusion_proof, verify_inclusion
from generator.log.note import Note, Seal, Signer, Verifier, base64, encode, from_base64, parse, sign, verify

PROOF = "c2sp.org/tlog-proof@v1"
MOST = 1 << 63  # no tree is this large


class Checkpoint(NamedTuple):
    """A tree head: the name of the log, how many entries it has, their head, and lines that mean nothing to us."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


class Opened(NamedTuple):
    """A checkpoint whose signatures were verified."""

    checkpoint: Checkpoint
    note: Note
    seals: tuple[Seal, ...]


class Proof(NamedTuple):
    """That an entry has a position in the tree of a signed checkpoint, which is kept byte for byte."""

    position: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def text_of(checkpoint: Checkpoint) -> str:
    """The text that is signed."""
    text = "".join(
        f"{line}\n" for line in (checkpoint.origin, checkpoint.size, base64(checkpoint.root), *checkpoint.extensions)
    )
    if from_text(text) != checkpoint:
        raise Refused("checkpoint-form")
    return text


def from_text(text: str) -> Checkpoint:
    """The tree head of a signed text."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Refused("checkpoint-form")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, number(size), _hash(root), tuple(extensions))


def signed(checkpoint: Checkpoint, by: Signer) -> bytes:
    """The checkpoint as a signed note."""
    text = text_of(checkpoint)
    return encode(Note(text, (sign(text, by),)))


def opened(data: bytes, origin: str, keys: Iterable[Verifier], witnesses: Iterable[Verifier] = ()) -> Opened:
    """A signed checkpoint of this log: at least one of the log's keys signed it, and no known signature fails."""
    note = parse(data)
    checkpoint = from_text(note.text)
    if checkpoint.origin != origin:
        raise Refused("checkpoint-origin", checkpoint.origin)
    keys = tuple(keys)
    seals = verify(note, (*keys, *witnesses))
    if not any(seal.verifier in keys for seal in seals):
        raise Refused("signature-missing")
    return Opened(checkpoint, note, seals)


def prove(position: int, data: bytes, hashes: Hashes, extra: bytes = b"") -> Proof:
    """The proof for an entry of the tree of a signed checkpoint."""
    size = from_text(parse(data).text).size
    return Proof(position, tuple(inclusion_proof(position, size, hashes)), data, extra)


def encode_proof(proof: Proof) -> bytes:
    """A proof as the bytes of a `.tlog-proof` file."""
    lines = [PROOF, *([f"extra {base64(proof.extra)}"] if proof.extra else []), f"index {proof.position}"]
    head = "".join(f"{line}\n" for line in (*lines, *map(base64, proof.path)))
    data = f"{head}\n".encode() + proof.checkpoint
    if parse_proof(data) != proof:
        raise Refused("proof-form")
    return data


def parse_proof(data: bytes) -> Proof:
    """The proof of a `.tlog-proof` file; nothing is verified yet but its form and that of its checkpoint."""
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused("proof-form") from None
    if not blank or lines.pop(0) != PROOF:
        raise Refused("proof-form")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "))
        if not extra:
            raise Refused("proof-form")
    if not lines or not lines[0].startswith("index "):
        raise Refused("proof-form")
    position = number(lines.pop(0).removeprefix("index "))
    from_text(parse(checkpoint).text)
    return Proof(position, tuple(map(_hash, lines)), checkpoint, extra)


def verify_proof(
    proof: Proof, leaf: bytes, origin: str, keys: Iterable[Verifier], witnesses: Iterable[Verifier] = ()
) -> Opened:
    """The checkpoint of a proof, when it proves that the entry of this leaf hash is in the log."""
    found = opened(proof.checkpoint, origin, keys, witnesses)
    if not verify_inclusion(leaf, proof.position, found.checkpoint.size, proof.path, found.checkpoint.root):
        raise Refused("proof-wrong")
    return found


def number(text: str) -> int:
    """A number in ASCII digits without leading zeroes, below `MOST`."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 19:
        raise Refused("number", text)
    if (value := int(text)) >= MOST:
        raise Refused("number", text)
    return value


def _hash(text: str) -> bytes:
    data = from_base64(text)
    if len(data) != SIZE:
        raise Refused("hash-length", text)
    return data
