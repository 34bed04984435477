"""Bring a store of an older programme up to this one: a copy of the file first, then one transaction, all or nothing."""

# ruff: noqa: S608 -- names of tables and columns are constants of this package

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import apsw

from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.sqlite.damage import COUNTER, SUMMED


def _sum_rows(db: apsw.Connection) -> None:
    """1 → 2: rows that no signature covers carry a sum."""
    for table, columns in SUMMED.items():
        key = columns[0] if table not in ("transfer", "evidence") else "rowid"
        rows = db.execute(f"SELECT {key}, {', '.join(columns)} FROM {table}").fetchall()
        db.execute(f"ALTER TABLE {table} ADD COLUMN sum BLOB")
        named = [(row_sum(*row[1:]), row[0]) for row in rows if row[0] != COUNTER]
        db.executemany(f"UPDATE {table} SET sum = ? WHERE {key} = ?", named)


UPGRADES: Mapping[int, Callable[[apsw.Connection], None]] = {1: _sum_rows}
"""By the version that is left behind."""


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
        db.pragma("user_version", each + 1)
