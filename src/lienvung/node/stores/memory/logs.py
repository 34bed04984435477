"""Logs without a disk: leaves, heads, cosignatures, in dictionaries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from lienvung.core.register.origin import parse_origin
from lienvung.core.tlog.merkle import Frontier, HashReader, leaf_hashes, root_of
from lienvung.core.tlog.tile import TILE_WIDTH, format_entry_bundle, hashes_from_tiles, tile_width
from lienvung.node.errors import EntriesNotContiguous, EntryNotHeld, HeadConflict, HeadMismatch, LogNotHeld
from lienvung.node.stores.bundles import pack_bundle
from lienvung.node.stores.memory.state import Held
from lienvung.node.stores.rows import CosignatureRow, LogState


class LogReads(Held):
    """See port.Reader."""

    def logs(self) -> list[LogState]:
        return sorted(self.state.logs.values(), key=attrgetter("origin"))

    def log(self, origin: str) -> LogState | None:
        return self.state.logs.get(origin)

    def entry(self, origin: str, index: int) -> bytes:
        if not 0 <= index < self._log(origin).size:
            raise EntryNotHeld(origin, index)
        return self.state.leaves[origin][index]

    def last_leaf(self, origin: str) -> bytes | None:
        return self.state.leaves[origin][-1] if self._log(origin).pending.size else None

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        return iter(self._shown(origin)[first:stop])

    def entry_bundle(self, origin: str, n: int) -> bytes:
        return format_entry_bundle(self._shown(origin)[n * TILE_WIDTH : (n + 1) * TILE_WIDTH])

    def packed_bundles(self, origin: str, first: int, count: int) -> list[bytes]:
        stop = min(first + count, self._log(origin).size // TILE_WIDTH)
        shown = self._shown(origin)
        return [pack_bundle(shown[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]) for n in range(first, stop)]

    def hash_tile(self, origin: str, level: int, n: int) -> bytes:
        width = tile_width(self._log(origin).size, level, n)
        hashes = leaf_hashes(self._shown(origin))
        span = TILE_WIDTH**level
        first = n * TILE_WIDTH
        return b"".join(root_of(hashes[i * span : (i + 1) * span]) for i in range(first, first + width))

    def hashes(self, origin: str) -> HashReader:
        return hashes_from_tiles(lambda level, n: self.hash_tile(origin, level, n))

    def signed_head(self, origin: str, size: int) -> bytes | None:
        self._log(origin)
        return self.state.signed.get((origin, size))

    def signed_heads(self, origin: str) -> Iterator[tuple[int, bytes]]:
        return iter(sorted((size, root) for (each, size), root in self.state.signed.items() if each == origin))

    def cosignatures(self, origin: str, size: int) -> list[CosignatureRow]:
        found = [row for (o, s, _), row in self.state.cosigned.items() if (o, s) == (origin, size)]
        return sorted(found, key=attrgetter("witness"))

    def cosignatures_from(self, origin: str, size: int, limit: int) -> list[tuple[int, CosignatureRow]]:
        found = [(s, row) for (o, s, _), row in self.state.cosigned.items() if o == origin and s >= size]
        return sorted(found, key=lambda each: (each[0], each[1].witness))[:limit]

    def _log(self, origin: str) -> LogState:
        if origin not in self.state.logs:
            raise LogNotHeld(origin)
        return self.state.logs[origin]

    def _shown(self, origin: str) -> tuple[bytes, ...]:
        return self.state.leaves[origin][: self._log(origin).size]


class LogWrites(LogReads):
    """See port.Writer."""

    def create_log(self, origin: str) -> None:
        if origin not in self.state.logs:
            node, register = parse_origin(origin)
            self.state.logs[origin] = LogState(origin, node, register, 0, Frontier(), None, Frontier())
            self.state.leaves[origin] = ()

    def add_entries(
        self,
        origin: str,
        first: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes] | None = None,
        packed: Mapping[int, bytes] | None = None,
    ) -> Frontier:
        log = self._log(origin)
        if first != log.pending.size:
            raise EntriesNotContiguous(origin, log.pending.size, first)
        frontier = log.pending.extend(leaf_hashes(leaves) if hashes is None else hashes)
        self.state.leaves[origin] = (*self.state.leaves[origin], *leaves)
        self.state.logs[origin] = replace(log, pending=frontier)
        return frontier

    def drop_pending(self, origin: str) -> None:
        log = self._log(origin)
        for index in range(log.size, log.pending.size):
            self.state.parts.pop((origin, index), None)
        self.state.leaves[origin] = self._shown(origin)
        self.state.logs[origin] = replace(log, pending=log.frontier)

    def commit_head(self, origin: str, size: int, head: bytes) -> None:
        log = self._log(origin)
        if size != log.pending.size:
            raise HeadMismatch(origin, log.pending.size, size)
        self.state.logs[origin] = replace(log, size=size, frontier=log.pending, head=head)

    def record_signed_head(self, origin: str, size: int, root: bytes) -> None:
        newest = max((s for o, s in self.state.signed if o == origin), default=0)
        if size < newest or self.state.signed.get((origin, size), root) != root:
            raise HeadConflict(origin, size)
        self.state.signed[origin, size] = root

    def add_cosignature(self, origin: str, size: int, witness: str, line: str) -> None:
        self.state.cosigned[origin, size, witness] = CosignatureRow(witness, line)
        self.count_projection()
