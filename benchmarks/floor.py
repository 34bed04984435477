"""What SQLite alone needs for the tables of a register: the floor under every first sync into it."""

from pathlib import Path

import apsw

_SAME = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"


def copy_tables(store: Path, copy: Path, register: str) -> None:
    """Copy entries, parts and one register's table with its indices into an empty file, in one transaction."""
    name = f"record_{register.replace('-', '_')}"
    db = apsw.Connection(str(copy))
    db.execute(_SAME)
    db.execute("ATTACH ? AS store", (str(store),))
    tables = "SELECT sql FROM store.sqlite_schema WHERE tbl_name IN ('entry', 'part', ?) AND sql NOT NULL"
    shapes = [str(row[0]) for row in db.execute(tables, (name,))]
    log = "SELECT id FROM store.log WHERE register = ?"
    with db:
        for shape in shapes:
            db.execute(shape)
        for table in ("entry", "part"):
            db.execute(f"INSERT INTO {table} SELECT * FROM store.{table} WHERE address >> 40 = ({log})", (register,))
        db.execute(f"INSERT INTO {name} SELECT * FROM store.{name}")
    db.close()
