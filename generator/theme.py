"""The theme: templates and assets, their digests, compiled templates.

A site's own `themes/NAME/` lies over the default theme file by file. What a page depends on is its
template and all that this extends, includes or imports by name; names must therefore be written out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic
from generator.load import digest, listing, read

_REFERENCE = re.compile(r"\{%-?\+?\s*(?:extends|include|import|from)\s+(?:\"([^\"]+)\"|'([^']+)'|([^%\s]+))")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


class Theme(NamedTuple):
    """Templates by name, the digest of each with all it refers to, and assets: address → (name, bytes)."""

    templates: Mapping[str, str]
    places: Mapping[str, str]  # template → the file to name in diagnostics
    closures: Mapping[str, str]
    assets: Mapping[str, bytes]  # hashed address → bytes
    digest: str
    uses: Mapping[str, frozenset[str]]  # template → it and all that it refers to
    own: frozenset[str]  # the templates that are not the default theme's
    diagnostics: tuple[Diagnostic, ...]


def default_folder() -> str:
    """The default theme: beside the package in a checkout, inside it when installed."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "_data", "themes", "default")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(here), "themes", "default")


def folders(root: str, name: str) -> list[tuple[str, str]]:
    """The theme folders of a site, its own first, each with how it is shown in diagnostics."""
    own = os.path.join(root, "themes", name)
    shown = f"themes/{name}/"
    default = default_folder()
    out = [(own, shown)] if os.path.isdir(own) and os.path.realpath(own) != os.path.realpath(default) else []
    return [*out, (default, "themes/default/" if not out or name != "default" else "gongkai:themes/default/")]


def exists(root: str, name: str) -> bool:
    return name == "default" or os.path.isdir(os.path.join(root, "themes", name))


def names(root: str) -> list[str]:
    """The themes a site can name."""
    own = os.path.join(root, "themes")
    return sorted({"default", *(os.listdir(own) if os.path.isdir(own) else ())})


def load(places: Sequence[tuple[str, str]]) -> Theme:
    """Read a theme from its folders; the first folder that has a file wins."""
    templates: dict[str, str] = {}
    shown: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    names: set[str] = set()
    found: list[Diagnostic] = []
    for folder, label in places:
        for path in sorted(listing(folder, label).files):
            kind, _, name = path.partition("/")
            if kind not in ("templates", "assets") or not name or path in names:
                continue
            names.add(path)
            data = read(os.path.join(folder, path))
            if kind == "templates":
                try:
                    templates[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
                except UnicodeDecodeError:
                    found.append(Diagnostic(label + path, 1, 1, 0, "E0001", ("?",)))
                shown[name] = label + path
            else:
                stem, dot, ending = name.rpartition(".")
                assets[f"assets/{stem or name}.{digest(data)[:10]}{dot}{ending if stem else ''}"] = data
    direct: dict[str, list[str]] = {}
    for name, text in templates.items():
        direct[name] = []
        for m in _REFERENCE.finditer(_COMMENT.sub(lambda c: re.sub(r"[^\n]", " ", c[0]), text)):
            to = m[1] or m[2]
            line = text.count("\n", 0, m.start()) + 1
            if to is None:
                found.append(Diagnostic(shown[name], line, 1, 0, "E0704", (m[3],)))
            elif to not in templates:
                found.append(Diagnostic(shown[name], line, 1, 0, "E0703", (to,)))
            else:
                direct[name].append(to)
    uses = {name: _closure(name, direct) for name in templates}
    closures = {name: digest("\0".join(f"{n}\0{templates[n]}" for n in sorted(u)).encode()) for name, u in uses.items()}
    whole = digest("\0".join(f"{n}\0{shown[n]}\0{templates[n]}" for n in sorted(templates)).encode())
    own = frozenset(name for name, place in shown.items() if place != places[-1][1] + "templates/" + name)
    return Theme(templates, shown, closures, assets, whole, uses, own, tuple(found))


def _closure(name: str, direct: Mapping[str, Sequence[str]]) -> frozenset[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo.extend(direct[at])
    return frozenset(seen)


def compile_faults(theme: Theme, needed: Iterable[str]) -> list[Diagnostic]:
    """Templates that do not compile, of those needed and all that are not the default theme's."""
    from jinja2 import TemplateSyntaxError

    env = environment(theme)
    found = []
    for name in sorted(theme.own.union(*(theme.uses[n] for n in needed if n in theme.uses))):
        try:
            env.get_template(name)
        except TemplateSyntaxError as e:
            at = theme.places.get(e.name or name, name)
            found.append(Diagnostic(at, e.lineno, 1, 0, "E0701", (e.message or "",)))
    return found


_ENVIRONMENTS: dict[str, Any] = {}  # by theme digest, one at a time: a worker makes pages of one theme


def environment(theme: Theme) -> Any:
    """The Jinja environment of a theme: autoescape on, undefined names refused, no globals.

    XML templates are escaped alike.
    """
    env = _ENVIRONMENTS.get(theme.digest)
    if env is None:
        from jinja2 import FunctionLoader, StrictUndefined

        from generator.compiled import compiled
        from generator.templating import QuickEnvironment

        found = {name: (text, theme.places[name], None) for name, text in theme.templates.items()}
        env = QuickEnvironment(
            loader=FunctionLoader(found.get),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=compiled(theme.own),
        )
        env.globals.clear()
        _ENVIRONMENTS.clear()
        _ENVIRONMENTS[theme.digest] = env
    return env
