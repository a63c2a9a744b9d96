"""The ledger in a browser: filters, sorting and addresses that keep them; served and from file://; by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Open, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIST = "ledger/round/example-round/index.html"
NAMES = {"completed": "已完成", "largely_completed": "基本完成", "not_completed": "未完成", "withheld": "不公开"}


@pytest.fixture(params=["served", "file"])
def base(request: pytest.FixtureRequest, served: Callable[[str], Served]) -> str:
    """Where the sample site stands."""
    sample = served("sample")
    return sample.address if request.param == "served" else f"{sample.site.folder.as_uri()}/"


@pytest.fixture
def findings(served: Callable[[str], Served]) -> list[dict[str, Any]]:
    """The findings of the list, of the records: the newest notice first."""
    files = served("sample").site.files
    notices = [json.loads(files[p]) for p in files if p.startswith("example-round/") and p.endswith(".json")]
    notices = [n for n in notices if "sections" in n]
    notices.sort(key=lambda n: (n["date"], n["html"]), reverse=True)
    return [s | {"at": f"{n['html']}#{s['id']}"} for n in notices for s in n["sections"] if "number" in s]


def shown(page: Page) -> list[str]:
    """Where the rows lead that can be seen, in their order."""
    links = page.locator("table.ledger tbody tr:visible th a")
    return [href.replace("../", "") for href in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")]


def at(found: Iterable[dict[str, Any]]) -> list[str]:
    return [f["at"] for f in found]


def told(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def test_filters_work_together_and_stand_in_the_address(
    browse: Open, base: str, findings: list[dict[str, Any]]
) -> None:
    page, heard = browse()
    page.goto(base + LIST)
    assert shown(page) == at(findings)
    page.locator("fieldset.filter").get_by_label("状态").select_option(label="已完成")
    completed = [f for f in findings if f.get("status") == "completed"]
    assert shown(page) == at(completed) != at(findings)
    assert told(page) == f"显示 {len(completed)} 个，共 {len(findings)} 个问题"
    page.locator("fieldset.filter").get_by_label("措施类型").select_option(label="建章立制")
    both = [f for f in completed if "rule_making" in f.get("measure_types", ())]
    assert shown(page) == at(both) != at(completed)
    page.locator("fieldset.filter").get_by_label("包含文字").fill("公示")
    worded = [f for f in both if "公示" in f["title"]]
    assert shown(page) == at(worded) != at(both)
    assert "status=completed" in page.url and "type=rule_making" in page.url and "q=" in page.url
    page.reload()
    assert shown(page) == at(worded)
    assert page.locator("fieldset.filter").get_by_label("包含文字").input_value() == "公示"
    page.get_by_role("button", name="清除筛选").click()
    assert shown(page) == at(findings)
    assert "status" not in page.url
    assert page.evaluate("document.activeElement.name") == "q"
    assert heard.complaints == []


def test_an_address_opens_a_list_filtered_and_sorted(browse: Open, base: str, findings: list[dict[str, Any]]) -> None:
    page, heard = browse()
    unit = next(f["responsible_unit"] for f in findings if "responsible_unit" in f)
    page.goto(f"{base}{LIST}?unit={unit}&sort=-due")
    assert shown(page) == at(f for f in findings if f.get("responsible_unit") == unit)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("完成时限")
    page.goto(f"{base}{LIST}?status=nonsense&organisation=&sort=nothing&other=1")
    assert shown(page) == at(findings), "what is not known is passed over"
    assert heard.complaints == []


def test_sorting_by_keyboard(browse: Open, base: str, findings: list[dict[str, Any]]) -> None:
    """Once up, twice down; what has no value stands last both times; the first column is the order of the texts."""
    page, heard = browse()
    page.goto(base + LIST)
    due = [f for f in findings if "due_on" in f]
    rest = at(f for f in findings if "due_on" not in f)
    assert rest
    button = page.get_by_role("columnheader", name="完成时限").get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    assert shown(page) == at(sorted(due, key=lambda f: str(f["due_on"]))) + rest
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.textContent") == "完成时限"
    page.keyboard.press("Space")
    assert [f for f in shown(page) if f not in rest] == at(sorted(due, key=lambda f: str(f["due_on"]), reverse=True))
    assert shown(page)[len(due) :] == rest
    assert "sort=-due" in page.url
    first = page.get_by_role("columnheader", name="问题", exact=True).get_by_role("button")
    first.press("Enter")
    assert shown(page) == at(findings)
    first.press("Enter")
    assert shown(page) == at(findings[::-1])
    assert heard.complaints == []


def test_back_leads_to_the_list_as_it_was(browse: Open, base: str, findings: list[dict[str, Any]]) -> None:
    """Filtering leaves no steps behind in the history, and following a finding and coming back loses nothing."""
    page, _ = browse()
    page.goto(base + "ledger/index.html")
    page.goto(base + LIST)
    page.locator("fieldset.filter").get_by_label("状态").select_option(label="未完成")
    kept = shown(page)
    assert kept == at(f for f in findings if f.get("status") == "not_completed") and kept
    page.locator("table.ledger tbody tr:visible a").first.click()
    page.wait_for_url(f"**/{kept[0]}")
    page.go_back()
    assert shown(page) == kept
    page.go_back()
    page.wait_for_url("**/ledger/index.html")


def test_without_script_there_are_links_and_nothing_else(
    browse: Open, base: str, findings: list[dict[str, Any]]
) -> None:
    page, heard = browse(java_script_enabled=False)
    page.goto(base + LIST)
    assert shown(page) == at(findings)
    assert page.locator("main").get_by_role("button").count() == page.locator("main select").count() == 0
    for status, name in NAMES.items():
        page.goto(base + LIST)
        page.locator("nav.narrow").get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(lambda url: url != base + LIST)
        wanted = [f for f in findings if (f["kind"] if f["kind"] == "withheld" else f.get("status")) == status]
        assert shown(page) == at(wanted)
    page.get_by_role("link", name="不限状态").click()
    page.wait_for_url(base + LIST)
    assert heard.complaints == []


def test_it_fits_a_narrow_window(browse: Open, base: str) -> None:
    """The table scrolls inside its section, which the keyboard reaches; nothing else is wider than the window."""
    page, _ = browse(320)
    page.goto(base + LIST)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    section = page.locator("section.table")
    section.focus()
    page.keyboard.press("ArrowRight")
    section.evaluate("s => new Promise(done => s.scrollLeft ? done() : s.addEventListener('scroll', done))")
    for control in page.locator("fieldset.filter").locator("input, select, button").all():
        box = control.bounding_box()
        assert box is not None and box["height"] >= 44
