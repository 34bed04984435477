"""The default store: one SQLite file, by apsw."""

from lienvung.node.stores.sqlite.store import SqliteStore, open_sqlite

__all__ = ["SqliteStore", "open_sqlite"]
