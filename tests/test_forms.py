"""Forms for opinions: one page per notice, an entry for each of its findings, and a way there from each."""

from __future__ import annotations

from pathlib import Path

import examples
import pytest
import sites
from pages import Page, Site


def findings(notice: Page) -> list[str]:
    return [e.get("id") for e in notice.root.find("section") if {"finding", "withheld"} & set(e.get("class").split())]


def form_of(site: Site, notice: Page) -> Page | None:
    return site.pages.get(notice.path.removesuffix("html") + "form.html")


@pytest.fixture(scope="module", params=["sample", "rich", "english", "hiding"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return examples.built(request.param, tmp_path_factory.mktemp(request.param))


def test_every_finding_has_an_entry_and_a_link_to_it(site: Site) -> None:
    """In the order of the notice, withheld findings too; each with its heading and its permanent address."""
    forms = 0
    for notice in site.notices:
        form = form_of(site, notice)
        links = [a.get("href") for a in notice.root.one("article").find("a") if ".form.html" in a.get("href")]
        if form is None:
            assert notice.root.find(cls="alert") and not links, f"{notice}: only a withdrawn one has no form"
            continue
        forms += 1
        name = form.path.rpartition("/")[2]
        assert links == [f"{name}#{id_}" for id_ in findings(notice)]
        *entries, whole = form.root.one("ul", cls="on").find("li")
        assert [e.get("id") for e in entries] == findings(notice)
        assert whole.get("class") == "whole" and not whole.get("id")
        address = site.address(notice.path.removeprefix("hant/"))
        for entry in entries:
            assert entry.one("a").get("href") == "#" + entry.get("id")
            assert entry.one("span").text == f"{address}#{entry.get('id')}"
            (section,) = (e for e in notice.root.all() if e.get("id") == entry.get("id"))
            heading = "".join(section.find("h2", "h3", "h4", "h5", "h6")[0].text.split())
            said = "".join(entry.text.removesuffix(entry.one("span").text).split())
            withheld = section.get("class") == "withheld"
            assert heading.endswith(said) if withheld else said.endswith(heading), entry
    assert forms


def test_a_form_says_what_it_is_on_and_where_it_goes(site: Site) -> None:
    for notice in site.notices:
        form = form_of(site, notice)
        if form is None:
            continue
        main = form.root.one("main")
        assert notice.h1 in form.h1
        assert notice.tag("PubDate") in main.text, "the state of the notice that it is on"
        back = [a for a in main.find("a") if site.place(form.path, a.get("href")) == (notice.path, "")]
        assert [a.text for a in back] == [site.address(notice.path.removeprefix("hant/"))]
        contact = notice.root.find("section", cls="contact")
        for a in contact[0].find("a") if contact else []:
            if a.get("href").startswith(("tel:", "mailto:")) and a.text in a.get("href"):
                assert a.text in main.text
        assert not main.find("input", "textarea", "button", "form"), "it is for paper"


def test_a_form_names_the_oversight_period_and_the_latest_change(tmp_path: Path) -> None:
    notice = sites.BASE["content/notices/r1/a.md"]
    dated = notice.replace("published_at", "oversight: {opens_on: 2026-03-05, closes_on: 2026-03-26}\npublished_at")
    correction = notice.replace("title: 甲通报", "title: 更正\ncorrects: r1/a").replace("rectification", "correction")
    sites.write(
        tmp_path,
        {
            **sites.BASE,
            "content/notices/r1/a.md": dated,
            "content/notices/r1/b.md": correction.replace("2026-03-05", "2026-03-09"),
        },
    )
    assert sites.run(tmp_path).exit_code == 0
    text = Page("x", (tmp_path / "site/r1/a.form.html").read_text("utf-8")).root.one("main").text
    assert "2026-03-05至2026-03-26" in text
    assert "2026-03-05 09:00" in text and "2026-03-09" in text


def test_switched_off(tmp_path: Path) -> None:
    """No form, and no link to one."""
    sites.write(tmp_path, sites.BASE)
    examples.switch(tmp_path, "forms", False)
    assert sites.run(tmp_path).exit_code == 0
    tree = sites.tree(tmp_path / "site")
    assert "r1/a.html" in tree
    assert not [path for path in tree if ".form." in path]
    assert not [path for path, data in tree.items() if b".form.html" in data]


def test_a_page_with_many_findings_stays_small(tmp_path: Path) -> None:
    """A sheet for each of them costs a line, and no sheet."""
    more = "".join(f"### （{k}）针对“问题{k}”问题\n\n- 一是改。\n\n" for k in range(2, 40))
    text = sites.BASE["content/notices/r1/a.md"]
    sites.write(tmp_path, {**sites.BASE, "content/notices/r1/b.md": text + "\n" + more})
    sites.run(tmp_path)
    one, many = ((tmp_path / f"site/r1/{name}.form.html").stat().st_size for name in "ab")
    assert (many - one) / 38 < 200
