"""Opinions and answers: what they concern is there, dates are in order, no one waits too long.

Source: 国办秘函〔2019〕19号, by which a public message unanswered for three months fails a government site.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.model import Facts, Head
from generator.parse import Parsed
from generator.replies import limits, parts, waits


def check_replies(lib: Library) -> Iterator[Diagnostic]:
    """An opinion is on a notice that is there and shown, and was received before it was answered."""
    notices = {h.address.removesuffix(".html"): h for h in lib.notices}
    for head in lib.replies:
        name = head.text("notice")
        if name and name not in notices and f"notices/{name}.md" not in lib.files:
            yield _at(head, "notice", "E0506", name, _near(lib, name, notices))
        elif name in notices and head.path in lib.shown and notices[name].path not in lib.shown:
            yield _at(head, "notice", "E0407", name)
        if head.text("finding") and not name:
            kind = "reply about a finding" if lib.language == "en" else "针对问题的意见"
            yield _at(head, "finding", "E0601", kind, "公开件", "notice")
        if (answered := head.text("answered_on")) and answered < head.text("received_on"):
            yield _at(head, "answered_on", "E0615")


def check_findings(lib: Library) -> Iterator[Diagnostic]:
    """The finding that an opinion is on is in its notice."""
    notices = {h.address.removesuffix(".html"): h for h in lib.notices}
    for head in lib.replies:
        notice, finding = notices.get(head.text("notice")), head.text("finding")
        if notice is None or not finding or notice.path not in lib.facts:
            continue
        ids = lib.facts.get(notice.path, Facts()).ids
        if f" {finding} " not in ids:
            yield _at(head, "finding", "E0507", finding, _near(lib, finding, ids.split()))


def check_waiting(lib: Library) -> Iterator[Diagnostic]:
    """An answer is late after two months, too late after three; months are the calendar's."""
    for head in lib.replies:
        late = [lib.today > day for day in limits(head)] if waits(head) else []
        if any(late):
            yield _at(head, "received_on", "E0614" if all(late) else "W0613")


def check_parts(head: Head, parsed: Parsed, _: str) -> Iterator[Diagnostic]:
    """There is an opinion; and an answer where there is a day of answering, and a day where there is an answer."""
    if head.record != "reply":
        return
    opinion, answer = parts(parsed.notice)
    answered = bool(head.text("answered_on"))
    if not opinion.html.strip():
        yield at("content/" + head.path, Span(head.body_line), "E0618")
    if answered and not (answer and answer.html.strip()):
        yield _at(head, "answered_on", "E0616")
    if answer and not answered:
        yield at("content/" + head.path, Span(answer.line), "E0617")


def _at(head: Head, key: str, code: str, *args: str) -> Diagnostic:
    return at("content/" + head.path, head.spans.get(key, Span()), code, *args)


def _near(lib: Library, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    if not near:
        return ""
    return f"; did you mean “{near[0]}”?" if lib.language == "en" else f"；是不是“{near[0]}”？"
