"""An import on disk: reads the file and the site's records, writes the notice and what belongs to it, or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from generator import load
from generator.diagnostics import Diagnostic, Span, at, failed
from generator.importers.choices import Choices, Imported, Registry
from generator.importers.convert import convert, kind_of
from generator.importers.report import Result
from generator.model import Head
from generator.parse import parse_head
from generator.write import link

_NOTICES = "notices"
ORIGINALS = "originals"  # beside content/


class Wanted(NamedTuple):
    """What an import is asked for: the file, the choices, where to write ("" for the usual place), and how."""

    file: str
    choices: Choices
    out: str = ""
    force: bool = False
    dry_run: bool = False


def registry(root: str) -> Registry:
    """The rounds and organisations of a site; faulty records are left out, `check` tells of them."""
    content = os.path.join(root, "content")
    language = "zh-CN"
    site = os.path.join(content, "site.yaml")
    if os.path.isfile(site):
        head = parse_head(load.read(site), "site.yaml", language).value
        language = head.text("language") or language if head else language
    return Registry(_records(content, "rounds", language), _records(content, "organisations", language), language)


def _records(content: str, folder: str, language: str) -> dict[str, Head]:
    out: dict[str, Head] = {}
    for path in sorted(load.listing(os.path.join(content, folder)).files):
        if path.endswith(".yaml"):
            head = parse_head(load.read(os.path.join(content, folder, path)), f"{folder}/{path}", language).value
            if head is not None:
                out[head.id] = head
    return out


def run(root: str, wanted: Wanted) -> Result:
    """Import a file into a site. Raises OSError only when the disk refuses."""
    name = os.path.basename(wanted.file)
    content = os.path.realpath(os.path.join(root, "content"))
    if not os.path.isfile(os.path.join(content, "site.yaml")):
        return Result(name, None, (at("content/site.yaml", Span(), "E0007"),))
    site = registry(root)
    choices = wanted.choices
    target = ""
    if wanted.out:
        target = _inside(content, wanted.out)
        if not target:
            return Result(name, None, (at(name, Span(), "E2145", wanted.out),))
        parts = target.split("/")
        if not choices.id:
            choices = choices._replace(id=parts[-1].removesuffix(".md"))
        if not choices.round and len(parts) == 3 and parts[1] in site.rounds:
            choices = choices._replace(round=parts[1])
    original = data = load.read(wanted.file)
    kind = kind_of(data, name)
    earlier: tuple[Diagnostic, ...] = ()
    unit = "line" if kind == "text" else "paragraph"
    if kind == "office":
        from generator.importers import legacy

        converted = legacy.converted(data, name, choices.accepted)
        if converted.value is None:
            return Result(name, None, converted.diagnostics, unit=unit)
        data, earlier = converted.value, converted.diagnostics
    outcome = convert(data, name, site, choices)
    found = [*earlier, *outcome.diagnostics]
    made = outcome.value
    if made is None or failed(earlier):
        return Result(name, None, tuple(found), unit=unit)
    target = target or made.path
    found += _faults(name, made, target, content, wanted.force)
    if failed(found):
        return Result(name, None, tuple(found), unit=unit)
    made = made._replace(path=target)
    if wanted.dry_run:
        return Result(name, made, tuple(found), unit=unit)
    aside = _write(content, target, made)
    keep(root, target, name, original)
    return Result(name, made, tuple(found), os.path.join(content, target), tuple(aside), unit)


def _inside(content: str, out: str) -> str:
    """A path as it stands under content/, "" when it is not that of a notice of this site."""
    real = os.path.join(os.path.realpath(os.path.dirname(os.path.abspath(out))), os.path.basename(out))
    inside = os.path.relpath(real, content).replace(os.sep, "/")
    parts = inside.split("/")
    if os.path.islink(real) or parts[0] != _NOTICES or not 1 < len(parts) < 4 or not inside.endswith(".md"):
        return ""
    return inside


def _faults(name: str, made: Imported, target: str, content: str, force: bool) -> list[Diagnostic]:
    """What stands in the way of writing."""
    if not target:
        got = {v.key: v.value for v in made.front}
        missing = "--id" if got.get("round") else "--round"
        return [at(name, Span(), "E2146", missing.removeprefix("--"), missing)]
    if _inside(content, os.path.join(content, target)) != target:
        return [at(name, Span(), "E2145", target)]
    found = []
    for path in [target, *_attached(target, made)]:
        full = os.path.join(content, path)
        if os.path.realpath(os.path.dirname(full)) != os.path.dirname(full):
            found.append(at(name, Span(), "E2145", f"content/{path}"))
        if not os.path.lexists(full):
            continue
        if not os.path.isfile(full) or os.path.islink(full) or not force:
            found.append(at(name, Span(), "E2144", f"content/{path}"))
    return found


def _attached(target: str, made: Imported) -> dict[str, bytes]:
    """The files beside a notice, by their paths under content/."""
    return {f"{target.removesuffix('.md')}/{file}": data for file, data in made.attachments.items()}


def _write(content: str, target: str, made: Imported) -> list[str]:
    """Write a notice and its files; what was there is kept aside, under names the site does not look at.

    The notice comes last, so that it never refers to what is not there.
    """
    files = {**_attached(target, made), target: made.markdown.encode()}
    waiting: list[tuple[str, str]] = []
    try:
        for path, data in files.items():
            full = os.path.join(content, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            temporary = f"{full}.{os.getpid()}.tmp"
            waiting.append((temporary, full))
            with open(temporary, "xb") as f:
                f.write(data)
    except OSError:
        for temporary, _ in waiting:
            Path(temporary).unlink(missing_ok=True)
        raise
    aside = []
    for temporary, full in waiting:
        if os.path.lexists(full):
            old = _free(full)
            link(full, old)
            aside.append(old)
        os.replace(temporary, full)
    return aside


def keep(root: str, target: str, name: str, original: bytes) -> None:
    """Keep what the office brought as it came, outside of what is published: a round's archive takes it.

    `target` is the notice's path under content/. A file of the same name with other contents stays, too.
    """
    parts = target.removesuffix(".md").split("/")[1:]
    folder = os.path.join(root, ORIGINALS, *parts)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if os.path.isfile(path) and load.read(path) == original:
        return
    if os.path.lexists(path):
        os.replace(path, _free(path))
    temporary = os.path.join(folder, f".{os.getpid()}.tmp")
    try:
        with open(temporary, "xb") as f:
            f.write(original)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _free(path: str) -> str:
    """A name for an old file that nothing has yet; a tilde at its end tells that it is one."""
    number = 0
    while os.path.lexists(name := f"{path}{f'.{number}' if number else ''}~"):
        number += 1
    return name


def write_report(path: str, text: str) -> None:
    """Write a report; it never replaces a file that is no report of an import."""
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write(text)
