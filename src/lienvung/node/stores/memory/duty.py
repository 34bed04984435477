"""What a node remembers of its own doings, without a disk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lienvung.node.errors import AppendRepeated
from lienvung.node.stores.memory.state import PROJECTIONS, Held
from lienvung.node.stores.rows import EvidenceRow, PeerState, Receipt, TransferRow, plain_text


class DutyReads(Held):
    """See port.Reader."""

    def appended(self, idempotency_key: str) -> Receipt | None:
        return self.state.receipts.get(idempotency_key)

    def receipts(self) -> Iterator[tuple[str, Receipt]]:
        return iter(sorted(self.state.receipts.items()))

    def settings(self) -> Iterator[tuple[str, bytes]]:
        return iter(sorted((name, value) for name, value in self.state.settings.items() if name != PROJECTIONS))

    def setting(self, name: str) -> bytes | None:
        return self.state.settings.get(name)

    def transfers(self, partner: str | None = None, limit: int = 1000) -> list[TransferRow]:
        found = [row for row in self.state.transfers.values() if partner in (None, row.partner)]
        return found[::-1][:limit]

    def evidence(self) -> list[EvidenceRow]:
        return list(self.state.evidence.values())[::-1]

    def peer(self, name: str) -> PeerState | None:
        return self.state.peers.get(name)

    def peers(self) -> list[PeerState]:
        return [peer for _, peer in sorted(self.state.peers.items())]


class DutyWrites(DutyReads):
    """See port.Writer."""

    def remember_append(self, idempotency_key: str, receipt: Receipt) -> None:
        if idempotency_key in self.state.receipts:
            raise AppendRepeated(idempotency_key)
        self.state.receipts[idempotency_key] = receipt

    def set_setting(self, name: str, value: bytes | None) -> None:
        if value is None:
            self.state.settings.pop(name, None)
        else:
            self.state.settings[name] = value

    def add_transfer(self, row: TransferRow) -> None:
        self.state.transfers.setdefault((row.id, row.direction), replace(row, detail=plain_text(row.detail)))

    def add_evidence(self, at: str, node: str, origin: str, kind: str, notes: Sequence[bytes], detail: str = "") -> int:
        proof: tuple[Any, ...] = (node, origin, kind, tuple(notes))
        number = len(self.state.evidence) + 1
        row = EvidenceRow(number, at, node, origin, kind, tuple(notes), plain_text(detail))
        return self.state.evidence.setdefault(proof, row).id

    def set_peer(self, peer: PeerState) -> None:
        self.state.peers[peer.name] = peer
