"""Witnessing without a line: our cosignatures and our requests travel in bundles (docs/formats/bundle.md)."""

from collections.abc import Collection, Iterator
from typing import Final

from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.cosignature import cosignature_time
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import prove_consistency
from lienvung.core.tlog.note import format_signature, parse_note
from lienvung.node.contact import Contact
from lienvung.node.exchange.bundle_source import BundleSource
from lienvung.node.exchange.errors import OwnLogBehind
from lienvung.node.exchange.head_check import prefix_root
from lienvung.node.exchange.manifest import COSIGNED, REQUESTS
from lienvung.node.exchange.submit import acknowledge, acknowledged
from lienvung.node.exchange.witness import add_checkpoint, format_submission
from lienvung.node.exchange.witnessed import all_witnessed, format_witnessed
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader, Writer

DONE: Final = 200


def witness_members(
    reader: Reader, node: Node, recipient: Contact, readable: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield our cosignatures of the recipient's logs, and requests to witness those of ours that it cannot follow."""
    for origin, state in all_witnessed(reader):
        owner, _, register = origin.partition("/")
        if owner == recipient.name:
            yield f"{COSIGNED}{register}", format_witnessed(state)
    known = acknowledged(reader, recipient)
    for log in reader.logs():
        old = known.get(log.origin, 0)
        if log.node == node.name and log.head is not None and log.origin not in readable and old < log.size:
            proof = prove_consistency(old, log.size, reader.hashes(log.origin)) if old else []
            yield f"{REQUESTS}{log.register}", format_submission(old, proof, log.head)


def take_cosignatures(node: Node, sender: Contact, source: BundleSource) -> int:
    """Keep the sender's cosignatures over heads of ours; return how many (OwnLogBehind)."""
    kept = 0
    for register, data in source.members(COSIGNED):
        with node.store.writing() as writer:
            kept += _take_cosignature(writer, sender, f"{node.name}/{register}", data)
    return kept


def _take_cosignature(writer: Writer, sender: Contact, origin: str, data: bytes) -> bool:
    try:
        text, signatures = parse_note(data)
        seen = parse_checkpoint(text)
    except TlogError:
        return False
    verifiers = {(each.name, each.key_id): each for each in sender.witness_verifiers()}
    good = [
        each
        for each in signatures
        if (each.name, each.key_id) in verifiers and verifiers[each.name, each.key_id].verify(text, each.value)
    ]
    log = writer.log(origin)
    if seen.origin != origin or not good or log is None:
        return False
    if seen.size > log.size:
        raise OwnLogBehind(sender.name, origin, log.size, seen.size)
    if prefix_root(writer, origin, seen.size) != seen.root:
        return False
    line = format_signature(max(good, key=cosignature_time))
    writer.add_cosignature(origin, seen.size, sender.witness_name, line)
    acknowledge(writer, sender, origin, seen.size)
    return True


def answer_requests(node: Node, source: BundleSource) -> int:
    """Witness what the sender asks for; return how many were cosigned. Our lines travel in our next bundle.

    A request from where we do not stand is left: our next bundle tells the sender where we do.
    """
    return sum(add_checkpoint(node, data).status == DONE for _, data in source.members(REQUESTS))
