"""What was pasted twice: a sentence in a paragraph, a passage in a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.reading import Found, Reading

SENTENCE, PASSAGE_NEAR, PASSAGE = 6, 60, 100  # characters
_NUMBER = re.compile(r"[ \t\u3000#>*-]*(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]+[，、]|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])?[ \t\u3000]*")  # fmt: skip


@lru_cache(maxsize=1)
def sentences(body: str) -> tuple[tuple[int, str, int], ...]:
    """The sentences of a text: where, what without its number and mark, where its line begins."""
    out = []
    at = row = 0
    for part in body.replace("；", "。").split("。"):
        start, text = at, part
        at += len(part) + 1
        if "\n" in part:
            cut = part.rfind("\n") + 1
            row = start + cut
            m = _NUMBER.match(part, cut)
            cut = m.end() if m else cut
            start, text = start + cut, part[cut:]
        if len(text) >= SENTENCE and text[0] != "|":
            out.append((start, text, row))
    return tuple(out)


@lru_cache(maxsize=1)
def _any_twice(body: str) -> bool:
    texts = [text for _, text, _ in sentences(body)]
    return len(set(texts)) < len(texts)


def in_paragraph(reading: Reading) -> Iterator[Found]:
    """A sentence, or the end of one, that stands twice in one paragraph, one after the other."""
    before, line = "", -1
    for at, text, row in sentences(reading.body):
        if row == line and (
            (before.endswith(text) and (before == text or before[-len(text) - 1] == "，"))
            or (text.endswith(before) and _NUMBER.fullmatch(text[: -len(before)]))
        ):
            yield Found(at, len(text), (_short(text),))
        before, line = text, row


def in_notice(reading: Reading) -> Iterator[Found]:
    """A passage of sentences that stands at two places: long ones anywhere, shorter ones under one heading."""
    if not _any_twice(reading.body):
        return
    all_ = sentences(reading.body)
    first: dict[str, int] = {}
    k = 0
    while k < len(all_):
        at, text, number = all_[k]
        seen = first.setdefault(text, k)
        if seen == k:
            k += 1
            continue
        n = 1
        while k + n < len(all_) and seen + n < k and all_[k + n][1] == all_[seen + n][1] and all_[k + n][2] == number:
            n += 1
        last = all_[k + n - 1]
        width = last[0] + len(last[1]) - at
        near = _section(reading, at) == _section(reading, all_[seen][0])
        adjacent = n == 1 and seen == k - 1 and all_[seen][2] == number
        if not adjacent and width >= (PASSAGE_NEAR if near else PASSAGE):
            yield _grown(reading, all_[seen][0], at, width)
        for j in range(k, k + n):
            first.setdefault(all_[j][1], j)
        k += n


def _grown(reading: Reading, first: int, second: int, width: int) -> Found:
    """A passage with all that is the same before and after it, in the two lines."""
    body = reading.body
    while body[first - 1] == body[second - 1] != "\n" and width < second - first:
        first, second, width = first - 1, second - 1, width + 1
    while body[first + width] == body[second + width : second + width + 1] != "\n" and width < second - first:
        width += 1
    return Found(second, width, (width, reading.place(first)[0]))


def _section(reading: Reading, at: int) -> int:
    """The line of the heading that a place stands under, 0 before the first."""
    line = reading.place(at)[0]
    return max((s.line for s in reading.notice.sections if s.line <= line), default=0)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
