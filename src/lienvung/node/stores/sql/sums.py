"""Rows that no signature covers, and the sums that say whether they are as they were written."""

from collections.abc import Iterator

from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.sql.database import Database

SUMMED = {
    "receipt": ("idempotency_key", "batch", "entries"),
    "setting": ("name", "value"),
    "peer": ("name", "state"),
    "transfer": ("id", "direction", "partner", "origin", "at", "agreements", "names", "entries", "detail"),
    "signed_head": ("size", "log", "root"),
    "cosignature": ("witness", "log", "size", "line"),
    "evidence": ("at", "node", "origin", "kind", "notes", "detail"),
}
"""Tables whose rows carry a sum, and the columns it covers; the first one names the row."""
COUNTER = "projections"
"""A setting that only counts, and carries no sum."""


def damaged_rows(db: Database, table: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table that are not what their sum says."""
    columns = SUMMED[table]
    query = f"SELECT {', '.join(columns)}, sum FROM {table}"  # noqa: S608 -- constants of this file
    for *values, held in db.stream(query):
        if values[0] != COUNTER and row_sum(*values) != held:
            yield table, str(values[0])
