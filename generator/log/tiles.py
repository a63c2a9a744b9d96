"""The files of a log: tiles of hashes and bundles of entries, as C2SP tlog-tiles v0.1.0 lays them out.

A tile of level L holds up to 256 heads of 256**L entries each; a bundle holds the entries of a tile of level 0.
The rightmost ones are partial, and their width is part of their path. A full file never changes, and a partial
one neither, because a wider one has another path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.log import Refused
from generator.log.merkle import EMPTY, SIZE, Hashes, leaf_hash, perfect_head, tree_head

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1  # the level of bundles
LONGEST = 0xFFFF  # bytes of an entry

_PATH = re.compile(r"tile/(?:(entries)|([0-9]{1,2}))/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """A file of the log: level (`ENTRIES` for a bundle), number in the level,
    and how many hashes or entries it holds."""

    level: int
    number: int
    width: int = WIDTH


Reader = Callable[[Tile], bytes]


def path(tile: Tile) -> str:
    """Where a file lies below the folder of the log."""
    groups = [f"{tile.number % 1000:03}"]
    rest = tile.number // 1000
    while rest:
        groups.insert(0, f"x{rest % 1000:03}")
        rest //= 1000
    level = "entries" if tile.level == ENTRIES else tile.level
    partial = "" if tile.width == WIDTH else f".p/{tile.width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def from_path(text: str) -> Tile:
    """The file of a path, which must be written in the one way there is."""
    if not (match := _PATH.fullmatch(text)):
        raise Refused("tile-path", text)
    entries, level, index, width = match.groups()
    tile = Tile(ENTRIES if entries else int(level), int(re.sub("[x/]", "", index)), int(width or WIDTH))
    if tile.level >= 64 or path(tile) != text:
        raise Refused("tile-path", text)
    return tile


def files(size: int) -> Iterator[Tile]:
    """Every file of a tree: bundles, then tiles by level."""
    return growth(0, size)


def growth(old: int, new: int) -> Iterator[Tile]:
    """The files which a tree of `new` entries has and its beginning of `old` entries has not: bundles, then tiles."""
    for level in range(ENTRIES, 64):
        shift = HEIGHT * max(level, 0)
        before, after = old >> shift, new >> shift
        if before == after:
            return
        for index in range(before >> HEIGHT, after >> HEIGHT):
            yield Tile(level, index)
        if after % WIDTH:
            yield Tile(level, after >> HEIGHT, after % WIDTH)


def edge(size: int) -> Iterator[Tile]:
    """The partial files of a tree."""
    for level in range(ENTRIES, 64):
        count = size >> HEIGHT * max(level, 0)
        if not count:
            return
        if count % WIDTH:
            yield Tile(level, count >> HEIGHT, count % WIDTH)


def holding(level: int, index: int, size: int) -> Tile:
    """The file with the hash of a level and index in a tree of this size."""
    tile_level = level // HEIGHT
    below = level % HEIGHT
    tile_index = index >> HEIGHT - below
    return Tile(tile_level, tile_index, min(WIDTH, (size >> HEIGHT * tile_level) - tile_index * WIDTH))


def hashes_of(size: int, read: Reader) -> Hashes:
    """The hashes of a tree, read from its tiles, each once."""
    seen: dict[Tile, bytes] = {}

    def hashes(level: int, index: int) -> bytes:
        tile = holding(level, index, size)
        if (data := seen.get(tile)) is None:
            data = seen[tile] = whole(tile, read(tile))
        count = 1 << level % HEIGHT
        start = (index * count) % WIDTH
        return perfect_head(split(data[start * SIZE : (start + count) * SIZE]))

    return hashes


def whole(tile: Tile, data: bytes) -> bytes:
    """The bytes of a tile of hashes, when they are as many as there must be."""
    if len(data) != tile.width * SIZE:
        raise Refused("tile-length", path(tile))
    return data


def split(data: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [data[i : i + SIZE] for i in range(0, len(data), SIZE)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each after its length, two bytes, the higher first."""
    if any(len(entry) > LONGEST for entry in entries):
        raise Refused("entry-length")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_of(tile: Tile, data: bytes) -> list[bytes]:
    """The entries of a bundle, which must be as many as its width says."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise Refused("bundle-cut", path(tile))
        found.append(data[at + 2 : end])
        at = end
    if len(found) != tile.width:
        raise Refused("bundle-length", path(tile))
    return found


def narrowed(tile: Tile, data: bytes) -> bytes:
    """What a partial file held, from the full one that took its place."""
    full = tile._replace(width=WIDTH)
    if tile.level == ENTRIES:
        return bundle(entries_of(full, data)[: tile.width])
    return whole(full, data)[: tile.width * SIZE]


def entries(start: int, end: int, read: Reader) -> Iterator[bytes]:
    """The entries from `start` up to `end` of a tree of `end` entries."""
    for index in range(start >> HEIGHT, (end + WIDTH - 1) >> HEIGHT):
        first = index * WIDTH
        tile = Tile(ENTRIES, index, min(WIDTH, end - first))
        yield from entries_of(tile, read(tile))[max(start - first, 0) :]


def grown(size: int, added: Sequence[bytes], read: Reader) -> dict[Tile, bytes]:
    """The files to add to the tree of this size when these entries are appended; old ones are read for their edge."""
    new = size + len(added)
    made: dict[Tile, bytes] = {}
    kept = {tile[:2]: tile for tile in edge(size)}

    def before(level: int, index: int) -> bytes:
        tile = kept.get((level, index))
        if tile is None:
            return b""
        data = read(tile)
        return bundle(entries_of(tile, data)) if level == ENTRIES else whole(tile, data)

    for tile in growth(size, new):
        level, index, width = tile
        shift = HEIGHT * max(level, 0)
        first = index * WIDTH
        start = max(size >> shift, first)
        if level == ENTRIES:
            more = bundle(added[start - size : first + width - size])
        elif level == 0:
            more = b"".join(map(leaf_hash, added[start - size : first + width - size]))
        else:
            more = b"".join(perfect_head(split(made[Tile(level - 1, i)])) for i in range(start, first + width))
        made[tile] = before(level, index) + more
    return made


def head(size: int, read: Reader) -> bytes:
    """The head of a tree, from its tiles."""
    return tree_head(size, hashes_of(size, read))


def faults(size: int, root: bytes, read: Reader) -> Iterator[str]:
    """The paths of the files that are not those of the tree of this head; "" when it is another tree altogether.

    All files are read, from the head down: the partial tiles make the head, a hash in a tile is the head of the tile
    below it, and a tile of level 0 has the hashes of the entries. Where two files disagree, the lower one is wrong,
    unless the upper one is not borne out by the head either.
    """
    known: dict[tuple[int, int], list[bytes]] = {}
    sure: set[tuple[int, int]] = set()
    named: set[str] = set()
    with suppress(Refused):
        if head(size, read) == root:
            sure.update(tile[:2] for tile in edge(size))
    for tile in reversed(list(files(size))):
        try:
            data = read(tile)
            hashes = (
                [leaf_hash(e) for e in entries_of(tile, data)] if tile.level == ENTRIES else split(whole(tile, data))
            )
        except Refused:
            named.add(path(tile))
            continue
        key = tile[:2]
        known[key] = hashes
        if tile.level != ENTRIES and tile.width != WIDTH:
            continue
        above = (0, tile.number) if tile.level == ENTRIES else (tile.level + 1, tile.number >> HEIGHT)
        if (upper := known.get(above)) is None:
            continue
        if (upper == hashes) if tile.level == ENTRIES else (upper[tile.number % WIDTH] == perfect_head(hashes)):
            sure.update([key] if above in sure else [])
        elif above in sure:
            named.add(path(tile))
            del known[key]
        else:
            named.add(path(Tile(*above, len(upper))))
    if size == 0 and root != EMPTY:
        named.add("")
    if not named and not {tile[:2] for tile in edge(size)} <= sure:
        named.add("")
    yield from sorted(named)
