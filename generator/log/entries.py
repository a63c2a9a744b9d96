"""What the log records: entries as canonical JSON, under a kilobyte each, without names, titles or texts.

An entry keeps digests of what was published. The record of a notice is committed to with a salt that lies beside the
page: where the law wants something erased, salt and record are deleted, and what the log keeps says nothing any more.

Canonical means: UTF-8, no spaces, the keys of the entry's type in the order of `_KEYS`, all of them, nothing escaped
that need not be. So an entry has one spelling, and `parse` takes no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from generator.log import Refused
from generator.log.merkle import leaf_hash
from generator.log.note import verifier

VERSION = 1
LONGEST = 1023  # bytes of an entry
SALT = 16  # bytes of a salt

REVISIONS = ("publish", "correct", "supplement", "withdraw", "restore", "erase", "rerender")

_REVISION = ("id", "rev", "at", "commit", "article_sha256", "attachments", "prev", "reason")
_KEYS = dict.fromkeys(REVISIONS, _REVISION) | {
    "release": ("id", "at", "files", "manifest_sha256", "prev"),
    "round-open": ("id", "at"),
    "round-close": ("id", "at", "notices", "manifest_sha256", "prev"),
    "key-rotate": ("at", "key"),
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)*")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class Entry(NamedTuple):
    """An entry of any type; a type has the keys of `_KEYS`, and the others are empty.

    `id` is what it is about: the address of a notice without its ending, a round, a release. `at` is in UTC.
    `attachments` is the `digest_of_files` of a notice's attachments, "" without any. `prev` is the leaf hash of the
    entry before it about the same thing, "" for the first. `files` and `notices` are counts, so that one missing later
    shows. `manifest_sha256` is the `digest_of_files` of the site or the round; `key` the new verifier key.
    """

    type: str
    id: str = ""
    rev: int = 0
    at: str = ""
    commit: str = ""
    article_sha256: str = ""
    attachments: str = ""
    prev: str = ""
    reason: str = ""
    files: int = 0
    notices: int = 0
    manifest_sha256: str = ""
    key: str = ""


def commitment(salt: bytes, record: bytes) -> str:
    """The digest that binds to a record and, without the salt, does not even let it be guessed."""
    if len(salt) != SALT:
        raise Refused("salt-length")
    return sha256(salt + record).hexdigest()


def digest_of_files(digests: Iterable[tuple[str, str]]) -> str:
    """One digest for many files, from their paths and SHA-256 digests: of the lines that `sha256sum` reads, by path."""
    lines = [f"{digest}  {path}\n" for path, digest in sorted(digests)]
    return sha256("".join(lines).encode()).hexdigest() if lines else ""


def encode(entry: Entry) -> bytes:
    """The canonical bytes of an entry."""
    data = _bytes(entry)
    if len(data) > LONGEST:
        raise Refused("entry-length", len(data))
    if (fault := _fault(entry)) is not None:
        raise Refused("entry-value", fault)
    return data


def parse(data: bytes) -> Entry:
    """The entry of canonical bytes."""
    if len(data) > LONGEST:
        raise Refused("entry-length", len(data))
    try:
        values = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Refused("entry-json") from None
    if not isinstance(values, dict) or values.get("v") != VERSION or not isinstance(values.get("type"), str):
        raise Refused("entry-form")
    del values["v"]
    if values["type"] not in _KEYS or not values.keys() <= set(Entry._fields):
        raise Refused("entry-form")
    entry = Entry(**values)
    if (fault := _fault(entry)) is not None:
        raise Refused("entry-value", fault)
    if _bytes(entry) != data:
        raise Refused("entry-form")
    return entry


def link(entry: bytes) -> str:
    """What the next entry about the same thing says in `prev`."""
    return leaf_hash(entry).hex()


def _bytes(entry: Entry) -> bytes:
    values = entry._asdict()
    keys = _KEYS.get(entry.type, ())
    kept = {"v": VERSION, "type": entry.type} | {key: values[key] for key in keys}
    try:
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError):
        raise Refused("entry-value") from None


def _fault(entry: Entry) -> str | None:
    """The first key whose value may not be so."""
    keys = _KEYS.get(entry.type)
    if keys is None:
        return "type"
    for key, empty in Entry._field_defaults.items():
        value = getattr(entry, key)
        if type(value) is not type(empty) or (key not in keys and value != empty):
            return key
        if key in keys and not _may_be(entry, key, value):
            return key
    return None


def _may_be(entry: Entry, key: str, value: str | int) -> bool:
    """Whether a value of the right type fits its key."""
    first = entry.type == "publish"
    if isinstance(value, int):
        return 0 <= value < 1 << 53 and (key != "rev" or value > 0)
    if key == "id":
        return bool(_ID.fullmatch(value))
    if key == "at":
        return bool(_TIME.fullmatch(value)) and _is_time(value)
    if key == "reason":
        return (first or bool(value.strip())) and value.replace("\u3000", " ").isprintable()
    if key == "key":
        return _is_key(value)
    if key == "prev" and (first or not value):
        return not value and (first or entry.type not in REVISIONS)
    return bool(_DIGEST.fullmatch(value)) or (key == "attachments" and not value)


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return False
    return True


def _is_key(text: str) -> bool:
    try:
        verifier(text)
    except Refused:
        return False
    return True
