"""What `gongkai check` does besides telling: the sign-off sheet of a notice, and repairs. Reads and writes files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from generator import load, words
from generator.config import Site, site_of
from generator.diagnostics import Diagnostic
from generator.links import as_named, record_of
from generator.mend import mended
from generator.parse import parse_body, parse_head
from generator.reading import Desk
from generator.sheet import render, sheet
from generator.text import decode

SHEETS = "sheets"


class Repair(NamedTuple):
    """A file that can be repaired: its path in the site folder, what it is and what it would be."""

    path: str
    before: bytes
    after: bytes


def _site(root: str) -> Site | None:
    head = parse_head(load.read(os.path.join(root, "content", "site.yaml")), "site.yaml", "zh-CN").value
    return site_of(head) if head else None


def make_sheet(root: str, name: str, diagnostics: Iterable[Diagnostic]) -> str:
    """Write the sign-off sheet of a notice, named by ROUND/ID or its path; the sheet's path, "" without such a notice."""
    site = _site(root)
    language = site.language if site else "zh-CN"
    content = os.path.join(root, "content")
    wanted = as_named(name)
    for path in sorted(load.listing(content).files):
        if record_of(path) != "notice":
            continue
        data = load.read(os.path.join(content, path))
        head = parse_head(data, path, language).value
        if head is None or wanted not in (path, path.removesuffix(".md"), head.address.removesuffix(".html"), head.id):
            continue
        parsed = parse_body(data, head, "", {}, language).value
        if parsed is None:
            return ""
        said = [d for d in diagnostics if d.path == "content/" + path]
        page = render(sheet(head, parsed.notice, decode(data, path).value or "", said, language))
        folder = os.path.join(root, SHEETS)
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(folder, head.address.removesuffix(".html").replace("/", "-") + ".html")
        with open(target + ".new", "w", encoding="utf-8", newline="\n") as f:
            f.write(page)
        os.replace(target + ".new", target)
        return target
    return ""


def repairs(root: str, diagnostics: Iterable[Diagnostic]) -> list[Repair]:
    """The notices that can be repaired, as they are and as they would be."""
    site = _site(root)
    if site is None:
        return []
    desk = Desk(site, words=words.load(root))
    by_path: dict[str, list[Diagnostic]] = {}
    for d in diagnostics:
        if record_of(d.path.removeprefix("content/")) == "notice":
            by_path.setdefault(d.path, []).append(d)
    out = []
    for path, said in sorted(by_path.items()):
        before = load.read(os.path.join(root, path))
        after = mended(before, path.removeprefix("content/"), said, desk)
        if after != before:
            out.append(Repair(path, before, after))
    return out


def repair(root: str, made: Iterable[Repair]) -> None:
    """Write repaired files, each in one step; what changed in the meantime is left alone."""
    for path, before, after in made:
        target = os.path.join(root, path)
        if load.read(target) == before:
            with open(target + ".new", "wb") as f:
                f.write(after)
            os.replace(target + ".new", target)
