"""Show records, index entries, note refusals: what makes the projections."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import orjson

from lienvung.core.register.definition import Definition
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.rows import EntryRow, RecordRow, RefusedRow, Shape, Shaped, plain_text
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.finding import FindReads
from lienvung.node.stores.sql.records import RECORD_COLUMNS
from lienvung.node.stores.sql.register_table import RegisterTable
from lienvung.node.stores.sql.tables import leaf_address
from lienvung.node.stores.sql.tally import add_rows, write_cells
from lienvung.node.stores.sql.values import ValueWrites

_own_values = attrgetter(
    "index", "put_index", "op", "state", "time", "batch", "definition", "into", "put_origin", "steward"
)


class RecordWrites(FindReads, ValueWrites):
    """See port.Writer."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        super().__init__(db, bundles)
        self._tallied: set[str] = set()

    def write_tallies(self) -> None:
        """Write down the cells that changed, once for all that this transaction has done."""
        for register in self._tallied:
            write_cells(self.db, register, self._tallies[register])

    def add_definition(self, definition: Definition, *, own: bool = False) -> bool:
        query = """
            INSERT INTO definition (hash, register, version, own, document) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (hash) DO UPDATE SET own = excluded.own WHERE definition.own < excluded.own
        """
        document = orjson.dumps(definition.document, option=orjson.OPT_SORT_KEYS)
        row = definition.hash, definition.register, definition.version, int(own), document
        before = self._table_of(definition.register)
        if not self.db.execute(query, row):
            return False
        self.forget_definitions()
        newest = self._table_of(definition.register)
        assert newest is not None
        self.db.make_table(newest)
        if before is not None and before.tallied != newest.tallied:
            self._tally_again(definition.register, newest)
        more = {name for _, name in _places(newest) - _places(before)} if before is not None else set()
        held = (each for each in self.definitions().values() if each.register == definition.register)
        return any(each != definition and not more.isdisjoint(each.fields) for each in held)

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        base = leaf_address(self.get_log(origin).id, 0)
        indexed = [(base + row.index, row.key, row.time, row.op, row.batch) for row in rows]
        if indexed:
            query = "SELECT 1 FROM entry WHERE address BETWEEN ? AND ? LIMIT 1"
            known = self.db.row(query, (min(indexed)[0], max(indexed)[0]))
            self.db.insert("entry", ("address", "key", "time", "op", "batch"), indexed, "skip" if known else "fail")

    def shape(self, register: str) -> Shape | None:
        table = self._table_of(register)
        return table.shape if table else None

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        table = self._table_of(register)
        if table is None:
            return {}
        condition, wanted = self.db.among("_key", keys)
        found = self.db.rows(f"SELECT {RECORD_COLUMNS} FROM {table.records} WHERE {condition}", (wanted,))
        return {row[0]: self.row_of(row) for row in found}

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        shown = {row.key: row for row in rows}
        self.remove_records(definition.register, shown)
        self.add_records(definition, shown.values())

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        table = self._table_of(definition.register)
        assert table is not None, "add_definition comes first"
        newest = self.db.rows(f"SELECT coalesce(max(_id), 0) FROM {table.records}")[0][0]
        # By key: neighbours in the indices are then written together.
        ordered = enumerate(sorted(records, key=attrgetter("key")), newest + 1)
        numbered = [(number, row, row.shaped or table.shape(row.values)) for number, row in ordered]
        columns = ("_id", *RECORD_COLUMNS.split(", "), *table.field_columns)
        logs = {origin: self.get_log(origin).id for origin in {row.origin for _, row, _ in numbered}}
        rows = (
            (number, row.key, logs[row.origin], *_own_values(row), *shaped.columns) for number, row, shaped in numbered
        )
        self.db.insert(table.records, columns, rows)
        told = ((row.state, *map(shaped.columns.__getitem__, table.tallied_places)) for _, row, shaped in numbered)
        self._tally(definition.register, table, told, times=1)
        self._add_beside(definition.register, table, numbered)
        self.count_projection(definition.register)

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        table = self._table_of(register)
        if table is None:
            return
        condition, wanted = self.db.among("_key", list(keys))
        columns = ", ".join(("_id", "_key", *_told_columns(table)))
        known = self.db.rows(f"SELECT {columns} FROM {table.records} WHERE {condition}", (wanted,))
        if known:
            numbers = [number for number, *_ in known]
            self._tally(register, table, (told for _, _, *told in known), times=-1)
            self._remove(table.records, "_id", numbers)
            self._remove(table.members, "record", numbers)
            if table.searched:
                self.db.remove_words(table, numbers)
            if table.placed:
                self.db.remove_boxes(table, numbers)
            self._remove("link", "register = ? AND key", [key for _, key, *_ in known], register)
        self.count_projection(register)

    def _remove(self, table: str, column: str, values: Sequence[str] | Sequence[int], *before: str) -> None:
        condition, wanted = self.db.among(column, values)
        self.db.execute(f"DELETE FROM {table} WHERE {condition}", (*before, wanted))

    def put_refused(self, row: RefusedRow) -> None:
        noted = leaf_address(self.get_log(row.origin).id, row.index), row.code, plain_text(row.detail)
        self.db.insert("refused", ("address", "code", "detail"), [noted], "replace")

    def clear_refused(self, origin: str, index: int) -> None:
        self.db.execute("DELETE FROM refused WHERE address = ?", (leaf_address(self.get_log(origin).id, index),))

    def drop_projections(self, others: Collection[str] = ()) -> None:
        self.db.await_many()
        for (register,) in self.db.rows("SELECT DISTINCT register FROM definition"):
            table = self._table_of(register)
            assert table is not None
            self.db.empty_table(table)
            if register in others:
                self.db.make_table(table)
            else:
                self.db.execute("DELETE FROM definition WHERE register = ?", (register,))
        for name in ("entry", "link", "blob_ref", "erasure", "refused", "tally"):
            self.db.execute(f"DELETE FROM {name}")
        self._tallies.clear()
        self._tallied.clear()
        self.forget_definitions()
        self.count_all_projections()

    def index_projections(self) -> None:
        registers = [register for (register,) in self.db.rows("SELECT DISTINCT register FROM definition")]
        self.db.index_tables([table for table in map(self._table_of, registers) if table])

    def _tally(self, register: str, table: RegisterTable, rows: Iterable[Sequence[Any]], *, times: int) -> None:
        """Keep the cells of a register in step with rows that come or go."""
        cells = self.tally(register)
        if cells is not None:
            self._tallies[register] = add_rows(table, cells, rows, times=times)
            self._tallied.add(register)

    def _tally_again(self, register: str, table: RegisterTable) -> None:
        """Tally all records anew: a newer definition tells them apart by other choices, or adds up other numbers."""
        self._tallies[register] = {}
        self._tallied.add(register)
        told = self.db.stream(f"SELECT {', '.join(_told_columns(table))} FROM {table.records}")
        self._tally(register, table, told, times=1)

    def _add_beside(self, register: str, table: RegisterTable, rows: list[tuple[int, RecordRow, Shaped]]) -> None:
        """Fill what lies beside a table: the values of many, links, words and boxes."""
        if table.many:
            members = [(*each, number) for number, _, shaped in rows for each in shaped.members]
            self.db.insert(table.members, ("field", "value", "record"), members)
        if table.links:
            live = [(row.key, shaped) for _, row, shaped in rows if row.state == "live"]
            links = [(to, register, key, name) for key, shaped in live for name, to in shaped.links]
            self.db.insert("link", ("target", "register", "key", "field"), links)
        if table.searched:
            self.db.add_words(table, ((number, shaped.words) for number, _, shaped in rows))
        if table.placed:
            self.db.add_boxes(table, [(number, shaped.bounds) for number, _, shaped in rows if shaped.bounds])


def _told_columns(table: RegisterTable) -> Iterator[str]:
    """Yield the columns of a row that its cell is made of."""
    yield "_state"
    yield from (f'"{column}"' for column in table.tallied)


def _places(table: RegisterTable) -> set[tuple[str, str]]:
    """Return what a table keeps of a record: (for what, of which field)."""
    kept = {
        "value": table.fields,
        "order": table.ordered,
        "box": table.placed,
        "words": table.searched,
        "members": table.many,
        "links": table.links,
    }
    return {(purpose, field.name) for purpose, fields in kept.items() for field in fields}
