"""`gongkai archive ROUND`: see that the round is complete, close it, keep its look, write the package.

Each step is durable before the next begins, and every one may be done again: what is kept of a round means nothing until
the log has the entry that closes it; the entry is written once; the package is a function of what is on disk then. So a
run that was stopped is ended by running it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from generator import announce, load, register_store
from generator.announcing import manifest
from generator.archives import bag, catalogue, contents, package
from generator.archives.close import Closing, closing, forbidding, listed, open_matters, place_of_list, unannounced
from generator.archives.contents import About
from generator.archives.freeze import has_look, kept_at
from generator.archives.survey import heads_at, library_of
from generator.diagnostics import Diagnostic, Span, at, in_order
from generator.library import Library
from generator.log.entries import digest_of_files, link
from generator.messages import BY_CODE
from generator.model import Head
from generator.options import Report
from generator.register import FOLDER, KEPT_LOOK, LOG, ROUNDS, Register, Release
from generator.signing import Signing
from generator.state import lock
from generator.write import link as second_name

SCRATCH = os.path.join(".gongkai", "archive")
DEFAULT = "archives"
SYNCS_ALL = sys.platform == "linux"  # where sync() does not return before the disk has all

Make = Callable[[str, int], Report]


class Wanted(NamedTuple):
    """What is asked for: the site folder, the round, the package's file ("" for the usual place), and how.

    `look` is "" for the usual one, `reason` why a round with open matters is closed all the same.
    """

    root: str
    round: str
    out: str = ""
    look: str = ""
    reason: str = ""
    dry_run: bool = False
    sm3: bool = False


class Done(NamedTuple):
    """What came of it: diagnostics; the package, its digest and size, "" without one; whether the round was closed now."""

    said: tuple[Diagnostic, ...]
    report: Report | None = None
    file: str = ""
    sha256: str = ""
    size: int = 0
    closed_now: bool = False
    notices: int = 0
    reason: str = ""

    @property
    def failed(self) -> bool:
        return not self.file and (bool(self.said) or (self.report is not None and bool(self.report.exit_code)))


def run(wanted: Wanted, by: Signing, now: int, make: Make) -> Done:
    """Archive a round; `make` builds the site into a folder as it is at a moment.

    Raises Refused, and OSError when the disk refuses.
    """
    root = os.path.realpath(wanted.root)
    target = os.path.join(root, wanted.out or os.path.join(DEFAULT, f"{wanted.round}.zip"))
    scratch = os.path.join(root, SCRATCH)
    if fault := _misplaced(root, target):
        return Done((fault,))
    if wanted.sm3 and not bag.can(bag.SM3):
        return Done((at("", Span(), "E3113"),))
    with lock(scratch):
        announce.resume(root, by)
        return _run(wanted._replace(root=root, out=target), by, now, partial(_alone, make), scratch)


def _alone(make: Make, site: str, moment: int) -> Report:
    """Build the site, with nothing beside it: files of a build that nobody remembers would be archived as well."""
    report = make(site, moment)
    if not report.strangers:
        return report
    shutil.rmtree(site)
    return make(site, moment)


def _misplaced(root: str, target: str) -> Diagnostic | None:
    """An archive among sources or on the site would be archived, or published."""
    inside = os.path.relpath(os.path.realpath(target), root).replace(os.sep, "/")
    if os.path.isdir(target) or inside.split("/")[0] in ("content", "register", "site", "originals", "themes"):
        return at(inside, Span(), "E3114", inside)
    return None


def _run(wanted: Wanted, by: Signing, now: int, make: Make, scratch: str) -> Done:
    root, site = wanted.root, os.path.join(scratch, "site")
    heads = heads_at(root)
    lib = library_of(root, heads, now)
    round_ = lib.rounds.get(wanted.round)
    if round_ is None:
        return Done((at("content/rounds", Span(), "E3101", wanted.round, "、".join(sorted(lib.rounds))),))
    row = lib.register.closed.get(round_.id)
    if row is not None and wanted.look not in ("", row.look):
        return Done((at(f"content/{round_.path}", Span(), "E3109", row.on, row.look),))
    found: list[Diagnostic] = []
    if row is None:
        report = make(site, now)
        if report.exit_code:
            return Done((), report)
        found = open_matters(lib, round_)
        look = wanted.look or KEPT_LOOK
        if (stopped := forbidding(found, look, wanted.reason)) or wanted.dry_run:
            return Done(in_order(stopped or found), None, closed_now=not stopped)
        made = _closing(wanted, lib, round_, site, look, found, announce.utc(now))
        _keep(root, site, made)
        announce.commit(root, by, [made.entry], [made.row], [made.files])
    elif waiting := unannounced(lib):
        return Done(in_order(waiting))
    elif wanted.dry_run:
        return Done(())
    report, as_of = _settled(root, site, by, now, make)
    if report.exit_code:
        return Done((), report)
    done = _written(wanted, by, site, library_of(root, heads, contents.seconds(as_of)), as_of, scratch)
    waived = (d._replace(waived=True) for d in found)
    return done._replace(closed_now=row is None, said=(*in_order(waived), *done.said))


def _closing(
    wanted: Wanted, lib: Library, round_: Head, site: str, look: str, found: list[Diagnostic], moment: str
) -> Closing:
    log = os.path.join(wanted.root, FOLDER, LOG)
    opened = [r.entry for r in lib.register.rows if r.type == "round-open" and r.id == round_.id]
    prev = link(announce.entry_at(log, opened[-1], len(lib.register.rows))) if opened else ""
    return closing(lib, round_.id, digests_of(site), look, wanted.reason if found else "", found, moment, prev)


def digests_of(site: str) -> dict[str, str]:
    """The SHA-256 of every file of a built site, by address."""
    return {p: hashlib.sha256(load.read(os.path.join(site, p))).hexdigest() for p in load.outputs(site)[0]}


def _keep(root: str, site: str, made: Closing) -> None:
    """Keep the files of the round, when its look is kept. What a stopped run left goes: nothing refers to it yet."""
    top = os.path.join(root, FOLDER, ROUNDS, made.row.id)
    if os.path.isdir(top):
        shutil.rmtree(top)
    if made.row.look != KEPT_LOOK:
        return
    folders = set()
    paths = [a for a in made.kept if has_look(a)]
    for address in paths:
        target = os.path.join(root, FOLDER, kept_at(made.row.id, address))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        folders.add(os.path.dirname(target))
        second_name(os.path.join(site, address), target)  # no build ever writes into a file that is there
    _make_durable([os.path.join(root, FOLDER, kept_at(made.row.id, a)) for a in paths], {*folders, top})


def _make_durable(files: Iterable[str], folders: Iterable[str]) -> None:
    """Have the disk hold these: by one call where that can be relied on, for one call a file takes minutes."""
    if SYNCS_ALL:
        os.sync()
        return
    for path in files:
        with open(path, "rb+") as f:
            os.fsync(f.fileno())
    for folder in folders:
        register_store.sync(folder)


def _settled(root: str, site: str, by: Signing, now: int, make: Make) -> tuple[Report, str]:
    """Build the site as it is at the last entry of the log, which has it; the report, and that moment.

    When something else was changed since (a page, the theme), the log gets the site as it is now.
    """
    register = announce.register_of(root)
    moment = register.rows[-1].at
    report = make(site, contents.seconds(moment))
    if report.exit_code or _is_released(register, site):
        return report, moment
    report = make(site, now)
    if report.exit_code:
        return report, moment
    announce.record_release(root, site, by, announce.utc(now))
    return make(site, now), announce.utc(now)


def _is_released(register: Register, site: str) -> bool:
    last = next((r for r in reversed(register.rows) if isinstance(r, Release) and r.type == "release"), None)
    rows = [line.split("  ", 1)[::-1] for line in manifest(digests_of(site)).decode().splitlines()]
    return last is not None and digest_of_files((path, digest) for path, digest in rows) == last.manifest_sha256


def _written(wanted: Wanted, by: Signing, site: str, lib: Library, as_of: str, scratch: str) -> Done:
    """Write the package of a closed round."""
    root = wanted.root
    row, round_ = lib.register.closed[wanted.round], lib.rounds[wanted.round]
    files = register_store.files_of_round(root, wanted.round)
    if digest_of_files(files.items()) != row.manifest_sha256:
        return Done((at(place_of_list(wanted.round), Span(), "E3111"),))
    said = json.loads(load.read(os.path.join(root, FOLDER, ROUNDS, f"{wanted.round}.json")))
    key = lib.register.keys[-1]
    opened = tuple(tuple(o) for o in said["open"])
    about = About(row.id, round_.title, lib.site, row, as_of, key, said["reason"], opened)
    parts = package.parts_of(root, site, row.id, lib.site.theme)
    originals: dict[str, list[str]] = {}
    for part in parts:
        if part.path.startswith(contents.ORIGINALS):
            id_ = "/".join(part.path.split("/")[2:4])
            originals.setdefault(id_, []).append(part.path)
    rows = catalogue.rows(
        lib, row.id, lambda a: hashlib.sha256(load.read(os.path.join(site, a))).hexdigest(), originals
    )
    head = {
        "round": row.id,
        "title": about.title,
        "site": lib.site.url,
        "closed_on": row.on,
        "software": about.software,
    }
    made = {
        contents.FACTS: contents.facts(about),
        contents.README: contents.readme(package.inside("readme.txt").decode(), about, BY_CODE),
        contents.VERIFY: package.inside("verify.py"),
        contents.LIST: listed(files),
        f"{contents.CATALOGUE}.csv": catalogue.as_csv(rows),
        f"{contents.CATALOGUE}.xml": catalogue.as_xml(rows, head),
    }
    try:
        sha256 = package.write(wanted.out, scratch, about, parts, made, by.signer, wanted.sm3)
    except package.Changed as e:
        return Done((at("", Span(), "E3112", *e.args),))
    except FileExistsError:
        return Done((at(os.path.relpath(wanted.out, root), Span(), "E3108", wanted.out),))
    return Done((), None, wanted.out, sha256, os.path.getsize(wanted.out), False, row.notices, about.reason)
