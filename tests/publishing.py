"""What tests of publishing share: sites of a version, targets on real servers of this machine, a publisher to kill."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sites

from generator.publication import SHANGHAI
from generator.publishing import local, run
from generator.publishing.config import Wanted, plans
from generator.publishing.run import Act, Moment, Next
from generator.publishing.target import Sent, Target
from generator.targets import BY_ID

REPO = Path(__file__).resolve().parents[1]
DEADLINE = 60.0
_ASSET = re.compile(rb"\.\./(assets/[\w.]+)")


def needed(program: str, package: str) -> str:
    """The path of a program that tests run; without it they are skipped, and fail in CI."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing")
        pytest.skip(f"{program} is missing: apt install {package}")
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def listens(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server that was started takes connections."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            # nothing tells when a server listens but asking it
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
            continue
        return
    raise AssertionError("the server does not listen")


@contextmanager
def served(
    command: list[str], port: int, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that runs while it is needed; it and its children end with the test."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
    )
    try:
        listens(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=DEADLINE)


# ------------------------------------------------------------------------ sites


def version(name: str, pages: int = 12) -> dict[str, bytes]:
    """A site of which every page says its version and needs an asset of it."""
    style = f"body{{--version:{name}}}".encode()
    asset = f"assets/style.{sha256(style).hexdigest()[:10]}.css"
    page = f'<!doctype html><link rel="stylesheet" href="../{asset}"><p>{name}</p>'.encode()
    out = {f"r{k % 3}/n{k}.html": page + b"%d" % k for k in range(pages)}
    return {**out, asset: style, "r0/index.html": page + b"list", "r0/fixed.csv": b"1,2\n", "sitemap.xml": page}


def put(root: Path, files: dict[str, bytes]) -> None:
    """Make the built site of a folder; a build is not needed for it."""
    shutil.rmtree(root / "site", ignore_errors=True)
    sites.write(root, {f"site/{p}": data for p, data in files.items()})


def whole(tree: dict[str, bytes], versions: list[dict[str, bytes]]) -> int:
    """Which of the versions a tree is; besides it there may be assets of others, which stay for old pages."""
    bare = {p: d for p, d in tree.items() if p != ".gongkai-release"}
    for k, files in enumerate(versions):
        extra = bare.keys() - files.keys()
        if {p: bare.get(p) for p in files} == files and all(p.startswith("assets/") for p in extra):
            return k
    raise AssertionError(f"a mixture: {sorted(bare)}")


def consistent(tree: dict[str, bytes], versions: list[dict[str, bytes]]) -> None:
    """Every page is that of some version, and what it refers to is there."""
    for path, data in tree.items():
        assert any(files.get(path) == data for files in versions), path
        for asset in _ASSET.findall(data):
            assert asset.decode() in tree, f"{path} asks for {asset.decode()}"


# ------------------------------------------------------------------------ targets


class Place(NamedTuple):
    """A target on this machine: its publish.yaml, what its readers see, and its inside, by path.

    `inside` gives a mark of each object that changes whenever it is written. `atomic`: the site changes as a whole.
    """

    config: str
    seen: Callable[[], dict[str, bytes]]
    inside: Callable[[], dict[str, Any]]
    write: Callable[[str, bytes], None]
    state: str
    lose: Callable[[], None]
    atomic: bool = True


def wanted(root: Path) -> Wanted:
    found, said = plans((root / "publish.yaml").read_text("utf-8"), "en")
    assert found, said
    return found.targets["web"]


@contextmanager
def opened(root: Path, clock: Callable[[], float] = time.time) -> Iterator[Target]:
    want = wanted(root)
    with local.workplace(str(root), want.name, clock) as holder:
        target = BY_ID[want.kind].open(want, str(root), holder)
        try:
            yield target
        finally:
            target.close()


def planned(root: Path, target: Target, now: int = sites.NOW, next_change: int = 0) -> Next:
    """What publishing the site as it lies there would do."""
    site = str(root / "site")
    files = local.site_files(str(root), "web", site, ())
    act = Act("publish", next_change=next_change)
    return run.following(target.live(), files, Moment(now, SHANGHAI), wanted(root).grace, act, local.source(site))


def publish(root: Path, now: int = sites.NOW) -> Sent:
    """Publish the site as it lies there, without a build."""
    with opened(root) as target:
        return run.carry_out(target, planned(root, target, now), lambda done, total: None)


class Publisher:
    """A process that starts publishes, each in a process of its own that can be killed; all is loaded before."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        code = "import sys; sys.path[:0] = sys.argv[2:4]; import publishing; publishing.serve(sys.argv[1])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(root), str(REPO), str(REPO / "tests")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment},
        )  # fmt: skip

    def start(self) -> int:
        """Start a publish; its process id."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ended(self) -> int:
        """Wait until the publish ends; its exit code, negative for a signal."""
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=DEADLINE)
        self.process.stdout.close()


def serve(root: str) -> None:
    """The publisher's own loop: a line in, the process id out, the exit code out."""
    import boto3  # noqa: F401  # what a publish loads, loaded once
    import paramiko  # noqa: F401

    done: list[int] = []
    for _ in sys.stdin:
        while done:
            os.waitpid(done.pop(), 0)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                publish(Path(root))
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert ended
        # until the next one its process id stays taken, so that a late kill hits nobody else
        done.append(pid)
        print(-ended.si_status if ended.si_code != os.CLD_EXITED else ended.si_status, flush=True)


def folder(tmp: Path, switch: str = "link") -> Place:
    top = tmp / "www"
    config = f"folder:\n  - name: web\n    path: {top}\n    switch: {switch}\n"
    return on_disk(config, top)


def on_disk(config: str, top: Path) -> Place:
    """A target whose folder is on this machine."""

    def write(path: str, data: bytes) -> None:
        (top / path).write_bytes(data)

    return Place(
        config, lambda: sites.tree(top / "current"), lambda: sites.stats(top), write, "state",
        lambda: shutil.rmtree(top / "state"),
    )  # fmt: skip


class Sshd(NamedTuple):
    """A running OpenSSH server: its port, and where its keys and known_hosts are."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]


@contextmanager
def sshd(home: Path, more: str = "", subsystem: str = "internal-sftp") -> Iterator[Sshd]:
    """OpenSSH's server on loopback, for the user who runs the tests."""
    program = needed("sshd", "openssh-server")
    port = free_port()
    home.mkdir(exist_ok=True)
    for name in ("host", "user"):
        if not (home / name).exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name], check=True)
    shutil.copy(home / "user.pub", home / "authorized")
    (home / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host\nAuthorizedKeysFile {home}/authorized\n"
        f"StrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp {subsystem}\nMaxStartups 100\n{more}\n"
    )
    key = " ".join((home / "host.pub").read_text().split()[:2])
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}\n")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with served([program, "-D", "-e", "-f", str(home / "config")], port) as process:
        yield Sshd(port, home, process)


def sftp(tmp: Path, server: Sshd, more: str = "") -> Place:
    import getpass

    top = tmp / "www"
    config = (
        f"sftp:\n  - name: web\n    host: 127.0.0.1\n    port: {server.port}\n    user: {getpass.getuser()}\n"
        f"    path: {top}\n    key_file: {server.home}/user\n    known_hosts: {server.home}/known_hosts\n{more}"
    )
    return on_disk(config, top)


@contextmanager
def moto() -> Iterator[str]:
    """moto's S3 server on loopback; its address."""
    port = free_port()
    code = "from moto.server import main; import sys; main(sys.argv[1:])"
    with served([sys.executable, "-W", "ignore", "-c", code, "-H", "127.0.0.1", "-p", str(port)], port):
        yield f"http://127.0.0.1:{port}"


def client(endpoint: str) -> Any:
    import boto3

    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    return boto3.client("s3", endpoint_url=endpoint, **keys)  # type: ignore[call-overload]


def s3(tmp: Path, endpoint: str, through: str = "", more: str = "") -> Place:
    """A bucket of its own; `through` is another address at which the publisher finds the store."""
    bucket = f"b{sha256(str(tmp).encode()).hexdigest()[:20]}"
    store = client(endpoint)
    store.create_bucket(Bucket=bucket)
    config = (
        f"s3:\n  - name: web\n    bucket: {bucket}\n    endpoint: {through or endpoint}\n    prefix: site\n"
        f"    access_key_variable: KEY_ID\n    secret_key_variable: KEY_SECRET\n{more}"
    )

    def inside() -> dict[str, Any]:
        pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        found = [c for page in pages for c in page.get("Contents", ())]
        return {c["Key"].removeprefix("site/"): (c["ETag"], c["LastModified"]) for c in found}

    def seen() -> dict[str, bytes]:
        """Pages first: what they refer to must be there when they are."""
        keys = sorted((k for k in inside() if not k.startswith(".gongkai/")), key=lambda k: not k.endswith("html"))
        return {k: store.get_object(Bucket=bucket, Key=f"site/{k}")["Body"].read() for k in keys}

    def write(path: str, data: bytes) -> None:
        store.put_object(Bucket=bucket, Key=f"site/{path}", Body=data)

    def lose() -> None:
        for key in inside():
            if key.startswith(".gongkai/"):
                store.delete_object(Bucket=bucket, Key=f"site/{key}")

    return Place(config, seen, inside, write, ".gongkai", lose, atomic=False)


# ------------------------------------------------------------------------ readers


@contextmanager
def nginx(home: Path, server: str, top: str = "", port: int = 0) -> Iterator[int]:
    """nginx on loopback with the lines of a `server` block, or with whole blocks; its port."""
    program = needed("nginx", "nginx-light")
    port = port or free_port()
    for name in ("logs", "tmp"):
        (home / name).mkdir(parents=True, exist_ok=True)
    temporary = " ".join(
        f"{kind}_temp_path {home}/tmp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(
        f"worker_processes 2; {'user root;' if os.getuid() == 0 else ''} pid {home}/pid; error_log {home}/logs/error;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{top}\n"
        + (server if "server {" in server else f"server {{ listen 127.0.0.1:{port}; {server} }}").replace(
            "@PORT@", str(port)
        )
        + "\n}\n"
    )
    with served([program, "-p", str(home), "-c", "nginx.conf", "-e", "logs/error", "-g", "daemon off;"], port):
        yield port


class Load:
    """Readers who ask without a pause for pages and what these refer to, from a process of their own."""

    def __init__(self, port: int, pages: list[str]) -> None:
        code = (
            "import sys; sys.path[:0] = sys.argv[1:3]; import publishing; publishing.read_on(sys.argv[3], sys.argv[4:])"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(REPO), str(REPO / "tests"), str(port), *pages],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout and self.process.stdout.readline() == "reading\n"

    def stop(self) -> tuple[int, list[str]]:
        """How many answers there were, and what was wrong with some."""
        assert self.process.stdin
        out, _ = self.process.communicate(timeout=DEADLINE)
        count, *wrong = out.splitlines()
        return int(count), wrong


def read_on(port: str, pages: list[str]) -> None:
    """Ask until the input ends; the number of answers, then faults: errors, and pages whose asset is missing or another's."""
    import http.client
    import threading

    stop, count, wrong = threading.Event(), [0], list[str]()

    def get(connection: http.client.HTTPConnection, path: str) -> bytes:
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        body = answer.read()
        count[0] += 1
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
        return body

    def reader() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=DEADLINE)
        while not stop.is_set():
            for path in pages:
                try:
                    page = get(connection, path)
                    said = re.findall(rb"<p>(\w+)</p>", page)
                    for asset in _ASSET.findall(page):
                        style = get(connection, asset.decode())
                        if b"--version:%s}" % said[0] != style[style.find(b"--") :]:
                            wrong.append(f"{path} of {said} got {style!r}")
                except Exception as e:
                    wrong.append(repr(e))
                    connection.close()

    threads = [threading.Thread(target=reader) for _ in range(4)]
    for thread in threads:
        thread.start()
    print("reading", flush=True)
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    print(count[0], *wrong[:50], sep="\n")
