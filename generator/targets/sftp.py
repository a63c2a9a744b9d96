"""A folder on a server that is reached over SSH: the same layout over SFTP, by paramiko.

The server's key must be known, as ssh itself knows it (`known_hosts`); an unknown one is never taken on trust. Several
channels of one connection work at once, for a small file costs a server's answer rather than bandwidth. Files that did
not change become hard links on the server (an extension of OpenSSH that other servers have too); a server that cannot
do that gets them again.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from generator.publishing import Failure
from generator.publishing.config import Wanted
from generator.publishing.switching import Switching
from generator.publishing.target import Disk, Entry, Holder

if TYPE_CHECKING:
    from paramiko import PKey, SFTPClient, SFTPFile, Transport

PORT, CHANNELS, SECONDS = 22, 8, 30
WINDOW = 1 << 21  # bytes on the way
FIRST = 1 << 15  # bytes of a request, and of the first that is read
_EXTENDED, _STATVFS = 200, b"statvfs@openssh.com"


class RemoteDisk:
    """A disk over one channel."""

    def __init__(self, client: SFTPClient, root: str) -> None:
        self.client, self.root = client, root

    def at(self, path: str) -> str:
        return f"{self.root}/{path}" if path else self.root

    def open(self, path: str) -> BinaryIO:
        return cast(BinaryIO, _Reading(self.client.open(self.at(path), "rb")))

    def create(self, path: str) -> BinaryIO:
        try:
            f = self.client.open(self.at(path), "wbx")
        except OSError as e:
            # the protocol's third version has no word for "it is there"
            if e.errno is None and self._kind(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path) from None
            raise
        return cast(BinaryIO, _Writing(f))

    def link(self, old: str, new: str) -> bool:
        try:
            self._extended("hardlink@openssh.com", self.at(old), self.at(new))
        except FileNotFoundError:
            raise
        except OSError:
            return False
        return True

    def symlink(self, to: str, path: str) -> None:
        try:
            self.client.symlink(to, self.at(path))
        except OSError as e:
            raise e if e.errno else Failure("E4028") from None

    def readlink(self, path: str) -> str:
        try:
            return self.client.readlink(self.at(path)) or ""
        except OSError:
            return ""

    def rename(self, old: str, new: str) -> None:
        try:
            self.client.posix_rename(self.at(old), self.at(new))
        except OSError as e:
            if "unsupported" in str(e).lower():
                raise Failure("E4028") from None
            raise

    def remove(self, path: str) -> None:
        self.client.remove(self.at(path))

    def mkdir(self, path: str) -> None:
        try:
            self.client.mkdir(self.at(path), 0o755)
        except OSError:
            if self._kind(path) != "folder":
                raise

    def rmdir(self, path: str) -> None:
        self.client.rmdir(self.at(path))

    def entries(self, path: str) -> list[Entry]:
        return [
            Entry(a.filename, _kind(a.st_mode or 0), a.st_size or 0) for a in self.client.listdir_attr(self.at(path))
        ]

    def free(self) -> int:
        """Bytes that are free on the server's disk, -1 when it does not tell."""
        with suppress(OSError, EOFError):
            _, message = self._extended(_STATVFS, self.root)
            values = [int(message.get_int64()) for _ in range(5)]
            return values[1] * values[4]
        return -1

    def _extended(self, *parts: Any) -> Any:
        return self.client._request(_EXTENDED, *parts)  # type: ignore[attr-defined]

    def _kind(self, path: str) -> str:
        try:
            return _kind(self.client.stat(self.at(path)).st_mode or 0)
        except OSError:
            return ""


class _Reading:
    """A file that is read: a small one by one request, of a larger one all is asked for ahead."""

    def __init__(self, file: SFTPFile) -> None:
        self.file, self.begun = file, False

    def read(self, size: int = -1) -> bytes:
        if self.begun:
            return self.file.read(None if size < 0 else size)
        self.begun = True
        data = self.file.read(FIRST)
        if len(data) == FIRST:
            self.file.prefetch()
            data += self.file.read() if size < 0 else b""
        return data

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


class _Writing:
    """A file that is written without waiting for each answer.

    Closing does not wait for them (paramiko leaves that out), but the last request, sent by itself, waits for all.
    """

    def __init__(self, file: SFTPFile) -> None:
        self.file, self.rest = file, b""
        file.set_pipelined(True)

    def write(self, data: bytes) -> int:
        whole = self.rest + data
        cut = max(len(whole) - FIRST, 0)
        if cut:
            self.file.write(whole[:cut])
        self.rest = whole[cut:]
        return len(data)

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None and self.rest:
                self.file.set_pipelined(False)
                self.file.write(self.rest)
        finally:
            self.file.close()


class RemoteDisks:
    """Several channels of one connection: one to steer by, the others for files; two threads never share one."""

    exchange: Callable[[str, str], None] | None = None
    near = False

    def __init__(self, transport: Transport, root: str, channels: int) -> None:
        from paramiko import SFTPClient, SSHException

        self.transport = transport
        self.disks: list[RemoteDisk] = []
        for _ in range(max(channels, 1) + 1):
            try:
                client = SFTPClient.from_transport(transport, window_size=WINDOW)
            except SSHException:
                if not self.disks:
                    raise
                break  # the server allows no more
            assert client
            client.get_channel().settimeout(SECONDS)  # type: ignore[union-attr]
            self.disks.append(RemoteDisk(client, root))
        self.links = True

    def one(self) -> Disk:
        return self.disks[0]

    def each(self, work: Callable[[Disk, str], None], paths: list[str], done: Callable[[], None]) -> None:
        """Work on all paths, each channel on one at a time; the first error ends it."""
        if len(self.disks) == 1:
            for path in paths:
                work(self.disks[0], path)
                done()
            return
        free: SimpleQueue[RemoteDisk] = SimpleQueue()
        for disk in self.disks[1:]:
            free.put(disk)

        def step(path: str) -> None:
            disk = free.get()
            try:
                work(disk, path)
            finally:
                free.put(disk)

        with ThreadPoolExecutor(len(self.disks) - 1) as pool:
            try:
                for _ in pool.map(step, paths):
                    done()
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def settle(self) -> None:
        """The server's system writes in its own time; it has answered for every file."""

    def close(self) -> None:
        self.transport.close()


class Sftp(Switching):
    """A target on a server."""

    def __init__(self, disks: RemoteDisks, holder: Holder, keep: int) -> None:
        super().__init__(disks, holder, keep)
        self.main = disks.disks[0]

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None:
        if isinstance(error, OSError) and error.errno is None and str(error) == "Failure":
            # the protocol says no more; the disk's free space does
            return ("E4020", ()) if 0 <= self.main.free() < 1 << 20 else ("E4022", (str(error), self.main.root))
        return said(error)

    def close(self) -> None:
        self.disks.close()


def said(error: Exception) -> tuple[str, tuple[str, ...]] | None:
    """What the connection or the server has said, as a message."""
    from paramiko import SSHException

    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM):
        return "E4021", (str(error.filename or ""),)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "E4020", ()
    if isinstance(error, EOFError | SSHException | TimeoutError | ConnectionError | OSError):
        return "E4027", (str(error) or type(error).__name__,)
    return None


def open_target(wanted: Wanted, _root: str, holder: Holder) -> Sftp:
    """Connect, make sure that it is the right server, log in."""
    try:
        import paramiko
    except ImportError:
        raise Failure("E4005", "paramiko", "sftp") from None
    host, port = wanted.text("host"), wanted.number("port", PORT)
    transport = None
    try:
        import socket

        with suppress(OSError):
            transport = paramiko.Transport(socket.create_connection((host, port), SECONDS))
        if transport is None:
            raise Failure("E4023", f"{host}:{port}")
        known = _known_keys(wanted, host, port)
        # ask for a key of a kind that is known, as ssh does
        options = transport.get_security_options()
        kinds = [k for k in options.key_types if any(_fits(k, name) for name in known)]
        if kinds:
            options.key_types = kinds
        transport.banner_timeout = transport.auth_timeout = SECONDS
        transport.start_client(timeout=SECONDS)
        _require_known(transport.get_remote_server_key(), known, host)
        _log_in(transport, wanted, host)
        transport.set_keepalive(30)
        root = wanted.text("path").rstrip("/") or "/"
        return Sftp(RemoteDisks(transport, root, wanted.number("channels", CHANNELS)), holder, wanted.keep)
    except Failure:
        _close(transport)
        raise
    except Exception as e:
        _close(transport)
        if isinstance(e, OSError | EOFError | paramiko.SSHException):
            raise Failure("E4023", f"{host}:{port} {e}") from None
        raise


def _close(transport: Transport | None) -> None:
    if transport is not None:
        transport.close()


def _fits(kind: str, name: str) -> bool:
    """Whether a kind of signature belongs to a kind of key: rsa-sha2-512 to ssh-rsa."""
    return kind == name or (name == "ssh-rsa" and kind.startswith("rsa-sha2"))


def _known_keys(wanted: Wanted, host: str, port: int) -> dict[str, PKey]:
    """The keys that are known of a host, by their kind."""
    from paramiko import HostKeys

    name = host if port == PORT else f"[{host}]:{port}"
    files = (
        [wanted.text("known_hosts")]
        if wanted.text("known_hosts")
        else ["~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"]
    )
    found: dict[str, PKey] = {}
    for file in files:
        with suppress(OSError):
            keys = HostKeys(os.path.expanduser(file)).lookup(name)
            found |= {} if keys is None else dict(keys)
    return found


def _require_known(key: PKey, known: dict[str, PKey], host: str) -> None:
    print_ = f"{key.get_name()} {key.fingerprint}"
    if not known:
        raise Failure("E4024", host, print_)
    if all(key != k for k in known.values()):
        raise Failure("E4025", host, print_)


def _log_in(transport: Transport, wanted: Wanted, host: str) -> None:
    """By the key named, by the agent's keys, by a password from the environment."""
    import paramiko

    user, agent = wanted.text("user"), None
    try:
        if wanted.text("key_file"):
            keys: list[PKey] = [_key(wanted)]
        else:
            agent = paramiko.Agent()
            keys = [*agent.get_keys()]
        for key in keys:
            with suppress(paramiko.SSHException):
                transport.auth_publickey(user, key)
                return
        if password := _secret(wanted, "password_variable"):
            with suppress(paramiko.SSHException):
                transport.auth_password(user, password)
                return
    finally:
        if agent is not None:
            agent.close()
    raise Failure("E4026", user, host)


def _key(wanted: Wanted) -> PKey:
    """The private key of the file that is named."""
    import paramiko

    file = wanted.text("key_file")
    passphrase: Any = _secret(wanted, "passphrase_variable").encode() or None  # bytes, whatever the annotation says
    try:
        return paramiko.PKey.from_path(os.path.expanduser(file), passphrase)
    except Exception:
        # what exactly is wrong could tell of the secret
        raise Failure("E4029", file) from None


def _secret(wanted: Wanted, key: str) -> str:
    """The value of the variable that a key names; "" when the key is not given."""
    name = wanted.text(key)
    if not name:
        return ""
    value = os.environ.get(name, "")
    if not value:
        raise Failure("E4006", name)
    return value


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "link"))
    return next((kind for is_one, kind in kinds if is_one(mode)), "other")
