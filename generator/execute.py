"""Executors: where batches run. Anything with the interface of concurrent.futures.Executor will do."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from generator.cluster import Cluster
    from generator.tasks import Work
    from generator.worker import Job, Result

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


def serial(_jobs: int, _address: str) -> Executor:
    return SerialExecutor()


def processes(jobs: int, _address: str) -> Executor:
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


def dask(_jobs: int, address: str) -> Executor:
    """The workers of a Dask cluster, found by the address of its scheduler."""
    from generator.cluster import connect

    return connect(address)


class Kind(NamedTuple):
    """A kind of executor: how to make it, given the number of jobs and an address.

    To one that is `far` sources are sent with the work, and files come back: its workers see no file of this machine.
    """

    name: str
    make: Callable[[int, str], Executor]
    far: bool = False


EXECUTORS = (Kind("serial", serial), Kind("processes", processes), Kind("dask", dask, far=True))


def in_batches(items: Sequence[A], sizes: Sequence[int], count: int, limit: int) -> Iterator[list[A]]:
    """Items in batches of at most `count`; a batch is full once the sizes of its items reach the limit."""
    batch: list[A] = []
    size = 0
    for item, more in zip(items, sizes, strict=True):
        if batch and (len(batch) == count or size + more > limit):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += more
    if batch:
        yield batch


class Packed:
    """Work that is pickled once, however many batches there are, and unpickled once by each worker."""

    kept: tuple[str, Callable[[Any], Any]] | None = None

    def __init__(self, work: Callable[[Any], Any]) -> None:
        from pickle import HIGHEST_PROTOCOL, dumps
        from secrets import token_hex

        self.id, self.data = token_hex(8), dumps(work, HIGHEST_PROTOCOL)

    def __call__(self, batch: Any) -> Any:
        from pickle import loads

        if Packed.kept is None or Packed.kept[0] != self.id:
            Packed.kept = self.id, loads(self.data)  # noqa: S301  # made above
        return Packed.kept[1](batch)


class Crew:
    """Who does the work of a build: this process while there is little, a pool once it pays."""

    # below this many bytes of text to read, handing work to processes costs more than they save
    WORTH = 1_500_000
    BATCH = 40
    FEW = 8
    BLOCK = 16 << 20

    def __init__(self, executor: str, jobs: int, scheduler: str = "") -> None:
        kind = next((k for k in EXECUTORS if k.name == executor), None)
        self.hired = kind if kind and kind.far else None
        self.executor = "auto" if self.hired else executor
        self.jobs = jobs or os.cpu_count() or 1
        self.scheduler = scheduler
        self.pool: Executor | None = None
        self.far: Cluster | None = None
        self.renewed = False
        # glibc gives memory back after every page, and gets it anew for the next, until a larger block was freed once
        bytes(self.BLOCK)

    def hire(self, pdf: bool) -> None:
        """Reach the workers that are far, if these were asked for. Raises Unstaffed when they will not do."""
        if self.hired is not None and self.far is None:
            self.far = cast("Cluster", self.hired.make(self.jobs, self.scheduler))
            self.far.inspect(pdf)

    def make(self, job: Job, work: list[Work]) -> Iterator[list[Result]]:
        """The results of tasks: of those made from bodies on the workers that are far, if there are any; of others here."""
        from generator.stale import cost
        from generator.worker import run

        far = [w for w in work if w.head] if self.far is not None else []
        if self.far is not None and far:
            from generator.cluster import results

            yield from results(self.far, job, far, [cost(w) for w in far])
            work = [w for w in work if not w.head]
        again = partial(run, job._replace(again=True))
        yield from self.batches(partial(run, job), work, [cost(w) for w in work], again)

    def batches(
        self,
        work: Callable[[list[A]], B],
        items: list[A],
        sizes: list[int],
        again: Callable[[list[A]], B] | None = None,
    ) -> Iterator[B]:
        """The results of work on batches of items, in their order; `sizes` are the bytes each will read.

        `again` is work that a worker may have died of before.
        """
        if not items:
            return iter(())
        size = sum(sizes)
        pays = self.jobs > 1 and size > self.WORTH
        if self.executor == "serial" or (self.executor == "auto" and not pays):
            # in small batches, so that whoever is told how far it is can stop it
            return (work(items[k : k + self.FEW]) for k in range(0, len(items), self.FEW))
        if self.pool is None:
            self.pool = self._new_pool()
        share = max(1, len(items) // (self.jobs * 2))
        batches = in_batches(items, sizes, min(self.BATCH, share), size // (self.jobs * 4) + 1)
        return self._pooled(work, again or work, batches)

    def _new_pool(self) -> Executor:
        name = "processes" if self.executor == "auto" else self.executor
        return next(k for k in EXECUTORS if k.name == name).make(self.jobs, "")

    def _pooled(
        self, work: Callable[[list[A]], B], again: Callable[[list[A]], B], batches: Iterable[list[A]]
    ) -> Iterator[B]:
        """The results from the pool. When it breaks, for a worker died, what is missing is sent to a new one, once."""
        work = Packed(work)
        sent = deque((batch, self._submit(work, batch)) for batch in batches)
        while sent:
            batch, future = sent.popleft()
            try:
                result = future.result()
            except BrokenExecutor:
                if self.renewed:
                    raise
                self._renew()
                again = Packed(again)
                sent.appendleft((batch, future))
                sent = deque((b, f if _came(f) else self._submit(again, b)) for b, f in sent)
                continue
            yield result

    def _submit(self, work: Callable[[list[A]], B], batch: list[A]) -> Future[B]:
        """The batch's future; one that failed when the pool is broken already."""
        assert self.pool is not None
        try:
            return self.pool.submit(work, batch)
        except BrokenExecutor as e:
            failed: Future[B] = Future()
            failed.set_exception(e)
            return failed

    def _renew(self) -> None:
        """A new pool when the old one has wholly ended; of half as many, for what workers die of is want of memory."""
        assert self.pool is not None
        self.renewed = True
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.jobs = max(1, self.jobs // 2)
        self.pool = self._new_pool()

    def dismiss(self) -> None:
        """Let the workers go; what was not started is not."""
        for pool in (self.pool, self.far):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)


def _came(future: Future[Any]) -> bool:
    """Whether a result is there."""
    return future.done() and not future.cancelled() and future.exception() is None
