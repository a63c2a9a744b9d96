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
from jinja2.runtime import Context
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


class _Template(Template):
    """A template whose imports are let go after each page.

    Macros imported "with context" refer to their context, and it to them: without garbage collection, which
    builds do without, every page would stay in memory.
    """

    environment: QuickEnvironment

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        context = self.new_context(vars, shared, locals)
        self.environment.imported.append(context)
        return TemplateModule(self, context)

    def render(self, *args: Any, **kwargs: Any) -> str:
        try:
            return super().render(*args, **kwargs)
        finally:
            for context in self.environment.imported:
                context.vars.clear()
            self.environment.imported.clear()


class QuickEnvironment(Environment):
    """Jinja's environment with quicker output and look-up."""

    code_generator_class = _Generator
    template_class = _Template
    escape_output = staticmethod(escape_output)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.imported: list[Context] = []

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
