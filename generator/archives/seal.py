"""The seal of a package: a note, signed with the key of the log, about the lists of its files.

The lists tell what was changed by accident. Who changes a file on purpose can change the lists too, and the list of the
lists; what he cannot make is the signature. The first line keeps it apart from whatever else the key signs.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.archives.bag import lines
from generator.log.note import Note, Signer, encode, sign

FILE = "seal.txt"
FIRST = "gongkai.archive/seal/v1"


def text_of(round_: str, files: Mapping[str, bytes]) -> str:
    """The text that is signed: the round, then the digests of the files beside the contents."""
    return f"{FIRST}\n{round_}\n{lines(files)}"


def seal(round_: str, files: Mapping[str, bytes], by: Signer) -> dict[str, bytes]:
    """The seal as a file of the bag."""
    text = text_of(round_, files)
    return {FILE: encode(Note(text, (sign(text, by),)))}
