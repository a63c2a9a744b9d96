"""What is published is whole: on every target, at every moment, however a publish ends."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import publishing
import pytest
import sites
from publishing import Place, Publisher, Sshd

from generator.publication import SHANGHAI
from generator.publishing import Failure, disk, run
from generator.publishing.run import Moment
from generator.publishing.switching import Switching

KINDS = ("folder", "exchange", "sftp", "s3")
LARGE = bool(os.environ.get("GONGKAI_LARGE"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with publishing.sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture(scope="session")
def store() -> Iterator[str]:
    with publishing.moto() as endpoint:
        yield endpoint


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Each kind of target, empty; publish.yaml names it web."""
    kind = request.param
    if kind in ("folder", "exchange"):
        found = publishing.folder(tmp_path, "link" if kind == "folder" else "exchange")
    elif kind == "sftp":
        found = publishing.sftp(tmp_path, request.getfixturevalue("server"))
    else:
        monkeypatch.setenv("KEY_ID", "key")
        monkeypatch.setenv("KEY_SECRET", "a-secret")
        found = publishing.s3(tmp_path, request.getfixturevalue("store"))
    (tmp_path / "publish.yaml").write_text(found.config, "utf-8")
    return found


def back(root: Path, id_: str = "", now: int = sites.NOW) -> None:
    """Roll back to a release, or to the one before."""
    with publishing.opened(root) as target:
        past = next(r for r in target.releases()[1:] if not id_ or r.id == id_)
        next_ = run.next_of_past(str(root), target, past, Moment(now, SHANGHAI), 86400)
        assert run.carry_out(target, next_, lambda done, total: None).files == 0


def test_publish_change_publish_roll_back(place: Place, tmp_path: Path) -> None:
    """What readers see is the one site or the other; nothing that is there is sent again."""
    one, two = publishing.version("1"), publishing.version("2")
    publishing.put(tmp_path, one)
    assert publishing.publish(tmp_path).files == len(one)
    assert publishing.whole(place.seen(), [one]) == 0
    publishing.put(tmp_path, two)
    assert publishing.publish(tmp_path, sites.NOW + 60).files == len(two) - 1, "r0/fixed.csv is there"
    assert publishing.whole(place.seen(), [one, two]) == 1
    assert {p for p in place.seen() if p.startswith("assets/")} == {
        p for p in one.keys() | two.keys() if p.startswith("assets/")
    }, "pages in caches still find their stylesheet"
    with publishing.opened(tmp_path) as target:
        kinds = [(r.number, r.kind, r.of, r.files) for r in target.releases()]
        first = target.releases()[1].id
    assert kinds == [(2, "publish", "", len(two) + 1), (1, "publish", "", len(one))]
    back(tmp_path)
    assert publishing.whole(place.seen(), [one, two]) == 0
    with publishing.opened(tmp_path) as target:
        newest = target.releases()[0]
    assert (newest.number, newest.kind, newest.of) == (3, "rollback", first)
    back(tmp_path)
    assert publishing.whole(place.seen(), [one, two]) == 1


def test_nothing_to_do_writes_nothing(place: Place, tmp_path: Path) -> None:
    publishing.put(tmp_path, publishing.version("1"))
    publishing.publish(tmp_path)
    before = place.inside()
    with publishing.opened(tmp_path) as target:
        assert publishing.planned(tmp_path, target).nothing
    assert place.inside() == before


def test_old_releases_go_and_assets_after_their_time(place: Place, tmp_path: Path) -> None:
    """Five releases stay; an asset goes a day after it left the site, a page at once."""
    for k in range(7):
        files = publishing.version(str(k))
        if k == 6:
            del files["r1/n1.html"]
        publishing.put(tmp_path, files)
        publishing.publish(tmp_path, sites.NOW + k * 20_000)
    with publishing.opened(tmp_path) as target:
        found = target.releases()
    assert [r.number for r in found] == [7, 6, 5, 4, 3]
    seen = place.seen()
    assert "r1/n1.html" not in seen
    # of versions 1 to 5: they left at 40,000 to 120,000 s, and it is 120,000 s
    assert len([p for p in seen if p.startswith("assets/")]) == 1 + 5
    assert len([p for p in place.inside() if p.startswith(f"{place.state}/records/")]) == 5
    assert {p.split("/")[1] for p in place.inside() if p.startswith("releases/")} <= {r.id for r in found}


def test_state_here_may_be_deleted(place: Place, tmp_path: Path) -> None:
    """The truth is on the target: another machine goes on from there."""
    import shutil

    publishing.put(tmp_path, publishing.version("1"))
    publishing.publish(tmp_path)
    shutil.rmtree(tmp_path / ".gongkai")
    publishing.put(tmp_path, publishing.version("2"))
    with publishing.opened(tmp_path) as target:
        next_ = publishing.planned(tmp_path, target)
        assert next_.release.number == 2 and len(next_.plan.changed) == 14
        assert run.carry_out(target, next_, lambda done, total: None).files == 15


def test_records_there_may_be_lost(place: Place, tmp_path: Path) -> None:
    """Without its records the target is read: what is there is still not sent again."""
    one = publishing.version("1")
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    place.lose()
    publishing.put(tmp_path, {**one, "new.html": b"new"})
    assert publishing.publish(tmp_path, sites.NOW + 60).files == 1
    assert place.seen().keys() - {".gongkai-release"} == {*one, "new.html"}


def test_one_publish_at_a_time(place: Place, tmp_path: Path) -> None:
    """Another machine's lock stops a publish until it is stale; one of this folder's dead runs does not."""
    import json

    publishing.put(tmp_path, publishing.version("1"))
    publishing.publish(tmp_path)
    publishing.put(tmp_path, publishing.version("2"))
    other = {"name": "other@machine", "token": "x", "run": "y", "at": time.time()}
    place.write(f"{place.state}/lock", json.dumps(other).encode())
    before = place.inside()
    with pytest.raises(Failure) as e:
        publishing.publish(tmp_path)
    assert (e.value.code, e.value.details[0]) == ("E4010", "other@machine")
    assert place.inside() == before
    assert publishing.whole(place.seen(), [publishing.version("1")]) == 0
    place.write(f"{place.state}/lock", json.dumps({**other, "at": time.time() - 1000}).encode())
    publishing.publish(tmp_path)
    assert publishing.whole(place.seen(), [publishing.version("2")]) == 0
    assert f"{place.state}/lock" not in place.inside()
    with publishing.opened(tmp_path), pytest.raises(Failure) as e, publishing.opened(tmp_path):
        pass
    assert e.value.code == "E4010"


def test_a_long_publish_renews_its_lock(place: Place, tmp_path: Path) -> None:
    """However long it takes, nobody takes it for dead."""
    publishing.put(tmp_path, publishing.version("1"))
    lock, seen = f"{place.state}/lock", set()
    hours = itertools.count(1_780_000_000, 600)

    def look(_done: int, _total: int) -> None:
        seen.add(place.inside()[lock])

    with publishing.opened(tmp_path, lambda: next(hours)) as target:
        run.carry_out(target, publishing.planned(tmp_path, target), look)
    assert len(seen) > 1
    assert publishing.whole(place.seen(), [publishing.version("1")]) == 0


def test_a_lock_that_was_taken_away_stops_the_switch(place: Place, tmp_path: Path) -> None:
    """Who lost the lock while sending changes nothing."""
    one, two = publishing.version("1"), publishing.version("2")
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    publishing.put(tmp_path, two)

    def steal(_done: int, _total: int) -> None:
        place.write(f"{place.state}/lock", b'{"name": "thief", "token": "x", "run": "y", "at": 9e9}')

    with publishing.opened(tmp_path) as target, pytest.raises(Failure) as e:
        run.carry_out(target, publishing.planned(tmp_path, target), steal)
    assert (e.value.code, e.value.details[0]) == ("E4010", "thief")
    assert f"{place.state}/lock" in place.inside(), "it is not ours to remove"
    if place.atomic:
        assert publishing.whole(place.seen(), [one, two]) == 0
    else:
        publishing.consistent(place.seen(), [one, two])


def test_who_published_in_between_is_not_overwritten(place: Place, tmp_path: Path) -> None:
    publishing.put(tmp_path, publishing.version("1"))
    with publishing.opened(tmp_path) as target:
        first = publishing.planned(tmp_path, target)
        run.carry_out(target, first, lambda done, total: None)
        with pytest.raises(Failure) as e:
            run.carry_out(target, first, lambda done, total: None)
    assert e.value.code == "E4013"


def test_a_file_that_changes_meanwhile_is_not_published(place: Place, tmp_path: Path) -> None:
    one, two = publishing.version("1"), publishing.version("2")
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    publishing.put(tmp_path, two)
    with publishing.opened(tmp_path) as target:
        next_ = publishing.planned(tmp_path, target)
        (tmp_path / "site/r0/n0.html").write_bytes(b"edited")
        with pytest.raises(Failure) as e:
            run.carry_out(target, next_, lambda done, total: None)
    assert e.value.details == ("r0/n0.html",) and e.value.code == "E4033"
    if place.atomic:
        assert publishing.whole(place.seen(), [one, two]) == 0
    else:
        publishing.consistent(place.seen(), [one, two])
    publishing.put(tmp_path, two)
    publishing.publish(tmp_path)
    assert publishing.whole(place.seen(), [one, two]) == 1


def test_killed_publishes_leave_a_whole_site(place: Place, tmp_path: Path) -> None:
    """Kills at random moments of a publish: readers see one version or the other, and the next publish ends it."""
    versions = [publishing.version("1", 40), publishing.version("2", 40)]
    publisher = Publisher(tmp_path, {})
    chance = random.Random(place.config)
    try:
        publishing.put(tmp_path, versions[0])
        publisher.start()
        assert publisher.ended() == 0
        publishing.put(tmp_path, versions[1])
        began = time.perf_counter()
        publisher.start()
        assert publisher.ended() == 0
        lasts = time.perf_counter() - began
        killed = 0
        for k in range(50 if LARGE else 8):
            publishing.put(tmp_path, versions[k % 2])
            began = time.perf_counter()
            pid = publisher.start()
            moment = began + chance.random() * lasts
            while time.perf_counter() < moment:
                pass
            os.kill(pid, signal.SIGKILL)
            killed += publisher.ended() == -signal.SIGKILL
            tree = place.seen()
            if place.atomic:
                publishing.whole(tree, versions)
            else:
                publishing.consistent(tree, versions)
            if k % 5 == 4 or k < 2:
                publisher.start()
                assert publisher.ended() == 0
                assert publishing.whole(place.seen(), versions) == k % 2
        assert killed > 3
        publishing.put(tmp_path, publishing.version("3"))
        publisher.start()
        assert publisher.ended() == 0
        assert publishing.whole(place.seen(), [publishing.version("3")]) == 0
    finally:
        publisher.close()
    assert not {p for p in place.inside() if p == f"{place.state}/journal" or p.startswith("releases/next")}


class Worn(disk.LocalDisk):
    """A disk that keeps another byte than was written, of the files whose names end so, as often as it is told."""

    ending, times = "n1.html", 1

    def create(self, path: str) -> BinaryIO:
        f = super().create(path)
        if path.endswith(self.ending) and self.times:
            self.times -= 1
            f.write(b"!")
        return f


@pytest.mark.parametrize("times", [1, 9])
def test_a_disk_that_writes_something_else(tmp_path: Path, times: int) -> None:
    """What is read back differs: it is sent once more, and when that does not help nothing is switched."""
    found = publishing.folder(tmp_path)
    (tmp_path / "publish.yaml").write_text(found.config)
    one, two = publishing.version("1"), publishing.version("2")
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    publishing.put(tmp_path, two)
    with publishing.opened(tmp_path) as target:
        assert isinstance(target, Switching) and isinstance(target.disks, disk.LocalDisks)
        target.disks.disk = worn = Worn(str(tmp_path / "www"))
        worn.times = times
        next_ = publishing.planned(tmp_path, target)
        if times == 1:
            run.carry_out(target, next_, lambda done, total: None)
        else:
            with pytest.raises(Failure) as e:
                run.carry_out(target, next_, lambda done, total: None)
            assert (e.value.code, e.value.details) == ("E4032", ("r1/n1.html", "1"))
        assert worn.times == (0 if times == 1 else 7)
    assert publishing.whole(found.seen(), [one, two]) == (times == 1)


def test_what_is_no_file_is_not_published(tmp_path: Path) -> None:
    """A link, a pipe, a name that is a path elsewhere: the publish ends before anything is sent."""
    found = publishing.folder(tmp_path)
    (tmp_path / "publish.yaml").write_text(found.config)
    for make in (
        lambda p: p.symlink_to("/etc/passwd"), os.mkfifo, lambda p: p.with_name("a\\b").write_bytes(b""),
        lambda p: p.with_name("c:d").write_bytes(b""),
    ):  # fmt: skip
        publishing.put(tmp_path, publishing.version("1"))
        make(tmp_path / "site/odd")
        with pytest.raises(Failure) as e:
            publishing.publish(tmp_path)
        assert e.value.code == "E4034"
    assert not (tmp_path / "www").exists()


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    found = publishing.folder(tmp_path)
    (tmp_path / "publish.yaml").write_text(found.config)
    publishing.put(tmp_path, publishing.version("1"))
    (tmp_path / "www").write_text("a file")
    with publishing.opened(tmp_path) as target:
        with pytest.raises(OSError) as e:
            run.carry_out(target, publishing.planned(tmp_path, target), lambda done, total: None)
        said = target.explain(e.value)
    assert said and said[0] == "E4022"


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.parametrize("switch", ["link", "exchange"])
def test_a_disk_that_is_full_or_read_only(tmp_path: Path, switch: str) -> None:
    """It is said what to do, the live site stays, and when it is solved the publish ends."""
    found = publishing.folder(tmp_path, switch)
    (tmp_path / "publish.yaml").write_text(found.config)
    www = tmp_path / "www"
    www.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(www)], check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        one, two = publishing.version("1"), publishing.version("2") | {"r1/big.pdf": os.urandom(2_500_000)}
        publishing.put(tmp_path, one)
        publishing.publish(tmp_path)
        (www / "filler").write_bytes(bytes(1_000_000))
        publishing.put(tmp_path, two)
        for code in ("E4020", "E4021"):
            with publishing.opened(tmp_path) as target:
                with pytest.raises(OSError) as e:
                    run.carry_out(target, publishing.planned(tmp_path, target), lambda done, total: None)
                said = target.explain(e.value)
            assert said and said[0] == code
            assert publishing.whole(found.seen(), [one, two]) == 0
            if code == "E4020":
                (www / "filler").unlink()
                subprocess.run(["mount", "-o", "remount,ro", str(www)], check=True)
        subprocess.run(["mount", "-o", "remount,rw", str(www)], check=True)
        publishing.publish(tmp_path, sites.NOW + 60)
        assert publishing.whole(found.seen(), [one, two]) == 1
    finally:
        subprocess.run(["umount", str(www)], check=True)
