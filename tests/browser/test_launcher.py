"""The Chromium that tests share: one that hangs or dies costs a test, not the run."""

from __future__ import annotations

import pytest

from .conftest import Launcher, limited


def test_a_page_that_hangs_ends_its_test_only(launcher: Launcher) -> None:
    from playwright.sync_api import Error

    with limited(launcher, 1) as browser:
        page = browser.new_page()
        with pytest.raises(Error, match="closed"):
            page.evaluate("() => { for (;;); }")
    with limited(launcher, 60) as browser:
        assert browser.new_page().evaluate("1 + 1") == 2
