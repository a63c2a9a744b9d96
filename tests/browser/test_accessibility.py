"""The bar of accessibility, line by line, in a real browser; `test_faults.py` shows that each judge sees what it is for.

Every notice and the largest and smallest page of each kind are looked at in one state, and the largest of each kind in
light and dark, 1280 and 320 pixels wide. A new kind of page is among them without being named here. The checkers of HTML
read every page of every site of `examples`, and so does `test_html.py`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from examples import SITES

from generator.outputs import BY_NAME, OUTPUTS

from . import checkers
from .checkers import probe
from .conftest import HEIGHTS, REPOSITORY, Command, Open, Served

Build = Callable[[str], Served]
Scheme = Literal["light", "dark"]

OURS = [name for name in SITES if not name.startswith("golden")]  # those have a theme of their own
LOOKED_AT = ["sample", "rich", "english", "long", "empty", "announced"]
STATES: tuple[tuple[int, Scheme], ...] = tuple((w, s) for w in HEIGHTS for s in ("light", "dark"))
# line 4: twice the size of the text, and the spacing of WCAG 2.2, 1.4.12
TWICE = "html { font-size: 225% !important }"
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
ZOOMED = 320, 256  # of 1280 × 1024 at 400 %


def accept(found: list[str]) -> None:
    """Nothing may be complained of."""
    if found:
        pytest.fail(f"{len(found)} complaints:\n" + "\n".join(found), pytrace=False)


def told(where: str, said: list[str]) -> list[str]:
    return [f"{where}: {text}" for text in said]


def test_every_template_is_looked_at(served: Build) -> None:
    """Each template that makes pages makes one of one of the sites; but for the page of the preview: see its test."""
    templates = {o.template for o in OUTPUTS if o.template.endswith(".html") and o.encode is None}
    kinds = {kind for name in OURS for kind in served(name).kinds.values()}
    assert templates - {BY_NAME[kind].template for kind in kinds} == {"components.html"}
    for name in OURS:
        assert served(name).kinds.keys() == served(name).site.pages.keys()


# 1 axe


@pytest.mark.parametrize(("width", "scheme"), STATES)
@pytest.mark.parametrize("name", ["sample", "rich", "announced"])
def test_axe_in_four_states(served: Build, browse: Open, name: str, width: int, scheme: Scheme) -> None:
    at = served(name)
    page, _ = browse(width, scheme, bypass_csp=True)
    found = []
    for path in at.one_of_each:
        page.goto(at.address + path)
        found += told(path, checkers.axe(page))
    accept(found)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_on_every_page(served: Build, browse: Open, name: str) -> None:
    at = served(name)
    done = at.one_of_each if name in ("sample", "rich", "announced") else ()
    page, _ = browse(bypass_csp=True)
    found = []
    for path in at.many:
        if path not in done:
            page.goto(at.address + path)
            found += told(path, checkers.axe(page))
    accept(found)


# 2 Nu HTML checker, html-validate


def test_nu_html_checker(served: Build) -> None:
    """No error and no warning in any page, style sheet or drawing."""
    accept(checkers.nu(served(name).site.folder for name in OURS))


def test_html_validate(served: Build) -> None:
    accept(checkers.html_validate(served(name).site.folder for name in OURS))


# 3 Keyboard


@pytest.mark.parametrize(("name", "width"), [("sample", 1280), ("sample", 320), ("rich", 1280)])
def test_keyboard(served: Build, browse: Open, name: str, width: int) -> None:
    """First the skip link, which moves the focus; then every stop in the order of the document, with a ring."""
    at = served(name)
    page, _ = browse(width, "light" if width == 1280 else "dark")
    found = []
    for path in at.one_of_each:
        page.goto(at.address + path)
        page.keyboard.press("Tab")
        first = probe(page, "focus")
        if not first.get("skip"):
            found.append(f"{path}: the first stop is not the skip link")
        page.keyboard.press("Enter")
        if probe(page, "focus").get("id") != "main":
            found.append(f"{path}: the skip link does not move the focus to main")
        page.keyboard.press("Tab")
        if not page.evaluate("!!document.activeElement.closest('main, footer')"):
            found.append(f"{path}: after the skip link Tab goes back to the head of the page")
        page.goto(at.address + path)
        found += told(path, walk(page))
        found += told(path, probe(page, "fixed"))
    accept(found)


def walk(page: Any) -> list[str]:
    """What is wrong on the way of the Tab key through a page that was just opened."""
    stops = probe(page, "stops")
    said, visited = [], []
    for _ in stops:
        page.keyboard.press("Tab")
        at = probe(page, "focus")
        visited.append(at["at"])
        said += at["wrong"]
    page.keyboard.press("Tab")
    if (left := probe(page, "focus")["at"]) not in (-1, stops[0]):
        visited.append(left)
    if visited != stops:
        odd = sorted((set(visited) ^ set(stops)) - {-1}) or [
            a for a, b in itertools.zip_longest(visited, stops) if a != b
        ]
        names = page.evaluate("ns => ns.map(n => document.querySelectorAll('*')[n].outerHTML.slice(0, 90))", odd[:3])
        said.append(f"Tab stops at {len(visited)} places, not at {len(stops)} in their order: {names}")
    return said


# 4, 5, 6 Layout


@pytest.mark.parametrize("width", HEIGHTS)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_layout(served: Build, browse: Open, name: str, width: int) -> None:
    """Targets and lines have their sizes; as it is, enlarged, spaced out and zoomed in, nothing sticks out or is covered."""
    at = served(name)
    page, _ = browse(width)
    sizes = [(width, HEIGHTS[width])] + ([ZOOMED] if width == 320 else [])
    found = []
    for path in at.many if width == 320 else at.one_of_each:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.goto(at.address + path)
        found += told(path, [*probe(page, "targets"), *probe(page, "typography")])
        for (wide, high), css in itertools.product(sizes, ("", TWICE, SPACING)):
            page.set_viewport_size({"width": wide, "height": high})
            probe(page, "style", css)
            found += told(f"{path} {wide}×{high} {css[:20]}", [*probe(page, "reflow"), *probe(page, "covered")])
    accept(found)


# 5 Contrast


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_contrast(served: Build, browse: Open, name: str, scheme: Any) -> None:
    """Text 7:1, controls 3:1; also of links that were visited, or that the pointer is on."""
    at = served(name)
    options = {"forced_colors": "active"} if scheme == "forced" else {"scheme": scheme}
    page, _ = browse(**options)
    found = []
    for path in at.many if scheme == "light" else at.one_of_each:
        page.goto(at.address + path)
        for state in ("", "visited", "hover"):
            if state:
                probe(page, "pretend", state)
            found += told(f"{path} {state}", [*probe(page, "contrast"), *probe(page, "controls")])
    accept(found)


# 7, 8, 9, 10 Structure, words, pictures, nothing folded; without JavaScript too, under the policy, and from a disc

PROBES = ("headings", "links", "landmarks", "pictures", "statuses", "folded")
TEXT = "document.querySelector('#notice, main').innerText"
SIZE = "getComputedStyle(document.body).fontSize"  # 18px tells that the policy lets the style through
LIVE = {
    "search",
    "verify",
}  # kinds of pages that have a place for what is asked for, and words for readers without scripts


@pytest.mark.parametrize("name", LOOKED_AT)
def test_structure_and_policy(served: Build, browse: Open, name: str) -> None:
    """Headings, links, landmarks, pictures are in order; without scripts the text is the same, and none is hidden.

    No complaint and nothing asked from elsewhere, over http under the policy and from a disc; at most 6 requests.
    """
    at = served(name)
    found = []
    page, heard = browse()
    plain, _ = browse(java_script_enabled=False)
    disc, heard_on_disc = browse()
    for path in at.many:
        kind = at.kinds[path]
        heard.requests.clear()
        page.goto(at.address + path)
        elsewhere = [url for url in heard.requests if not url.startswith((at.address, "data:"))]
        if elsewhere or len(heard.requests) > 6:
            found.append(f"{path}: asks for {elsewhere or heard.requests}")
        plain.goto(at.address + path)
        for way, open_ in (("", page), ("without scripts", plain)):
            for probing in PROBES if kind not in LIVE else PROBES[:-1]:
                found += told(f"{path} {probing} {way}", probe(open_, probing))
        texts = plain.evaluate(TEXT), page.evaluate(TEXT)
        if kind == "notice" and texts[0] != texts[1]:
            found.append(f"{path}: scripts change the text of the notice")
        lost = set(texts[0].split("\n")) - set(texts[1].split("\n")) if kind not in LIVE else set()
        if lost:
            found.append(f"{path}: with scripts there is no {sorted(lost)[:3]}")
        styled = [page.evaluate(SIZE)]
        if kind != "notfound":  # only servers show it
            disc.goto((at.site.folder / path).as_uri())
            styled.append(disc.evaluate(SIZE))
        if set(styled) != {"18px"}:
            found.append(f"{path}: text of {styled}")
    beyond = [url for url in heard_on_disc.requests if not url.startswith((at.site.folder.as_uri(), "data:"))]
    accept([*found, *heard.complaints, *heard_on_disc.complaints, *beyond])


# The component page, which the preview alone has: what holds for pages of the site holds for it


def test_component_page(preview: Callable[[], Command], browse: Open) -> None:
    address = preview().address + "_components.html"
    found = []

    def visit(page: Any) -> None:
        page.goto(address)
        page.locator("#gongkai-preview button").wait_for()  # the preview adds its bar when it has been told

    for width, scheme in STATES:
        page, _ = browse(width, scheme, bypass_csp=True)
        visit(page)
        state = f"{width} {scheme}"
        found += told(state, checkers.axe(page))
        for probing in (*PROBES, "targets", "typography", "contrast", "controls"):
            found += told(f"{state} {probing}", probe(page, probing))
        for css in ("", TWICE, SPACING):
            probe(page, "style", css)
            found += told(f"{state} {css[:20]}", [*probe(page, "reflow"), *probe(page, "covered")])
        visit(page)
        found += told(state, walk(page))
    page, heard = browse()
    visit(page)
    accept([*found, *heard.complaints])


# 12 The statement


def test_accessibility_statement(served: Build) -> None:
    """Standard, date, tools, what was not tested, contact; linked from every page. The tools are those of these tests."""
    site = served("sample").site
    statement = site.pages["accessibility.html"]
    main = statement.root.one("main")
    for words in (r"WCAG）? ?2\.2", r"\d{4}年\d{1,2}月\d{1,2}日", "没有.*读屏", "联系"):
        assert re.search(words, main.text), words
    tools = json.loads((REPOSITORY / "tests/tools/package.json").read_text("utf-8"))["dependencies"]
    for tool in {
        name.replace("vnu-jar", "Nu") for name in tools if name != "replaywebpage"
    }:  # judges archives, not pages
        assert tool.lower() in main.text.lower(), tool
    assert any(site.place(statement.path, a.get("href")) == ("contact.html", "") for a in main.find("a"))
    for page in site.pages.values():
        assert any((site.place(page.path, a.get("href")) or ("",))[0] == statement.path for a in page.root.find("a"))
