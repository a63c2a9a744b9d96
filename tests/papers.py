"""A reader of PDF files: poppler's and qpdf's, nothing of `generator` or of what it makes them with."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest

_NUMBER = re.compile(r"— ?(\d+) ?—")
_SPAN = re.compile(r'"(.*)"')


def missing(what: str) -> NoReturn:
    """Skip a test for want of something, but never on CI, where nobody would see."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must test PDF files")
    pytest.skip(f"{what} is missing")


def weasyprint() -> None:
    """PDF files can be made here, or the test is skipped."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError) as e:
        missing(f"WeasyPrint ({e})")


def run(program: str, *arguments: str | Path) -> str:
    """What a program of poppler or qpdf prints."""
    found = shutil.which(program) or missing(program)
    command = [found, *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Printed(NamedTuple):
    """The text of a PDF, its lines ended by line feeds, without the page numbers; and these, page by page."""

    text: str
    numbers: tuple[int, ...]


def printed(path: Path) -> Printed:
    """What pdftotext reads, in the order of the file. Each page has its number, as its first line or its last."""
    pages = run("pdftotext", "-raw", path, "-").removesuffix("\f").split("\f")
    lines, numbers = [], []
    for page in pages:
        body = page.rstrip("\n").split("\n")
        (at,) = {k for k in (0, len(body) - 1) if _NUMBER.fullmatch(body[k])}
        numbers.append(int(re.sub(r"\D", "", body.pop(at))))
        lines += body
    return Printed("\n".join(lines), tuple(numbers))


class Node(NamedTuple):
    """An element of the structure tree: its depth, its type, and the text in it, of its descendants too."""

    depth: int
    kind: str
    text: str


def structure(path: Path) -> list[Node]:
    """The structure tree, as those hear the document who cannot see it. White space at the ends of lines is lost."""
    open_: list[tuple[int, str, list[str]]] = []
    found: list[tuple[int, str, list[str]]] = []
    for line in run("pdfinfo", "-struct-text", path).splitlines():
        depth = len(line) - len(line.lstrip(" "))
        text = _SPAN.fullmatch(line.strip())
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        if text:
            for node in open_:
                node[2].append(text[1])
        elif line.strip() and not line.strip().startswith("/"):
            node = (depth, re.split(r"[ :<(]", line.strip(), maxsplit=1)[0], [])
            open_.append(node)
            found.append(node)
    return [Node(depth, kind, "".join(parts)) for depth, kind, parts in found]


def objects(path: Path) -> dict[str, Any]:
    """The objects of the file by their reference."""
    made = json.loads(run("qpdf", "--json=2", "--json-key=qpdf", path))
    return {name: o.get("value", o) for name, o in made["qpdf"][1].items()}


def fonts(path: Path) -> list[list[str]]:
    """The fonts of the file as pdffonts lists them: name, type …, embedded, subset, with Unicode, object."""
    return [line.split() for line in run("pdffonts", path).splitlines()[2:]]
