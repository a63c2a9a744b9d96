"""What a target is to a publish, and what a server's disk is to the targets that switch folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import BinaryIO, NamedTuple, Protocol

from generator.publishing.manifest import Item, Manifest
from generator.publishing.release import Live, Release

# bytes of a file of the site, opened for reading
Source = Callable[[Item], BinaryIO]
# told how many files are done, of how many
Tick = Callable[[int, int], None]


class Sent(NamedTuple):
    """What came of a publish: files and bytes sent, and what a person must still do (a message's code and arguments)."""

    files: int
    size: int
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Target(Protocol):
    """A place where a site is published.

    The truth of which release is live is on the target. `live` and `releases` write nothing. `publish` makes `release`
    live, or raises and leaves the live one as it was; what it began, the next one goes on with. Errors of the place
    itself come as they are; `explain` knows what they mean.
    """

    def live(self) -> Live: ...

    def releases(self) -> list[Release]: ...  # that can be rolled back to, newest first

    def manifest(self, release: Release) -> Manifest: ...

    def locked(self) -> AbstractContextManager[None]: ...

    def publish(self, release: Release, manifest: Manifest, live: Live, source: Source, tick: Tick) -> Sent: ...

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None: ...

    def close(self) -> None: ...


class Holder(NamedTuple):
    """Who publishes: a name to show, the token of this machine's site folder, a word of this run, and the clock."""

    name: str
    token: str
    run: str
    clock: Callable[[], float]


class Entry(NamedTuple):
    """What stands in a folder: its name, `file`, `folder`, `link` or `other`, and its size in bytes."""

    name: str
    kind: str
    size: int


class Disk(Protocol):
    """One connection to a disk. Paths are relative to the target's root, with forward slashes.

    Missing and refused files raise OSError with an errno, as Python's own functions do. `create` refuses a path that
    is taken, `rename` replaces it in one step. `link` gives False when it cannot be done.
    """

    def open(self, path: str) -> BinaryIO: ...

    def create(self, path: str) -> BinaryIO: ...

    def link(self, old: str, new: str) -> bool: ...

    def symlink(self, to: str, path: str) -> None: ...

    def readlink(self, path: str) -> str: ...  # "" when it is none

    def rename(self, old: str, new: str) -> None: ...

    def remove(self, path: str) -> None: ...

    def mkdir(self, path: str) -> None: ...  # also when it is there

    def rmdir(self, path: str) -> None: ...

    def entries(self, path: str) -> list[Entry]: ...


class Disks(Protocol):
    """A disk over several connections.

    `exchange` swaps two folders in one step, None where a link is switched instead; `links`: whether it has hard links;
    `near`: whether all of it can be read back in no time.
    """

    exchange: Callable[[str, str], None] | None
    links: bool
    near: bool

    def one(self) -> Disk: ...

    def each(self, work: Callable[[Disk, str], None], paths: list[str], done: Callable[[], None]) -> None: ...

    def settle(self) -> None: ...  # what was written survives a power cut

    def close(self) -> None: ...


class Store(Protocol):
    """A store of objects by key, each replaced in one step; what is missing is None.

    `put` gives False when it was to `create` and there is one. `tag` says what an object is: its SHA-256, as it was put.
    """

    def get(self, key: str) -> bytes | None: ...

    def tag(self, key: str) -> str | None: ...

    def put(self, key: str, item: Item, data: BinaryIO, create: bool) -> bool: ...

    def copy(self, old: str, new: str, item: Item) -> None: ...

    def remove(self, keys: list[str]) -> None: ...

    def keys(self, prefix: str) -> Iterator[str]: ...

    def each(self, work: Callable[[str], None], paths: list[str]) -> None: ...


Files = Mapping[str, int]
