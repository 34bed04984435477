"""Hand out snapshots and the one transaction of a schema in a PostgreSQL database.

A snapshot is a REPEATABLE READ READ ONLY transaction. The writer holds the lock of the one row of the table `store`,
whichever process it is in; the server lets go of it when the connection breaks. A connection that broke while it was
idle is replaced; one that breaks inside a block ends the block, of which nothing is kept.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.resources import files
from threading import Lock

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from lienvung.node.errors import SchemaUnknown, StoreUnreachable
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.postgres.connection import (
    Connection,
    Server,
    check_server,
    connect,
    format_address,
    parse_dsn,
    read_server,
)
from lienvung.node.stores.postgres.database import PostgresDatabase
from lienvung.node.stores.postgres.failures import store_failures
from lienvung.node.stores.postgres.upgrade import GENERATED, make_projections, upgrade
from lienvung.node.stores.sql.reader import SqlReader
from lienvung.node.stores.sql.writer import SqlWriter

SCHEMA_VERSION = 4
KEPT_IDLE = 8

_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT version FROM store"
_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT version FROM store FOR UPDATE"
_MAKE = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"


def open_postgres(dsn: str, schema: str) -> "PostgresStore":
    """Open the store in this schema, making it where it is missing. Raise StoreError."""
    store = PostgresStore(dsn, schema)
    store.prepare()
    return store


class PostgresStore:
    """A node store in a schema of a PostgreSQL database. See `port.Store` for what it promises."""

    def __init__(self, dsn: str, schema: str) -> None:
        self._settings, self._schema = parse_dsn(dsn), schema
        self.address = format_address(self._settings, schema)
        self._idle: list[Connection] = []
        self._lock = Lock()
        self._process = os.getpid()
        self._server: Server | None = None
        self._bundles = BundleCache()

    @property
    def instance(self) -> str:
        """Return which place this is: another host, a restored server, database or schema is another."""
        return self.server.instance

    @property
    def server(self) -> Server:
        """Return what the server said of itself when it was last connected to."""
        if self._server is None:
            with store_failures(self.address):
                self._give_back(self._connect())
        assert self._server is not None
        return self._server

    def check(self) -> Server:
        """Return what the server says of itself; nothing is made. Raise UnsafePostgres or StoreUnreachable."""
        check_server(self.server, self.address)
        return self.server

    def prepare(self) -> None:
        """Make the schema and its tables where they are missing, and refuse those of a newer programme."""
        self.check()
        with self._transaction(_MAKE) as db:
            run = psycopg.RawCursor(db).execute
            run(b"SELECT pg_advisory_xact_lock(hashtextextended('lienvung', 0))")  # two that open it first
            if run(b"SELECT to_regclass('store')").fetchone() == (None,):
                self._make(db)
            found = run(b"SELECT version FROM store").fetchone()
            if found is None or found[0] > SCHEMA_VERSION:
                raise SchemaUnknown(self.address, found[0] if found else 0)
            if found[0] < SCHEMA_VERSION:
                upgrade(db, SCHEMA_VERSION)
        self._forget_idle()  # a schema that was made has changed the instance

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent snapshot."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one exclusive transaction."""
        return self._writing()

    def scrub(self) -> bool:
        """Rewrite the tables that hold values; the server's own write-ahead log and backups are its operator's."""
        tables = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r'"
        with store_failures(self.address):
            db = self._take() or self._connect()
            try:
                names = [name for (name,) in psycopg.RawCursor(db).execute(tables.encode(), (self._schema,)).fetchall()]
                for name in names:
                    if name in ("part", "blob", "setting") or name.startswith(GENERATED):
                        db.execute(sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(self._schema, name)))
            finally:
                self._give_back(db)
        return True

    def close(self) -> None:
        """Close the connections that nobody is using."""
        with self._lock:
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        with self._transaction(_READ) as db:
            yield SqlReader(PostgresDatabase(db), self._bundles)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._transaction(_WRITE) as db:
            # Its own cache: what it reads may never be committed.
            database = PostgresDatabase(db)
            writer = SqlWriter(database, BundleCache())
            yield writer
            writer.write_tallies()
            database.analyze_grown()

    def _make(self, db: Connection) -> None:
        run = psycopg.RawCursor(db).execute
        if run(b"SELECT 1 FROM pg_namespace WHERE nspname = $1", (self._schema,)).fetchone() is None:
            db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self._schema)))
        db.execute(files(__package__).joinpath("schema.sql").read_bytes())
        run(b"INSERT INTO store VALUES ($1)", (SCHEMA_VERSION,))
        make_projections(db)

    @contextmanager
    def _transaction(self, begin: bytes) -> Iterator[Connection]:
        with store_failures(self.address):
            db = self._begin(begin)
            try:
                yield db
                if db.execute(b"COMMIT").statusmessage != "COMMIT":
                    # Somebody went on after a statement had failed: the server has kept nothing.
                    raise StoreUnreachable(self.address, "transaction failed")
            except BaseException:
                _roll_back(db)
                raise
            finally:
                self._give_back(db)

    def _begin(self, begin: bytes) -> Connection:
        db = self._take()
        if db is not None:
            try:
                db.execute(begin)
            except psycopg.OperationalError:
                if not db.closed:
                    _roll_back(db)
                    self._give_back(db)
                    raise
                self._forget_idle()  # the server was restarted: the others broke too
            else:
                return db
        db = self._connect()
        try:
            db.execute(begin)
        except BaseException:
            db.close()
            raise
        return db

    def _take(self) -> Connection | None:
        with self._lock:
            if self._process != os.getpid():  # a connection must not be carried across fork
                self._process, self._idle = os.getpid(), []
            return self._idle.pop() if self._idle else None

    def _connect(self) -> Connection:
        db = connect(self._settings, self._schema)
        server = read_server(db, self._schema)
        if self._server is not None and server.instance != self._server.instance:
            self._bundles = BundleCache()  # another server, or the same after a restore: its logs may be others
        self._server = server
        return db

    def _give_back(self, db: Connection) -> None:
        with self._lock:
            if not db.closed and len(self._idle) < KEPT_IDLE:
                self._idle.append(db)
                return
        db.close()

    def _forget_idle(self) -> None:
        self.close()
        self._server = None


def _roll_back(db: Connection) -> None:
    """End what was begun; a connection that cannot is closed, and the server rolls back for it."""
    try:
        if db.info.transaction_status != TransactionStatus.IDLE:
            db.execute(b"ROLLBACK")
    except psycopg.Error:
        with suppress(psycopg.Error):
            db.close()
