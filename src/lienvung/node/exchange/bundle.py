"""Write a bundle for a contact, and take one in (docs/formats/bundle.md)."""

import base64
import hashlib
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.tile import TILE_HEIGHT, TILE_WIDTH, format_tile_path, tile_width
from lienvung.node.append import Change, append
from lienvung.node.contact import Contact, contact, own_node_json
from lienvung.node.exchange.blob_access import may_have_blob
from lienvung.node.exchange.bundle_source import BundleSource, format_values
from lienvung.node.exchange.cursor import read_cursor
from lienvung.node.exchange.errors import BundleGap
from lienvung.node.exchange.follow import Progress
from lienvung.node.exchange.heads import format_heads
from lienvung.node.exchange.leaving import Leaving, decide
from lienvung.node.exchange.manifest import (
    HEADS,
    MANIFEST,
    NODE_JSON,
    VALUES_EACH,
    Manifest,
    format_manifest,
    ledger_id,
)
from lienvung.node.exchange.parts_answer import leaving_records
from lienvung.node.exchange.parts_framing import PartRecord, State, format_blocks
from lienvung.node.exchange.parts_request import PartsRequest
from lienvung.node.exchange.pull import PullReport, pull
from lienvung.node.exchange.seal import seal
from lienvung.node.exchange.serve import own_heads
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, TransferRow

TRANSACTION_BYTES: Final = 16
_HASH = re.compile(rb'"([0-9a-f]{64})"')
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Members carry no time of their own: the same content is the same file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the bundle's id, how many logs with their entries, and the SHA-256 of the file."""

    transaction: str
    logs: int
    sha256: str


def export_bundle(node: Node, recipient: Contact, path: Path, *, whole: bool = False) -> Exported:
    """Write everything the recipient may have to a new file; unless `whole`, only what no earlier bundle gave."""
    ephemeral = X25519PrivateKey.generate()
    transaction = base64.b32encode(node.random(TRANSACTION_BYTES)).decode().rstrip("=").lower()
    partial = path.with_name(path.name + ".partial")
    with node.store.reading() as reader:
        export = _Export(node, reader, recipient, ephemeral, {} if whole else _given(reader, recipient))
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            export.write(archive, transaction)
    _record(node, recipient, export, transaction)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # Only now: a bundle that bears its name stands in the ledger.
    partial.rename(path)
    return Exported(transaction, len(export.logs), digest)


def import_bundle(node: Node, path: Path, progress: Progress | None = None) -> PullReport:
    """Take a bundle in through the same verification as a pull, and append the receipt to the `acceptance` log.

    Raises BundleError, ContactUnknown, and what a pull raises.
    """
    assert node.keys is not None
    source = BundleSource(path, node.name, node.keys.opening())
    try:
        with node.store.reading() as reader:
            sender = contact(reader, source.partner)
            _check_no_gap(reader, source)
        report = pull(node, sender, source, progress)
    finally:
        source.close()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _append_receipt(node, sender, digest)
    return report


def _check_no_gap(reader: Reader, source: BundleSource) -> None:
    for register, since in source.manifest.since.items():
        origin = format_origin(source.partner, register)
        log = reader.log(origin)
        held = min(log.size if log else 0, read_cursor(reader, origin).size)
        if held < since:
            raise BundleGap(origin, held, since)


def _append_receipt(node: Node, sender: Contact, digest: str) -> None:
    key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    shared = {"of": digest, "decision": "accept", "to": [sender.name]}
    append(node, [Change("put", "acceptance", key, {"shared": shared})], idempotency_key=f"bundle/{digest}")


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

    def write(self, archive: zipfile.ZipFile, transaction: str) -> None:
        """Write all members, the manifest first."""
        _put(archive, MANIFEST, format_manifest(self._manifest(transaction)))
        _put(archive, NODE_JSON, own_node_json(self.reader) or b"")
        heads = own_heads(self.reader, self.node, self.recipient.name)
        _put(archive, HEADS, format_heads(self.node.name, heads))
        blobs: set[str] = set()
        for log, leaving in self.logs:
            for name, data in self._tiles(log):
                _put(archive, f"logs/{log.register}/{name}", data)
            for name, data in self._values(log, leaving, blobs):
                self._put_sealed(archive, name, data)
        for sha256 in sorted(blobs):
            self._put_blob(archive, sha256)

    def _manifest(self, transaction: str) -> Manifest:
        return Manifest(
            sender=self.node.name,
            recipient=self.recipient.name,
            made=format_time(self.node.now()),
            transaction=transaction,
            ephemeral=self.ephemeral.public_key().public_bytes_raw(),
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
        """Yield one member for each 25,600 entries, and note which blobs the parts in it name."""
        names = self.names[log.register]
        for n in range(self.since(log) // VALUES_EACH, -(-log.size // VALUES_EACH)):
            span = max(n * VALUES_EACH, self.since(log)), min((n + 1) * VALUES_EACH, log.size)
            if span[0] < span[1]:
                request = PartsRequest(log.origin, names, (span,), "")
                records = list(leaving_records(self.reader, request, leaving))
                blobs |= _named_blobs(records)
                yield f"values/{log.register}/{n}", format_values(names, b"".join(format_blocks(records)))

    def _put_blob(self, archive: zipfile.ZipFile, sha256: str) -> None:
        if may_have_blob(self.reader, self.node, self.recipient.name, sha256):
            data = self.reader.blob(sha256)
            if data is not None:
                self._put_sealed(archive, f"blobs/{sha256}", data)

    def _put_sealed(self, archive: zipfile.ZipFile, name: str, data: bytes) -> None:
        sealed = seal(name, data, self.ephemeral, self.recipient.encryption_key)
        # What is sealed looks random: packing it again would only cost time.
        _put(archive, name, sealed, zipfile.ZIP_STORED)


def _put(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def _named_blobs(records: list[PartRecord]) -> set[str]:
    """Return every SHA-256 that a part spells; which of them are blobs, and whose, the store knows."""
    found: set[str] = set()
    for record in records:
        if record.state is State.HELD and len(record.body) >= 64:
            found.update(match.decode() for match in _HASH.findall(record.body))
    return found


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
