"""The boundary to the register and the log: what must be announced before a release, and the release's own entry.

Sites without a register have nothing to announce. This is the only module of publishing that knows of the register.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.log import Refused
from generator.publishing import Failure
from generator.publishing.manifest import Manifest, built
from generator.register import FOLDER, KEYS, LOG
from generator.signing import Signing

if TYPE_CHECKING:
    from generator.announce import Build


def has_register(root: str) -> bool:
    """Whether the site has a log."""
    return os.path.isfile(os.path.join(root, FOLDER, KEYS))


def waiting(root: str, now: int, language: str) -> list[str]:
    """The notices that will be announced with the next release."""
    if not has_register(root):
        return []
    from generator.announce import pending

    with _refusals(language):
        return pending(root, now)


def announce(root: str, out: str, now: int, language: str, build: Build) -> bool:
    """Announce what is public on the built site and record the release; whether the site was built again for it."""
    from generator.announce import append

    with _refusals(language):
        done = append(root, out, _signing(root), now, secrets.token_bytes, build)
    if done is None or not done.whole:
        raise Failure("E4003")
    return bool(done.revisions or done.release)


def record(root: str, manifest: Manifest, now: int, language: str) -> dict[str, bytes]:
    """Record an earlier site that is put in place again; the files of the log after that, by their address."""
    from generator.announce import record_files, utc

    with _refusals(language):
        record_files(root, {p: i.sha256 for p, i in built(manifest).items()}, _signing(root), utc(now))
    top, out = os.path.join(root, FOLDER, LOG), dict[str, bytes]()
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                out[f"log/{os.path.relpath(path, top).replace(os.sep, '/')}"] = f.read()
    with open(os.path.join(root, FOLDER, KEYS), "rb") as f:
        out[f"log/{KEYS}"] = f.read()
    return out


def _signing(root: str) -> Signing:
    """Who signs this site's log."""
    from generator.announce import register_of
    from generator.log.note import verifier
    from generator.signing import folder_of, signing

    register = register_of(root)
    return signing(folder_of(register.origin, "", os.environ), verifier(register.keys[-1]), os.environ)


@contextmanager
def _refusals(language: str) -> Iterator[None]:
    """What the log refuses, as a failure with its words."""
    from generator.refusals import explained

    try:
        yield
    except Refused as e:
        raise Failure("E4017", explained(e, language)) from None
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] != "cryptography":
            raise
        raise Failure("E4005", "cryptography", "log") from None
