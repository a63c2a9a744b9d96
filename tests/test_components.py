"""The component page of the preview shows every part of the theme, with its criteria; it is never published."""

from __future__ import annotations

from pathlib import Path

import pages
import pytest
import sites

from generator.components import MACROS, components, macros
from generator.theme import default_folder, load

TEMPLATES = load([(default_folder(), "themes/default/")]).templates


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> pages.Page:
    """The component page of a preview."""
    root = tmp_path_factory.mktemp("components")
    sites.write(root, sites.BASE)
    report = sites.run(root, out="preview", preview=True)
    assert report.exit_code == 0, sites.codes(report)
    return pages.Page("_components.html", (root / "preview/_components.html").read_text("utf-8"))


def test_every_part_has_criteria() -> None:
    """They stand in the comment above it."""
    found = components(TEMPLATES)
    assert [c.name for c in found] == macros(TEMPLATES) != []
    assert [c.name for c in found if not (c.about and c.criteria)] == []


def test_every_part_is_shown(shown: pages.Page) -> None:
    parts = shown.root.find("section", cls="component")
    assert [p.get("id") for p in parts] == [f"c-{name}" for name in macros(TEMPLATES)]
    for part in parts:
        assert part.one("div", cls="shown").text, f"{part.get('id')} shows nothing"
        assert "Criteria:" in part.text


def test_a_part_without_criteria_is_noticed() -> None:
    """The criteria are read from the comment right above the part, not from another one's."""
    text = "{# one: it is. Criteria: good. #}\n{% macro one() %}{% endmacro %}\n{# two: it is. #}\n{% macro two() %}{% endmacro %}\n"
    assert [(c.name, c.criteria) for c in components({MACROS: text})] == [("one", "good."), ("two", "")]


def test_it_is_not_published(base: Path) -> None:
    assert sites.run(base).exit_code == 0
    assert (base / "site/index.html").is_file()
    assert not (base / "site/_components.html").exists()
