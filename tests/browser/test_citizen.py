"""As a citizen would: find the finding about 食堂账目, cite it, object by mail and by telephone, print the form.

With nothing but the keyboard; with scripts, by the search and by the lists, and without any.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from .conftest import Open, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = "食堂账目"
FINDING = "针对“食堂账目管理混乱”问题"
NUMBER, PLACE = "2-3-1", "binhai-3-15/teda.html#f-2-3-1"
PHONE, MAIL = "022-25203878", "tdj02@tjbh.gov.cn"
PATIENCE = 600  # stops of the Tab key
HERE = "[document.activeElement.textContent.trim(), document.activeElement.getAttribute('href') || '']"
LABELS = "[...(document.activeElement.labels || [])].map(l => l.textContent.trim())"


def go_to(page: Page, words: str = "", href: str = "") -> str:
    """Press Tab until a link with the words and the part of an address has the focus; where it leads."""
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        text, to = page.evaluate(HERE)
        if to and words in text and href in unquote(to):
            return str(to)
    pytest.fail(f"the keyboard does not come to {words!r} {href!r} on {page.url}")


def press(page: Page) -> None:
    """Press Enter on a link, and wait for where it leads."""
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def search(page: Page) -> None:
    """From the home page, type the words into the search and press Enter."""
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        if "搜索本站" in page.evaluate(LABELS):
            break
    page.keyboard.type(WORDS)
    press(page)


def by_search(page: Page) -> None:
    """By the search."""
    search(page)
    page.get_by_role("status").filter(has_text="找到").wait_for()
    assert page.get_by_role("status").filter(has_text="找到").is_visible()
    go_to(page, FINDING)
    press(page)


def by_the_notice(page: Page) -> None:
    """From the home page, by the round, its notice and the contents."""
    for words, href in (("三届区委第十五轮巡察", "binhai-3-15/"), ("集中整改情况的通报", "teda.html"), (FINDING, "#")):
        go_to(page, words, href)
        press(page)


def by_the_ledger(page: Page) -> None:
    """From the home page, by the ledger and the round in it."""
    go_to(page, "问题台账")
    press(page)
    go_to(page, "三届区委第十五轮巡察", "ledger/")
    press(page)
    go_to(page, FINDING)
    press(page)


def by_search_in_vain(page: Page) -> None:
    """By the search, which says that it needs scripts, and from there by the ledger."""
    search(page)
    assert "搜索需要浏览器开启 JavaScript" in page.locator("main").inner_text()
    by_the_ledger(page)


WAYS = [
    (by_search, True),
    (by_the_notice, True),
    (by_the_notice, False),
    (by_the_ledger, False),
    (by_search_in_vain, False),
]


@pytest.mark.parametrize(("way", "scripts"), WAYS)
def test_a_citizen_finds_cites_and_objects(
    served: Callable[[str], Served], browse: Open, way: Callable[[Page], None], scripts: bool
) -> None:
    sample = served("sample")
    permanent = sample.site.url + PLACE
    page, heard = browse(java_script_enabled=scripts)
    page.goto(sample.address)
    way(page)
    assert page.url == sample.address + PLACE
    finding = page.locator(":target")
    assert finding.get_by_role("heading").inner_text().endswith(FINDING)
    box = finding.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900, "the finding is in the window"

    # to cite it: its link comes next, and is the address that is shown as permanent
    assert page.url.endswith(go_to(page, f"问题{NUMBER}的链接"))
    assert page.locator("#notice").get_by_text(permanent.partition("#")[0], exact=True).is_visible()

    # by mail: the number, what it is about and the address are in it already
    mail = go_to(page, NUMBER, "mailto:")
    address, _, query = unquote(mail, errors="strict").removeprefix("mailto:").partition("?")
    assert address == MAIL
    for part in (NUMBER, FINDING, permanent):
        assert part in query

    # on paper: the form is for this finding, and for no other
    go_to(page, NUMBER, ".form.html")
    press(page)
    page.emulate_media(media="print")
    sheet = page.locator("main")
    for part in (f"问题{NUMBER}", FINDING, permanent, MAIL, PHONE):
        assert sheet.get_by_text(part).first.is_visible(), part
    assert "问题2-3-2" not in sheet.inner_text()
    page.emulate_media(media="screen")

    # by mail of one's own, or by telephone: both stand there as text, and can be reached
    page.go_back()
    assert page.locator(".contact").get_by_text(MAIL, exact=True).is_visible()
    assert page.locator(".contact").get_by_text(PHONE, exact=True).is_visible()
    assert go_to(page, PHONE, "tel:") == "tel:+86" + PHONE.replace("-", "")[1:]
    assert heard.complaints == []
