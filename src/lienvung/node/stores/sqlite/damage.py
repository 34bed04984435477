"""Find what is damaged in the file by SQLite's own checks, and in rows that no signature covers by their sums."""

# ruff: noqa: S608 -- names of tables are constants of this file

import re
from collections.abc import Iterator

import apsw

from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.sums import COUNTER, SUMMED, damaged_rows
from lienvung.node.stores.sql.tables import INDEX_MASK

__all__ = ["COUNTER", "SUMMED", "find_damage"]

_ADDRESSED = {"bundle": 40, "tail": 40, "part": 40, "tile": 48}
_NUMBER = f"(address & {INDEX_MASK})"
_LEVEL = "(address >> 40 & 255)"
_TILES = f"(pending_size >> 8 * ({_LEVEL} + 1))"
_BEYOND = {
    "bundle": f"{_NUMBER} >= pending_size >> 8",
    "tail": f"{_NUMBER} >= pending_size",
    "part": f"{_NUMBER} >= pending_size",
    # Of level 0 only full tiles have a row; of those above the last one grows.
    "tile": f"{_LEVEL} > 5 OR {_NUMBER} > {_TILES} OR ({_LEVEL} = 0 AND {_NUMBER} = {_TILES})",
}
"""Which rows lie where their log does not reach."""
_TREE = re.compile(r"[Tt]ree (\d+)")


def find_damage(db: Database) -> Iterator[tuple[str, str]]:
    """Yield (table, which row or page) of all that is damaged."""
    yield from _damaged_pages(db)
    yield from _strays(db)
    for table in SUMMED:
        try:
            yield from damaged_rows(db, table)
        except (apsw.Error, ValueError, TypeError) as error:
            # A table that cannot be read to its end is one finding.
            yield table, str(error)


def _damaged_pages(db: Database) -> Iterator[tuple[str, str]]:
    try:
        told = [str(line) for (line,) in db.rows("PRAGMA integrity_check")]
        names = {str(root): name for root, name in db.rows("SELECT rootpage, name FROM sqlite_schema")}
    except apsw.Error as error:
        yield "store", str(error)
        return
    for line in told:
        if line != "ok":
            tree = _TREE.search(line)
            yield names.get(tree[1], "store") if tree else "store", line


def _strays(db: Database) -> Iterator[tuple[str, str]]:
    """Yield rows that lie in no log: their address was changed."""
    for table, bits in _ADDRESSED.items():
        query = f"SELECT address FROM {table} WHERE address >> {bits} NOT IN (SELECT id FROM log)"
        query += f" UNION SELECT address FROM {table} JOIN log ON log.id = address >> {bits} WHERE {_BEYOND[table]}"
        try:
            for (address,) in db.rows(query):
                yield table, f"address {address}"
        except apsw.Error as error:
            yield table, str(error)
