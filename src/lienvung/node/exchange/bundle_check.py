"""Verify the logs and values of a bundle and keep nothing of it: what is in it is tied to signed heads."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from lienvung.core.register.errors import RegisterError
from lienvung.core.register.origin import format_origin
from lienvung.core.register.part import check_part
from lienvung.core.tlog.merkle import Frontier, frontier_nodes
from lienvung.node.contact import Contact, contacts, witnesses
from lienvung.node.exchange.bundle_source import BundleSource
from lienvung.node.exchange.errors import BundleGap, LogError
from lienvung.node.exchange.head_check import check_not_behind, read_head
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.parts_framing import State
from lienvung.node.exchange.pull import LogReport, PullReport
from lienvung.node.exchange.tree import WIDTH, Bundle, RemoteTree, entry_invalid, read_bundles
from lienvung.node.exchange.values import Tally
from lienvung.node.exchange.witnessed import witnessed
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader


def check_logs(
    node: Node, reader: Reader, sender: Contact, source: BundleSource, heads: Sequence[Head]
) -> PullReport:
    """Return what the bundle holds and what is wrong with its logs (BundleError, Contradiction).

    Each log is tied to its signed root from where the bundle begins, which must be at or below what is held.
    """
    return PullReport(sender.name, tuple(_check_log(node, reader, sender, source, head) for head in heads), 0)


def _check_log(node: Node, reader: Reader, sender: Contact, source: BundleSource, head: Head) -> LogReport:
    origin, tally = format_origin(sender.name, head.register), Tally()
    try:
        known = witnesses(contacts(reader), origin)
        seen, note, _ = read_head(sender, origin, head.checkpoint.encode(), known, node.now())
        check_not_behind(reader, sender, reader.log(origin), witnessed(reader, origin), seen, note)
        tree, since = RemoteTree(source, head.register, seen, note), source.first_value(origin)
        overlap = _Overlap(reader, tree, since)
        for bundle in _bundles(reader, tree, since):
            overlap.follow(bundle)
            _check_values(source, head.register, since, bundle, tally)
        overlap.check()
    except LogError as trouble:
        return LogReport(origin, 0, 0, readable=True, trouble=trouble)
    held = reader.log(origin)
    return LogReport(origin, seen.size, seen.size - (held.size if held else 0), readable=True, values=tally)


def _bundles(reader: Reader, tree: RemoteTree, since: int) -> Iterator[Bundle]:
    """Yield the entry bundles given, each tied to the signed root as it comes."""
    if since == tree.checkpoint.size:
        return
    held = _frontier_at(reader, tree.checkpoint.origin, since)
    ties = tree.authenticate(held)
    if ties is None:
        _Overlap(reader, tree, since).contradict()
        raise tree.tile_invalid()
    with ThreadPoolExecutor(1) as ahead:
        for bundle in read_bundles(tree, since, ahead):
            if not ties.hold(bundle):
                raise entry_invalid(tree, bundle.n, "hash")
            yield bundle


class _Overlap:
    """The entries of a bundle that are held already: they must be the ones that are held."""

    def __init__(self, reader: Reader, tree: RemoteTree, since: int) -> None:
        self.tree = tree
        self.log = reader.log(tree.checkpoint.origin)
        self.size = self.log.size if self.log and self.log.head else 0
        self.frontier = _frontier_at(reader, tree.checkpoint.origin, since) if since <= self.size else None

    def follow(self, bundle: Bundle) -> None:
        """Extend the tree by a bundle, as far as ours goes."""
        if self.frontier is not None and self.frontier.size < self.size:
            first = self.frontier.size - bundle.n * WIDTH
            self.frontier = self.frontier.extend(bundle.hashes[first : self.size - bundle.n * WIDTH])

    def check(self) -> None:
        """Raise Contradiction unless our tree came out."""
        overlaps = self.frontier is not None and self.frontier.size == self.size
        if self.log is not None and overlaps and self.frontier != self.log.frontier:
            self.contradict()

    def contradict(self) -> None:
        """Raise Contradiction where the bundle's tiles prove that its tree is another one than ours."""
        if self.log is not None and self.log.head is not None:
            self.tree.check_continues(self.size, self.log.frontier.root(), self.log.head)


def _frontier_at(reader: Reader, origin: str, size: int) -> Frontier:
    log = reader.log(origin)
    if (log.size if log else 0) < size:
        raise BundleGap(origin, log.size if log else 0, size)
    return Frontier(size, tuple(reader.hashes(origin)(frontier_nodes(size)))) if size else Frontier()


def _check_values(source: BundleSource, register: str, since: int, bundle: Bundle, tally: Tally) -> None:
    for index, leaf in enumerate(bundle.entries, bundle.n * WIDTH):
        if index < since:
            continue
        for name, digest in entry_of(leaf).parts.items():
            record = None if source.sealed else source.record(register, index, name)
            if record is None or record.state is not State.HELD:
                tally.withheld += 1
                continue
            try:
                check_part(name, record.salt, record.body, digest)
                tally.held += 1
            except RegisterError:
                tally.bad.append((index, name))
