"""The search index: records of notices → files that `search.js` reads, each a call of one function.

The index is exact: it knows every pair of neighbouring characters, so that nothing that stands in a text is
missed, and what it proposes is verified in the text before it is shown. A document is a section of a notice,
or what stands before the first one. How the files are laid out, and why, is in docs/explanation/search.md.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise, repeat
from operator import sub
from typing import Any, NamedTuple
from unicodedata import normalize

from generator.model import Values
from generator.pages import name
from generator.texts import texts

NOTICES = 1_000  # in a segment: what is made by one worker at a time, and again when one of them changes
BLOCK = 2_000  # characters of text in a file
SHARD = 8_000  # characters of postings in a file, about half of that when compressed
FILTERS = ("round", "organisation", "kind", "year")
# what is found besides the text, under the names it has on the page
_OF_NOTICE = ("document_number", "index_number")
_OF_FINDING = ("responsible_unit", "responsible_leader", "lead_unit")
VERSION = 2  # of the layout: browsers must not mix files of two
# what JavaScript takes for white space, and is left of it by NFKC
SPACE = frozenset("\t\n\v\f\r \u1680\u2028\u2029\ufeff")


class Document(NamedTuple):
    """What a hit leads to: a section of a notice by its id, or with "" the notice itself."""

    id: str
    heading: str
    text: str
    status: str = ""


def documents(record: Values) -> list[Document]:
    """The documents of a record, in the order of the text; a withheld finding has nothing to be found."""
    language = record["language"]
    about = (record.get("subtitle", ""), *_rows("notice", _OF_NOTICE, record, language), record.get("lead", ""))
    out = [Document("", record["title"], "\n".join(filter(None, about)))]
    for s in record.get("sections", ()):
        if s["kind"] != "withheld":
            text = "\n".join(filter(None, (s.get("text", ""), *_rows("finding", _OF_FINDING, s, language))))
            out.append(Document(s["id"], s.get("label", "") + s.get("title", ""), text, s.get("status", "")))
    return out


def _rows(record: str, keys: Iterable[str], values: Values, language: str) -> Iterator[str]:
    colon = texts(language)["colon"]
    return (name(record, key, language) + colon + values[key] for key in keys if key in values)


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = self[code] = normalize("NFKC", chr(code)).lower()
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Text as it is compared: each character by itself in NFKC and lower case, so that its place stays known."""
    return text.translate(_FOLDING)


def _code(number: int) -> str:
    """A number in printable characters: one below 64, else before it digits to the base of 27 that count from 1."""
    high, low = divmod(number, 64)
    code = _DIGITS[low]
    while high:
        high, digit = divmod(high - 1, 27)
        code = _DIGITS[64 + digit] + code
    return code


_DIGITS = "".join(chr(c) for c in range(0x23, 0x7F) if chr(c) != "\\")


def codes(numbers: Iterable[int]) -> str:
    return "".join(map(_code, numbers))


# text without these has no Latin letters or digits but those of ASCII
_UNUSUAL = re.compile(r"[^\x00-\x7f\u4e00-\u9fff\u3001-\u3011\uff01-\uff0f\uff1a\uff1b\uff1f“”‘’…—·]").search
_RUNS = re.compile(r"[0-9a-z]{2,}").finditer
_TWO = re.compile(r"[0-9a-z]{2}")


def triple(three: str) -> str:
    """Three characters as a pair, for which the first two Latin letters or digits are one of private use.

    Without two such neighbours they stay three. Pairs alone tell too little of digits: most texts that have 22 and
    2条 do not have 22条.
    """
    return _TWO.sub(lambda two: chr(0xE000 + int(two[0], 36)), three, count=1)


def _triples(text: str) -> Iterator[int]:
    """All such pairs of a text."""
    text = fold(text) if _UNUSUAL(text) else text.lower()
    for run in _RUNS(text):
        yield from _around(text[max(run.start() - 1, 0) : run.end() + 1])


@lru_cache(maxsize=50_000)
def _around(run: str) -> list[int]:
    """Those of a run of Latin letters and digits, with what stands before and behind it."""
    units = _units(run.encode("utf-16-le", "surrogatepass"))
    made = (triple(units[i : i + 3]) for i in range(len(units) - 2))
    return [ord(pair[0]) | ord(pair[1]) << 16 for pair in made if len(pair) == 2]


class Postings(dict[int, "array[int]"]):
    """In which documents pairs of characters stand; in order, a document as often as the pair stands in it.

    A pair is a number made of two UTF-16 code units, which is what JavaScript's strings consist of. Text is not
    folded before: folding the pairs found is as good, and there are far fewer of them.
    """

    def __missing__(self, pair: int) -> array[int]:
        made = self[pair] = array("I")
        return made

    def add(self, text: str, document: int) -> None:
        text += "\n"  # so that the last character begins a pair too
        units = text.encode("utf-16-le", "surrogatepass")
        if len(units) > 2 * len(text):  # halves of a character cannot be folded
            units = fold(text).encode("utf-16-le", "surrogatepass")
        view = memoryview(units)
        end = len(units)
        for pairs in (view[: end & ~3], view[2 : 2 + (end - 2 & ~3)]):
            deque(map(array.append, map(self.__getitem__, pairs.cast("I")), repeat(document)), maxlen=0)
        for pair in _triples(text):
            self[pair].append(document)

    def folded(self) -> dict[str, Iterable[int]]:
        """The documents by pairs of folded text. White space begins no pair; at the second place it is a blank."""
        found: dict[str, list[array[int]]] = {}
        for pair, given in self.items():
            for key in _folded(array("I", (pair,)).tobytes()):
                found.setdefault(key, []).append(given)
        return {key: many[0] if len(many) == 1 else sorted(chain(*many)) for key, many in found.items()}


def _folded(pair: bytes) -> set[str]:
    """The pairs that one of unfolded text makes: usually itself; ㎡ and 内 make m2 and 2内."""
    folded = fold(_units(pair))
    if max(folded) > "\uffff":
        folded = _units(folded.encode("utf-16-le", "surrogatepass"))
    return {a + (" " if b in SPACE else b) for a, b in pairwise(folded) if a not in SPACE}


def _units(data: bytes) -> str:
    """UTF-16 as a text with a character for each code unit."""
    return "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))


def _shards(headings: Postings, bodies: Postings, documents: int) -> tuple[str, list[tuple[str, str]]]:
    """The first pairs of all shards, and each shard: its pairs and their postings, in order.

    Postings are distances from one document to the next, less one; those in headings end with "!".
    """
    code = ["", *map(_code, range(documents + 1))]  # a document that comes again is left out

    def coded(numbers: Iterable[int]) -> str:
        return "".join(map(code.__getitem__, map(sub, numbers, chain((-1,), numbers))))

    in_headings, in_bodies = headings.folded(), bodies.folded()
    shards: list[tuple[list[str], list[str]]] = []
    size = SHARD
    for pair in sorted(in_headings.keys() | in_bodies.keys()):
        heading = coded(in_headings[pair]) + "!" if pair in in_headings else ""
        posting = heading + coded(in_bodies.get(pair, ()))
        size += len(posting) + 3
        if size > SHARD:
            shards.append(([], []))
            size = len(posting) + 3
        shards[-1][0].append(pair)
        shards[-1][1].append(posting)
    return "".join(pairs[0] for pairs, _ in shards), [("".join(pairs), " ".join(p)) for pairs, p in shards]


class Segment:
    """The files of a segment below a folder: made as records are added, the newest notice first."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.headings = Postings()
        self.bodies = Postings()
        self.documents = 0
        self.statuses: list[str] = []
        self.blocks: list[int] = []  # how many documents each has
        self.notices: list[tuple[int, ...]] = []  # how many documents each has, and what it is filtered by
        self.values: tuple[list[str], ...] = tuple([""] for _ in FILTERS)
        self.block: list[list[Any]] = []
        self.size = self.count = 0  # of the block

    def add(self, record: Values) -> Iterator[tuple[str, bytes]]:
        """Take in a notice; the blocks that are full."""
        made = documents(record)
        given = (
            *(record.get(key, {}).get("id", "") for key in FILTERS[:2]),
            record["kind"],
            record.get("date", "")[:4],
        )
        self.notices.append((len(made), *map(_number, self.values, given)))
        self.statuses += (d.status for d in made)
        shown: list[Any] = []
        for d in made:
            self.headings.add(d.heading, self.documents)
            if d.text:
                self.bodies.add(d.text, self.documents)
            self.documents += 1
            if not shown:
                self.block.append([record["html"], record["title"], record.get("date", "")[:10], shown])
            shown.append([d.id, d.heading, d.text])
            self.size += len(d.heading) + len(d.text)
            self.count += 1
            if self.size >= BLOCK:
                yield self._block()
                shown = []

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """The files that are made of all notices together."""
        if self.block:
            yield self._block()
        firsts, shards = _shards(self.headings, self.bodies, self.documents)
        for number, shard in enumerate(shards):
            yield self._file(f"s{number}", *shard)
        notices = codes(chain.from_iterable(self.notices))
        yield self._file("docs", firsts, codes(self.blocks))
        yield self._file("notices", notices, dict(zip(FILTERS, self.values, strict=True)))
        known = [""]
        yield self._file("status", codes([_number(known, s) for s in self.statuses]), known)

    def _block(self) -> tuple[str, bytes]:
        made = self._file(f"t{len(self.blocks)}", *self.block)
        self.blocks.append(self.count)
        self.block, self.size, self.count = [], 0, 0
        return made

    def _file(self, stem: str, *values: Any) -> tuple[str, bytes]:
        data = json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:-1]
        # half a character of a pair is written as an escape, which JavaScript reads
        return f"{self.folder}{stem}.js", f"gongkai({data})\n".encode("utf-8", "backslashreplace")


def _number(known: list[str], value: str) -> int:
    """The place of a value among those known, to which it is added."""
    if value not in known:
        known.append(value)
    return known.index(value)


def files(folder: str, records: Iterable[Values]) -> Iterator[tuple[str, bytes]]:
    """The files of a segment: (path, bytes)."""
    segment = Segment(folder)
    for record in records:
        yield from segment.add(record)
    yield from segment.rest()
