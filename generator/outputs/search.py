"""Full-text search: its page, and its index in segments, each made by itself. See docs/explanation/search.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from generator.fields import KINDS, STATUSES
from generator.library import Library
from generator.list_views import SearchFilter, SearchPage
from generator.load import digest
from generator.model import Facts, Head
from generator.pages import SEARCH, Crumb, choice, meta, name, script, site_view
from generator.search import NOTICES, VERSION, files
from generator.tasks import Output, Read, Records, Task
from generator.texts import texts
from generator.views import Link

FOLDER = SEARCH.removesuffix("index.html")


def _segments(lib: Library) -> list[tuple[Read, ...]]:
    """What segments are made from: the oldest notices are in the first, where a new notice changes nothing."""
    heads = [head for head, _ in reversed(lib.items)]
    parts = [heads[k : k + NOTICES] for k in range(0, len(heads), NOTICES)]
    return [tuple(lib.record(head) for head in reversed(part)) for part in parts]


def plan_index(lib: Library) -> Iterable[Task]:
    for number, reads in enumerate(_segments(lib)):
        folder = f"{FOLDER}{number}/"
        yield Task(folder, "search_index", (folder,), reads=reads)


def make(folder: str, records: Records) -> Iterator[tuple[str, bytes]]:
    return files(folder, records)


def plan(lib: Library) -> Iterable[Task]:
    title = texts(lib.language)["search"]
    crumb = Crumb(SEARCH, title, texts(lib.language)["search_about"], title, scripts=script(lib, "search.js"))
    versions = [digest(json.dumps([VERSION, reads]).encode())[:10] for reads in _segments(lib)]
    segments = " ".join(f"{k}:{version}" for k, version in reversed(list(enumerate(versions))))
    yield Task(SEARCH, "search", (meta(site_view(lib), crumb), segments, tuple(_filters(lib))))


def _filters(lib: Library) -> Iterator[SearchFilter]:
    """What results can be narrowed by: every value that something found can have."""
    language = lib.language
    heads = [head for head, _ in lib.items]
    rounds = [Link(r.id, r.title) for r in _named(lib.rounds.values(), heads, "round")]
    rounds.sort(key=lambda link: lib.rounds[link.href].text("starts_on"), reverse=True)
    organisations = [Link(o.id, o.title) for o in _named(lib.organisations.values(), heads, "organisation")]
    kinds = {head.text("kind") for head in heads}
    years = {head.text("published_at")[:4] for head in heads}
    statuses = {s for head in heads for s, *_ in lib.facts.get(head.path, Facts()).facets}
    found = (
        ("round", texts(language)["round"], rounds),
        ("organisation", texts(language)["organisation"], organisations),
        ("kind", texts(language)["kind"], [Link(k.id, choice(KINDS, k.id, language)) for k in KINDS if k.id in kinds]),
        ("status", name("finding", "status", language), [Link(s.id, choice(STATUSES, s.id, language)) for s in STATUSES if s.id in statuses]),
        ("year", texts(language)["year"], [Link(y, y) for y in sorted(years, reverse=True)]),
    )  # fmt: skip
    return (SearchFilter(id_, label, tuple(options)) for id_, label, options in found if options)


def _named(known: Iterable[Head], heads: list[Head], key: str) -> list[Head]:
    used = {head.text(key) for head in heads}
    return [head for head in known if head.id in used]


OUTPUTS = (
    Output("search", "search.html", plan, SearchPage, switch="search"),
    Output("search_index", "", plan_index, takes_site=False, make=make, switch="search"),
)
