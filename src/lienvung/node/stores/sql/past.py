"""How a register differed at a moment from what it is: costs what was changed since, or what was there by then.

Where records were handed over since, it costs all that lie in the two logs.
"""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from lienvung.core.register.entry import Entry
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.assembly import build_version
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.part_rows import parse_parts
from lienvung.node.stores.past import Past
from lienvung.node.stores.rows import RecordRow
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.records import RecordReads, shape_of
from lienvung.node.stores.sql.tables import INDEX_MASK

CHUNK: Final = 1_000
COMPARED: Final = 20_000
"""So many entries on either side of a moment are counted to see which side is the smaller."""


class Overlay(NamedTuple):
    """What is otherwise at a moment: rows as they were then, and keys whose present rows are not to be seen.

    Other present rows hold then too, unless they are newer than the moment.
    """

    rows: Sequence[RecordRow]
    hidden: Sequence[str]


class PastReads(RecordReads):
    """The register as it was."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        super().__init__(db, bundles)
        self._overlays: dict[tuple[str, str, int], Overlay] = {}

    def overlay(self, register: str, moment: str) -> Overlay:
        """Return how a register differed at a moment; the rows name no definition. Raise MomentInvalid."""
        asked = register, moment, self.projections(register)
        if asked not in self._overlays:
            self._overlays[asked] = self._look_back(register, moment)
        return self._overlays[asked]

    def _look_back(self, register: str, moment: str) -> Overlay:
        past = self._past(register, moment)
        changed = list(dict.fromkeys((*self._changed(register, past.moment), *self._moved(past))))
        hidden: list[str] = []
        rows: list[RecordRow] = []
        for first in range(0, len(changed), CHUNK):
            keys = changed[first : first + CHUNK]
            condition, wanted = self.db.among("_key", keys)
            query = f"SELECT _key FROM {shape_of(past.definition).records} WHERE {condition} AND _time <= ?"
            hidden += [key for (key,) in self.db.rows(query, (wanted, past.moment))]
            found = (past.row(key, versions) for key, versions in self._versions(register, keys))
            rows += [row for row in found if row]
        return Overlay(rows, hidden)

    def record_at(self, register: str, key: str, moment: str) -> Record:
        """Return a record that there was at a moment."""
        row = self._past(register, moment).row(key, self.history(register, key))
        assert row is not None, "a row of the past has a record"
        return self.records_of(register, [row])[0]

    def _changed(self, register: str, moment: str) -> list[str]:
        """Return the keys that have entries on both sides of a moment, looked for from the smaller side."""
        sides = [(f"time {sign} ?", f"beside.time {other} ?") for sign, other in ((">", "<="), ("<=", ">"))]
        near, far = min(sides, key=lambda side: self._entries(side[0], moment))
        query = f"""
            SELECT entry.key FROM entry JOIN log ON log.id = entry.address >> 40
            WHERE entry.{near} AND log.register = ? AND entry.op NOT IN ('define', 'hand-over')
            AND EXISTS (SELECT 1 FROM entry AS beside WHERE beside.key = entry.key AND {self.db.unindexed(far)})
        """
        return [key for (key,) in self.db.rows(query, (moment, register, moment))]

    def _moved(self, past: Past) -> Iterator[str]:
        """Yield the keys of records that were another's at a moment, whether they were changed since or not."""
        moved = sorted(past.logs_moved())
        if moved:
            ours, origins = self.db.chosen("origin", moved, cut=False)
            table = shape_of(past.definition).records
            query = f"SELECT _key, _log, _steward FROM {table} WHERE _log IN (SELECT id FROM log WHERE {ours})"
            for key, log, steward in self.db.stream(query, origins):
                if past.steward(key, self.origin_of(log)) != steward:
                    yield key

    def _entries(self, condition: str, moment: str) -> int:
        query = f"SELECT count(*) FROM (SELECT 1 FROM entry WHERE {condition} LIMIT {COMPARED}) AS found"
        return int(self.db.rows(query, (moment,))[0][0])

    def _versions(self, register: str, keys: Sequence[str]) -> Iterator[tuple[str, list[Version]]]:
        """Yield the entries of each key with what is held of them, without what only their leaves say."""
        condition, wanted = self.db.among("entry.key", keys)
        query = f"""
            SELECT entry.key, log.origin, entry.address & ?, entry.op, entry.time, entry.batch, part.parts
            FROM entry JOIN log ON log.id = entry.address >> 40 LEFT JOIN part ON part.address = entry.address
            WHERE {condition} AND log.register = ? AND entry.op NOT IN ('define', 'hand-over') ORDER BY 1, 2, 3
        """
        rows = self.db.rows(query, (INDEX_MASK, wanted, register))
        for key, found in groupby(rows, itemgetter(0)):
            yield key, [_version(register, row) for row in found]


def _version(register: str, row: Sequence[Any]) -> Version:
    key, origin, index, op, time, batch, data = row
    parts = [] if data is None else parse_parts(index, bytes(data))
    known = dict.fromkeys((part.name for part in parts), "")
    return build_version(origin, index, Entry(register, key, op, time, "", batch, known), parts)
