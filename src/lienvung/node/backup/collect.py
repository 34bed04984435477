"""Read a store of any kind into records, at one moment (docs/formats/backup.md)."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Final

from lienvung.core.register.canonical import canonical
from lienvung.core.tlog.tile import TILE_WIDTH, format_entry_bundle
from lienvung.node.backup.duty_rows import format_evidence_row, format_peer, format_receipt, format_transfer
from lienvung.node.backup.errors import BackupUnsettled, BackupUnsound
from lienvung.node.backup.records import BackupRecord
from lienvung.node.finding import Finding
from lienvung.node.node import Node
from lienvung.node.signing import sign_pending
from lienvung.node.stores.part_rows import format_parts, spelled_hashes
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, PartRow

CHUNK: Final = 25_600
ROOM: Final = 8 * 1024 * 1024
"""So many bytes stand in one record, unless one thing alone is larger."""
ATTEMPTS: Final = 100
EVERYTHING: Final = 2**62
RECENT: Final = 1000
PART: Final = struct.Struct(">QI")
HEAD: Final = struct.Struct(">Q32s")


@contextmanager
def settled_reading(node: Node) -> Iterator[Reader]:
    """Open a snapshot in which every entry of our own is signed; writers wait for less than a moment.

    The snapshot is opened while the writer's lock is held, so nobody can append between the look and the snapshot.
    """
    for _ in range(ATTEMPTS):
        with node.store.writing() as writer:
            if all(log.complete for log in writer.logs() if log.node == node.name):
                opening = node.store.reading()
                reader = opening.__enter__()
                break
            sign_pending(node, writer)
    else:
        raise BackupUnsettled("")
    try:
        yield reader
    finally:
        opening.__exit__(None, None, None)


def collect(reader: Reader, since: Mapping[str, int] | None = None) -> Iterator[BackupRecord]:
    """Yield everything in the store, without `begin` and files; with `since`, logs and values only from there on.

    With `since`, receipts and blobs are those that go with the new entries, and the ledger's newest lines.
    """
    yield from map(format_peer, reader.peers())
    for name, value in reader.settings():
        yield BackupRecord("setting", {"name": name}, value)
    named: set[str] = set()
    for log in reader.logs():
        yield from _log(reader, log, (since or {}).get(log.origin, 0), named if since else None)
    for digest in sorted(named) if since else reader.blobs():
        data = reader.blob(digest)
        if data is not None:
            yield BackupRecord("blob", {"sha256": digest}, data)
    yield from _receipts(reader, since or {})
    yield from map(format_transfer, reversed(reader.transfers(limit=RECENT if since else EVERYTHING)))
    yield from map(format_evidence_row, reversed(reader.evidence()))


def _receipts(reader: Reader, since: Mapping[str, int]) -> Iterator[BackupRecord]:
    for key, receipt in reader.receipts():
        if any(index >= since.get(origin, 0) for origin, index, _ in receipt.entries):
            yield format_receipt(key, receipt)


def _log(reader: Reader, log: LogState, first: int, named: set[str] | None) -> Iterator[BackupRecord]:
    origin = {"origin": log.origin}
    first = min(first, log.size)
    yield BackupRecord("log", {**origin, "size": log.size}, log.head or b"")
    while first < log.size:
        stop = min(first - first % TILE_WIDTH + CHUNK, log.size)
        yield from _leaves(reader, log.origin, first, stop)
        yield from _parts(reader, log.origin, first, stop, named)
        first = stop
    signed = [HEAD.pack(size, root) for size, root in reader.signed_heads(log.origin) if size <= log.size]
    yield BackupRecord("heads", origin, b"".join(signed))
    lines = reader.cosignatures_from(log.origin, 0, EVERYTHING)
    yield BackupRecord("cosignatures", origin, canonical([[size, row.witness, row.line] for size, row in lines]))


def _leaves(reader: Reader, origin: str, first: int, stop: int) -> Iterator[BackupRecord]:
    """Yield full bundles as they are stored, and what stands before and after them as leaves."""
    whole, end = -(-first // TILE_WIDTH), stop // TILE_WIDTH
    if first < min(whole * TILE_WIDTH, stop):
        yield _few(reader, origin, first, min(whole * TILE_WIDTH, stop))
    for number, frames in _bounded(_frames(reader, origin, whole, end), whole):
        yield BackupRecord("bundles", {"origin": origin, "first": number}, frames)
    if stop > max(end * TILE_WIDTH, first) and end >= whole:
        yield _few(reader, origin, end * TILE_WIDTH, stop)


def _few(reader: Reader, origin: str, first: int, stop: int) -> BackupRecord:
    body = format_entry_bundle(list(reader.entries(origin, first, stop)))
    return BackupRecord("leaves", {"origin": origin, "first": first}, body)


def _frames(reader: Reader, origin: str, first: int, stop: int) -> Iterator[bytes]:
    for number in range(first, stop):
        for frame in reader.packed_bundles(origin, number, 1):
            yield struct.pack(">I", len(frame)) + frame


def _bounded(pieces: Iterable[bytes], number: int) -> Iterator[tuple[int, bytes]]:
    """Join pieces up to ROOM; give each time the number of the first."""
    waiting: list[bytes] = []
    for piece in pieces:
        if waiting and sum(map(len, waiting)) + len(piece) > ROOM:
            yield number, b"".join(waiting)
            number, waiting = number + len(waiting), []
        waiting.append(piece)
    if waiting:
        yield number, b"".join(waiting)


def _parts(reader: Reader, origin: str, first: int, stop: int, named: set[str] | None) -> Iterator[BackupRecord]:
    def pieces() -> Iterator[bytes]:
        for index, rows in groupby(_sound_parts(reader, origin, first, stop), key=attrgetter("index")):
            listed = list(rows)
            if named is not None:
                named.update(digest for row in listed for digest in spelled_hashes(row.body))
            parts = format_parts(listed)
            yield PART.pack(index, len(parts)) + parts

    for _, body in _bounded(pieces(), 0):
        yield BackupRecord("parts", {"origin": origin}, body)


def _sound_parts(reader: Reader, origin: str, first: int, stop: int) -> Iterator[PartRow]:
    """Yield the parts of some entries; what can no longer be read is named (BackupUnsound)."""
    try:
        yield from reader.parts(origin, first, stop)
    except ValueError:
        for index in range(first, stop):
            try:
                list(reader.parts(origin, index, index + 1))
            except ValueError:
                finding = Finding("part", origin, index, "part-damaged")
                raise BackupUnsound("", str(finding)) from None
        raise
