"""Take a bundle in: everything is verified first, then pulled by the code that pulls over the line."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.note import parse_note
from lienvung.node.contact import Contact, add_contact, contact, contacts, own_document, witnesses
from lienvung.node.exchange.bundle_check import check_logs
from lienvung.node.exchange.bundle_source import BundleSource
from lienvung.node.exchange.bundle_witness import answer_requests, take_cosignatures
from lienvung.node.exchange.cursor import read_cursor
from lienvung.node.exchange.errors import (
    BundleForAnother,
    BundleFromFuture,
    BundleGap,
    BundleOutdated,
    BundleSpoilt,
)
from lienvung.node.exchange.follow import Progress
from lienvung.node.exchange.head_check import cosignature_lines, prefix_root, read_head
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.pull import PullReport, pull, read_heads
from lienvung.node.exchange.stopping import keep_evidence
from lienvung.node.exchange.tree import Contradiction
from lienvung.node.node import Node
from lienvung.node.receipts import COMPLETE, PARTIAL, TAKEN_IN, Handed, was_taken, write_receipt
from lienvung.node.stores.port import Reader

CLOCKS: Final = timedelta(hours=1)
"""So far in the future may a bundle be made by a clock that nobody sets right."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing did: the pull's report, cosignatures that came, heads that we witnessed, whether it was here."""

    report: PullReport
    cosigned: int = 0
    witnessed: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in a bundle, looked at and not taken in: of a stranger nothing but how he introduces himself."""

    sender: str
    recipient: str
    made: str
    transaction: str
    file: str
    node_json: bytes
    known: bool
    repeated: bool = False
    cosigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report: PullReport = field(default_factory=lambda: PullReport("", (), 0))


def look_into_bundle(node: Node, path: Path) -> Seen:
    """Verify a bundle, say what is in it and keep nothing of it (BundleError).

    A log that contradicts what was signed before is a trouble of its log, as one that is spoiled.
    """
    with _opened(node, path) as source, node.store.reading() as reader:
        manifest, file = source.manifest, _digest(path)
        seen = Seen(
            sender=manifest.sender,
            recipient=manifest.recipient,
            made=manifest.made,
            transaction=manifest.transaction,
            file=file,
            node_json=source.node_json(),
            known=reader.peer(manifest.sender) is not None,
            repeated=was_taken(reader, node.name, file),
        )
        if not seen.known or seen.repeated:
            return seen
        sender = contact(reader, source.partner)
        heads = _current(node, reader, sender, source)
        try:
            report = check_logs(node, reader, sender, source, heads)
        except Contradiction as contradiction:
            raise contradiction.refusal from None
        origins = {format_origin(sender.name, head.register): head for head in heads}
        cosigned = {origin: _cosigners(reader, origin, head) for origin, head in origins.items()}
    return replace(seen, report=report, cosigned=cosigned)


def import_bundle(
    node: Node, path: Path, progress: Progress | None = None, *, fingerprint: str = "", approved_by: str = ""
) -> Imported:
    """Take a bundle in and append the receipt; `fingerprint` is what two officers compared, where it is first contact.

    Raises BundleError, ContactUnknown, FingerprintMismatch, and what a pull raises; then nothing was changed.
    """
    file = _digest(path)
    with _opened(node, path) as source:
        if source.sealed:
            raise BundleForAnother(source.manifest.recipient)
        if fingerprint:
            add_contact(node, source.node_json(), fingerprint=fingerprint, approved_by=approved_by)
        with node.store.reading() as reader:
            sender = contact(reader, source.partner)
            if was_taken(reader, node.name, file):
                return Imported(PullReport(sender.name, (), 0), repeated=True)
            heads = _current(node, reader, sender, source)
        _check(node, sender, source, heads)
        report = pull(node, sender, source, progress)
        imported = Imported(report, take_cosignatures(node, sender, source), answer_requests(node, source))
        write_receipt(node, TAKEN_IN, _told(node, source, file, report, heads))
    return imported


@contextmanager
def _opened(node: Node, path: Path) -> Iterator[BundleSource]:
    assert node.keys is not None
    source = BundleSource(path, node.name, node.keys.opening())
    try:
        made = datetime.fromisoformat(source.manifest.made)
        if made > node.now() + CLOCKS:
            raise BundleFromFuture(source.manifest.made, node.now().isoformat(timespec="seconds"))
        yield source
    finally:
        source.close()


def _cosigners(reader: Reader, origin: str, head: Head) -> tuple[str, ...]:
    """Return the contacts, and perhaps ourselves, whose cosignature under a head verifies."""
    own = own_document(reader)
    known = contacts(reader) | ({own.name: own} if own else {})
    lines = cosignature_lines(head.checkpoint.encode(), witnesses(known, origin))
    return tuple(sorted({name.removesuffix("/witness") for name, _ in lines}))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _current(node: Node, reader: Reader, sender: Contact, source: BundleSource) -> list[Head]:
    """Return the heads that are not behind ours; what is old news is left out (BundleOutdated, BundleGap)."""
    heads = [head for head in read_heads(sender, source) if head.readable]
    old = {head.register for head in heads if _is_old(node, reader, sender, head)}
    if old and not any(_is_news(reader, sender, head) for head in heads if head.register not in old):
        raise BundleOutdated(sender.name, source.manifest.made)
    source.leave_out(old)
    for register, since in source.manifest.since.items():
        origin = format_origin(source.partner, register)
        log = reader.log(origin)
        held = min(log.size if log else 0, read_cursor(reader, origin).size)
        if register not in old and held < since and not source.sealed:
            raise BundleGap(origin, held, since)
    return [head for head in heads if head.register not in old]


def _is_old(node: Node, reader: Reader, sender: Contact, head: Head) -> bool:
    """Tell whether a head is behind ours and agrees with it; one that does not agree is for the pull to judge."""
    origin = format_origin(sender.name, head.register)
    log = reader.log(origin)
    if log is None or log.head is None:
        return False
    seen = parse_checkpoint(parse_note(head.checkpoint.encode())[0])
    if seen.origin != origin or seen.size >= log.size or prefix_root(reader, origin, seen.size) != seen.root:
        return False
    read_head(sender, origin, head.checkpoint.encode(), [], node.now())
    return True


def _is_news(reader: Reader, sender: Contact, head: Head) -> bool:
    log = reader.log(format_origin(sender.name, head.register))
    return log is None or parse_checkpoint(parse_note(head.checkpoint.encode())[0]).size > log.size


def _check(node: Node, sender: Contact, source: BundleSource, heads: list[Head]) -> None:
    """Verify the whole bundle before anything of it is kept; of a contradiction the evidence is."""
    try:
        with node.store.reading() as reader:
            report = check_logs(node, reader, sender, source, heads)
    except Contradiction as contradiction:
        keep_evidence(node, sender, contradiction.evidence)
        raise contradiction.refusal from None
    bad = [f"{log.origin} {index} {name}" for log in report.logs for index, name in log.values.bad]
    bad += [sha256 for sha256 in source.blobs() if _is_spoilt(source, sha256)]
    if bad:
        raise BundleSpoilt(sender.name, bad[0])
    for trouble in report.troubles:
        raise trouble


def _is_spoilt(source: BundleSource, sha256: str) -> bool:
    return hashlib.sha256(source.blob(sha256) or b"").hexdigest() != sha256


def _told(node: Node, source: BundleSource, file: str, report: PullReport, heads: list[Head]) -> Handed:
    """Return what our receipt says: of each log in the bundle what is verified and held here now."""
    manifest, given = source.manifest, {format_origin(source.partner, head.register): head for head in heads}
    seen = {origin: parse_checkpoint(parse_note(head.checkpoint.encode())[0]) for origin, head in given.items()}
    taken = {log.origin for log in report.logs if log.readable and log.trouble is None}
    rows = {
        origin: (manifest.since.get(head.register, 0), seen[origin].size, seen[origin].root.hex())
        for origin, head in given.items()
        if origin in taken
    }
    result = PARTIAL if report.troubles else COMPLETE
    return Handed(
        TAKEN_IN, node.name, manifest.sender, manifest.transaction, file, manifest.made, rows, result, ""
    )  # fmt: skip
