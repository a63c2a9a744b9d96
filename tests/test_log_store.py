"""The log on disk: whatever is interrupted, lost or changed, what was signed is never contradicted."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.log import Refused, checkpoint, note, store, tiles
from generator.log.store import Store

ORIGIN = "gongkai.example/log"
LOG = note.signer(bytes(range(32)), ORIGIN)
NEW = note.signer(bytes(32), ORIGIN)
WITNESS = note.signer(b"\1" * 32, "witness.example", note.COSIGNATURE)
posix = pytest.mark.skipif(os.name != "posix", reason="file modes and locks as POSIX has them")


def some(start: int, end: int, word: str = "entry") -> list[bytes]:
    return [f"{word} {n}".encode() for n in range(start, end)]


def head_of(entries: Sequence[bytes]) -> bytes:
    files = tiles.grown(0, entries, lambda tile: b"")
    return tiles.head(len(entries), files.__getitem__)


def at(top: Path) -> Store:
    return Store(str(top / "log"), str(top / "memory"), ORIGIN, (LOG.verifier,))


def grown(top: Path, *sizes: int) -> Store:
    """A log that grew by these steps."""
    made = at(top)
    store.begin(made, LOG)
    for old, new in zip((0, *sizes), sizes, strict=False):
        store.append(made, LOG, old, some(old, new))
    return made


def published(log: Store) -> checkpoint.Checkpoint:
    """What the folder shows; every file of it is right."""
    found = checkpoint.opened(Path(log.folder, "checkpoint").read_bytes(), ORIGIN, log.keys).checkpoint
    assert not list(tiles.faults(found.size, found.root, store.reader(log.folder)))
    return found


class Crash(BaseException):
    """The machine stops here."""


class Disk:
    """The module `os` as the store sees it, which stops before a step, and knows what a loss of power would leave.

    A file keeps what it held when it was last synchronised, a folder the names it had then; all else may be gone.
    """

    def __init__(self, top: Path, stop: int = -1) -> None:
        self.top, self.stop, self.steps = str(top), stop, 0
        self.paths: dict[int, str] = {}  # of open files
        self.ids: dict[str, int] = {}  # files by path, now
        self.data: dict[int, bytes] = {}  # what is durable of a file
        self.names: dict[str, dict[str, int | None]] = {}  # what is durable of a folder: files, and folders as None
        self.new = count()
        for folder, _, files in os.walk(top):
            for name in files:
                path = os.path.join(folder, name)
                self.ids[path] = next(self.new)
                self.data[self.ids[path]] = Path(path).read_bytes()
            self._keep(folder)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def _keep(self, folder: str) -> None:
        self.names[folder] = {name: self.ids.get(os.path.join(folder, name)) for name in os.listdir(folder)}

    def _step(self) -> None:
        if self.steps == self.stop:
            raise Crash
        self.steps += 1

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            self._step()
        fd = os.open(path, flags, mode)
        self.paths[fd] = path
        if flags & os.O_CREAT:
            self.ids.setdefault(path, next(self.new))
        if flags & os.O_TRUNC:
            self.data.pop(self.ids[path], None)
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        if self.steps == self.stop:
            os.write(fd, data[: len(data) // 2])
        self._step()
        return os.write(fd, data[: max(len(data) // 2, 1000)])  # a disk may take less than it is given

    def fsync(self, fd: int) -> None:
        self._step()
        path = self.paths[fd]
        if os.path.isdir(path):
            self._keep(path)
        else:
            self.data[self.ids[path]] = Path(path).read_bytes()

    def replace(self, old: str, new: str) -> None:
        self._step()
        os.replace(old, new)
        self.ids[new] = self.ids.pop(old)

    def mkdir(self, path: str) -> None:
        self._step()
        os.mkdir(path)

    def makedirs(self, path: str, exist_ok: bool) -> None:
        if not os.path.isdir(path):
            self.makedirs(os.path.dirname(path), exist_ok)
            self.mkdir(path)

    def unlink(self, path: str) -> None:
        self._step()
        os.unlink(path)
        del self.ids[path]

    def rmdir(self, path: str) -> None:
        self._step()
        os.rmdir(path)

    def lose(self, to: Path, lost: Callable[[], bool]) -> None:
        """Write what is left after a loss of power; `lost` says of each thing that is not durable whether it is gone."""
        held = {i: Path(path).read_bytes() for path, i in self.ids.items()}

        def restore(folder: str, target: Path) -> None:
            target.mkdir()
            durable = self.names.get(folder, {})
            now = {}
            if os.path.isdir(folder):
                now = {name: self.ids.get(os.path.join(folder, name)) for name in os.listdir(folder)}
            for name in sorted({*durable, *now}):
                kept = durable if (name not in now or now[name] != durable.get(name, -1)) and lost() else now
                if name not in kept:
                    continue
                if (i := kept[name]) is None:
                    restore(os.path.join(folder, name), target / name)
                elif i in held and (held[i] == self.data.get(i) or not lost()):
                    (target / name).write_bytes(held[i])
                else:
                    (target / name).write_bytes(self.data.get(i, b""))

        restore(self.top, to)


class Pen:
    """A signer that remembers what it ever signed: of one size, one text only."""

    def __init__(self) -> None:
        self.texts: dict[int, bytes] = {}

    def __call__(self, message: bytes) -> bytes:
        size = checkpoint.from_text(message.decode()).size
        assert self.texts.setdefault(size, message) == message, f"two texts of {size} entries"
        return LOG.sign(message)


@contextmanager
def stopping(disk: Disk) -> Iterator[None]:
    """The store works on this disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "os", disk)
        yield


def after_every_crash(
    base: Path, work: Path, act: Callable[[Store, note.Signer], object]
) -> Iterator[tuple[Path, Pen]]:
    """Copies of a folder in which an act was stopped before each of its steps: as the process left it, and as a loss
    of power may have left it, all lost that can be, or some of it."""
    for stop in count():
        here = work / f"{stop}"
        shutil.copytree(base, here)
        pen, disk = Pen(), Disk(here, stop)
        ended = False
        with stopping(disk):
            try:
                act(at(here), LOG._replace(sign=pen))
                ended = True
            except Crash:
                pass
        for seed in range(4):
            chance = random.Random(f"{stop} {seed}")
            left = work / f"{stop}-{seed}"
            disk.lose(left, [lambda: True, *3 * [lambda chance=chance: chance.random() < 0.5]][seed])
            again = Pen()
            again.texts = dict(pen.texts)
            yield left, again
        yield here, pen
        if ended:
            assert stop > 5
            return


def test_a_log_begins_and_grows(tmp_path: Path) -> None:
    log = grown(tmp_path, 1, 3, 255, 256, 257, 600)
    found = published(log)
    assert (found.size, found.root) == (600, head_of(some(0, 600)))
    assert list(tiles.entries(0, 600, store.reader(log.folder))) == some(0, 600)
    left = {p.relative_to(log.folder).as_posix() for p in Path(log.folder).rglob("*") if p.is_file()}
    assert left == {"checkpoint", *(tiles.path(tile) for tile in tiles.files(600)), "tile/1/000.p/1"}
    with pytest.raises(Refused, match="log-exists"):
        store.begin(log, LOG)


def test_files_of_older_sizes_are_read_from_those_that_took_their_place(tmp_path: Path) -> None:
    log = grown(tmp_path, 5, 200, 300)
    assert not Path(log.folder, "tile/0/000.p").exists()
    for size in (5, 200, 300):
        assert not list(tiles.faults(size, head_of(some(0, size)), store.reader(log.folder)))


@settings(max_examples=15)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_any_growth(tmp_path_factory: pytest.TempPathFactory, steps: list[int]) -> None:
    sizes = [sum(steps[: n + 1]) for n in range(len(steps))]
    log = grown(tmp_path_factory.mktemp("log"), *sizes)
    assert published(log).root == head_of(some(0, sizes[-1]))


def test_crash_at_every_step_of_an_append(tmp_path: Path) -> None:
    """The next run continues: the same entries are in the log once, and of no size two texts were ever signed."""
    base = tmp_path / "base"
    base.mkdir()
    grown(base, 250)
    right = head_of(some(0, 260))
    for n, (left, pen) in enumerate(
        after_every_crash(base, tmp_path, lambda log, by: store.append(log, by, 250, some(250, 260)))
    ):
        log, signer = at(left), LOG._replace(sign=pen)
        shown = published(log)
        assert shown.size in (250, 260)
        if n % 2 and store.recover(log, signer).checkpoint.size == 250:
            store.append(log, signer, 250, some(250, 255, "other"))
            assert published(log).root == head_of([*some(0, 250), *some(250, 255, "other")])
            continue
        for _ in range(2):
            found = store.append(log, signer, 250, some(250, 260)).checkpoint
            assert (found.size, found.root) == (260, right)
            assert published(log) == found
        store.append(log, signer, 260, some(260, 270))
        assert published(log).root == head_of(some(0, 270))


def test_crash_at_every_step_of_the_beginning(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    for left, pen in after_every_crash(base, tmp_path, store.begin):
        log, signer = at(left), LOG._replace(sign=pen)
        assert store.begin(log, signer).checkpoint.size == 0
        store.append(log, signer, 0, some(0, 3))
        assert published(log).root == head_of(some(0, 3))


def test_a_crash_while_a_crash_is_mended(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    log = grown(base, 250)

    def dead(_: bytes) -> bytes:
        raise OSError("the signing device was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        store.append(log, LOG._replace(sign=dead), 250, some(250, 260))
    for left, pen in after_every_crash(base, tmp_path, store.recover):
        log, signer = at(left), LOG._replace(sign=pen)
        assert published(log).size in (250, 260)
        with pytest.raises(Refused, match="log-grew"):
            store.append(log, signer, 250, some(250, 255, "other"))
        assert published(log).root == head_of(some(0, 260))


def test_who_did_not_see_the_log_grow_is_refused(tmp_path: Path) -> None:
    log = grown(tmp_path, 3, 5)
    for size, added in ((3, some(3, 4)), (3, some(3, 5, "other")), (4, some(4, 6)), (9, []), (5 - 9, some(0, 9))):
        with pytest.raises(Refused, match="log-grew"):
            store.append(log, LOG, size, added)
    assert store.append(log, LOG, 5, []).checkpoint.size == 5
    assert store.append(log, LOG, 3, some(3, 5)).checkpoint.size == 5
    assert published(log).size == 5


def test_an_entry_too_long_changes_nothing(tmp_path: Path) -> None:
    log = grown(tmp_path, 3)
    with pytest.raises(Refused, match="entry-length"):
        store.append(log, LOG, 3, [b"x" * 70_000])
    assert published(log).size == 3


def test_a_memory_that_was_rolled_back_signs_nothing(tmp_path: Path) -> None:
    log = grown(tmp_path, 3)
    shutil.copytree(log.memory, tmp_path / "backup")
    store.append(log, LOG, 3, some(3, 5))
    shutil.rmtree(log.memory)
    shutil.copytree(tmp_path / "backup", log.memory)
    with pytest.raises(Refused, match="memory-behind"):
        store.append(log, LOG, 3, some(3, 5, "other"))
    shutil.rmtree(log.memory)
    os.mkdir(log.memory)
    with pytest.raises(Refused, match="log-unknown"):
        store.append(log, LOG, 3, some(3, 5, "other"))
    with pytest.raises(Refused, match="log-exists"):
        store.begin(log, LOG)


def test_a_folder_that_was_rolled_back_is_brought_forward_or_refused(tmp_path: Path) -> None:
    log = grown(tmp_path, 3)
    old = Path(log.folder, "checkpoint").read_bytes()
    shutil.copytree(log.folder, tmp_path / "backup")
    store.append(log, LOG, 3, some(3, 5))
    new = Path(log.folder, "checkpoint").read_bytes()
    Path(log.folder, "checkpoint").write_bytes(old)
    assert store.recover(log, LOG).checkpoint.size == 5
    assert Path(log.folder, "checkpoint").read_bytes() == new
    Path(log.folder, "checkpoint").unlink()
    store.recover(log, LOG)
    assert Path(log.folder, "checkpoint").read_bytes() == new
    shutil.rmtree(log.folder)
    shutil.copytree(tmp_path / "backup", log.folder)
    with pytest.raises(Refused, match="file-missing"):
        store.append(log, LOG, 5, some(5, 6))


def test_a_rewritten_log_is_not_signed(tmp_path: Path) -> None:
    """Whoever has the folder, and even the key, changes it; the signer remembers what it signed."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    log = grown(tmp_path / "a", 300)
    other = at(tmp_path / "b")
    store.begin(other, LOG)
    store.append(other, LOG, 0, some(0, 300, "other"))
    shutil.rmtree(log.folder)
    shutil.copytree(other.folder, log.folder)
    with pytest.raises(Refused, match="log-damaged"):
        store.append(log, LOG, 300, some(300, 301))
    Path(log.folder, "checkpoint").unlink()
    with pytest.raises(Refused, match="log-damaged"):
        store.append(log, LOG, 300, some(300, 301))
    with pytest.raises(Refused, match="log-damaged"):
        store.recover(log, LOG)


def test_a_changed_edge_is_not_built_upon(tmp_path: Path) -> None:
    log = grown(tmp_path, 300)
    for tile in (t for t in tiles.edge(300) if t.level >= 0):
        path = Path(log.folder, tiles.path(tile))
        good = path.read_bytes()
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        with pytest.raises(Refused, match="log-damaged"):
            store.append(log, LOG, 300, some(300, 301))
        path.write_bytes(good)
    store.append(log, LOG, 300, some(300, 301))
    assert published(log).size == 301


def test_a_new_key(tmp_path: Path) -> None:
    """Old checkpoints stay good, the new key signs what follows, a key that is not the log's signs nothing."""
    log = grown(tmp_path, 3)
    with pytest.raises(Refused, match="signer-unknown"):
        store.append(log, NEW, 3, some(3, 4))
    assert published(log).size == 3
    log = log._replace(keys=(LOG.verifier, NEW.verifier))
    assert store.append(log, NEW, 3, some(3, 4)).seals == (note.Seal(NEW.verifier),)
    with pytest.raises(Refused, match="signature-missing"):
        store.recover(log._replace(keys=(LOG.verifier,)), LOG)


def test_cosignatures(tmp_path: Path) -> None:
    """They stand under the published checkpoint until the log grows."""
    log = grown(tmp_path, 3)
    text = checkpoint.text_of(published(log))

    def answer(of: str, by: note.Signer) -> str:
        return note.encode(note.Note(of, (note.sign(of, by, 7),))).decode().rpartition("\n\n")[2]

    found = store.add_cosignatures(log, [WITNESS.verifier], answer(text, WITNESS))
    assert [seal.time for seal in found.seals] == [None, 7]
    assert store.recover(log, LOG).note == found.note
    for wrong in (answer("other\n", WITNESS), answer(text, NEW), "x"):
        with pytest.raises(Refused):
            store.add_cosignatures(log, [WITNESS.verifier], wrong)
    assert checkpoint.opened(Path(log.folder, "checkpoint").read_bytes(), ORIGIN, log.keys, [WITNESS.verifier]).note == found.note  # fmt: skip
    assert len(store.append(log, LOG, 3, some(3, 4)).note.signatures) == 1


@posix
def test_one_at_a_time(tmp_path: Path) -> None:
    import fcntl

    log = grown(tmp_path, 3)
    with open(os.path.join(log.memory, "lock")) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Refused, match="log-locked"):
            store.append(log, LOG, 3, some(3, 4))
    assert store.append(log, LOG, 3, some(3, 4)).checkpoint.size == 4


@posix
def test_key_files(tmp_path: Path) -> None:
    file = tmp_path / "log.key"
    before = os.umask(0)
    try:
        key = store.create_key(str(file), ORIGIN)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert store.load_key(str(file)).verifier == key
    assert key != store.create_key(str(tmp_path / "other.key"), ORIGIN)
    with pytest.raises(FileExistsError):
        store.create_key(str(file), ORIGIN)
    for mode in (0o640, 0o604, 0o660, 0o610):
        file.chmod(mode)
        with pytest.raises(Refused, match="key-mode"):
            store.load_key(str(file))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(Refused, match="signer-key"):
        store.load_key(str(file))
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="signer-key"):
        store.load_key(str(file))
    with pytest.raises(Refused, match="key-file"):
        store.load_key(str(tmp_path))


def test_how_long_an_append_takes(tmp_path: Path) -> None:
    """With all that makes it durable; printed, for disks differ."""
    log = grown(tmp_path, 1000)
    seconds = time.perf_counter()
    store.append(log, LOG, 1000, some(1000, 1010))
    print(f"\nan append of ten to a thousand, on disk: {(time.perf_counter() - seconds) * 1e3:.1f} ms")
    assert published(log).size == 1010
