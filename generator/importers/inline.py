"""Runs of a paragraph cut, trimmed and put together, so that no mark in them is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.importers.paper import Run

Runs = tuple[Run, ...]


def text_of(runs: Iterable[Run]) -> str:
    """What runs say; notes and pictures say nothing."""
    return "".join(run.text for run in runs)


def marks_of(runs: Iterable[Run]) -> Runs:
    """The notes and pictures in runs."""
    return tuple(run for run in runs if run.footnote or run.picture)


def cut(runs: Sequence[Run], points: Sequence[int]) -> list[Runs]:
    """Runs cut at ascending offsets of their text: one part more than points.

    A note or picture at a point stands in the part before it.
    """
    parts: list[list[Run]] = [[]]
    ends = [*points, sum(len(run.text) for run in runs)]
    at = 0
    for run in runs:
        rest = run
        while at + len(rest.text) > ends[len(parts) - 1] and len(parts) <= len(points):
            here = ends[len(parts) - 1] - at
            if here > 0:
                parts[-1].append(rest._replace(text=rest.text[:here]))
                rest = rest._replace(text=rest.text[here:])
                at += here
            parts.append([])
        if rest.text or rest.footnote or rest.picture:
            parts[-1].append(rest)
        at += len(rest.text)
    parts += [[] for _ in range(len(points) + 1 - len(parts))]
    return [tuple(part) for part in parts]


def trimmed(runs: Sequence[Run]) -> Runs:
    """Runs without white space at the ends of their text."""
    out = list(runs)
    for order, strip in ((range(len(out)), str.lstrip), (range(len(out) - 1, -1, -1), str.rstrip)):
        for k in order:
            out[k] = out[k]._replace(text=strip(out[k].text))
            if out[k].text:
                break
    return joined(out)


def joined(runs: Iterable[Run]) -> Runs:
    """Runs with neighbours of one kind put together, and empty ones left out; a mark is a run of its own."""
    out: list[Run] = []
    for run in _single(runs):
        if not (run.text or run.footnote or run.picture):
            continue
        last = out[-1] if out else None
        if last and run.text and last.text and last._replace(text="") == run._replace(text=""):
            out[-1] = last._replace(text=last.text + run.text)
        else:
            out.append(run)
    return tuple(out)


def _single(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        if bool(run.text) + bool(run.footnote) + bool(run.picture) < 2:
            yield run
        else:
            yield run._replace(footnote="", picture="")
            yield Run("", footnote=run.footnote)
            yield Run("", picture=run.picture)


def plain(runs: Iterable[Run]) -> Runs:
    """Runs without bold type."""
    return joined(run._replace(bold=False) if run.bold else run for run in runs)


def mapped(runs: Sequence[Run], text: str, kept: Sequence[bool]) -> Runs:
    """Runs with those characters of their whole text left out for which `kept` is false."""
    out: list[Run] = []
    at = 0
    for run in runs:
        n = len(run.text)
        out.append(run._replace(text="".join(c for k, c in enumerate(run.text, at) if kept[k])))
        at += n
    assert at == len(text) == len(kept)
    return joined(out)
