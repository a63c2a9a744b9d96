"""A site's own colours: contrast as WCAG computes it, colours that can be read, and the theme's kept in step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from generator.brand import ENOUGH, GROUNDS, complete, contrast, mixed, stylesheet, too_faint
from generator.config import Colours
from generator.theme import default_folder

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#fff", "#FFFFFF", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0f4379", "#ffffff", 10.0),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    """Known values of the formula; the order of the two does not matter."""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(COLOURS, COLOURS)
def test_mixing_leads_from_one_to_the_other(one: str, other: str) -> None:
    assert mixed(one, other, 0) == one
    assert mixed(one, other, 1) == other


@given(COLOURS)
def test_any_main_colour_is_lightened_until_it_can_be_read(main: str) -> None:
    assert contrast(complete(Colours(main)).main_dark, GROUNDS["main_dark"]) >= ENOUGH


def test_too_faint() -> None:
    """Each colour is held against what it stands on, or what stands on it."""
    assert too_faint(Colours()) == []
    assert too_faint(Colours("#8c1515", "#f0b0a8", "#8c1515")) == []
    assert [key for key, *_ in too_faint(Colours("#e06060", "#8c1515", "#ff0000"))] == ["main", "main_dark", "band"]


def tokens(css: str) -> list[dict[str, str]]:
    """The colours of style.css: light, then dark."""
    return [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    ][:2]


def test_the_theme_is_readable_and_in_step() -> None:
    """Text of the default theme has a contrast of 7:1 on every ground; the grounds checked are those of the theme."""
    light, dark = tokens(Path(default_folder(), "assets/style.css").read_text("utf-8"))
    for colours in (light, dark):
        for text in ("ink", "soft", "main", "seen"):
            for ground in ("paper", "tint"):
                assert contrast(colours[text], colours[ground]) >= ENOUGH, (text, ground)
        assert contrast(colours["alert"], colours["alert-tint"]) >= ENOUGH
        assert contrast(colours["main"], colours["alert-tint"]) >= ENOUGH
        assert contrast(colours["on-band"], colours["band"]) >= ENOUGH
        assert contrast(colours["edge"], colours["paper"]) >= 3
    assert {"main": light["tint"], "main_dark": dark["tint"], "band": "#ffffff"} == GROUNDS
    assert complete(Colours()) == Colours(light["main"], dark["main"], light["band"])


def test_stylesheet() -> None:
    assert stylesheet(Colours()) == ""
    assert "--main: #8c1515; --band: #8c1515;" in stylesheet(Colours("#8c1515"))


def test_a_site_of_its_own(tmp_path: Path) -> None:
    """Emblem, colours and footer are on every page; the colours come after the theme's."""
    own = """colours: {main: "#8c1515"}
emblem: emblem.svg
footer: {links: [{title: 区政府, url: "https://example.gov.cn/qu"}], note: 由本办公室维护。}
"""
    sites.write(tmp_path, {**sites.BASE, "content/site.yaml": sites.BASE["content/site.yaml"] + own})
    sites.write(tmp_path, {"content/emblem.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    report = sites.run(tmp_path)
    assert sites.codes(report) == []
    home = (tmp_path / "site/index.html").read_text("utf-8")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', home)
    assert sheets[-1].startswith("assets/colours.")
    assert "#8c1515" in (tmp_path / "site" / sheets[-1]).read_text("ascii")
    emblem = re.findall(r'<img src="([^"]+)"', home)
    assert len(emblem) == 1 and (tmp_path / "site" / emblem[0]).is_file()
    assert '<a href="https://example.gov.cn/qu">区政府</a>' in home and "由本办公室维护。" in home
