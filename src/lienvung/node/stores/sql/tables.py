"""What every group of tables needs: the connection, and where leaves and tiles lie."""

from typing import Any, NamedTuple

from lienvung.core.tlog.merkle import Frontier
from lienvung.core.tlog.tile import HASH_LENGTH
from lienvung.node.errors import LogNotHeld
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.counters import ALL, add_change, change_everything, newest_change
from lienvung.node.stores.rows import LogState
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.sums import COUNTER

INDEX_BITS = 40
INDEX_MASK = (1 << INDEX_BITS) - 1

_LOG = "SELECT id, origin, node, register, size, frontier, head, pending_size, pending_frontier FROM log"


class LogRow(NamedTuple):
    """One log with its number in this store."""

    id: int
    state: LogState


def leaf_address(log: int, index: int) -> int:
    """Return where a leaf, or the bundle of this number, lies."""
    return log << INDEX_BITS | index


def tile_address(log: int, level: int, n: int) -> int:
    """Return where a hash tile lies."""
    return log << 48 | level << INDEX_BITS | n


def join_hashes(frontier: Frontier) -> bytes:
    """Write a frontier's hashes as one value."""
    return b"".join(frontier.hashes)


class Tables:
    """One connection inside one transaction."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        self.db = db
        self.bundles = bundles
        self._known: dict[str, LogRow] = {}
        self._origins: dict[int, str] = {}

    def find_log(self, origin: str) -> LogRow | None:
        """Return a log's row; it is read once in a transaction, and again after it was changed."""
        if origin not in self._known:
            row = self.db.row(f"{_LOG} WHERE origin = ?", (origin,))
            if row is None:
                return None
            self._known[origin] = _log_row(row)
        return self._known[origin]

    def get_log(self, origin: str) -> LogRow:
        """Return a log's row or raise LogNotHeld."""
        row = self.find_log(origin)
        if row is None:
            raise LogNotHeld(origin)
        return row

    def all_logs(self) -> list[LogRow]:
        """Return the rows of all logs, by origin."""
        return [_log_row(row) for row in self.db.rows(f"{_LOG} ORDER BY origin")]

    def origin_of(self, log: int) -> str:
        """Return the origin of the log of this number, or nothing where there is none."""
        if log not in self._origins:
            found = self.db.row("SELECT origin FROM log WHERE id = ?", (log,))
            self._origins[log] = str(found[0]) if found else ""
        return self._origins[log]

    def projections(self, register: str = ALL) -> int:
        return newest_change(self._changes(), register)

    def count_projection(self, register: str = ALL) -> None:
        """Say that what was computed from the records of a register, or from witnesses' lines, no longer holds."""
        self._count(add_change(self._changes(), register))

    def count_all_projections(self) -> None:
        """Say that nothing holds that was computed from records."""
        self._count(change_everything(self._changes()))

    def _changes(self) -> bytes | None:
        found = self.db.row("SELECT value FROM setting WHERE name = ?", (COUNTER,))
        return bytes(found[0]) if found else None

    def _count(self, changes: bytes) -> None:
        self.db.insert("setting", ("name", "value"), [(COUNTER, changes)], "replace")

    def forget_log(self, origin: str) -> None:
        """Read a log's row again next time, because it was changed."""
        self._known.pop(origin, None)


def _log_row(row: tuple[Any, ...]) -> LogRow:
    number, origin, node, register, size, hashes, head, pending_size, pending_hashes = row
    frontier, pending = Frontier(size, _cut_hashes(hashes)), Frontier(pending_size, _cut_hashes(pending_hashes))
    return LogRow(number, LogState(origin, node, register, size, frontier, head, pending))


def _cut_hashes(hashes: bytes) -> tuple[bytes, ...]:
    return tuple(hashes[at : at + HASH_LENGTH] for at in range(0, len(hashes), HASH_LENGTH))
