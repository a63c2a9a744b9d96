"""The order of the questions, and nothing else: each is asked of what the ones before it proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.log import Refused
from generator.log.checkpoint import Opened, parse_proof, verify_proof
from generator.log.note import Verifier
from generator.verify import CHECKPOINT, Place, Tick
from generator.verify import notices as pages
from generator.verify.findings import Finding
from generator.verify.history import ROTATE, History, Trust, accounted, history, rotation
from generator.verify.older import Older, changes, compared, kept, of_this_tree, rewritten
from generator.verify.release import Compared, release


class Question(NamedTuple):
    """What whoever asks brings along: keys, checkpoints of before (name, bytes), a copy of before with its name;
    `only` are the ids of notices, when not all are asked for."""

    trust: Trust = Trust()
    checkpoints: tuple[tuple[str, bytes], ...] = ()
    against: Place | None = None
    against_name: str = ""
    only: frozenset[str] | None = None


def examine(place: Place, question: Question, tick: Tick | None = None) -> tuple[Finding, ...]:
    """All that is found, in the order of the questions."""
    found, findings = history(place.read, question.trust)
    if found is None:
        return tuple(findings)
    question = with_copy(question)
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


def with_copy(question: Question) -> Question:
    """The checkpoint of a copy of before is one of those that were brought along."""
    data = question.against.read(CHECKPOINT) if question.against else None
    if data is None:
        return question
    return question._replace(checkpoints=(*question.checkpoints, (question.against_name, data)))


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
