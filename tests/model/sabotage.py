"""Ways to break the programme on purpose: a machine that finds none of them would prove nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from lienvung.core.agreement import leave
from lienvung.node import append as appending
from lienvung.node import fold
from lienvung.node.exchange import leaving
from lienvung.node.stores.memory import MemoryStore, MemoryWriter
from lienvung.node.stores.rows import PartRow


@contextmanager
def _changed(owner: Any, name: str, change: Callable[[Any], Any]) -> Iterator[None]:
    with patch.object(owner, name, change(getattr(owner, name))):
        yield


def _nothing(*given: Any, **named: Any) -> None:
    """Do nothing where something had to be checked."""


def _everything_leaves(real: Any) -> Any:
    return property(lambda self: self.caller in self.contacts)


def _all_parts(real: Any) -> Any:
    return lambda self, reader, origin, index, entry: frozenset(entry.parts)


def _no_filter(real: Any) -> Any:
    return lambda each, row: each.grant.parts


def _no_receipt(real: Any) -> Any:
    return lambda self, key: None


def _half_transaction(real: Any) -> Any:
    """A store that keeps what a transaction had written when it broke off."""

    @contextmanager
    def writing(self: Any) -> Iterator[MemoryWriter]:
        with self._lock:
            state = self._state.copy()
            try:
                yield MemoryWriter(state)
            finally:
                self._state = state

    return writing


def _erase_nothing(real: Any) -> Any:
    return lambda writer, judge, versions: False


def _forgetful(real: Any) -> Any:
    def add(self: Any, origin: str, rows: Any) -> Any:
        return real(self, origin, [row for row in rows if isinstance(row, PartRow) and row.index % 5])

    return add


SABOTAGE: Final[Mapping[str, Callable[[], Any]]] = {
    "serve tiles to any contact": lambda: _changed(leaving.Leaving, "readable", _everything_leaves),
    "serve every part of a granted register": lambda: _changed(leaving.Leaving, "parts_of", _all_parts),
    "pass over the filter of a grant": lambda: _changed(leave, "_parts_by", _no_filter),
    "forget what an idempotency key gave": lambda: _changed(MemoryWriter, "appended", _no_receipt),
    "keep half a transaction": lambda: _changed(MemoryStore, "_writing", _half_transaction),
    "let an erasure erase nothing": lambda: _changed(fold, "_erase", _erase_nothing),
    "lose a fifth of all parts": lambda: _changed(MemoryWriter, "add_parts", _forgetful),
    "never show what was appended": lambda: _changed(appending, "publish", lambda real: _nothing),
}
"""By what a careless change might do: a context in which the programme does it."""
