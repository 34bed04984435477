"""Follow one log of a partner: from its signed head to entries that are held, under a pending head.

What is held is never trusted to the sender: entries are tied to the signed root before they are kept
(`tree`), kept in batches of 25,600 that a broken line does not lose, and shown only when the whole head
set is committed (`commit_followed`), so that of one confirmation all entries appear or none.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from lienvung.core.register.errors import EntryInvalid as LeafInvalid
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import NoteSignatureInvalid, NoteUnsigned, TlogError
from lienvung.core.tlog.merkle import Frontier, frontier_nodes, prove_consistency
from lienvung.core.tlog.note import Note, NoteVerifier, format_note, format_signature, open_note, parse_note
from lienvung.node.contact import Contact, contacts, witness_name, witnesses
from lienvung.node.exchange.errors import (
    CheckpointForeign,
    CheckpointMalformed,
    CheckpointSignatureInvalid,
    LogForked,
    LogShrank,
    LogStopped,
)
from lienvung.node.exchange.evidence import Evidence, format_evidence
from lienvung.node.exchange.heads import Head
from lienvung.node.exchange.leaves import LeafCheck
from lienvung.node.exchange.source import Source
from lienvung.node.exchange.tree import WIDTH, Bundle, Contradiction, RemoteTree, continues, entry_invalid, read_bundles
from lienvung.node.exchange.witness import Witnessed, advance, witnessed
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState

BATCH: Final = 25_600
SMALL: Final = 2_560
"""Up to here a pull is kept in memory and tied to the root at its end, which costs no tile."""

Progress = Callable[[str, int, int], None]
"""Called with origin, entries held so far, entries to hold."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A log whose entries are held up to a verified checkpoint; `note` carries the log's signature alone."""

    origin: str
    checkpoint: Checkpoint
    note: bytes
    lines: tuple[tuple[str, str], ...]
    new: int


def follow_log(
    node: Node, contact: Contact, source: Source, head: Head, ahead: Executor, progress: Progress | None
) -> Followed:
    """Bring one log up to the partner's head (LogError, Contradiction; a LinkError leaves batches kept)."""
    origin = format_origin(contact.name, head.register)
    with node.store.reading() as reader:
        known = witnesses(contacts(reader))
        seen, note, lines = read_head(contact, origin, head.checkpoint.encode(), known)
        state = reader.log(origin)
        last = witnessed(reader, origin)
        if state is not None:
            held_lines = {(row.witness, row.line) for row in reader.cosignatures(origin, seen.size)}
            lines = tuple(line for line in lines if line not in held_lines)
        _check_not_stopped(reader, contact, origin)
        _check_not_behind(reader, contact, state, last, seen, note)
    if state is not None and state.size == seen.size:
        return Followed(origin, seen, note, lines, 0)
    tree = RemoteTree(source, head.register, seen, note)
    held = state.frontier if state else Frontier()
    start = _resume(node, origin, state, seen)
    _take(node, tree, start, _Held(held, state.head if state else None, last), ahead, progress)
    return Followed(origin, seen, note, lines, seen.size - held.size)


def commit_followed(writer: Writer, node: Node, followed: Followed) -> None:
    """Show a followed log at its new head, and cosign it: verifying is what a witness promises."""
    origin, size = followed.origin, followed.checkpoint.size
    if followed.new:
        writer.commit_head(origin, size, followed.note)
    for witness, line in followed.lines:
        writer.add_cosignature(origin, size, witness, line)
    if followed.new and node.keys is not None:
        line = advance(writer, node, followed.checkpoint, followed.note)
        writer.add_cosignature(origin, size, witness_name(node.name), line)


def keep_evidence(node: Node, contact: Contact, evidence: Evidence) -> None:
    """Keep contradicting heads for good; a fork stops the log until a person decides."""
    at = node.now().isoformat()
    with node.store.writing() as writer:
        writer.add_evidence(
            at,
            contact.name,
            evidence.origin,
            evidence.kind,
            (evidence.smaller, evidence.larger),
            format_evidence(evidence).decode(),
        )
        if evidence.kind == "fork":
            writer.set_setting(_stopped(evidence.origin), LogForked.code.encode())


def resume_log(node: Node, origin: str) -> None:
    """Follow a stopped log again: the decision of a person who has seen the evidence."""
    with node.store.writing() as writer:
        writer.set_setting(_stopped(origin), None)


def stopped_logs(reader: Reader) -> dict[str, str]:
    """Return the origins of stopped logs with the code of what stopped them."""
    origins = {row.origin for row in reader.evidence()}
    found = {origin: reader.setting(_stopped(origin)) for origin in sorted(origins)}
    return {origin: code.decode() for origin, code in found.items() if code}


def read_head(
    contact: Contact, origin: str, data: bytes, known: Sequence[NoteVerifier]
) -> tuple[Checkpoint, bytes, tuple[tuple[str, str], ...]]:
    """Return a verified checkpoint, its note with the log's signature alone, and the witness lines that verify."""
    try:
        checkpoint = parse_checkpoint(parse_note(data)[0])
    except TlogError as error:
        raise CheckpointMalformed(contact.name, origin, str(error)) from None
    if checkpoint.origin != origin:
        raise CheckpointForeign(contact.name, origin)
    try:
        opened = open_note(data, [contact.log_verifier(origin)])
    except (NoteSignatureInvalid, NoteUnsigned):
        raise CheckpointSignatureInvalid(contact.name, origin) from None
    note = format_note(opened.text, opened.signatures)
    return checkpoint, note, tuple(_witness_lines(opened, data, known))


def _witness_lines(opened: Note, data: bytes, known: Sequence[NoteVerifier]) -> Iterator[tuple[str, str]]:
    """Yield (witness, line) for each contact whose cosignature verifies; others' lines are not ours to judge."""
    _, signatures = parse_note(data)
    verifiers = {(each.name, each.key_id): each for each in known}
    for signature in signatures:
        verifier = verifiers.get((signature.name, signature.key_id))
        if verifier is not None and verifier.verify(opened.text, signature.value):
            yield signature.name, format_signature(signature)


# ── against what is held ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Held:
    """What the partner signed before: the committed frontier with its note, and what we witnessed last."""

    frontier: Frontier
    note: bytes | None
    last: Witnessed | None


def _stopped(origin: str) -> str:
    return f"stopped/{origin}"


def _check_not_stopped(reader: Reader, contact: Contact, origin: str) -> None:
    reason = reader.setting(_stopped(origin))
    if reason is not None:
        raise LogStopped(contact.name, origin, reason.decode())


def _check_not_behind(
    reader: Reader, contact: Contact, state: LogState | None, last: Witnessed | None, seen: Checkpoint, note: bytes
) -> None:
    """Refuse a head smaller than one verified before, or another tree of the same size."""
    if last is not None and seen.size <= last.size and (seen.size, seen.root) != (last.size, last.root):
        _refuse_earlier(contact, seen, note, last.size, last.note, _prefix(reader, seen) if state else None)
    if state is not None and state.head is not None and seen.size <= state.size:
        prefix = _prefix(reader, seen)
        if seen.size < state.size or prefix[0] != seen.root:
            _refuse_earlier(contact, seen, note, state.size, state.head, prefix)


def _prefix(reader: Reader, seen: Checkpoint) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the root of our copy at the size seen, and the proof that our copy continues it."""
    log = reader.log(seen.origin)
    assert log is not None
    if seen.size > log.size:
        return seen.root, ()
    hashes = reader.hashes(seen.origin)
    root = Frontier(seen.size, tuple(hashes(frontier_nodes(seen.size)))).root()
    proof = prove_consistency(seen.size, log.size, hashes) if seen.size else []
    return root, tuple(proof)


def _refuse_earlier(
    contact: Contact,
    seen: Checkpoint,
    note: bytes,
    held_size: int,
    held_note: bytes,
    prefix: tuple[bytes, tuple[bytes, ...]] | None,
) -> None:
    if seen.size == held_size:
        held_root = parse_checkpoint(parse_note(held_note)[0]).root
        evidence = Evidence("fork", seen.origin, note, held_note, held_root, ())
        raise Contradiction(evidence, LogForked(contact.name, seen.origin, held_size, seen.size))
    if prefix is not None and prefix[0] != seen.root:
        evidence = Evidence("fork", seen.origin, note, held_note, *prefix)
        raise Contradiction(evidence, LogForked(contact.name, seen.origin, held_size, seen.size))
    raise Contradiction(
        Evidence("shrink", seen.origin, note, held_note), LogShrank(contact.name, seen.origin, held_size, seen.size)
    )


# ── taking entries ──────────────────────────────────────────────────────────────────────────────


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
) -> None:
    origin = tree.checkpoint.origin
    small = tree.checkpoint.size - start.size <= SMALL
    taken = _take_small(node, tree, start, ahead) if small else _take_large(node, tree, start, ahead, progress)
    if taken:
        _check_witnessed(tree, held)
    elif start != held.frontier:
        # The entries kept by a broken pull do not belong to this tree; begin again from what is committed.
        _take(node, tree, _drop_pending(node, origin, held.frontier), held, ahead, progress)
    else:
        if held.note is not None:
            tree.check_continues(held.frontier.size, held.frontier.root(), held.note)
        raise entry_invalid(tree, start.size // WIDTH, "hash") if small else tree.tile_invalid()


def _check_witnessed(tree: RemoteTree, held: _Held) -> None:
    """Make sure that the tree also continues what the partner had witnessed here between two pulls."""
    last = held.last
    if last is not None and held.frontier.size < last.size < tree.checkpoint.size:
        tree.check_continues(last.size, last.root, last.note)


def _take_small(node: Node, tree: RemoteTree, start: Frontier, ahead: Executor) -> bool:
    """Keep a few bundles if together they lead to the signed root; say whether they do."""
    bundles = list(read_bundles(tree, start.size, ahead))
    hashes = [leaf for bundle in bundles for leaf in bundle.hashes][start.size % WIDTH :]
    if not continues(bundles[0], start) or start.extend(hashes).root() != tree.checkpoint.root:
        return False
    _check_leaves(tree, LeafCheck(tree.register), bundles)
    _keep(node, tree.checkpoint.origin, start.size, bundles)
    return True


def _take_large(node: Node, tree: RemoteTree, start: Frontier, ahead: Executor, progress: Progress | None) -> bool:
    """Keep bundles batch by batch, each tied to an authenticated root as it comes; say whether the tree continues."""
    ties = tree.authenticate(start)
    if ties is None:
        return False
    origin, at = tree.checkpoint.origin, start.size
    leaves = LeafCheck(tree.register)
    batch: list[Bundle] = []
    for bundle in read_bundles(tree, start.size, ahead):
        if bundle.n == ties.first and not continues(bundle, start):
            return False
        if not ties.hold(bundle):
            raise entry_invalid(tree, bundle.n, "hash")
        _check_leaves(tree, leaves, [bundle])
        batch.append(bundle)
        if len(batch) * WIDTH >= BATCH:
            at = _keep(node, origin, at, batch)
            batch = []
            if progress:
                progress(origin, at, tree.checkpoint.size)
    if batch:
        _keep(node, origin, at, batch)
    return True


def _check_leaves(tree: RemoteTree, leaves: LeafCheck, bundles: Sequence[Bundle]) -> None:
    """Refuse what the steward signed but what is no entry: the store keeps only leaves that can be read."""
    for bundle in bundles:
        try:
            for leaf in bundle.entries:
                leaves.check(leaf)
        except LeafInvalid as error:
            raise entry_invalid(tree, bundle.n, error.rule) from None


def _keep(node: Node, origin: str, at: int, bundles: list[Bundle]) -> int:
    """Store bundles under the pending head in one transaction; return the new pending size."""
    skip = at - bundles[0].n * WIDTH
    leaves = [entry for bundle in bundles for entry in bundle.entries][skip:]
    hashes = [leaf for bundle in bundles for leaf in bundle.hashes][skip:]
    packed = {bundle.n: bundle.frame for bundle in bundles if bundle.frame is not None}
    with node.store.writing() as writer:
        return writer.add_entries(origin, at, leaves, hashes, packed).size
