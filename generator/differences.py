"""How two articles differ, sentence by sentence, as a reader can follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from generator.article import Article
from generator.page_views import Difference

_SENTENCE = re.compile(r".+?(?:[。！？；!?;]+[”’」』）)]*|\.(?=\s|$)|$)", re.DOTALL)
ALIKE = 0.5  # sentences at least so much alike are one sentence that was changed
_SAME, _ADDED, _REMOVED = "same", "added", "removed"


class Sentence(NamedTuple):
    """A sentence and the id of the section it stands in."""

    text: str
    place: str


def sentences(article: Article) -> list[Sentence]:
    """The sentences of an article; no sentence reaches over the end of a block."""
    return [
        Sentence(m[0], place)
        for text, place in zip(article.texts, article.places, strict=True)
        for m in _SENTENCE.finditer(text)
        if m[0]
    ]


def differences(before: Article, after: Article) -> tuple[Difference, ...]:
    """What the second has that the first has not, and the other way round, in the order of the text.

    Of sentences that both have, those next to a difference are shown, and how many are not.
    """
    old, new = sentences(before), sentences(after)
    titles = {**_titles(before), **_titles(after)}
    matcher = SequenceMatcher(None, [s.text for s in old], [s.text for s in new], autojunk=False)
    steps = matcher.get_opcodes()
    out: list[Difference] = []
    for n, (tag, i, j, k, m) in enumerate(steps):
        if tag == "equal":
            if len(steps) > 1:
                out += _shared(new[k:m], n > 0, n < len(steps) - 1, titles)
        else:
            out += _changed(old[i:j], new[k:m], titles)
    there = set(after.ids)
    return tuple(d._replace(gone=bool(d.place) and d.place not in there) for d in _headed(tuple(out)))


def _headed(found: tuple[Difference, ...]) -> Iterator[Difference]:
    """The same, with the heading of a section only before the first of what is shown of it around a difference."""
    last = ""
    for n, d in enumerate(found):
        following = next((other for other in found[n + 1 :] if other.kind != _SAME), d)
        leads = d.kind != _SAME or (following.place == d.place and found[n + 1 : n + 2] == (following,))
        first = bool(d.runs) and leads and d.place != last
        last = d.place if first else last
        yield d if first else d._replace(title="")


def counts(found: Sequence[Difference]) -> tuple[int, int]:
    """How many sentences were added and removed."""
    return sum(d.kind == _ADDED for d in found), sum(d.kind == _REMOVED for d in found)


def _titles(article: Article) -> dict[str, str]:
    """The first block of each section, which is its heading."""
    out: dict[str, str] = {}
    for text, place in zip(article.texts, article.places, strict=True):
        if place:
            out.setdefault(place, text)
    return out


def _shared(run: Sequence[Sentence], after: bool, before: bool, titles: dict[str, str]) -> Iterator[Difference]:
    """Sentences that stayed: the first when it follows a difference, the last when one follows it."""
    head = run[:1] if after else run[:0]
    rest = run[len(head) :]
    tail = rest[-1:] if before else rest[:0]
    for s in head:
        yield _difference(_SAME, ((False, s.text),), s, titles)
    if left := len(rest) - len(tail):
        yield Difference(_SAME, (), left, "", "")
    for s in tail:
        yield _difference(_SAME, ((False, s.text),), s, titles)


def _changed(old: Sequence[Sentence], new: Sequence[Sentence], titles: dict[str, str]) -> Iterator[Difference]:
    """Sentences that went and came; those that are much alike are shown together, with what differs in them marked."""
    at = 0
    for one in old:
        k, ratio = _nearest(one.text, [s.text for s in new[at:]])
        if ratio >= ALIKE:
            for s in new[at : at + k]:
                yield _difference(_ADDED, ((False, s.text),), s, titles)
            other = new[at + k]
            gone, come = _marked(one.text, other.text)
            yield _difference(_REMOVED, gone, one, titles)
            yield _difference(_ADDED, come, other, titles)
            at += k + 1
        else:
            yield _difference(_REMOVED, ((False, one.text),), one, titles)
    for s in new[at:]:
        yield _difference(_ADDED, ((False, s.text),), s, titles)


def _nearest(text: str, others: Sequence[str]) -> tuple[int, float]:
    """The one of the next few that is most like a text, and how much it is."""
    best = (0, 0.0)
    for k, other in enumerate(others[:8]):
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) > best[1]:
            best = (k, ratio)
    return best


def _marked(one: str, other: str) -> tuple[tuple[tuple[bool, str], ...], tuple[tuple[bool, str], ...]]:
    """Both texts in pieces; what only one has is marked."""
    gone: list[tuple[bool, str]] = []
    come: list[tuple[bool, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if i < j:
            gone.append((tag != "equal", one[i:j]))
        if k < m:
            come.append((tag != "equal", other[k:m]))
    return tuple(gone), tuple(come)


def _difference(kind: str, runs: tuple[tuple[bool, str], ...], s: Sentence, titles: dict[str, str]) -> Difference:
    return Difference(kind, runs, 0, s.place, titles.get(s.place, ""))
