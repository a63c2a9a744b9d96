"""The doctor finds every fault that is seeded into a right server on loopback, and nothing where all is right."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import announcing
import publishing
import pytest
import sites

from generator.cli import main
from generator.doctor.faults import CHECKS, Answer, Seen, faults
from generator.doctor.look import look

MOVED = "moved:\n  - from: old/page.html\n    to: r1/a.html\n"


class Site(NamedTuple):
    """A published site, the printed configuration of nginx for it over https, and its certificate."""

    root: Path
    top: Path
    config: str
    cert: Path
    port: int
    said: Callable[[], str]


def certificate(folder: Path, days: int) -> Path:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days),
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / f"{days}.key"),
         "-out", str(folder / f"{days}.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / f"{days}.pem"


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Site:
    publishing.needed("nginx", "nginx-light")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW))
    root, port = tmp_path / "root", publishing.free_port()
    root.mkdir()
    url = f"https://localhost:{port}/"
    announcing.started(
        root, {"content/site.yaml": sites.BASE["content/site.yaml"].replace("https://example.gov.cn/", url)}
    )
    monkeypatch.setenv("GONGKAI_SIGNER", str(announcing.signer_of(root)))
    (root / "publish.yaml").write_text(f"folder:\n  - name: web\n    path: ../www\n{MOVED}")
    assert main(["-C", str(root), "publish", "web", "--yes"]) == 0
    assert main(["-C", str(root), "server", "nginx"]) == 0
    text = capsys.readouterr().out
    text = text[text.index("# the web root") :]
    cert = certificate(tmp_path, 90)
    # http is another server of this machine's port 80; here it is left out
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL).replace(
        "listen [::]:443 ssl;", ""
    )
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    text = text.replace("/etc/ssl/private/localhost.key", str(cert.with_suffix(".key"))).replace(
        "/etc/ssl/localhost.pem", str(cert)
    )
    top = tmp_path / "www/current"
    for folder in (
        *(p for p in (tmp_path / "www").rglob("*") if p.is_dir()),
        *(p for p in top.parents if str(p).startswith("/tmp/")),
    ):
        folder.chmod(folder.stat().st_mode | 0o055)

    def said() -> str:
        main(["-C", str(root), "doctor", "web", "--trust", str(cert)])
        found = capsys.readouterr()
        assert "Traceback" not in found.err
        return found.err

    return Site(root, top, text, cert, port, said)


def codes(text: str) -> list[str]:
    return re.findall(r"\[([EW]4\d{3})\]", text)


def running(site: Site, tmp_path: Path, config: str) -> AbstractContextManager[int]:
    """nginx on the site's own port, for pages and links say it."""
    return publishing.nginx(tmp_path / "nginx", config, port=site.port)


def test_a_right_server_has_no_faults(site: Site, tmp_path: Path) -> None:
    """The printed configuration is what the doctor wants; and only what is of the site's kind is fetched."""
    with running(site, tmp_path, site.config):
        text = site.said()
    assert codes(text) == [], text
    assert re.search("看了 [0-9]{2} 个网址，发现 0 处问题", text)


def without(form: str) -> Callable[[str], str]:
    return lambda text: re.sub(form, "", text)


def instead(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert re.search(old, text), old
        return re.sub(old, new, text)

    return change


SEEDED: dict[str, tuple[str, Callable[[str], str]]] = {
    "no policy": ("W4101", without(r"add_header Content-Security-Policy .*")),
    "a weak policy": ("W4101", instead(r"script-src 'self'", "script-src 'self' 'unsafe-inline'")),
    "sniffing": ("W4102", without(r"add_header X-Content-Type-Options .*")),
    "referrers": ("W4103", without(r"add_header Referrer-Policy .*")),
    "no hsts": ("W4104", without(r"add_header Strict-Transport-Security .*")),
    "a short hsts": ("W4104", instead("max-age=31536000\" always", "max-age=60\" always")),
    "a wrong type": ("W4105", instead("text/css css;", "text/plain css;")),
    "no charset": ("W4106", without(r"charset utf-8;")),
    "a missing page is 403": ("W4107", instead(r"error_page 404 ", "error_page 404 =403 ")),
    "a missing page is 200": ("W4108", instead(r"error_page 404 ", "error_page 404 =200 ")),
    "another 404 page": ("W4109", without(r"error_page 404 .*")),
    "listings": ("W4110", instead("autoindex off", "autoindex on")),
    "what is hidden": ("W4111", instead(r"location ~ /\\\.\(.*", "location = /.git/config { return 200 'x'; }")),
    "no compression": ("W4112", instead("gzip on;", "gzip off;")),
    "assets are not kept": ("W4113", instead(r'"public, max-age=31536000, immutable"', '"no-cache"')),
    "pages are kept": ("W4114", instead(r'"public, max-age=300"', '"public, max-age=86400"')),
    "the log is kept": ("W4122", instead(r'"no-cache"', '"public, max-age=300"')),
    "no redirect": ("W4124", instead(r"return 301 \$gongkai_moved", "return 302 $gongkai_moved")),
    "a redirect to elsewhere": ("W4124", instead(r"return 301 \$gongkai_moved", "return 301 /")),
    "a version": ("W4126", instead("server_tokens off", "server_tokens on")),
    "what cannot be read": ("W4125", instead(r"server_tokens off;", "server_tokens off; location ~ \\\\.csv$ { return 403; }")),
    "a rewritten page": ("W4119", instead(r"server_tokens off;", "server_tokens off; location = /r1/a.html { default_type text/html; return 200 'other'; }")),
    "an old log": ("W4123", instead(r"server_tokens off;", "server_tokens off; location = /log/checkpoint { default_type text/plain; return 200 'old'; }")),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDED)
def test_seeded_faults(site: Site, tmp_path: Path, name: str) -> None:
    """Each fault is found by its own code; what comes besides is what it brings about."""
    code, change = SEEDED[name]
    with running(site, tmp_path, change(site.config)):
        found = codes(site.said())
    # a page that was rewritten has no tags either
    assert code in found and set(found) <= {code, "W4120"}, found


def test_faults_of_pages(site: Site, tmp_path: Path) -> None:
    """Without a target there is no manifest: tags that were taken out, http in https, another host's address."""
    page = site.top / "index.html"
    text = page.read_text("utf-8")
    url = f"https://localhost:{site.port}/"
    with running(site, tmp_path, site.config):
        assert faults(look(url, {}, {}, str(site.cert), time.time())) == []
        for old, new, code in (
            (r'<meta name="SiteName"[^>]*>', "", "W4120"),
            (r"</head>", '<script src="http://localhost/x.js"></script></head>', "W4121"),
            (r'rel="canonical" href="[^"]*"', 'rel="canonical" href="https://other.example/"', "W4127"),
        ):
            page.unlink()
            page.write_text(re.sub(old, new, text, count=1), "utf-8")
            found = faults(look(url, {}, {}, str(site.cert), time.time()))
            assert [c for c, _ in found] == [code]
        page.write_text(text, "utf-8")
        later = faults(look(url, {}, {}, str(site.cert), time.time() + 75 * 86400))
        assert later == [("W4117", ("14",))]


def test_certificates(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that nobody vouches for, and no server at all: neither is a bug."""
    with running(site, tmp_path, site.config):
        assert main(["-C", str(site.root), "doctor", "web"]) == 1
        assert "E4100" in capsys.readouterr().err
    assert main(["-C", str(site.root), "doctor", f"https://localhost:{site.port}/"]) == 1
    assert "E4100" in capsys.readouterr().err


def test_http_that_stays_http(site: Site) -> None:
    """What came over http, and the host's addresses, as values: nothing here has a name of the public."""
    answer = Answer("https://localhost/", 200, {}, b"")
    seen = Seen(
        "https://www.example.gov.cn/",
        {},
        answer._replace(status=404),
        plain=answer._replace(url="http://localhost/"),
        ipv6=False,
    )
    assert {c for c, _ in faults(seen)} == {"W4115", "W4118"}
    good = answer._replace(status=301, headers={"location": "https://localhost/"})
    assert faults(seen._replace(plain=good, ipv6=True)) == []


def test_every_check_is_seeded() -> None:
    """No check without a fault that it finds."""
    text = Path(__file__).read_text("utf-8")
    source = (publishing.REPO / "generator/doctor/faults.py").read_text("utf-8")
    used = set(re.findall(r'"(W4\d{3})"', source))
    assert len(CHECKS) >= 15 and len(used) >= 20
    assert {c for c in used if c not in text} == set()
