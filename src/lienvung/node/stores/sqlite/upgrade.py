"""Bring a store of an older programme up to this one: a copy of the file first, then one transaction.

Projections are not changed but made empty in their new shape; whoever opens the node makes them again.
"""

# ruff: noqa: S608 -- names of tables and columns are constants of this package

import os
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import apsw

from lienvung.node.stores.part_rows import add_sum
from lienvung.node.stores.port import REBUILD_DUE
from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.sql.tables import INDEX_MASK
from lienvung.node.stores.sqlite.damage import COUNTER, SUMMED
from lienvung.node.stores.sqlite.database import widen_cache

VACUUM_DUE: Final = "vacuum-due"
"""The name of the setting that says that an upgrade is to be followed by VACUUM, which no transaction can hold."""


def _sum_rows(db: apsw.Connection) -> None:
    """1 → 2: rows that no signature covers carry a sum, and so do the parts of each entry."""
    for table, columns in SUMMED.items():
        rows = db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        db.execute(f"ALTER TABLE {table} ADD COLUMN sum BLOB")
        whole = " AND ".join(f"{column} = ?" for column in columns)
        summed = [(row_sum(*row), *row) for row in rows if row[0] != COUNTER]
        db.executemany(f"UPDATE {table} SET sum = ? WHERE {whole}", summed)
    addresses = [int(str(address)) for (address,) in db.execute("SELECT address FROM part")]
    for address in addresses:
        for (parts,) in db.execute("SELECT parts FROM part WHERE address = ?", (address,)).fetchall():
            assert isinstance(parts, bytes)
            db.execute("UPDATE part SET parts = ? WHERE address = ?", (add_sum(address & INDEX_MASK, parts), address))


def _rename_projections(db: apsw.Connection) -> None:
    """2 → 3: tables of words and indices are called otherwise; as projections they are made afresh anyway."""


def _order_projections(db: apsw.Connection) -> None:
    """3 → 4: numbers and dates are sorted as such, geometries are found by box, indices are others."""


def _keep_at_hand(db: apsw.Connection) -> None:
    """4 → 5: indices of lists hold more, beginnings of words are indexed, changes are counted register by register."""
    db.execute("DELETE FROM setting WHERE name = ?", (COUNTER,))


def _tally_records(db: apsw.Connection) -> None:
    """5 → 6: records are tallied; what was deleted before was not zeroed, so that the file is to be written afresh."""
    _note(db, VACUUM_DUE)


PROJECTIONS = ("entry", "definition", "link", "blob_ref", "erasure", "refused", "tally")
UPGRADES: Mapping[int, Callable[[apsw.Connection], None]] = {
    1: _sum_rows,
    2: _rename_projections,
    3: _order_projections,
    4: _keep_at_hand,
    5: _tally_records,
}
"""By the version that is left behind."""
# Of full text and boxes only the virtual tables: they take the tables behind them along.
_TABLES = (("text_*", "CREATE VIRTUAL *"), ("box_*", "CREATE VIRTUAL *"), ("record_*", "*"), ("member_*", "*"))


def copy_path(store: Path, version: int) -> Path:
    """Return where the file is kept as it was before an upgrade from this version."""
    return store.with_name(f"{store.name}.version-{version}")


def keep_copy(store: Path, version: int) -> Path:
    """Copy the file as it is, for the way back; the caller keeps writers out."""
    kept = copy_path(store, version)
    partial = kept.with_name(kept.name + ".partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source, target = apsw.Connection(str(store)), apsw.Connection(str(partial))
    try:
        with target.backup("main", source, "main") as copying:
            copying.step()
    finally:
        source.close()
        target.close()
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.rename(kept)
    return kept


def upgrade(db: apsw.Connection, version: int, newest: int) -> None:
    """Change the tables step by step, inside the caller's transaction."""
    for each in range(version, newest):
        UPGRADES[each](db)
    widen_cache(db)
    _empty_projections(db)
    db.pragma("user_version", newest)


def _empty_projections(db: apsw.Connection) -> None:
    """Make the projections' tables afresh and note that they want rebuilding."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ? AND sql GLOB ?"
    for pattern, made in _TABLES:
        for (name,) in db.execute(query, (pattern, made)).fetchall():
            db.execute(f'DROP TABLE "{name}"')
    for name in PROJECTIONS:
        db.execute(f"DROP TABLE IF EXISTS {name}")
    db.execute(files(__package__).joinpath("projections.sql").read_text(encoding="utf-8"))
    _note(db, REBUILD_DUE)


def _note(db: apsw.Connection, name: str) -> None:
    query = "INSERT OR REPLACE INTO setting (name, value, sum) VALUES (?, ?, ?)"
    db.execute(query, (name, b"1", row_sum(name, b"1")))


def vacuum_if_due(db: apsw.Connection) -> None:
    """Write the file without anything that was deleted, where an upgrade wants it; outside of a transaction."""
    if db.execute("SELECT 1 FROM setting WHERE name = ?", (VACUUM_DUE,)).fetchone():
        db.pragma("temp_store", 1)  # the copy in between is as large as the logs
        db.execute("VACUUM")
        db.pragma("temp_store", 2)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.execute("DELETE FROM setting WHERE name = ?", (VACUUM_DUE,))
