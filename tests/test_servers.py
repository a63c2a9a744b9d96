"""The printed configurations on real servers: nginx, Apache and Caddy show a built site as the manifest says."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import announcing
import publishing
import pytest
import sites

from generator.cli import main
from generator.publishing import local
from generator.publishing.manifest import CACHES, Manifest
from generator.servers.served import HEADERS

MOVED = "moved:\n  - from: old/page.html\n    to: r1/a.html\n"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[..., Answer]


def printed(root: Path, server: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["-C", str(root), "server", server]) == 0
    return capsys.readouterr().out


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with a log, an erased revision, published to a folder."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW))
    root = tmp_path / "root"
    root.mkdir()
    config = sites.BASE["content/site.yaml"].replace("https://example.gov.cn/", "http://localhost/")
    announcing.started(root, {"content/site.yaml": config})
    monkeypatch.setenv("GONGKAI_SIGNER", str(announcing.signer_of(root)))
    (root / "publish.yaml").write_text(f"folder:\n  - name: web\n    path: ../www\n{MOVED}")
    assert main(["-C", str(root), "publish", "web", "--yes"]) == 0
    capsys.readouterr()
    return root


@pytest.fixture(params=["nginx", "apache", "caddy"])
def get(
    request: pytest.FixtureRequest, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Get]:
    """Ask the server that runs with the printed configuration, with nothing changed but the port."""
    text = printed(site, request.param, capsys)
    home = tmp_path / "server"
    home.mkdir()
    with ExitStack() as stack:
        port = stack.enter_context(SERVERS[request.param](home, text))

        def asked(path: str, **headers: str) -> Answer:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path, headers={"Host": f"localhost:{port}", **headers})
            answer = connection.getresponse()
            found = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
            connection.close()
            return found

        yield asked


def nginx(home: Path, text: str) -> AbstractContextManager[int]:
    text = re.sub(r"listen \[::\]:80;", "", text).replace("listen 80;", "listen 127.0.0.1:@PORT@;")
    return publishing.nginx(home, text)


def apache(home: Path, text: str) -> AbstractContextManager[int]:
    program, port = publishing.needed("apache2", "apache2-bin"), publishing.free_port()
    modules = "mpm_event authz_core headers deflate filter mime dir alias".split()
    load = "".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n" for m in modules)
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    (home / "conf").write_text(
        f"ServerRoot {home}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {home}/pid\nErrorLog {home}/error\nTypesConfig /dev/null\n"
        f"{load}{user}<Directory />\n  Require all denied\n</Directory>\n{text.replace('*:80', f'*:{port}')}"
    )
    return served([program, "-f", str(home / "conf"), "-D", "FOREGROUND"], port)


def caddy(home: Path, text: str) -> AbstractContextManager[int]:
    program, port = publishing.needed("caddy", "caddy"), publishing.free_port()
    assert "http://localhost {" in text
    options = "{\n\tadmin off\n\tauto_https off\n}\n"
    (home / "Caddyfile").write_text(options + text.replace("http://localhost {", f"http://localhost:{port} {{"))
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return served([program, "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile"], port, environment)


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[int]:
    with publishing.served(command, port, environment):
        yield port


SERVERS = {"nginx": nginx, "apache": apache, "caddy": caddy}


def opened(path: Path) -> None:
    """Let servers that give up their rights read what pytest keeps for its user."""
    for folder in (path, *path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)


def manifest_of(site: Path) -> Manifest:
    return local.site_files(str(site), "web", str(site / "site"), ())


def test_every_file_as_the_manifest_says(get: Get, site: Path) -> None:
    """Bytes, type with charset, cache class, and the security headers, of every file of the site."""
    opened(site.parent / "www")
    manifest = manifest_of(site)
    assert {i.cache for i in manifest.values()} == set(CACHES)
    for path, item in manifest.items():
        answer = get(f"/{path}")
        assert answer.status == 200, path
        assert sha256(answer.body).hexdigest() == item.sha256, path
        assert answer.headers["content-type"].lower() == item.type, path
        assert answer.headers["cache-control"] == CACHES[item.cache], path
        for name, value in HEADERS.items():
            assert answer.headers[name.lower()] == value, path


def test_what_is_not_there(get: Get, site: Path) -> None:
    """404 with the site's own page and its headers; nothing hidden, no folder listed, old addresses lead on."""
    opened(site.parent / "www")
    page = (site / "site/404.html").read_bytes()
    for path in ("/none.html", "/r1/none/deep.html", "/.gongkai-release", "/r1/.hidden"):
        answer = get(path)
        assert (answer.status, answer.body) == (404, page), path
        assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert b"style." not in get("/assets/").body.replace(page, b"")
    assert get("/").body == (site / "site/index.html").read_bytes()
    answer = get("/old/page.html")
    assert answer.status == 301 and answer.headers["location"].endswith("/r1/a.html")
    assert get("/r1/a.html/more").status == 404


def test_revisions_say_when(get: Get, site: Path) -> None:
    opened(site.parent / "www")
    assert get("/r1/a.v1.html").headers["memento-datetime"] == "Sun, 31 May 2026 16:00:00 GMT"
    assert "memento-datetime" not in get("/r1/a.html").headers


def test_compression(get: Get, site: Path) -> None:
    opened(site.parent / "www")
    answer = get("/index.html", **{"Accept-Encoding": "gzip"})
    assert answer.headers.get("content-encoding") == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_erased_revisions_are_gone(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """410, on every server; nginx and Caddy show the page that says so."""
    from generator.announce import erase, register_of

    notice = (site / announcing.NOTICE).read_text()
    (site / announcing.NOTICE).write_text(announcing.revised(notice, 2, "更正", "有误", 现予公布="兹予公布"))
    assert main(["-C", str(site), "publish", "web", "--yes"]) == 0
    erase(str(site), "r1/a", 1, "2026-06-01", "依法删除", announcing.by(site), sites.NOW + 60)
    assert register_of(str(site)).erased
    assert main(["-C", str(site), "publish", "web", "--yes"]) == 0
    own = (site.parent / "www/current/r1/a.v1.html").read_bytes()
    assert "现予公布".encode() not in own
    capsys.readouterr()
    opened(site.parent / "www")
    for name, start in SERVERS.items():
        home = tmp_path / f"410-{name}"
        home.mkdir()
        with start(home, printed(site, name, capsys)) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/r1/a.v1.html", headers={"Host": f"localhost:{port}"})
            answer = connection.getresponse()
            assert answer.status == 410, name
            missing = (site.parent / "www/current/404.html").read_bytes()
            assert answer.read() == (missing if name == "apache" else own), name
            connection.close()
    root = ET.fromstring(printed(site, "iis", capsys).encode())  # our own
    assert "410" in {a.get("statusCode") for a in root.iter("action")}


def test_https_and_a_path(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site below a path of a host with https: HSTS, the redirect from http, the 404 page at its place."""
    (site / "publish.yaml").write_text(
        "folder:\n  - name: web\n    path: ../www\n    url: https://localhost/deep/er/\n"
    )
    text = printed(site, "nginx", capsys)
    assert "return 301 https://$host$request_uri" in text
    top = site.parent / "www/current"
    assert f"make {top}/deep/er a link" in text
    link = tmp_path / "tree/deep/er"
    link.parent.mkdir(parents=True)
    link.symlink_to(top)
    key = tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(tmp_path / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    opened(site.parent / "www")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL)
    text = text.replace(f"root {top};", f"root {tmp_path}/tree;").replace("listen [::]:443 ssl;", "")
    text = text.replace("/etc/ssl/private/localhost.key", str(key)).replace(
        "/etc/ssl/localhost.pem", str(tmp_path / "cert.pem")
    )
    home = tmp_path / "server"
    with publishing.nginx(home, text.replace("listen 443 ssl;", "listen 127.0.0.1:@PORT@ ssl;")) as port:
        context = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        connection = http.client.HTTPSConnection("localhost", port, timeout=20, context=context)
        for path, status in (("/deep/er/", 200), ("/deep/er/r1/a.html", 200), ("/deep/er/none", 404)):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status, path
            assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
        connection.request("GET", "/deep/er/log/checkpoint")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/plain; charset=utf-8" and answer.read()
        assert answer.getheader("Cache-Control") == "no-cache"
        connection.close()


def test_iis_is_well_formed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is no IIS here: the file is XML, every type is in it once, and releases and state are out of reach."""
    root = ET.fromstring(printed(site, "iis", capsys).encode())  # our own
    endings = [m.get("fileExtension") for m in root.iter("mimeMap")]
    assert len(endings) == len(set(endings)) and {".html", ".tlog-proof", "."} <= set(endings)
    rules = [r.get("name") for r in next(root.iter("rules"))]
    assert rules[-2:] == ["into the live release", "nothing else"]


def test_without_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["-C", str(tmp_path), "server", "nginx"]) == 1
    assert "E4081" in capsys.readouterr().err


def test_the_how_to_has_the_same_policy() -> None:
    """What the documentation shows is what is printed."""
    page = (publishing.REPO / "docs/how-to/server.md").read_text("utf-8")
    for value in HEADERS.values():
        assert value in page


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["localhost", "[::1]"])
def test_the_port_of_the_address(site: Path, capsys: pytest.CaptureFixture[str], scheme: str, host: str) -> None:
    """A server listens where the site's address says, and sends nobody there from port 80."""
    (site / "publish.yaml").write_text(
        f"folder:\n  - name: web\n    path: ../www\n    url: '{scheme}://{host}:8099/'\n"
    )
    nginx, apache, caddy = (printed(site, name, capsys) for name in ("nginx", "apache", "caddy"))
    ssl_ = " ssl" if scheme == "https" else ""
    assert f"listen 8099{ssl_};\n    listen [::]:8099{ssl_};\n" in nginx and f"server_name {host};" in nginx
    assert f"Listen 8099\n<VirtualHost *:8099>\n    ServerName {host}\n" in apache
    assert f"{scheme}://{host}:8099 {{" in caddy
    assert "return 301 https" not in nginx and ":80>" not in apache
