"""Everything that a store without a disk holds at one moment."""

from dataclasses import dataclass, field, fields

from lienvung.core.register.definition import Definition
from lienvung.node.stores.counters import ALL, add_change, change_everything, newest_change
from lienvung.node.stores.rows import (
    BlobRef,
    CosignatureRow,
    EntryRow,
    ErasureRow,
    EvidenceRow,
    LogState,
    PartRow,
    PeerState,
    Receipt,
    RecordRow,
    RefusedRow,
    TransferRow,
)

Place = tuple[str, int]
PROJECTIONS = "projections"


@dataclass(frozen=True)
class State:
    """Everything at one moment."""

    logs: dict[str, LogState] = field(default_factory=dict)
    leaves: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    signed: dict[Place, bytes] = field(default_factory=dict)
    cosigned: dict[tuple[str, int, str], CosignatureRow] = field(default_factory=dict)
    parts: dict[Place, tuple[PartRow, ...]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)
    transfers: dict[tuple[str, str], TransferRow] = field(default_factory=dict)
    evidence: dict[tuple[object, ...], EvidenceRow] = field(default_factory=dict)
    peers: dict[str, PeerState] = field(default_factory=dict)
    entries: dict[Place, EntryRow] = field(default_factory=dict)
    definitions: dict[str, tuple[Definition, bool]] = field(default_factory=dict)
    records: dict[tuple[str, str], RecordRow] = field(default_factory=dict)
    blob_refs: dict[tuple[str, BlobRef], None] = field(default_factory=dict)
    refused: dict[Place, RefusedRow] = field(default_factory=dict)
    erasures: dict[Place, ErasureRow] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})


class Held:
    """What is held at one moment, and how often projections changed."""

    def __init__(self, state: State) -> None:
        self.state = state

    def projections(self, register: str = ALL) -> int:
        return newest_change(self.state.settings.get(PROJECTIONS), register)

    def count_projection(self, register: str = ALL) -> None:
        self.state.settings[PROJECTIONS] = add_change(self.state.settings.get(PROJECTIONS), register)

    def count_all_projections(self) -> None:
        self.state.settings[PROJECTIONS] = change_everything(self.state.settings.get(PROJECTIONS))
