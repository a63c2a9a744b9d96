"""A build on a real cluster on loopback is a local one to the byte, whatever befalls the cluster.

Schedulers and workers are processes of their own, in folders of their own, with nothing of the site at hand.
There are three hundred notices; `GONGKAI_CLUSTER=10000` builds as many as it says, which takes minutes.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import sites
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from generator import cluster, identity
from generator.build import Unstaffed
from generator.cluster import Cluster, connect, unpack
from generator.sayings import _UNSTAFFED, unstaffed
from generator.worker import Job

REPO = Path(__file__).resolve().parents[1]
NOTICES = int(os.environ.get("GONGKAI_CLUSTER", "300"))
LARGE = NOTICES > 1000
DEADLINE = 120.0
TEXT = """---
title: 第{k}号通报
kind: rectification
organisation: o{o}
published_at: 2026-03-{day:02} 09:00
---

现将第{k}号整改情况向社会予以公布，欢迎监督。

## 一、整改情况

### （一）针对“第{k}项学习不够”问题

- 一是集中学习{k}次。
- 二是完善制度。
"""


def until(what: Callable[[], bool], processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until something is so; no longer than the deadline, nor for a process that has ended."""
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end, "the deadline has passed"
        try:
            processes[-1].wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("a process of the cluster ended")


class Machines:
    """A scheduler and its workers, each a process in a folder of its own."""

    def __init__(self, place: Path, protocol: str = "tcp", **environment: str) -> None:
        self.place = place
        self.environment = {**os.environ, "PYTHONPATH": str(REPO), **environment}
        self.all: list[subprocess.Popen[bytes]] = []
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.file = place / "scheduler.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--protocol", protocol, "--no-show", "--no-dashboard")
        self.scheduler = self.start("scheduler", "scheduler", *options, "--scheduler-file", str(self.file))
        until(self.told, self.all)
        self.address: str = json.loads(self.file.read_text())["address"]

    def told(self) -> bool:
        try:
            return bool(json.loads(self.file.read_text())["address"])
        except (OSError, ValueError):
            return False

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        folder = self.place / name
        folder.mkdir()
        argv = [sys.executable, "-m", "dask", *command]
        with open(self.place / f"{name}.txt", "wb") as said:
            self.all.append(
                subprocess.Popen(
                    argv, cwd=folder, env={**self.environment, **environment}, stdout=said, stderr=subprocess.STDOUT
                )
            )
        return self.all[-1]

    def add(self, name: str, **environment: str) -> None:
        """A worker, once it has joined."""
        options = ("--name", name, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
        given = ("worker", self.address, *options, "--local-directory", str(self.place / name))
        self.workers[name] = self.start(name, *given, **environment)
        until(lambda: b"Registered to" in (self.place / f"{name}.txt").read_bytes(), self.all)

    def kill(self, name: str) -> None:
        self.workers[name].kill()
        self.workers[name].wait(DEADLINE)

    def stop(self) -> None:
        for process in reversed(self.all):
            process.kill()
            process.wait(DEADLINE)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    with ExitStack() as stack:

        def make(*workers: str, **environment: str) -> Machines:
            place = tmp_path / f"cluster-{len(environment)}-{len(workers)}"
            place.mkdir()
            made = Machines(place, **environment)
            stack.callback(made.stop)
            for name in workers:
                made.add(name)
            return made

        yield make


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    sites.write(root, sites.BASE)
    for o in range(2, 10):
        sites.write(root, {f"content/organisations/o{o}.yaml": f"name: 示例街道{o}\n"})
    for k in range(NOTICES):
        text = TEXT.format(k=k, o=k % 9 + 1, day=k % 28 + 1)
        sites.write(root, {f"content/notices/r1/n{k:05}.md": text})
    return root


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a local build gives."""
    out = tmp_path_factory.mktemp("expected")
    assert sites.run(corpus, out=str(out), executor="auto").exit_code == 0
    return sites.tree(out)


def build(root: Path, address: str, out: Path, **options: Any) -> dict[str, bytes]:
    """A build on a cluster, in this process."""
    report = sites.run(root, out=str(out), executor="dask", scheduler=address, **options)
    assert report.exit_code == 0, report.diagnostics
    return sites.tree(out)


def command(root: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, as one would run it."""
    env = {
        **os.environ,
        "PYTHONPATH": str(REPO),
        "SOURCE_DATE_EPOCH": str(sites.NOW),
        "LC_ALL": "C.UTF-8",
        **environment,
    }
    argv = [sys.executable, "-W", "error", "-m", "generator", "-C", str(root), *options]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=600, check=False)


def test_two_workers_make_the_same_bytes(
    machines: Callable[..., Machines], corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """From nothing, with nothing changed, and after an edit; the workers hold no file of it."""
    two = machines("one", "two")
    options = ("--executor", "dask", "--scheduler", two.address)
    first = command(corpus, "build", "--out", str(tmp_path / "site"), *options)
    assert (first.returncode, first.stderr.count("\n")) == (0, 1), first.stdout + first.stderr
    assert sites.tree(tmp_path / "site") == expected
    assert "新写 0" in command(corpus, "build", "--out", str(tmp_path / "site"), *options, "--verify").stderr
    for name in two.workers:
        assert not any("n00" in p.name for p in (two.place / name).rglob("*"))

    root = tmp_path / "edited"
    shutil.copytree(corpus, root, ignore=shutil.ignore_patterns(".gongkai"))
    assert build(root, two.address, root / "site") == expected
    with open(root / "content/notices/r1/n00007.md", "a", encoding="utf-8") as f:
        f.write("- 三是常抓不懈。\n")
    there = build(root, two.address, root / "site")
    assert sites.run(root, out=str(tmp_path / "local")).exit_code == 0
    assert there == sites.tree(tmp_path / "local") != expected


def test_check_says_the_same(machines: Callable[..., Machines], base: Path) -> None:
    """The review runs on workers, too: every report, at its place."""
    faulty = sites.BASE["content/notices/r1/a.md"].replace(
        "- 一是学习。", "- 一是学习 。，完成率为120%\n- 三是[x](y.md)"
    )
    sites.write(base, {"content/notices/r1/a.md": faulty, "content/notices/r1/b.md": faulty.replace("甲", "乙")})
    there = command(base, "check", "--executor", "dask", "--scheduler", machines("one").address)
    here = command(base, "check")
    assert (there.stdout, there.returncode) == (here.stdout, here.returncode)
    assert "b.md" in here.stdout
    assert not (base / "site").exists()


def test_a_killed_worker_changes_nothing(
    machines: Callable[..., Machines], corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """One of two is killed with batches in its hands, and another joins."""
    two = machines("one", "two")
    seen: list[int] = []

    def progress(done: int, _total: int) -> None:
        if not seen:
            two.kill("one")
            two.add("three")
        seen.append(done)

    assert build(corpus, two.address, tmp_path / "site", progress=progress) == expected
    assert len(seen) > 4


def test_pictures_travel_when_a_page_asks(machines: Callable[..., Machines], base: Path, tmp_path: Path) -> None:
    """A PDF holds the pictures of its notice; a worker that lacks them is sent them."""
    picture = SVG.encode()
    text = sites.BASE["content/notices/r1/a.md"]
    sites.write(
        base,
        {
            "content/site.yaml": sites.BASE["content/site.yaml"] + "outputs: {pdf: true}\n",
            "content/notices/r1/a.md": text + "\n![图一](a/one.svg)\n\n![图二](../../files/two.svg)\n",
            "content/notices/r1/b.md": text.replace("甲", "乙"),
            "content/notices/r1/a/one.svg": picture,
            "content/files/two.svg": picture.replace(b"red", b"blue"),
        },
    )
    there = build(base, machines("one").address, base / "site")
    assert sites.run(base, out=str(tmp_path / "local")).exit_code == 0
    assert there == sites.tree(tmp_path / "local")
    sites.write(base, {"content/notices/r1/a/one.svg": picture.replace(b"red", b"green")})
    assert sites.run(base, out=str(tmp_path / "other")).exit_code == 0
    changed = {p for p, b in sites.tree(tmp_path / "other").items() if there.get(p) != b}
    assert "r1/a.pdf" in changed, "the picture shows in the PDF"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="red"/></svg>'


# ------------------------------------------------------------- who is refused


def copied(place: Path, **changes: str) -> str:
    """A copy of the program with files changed, as a path for Python."""
    shutil.copytree(REPO / "generator", place / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in changes.items():
        with open(place / "generator" / f"{name}.py", "a", encoding="utf-8") as f:
            f.write(text)
    return str(place)


def test_a_copy_of_the_same_version_will_do(machines: Callable[..., Machines], base: Path, tmp_path: Path) -> None:
    """What counts are the bytes of the program, not where it stands or when it was installed."""
    one = machines()
    one.add("copy", PYTHONPATH=copied(tmp_path / "copy"))
    assert sites.run(base, out=str(tmp_path / "local")).exit_code == 0
    assert build(base, one.address, base / "site") == sites.tree(tmp_path / "local")


def test_a_worker_of_another_version_is_refused_by_name(
    machines: Callable[..., Machines], base: Path, tmp_path: Path
) -> None:
    one = machines("good")
    one.add("old-machine", PYTHONPATH=copied(tmp_path / "old", markdown="\n# other\n"))
    done = command(base, "build", "--executor", "dask", "--scheduler", one.address)
    assert done.returncode == 1
    assert "old-machine" in done.stderr and "generator/markdown.py" in done.stderr and "网站没有改动" in done.stderr
    assert "Traceback" not in done.stderr and not (base / "site").exists()
    assert not sites.leftovers(base)

    one.kill("old-machine")
    empty = tmp_path / "none/generator"
    empty.mkdir(parents=True)
    (empty / "__init__.py").touch()
    one.add("bare", PYTHONPATH=str(tmp_path / "none"))
    done = command(base, "build", "--executor", "dask", "--scheduler", one.address)
    assert done.returncode == 1
    assert "没有同一版本的 gongkai" in done.stderr and "Traceback" not in done.stderr


def test_a_worker_that_joins_later_is_refused_too(machines: Callable[..., Machines], tmp_path: Path) -> None:
    """Workers are asked before work is sent, and each batch asks again."""
    one = machines("good")
    crew = connect(one.address)
    try:
        crew.inspect(False)
        ours = identity.digest(identity.identity(False))
        nothing = partial(unpack, cast(Job, None), False)
        assert crew.result(crew.submit(nothing, ours, [])) == []
        one.add("late", PYTHONPATH=copied(tmp_path / "late", dialect="\n# other\n"))
        one.kill("good")
        with pytest.raises(Unstaffed) as refused:
            crew.result(crew.submit(nothing, ours, []))
        assert refused.value.why == "differs"
        assert "late" in refused.value.told[0]
        assert refused.value.told[1] == "generator/dialect.py"
    finally:
        crew.shutdown(cancel_futures=True)


# --------------------------------------------------------------- what may fail


def whole_after(root: Path, before: Mapping[str, bytes], why: str, run: Callable[[], object]) -> None:
    """A build ends for a reason, and the site is what it was."""
    with pytest.raises(Unstaffed) as ended:
        run()
    assert ended.value.why == why
    for language in ("zh-CN", "en"):
        assert "{" not in unstaffed(ended.value, language)
    assert sites.tree(root / "site") == before
    assert not sites.leftovers(root)


def test_a_scheduler_that_does_not_answer(base: Path) -> None:
    """Within seconds, with a message and an exit code; then a local build goes on as ever."""
    assert sites.run(base).exit_code == 0
    before = sites.tree(base / "site")
    began = time.monotonic()
    done = command(base, "build", "--clean", "--executor", "dask", "--scheduler", "127.0.0.1:1")
    assert time.monotonic() - began < 60, "a busy machine is given a minute; alone it takes nine seconds"
    assert done.returncode == 1
    assert "连不上调度程序 tcp://127.0.0.1:1" in done.stderr and "网站没有改动" in done.stderr
    assert "Traceback" not in done.stderr and done.stderr.count("\n") == 1
    assert sites.tree(base / "site") == before
    assert (sites.run(base).written, sites.run(base).removed) == (0, 0)


def test_a_scheduler_without_workers(
    machines: Callable[..., Machines], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "JOIN", 0.5)
    address = machines().address
    whole_after(base, {}, "empty", lambda: sites.run(base, executor="dask", scheduler=address))


@pytest.mark.parametrize("why", ["deserted", "lost"])
def test_all_is_lost_midway(
    why: str,
    machines: Callable[..., Machines],
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every worker ends and none comes, or the scheduler ends: the site stays, and the next build makes the new one."""
    monkeypatch.setattr(cluster, "DESERTED", 0.5)
    monkeypatch.setattr(cluster, "LOOK", 0.2)
    one = machines("one")
    sites.write(tmp_path, sites.BASE)
    assert sites.run(tmp_path).exit_code == 0
    before = sites.tree(tmp_path / "site")
    for path in sorted((corpus / "content/notices/r1").glob("n000[0-9][0-9].md")):
        shutil.copy(path, tmp_path / "content/notices/r1")
    for o in range(2, 10):
        shutil.copy(corpus / f"content/organisations/o{o}.yaml", tmp_path / "content/organisations")

    def progress(_done: int, _total: int) -> None:
        if why == "lost":
            one.scheduler.kill()
            one.scheduler.wait(DEADLINE)
        one.kill("one")

    run = partial(sites.run, tmp_path, executor="dask", scheduler=one.address, progress=progress)
    whole_after(tmp_path, before, why, run)
    assert sites.run(tmp_path).written > 100


def test_work_that_workers_die_of(machines: Callable[..., Machines]) -> None:
    """As often as the scheduler allows, then the last of them is named."""
    one = machines("one", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    crew = connect(one.address)
    try:
        with pytest.raises(Unstaffed) as ended:
            crew.result(crew.submit(os._exit, 3))
        assert ended.value.why == "killed"
        assert ended.value.told[0].startswith("tcp://127.0.0.1:")
    finally:
        crew.shutdown(cancel_futures=True)


def test_a_fault_of_the_program_is_raised_as_it_is(machines: Callable[..., Machines]) -> None:
    crew = connect(machines("one", PYTHONPATH=f"{REPO}{os.pathsep}{REPO / 'tests'}").address)
    assert isinstance(crew, Cluster)
    try:
        with pytest.raises(ZeroDivisionError):
            crew.result(crew.submit(divmod, 1, 0))
        with pytest.raises(TimeoutError, match="of its own"):
            crew.result(crew.submit(_late))
    finally:
        crew.shutdown()


def _late() -> None:
    raise TimeoutError("of its own")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--executor", "dask"), "要一起写"),
        (("--scheduler", "127.0.0.1:8786"), "要一起写"),
        (("--executor", "dask", "--scheduler", "http://127.0.0.1:8786"), "这样的地址"),
        (("--executor", "dask", "--scheduler", "localhost"), "这样的地址"),
        (("--executor", "dask", "--scheduler", "inproc://1/2:3"), "这样的地址"),
    ],
)
def test_options_that_make_no_sense(options: tuple[str, ...], said: str, base: Path) -> None:
    for name in ("build", "check"):
        done = command(base, name, *options)
        assert done.returncode == 2
        assert said in done.stderr


def test_reasons_are_complete_in_both_languages() -> None:
    told = ("一", "二", "三", "四", "五")
    for why in _UNSTAFFED:
        assert unstaffed(Unstaffed(why, *told), "zh-CN").endswith("网站没有改动")
        assert unstaffed(Unstaffed(why, *told), "en").endswith("the site is as it was")


# ------------------------------------------------------------------------ TLS


def certificates(place: Path) -> dict[str, str]:
    """An authority and one certificate, as the settings of Dask that use them for every part."""
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in ("authority", "cluster")]
    paths = []
    for k, (key, name) in enumerate(zip(keys, names, strict=True)):
        made = x509.CertificateBuilder().subject_name(name).issuer_name(names[0]).public_key(key.public_key())
        made = made.serial_number(k + 1).not_valid_before(now).not_valid_after(now.replace(year=2126))
        made = made.add_extension(x509.BasicConstraints(ca=k == 0, path_length=None), critical=True)
        pem = made.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        path = place / f"{k}.pem"
        path.write_bytes(pem)
        paths.append(str(path))
    form = serialization.PrivateFormat.PKCS8
    secret = place / "key.pem"
    secret.write_bytes(keys[1].private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    settings = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": paths[0], "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true"}
    for part in ("SCHEDULER", "WORKER", "CLIENT"):
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{part}__CERT"] = paths[1]
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{part}__KEY"] = str(secret)
    return settings


def test_tls(machines: Callable[..., Machines], base: Path, tmp_path: Path) -> None:
    """With the settings of Dask's own; without a certificate one is not let in."""
    (tmp_path / "pki").mkdir()
    settings = certificates(tmp_path / "pki")
    one = machines("one", protocol="tls", **settings)
    assert one.address.startswith("tls://")
    options = ("build", "--executor", "dask", "--scheduler", one.address)
    refused = command(base, *options)
    assert refused.returncode == 1
    assert "TLS" in refused.stderr and "Traceback" not in refused.stderr
    (tmp_path / "other").mkdir()
    stranger = command(base, *options, **certificates(tmp_path / "other"))
    assert stranger.returncode == 1
    assert "连不上调度程序" in stranger.stderr and "Traceback" not in stranger.stderr
    done = command(base, *options, **settings)
    assert done.returncode == 0, done.stderr
    assert sites.run(base, out=str(tmp_path / "local")).exit_code == 0
    assert sites.tree(base / "site") == sites.tree(tmp_path / "local")
