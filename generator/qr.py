"""QR codes (ISO/IEC 18004) of addresses, as SVG.

Byte mode and error correction level M only, and always the same mask: every reader takes any mask, and weighing
all eight is most of the work of general encoders. All that depends on the version alone is made once in a process,
so that a code takes a fraction of a millisecond; a site has one for every notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import NamedTuple

BORDER = 4  # the quiet zone, in modules
# of level M, by version from 1 to 40 (ISO/IEC 18004, table 9): error correction codewords of a block, blocks
_CORRECTION = (
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
)  # fmt: skip
_BLOCKS = (
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
)  # fmt: skip
LONGEST = 2331  # bytes that version 40 holds
_MASK = 0b011  # dark and light are exchanged where row + column divide by three
_RUNS = re.compile("0+|1+")


def svg(text: str) -> bytes:
    """The code of a text of at most `LONGEST` bytes, black on white with its quiet zone, as a drawing."""
    modules = code(text)
    size = len(modules)
    side = size + 2 * BORDER
    path = "".join(f"M{BORDER} {y + BORDER}.5{_drawn(row)}" for y, row in enumerate(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{4 * side}" height="{4 * side}" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="{path}"/></svg>\n'
    ).encode()


def _drawn(row: str) -> str:
    """A row as lines and gaps, without the gap at its end."""
    return "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in _RUNS.findall(row.rstrip("0")))


def code(text: str) -> list[str]:
    """The rows of modules, "1" for dark, without the quiet zone."""
    data = text.encode()
    plan = _plan(next(v for v in range(1, 41) if _capacity(v) >= len(data)))
    width = 8 if plan.version < 10 else 16
    bits = f"0100{len(data):0{width}b}{int.from_bytes(data, 'big'):0{8 * len(data)}b}0000"[: 8 * plan.codewords]
    bits += "0" * (-len(bits) % 8)
    filled = int(bits, 2).to_bytes(len(bits) // 8, "big")
    filled += (b"\xec\x11" * plan.codewords)[: plan.codewords - len(filled)]
    blocks, at = [], 0
    for length in plan.lengths:
        blocks.append(filled[at : at + length])
        at += length
    corrections = [_remainder(block, plan.correction) for block in blocks]
    sent = bytes(b for row in (*zip_longest(*blocks), *zip(*corrections, strict=True)) for b in row if b is not None)
    masked = int.from_bytes(sent, "big") << plan.rest ^ plan.mask
    modules = "".join(plan.place(f"{masked:0{8 * len(sent) + plan.rest}b}01"))
    return [modules[k : k + plan.size] for k in range(0, plan.size**2, plan.size)]


def _capacity(version: int) -> int:
    """How many bytes of text a version holds."""
    codewords = _raw(version) // 8 - _CORRECTION[version - 1] * _BLOCKS[version - 1]
    return codewords - (2 if version < 10 else 3)


def _raw(version: int) -> int:
    """How many modules of a version hold data and error correction: all but patterns and information."""
    along = version // 7 + 2 if version > 1 else 0
    alignment = 25 * along**2 - 10 * along - 55 if along else 0
    return (16 * version + 128) * version + 64 - alignment - (36 if version > 6 else 0)


class _Plan(NamedTuple):
    """What all codes of a version have in common. `place` picks, for each module in the order of rows, its bit of
    the data, or one of the two last characters ("0" and "1") for a module that is the same in every code."""

    version: int
    size: int
    codewords: int
    lengths: tuple[int, ...]  # of the blocks of data
    correction: int
    rest: int  # modules left over after the last codeword
    mask: int
    place: Callable[[str], tuple[str, ...]]


@lru_cache(maxsize=40)
def _plan(version: int) -> _Plan:
    size = 4 * version + 17
    fixed = _fixed(version, size)
    order = [at for at in _zigzag(size) if at not in fixed]
    number = {at: k for k, at in enumerate(order)}
    mask = int("".join("1" if (y + x) % 3 == 0 else "0" for y, x in order), 2)
    places = [number[y, x] if (y, x) in number else len(order) + fixed[y, x] for y in range(size) for x in range(size)]
    blocks, correction = _BLOCKS[version - 1], _CORRECTION[version - 1]
    codewords = len(order) // 8 - blocks * correction
    short, longer = divmod(codewords, blocks)
    lengths = (short,) * (blocks - longer) + (short + 1,) * longer
    return _Plan(version, size, codewords, lengths, correction, len(order) % 8, mask, itemgetter(*places))


def _fixed(version: int, size: int) -> dict[tuple[int, int], bool]:
    """The modules that do not hold data, by row and column: patterns, format and version information."""
    out: dict[tuple[int, int], bool] = {}
    for k in range(size):
        out[6, k] = out[k, 6] = k % 2 == 0
    far = size - 7
    for top, left in ((0, 0), (0, far), (far, 0)):
        for y in range(top - 1, top + 8):
            for x in range(left - 1, left + 8):
                if 0 <= y < size and 0 <= x < size:
                    out[y, x] = max(abs(y - top - 3), abs(x - left - 3)) not in (2, 4)
    centres = _alignment(version, size)
    for cy in centres:
        for cx in centres:
            if (cy, cx) not in ((6, 6), (6, far), (far, 6)):
                for y in range(cy - 2, cy + 3):
                    for x in range(cx - 2, cx + 3):
                        out[y, x] = max(abs(y - cy), abs(x - cx)) != 1
    form = _checked(_MASK, 10, 0b10100110111) ^ 0b101010000010010  # the bits of level M are 00
    ahead = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    again = [(size - 1 - k, 8) for k in range(7)] + [(8, size - 8 + k) for k in range(8)]
    for places in (ahead, again):
        for k, at in enumerate(places):
            out[at] = bool(form >> 14 - k & 1)
    out[size - 8, 8] = True
    if version > 6:
        told = _checked(version, 12, 0b1111100100101)
        for k in range(18):
            a, b = divmod(k, 3)
            out[a, size - 11 + b] = out[size - 11 + b, a] = bool(told >> k & 1)
    return out


def _alignment(version: int, size: int) -> list[int]:
    """The centres of alignment patterns along an edge."""
    if version == 1:
        return []
    along = version // 7 + 2
    step = 26 if version == 32 else (4 * version + 2 * along + 1) // (2 * along - 2) * 2
    return [6, *(size - 7 - k * step for k in reversed(range(along - 1)))]


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Rows and columns in the order of the data: two columns at a time from the right, up and down by turns."""
    columns = [x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]
    for turn, right in enumerate(columns):
        for y in range(size) if turn % 2 else reversed(range(size)):
            yield from ((y, right), (y, right - 1))


def _checked(value: int, length: int, generator: int) -> int:
    """A value with the check bits of a BCH code behind it."""
    rest = value << length
    while rest.bit_length() > length:
        rest ^= generator << rest.bit_length() - length - 1
    return value << length | rest


def _remainder(block: bytes, length: int) -> bytes:
    """The error correction codewords of a block (Reed–Solomon)."""
    table = _products(length)
    keep = (1 << 8 * length) - 1
    top = 8 * length - 8
    rest = 0
    for byte in block:
        rest = (rest << 8 & keep) ^ table[rest >> top ^ byte]
    return rest.to_bytes(length, "big")


@lru_cache(maxsize=32)
def _products(length: int) -> list[int]:
    """The generator polynomial of a length times every byte, without its first term, as numbers of base 256."""
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] << 1 ^ (0x11D if powers[-1] & 128 else 0))
    logs = {p: k for k, p in enumerate(powers)}

    def times(a: int, b: int) -> int:
        return powers[(logs[a] + logs[b]) % 255] if a and b else 0

    terms = [1]
    for k in range(length):
        terms = [a ^ times(b, powers[k]) for a, b in zip((*terms, 0), (0, *terms), strict=True)]
    return [int.from_bytes(bytes(times(t, byte) for t in terms[1:]), "big") for byte in range(256)]
