"""Find what is damaged in the file by SQLite's own checks, and in rows that no signature covers by their sums."""

# ruff: noqa: S608 -- names of tables and columns are constants of this file

import re
from collections.abc import Iterator

import apsw

from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.sqlite.tables import Tables

SUMMED = {
    "receipt": ("idempotency_key", "batch", "entries"),
    "setting": ("name", "value"),
    "peer": ("name", "state"),
    "transfer": ("id", "direction", "partner", "origin", "at", "agreements", "names", "entries", "detail"),
    "evidence": ("at", "node", "origin", "kind", "notes", "detail"),
}
"""Tables whose rows carry a sum, and the columns it covers; the first one names the row."""
COUNTER = "projections"
"""A setting that only counts, and is counted by SQLite itself."""
_TREE = re.compile(r"[Tt]ree (\d+)")


class DamageReads(Tables):
    """See port.Reader.damage."""

    def damage(self) -> Iterator[tuple[str, str]]:
        yield from self._damaged_pages()
        for table, columns in SUMMED.items():
            yield from self._damaged_rows(table, columns)

    def _damaged_pages(self) -> Iterator[tuple[str, str]]:
        try:
            told = [str(line) for (line,) in self.rows("PRAGMA integrity_check")]
            names = {str(root): name for root, name in self.rows("SELECT rootpage, name FROM sqlite_schema")}
        except apsw.Error as error:
            yield "store", str(error)
            return
        for line in told:
            if line != "ok":
                tree = _TREE.search(line)
                yield names.get(tree[1], "store") if tree else "store", line

    def _damaged_rows(self, table: str, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield rows that are not what their sum says; a table that cannot be read to its end is one finding."""
        listed = ", ".join(columns)
        try:
            for *values, held in self.db.execute(f"SELECT {listed}, sum FROM {table}"):
                if values[0] != COUNTER and row_sum(*values) != held:
                    yield table, str(values[0])
        except (apsw.Error, ValueError, TypeError) as error:
            yield table, str(error)
