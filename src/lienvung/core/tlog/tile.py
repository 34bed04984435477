"""Tiles and entry bundles (C2SP tlog-tiles).

    tile/<L>/<N>[.p/<W>]         hashes: W (else 256) × 32 bytes, the nodes at level 8·L
    tile/entries/<N>[.p/<W>]     an entry bundle: W (else 256) × (u16 big-endian length ‖ entry)

N is written in groups of three digits, all but the last prefixed by `x`: 1234067 is x001/x234/067.
A partial tile is never empty and is never hashed upward.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from struct import unpack_from
from typing import Literal

from lienvung.core.tlog.errors import EntryTooLong, TileMalformed
from lienvung.core.tlog.merkle import HashReader, root_of

TILE_WIDTH = 256
TILE_HEIGHT = 8
HASH_LENGTH = 32
MAX_ENTRY = 65_535

Level = int | Literal["entries"]

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class TilePath:
    """One tile: its level (or "entries"), its number, and how many of its 256 places are filled."""

    level: Level
    n: int
    width: int = TILE_WIDTH


def format_tile_path(level: Level, n: int, width: int = TILE_WIDTH) -> str:
    """Write the path of a tile below the log's prefix."""
    digits = f"{n:0{-(-len(str(n)) // 3) * 3}d}"
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + (f".p/{width}" if width < TILE_WIDTH else "")


def parse_tile_path(path: str) -> TilePath:
    """Read the path of a tile. Raise TileMalformed unless it is the one spelling of it."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise TileMalformed("path")
    level: Level = "entries" if found[1] == "entries" else int(found[1])
    tile = TilePath(level, int(found[2].replace("/", "").replace("x", "")), int(found[3] or TILE_WIDTH))
    if path != format_tile_path(tile.level, tile.n, tile.width) or tile.width > TILE_WIDTH:
        raise TileMalformed("path")
    return tile


def tile_width(size: int, level: Level, n: int) -> int:
    """Return how many places of a tile are filled in a tree of `size` leaves (0: no such tile)."""
    nodes = size if level == "entries" else size >> TILE_HEIGHT * level
    return max(0, min(TILE_WIDTH, nodes - n * TILE_WIDTH))


def format_hash_tile(hashes: Sequence[bytes]) -> bytes:
    """Join 1 to 256 hashes into a tile."""
    if not 0 < len(hashes) <= TILE_WIDTH:
        raise TileMalformed("width")
    return b"".join(hashes)


def parse_hash_tile(data: bytes, width: int | None = None) -> list[bytes]:
    """Cut a tile into its hashes, and check its width where one is expected."""
    if not data or len(data) % HASH_LENGTH or len(data) > TILE_WIDTH * HASH_LENGTH:
        raise TileMalformed("length")
    if width is not None and len(data) != width * HASH_LENGTH:
        raise TileMalformed("width")
    return [data[at : at + HASH_LENGTH] for at in range(0, len(data), HASH_LENGTH)]


def format_entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Join entries into an entry bundle. Raise EntryTooLong for a leaf over 65,535 bytes."""
    longest = max(map(len, entries), default=0)
    if longest > MAX_ENTRY:
        raise EntryTooLong(longest)
    return b"".join([part for entry in entries for part in (len(entry).to_bytes(2, "big"), entry)])


def parse_entry_bundle(data: bytes, width: int | None = None) -> list[bytes]:
    """Cut an entry bundle into its entries, and check their number where one is expected."""
    entries, at, end = list[bytes](), 0, len(data)
    while at + 2 <= end:
        stop = at + 2 + int(unpack_from(">H", data, at)[0])
        entries.append(data[at + 2 : stop])
        at = stop
    if at != end:
        raise TileMalformed("truncated")
    if width is not None and len(entries) != width:
        raise TileMalformed("width")
    return entries


def hashes_from_tiles(read_tile: Callable[[int, int], bytes]) -> HashReader:
    """Read subtree hashes out of hash tiles; `read_tile(level, n)` returns a tile, possibly partial."""

    def read(nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        tiles: dict[tuple[int, int], bytes] = {}
        hashes = []
        for level, n in nodes:
            row = level % TILE_HEIGHT
            number, place = divmod(n << row, TILE_WIDTH)
            address = level // TILE_HEIGHT, number
            if address not in tiles:
                tiles[address] = read_tile(*address)
            hashes.append(_subtree(tiles[address], place, 1 << row))
        return hashes

    return read


def _subtree(tile: bytes, place: int, count: int) -> bytes:
    """Hash `count` neighbouring places of a tile into the root of their subtree."""
    cut = tile[place * HASH_LENGTH : (place + count) * HASH_LENGTH]
    if len(cut) != count * HASH_LENGTH:
        raise TileMalformed("width")
    return root_of(parse_hash_tile(cut))
