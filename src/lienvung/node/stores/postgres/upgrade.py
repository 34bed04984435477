"""Bring a store of an older programme up to this one, in the transaction of whoever opens it first.

Until now only projections have changed: they are made empty in their new shape, and whoever opens the node makes them
again. An older programme refuses the store from then on.
"""

from importlib.resources import files

import psycopg
from psycopg import sql

from lienvung.node.stores.port import REBUILD_DUE
from lienvung.node.stores.postgres.connection import Connection
from lienvung.node.stores.row_sum import row_sum

PROJECTIONS = ("entry", "definition", "link", "blob_ref", "erasure", "refused", "tally")
GENERATED = ("record_", "member_", "text_", "box_")
"""How the names of tables begin that are made from definitions."""

_TABLES = b"SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
_DUE = b"""
INSERT INTO setting (name, value, sum) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, sum = excluded.sum
"""


def make_projections(db: Connection) -> None:
    """Make the tables of the projections in a schema that has none."""
    db.execute(files(__package__).joinpath("projections.sql").read_bytes())


def upgrade(db: Connection, newest: int) -> None:
    """Make the projections afresh and note that they want rebuilding."""
    run = psycopg.RawCursor(db).execute
    for (name,) in run(_TABLES).fetchall():
        if name in PROJECTIONS or name.startswith(GENERATED):
            db.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
    make_projections(db)
    run(_DUE, (REBUILD_DUE, b"1", row_sum(REBUILD_DUE, b"1")))
    run(b"UPDATE store SET version = $1", (newest,))
