"""Links, anchors, images and attachments inside the site lead somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from generator import replies
from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.links import record_of, target
from generator.model import Facts, Head

_GENERATED = frozenset(
    ("index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt", "rounds/index.html", "organisations/index.html")
)


def check_links(lib: Library) -> Iterator[Diagnostic]:
    """Every link of a notice or page has a target that is on the site, and its anchor is there."""
    bodies = {h.path: h for h in lib.bodies}
    records = {h.path for h in (*lib.organisations.values(), *lib.rounds.values())}
    at_address = {h.address: h for h in bodies.values() if h.path in lib.shown}
    lists = set(replies.list_pages(replies.shown(lib)))
    others = _GENERATED | lists | {h.address for h in (*lib.organisations.values(), *lib.rounds.values())}
    for head in bodies.values():
        for kind, href, line, column, width in lib.facts.get(head.path, Facts()).links:
            place, span = "content/" + head.path, Span(line, column, width)
            to = target(head.path, href)
            page: Head | None = None
            if to.kind == "external":
                continue
            if to.kind == "outside":
                yield at(place, span, "E0408", href)
                continue
            if to.kind == "anchor":
                page = head
            elif to.kind == "site":
                page = at_address.get(to.path)
                if page is None and to.path not in others and not to.path.startswith("assets/"):
                    yield at(place, span, "E0401", href, _near(lib, to.path, [*at_address, *others]))
            elif to.path in bodies and kind == "link":
                page = bodies[to.path]
                if page.path not in lib.shown:
                    yield at(place, span, "E0407", page.address.removesuffix(".html"))
                    continue
            elif to.path not in records and (to.path not in lib.files or record_of(to.path) in ("site", "holidays")):
                near = _near(lib, to.path, lib.files)
                yield at(place, span, "E0402" if kind == "image" else "E0401", href, near)
            if page is not None and to.fragment:
                if lib.states[page.path].state == "withdrawn":
                    yield at(place, span, "W0409", to.fragment)
                    continue
                ids = lib.facts.get(page.path, Facts()).ids
                if f" {to.fragment} " not in ids:
                    near = _near(lib, to.fragment, ids.split())
                    if not near:
                        near = "permanent ids look like f-1-2-3" if lib.language == "en" else "问题的位置形如 f-1-2-3"
                    yield at(place, span, "E0404", to.fragment, near.lstrip("；; "))


def check_attachments(lib: Library) -> Iterator[Diagnostic]:
    """Listed attachments exist; files in a notice's folder that nothing refers to are told of."""
    used = {lib.site.emblem}
    for head in lib.bodies:
        used.update(lib.attachments(head))
        folder = head.path.removesuffix(".md")
        for a in head.values.get("attachments", ()):
            path = f"{folder}/{a.get('file', '')}"
            if "file" not in a:
                continue
            if path not in lib.files or ".." in path.split("/"):
                yield at(
                    "content/" + head.path,
                    head.spans.get("attachments", Span()),
                    "E0405",
                    a["file"],
                    f"content/{folder}/",
                )
    for path in sorted(lib.files):
        if path not in used and record_of(path) is None:
            owned = path.startswith(("notices/", "pages/", "replies/")) and path.count("/") >= 2
            yield at("content/" + path, Span(), "W0406" if owned else "W0006")


def _near(lib: Library, path: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(path, list(known), n=1, cutoff=0.75)
    if not near:
        return ""
    return f"; did you mean {near[0]}?" if lib.language == "en" else f"；是不是 {near[0]}？"
