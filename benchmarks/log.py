"""How a log of a million entries behaves: growing by ten, proving, being verified whole; times and memory.

python benchmarks/log.py [ENTRIES]

Entries are as long as real ones. The log is one on disk, appended to as `gongkai log append` does it, every step durable.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from generator.log import checkpoint, entries, merkle, note, store, tiles
from generator.log.entries import Entry
from generator.log.store import Store
from generator.verify.history import Trust, history
from generator.verify.places import folder

ORIGIN = "example.gov.cn"
SIGNER = note.signer(bytes(range(32)), ORIGIN)


def entry(n: int, prev: str = "") -> bytes:
    """The first revision of a notice."""
    digest = sha256(str(n).encode()).hexdigest()
    made = Entry(
        "publish", f"round-{n // 500}/office-{n % 500}", 1, "2026-03-05T01:00:00Z", digest, digest, digest, prev
    )
    return entries.encode(made)


@contextmanager
def timed(name: str) -> Iterator[None]:
    began, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{name}: {wall:.2f} s, {cpu:.2f} s of CPU; memory so far {memory():.0f} MB", flush=True)


def memory() -> float:
    """The most this process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def each(name: str, runs: int, act: Callable[[int], object]) -> None:
    """The times of a short act, in milliseconds: the median by the clock, and the mean of the CPU."""
    spent = []
    cpu = time.process_time()
    for n in range(runs):
        began = time.perf_counter()
        act(n)
        spent.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) / runs * 1000
    print(f"{name}: median {statistics.median(spent):.2f} ms, CPU {cpu:.2f} ms ({runs} runs)", flush=True)


def main(size: int) -> int:
    with tempfile.TemporaryDirectory() as top:
        log = Store(os.path.join(top, "log"), os.path.join(top, "memory"), ORIGIN, (SIGNER.verifier,))
        store.begin(log, SIGNER)
        read = store.reader(log.folder)
        made_entries = [entry(n) for n in range(size)]
        with timed(f"{size:,} entries appended at once"):
            store.append(log, SIGNER, 0, made_entries)
        del made_entries
        at = size

        def ten(_: int) -> None:
            nonlocal at
            store.append(log, SIGNER, at, [entry(n) for n in range(at, at + 10)])
            at += 10

        def ten_in_memory(n: int) -> None:
            tiles.grown(size, [entry(m) for m in range(n, n + 10)], read)

        each("ten more, durable on disk", 50, ten)
        each("ten more, computed only", 50, ten_in_memory)
        with open(os.path.join(log.folder, "checkpoint"), "rb") as file:
            data = file.read()
        opened = checkpoint.opened(data, ORIGIN, log.keys)
        chosen = random.Random(1)
        places = [chosen.randrange(at) for _ in range(500)]
        lengths = []

        def prove(n: int) -> None:
            made = checkpoint.prove(places[n], data, tiles.hashes_of(at, read), b"")
            lengths.append(len(checkpoint.encode_proof(made)))

        each("a proof, from files", 500, prove)
        print(f"  {min(lengths)} to {max(lengths)} bytes")
        proofs = [checkpoint.prove(place, data, tiles.hashes_of(at, read)) for place in places]
        leaves = [merkle.leaf_hash(entry(place)) for place in places]
        each("its verification", 500, lambda n: checkpoint.verify_proof(proofs[n], leaves[n], ORIGIN, log.keys))

        def consistent(n: int) -> None:
            hashes = tiles.hashes_of(at, read)
            made = merkle.consistency_proof(places[n], at, hashes)
            root = merkle.tree_head(places[n], hashes)
            assert merkle.verify_consistency(places[n], at, made, root, opened.checkpoint.root)

        each("that an older checkpoint is its beginning", 200, consistent)
        with open(os.path.join(log.folder, "keys"), "w", encoding="utf-8") as keys:
            keys.write(f"{SIGNER.verifier}\n")
        place = folder(top, [])
        with timed("all of it verified (`gongkai verify`, every file and entry)"):
            found, findings = history(place.read, Trust(log.keys))
        assert found is not None
        assert not [f for f in findings if f.is_wrong]
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1].replace(",", "")) if sys.argv[1:] else 1_000_000))
