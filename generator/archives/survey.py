"""The records of a site folder as a library, read without building: what closing and the catalogue look at."""

from __future__ import annotations

import os
from collections.abc import Mapping

from generator import announce, load
from generator.library import Library, library
from generator.links import record_of
from generator.model import Head
from generator.publication import SHANGHAI, zone
from generator.theme import Theme
from generator.worker import read_heads

_NO_THEME = Theme({}, {}, {}, {}, "", {}, frozenset(), ())


def heads_at(root: str) -> dict[str, Head]:
    """The records of a site folder by path; those that cannot be read are left out."""
    content = os.path.join(root, "content")
    wanted = [(path, "") for path in sorted(load.listing(content).files) if record_of(path)]
    found = read_heads(content, announce.site_at(root).language, wanted)
    return {r.path: r.head for r in found if r.head is not None}


def library_of(root: str, heads: Mapping[str, Head], now: int) -> Library:
    """The library of these records at a moment, with the register as it is."""
    site = announce.site_at(root)
    tz = zone(site.time_zone) or SHANGHAI
    made = library(heads, site, tz, _NO_THEME, now, False, frozenset(), {}, "")
    return made._replace(register=announce.register_of(root))
