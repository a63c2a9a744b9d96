"""Stores of objects against moto's S3 server, and what is said when the store refuses."""

from __future__ import annotations

import http.client
import logging
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import publishing
import pytest
import sites

from generator.publishing import Failure, run

SECRET = "a-very-secret-key"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with publishing.moto() as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_ID", "key")
    monkeypatch.setenv("KEY_SECRET", SECRET)


# decides of a request (method, path, how many came before) whether it is answered with an error: status and code
Rule = Callable[[str, str, int], tuple[int, str] | None]


@contextmanager
def between(endpoint: str, rule: Rule) -> Iterator[str]:
    """A server in front of the store that refuses what the rule says, or (status 0) cuts the connection."""
    parts, count, lock = urlsplit(endpoint), [0], threading.Lock()

    class Between(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            with lock:
                refused = rule(self.command, self.path, count[0])
                count[0] += 1
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if refused and refused[0] == 0:
                self.close_connection = True
                self.connection.close()
                return
            if refused:
                data = f"<?xml version='1.0'?><Error><Code>{refused[1]}</Code><Message>x</Message></Error>".encode()
                status, headers = refused[0], [("Content-Type", "application/xml")]
            else:
                connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
                connection.request(self.command, self.path, body, dict(self.headers))
                got = connection.getresponse()
                status, headers, data = got.status, got.getheaders(), got.read()
                connection.close()
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                    self.send_header(name, value)
            length = dict(headers).get("content-length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Between)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configure(root: Path, place: publishing.Place) -> None:
    (root / "publish.yaml").write_text(place.config, "utf-8")


def explained(root: Path) -> tuple[str, tuple[str, ...]]:
    """What is said of a publish that fails."""
    with publishing.opened(root) as target:
        try:
            run.carry_out(target, publishing.planned(root, target, sites.NOW + 60), lambda done, total: None)
        except Exception as e:
            said = (e.code, e.details) if isinstance(e, Failure) else target.explain(e)
            assert said, repr(e)
            return said
    raise AssertionError("it was published")


def test_types_and_headers(store: str, tmp_path: Path) -> None:
    """As readers get them over http: type with charset, how long to keep."""
    place = publishing.s3(tmp_path, store, more="    acl: public-read\n")
    configure(tmp_path, place)
    files = publishing.version("1") | {
        "log/checkpoint": b"note",
        "log/tile/0/000.p/3": b"123",
        "r1/a.v1.tlog-proof": b"p",
    }
    publishing.put(tmp_path, files)
    publishing.publish(tmp_path)
    bucket = place.config.split("bucket: ")[1].split("\n")[0]
    client = publishing.client(store)
    expected = {
        "r0/n0.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "r0/fixed.csv": ("text/csv; charset=utf-8", "public, max-age=3600"),
        "log/checkpoint": ("text/plain; charset=utf-8", "no-cache"),
        "log/tile/0/000.p/3": ("application/octet-stream", "public, max-age=31536000, immutable"),
        "r1/a.v1.tlog-proof": ("text/plain; charset=utf-8", "public, max-age=31536000, immutable"),
        next(p for p in files if p.startswith("assets/")): (
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
    }
    for path, (kind, cache) in expected.items():
        found = client.get_object(Bucket=bucket, Key=f"site/{path}")
        assert (found["ContentType"], found["CacheControl"]) == (kind, cache), path
        assert found["Body"].read() == files[path]
        grants = client.get_object_acl(Bucket=bucket, Key=f"site/{path}")["Grants"]
        assert any("AllUsers" in g["Grantee"].get("URI", "") for g in grants)
    grants = client.get_object_acl(Bucket=bucket, Key="site/.gongkai/live")["Grants"]
    assert not any("AllUsers" in g["Grantee"].get("URI", "") for g in grants), "what is not of the site is for nobody"


def test_only_what_differs_is_sent(store: str, tmp_path: Path) -> None:
    """A file that is moved is copied in the store; a roll-back sends nothing."""
    sent: list[str] = []

    def count(method: str, path: str, _: int) -> None:
        if method == "PUT" and "/.gongkai/" not in path:
            sent.append(path.rpartition("/site/")[2])

    place = publishing.s3(tmp_path, store)
    bucket = place.config.split("bucket: ")[1].split("\n")[0]
    with between(store, count) as through:
        configure(tmp_path, place._replace(config=place.config.replace(store, through)))
        one = publishing.version("1")
        publishing.put(tmp_path, one)
        publishing.publish(tmp_path)
        sent.clear()
        moved = dict(one)
        moved["r2/moved.csv"] = moved.pop("r0/fixed.csv")
        moved["r1/n1.html"] = b"edited"
        publishing.put(tmp_path, moved)
        done = publishing.publish(tmp_path, sites.NOW + 60)
        assert sorted(sent) == ["r1/n1.html", "r2/moved.csv"]
        assert done.files == 1, "the other is copied from where the earlier release is kept"
    assert publishing.client(store).get_object(Bucket=bucket, Key="site/r2/moved.csv")["Body"].read() == b"1,2\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((403, "ExpiredToken"), "E4050"),
        ((403, "AccessDenied"), "E4052"),
        ((400, "Strange"), "E4053"),
        ((507, "QuotaExceeded"), "E4020"),
    ],
)
def test_a_store_that_refuses_midway(store: str, tmp_path: Path, answer: tuple[int, str], code: str) -> None:
    """The site stays consistent, the message says what to do, the next publish ends it and sends only the rest."""
    place = publishing.s3(tmp_path, store)
    one, two = publishing.version("1", 40), publishing.version("2", 40)
    configure(tmp_path, place)
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    puts = [0]

    def rule(method: str, path: str, _: int) -> tuple[int, str] | None:
        puts[0] += method == "PUT" and path.endswith(".html")
        return answer if puts[0] > 15 else None

    publishing.put(tmp_path, two)
    with between(store, rule) as through:
        configure(tmp_path, place._replace(config=place.config.replace(store, through)))
        assert explained(tmp_path)[0] == code
    publishing.consistent(place.seen(), [one, two])
    configure(tmp_path, place)
    assert 0 < publishing.publish(tmp_path, sites.NOW + 120).files < 40
    assert publishing.whole(place.seen(), [one, two]) == 1


def test_a_connection_that_is_cut(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = publishing.s3(tmp_path, store)
    one, two = publishing.version("1"), publishing.version("2")
    configure(tmp_path, place)
    publishing.put(tmp_path, one)
    publishing.publish(tmp_path)
    publishing.put(tmp_path, two)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with between(store, lambda method, path, n: (0, "") if n > 30 else None) as through:
        configure(tmp_path, place._replace(config=place.config.replace(store, through)))
        assert explained(tmp_path)[0] == "E4027"
    publishing.consistent(place.seen(), [one, two])
    configure(tmp_path, place)
    publishing.publish(tmp_path, sites.NOW + 120)
    assert publishing.whole(place.seen(), [one, two]) == 1


def test_a_store_without_conditions(store: str, tmp_path: Path) -> None:
    """An older store answers conditional writes with an error; publishing works without them."""
    place = publishing.s3(tmp_path, store)
    publishing.put(tmp_path, publishing.version("1"))
    conditional = [0]

    seen: set[str] = set()  # the rule sees no headers: the first answer to each is the error

    def rule(method: str, path: str, _: int) -> tuple[int, str] | None:
        if method == "PUT" and path.endswith((".css", "lock")) and path not in seen:
            seen.add(path)
            conditional[0] += 1
            return 501, "NotImplemented"
        return None

    with between(store, rule) as through:
        configure(tmp_path, place._replace(config=place.config.replace(store, through)))
        publishing.publish(tmp_path)
    assert conditional[0] == 2
    assert publishing.whole(place.seen(), [publishing.version("1")]) == 0


def test_objects_of_others(store: str, tmp_path: Path) -> None:
    """An object that somebody else put where a page is to be stops the publish; others stay where they are."""
    place = publishing.s3(tmp_path, store)
    configure(tmp_path, place)
    place.write("theirs.html", b"theirs")
    place.write("r0/n0.html", b"theirs too")
    publishing.put(tmp_path, publishing.version("1"))
    assert explained(tmp_path) == ("E4011", ("r0/n0.html",))
    assert place.seen()["r0/n0.html"] == b"theirs too"
    bucket = place.config.split("bucket: ")[1].split("\n")[0]
    publishing.client(store).delete_object(Bucket=bucket, Key="site/r0/n0.html")
    publishing.publish(tmp_path)
    assert place.seen().pop("theirs.html") == b"theirs"


def test_an_immutable_address_with_something_else(store: str, tmp_path: Path) -> None:
    """What can never change is never replaced."""
    place = publishing.s3(tmp_path, store)
    configure(tmp_path, place)
    one = publishing.version("1")
    asset = next(p for p in one if p.startswith("assets/"))
    publishing.put(tmp_path, {"index.html": b"x"})
    publishing.publish(tmp_path)
    bucket = place.config.split("bucket: ")[1].split("\n")[0]
    publishing.client(store).put_object(Bucket=bucket, Key=f"site/{asset}", Body=b"x", Metadata={"sha256": "0" * 64})
    publishing.put(tmp_path, one)
    assert explained(tmp_path) == ("E4054", (asset,))
    assert place.seen()[asset] == b"x"


def test_no_bucket_and_no_keys(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = publishing.s3(tmp_path, store)
    publishing.put(tmp_path, publishing.version("1"))
    config = place.config.replace("bucket: b", "bucket: no-")
    configure(tmp_path, place._replace(config=config))
    assert explained_opening(tmp_path) == "E4051"
    configure(tmp_path, place)
    monkeypatch.delenv("KEY_SECRET")
    with pytest.raises(Failure) as e:
        publishing.publish(tmp_path)
    assert (e.value.code, e.value.details) == ("E4006", ("KEY_SECRET",))
    configure(
        tmp_path, place._replace(config="".join(x for x in place.config.splitlines(True) if "_variable" not in x))
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert explained_opening(tmp_path) == "E4055"
    closed = place.config.replace(store, f"http://127.0.0.1:{publishing.free_port()}")
    configure(tmp_path, place._replace(config=closed))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("KEY_SECRET", SECRET)
    assert explained_opening(tmp_path) == "E4027"


def explained_opening(root: Path) -> str:
    with publishing.opened(root) as target:
        try:
            target.live()
        except Exception as e:
            said = target.explain(e)
            assert said, repr(e)
            return said[0]
    raise AssertionError("it answered")


def test_secrets_are_nowhere(store: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in what is logged at the most talkative, nor here, nor in the store."""
    caplog.set_level(logging.DEBUG)
    place = publishing.s3(tmp_path, store)
    configure(tmp_path, place)
    publishing.put(tmp_path, publishing.version("1"))
    publishing.publish(tmp_path)
    assert SECRET not in caplog.text
    kept = sites.tree(tmp_path)
    assert not [p for p, data in kept.items() if SECRET.encode() in data]
    bucket = place.config.split("bucket: ")[1].split("\n")[0]
    client = publishing.client(store)
    for key in place.inside():
        assert SECRET.encode() not in client.get_object(Bucket=bucket, Key=f"site/{key}")["Body"].read()


def test_a_store_that_nobody_vouches_for(tmp_path: Path) -> None:
    """Certificates are verified: a store with one of its own making gets nothing."""
    cert, port = tmp_path / "cert.pem", publishing.free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(tmp_path / "key.pem"), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    listen = f"server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {cert}; ssl_certificate_key {tmp_path}/key.pem; return 200; }}"
    (tmp_path / "publish.yaml").write_text(
        f"s3:\n  - name: web\n    bucket: b\n    endpoint: https://localhost:{port}\n"
        "    access_key_variable: KEY_ID\n    secret_key_variable: KEY_SECRET\n"
    )
    with publishing.nginx(tmp_path / "nginx", listen, port=port), publishing.opened(tmp_path) as target:
        with pytest.raises(Exception, match="certificate") as e:
            target.live()
        said = target.explain(e.value)
    assert said and said[0] == "E4027" and "certificate verify failed" in said[1][0]
