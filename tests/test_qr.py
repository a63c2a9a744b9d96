"""QR codes: read by a decoder, and beside every notice."""

from __future__ import annotations

import re
from pathlib import Path

import examples
import pytest
import sites
import zxingcpp
from hypothesis import example, given
from hypothesis import strategies as st
from pages import Page
from PIL import Image

from generator import qr

ADDRESS = "https://example.gov.cn/r1/a.html"


def drawn(svg: bytes) -> list[str]:
    """The modules of a drawing, its quiet zone included, read from its path."""
    text = svg.decode()
    (side,) = map(int, re.findall(r'd="M0 0h(\d+)v', text))
    rows = [["0"] * side for _ in range(side)]
    (path,) = re.findall(r'stroke="#000" d="([^"]*)"', text)
    x = y = 0
    for move, dx, dy, line in re.findall(r"([Mm])(-?\d+) (-?\d+)(?:\.5)?|h(\d+)", path):
        if move:
            x, y = (int(dx), int(dy)) if move == "M" else (x + int(dx), y + int(dy))
        else:
            rows[y][x : x + int(line)] = "1" * int(line)
            x += int(line)
    return ["".join(row) for row in rows]


def read(rows: list[str]) -> list[zxingcpp.Barcode]:
    """What a reader sees in modules."""
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if module == "1" else 255 for row in rows for module in row])
    return zxingcpp.read_barcodes(picture.resize((len(rows) * 3, len(rows) * 3), Image.Resampling.NEAREST))


@given(st.text(min_size=1, max_size=60))
@example("é" * 40)
@example("公开")
@example(ADDRESS)
def test_a_decoder_reads_what_was_written(text: str) -> None:
    rows = drawn(qr.svg(text))
    assert not "".join(rows[: qr.BORDER] + rows[-qr.BORDER :]).strip("0"), "the quiet zone is empty"
    (found,) = read(rows)
    assert found.bytes == text.encode()
    assert str(found.ec_level) == "M"


@pytest.mark.parametrize("length", [*range(20, 260, 7), 1000, qr.LONGEST])
def test_lengths(length: int) -> None:
    text = (ADDRESS + "/" + "0123456789" * 250)[:length]
    assert [code.text for code in read(drawn(qr.svg(text)))] == [text]


# on the site


@pytest.mark.parametrize("name", ["sample", "rich", "english", "hiding"])
def test_every_notice_has_the_code_of_its_address(name: str, tmp_path: Path) -> None:
    """Withdrawn ones too; the code is named, the address stands beside it, and both are the same in every edition."""
    site = examples.built(name, tmp_path)
    assert site.notices
    for notice in site.notices:
        (image,) = notice.root.one("article").find("img", cls="qr")
        place = site.place(notice.path, image.get("src"))
        assert place is not None
        path = notice.path.removeprefix("hant/")
        assert place[0] == path.removesuffix("html") + "svg"
        assert [code.text for code in read(drawn(site.files[place[0]]))] == [site.address(path)]
        row = next(e for e in notice.root.find("dd") if image in e.children)
        assert row.text == site.address(notice.path)
        assert image.get("alt") and image.get("width") == image.get("height")


def test_switched_off(tmp_path: Path) -> None:
    sites.write(tmp_path, sites.BASE)
    examples.switch(tmp_path, "qr", False)
    assert sites.run(tmp_path).exit_code == 0
    tree = sites.tree(tmp_path / "site")
    assert "r1/a.html" in tree and "r1/a.svg" not in tree
    for path in ("r1/a.html", "r1/a.form.html"):
        assert not Page(path, tree[path].decode()).root.find("img")


def test_an_edit_does_not_make_it_again(tmp_path: Path) -> None:
    """It depends on nothing but the address."""
    sites.write(tmp_path, sites.BASE)
    sites.run(tmp_path)
    text = sites.BASE["content/notices/r1/a.md"].replace("甲通报", "乙通报").replace("现予公布。", "予以公布。")
    sites.write(tmp_path, {"content/notices/r1/a.md": text, "content/pages/p.md": "---\ntitle: 新页\n---\n\n正文。\n"})
    report = sites.run(tmp_path)
    made = {path for path, _ in report.reasons}
    assert {"r1/a.html", "r1/a.form.html"} <= made
    assert "r1/a.svg" not in made


def test_an_address_too_long_for_a_code_has_none(tmp_path: Path) -> None:
    long = f"https://example.gov.cn/{'x' * qr.LONGEST}/"
    sites.write(tmp_path, {**sites.BASE, "content/site.yaml": f"name: 网\nurl: {long}\n"})
    assert sites.run(tmp_path).exit_code == 0
    assert "r1/a.svg" not in sites.tree(tmp_path / "site")
