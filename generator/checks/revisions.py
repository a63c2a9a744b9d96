"""Revisions are told in order, and nothing that was announced changes, moves or vanishes without one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import REVISION_KINDS
from generator.library import Library
from generator.links import sources_of
from generator.model import Facts, Head
from generator.register import FOLDER, ROWS, Revision
from generator.revisions import PUBLISH, TYPES, Stated, current, stated


def check_revisions(lib: Library) -> Iterator[Diagnostic]:
    """Numbers and dates go up, a withdrawal is followed by a restoration and by nothing else."""
    for head in lib.notices:
        given = [r for r in head.values.get("revisions", ()) if {"number", "on", "kind", "reason"} <= r.keys()]
        if not given:
            continue
        before, kind = head.text("published_at")[:10], ""
        for expected, r in enumerate(given, 2):
            if r["number"] != expected:
                yield _at(head, "E0901", r["number"], expected)
                break
            if r["on"] < before:
                yield _at(head, "E0902", r["number"], r["on"], before)
            if (kind == "withdrawal") != (r["kind"] == "restoration"):
                yield _at(head, "E0903", r["number"], _kind(lib, r["kind"]), _why(lib, kind))
            before, kind = r["on"], r["kind"]
        if "withdrawn" in head.spans and kind != "withdrawal":
            yield at("content/" + head.path, head.spans["withdrawn"], "E0913")


def check_announced(lib: Library) -> Iterator[Diagnostic]:
    """What the register has of a notice is in its front matter: its address, its revisions, its time of publication."""
    public = {h.address.removesuffix(".html"): h for h in lib.notices if lib.states[h.path].public}
    for id_, announced in lib.register.revisions.items():
        head = public.get(id_)
        if head is None:
            first = announced[0]
            yield at(f"{FOLDER}/{ROWS}", Span(announced[-1].entry + 1), "E0904", id_, first.on, first.entry)
            continue
        known = {r.number: r for r in stated(head)}
        for row in announced:
            if row.number not in known:
                yield _at(head, "E0906", row.number)
            elif row is not announced[0] or row.type != PUBLISH:
                yield from _as_announced(lib, head, row, known[row.number])
        if max(known) > announced[-1].number + 1:
            yield _at(head, "E0907", announced[-1].number + 1, max(known))
        if head.text("published_at") != announced[-1].published_at:
            span = head.spans.get("published_at", Span())
            told = (announced[-1].published_at, head.text("published_at"))
            yield at("content/" + head.path, span, "E0908", *told)


def _as_announced(lib: Library, head: Head, row: Revision, now: Stated) -> Iterator[Diagnostic]:
    en = lib.language == "en"
    kinds = {type_: kind for kind, type_ in TYPES.items()}
    for name, was, is_ in (
        ("date" if en else "日期", row.on, now.on),
        ("reason" if en else "理由", row.reason, now.reason),
        ("kind" if en else "类型", row.type, now.type),
    ):
        if was != is_:
            yield _at(head, "E0912", row.number, name, _kind(lib, kinds[was]) if was in kinds else was)


def check_texts(lib: Library) -> Iterator[Diagnostic]:
    """The words of a notice are those announced, and findings keep their ids, unless a new revision says otherwise."""
    for head in lib.notices:
        id_ = head.address.removesuffix(".html")
        last, facts = lib.register.latest(id_), lib.facts.get(head.path)
        if last is None or facts is None or not lib.states[head.path].public:
            continue
        now = current(head)
        if now.number == last.number and facts.wording != last.parsed:
            place = head.spans.get("title", Span())
            yield at(
                "content/" + head.path, place, "E0905", last.number, last.on, last.number + 1, f"{id_}.v{last.number}"
            )
        if now.number == last.number + 1 and not head.values.get("withdrawn"):
            yield from _lost(head, facts, last, now)


def _lost(head: Head, facts: Facts, last: Revision, now: Stated) -> Iterator[Diagnostic]:
    there = set(facts.ids.split())
    for id_ in last.ids:
        if id_ not in there and id_ not in now.removed:
            yield _at(head, "E0910", id_, now.number)


def check_files(lib: Library) -> Iterator[Diagnostic]:
    """A file that was announced has the same contents for ever, or is not there: the site has the one that was kept."""
    for address, digest in lib.register.files.items():
        for path in sources_of(address, lib.moved):
            if lib.digests.get(path, digest[:32]) != digest[:32]:
                yield at("content/" + path, Span(), "E0909", address)


def _at(head: Head, code: str, *args: object) -> Diagnostic:
    span = head.spans.get("revisions") or head.spans.get("title", Span())
    return at("content/" + head.path, span, code, *args)


def _kind(lib: Library, id_: str) -> str:
    choice = next(k for k in REVISION_KINDS if k.id == id_)
    return choice.en if lib.language == "en" else choice.zh


def _why(lib: Library, before: str) -> str:
    if lib.language == "en":
        return "the notice is withdrawn" if before == "withdrawal" else "the notice is not withdrawn"
    return "现在是撤回的" if before == "withdrawal" else "现在没有撤回"
