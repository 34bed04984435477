"""Connect to a server, learn what it is, and refuse one that would not keep what it acknowledges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg.types.string import StrDumper

from lienvung.node.errors import StoreUnreachable, UnsafePostgres
from lienvung.node.stores.rows import plain_text

OLDEST = 150_000
"""Server versions as `server_version_num` says them."""
LOCK_SECONDS = 60

Connection = psycopg.Connection[TupleRow]

# A server across a broken line must not keep the writer's lock for hours, nor we wait for it.
_DEFAULTS: dict[str, Any] = {
    "application_name": "lienvung",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "client_encoding": "utf8",
}

_SESSION = b"""
SELECT set_config('search_path', quote_ident($1), false),
  set_config('lock_timeout', $2, false),
  set_config('statement_timeout', '0', false),
  set_config('idle_in_transaction_session_timeout', '0', false),
  set_config('tcp_keepalives_idle', '30', false),
  set_config('tcp_keepalives_interval', '10', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('jit', 'off', false),
  set_config('random_page_cost', '1.1', false),
  set_config('cursor_tuple_fraction', '1', false),
  set_config('client_min_messages', 'warning', false),
  CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""
# A server that was restored or took over from another goes on under another timeline.
_FACTS = b"""
SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'),
  current_setting('fsync'), current_setting('full_page_writes'), current_setting('data_checksums'),
  (SELECT system_identifier::text FROM pg_control_system()),
  CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END,
  (SELECT oid::text FROM pg_database WHERE datname = current_database()),
  coalesce((SELECT oid::text FROM pg_namespace WHERE nspname = $1), '-')
"""


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself, and which place in it a schema is."""

    version: int
    encoding: str
    fsync: bool
    full_page_writes: bool
    checksums: bool
    instance: str


class _PlainTextDumper(StrDumper):
    """Text as PostgreSQL can take it: a NUL that somebody asks for is found nowhere."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        return super().dump(plain_text(obj))


def parse_dsn(dsn: str) -> dict[str, Any]:
    """Return what a connection line says. Raise StoreUnreachable, without any of it, where it cannot be read."""
    try:
        return {**_DEFAULTS, **conninfo_to_dict(dsn)}
    except psycopg.Error:
        raise StoreUnreachable("postgresql://…", "connection line") from None


def connect(settings: Mapping[str, Any], schema: str) -> Connection:
    """Open a connection whose unqualified names are those of the schema. Raise psycopg.Error."""
    db = psycopg.connect(make_conninfo(**settings), autocommit=True)
    db.adapters.register_dumper(str, _PlainTextDumper)
    cursor = psycopg.RawCursor(db)
    cursor.execute(_SESSION, (schema, f"{LOCK_SECONDS}s"))
    return db


def read_server(db: Connection, schema: str) -> Server:
    """Return what the server says of itself."""
    row = psycopg.RawCursor(db).execute(_FACTS, (schema,)).fetchone()
    assert row is not None
    version, encoding, fsync, full_pages, checksums, *place = row
    instance = ":".join((db.info.host, str(db.info.port), *place))
    return Server(version, encoding, fsync == "on", full_pages == "on", checksums == "on", instance)


def check_server(server: Server, address: str) -> None:
    """Raise UnsafePostgres for a server that may lose or spoil what it acknowledged."""
    rules = {
        "version": server.version >= OLDEST,
        "encoding": server.encoding == "UTF8",
        "fsync": server.fsync,
        "full_page_writes": server.full_page_writes,
    }
    for rule, holds in rules.items():
        if not holds:
            raise UnsafePostgres(address, rule)


def format_address(settings: Mapping[str, Any], schema: str) -> str:
    """Return where a store lies, for people: without the password, and without what else the line says."""
    user = f"{settings['user']}@" if settings.get("user") else ""
    port = f":{settings['port']}" if settings.get("port") else ""
    return f"postgresql://{user}{settings.get('host') or ''}{port}/{settings.get('dbname') or ''}#{schema}"
