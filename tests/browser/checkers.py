"""The judges of pages: axe, the Nu HTML checker, html-validate, and the probes of our own. Each gives its complaints."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .conftest import REPOSITORY, missing

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOOLS = REPOSITORY / "tests/tools"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ENOUGH = 300  # seconds a checker may take
RUN_AXE = "([about, tags]) => axe.run(about || document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']})"


def tool(path: str) -> Path:
    """A package of tests/tools."""
    found = TOOLS / "node_modules" / path
    if not found.exists():
        missing(f"{path.partition('/')[0]} (npm install --prefix tests/tools)")
    return found


def program(name: str) -> str:
    """Where a program is."""
    return shutil.which(name) or missing(name)


@cache
def _axe() -> str:
    return tool("axe-core/axe.min.js").read_text("utf-8")


def axe(page: Page, about: str = "") -> list[str]:
    """Violations of WCAG up to AAA and of good practice, and what axe could not decide. The page's policy is bypassed.
    `about` selects a part of the page."""
    page.evaluate(_axe())
    result = page.evaluate(RUN_AXE, [about, TAGS])
    assert len(result["passes"]) > (10 if about else 20), "axe has looked at nothing"
    said = []
    for kind in ("violations", "incomplete"):
        for rule in result[kind]:
            nodes = "; ".join(n["html"][:100] for n in rule["nodes"][:3])
            said.append(f"{kind} {rule['id']} ({len(rule['nodes'])}): {nodes}")
    return said


PROBE = "([name, given]) => globalThis.probes ? {said: probes[name](...given)} : null"


def probe(page: Page, name: str, *given: Any) -> Any:
    """What a probe says of a page as it is laid out now."""
    result = page.evaluate(PROBE, [name, given])
    if result is None:
        page.evaluate(Path(__file__).with_name("probes.js").read_text("utf-8"))
        result = page.evaluate(PROBE, [name, given])
    return result.get("said")


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=ENOUGH)


def nu(folders: Iterable[Path]) -> list[str]:
    """Errors and warnings of the Nu HTML checker in the pages, styles and drawings of folders."""
    options = ["--format", "json", "--also-check-css", "--also-check-svg", "--skip-non-html"]
    jar = tool("vnu-jar/build/dist/vnu.jar")
    result = run([program("java"), "-Xss4m", "-jar", str(jar), *options, *map(str, folders)])
    said = [
        f"{m.get('url', '').removeprefix('file:')}:{m.get('lastLine')}: {m.get('subType') or m['type']}: {m['message']}"
        for m in json.loads(result.stderr)["messages"]
    ]
    assert said or result.returncode == 0, result.stderr
    return said


def html_validate(folders: Iterable[Path]) -> list[str]:
    """Errors and warnings of html-validate in the pages of folders."""
    bin_, config = tool("html-validate/bin/html-validate.mjs"), TOOLS / "htmlvalidate.mjs"
    with TemporaryDirectory() as scratch:  # long output through a pipe is cut off when it exits
        said = Path(scratch, "said.json")
        options = ["--config", str(config), "--formatter", f"json={said}", "--ext", "html"]
        result = run([program("node"), str(bin_), *options, *map(str, folders)])
        assert said.is_file(), result.stderr
        files = json.loads(said.read_text("utf-8"))
    return [f"{f['filePath']}:{m['line']}: {m['ruleId']}: {m['message']}" for f in files for m in f["messages"]]
