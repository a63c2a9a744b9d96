"""The Jinja environment: autoescape on, undefined names refused, and quick where pages spend their time.

Two things are done otherwise than Jinja does them, with the same result, because a notice prints a
thousand values: text is escaped by MarkupSafe's C function without a Markup object for each, and
dictionaries are looked up by key first. Where MarkupSafe has no C function, its own escape is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.utils import missing
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # a MarkupSafe without its C part
    from markupsafe._native import _escape_inner


def escape_output(value: Any) -> str:
    """What a template prints of a value: text escaped, Markup as it is."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if isinstance(value, Markup):
        return value
    return str(value) if kind is int else escape(value)


class _Generator(CodeGenerator):
    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape_output = environment.escape_output")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escape_output(")
        else:
            super()._output_child_pre(node, frame, finalize)


SHARED = ("t", "root")


class _Template(Template):
    """A template whose macros are made once for all pages that stand equally deep, not for each page.

    Macros imported "with context" see `t` and `root` and no more of the page: what they print of it they are given.
    """

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        known = {**(vars or {}), **(locals or {})}
        seen = {name: known[name] for name in SHARED if known.get(name, missing) is not missing}
        made: dict[Any, tuple[Any, TemplateModule]] = self.__dict__.setdefault("made", {})
        key = seen.get("root"), id(seen.get("t"))
        if key not in made:  # with `t`, so that no other takes its place in memory
            made[key] = seen.get("t"), TemplateModule(self, self.new_context(seen, shared=True))
        return made[key][1]


class QuickEnvironment(Environment):
    """Jinja's environment with quicker output and look-up."""

    code_generator_class = _Generator
    template_class = _Template
    escape_output = staticmethod(escape_output)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
