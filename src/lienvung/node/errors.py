"""What a node refuses to do with its own store and logs.

NodeError
├── StoreError
│   ├── StoreFull               no space left: nothing of the change was kept
│   ├── StoreBusy               another writer held the store for too long
│   ├── StoreDamaged            the file is not a sound database
│   ├── StoreUnwritable         the file or its folder cannot be written
│   │   └── StoreUnreachable    the server does not answer, or lets us neither read nor write
│   ├── UnsafeSqlite            this SQLite may corrupt a WAL database
│   ├── UnsafePostgres          this server may lose what it acknowledged
│   └── SchemaUnknown           the file was made by a newer programme
├── LogNotHeld, EntryNotHeld    no such log, no such leaf
├── EntriesNotContiguous        leaves that do not continue the log
├── HeadMismatch                a head that does not fit what is stored
├── HeadConflict                a second root for a signed size, or a smaller size
├── DefinitionUnknown           an entry follows a definition that its log has not shown us
├── UnknownField                a query names a field that the register does not have
├── AppendRepeated              the idempotency key is taken
├── NotSteward                  another node is the steward of this record
│   └── HandedOver              ... and we gave it away
└── AppendRefused
    ├── NothingToAppend         an append needs at least one change
    ├── UnknownRegister         the catalogue has no such register
    ├── MergeTargetUnknown      a record can only be merged into one that is held
    ├── MergeGoesRound          a record would be merged, by others, into itself
    ├── RecordMoved             the record was changed since the change of it was made
    ├── LinkTargetUnknown       a link to a record of ours that there is not
    ├── LinkToItself            a record that links to itself
    ├── ValueTaken              another live record has the value that only one may have
    ├── BlobMismatch            bytes that are not what their hash says
    ├── KeysMissing             a copy without keys cannot sign
    ├── ClockWentBack           our clock stands before our newest entry
    └── SecondInstallation      the store was copied or moved; two installations must not share keys
        └── RestoredUnchecked   it was restored, and partners may have seen more of our logs than is here
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class NodeError(LienVungError):
    """The base of every refusal by a node."""

    code: ClassVar[str] = "node"


@dataclass(eq=False)
class StoreError(NodeError):
    """The base of what can go wrong with the store itself."""

    code: ClassVar[str] = "store"


@dataclass(eq=False)
class StoreFull(StoreError):
    """There is no space left; nothing of the change was kept."""

    code: ClassVar[str] = "store-full"
    path: str


@dataclass(eq=False)
class StoreBusy(StoreError):
    """Another writer held the store for too long."""

    code: ClassVar[str] = "store-busy"
    path: str


@dataclass(eq=False)
class StoreDamaged(StoreError):
    """The file is not a sound database."""

    code: ClassVar[str] = "store-damaged"
    path: str
    detail: str


@dataclass(eq=False)
class StoreUnwritable(StoreError):
    """The file or its folder cannot be opened or written; nothing of the change was kept."""

    code: ClassVar[str] = "store-unwritable"
    path: str
    detail: str


@dataclass(eq=False)
class StoreUnreachable(StoreUnwritable):
    """The server does not answer, or does not let us in; what was being written may have been kept or not."""

    code: ClassVar[str] = "store-unreachable"


@dataclass(eq=False)
class UnsafeSqlite(StoreError):
    """This SQLite has the WAL-reset defect (3.7.0 to 3.51.2)."""

    code: ClassVar[str] = "unsafe-sqlite"
    version: str


@dataclass(eq=False)
class UnsafePostgres(StoreError):
    """This PostgreSQL server may lose or spoil what it acknowledged; `setting` names why."""

    code: ClassVar[str] = "unsafe-postgres"
    path: str
    setting: str


@dataclass(eq=False)
class SchemaUnknown(StoreError):
    """The store was made by a newer programme."""

    code: ClassVar[str] = "schema-unknown"
    path: str
    version: int


@dataclass(eq=False)
class LogNotHeld(NodeError):
    """No log of this origin is held."""

    code: ClassVar[str] = "log-not-held"
    origin: str


@dataclass(eq=False)
class EntryNotHeld(NodeError):
    """The log has no entry at this index."""

    code: ClassVar[str] = "entry-not-held"
    origin: str
    index: int


@dataclass(eq=False)
class EntriesNotContiguous(NodeError):
    """Entries must continue the log exactly where it ends."""

    code: ClassVar[str] = "entries-not-contiguous"
    origin: str
    expected: int
    found: int


@dataclass(eq=False)
class HeadMismatch(NodeError):
    """A head must be of exactly the entries that are stored."""

    code: ClassVar[str] = "head-mismatch"
    origin: str
    stored: int
    found: int


@dataclass(eq=False)
class HeadConflict(NodeError):
    """We have signed another root for this size, or a larger size: signing stops."""

    code: ClassVar[str] = "head-conflict"
    origin: str
    size: int


@dataclass(eq=False)
class DefinitionUnknown(NodeError):
    """An entry follows a definition that its log has not shown us, so nothing can be said of its values."""

    code: ClassVar[str] = "definition-unknown"
    register: str
    definition: str


@dataclass(eq=False)
class UnknownField(NodeError):
    """A query names a field that the register does not have."""

    code: ClassVar[str] = "unknown-field"
    register: str
    field: str


@dataclass(eq=False)
class RangeInvalid(NodeError):
    """A range names a field without an order of its kind, or a bound that is no value of it."""

    code: ClassVar[str] = "range-invalid"
    register: str
    field: str
    found: str


@dataclass(eq=False)
class BoxInvalid(NodeError):
    """A box on the map is not west, south, east, north in degrees."""

    code: ClassVar[str] = "box-invalid"
    found: str


@dataclass(eq=False)
class MomentInvalid(NodeError):
    """A moment of recorded time is not spelled as entries spell theirs."""

    code: ClassVar[str] = "moment-invalid"
    found: str


@dataclass(eq=False)
class AppendRepeated(NodeError):
    """The idempotency key was used before."""

    code: ClassVar[str] = "append-repeated"
    key: str


@dataclass(eq=False)
class AppendRefused(NodeError):
    """The base of why changes are not appended."""

    code: ClassVar[str] = "append-refused"


@dataclass(eq=False)
class NothingToAppend(AppendRefused):
    """An append needs at least one change."""

    code: ClassVar[str] = "nothing-to-append"


@dataclass(eq=False)
class UnknownRegister(AppendRefused):
    """The catalogue has no such register."""

    code: ClassVar[str] = "unknown-register"
    register: str


@dataclass(eq=False)
class NotSteward(NodeError):
    """Another node is the steward of this record."""

    code: ClassVar[str] = "not-steward"
    register: str
    key: str
    steward: str


@dataclass(eq=False)
class HandedOver(NotSteward):
    """This log had the record and gave it away, by the act named."""

    code: ClassVar[str] = "handed-over"
    act: str


@dataclass(eq=False)
class HandOverRefused(AppendRefused):
    """A hand-over, or an answer to one, that this node will not write; `rule` says which rule it would break."""

    code: ClassVar[str] = "hand-over-refused"
    register: str
    rule: str
    found: str = ""


@dataclass(eq=False)
class MergeTargetUnknown(AppendRefused):
    """A record can only be merged into another record that is held."""

    code: ClassVar[str] = "merge-target-unknown"
    register: str
    key: str
    into: str


@dataclass(eq=False)
class MergeGoesRound(AppendRefused):
    """The record that should last was merged into this one: neither would last."""

    code: ClassVar[str] = "merge-goes-round"
    register: str
    key: str
    into: str


@dataclass(eq=False)
class RecordMoved(AppendRefused):
    """Another change of the record was written after this one was made."""

    code: ClassVar[str] = "record-moved"
    register: str
    key: str


@dataclass(eq=False)
class LinkTargetUnknown(AppendRefused):
    """A link leads to a key under our own name, or under nobody's, that nothing here has."""

    code: ClassVar[str] = "link-target-unknown"
    register: str
    key: str
    field: str
    to: str
    target: str


@dataclass(eq=False)
class LinkToItself(AppendRefused):
    """A record may not be what it links to."""

    code: ClassVar[str] = "link-to-itself"
    register: str
    key: str
    field: str


@dataclass(eq=False)
class ValueTaken(AppendRefused):
    """Another live record, `other`, has the value that only one may have."""

    code: ClassVar[str] = "value-taken"
    register: str
    key: str
    field: str
    value: str
    other: str


@dataclass(eq=False)
class BlobMismatch(AppendRefused):
    """A blob's bytes do not have the hash under which they came."""

    code: ClassVar[str] = "blob-mismatch"
    sha256: str


@dataclass(eq=False)
class KeysMissing(AppendRefused):
    """A copy without its keys can be read but cannot sign."""

    code: ClassVar[str] = "keys-missing"
    node: str


@dataclass(eq=False)
class ClockWentBack(AppendRefused):
    """Our clock stands before the newest entry of our own log; signing waits until it has passed it."""

    code: ClassVar[str] = "clock-went-back"
    now: str
    newest: str


@dataclass(eq=False)
class SecondInstallation(AppendRefused):
    """This store was copied or moved from another installation, which may still be signing."""

    code: ClassVar[str] = "second-installation"
    node: str


@dataclass(eq=False)
class RestoredUnchecked(SecondInstallation):
    """This node was restored, and what its partners saw of its logs is not yet compared: nothing is signed."""

    code: ClassVar[str] = "restored-unchecked"
