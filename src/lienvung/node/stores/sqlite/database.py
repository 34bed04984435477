"""What SQLite does in its own way: see sql.database."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from os import sysconf
from typing import Any, Final

import apsw
import orjson

from lienvung.core.text import fold
from lienvung.node.stores.search_text import LETTER, holds_phrase, kept_text
from lienvung.node.stores.sql.database import Repeated
from lienvung.node.stores.sql.register_table import RegisterTable, column_name
from lienvung.node.stores.sql.term import Term
from lienvung.node.stores.sqlite.damage import find_damage

CACHE = 65_536
"""Kilobytes of pages kept in memory."""
_VERBS = {"fail": "INSERT", "skip": "INSERT OR IGNORE", "replace": "INSERT OR REPLACE"}


def holds_words(*given: Any) -> bool:
    """Tell whether texts hold the folded words that come first, the last of them perhaps only begun."""
    wanted, *texts = given
    held = fold(kept_text(texts))
    return all(pattern.search(held) for pattern in _patterns(wanted))


def holds_together(*given: Any) -> bool:
    """Tell whether texts hold the folded words that come first one after another."""
    wanted, *texts = given
    return holds_phrase(kept_text(texts), wanted.split(" "))


@lru_cache(maxsize=256)
def _patterns(wanted: str) -> list[re.Pattern[str]]:
    *whole, begun = map(re.escape, wanted.split(" "))
    return [re.compile(f"(?<!{LETTER}){word}") for word in (begun, *(f"{word}(?!{LETTER})" for word in whole))]


def widen_cache(db: apsw.Connection) -> None:
    """Keep as much of the file in memory as there is room for, to the end of the transaction: all is written anew.

    What does not fit is written to the log and read back at every step: keys come in no order, nor do pages set free.
    """
    file = db.pragma("page_count") * db.pragma("page_size")
    memory = sysconf("SC_PHYS_PAGES") * sysconf("SC_PAGE_SIZE")
    db.pragma("cache_size", -max(CACHE, min(file // 2, memory // 4) // 1024))


FUNCTIONS: Final = {each.__name__: each for each in (holds_words, holds_together)}
"""What every connection can be asked of texts, as the index of words would say it."""


class SqliteDatabase:
    """One connection inside one transaction. See `sql.database.Database`."""

    dear = 300

    def __init__(self, db: apsw.Connection) -> None:
        self.db = db
        self._waiting = False

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self.db.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> Any:
        return self.db.execute(query, values).fetchone()

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        return self.db.execute(query, values)

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        self.db.execute(query, values)
        return self.db.changes()

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], repeated: Repeated = "fail"
    ) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self.db.executemany(f"{_VERBS[repeated]} INTO {table} ({names}) VALUES ({marks})", rows)

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> tuple[str, Any]:
        return f"{column} IN (SELECT value FROM json_each(?))", orjson.dumps(list(values)).decode()

    def chosen(self, column: str, values: Sequence[Any], *, cut: bool) -> tuple[str, Sequence[Any]]:
        return f"{column} IN ({', '.join('?' for _ in values)})", values

    def begun(self, column: str) -> str:
        return column

    def unindexed(self, column: str) -> str:
        return f"+{column}"

    def searched(self, table: RegisterTable, words: Sequence[str], *, together: bool) -> Term:
        source = f"SELECT rowid AS _found FROM {table.words} WHERE {table.words} MATCH ?"
        columns = tuple(column_name(field.name) for field in table.searched)
        listed = ", ".join(f'"{column}"' for column in columns)
        said = " ".join(words)
        asked = f'"{said}"*' if together else " ".join(f'"{word}"' for word in words) + "*"
        test = f"{(holds_together if together else holds_words).__name__}(?, {listed})"
        return Term(test, (said,), source=source, source_values=(asked,), reads=columns)

    def boxed(self, table: RegisterTable, boxes: Sequence[Sequence[int]]) -> Term:
        meets = "east >= ? AND north >= ? AND west <= ? AND south <= ?"
        edges = tuple(edge for box in boxes for edge in box)
        source = " UNION ".join(f"SELECT id AS _found FROM {table.boxes} WHERE {meets}" for _ in boxes)
        either = " OR ".join(f"({meets})" for _ in boxes)
        test = f"EXISTS (SELECT 1 FROM {table.boxes} WHERE id = _id AND ({either}))"
        return Term(test, edges, source=source, source_values=edges)

    def make_table(self, table: RegisterTable) -> None:
        shape = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
        self.db.execute(f"CREATE TABLE IF NOT EXISTS {table.records} ({shape})")
        held = {row[1] for row in self.rows(f"PRAGMA table_info({table.records})")}
        for name, kind in table.columns.items():
            if name not in held:
                self.db.execute(f'ALTER TABLE {table.records} ADD COLUMN "{name}" {kind}')
        if not self._waiting:
            self._make_indices(table)
        self.db.execute(
            f"CREATE TABLE IF NOT EXISTS {table.members} (field TEXT, value TEXT, record INTEGER,"
            " PRIMARY KEY (field, value, record)) WITHOUT ROWID"
        )
        self.db.execute(f"CREATE INDEX IF NOT EXISTS {table.member_index('record')} ON {table.members} (record)")
        if table.searched:
            self.db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table.words} USING fts5(words, content='',"
                " contentless_delete=1, detail=full, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
            )

        if table.placed:
            self.db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table.boxes} USING rtree_i32(id, west, east, south, north)"
            )

    def _make_indices(self, table: RegisterTable) -> None:
        wanted = table.indices()
        query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        held = {name for (name,) in self.rows(query, (table.records,))}
        for name in held - wanted.keys():
            self.db.execute(f"DROP INDEX {name}")
        for name in wanted.keys() - held:
            directed = (f'"{column}" DESC' if down else f'"{column}"' for column, down in wanted[name].columns)
            listed = ", ".join(("_state", *directed, *(f'"{column}"' for column in wanted[name].beside)))
            self.db.execute(f"CREATE INDEX {name} ON {table.records} ({listed})")

    def empty_table(self, table: RegisterTable) -> None:
        for name in table.tables:
            self.db.execute(f"DROP TABLE IF EXISTS {name}")

    def await_many(self) -> None:
        self._waiting = True
        widen_cache(self.db)

    def index_tables(self, tables: Iterable[RegisterTable]) -> None:
        self._waiting = False
        for table in tables:
            self._make_indices(table)

    def add_words(self, table: RegisterTable, rows: Iterable[tuple[int, str]]) -> None:
        self.db.executemany(f"INSERT INTO {table.words} (rowid, words) VALUES (?, ?)", rows)

    def remove_words(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        self.db.executemany(f"DELETE FROM {table.words} WHERE rowid = ?", [(number,) for number in numbers])

    def add_boxes(self, table: RegisterTable, rows: Iterable[tuple[int, Sequence[int]]]) -> None:
        placed = ((number, west, east, south, north) for number, (west, south, east, north) in rows)
        self.db.executemany(f"INSERT INTO {table.boxes} VALUES (?, ?, ?, ?, ?)", placed)

    def remove_boxes(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        self.db.executemany(f"DELETE FROM {table.boxes} WHERE id = ?", [(number,) for number in numbers])

    def damage(self) -> Iterator[tuple[str, str]]:
        return find_damage(self)
