"""The order of the questions, and nothing else: each is asked of what the ones before it proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.log import Refused
from generator.log.checkpoint import Opened, parse_proof, verify_proof
from generator.log.note import Verifier
from generator.register import FOLDER
from generator.verify import CHECKPOINT, Place, Tick
from generator.verify import notices as pages
from generator.verify.findings import Finding
from generator.verify.history import ROTATE, History, Trust, accounted, history, key_lines, rotation
from generator.verify.kept import beside, log_of, register
from generator.verify.older import Older, changes, compared, kept, of_this_tree, rewritten
from generator.verify.release import Compared, closing, release

ROUNDS = "rounds"  # below register/, what rounds looked like when they were closed


class Question(NamedTuple):
    """What whoever asks brings along: keys, checkpoints of before (name, bytes), a copy of before with its name;
    `only` are the ids of notices, when not all are asked for; `register` is what the site's own folder keeps,
    `closings` are lists of the files of rounds that were closed (name, bytes)."""

    trust: Trust = Trust()
    checkpoints: tuple[tuple[str, bytes], ...] = ()
    against: Place | None = None
    against_name: str = ""
    only: frozenset[str] | None = None
    register: Place | None = None
    closings: tuple[tuple[str, bytes], ...] = ()


def examine(place: Place, question: Question, tick: Tick | None = None) -> tuple[Finding, ...]:
    """All that is found, in the order of the questions."""
    question = _with_keys(_with_copy(question))
    found, findings = history(place.read, question.trust)
    if found is None:
        return tuple(findings)
    older, more = older_of(question, found.keys)
    findings += more
    opened = [one.opened for one in older if one.opened]
    seen = pages.notices(place, found, question.only, tick)
    findings += accounted(
        found, question.trust, of_this_tree(found, (*seen.opened, *opened, *_handed_over(found, place)))
    )
    findings += seen.findings
    if question.only is None:
        findings += pages.added(place, found)
        findings += pages.closed(found)
    if seen.notices and not any(f.is_wrong for f in seen.findings):
        findings.append(Finding("V201", "", (str(seen.notices), str(seen.revisions))))
    if question.only is None:
        wrong = frozenset(f.where for f in findings if f.is_wrong)
        findings += release(place, found, Compared(seen.compared, seen.compared & wrong), tick)
    findings += (closing(place, found, where, data) for where, data in question.closings)
    if question.register:
        findings += _register(place, found, question, question.register)
    return (*findings, *compared_with(found, older, question))


def older_of(question: Question, keys: Sequence[Verifier]) -> tuple[list[Older], list[Finding]]:
    """The checkpoints that were brought along, and what is wrong with themselves."""
    older: list[Older] = []
    findings: list[Finding] = []
    for name, data in question.checkpoints:
        one, faults = kept(name, data, keys)
        findings += faults
        if one:
            older.append(one)
    return older, findings


def _with_copy(question: Question) -> Question:
    """The checkpoint of a copy of before is one of those that were brought along."""
    data = question.against.read(CHECKPOINT) if question.against else None
    if data is None:
        return question
    return question._replace(checkpoints=(*question.checkpoints, (question.against_name, data)))


def _with_keys(question: Question) -> Question:
    """Who has a site's folder has the keys of its register."""
    if question.register and not question.trust.keys:
        with suppress(Refused):
            keys = key_lines(question.register.read("keys") or b"")
            return question._replace(trust=question.trust._replace(keys=keys))
    return question


def _register(place: Place, found: History, question: Question, kept: Place) -> list[Finding]:
    """What a site's own folder keeps, by its own log; and how the site stands to that."""
    own, findings = log_of(kept, question.trust)
    if own is None:
        return findings
    findings += [beside(found, own), *register(kept.read, own)]
    for name in sorted(kept.names or ()):
        if name.startswith(f"{ROUNDS}/") and name.endswith(".sha256") and (data := kept.read(name)) is not None:
            findings.append(closing(place, own, f"{FOLDER}/{name}", data))
    return findings


def compared_with(found: History, older: Sequence[Older], question: Question) -> list[Finding]:
    """Whether the log begins with every checkpoint of before; if not, what was changed, as far as a copy tells."""
    findings = [f for one in older for f in compared(found, one)]
    if not rewritten(findings):
        return findings
    if question.against:
        before, _ = history(question.against.read, Trust(found.keys))
        if before is not None and before.sound:
            return findings + changes(before, found, question.against_name)
        return [*findings, Finding("V417", question.against_name)]
    return [*findings, Finding("V418")]


def _handed_over(found: History, place: Place) -> Iterator[Opened]:
    """The signed checkpoints in the proofs of entries by which one key followed another."""
    for line in found.lines:
        if line.entry.type == ROTATE:
            with suppress(Refused):
                proof = parse_proof(place.read(rotation(line)) or b"")
                yield verify_proof(proof, bytes.fromhex(line.link), found.origin, found.keys)
