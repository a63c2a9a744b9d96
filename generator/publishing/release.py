"""A release: the site as it was put in place at a moment, as a line of JSON that lies on the target."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from generator.publishing import Failure
from generator.publishing.manifest import Manifest, content_digest, digest_of, encode

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")


class Release(NamedTuple):
    """`id` says when and what, in the office's time; `number` counts the releases of a target.

    `content` is the digest of the site without its log, `manifest` that of the manifest. A roll-back is a new release
    `of` an earlier one. `next_change`: when something comes due after it (seconds since 1970, 0 for never).
    """

    id: str
    number: int
    at: int
    kind: str  # publish or rollback
    files: int
    size: int
    content: str
    manifest: str
    previous: str = ""
    of: str = ""
    next_change: int = 0


class Live(NamedTuple):
    """What a target shows now; without a release, nothing of ours."""

    release: Release | None
    manifest: Manifest


NOTHING = Live(None, {})


def release(
    now: int, tz: tzinfo, manifest: Manifest, live: Live, kind: str, of: str = "", next_change: int = 0
) -> Release:
    """The release that follows the live one; a second later at least, so that no two have one id."""
    content, before = content_digest(manifest), live.release
    if before and now <= before.at:
        now = before.at + 1
    if before and before.id == _id(now, tz, content):
        now += 1
    size = sum(i.size for i in manifest.values())
    number, previous = (before.number + 1, before.id) if before else (1, "")
    name = digest_of(encode(manifest))
    return Release(
        _id(now, tz, content), number, now, kind, len(manifest), size, content, name, previous, of, next_change
    )


def recovered(id_: str, manifest: Manifest) -> Release:
    """What can be said of a release whose record was lost: what is there."""
    size = sum(i.size for i in manifest.values())
    return Release(id_, 0, 0, "publish", len(manifest), size, content_digest(manifest), digest_of(encode(manifest)))


def _id(at: int, tz: tzinfo, content: str) -> str:
    return f"{datetime.fromtimestamp(at, tz):%Y%m%d-%H%M%S}-{content[:8] or '0' * 8}"


def dump(r: Release) -> bytes:
    """A release as bytes."""
    return (json.dumps(r._asdict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def load(data: bytes, name: str = "") -> Release:
    """The release of its bytes; refused when they are damaged."""
    try:
        values = json.loads(data.decode())
        found = Release(**{k: v for k, v in values.items() if k in Release._fields})
        shapes = all(type(v) is type(w) for v, w in zip(found, _SHAPE, strict=True))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Failure("E4031", name) from None
    if not shapes or not is_id(found.id):
        raise Failure("E4031", name)
    return found


_SHAPE = Release("", 0, 0, "", 0, 0, "", "")


def is_id(text: str) -> bool:
    """Whether a text is the id of a release."""
    return _ID.fullmatch(text) is not None


def shown_time(at: int, tz: tzinfo) -> str:
    """A moment as people read it."""
    return f"{datetime.fromtimestamp(at, tz):%Y-%m-%d %H:%M}"


def utc(at: int) -> str:
    """A moment as the log writes it."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
