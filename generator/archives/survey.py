"""The records of a site folder as a library, read without building: what closing and the catalogue look at."""

from __future__ import annotations

import os

from generator import announce, load
from generator.library import Library, library
from generator.links import record_of
from generator.publication import SHANGHAI, zone
from generator.theme import Theme
from generator.worker import read_heads

_NO_THEME = Theme({}, {}, {}, {}, "", {}, frozenset(), ())


def library_at(root: str, now: int) -> Library:
    """The library of a site folder at a moment, with its register; records that cannot be read are left out."""
    site = announce.site_at(root)
    content = os.path.join(root, "content")
    files = load.listing(content).files
    wanted = [(path, "") for path in sorted(files) if record_of(path)]
    heads = {r.path: r.head for r in read_heads(content, site.language, wanted) if r.head is not None}
    tz = zone(site.time_zone) or SHANGHAI
    made = library(heads, site, tz, _NO_THEME, now, False, frozenset(files), {}, "")
    return made._replace(register=announce.register_of(root))
