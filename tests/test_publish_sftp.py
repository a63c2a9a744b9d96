"""SFTP against OpenSSH: who is trusted, what is said when the server refuses, how fast it is."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import publishing
import pytest
import sites
from publishing import Sshd

from generator.cli import main
from generator.publishing import Failure, run
from generator.publishing.target import Sent

OK, MISSING = 0, 2  # what the protocol says


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with publishing.sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


def configure(root: Path, server: Sshd, change: Callable[[str], str] = lambda text: text) -> None:
    (root / "publish.yaml").write_text(change(publishing.sftp(root, server).config))
    publishing.put(root, publishing.version("1"))


def refused(root: Path) -> Failure:
    """What a publish says that fails."""
    with pytest.raises(Failure) as e:
        publishing.publish(root)
    return e.value


def test_an_unknown_server_is_not_trusted(server: Sshd, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_text("")
    configure(tmp_path, server, lambda text: text.replace(f"{server.home}/known_hosts", str(nothing)))
    e = refused(tmp_path)
    shown = subprocess.run(["ssh-keygen", "-lf", server.home / "host.pub"], capture_output=True, text=True, check=True)
    assert e.code == "E4024" and shown.stdout.split()[1] in e.details[1], "the fingerprint as ssh shows it"
    assert nothing.read_text() == "" and not (tmp_path / "www").exists()


def test_another_key_is_refused(server: Sshd, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    key = " ".join((tmp_path / "other.pub").read_text().split()[:2])
    (tmp_path / "known").write_text(f"[127.0.0.1]:{server.port} {key}\n")
    configure(tmp_path, server, lambda text: text.replace(f"{server.home}/known_hosts", str(tmp_path / "known")))
    assert refused(tmp_path).code == "E4025"
    assert not (tmp_path / "www").exists()


def test_keys_with_a_passphrase(server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase comes from the environment; nothing that is said or kept holds it."""
    secret = "correct-horse-battery"
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", secret, "-f", key], check=True)
    with open(server.home / "authorized", "a", encoding="ascii") as f:
        f.write((tmp_path / "key.pub").read_text())
    configure(
        tmp_path, server, lambda t: t.replace(f"{server.home}/user", str(key)) + "    passphrase_variable: PHRASE\n"
    )
    monkeypatch.delenv("PHRASE", raising=False)
    assert (refused(tmp_path).code, refused(tmp_path).details) == ("E4006", ("PHRASE",))
    monkeypatch.setenv("PHRASE", "wrong")
    e = refused(tmp_path)
    assert e.code == "E4029" and "wrong" not in "".join(e.details)
    monkeypatch.setenv("PHRASE", secret)
    publishing.publish(tmp_path)
    kept = {**sites.tree(tmp_path / ".gongkai"), **sites.tree(tmp_path / "www"), **sites.tree(tmp_path / "site")}
    assert not [p for p, data in kept.items() if secret.encode() in data]
    (tmp_path / "publish.yaml").write_text((tmp_path / "publish.yaml").read_text().replace(str(key), "nowhere"))
    assert refused(tmp_path).code == "E4029"


def test_an_agent(server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key file the agent's keys are tried."""
    publishing.needed("ssh-agent", "openssh-client")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    configure(tmp_path, server, lambda text: "".join(x for x in text.splitlines(True) if "key_file" not in x))
    assert refused(tmp_path).code == "E4026"
    socket = tmp_path / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE) as agent:
        try:
            assert agent.stdout and agent.stdout.readline()
            monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
            subprocess.run(["ssh-add", "-q", server.home / "user"], check=True)
            assert publishing.publish(tmp_path).files == len(publishing.version("1"))
        finally:
            agent.terminate()


def test_wrong_account_and_closed_port(server: Sshd, tmp_path: Path) -> None:
    configure(tmp_path, server, lambda text: text.replace("user: ", "user: no"))
    assert refused(tmp_path).code == "E4026"
    configure(tmp_path, server, lambda text: text.replace(str(server.port), str(publishing.free_port())))
    assert refused(tmp_path).code == "E4023"
    configure(tmp_path, server, lambda text: text.replace("host: 127.0.0.1", "host: nowhere.invalid"))
    assert refused(tmp_path).code == "E4023"


def explained(root: Path, tick: Callable[[int, int], None] = lambda done, total: None) -> str:
    """The code of what is said when a publish fails for the place's own reasons."""
    with publishing.opened(root) as target:
        try:
            run.carry_out(target, publishing.planned(root, target, sites.NOW + 60), tick)
        except Exception as e:
            said = (e.code, e.details) if isinstance(e, Failure) else target.explain(e)
            assert said, repr(e)
            return said[0]
    raise AssertionError("it was published")


def test_a_connection_that_is_cut(tmp_path: Path) -> None:
    """The live site stays, and the next publish sends only the rest."""
    one, two = publishing.version("1", 200), publishing.version("2", 200)
    with publishing.sshd(tmp_path / "keys") as first:
        (tmp_path / "publish.yaml").write_text(publishing.sftp(tmp_path, first).config)
        publishing.put(tmp_path, one)
        publishing.publish(tmp_path)
        publishing.put(tmp_path, two)

        def cut(done: int, total: int) -> None:
            if done == total // 2:
                children = Path(f"/proc/{first.process.pid}/task/{first.process.pid}/children").read_text().split()
                for pid in map(int, children):
                    os.kill(pid, 9)

        assert explained(tmp_path, cut) == "E4027"
        assert publishing.whole(sites.tree(tmp_path / "www/current"), [one, two]) == 0
        assert 50 < publishing.publish(tmp_path, sites.NOW + 120).files < 150
        assert publishing.whole(sites.tree(tmp_path / "www/current"), [one, two]) == 1


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk(server: Sshd, tmp_path: Path) -> None:
    """The message says so, the live site stays, and with room again the publish ends."""
    disk = tmp_path / "www"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        configure(tmp_path, server)
        publishing.publish(tmp_path)
        more = {f"r1/big{k}.pdf": os.urandom(600_000) for k in range(5)}
        (disk / "filler").write_bytes(bytes(2_000_000))
        publishing.put(tmp_path, {**publishing.version("1"), **more})
        assert explained(tmp_path) == "E4020"
        assert publishing.whole(sites.tree(disk / "current"), [publishing.version("1")]) == 0
        (disk / "filler").unlink()
        assert publishing.publish(tmp_path, sites.NOW + 120).files < 5
        assert sites.tree(disk / "current") == {**publishing.version("1"), **more}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_server_that_refuses(tmp_path: Path) -> None:
    """Read only, no links, no renaming: it is said, and nothing is live that is not whole."""
    for k, denied in enumerate(("-R", "-P symlink", "-P posix-rename")):
        root = tmp_path / str(k)
        root.mkdir()
        with publishing.sshd(tmp_path / "keys", subsystem=f"internal-sftp {denied}") as limited:
            configure(root, limited)
            assert explained(root) == "E4021", denied
        assert not os.path.lexists(root / "www/current")


class Old(paramiko.SFTPServerInterface):
    """An SFTP server that knows nothing but the bare protocol: no links, no renaming over a file."""

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return paramiko.SFTPAttributes.from_stat(os.stat(path)) if os.path.exists(path) else MISSING

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        if not os.path.isdir(path):
            return MISSING
        return [paramiko.SFTPAttributes.from_stat(os.stat(f"{path}/{n}"), n) for n in os.listdir(path)]

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        os.makedirs(path, exist_ok=True)
        return OK

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        if not (flags & os.O_CREAT or os.path.exists(path)):
            return MISSING
        handle = paramiko.SFTPHandle(flags)
        file = Path(path).open("wb" if flags & os.O_CREAT else "rb")  # noqa: SIM115  # the handle closes it
        handle.readfile = handle.writefile = file  # type: ignore[attr-defined]
        return handle

    def remove(self, path: str) -> int:
        if not os.path.exists(path):
            return MISSING
        os.unlink(path)
        return OK


class Anyone(paramiko.ServerInterface):
    """Lets in whoever comes."""

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return OK

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OK


def test_a_server_that_cannot(server: Sshd, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        key = " ".join((server.home / "host.pub").read_text().split()[:2])
        (tmp_path / "known").write_text(f"[127.0.0.1]:{port} {key}\n")
        configure(
            tmp_path,
            server._replace(port=port),
            lambda t: t.replace(f"{server.home}/known_hosts", str(tmp_path / "known")),
        )

        def serve() -> None:
            transport = paramiko.Transport(listening.accept()[0])
            transport.add_server_key(paramiko.Ed25519Key(filename=str(server.home / "host")))
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Old)
            transport.start_server(server=Anyone())

        thread = threading.Thread(target=serve)
        thread.start()
        assert explained(tmp_path) == "E4028"
        thread.join()


def test_a_server_without_hard_links(tmp_path: Path) -> None:
    """Everything is sent again then, what is only there is copied, and the site is the same."""
    with publishing.sshd(tmp_path / "keys", subsystem="internal-sftp -P hardlink") as limited:
        configure(tmp_path, limited)
        publishing.publish(tmp_path)
        two = publishing.version("2")
        publishing.put(tmp_path, two)
        assert publishing.publish(tmp_path, sites.NOW + 60).files == len(two) + 1
        assert publishing.whole(sites.tree(tmp_path / "www/current"), [two]) == 0


@pytest.mark.parametrize("sessions", [1, 2])
def test_few_sessions(tmp_path: Path, sessions: int) -> None:
    """A server that allows one channel or two gets as many."""
    with publishing.sshd(tmp_path / "keys", more=f"MaxSessions {sessions}") as limited:
        configure(tmp_path, limited)
        assert publishing.publish(tmp_path).files == len(publishing.version("1"))


def test_a_thousand_files(server: Sshd, tmp_path: Path) -> None:
    """1,003 files are there in under five seconds, read back; one that changed needs one."""
    (tmp_path / "publish.yaml").write_text(publishing.sftp(tmp_path, server).config)
    publishing.put(tmp_path, {f"r{k % 10}/n{k}.html": b"<p>%d</p>" % k * 700 for k in range(1003)})
    seconds = []
    for k in range(2):
        sent, took = timed(tmp_path, sites.NOW + k)
        seconds.append(took)
        assert sent.files == (1, 1003)[k == 0]
        (tmp_path / "site/r0/n0.html").write_bytes(b"new")
    # processor time: other tests share this machine
    assert seconds[0] < 5, seconds


def timed(root: Path, now: int) -> tuple[Sent, float]:
    began = time.process_time()
    sent = publishing.publish(root, now)
    return sent, time.process_time() - began


def test_without_paramiko(tmp_path: Path) -> None:
    """The message names the extra to install."""
    sites.write(tmp_path, sites.BASE)
    (tmp_path / "publish.yaml").write_text("sftp:\n  - name: web\n    host: h\n    user: u\n    path: /p\n")
    code = "import sys; sys.modules['paramiko'] = None; from generator.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "-C", str(tmp_path), "publish", "web", "--yes"],
        capture_output=True, text=True, check=False, cwd=publishing.REPO,
    )  # fmt: skip
    assert done.returncode == 1 and "E4005" in done.stderr and "gongkai[sftp]" in done.stderr
    shutil.rmtree(tmp_path / ".gongkai")


def test_as_a_webmaster_does(
    server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The how-to's own publish.yaml, with host, account and keys of this machine: from an empty folder to a site on nginx."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    page = (publishing.REPO / "docs/how-to/发布到服务器.md").read_text("utf-8")
    (config,) = re.findall(r"```yaml\n(SFTP服务器:\n.*?)```", page, re.DOTALL)
    port = publishing.free_port()
    for old, new in (
        ("主机: www.example.gov.cn", f"主机: 127.0.0.1\n    端口: {server.port}\n    主机密钥文件: {server.home}/known_hosts"),
        ("用户: fabu", f"用户: {getpass.getuser()}"), ("/srv/wangzhan", str(tmp_path / "www")),
        ("~/.ssh/gongkai", str(server.home / "user")), ("https://www.example.gov.cn/", f"http://localhost:{port}/"),
    ):  # fmt: skip
        assert old in config
        config = config.replace(old, new)
    root = tmp_path / "wangzhan"
    assert main(["init", str(root)]) == 0
    (root / "publish.yaml").write_text(config, "utf-8")
    assert main(["-C", str(root), "publish", "wangzhan", "--yes"]) == 0
    said = capsys.readouterr().err
    assert "W4042" in said, "there is no web server yet"
    assert main(["-C", str(root), "server", "nginx", "wangzhan"]) == 0
    text = capsys.readouterr().out.replace("listen [::]:80;", "").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for folder in (
        *(p for p in (tmp_path / "www").rglob("*") if p.is_dir()),
        *(p for p in tmp_path.parents if str(p).startswith("/tmp/")),
        tmp_path,
        tmp_path / "www",
    ):
        folder.chmod(folder.stat().st_mode | 0o055)
    (root / "content/pages/more.md").write_text("---\ntitle: 更多\n---\n\n更多。\n", "utf-8")
    with publishing.nginx(tmp_path / "nginx", text, port=port):
        assert main(["-C", str(root), "publish", "wangzhan", "--yes"]) == 0
        assert not re.search("W40", capsys.readouterr().err), "what readers get is what was published"
        main(["-C", str(root), "doctor", "wangzhan"])
        # the starter's own address is not this one
        assert set(re.findall(r"\[(W4\d+)\]", capsys.readouterr().err)) <= {"W4127"}
        assert main(["-C", str(root), "rollback", "wangzhan", "--yes"]) == 0
        assert not re.search("W40", capsys.readouterr().err)
    assert not (tmp_path / "www/current/more.html").exists()
