"""Executors: where batches run. Anything with the interface of concurrent.futures.Executor will do."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[..., B], /, *args: Any, **kwargs: Any) -> Future[B]:
        future: Future[B] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as e:
            future.set_exception(e)
        return future


def serial(_jobs: int) -> Executor:
    return SerialExecutor()


def processes(jobs: int) -> Executor:
    """A pool of processes on this machine, forked where the system can, so that nothing is imported twice.

    Workers end with their parent, however it ends: each waits on a pipe only the parent holds open.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    methods = multiprocessing.get_all_start_methods()
    forks = "fork" in methods and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    if forks:
        mine = os.pipe()
        return ProcessPoolExecutor(jobs, context, _start, mine)
    return ProcessPoolExecutor(jobs, context)


def _start(reads: int, writes: int) -> None:
    """Prepare a forked worker: no garbage collection (batches are short), and a watch on the parent.

    Ctrl-C goes to the whole group: the parent answers it, and lets its workers go.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(writes)
    gc.disable()

    def watch() -> None:
        os.read(reads, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# name → how to make it, given the number of jobs
EXECUTORS: tuple[tuple[str, Callable[[int], Executor]], ...] = (("serial", serial), ("processes", processes))


def in_batches(
    executor: Executor, work: Callable[[list[A]], B], items: Sequence[A], sizes: Sequence[int], count: int, limit: int
) -> Iterator[B]:
    """The results of work on batches of items, in the order of the items.

    A batch has at most `count` items, and is full once their sizes reach the limit.
    """
    batch: list[A] = []
    size = 0
    futures: list[Future[B]] = []
    for item, more in zip(items, sizes, strict=True):
        if batch and (len(batch) == count or size + more > limit):
            futures.append(executor.submit(work, batch))
            batch, size = [], 0
        batch.append(item)
        size += more
    if batch:
        futures.append(executor.submit(work, batch))
    futures.reverse()
    while futures:
        yield futures.pop().result()


class Crew:
    """Who does the work of a build: this process while there is little, a pool once it pays."""

    # below this many bytes of text to read, handing work to processes costs more than they save
    WORTH = 1_500_000
    BATCH = 40
    FEW = 8
    BLOCK = 16 << 20

    def __init__(self, executor: str, jobs: int) -> None:
        self.executor = executor
        self.jobs = jobs or os.cpu_count() or 1
        self.pool: Executor | None = None
        # glibc gives memory back after every page, and gets it anew for the next, until a larger block was freed once
        bytes(self.BLOCK)

    def batches(self, work: Callable[[list[A]], B], items: list[A], sizes: list[int]) -> Iterator[B]:
        """The results of work on batches of items; `sizes` are the bytes each will read."""
        if not items:
            return iter(())
        size = sum(sizes)
        pays = self.jobs > 1 and size > self.WORTH
        if self.executor == "serial" or (self.executor == "auto" and not pays):
            # in small batches, so that whoever is told how far it is can stop it
            return (work(items[k : k + self.FEW]) for k in range(0, len(items), self.FEW))
        if self.pool is None:
            self.pool = dict(EXECUTORS)["processes" if self.executor == "auto" else self.executor](self.jobs)
        share = max(1, len(items) // (self.jobs * 2))
        return in_batches(self.pool, work, items, sizes, min(self.BATCH, share), size // (self.jobs * 4) + 1)

    def dismiss(self) -> None:
        """Let the pool go; what was not started is not."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)
