"""Pictures of a paper as files beside the notice, and how the text shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.importers import escape
from generator.importers.inline import Runs
from generator.importers.outline import Outline, all_runs
from generator.importers.paper import Picture

_STARTS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
_OTHERS = frozenset(("emf", "wmf", "tif", "tiff", "bmp"))  # known endings of what browsers do not show


class Pictures(NamedTuple):
    """Markdown of pictures by their keys, their bytes by file name, and the names of files no browser shows."""

    written: dict[str, str]
    files: dict[str, bytes]
    others: tuple[str, ...]


def shown_as(data: bytes) -> str:
    """The ending of a picture browsers show, by its content; "" for any other file."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _STARTS if data.startswith(start)), "")


def pictures_of(
    outline: Outline, pictures: Mapping[str, Picture], folder: str, name: str, language: str, found: list[Diagnostic]
) -> Pictures:
    """The pictures an outline shows, in its order; one without words gets a blank to fill in."""
    written: dict[str, str] = {}
    files: dict[str, bytes] = {}
    others: list[str] = []

    def tell(place: int, code: str, what: str) -> None:
        found.append(at(name, Span(place), code, what))

    for place, key in _keys(outline):
        if key in written:
            continue
        written[key] = ""
        picture = pictures.get(key)
        if picture is None:
            tell(place, "W2140", key)
            continue
        kind = shown_as(picture.data)
        ending = picture.name.lower().rpartition(".")[2]
        file = f"picture-{len(files) + 1}.{kind or (ending if ending in _OTHERS else 'bin')}"
        files[file] = picture.data
        if not kind:
            others.append(file)
            tell(place, "W2139", file)
            continue
        alt = " ".join(picture.alt.split())
        if not alt:
            tell(place, "W2121", file)
            alt = "(say what the picture shows)" if language == "en" else "（请写明图片的内容）"
        written[key] = f"![{escape.inside(alt)}]({folder}/{file})"
    return Pictures(written, files, tuple(others))


def _keys(outline: Outline) -> Iterable[tuple[int, str]]:
    """The places and keys of pictures, those in notes last."""
    for block in outline.blocks:
        yield from ((block.place, key) for runs in all_runs((block,)) for key in _pictures(runs))
    for note in outline.notes.values():
        yield from ((line.place, key) for line in note for key in _pictures(line.runs))


def _pictures(runs: Runs) -> Iterable[str]:
    return (run.picture for run in runs if run.picture)
