"""Search in a browser: complete and exact for what is drawn from a corpus, small, and usable by anyone.

The corpus has 200 notices like the sample's; `CORPUS` names a folder with another in the neutral layout of the
benchmarks, and then every search is measured.
"""

from __future__ import annotations

import json
import os
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pytest
import sites
from corpus import convert, neutral, switch

from generator.build import build
from generator.options import Options

from . import serving
from .conftest import Launcher, Open, limited

if TYPE_CHECKING:
    from playwright.sync_api import Page

CORPUS = os.environ.get("CORPUS", "")
QUERIES = {"words": 127, "phrases": 126, "strings": 127}
LIMIT = 3600.0 if CORPUS else 240.0
COLD = 60_000  # bytes of a first search, compressed
COLD_QUERIES = 380 if CORPUS else 20


class Document(NamedTuple):
    """What can be found, and where the notice stands in the order of hits."""

    href: str
    heading: str
    text: str
    date: str


class Corpus(NamedTuple):
    folder: Path
    documents: list[Document]
    queries: dict[str, list[str]]


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", c).lower() for c in text)


def documents(folder: Path) -> Iterator[Document]:
    """What the data of all notices hold, without the search index having a say."""
    for path in sorted(p for p in folder.glob("r*/*.json") if p.name != "feed.json"):
        r = json.loads(path.read_bytes())
        yield Document(r["html"], fold(r["title"]), fold(r.get("lead", "")), r["date"])
        for s in r["sections"]:
            heading = s.get("label", "") + s.get("title", "")
            yield Document(f"{r['html']}#{s['id']}", fold(heading), fold(s.get("text", "")), r["date"])


def draw(texts: list[str]) -> dict[str, list[str]]:
    """Words and phrases of Chinese, and any two or three neighbouring characters."""
    rng = random.Random(380)
    kinds = {
        "words": re.compile(r"[\u4e00-\u9fff]{2,4}"),
        "phrases": re.compile(r"[\u4e00-\u9fff]{5,12}"),
        "strings": re.compile(r"\S{2,3}"),
    }
    drawn: dict[str, list[str]] = {}
    for kind, form in kinds.items():
        drawn[kind] = []
        while len(drawn[kind]) < QUERIES[kind]:
            text = rng.choice(texts)
            found = form.match(text, rng.randrange(max(1, len(text))))
            if found and found[0] not in drawn[kind]:
                drawn[kind].append(found[0])
    return drawn


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The site of the corpus, what is in it, and what to look for."""
    root = tmp_path_factory.mktemp("corpus")
    source = Path(CORPUS) if CORPUS else root / "neutral"
    if not CORPUS:
        neutral(source, 200)
    convert(source, root / "site")
    switch(root / "site", ("ledger", "search"))
    report = build(Options(root / "site", now=1_798_732_800))
    assert report.exit_code == 0, sites.codes(report)
    folder = root / "site/site"
    found = list(documents(folder))
    texts = [d.text for d in found if d.text]
    return Corpus(folder, found, draw(texts))


@pytest.fixture(scope="module")
def address(corpus: Corpus) -> Iterator[str]:
    with serving.serve(corpus.folder) as at:
        yield at


def is_hit(document: Document, query: str) -> bool:
    return all(term in document.heading or term in document.text for term in fold(query).split())


# everything that is found, in order, without showing it; the addresses of the page are kept as numbers
ALL = """async ({queries, places}) => {
  const known = new Map(places.map((place, i) => [place, i])), out = [];
  for (const query of queries) {
    const result = await gongkai.search(query, {}), told = [result.total, result.exact], hits = await result.next(5);
    told.push(result.done);
    while (!result.done) hits.push(...await result.next(5000));
    out.push([...told, hits.map(hit => known.get(hit.href))]);
  }
  return out;
}"""


def judge(corpus: Corpus, page: Page, queries: list[str]) -> None:
    """Recall and precision against what has the words as a part of its text; the order; and what is said of the number."""
    found = page.evaluate(ALL, {"queries": queries, "places": [d.href for d in corpus.documents]})
    for query, (total, exact, done, hits) in zip(queries, found, strict=True):
        truth = {k for k, d in enumerate(corpus.documents) if is_hit(d, query)}
        assert truth, query
        assert set(hits[:5]) <= truth, query
        assert set(hits) == truth, query
        assert len(hits) == len(truth), query
        assert total == len(truth) if exact else total >= len(truth), query
        assert done == (len(truth) <= 5) if exact else done >= (len(truth) < 5), query
        order = [corpus.documents[k] for k in hits]
        in_heading = [all(t in d.heading for t in fold(query).split()) for d in order]
        assert in_heading == sorted(in_heading, reverse=True), query
        for level in (True, False):
            dates = [d.date for d, h in zip(order, in_heading, strict=True) if h is level]
            assert dates == sorted(dates, reverse=True), query


FURTHER = ("水", "党", "整改 问题", "整改　2021", "２０", "02", "020", "”，", "”")


def test_recall_and_precision(corpus: Corpus, address: str, launcher: Launcher) -> None:
    """Recall 1.000, precision 1.000 of all hits: also of single characters, of several terms, of both widths."""
    queries = [*(q for kind in QUERIES for q in corpus.queries[kind]), *FURTHER]
    with limited(launcher, LIMIT) as browser:
        page = browser.new_context().new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address + "search/index.html")
        judge(corpus, page, queries)
        assert complaints == []
        page.context.close()


def test_from_a_disc(corpus: Corpus, browse: Open) -> None:
    """The same without a server."""
    page, heard = browse()
    page.goto((corpus.folder / "search/index.html").as_uri())
    judge(corpus, page, [q for kind in QUERIES for q in corpus.queries[kind][:8]])
    page.goto((corpus.folder / "index.html").as_uri())
    page.get_by_role("searchbox").fill("整改")
    page.keyboard.press("Enter")
    page.locator("#hits li").first.wait_for()
    page.locator("#hits a").first.click()
    page.wait_for_url(f"{(corpus.folder / 'r').as_uri()}*/**")
    assert all(url.startswith(corpus.folder.as_uri()) for url in heard.requests)
    assert heard.complaints == []


def test_a_first_search_is_small(corpus: Corpus, address: str, launcher: Launcher) -> None:
    """The script, the tables, the shards and the texts of the first hits."""
    every = [q for kind in QUERIES for q in corpus.queries[kind]]
    sizes: dict[str, int] = {}
    with limited(launcher, LIMIT) as browser:
        page = browser.new_context().new_page()
        got: dict[str, int] = {}
        page.on("response", lambda r: got.update({r.url: int(r.headers["content-length"])}))
        for query in every[:: len(every) // COLD_QUERIES]:
            for url in [u for u in got if "/assets/search." not in u]:
                del got[url]
            page.goto(f"{address}search/index.html?q={quote(query)}")  # the index is asked for again each time
            page.locator("#hits li").first.wait_for()
            sizes[query] = sum(size for url, size in got.items() if re.search(r"/search/\d|/assets/search\.", url))
            assert any("/docs.js" in url for url in got)
        page.context.close()
    worst = sorted(sizes.items(), key=lambda pair: -pair[1])
    print(f"{len(sizes)} first searches: mean {sum(sizes.values()) // len(sizes)} bytes, most {worst[:3]}")
    assert worst[0][1] <= COLD
    assert sum(sizes.values()) <= 0.75 * COLD * len(sizes)


FOCUSED = "document.activeElement.closest('#hits li') ? document.activeElement.href : document.activeElement.id"


def test_with_the_keyboard_only(corpus: Corpus, address: str, browse: Open) -> None:
    """Type, Enter, on to the hits, more of them, and to the finding."""
    page, heard = browse()
    page.goto(address)
    while page.evaluate("document.activeElement.type") != "search":
        page.keyboard.press("Tab")
    query = next(q for q in corpus.queries["words"] if sum(is_hit(d, q) for d in corpus.documents) > 20)
    page.keyboard.insert_text(query)
    page.keyboard.press("Enter")
    page.locator("#more").wait_for()
    assert page.url == f"{address}search/index.html?q={quote(query)}"
    assert page.title().startswith(query)
    assert page.get_by_role("status").inner_text().startswith(("找到 ", "可能有 "))
    assert page.evaluate(FOCUSED) == "found"
    assert page.locator("#hits li").count() == 5
    assert {fold(t) for t in page.locator("#hits mark").all_inner_texts()} == {query}
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == page.locator("#hits a").first.evaluate("a => a.href")
    while page.evaluate(FOCUSED) != "more":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#hits li").nth(14).wait_for()
    assert page.evaluate(FOCUSED) == page.locator("#hits a").nth(5).evaluate("a => a.href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r*/*.html*")
    page.go_back()
    page.locator("#hits li").first.wait_for()
    assert page.get_by_role("searchbox").input_value() == query
    assert heard.complaints == []


def test_filters_are_in_the_address(corpus: Corpus, address: str, browse: Open) -> None:
    """What is chosen narrows the search, stays chosen, and can be passed on."""
    page, heard = browse()
    page.goto(address + "search/index.html?q=整改")
    page.locator("#hits li").first.wait_for()
    page.get_by_label("轮次", exact=True).select_option("r0002")
    page.get_by_label("年份").select_option(index=1)
    year = page.get_by_label("年份").input_value()
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**round=r0002*")
    page.locator("#status:not(:empty)").wait_for()
    page.wait_for_function("!document.getElementById('status').textContent.startsWith('正在')")
    truth = [
        d for d in corpus.documents if d.href.startswith("r0002/") and d.date.startswith(year) and is_hit(d, "整改")
    ]
    said = page.get_by_role("status").inner_text()
    assert said == (
        f"找到 {len(truth)} 条结果。" if truth else "没有找到。可以换一种说法、少输入几个字，或者放宽范围。"
    )
    assert page.get_by_label("轮次", exact=True).input_value() == "r0002"
    page.goto(address + "search/index.html?q=整改&status=completed")
    page.wait_for_function("document.getElementById('status').textContent.startsWith('没有找到')")
    page.goto(address + "search/index.html?q=整改&round=r0002")
    page.locator("#hits li").first.wait_for()
    assert all("/r0002/" in href for href in page.locator("#hits a").evaluate_all("all => all.map(a => a.href)"))
    assert heard.complaints == []


def test_what_stands_in_the_text_is_shown_as_it_is(site: Path, browse: Open) -> None:
    """Both widths, expansions, characters of two units and markup: marked in the text of the office, unchanged."""
    text = "面积２㎡内，ＡＢＣ与“𠮷田”，<b>不是标记</b>&amp;。"
    sites.write(
        site,
        {
            "content/notices/binhai-3-15/odd.md": "---\ntitle: 奇字公告\nkind: announcement\norganisation: teda\n"
            "published_at: 2026-01-02\n---\n\n" + text.replace("<", "\\<").replace("&", "\\&") + "\n"
        },
    )
    assert sites.run(site, now=1_798_732_800).exit_code == 0
    page, heard = browse()
    expected = {
        "2m2内": "２㎡内",
        "m2": "㎡",
        "bc与": "ＢＣ与",
        "𠮷": "𠮷",
        "“𠮷": "“𠮷",
        "<b>": "<b>",
        "&amp;。": "&amp;。",
        "田”，": "田”，",
    }
    for query, shown in expected.items():
        page.goto((site / "site/search/index.html").as_uri() + "?q=" + quote(query))
        hit = page.locator("#hits li", has_text="奇字公告")
        hit.first.wait_for()
        assert hit.locator("mark").all_inner_texts() == [shown]
        assert text in hit.inner_text()
    assert heard.complaints == []


def test_a_file_that_does_not_come(corpus: Corpus, address: str, browse: Open) -> None:
    """It is said, and other ways are there."""
    page, _ = browse(lost=".js")
    page.route("**/search/0/t*", lambda route: route.abort())
    page.goto(address + "search/index.html?q=整改")
    page.wait_for_function("document.getElementById('status').textContent.includes('没有取到')")
    assert page.get_by_role("link", name="各轮次").count() >= 1


def test_without_javascript(address: str, browse: Open) -> None:
    """The form leads to a page that says so and leads on."""
    page, heard = browse(java_script_enabled=False)
    page.goto(address)
    page.get_by_role("searchbox").fill("整改")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    main: Any = page.locator("main")
    assert "需要浏览器开启 JavaScript" in main.inner_text()
    assert page.locator("#results").is_hidden()
    for name in ("各轮次", "各单位", "问题台账", "网站地图"):
        assert main.get_by_role("link", name=name).first.is_visible()
    assert heard.complaints == []
