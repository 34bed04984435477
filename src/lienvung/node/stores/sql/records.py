"""Records, links, history and changes: the projections that people look at."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, cast

import orjson

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.assembly import build_record, build_version, entry_of, sound_record
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.part_rows import parse_parts
from lienvung.node.stores.past import Past, check_moment
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import ChangeRow, Link, PartRow, RecordRow, RefusedRow
from lienvung.node.stores.sql.conditions import Condition
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import RegisterTable, table_of
from lienvung.node.stores.sql.tables import INDEX_MASK, leaf_address
from lienvung.node.stores.sql.values import ValueReads

RECORD_COLUMNS = "_key, _log, _index, _put_index, _op, _state, _time, _batch, _definition, _into, _put_origin, _steward"


@lru_cache(maxsize=256)
def _definition(document: bytes) -> Definition:
    return parse_definition(orjson.loads(document))


@lru_cache(maxsize=256)
def shape_of(definition: Definition) -> RegisterTable:
    """Return the shape of the tables that a definition asks for."""
    return table_of(definition)


def _parts_of(index: int, data: bytes | None) -> list[PartRow]:
    return [] if data is None else parse_parts(index, bytes(data))


class RecordReads(ValueReads):
    """See port.RecordReader."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        super().__init__(db, bundles)
        self._followed: dict[str, str] | None = None
        self._definitions: dict[str, Definition] = {}

    def definitions(self) -> dict[str, Definition]:
        query = "SELECT hash, document FROM definition ORDER BY hash"
        return {digest: _definition(bytes(document)) for digest, document in self.db.rows(query)}

    def definition_by_hash(self, register: str, digest: str) -> Definition | None:
        query = "SELECT document FROM definition WHERE hash = ? AND register = ?"
        found = self.db.row(query, (digest, register))
        return _definition(bytes(found[0])) if found else None

    def defines(self, origin: str, limit: int) -> list[int]:
        log = self.get_log(origin)
        span = leaf_address(log.id, 0), leaf_address(log.id + 1, 0)
        query = """
            SELECT address & ? FROM entry WHERE key = ? AND op = 'define' AND address >= ? AND address < ?
            ORDER BY address LIMIT ?
        """
        return [index for (index,) in self.db.rows(query, (INDEX_MASK, log.state.register, *span, limit))]

    def definition(self, register: str) -> Definition | None:
        if self._followed is None:
            query = "SELECT register, hash FROM definition ORDER BY own, version, hash DESC"
            self._followed = dict(self.db.rows(query))
        if register in self._followed and register not in self._definitions:
            found = self.definition_by_hash(register, self._followed[register])
            assert found is not None, "what is listed stands there"
            self._definitions[register] = found
        return self._definitions.get(register)

    def forget_definitions(self) -> None:
        """Read definitions again next time, because one was added, or all were removed."""
        self._followed = None
        self._definitions.clear()

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        table = self._table_of(register)
        if table is None:
            return None
        if as_of is not None:
            row = self._past(register, as_of).row(key, self.history(register, key))
            return self.records_of(register, [row])[0] if row else None
        found = self.db.row(f"SELECT {RECORD_COLUMNS} FROM {table.records} WHERE _key = ?", (key,))
        return self.records_of(register, [self.row_of(found)])[0] if found else None

    def history(self, register: str, key: str) -> list[Version]:
        query = """
            SELECT log.origin, entry.address & ? FROM entry JOIN log ON log.id = entry.address >> 40
            WHERE entry.key = ? AND log.register = ? AND entry.op NOT IN ('define', 'hand-over') ORDER BY 1, 2
        """
        found = self.db.rows(query, (INDEX_MASK, key, register))
        return [build_version(o, i, entry_of(self.entry(o, i)), self._parts_at(o, i)) for o, i in found]

    def hand_overs(self, register: str) -> list[Version]:
        query = """
            SELECT log.origin, entry.address & ? FROM entry JOIN log ON log.id = entry.address >> 40
            WHERE entry.key = ? AND log.register = ? AND entry.op = 'hand-over' ORDER BY 1, 2
        """
        found = self.db.rows(query, (INDEX_MASK, register, register))
        return [build_version(o, i, entry_of(self.entry(o, i)), self._parts_at(o, i)) for o, i in found]

    def table(self, register: str) -> Iterator[Mapping[str, object]]:
        shape = self._table_of(register)
        if shape is None:
            return
        names = [name for name in shape.columns if name not in ("_id", "_log")]
        listed = ", ".join(f'record."{name}"' for name in names)
        query = f"""
            SELECT log.origin, {listed} FROM {shape.records} AS record JOIN log ON log.id = record._log
            ORDER BY record._key
        """
        for row in self.db.stream(query):
            yield dict(zip(("_origin", *names), row, strict=True))

    def lists(self) -> Iterator[tuple[object, ...]]:
        query = "SELECT hash, register, version, own FROM definition ORDER BY hash"
        yield from (("definition", *row) for row in self.db.rows(query))
        query = "SELECT target, register, key, field FROM link ORDER BY 1, 2, 3, 4"
        yield from (("link", *row) for row in self.db.rows(query))
        for (register,) in self.db.rows("SELECT DISTINCT register FROM definition ORDER BY register"):
            table = self._table_of(register)
            assert table is not None
            query = f"""
                SELECT member.field, member.value, record._key FROM {table.members} AS member
                LEFT JOIN {table.records} AS record ON record._id = member.record ORDER BY 1, 2, 3
            """
            yield from (("member", register, *row) for row in self.db.rows(query))

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        query = f"""
            SELECT register, key, field FROM link WHERE target = ? {"AND register = ? AND field = ?" if within else ""}
            ORDER BY register, key, field {"" if limit is None else f"LIMIT {limit:d}"}
        """
        return [Link(*row) for row in self.db.rows(query, (key, *(within or ())))]

    def merged_into(self, register: str, key: str) -> list[str]:
        table = self._table_of(register)
        if table is None:
            return []
        query = f"SELECT _key FROM {table.records} WHERE _state = 'merged' AND _into = ? ORDER BY _key"
        return [merged for (merged,) in self.db.rows(query, (key,))]

    def changes(
        self, since: str, until: str | None = None, registers: Sequence[str] | None = None, limit: int = 10_000
    ) -> list[ChangeRow]:
        condition = Condition()
        condition.add("entry.time >= ?", since)
        if until is not None:
            condition.add("entry.time < ?", until)
        if registers is not None:
            condition.add(*self.db.among("log.register", list(registers)))
        query = f"""
            SELECT entry.time, log.register, entry.key, entry.op, log.origin, entry.address & ?, entry.batch
            FROM entry JOIN log ON log.id = entry.address >> 40 WHERE {condition.sql}
            ORDER BY entry.time DESC, log.origin DESC, entry.address DESC LIMIT ?
        """
        return [ChangeRow(*row) for row in self.db.rows(query, (INDEX_MASK, *condition.values, limit))]

    def refused(self, origin: str | None = None) -> list[RefusedRow]:
        condition = Condition()
        if origin is not None:
            condition.add("log.origin = ?", origin)
        query = f"""
            SELECT log.origin, refused.address & ?, refused.code, refused.detail
            FROM refused JOIN log ON log.id = refused.address >> 40 WHERE {condition.sql} ORDER BY 1, 2
        """
        return [RefusedRow(*row) for row in self.db.rows(query, (INDEX_MASK, *condition.values))]

    def _table_of(self, register: str) -> RegisterTable | None:
        definition = self.definition(register)
        return shape_of(definition) if definition else None

    def _past(self, register: str, moment: str) -> Past:
        definition = self.definition(register)
        assert definition is not None, "a register without a definition has no table"
        return Past(cast(Reader, self), definition, check_moment(moment))  # these are parts of one reader

    def row_of(self, row: tuple[Any, ...]) -> RecordRow:
        """Return what RECORD_COLUMNS say, without values."""
        key, log, index, put_index, op, state, time, batch, definition, into, put_origin, steward = row
        origin = self.origin_of(log)
        return RecordRow(
            key, origin, index, put_index, op, state, time, batch, definition, {}, into, put_origin, steward
        )  # fmt: skip

    def records_of(self, register: str, rows: Sequence[RecordRow]) -> list[Record]:
        """Return the records that rows stand for; their parts are read at once."""
        places = [(row.put_origin or row.origin, row.put_index) for row in rows]
        addresses = [leaf_address(self.get_log(origin).id, index) for origin, index in places]
        condition, wanted = self.db.among("address", addresses)
        held = dict(self.db.rows(f"SELECT address, parts FROM part WHERE {condition}", (wanted,)))
        names = {digest: self._part_names(register, digest) for digest in {row.definition for row in rows}}
        records = [
            build_record(
                register,
                row,
                _parts_of(row.put_index, held.get(at)),
                names[row.definition],
                partial(self.entry, *place),
            )
            for row, place, at in zip(rows, places, addresses, strict=True)
        ]
        definition = None if all(each.state == "live" for each in records) else self.definition(register)
        return [each if each.state == "live" else sound_record(each, definition) for each in records]

    def _part_names(self, register: str, digest: str) -> tuple[str, ...]:
        definition = self.definition_by_hash(register, digest)
        return definition.part_names if definition else ()

    def _parts_at(self, origin: str, index: int) -> list[PartRow]:
        address = leaf_address(self.get_log(origin).id, index)
        found = self.db.row("SELECT parts FROM part WHERE address = ?", (address,))
        return _parts_of(index, found[0] if found else None)
