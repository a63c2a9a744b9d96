"""Anything else: the release as a folder here, and a command of your own (rsync, rclone …) that takes it where it belongs.

    PATH/current             → releases/ID, when the command has succeeded
    PATH/releases/ID/        the release

The command is a list of words, no shell; {folder} stands for the release's folder, {previous} for that of the one
before it. What is on the other side is not known here: the command must make it so, deletions included.
"""

from __future__ import annotations

import os
import subprocess

from generator.publishing import Failure
from generator.publishing.config import Wanted
from generator.publishing.disk import LocalDisks, said
from generator.publishing.manifest import Manifest
from generator.publishing.release import Live, Release
from generator.publishing.switching import RELEASES, Switching
from generator.publishing.target import Holder, Sent, Source, Tick

SHOWN = 500  # characters of what a command says


class Command(Switching):
    """A target that a command reaches."""

    def __init__(self, path: str, words: tuple[str, ...], run: bool, holder: Holder, keep: int) -> None:
        super().__init__(LocalDisks(path, False), holder, keep)
        self.path, self.words, self.run = path, words, run
        self.said: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def publish(self, release: Release, manifest: Manifest, live: Live, source: Source, tick: Tick) -> Sent:
        sent = super().publish(release, manifest, live, source, tick)
        return sent._replace(said=self.said)

    def before_switch(self, release: Release, live: Live) -> None:
        """Run the command on the release's folder; when it fails, nothing is live."""
        folder = os.path.join(self.path, RELEASES, release.id)
        previous = os.path.join(self.path, RELEASES, live.release.id) if live.release else folder
        words = [w.replace("{folder}", folder).replace("{previous}", previous) for w in self.words]
        if not self.run:
            import shlex

            self.said = (("N4071", (shlex.join(words),)),)
            return
        try:
            done = subprocess.run(  # noqa: S603  # a list, no shell
                words, capture_output=True, encoding="utf-8", errors="replace", check=False, stdin=subprocess.DEVNULL
            )
        except OSError as e:
            raise Failure("E4070", words[0], e.strerror or str(e)) from None
        if done.returncode:
            raise Failure("E4070", words[0], f"{done.returncode} {(done.stderr or done.stdout).strip()[-SHOWN:]}")

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None:
        return said(error)

    def close(self) -> None:
        self.disks.close()


def open_target(wanted: Wanted, root: str, holder: Holder) -> Command:
    """The target of a command."""
    path = os.path.normpath(os.path.join(root, wanted.text("path")))
    if any(
        os.path.commonpath((path, p)) == p for p in (os.path.join(root, n) for n in ("content", "site", "register"))
    ):
        raise Failure("E4012", path)
    return Command(path, wanted.texts("command"), wanted.is_on("run", True), holder, wanted.keep)
