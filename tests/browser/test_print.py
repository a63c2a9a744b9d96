"""On paper: the whole text of a notice, a form on one sheet, a code that a camera reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import fidelity
import papers
import pytest
import sites
import zxingcpp
from PIL import Image

from .checkers import probe
from .conftest import REPOSITORY, Open, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

Build = Callable[[str], Served]
NOTICE = "binhai-3-15/teda"
RAW = (REPOSITORY / "tests/data/teda-2022.txt").read_bytes().decode()
ADDED = ".aux, body > :not(main), main > :not(#notice) { display: none !important }"
# what can be seen of the notice, block by block as a browser breaks it; without what the generator adds
SEEN = """() => {
  for (const e of document.querySelectorAll("#notice .aux")) e.remove();
  return document.querySelector("#notice").innerText;
}"""
# what is wider than the box it can be scrolled in
SCROLLED = """() => [...document.querySelectorAll("main *")].filter(e => e.scrollWidth > e.clientWidth + 1
  && ["auto", "scroll"].includes(getComputedStyle(e).overflowX)).map(e => e.outerHTML.slice(0, 90))"""
LONG = """name: 示例区巡察公开
url: https://example.gov.cn/
contact:
  unit: 示例区委巡察工作领导小组办公室综合协调科和整改监督科
  phone: 022-12345678转8001
  email: inspection-feedback-and-oversight@example.gov.cn
  form: https://example.gov.cn/inspection/feedback/2026/form
  address: 示例市示例区示例街道示例路一百二十三号区委区政府综合办公楼西侧附楼三层三〇六室
  postcode: "300000"
  hours: 工作日上午9:00至12:00，下午14:00至17:30，法定节假日除外
"""


def squeezed(text: str) -> str:
    return "".join(text.split())


def paper(page: Page, path: Path) -> Path:
    """The page as it is printed on A4, with the margins of its styles."""
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    return path


def test_print_has_the_whole_text_of_the_office(served: Build, browse: Open, tmp_path: Path) -> None:
    """Every character, in its order: as the browser shows it for print, and as a reader of the printed file finds it."""
    expected = fidelity.expected_text(RAW)
    page, _ = browse()
    page.goto(served("sample").address + NOTICE + ".html")
    page.emulate_media(media="print")
    printed = squeezed(papers.printed(paper(page, tmp_path / "whole.pdf")).text)
    at = 0
    for block in fidelity.blocks(page.content()):
        at = printed.index(squeezed(block), at) + len(squeezed(block))
    seen = page.evaluate(SEEN)
    assert "".join(line.strip() for line in seen.split("\n")) == expected


def test_print_has_nothing_in_the_text_that_is_not_the_office_s(served: Build, browse: Open, tmp_path: Path) -> None:
    """With what the generator adds taken away, the printed file holds the text and nothing else."""
    page, _ = browse(bypass_csp=True)
    page.goto(served("sample").address + NOTICE + ".html")
    page.add_style_tag(content=ADDED)
    text = papers.printed(paper(page, tmp_path / "notice.pdf")).text
    assert squeezed(text) == squeezed(fidelity.expected_text(RAW))


def test_pages_are_numbered(served: Build, browse: Open, tmp_path: Path) -> None:
    page, _ = browse()
    page.goto(served("sample").address + NOTICE + ".html")
    numbers = papers.printed(paper(page, tmp_path / "x.pdf")).numbers
    assert len(numbers) > 10 and numbers == tuple(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", ["sample", "rich", "english", "long"])
def test_nothing_is_cut_off_at_the_edge_of_the_paper(served: Build, browse: Open, name: str) -> None:
    """Of each kind of page: nothing is wider than the paper between its margins, and nothing needs scrolling."""
    at = served(name)
    page, _ = browse(627)  # A4 without the margins of style.css: 166 mm
    page.emulate_media(media="print")
    found = []
    for path in at.one_of_each:
        page.goto(at.address + path)
        found += [f"{path}: {what}" for what in (*probe(page, "reflow"), *page.evaluate(SCROLLED))[:3]]
    assert not found, "\n".join(found)


# Forms


def test_a_form_is_on_what_its_address_says(served: Build, browse: Open) -> None:
    """Of all findings the one that is the target shows, without a script; or all of them, to choose from."""
    at = served("sample")
    page, _ = browse(java_script_enabled=False)
    entries = "ul.on > li"
    page.goto(f"{at.address}{NOTICE}.form.html")
    assert page.locator(f"{entries}:visible").count() == page.locator(entries).count() == 34
    page.get_by_role("link", name="问题1-2-3", exact=True).click()
    assert page.url.endswith("#f-1-2-3")
    assert page.locator(f"{entries}:visible").count() == 1
    assert (
        page.locator(f"{entries}:visible").inner_text().startswith("问题1-2-3 （3）针对“社区医疗卫生服务力量不足”问题")
    )
    page.locator("main .links a").click()
    assert page.locator(f"{entries}:visible").count() == 34
    page.goto(f"{at.address}{NOTICE}.html#f-1-2-3")
    page.get_by_role("link", name="打印问题1-2-3的意见表").click()
    assert page.locator(f"{entries}:visible").count() == 1


@pytest.mark.parametrize(
    ("target", "said"), [("", "整篇公开件"), ("#f-1-2-3", "（3）针对“社区医疗卫生服务力量不足”问题")]
)
def test_a_printed_form_is_one_sheet(served: Build, browse: Open, tmp_path: Path, target: str, said: str) -> None:
    """Of A4, with what it is on, and nothing of what it is not on."""
    at = served("sample")
    page, _ = browse()
    page.goto(f"{at.address}{NOTICE}.form.html{target}")
    path = paper(page, tmp_path / "form.pdf")
    text = squeezed(papers.printed(path).text)
    assert "A4" in papers.run("pdfinfo", path)
    assert papers.printed(path).numbers == (1,)
    for words in (said, f"https://gongkai.example.cn/{NOTICE}.html{target}", "2022-03-2809:00", "022-25203878", "姓名"):
        assert words in text, words
    assert "问题1-1-1" not in text
    assert ("整篇公开件" in text) == (not target)


def test_the_longest_form_is_one_sheet(browse: Open, tmp_path: Path) -> None:
    """All ways to answer, long ones; a long title; an oversight period; a change; a long heading."""
    title = "示例街道工作委员会关于第十二届区委第十五轮巡察反馈意见集中整改进展情况的通报及后续工作安排的说明"
    text = sites.BASE["content/notices/r1/a.md"].replace("甲通报", title)
    text = text.replace("published_at", "oversight: {opens_on: 2026-03-05, closes_on: 2026-03-26}\npublished_at")
    text = text.replace(
        "学习不够",
        "学习贯彻上级决策部署不够及时、结合实际推动工作落实的办法不够多，重部署轻落实、重形式轻实效的现象不同程度存在",
    )
    correction = sites.BASE["content/notices/r1/a.md"].replace("title: 甲通报", "title: 更正\ncorrects: r1/a")
    sites.write(
        tmp_path,
        {
            **sites.BASE,
            "content/site.yaml": LONG,
            "content/notices/r1/a.md": text,
            "content/notices/r1/b.md": correction.replace("rectification", "correction"),
        },
    )
    assert sites.run(tmp_path).exit_code == 0
    page, _ = browse()
    for target in ("", "#f-1"):
        page.goto((tmp_path / "site/r1/a.form.html").as_uri() + target)
        assert papers.printed(paper(page, tmp_path / "form.pdf")).numbers == (1,)


# QR codes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [NOTICE + ".html", NOTICE + ".form.html"])
def test_a_camera_reads_the_code_on_the_screen(served: Build, browse: Open, path: str, scheme: str) -> None:
    """Dark on light in every scheme, with its quiet zone."""
    page, _ = browse(1280, scheme)
    page.goto(served("sample").address + path)
    with Image.open(io.BytesIO(page.locator("img.qr").screenshot())) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"https://gongkai.example.cn/{NOTICE}.html"]


@pytest.mark.parametrize("path", [NOTICE + ".html", NOTICE + ".form.html"])
def test_a_camera_reads_the_code_on_paper(served: Build, browse: Open, tmp_path: Path, path: str) -> None:
    page, _ = browse()
    page.goto(served("sample").address + path)
    printed = paper(page, tmp_path / "x.pdf")
    papers.run("pdftoppm", "-r", "150", "-l", "3", "-png", printed, tmp_path / "page")
    found = set()
    for picture in sorted(tmp_path.glob("page-*.png")):
        with Image.open(picture) as opened:
            found |= {code.text for code in zxingcpp.read_barcodes(opened)}
    assert found == {f"https://gongkai.example.cn/{NOTICE}.html"}
