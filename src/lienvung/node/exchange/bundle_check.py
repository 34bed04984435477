"""Verify a bundle and keep nothing of it: what is in it is tied to signed heads, as far as it goes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lienvung.core.register.errors import RegisterError
from lienvung.core.register.origin import format_origin
from lienvung.core.register.part import check_part
from lienvung.core.tlog.merkle import Frontier, frontier_nodes
from lienvung.node.contact import Contact, contact, contacts, witnesses
from lienvung.node.exchange.bundle_source import BundleSource
from lienvung.node.exchange.errors import BundleGap, LogError
from lienvung.node.exchange.head_check import read_head
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.parts_framing import State
from lienvung.node.exchange.pull import LogReport, PullReport, read_heads
from lienvung.node.exchange.tree import RemoteTree, entry_invalid, read_bundles
from lienvung.node.exchange.values import Tally
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader


def verify_bundle(node: Node, path: Path) -> PullReport:
    """Return what the bundle holds and what is wrong with its logs (BundleError, ContactUnknown, AnswerError).

    Each log is tied to its signed root from where the bundle begins, which must be at or below what is held.
    """
    assert node.keys is not None
    source = BundleSource(path, node.name, node.keys.opening())
    try:
        with node.store.reading() as reader:
            sender = contact(reader, source.partner)
            heads = [head for head in read_heads(sender, source) if head.readable]
            return PullReport(sender.name, tuple(_check_log(node, reader, sender, source, head) for head in heads), 0)
    finally:
        source.close()


def _check_log(node: Node, reader: Reader, sender: Contact, source: BundleSource, head: Head) -> LogReport:
    origin = format_origin(sender.name, head.register)
    try:
        seen, note, _ = read_head(
            sender, origin, head.checkpoint.encode(), witnesses(contacts(reader)), node.now()
        )
        tree = RemoteTree(source, head.register, seen, note)
        since = source.first_value(origin)
        leaves = _leaves(tree, _frontier_at(reader, origin, since))
        values = _check_values(source, head.register, since, leaves)
    except LogError as trouble:
        return LogReport(origin, 0, 0, readable=True, trouble=trouble)
    return LogReport(origin, seen.size, len(leaves), readable=True, values=values)


def _frontier_at(reader: Reader, origin: str, size: int) -> Frontier:
    log = reader.log(origin)
    if (log.size if log else 0) < size:
        raise BundleGap(origin, log.size if log else 0, size)
    return Frontier(size, tuple(reader.hashes(origin)(frontier_nodes(size)))) if size else Frontier()


def _leaves(tree: RemoteTree, held: Frontier) -> list[bytes]:
    """Return the leaves above the size held, tied to the signed root."""
    if held.size == tree.checkpoint.size:
        return []
    ties = tree.authenticate(held)
    if ties is None:
        raise tree.tile_invalid()
    leaves: list[bytes] = []
    with ThreadPoolExecutor(1) as ahead:
        for bundle in read_bundles(tree, held.size, ahead):
            if not ties.hold(bundle):
                raise entry_invalid(tree, bundle.n, "hash")
            leaves += bundle.entries
    return leaves[held.size % 256 :]


def _check_values(source: BundleSource, register: str, first: int, leaves: Sequence[bytes]) -> Tally:
    tally = Tally()
    for index, leaf in enumerate(leaves, first):
        for name, digest in entry_of(leaf).parts.items():
            record = source.record(register, index, name)
            if record is None or record.state is not State.HELD:
                tally.withheld += 1
                continue
            try:
                check_part(name, record.salt, record.body, digest)
                tally.held += 1
            except RegisterError:
                tally.bad.append((index, name))
    return tally
