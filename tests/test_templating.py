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


def test_a_page_with_macros_is_let_go() -> None:
    """Builds go without garbage collection: what a page was made from must not hold on to itself."""

    class Value:
        text = "文"

    templates = {
        "page": "{% import 'm' as m with context %}{{ m.shown() }}",
        "m": "{% macro shown() %}{{ v.text }}{% endmacro %}",
    }
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined, loader=DictLoader(templates))
    value = Value()
    gone = weakref.ref(value)
    gc.disable()
    try:
        assert environment.get_template("page").render(v=value) == "文"
        del value
        assert gone() is None
    finally:
        gc.enable()
