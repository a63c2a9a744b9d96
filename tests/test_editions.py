"""The Traditional Chinese edition is the same pages: what differs is the words, by OpenCC's conversion and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import examples
import pytest
import sites
from pages import Element, Page, Site

from generator import editions
from generator.build import Report

FOLDER = "hant/"
SHARED = {"404.html", "search/index.html"}  # stand in the simplified edition only
HUMAN = {"alt", "title", "content", "placeholder", "label", "abbr", "aria-label", "aria-description", "aria-valuetext"}
OWN_ADDRESS = ("canonical", "alternate")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITES = ("sample", "golden-zh", "hiding", "empty")


@pytest.fixture(scope="module")
def convert() -> Callable[[str], str]:
    """OpenCC itself, as the judge."""
    return examples.opencc()


class Both(NamedTuple):
    """A site with its Traditional Chinese edition, and the same site without."""

    site: Site
    alone: Site


@pytest.fixture(scope="module", params=SITES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, convert: object) -> Both:
    alone = examples.built(request.param, tmp_path_factory.mktemp("alone"))
    return Both(examples.built(request.param, tmp_path_factory.mktemp("both"), "traditional"), alone)


def editions_of(site: Site) -> list[tuple[Page, Page]]:
    """Every page of the edition, after the page it was made from."""
    return [(site.pages[path[len(FOLDER) :]], page) for path, page in site.pages.items() if path.startswith(FOLDER)]


def bare(page: Page) -> Iterator[Element]:
    """The elements of a page but those that only tell of editions."""

    def walk(e: Element) -> Iterator[Element]:
        yield e
        for child in e.children:
            if isinstance(child, Element) and not {"edition", "converted"} & set(child.get("class").split()):
                yield from walk(child)

    return walk(page.root)


def texts_of(e: Element) -> list[str]:
    """The texts right inside an element, without the breaks between its parts."""
    return [c.strip("\n") for c in e.children if isinstance(c, str) and c.strip("\n")]


def test_every_page_is_there_and_no_other_file(both: Both) -> None:
    """The edition has the pages of the site; files stand once, and are what they are without the edition."""
    site, alone = both
    plain = {path for path in site.pages if not path.startswith(FOLDER)}
    assert {p for p in site.files if p.startswith(FOLDER)} == {FOLDER + p for p in plain - SHARED}
    assert {p for p in site.files if not p.startswith(FOLDER)} == set(alone.files)
    for path in alone.files.keys() - plain - {"sitemap.xml"}:
        assert site.files[path] == alone.files[path], path


def test_the_simplified_pages_stay_as_they_are(both: Both) -> None:
    """All they have more is the links to the other edition."""
    site, alone = both
    added = re.compile(r'<link rel="alternate" hreflang="[^\n]*\n|<p class="edition">[^\n]*\n')
    version = re.compile(r' data-segments="[^"]*"')  # of the search index: names what it was made from, the site too
    for path, page in alone.pages.items():
        assert version.sub("", added.sub("", site.pages[path].html)) == version.sub("", page.html), path
        assert bool(added.search(site.pages[path].html)) == (path not in SHARED)


def test_both_editions_have_one_structure(both: Both, convert: Callable[[str], str]) -> None:
    """Element by element: the same tags and attributes, the words converted, all else the same."""
    count = 0
    for plain, page in editions_of(both.site):
        one, other = list(bare(plain)), list(bare(page))
        assert [e.tag for e in one] == [e.tag for e in other], page
        for a, b in zip(one, other, strict=True):
            where = f"{page}:{b.line}"
            texts = texts_of(a)
            kept = a.tag in ("script", "style") or a.get("translate") == "no"
            here = {both.site.address(plain.path): address_in(both.site, page)}  # where a page says its own address
            assert texts_of(b) == (texts if kept else [here.get(t) or convert(t) for t in texts]), where
            count += texts_of(b) != texts
            assert list(a.attributes) == list(b.attributes), where
            for name, value in a.attributes.items():
                check_attribute(both.site, (plain, a), (page, b), name, value, convert)
    assert count


def check_attribute(
    site: Site,
    one: tuple[Page, Element],
    two: tuple[Page, Element],
    name: str,
    value: str,
    convert: Callable[[str], str],
) -> None:
    (plain, a), (page, b) = one, two
    where = f"{page}:{b.line}: {name}"
    if a.tag == "html" and name == "lang":
        assert (value, b.get(name)) == ("zh-CN", "zh-Hant")
    elif name == "content" and a.get("name") == "Url":
        assert (value, b.get(name)) == (site.address(plain.path), address_in(site, page))
    elif name == "href" and a.get("rel") == "canonical":
        assert b.get(name) == address_in(site, page)
    elif name in ("href", "src", "action", "poster"):
        to, now = site.place(plain.path, value), site.place(page.path, b.get(name))
        if to is None and "site_code=" in value:
            assert b.get(name) != value, "an error is reported of the page it is in"
        elif to is None or value.startswith(("http", "#")):
            assert b.get(name) == value, where
        else:
            assert now is not None, where
            inside = to[0].endswith(".html") and to[0] not in SHARED
            assert now == ((FOLDER if inside else "") + to[0], to[1]), where
    elif name in HUMAN or name.startswith("data-text"):
        assert b.get(name) == convert(value), where
    else:
        assert b.get(name) == value, where


def address_in(site: Site, page: Page) -> str:
    """The address of a page of the edition: its home page is meant by the folder's."""
    return site.url + (FOLDER if page.path == FOLDER + "index.html" else page.path)


def test_every_link_leads_somewhere(both: Both) -> None:
    for _, page in editions_of(both.site):
        for element, address in page.references:
            place = both.site.place(page.path, address)
            if place is not None and place[0] == FOLDER:
                place = (FOLDER + "index.html", place[1])
            where = f"{page}:{element.line}: {address}"
            assert place is None or place[0] in both.site.files, where
            assert place is None or not place[1] or place[1] in both.site.pages[place[0]].ids, where


def test_editions_name_each_other(both: Both) -> None:
    """hreflang of both pages says the same of both, absolute; the visible link leads to the same page."""
    for plain, page in editions_of(both.site):
        mine, its = both.site.address(plain.path), address_in(both.site, page)
        wanted = [("zh-Hans", mine), ("zh-Hant", its), ("x-default", mine)]
        for p in (plain, page):
            found = [(e.get("hreflang"), e.get("href")) for e in p.root.find("link") if e.get("hreflang")]
            assert found == wanted, p
        for p, to, name, language in ((plain, page, "繁體版", "zh-Hant"), (page, plain, "简体版", "zh-Hans")):
            (link,) = p.root.one("p", cls="edition").find("a")
            assert both.site.place(p.path, link.get("href")) == (to.path, "")
            assert (link.text, link.get("lang"), link.get("hreflang")) == (name, language, language)


def test_every_converted_page_says_so(both: Both) -> None:
    for plain, page in editions_of(both.site):
        note = page.root.one("main").one("p", cls="converted")
        assert note.text == "繁體版由軟件轉換，以簡體版爲準。原文：简体版"
        assert both.site.place(page.path, note.one("a").get("href")) == (plain.path, "")
        assert not plain.root.find(cls="converted")


def test_sitemap_lists_both(both: Both) -> None:
    listed = {e.text for e in ET.fromstring(both.site.files["sitemap.xml"]).iter(f"{SITEMAP}loc")}
    alone = {e.text for e in ET.fromstring(both.alone.files["sitemap.xml"]).iter(f"{SITEMAP}loc")}
    added = {
        address_in(both.site, page) for plain, page in editions_of(both.site) if both.site.address(plain.path) in alone
    }
    assert listed == alone | added


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("<p>干部只有一只表。</p>", "<p>幹部只有一隻表。</p>"),
        ("<p>一<b>只</b></p>", "<p>一<b>只</b></p>"),  # no phrase reaches over a tag
        ('<p title="发展" id="发展" class="发">1 &lt; 2</p>', '<p title="發展" id="发展" class="发">1 &lt; 2</p>'),
        ('<p class="a > 发" title=\'x\'>发</p>', '<p class="a > 发" title=\'x\'>發</p>'),
        ('<span lang="zh-Hans">简体版</span>简体', '<span lang="zh-Hans">简体版</span>簡體'),
        ('<td translate="no">发.中国</td>', '<td translate="no">发.中国</td>'),
        ("<!-- 发 <b> -->发", "<!-- 发 <b> -->發"),
        ('<script type="application/ld+json">{"a": "发<b>"}</script>发', '<script type="application/ld+json">{"a": "发<b>"}</script>發'),
        ('<a href="mailto:a@b.cn?subject=%E5%8F%91&amp;body=x.html">发</a>', '<a href="mailto:a@b.cn?subject=%E5%8F%91&amp;body=x.html">發</a>'),
        ('<a href="#f-1">发</a>', '<a href="#f-1">發</a>'),
        ('<a href="https://发.cn/a.csv">a</a>', '<a href="https://发.cn/a.csv">a</a>'),
        ('<a href="../r1/a.html#f-1">a</a>', '<a href="../r1/a.html#f-1">a</a>'),
        ('<a href="../r1/a.csv">a</a>', '<a href="../../r1/a.csv">a</a>'),
        ('<a href="search/index.html?q=%E5%8F%91">a</a>', '<a href="../search/index.html?q=%E5%8F%91">a</a>'),
        ('<form action="../search/index.html">', '<form action="../../search/index.html">'),
        ('<script src="assets/a.js" defer></script>', '<script src="../assets/a.js" defer></script>'),
        ('<input value="发" placeholder="发">', '<input value="发" placeholder="發">'),
        ('<div data-unit="发" data-text-stop="发"></div>', '<div data-unit="发" data-text-stop="發"></div>'),
        ("1 < 2 发", "1 < 2 發"),
        ("", ""),
    ],
)  # fmt: skip
def test_conversion(given: str, made: str, convert: object) -> None:
    assert editions.to_traditional(given) == made


def switch(root: Path, on: bool) -> None:
    examples.switch(root, "traditional", on)


def test_one_body_makes_two_pages(base: Path, convert: object) -> None:
    """An edit of a body is made in both editions, without a plan; nothing else is made again."""
    examples.switch(base, "ledger", False)
    for name in ("search", "data", "forms", "qr"):
        examples.switch(base, name, False)
    switch(base, True)
    sites.run(base)
    path = base / "content/notices/r1/a.md"
    path.write_text(path.read_text("utf-8") + "- 二是发展。\n", "utf-8")
    report = sites.run(base)
    assert [p for p, _ in report.reasons] == ["hant/r1/a.html", "r1/a.html"] or measured(report)
    assert "二是發展" in (base / "site/hant/r1/a.html").read_text("utf-8")
    assert "二是发展" in (base / "site/r1/a.html").read_text("utf-8")


def measured(report: Report) -> bool:
    """One more measure is counted on lists too."""
    return {"hant/r1/a.html", "r1/a.html"} <= {p for p, _ in report.reasons}


def test_without_opencc_the_fault_is_told_once(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the last good site stays; switched off, the site is built without it."""
    sites.run(base)
    before = sites.tree(base / "site")
    monkeypatch.setitem(sys.modules, "opencc", None)
    editions._converter.cache_clear()
    switch(base, True)
    try:
        assert sites.codes(sites.run(base)) == ["content/site.yaml:1:1: E0810"]
        assert sites.tree(base / "site") == before
        switch(base, False)
        assert sites.run(base).exit_code == 0
    finally:
        editions._converter.cache_clear()


def test_an_attachment_that_is_a_page_is_found_in_both(base: Path, convert: object) -> None:
    text = sites.BASE["content/notices/r1/a.md"]
    listed = text.replace("kind:", "attachments: [{file: 发.html}]\nkind:")
    sites.write(base, {"content/notices/r1/a.md": listed, "content/notices/r1/a/发.html": "<p>发</p>"})
    switch(base, True)
    assert sites.run(base).exit_code == 0
    for folder in ("", FOLDER):
        assert (base / f"site/{folder}r1/a/发.html").read_text("utf-8") == "<p>发</p>"
        assert "a/%E5%8F%91.html" in (base / f"site/{folder}r1/a.html").read_text("utf-8")
