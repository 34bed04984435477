"""Write a bundle for a contact (docs/formats/bundle.md)."""

import base64
import hashlib
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.core.tlog.tile import TILE_HEIGHT, TILE_WIDTH, format_tile_path, tile_width
from lienvung.node.contact import Contact, own_node_json
from lienvung.node.exchange.blob_access import may_have_blob
from lienvung.node.exchange.bundle_source import MAX_MEMBERS, format_values
from lienvung.node.exchange.bundle_witness import witness_members
from lienvung.node.exchange.errors import BundleTooLarge
from lienvung.node.exchange.heads import format_heads
from lienvung.node.exchange.leaving import Leaving, decide
from lienvung.node.exchange.manifest import (
    HEADS,
    MANIFEST,
    NODE_JSON,
    PIECE,
    Manifest,
    format_manifest,
    ledger_id,
)
from lienvung.node.exchange.parts_answer import leaving_records
from lienvung.node.exchange.parts_framing import PartRecord, State, format_blocks
from lienvung.node.exchange.parts_request import PartsRequest
from lienvung.node.exchange.seal import seal
from lienvung.node.exchange.serve import own_heads
from lienvung.node.node import Node
from lienvung.node.receipts import HANDED_OUT, Handed, acknowledged_sizes, write_receipt
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, TransferRow
from lienvung.node.zip_member import add_member

TRANSACTION_BYTES: Final = 16
_HASH = re.compile(rb'"([0-9a-f]{64})"')
VALUES_ROOM: Final = 16 * 1024 * 1024
RECORD_ROOM: Final = 64
SMALL: Final = 128
BYTES_EACH: Final = 900
"""About what an entry with its values takes in a bundle."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the bundle's id, how many logs with their entries, and the SHA-256 of the file."""

    transaction: str
    logs: int
    sha256: str


Since = Literal["last-receipt", "handed-out", "full"] | int
"""From where a bundle begins: see docs/formats/bundle.md."""


def export_bundle(node: Node, recipient: Contact, path: Path, *, since: Since = "last-receipt") -> Exported:
    """Write what the recipient may have, from where `since` says, to a new file; our log says that it was handed out.

    Raises BundleTooLarge.
    """
    ephemeral = X25519PrivateKey.generate()
    transaction = base64.b32encode(node.random(TRANSACTION_BYTES)).decode().rstrip("=").lower()
    partial = path.with_name(path.name + ".partial")
    with node.store.reading() as reader:
        export = _Export(node, reader, recipient, ephemeral, _begins(reader, node, recipient, since))
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = export.write(archive, transaction)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _record(node, recipient, export, transaction)
    told = Handed(HANDED_OUT, node.name, recipient.name, transaction, digest, manifest.made, export.heads(), "", "")
    write_receipt(node, HANDED_OUT, told)
    # Only now: a bundle that bears its name stands in the ledger and in the log.
    partial.rename(path)
    return Exported(transaction, len(export.logs), digest)


def estimate_bundle(node: Node, recipient: Contact, since: Since) -> tuple[int, int]:
    """Return how many entries a bundle would give, and about how many bytes it would have without its files."""
    with node.store.reading() as reader:
        export = _Export(node, reader, recipient, X25519PrivateKey.generate(), _begins(reader, node, recipient, since))
        entries = sum(log.size - export.since(log) for log, _ in export.logs)
    return entries, entries * BYTES_EACH


def _begins(reader: Reader, node: Node, recipient: Contact, since: Since) -> Mapping[str, int]:
    if since == "full":
        return {}
    if since == "last-receipt":
        return acknowledged_sizes(reader, node.name, recipient.name)
    if since == "handed-out":
        return _given(reader, recipient)
    return {log.register: since for log in reader.logs() if log.node == node.name}


@dataclass
class _Export:
    """One bundle on its way into a zip; reads one snapshot, so its heads and tiles are of one moment."""

    node: Node
    reader: Reader
    recipient: Contact
    ephemeral: X25519PrivateKey
    given: Mapping[str, int]

    def __post_init__(self) -> None:
        today = self.node.today()
        own = [log for log in self.reader.logs() if log.node == self.node.name and log.head is not None]
        decided = [(log, decide(self.reader, self.node, self.recipient.name, log.register, today)) for log in own]
        self.logs = [(log, leaving) for log, leaving in decided if leaving.readable]
        self.names = {log.register: self._part_names(log) for log, _ in self.logs}

    def since(self, log: LogState) -> int:
        """Return from which size a log is given."""
        return min(self.given.get(log.register, 0), log.size)

    def _part_names(self, log: LogState) -> tuple[str, ...]:
        definition = self.reader.definition(log.register)
        return definition.part_names if definition else ("shared",)

    def heads(self) -> dict[str, tuple[int, int, str]]:
        """Return what the receipt says of each log given."""
        return {log.origin: (self.since(log), log.size, log.frontier.root().hex()) for log, _ in self.logs}

    def write(self, archive: zipfile.ZipFile, transaction: str) -> Manifest:
        """Write all members, the manifest first."""
        manifest = self._manifest(transaction)
        _put(archive, MANIFEST, format_manifest(manifest))
        _put(archive, NODE_JSON, own_node_json(self.reader) or b"")
        heads = own_heads(self.reader, self.node, self.recipient.name)
        _put(archive, HEADS, format_heads(self.node.name, heads))
        readable = {log.origin for log, _ in self.logs}
        for name, data in witness_members(self.reader, self.node, self.recipient, readable):
            _put(archive, name, data)
        blobs: set[str] = set()
        for log, leaving in self.logs:
            for name, data in self._tiles(log):
                _put(archive, f"logs/{log.register}/{name}", data)
            for name, data in self._values(log, leaving, blobs):
                self._put_sealed(archive, name, data)
        for sha256 in sorted(blobs):
            self._put_blob(archive, sha256)
        if len(archive.NameToInfo) > MAX_MEMBERS:
            raise BundleTooLarge(self.recipient.name, len(archive.NameToInfo))
        return manifest

    def _manifest(self, transaction: str) -> Manifest:
        return Manifest(
            sender=self.node.name,
            recipient=self.recipient.name,
            made=format_time(self.node.now()),
            transaction=transaction,
            ephemeral=self.ephemeral.public_key().public_bytes_raw(),
            key=self.recipient.encryption_key,
            since={log.register: self.since(log) for log, _ in self.logs if self.since(log)},
        )

    def _tiles(self, log: LogState) -> Iterator[tuple[str, bytes]]:
        """Yield the entry bundles and hash tiles that were not complete at the size given before."""
        since = self.since(log)
        for n in range(since // TILE_WIDTH, -(-log.size // TILE_WIDTH)):
            width = tile_width(log.size, "entries", n)
            yield format_tile_path("entries", n, width), self.reader.entry_bundle(log.origin, n)
        level = 0
        while log.size >> TILE_HEIGHT * level:
            n = since >> TILE_HEIGHT * (level + 1)
            while width := tile_width(log.size, level, n):
                yield format_tile_path(level, n, width), self.reader.hash_tile(log.origin, level, n)
                n += 1
            level += 1

    def _values(self, log: LogState, leaving: Leaving, blobs: set[str]) -> Iterator[tuple[str, bytes]]:
        """Yield members of about 16 MiB, each named by its first entry, and note which blobs the parts in them name."""
        names = self.names[log.register]
        first, held, weight = self.since(log), list[PartRecord](), 0
        for record in self._records(log, names, leaving):
            if weight > VALUES_ROOM and record.index != held[-1].index:
                yield f"values/{log.register}/{first}", format_values(names, b"".join(format_blocks(held)))
                first, held, weight = record.index, [], 0
            blobs |= _named_blobs(record)
            held.append(record)
            weight += len(record.body) + RECORD_ROOM
        if log.size > first:
            yield f"values/{log.register}/{first}", format_values(names, b"".join(format_blocks(held)))

    def _records(self, log: LogState, names: tuple[str, ...], leaving: Leaving) -> Iterator[PartRecord]:
        if self.since(log) < log.size:
            request = PartsRequest(log.origin, names, ((self.since(log), log.size),), "")
            yield from leaving_records(self.reader, request, leaving)

    def _put_blob(self, archive: zipfile.ZipFile, sha256: str) -> None:
        if may_have_blob(self.reader, self.node, self.recipient.name, sha256):
            data = self.reader.blob(sha256)
            for n in range(-(-len(data) // PIECE) if data is not None else 0):
                self._put_sealed(archive, f"blobs/{sha256}/{n}", (data or b"")[n * PIECE : (n + 1) * PIECE])

    def _put_sealed(self, archive: zipfile.ZipFile, name: str, data: bytes) -> None:
        sealed = seal(name, data, self.ephemeral, self.recipient.encryption_key)
        # What is sealed looks random: packing it again would only cost time.
        _put(archive, name, sealed, zipfile.ZIP_STORED)


def _put(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    # A little is not packed: then no honest bundle unpacks to more than a bundle may.
    add_member(archive, name, data, method if len(data) > SMALL else zipfile.ZIP_STORED)


def _named_blobs(record: PartRecord) -> set[str]:
    """Return every SHA-256 that a part spells; which of them are blobs, and whose, the store knows."""
    if record.state is not State.HELD or len(record.body) < 64:
        return set()
    return {match.decode() for match in _HASH.findall(record.body)}


def _record(node: Node, recipient: Contact, export: _Export, transaction: str) -> None:
    """Write the ledger's lines, and how far this recipient has been given."""
    at = format_time(node.now())
    given = dict(export.given) | {log.register: log.size for log, _ in export.logs}
    rows = [
        TransferRow(
            id=ledger_id(transaction, log.register),
            direction="out",
            partner=recipient.name,
            origin=log.origin,
            at=at,
            agreements=leaving.refs,
            names=export.names[log.register],
            entries=log.size - export.since(log),
            detail="bundle",
        )
        for log, leaving in export.logs
        if log.size > export.since(log)
    ]
    with node.store.writing() as writer:
        for row in rows:
            writer.add_transfer(row)
        writer.set_setting(_setting(recipient), canonical(dict(given)))


def _given(reader: Reader, recipient: Contact) -> dict[str, Any]:
    data = reader.setting(_setting(recipient))
    sizes: dict[str, Any] = parse_canonical(data) if data else {}
    return sizes


def _setting(recipient: Contact) -> str:
    return f"bundled/{recipient.name}"
