"""The package of a round beyond its bag: the seal, the web archives, and that log and keys are those of its site.

Who changes a file on purpose can write every list of digests anew. The seal, a note about these lists that the key of
the log signed, he cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from generator.log import Refused, note
from generator.log.note import ED25519, Verifier
from generator.verify import KEYS, LOG, Place
from generator.verify.bag import lines_of
from generator.verify.findings import Finding
from generator.verify.history import key_lines
from generator.verify.wacz import wacz

SEAL = "seal.txt"
ROUND = "data/round.sha256"  # the files of the round as it was closed
FIRST = "gongkai.archive/seal/v1"


def package(whole: Place, site: Place, trust: Sequence[Verifier]) -> list[Finding]:
    """All that is wrong with a package beside its bag; `site` is the site in it, `trust` the keys that were brought along."""
    found: list[Finding] = []
    keys = _keys(site.read(KEYS))
    found += _seal(whole, (*trust, *keys))
    for name in sorted(whole.names or ()):
        data = whole.read(name)
        if name.startswith("data/wacz/") and name.endswith(".wacz") and data is not None:
            found += wacz(name, data, site.read, site.names or frozenset())
        beside = name.startswith(f"data/{LOG}/") and data != site.read(_twin(name))
        if beside or (name.startswith("data/keys/") and not _of_log(_keys(data)) <= set(keys)):
            found.append(Finding("V509", name))
    return found


def _twin(name: str) -> str:
    """Where the site has a file of the log that lies beside it; proofs stand there with their pages."""
    return name.removeprefix("data/").removeprefix(f"{LOG}/proofs/")


def _seal(whole: Place, keys: Sequence[Verifier]) -> Iterator[Finding]:
    data = whole.read(SEAL)
    if data is None:
        yield Finding("V512", SEAL)
        return
    try:
        signed = note.parse(data)
        note.verify(signed, keys)
        first, round_, rest = signed.text.split("\n", 2)
        listed = lines_of(rest.encode())
        if first != FIRST or not listed:
            raise Refused("seal-form")
    except (Refused, ValueError):
        yield Finding("V511", SEAL)
        return
    wrong = [path for path, digest in listed.items() if sha256(whole.read(path) or b"").hexdigest() != digest]
    manifests = {name for name in whole.names or () if name.startswith("manifest-")}
    wrong += sorted(manifests - listed.keys())
    yield from (Finding("V513", path) for path in wrong)
    if not wrong:
        yield Finding("V510", SEAL, (round_,))


def _keys(data: bytes | None) -> tuple[Verifier, ...]:
    try:
        return key_lines(data or b"")
    except Refused:
        return ()


def _of_log(keys: Sequence[Verifier]) -> set[Verifier]:
    """Those that sign a log; keys of witnesses may lie beside them."""
    return {key for key in keys if key.kind == ED25519}
