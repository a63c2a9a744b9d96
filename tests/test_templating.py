"""The quick Jinja environment prints what Jinja's own prints."""

from __future__ import annotations

import gc
import weakref
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from generator.templating import QuickEnvironment


class Pair(NamedTuple):
    text: str
    number: int


class Shown:
    def __html__(self) -> str:
        return "<b>shown</b>"


VALUES = st.one_of(
    st.text(), st.text().map(Markup), st.integers(), st.booleans(), st.floats(allow_nan=False), st.none(),
    st.builds(Pair, st.text(), st.integers()), st.lists(st.text(), max_size=3), st.just(Shown()),
)  # fmt: skip
TEMPLATES = (
    "{{ v }}", "<a href=\"{{ v }}\">{{ v|safe }}</a>", "{{ v ~ '<' }}", "{% set x %}<i>{{ v }}</i>{% endset %}{{ x }}{{ x|upper }}",
    "{% for c in [v, v] %}{{ loop.index }}{{ c }}{% endfor %}", "{{ d.keys }} {{ d.items }} {{ d.v }}",
    "{% macro m(a) %}<u>{{ a }}</u>{% endmacro %}{{ m(v) }}", "{% autoescape false %}{{ v }}{% endautoescape %}",
    "{% filter upper %}{{ v }}{% endfilter %}", "{{ 1 + 2 }} {{ 'a<b' }} {{ (v,)|length }}",
)  # fmt: skip


def both(source: str, **values: Any) -> tuple[str, str]:
    environments = (QuickEnvironment, Environment)
    made = [e(autoescape=True, undefined=StrictUndefined).from_string(source).render(**values) for e in environments]
    return made[0], made[1]


@given(VALUES)
def test_every_value_is_printed_alike(value: object) -> None:
    for source in TEMPLATES:
        quick, own = both(source, v=value, d={"keys": "k", "items": value, "v": value})
        if "d.keys" in source:
            # the one wanted difference: a key comes before a method of the same name
            assert (
                quick
                == both("{{ d['keys'] }} {{ d['items'] }} {{ d['v'] }}", d={"keys": "k", "items": value, "v": value})[1]
            )
        else:
            assert quick == own


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ v.nothing }}", "{{ d.nothing }}", "{{ v.nothing.more }}"])
def test_what_is_not_there_is_refused(source: str) -> None:
    with pytest.raises(UndefinedError):
        QuickEnvironment(autoescape=True, undefined=StrictUndefined).from_string(source).render(v=Pair("a", 1), d={})


MACROS = {
    "page": "{% set root = page.root %}{% import 'm' as m with context %}{{ m.shown(page.text) }}",
    "peeping": "{% import 'm' as m with context %}{{ m.peeps() }}",
    "m": "{% macro shown(text) %}{{ root }}{{ t.word }}{{ text }}{% endmacro %}{% macro peeps() %}{{ page }}{% endmacro %}",
}


class Page:
    def __init__(self, root: str, text: str) -> None:
        self.root = root
        self.text = text


@pytest.fixture
def macros() -> QuickEnvironment:
    return QuickEnvironment(autoescape=True, undefined=StrictUndefined, loader=DictLoader(MACROS))


def test_macros_are_made_once_for_pages_equally_deep(macros: QuickEnvironment) -> None:
    template, zh, en = macros.get_template("page"), {"word": "文"}, {"word": "word"}
    given = [("", "a", zh), ("../", "b", zh), ("", "c", zh), ("", "d", en), ("../", "<", en)]
    made = [template.render(page=Page(root, text), t=t) for root, text, t in given]
    assert made == ["文a", "../文b", "文c", "wordd", "../word&lt;"]
    assert len(macros.get_template("m").__dict__["made"]) == 4


def test_macros_see_nothing_of_the_page_but_what_they_are_given(macros: QuickEnvironment) -> None:
    with pytest.raises(UndefinedError):
        macros.get_template("peeping").render(page=Page("", ""), t={})


def test_a_page_with_macros_is_let_go(macros: QuickEnvironment) -> None:
    """Builds go without garbage collection: what a page was made from must not hold on to itself."""
    page = Page("", "文")
    gone = weakref.ref(page)
    gc.disable()
    try:
        assert macros.get_template("page").render(page=page, t={"word": ""}) == "文"
        del page
        assert gone() is None
    finally:
        gc.enable()
