"""The store without a disk: dictionaries, copied for each transaction. For tests and short-lived copies.

A writing block works on a shallow copy of everything and puts it in place when it ends, so a snapshot is a reference
and a rollback is forgetting. Nothing inside is ever changed in place.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from secrets import token_hex
from threading import Lock

from lienvung.node.stores.memory.duty import DutyReads, DutyWrites
from lienvung.node.stores.memory.records import RecordReads, RecordWrites
from lienvung.node.stores.memory.state import State
from lienvung.node.stores.port import Reader, Writer


class MemoryReader(RecordReads, DutyReads):
    """See port.Reader."""


class MemoryWriter(RecordWrites, DutyWrites):
    """See port.Writer."""


class MemoryStore:
    """A node store in this process. See `port.Store` for what it promises; durable it is not."""

    def __init__(self) -> None:
        self._state = State()
        self._lock = Lock()
        self.instance = f"memory:{token_hex(8)}"

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent snapshot."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one exclusive transaction."""
        return self._writing()

    def scrub(self) -> bool:
        return True

    def close(self) -> None:
        """Let go of nothing: there is no file."""

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        yield MemoryReader(self._state)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._lock:
            state = self._state.copy()
            yield MemoryWriter(state)
            self._state = state
