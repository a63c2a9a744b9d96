"""Where links lead and how they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from generator.links import address, printed, record_of, root_of, target

RECORD_OF = {
    "site.yaml": "site",
    "organisations/o1.yaml": "organisation",
    "organisations/a/o1.yaml": None,
    "organisations/o1.md": None,
    "rounds/r1.yaml": "round",
    "notices/r1/a.md": "notice",
    "notices/a.md": "notice",
    "notices/r1/a/b.md": None,
    "notices/r1/a.pdf": None,
    "pages/about.md": "page",
    "pages/x/about.md": None,
    "about.md": None,
    "more/site.yaml": None,
}


@pytest.mark.parametrize(("path", "record"), RECORD_OF.items())
def test_what_a_file_is(path: str, record: str | None) -> None:
    """A file's place says what it is."""
    assert record_of(path) == record


ADDRESSES = {
    "organisations/o1.yaml": "organisations/o1.html",
    "rounds/r1.yaml": "r1/index.html",
    "pages/about.md": "about.html",
    "pages/about/photo.png": "about/photo.png",
    "notices/r1/a.md": "r1/a.html",
    "notices/r1/a/b.pdf": "r1/a/b.pdf",
    "notices/c.md": "notices/c.html",
    "notices/r1/moved.md": "r2/new.html",
    "notices/r1/moved/b.pdf": "r2/new/b.pdf",
    "notices/r1/moved/x/b.pdf": "r2/new/x/b.pdf",
}
MOVED = {"notices/r1/moved.md": "r2/new.html"}


@pytest.mark.parametrize(("path", "to"), ADDRESSES.items())
def test_addresses(path: str, to: str) -> None:
    """Real file names; what belongs to a notice whose address is its own moves along."""
    assert address(path, MOVED) == to


PRINTED = {
    "b.md": "../r1/b.html",
    "b.md#f-1": "../r1/b.html#f-1",
    "../r2/b.md": "../r2/b.html",
    "moved.md#f-1": "../r2/new.html#f-1",
    "a/表 1.pdf": "../r1/a/%E8%A1%A8%201.pdf",
    "a/%E8%A1%A8%201.pdf": "../r1/a/%E8%A1%A8%201.pdf",
    "../../pages/about.md": "../about.html",
    "../../rounds/r1.yaml": "../r1/index.html",
    "/": "../index.html",
    "/about.html#x": "../about.html#x",
    "b.html": "../r1/b.html",
    "../about.html": "../about.html",
    "#f-1": "#f-1",
    "https://example.gov.cn/a?b#c": "https://example.gov.cn/a?b#c",
    "//example.gov.cn/a": "//example.gov.cn/a",
    "mailto:a@b.cn": "mailto:a@b.cn",
}


@pytest.mark.parametrize(("href", "shown"), PRINTED.items())
def test_printed(href: str, shown: str) -> None:
    """Links are relative to the page, so that they work from file:// and below any path."""
    assert printed("notices/r1/a.md", "../", MOVED)(href) == shown


@given(st.text(max_size=40))
def test_no_link_leads_out(href: str) -> None:
    """However a link is written, its target in the content is inside it."""
    to = target("notices/r1/a.md", href)
    assert to.kind in ("external", "anchor", "site", "content", "outside")
    if to.kind in ("site", "content"):
        assert not to.path.startswith(("../", "/")) and to.path != ".."


def test_root() -> None:
    assert [root_of(p) for p in ("index.html", "r1/a.html", "a/b/c.html")] == ["", "../", "../../"]


@pytest.mark.parametrize(
    "href", ["../index.html", "../../index.html", "../../../etc/index.html", "/../x.html", "/%2e%2e/x.html"]
)
def test_addresses_above_the_site(href: str, tmp_path: Path) -> None:
    """A link by address cannot lead above the site's root without being told of."""
    sites.write(tmp_path, sites.BASE)
    sites.write(tmp_path, {"content/pages/about.md": f"---\ntitle: 关于\n---\n\n[甲]({href})\n"})
    codes = [d.code for d in sites.run(tmp_path).diagnostics]
    assert codes in (["E0401"], ["E0408"])
