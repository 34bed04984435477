"""Follow one log of a partner: from its signed head to entries that are held, under a pending head.

What is held is never trusted to the sender: entries are tied to the signed root before they are kept
(`tree`), kept in batches of 25,600 that a broken line does not lose, and shown only when the whole head
set is committed (`commit_followed`), so that of one confirmation all entries appear or none.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from lienvung.core.register.errors import EntryInvalid as LeafInvalid
from lienvung.core.register.order import LogOrder
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.checkpoint import Checkpoint
from lienvung.core.tlog.merkle import Frontier
from lienvung.node.contact import Contact, contacts, witness_name, witnesses
from lienvung.node.errors import ClockWentBack
from lienvung.node.exchange.errors import AnswerError, LinkError
from lienvung.node.exchange.head_check import check_not_behind, check_witnessed, prefix_root, read_head
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.leaves import LeafCheck
from lienvung.node.exchange.source import Source
from lienvung.node.exchange.stopping import check_not_stopped
from lienvung.node.exchange.tree import WIDTH, Bundle, RemoteTree, continues, entry_invalid, read_bundles
from lienvung.node.exchange.witnessed import Witnessed, advance, witnessed
from lienvung.node.guard import guard_of
from lienvung.node.node import Node
from lienvung.node.own_keys import KeysChanged, KeysEnded
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState

BATCH: Final = 25_600
ROOM: Final = 32 * 1024 * 1024
"""So many bytes of entries are held in memory at once, whatever their number."""
WITH_HEAD: Final = 256 * 1024
"""Up to so many bytes of entries wait for their head and are stored with it: a pull of one is then one fsync less."""
SMALL: Final = 2_560
"""Up to here a pull is kept in memory and tied to the root at its end, which costs no tile."""

Progress = Callable[[str, int, int], None]
"""Called with origin, entries held so far, entries to hold."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A log whose entries are held up to a verified checkpoint; `note` carries the log's signatures alone.

    `anew` says that a head held already comes signed by other keys of the log. `bundles` are a few, verified from
    entry `first` on and not yet in the store: they go there with the head, in one transaction.
    """

    origin: str
    checkpoint: Checkpoint
    note: bytes
    lines: tuple[tuple[str, str], ...]
    new: int
    anew: bool = False
    first: int = 0
    bundles: tuple[Bundle, ...] = ()


def follow_log(
    node: Node, contact: Contact, source: Source, head: Head, ahead: Executor, progress: Progress | None
) -> Followed:
    """Bring one log up to the partner's head (LogError, Contradiction; a LinkError leaves batches kept)."""
    origin = format_origin(contact.name, head.register)
    with node.store.reading() as reader:
        known = witnesses(contacts(reader), origin)
        seen, note, lines = read_head(contact, origin, head.checkpoint.encode(), known, node.now())
        state = reader.log(origin)
        last = witnessed(reader, origin)
        if state is not None:
            held_lines = {(row.witness, row.line) for row in reader.cosignatures(origin, seen.size)}
            lines = tuple(line for line in lines if line not in held_lines)
        check_not_stopped(reader, contact, origin)
        check_not_behind(reader, contact, state, last, seen, note)
    if state is not None and state.size == seen.size:
        return Followed(origin, seen, note, lines, 0, anew=note != state.head)
    tree = RemoteTree(source, head.register, seen, note)
    held = state.frontier if state else Frontier()
    start = _resume(node, origin, state, seen)
    first, bundles = _take(node, tree, start, _Held(held, state.head if state else None, last), ahead, progress)
    return Followed(origin, seen, note, lines, seen.size - held.size, first=first, bundles=tuple(bundles))


def commit_followed(writer: Writer, node: Node, followed: Followed) -> None:
    """Show a followed log at its new head, and cosign it: verifying is what a witness promises."""
    origin, size = followed.origin, followed.checkpoint.size
    if followed.bundles:
        _add(writer, origin, followed.first, followed.bundles)
    if followed.new or (followed.anew and _still_stands(writer, followed)):
        writer.commit_head(origin, size, followed.note)
    for witness, line in followed.lines:
        writer.add_cosignature(origin, size, witness, line)
    if followed.new and _signs(node, writer) and _may_cosign(writer, followed.checkpoint):
        # What was verified is kept all the same when we may not sign today.
        with suppress(ClockWentBack, KeysChanged, KeysEnded):
            line = advance(writer, node, followed.checkpoint, followed.note)
            writer.add_cosignature(origin, size, witness_name(node.name), line)


def _still_stands(writer: Writer, followed: Followed) -> bool:
    """Tell whether the head that was signed again, as a log does when its keys change, is still the one held."""
    log = writer.log(followed.origin)
    return log is not None and log.complete and log.size == followed.checkpoint.size


def check_followed(reader: Reader, contact: Contact, followed: Followed) -> None:
    """Raise Contradiction where, while we pulled, another tree of this log was witnessed here: both are signed."""
    state, last = reader.log(followed.origin), witnessed(reader, followed.origin)
    if state is not None and last is not None:
        check_witnessed(reader, contact.name, state, last)


def _signs(node: Node, writer: Writer) -> bool:
    """Tell whether this node cosigns at all: a copy without keys, or one just restored, only reads."""
    return node.keys is not None and guard_of(node, writer) is None


def _may_cosign(writer: Writer, checkpoint: Checkpoint) -> bool:
    """Tell whether this head continues what was witnessed last, which may have moved while we were pulling."""
    last = witnessed(writer, checkpoint.origin)
    if last is None:
        return True
    return last.size <= checkpoint.size and prefix_root(writer, checkpoint.origin, last.size) == last.root


@dataclass(frozen=True, slots=True)
class _Held:
    """What the partner signed before: the committed frontier with its note, and what we witnessed last."""

    frontier: Frontier
    note: bytes | None
    last: Witnessed | None


def _resume(node: Node, origin: str, state: LogState | None, seen: Checkpoint) -> Frontier:
    """Return from where to go on: a broken pull's pending entries count unless they go beyond the head seen."""
    if state is None:
        with node.store.writing() as writer:
            writer.create_log(origin)
        return Frontier()
    if state.pending.size > seen.size:
        return _drop_pending(node, origin, state.frontier)
    return state.pending


def _drop_pending(node: Node, origin: str, held: Frontier) -> Frontier:
    with node.store.writing() as writer:
        writer.drop_pending(origin)
    return held


def _take(
    node: Node, tree: RemoteTree, start: Frontier, held: _Held, ahead: Executor, progress: Progress | None
) -> tuple[int, Sequence[Bundle]]:
    """Take the entries from `start` on; return which are still to be stored, and from which index."""
    origin = tree.checkpoint.origin
    small = tree.checkpoint.size - start.size <= SMALL
    taken = _take_small(node, tree, start, ahead) if small else _take_large(node, tree, start, ahead, progress)
    if taken is not None:
        _check_witnessed(tree, held)
        return start.size, taken
    if start != held.frontier:
        # The entries kept by a broken pull do not belong to this tree; begin again from what is committed.
        return _take(node, tree, _drop_pending(node, origin, held.frontier), held, ahead, progress)
    if held.note is not None:
        tree.check_continues(held.frontier.size, held.frontier.root(), held.note)
    raise entry_invalid(tree, start.size // WIDTH, "hash") if small else tree.tile_invalid()


def _check_witnessed(tree: RemoteTree, held: _Held) -> None:
    """Make sure that the tree also continues what the partner had witnessed here between two pulls."""
    last = held.last
    if last is not None and held.frontier.size < last.size < tree.checkpoint.size:
        tree.check_continues(last.size, last.root, last.note)


def _take_small(node: Node, tree: RemoteTree, start: Frontier, ahead: Executor) -> Sequence[Bundle] | None:
    """Take a few bundles if together they lead to the signed root, None if not; return those not stored yet."""
    bundles: list[Bundle] = []
    for bundle in read_bundles(tree, start.size, ahead):
        bundles.append(bundle)
        if sum(each.weight for each in bundles) > ROOM:
            return _take_large(node, tree, start, ahead, None)
    hashes = [leaf for bundle in bundles for leaf in bundle.hashes][start.size % WIDTH :]
    if not continues(bundles[0], start) or start.extend(hashes).root() != tree.checkpoint.root:
        return None
    _check_leaves(tree, _leaves_after(node, tree, start), bundles, start)
    if sum(each.weight for each in bundles) <= WITH_HEAD:
        return bundles
    _keep(node, tree.checkpoint.origin, start.size, bundles)
    return ()


def _take_large(
    node: Node, tree: RemoteTree, start: Frontier, ahead: Executor, progress: Progress | None
) -> Sequence[Bundle] | None:
    """Keep bundles batch by batch, each tied to an authenticated root as it comes; None where it does not continue."""
    ties = tree.authenticate(start)
    if ties is None:
        return None
    origin, at = tree.checkpoint.origin, start.size
    leaves = _leaves_after(node, tree, start)
    batch: list[Bundle] = []
    weight = 0
    try:
        for bundle in read_bundles(tree, start.size, ahead):
            if bundle.n == ties.first and not continues(bundle, start):
                return None
            if not ties.hold(bundle):
                raise entry_invalid(tree, bundle.n, "hash")
            _check_leaves(tree, leaves, [bundle], start)
            batch.append(bundle)
            weight += bundle.weight
            if len(batch) * WIDTH >= BATCH or weight >= ROOM:
                at = _keep(node, origin, at, batch)
                batch, weight = [], 0
                if progress:
                    progress(origin, at, tree.checkpoint.size)
    except (LinkError, AnswerError):
        # A slow line brings less than a batch before it is cut, and must not bring the same again.
        if batch:
            _keep(node, origin, at, batch)
        raise
    if batch:
        _keep(node, origin, at, batch)
    return ()


def _leaves_after(node: Node, tree: RemoteTree, start: Frontier) -> LeafCheck:
    """Return the check of the leaves that follow those held."""
    origin = tree.checkpoint.origin
    with node.store.reading() as reader:
        state, leaf = reader.log(origin), reader.last_leaf(origin)
    whole = state is not None and state.size == start.size
    return LeafCheck(tree.register, LogOrder(entry_of(leaf) if leaf else None, whole=whole))


def _check_leaves(tree: RemoteTree, leaves: LeafCheck, bundles: Sequence[Bundle], start: Frontier) -> None:
    """Refuse what the steward signed but what may not stand there: the store keeps only leaves that can be read."""
    for bundle in bundles:
        try:
            for leaf in bundle.entries[max(0, start.size - bundle.n * WIDTH) :]:
                leaves.check(leaf)
        except LeafInvalid as error:
            raise entry_invalid(tree, bundle.n, error.rule) from None


def _keep(node: Node, origin: str, at: int, bundles: Sequence[Bundle]) -> int:
    """Store bundles under the pending head in a transaction of their own; return the new pending size."""
    with node.store.writing() as writer:
        return _add(writer, origin, at, bundles)


def _add(writer: Writer, origin: str, at: int, bundles: Sequence[Bundle]) -> int:
    skip = at - bundles[0].n * WIDTH
    leaves = [entry for bundle in bundles for entry in bundle.entries][skip:]
    hashes = [leaf for bundle in bundles for leaf in bundle.hashes][skip:]
    packed = {bundle.n: bundle.frame for bundle in bundles if bundle.frame is not None}
    return writer.add_entries(origin, at, leaves, hashes, packed).size
