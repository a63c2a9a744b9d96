"""Measures told in running text (一是…；二是…) cut into items, only where their numbers are complete and in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.importers.inline import Runs, cut, text_of, trimmed
from generator.importers.outline import Items, Text
from generator.numbering import number_of

_CN = "[一二三四五六七八九十]{1,3}"
_START = r"(?:^|(?<=[。；;：:，,！？!?\n])|(?<=[。；;：:，,！？!?\n][ \u3000])|(?<=[。；;！？!?]”))"
# one form of labels each: 一是, 第一，, ①, （1）; the last only at the beginning of a paragraph or behind the end of a sentence
_FORMS = (
    re.compile(rf"{_START}({_CN})是(?!否|不是)"),
    re.compile(rf"{_START}第({_CN})[，、,]"),
    re.compile(rf"{_START}([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])"),
    re.compile(r"(?:^|(?<=[。；;：:\n]))[（(](\d{1,2})[）)]"),
)


class _Found(NamedTuple):
    """The labels of one form in a text: where each starts, its number, and the label."""

    form: int
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    labels: tuple[str, ...]


_NONE = _Found(-1, (), (), ())


def _labels(text: str) -> _Found:
    """The labels of the form that comes first."""
    best = _NONE
    for form, pattern in enumerate(_FORMS):
        ms = list(pattern.finditer(text))
        if ms and (best is _NONE or ms[0].start() < best.starts[0]):
            best = _Found(
                form, tuple(m.start() for m in ms), tuple(number_of(m[1]) for m in ms), tuple(m[0] for m in ms)
            )
    return best


class _Paragraph(NamedTuple):
    block: Text
    labels: _Found


def itemised(paragraphs: Sequence[Text], name: str, found: list[Diagnostic]) -> list[Text | Items]:
    """Paragraphs under a finding, with their measures as items where these are complete.

    A sequence may run over several paragraphs, others between. What is not in order stays as it is, and is told.
    """
    read = [_Paragraph(p, _labels(p.text)) for p in paragraphs]
    good = [False] * len(read)
    k = 0
    while k < len(read):
        form, _, numbers, _ = read[k].labels
        if form < 0:
            k += 1
            continue
        sequence, last, end = list(numbers), k, k + 1
        members = [k]
        while end < len(read):
            more = read[end].labels
            if more.form == form and more.starts[0] == 0 and more.numbers[0] != 1:
                sequence += more.numbers
                members.append(end)
                last = end
            elif more.form >= 0:
                break
            end += 1
        right = len(sequence) > 1 and sequence == list(range(1, len(sequence) + 1))
        for m in members:
            good[m] = right
        if not right:
            labels = "、".join(label for m in members for label in read[m].labels.labels)
            found.append(at(name, Span(read[k].block.place), "W2106", labels))
        else:
            found.append(at(name, Span(read[k].block.place), "N2105", len(sequence)))
        k = last + 1
    out: list[Text | Items] = []
    for paragraph, split in zip(read, good, strict=True):
        parts = _split(paragraph, name, found) if split else [paragraph.block]
        for part in parts:
            if isinstance(part, Items) and out and isinstance(out[-1], Items):
                out[-1] = Items((*out[-1].items, *part.items), out[-1].place)
            else:
                out.append(part)
    return out


def _split(paragraph: _Paragraph, name: str, found: list[Diagnostic]) -> list[Text | Items]:
    block, labels = paragraph
    parts = cut(block.runs, labels.starts)
    out: list[Text | Items] = []
    if intro := tidied(parts[0], block.place, name, found):
        out.append(block._replace(runs=intro))
    out.append(Items(tuple(tidied(p, block.place, name, found) for p in parts[1:]), block.place))
    return out


def tidied(runs: Runs, place: int, name: str, found: list[Diagnostic]) -> Runs:
    """Runs without the white space at their ends, which is told."""
    out = trimmed(runs)
    gone = len(text_of(runs)) - len(text_of(out))
    if gone:
        found.append(at(name, Span(place), "N2141", gone, text_of(out)[:20]))
    return out
