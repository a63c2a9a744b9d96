"""`gongkai verify`: opens what was named, asks, and says what was found."""

from __future__ import annotations

import os
import zipfile
from argparse import Namespace
from typing import NamedTuple

from generator.log import Refused, note
from generator.log.note import COSIGNATURE, Verifier
from generator.verify import Tick, places, web
from generator.verify.bag import bag
from generator.verify.examine import Question, examine
from generator.verify.findings import Finding
from generator.verify.history import Trust, key_lines
from generator.verify.package import ROUND, package
from generator.verify.report import as_json, as_text, verdict
from generator.verify.saved import page, saved

SMALL = 1 << 20  # bytes of a key file, a checkpoint, a proof
PAGE = 64 << 20


class Wanted(NamedTuple):
    """What is named on the command line."""

    place: str
    keys: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    checkpoints: tuple[str, ...] = ()
    against: str = ""
    proof: str = ""
    format: str = "text"
    language: str = "zh-CN"


class Misused(Exception):
    """What was named cannot be what it must be; the arguments are what is said in Chinese and English."""


def command(args: Namespace, language: str, tick: Tick | None = None) -> tuple[int, str]:
    """What was asked for on the command line: the exit code, and what is said."""
    kept = tuple(args.key), tuple(args.witness), tuple(args.checkpoint)
    here = args.folder == os.path.abspath(".")
    place, against = (
        name if here or not name or web.is_address(name) else os.path.join(args.folder, name)
        for name in (args.place, args.against)
    )
    return run(Wanted(place, *kept, against, args.proof, args.format, language), tick)


def run(wanted: Wanted, tick: Tick | None = None) -> tuple[int, str]:
    """The exit code, 0 fine, 1 not, 2 wrong usage, and what is said."""
    try:
        findings = verified(wanted, tick)
    except Misused as e:
        return 2, f"gongkai: {e.args[1]}" if wanted.language == "en" else f"gongkai：{e.args[0]}"
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] != "cryptography":
            raise
        how = "pip install 'gongkai[log]'"
        return (
            2,
            f"gongkai: this needs cryptography: {how}"
            if wanted.language == "en"
            else f"gongkai：核对签名需要 cryptography：{how}",
        )
    if wanted.format == "json":
        said = as_json(findings, wanted.place, wanted.language)
    else:
        said = "\n".join(as_text(findings, wanted.place, wanted.language))
    return int(verdict(findings) != "fine"), said


def verified(wanted: Wanted, tick: Tick | None = None) -> tuple[Finding, ...]:
    """All that is found. Raises Misused."""
    trust = Trust(_keys(wanted.keys), _keys(wanted.witnesses))
    if any(key.kind != COSIGNATURE for key in trust.witnesses):
        raise Misused("--witness 里有不是联署用的公钥", "a key of --witness is not one for cosignatures")
    checkpoints = tuple((name, _read(name, SMALL)) for name in wanted.checkpoints)
    question = Question(trust, checkpoints)
    faults: list[Finding] = []
    if wanted.against:
        against, _ = _opened(wanted.against)
        question = question._replace(against=against.site, against_name=wanted.against)
        faults = against.faults
    if _is_page(wanted.place):
        proof = _read(wanted.proof, SMALL) if wanted.proof else None
        found = saved(page(wanted.place, _read(wanted.place, PAGE)), question, proof)
        return (*found, *faults)
    if wanted.proof:
        raise Misused("--proof 只和保存的网页同用", "--proof goes with a saved page only")
    return (*_place(wanted, question, tick), *faults)


def _place(wanted: Wanted, question: Question, tick: Tick | None) -> list[Finding]:
    opened, id_ = _opened(wanted.place)
    if opened.kind == "nothing":
        return [*opened.faults, *([] if opened.faults else [Finding("V609", wanted.place)])]
    if id_:
        question = question._replace(only=frozenset((id_,)))
    findings: list[Finding] = []
    if opened.kind == "bag":
        findings = [*bag(opened.whole, tick), *package(opened.whole, opened.site, question.trust.keys)]
        if (data := opened.whole.read(ROUND)) is not None:
            question = question._replace(closings=((ROUND, data),))
    question = question._replace(register=opened.register)
    return [*findings, *examine(opened.site, question, tick), *opened.faults]


def _opened(name: str) -> tuple[places.Found, str]:
    if web.is_address(name):
        return web.opened(name)
    if not os.path.lexists(name):
        raise Misused(f"没有这个文件或文件夹：{name}", f"there is no file or folder {name}")
    if os.path.isdir(name) or os.path.isfile(name):
        return places.opened(name), ""
    raise Misused(f"不是文件夹，也不是文件：{name}", f"{name} is neither a folder nor a file")


def _is_page(name: str) -> bool:
    """Whether a file is a page, by its name, or because it is no archive and looks like one."""
    if web.is_address(name) or not os.path.isfile(name):
        return False
    return name.lower().endswith((".html", ".htm", ".xhtml")) or (
        not zipfile.is_zipfile(name) and b"<html" in _read(name, 4096).lower()
    )


def _keys(given: tuple[str, ...]) -> tuple[Verifier, ...]:
    """Keys as they are, or files of them."""
    found: list[Verifier] = []
    for text in given:
        try:
            found += key_lines(_read(text, SMALL)) if os.path.isfile(text) else [note.verifier(text)]
        except Refused:
            raise Misused(f"不是公钥，也不是公钥文件：{text}", f"{text} is neither a key nor a file of keys") from None
    return tuple(found)


def _read(name: str, limit: int) -> bytes:
    try:
        return places.read_file(name, limit)
    except (OSError, ValueError) as e:
        why = getattr(e, "strerror", None) or str(e)
        raise Misused(f"读不了 {name}：{why}", f"{name} cannot be read: {why}") from None
