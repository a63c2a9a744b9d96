"""Many words looked for at once, and other quick ways through a text: the review reads a notice in a millisecond."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

# the commonest characters of such texts, commonest first: a word is looked for by its rarest character
_COMMON = (
    "的区工一改示整作委行是题党对不进实会理问建公例和开成年组日制街达中关个管泰责察社以时位方月完在巡任部人用通设情了务学于生项"
    "二定下况有治领导员度大发道报已要展经单业三集意主民合立施心体落政教反监织期本动为同加第办出面核查到事服督求提正法规及内入针"
    "案资见式化议育卫全等机造向新重交计推基过各市小城文共按结研评范相深专将次上力强严车收检限活点更目标费馈高措长系环持习程与滨"
    "分后调话步金处修干打件每并现效站路引来居能号照统审续总域层医态前名支停据自划门协级局数复五明负团使未联谈页原间确够群质两四"
    "由执海布常状班子商地准老类写至究做具维保容选职队所书记校格网坚家取线补电真多足信增型请司字接指善依读院解备告试索没轮条促表"
    "约决置测便样构认福纪室批紧配形退副答可货津先平众属考量当底好初房均安映把参其源美丽极编师场性料列章控该或革根受思志最回述"
)
_RANK = {c: k for k, c in enumerate(_COMMON)}


class Finder:
    """Finds the words of many lists in one pass; of those of a list that begin at one place, the longest."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.lists = tuple(lists)
        self.by_anchor: dict[str, list[tuple[int, str, str]]] = {}
        for name, words in lists.items():
            for word in sorted(set(words)):
                place = max(range(len(word)), key=lambda k: _rank(word[k]))
                self.by_anchor.setdefault(word[place], []).append((place, word, name))
        self.anchors = re.compile(f"[{re.escape(''.join(sorted(self.by_anchor)))}]") if self.by_anchor else None

    def find(self, text: str) -> dict[str, list[tuple[int, str]]]:
        """Where which word of each list stands, in the order of the text."""
        out: dict[str, dict[int, str]] = {name: {} for name in self.lists}
        by_anchor = self.by_anchor
        for m in self.anchors.finditer(text) if self.anchors else ():
            at = m.start()
            for place, word, name in by_anchor[m[0]]:
                if text.startswith(word, at - place) and at >= place:
                    start, found = at - place, out[name]
                    if len(word) > len(found.get(start, "")):
                        found[start] = word
        return {name: sorted(found.items()) for name, found in out.items()}


def _rank(character: str) -> int:
    """How rare a character is; marks are the commonest of all."""
    return _RANK.get(character, len(_COMMON)) if character >= "一" and character <= "鿿" else -1


def places(text: str, word: str) -> Iterator[int]:
    """Where a word stands."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def row_of(text: str, at: int) -> tuple[int, int]:
    """Where the line that holds a place begins and ends."""
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def clause_of(text: str, at: int, ends: str = "。；！？\n") -> str:
    """The sentence, or what ends at one of `ends`, that holds a place."""
    start = max(text.rfind(c, 0, at) for c in ends) + 1
    after = [e for c in ends if (e := text.find(c, at)) >= 0]
    return text[start : min(after, default=len(text))]


@lru_cache(maxsize=1)
def rows(text: str) -> tuple[tuple[int, str], ...]:
    """The lines of a text that are not blank, with where they begin."""
    out = []
    at = 0
    for row in text.split("\n"):
        if row and not row.isspace():
            out.append((at, row))
        at += len(row) + 1
    return tuple(out)


@lru_cache(maxsize=1)
def followers(text: str) -> dict[str, set[str]]:
    """Which characters follow each mark; "" where the mark itself does, or nothing. Tells quickly what is nowhere."""
    return {mark: {part[:1] for part in text.split(mark)[1:]} for mark in "，。、；：！？（《“‘年"}


def long_numbers(text: str, length: int) -> Iterator[re.Match[str]]:
    """Numbers of at least so many digits, which single spaces or hyphens may part.

    Only two neighbours in every `length` characters are looked at: one of them is a digit of such a number.
    """
    end = 0
    for at in sorted(
        m.start() * length + first for first in (length - 2, length - 1) for m in _DIGIT.finditer(text[first::length])
    ):
        if at < end or not (_digits(text[at : at + 5]) or _digits(text[max(at - 4, 0) : at + 1])):
            continue
        start = at
        while start > end and text[start - 1] in "0123456789 -":
            start -= 1
        if m := _NUMBER.search(text, start):
            end = m.end()
            if len(m[0].replace(" ", "").replace("-", "")) >= length:
                yield m


def _digits(part: str) -> bool:
    return part.replace(" ", "").replace("-", "").isdigit()


_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile("[0-9](?:[ -]?[0-9])*")
