"""Cosigning by files that are carried: a request of the log, and the answer of an office that vouches for it.

The request is the body of C2SP tlog-witness `add-checkpoint`: `old N`, the hashes of a consistency proof from N to the
checkpoint's size, a blank line, the signed checkpoint. The answer is signature lines. A witness signs only what
contains all that it signed before, and so nobody can show it one history and others another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.log import Refused
from generator.log.checkpoint import Checkpoint, Opened, from_text, number, opened
from generator.log.merkle import EMPTY, SIZE, Hashes, consistency_proof, verify_consistency
from generator.log.note import Signer, Verifier, base64, from_base64, parse, sign, signature_line


class Request(NamedTuple):
    """What a witness is asked to sign: the size it signed last, the proof from there, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes


def request(old: int, checkpoint: bytes, hashes: Hashes) -> bytes:
    """A request to a witness whose last checkpoint had this many entries, 0 for the first time."""
    size = from_text(parse(checkpoint).text).size
    if old > size:
        raise Refused("witness-ahead", old, size)
    lines = [f"old {old}", *map(base64, consistency_proof(old, size, hashes))]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + checkpoint


def parse_request(data: bytes) -> Request:
    """The request of a file."""
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        first, *proof = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused("request-form") from None
    if not blank or not first.startswith("old "):
        raise Refused("request-form")
    hashes = tuple(map(from_base64, proof))
    if any(len(h) != SIZE for h in hashes):
        raise Refused("request-form")
    return Request(number(first.removeprefix("old ")), hashes, checkpoint)


def answer(
    asked: Request, last: Checkpoint | None, origin: str, keys: Iterable[Verifier], by: Signer, time: int
) -> tuple[str, Opened]:
    """The line that a witness answers and what it must remember from now on; refused when history was rewritten."""
    found = opened(asked.checkpoint, origin, keys)
    new = found.checkpoint
    known = last or Checkpoint(origin, 0, EMPTY)
    if asked.old != known.size:
        raise Refused("witness-size", known.size)
    if not verify_consistency(known.size, new.size, asked.proof, known.root, new.root):
        raise Refused("witness-inconsistent", known.size, new.size)
    return signature_line(sign(found.note.text, by, time)) + "\n", found
