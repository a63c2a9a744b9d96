"""Who signs the log: a folder outside the site with the key and the memory of what was signed, or another program.

The folder is `--signer DIR`, `GONGKAI_SIGNER`, or one for the log's name where the system keeps a user's data. An external
program (`GONGKAI_SIGN_COMMAND`, for a key in certified hardware) gets what is to be signed and answers the signature in
base 64; its public key is given when the log begins.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from generator.log import Refused
from generator.log.note import Signer, Verifier, from_base64
from generator.log.store import create_key, load_key

KEY, NEXT = "key", "key.next"
COMMAND_TIME = 120  # seconds that another program may take, a person's confirmation included


class Signing(NamedTuple):
    """Who signs, and the folder where what was signed is remembered."""

    memory: str
    signer: Signer


def folder_of(origin: str, given: str, environ: Mapping[str, str]) -> str:
    """The folder of a log's signer."""
    if given or environ.get("GONGKAI_SIGNER"):
        return os.path.abspath(given or environ["GONGKAI_SIGNER"])
    home = environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(home, "gongkai", origin.replace("/", "_").replace(":", "_"))


def inside(folder: str, root: str) -> bool:
    """Whether a folder lies in a site's folder, where it would be published or put under version control."""
    return (os.path.realpath(folder) + os.sep).startswith(os.path.realpath(root) + os.sep)


def new_key(folder: str, origin: str, name: str = KEY) -> Verifier:
    """A new key in the signer's folder; the public part of it."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return create_key(os.path.join(folder, name), origin)


def signing(folder: str, key: Verifier, environ: Mapping[str, str]) -> Signing:
    """Who signs with this key, which may be the next one when a handing over was interrupted."""
    command = environ.get("GONGKAI_SIGN_COMMAND", "")
    if command:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return Signing(folder, Signer(key, external(command)))
    for name in (KEY, NEXT):
        with suppress(FileNotFoundError):
            found = load_key(os.path.join(folder, name))
            if found.verifier == key:
                return Signing(folder, found)
    if os.path.exists(os.path.join(folder, KEY)):
        raise Refused("signer-unknown", os.path.join(folder, KEY))
    raise Refused("key-missing", os.path.join(folder, KEY))


def external(command: str) -> Callable[[bytes], bytes]:
    """What makes a signature with another program: its words are split as a shell would, but no shell runs."""

    def sign(message: bytes) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - a list, no shell
                shlex.split(command), input=message, capture_output=True, timeout=COMMAND_TIME, check=False
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as e:
            raise Refused("sign-command", type(e).__name__) from None
        if done.returncode:
            raise Refused("sign-command", done.returncode)
        return from_base64(done.stdout.decode("ascii", "replace").strip())

    return sign
