"""The built site in a browser: its schemes, from a disc, on paper. The bar of accessibility is in `test_accessibility.py`."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Open, Served

Build = Callable[[str], Served]
NOTICE = "binhai-3-15/teda.html"


def test_the_page_is_in_the_scheme_asked_for(served: Build, browse: Open) -> None:
    """Also that the style sheet is let through by the policy, and so the other tests see a styled page."""
    seen = set()
    for scheme in ("light", "dark"):
        page, _ = browse(1280, scheme)
        page.goto(served("sample").address)
        seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(seen) == 2


def test_links_lead_on_from_a_disc(served: Build, browse: Open) -> None:
    """The site can be copied and read anywhere; only 404.html is for servers alone."""
    sample = served("sample")
    folder = sample.site.folder
    page, _ = browse()
    for path in sample.one_of_each:
        if path != "404.html":
            page.goto((folder / path).as_uri())
            page.get_by_role("link", name="首页").first.click()
            page.wait_for_url((folder / "index.html").as_uri())


def test_print_leaves_out_nothing_of_the_text(served: Build, browse: Open) -> None:
    """On paper every word of the notice is there; only what the generator adds may be left out."""
    page, _ = browse(1280)
    page.goto(served("sample").address + NOTICE)
    page.emulate_media(media="print")
    hidden = """[...document.querySelectorAll("#notice *")].filter(
      e => !e.closest(".aux") && !e.getClientRects().length).map(e => e.outerHTML.slice(0, 100))"""
    assert page.evaluate(hidden) == []
    assert page.locator(".skip").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
