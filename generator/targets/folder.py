"""A folder of this machine, or one that it reaches like its own: a web server's disk, a network drive."""

from __future__ import annotations

import os

from generator.publishing import Failure
from generator.publishing.config import Wanted
from generator.publishing.disk import LocalDisks, said
from generator.publishing.switching import Switching
from generator.publishing.target import Holder


class Folder(Switching):
    """A target in a folder."""

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None:
        return said(error)

    def close(self) -> None:
        self.disks.close()


def open_target(wanted: Wanted, root: str, holder: Holder) -> Folder:
    """The target of a folder, which is seen from the site's."""
    place = os.path.normpath(os.path.join(root, wanted.text("path")))
    inside = (os.path.join(root, name) for name in ("content", "site", "register", ".gongkai"))
    if place == root or any(os.path.commonpath((place, p)) in (place, p) for p in inside if _same_drive(place, p)):
        raise Failure("E4012", place)
    return Folder(LocalDisks(place, wanted.text("switch") == "exchange"), holder, wanted.keep)


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0] == os.path.splitdrive(other)[0]
