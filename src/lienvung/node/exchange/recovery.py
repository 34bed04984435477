"""Compare our own logs with what a partner saw of them, and fetch our lost tail back (DESIGN §4.10).

For each log of ours that the partner holds or has cosigned: its newest checkpoint, under our own signature, must
continue what is here, or be of what is here. Entries that it has and we lost are tied to that signed root before they
are kept, and shown under the very signature that was made then: nothing is signed again. Values come with them as far
as the partner holds them; the rest is noted as lost.
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from lienvung.core.agreement.signers import archive_verifiers
from lienvung.core.register.entry import Entry
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import NoteSignatureInvalid, NoteUnsigned, TlogError
from lienvung.core.tlog.merkle import Frontier
from lienvung.core.tlog.note import NoteVerifier, Verifier, format_note, open_note
from lienvung.node.contact import Contact, contacts, own_document, witnesses
from lienvung.node.exchange.errors import (
    AnswerMalformed,
    CheckpointForeign,
    CheckpointSignatureInvalid,
    HeadMalformed,
    LinkError,
    OwnLogBehind,
    PartnerRefused,
)
from lienvung.node.exchange.head_check import check_no_fork, cosignature_lines
from lienvung.node.exchange.heads import Head, HeadsMalformed, parse_heads
from lienvung.node.exchange.http_source import HeldSource
from lienvung.node.exchange.parts_check import check_answer
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request, join_ranges
from lienvung.node.exchange.stopping import keep_evidence
from lienvung.node.exchange.tree import Contradiction, RemoteTree, Ties, entry_invalid, read_bundles
from lienvung.node.guard import Found, guard_of, note_compared, raise_guard
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, PartRow

ASKED_AT_ONCE: Final = 4_096
LOST: Final = "lost-from/"
"""A setting for each log that was fetched back: the index from which values may be missing."""


def compare_guarded(node: Node, contact: Contact, source: HeldSource) -> None:
    """While this node may not sign: compare with one partner, fetch back, and note what came of it.

    Raises what an exchange raises; a partner that cannot be asked is noted as that.
    """
    with node.store.reading() as reader:
        guard = guard_of(node, reader)
    if guard is None or guard.why == "copied":
        return
    try:
        found: Found = "returned" if fetch_back(node, contact, source) else "same"
    except Contradiction as contradiction:
        _keep_own(node, contradiction)
        _note(node, contact.name, "contradicts")
        raise contradiction.refusal from None
    except OwnLogBehind:
        _note(node, contact.name, "missing")
        raise
    except LinkError:
        _note(node, contact.name, "unreachable")
        raise
    _note(node, contact.name, found)


def stop_if_proven(node: Node, contact: Contact, source: HeldSource) -> None:
    """After a witness refused us: stop signing if our own signature proves that it saw what is not here.

    Its word alone stops nothing, or any partner could silence us. Raises LinkError, AnswerError, LogError.
    """
    with node.store.reading() as reader:
        own = [log.register for log in reader.logs() if log.node == node.name]
    try:
        for register in own:
            _Log(node, contact, source, register).check_witnessed()
        for head in _held_heads(node, contact, source):
            _Log(node, contact, source, head.register).check_head(head.checkpoint.encode())
    except OwnLogBehind:
        with node.store.writing() as writer:
            raise_guard(node, writer, "behind")
    except Contradiction as contradiction:
        _keep_own(node, contradiction)
        with node.store.writing() as writer:
            raise_guard(node, writer, "behind")
            note_compared(node, writer, contact.name, "contradicts")


def _keep_own(node: Node, contradiction: Contradiction) -> None:
    """Keep what a partner showed us of our own log: both heads bear our key's signature, and accuse nobody else."""
    with node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    keep_evidence(node, own, contradiction.evidence)


def fetch_back(node: Node, contact: Contact, source: HeldSource) -> int:
    """Bring our own logs up to what one partner saw of them; return how many entries came back.

    Raises Contradiction for a history that is not ours, OwnLogBehind for entries that it saw but cannot give,
    LinkError, AnswerError and LogError.
    """
    returned = 0
    held = {head.register: head for head in _held_heads(node, contact, source)}
    for head in held.values():
        returned += _Log(node, contact, source, head.register).bring_up_to(head)
    with node.store.reading() as reader:
        own = [log.register for log in reader.logs() if log.node == node.name]
    for register in sorted({*own, *held}):
        _Log(node, contact, source, register).check_witnessed()
    for origin in _with_losses(node):
        _fill(node, contact, source, origin)
    return returned


def _held_heads(node: Node, contact: Contact, source: HeldSource) -> tuple[Head, ...]:
    try:
        name, heads = parse_heads(source.heads())
    except HeadsMalformed as error:
        raise AnswerMalformed(contact.name, "held/heads", str(error)) from None
    if name != node.name:
        raise AnswerMalformed(contact.name, "held/heads", "not our logs")
    return heads


def note_unreachable(node: Node, contact: Contact) -> None:
    """Note that a partner could not be asked, where this node waits for it."""
    _note(node, contact.name, "unreachable")


def _note(node: Node, partner: str, found: Found) -> None:
    with node.store.writing() as writer:
        note_compared(node, writer, partner, found)


class _Log:
    """One of our own logs, as a partner saw it."""

    def __init__(self, node: Node, contact: Contact, source: HeldSource, register: str) -> None:
        self.node, self.contact, self.source = node, contact, source
        self.register = register
        self.origin = format_origin(node.name, register)

    def bring_up_to(self, head: Head) -> int:
        """Take the entries that the partner holds and we do not; return how many (Contradiction, LogError)."""
        note = head.checkpoint.encode()
        with self.node.store.reading() as reader:
            seen, signed = self._open(reader, note)
            state = reader.log(self.origin)
            lines = cosignature_lines(note, witnesses(contacts(reader), self.origin))
            if state is not None and seen.size <= state.size:
                check_no_fork(reader, self.contact.name, state, None, seen, signed)
                return 0
        taken = self._take(state, seen, signed)
        with self.node.store.writing() as writer:
            for witness, line in lines:
                writer.add_cosignature(self.origin, seen.size, witness, line)
        return taken

    def check_witnessed(self) -> None:
        """Compare with what the partner cosigned last, which may be more than it holds; raises as `check_head`."""
        note = self.source.witnessed(self.origin)
        if note is not None:
            self.check_head(note)

    def check_head(self, note: bytes) -> None:
        """Raise OwnLogBehind for a head of ours that goes further than what is here, Contradiction for another tree."""
        with self.node.store.reading() as reader:
            seen, signed = self._open(reader, note)
            state = reader.log(self.origin)
            if state is None or seen.size > state.size:
                raise OwnLogBehind(self.contact.name, self.origin, state.size if state else 0, seen.size)
            check_no_fork(reader, self.contact.name, state, None, seen, signed)

    def _open(self, reader: Reader, note: bytes) -> tuple[Checkpoint, bytes]:
        """Return a checkpoint that our own key signed, and its note with that signature alone."""
        try:
            opened = open_note(note, _own_verifiers(self.node, reader, self.origin))
            checkpoint = parse_checkpoint(opened.text)
        except (NoteSignatureInvalid, NoteUnsigned):
            raise CheckpointSignatureInvalid(self.contact.name, self.origin) from None
        except TlogError as error:
            raise HeadMalformed(self.contact.name, self.origin, str(error)) from None
        if checkpoint.origin != self.origin:
            raise CheckpointForeign(self.contact.name, self.origin)
        return checkpoint, format_note(opened.text, opened.signatures)

    def _take(self, state: LogState | None, seen: Checkpoint, note: bytes) -> int:
        held = state.frontier if state else Frontier()
        tree = RemoteTree(self.source, self.register, seen, note)
        ties = tree.authenticate(held)
        if ties is None:
            assert state is not None
            assert state.head is not None
            tree.check_continues(held.size, held.root(), state.head)
            raise tree.tile_invalid()
        with self.node.store.writing() as writer:
            writer.create_log(self.origin)
            writer.drop_pending(self.origin)
            for first, leaves in _leaves(tree, ties, held):
                writer.add_entries(self.origin, first, leaves)
            writer.record_signed_head(self.origin, seen.size, seen.root)
            writer.commit_head(self.origin, seen.size, note)
            if writer.setting(LOST + self.origin) is None:
                writer.set_setting(LOST + self.origin, b"%d" % held.size)
            apply(writer, self.origin, self.node.catalogue, held.size, seen.size)
        return seen.size - held.size


def _leaves(tree: RemoteTree, ties: Ties, held: Frontier) -> Iterator[tuple[int, list[bytes]]]:
    """Yield (first index, leaves) above the size held, each bundle tied to the signed root."""
    with ThreadPoolExecutor(1) as ahead:
        for bundle in read_bundles(tree, held.size, ahead):
            if not ties.hold(bundle):
                raise entry_invalid(tree, bundle.n, "hash")
            first = max(held.size, bundle.n * 256)
            yield first, bundle.entries[first - bundle.n * 256 :]


def _own_verifiers(node: Node, reader: Reader, origin: str) -> list[NoteVerifier]:
    """Return who ever signed for this log: the keys of our own document, and those that are here."""
    own = own_document(reader)
    listed = own.keys.log if own else ()
    standing: list[NoteVerifier] = [*archive_verifiers(own.keys, origin)] if own else []
    # A document of before a restore may not list them yet. One that it revoked speaks for us no more, here or not.
    held = set(node.keys.signing("log") if node.keys else ()) - {each.key for each in listed}
    return [*standing, *(Verifier(origin, public) for public in held)]


def _with_losses(node: Node) -> list[str]:
    with node.store.reading() as reader:
        return [name.removeprefix(LOST) for name, _ in reader.settings() if name.startswith(LOST)]


def _fill(node: Node, contact: Contact, source: HeldSource, origin: str) -> None:
    """Ask a partner for the values of a fetched-back tail that are not here, and note as lost what it does not have."""
    with node.store.reading() as reader:
        log = reader.log(origin)
        assert log is not None
        entries = _lacking(reader, log, int(reader.setting(LOST + origin) or b"0"))
    while entries:
        waiting = sorted(entries)[:ASKED_AT_ONCE]
        names = tuple(sorted({name for index in waiting for name in entries[index].parts}))
        request = PartsRequest(origin, names, join_ranges(waiting), source.transaction(origin))
        answer = _ask(source, request)
        asked = {index: entries[index] for index in waiting}
        count, rows = check_answer(contact.name, request, asked, {}, answer) if answer else (len(waiting), [])
        done = waiting[:count]
        _keep(node, origin, {index: entries.pop(index) for index in done}, rows)
    _fetch_blobs(node, source)


def _ask(source: HeldSource, request: PartsRequest) -> bytes:
    try:
        return source.parts(format_parts_request(request))
    except PartnerRefused as refused:
        if refused.status == 404:
            return b""  # it cosigned the log and does not hold it
        raise


def _lacking(reader: Reader, log: LogState, first: int) -> dict[int, Entry]:
    """Return the entries from `first` on of which some part is neither held nor erased."""
    lacking: dict[int, Entry] = {}
    for index, leaf in enumerate(reader.entries(log.origin, first, log.size), first):
        entry = entry_of(leaf)
        known = {row.name for row in reader.parts(log.origin, index, index + 1) if row.state in ("held", "erased")}
        if not entry.parts.keys() <= known:
            lacking[index] = entry
    return lacking


def _keep(node: Node, origin: str, entries: dict[int, Entry], rows: Sequence[PartRow]) -> None:
    """Keep what came; a part that did not come, or was not what the entry commits to, is lost for now."""
    good = [row for row in rows if row.state == "held"]
    came = {(row.index, row.name) for row in good}
    lost = [
        PartRow(index, name, "unavailable")
        for index, entry in entries.items()
        for name in entry.parts
        if (index, name) not in came
    ]
    with node.store.writing() as writer:
        writer.add_parts(origin, [*good, *lost])
        for first, stop in join_ranges(sorted(entries)):
            apply(writer, origin, node.catalogue, first, stop)


def _fetch_blobs(node: Node, source: HeldSource) -> None:
    with node.store.reading() as reader:
        missing = reader.missing_blobs(node.name, ASKED_AT_ONCE)
    for sha256 in missing:
        data = source.blob(sha256)
        if data is not None and hashlib.sha256(data).hexdigest() == sha256:
            with node.store.writing() as writer:
                writer.add_blob(data)
