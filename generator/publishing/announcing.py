"""The boundary to the register and the log: what must be announced before a release, and the release's own entry.

Sites without a register have nothing to announce. This is the only module of publishing that knows of the register.
"""

from __future__ import annotations

import os

from generator.publishing import Failure
from generator.publishing.release import Release


def has_register(root: str) -> bool:
    """Whether the site has a log."""
    return os.path.isfile(os.path.join(root, "register", "keys"))


def announce(root: str) -> bool:
    """Make sure that all that is public on the built site is announced; whether the site must be built again for it.

    Raises Failure when a text is not announced and cannot be.
    """
    if not has_register(root):
        return False
    raise Failure("E4017")


def record(root: str, release: Release) -> dict[str, bytes]:
    """Put the release into the log, once; the files of the site's log after that, by their address."""
    if not has_register(root):
        return {}
    raise Failure("E4017")
