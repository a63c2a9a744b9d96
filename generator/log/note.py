"""Signed notes (C2SP signed-note v1.0.0) and the cosignatures of witnesses (C2SP tlog-cosignature).

A note is a text, a blank line, and lines of signatures: an em dash, the name of a key, and in base64 the key's id
and the signature. Only Ed25519 is known here: plain (0x01), which a log makes, and with a time (0x04), which a
witness makes. Of a note there is one spelling only; all that is read strictly.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from generator.log import Refused

ED25519 = 0x01
COSIGNATURE = 0x04
MOST_SIGNATURES = 100
LONGEST = 1_000_000  # bytes of a note

_PRIVATE = "PRIVATE+KEY"  # how golang.org/x/mod/sumdb/note spells a signer's key


class Verifier(NamedTuple):
    """Who may have signed: the name of the key, the kind of its signatures, the public key of 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64(bytes([self.kind]) + self.public)}"


class Signer(NamedTuple):
    """Who signs: what others verify with, and what makes 64 bytes of Ed25519 signature, here or in another program."""

    verifier: Verifier
    sign: Callable[[bytes], bytes]


class Signature(NamedTuple):
    """A line of signature as it stands: key name, key id, and the signature proper."""

    name: str
    key_id: bytes
    data: bytes


class Note(NamedTuple):
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]


class Seal(NamedTuple):
    """A signature that was verified, and the time it states (seconds since 1970), when it is a cosignature."""

    verifier: Verifier
    time: int | None = None


def base64(data: bytes) -> str:
    """Base 64 as in RFC 4648, section 4."""
    return b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """The bytes of a base 64 text in its one right spelling."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise Refused("base64", text) from None
    if base64(data) != text:
        raise Refused("base64", text)
    return data


def is_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name) and _is_text(name)


def verifier(text: str) -> Verifier:
    """The key of a verifier key text: name+hash+base64."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = from_base64(encoded)
    if not is_name(name) or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE):
        raise Refused("verifier-key", text)
    found = Verifier(name, key[0], key[1:])
    if found.key_id.hex() != key_id:
        raise Refused("verifier-key", text)
    return found


def signer(seed: bytes, name: str, kind: int = ED25519) -> Signer:
    """The signer with a private key of 32 bytes (RFC 8032)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not is_name(name) or len(seed) != 32 or kind not in (ED25519, COSIGNATURE):
        raise Refused("signer-key", name)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(Verifier(name, kind, key.public_key().public_bytes_raw()), key.sign)


def signer_text(seed: bytes, name: str, kind: int = ED25519) -> str:
    """A private key as a text to keep: PRIVATE+KEY+name+hash+base64."""
    key_id = signer(seed, name, kind).verifier.key_id.hex()
    return f"{_PRIVATE}+{name}+{key_id}+{base64(bytes([kind]) + seed)}"


def from_signer_text(text: str) -> Signer:
    """The signer of such a text; what is wrong with it is not said, for it is secret."""
    head, _, rest = text.partition(f"{_PRIVATE}+")
    name, _, rest = rest.partition("+")
    encoded = rest.partition("+")[2]
    try:
        key = from_base64(encoded)
        if not head and len(key) == 33 and text == signer_text(key[1:], name, key[0]):
            return signer(key[1:], name, key[0])
    except Refused:
        pass
    raise Refused("signer-key") from None


def sign(text: str, by: Signer, time: int = 0) -> Signature:
    """A signature of a text; of a witness, with the time. What another program signed is verified first."""
    key = by.verifier
    stamp = time.to_bytes(8, "big") if key.kind == COSIGNATURE else b""
    signed = Signature(key.name, key.key_id, stamp + by.sign(_message(text, key.kind, time)))
    _verified(text, signed, key)
    return signed


def signature_line(signature: Signature) -> str:
    """A signature as a line of a note."""
    return f"— {signature.name} {base64(signature.key_id + signature.data)}"


def encode(note: Note) -> bytes:
    """A note as bytes."""
    lines = (f"{signature_line(s)}\n" for s in note.signatures)
    data = f"{note.text}\n{''.join(lines)}".encode()
    if parse(data) != note:
        raise Refused("note-text")
    return data


def parse(data: bytes) -> Note:
    """A note from its bytes; no signature is verified yet."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refused("note-utf8") from None
    if len(data) > LONGEST:
        raise Refused("note-length")
    if any(c < " " and c != "\n" for c in text):
        raise Refused("note-control")
    body, blank, rest = text.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise Refused("note-form")
    return Note(body + "\n", parse_signatures(rest))


def parse_signatures(text: str) -> tuple[Signature, ...]:
    """Lines of signatures, at least one; they are what a witness answers, too."""
    lines = text.split("\n")
    if lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise Refused("signature-lines")
    return tuple(map(_signature, lines))


def verify(note: Note, known: Iterable[Verifier]) -> tuple[Seal, ...]:
    """The signatures of known keys; those of others are ignored. One of a known key that fails refuses the note."""
    keys = {(key.name, key.key_id): key for key in known}
    seals = [_verified(note.text, s, keys[s[:2]]) for s in note.signatures if s[:2] in keys]
    if not seals:
        raise Refused("signature-missing")
    return tuple(seals)


def cosigned(note: Note, answer: Sequence[Signature]) -> Note:
    """The note with more signatures, each line once."""
    return Note(note.text, tuple(dict.fromkeys((*note.signatures, *answer))))


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not is_name(name):
        raise Refused("signature-line", line)
    data = from_base64(encoded)
    if len(data) < 5:
        raise Refused("signature-line", line)
    return Signature(name, data[:4], data[4:])


def _verified(text: str, signature: Signature, key: Verifier) -> Seal:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    stamp = signature.data[:8] if key.kind == COSIGNATURE else b""
    time = int.from_bytes(stamp, "big")
    if len(signature.data) != len(stamp) + 64 or time >= 1 << 63:
        raise Refused("signature-wrong", key.name)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(signature.data[len(stamp) :], _message(text, key.kind, time))
    except (InvalidSignature, ValueError):
        raise Refused("signature-wrong", key.name) from None
    return Seal(key, time if stamp else None)


def _message(text: str, kind: int, time: int) -> bytes:
    """What is signed: the text, after two lines when it is a cosignature."""
    return (f"cosignature/v1\ntime {time}\n{text}" if kind == COSIGNATURE else text).encode()


def _is_text(text: str) -> bool:
    """Whether it has no half of a surrogate pair, which has no UTF-8."""
    return not any("\ud800" <= c <= "\udfff" for c in text)
