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
    """Finds the words of many lists, each of two characters or more, in two passes; of those of a list that begin at
    one place, the longest.

    A word is looked for by its rarest character and a neighbour. Sets of characters are quick, an alternation of
    hundreds of words is not: hence a set for the first of two, a set for the second, and a table for both.
    """

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.lists = tuple(lists)
        rare: dict[str, list[tuple[int, str, str]]] = {}
        common: dict[str, list[tuple[int, str, str]]] = {}
        for name, words in lists.items():
            for word in sorted(set(words)):
                often = [_often(c) for c in word]
                place = min(range(len(word) - 1), key=lambda k: often[k] + often[k + 1] / 4)
                table = rare if often[place] < SELDOM else common
                table.setdefault(word[place : place + 2], []).append((place, word, name))
        self.looks = tuple(
            (re.compile(f"{_set(pair[0] for pair in table)}(?={_set(pair[1] for pair in table)})"), table)
            for table in (rare, common)
            if table
        )

    def find(self, text: str) -> dict[str, list[tuple[int, str]]]:
        """Where which word of each list stands, in the order of the text."""
        out: dict[str, dict[int, str]] = {name: {} for name in self.lists}
        for pattern, table in self.looks:
            for m in pattern.finditer(text):
                at = m.start()
                for place, word, name in table.get(text[at : at + 2], ()):
                    if text.startswith(word, at - place) and at >= place:
                        start, found = at - place, out[name]
                        if len(word) > len(found.get(start, "")):
                            found[start] = word
        return {name: sorted(found.items()) for name, found in out.items()}


def _set(characters: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(set(characters))))}]"


# a character that is rarer is worth a pass of its own
SELDOM = 6


def _often(character: str) -> float:
    """About how often a character stands in ten thousand; a mark is taken for the commonest of all."""
    return 400 if character in "，。、；：“”（）" else 1400 / (_RANK.get(character, 2000) + 6)


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


def long_numbers(text: str, length: int) -> Iterator[re.Match[str]]:
    """Numbers of at least so many digits, which single spaces or hyphens may part."""
    if b"0" * length in _digits(text):
        for m in _NUMBER.finditer(text):
            if len(m[0].replace(" ", "").replace("-", "")) >= length:
                yield m


@lru_cache(maxsize=1)
def _digits(text: str) -> bytes:
    """A text with 0 for each digit and ? for all else, without spaces and hyphens: it tells at once what is nowhere."""
    return text.encode("ascii", "replace").translate(_AS_DIGITS, b" -")


_AS_DIGITS = bytes(48 if chr(c).isdigit() and c < 128 else 63 for c in range(256))
_NUMBER = re.compile("[0-9](?:[ -]?[0-9])+")
