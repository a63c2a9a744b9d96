"""References from one record to another: organisations, rounds, the notice a correction corrects."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.model import Head


def check_references(lib: Library) -> Iterator[Diagnostic]:
    """Every id that a record names is there. A file that is there but faulty has been told of already."""
    notices = {h.address.removesuffix(".html") for h in lib.notices}
    for head in lib.notices:
        if (o := head.text("organisation")) and not _there(lib, lib.organisations, "organisations", o):
            yield _missing(lib, head, "organisation", "E0502", o, lib.organisations)
        if (r := head.text("round")) and not _there(lib, lib.rounds, "rounds", r):
            yield _missing(lib, head, "round", "E0503", r, lib.rounds)
        if (c := head.text("corrects")) and c not in notices and f"notices/{c}.md" not in lib.files:
            yield _missing(lib, head, "corrects", "E0504", c, notices)
    for head in lib.rounds.values():
        for o in head.values.get("organisations", ()):
            if not _there(lib, lib.organisations, "organisations", o):
                yield _missing(lib, head, "organisations", "E0502", o, lib.organisations)


def _there(lib: Library, read: Mapping[str, Head], folder: str, id_: str) -> bool:
    return id_ in read or f"{folder}/{id_}.yaml" in lib.files


def _missing(lib: Library, head: Head, key: str, code: str, name: str, known: Iterable[str]) -> Diagnostic:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = ""
    if near:
        hint = f"; did you mean “{near[0]}”?" if lib.language == "en" else f"；是不是“{near[0]}”？"
    return at("content/" + head.path, head.spans.get(key, Span()), code, name, hint)
