"""Lighthouse on the pages most read: 100 of 100 in each of its four categories, as a phone on a slow network.

The score for speed is measured, and may vary with what else the machine does: the best of three runs counts for it.
The other three are judgements of the page, and must be 100 in the first run.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .checkers import ENOUGH, program, tool
from .conftest import Served, chrome

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
PAGES = {
    "home": "index.html",
    "notice": "binhai-3-15/teda.html",
    "ledger": "ledger/index.html",
    "search": "search/index.html",
}


def lighthouse(url: str, scratch: Path) -> tuple[dict[str, float], list[str]]:
    """The scores of a page, by category, and the audits that cost some."""
    report = scratch / "report.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    command = [
        program("node"),
        str(tool("lighthouse/cli/index.js")),
        url,
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={report}",
        f"--chrome-flags={flags}",
        "--no-enable-error-reporting",
        "--quiet",
    ]
    environment = {**os.environ, "CHROME_PATH": chrome(), "HOME": str(scratch)}
    result = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment, timeout=ENOUGH
    )
    assert result.returncode == 0, result.stderr
    said = json.loads(report.read_text("utf-8"))
    assert not said.get("runtimeError"), said["runtimeError"]
    costly = [
        f"{name}: {ref['id']}: {said['audits'][ref['id']].get('displayValue', '')}"
        for name in CATEGORIES
        for ref in said["categories"][name]["auditRefs"]
        if ref["weight"] and said["audits"][ref["id"]]["score"] not in (None, 1)
    ]
    return {name: said["categories"][name]["score"] * 100 for name in CATEGORIES}, costly


@pytest.mark.parametrize("name", PAGES)
def test_lighthouse(served: Callable[[str], Served], tmp_path: Path, name: str) -> None:
    for run in range(RUNS):
        scores, costly = lighthouse(served("sample").address + PAGES[name], tmp_path)
        print(f"\n{name}: {scores} {costly}", end="")
        if run == 0:
            assert {c: s for c, s in scores.items() if c != "performance"} == dict.fromkeys(CATEGORIES[1:], 100), costly
        if scores["performance"] == 100:
            return
    pytest.fail(f"{name}: not one of {RUNS} runs reached 100 for performance: {costly}")
