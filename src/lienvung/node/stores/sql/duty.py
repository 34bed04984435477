"""What the node must remember of itself, in tables."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from lienvung.core.tlog.tile import format_entry_bundle, parse_entry_bundle
from lienvung.node.errors import AppendRepeated
from lienvung.node.stores.row_sum import row_sum
from lienvung.node.stores.rows import EvidenceRow, PeerState, Receipt, TransferRow, plain_text
from lienvung.node.stores.sql.sums import COUNTER
from lienvung.node.stores.sql.tables import Tables


class DutyReads(Tables):
    """See port.DutyReader."""

    def damage(self) -> Iterator[tuple[str, str]]:
        return self.db.damage()

    def appended(self, idempotency_key: str) -> Receipt | None:
        query = "SELECT batch, entries FROM receipt WHERE idempotency_key = ?"
        found = self.db.row(query, (idempotency_key,))
        return _receipt(*found) if found else None

    def receipts(self) -> Iterator[tuple[str, Receipt]]:
        query = "SELECT idempotency_key, batch, entries FROM receipt ORDER BY idempotency_key"
        return ((key, _receipt(batch, entries)) for key, batch, entries in self.db.stream(query))

    def settings(self) -> Iterator[tuple[str, bytes]]:
        query = "SELECT name, value FROM setting WHERE name <> ? ORDER BY name"
        return ((name, bytes(value)) for name, value in self.db.stream(query, (COUNTER,)))

    def setting(self, name: str) -> bytes | None:
        found = self.db.row("SELECT value FROM setting WHERE name = ?", (name,))
        return bytes(found[0]) if found else None

    def transfers(self, partner: str | None = None, limit: int = 1000) -> list[TransferRow]:
        chosen, values = ("TRUE", ()) if partner is None else ("partner = ?", (partner,))
        query = f"""
            SELECT id, direction, partner, origin, at, agreements, names, entries, detail FROM transfer
            WHERE {chosen} ORDER BY number DESC LIMIT ?
        """  # noqa: S608 -- one of two constants
        return [_transfer(row) for row in self.db.rows(query, (*values, limit))]

    def evidence(self) -> list[EvidenceRow]:
        query = "SELECT id, at, node, origin, kind, notes, detail FROM evidence ORDER BY id DESC"
        return [
            EvidenceRow(number, at, node, origin, kind, tuple(parse_entry_bundle(notes)), detail)
            for number, at, node, origin, kind, notes, detail in self.db.rows(query)
        ]

    def peer(self, name: str) -> PeerState | None:
        found = self.db.row("SELECT state FROM peer WHERE name = ?", (name,))
        return _peer(found[0]) if found else None

    def peers(self) -> list[PeerState]:
        return [_peer(state) for (state,) in self.db.rows("SELECT state FROM peer ORDER BY name")]


class DutyWrites(DutyReads):
    """See port.Writer."""

    def remember_append(self, idempotency_key: str, receipt: Receipt) -> None:
        row = idempotency_key, receipt.batch, orjson.dumps(receipt.entries)
        query = """
            INSERT INTO receipt (idempotency_key, batch, entries, sum) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
        if not self.db.execute(query, (*row, row_sum(*row))):
            raise AppendRepeated(idempotency_key)

    def set_setting(self, name: str, value: bytes | None) -> None:
        if value is None:
            self.db.execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            row = name, value, row_sum(name, value)
            self.db.insert("setting", ("name", "value", "sum"), [row], "replace")

    def add_transfer(self, row: TransferRow) -> None:
        query = """
            INSERT INTO transfer (id, direction, partner, origin, at, agreements, names, entries, detail, sum)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
        lists = orjson.dumps(row.agreements), orjson.dumps(row.names)
        line = row.id, row.direction, row.partner, row.origin, row.at, *lists, row.entries, plain_text(row.detail)
        self.db.execute(query, (*line, row_sum(*line)))

    def add_evidence(self, at: str, node: str, origin: str, kind: str, notes: Sequence[bytes], detail: str = "") -> int:
        line = at, node, origin, kind, format_entry_bundle(notes), plain_text(detail)
        query = "SELECT id FROM evidence WHERE node = ? AND origin = ? AND kind = ? AND notes = ?"
        found = self.db.row(query, line[1:5])
        if found is None:
            query = """
                INSERT INTO evidence (at, node, origin, kind, notes, detail, sum) VALUES (?, ?, ?, ?, ?, ?, ?)
                RETURNING id
            """
            found = self.db.row(query, (*line, row_sum(*line)))
        return int(found[0])

    def set_peer(self, peer: PeerState) -> None:
        state = orjson.dumps({**asdict(peer), "document": peer.document.decode()})
        row = peer.name, state, row_sum(peer.name, state)
        self.db.insert("peer", ("name", "state", "sum"), [row], "replace")


def _receipt(batch: str, entries: bytes) -> Receipt:
    return Receipt(batch, tuple(tuple(each) for each in orjson.loads(entries)))


def _transfer(row: tuple[Any, ...]) -> TransferRow:
    number, direction, partner, origin, at, agreements, names, entries, detail = row
    lists = tuple(orjson.loads(agreements)), tuple(orjson.loads(names))
    return TransferRow(number, direction, partner, origin, at, *lists, entries, detail)


def _peer(state: bytes) -> PeerState:
    facts = orjson.loads(state)
    return PeerState(**{**facts, "document": facts["document"].encode()})
