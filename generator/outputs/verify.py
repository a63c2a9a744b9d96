"""Verifying for everybody: its page, a checkpoint to print, and the log once more as scripts.

Scripts are what a page may load from anywhere: from a server with the strictest policy, and from a disc. Each calls one
function with a file of the log in base 64. Which entries a notice has stands in one more for each folder.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from generator.article import BLOCKS
from generator.fields import REVISION_KINDS
from generator.library import Library
from generator.log.tiles import files, path
from generator.outcomes import outcomes
from generator.page_views import CheckpointPage, LogView, VerifyPage
from generator.pages import (
    CHECKPOINT,
    VERIFY,
    VERIFYING,
    Crumb,
    choice,
    contact_view,
    meta,
    permanent,
    script,
    site_view,
)
from generator.qr import LONGEST, svg
from generator.register import LOG, Revision
from generator.revisions import PUBLISH, TYPES
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import ContactView, Link, Meta, SiteView

DATA = "verify/data/"
CODE = "verify/checkpoint.svg"
SIGNED = "checkpoint"  # the file of the log
ReadKept = Callable[[str], bytes]


def plan(lib: Library) -> Iterable[Task]:
    """The two pages; the digest of the signed checkpoint tells when they must be made again."""
    register = lib.register
    if not register.exists:
        return
    signed = register.log.get(SIGNED, "")  # one that is missing is told when it is read
    site, t = site_view(lib), texts(lib.language)
    own, *scripts = (script(lib, name) for name in VERIFYING)
    folders = " ".join(sorted({_folder(row) for row in register.rows if isinstance(row, Revision)}))
    log = LogView(len(register.rows), *_moment(lib), register.origin, register.keys)
    kinds = (
        (PUBLISH, t["changed_published"]),
        *((TYPES[k.id], choice(REVISION_KINDS, k.id, lib.language)) for k in REVISION_KINDS),
    )
    head = meta(site, Crumb(VERIFY, t["verify"], t["verify_about"], t["verify"], scripts=own))
    rest = contact_view(lib.site.contact), folders, lib.site.time_zone, kinds, tuple(s for (s,) in scripts)
    yield Task(VERIFY, "verify", (head, signed, log, *rest))
    above = (Link(VERIFY, t["verify"]),)
    head = meta(site, Crumb(CHECKPOINT, t["checkpoint"], t["checkpoint_about"], t["checkpoint"], above))
    yield Task(CHECKPOINT, "checkpoint", (head, signed, log))


def _moment(lib: Library) -> tuple[str, str]:
    """When the last entry was made, in the office's time: as it is shown, and in RFC 3339; empty without any."""
    if not lib.register.rows:
        return "", ""
    at = datetime.fromisoformat(lib.register.rows[-1].at).astimezone(lib.tz)
    return f"{at:%Y-%m-%d %H:%M}", at.isoformat()


def plan_code(lib: Library) -> Iterable[Task]:
    if lib.register.exists:
        yield Task(CODE, "checkpoint_code", (site_view(lib).url, lib.register.log.get(SIGNED, "")))


def plan_files(lib: Library) -> Iterable[Task]:
    """The files of the tree that is signed now; the log may keep narrower ones of earlier trees."""
    for tile in files(len(lib.register.rows)):
        if (place := path(tile)) in lib.register.log:
            yield Task(f"{DATA}{place}.js", "log_script", (f"{LOG}/{place}", lib.register.log[place]))


def plan_entries(lib: Library) -> Iterable[Task]:
    """Which entries every notice has, and the files of each revision, null when it was erased; a file for each folder."""
    found: dict[str, dict[str, list[tuple[int, dict[str, str] | None]]]] = {}
    for row in lib.register.rows:
        if isinstance(row, Revision):
            folder = _folder(row)
            kept = None if (row.id, row.number) in lib.register.erased else dict(sorted(row.files.items()))
            found.setdefault(folder, {}).setdefault(row.id[len(folder) :], []).append((row.entry, kept))
    for folder, entries in found.items():
        data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        yield Task(f"{DATA}in/{folder}index.js", "entries_script", (data,))


def _folder(row: Revision) -> str:
    return row.id[: row.id.rfind("/") + 1]


def view(
    site: SiteView, head: Meta, _: str, log: LogView, contact: ContactView, folders: str, zone: str, kinds: Any,
    scripts: Any, read: ReadKept,
) -> VerifyPage:  # fmt: skip
    """The page that verifies; the digest of the checkpoint is in its key only."""
    blocks, told = " ".join(sorted(BLOCKS)), outcomes(site.language)
    return VerifyPage(site, head, _signed(read).decode(), log, contact, folders, zone, kinds, scripts, blocks, told)


def checkpoint(site: SiteView, head: Meta, _: str, log: LogView, read: ReadKept) -> CheckpointPage:
    signed = _signed(read)
    code = CODE if len(_address(site.url, signed)) <= LONGEST else ""
    return CheckpointPage(site, head, signed.decode(), log, permanent(site, VERIFY), code)


def _signed(read: ReadKept) -> bytes:
    return read(f"{LOG}/{SIGNED}")


def code(url: str, _: str, read: ReadKept) -> bytes:
    """The QR code of an address that carries the checkpoint: whoever scans it has it verified."""
    address = _address(url, _signed(read))
    return svg(address if len(address) <= LONGEST else url + VERIFY)


def _address(url: str, signed: bytes) -> str:
    return f"{url}{VERIFY}#checkpoint={urlsafe_b64encode(signed).decode().rstrip('=')}"


def wrapped(place: str, _: str, read: ReadKept) -> bytes:
    """A file of the log as a script."""
    return b'gongkai("' + b64encode(read(place)) + b'")\n'


def entries_script(data: str) -> bytes:
    return f"gongkai({data})\n".encode()


OUTPUTS = (
    Output("verify", "verify.html", plan, view, reads_register=True),
    Output("checkpoint", "checkpoint.html", lambda _: (), checkpoint, reads_register=True),
    Output("checkpoint_code", "", plan_code, code, takes_site=False, reads_register=True),
    Output("log_script", "", plan_files, wrapped, takes_site=False, reads_register=True),
    Output("entries_script", "", plan_entries, entries_script, takes_site=False),
)
