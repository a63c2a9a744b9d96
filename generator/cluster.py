"""Work sent to a Dask cluster: bodies go with it as bytes, files come back as bytes.

Workers need the same version of the program, and nothing else: no folder of this machine, no copy of the content.
What is sent and what comes back is pickled by distributed, so the machines of a cluster trust one another as one
does; nothing is ever unpickled that content can write. Lists are made here, from what came back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from typing import Any, NamedTuple, TypeVar

from generator import load, write
from generator.execute import in_batches
from generator.identity import differences, digest, identity
from generator.options import Unstaffed
from generator.tasks import Work
from generator.worker import Job, Result, made_of, text_of

B = TypeVar("B")

# seconds for the scheduler to answer, for a first worker to join, and that a cluster may stay without one
REACH, JOIN, DESERTED = 8.0, 10.0, 60.0
# seconds between looks at the cluster while nothing comes back
LOOK = 2.0
# a batch: bodies, and their cost in bytes of text. 3 ms go into each; below 10 MB the scheduler takes it willingly
COUNT, LIMIT = 200, 4_000_000
# batches on their way for each worker: one in work, one waiting, one coming back
AHEAD = 3


class Parcel(NamedTuple):
    """Work on a body with the body's bytes, and pictures by path under content/, None for those that are not there."""

    work: Work
    data: bytes
    pictures: Mapping[str, bytes | None] = {}


class Delivery(NamedTuple):
    """What came of a parcel: the result without its files, the files, the pictures that it lacked."""

    result: Result
    files: tuple[tuple[str, bytes], ...] = ()
    lacks: tuple[str, ...] = ()


# ------------------------------------------------------------ on the worker


class Differs(Exception):
    """A worker, by its name, is not what the sender is; what it is instead."""

    def __init__(self, worker: str, identity: Mapping[str, str]) -> None:
        super().__init__(worker, identity)
        self.worker = worker
        self.identity = dict(identity)


# the program's caches are made for one thread; more would only take turns for the interpreter
_ONE = threading.Lock()


def unpack(job: Job, pdf: bool, expected: str, parcels: list[Parcel]) -> list[Delivery]:
    """Do a batch of work, if this worker is what the sender expects; raises Differs."""
    with _ONE:
        mine = identity(pdf)
        if digest(mine) != expected:
            from distributed import get_worker

            raise Differs(_name(get_worker().address, get_worker().name), mine)
        return [_done(job, p) for p in parcels]


def _done(job: Job, parcel: Parcel) -> Delivery:
    files: list[tuple[str, bytes]] = []
    lacks: list[str] = []

    def read(path: str) -> bytes:
        if path not in parcel.pictures:
            lacks.append(path)
        data = parcel.pictures.get(path)
        if data is None:
            raise FileNotFoundError(path)
        return data

    def keep(path: str, content: bytes) -> write.Written:
        files.append((path, content))
        return write.Written(path, len(content), 0, False)

    result = made_of(job, parcel.work, parcel.data, read, keep)
    return Delivery(result, (), tuple(lacks)) if lacks else Delivery(result._replace(written=()), tuple(files))


def _named(pdf: bool, dask_worker: Any) -> tuple[Any, Mapping[str, str]]:
    """The name and the identity of a worker; the argument is named as distributed wants it."""
    with _ONE:
        return dask_worker.name, identity(pdf)


def _name(address: str, name: object) -> str:
    return address if str(name) in address else f"{name} ({address})"


# ---------------------------------------------------------------- over here


class Cluster(Executor):
    """The workers of a cluster. `jobs` is how many batches they can do at once."""

    def __init__(self, client: Any, address: str) -> None:
        self.client = client
        self.address = address
        self.pool = client.get_executor(pure=False)
        self.jobs = max(1, sum(client.nthreads().values()))
        self.pdf = False
        self.empty_since = 0.0

    def submit(self, fn: Callable[..., B], /, *args: Any, **kwargs: Any) -> Future[B]:
        future: Future[B] = self.pool.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Cancel what was not fetched: whoever waits for a result fetches it."""
        self.pool.shutdown(wait=False)
        self.client.close()

    def inspect(self, pdf: bool) -> None:
        """Raises Unstaffed when a worker is not what this machine is."""
        self.pdf = pdf
        for address, found in self.client.run(_named, pdf, on_error="return").items():
            if isinstance(found, BaseException):
                raise Unstaffed("foreign", address, f"{type(found).__name__}: {found}")
            self._refuse(_name(address, found[0]), found[1])

    def _refuse(self, worker: str, theirs: Mapping[str, str]) -> None:
        other = differences(identity(self.pdf), theirs)
        if other:
            name, here, there = other[0]
            raise Unstaffed("differs", worker, name, here, there, str(len(other)))

    def result(self, future: Future[B]) -> B:
        """The result of a future. Raises Unstaffed when it will not come."""
        from distributed import KilledWorker

        while True:
            try:
                return future.result(LOOK)
            except TimeoutError:
                if future.done() and future.exception() is not None:
                    raise
                self._look()
            except CancelledError:
                raise Unstaffed("lost", self.address) from None
            except KilledWorker as e:
                raise Unstaffed("killed", str(getattr(e.last_worker, "address", ""))) from None
            except Differs as e:
                self._refuse(e.worker, e.identity)
                raise
            except Exception:
                self.inspect(self.pdf)  # a worker that joined later may not even understand what it is sent
                raise

    def _look(self) -> None:
        """Raises Unstaffed when the scheduler is gone, or has had no worker for long."""
        if self.client.status not in ("running", "connecting"):
            raise Unstaffed("lost", self.address)
        if self.client.status == "connecting" or self.client.nthreads():
            self.empty_since = 0.0
            return
        self.empty_since = self.empty_since or time.monotonic()
        if time.monotonic() - self.empty_since > DESERTED:
            raise Unstaffed("deserted", self.address)


def connect(address: str) -> Cluster:
    """The cluster of a scheduler; raises Unstaffed."""
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise Unstaffed("missing") from None
    dask.config.set({"distributed.comm.timeouts.connect": f"{REACH}s"})
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is said in our words
    try:
        client = Client(address, timeout=REACH, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as e:  # the latter when TLS is set up wrongly
        raise Unstaffed("unreachable", address, str(e).partition("\n")[0]) from None
    try:
        client.wait_for_workers(1, timeout=JOIN)
        return Cluster(client, address)
    except TimeoutError:
        client.close()
        raise Unstaffed("empty", address) from None
    except BaseException:
        client.close()
        raise


def results(cluster: Cluster, job: Job, works: Sequence[Work], sizes: Sequence[int]) -> Iterator[list[Result]]:
    """The results of work on bodies, done by a cluster, in their order; the files are put into the stage."""
    expected = digest(identity(cluster.pdf))
    far = job._replace(content="", out="", stage="far" if job.stage else "")
    send = partial(cluster.submit, unpack, far, cluster.pdf, expected)
    share = sum(sizes) // (cluster.jobs * 4) + 1
    batches = in_batches(works, sizes, COUNT, min(LIMIT, share))
    waiting: deque[tuple[list[Parcel | Result], Future[list[Delivery]]]] = deque()
    while True:
        while len(waiting) < AHEAD * cluster.jobs and (batch := next(batches, None)):
            packed = [_packed(job, w) for w in batch]
            waiting.append((packed, send([p for p in packed if isinstance(p, Parcel)])))
        if not waiting:
            return
        packed, future = waiting.popleft()
        parcels = [p for p in packed if isinstance(p, Parcel)]
        came: list[Delivery] = cluster.result(future)
        complete = iter(_complete(cluster, job, send, parcels, came))
        yield [_taken(job, next(complete)) if isinstance(p, Parcel) else p for p in packed]


def _packed(job: Job, work: Work) -> Parcel | Result:
    data = text_of(job, work)
    return data if isinstance(data, Result) else Parcel(work, data)


def _complete(
    cluster: Cluster,
    job: Job,
    send: Callable[[list[Parcel]], Future[list[Delivery]]],
    parcels: list[Parcel],
    came: list[Delivery],
) -> list[Delivery]:
    """Deliveries that lack nothing: what lacked pictures is sent again, with them."""
    while any(d.lacks for d in came):
        pairs = zip(parcels, came, strict=True)
        parcels = [p._replace(pictures={**p.pictures, **_pictures(job, d.lacks)}) for p, d in pairs]
        lacking = [p for p, d in zip(parcels, came, strict=True) if d.lacks]
        filled: list[Delivery] = cluster.result(send(lacking))
        more = iter(filled)
        came = [next(more) if d.lacks else d for d in came]
    return came


def _pictures(job: Job, paths: Sequence[str]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for path in paths:
        try:
            found[path] = load.read(f"{job.content}/{path}")
        except FileNotFoundError:
            found[path] = None
    return found


def _taken(job: Job, came: Delivery) -> Result:
    """A result with its files put into the stage."""
    put = partial(write.put, job.stage, job.out)
    return came.result._replace(written=tuple((path, put(path, content)) for path, content in came.files))
