"""The values that a store gives and takes. What they mean is said in `port`.

Those that come by the hundred thousand are not frozen, because a frozen dataclass takes four times as long to make;
nobody changes them all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from lienvung.core.tlog.merkle import Frontier


def plain_text(text: str) -> str:
    """Return a text that every store can keep: with a mark for each NUL, which PostgreSQL refuses."""
    return text.replace("\0", "\ufffd")


PartState = Literal["held", "withheld", "erased", "unavailable", "invalid"]
RecordState = Literal["live", "retired", "merged", "invalid", "withheld"]


@dataclass(frozen=True, slots=True)
class LogState:
    """One log as it stands: `size`, `frontier` and `head` are committed; `pending` may be ahead of them.

    `head` is the newest signed note of `size` leaves, None before the first. Entries at or above `size` are
    stored but not shown to anybody.
    """

    origin: str
    node: str
    register: str
    size: int
    frontier: Frontier
    head: bytes | None
    pending: Frontier

    @property
    def complete(self) -> bool:
        """Whether everything that is stored is also shown."""
        return self.pending.size == self.size


@dataclass(slots=True)
class PartRow:
    """One part of one entry; salt and body are empty unless it is held.

    `plain` remembers that the body was seen to be right by the definition that its entry names; it is not stored.
    """

    index: int
    name: str
    state: PartState
    salt: bytes = b""
    body: bytes = b""
    plain: bool = field(default=False, compare=False)


@dataclass(slots=True)
class EntryRow:
    """What history needs of an entry, read out of its leaf."""

    index: int
    key: str
    op: str
    time: str
    batch: str


class Shaped(NamedTuple):
    """What the tables of a register keep of the values of one record: made of them alone, in any process."""

    columns: Sequence[Any]
    words: str
    bounds: tuple[int, int, int, int] | None
    members: Sequence[tuple[str, str]]
    links: Sequence[tuple[str, str]]


Shape = Callable[[Mapping[str, Any]], Shaped]


@dataclass(slots=True)
class RecordRow:
    """One record as projected: `index` is its newest valid entry, `put_index` the one that holds its values.

    `origin` is the log of the newest entry. After a hand-over the values may still lie in the old log (`put_origin`)
    and the record be another node's (`steward`); None says that `origin` answers both, as it nearly always does.
    Where the values were `shaped` ahead, in the shape that the store asked for, they are not here.
    """

    key: str
    origin: str
    index: int
    put_index: int
    op: str
    state: RecordState
    time: str
    batch: str
    definition: str
    values: Mapping[str, Any]
    into: str | None = None
    put_origin: str | None = None
    steward: str | None = None
    shaped: Shaped | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A field of one record that names another record."""

    register: str
    key: str
    field: str


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A part that names a blob."""

    origin: str
    index: int
    part: str


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """A valid erase entry: of which key, and which files (hex SHA-256) go with it."""

    origin: str
    index: int
    key: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry of any log, as the page of changes shows it."""

    time: str
    register: str
    key: str
    op: str
    origin: str
    index: int
    batch: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """An entry that is in the log but not in force, by the code of the rule it broke."""

    origin: str
    index: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CosignatureRow:
    """A witness's signature line over the checkpoint of one size."""

    witness: str
    line: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append did: the batch id, and where each change went, as (origin, index, key)."""

    batch: str
    entries: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One request for values, recorded on both sides under the same id before anything leaves."""

    id: str
    direction: Literal["out", "in"]
    partner: str
    origin: str
    at: str
    agreements: tuple[str, ...]
    names: tuple[str, ...]
    entries: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """Bytes that prove a partner's fault: `kind` names it, `notes` are the signed notes that contradict."""

    id: int
    at: str
    node: str
    origin: str
    kind: str
    notes: tuple[bytes, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PeerState:
    """A contact: its approved node document and how the last attempts to reach it went."""

    name: str
    document: bytes
    address: str
    approved_by: str
    approved_at: str
    tried_at: str | None = None
    reached_at: str | None = None
    trouble: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Range(NamedTuple):
    """From `low` to `high`, both included; None leaves that side open.

    Dates are judged by the days that they cover: a vague one is in the range when some day of it is; a deadline, and
    every date where `last` is said, counts as its last day alone. With `missing`, records without a value match too.
    """

    low: Any = None
    high: Any = None
    last: bool = False
    missing: bool = False


Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; where west is greater than east the box crosses the 180th meridian."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which records of a register, in which order.

    `where` compares a field with one value, or with a tuple of values (any of them); a field of many values
    matches when one of them does. `ranges` gives, for dates and numbers, a Range or the first things of one. `box`
    wants what is drawn on the register's map to meet it, by its bounds. `text` is searched with marks and case
    forgiven; of the first thousand that match exact marks rank first. `sort` names fields, `-` before a name for
    descending; `time` and `key` are always sortable; numbers sort as numbers, dates by the days they cover. `after` is
    the `next` of the page before. `stewards` wants records of these nodes, () of all.

    `as_of` is a moment of recorded time, spelled as entries spell theirs: records as the valid entries up to then make
    them. What is refused today counted at no time, and what was erased since is erased.
    """

    where: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    sort: tuple[str, ...] = ("-time",)
    after: str | None = None
    limit: int = 50
    states: tuple[RecordState, ...] = ("live",)
    ranges: Mapping[str, Range | tuple[Any, ...]] = field(default_factory=dict)
    box: Box | None = None
    as_of: str | None = None
    stewards: tuple[str, ...] = ()
