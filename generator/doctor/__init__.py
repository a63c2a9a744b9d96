"""What the live site's server does wrong: `look` fetches, `faults` judges what was fetched, `pages` reads pages."""

from __future__ import annotations
