"""The feed of changes: every entry of every log, in the order of each log, from a cursor on.

GET /api/v1/changes?after=<cursor>       follow `next`; while `more`, at once, then whenever it suits
GET /api/v1/changes.atom                 the newest entries, for a reader of news
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

from lienvung.api.cursor import Positions, format_cursor, tag_of
from lienvung.core.register.entry import LOG_OPS, parse_entry
from lienvung.node.stores.port import ChangeRow, LogState, Reader

MOST_CHANGES, CHANGES = 10_000, 1000
FROM_NOW = "now"
"""A cursor for whoever wants only what comes from here on."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries in the order of their logs, the place after them, and whether there were more already."""

    rows: tuple[ChangeRow, ...]
    after: str
    more: bool


def read_changes(reader: Reader, positions: Positions, register: str, limit: int) -> Changes:
    """Return up to `limit` entries that come after these positions, of one register or of all ("")."""
    rows: list[ChangeRow] = []
    reached = dict(positions)
    logs = logs_asked(reader, register)
    for log in logs:
        first = reached.get(tag_of(log.origin), 0)
        stop = min(log.size, first + limit - len(rows))
        if first < stop:
            rows += _rows(reader, log, first, stop)
            reached[tag_of(log.origin)] = stop
    more = any(reached.get(tag_of(log.origin), 0) < log.size for log in logs)
    return Changes(tuple(rows), format_cursor(reached), more)


def newest_changes(reader: Reader, register: str, count: int) -> list[ChangeRow]:
    """Return the newest entries of one register's logs or of all, newest first."""
    tails = [_rows(reader, log, max(0, log.size - count), log.size) for log in logs_asked(reader, register)]
    return nlargest(count, chain.from_iterable(tails), key=lambda row: (row.time, row.origin, row.index))


def positions_now(reader: Reader, register: str) -> dict[bytes, int]:
    """Return the ends of all logs."""
    return {tag_of(log.origin): log.size for log in logs_asked(reader, register)}


def logs_asked(reader: Reader, register: str) -> Sequence[LogState]:
    """Return the logs of one register or all, by origin."""
    return [log for log in reader.logs() if register in ("", log.register)]


def is_of_a_record(row: ChangeRow) -> bool:
    """Return whether the entry says something of a record, not of its log."""
    return row.op not in LOG_OPS


def _rows(reader: Reader, log: LogState, first: int, stop: int) -> list[ChangeRow]:
    found = []
    for index, leaf in enumerate(reader.entries(log.origin, first, stop), first):
        entry = parse_entry(leaf)
        found.append(ChangeRow(entry.time, log.register, entry.key, entry.op, log.origin, index, entry.batch))
    return found
