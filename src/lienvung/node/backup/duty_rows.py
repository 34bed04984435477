"""What a node remembers of itself, as JSON in a backup: contacts, receipts, the ledger, evidence."""

from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

import orjson

from lienvung.node.backup.errors import BackupMalformed
from lienvung.node.backup.records import BackupRecord
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import EvidenceRow, PeerState, Receipt, TransferRow


def format_peer(peer: PeerState) -> BackupRecord:
    """Return a contact as a record."""
    return _record("peer", {**asdict(peer), "document": b64encode(peer.document).decode()})


def format_receipt(key: str, receipt: Receipt) -> BackupRecord:
    """Return what an append did as a record."""
    return _record("receipt", {"key": key, "batch": receipt.batch, "entries": receipt.entries})


def format_transfer(row: TransferRow) -> BackupRecord:
    """Return a line of the ledger as a record."""
    return _record("transfer", asdict(row))


def format_evidence_row(row: EvidenceRow) -> BackupRecord:
    """Return proof of a fault as a record; its number is the store's own affair."""
    notes = [b64encode(note).decode() for note in row.notes]
    facts = {"at": row.at, "node": row.node, "origin": row.origin, "kind": row.kind, "detail": row.detail}
    return _record("evidence", {**facts, "notes": notes})


def parse_peer(record: BackupRecord, file: str) -> PeerState:
    """Read a contact (BackupMalformed)."""
    facts = _facts(record, file)
    try:
        return PeerState(**{**facts, "document": b64decode(facts["document"], validate=True)})
    except (TypeError, KeyError, ValueError):
        raise BackupMalformed(file, "peer") from None


def put_duty(writer: Writer, record: BackupRecord, file: str) -> None:
    """Keep one such record in a store; what is there already stays (BackupMalformed)."""
    if record.kind == "peer":
        writer.set_peer(parse_peer(record, file))
        return
    facts = _facts(record, file)
    try:
        if record.kind == "receipt":
            _put_receipt(writer, facts)
        elif record.kind == "transfer":
            lists = {name: tuple(facts[name]) for name in ("agreements", "names")}
            writer.add_transfer(TransferRow(**{**facts, **lists}))
        else:
            notes = [b64decode(note, validate=True) for note in facts.pop("notes")]
            writer.add_evidence(notes=notes, **facts)
    except (TypeError, KeyError, ValueError):
        raise BackupMalformed(file, record.kind) from None


def _put_receipt(writer: Writer, facts: dict[str, Any]) -> None:
    key = facts["key"]
    if writer.appended(key) is None:
        entries = tuple((origin, index, name) for origin, index, name in facts["entries"])
        writer.remember_append(key, Receipt(facts["batch"], entries))


def _record(kind: str, facts: dict[str, Any]) -> BackupRecord:
    return BackupRecord(kind, {}, orjson.dumps(facts, option=orjson.OPT_SORT_KEYS))


def _facts(record: BackupRecord, file: str) -> dict[str, Any]:
    try:
        facts = orjson.loads(record.body)
    except orjson.JSONDecodeError:
        raise BackupMalformed(file, record.kind) from None
    if not isinstance(facts, dict):
        raise BackupMalformed(file, record.kind)
    return facts
