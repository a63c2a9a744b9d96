"""The PDF of a notice: its text is that of the page, it is PDF/UA, and the same bytes each time.

Read by poppler and qpdf, which know nothing of what made it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from struct import pack

import examples
import pages
import papers
import pytest
import sites
from fidelity import after, blocks, expected_text

from generator import links, pdf

REPO = Path(__file__).resolve().parents[1]
RAW = (REPO / "tests/data/teda-2022.txt").read_bytes().decode()
NOTICE = "binhai-3-15/teda"


def squeezed(text: str) -> str:
    """A text without white space: what a structure tree keeps of lines."""
    return "".join(text.split())


def on(root: Path) -> Path:
    papers.weasyprint()
    examples.switch(root, "pdf", True)
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real notice, and what it refers to."""
    root = tmp_path_factory.mktemp("site")
    for part in ("site.yaml", "rounds", "organisations", "notices/binhai-3-15"):
        source, target = REPO / "content" / part, root / "content" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    assert sites.run(on(root)).exit_code == 0
    return root / "site"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    sites.write(tmp_path, sites.BASE)
    return on(tmp_path)


@pytest.fixture(scope="module")
def real(site: Path) -> Path:
    return site / f"{NOTICE}.pdf"


# Text


def test_text_is_that_of_the_office(real: Path) -> None:
    """Every character in its order, with nothing before it; behind it stands what the generator adds."""
    added = after(expected_text(RAW), papers.printed(real).text)
    assert added.startswith("\n公开信息\n")
    assert len(added) < 600


def blocks_in_order(html: str, path: Path) -> int:
    """The text of a page is in its PDF, block after block; between them may stand the numbers of list items."""
    text, at = squeezed(papers.printed(path).text), 0
    found = [squeezed(block) for block in blocks(html)]
    for block in found:
        assert (at := text.find(block, at) + len(block)) >= len(block), block
    return len(found)


def test_text_is_that_of_the_page(site: Path) -> None:
    """Of each notice, whatever it holds."""
    found = [blocks_in_order(p.with_suffix(".html").read_text("utf-8"), p) for p in sorted(site.glob("*/*.pdf"))]
    assert len(found) == 3 and max(found) > 150


def test_those_who_hear_it_hear_the_same(real: Path) -> None:
    """The structure tree has the whole text in its order; page numbers are no part of it."""
    nodes = papers.structure(real)
    article = "".join(n.text for n in nodes if n.kind == "Art")
    assert squeezed(article) == squeezed(expected_text(RAW))
    assert "— 1 —" not in nodes[0].text and squeezed(article) in squeezed(nodes[0].text)


RARE = "镕堃䶮㧑𠮷"


def test_rare_characters_are_set_and_read(base: Path) -> None:
    text = sites.BASE["content/notices/r1/a.md"].replace("现予公布。", f"{RARE}；“引”—…·〔2022〕①℃。")
    sites.write(base, {"content/notices/r1/a.md": text})
    assert sites.run(base).exit_code == 0
    path = base / "site/r1/a.pdf"
    assert f"{RARE}；“引”—…·〔2022〕①℃。" in squeezed(papers.printed(path).text)
    assert f"{RARE}；“引”—…·〔2022〕①℃。" in squeezed(papers.structure(path)[0].text)


def test_everything_a_notice_can_hold(tmp_path: Path) -> None:
    """Tables, footnotes, quotations, links, fields, in Chinese and English."""
    for name in ("rich", "english"):
        root = tmp_path / name
        root.mkdir()
        make, now = examples.SITES[name]
        url = make(root)
        assert sites.run(on(root), now=now).exit_code == 0
        site = pages.Site(root / "site", url)
        made = 0
        for notice in site.notices:
            path = root / "site" / notice.path.replace(".html", ".pdf")
            if path.exists():
                made += blocks_in_order(notice.html, path)
        assert made


def test_nothing_hidden_is_in_a_pdf(tmp_path: Path) -> None:
    """Neither withheld, draft nor withdrawn text, nor an attachment of those."""
    sites.write(tmp_path, examples.HIDING)
    assert sites.run(on(tmp_path)).exit_code == 0
    found = sorted((tmp_path / "site").glob("**/*.pdf"))
    assert [p.name for p in found] == ["a.pdf", "b.pdf"]
    for path in found:
        assert "隐" not in papers.structure(path)[0].text + papers.printed(path).text
        assert "隐" not in papers.run("pdfinfo", path)
    text = papers.printed(found[1]).text
    assert "依规不向社会公开" in text and "公开脚注。" in text


# Form


def test_it_is_tagged_and_says_what_it_is(real: Path) -> None:
    assert papers.run("qpdf", "--check", real)
    objects = papers.objects(real)
    (catalog,) = (o for o in objects.values() if isinstance(o, dict) and o.get("/Type") == "/Catalog")
    assert catalog["/MarkInfo"]["/Marked"] is True
    assert objects[f"obj:{catalog['/StructTreeRoot']}"]["/Type"] == "/StructTreeRoot"
    assert catalog["/Lang"] == "u:zh-CN"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"] is True
    about = papers.run("pdfinfo", "-rawdates", real)
    title = expected_text(RAW).partition("（社会公开全稿）")[0]
    for line in (f"Title: +{title}", "Author: +中共天津市滨海新区委员会泰达街道工作委员会", "Page size: +.*A4"):
        assert re.search(line, about), about
    assert re.search(r"CreationDate: +D:20220328(010000Z|090000\+08'00)", about), (
        "when it was published, not when it was made"
    )
    assert re.search(r'pdfuaid:part(="1"|>1<)', papers.run("pdfinfo", "-meta", real))


def test_bookmarks_are_the_headings(real: Path) -> None:
    objects = papers.objects(real)
    marks = [o for o in objects.values() if isinstance(o, dict) and "/Title" in o and "/Dest" in o]
    headings = [squeezed(n.text) for n in papers.structure(real) if re.fullmatch(r"H\d", n.kind)]
    assert sorted(squeezed(o["/Title"].removeprefix("u:")) for o in marks) == sorted(headings)
    assert len(headings) > 50


def test_pictures_have_words(real: Path) -> None:
    figures = [o for o in papers.objects(real).values() if isinstance(o, dict) and o.get("/S") == "/Figure"]
    assert [o["/Alt"] for o in figures] == ["u:本页网址的二维码"]


def test_fonts_are_in_it_in_part(real: Path) -> None:
    """Embedded, subset, with a way back to Unicode: it looks and reads the same everywhere, and stays small."""
    listed = papers.fonts(real)
    assert listed
    for font in listed:
        assert font[-5:-2] == ["yes", "yes", "yes"], font
    assert real.stat().st_size < 1_500_000


def test_page_numbers_stand_on_the_outer_edge(real: Path) -> None:
    """Odd ones right, even ones left, below the text (GB/T 9704-2012, 7.5); no page has more than 22 lines."""
    numbers = papers.printed(real).numbers
    assert numbers == tuple(range(1, len(numbers) + 1))
    boxes = papers.run("pdftotext", "-bbox", real, "-").split("<page ")[1:]
    for number, page in enumerate(boxes, 1):
        words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)', page)
        at = next(k for k in range(len(words) - 2) if [w[3] for w in words[k : k + 3]] == ["—", str(number), "—"])
        x, y = float(words[at][0]), float(words[at][1])
        assert (x > 297) == (number % 2 == 1), f"page {number}: {x}"
        text = [w for k, w in enumerate(words) if not at <= k < at + 3]
        assert y > max(float(w[2]) for w in text)
        tops = sorted({round(float(w[1])) for w in text})
        assert 1 + sum(b - a > 15 for a, b in pairwise(tops)) <= 22 or number == len(numbers), f"page {number}"


# Bytes


def test_the_same_bytes_each_time(base: Path, tmp_path: Path) -> None:
    """In another process, time zone, year, locale and hash seed."""
    assert sites.run(base).exit_code == 0
    expected = (base / "site/r1/a.pdf").read_bytes()
    for k, varied in enumerate(({"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}, {"LC_ALL": "C"})):
        out = tmp_path / f"out{k}"
        environment = {**os.environ, "PYTHONPATH": str(REPO), "SOURCE_DATE_EPOCH": str(sites.NOW), **varied}
        command = [sys.executable, "-W", "error", "-m", "generator", "-C", str(base), "build", "--out", str(out)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert (out / "r1/a.pdf").read_bytes() == expected


def made(root: Path, path: str, data: str | bytes) -> set[str]:
    """The PDF files that a change of a file makes again; the site is then as if built from nothing."""
    sites.write(root, {path: data})
    report = sites.run(root)
    assert report.exit_code == 0, sites.codes(report)
    tree = sites.tree(root / "site")
    assert sites.run(root, clean=True).exit_code == 0
    assert sites.tree(root / "site") == tree
    return {p for p, _ in report.reasons if p.endswith(".pdf")}


def picture(colour: int) -> bytes:
    """A PNG of a single pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    row = zlib.compress(bytes((0, colour)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", row)
        + chunk(b"IEND", b"")
    )


def test_what_makes_it_again(base: Path) -> None:
    """Its text, its pictures, what it shows of the site; neither other notices nor pages."""
    text = sites.BASE["content/notices/r1/a.md"]
    shown = text + "\n![图](a/x.png)\n\n![共用](../shared.png)\n"
    other = text.replace("甲通报", "乙通报").replace("2026-03-05", "2026-03-06")
    files: dict[str, str | bytes | None] = {
        "a/x.png": picture(1),
        "b/y.png": picture(2),
        "b.md": other + "\n![图](b/y.png)\n",
        "a.md": shown,
    }
    sites.write(base, {f"content/notices/r1/{name}": data for name, data in files.items()})
    sites.write(base, {"content/notices/shared.png": picture(3)})
    assert sites.run(base).exit_code == 0
    assert images(base / "site/r1/a.pdf") == 2
    assert images(base / "site/r1/b.pdf") == 1
    folder = "content/notices/r1/"
    assert made(base, folder + "b.md", other + "\n![图](b/y.png)\n\n末段。\n") == {"r1/b.pdf"}
    assert made(base, folder + "a/x.png", picture(7)) == {"r1/a.pdf"}
    assert made(base, folder + "b/y.png", picture(8)) == {"r1/b.pdf"}
    assert made(base, "content/notices/shared.png", picture(9)) == {"r1/a.pdf", "r1/b.pdf"}
    assert made(base, "content/pages/p.md", "---\ntitle: 新页\nnavigation: true\n---\n\n正文。\n") == set()
    named = (base / "content/site.yaml").read_text("utf-8").replace("name: 示例公开网", "name: 另一公开网")
    assert made(base, "content/site.yaml", named) == {"r1/a.pdf", "r1/b.pdf"}


def images(path: Path) -> int:
    return len(papers.run("pdfimages", "-list", path).splitlines()) - 2


# What it may load


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that must not be asked for anything, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing to tell."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()
        thread.join()


def test_it_loads_nothing_but_what_it_is_given(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    """No network and no file, by whatever way a page can name one."""
    papers.weasyprint()
    address, asked = listener
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(0))
    for url in (address, secret.as_uri()):
        page = f"""<!doctype html><html lang=zh><title>甲</title><base href="https://example.gov.cn/r1/a.html">
<link rel=stylesheet href="{url}a.css"><style>@import "{url}b.css"; @font-face {{ font-family: x; src: url("{url}c.woff") }}
p {{ font-family: x; background: url("{url}d.png"); list-style: url("{url}e.png") }} p::before {{ content: url("{url}") }}</style>
<p>甲<img src="{url}" alt="乙"><object data="{url}"></object><embed src="{url}"><svg><image href="{url}"/></svg></p>"""
        wanted: list[str] = []

        def refuse(url: str, wanted: list[str] = wanted) -> bytes:
            wanted.append(url)
            raise FileNotFoundError(url)

        path = tmp_path / "x.pdf"
        path.write_bytes(pdf.pdf(page, refuse))
        assert url in wanted, "it was asked for, and refused"
        assert images(path) == 0 and "乙" in papers.run("pdftotext", path, "-")
    assert asked == []


def test_pictures_it_may_show(base: Path) -> None:
    """Its own and those that stand with no notice; a notice's that has another address than its file, too."""
    text = sites.BASE["content/notices/r1/a.md"]
    body = text + "\n![甲图](a/x.png)\n\n![乙图](b/y.png)\n\n![丙图](../../pages/z.png)\n"
    moved = text.replace("title: 甲通报", "title: 丁通报\nid: d") + "\n![丁图](c/w.png)\n"
    names = {"notices/r1/a/x.png": 1, "notices/r1/b/y.png": 2, "pages/z.png": 3, "notices/r1/c/w.png": 4}
    sites.write(base, {f"content/{name}": picture(n) for name, n in names.items()})
    sites.write(base, {"content/notices/r1/a.md": body, "content/notices/r1/c.md": moved})
    assert sites.run(base).exit_code == 0
    assert images(base / "site/r1/a.pdf") == 2
    assert "乙图" in papers.printed(base / "site/r1/a.pdf").text, "another notice's picture is told in words"
    assert images(base / "site/r1/d.pdf") == 1


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("r1/a/x.png", ["notices/r1/a/x.png", "pages/r1/a/x.png"]),
        ("r1/d/deep/x.png", ["notices/r1/c/deep/x.png", "notices/r1/d/deep/x.png", "pages/r1/d/deep/x.png"]),
        ("notices/x.png", ["notices/notices/x.png", "pages/notices/x.png", "notices/x.png"]),
        ("x.png", ["pages/x.png", "x.png"]),
        ("../secret.png", []),
        ("r1/../../secret.png", []),
        ("/etc/passwd", []),
        ("./x.png", []),
        ("", []),
        ("r1/a/..", []),
    ],
)
def test_where_the_file_of_an_address_may_stand(address: str, paths: list[str]) -> None:
    moved = {"notices/r1/c.md": "r1/d.html"}
    assert [p for p in links.sources_of(address, moved) if not p.startswith("r1/")] == paths
    assert {links.address(p, moved) for p in paths} <= {address}


# Without the package, and switched off


@pytest.mark.parametrize(("module", "code"), [("weasyprint", "E0810"), ("libraries", "E0811")])
def test_what_is_missing_is_told_once(base: Path, tmp_path: Path, module: str, code: str) -> None:
    """In words, with what to do, for however many notices; the last good site stays."""
    text = sites.BASE["content/notices/r1/a.md"]
    sites.write(base, {"content/notices/r1/b.md": text.replace("甲", "乙")})
    fake = tmp_path / "fake"
    kind = "ImportError" if module == "weasyprint" else "OSError"
    sites.write(fake, {"weasyprint/__init__.py": f'raise {kind}("cannot load library\\nmore")\n'})
    environment = {**os.environ, "PYTHONPATH": f"{fake}{os.pathsep}{REPO}", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-X", "utf8", "-m", "generator", "-C", str(base), "build"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert said.count(code) == 1 and "WeasyPrint" in said and "Traceback" not in said
    assert "gongkai[pdf]" in said if code == "E0810" else "cannot load library" in said and "more" not in said
    assert not (base / "site").exists()


def test_linked_from_the_page_when_switched_on(base: Path) -> None:
    assert sites.run(base).exit_code == 0
    page = pages.Page("r1/a.html", (base / "site/r1/a.html").read_text("utf-8"))
    (link,) = (a for a in page.root.find("a") if a.get("href").endswith(".pdf"))
    assert link.get("href") == "../r1/a.pdf" and "PDF" in link.text
    examples.switch(base, "pdf", False)
    assert sites.run(base).exit_code == 0
    tree = sites.tree(base / "site")
    assert not [p for p in tree if p.endswith(".pdf")] and b".pdf" not in tree["r1/a.html"]
