"""The register of targets: a kind and the function that opens one, each in a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from generator.publishing.config import Wanted
from generator.publishing.target import Holder, Target


class Kind(NamedTuple):
    """A kind of target: its name in publish.yaml and its module, which has `open_target`."""

    id: str
    module: str

    @property
    def open(self) -> Callable[[Wanted, str, Holder], Target]:
        """What opens a target: what is wanted of it, the site's folder, who publishes."""
        opened: Callable[[Wanted, str, Holder], Target] = import_module(self.module).open_target
        return opened


TARGETS = (
    Kind("folder", "generator.targets.folder"),
    Kind("sftp", "generator.targets.sftp"),
    Kind("s3", "generator.targets.s3"),
    Kind("package", "generator.targets.package"),
    Kind("command", "generator.targets.command"),
)
BY_ID = {kind.id: kind for kind in TARGETS}
