"""Do the judges of accessibility see what they are for? Faults are put into good pages, one each, and must be found.

`pytest -s` prints who found what. Every judge finds something that it is named for here, so none of them is hollow.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from . import checkers, serving
from .checkers import probe
from .conftest import Open, Served
from .test_accessibility import SPACING, TWICE, walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTICE = "example-round/school.html"
TABLE = "binhai-3-15/entry.html"
SEARCH = "search/index.html"


class Fault(NamedTuple):
    """A fault: in a page, what becomes of what (the first place), or a style; and who must find it."""

    name: str
    judges: str
    old: str = ""
    new: str = ""
    css: str = ""
    page: str = NOTICE


FAULTS = (
    Fault("picture without a text", "axe nu html-validate", "<h2", '<img src="../assets/x.svg"><h2'),
    Fault(
        "chart without a name",
        "axe pictures",
        r"(<svg role=\"img\") aria-labelledby=\"\w+\"(.*?)<title.*?</title>",
        r"\1\2",
    ),
    Fault("chart whose number is in no text", "pictures", r"(<title id=[^>]*>.*?)\d+", r"\g<1>987"),
    Fault(
        "status by its colour alone", "statuses", css=".mark::before, .fields dd::before { content: none !important }"
    ),
    Fault("two statuses of one shape", "statuses", css=".mark { --mark: '●' }"),
    Fault("language missing", "axe nu html-validate", ' lang="zh-CN"'),
    Fault("title missing", "axe nu html-validate", r"<title>[^<]*</title>"),
    Fault("zooming forbidden", "axe", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    Fault(
        "page that reloads",
        "axe html-validate",
        "<meta charset",
        '<meta http-equiv="refresh" content="60"><meta charset',
    ),
    Fault("id given twice", "nu html-validate", 'id="s-2"', 'id="s-1"'),
    Fault(
        "reference to nothing",
        "html-validate",
        '<article id="notice"',
        '<article id="notice" aria-labelledby="nothing"',
    ),
    Fault("elements not closed in order", "nu html-validate", "</h2>", "</h3>"),
    Fault("heading level skipped", "axe headings html-validate", r"<h2>(.*?)</h2>", r"<h4>\1</h4>"),
    Fault("second main heading", "headings html-validate", r"<h2>(.*?)</h2>", r"<h1>\1</h1>"),
    Fault("empty heading", "axe headings html-validate nu", r"<h2>(.*?)</h2>", "<h2></h2>"),
    Fault("link that says nothing", "links", r"(<p class=\"aux links\"><a [^>]*>)[^<]*", r"\1查看"),
    Fault("empty link", "axe links html-validate", r"(<p class=\"aux links\"><a [^>]*>)[^<]*", r"\1"),
    Fault(
        "same words, other target",
        "links",
        "</h2>",
        '</h2><p><a href="../about.html">目标</a><a href="../contact.html">目标</a></p>',
    ),
    Fault(
        "navigation without a name",
        "landmarks html-validate",
        r"<nav class=\"contents\" aria-label=\"目录\"",
        '<nav class="contents"',
    ),
    Fault("text outside of landmarks", "axe landmarks", "</main>", "</main><p>在外面</p>"),
    Fault("second main", "axe landmarks nu html-validate", "<footer", "<main><p>又一个</p></main><footer"),
    Fault("label missing", "axe html-validate", r"<label for=\"words\">[^<]*</label>", page=SEARCH),
    Fault("order of its own", "axe keyboard", r"(<p class=\"aux links\"><a )", r'\1tabindex="3" '),
    Fault("link the keyboard skips", "keyboard", r"(<p class=\"aux links\"><a )", r'\1tabindex="-1" '),
    Fault("skip link to nothing", "axe keyboard", 'href="#main"', 'href="#nowhere"'),
    Fault("no ring", "keyboard", css=":focus-visible { outline: none !important }"),
    Fault("ring too thin", "keyboard", css=":focus-visible { outline: 1px solid !important }"),
    Fault("ring too faint", "keyboard", css=":focus-visible { outline-color: #ccc !important }"),
    Fault("header that stays", "keyboard", css=".top { position: sticky; top: 0 }"),
    Fault(
        "box that covers links",
        "keyboard reflow",
        "</main>",
        '<p class="over">盖住</p></main>',
        ".over { position: absolute; inset: 0; background: #fff; z-index: 2 }",
    ),
    Fault("wider than a phone", "reflow", css="main p { min-width: 30rem }"),
    Fault(
        "wider than a phone when enlarged",
        "reflow",
        css="h1 { min-width: 12rem; white-space: nowrap; overflow-wrap: normal }",
    ),
    Fault("text cut off", "reflow", css="h2 { height: 1.2em; overflow: hidden }"),
    Fault(
        "table the keyboard cannot scroll",
        "axe reflow",
        r"(<section class=\"table[^>]*) tabindex=\"0\"",
        r"\1",
        "table { min-width: 60rem }",
        TABLE,
    ),
    Fault("text of 5:1", "axe contrast", css="main p { color: #6b6b6b }"),
    Fault("visited links too faint", "contrast", css="a:visited { color: #999 !important }"),
    Fault("links too faint under the pointer", "contrast", css="main a:hover { color: #999 !important }"),
    Fault(
        "placeholder too faint",
        "contrast",
        'id="words"',
        'id="words" placeholder="例如：食堂"',
        "::placeholder { color: #aaa }",
        SEARCH,
    ),
    Fault(
        "edges of controls too faint",
        "controls",
        css="input, select { border-color: #ddd !important; background: #fff }",
        page=SEARCH,
    ),
    Fault(
        "small buttons",
        "targets",
        css="button { min-height: 0 !important; padding: 0 !important; line-height: 1.2 !important }",
        page=SEARCH,
    ),
    Fault("links too close", "axe targets", css=".contents a { padding: 0; line-height: 1; font-size: .8rem }"),
    Fault("justified", "typography", css="main p { text-align: justify }"),
    Fault("narrow lines", "typography", css="main p { line-height: 1.5 !important }"),
    Fault(
        "long lines",
        "typography",
        css="main, main * { max-width: none !important; width: auto !important; float: none !important }",
    ),
    Fault("small text", "typography", css="body { font-size: 16px !important }"),
    Fault(
        "folded text",
        "folded",
        r"(<section class=\"section\" id=\"s-1\">)",
        r"<details><summary>展开</summary></details>\1",
    ),
    Fault("hidden text", "folded", css="#s-1 p { display: none }"),
    Fault("style in the page", "policy html-validate", "<h2", '<h2 style="color: #111"'),
    Fault("script in the page", "policy", "</body>", "<script>document.title</script></body>"),
    Fault("picture from elsewhere", "policy", "<h2", '<img src="https://example.org/x.png" alt="图"><h2'),
)
BROWSER = "axe keyboard reflow contrast controls targets typography headings links landmarks pictures statuses folded policy".split()


@pytest.fixture(scope="module")
def seeded(served: Callable[[str], Served], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, with a page for each fault beside the good one."""
    folder = tmp_path_factory.mktemp("faults") / "site"
    shutil.copytree(served("sample").site.folder, folder)
    for fault in FAULTS:
        good = (folder / fault.page).read_text("utf-8")
        bad = re.sub(fault.old, fault.new, good, count=1, flags=re.DOTALL) if fault.old else good
        if fault.css:
            style = place(fault).replace(".html", ".css")
            (folder / style).write_text(fault.css, "utf-8")
            bad = bad.replace("</head>", f'<link rel="stylesheet" href="{Path(style).name}">\n</head>')
        assert bad != good, fault.name
        (folder / place(fault)).write_text(bad, "utf-8")
    return folder


def place(fault: Fault) -> str:
    """Where the page with a fault stands."""
    return f"{fault.page.rpartition('/')[0]}/fault-{FAULTS.index(fault)}.html"


@pytest.fixture(scope="module")
def written(seeded: Path) -> dict[str, list[str]]:
    """What the checkers of HTML say of the pages with faults, and of the good ones."""
    files = [seeded / path for path in sorted({*map(place, FAULTS), NOTICE, TABLE, SEARCH})]
    return {"nu": checkers.nu(files), "html-validate": checkers.html_validate(files)}


def look(page: Page, judge: str) -> list[str]:
    """What one of the judges in the browser says of the page that is open."""
    said: list[str] = []
    match judge:
        case "axe":
            return checkers.axe(page)
        case "keyboard":
            page.keyboard.press("Tab")
            first = probe(page, "focus")
            page.keyboard.press("Enter")
            moved = probe(page, "focus").get("id") == "main"
            page.reload()
            return [*([] if first.get("skip") and moved else ["skip link"]), *walk(page), *probe(page, "fixed")]
        case "reflow":
            page.set_viewport_size({"width": 320, "height": 640})
            for css in ("", TWICE, SPACING):
                probe(page, "style", css)
                said += [*probe(page, "reflow"), *probe(page, "covered")]
            return said
        case "contrast":
            for state in ("", "visited", "hover"):
                if state:
                    probe(page, "pretend", state)
                said += probe(page, "contrast")
            return said
        case _:
            return [str(text) for text in probe(page, judge)]


def judged(browse: Open, address: str, judge: str) -> set[str]:
    """What a judge says of a page."""
    page, heard = browse(bypass_csp=judge == "axe")
    page.goto(address)
    said = set(heard.complaints if judge == "policy" else look(page, judge))
    page.context.close()
    return said


@pytest.fixture(scope="module")
def said_of_good_pages() -> dict[tuple[str, str], set[str]]:
    """What was said of the pages without faults, by page and judge: nothing, when all other tests pass."""
    return {}


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name.replace(" ", "-") for f in FAULTS])
def test_a_fault_is_found(
    browse: Open,
    seeded: Path,
    written: dict[str, list[str]],
    said_of_good_pages: dict[tuple[str, str], set[str]],
    fault: Fault,
) -> None:
    """By every judge that is named for it, who says nothing of the kind of the good page."""
    found = {judge for judge, said in written.items() if any(f"/{place(fault)}:" in text for text in said)}
    with serving.serve(seeded) as address:
        for judge in [name for name in fault.judges.split() if name in BROWSER]:
            key = fault.page, judge
            if key not in said_of_good_pages:
                said_of_good_pages[key] = judged(browse, address + fault.page, judge)
            if judged(browse, address + place(fault), judge) - said_of_good_pages[key]:
                found.add(judge)
    print(f"\n{fault.name}: {', '.join(sorted(found))}")
    assert set(fault.judges.split()) <= found


def test_every_judge_finds_something() -> None:
    assert {judge for fault in FAULTS for judge in fault.judges.split()} == {*BROWSER, "nu", "html-validate"}
