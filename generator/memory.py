"""What findings say of earlier rounds: which finding came up before, and how a due date was put off.

A finding names an earlier one by its permanent id, `ROUND/ID#f-1-2-3`; its address in a page's address bar is taken
too. A change of the due date is a line such as `2022-03-31 → 2022-06-30，理由`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.fields import RECORDS, Field
from generator.model import Head, Values
from generator.records import Bad, convert

# the types of a finding's fields that may have several lines
SEVERAL = ("findings", "records")

_ID = r"[a-z0-9][a-z0-9-]*"
_PLACE = re.compile(rf"(?:(?:https?:/|\.\.)?/(?:[^\s#]*/)?)?({_ID}/{_ID})(?:\.html)?#({_ID})")
_BETWEEN = re.compile(r"[、，,；;\s]+")
_MENTION = re.compile(rb"/[a-z0-9][a-z0-9-]*(?:\.html)?#")
_NOTICE = re.compile(rf"({_ID}/{_ID})(?:\.html)?#{_ID}")
_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_CHANGES = re.compile(rf"\s*[；;]\s*(?={_DAY}\s*\D)")
_CHANGE = re.compile(rf"({_DAY})\s*(?:→|⇒|-+>|=+>|改为|改至|延期至|延至|to)\s*({_DAY})\s*(.*)")


class Place(NamedTuple):
    """A finding by its notice (ROUND/ID) and its id there."""

    notice: str
    finding: str

    def __str__(self) -> str:
        return f"{self.notice}#{self.finding}"

    @property
    def href(self) -> str:
        return f"{self.notice}.html#{self.finding}"


class Fault(NamedTuple):
    """What is wrong with a value: the code of a diagnostic and its arguments."""

    code: str
    args: tuple[str, ...] = ()


def place_of(text: str) -> Place | None:
    """The finding that a text names, None when it is none."""
    m = _PLACE.fullmatch(text)
    return Place(m[1], m[2]) if m else None


def finding_number(id_: str) -> str:
    """How a finding is called: its number, or the id it was given."""
    return id_.removeprefix("f-")


def places(text: str) -> list[str] | Fault:
    """The findings that a field names, each as ROUND/ID#ID, once."""
    out: dict[str, None] = {}
    for part in _BETWEEN.split(text):
        if part:
            place = place_of(part)
            if place is None:
                return Fault("E0925", (part,))
            out[str(place)] = None
    return list(out) or Fault("E0925", (text,))


def mentions(data: bytes) -> tuple[str, ...]:
    """The notices of which a text, as bytes of UTF-8, names a place by ROUND/ID#…; found without parsing it.

    Every notice that a finding's field names is among them. Most texts have no such place, and a slash is rare in
    Chinese: so this costs a few microseconds.
    """
    at = data.find(b"/")
    while at >= 0:
        if _MENTION.match(data, at):
            text = data.decode("utf-8", "replace")
            return tuple(sorted({m[1] for m in _NOTICE.finditer(text)}))
        at = data.find(b"/", at + 1)
    return ()


def values_of(field: Field, text: str) -> tuple[list[Any], list[Fault]]:
    """The values that a line of a field of several has, and what is wrong with them."""
    if field.type == "findings":
        named = places(text)
        return ([], [named]) if isinstance(named, Fault) else (named, [])
    out: list[Any] = []
    faults: list[Fault] = []
    for change in due_changes(text):
        if isinstance(change, Fault):
            faults.append(change)
            continue
        values: Values = {}
        for part, written in zip(RECORDS[field.record], change, strict=True):
            got = convert(written, part, part.type)
            if isinstance(got, Bad):
                faults.append(Fault(got.code, tuple(map(str, got.args))))
            values[part.id] = got
        out.append(values)
    return out, faults


# ------------------------------------------------------------- due dates


def due_changes(text: str) -> Iterator[tuple[str, str, str] | Fault]:
    """Of each change in a field's text the date as it was, the new one (both as written) and the reason."""
    for part in _CHANGES.split(text):
        m = _CHANGE.fullmatch(part.strip(" ；;"))
        if m is None:
            yield Fault("E0926", (part,))
            continue
        reason = m[3].strip("，,、：:；; （）()")
        yield (m[1], m[2], reason) if reason else Fault("E0927")


def due_faults(changes: Sequence[Values], due_on: str) -> Iterator[Fault]:
    """What does not fit in the changes of a due date, from the first to the last, and with the one that holds now."""
    for k, change in enumerate(changes):
        was, new = change["from"], change["to"]
        if k and was != changes[k - 1]["to"]:
            yield Fault("E0928", (was, changes[k - 1]["to"]))
        if new == was:
            yield Fault("E0929", (new,))
        elif new < was:
            yield Fault("W0931", (new, was))
    if changes and changes[-1]["to"] != due_on:
        yield Fault("E0930", (changes[-1]["to"], due_on or "—"))


def earlier_than(one: Head, other: Head) -> bool:
    """Whether a notice was published before another; one without a time is yet to be published."""
    return one.text("published_at") < (other.text("published_at") or "9999")
