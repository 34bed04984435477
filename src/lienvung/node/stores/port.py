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

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record, Version
from lienvung.core.tlog.merkle import Frontier, HashReader
from lienvung.node.stores.rows import (
    BlobRef,
    Box,
    ChangeRow,
    CosignatureRow,
    EntryRow,
    ErasureRow,
    EvidenceRow,
    Link,
    LogState,
    PartRow,
    PartState,
    PeerState,
    Query,
    Range,
    Receipt,
    RecordRow,
    RefusedRow,
    Shape,
    TransferRow,
)

COUNT_CAP = 1001
"""Totals are counted up to here: a page that says "more than 1.000" need not count a million."""

FACET_VALUES = 100
"""So many values of one facet are told apart."""

SCRUB_DUE = "scrub-due"
"""A setting that an erasure leaves: what deleting left behind is still to be destroyed (`Store.scrub`)."""

REBUILD_DUE = "rebuild-due"
"""A setting that a store leaves when it was upgraded: its projections are empty and want rebuilding."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records; `total` is capped at COUNT_CAP; `next` is None on the last page."""

    records: tuple[Record, ...]
    total: int
    next: str | None


class LogReader(Protocol):
    """The logs: leaves, tiles, heads. Nothing here needs a register's definition."""

    def logs(self) -> list[LogState]:
        """All logs held, by origin."""
        ...

    def log(self, origin: str) -> LogState | None:
        """One log, or None where it is not held."""
        ...

    def entry(self, origin: str, index: int) -> bytes:
        """The leaf at an index. Raise EntryNotHeld outside the log."""
        ...

    def last_leaf(self, origin: str) -> bytes | None:
        """The newest leaf stored, shown or not: where a pull that broke off goes on. None in an empty log."""
        ...

    def entries(self, origin: str, first: int, stop: int) -> Iterator[bytes]:
        """The leaves first..stop in order, cut to the committed size."""
        ...

    def entry_bundle(self, origin: str, n: int) -> bytes:
        """The entry bundle n as C2SP frames it, partial at the end; empty past it."""
        ...

    def packed_bundles(self, origin: str, first: int, count: int) -> list[bytes]:
        """The zstd frames of up to `count` *full* entry bundles from number `first` on, as they are stored."""
        ...

    def hash_tile(self, origin: str, level: int, n: int) -> bytes:
        """A hash tile, partial at the end; empty past it."""
        ...

    def hashes(self, origin: str) -> HashReader:
        """Subtree hashes for proofs within the committed size."""
        ...

    def signed_head(self, origin: str, size: int) -> bytes | None:
        """The root that this node signed for a size of its own log, or None."""
        ...

    def signed_heads(self, origin: str) -> Iterator[tuple[int, bytes]]:
        """Every size of this log that this node signed or was about to sign, with its root, smallest first."""
        ...

    def cosignatures(self, origin: str, size: int) -> list[CosignatureRow]:
        """The witnesses' lines over the checkpoint of this size."""
        ...

    def cosignatures_from(self, origin: str, size: int, limit: int) -> list[tuple[int, CosignatureRow]]:
        """The first `limit` witnesses' lines over checkpoints of at least this size, each with its size, in order."""
        ...


class ValueReader(Protocol):
    """The values beside the log: parts and blobs."""

    def parts(self, origin: str, first: int, stop: int, names: Sequence[str] | None = None) -> Iterator[PartRow]:
        """The known parts of the entries first..stop, by index and name; a part nobody gave us has no row."""
        ...

    def packed_parts(self, origin: str, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """The same as `part_rows.format_parts` writes them: an index with all that is known of its entry's parts."""
        ...

    def part(self, origin: str, index: int, name: str) -> PartRow | None:
        """One part, or None where nothing was ever learnt about it."""
        ...

    def wanted(self, origin: str, names: Sequence[str], after: int, limit: int) -> list[int]:
        """Up to `limit` indices from `after` on whose entry commits to a named part neither held nor erased."""
        ...

    def blob(self, sha256: str) -> bytes | None:
        """A blob by the hex SHA-256 of its bytes."""
        ...

    def blobs(self) -> Iterator[str]:
        """The hex SHA-256 under which each held blob is kept, in order."""
        ...

    def has_blob(self, sha256: str) -> bool:
        """Whether a blob is held."""
        ...

    def blob_refs(self, sha256: str) -> list[BlobRef]:
        """Every held part that names this blob: who may see one of them may have the blob."""
        ...

    def named_blobs(self) -> Iterator[tuple[str, BlobRef]]:
        """Every reference to a blob, as (sha256, ref), in order."""
        ...

    def missing_blobs(self, node: str, limit: int) -> list[str]:
        """Up to `limit` blobs that held parts of this node's logs name, not held here and not erased there."""
        ...


class RecordReader(Protocol):
    """The projections: what people look at."""

    def definitions(self) -> dict[str, Definition]:
        """Every definition the logs have brought, by hash."""
        ...

    def definition_by_hash(self, register: str, digest: str) -> Definition | None:
        """One definition of a register: our catalogue's, or one that a log brought and that was accepted."""
        ...

    def defines(self, origin: str, limit: int) -> list[int]:
        """The indices of up to `limit` first `define` entries of a log."""
        ...

    def definition(self, register: str) -> Definition | None:
        """The definition of a register that its table follows: our catalogue's, else the newest."""
        ...

    def projections(self) -> int:
        """How many times records or witnesses' lines were shown or taken away: what was computed from them holds until
        it grows."""
        ...

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        """A record in any state, now or as it was known at a moment; None where no log has it, or had it then."""
        ...

    def history(self, register: str, key: str) -> list[Version]:
        """Every entry of a key, oldest first, the refused ones too."""
        ...

    def hand_overs(self, register: str) -> list[Version]:
        """Every hand-over entry of a register's logs, by origin and index, the refused ones too."""
        ...

    def find(self, register: str, query: Query) -> Page:
        """One page of records (UnknownField, RangeInvalid, BoxInvalid, MomentInvalid)."""
        ...

    def facet(self, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
        """The values of a field among the records that a query finds, each with how many have it, up to COUNT_CAP.

        What the query itself asks of this field is left aside, so that another value can be chosen. The commonest come
        first, then by value; at most FACET_VALUES. Raise what `find` does.
        """
        ...

    def total(self, register: str, field: str, query: Query) -> int | str:
        """The sum of a field over all records that a query finds: of integers and money an integer, else a decimal
        string (RangeInvalid where the field is no number, else what `find` raises).
        """
        ...

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        """How many live records match, counted up to `cap`."""
        ...

    def table(self, register: str) -> Iterator[Mapping[str, object]]:
        """The register's table as it lies, one mapping of columns a record, by key; for checks and exports."""
        ...

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        """The fields of live records that name this key, by register and key; the first of them where limited.

        `within` is a register and the one field of it that is asked for.
        """
        ...

    def merged_into(self, register: str, key: str) -> list[str]:
        """The keys of the records that were merged into this one itself, in order."""
        ...

    def changes(
        self, since: str, until: str | None = None, registers: Sequence[str] | None = None, limit: int = 10_000
    ) -> list[ChangeRow]:
        """Entries with since ≤ time < until, newest first, the refused ones too."""
        ...

    def erasures(self, node: str | None = None) -> list[ErasureRow]:
        """The valid erase entries of all logs, or of one node's, by origin and index."""
        ...

    def refused(self, origin: str | None = None) -> list[RefusedRow]:
        """Entries that are in a log but not in force."""
        ...


class DutyReader(Protocol):
    """What the node itself must remember."""

    def appended(self, idempotency_key: str) -> Receipt | None:
        """What an append under this key did, or None."""
        ...

    def receipts(self) -> Iterator[tuple[str, Receipt]]:
        """What every append did, by idempotency key."""
        ...

    def setting(self, name: str) -> bytes | None:
        """A small value by name."""
        ...

    def settings(self) -> Iterator[tuple[str, bytes]]:
        """Every small value that was kept, by name."""
        ...

    def transfers(self, partner: str | None = None, limit: int = 1000) -> list[TransferRow]:
        """Exchanges of values, newest first."""
        ...

    def evidence(self) -> list[EvidenceRow]:
        """Proofs of faults, newest first."""
        ...

    def peer(self, name: str) -> PeerState | None:
        """One contact."""
        ...

    def peers(self) -> list[PeerState]:
        """All contacts, by name."""
        ...


class Reader(LogReader, ValueReader, RecordReader, DutyReader, Protocol):
    """Everything that can be read, at one moment."""

    def lists(self) -> Iterator[tuple[object, ...]]:
        """What projections keep beside the tables so that lists are quick: definitions, links, members; for checks."""
        ...

    def damage(self) -> Iterator[tuple[str, str]]:
        """What the store's own means find damaged, as (table, which row or page), for what no signature covers."""
        ...


class Writer(Reader, Protocol):
    """One exclusive transaction. It reads what it has written."""

    def create_log(self, origin: str) -> None:
        """Begin an empty log; nothing happens where it is there already."""
        ...

    def add_entries(
        self,
        origin: str,
        first: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes] | None = None,
        packed: Mapping[int, bytes] | None = None,
    ) -> Frontier:
        """Store leaves under the pending frontier and return the new one; nobody sees them yet.

        `first` must be the pending size (else EntriesNotContiguous). `hashes` are the leaf hashes where they are
        known. `packed` gives, by bundle number, the zstd frames of full bundles that hold exactly these leaves:
        they are kept as received; the caller has checked them.
        """
        ...

    def drop_pending(self, origin: str) -> None:
        """Forget the entries above the committed size: a pull that turned out wrong leaves no trace."""
        ...

    def commit_head(self, origin: str, size: int, head: bytes) -> None:
        """Show the entries below `size` under this signed note. `size` must be the pending size (else HeadMismatch)."""
        ...

    def record_signed_head(self, origin: str, size: int, root: bytes) -> None:
        """Remember, before signing, what will be signed. Raise HeadConflict for a shrinking size or a second root."""
        ...

    def add_cosignature(self, origin: str, size: int, witness: str, line: str) -> None:
        """Keep a witness's line; a later one of the same witness and size replaces it."""
        ...

    def add_parts(self, origin: str, rows: Iterable[PartRow]) -> dict[int, list[PartRow]]:
        """Keep parts that were checked against their digests, or what was learnt about missing ones.

        An erased part stays erased; a held one gives way only to held and erased. Return all that is known now of
        the entries concerned, by index and name.
        """
        ...

    def erase_part(self, origin: str, index: int, name: str) -> None:
        """Destroy the values and the salt of a part; what remains says that it was erased.

        With them go its references to blobs, and each blob to which no other held part refers.
        """
        ...

    def put_erasure(self, row: ErasureRow) -> None:
        """Note a valid erase entry; the same twice is one."""
        ...

    def clear_erasure(self, origin: str, index: int) -> None:
        """Forget an erase entry that no longer holds."""
        ...

    def drop_blob(self, sha256: str) -> None:
        """Destroy a blob's bytes; what names it stays."""
        ...

    def add_blob(self, data: bytes) -> str:
        """Keep a blob and return its hex SHA-256."""
        ...

    def add_definition(self, definition: Definition, *, own: bool = False) -> None:
        """Keep a definition, make the register's table or add the columns of a newer version to it.

        The table and its lists follow `own` definitions (of our catalogue) before those that only a log brought.
        """
        ...

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        """Index entries by key and time; the same row twice is one."""
        ...

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        """The records that stand under these keys, without their values."""
        ...

    def shape(self, register: str) -> Shape | None:
        """What makes the columns of a register's table from values, also in another process; None: keep the values."""
        ...

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        """Show records under keys that do not stand yet in the register's table, with their links."""
        ...

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        """Show records in the register's table, with their links, replacing those of the same keys."""
        ...

    def add_blob_refs(self, refs: Iterable[tuple[str, BlobRef]]) -> None:
        """Note which parts name which blobs, as (sha256, ref); the same twice is one."""
        ...

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        """Stop showing records: nothing valid is left of them."""
        ...

    def put_refused(self, row: RefusedRow) -> None:
        """Note why an entry is not in force, replacing what was said of it before."""
        ...

    def clear_refused(self, origin: str, index: int) -> None:
        """Forget a refusal that no longer holds."""
        ...

    def drop_projections(self, others: Collection[str] = ()) -> None:
        """Remove records, links, entry rows, definitions, blob references, erasures, refusals; logs and values stay.

        Definitions of `others`, registers that are not ours, stay as well: which of them came first is in no log.
        """
        ...

    def index_projections(self) -> None:
        """Make the indices of lists that wait since `drop_projections`: of many rows at once they cost far less."""
        ...

    def remember_append(self, idempotency_key: str, receipt: Receipt) -> None:
        """Remember what an append did. Raise AppendRepeated where the key is taken."""
        ...

    def set_setting(self, name: str, value: bytes | None) -> None:
        """Keep a small value by name, or remove it."""
        ...

    def add_transfer(self, row: TransferRow) -> None:
        """Add a line to the ledger; the same id and direction twice is one line."""
        ...

    def add_evidence(self, at: str, node: str, origin: str, kind: str, notes: Sequence[bytes], detail: str = "") -> int:
        """Keep proof of a fault and return its number; the same proof again keeps its first number."""
        ...

    def set_peer(self, peer: PeerState) -> None:
        """Add or replace a contact."""
        ...


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


__all__ = [
    "COUNT_CAP",
    "FACET_VALUES",
    "BlobRef",
    "Box",
    "ChangeRow",
    "CosignatureRow",
    "EntryRow",
    "ErasureRow",
    "EvidenceRow",
    "Link",
    "LogState",
    "Page",
    "PartRow",
    "PartState",
    "PeerState",
    "Query",
    "Range",
    "Reader",
    "Receipt",
    "RecordRow",
    "RefusedRow",
    "Store",
    "TransferRow",
    "Writer",
]
