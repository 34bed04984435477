"""What PostgreSQL does in its own way: see sql.database."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, islice
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from lienvung.node.stores.postgres.connection import Connection
from lienvung.node.stores.postgres.copying import format_box, format_copy
from lienvung.node.stores.postgres.shape import CUT, WORDS, make_indices, make_table
from lienvung.node.stores.search_text import fold_words
from lienvung.node.stores.sql.database import Repeated
from lienvung.node.stores.sql.register_table import RegisterTable
from lienvung.node.stores.sql.sums import SUMMED, damaged_rows
from lienvung.node.stores.sql.term import Term

FEW = 16
"""So many rows go one by one in one round trip; more are copied."""
STAGED = "pg_temp.new_"
"""Begins the name of a table from which rows go into another one."""
ROOM_TO_SORT = "256MB"
"""What the server may use to make one index."""
MANY = 1000
"""So many new rows at least are worth that the planner looks at their table."""
LONGEST_WORD = 500
"""Letters of a word that are searched; the server takes no word of more than 2,046 bytes."""


@lru_cache(maxsize=4096)
def numbered(query: str) -> bytes:
    """Return a query whose `?` are written `$1`, `$2`, …"""
    first, *rest = query.split("?")
    return (first + "".join(f"${place}{piece}" for place, piece in enumerate(rest, 1))).encode()


class PostgresDatabase:
    """One connection inside one transaction. See `sql.database.Database`."""

    dear = 5

    def __init__(self, db: Connection) -> None:
        self.db = db
        self._cursor = psycopg.RawCursor(db)
        self._streams = count()
        self._waiting, self._unseen = False, set[str]()
        self._added = Counter[str]()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._run(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> Any:
        return self._run(query, values).fetchone()

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        with psycopg.RawServerCursor(self.db, f"stream_{next(self._streams)}") as cursor:
            cursor.itersize = 2000
            cursor.execute(numbered(query), values, binary=True)
            yield from cursor

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        return self._run(query, values).rowcount

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], repeated: Repeated = "fail"
    ) -> None:
        waiting = iter(rows)
        few = list(islice(waiting, FEW + 1))
        names = ", ".join(f'"{column}"' for column in columns)
        if len(few) <= FEW:
            marks = ", ".join("?" * len(columns))
            self._repeat(f"INSERT INTO {table} ({names}) VALUES ({marks}){_resolved(columns, repeated)}", few)
        elif repeated == "fail":
            self._copy(table, names, len(columns), few, waiting)
        else:
            staging = f"{STAGED}{table}"
            self.db.execute(f"CREATE TEMP TABLE IF NOT EXISTS new_{table} (LIKE {table}) ON COMMIT DROP".encode())
            self._copy(staging, names, len(columns), few, waiting)
            self.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {staging}{_resolved(columns, repeated)}")
            self.execute(f"DELETE FROM {staging}")

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> tuple[str, Any]:
        return f"{column} = ANY (?)", list(values)

    def chosen(self, column: str, values: Sequence[Any], *, cut: bool) -> tuple[str, Sequence[Any]]:
        one = len(values) == 1  # by far the commonest, and the planner knows more of "=" than of ANY
        mark, bound = ("= ?", values) if one else ("= ANY (?)", [list(values)])
        if not cut:
            return f"{column} {mark}", bound
        short = [value[:CUT] for value in values]
        return f"left({column}, {CUT}) {mark} AND {column} {mark}", [*(short if one else [short]), *bound]

    def begun(self, column: str) -> str:
        return f"left({column}, {CUT})"

    def unindexed(self, column: str) -> str:
        return column  # the planner knows how common each value is

    def searched(self, table: RegisterTable, words: Sequence[str], *, together: bool) -> Term:
        cut = [word[:LONGEST_WORD] for word in words]
        asked = " & ".join(f"'{word}'" for word in cut) + ":*"
        *whole, begun = cut
        # No sign that LIKE knows is part of a word.
        said = [f"% {' '.join(cut)}%"] if together else [*(f"% {word} %" for word in whole), f"% {begun}%"]
        held = " AND ".join("' ' || said || ' ' LIKE ?" for _ in said)
        # Not EXISTS, of which the planner makes a join: it does not know how many hold a word, and would read them all.
        test = f"(SELECT {held} FROM {table.words} WHERE record = _id)"
        source = f"SELECT record AS _found FROM {table.words} WHERE {WORDS} @@ ?::tsquery"
        if together:
            return Term(test, tuple(said), source=f"{source} AND {held}", source_values=(asked, *said))
        return Term(test, tuple(said), source=source, source_values=(asked,))

    def boxed(self, table: RegisterTable, boxes: Sequence[Sequence[int]]) -> Term:
        edges = tuple(f"(({west},{south}),({east},{north}))" for west, south, east, north in boxes)
        meets = " OR ".join("area && ?::box" for _ in boxes)
        source = f"SELECT record AS _found FROM {table.boxes} WHERE ({meets})"
        return Term(f"EXISTS ({source} AND record = _id)", edges, source=source, source_values=edges)

    def make_table(self, table: RegisterTable) -> None:
        stood = self.rows("SELECT to_regclass(?)", (table.records,))[0][0] is not None
        make_table(self, table)
        if self._waiting and (not stood or table.records in self._unseen):
            self._unseen.add(table.records)
        else:
            make_indices(self, table)

    def empty_table(self, table: RegisterTable) -> None:
        # Neither DROP nor TRUNCATE: whoever reads meanwhile goes on reading the old rows.
        for name in table.tables:
            self.execute(f"DELETE FROM {name}")

    def await_many(self) -> None:
        self._waiting = True

    def index_tables(self, tables: Iterable[RegisterTable]) -> None:
        # Only tables that nobody sees before we are done had none: to drop an index would keep every reader waiting.
        self._waiting = False
        self.execute(f"SET LOCAL maintenance_work_mem = '{ROOM_TO_SORT}'")
        for table in tables:
            make_indices(self, table)
            for name in table.tables:
                self.execute(f"ANALYZE {name}")
                self._added.pop(name, None)

    def analyze_grown(self) -> None:
        """Let the planner look at tables that have doubled; the server does so too, but only within the next minute.

        Until then it would plan the first pages after a first sync for tables in which nothing stands.
        """
        for table, rows in self._added.items():
            known = self.rows("SELECT reltuples FROM pg_class WHERE oid = to_regclass(?)", (table,))
            if known and rows >= max(MANY, known[0][0]):
                # What is being vacuumed or indexed is looked at then; to wait for that could end this transaction.
                self.execute(f"ANALYZE (SKIP_LOCKED) {table}")

    def add_words(self, table: RegisterTable, rows: Iterable[tuple[int, str]]) -> None:
        said = ((number, " ".join(word[:LONGEST_WORD] for word in fold_words(text))) for number, text in rows)
        self._copy(table.words, "record, said", 2, said)

    def remove_words(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        self.execute(f"DELETE FROM {table.words} WHERE record = ANY (?)", (list(numbers),))

    def add_boxes(self, table: RegisterTable, rows: Iterable[tuple[int, Sequence[int]]]) -> None:
        self._copy(table.boxes, "record, area", 2, ((number, format_box(bounds)) for number, bounds in rows))

    def remove_boxes(self, table: RegisterTable, numbers: Sequence[int]) -> None:
        self.execute(f"DELETE FROM {table.boxes} WHERE record = ANY (?)", (list(numbers),))

    def damage(self) -> Iterator[tuple[str, str]]:
        for table in SUMMED:
            yield from damaged_rows(self, table)

    def _run(self, query: str, values: Sequence[Any]) -> psycopg.Cursor[TupleRow]:
        return self._cursor.execute(numbered(query), values, binary=True)

    def _repeat(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        plain = [[int(each) if type(each) is bool else each for each in row] for row in rows]
        if len(plain) == 1:
            self._run(query, plain[0])
        elif plain:
            self._cursor.executemany(numbered(query), plain)

    def _copy(self, table: str, names: str, columns: int, *rows: Iterable[Sequence[Any]]) -> None:
        with self._cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)".encode()) as copy:
            for chunk in format_copy((row for some in rows for row in some), columns):
                copy.write(chunk)
        self._added[table.removeprefix(STAGED)] += self._cursor.rowcount


def _resolved(columns: Sequence[str], repeated: Repeated) -> str:
    """Return what an insert says of rows whose key stands already."""
    if repeated == "fail":
        return ""
    if repeated == "skip":
        return " ON CONFLICT DO NOTHING"
    changed = ", ".join(f'"{column}" = excluded."{column}"' for column in columns[1:])
    return f' ON CONFLICT ("{columns[0]}") DO UPDATE SET {changed}'
