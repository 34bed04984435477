"""Let one role of a PostgreSQL database read the register tables, through views, and nothing else.

The views lie in a schema of their own and read with their owner's rights, so that the role needs none on the store:
it sees live records, the columns that other programmes may see, and no others. A newer definition, or an upgrade, wants
the command again.
"""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.register.definition import Field
from lienvung.core.register.kinds import DECIMALS, TIMES, WHOLE_NUMBERS
from lienvung.node.errors import NodeError
from lienvung.node.stores.port import Store
from lienvung.node.stores.postgres.store import PostgresStore
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import column_name, place_columns, span_columns
from lienvung.node.stores.sql.writer import SqlWriter
from lienvung.node.tables.visible import Layer, layers


@dataclass(eq=False)
class NotOnServer(NodeError):
    """The store is a file: other programmes read a snapshot of it, there is no role to grant anything to."""

    code: ClassVar[str] = "store-no-server"


@dataclass(eq=False)
class RoleUnknown(NodeError):
    """The database has no role of this name, or it is one that may do everything anyway."""

    code: ClassVar[str] = "role-unknown"
    role: str


@dataclass(frozen=True, slots=True)
class Views:
    """The views that a role may read, and the schema they lie in."""

    schema: str
    names: tuple[str, ...]


def sql_store(store: Store) -> PostgresStore:
    """Return a store that lies on a server. Raise NotOnServer."""
    if not isinstance(store, PostgresStore):
        raise NotOnServer()
    return store


def grant_reader(store: PostgresStore, role: str, *, internal: bool = False) -> Views:
    """Make the views afresh and let the role read them. Raise RoleUnknown."""
    with store.writing() as writer:
        assert isinstance(writer, SqlWriter), "a store on a server writes SQL"
        db = writer.db
        if db.row("SELECT 1 FROM pg_roles WHERE rolname = ? AND NOT rolsuper", (role,)) is None:
            raise RoleUnknown(role)
        (schema,) = db.row("SELECT current_schema() || '-tables'")
        shown = list(layers(writer, internal=internal))
        db.execute(f"DROP SCHEMA IF EXISTS {_quoted(schema)} CASCADE")
        db.execute(f"CREATE SCHEMA {_quoted(schema)}")
        for layer in shown:
            _make_view(db, schema, layer)
        db.execute(f"REVOKE ALL ON SCHEMA {_quoted(schema)} FROM PUBLIC")
        db.execute(f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {_quoted(role)}")
        db.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {_quoted(schema)} TO {_quoted(role)}")
    return Views(schema, tuple(layer.name for layer in shown))


def _make_view(db: Database, schema: str, layer: Layer) -> None:
    drawn = [f"{_geojson(layer.geometry)} AS {_quoted(layer.geometry)}"] if layer.drawn else []
    columns = ", ".join(['record._key AS "key"', _STEWARD, 'record._time AS "time"', *_columns(layer), *drawn])
    db.execute(f"""
        CREATE VIEW {_quoted(schema)}.{_quoted(layer.name)} AS
        SELECT {columns} FROM record_{layer.name} AS record JOIN log ON log.id = record._log
        WHERE record._state = 'live'
    """)


_STEWARD = 'coalesce(record._steward, log.node) AS "steward"'


def _columns(layer: Layer) -> Iterator[str]:
    for field in layer.fields:
        column = column_name(field.name)
        yield f"{_typed(field)} AS {_quoted(column)}"
        if field.datatype in TIMES and not field.many:
            for end, place in zip(("first", "last"), span_columns(field), strict=True):
                day = f'CASE WHEN record."{place}" ~ \'^[0-9]\' THEN record."{place}"::date END'
                yield f'{day} AS "{column}__{end}"'


def _typed(field: Field) -> str:
    column = f'record."{column_name(field.name)}"'
    if field.many or field.datatype in WHOLE_NUMBERS:
        return column
    if field.datatype == "boolean":
        return f"({column} <> 0)"
    # What a partner wrote may be no number; the column that sorts by it says so.
    is_number = f'record."{place_columns(field)[0]}" IS NOT NULL' if field.datatype in DECIMALS else ""
    return f"CASE WHEN {is_number} THEN {column}::numeric END" if is_number else column


def _geojson(column: str) -> str:
    """Return a geometry as GeoJSON with numbers, as PostGIS and others read it."""
    return f"""regexp_replace(record."{column}", '"(-{{0,1}}[0-9.]+)"', '\\1', 'g')"""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
