"""A page as a browser saves it, after its scripts ran, is still the page that was announced; a word less, and it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.verify.command import Wanted, verified
from generator.verify.findings import Finding

from .conftest import Open, Served


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {f.code for f in findings}


def test_a_page_that_was_saved(served: Callable[[str], Served], browse: Open, tmp_path: Path) -> None:
    """Its notice, its revision and what followed are told from its words, offline, by the site's folder or by a proof."""
    site = served("announced").site
    page, _ = browse()
    for name, revision in (
        ("r1/a.html", "3"),
        ("r1/a.v2.html", "2"),
        ("r1/a.v3.html", "3"),
        ("r1/b.html", "2"),
        ("r1/c.html", "1"),
    ):
        page.goto((site.folder / name).as_uri())
        saved = tmp_path / "saved.html"
        saved.write_text(page.content(), "utf-8")
        found = verified(Wanted(str(saved), against=str(site.folder)))
        assert [f.args[:2] for f in found if f.code == "V701"] == [(name[:4], revision)], name
        assert ("V703" in codes(found)) == (name == "r1/a.v2.html")
        proof = str(site.folder / f"{name[:4]}.v{revision}.tlog-proof")
        assert "V706" in codes(verified(Wanted(str(saved), proof=proof)))
        page.evaluate("document.querySelector('#notice h1').append('！')")
        saved.write_text(page.content(), "utf-8")
        assert "V702" in codes(verified(Wanted(str(saved), against=str(site.folder))))
        assert "V707" in codes(verified(Wanted(str(saved), proof=proof)))


def test_the_example_with_a_log_is_fine(served: Callable[[str], Served]) -> None:
    """Corrected, supplemented, withdrawn, erased: nothing is wrong with it, from a folder or from its address."""
    one = served("announced")
    for place in (str(one.site.folder), one.address):
        found = verified(Wanted(place))
        assert not [f for f in found if f.is_wrong]
        assert {"V201", "V215", "V216"} <= codes(found)
