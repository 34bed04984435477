"""Leaves, tiles and heads.

Full bundles are kept as the zstd frames they came in, with their 256 leaf hashes; the leaves after them stand one
by one until they fill a bundle. Upper tiles grow in place.
"""

# ruff: noqa: S608 -- the names of tables are constants of this file

from collections.abc import Iterator, Mapping, Sequence

from lienvung.core.register.origin import parse_origin
from lienvung.core.tlog.merkle import Frontier, HashReader, leaf_hashes, root_of
from lienvung.core.tlog.tile import (
    HASH_LENGTH,
    TILE_HEIGHT,
    TILE_WIDTH,
    format_entry_bundle,
    hashes_from_tiles,
    parse_entry_bundle,
    parse_hash_tile,
    tile_width,
)
from lienvung.node.errors import EntriesNotContiguous, EntryNotHeld, HeadConflict, HeadMismatch
from lienvung.node.stores.bundles import pack_bundle, unpack_bundle
from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.rows import CosignatureRow, LogState
from lienvung.node.stores.sql.tables import INDEX_MASK, LogRow, Tables, join_hashes, leaf_address, tile_address


class LogReads(Tables):
    """See port.LogReader."""

    def logs(self) -> list[LogState]:
        return [row.state for row in self.all_logs()]

    def log(self, origin: str) -> LogState | None:
        row = self.find_log(origin)
        return row.state if row else None

    def entry(self, origin: str, index: int) -> bytes:
        log = self.get_log(origin)
        if not 0 <= index < log.state.size:
            raise EntryNotHeld(origin, index)
        n, place = divmod(index, TILE_WIDTH)
        return self._bundle_entries(log, n, log.state.size)[place]

    def last_leaf(self, origin: str) -> bytes | None:
        log = self.get_log(origin)
        size = log.state.pending.size
        return self._bundle_entries(log, (size - 1) // TILE_WIDTH, size)[-1] if size else None

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        log = self.get_log(origin)
        stop = min(stop, log.state.size)
        while first < stop:
            n, place = divmod(first, TILE_WIDTH)
            cut = self._bundle_entries(log, n, log.state.size)[place : place + stop - first]
            if not cut:
                raise EntryNotHeld(origin, first)  # damaged: what the log says it has is not there
            yield from cut
            first += len(cut)

    def entry_bundle(self, origin: str, n: int) -> bytes:
        log = self.get_log(origin)
        return format_entry_bundle(self._bundle_entries(log, n, log.state.size))

    def packed_bundles(self, origin: str, first: int, count: int) -> list[bytes]:
        log = self.get_log(origin)
        stop = min(first + count, log.state.size // TILE_WIDTH)
        span = leaf_address(log.id, first), leaf_address(log.id, stop)
        query = "SELECT frame FROM bundle WHERE address >= ? AND address < ? ORDER BY address"
        return [frame for (frame,) in self.db.rows(query, span)]

    def hash_tile(self, origin: str, level: int, n: int) -> bytes:
        log = self.get_log(origin)
        return self._tile(log, level, n, tile_width(log.state.size, level, n))

    def hashes(self, origin: str) -> HashReader:
        return hashes_from_tiles(lambda level, n: self.hash_tile(origin, level, n))

    def signed_head(self, origin: str, size: int) -> bytes | None:
        query = "SELECT root FROM signed_head WHERE log = ? AND size = ?"
        found = self.db.row(query, (self.get_log(origin).id, size))
        return bytes(found[0]) if found else None

    def signed_heads(self, origin: str) -> Iterator[tuple[int, bytes]]:
        query = "SELECT size, root FROM signed_head WHERE log = ? ORDER BY size"
        return ((size, bytes(root)) for size, root in self.db.stream(query, (self.get_log(origin).id,)))

    def cosignatures(self, origin: str, size: int) -> list[CosignatureRow]:
        query = "SELECT witness, line FROM cosignature WHERE log = ? AND size = ? ORDER BY witness"
        return [CosignatureRow(*row) for row in self.db.rows(query, (self.get_log(origin).id, size))]

    def cosignatures_from(self, origin: str, size: int, limit: int) -> list[tuple[int, CosignatureRow]]:
        query = "SELECT size, witness, line FROM cosignature WHERE log = ? AND size >= ? ORDER BY size, witness LIMIT ?"
        found = self.db.rows(query, (self.get_log(origin).id, size, limit))
        return [(at, CosignatureRow(witness, line)) for at, witness, line in found]

    def _tile(self, log: LogRow, level: int, n: int, width: int) -> bytes:
        if not width:
            return b""
        query = "SELECT hashes FROM tile WHERE address = ?"
        found = self.db.row(query, (tile_address(log.id, level, n),))
        if found:
            return bytes(found[0][: width * HASH_LENGTH])
        if level:
            return b""  # a missing upper tile: whoever reads it finds it too short, and fsck names it
        # Level 0 has no row until its bundle is full.
        return b"".join(leaf_hashes(self._bundle_entries(log, n, log.state.pending.size)[:width]))

    def _bundle_entries(self, log: LogRow, n: int, size: int) -> list[bytes]:
        """Return the entries of bundle n below `size`."""
        first = n * TILE_WIDTH
        address = leaf_address(log.id, n)
        if first + TILE_WIDTH <= log.state.size:
            return self.bundles.entries(address, lambda: self._frame(address))[: max(0, size - first)]
        if first + TILE_WIDTH <= log.state.pending.size:
            # Partly pending, so it may still be dropped and become another: not for the cache.
            return parse_entry_bundle(unpack_bundle(self._frame(address)))[: max(0, size - first)]
        query = "SELECT leaf FROM tail WHERE address >= ? AND address < ? ORDER BY address"
        return [leaf for (leaf,) in self.db.rows(query, (leaf_address(log.id, first), leaf_address(log.id, size)))]

    def _frame(self, address: int) -> bytes:
        found = self.db.row("SELECT frame FROM bundle WHERE address = ?", (address,))
        if found is None:
            raise EntryNotHeld(self.origin_of(address >> 40), (address & INDEX_MASK) * TILE_WIDTH)
        return bytes(found[0])


class LogWrites(LogReads):
    """See port.Writer."""

    def create_log(self, origin: str) -> None:
        if self.find_log(origin) is None:
            node, register = parse_origin(origin)
            query = "INSERT INTO log (id, origin, node, register) SELECT coalesce(max(id), 0) + 1, ?, ?, ? FROM log"
            self.db.execute(query, (origin, node, register))

    def add_entries(
        self,
        origin: str,
        first: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes] | None = None,
        packed: Mapping[int, bytes] | None = None,
    ) -> Frontier:
        log = self.get_log(origin)
        pending = log.state.pending
        if first != pending.size:
            raise EntriesNotContiguous(origin, pending.size, first)
        new_hashes = leaf_hashes(leaves) if hashes is None else list(hashes)
        if first % TILE_WIDTH + len(leaves) < TILE_WIDTH:
            self._add_tail(log, first, leaves)
            frontier = pending.extend(new_hashes)
        else:
            frontier = self._add_bundles(log, leaves, new_hashes, packed or {})
        query = "UPDATE log SET pending_size = ?, pending_frontier = ? WHERE id = ?"
        self.db.execute(query, (frontier.size, join_hashes(frontier), log.id))
        self.forget_log(origin)
        return frontier

    def drop_pending(self, origin: str) -> None:
        log = self.get_log(origin)
        size = log.state.size
        bundle, place = divmod(size, TILE_WIDTH)
        if log.state.complete:
            return
        kept = self._bundle_entries(log, bundle, size) if place else []
        self._delete_above("tail", leaf_address(log.id, size - place), leaf_address(log.id + 1, 0))
        self._delete_above("bundle", leaf_address(log.id, bundle), leaf_address(log.id + 1, 0))
        for level in range(6):
            first_dropped = -(-(size >> TILE_HEIGHT * level) // TILE_WIDTH) if level else bundle
            self._delete_above("tile", tile_address(log.id, level, first_dropped), tile_address(log.id, level + 1, 0))
        self._delete_above("part", leaf_address(log.id, size), leaf_address(log.id + 1, 0))
        self._add_tail(log, size - place, kept)
        self.db.execute("UPDATE log SET pending_size = size, pending_frontier = frontier WHERE id = ?", (log.id,))
        self.forget_log(origin)

    def commit_head(self, origin: str, size: int, head: bytes) -> None:
        log = self.get_log(origin)
        if size != log.state.pending.size:
            raise HeadMismatch(origin, log.state.pending.size, size)
        query = "UPDATE log SET size = pending_size, frontier = pending_frontier, head = ? WHERE id = ?"
        self.db.execute(query, (head, log.id))
        self.forget_log(origin)

    def record_signed_head(self, origin: str, size: int, root: bytes) -> None:
        log = self.get_log(origin)
        query = "SELECT size, root FROM signed_head WHERE log = ? ORDER BY size DESC LIMIT 1"
        newest = self.db.row(query, (log.id,))
        if newest is not None and (size < newest[0] or (size == newest[0] and root != newest[1])):
            raise HeadConflict(origin, size)
        query = "INSERT INTO signed_head (size, log, root, sum) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        row = size, log.id, root
        self.db.execute(query, (*row, row_sum(*row)))

    def add_cosignature(self, origin: str, size: int, witness: str, line: str) -> None:
        query = """
            INSERT INTO cosignature (witness, log, size, line, sum) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (log, size, witness) DO UPDATE SET line = excluded.line, sum = excluded.sum
        """
        row = witness, self.get_log(origin).id, size, line
        self.db.execute(query, (*row, row_sum(*row)))
        self.count_projection()

    def _add_tail(self, log: LogRow, first: int, leaves: Sequence[bytes]) -> None:
        start = leaf_address(log.id, first)
        self.db.insert("tail", ("address", "leaf"), [(start + i, leaf) for i, leaf in enumerate(leaves)])

    def _add_bundles(
        self, log: LogRow, leaves: Sequence[bytes], hashes: list[bytes], packed: Mapping[int, bytes]
    ) -> Frontier:
        """Fill the bundle that was begun and those after it; what is left over stands in the tail."""
        pending = log.state.pending
        bundle, place = divmod(pending.size, TILE_WIDTH)
        begun = self._bundle_entries(log, bundle, pending.size) if place else []
        leaves, hashes = [*begun, *leaves], [*leaf_hashes(begun), *hashes]
        full = len(leaves) // TILE_WIDTH
        cuts = [slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH) for i in range(full)]
        self.db.insert(
            "bundle",
            ("address", "frame"),
            [
                (leaf_address(log.id, n), packed[n] if n in packed else pack_bundle(leaves[cut]))
                for n, cut in enumerate(cuts, bundle)
            ],
        )
        self.db.insert(
            "tile",
            ("address", "hashes"),
            [(tile_address(log.id, 0, n), b"".join(hashes[cut])) for n, cut in enumerate(cuts, bundle)],
        )
        roots = [root_of(hashes[cut]) for cut in cuts]
        self._grow_tiles(log, 1, bundle, roots)
        self._delete_above("tail", leaf_address(log.id, 0), leaf_address(log.id + 1, 0))
        rest = full * TILE_WIDTH
        self._add_tail(log, bundle * TILE_WIDTH + rest, leaves[rest:])
        return pending.aligned(TILE_HEIGHT).extend(roots, TILE_HEIGHT).extend(hashes[rest:])

    def _grow_tiles(self, log: LogRow, level: int, first: int, hashes: list[bytes]) -> None:
        """Append hashes at a level, from number `first` on, and the roots of tiles that become full to the next."""
        full: list[bytes] = []
        start = first // TILE_WIDTH
        while hashes:
            n, place = divmod(first, TILE_WIDTH)
            known = self._tile(log, level, n, place)
            took, hashes = hashes[: TILE_WIDTH - place], hashes[TILE_WIDTH - place :]
            tile = known + b"".join(took)
            row = tile_address(log.id, level, n), tile
            self.db.insert("tile", ("address", "hashes"), [row], "replace")
            first += len(took)
            if place + len(took) == TILE_WIDTH:
                full.append(root_of(parse_hash_tile(tile)))
        if full:
            self._grow_tiles(log, level + 1, start, full)

    def _delete_above(self, table: str, first: int, stop: int) -> None:
        self.db.execute(f"DELETE FROM {table} WHERE address >= ? AND address < ?", (first, stop))
