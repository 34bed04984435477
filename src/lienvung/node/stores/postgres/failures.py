"""Say in the store's words what went wrong on a server; never with the line by which it is reached."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from lienvung.node.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreUnreachable

_BUSY = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure, errors.QueryCanceled)
_DAMAGED = ("XX", "58P01", "42P01", "42703")
"""Internal errors, a missing file of the server, a missing table or column of ours: by the first signs of the code."""
_DENIED = ("08", "25006", "28", "3D", "42501", "53", "57", "58")
"""The line, a read-only server, who may, which database, room for connections, a server that stops, its disk."""


@contextmanager
def store_failures(address: str) -> Iterator[None]:
    """Turn what the driver raises inside the block into StoreErrors."""
    try:
        yield
    except psycopg.Error as error:
        told = store_error(error, address)
        if told is None:
            raise
        raise told from None


def store_error(error: psycopg.Error, address: str) -> StoreError | None:
    """Return what an error means for the store, or None where only a mistake of ours explains it."""
    code = error.sqlstate or ""
    detail = error.diag.message_primary or _first_line(error)
    if isinstance(error, errors.DiskFull):
        return StoreFull(address)
    if isinstance(error, _BUSY):
        return StoreBusy(address)
    if code.startswith(_DAMAGED):
        return StoreDamaged(address, detail)
    if code.startswith(_DENIED) or (not code and isinstance(error, psycopg.OperationalError)):
        return StoreUnreachable(address, detail)
    return None


def _first_line(error: psycopg.Error) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
