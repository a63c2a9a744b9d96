"""How a closed round looked: which files that is, and which of them a build copies instead of making them.

What is kept are pages, PDF files and the theme's assets. Data, feeds and attachments have no look. A notice with a
revision since the round was closed is made again, and so are the pages of the round as a whole: words come before looks.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.library import Library
from generator.pages import TRADITIONAL
from generator.register import ROUNDS, Closed, Register, Revision
from generator.revisions import ERASE, current

FROZEN = "frozen"  # the output that copies
ASSETS = "assets/"
_PAGES = (".html", ".pdf")


def of_round(digests: Mapping[str, str], round_: str) -> dict[str, str]:
    """The files of a site that belong to a round, and the assets its pages use, with their digests."""
    own = (f"{round_}/", f"{TRADITIONAL.folder}{round_}/", ASSETS)
    return {address: digest for address, digest in sorted(digests.items()) if address.startswith(own)}


def has_look(address: str) -> bool:
    """Whether a file is kept."""
    return address.endswith(_PAGES) or address.startswith(ASSETS)


def kept_at(round_: str, address: str) -> str:
    """Where a file of a round is kept below register/."""
    return f"{ROUNDS}/{round_}/{address}"


def notice_of(address: str) -> str:
    """The id of the notice that a file of a round would belong to by its name: ROUND/ID."""
    folder, _, name = address.removeprefix(TRADITIONAL.folder).rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"


def frozen(lib: Library) -> dict[str, tuple[str, str]]:
    """The addresses whose files are copied: where they are kept below register/, and their digests.

    A preview shows every page as the theme makes it.
    """
    out: dict[str, tuple[str, str]] = {}
    if lib.preview_script:
        return out
    for round_, files in lib.register.frozen.items():
        row = lib.register.closed[round_]
        later = changed_since(lib, row)
        for address, digest in files.items():
            if has_look(address) and (address.startswith(ASSETS) or not _is_touched(lib, address, later)):
                out[address] = (kept_at(round_, address), digest)
    return out


def changed_since(lib: Library, row: Closed) -> set[str]:
    """The notices of a round that were announced, revised or erased since it was closed, or are about to be."""
    prefix = f"{row.id}/"
    later = {r.id for r in lib.register.rows[row.entry :] if isinstance(r, Revision)}
    for head in lib.notices:
        id_ = head.address.removesuffix(".html")
        if id_.startswith(prefix) and head.path in lib.shown:
            last = lib.register.latest(id_)
            if last is None or last.number < current(head).number:
                later.add(id_)
    return {id_ for id_ in later if id_.startswith(prefix)}


def _is_touched(lib: Library, address: str, later: set[str]) -> bool:
    own = notice_of(address)
    return own in later if own in lib.register.revisions else bool(later)


def doomed(register: Register) -> list[str]:
    """What is kept below register/ of notices that were erased since their round was closed."""
    out = []
    for round_, files in register.frozen.items():
        since = register.rows[register.closed[round_].entry :]
        gone = {r.id for r in since if isinstance(r, Revision) and r.type == ERASE}
        out += [kept_at(round_, a) for a in files if a.endswith(_PAGES) and notice_of(a) in gone]
    return out
