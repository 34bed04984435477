"""Make a log's root again from its bytes, and name the leaf or tile that is not as it was signed.

A bundle and its level-0 tile each say the same 256 hashes, and the level-1 tile says their root: two against one tells
which of them was damaged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import zstandard

from lienvung.core.register.entry import parse_entry
from lienvung.core.register.errors import EntryInvalid
from lienvung.core.register.order import LogOrder
from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint_by
from lienvung.core.tlog.errors import TileMalformed, TlogError
from lienvung.core.tlog.merkle import Frontier, frontier_nodes, leaf_hashes, root_of
from lienvung.core.tlog.tile import HASH_LENGTH, TILE_HEIGHT, TILE_WIDTH, parse_entry_bundle, parse_hash_tile
from lienvung.node.errors import EntryNotHeld
from lienvung.node.finding import Finding
from lienvung.node.known_keys import as_verifiers
from lienvung.node.stores.bundles import unpack_bundle
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState

UNREADABLE = (zstandard.ZstdError, TileMalformed, EntryNotHeld, IndexError)


def check_log(reader: Reader, log: LogState, key: bytes | Sequence[bytes] | None) -> Iterator[Finding]:
    """Check one log against the key of its node, or those that it had one after the other."""
    if log.origin != f"{log.node}/{log.register}":
        yield Finding("log", log.origin, None, "origin-differs", f"{log.node} {log.register}")
    yield from _check_pending(log)
    if log.size == 0:
        return
    if key is None:
        yield Finding("log", log.origin, None, "key-unknown", log.node)
    head = None
    try:
        head = open_checkpoint_by(log.head or b"", as_verifiers(key, log.origin), log.origin) if key else None
    except TlogError as error:
        yield Finding("log", log.origin, None, "head-damaged", str(error))
    if not reaches(reader, log):
        yield Finding("log", log.origin, None, "leaf-missing", f"size {log.size}")
        return
    check = _LogCheck(reader, log)
    found = list(check.bundles())
    found += check.upper_tiles()
    yield from found
    if not found:
        yield from check.heads(head)


def reaches(reader: Reader, log: LogState) -> bool:
    """Tell whether anything is stored as far out as the log says it goes: a damaged size is no number to count to."""
    bundle, place = divmod(log.size, TILE_WIDTH)
    try:
        if place:
            return next(reader.entries(log.origin, log.size - 1, log.size), None) is not None
        return bool(reader.packed_bundles(log.origin, bundle - 1, 1))
    except UNREADABLE:
        return False


def _check_pending(log: LogState) -> Iterator[Finding]:
    """Check that what is stored but not shown can follow what is shown."""
    behind = log.pending.size < log.size or (log.complete and log.pending != log.frontier)
    if behind or len(log.pending.hashes) != log.pending.size.bit_count():
        yield Finding("log", log.origin, None, "frontier-damaged", "pending")


@dataclass
class _LogCheck:
    """One log while it is checked; `roots` grows by the root of each full bundle."""

    reader: Reader
    log: LogState
    roots: list[bytes] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    order: LogOrder | None = field(default_factory=LogOrder)

    def bundles(self) -> Iterator[Finding]:
        """Check every bundle against its tile, and every leaf against the form of an entry."""
        for n in range(self.log.size // TILE_WIDTH):
            yield from self._bundle(n)
        self.frontier = Frontier().extend(self.roots, TILE_HEIGHT)
        first = len(self.roots) * TILE_WIDTH
        if first == self.log.size:
            return
        tail = self._tail(first)
        if tail is None or len(tail) != self.log.size - first:
            yield self._finding("tail", first, "leaf-missing")
            return
        yield from self._entries(first, tail)
        self.frontier = self.frontier.extend(leaf_hashes(tail))

    def upper_tiles(self) -> Iterator[Finding]:
        """Check the tiles above level 0 against the roots of the bundles."""
        hashes, level = self.roots, 1
        while hashes:
            for n in range(-(-len(hashes) // TILE_WIDTH)):
                cut = hashes[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]
                if self.reader.hash_tile(self.log.origin, level, n) != b"".join(cut):
                    yield self._finding("tile", n, "tile-damaged", f"level {level}")
            full = len(hashes) // TILE_WIDTH
            hashes = [root_of(hashes[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]) for n in range(full)]
            level += 1

    def heads(self, head: Checkpoint | None) -> Iterator[Finding]:
        """Check that the signed head, the frontier and what we remember to have signed are of these bytes."""
        size, root = self.log.size, self.frontier.root()
        if head is not None and (head.size, head.root) != (size, root):
            yield self._finding("log", None, "root-differs", f"signed size {head.size}, held size {size}")
        if self.log.frontier != self.frontier:
            yield self._finding("log", None, "frontier-damaged")
        for signed, held in self.reader.signed_heads(self.log.origin):
            if signed > self.log.pending.size or (signed <= size and self._root(signed) != held):
                yield self._finding("signed_head", signed, "root-differs")

    def _root(self, size: int) -> bytes:
        nodes = frontier_nodes(size)
        return Frontier(size, tuple(self.reader.hashes(self.log.origin)(nodes))).root()

    def _bundle(self, n: int) -> Iterator[Finding]:
        entries, tile, parent = self._full(n), self._level_0(n), self._parent(n)
        hashes = leaf_hashes(entries) if entries else None
        self.roots.append(root_of(hashes or tile or []))
        if entries and hashes == tile:
            yield from self._entries(n * TILE_WIDTH, entries)
            return
        self.order = None
        if tile and root_of(tile) == parent:
            self.roots[-1] = parent
            yield from self._wrong_leaves(n, hashes, tile)
        elif hashes and root_of(hashes) == parent:
            yield self._finding("tile", n, "tile-damaged", "level 0")
        else:
            yield self._finding("bundle", n * TILE_WIDTH, "bundle-damaged", "neither bundle nor tile fits the tree")

    def _wrong_leaves(self, n: int, hashes: list[bytes] | None, tile: list[bytes]) -> Iterator[Finding]:
        if hashes is None:
            yield self._finding("bundle", n * TILE_WIDTH, "bundle-unreadable", f"{TILE_WIDTH} entries")
            return
        for place, (found, signed) in enumerate(zip(hashes, tile, strict=True)):
            if found != signed:
                yield self._finding("bundle", n * TILE_WIDTH + place, "leaf-damaged")

    def _entries(self, first: int, leaves: list[bytes]) -> Iterator[Finding]:
        for index, leaf in enumerate(leaves, first):
            try:
                entry = parse_entry(leaf, self.log.register)
                # After a leaf that cannot be read nobody knows what the next ones should follow.
                self.order = self.order or LogOrder(entry)
                self.order.check(entry)
            except EntryInvalid as error:
                self.order = None
                yield self._finding("bundle", index, error.code, error.rule)

    def _full(self, n: int) -> list[bytes] | None:
        # As they lie on disk, not through the cache of what was read before.
        try:
            return parse_entry_bundle(unpack_bundle(self.reader.packed_bundles(self.log.origin, n, 1)[0]), TILE_WIDTH)
        except UNREADABLE:
            return None

    def _tail(self, first: int) -> list[bytes] | None:
        try:
            return list(self.reader.entries(self.log.origin, first, self.log.size))
        except UNREADABLE:
            return None

    def _level_0(self, n: int) -> list[bytes] | None:
        try:
            return parse_hash_tile(self.reader.hash_tile(self.log.origin, 0, n), TILE_WIDTH)
        except UNREADABLE:
            return None

    def _parent(self, n: int) -> bytes:
        tile, place = divmod(n, TILE_WIDTH)
        hashes = self.reader.hash_tile(self.log.origin, 1, tile)
        return hashes[place * HASH_LENGTH : (place + 1) * HASH_LENGTH]

    def _finding(self, table: str, index: int | None, code: str, detail: str = "") -> Finding:
        return Finding(table, self.log.origin, index, code, detail)
