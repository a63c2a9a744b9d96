"""Long lists: every item on one page, every page reachable, and no page's address another's."""

from __future__ import annotations

from pathlib import Path
from posixpath import dirname, join, normpath

import pages
import pytest
import sites

from generator.paging import SIZE, address, addresses, paging, split
from generator.records import ID
from generator.views import Link

SIZES = (0, 1, SIZE - 1, SIZE, SIZE + 1, 10 * SIZE, 10 * SIZE + 1)


@pytest.mark.parametrize("count", SIZES)
def test_every_item_is_on_one_page(count: int) -> None:
    parts = split(range(count))
    assert [item for part in parts for item in part] == list(range(count))
    assert all(0 < len(part) <= SIZE for part in parts) or parts == [()]
    assert addresses("rounds/index.html", count) == [address("rounds/index.html", n + 1) for n in range(len(parts))]


def test_addresses() -> None:
    assert address("rounds/index.html", 1) == "rounds/index.html"
    assert address("rounds/index.html", 2) == "rounds/index.2.html"
    assert not ID.fullmatch("index.2"), "no notice, round or organisation can stand there"


@pytest.mark.parametrize("total", [1, 2, 5, 6, 9, 50])
def test_every_page_is_reachable(total: int) -> None:
    """By previous and next alone, and the first and the last from everywhere; a gap stands for two pages or more."""
    for n in range(1, total + 1):
        way = paging("a/index.html", n, total)
        assert (way.current, way.total) == (n, total)
        assert way.previous == (Link(address("a/index.html", n - 1), str(n - 1)) if n > 1 else None)
        assert way.next == (Link(address("a/index.html", n + 1), str(n + 1)) if n < total else None)
        numbers = [int(p.text) for p in way.pages if p.href]
        assert {1, n, total} <= set(numbers) and numbers == sorted(set(numbers))
        named = [p.text for p in way.pages]
        for before, gap, after in zip(named, named[1:], named[2:], strict=False):
            if gap == "…":
                assert int(after) - int(before) > 2
        assert len(numbers) <= 9


NOTICE = """---
title: 公告 {0}
kind: announcement
organisation: {1}
published_at: 2026-03-06 {2:02}:{3:02}
---

正文。
"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose lists are all longer than a page: notices of a round and organisation, both lists, corrections."""
    root = tmp_path_factory.mktemp("long")
    files = dict(sites.BASE)
    ids = [f"z{k}" for k in range(SIZE + 1)]
    files |= {f"content/organisations/{i}.yaml": f"name: 单位 {i}\n" for i in ids}
    files |= {f"content/rounds/x{k}.yaml": f"name: 轮次 {k}\n" for k in range(SIZE)}
    files["content/rounds/r1.yaml"] += f"organisations: [{', '.join(ids)}]\n"
    for k in range(SIZE + 1):
        text = NOTICE.format(k, "o1", k // 60, k % 60)
        if k % 2:
            text = text.replace("---\n\n", "withdrawn: {on: 2026-03-07, reason: 误发。}\n---\n\n")
        else:
            text = text.replace("kind: announcement", "kind: correction\ncorrects: r1/a")
        files[f"content/notices/r1/n{k}.md"] = text
    sites.write(root, files)
    report = sites.run(root)
    assert report.exit_code == 0, sites.codes(report)[:5]
    return root / "site"


LISTS = (
    "rounds/index.html",
    "organisations/index.html",
    "organisations/o1.html",
    "r1/index.html",
    "r1/index.organisations.html",
    "corrections/index.html",
)


@pytest.mark.parametrize("first", LISTS)
def test_long_lists_are_split(long: Path, first: str) -> None:
    """No page has more than 500 rows; all pages of a list are linked, and say which they are."""
    seen: dict[str, str] = {}
    todo = [first]
    while todo:
        path = todo.pop()
        page = pages.Page(path, (long / path).read_text("utf-8"))
        seen[path] = page.title
        lists = page.root.find("ul", "ol", "tbody")
        assert max(sum(not isinstance(c, str) for c in e.children) for e in lists) <= SIZE
        for nav in page.root.find("nav", cls="pages"):
            links = {a.text: normpath(join(dirname(path), a.get("href"))) for a in nav.find("a")}
            assert [links[a.text] for a in nav.find("a") if a.get("aria-current") == "page"] == [path]
            todo += sorted(set(links.values()) - set(seen) - set(todo))
    assert len(seen) == 2
    assert len(set(seen.values())) == 2, "no two pages have one title"
