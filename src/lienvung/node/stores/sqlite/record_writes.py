"""Show records, index entries, note refusals: what makes the projections in SQLite."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Sequence
from operator import attrgetter

import orjson

from lienvung.core.register.definition import Definition
from lienvung.node.stores.rows import EntryRow, RecordRow, RefusedRow
from lienvung.node.stores.sqlite.records import RECORD_COLUMNS, RecordReads
from lienvung.node.stores.sqlite.register_table import RegisterTable
from lienvung.node.stores.sqlite.tables import leaf_address
from lienvung.node.stores.sqlite.values import ValueWrites

_own_values = attrgetter(
    "index", "put_index", "op", "state", "time", "batch", "definition", "into", "put_origin", "steward"
)


class RecordWrites(RecordReads, ValueWrites):
    """See port.Writer."""

    def add_definition(self, definition: Definition, *, own: bool = False) -> None:
        query = """
            INSERT INTO definition (hash, register, version, own, document) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (hash) DO UPDATE SET own = ?4 WHERE own < ?4
        """
        document = orjson.dumps(definition.document, option=orjson.OPT_SORT_KEYS)
        self.db.execute(query, (definition.hash, definition.register, definition.version, own, document))
        if self.db.changes():
            newest = self._table_of(definition.register)
            assert newest is not None
            self._make_table(newest)

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        base = leaf_address(self.get_log(origin).id, 0)
        query = "INSERT INTO entry (address, key, time, op, batch) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        self.db.executemany(query, ((base + row.index, row.key, row.time, row.op, row.batch) for row in rows))

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        table = self._table_of(register)
        if table is None:
            return {}
        query = f"SELECT {RECORD_COLUMNS} FROM {table.records} WHERE _key IN (SELECT value FROM json_each(?))"
        found = self.rows(query, (orjson.dumps(list(keys)).decode(),))
        return {row[0]: self._row(row) for row in found}

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        shown = {row.key: row for row in rows}
        self.remove_records(definition.register, shown)
        self.add_records(definition, shown.values())

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        table = self._table_of(definition.register)
        assert table is not None, "add_definition comes first"
        newest = self.rows(f"SELECT coalesce(max(_id), 0) FROM {table.records}")[0][0]
        # By key: neighbours in the indices are then written together.
        numbered = list(enumerate(sorted(records, key=attrgetter("key")), newest + 1))
        columns = ("_id", *RECORD_COLUMNS.split(", "), *table.field_columns)
        names = ", ".join(f'"{column}"' for column in columns)
        query = f"INSERT INTO {table.records} ({names}) VALUES ({', '.join('?' * len(columns))})"
        logs = {origin: self.get_log(origin).id for origin in {row.origin for _, row in numbered}}
        rows = (
            (number, row.key, logs[row.origin], *_own_values(row), *table.field_values(row.values))
            for number, row in numbered
        )
        self.db.executemany(query, rows)
        self._add_members(definition.register, table, numbered)
        self._count_projection()

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        table = self._table_of(register)
        if table is None:
            return
        query = f"SELECT _id, _key FROM {table.records} WHERE _key IN (SELECT value FROM json_each(?))"
        known = self.rows(query, (orjson.dumps(list(keys)).decode(),))
        ids = [(number,) for number, _ in known]
        self.db.executemany(f"DELETE FROM {table.records} WHERE _id = ?", ids)
        self.db.executemany(f"DELETE FROM {table.members} WHERE record = ?", ids)
        self.db.executemany("DELETE FROM link WHERE register = ? AND key = ?", [(register, key) for _, key in known])
        if table.searched:
            self.db.executemany(f"DELETE FROM {table.words} WHERE rowid = ?", ids)
        self._count_projection()

    def put_refused(self, row: RefusedRow) -> None:
        query = "INSERT OR REPLACE INTO refused (address, code, detail) VALUES (?, ?, ?)"
        self.db.execute(query, (leaf_address(self.get_log(row.origin).id, row.index), row.code, row.detail))

    def clear_refused(self, origin: str, index: int) -> None:
        self.db.execute("DELETE FROM refused WHERE address = ?", (leaf_address(self.get_log(origin).id, index),))

    def drop_projections(self) -> None:
        for (register,) in self.rows("SELECT DISTINCT register FROM definition"):
            table = self._table_of(register)
            assert table is not None
            for name in (table.records, table.members, table.words):
                self.db.execute(f"DROP TABLE IF EXISTS {name}")
        for name in ("entry", "definition", "link", "blob_ref", "refused"):
            self.db.execute(f"DELETE FROM {name}")
        self._count_projection()

    def _count_projection(self) -> None:
        self.db.execute(
            "INSERT INTO setting (name, value) VALUES ('projections', 1)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1"
        )

    def _make_table(self, table: RegisterTable) -> None:
        """Make a register's tables, or add what a newer version of its definition adds."""
        shape = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
        self.db.execute(f"CREATE TABLE IF NOT EXISTS {table.records} ({shape})")
        held = {row[1] for row in self.rows(f"PRAGMA table_info({table.records})")}
        for name, kind in table.columns.items():
            if name not in held:
                self.db.execute(f'ALTER TABLE {table.records} ADD COLUMN "{name}" {kind}')
        for name, columns in table.indices().items():
            listed = ", ".join(f'"{column}"' for column in columns)
            self.db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table.records} ({listed})")
        self.db.execute(
            f"CREATE TABLE IF NOT EXISTS {table.members} (field TEXT, value TEXT, record INTEGER,"
            " PRIMARY KEY (field, value, record)) WITHOUT ROWID"
        )
        self.db.execute(f"CREATE INDEX IF NOT EXISTS {table.members}_by_record ON {table.members} (record)")
        if table.searched:
            self.db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table.words} USING fts5(words, content='',"
                " contentless_delete=1, detail=full, tokenize='unicode61 remove_diacritics 2')"
            )

    def _add_members(self, register: str, table: RegisterTable, rows: list[tuple[int, RecordRow]]) -> None:
        if table.many:
            query = f"INSERT INTO {table.members} (field, value, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            members = [(*each, number) for number, row in rows for each in table.member_values(row.values)]
            self.db.executemany(query, members)
        live = [(number, row) for number, row in rows if row.state == "live"]
        if table.links:
            query = "INSERT INTO link (target, register, key, field) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            links = [(to, register, row.key, name) for _, row in live for name, to in table.link_values(row.values)]
            self.db.executemany(query, links)
        if table.searched:
            query = f"INSERT INTO {table.words} (rowid, words) VALUES (?, ?)"
            self.db.executemany(query, [(number, table.folded_words(row.values)) for number, row in rows])
