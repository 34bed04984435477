"""The port to what a node remembers of its own doings: receipts, settings, transfers, evidence, partners."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from lienvung.node.stores.rows import EvidenceRow, PeerState, Receipt, TransferRow


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


class DutyWriter(Protocol):
    """What a node remembers of its own doings."""

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
