"""Open the file, hand out snapshots and the one transaction, and say plainly what went wrong.

WAL with synchronous=FULL: a commit is one fsync, and readers never wait for the writer. SQLite 3.7.0 to 3.51.2
may corrupt a WAL file that two connections checkpoint at once, so an older library is refused.
"""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Lock

import apsw

from lienvung.node.errors import (
    SchemaUnknown,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreUnwritable,
    UnsafeSqlite,
)
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.sql.reader import SqlReader
from lienvung.node.stores.sql.writer import SqlWriter
from lienvung.node.stores.sqlite.database import CACHE, FUNCTIONS, SqliteDatabase
from lienvung.node.stores.sqlite.upgrade import keep_copy, upgrade, vacuum_if_due

SCHEMA_VERSION = 6
SAFE_SQLITE = (3, 51, 3)
BUSY_MS = 60_000
# SQLite says "full" of a full disk alone; to it a quota, or a limit on the size of files, is a write that failed.
NO_ROOM = (errno.EDQUOT, errno.EFBIG)

# Not mapped into memory: a disk that cannot be read would end the process by a signal, where we want an error.
_PRAGMAS = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = {BUSY_MS};
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA cache_size = -{CACHE};
PRAGMA mmap_size = 0;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 67108864;
PRAGMA wal_autocheckpoint = 16000;
"""


def check_sqlite_version(version: str) -> None:
    """Raise UnsafeSqlite for a library with the WAL-reset defect."""
    if tuple(int(number) for number in version.split(".")[:3]) < SAFE_SQLITE:
        raise UnsafeSqlite(version)


def open_sqlite(path: Path) -> "SqliteStore":
    """Open the store in this file, making it where it is missing."""
    check_sqlite_version(apsw.sqlite_lib_version())
    store = SqliteStore(path)
    store.prepare()
    return store


class SqliteStore:
    """A node store in one SQLite file. See `port.Store` for what it promises."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[apsw.Connection] = []
        self._lock = Lock()
        self._process = os.getpid()
        self._bundles = BundleCache()

    @property
    def instance(self) -> str:
        """Return which file of which machine this is: a copy has another inode or another host."""
        found = self.path.stat()
        return f"{socket.gethostname()}:{found.st_dev}:{found.st_ino}"

    def prepare(self) -> None:
        """Make the tables in a new file, upgrade an older one, and refuse a file of a newer programme."""
        with self._transaction("IMMEDIATE") as db:
            version = db.pragma("user_version")
            if version > SCHEMA_VERSION:
                raise SchemaUnknown(str(self.path), version)
            if version == 0:
                self._make(db)
            elif version < SCHEMA_VERSION:
                keep_copy(self.path, version)
                upgrade(db, version, SCHEMA_VERSION)
        with self._alone() as db:
            vacuum_if_due(db)

    def _make(self, db: apsw.Connection) -> None:
        if db.execute("SELECT 1 FROM sqlite_schema").fetchone():
            # Tables without a version: what says so was overwritten, or this is no store of ours.
            raise StoreDamaged(str(self.path), "user_version 0")
        for name in ("schema.sql", "projections.sql"):
            db.execute(files(__package__).joinpath(name).read_text(encoding="utf-8"))
        db.pragma("user_version", SCHEMA_VERSION)

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent snapshot."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one exclusive transaction."""
        return self._writing()

    def scrub(self) -> bool:
        """Rewrite the full-text indices without what was deleted, and empty the write-ahead log.

        Freed pages are zeroed as they are freed (secure_delete); a contentless index keeps deleted words until now.
        """
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%USING fts5%'"
        with self._transaction("IMMEDIATE") as db:
            for (name,) in db.execute(query).fetchall():
                db.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'optimize\')')  # noqa: S608 -- our own table
        with self._alone() as db:
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return busy is not None and busy[0] == 0

    def close(self) -> None:
        """Close the connections that nobody is using."""
        with self._lock:
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        with self._transaction("DEFERRED") as db:
            db.execute("SELECT 1 FROM log LIMIT 1").fetchall()  # the snapshot begins with the first read
            yield SqlReader(SqliteDatabase(db), self._bundles)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._transaction("IMMEDIATE") as db:
            # Its own cache: what it reads may never be committed.
            writer = SqlWriter(SqliteDatabase(db), BundleCache())
            yield writer
            writer.write_tallies()

    @contextmanager
    def _alone(self) -> Iterator[apsw.Connection]:
        """Give a connection outside of any transaction."""
        with self._failures():
            db = self._take()
            try:
                yield db
            finally:
                self._give_back(db)

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[apsw.Connection]:
        with self._failures():
            db = self._take()
            try:
                db.execute(f"BEGIN {kind}")
                yield db
                db.execute("COMMIT")
            except BaseException as error:
                no_room = isinstance(error, apsw.IOError) and db.system_errno in NO_ROOM
                # SQLite itself rolls back after some failures (a full disk), and then has no transaction.
                if db.in_transaction:
                    db.execute("ROLLBACK")
                if no_room:
                    raise StoreFull(str(self.path)) from error
                raise
            finally:
                db.pragma("cache_size", -CACHE)  # who wrote very much has widened it
                self._give_back(db)

    def _take(self) -> apsw.Connection:
        with self._lock:
            if self._process != os.getpid():  # a connection must not be carried across fork
                self._process, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop()
        db = apsw.Connection(str(self.path))
        db.set_busy_timeout(BUSY_MS)
        db.execute(_PRAGMAS).fetchall()  # to the end: some of them answer, and apsw waits at the first answer
        for name, function in FUNCTIONS.items():
            db.create_scalar_function(name, function, deterministic=True)
        return db

    def _give_back(self, db: apsw.Connection) -> None:
        with self._lock:
            self._idle.append(db)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except apsw.FullError:
            raise StoreFull(str(self.path)) from None
        except (apsw.BusyError, apsw.LockedError):
            raise StoreBusy(str(self.path)) from None
        except (apsw.CorruptError, apsw.NotADBError) as error:
            raise StoreDamaged(str(self.path), str(error)) from error
        except (apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError) as error:
            raise StoreUnwritable(str(self.path), str(error)) from error
