"""What the node must remember of itself, in SQLite."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import apsw
import orjson

from lienvung.core.tlog.tile import format_entry_bundle, parse_entry_bundle
from lienvung.node.errors import AppendRepeated
from lienvung.node.stores.rows import EvidenceRow, PeerState, Receipt, TransferRow
from lienvung.node.stores.sqlite.tables import Tables


class DutyReads(Tables):
    """See port.DutyReader."""

    def appended(self, idempotency_key: str) -> Receipt | None:
        query = "SELECT batch, entries FROM receipt WHERE idempotency_key = ?"
        found = self.row(query, (idempotency_key,))
        return Receipt(found[0], tuple(tuple(each) for each in orjson.loads(found[1]))) if found else None

    def setting(self, name: str) -> bytes | None:
        found = self.row("SELECT value FROM setting WHERE name = ?", (name,))
        return bytes(found[0]) if found else None

    def transfers(self, partner: str | None = None, limit: int = 1000) -> list[TransferRow]:
        query = """
            SELECT id, direction, partner, origin, at, agreements, names, entries, detail FROM transfer
            WHERE ?1 IS NULL OR partner = ?1 ORDER BY number DESC LIMIT ?2
        """
        return [_transfer(row) for row in self.rows(query, (partner, limit))]

    def evidence(self) -> list[EvidenceRow]:
        query = "SELECT id, at, node, origin, kind, notes, detail FROM evidence ORDER BY id DESC"
        return [
            EvidenceRow(number, at, node, origin, kind, tuple(parse_entry_bundle(notes)), detail)
            for number, at, node, origin, kind, notes, detail in self.rows(query)
        ]

    def peer(self, name: str) -> PeerState | None:
        found = self.row("SELECT state FROM peer WHERE name = ?", (name,))
        return _peer(found[0]) if found else None

    def peers(self) -> list[PeerState]:
        return [_peer(state) for (state,) in self.rows("SELECT state FROM peer ORDER BY name")]


class DutyWrites(DutyReads):
    """See port.Writer."""

    def remember_append(self, idempotency_key: str, receipt: Receipt) -> None:
        query = "INSERT INTO receipt (idempotency_key, batch, entries) VALUES (?, ?, ?)"
        try:
            self.db.execute(query, (idempotency_key, receipt.batch, orjson.dumps(receipt.entries)))
        except apsw.ConstraintError:
            raise AppendRepeated(idempotency_key) from None

    def set_setting(self, name: str, value: bytes | None) -> None:
        if value is None:
            self.db.execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            self.db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))

    def add_transfer(self, row: TransferRow) -> None:
        query = """
            INSERT INTO transfer (id, direction, partner, origin, at, agreements, names, entries, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
        lists = orjson.dumps(row.agreements), orjson.dumps(row.names)
        self.db.execute(
            query, (row.id, row.direction, row.partner, row.origin, row.at, *lists, row.entries, row.detail)
        )

    def add_evidence(self, at: str, node: str, origin: str, kind: str, notes: Sequence[bytes], detail: str = "") -> int:
        query = """
            INSERT INTO evidence (at, node, origin, kind, notes, detail) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (node, origin, kind, notes) DO UPDATE SET at = evidence.at RETURNING id
        """
        found = self.rows(query, (at, node, origin, kind, format_entry_bundle(notes), detail))
        return int(found[0][0])

    def set_peer(self, peer: PeerState) -> None:
        state = orjson.dumps({**asdict(peer), "document": peer.document.decode()})
        self.db.execute("INSERT OR REPLACE INTO peer (name, state) VALUES (?, ?)", (peer.name, state))


def _transfer(row: tuple[Any, ...]) -> TransferRow:
    number, direction, partner, origin, at, agreements, names, entries, detail = row
    lists = tuple(orjson.loads(agreements)), tuple(orjson.loads(names))
    return TransferRow(number, direction, partner, origin, at, *lists, entries, detail)


def _peer(state: bytes) -> PeerState:
    facts = orjson.loads(state)
    return PeerState(**{**facts, "document": facts["document"].encode()})
