"""The store for larger sites: a schema of a PostgreSQL database, by psycopg."""

from lienvung.node.stores.postgres.store import PostgresStore, open_postgres

__all__ = ["PostgresStore", "open_postgres"]
