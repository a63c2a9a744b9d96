"""What a reader must load: measured by loading it, from a server that packs as servers do (gzip)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest
from examples import SITES

from .conftest import Open, Served

if TYPE_CHECKING:
    from playwright.sync_api import Request

Build = Callable[[str], Served]
KB = 1024
NOTICE = "binhai-3-15/teda.html"  # of 15,000 characters
FIRST_LOAD, REQUESTS = 40 * KB, 6
BUDGETS = {"stylesheet": 8 * KB, "script": 6 * KB, "font": 0}


class Load(NamedTuple):
    """An answer a page was given: what kind of file, and its bytes on the wire without the head."""

    url: str
    kind: str
    size: int


def loaded(browse: Open, url: str) -> list[Load]:
    """All that a browser asks for when it opens a page for the first time."""
    page, _ = browse()
    asked: list[Request] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith("data:"):
            asked.append(request)

    page.on("request", on_request)
    page.goto(url)
    loads = [Load(r.url, r.resource_type, r.sizes()["responseBodySize"]) for r in asked]
    page.context.close()
    return loads


def test_first_load_of_the_notice(served: Build, browse: Open) -> None:
    loads = loaded(browse, served("sample").address + NOTICE)
    for load in loads:
        print(f"\n{load.size:7} {load.kind:10} {load.url.rpartition('/')[2]}", end="")
    print(f"\n{sum(load.size for load in loads):7} in {len(loads)} requests")
    assert sum(load.size for load in loads) <= FIRST_LOAD
    assert len(loads) <= REQUESTS
    assert {load.kind for load in loads} >= {"document", "stylesheet"}


@pytest.mark.parametrize("name", ["sample", "rich", "announced"])
def test_styles_and_scripts_of_every_kind_of_page(served: Build, browse: Open, name: str) -> None:
    """Styles at most 8 KB, scripts 6 KB in all, no fonts; no page needs more than six requests."""
    at = served(name)
    for path in at.one_of_each:
        loads = loaded(browse, at.address + path)
        assert len(loads) <= REQUESTS, (path, loads)
        for kind, budget in BUDGETS.items():
            assert sum(load.size for load in loads if load.kind == kind) <= budget, (path, kind, loads)


def test_a_page_is_at_most_what_a_first_load_may_be(served: Build) -> None:
    """Also of pages no browser opens here; and what scripts there are is a budget for all of them together."""
    for name in SITES:
        site = served(name).site
        for path in site.pages:
            assert len(gzip.compress(site.files[path], 6)) <= FIRST_LOAD, path
    site = served("sample").site
    scripts = {
        path: len(gzip.compress(site.files[path], 6))
        for path in site.files
        if path.startswith("assets/") and path.endswith(".js")
    }
    print(f"\n{scripts}")
    assert sum(scripts.values()) <= BUDGETS["script"]


def test_what_verifying_loads_later(served: Build) -> None:
    """Scripts that come when a reader has something verified: a budget of their own, for no page needs them."""
    site = served("announced").site
    scripts = [path for path in site.files if path.startswith("assets/verify-")]
    assert len(scripts) == 2
    assert sum(len(gzip.compress(site.files[path], 6)) for path in scripts) <= BUDGETS["script"]
