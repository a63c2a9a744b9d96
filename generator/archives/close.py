"""The end of a round: what stands in its way, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.announcing import canonical
from generator.archives.freeze import of_round
from generator.diagnostics import Diagnostic, Span, at
from generator.library import Library
from generator.log.entries import Entry, digest_of_files, encode
from generator.model import Head
from generator.oversight import disclosed
from generator.register import FOLDER, FOLLOWS, ROUNDS, Closed
from generator.replies import waits
from generator.revisions import current

CLOSE = "round-close"
# what a person may decide to leave open, with a reason
WAIVABLE = ("E3102", "E3103", "E3104", "E3105")


def open_matters(lib: Library, round_: Head) -> list[Diagnostic]:
    """What keeps a round from being complete."""
    return [*_of_round(lib, round_), *unannounced(lib)]


def _of_round(lib: Library, round_: Head) -> Iterator[Diagnostic]:
    mine = [h for h in lib.notices if h.text("round") == round_.id]
    done = {key for key in disclosed(lib) if key[0] == round_.id}
    done |= {(round_.id, h.text("organisation")) for h in mine if _is_withdrawn_report(lib, h)}
    for id_ in round_.values.get("organisations", ()):
        if (round_.id, id_) not in done:
            name = lib.organisations[id_].title if id_ in lib.organisations else id_
            yield at(f"content/{round_.path}", round_.spans.get("organisations", Span()), "E3102", name)
    names = {h.address.removesuffix(".html") for h in mine}
    for reply in lib.replies:
        if reply.text("notice") in names and waits(reply):
            yield at(f"content/{reply.path}", Span(), "E3103")
    for head in mine:
        state = lib.states[head.path].state
        if not lib.states[head.path].public:
            yield at(f"content/{head.path}", Span(), "E3104")
        closes = (head.values.get("oversight") or {}).get("closes_on", "")
        if state == "published" and closes >= lib.today:
            yield at(f"content/{head.path}", Span(), "E3105", closes)


def _is_withdrawn_report(lib: Library, head: Head) -> bool:
    """A report that was published and withdrawn: it was there, and says why it is not."""
    return head.text("kind") == "rectification" and lib.states[head.path].state == "withdrawn"


def unannounced(lib: Library) -> list[Diagnostic]:
    """The notices whose newest revision is public and not in the log: the site would have what the log has not."""
    out = []
    for head in lib.notices:
        last = lib.register.latest(id_ := head.address.removesuffix(".html"))
        if lib.states[head.path].public and (last is None or last.number < current(head).number):
            out.append(at(f"content/{head.path}", Span(), "E3106", id_))
    return out


def forbidding(found: Iterable[Diagnostic], look: str, reason: str) -> list[Diagnostic]:
    """Of open matters, those that no reason waives, all without one. A page that tells of days left cannot be kept."""
    may = WAIVABLE if look == FOLLOWS else tuple(c for c in WAIVABLE if c != "E3105")
    return [d for d in found if not reason.strip() or d.code not in may]


class Closing(NamedTuple):
    """A round's end, ready to be recorded: its row, its entry, the files of register/ that say what it was."""

    row: Closed
    entry: bytes
    files: Mapping[str, bytes]
    kept: tuple[str, ...]


def closing(
    lib: Library, round_: str, digests: Mapping[str, str], look: str, reason: str, found: Iterable[Diagnostic], at_: str,
    prev: str,
) -> Closing:  # fmt: skip
    """Close a round whose site has these files; `at_` is the moment in UTC, `prev` the entry that opened it."""
    own = of_round(digests, round_)
    notices = sum(id_.rpartition("/")[0] == round_ for id_ in lib.register.revisions)
    digest = digest_of_files(own.items())
    row = Closed(len(lib.register.rows), CLOSE, round_, at_, lib.today, notices, digest, look)
    entry = encode(Entry(CLOSE, round_, at=at_, notices=notices, manifest_sha256=digest, prev=prev))
    said = {"look": look, "reason": reason, "open": [[d.code, d.path, *d.args] for d in found]}
    return Closing(
        row,
        entry,
        {f"{ROUNDS}/{round_}.sha256": listed(own), f"{ROUNDS}/{round_}.json": canonical(said) + b"\n"},
        tuple(own),
    )


def listed(digests: Mapping[str, str]) -> bytes:
    """Files and digests as `sha256sum` reads them, by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def place_of_list(round_: str) -> str:
    """Where the list of a round's files stands in the site's folder."""
    return f"{FOLDER}/{ROUNDS}/{round_}.sha256"
