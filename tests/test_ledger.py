"""The ledger: every link offered leads to the list it names, as an independent reader of the records selects it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import examples
import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st
from pages import Element, Page, Site

from generator import ledger
from generator.ledger import NAMED, SIZE, Choice, Findings
from generator.model import Facts, Head
from generator.outputs.ledger import PENDING, in_passes, slices

# ------------------------------------------------------------ which lists there are

ROUNDS, ORGANISATIONS, UNITS = ("", "r1", "r2"), ("", "o1", "o2", "o3"), ("", "甲", "乙", "丙")
STATUSES = ("", "completed", "not_completed", "withheld")
TYPES = ("", "recovery", "recovery,campaign", "campaign,campaign", "rule_making")


def made(counts: st.SearchStrategy[int]) -> st.SearchStrategy[list[Findings]]:
    cell = st.tuples(st.sampled_from(STATUSES), st.sampled_from(UNITS), st.sampled_from(TYPES), counts)
    cells = st.lists(cell, max_size=6).map(tuple)
    notice = st.builds(Findings, st.sampled_from(ROUNDS), st.sampled_from(ORGANISATIONS), cells)
    return st.lists(notice, max_size=8)


def selected(notices: Iterable[Findings], key: ledger.Key) -> int:
    """How many findings have all choices of a list: counted one by one."""
    total = 0
    for round_, organisation, cells in notices:
        for status, unit, types, count in cells:
            has = {("round", round_), ("organisation", organisation), ("status", status or "unstated"), ("unit", unit)}
            has |= {("type", t) for t in types.split(",")}
            total += count if set(key) <= has else 0
    return total


@given(made(st.sampled_from((1, 2, 150, 400))))
def test_lists_narrow_each_other(notices: list[Findings]) -> None:
    """A list offered has the findings counted, fewer than the one it is offered on, and a way back to wider ones."""
    found = ledger.ledger(notices, ["r2", "r1"])
    for key, by_facet in found.children.items():
        assert found.total(key) == selected(notices, key)
        assert all(wider in found.children for wider in ledger.above(key))
        for facet, values in by_facet.items():
            assert len(set(values)) == len(values)
            for value in values:
                narrower = ledger.narrowed(key, Choice(facet, value))
                assert narrower in found.children
                assert 0 < found.total(narrower) < found.total(key)
    every = {(Choice("status", s or "unstated"),) for _, _, cells in notices for s, _, _, _ in cells}
    offered = {k for k in found.children if len(k) == 1 and k[0].facet == "status"}
    assert offered == {k for k in every if selected(notices, k) < found.total(())}


@given(made(st.sampled_from((1, 400))))
def test_addresses_are_different(notices: list[Findings]) -> None:
    """Lists, their further pages and the pages that name values: all at addresses of their own, folder by folder."""
    found = ledger.ledger(notices)
    ids = ledger.unit_ids_of(found)
    addresses = {key: ledger.address(key, ids) for key in found.children}
    assert len(set(addresses.values())) == len(addresses)
    for key, address in addresses.items():
        assert address.startswith(ledger.folder(key) or "ledger/index") and address.isascii()
        assert address.rpartition("/")[0] + "/" == (ledger.folder(key) or "ledger/")


def test_what_is_offered_on_which_list() -> None:
    """Lists of a round are narrowed always, others when they do not stand on a page; of many values, some."""
    few = ("completed", "甲", "recovery", 1), ("", "乙", "", 1)
    found = ledger.ledger([Findings("r1", "o1", few), Findings("r2", "o2", few)])
    assert found.children[(Choice("round", "r1"),)] == {
        "status": ["completed", "unstated"], "unit": ["乙", "甲"], "type": ["recovery"],
    }  # fmt: skip
    assert found.children[(Choice("organisation", "o1"),)] == {}
    many = tuple(("completed", f"u{k:03}", "", 1) for k in range(SIZE)), (("", "", "", 1),)
    found = ledger.ledger([Findings("r1", "o1", many[0]), Findings("r1", "o1", many[1]), Findings("r2", "o2", few)])
    key = (Choice("organisation", "o1"),)
    assert found.children[key]["unit"] == [f"u{k:03}" for k in range(NAMED)]
    assert found.cut[key] == {"unit"}
    assert len(found.children[()]["unit"]) == SIZE + 2
    assert found.all_named() == ["unit"]


def test_rounds_are_offered_latest_first_and_others_by_their_number() -> None:
    notices = [
        Findings("r1", "o2", (("withheld", "甲", "", 1),)),
        Findings("r2", "o1", (("completed", "乙", "campaign", 2),)),
        Findings("r3", "o1", (("", "甲", "recovery", 3),)),
    ]
    assert ledger.ledger(notices, ["r3", "r1", "r2"]).children[()] == {
        "round": ["r3", "r1", "r2"],
        "organisation": ["o1", "o2"],
        "status": ["completed", "unstated", "withheld"],
        "unit": ["甲", "乙"],
        "type": ["recovery", "campaign"],
    }


def test_units_have_stable_addresses() -> None:
    """The part of an address depends on the unit's name alone, unless two digests begin alike."""
    assert ledger.unit_ids(["党建办公室", "财政所"])["财政所"] == ledger.unit_ids(["财政所"])["财政所"]
    alike = ["第746308办公室", "第943800办公室"]
    assert {i for name in alike for i in ledger.unit_ids([name]).values()} == {"6aba1d0861"}
    assert len(set(ledger.unit_ids(alike).values())) == 2


@given(st.lists(st.integers(1, 2 * SIZE + 1), max_size=12))
def test_pages_of_the_whole_list(counts: list[int]) -> None:
    """Every finding stands on one page, in order; a page reads the notices it needs and no other."""
    notices = [(Head(str(k), "notice", str(k), "", {}, {}), _facts(n)) for k, n in enumerate(counts)]
    every = [(k, i) for k, n in enumerate(counts) for i in range(n)]
    shown = []
    for skip, take, heads in slices(notices):
        rows = [(int(h.id), i) for h in heads for i in range(counts[int(h.id)])][skip : skip + take]
        assert take == len(rows) <= SIZE
        assert {k for k, _ in rows} == {int(h.id) for h in heads}
        shown += rows
    assert shown == every


def _facts(findings: int) -> Facts:
    return Facts(facets=(("", "", "", findings),))


def test_what_waits_in_memory_is_bounded() -> None:
    units = PENDING // SIZE + 1
    found = ledger.ledger([Findings("", "", tuple(("", f"u{k}", "", SIZE) for k in range(units)))])
    keys = [key for key in found.children if key]
    parts = list(in_passes(keys, found))
    assert len(parts) == 2 and [key for part in parts for key in part] == keys
    assert all(sum(min(SIZE, found.total(key)) for key in part) <= PENDING for part in parts)


# ------------------------------------------------------------- the pages of sites

# what pages call facets, and what a record must have for a value: by the names on pages, as a reader has them
NAMES = {
    "zh": {"轮次": "round", "单位": "organisation", "状态": "status", "责任单位": "unit", "措施类型": "type"},
    "en": {
        "Round": "round", "Organisation": "organisation", "Status": "status",
        "Responsible unit": "unit", "Measure types": "type",
    },
}  # fmt: skip
VALUES = {
    "已完成": "completed", "基本完成": "largely_completed", "未完成": "not_completed", "未写明状态": "", "不公开": "withheld",
    "completed": "completed", "largely completed": "largely_completed", "not completed": "not_completed",
    "No status stated": "", "Withheld": "withheld",
    "建章立制": "rule_making", "挽回损失": "recovery", "追责问责": "accountability", "举一反三": "extension",
    "专项整治": "campaign", "重大措施": "major", "rule-making": "rule_making", "recovery of losses": "recovery",
}  # fmt: skip


class Finding(NamedTuple):
    """A finding of a record: where it is, and its values by facet."""

    href: str
    facets: dict[str, tuple[str, ...]]
    due: str


def records(site: Site) -> Iterator[Finding]:
    """The findings of all records, the newest notice first, then as in the text."""
    found = [json.loads(data) for path, data in site.files.items() if path.endswith(".json") and path.count("/") == 1]
    notices = [r for r in found if "sections" in r and "html" in r]
    for r in sorted(notices, key=lambda r: (r["date"], r["html"]), reverse=True):
        for s in r["sections"]:
            if s["kind"] in ("finding", "withheld"):
                status = "withheld" if s["kind"] == "withheld" else s.get("status", "")
                facets = {
                    "round": (r.get("round", {}).get("name", ""),),
                    "organisation": (r.get("organisation", {}).get("name", ""),),
                    "status": (status,),
                    "unit": (s.get("responsible_unit", ""),),
                    "type": tuple(s.get("measure_types", ())),
                }
                yield Finding(f"{r['html']}#{s['id']}", facets, s.get("due_on", ""))


def place(site: Site, page: Page, a: Element) -> str:
    found = site.place(page.path, a.get("href"))
    assert found is not None
    return "#".join(part for part in found if part)


def shown(site: Site, path: str) -> list[str]:
    """Where the rows of a list lead, on all its pages in order."""
    out: list[str] = []
    while path:
        page = site.pages[path]
        rows = [
            row.one("th").one("a") for table in page.root.find("table", cls="ledger") for row in table.find("tr")[1:]
        ]
        assert len(rows) <= 500
        out += [place(site, page, a) for a in rows]
        path = next((place(site, page, a) for a in page.root.find("a") if a.get("rel") == "next"), "")
    return out


def offered(site: Site, page: Page) -> Iterator[tuple[str, str, str, int]]:
    """What a list is narrowed by: facet, name of the value, address, number of findings; from pages of all values too."""
    language = "en" if page.root.one("html").get("lang") == "en" else "zh"
    for nav in page.root.find("nav", cls="narrow"):
        names = [h.text for h in nav.find("h3")]
        lists = nav.find("ul")
        assert len(names) == len(lists)
        for name, ul in zip(names, lists, strict=True):
            for li in ul.find("li"):
                a = li.one("a")
                facet = NAMES[language][name]
                if place(site, page, a) == f"ledger/{facet}s.html":
                    yield from all_values(site, place(site, page, a), facet)
                else:
                    yield facet, bare(a.text, name), place(site, page, a), int(li.text.removeprefix(a.text))


def all_values(site: Site, path: str, facet: str) -> Iterator[tuple[str, str, str, int]]:
    while path:
        page = site.pages[path]
        for li in page.root.one("ul", cls="choices").find("li"):
            a = li.one("a")
            yield facet, a.text, place(site, page, a), int(li.text.removeprefix(a.text))
        path = next((place(site, page, a) for a in page.root.find("a") if a.get("rel") == "next"), "")


def bare(text: str, name: str) -> str:
    """The name of a value without what tells it from another of the same name."""
    return text.removesuffix(f"（{name}）").removesuffix(f" ({name})")


def judge(site: Site) -> int:
    """Go through all lists by their links, as a reader without JavaScript; how many there are."""
    every = list(records(site))
    seen: dict[str, dict[str, str]] = {"ledger/index.html": {}}
    todo = ["ledger/index.html"]
    while todo:
        path = todo.pop()
        page, choices = site.pages[path], seen[path]
        rows = [f for f in every if all(matches(f, facet, value) for facet, value in choices.items())]
        assert shown(site, path) == [f.href for f in rows], path
        figures = {d.one("dt").text: int(d.one("dd").text) for d in page.root.one("dl", cls="figures").find("div")}
        assert figures.get("问题", figures.get("Findings")) == len(rows), path
        bar = page.root.find("figure", cls="bar")
        if bar:
            told = {e.one("span").text: int(e.one("b").text) for e in bar[0].find("li")}
            assert {VALUES[k]: n for k, n in told.items()} == Counter(f.facets["status"][0] for f in rows), path
        off = {place(site, page, a) for s in page.root.find("section", cls="chosen") for a in s.find("a")}
        assert len(off) == len(choices)
        for facet, name, to, count in list(offered(site, page)):
            value = VALUES.get(name, name) if facet in ("status", "type") else name
            assert count == sum(matches(f, facet, value) for f in rows) < len(rows), (path, name)
            narrower = {**choices, facet: value}
            assert seen.setdefault(to, narrower) == narrower, to
            if narrower is seen[to]:
                todo.append(to)
        for wider in off:
            wide = seen.get(wider)
            if wide is not None:
                assert wide.items() < choices.items() and len(wide) == len(choices) - 1
    lists = {p for p in site.pages if p.startswith("ledger/") and not p[:-5].rpartition(".")[2].isdigit()}
    assert lists - {f"ledger/{facet}s.html" for facet in ledger.FACETS} == set(seen), "a list that nothing leads to"
    return len(seen)


def matches(finding: Finding, facet: str, value: str) -> bool:
    return value in finding.facets[facet]


def weigh(site: Site) -> int:
    """The largest page of the ledger, in bytes as sent."""
    return max(len(gzip.compress(data, 6, mtime=0)) for path, data in site.files.items() if path.startswith("ledger/"))


@pytest.mark.parametrize("name", [n for n in examples.SITES if n != "empty"])
def test_lists_of_the_example_sites(name: str, tmp_path: Path) -> None:
    site = examples.built(name, tmp_path)
    assert judge(site) >= 1
    assert weigh(site) <= 200_000
    assert "ledger/index.html" in {
        place(site, p, a)
        for p in site.pages.values()
        for a in p.root.one("header").find("a")
        if p.path != "404.html" and site.place(p.path, a.get("href"))
    }


def corpus(notices: int, findings: int) -> dict[str, str]:
    """Notices whose findings have every status, unit and type, and some none. Some of them are withheld, some notices
    withdrawn, some drafts."""
    files = {
        "content/site.yaml": "name: 台账\nurl: https://example.gov.cn/\ncontact: {phone: 022-12345678}\nexample: true\n"
        "outputs: {search: false, forms: false, qr: false}\n"
    }
    types = ("建章立制", "挽回损失", "追责问责", "举一反三", "专项整治", "建章立制、挽回损失")
    for i in range(notices):
        r, o = i // 100, i % (notices // 10)
        files[f"content/rounds/r{r:03}.yaml"] = f"name: 第{r}轮\nstarts_on: 20{10 + r % 14}-01-0{1 + r % 9}\n"
        files[f"content/organisations/o{o:04}.yaml"] = f"name: 单位{o}\n"
        more = "draft: true\n" if i % 97 == 5 else ""
        more += "withdrawn: {on: 2026-01-02, reason: 有误。}\n" if i % 89 == 7 else ""
        day = f"20{10 + i % 14}-{i % 12 + 1:02}-{i % 28 + 1:02}"
        body = [
            f"---\ntitle: 通报{i}\nkind: rectification\norganisation: o{o:04}\npublished_at: {day} 09:00\n{more}---\n\n## 一、整改\n"
        ]
        for k in range(findings):
            n = i * findings + k
            fields = [f":状态: {('已完成', '基本完成', '未完成')[n % 4]}"] if n % 4 < 3 else []
            # a unit of the name of an organisation, several of the place alone, one of everybody
            unit = ("", f"单位{o}", f"第{n % (notices // 20)}科", "办公室")[n % 7 % 4]
            fields += [f":责任单位: {unit}"] if unit else []
            fields += [f":措施类型: {types[n % 11 % 6]}"] if n % 11 % 6 or n % 3 else []
            if n % 23 == 0:
                fields = [":公开范围: 党内", ":不公开理由: 涉及国家秘密", ":审批: 某单位"]
            body.append(
                f"### （{'一二三四五六七八九'[k]}）针对“问题{k}”问题\n\n" + "\n".join(fields) + "\n\n- 一是改。\n"
            )
        files[f"content/notices/r{r:03}/n{i:05}.md"] = "\n".join(body)
    return files


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("thousand")
    sites.write(root, corpus(1000, 5))
    report = sites.run(root, executor="auto")
    assert report.exit_code == 0, sites.codes(report)[:5]
    return Site(root / "site", "https://example.gov.cn/")


def test_lists_of_a_thousand_notices(thousand: Site) -> None:
    assert judge(thousand) > 500
    assert weigh(thousand) <= 200_000


def test_counts_are_those_of_the_open_data_and_of_what_was_written(thousand: Site) -> None:
    """As many findings on pages as in the table of open data, and as in the files the site is made of."""
    pages = shown(thousand, "ledger/index.html")
    table = list(csv.DictReader(io.StringIO(thousand.files["data/findings.csv"].decode("utf-8-sig"))))
    assert [f"{row['url'].removeprefix(thousand.url)}" for row in table if row["number"]] != []
    assert sorted(row["url"].removeprefix(thousand.url) for row in table) == sorted(pages)
    withheld = shown(thousand, "ledger/status/withheld.html")
    assert sorted(r["url"].removeprefix(thousand.url) for r in table if r["withheld_reason"]) == sorted(withheld)
    written = [text for path, text in corpus(1000, 5).items() if "draft:" not in text and "withdrawn:" not in text]
    assert len(pages) == sum(text.count("\n### ") for text in written)
    assert len(withheld) == sum(text.count(":公开范围:") for text in written)


def longest(page: bytes) -> int:
    """How many rows the longest list or table of a page has."""
    open_, most = [0], 0
    for mark in re.findall(rb"<(/?(?:ul|ol|table)|li|tr)\b", page):
        if mark in (b"li", b"tr"):
            open_[-1] += 1
            most = max(most, open_[-1])
        elif mark[:1] == b"/":
            open_.pop()
        else:
            open_.append(0)
    return most


@pytest.mark.skipif(not os.environ.get("GONGKAI_LARGE"), reason="takes half a minute: GONGKAI_LARGE=1")
def test_pages_of_ten_thousand_notices_are_small(tmp_path: Path) -> None:
    """No page of the site, whatever its kind, is large or long; read one by one, for together they are gigabytes."""
    sites.write(tmp_path, corpus(10_000, 5))
    assert sites.run(tmp_path, executor="auto").exit_code == 0
    pages = 0
    for path in (tmp_path / "site").rglob("*.html"):
        data = path.read_bytes()
        assert len(data) <= 200_000 or len(gzip.compress(data, 6, mtime=0)) <= 200_000, path
        assert longest(data) <= 500, path
        pages += 1
    assert pages > 10_000


# ------------------------------------------------------------------ switches, edits


def two(base: Path, more: str = "") -> None:
    """The small site with a second round."""
    text = sites.BASE["content/notices/r1/a.md"].replace(
        "### （一）针对“学习不够”问题\n", f"### （一）针对“学习不够”问题\n{more}\n"
    )
    files = {"content/rounds/r2.yaml": "name: 第二轮巡察\n", "content/notices/r2/b.md": text}
    sites.write(base, files)


def test_without_a_ledger_nothing_of_it(base: Path) -> None:
    two(base)
    site_yaml = sites.BASE["content/site.yaml"]
    sites.write(base, {"content/site.yaml": f"{site_yaml}outputs: {{ledger: false}}\n"})
    assert sites.run(base).exit_code == 0
    tree = sites.tree(base / "site")
    pages = {path: data for path, data in tree.items() if path.endswith((".html", ".xml"))}
    assert not [path for path in pages if path.startswith("ledger")]
    assert not [path for path, data in pages.items() if b"ledger" in data]


def test_a_withdrawn_notice_is_not_in_the_ledger(base: Path) -> None:
    two(base)
    gone = sites.BASE["content/notices/r1/a.md"].replace(
        "---\n\n现", "withdrawn: {on: 2026-04-01, reason: 有误。}\n---\n\n现"
    )
    sites.write(base, {"content/notices/r1/a.md": gone})
    assert sites.run(base).exit_code == 0
    site = Site(base / "site", "https://example.gov.cn/")
    assert shown(site, "ledger/index.html") == ["r2/b.html#f-1"]
    assert [p for p in site.pages if p.startswith("ledger/")] == ["ledger/index.html"], "nothing is left to narrow"


def test_round_and_organisation_lead_to_their_findings(base: Path) -> None:
    two(base)
    assert sites.run(base).exit_code == 0
    site = Site(base / "site", "https://example.gov.cn/")

    def led(path: str) -> set[str]:
        page = site.pages[path]
        links = {place(site, page, a) for a in page.root.one("main").find("a", cls="go")}
        return {to for to in links if to.startswith("ledger/")}

    assert led("r1/index.html") == {"ledger/round/r1/index.html"}
    assert led("organisations/o1.html") == {"ledger/index.html"}, "all findings are those of the only organisation"


EDITS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("status", lambda s: s.replace("问题\n", "问题\n\n:状态: 已完成\n", 1)),
    ("unit", lambda s: s.replace("问题\n", "问题\n\n:责任单位: 党建办公室\n", 1)),
    ("finding", lambda s: s + "\n### （二）针对“又一”问题\n\n- 一是改。\n"),
    ("title of a finding", lambda s: s.replace("学习不够", "学习不足")),
    ("text", lambda s: s.replace("一是学习", "一是再学习")),
    ("title", lambda s: s.replace("甲通报", "丙通报")),
    ("date", lambda s: s.replace("2026-03-05", "2026-03-07")),
    ("gone", lambda s: s.replace("kind: rectification", "kind: rectification\ndraft: true")),
)


@pytest.mark.parametrize("edit", [e for _, e in EDITS], ids=[n for n, _ in EDITS])
def test_after_an_edit_the_ledger_is_as_from_nothing(base: Path, edit: Callable[[str], str]) -> None:
    two(base, "\n:状态: 未完成\n")
    assert sites.run(base).exit_code == 0
    sites.write(base, {"content/notices/r1/a.md": edit(sites.BASE["content/notices/r1/a.md"])})
    assert sites.run(base).exit_code == 0
    after = sites.tree(base / "site")
    assert sites.run(base, clean=True).exit_code == 0
    assert sites.tree(base / "site") == after


def test_an_edit_of_a_text_makes_no_page_of_the_ledger(base: Path) -> None:
    two(base)
    assert sites.run(base).exit_code == 0
    before = {p: s for p, s in sites.stats(base / "site").items() if p.startswith("ledger/")}
    text = sites.BASE["content/notices/r1/a.md"].replace("一是学习", "一是再学习")
    sites.write(base, {"content/notices/r1/a.md": text})
    report = sites.run(base)
    assert not [path for path, _ in report.reasons if path.startswith("ledger")]
    assert {p: s for p, s in sites.stats(base / "site").items() if p.startswith("ledger/")} == before
