"""The port to logs: leaves, heads, cosignatures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from lienvung.core.tlog.merkle import Frontier, HashReader
from lienvung.node.stores.rows import CosignatureRow, LogState


class LogReader(Protocol):
    """The logs: leaves, tiles, heads. Nothing here needs a register's definition."""

    def logs(self) -> list[LogState]:
        """All logs held, by origin."""
        ...

    def log(self, origin: str) -> LogState | None:
        """One log, or None where it is not held."""
        ...

    def entry(self, origin: str, index: int) -> bytes:
        """The leaf at an index. Raise EntryNotHeld outside the log."""
        ...

    def last_leaf(self, origin: str) -> bytes | None:
        """The newest leaf stored, shown or not: where a pull that broke off goes on. None in an empty log."""
        ...

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        """The leaves first..stop in order, cut to the committed size."""
        ...

    def entry_bundle(self, origin: str, n: int) -> bytes:
        """The entry bundle n as C2SP frames it, partial at the end; empty past it."""
        ...

    def packed_bundles(self, origin: str, first: int, count: int) -> list[bytes]:
        """The zstd frames of up to `count` *full* entry bundles from number `first` on, as they are stored."""
        ...

    def hash_tile(self, origin: str, level: int, n: int) -> bytes:
        """A hash tile, partial at the end; empty past it."""
        ...

    def hashes(self, origin: str) -> HashReader:
        """Subtree hashes for proofs within the committed size."""
        ...

    def signed_head(self, origin: str, size: int) -> bytes | None:
        """The root that this node signed for a size of its own log, or None."""
        ...

    def signed_heads(self, origin: str) -> Iterator[tuple[int, bytes]]:
        """Every size of this log that this node signed or was about to sign, with its root, smallest first."""
        ...

    def cosignatures(self, origin: str, size: int) -> list[CosignatureRow]:
        """The witnesses' lines over the checkpoint of this size."""
        ...

    def cosignatures_from(self, origin: str, size: int, limit: int) -> list[tuple[int, CosignatureRow]]:
        """The first `limit` witnesses' lines over checkpoints of at least this size, each with its size, in order."""
        ...


class LogWriter(Protocol):
    """Logs as one transaction changes them."""

    def create_log(self, origin: str) -> None:
        """Begin an empty log; nothing happens where it is there already."""
        ...

    def add_entries(
        self,
        origin: str,
        first: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes] | None = None,
        packed: Mapping[int, bytes] | None = None,
    ) -> Frontier:
        """Store leaves under the pending frontier and return the new one; nobody sees them yet.

        `first` must be the pending size (else EntriesNotContiguous). `hashes` are the leaf hashes where they are
        known. `packed` gives, by bundle number, the zstd frames of full bundles that hold exactly these leaves:
        they are kept as received; the caller has checked them.
        """
        ...

    def drop_pending(self, origin: str) -> None:
        """Forget the entries above the committed size: a pull that turned out wrong leaves no trace."""
        ...

    def commit_head(self, origin: str, size: int, head: bytes) -> None:
        """Show the entries below `size` under this signed note. `size` must be the pending size (else HeadMismatch)."""
        ...

    def record_signed_head(self, origin: str, size: int, root: bytes) -> None:
        """Remember, before signing, what will be signed. Raise HeadConflict for a shrinking size or a second root."""
        ...

    def add_cosignature(self, origin: str, size: int, witness: str, line: str) -> None:
        """Keep a witness's line; a later one of the same witness and size replaces it."""
        ...
