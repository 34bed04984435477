"""Make a register's tables in PostgreSQL, and add to them what a newer version of its definition adds.

An index entry has room for about 2,700 bytes: a text is indexed by its beginning, and conditions say so.
"""

from collections.abc import Iterator

from lienvung.node.stores.search_text import ORDERED
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import INTEGER, OWN_COLUMNS, RegisterTable, column_name

CUT = ORDERED
"""Letters of a text that an index holds."""
WORDS = "(array_to_tsvector(string_to_array(said, ' ')))"
"""The words of a record, each once, as they are indexed: of each row only the text is kept."""
_SHORT = ("date", "deadline", "enumeration", "file", "link", "period", "year-less")
_HELD_INDICES = """
SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = to_regclass(?) AND NOT indisunique
"""


def make_table(db: Database, table: RegisterTable) -> None:
    """Make a register's tables, or add what a newer version of its definition adds."""
    columns = {name: _type(kind) for name, kind in table.columns.items()}
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    db.execute(f"CREATE TABLE IF NOT EXISTS {table.records} ({listed})")
    for name in _missing(db, table):
        db.execute(f'ALTER TABLE {table.records} ADD COLUMN "{name}" {columns[name]}')
    _make_members(db, table)
    if table.searched:
        db.execute(f"CREATE TABLE IF NOT EXISTS {table.words} (record BIGINT PRIMARY KEY, said TEXT NOT NULL)")
    if table.placed:
        db.execute(f"CREATE TABLE IF NOT EXISTS {table.boxes} (record BIGINT PRIMARY KEY, area BOX NOT NULL)")


def make_indices(db: Database, table: RegisterTable) -> None:
    """Make the indices that lists, searches and maps want, and drop those that no definition wants any more."""
    wanted = dict(_indices(table))
    held = {name for (name,) in db.rows(_HELD_INDICES, (table.records,))}
    for name in held - wanted.keys():
        db.execute(f"DROP INDEX {name}")
    for name in wanted.keys() - held:
        db.execute(f"CREATE INDEX {name} ON {table.records} {wanted[name]}")
    if table.searched:
        db.execute(f"CREATE INDEX IF NOT EXISTS {table.words}_words ON {table.words} USING gin ({WORDS})")
    if table.placed:
        db.execute(f"CREATE INDEX IF NOT EXISTS {table.boxes}_area ON {table.boxes} USING gist (area)")


def _make_members(db: Database, table: RegisterTable) -> None:
    text = 'TEXT COLLATE "C" NOT NULL'
    db.execute(f"CREATE TABLE IF NOT EXISTS {table.members} (field {text}, value {text}, record BIGINT NOT NULL)")
    for name, columns in (("value", f"field, left(value, {CUT}), record"), ("record", "record")):
        db.execute(f"CREATE INDEX IF NOT EXISTS {table.member_index(name)} ON {table.members} ({columns})")


def _missing(db: Database, table: RegisterTable) -> list[str]:
    """Return the columns to add; one that was of another type, when nothing stood in the table, gives way first."""
    query = """
        SELECT attname, atttypid = 'bigint'::regtype FROM pg_attribute
        WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
    """
    held = {name: INTEGER if integer else "TEXT" for name, integer in db.rows(query, (table.records,))}
    for name, kind in table.columns.items():
        if name in held and not kind.startswith(held[name]):
            db.execute(f'ALTER TABLE {table.records} DROP COLUMN "{name}" CASCADE')
            del held[name]
    return [name for name in table.columns if name not in held]


def _type(kind: str) -> str:
    return kind.replace(INTEGER, "BIGINT").replace("TEXT", 'TEXT COLLATE "C"')


def _indices(table: RegisterTable) -> Iterator[tuple[str, str]]:
    short = _short_columns(table)
    for name, index in table.indices().items():
        columns = [_expression(table, column, down) for column, down in index.columns]
        beside = (f'"{column}"' for column in index.beside if column in short)
        if all(column in short | table.cut_columns for column, _ in index.columns):
            yield name, f"(_state, {', '.join(columns)}) INCLUDE ({', '.join(('_id', *beside))})"


def _expression(table: RegisterTable, column: str, down: bool) -> str:
    named = f'left("{column}", {CUT})' if column in table.cut_columns else f'"{column}"'
    return f"{named} DESC NULLS LAST" if down else f"{named} NULLS FIRST"


def _short_columns(table: RegisterTable) -> set[str]:
    """Return the columns whose values are never too long for an index."""
    short = {column_name(field.name) for field in table.fields if field.datatype in _SHORT and not field.many}
    short |= {name for name, kind in table.columns.items() if kind == INTEGER}
    return short | set(table.computed) | set(OWN_COLUMNS)
