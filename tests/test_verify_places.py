"""Where verification reads: folders, zips, bags, addresses. What is hostile there ends in a finding, never in a traceback."""

from __future__ import annotations

import io
import json
import os
import socket
import ssl
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import sites
from announced import (
    KEY,
    ORIGIN,
    Office,
    bagged,
    listed,
    packaged,
    page,
    resealed,
    round_package,
    small,
    unzipped,
    wacz,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.log import note
from generator.register import Release, Revision, line
from generator.verify import command, places, web
from generator.verify.command import Wanted, run, verified
from generator.verify.findings import Finding

Files = dict[str, bytes]
KEYS = (str(KEY.verifier),)


def written(folder: Path, files: Files) -> str:
    sites.write(folder, files)
    return str(folder)


def found(place: str | Path, *checkpoints: str, keys: tuple[str, ...] = KEYS, against: str = "") -> tuple[Finding, ...]:
    return verified(Wanted(str(place), keys, checkpoints=checkpoints, against=against))


def wrong(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.code, f.where) for f in findings if f.is_wrong}


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {f.code for f in findings}


# folders


def test_a_site(tmp_path: Path) -> None:
    site = small().site()
    assert not wrong(found(written(tmp_path / "site", site)))
    (tmp_path / "site/r1/a.html").unlink()
    assert wrong(found(tmp_path / "site")) == {("V204", "r1/a.html")}


def test_the_folder_of_a_site(tmp_path: Path) -> None:
    """Its register has the keys and is compared too: a site that is behind it, rows and texts that were edited."""
    office = small()
    site = office.site()
    log = {f"register/{p}": d for p, d in site.items() if p.startswith("log/") and p != "log/keys"}
    rows = b"".join(row(entry, n).encode() for n, entry in enumerate(office.entries))
    kept = {f"register/revisions/{p}": d for p, d in site.items() if ".v" in p and p.endswith(".html")}
    files = (
        {f"site/{p}": d for p, d in site.items()}
        | log
        | kept
        | {"register/keys": site["log/keys"], "register/register.jsonl": rows}
    )
    top = written(tmp_path, files)
    assert not wrong(found(top, keys=()))
    assert "V002" not in codes(found(top, keys=()))
    edited = rows.replace("次数写错".encode(), "次数不对".encode())
    written(tmp_path, {"register/register.jsonl": edited})
    assert wrong(found(top)) == {("V612", "register/register.jsonl")}
    written(tmp_path, {"register/register.jsonl": rows + rows[: rows.index(b"\n") + 1]})
    assert [f.args for f in found(top) if f.code == "V612"] == [("7", "6")]
    written(tmp_path, {"register/register.jsonl": b"\xff", "register/revisions/r1/a.v1.html": b"<p>"})
    assert {c for c, _ in wrong(found(top))} == {"V612", "V611"}
    written(
        tmp_path,
        {"register/register.jsonl": rows, "register/revisions/r1/a.v1.html": kept["register/revisions/r1/a.v1.html"]},
    )
    old = small()
    written(tmp_path, {"site/log/checkpoint": old.checkpoints[-2]})
    found_ = found(top)
    assert "V613" in codes(found_) and not {"V402", "V403"} & codes(found_), "the site is behind its register"
    written(tmp_path, {"site/log/checkpoint": site["log/checkpoint"], "register/log/checkpoint": old.checkpoints[-2]})
    assert {("V101", "register/log/tile/0/000.p/5"), ("V403", "x")} & wrong(found(top)), (
        "the register is behind the site"
    )
    cheat = Office()
    cheat.announce("r1/a", "publish", "甲通报", ["另一份。"])
    other = {f"register/{p}": d for p, d in cheat.site().items() if p.startswith("log/") and p != "log/keys"}
    written(tmp_path, other)
    assert ("V402", "register/log/checkpoint") in wrong(found(top)), "the site's log is not that of the register"
    written(tmp_path, {"register/log/checkpoint": b""})
    assert ("V005", "register/log/checkpoint") in wrong(found(top))


def row(entry: bytes, number: int) -> str:
    """The row of the register that belongs to an entry."""
    from generator.log.entries import parse

    e = parse(entry)
    if not e.rev:
        return line(Release(number, e.type, e.id, e.at, e.files, e.manifest_sha256))
    files = {"r1/table.bin": sha256(b"\0table").hexdigest()} if e.attachments else {}
    return line(
        Revision(
            number,
            e.type,
            e.id,
            e.rev,
            e.at,
            e.at[:10],
            e.reason,
            "题",
            "2026-03-05 09:00",
            e.article_sha256,
            "",
            files,
            (),
        )
    )


def test_links_pipes_and_secrets_are_not_read(tmp_path: Path) -> None:
    """A link out of the place is named and not followed; a pipe does not hold anything up; a record leads nowhere else."""
    secret = tmp_path / "secret.html"
    secret.write_bytes(page("r1/s.html", "秘密", ["内部。"]))
    site = written(tmp_path / "site", small().site())
    os.symlink(secret, tmp_path / "site/r1/s.html")
    os.symlink(tmp_path, tmp_path / "site/up")
    os.mkfifo(tmp_path / "site/r1/pipe.html")
    assert wrong(found(site)) == {("V605", "r1/s.html"), ("V605", "up")}
    read = places.opened(site).site.read
    for path in ("../secret.html", "/etc/passwd", "r1/../../secret.html", "up/secret.html", "r1/s.html", "", ".", "r1"):
        assert read(path) is None
    (tmp_path / "site/r1/a.html").unlink()
    os.mkfifo(tmp_path / "site/r1/a.html")
    assert ("V204", "r1/a.html") in wrong(found(site))


def test_names_that_are_no_text(tmp_path: Path) -> None:
    site = written(tmp_path / "site", small().site())
    with open(os.fsencode(site) + b"/\xff\xfe.html", "wb") as f:
        f.write(page("x.html", "假", ["假的。"]))
    code, said = run(Wanted(site, KEYS))
    assert code == 1 and said.encode("utf-8", "replace") and "V214" in said


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LARGEST", 4000)
    site = written(tmp_path / "site", small().site() | {"r1/a.html": b" " * 4001})
    assert {("V602", "r1/a.html"), ("V204", "r1/a.html")} <= wrong(found(site))


def test_no_site_at_all(tmp_path: Path) -> None:
    written(tmp_path / "empty", {"readme.txt": b"x"})
    assert wrong(found(tmp_path / "empty")) == {("V609", str(tmp_path / "empty"))}
    written(tmp_path / "plain", {"index.html": b"x"})
    assert wrong(found(tmp_path / "plain")) == {("V003", "log/checkpoint")}


# zips


def test_a_site_in_a_zip(tmp_path: Path) -> None:
    for packed in (False, True):
        (tmp_path / "site.zip").write_bytes(zipped(small().site(), packed))
        assert not wrong(found(tmp_path / "site.zip"))


def hostile(name: str) -> bytes:
    """A proper site in a zip, with one member that is not proper."""
    out = io.BytesIO(zipped(small().site()))
    with zipfile.ZipFile(out, "a") as file:
        if name == "link":
            info = zipfile.ZipInfo("r1/link.html")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            file.writestr(info, "/etc/passwd")
        elif name == "twice":
            with pytest.warns(UserWarning, match="Duplicate"):
                file.writestr("r1/a.html", b"other")
        else:
            file.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(("name", "code"), [
    ("../up.html", "V604"), ("/etc/passwd", "V604"), ("r1/../../up", "V604"), ("C:/x", "V604"), ("a\\b", "V604"),
    ("link", "V605"), ("twice", "V610"), ("a//b", "V604"), ("./a", "V604"),
])  # fmt: skip
def test_a_zip_with_a_member_that_is_not_proper(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "site.zip").write_bytes(hostile(name))
    assert {c for c, _ in wrong(found(tmp_path / "site.zip"))} == {code}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site.zip"], "nothing is unpacked"


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What says that it is too large is not read; what lies about its size is read no further than it says."""
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped(small().site() | {"r1/a.html": bytes(3_000_000)}, packed=True))
    monkeypatch.setattr(places, "LARGEST", 1_000_000)
    assert ("V602", "r1/a.html") in wrong(found(bomb))
    data = bytearray(bomb.read_bytes())
    for at in (data.rfind(b"r1/a.html") - 46 + 24,):  # the size in the directory
        data[at : at + 4] = (1000).to_bytes(4, "little")
    bomb.write_bytes(data)
    assert {("V603", "r1/a.html"), ("V204", "r1/a.html")} <= wrong(found(bomb))
    monkeypatch.setattr(places, "TOTAL", 1000)
    assert wrong(found(bomb)) == {("V602", "bomb.zip")}


@given(st.integers(0, 10**6), st.binary(max_size=8), st.booleans())
def test_no_damaged_zip_raises(tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes, cut: bool) -> None:
    whole = zipped(round_bag())
    at %= len(whole)
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(whole[:at] + noise + (b"" if cut else whole[at + len(noise) :]))
    code, said = run(Wanted(str(path), KEYS))
    assert said
    assert code == int(any(f.is_wrong for f in found(path)))


# bags


def round_bag() -> Files:
    return bagged(round_package(small()), KEY)


def test_an_archive(tmp_path: Path) -> None:
    """A zip, a zip with a folder in it, a folder: all the same."""
    bag = round_bag()
    (tmp_path / "a.zip").write_bytes(zipped(bag))
    (tmp_path / "b.zip").write_bytes(zipped({f"r1/{p}": d for p, d in bag.items()}))
    for place in (tmp_path / "a.zip", tmp_path / "b.zip", written(tmp_path / "r1", bag)):
        assert not wrong(found(place))
        assert {"V501", "V508", "V510", "V201", "V301"} <= codes(found(place))


def in_wacz(bag: Files, change: Callable[[Files], Files]) -> Files:
    """The bag with a web archive whose members were changed, sealed anew."""
    members = unzipped(bag["data/wacz/round.wacz"])
    return resealed(bag | {"data/wacz/round.wacz": zipped(change(members))})


def without_record(members: Files) -> Files:
    """The last record is taken out, from everything that speaks of it, and the package is made anew."""
    warc = members["archive/data.warc"]
    start = warc.rindex(b"WARC/1.1")
    url = warc[start:].split(b"WARC-Target-URI: ")[1].split(b"\r\n")[0]
    left = {p: d for p, d in members.items() if not p.startswith("datapackage")}
    left["archive/data.warc"] = warc[:start]
    for name in ("indexes/index.cdxj", "pages/pages.jsonl"):
        left[name] = b"".join(row for row in left[name].splitlines(keepends=True) if b'"' + url + b'"' not in row)
    return unzipped(packaged(left))


def stripped(members: Files) -> Files:
    """The digests of the records are taken out."""
    left = {p: d for p, d in members.items() if not p.startswith("datapackage")}
    rows = left["archive/data.warc"].split(b"\r\n")
    left["archive/data.warc"] = b"\r\n".join(row for row in rows if b"-Digest: " not in row)
    return unzipped(packaged(left))


def swapped(bag: Files) -> Files:
    """Another key everywhere, with everything signed anew by it."""
    other = note.signer(b"\1" * 32, ORIGIN)
    office = Office(other)
    office.announce("r1/a", "publish", "甲通报", ["现予公布。", "一是学习。"])
    office.release()
    return bagged(round_package(office), other)


MATRIX: dict[str, tuple[Callable[[Files], Files], set[str]]] = {
    "a flipped byte": (lambda b: b | {"data/source/a.md": b"# tezt\n"}, {"V503"}),
    "a flipped byte, sealed anew": (
        lambda b: resealed(b | {"data/site/r1/b.html": b["data/site/r1/b.html"].replace("整改".encode(), "没改".encode())}),
        {"V202", "V507"},
    ),
    "a removed record of the WACZ": (lambda b: in_wacz(b, without_record), {"V507"}),
    "a truncated WACZ": (
        lambda b: resealed(b | {"data/wacz/round.wacz": b["data/wacz/round.wacz"][:-2000]}), {"V505"},
    ),
    "a truncated WARC in the WACZ": (
        lambda b: in_wacz(b, lambda m: m | {"archive/data.warc": m["archive/data.warc"][:-10]}), {"V507"},
    ),
    "a WARC truncated between records": (
        lambda b: in_wacz(b, lambda m: unzipped(packaged({p: d for p, d in m.items() if not p.startswith("datapackage")} | {"archive/data.warc": m["archive/data.warc"][: m["archive/data.warc"].rindex(b"WARC/1.1")]}))),
        {"V507"},
    ),
    "no list of pages": (lambda b: in_wacz(b, lambda m: {p: d for p, d in m.items() if p != "pages/pages.jsonl"}), {"V507"}),
    "no digest of the package": (
        lambda b: in_wacz(b, lambda m: {p: d for p, d in m.items() if p != "datapackage-digest.json"}), {"V507"},
    ),
    "stripped digests of records": (lambda b: in_wacz(b, stripped), {"V507"}),
    "an added record": (lambda b: resealed(b | {"data/wacz/round.wacz": wacz(small().site() | {"x.html": b"x"})}), {"V507"}),
    "a removed page": (lambda b: {p: d for p, d in b.items() if p != "data/site/r1/a.html"}, {"V502", "V204", "V506", "V507"}),
    "a removed page, sealed anew": (
        lambda b: resealed({p: d for p, d in b.items() if p != "data/site/r1/a.html"}), {"V204", "V507"},
    ),
    "an added file": (lambda b: b | {"data/source/z.md": b"z"}, {"V504", "V506"}),
    "an added tag file": (lambda b: b | {"readme.txt": b"z"}, {"V504"}),
    "an edited manifest, tag manifest made anew": (
        lambda b: b | (edited := {"manifest-sha256.txt": b"".join(b["manifest-sha256.txt"].splitlines(keepends=True)[1:])}) | {"tagmanifest-sha256.txt": listed({p: d for p, d in (b | edited).items() if not p.startswith(("data/", "tagmanifest"))}, "sha256")},
        {"V504"},
    ),
    "an edited manifest": (lambda b: b | {"manifest-sha256.txt": b["manifest-sha256.txt"] + b"\n"}, {"V503"}),
    "no manifest": (lambda b: {p: d for p, d in b.items() if not p.startswith("manifest")}, {"V502"}),
    "a manifest that is none": (lambda b: b | {"manifest-sha512.txt": b"x"}, {"V503", "V505"}),
    "a wrong sum": (lambda b: b | {"bag-info.txt": b"Payload-Oxum: 1.1\n"}, {"V503", "V506"}),
    "no declaration of a bag": (lambda b: b | {"bagit.txt": b"x"}, {"V503", "V505"}),
    "the declaration left out": (lambda b: {p: d for p, d in b.items() if p != "bagit.txt"}, {"V502", "V505"}),
    "a swapped key": (swapped, {"V012"}),
    "a swapped key file": (
        lambda b: resealed(b | {"data/keys/keys": f"{note.signer(bytes(32), ORIGIN).verifier}\n".encode()}), {"V509"},
    ),
    "another log beside the site's": (
        lambda b: resealed(b | {"data/log/checkpoint": small().checkpoints[2]}), {"V509"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MATRIX)
def test_what_was_done_to_an_archive_is_found(name: str, tmp_path: Path) -> None:
    """With a seal, which lists written anew contradict, and without one."""
    change, expected = MATRIX[name]
    (tmp_path / "a.zip").write_bytes(zipped(change(round_bag())))
    sealed = {c for c, _ in wrong(found(tmp_path / "a.zip"))}
    assert sealed - {"V513"} == expected - {"V513"}
    assert sealed
    if name != "a swapped key":
        (tmp_path / "b.zip").write_bytes(zipped(change(bagged(round_package(small())))))
        assert {c for c, _ in wrong(found(tmp_path / "b.zip"))} == (expected - {"V513"}) | {"V512"}


def test_only_the_seal_tells_that_a_source_was_changed(tmp_path: Path) -> None:
    """Whoever changes a file that no log knows can write all lists anew, but not the seal; nor can he leave it out unseen."""
    bag = resealed(round_bag() | {"data/source/a.md": b"# other\n"})
    assert {c for c, _ in wrong(found(written(tmp_path / "a", bag)))} == {"V513"}
    bag = resealed({p: d for p, d in bag.items() if p != "seal.txt"})
    findings = found(written(tmp_path / "b", bag))
    assert wrong(findings) == {("V512", "seal.txt")}
    for seal in (
        b"",
        b"x",
        round_bag()["seal.txt"].replace(b"/v1\nr1", b"/v1\nr2"),
        bagged({}, note.signer(b"\1" * 32, ORIGIN))["seal.txt"],
    ):
        files = round_bag() | {"seal.txt": seal}
        assert ("V511", "seal.txt") in wrong(found(written(tmp_path / "c", files)))


def test_an_archive_without_a_log_in_its_site(tmp_path: Path) -> None:
    """The log then lies beside it."""
    office = small()
    payload = {p: d for p, d in round_package(office).items() if not p.startswith(("site/log/", "wacz/"))}
    bag = bagged(payload, KEY)
    assert not wrong(found(written(tmp_path, bag)))


@given(st.sampled_from(sorted(p for p in round_bag() if p.startswith(("data/wacz", "data/log", "data/keys")) or "data" not in p)), st.integers(0, 10**6), st.integers(0, 7))  # fmt: skip
def test_any_flipped_bit_of_an_archive_is_found(path: str, at: int, bit: int) -> None:
    """In a package that is not sealed anew."""
    from generator.verify import Place
    from generator.verify.bag import bag

    files = round_bag()
    good = files[path]
    if not good:
        return
    at %= len(good)
    files[path] = good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :]
    if path == "tagmanifest-sha256.txt" and files[path].lower() == good.lower():
        return  # digits of a digest may be capitals
    assert wrong(tuple(bag(Place(files.get, frozenset(files)))))


# addresses


class Server(ThreadingHTTPServer):
    """Answers with what `files` has; some paths answer otherwise."""

    daemon_threads = True
    files: Files
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        self.server.asked.append(path)
        data = self.server.files.get(path)
        if data is None:
            self.send_error(404)
        elif data.startswith(b"=> "):
            self.send_response(302)
            self.send_header("Location", data[3:].decode())
            self.end_headers()
        elif data.startswith(b"=! "):
            self.send_error(int(data[3:]))
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1/")
    made = Server(("127.0.0.1", 0), Handler)
    made.asked = []
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def at(server: Server, path: str = "") -> str:
    return f"http://127.0.0.1:{server.server_port}/{path}"


def sitemap(site: Files, base: str) -> bytes:
    locs = "".join(f"<url><loc>{base}{path}</loc></url>" for path in sorted(site) if path.endswith(".html"))
    return f"<urlset>{locs}</urlset>".encode()


def test_an_address(server: Server) -> None:
    site = small().site()
    server.files = site | {"sitemap.xml": sitemap(site, f"https://{ORIGIN}/")}
    findings = found(at(server))
    assert not wrong(findings) and {"V607", "V608", "V201", "V301"} <= codes(findings)
    assert len(server.asked) == len(set(server.asked)), "each file is asked for once"
    fake = {"r1/z.html": page("r1/z.html", "假", ["假的。"])}
    server.files = site | fake | {"sitemap.xml": sitemap(site | fake, f"https://{ORIGIN}/")}
    assert wrong(found(at(server))) == {("V214", "r1/z.html")}
    parts = "".join(f"<sitemap><loc>https://{ORIGIN}/sitemap.{n}.xml</loc></sitemap>" for n in (1, 2))
    server.files["sitemap.2.xml"], server.files["sitemap.1.xml"] = server.files["sitemap.xml"], sitemap(site, "")
    server.files["sitemap.xml"] = f"<sitemapindex>{parts}</sitemapindex>".encode()
    assert wrong(found(at(server))) == {("V214", "r1/z.html")}
    server.files["r1/a.html"] = b"=! 500"
    assert {("V601", at(server, "r1/a.html")), ("V204", "r1/a.html")} <= wrong(found(at(server)))


def test_a_site_below_a_path(server: Server) -> None:
    server.files = {f"gov/open/{p}": d for p, d in small().site().items()}
    for path in ("gov/open", "gov/open/", "gov/open/index.html"):
        assert not wrong(found(at(server, path)))
    assert "V201" in codes(found(at(server, "gov/open/r1/index.html".replace("r1/", ""))))
    assert wrong(found(at(server, "gov/"))) == {("V003", "log/checkpoint")}


def test_the_address_of_a_page(server: Server) -> None:
    """Only this notice is compared; the log is read whole."""
    site = small().site()
    server.files = {f"open/{p}": d for p, d in site.items()}
    for name in ("r1/a.html", "r1/a.v1.html"):
        server.asked.clear()
        findings = found(at(server, f"open/{name}"))
        assert not wrong(findings)
        assert [f.args for f in findings if f.code == "V201"] == [("1", "2")]
        assert not [p for p in server.asked if "r1/b" in p or p == "open/index.html"]
    server.files["open/r1/b.html"] = b"changed"
    assert not wrong(found(at(server, "open/r1/a.html")))
    assert wrong(found(at(server, "open/r1/b.html"))) == {("V207", "r1/b.html")}
    assert wrong(found(at(server, "open/r1/x.html"))) == {("V221", "r1/x")}


def test_no_other_host(server: Server) -> None:
    """A redirection on the host is followed, to another host or to a file it is not."""
    site = small().site()
    server.files = site | {"r1/a.html": b"=> /moved.html", "moved.html": site["r1/a.html"]}
    assert not wrong(found(at(server)))
    for elsewhere in (
        "http://localhost.invalid/a.html",
        "//other.invalid/a.html",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
    ):
        server.files["r1/a.html"] = b"=> " + elsewhere.encode()
        assert {("V606", at(server, "r1/a.html")), ("V204", "r1/a.html")} <= wrong(found(at(server))), elsewhere
    server.files["r1/a.html"] = b"=> /r1/a.html"
    assert ("V601", at(server, "r1/a.html")) in wrong(found(at(server))), "a circle ends"


def test_too_much_and_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    site = small().site()
    monkeypatch.setattr(web, "LARGEST", 5000)
    server.files = site | {"r1/a.html": bytes(5001)}
    assert ("V602", at(server, "r1/a.html")) in wrong(found(at(server)))
    server.files = {}
    assert wrong(found(at(server))) == {("V003", "log/checkpoint")}
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert {c for c, _ in wrong(found(f"http://127.0.0.1:{port}/"))} == {"V003", "V601"}
    for bad in ("http://", "http://[::1", "http://a:b@127.0.0.1/", "http://127.0.0.1:99999999/"):
        assert {c for c, _ in wrong(found(bad))} == {"V601"}, bad


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for a while, and not for every file."""
    monkeypatch.setattr(web, "SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        assert {c for c, _ in wrong(found(f"http://127.0.0.1:{silent.getsockname()[1]}/"))} == {"V003", "V601"}


def test_a_certificate_that_nobody_vouches_for(server: Server, tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(start).not_valid_after(start + timedelta(days=36500)).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "pem").write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pem")
    server.files = small().site()
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    assert {c for c, _ in wrong(found(at(server).replace("http", "https")))} == {"V003", "V601"}
    assert server.asked == []


# the command


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["verify", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict first, then what is wrong, then what to do; 0, 1, 2; both languages; JSON."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    site = written(tmp_path / "site", small().site())
    (tmp_path / "key").write_text(f"# 纸上的公钥\n{KEYS[0]}\n", "utf-8")
    code, out, _ = told(capsys, site, "--key", str(tmp_path / "key"))
    assert code == 0 and out.startswith("没有发现问题。\n")
    code, out, _ = told(capsys, site)
    assert code == 0 and out.startswith("没有发现问题（只按它自己给出的公钥）。")
    (tmp_path / "site/r1/a.html").write_bytes(b"<article id=notice>x</article>")
    code, out, _ = told(capsys, site, "--key", KEYS[0])
    assert code == 1 and out.startswith("核对不通过：有 1 处和记录不符")
    assert out.index("和记录不符：") < out.index("核对过：") < out.index("怎么办")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    code, out, _ = told(capsys, site, "--key", KEYS[0])
    assert (
        code == 1 and out.startswith("NOT AS ANNOUNCED: 1 finding") and not any("\u4e00" <= c <= "\u9fff" for c in out)
    )
    code, out, _ = told(capsys, site, "--key", KEYS[0], "--format", "json")
    made = json.loads(out)
    assert code == 1 and made["verdict"] == "forged"
    assert [f["where"] for f in made["findings"] if f["grade"] == "forged"] == ["r1/a.html"]


def test_an_older_copy_names_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    office, cheat = small(), Office()
    cheat.open_round("r1")
    cheat.announce("r1/a", "publish", "甲通报", ["现予公布。", "一是学习三次。"])
    cheat.announce("r1/b", "publish", "乙通报", ["二是整改。"], table=b"\0table")
    cheat.announce("notices/c", "publish", "丙公示", ["公示如下。"])
    (tmp_path / "old.zip").write_bytes(zipped(bagged(round_package(office))))
    (tmp_path / "paper.txt").write_bytes(office.checkpoints[-3])
    site = written(tmp_path / "site", cheat.site())
    code, out, _ = told(capsys, site, "--checkpoint", str(tmp_path / "paper.txt"))
    assert code == 1 and out.startswith("核对不通过：公开记录被改写过") and "--against" in out
    code, out, _ = told(
        capsys, site, "--checkpoint", str(tmp_path / "paper.txt"), "--against", str(tmp_path / "old.zip")
    )
    assert code == 1
    assert "改过：原第 1 条 公开 r1/a 1（变了的：正文、登记内容）" in out
    assert "被拿掉：原第 3 条 更正 r1/a 2" in out


def test_a_saved_page(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    office = small()
    files = office.site()
    site = written(tmp_path / "site", files)
    written(
        tmp_path,
        {"saved.html": files["r1/a.v1.html"], "paper.txt": office.checkpoints[2], "proof": files["r1/a.v1.tlog-proof"]},
    )
    saved, paper, proof = (str(tmp_path / n) for n in ("saved.html", "paper.txt", "proof"))
    code, out, _ = told(capsys, saved)
    assert code == 1 and "没有公开记录可以对照" in out
    code, out, _ = told(capsys, saved, "--checkpoint", paper, "--against", site)
    assert code == 0 and "这是 r1/a 的第 1 版" in out and "后来有第 2 版" in out and "次数写错" in out
    code, out, _ = told(capsys, saved, "--checkpoint", paper, "--proof", proof, "--key", KEYS[0])
    assert code == 0 and "包括了它" in out
    assert told(capsys, site, "--proof", proof)[0] == 2


def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = written(tmp_path / "site", small().site())
    (tmp_path / "bad").write_bytes(b"\xff")
    for argv in (
        [], [str(tmp_path / "none")], [site, "--key", "x"], [site, "--key", str(tmp_path / "bad")],
        [site, "--checkpoint", str(tmp_path / "none")], [site, "--witness", KEYS[0]], [site, "--against", str(tmp_path / "none")],
        [site, "--format", "xml"], ["/dev/null"], [site + "\0"],
    ):  # fmt: skip
        code, out, err = told(capsys, *argv)
        assert code == 2 and err and not out, argv


def test_without_what_verifies_signatures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    site = written(tmp_path / "site", small().site())
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    code, out, err = told(capsys, site)
    assert (code, out) == (2, "")
    assert "pip install 'gongkai[log]'" in err


def test_progress_is_told(tmp_path: Path) -> None:
    site = written(tmp_path / "site", small().site())
    seen: list[tuple[int, int]] = []
    command.verified(Wanted(site, KEYS), lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 3) and seen[-1][0] == seen[-1][1]
