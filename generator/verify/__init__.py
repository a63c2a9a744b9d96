"""Whether a site, an archive or a saved page is what was announced, from its log and from what somebody kept of it.

`examine` is the order of the questions. What it asks is in `history` (keys, checkpoint, entries), `notices` (pages and
their files), `release` (the site as a whole), `older` (checkpoints and copies from before) and `saved` (one page).
These are functions of bytes: `read(path)` is their only door to the world, and None what it says of what is not there.
`places` opens the door: folders, archives, addresses. `findings` has every sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Read = Callable[[str], bytes | None]
Tick = Callable[[int, int], None]

LOG = "log"
CHECKPOINT = f"{LOG}/checkpoint"
KEYS = f"{LOG}/keys"


class Place(NamedTuple):
    """What is verified: its files by path, and their paths, as far as the place tells them (None: not at all)."""

    read: Read
    names: frozenset[str] | None = None
