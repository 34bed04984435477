"""The port: what a store promises to everybody who reads or writes it.

* **Atomic and durable.** When a `writing()` block ends without an exception, everything in it is on disk
  (fsync) and visible at once; otherwise nothing of it ever is, whatever was killed when. Two writing blocks
  never overlap, across threads and processes.
* **One snapshot.** Everything read inside one `reading()` block is of the same moment, however long it takes, and
  does not hold up a writer.
* **Only committed heads are shown.** Entries are first stored under a pending frontier; `commit_head` shows
  them. Every method that returns leaves, tiles, parts, changes or records stays below the committed size.
  Entries are never changed and never removed, except pending ones by `drop_pending`.
* **Heads never go back.** `record_signed_head` refuses a second root for a size, and a size below the largest.
* **Errors** are `node.errors.StoreError`s: StoreFull, StoreBusy, StoreDamaged, StoreUnwritable.

Records, links, entry rows, blob references and refusals are projections: `drop_projections` removes all of
them, and `node.rebuild` makes them again.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from lienvung.node.stores.port.duty import DutyReader, DutyWriter
from lienvung.node.stores.port.logs import LogReader, LogWriter
from lienvung.node.stores.port.records import COUNT_CAP, FACET_VALUES, Page, RecordReader, RecordWriter
from lienvung.node.stores.port.values import ValueReader, ValueWriter
from lienvung.node.stores.rows import ChangeRow, ErasureRow, EvidenceRow, LogState, PeerState, Query, Range, TransferRow

__all__ = [
    "COUNT_CAP",
    "FACET_VALUES",
    "REBUILD_DUE",
    "SCRUB_DUE",
    "ChangeRow",
    "DutyReader",
    "ErasureRow",
    "EvidenceRow",
    "LogState",
    "Page",
    "PeerState",
    "Query",
    "Range",
    "Reader",
    "RecordReader",
    "Store",
    "TransferRow",
    "Writer",
]

SCRUB_DUE = "scrub-due"
"""A setting that an erasure leaves: what deleting left behind is still to be destroyed (`Store.scrub`)."""

REBUILD_DUE = "rebuild-due"
"""A setting that a store leaves when it was upgraded: its projections are empty and want rebuilding."""


class Reader(LogReader, ValueReader, RecordReader, DutyReader, Protocol):
    """Everything that can be read, at one moment."""

    def lists(self) -> Iterator[tuple[object, ...]]:
        """What projections keep beside the tables so that lists are quick: definitions, links, members; for checks."""
        ...

    def damage(self) -> Iterator[tuple[str, str]]:
        """What the store's own means find damaged, as (table, which row or page), for what no signature covers."""
        ...


class Writer(Reader, LogWriter, ValueWriter, RecordWriter, DutyWriter, Protocol):
    """One exclusive transaction. It reads what it has written."""


class Store(Protocol):
    """A store, shared by all threads of a process."""

    @property
    def instance(self) -> str:
        """Which place this store lies in: a copy that was carried elsewhere has another."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent snapshot."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one exclusive transaction, waiting for the writer before us (StoreBusy after a minute)."""
        ...

    def scrub(self) -> bool:
        """Destroy what deleting leaves behind: words in an index, freed pages, the log of recent writes.

        Return whether all of it is gone; where a reader still looks at it, ask again later.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
