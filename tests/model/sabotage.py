"""Ways to break the programme on purpose: a machine that finds none of them would prove nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from lienvung.core.agreement import leave
from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.note import parse_note
from lienvung.node import append as appending
from lienvung.node import batch, fold, signing
from lienvung.node.exchange import leaving, pull, tree, values, witness
from lienvung.node.exchange.follow import Followed
from lienvung.node.exchange.tree import Contradiction
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


def _sign_at_once(real: Any) -> Any:
    """Sign in the transaction that stores: a signature may then be out for what is not on disk."""

    def store(self: Any, changes: Any, blobs: Any) -> Any:
        receipt = real(self, changes, blobs)
        signing.sign_pending(self.node, self.writer)
        return receipt

    return store


def _move_at_once(real: Any) -> Any:
    """Say that values were asked for in a transaction of its own, before they are kept."""

    def keep(self: Any, indices: Any, entries: Any, rows: Any) -> None:
        with self.node.store.writing() as writer:
            self._move(writer, indices[-1] + 1)
        real(self, indices, entries, rows)

    return keep


def _take_older(real: Any) -> Any:
    """Take a head that is older than the one held for one that brings nothing new."""

    def follow(node: Any, contact: Any, source: Any, head: Any, ahead: Any, progress: Any) -> Any:
        try:
            return real(node, contact, source, head, ahead, progress)
        except Contradiction as contradiction:
            if contradiction.evidence.kind != "shrink":
                raise
            seen = parse_checkpoint(parse_note(head.checkpoint.encode())[0])
            return Followed(seen.origin, seen, head.checkpoint.encode(), (), 0)

    return follow


def _never_backfill(real: Any) -> Any:
    return lambda reader, log, cursor, entitled, now: ()


SABOTAGE: Final[Mapping[str, Callable[[], Any]]] = {
    "serve tiles to any contact": lambda: _changed(leaving.Leaving, "readable", _everything_leaves),
    "serve every part of a granted register": lambda: _changed(leaving.Leaving, "parts_of", _all_parts),
    "pass over the filter of a grant": lambda: _changed(leave, "_parts_by", _no_filter),
    "forget what an idempotency key gave": lambda: _changed(MemoryWriter, "appended", _no_receipt),
    "keep half a transaction": lambda: _changed(MemoryStore, "_writing", _half_transaction),
    "let an erasure erase nothing": lambda: _changed(fold, "_erase", _erase_nothing),
    "lose a fifth of all parts": lambda: _changed(MemoryWriter, "add_parts", _forgetful),
    "witness without the proof": lambda: _changed(witness, "check_consistency", lambda real: _nothing),
    "take a proof that does not fit": lambda: _changed(tree, "check_consistency", lambda real: _nothing),
    "never hold two histories against each other": lambda: _changed(
        tree.RemoteTree, "check_continues", lambda real: _nothing
    ),
    "take an older head": lambda: _changed(pull, "follow_log", _take_older),
    "never ask again for what was withheld": lambda: _changed(values, "backfill", _never_backfill),
    "forget which root was signed": lambda: _changed(MemoryWriter, "record_signed_head", lambda real: _nothing),
    "sign before it is kept": lambda: _changed(batch.Batch, "store", _sign_at_once),
    "move the cursor before the values are kept": lambda: _changed(values._Fetch, "_keep", _move_at_once),
    "never show what was appended": lambda: _changed(appending, "publish", lambda real: _nothing),
}
"""By what a careless change might do: a context in which the programme does it."""
