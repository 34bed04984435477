"""Judge a partner's checkpoint: who signed it, who cosigned it, and whether it goes back on an earlier one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lienvung.core.agreement.signers import days_at, ended_signer, log_verifiers
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import NoteSignatureInvalid, NoteUnsigned, TlogError
from lienvung.core.tlog.merkle import Frontier, frontier_nodes, prove_consistency
from lienvung.core.tlog.note import (
    Note,
    NoteVerifier,
    Verifier,
    format_note,
    format_signature,
    open_note,
    parse_note,
)
from lienvung.node.contact import Contact
from lienvung.node.exchange.errors import (
    CheckpointForeign,
    CheckpointSignatureInvalid,
    HeadMalformed,
    LogError,
    LogForked,
    LogKeyEnded,
    LogKeyRevoked,
    LogShrank,
)
from lienvung.node.exchange.evidence import Evidence
from lienvung.node.exchange.tree import Contradiction
from lienvung.node.exchange.witnessed import Witnessed
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState


def read_head(
    contact: Contact, origin: str, data: bytes, known: Sequence[NoteVerifier], now: datetime
) -> tuple[Checkpoint, bytes, tuple[tuple[str, str], ...]]:
    """Return a verified checkpoint, its note with the log's signature alone, and the witness lines that verify."""
    try:
        checkpoint = parse_checkpoint(parse_note(data)[0])
    except TlogError as error:
        raise HeadMalformed(contact.name, origin, str(error)) from None
    if checkpoint.origin != origin:
        raise CheckpointForeign(contact.name, origin)
    opened = open_by_log(contact, origin, data, now)
    note = format_note(opened.text, opened.signatures)
    return checkpoint, note, tuple(cosignature_lines(data, known))


def open_by_log(contact: Contact, origin: str, data: bytes, now: datetime) -> Note:
    """Open a checkpoint with the log keys that run today, or say which key signed it and why that is not enough.

    Raise CheckpointSignatureInvalid, LogKeyEnded or LogKeyRevoked.
    """
    try:
        return open_note(data, log_verifiers(contact.keys, origin, days_at(now)))
    except (NoteSignatureInvalid, NoteUnsigned):
        raise _unsigned(contact, origin, data) from None


def _unsigned(contact: Contact, origin: str, data: bytes) -> LogError:
    listed = ended_signer(contact.keys, origin, parse_note(data)[1])
    if listed is None or not _signed(origin, data, listed.key):
        return CheckpointSignatureInvalid(contact.name, origin)
    name = listed.key[:4].hex()
    if listed.revoked is not None:
        return LogKeyRevoked(contact.name, origin, name, listed.revoked.at)
    ends = [str(each) for each in (listed.until, contact.keys.until) if each is not None]
    return LogKeyEnded(contact.name, origin, name, str(listed.since), min(ends, default="…"))


def _signed(origin: str, data: bytes, key: bytes) -> bool:
    try:
        return bool(open_note(data, [Verifier(origin, key)]))
    except TlogError:
        return False


def cosignature_lines(data: bytes, known: Sequence[NoteVerifier]) -> Iterator[tuple[str, str]]:
    """Yield (witness, line) for each contact whose cosignature verifies; others' lines are not ours to judge."""
    text, signatures = parse_note(data)
    verifiers = {(each.name, each.key_id): each for each in known}
    for signature in signatures:
        verifier = verifiers.get((signature.name, signature.key_id))
        if verifier is not None and verifier.verify(text, signature.value):
            yield signature.name, format_signature(signature)


def prefix_root(reader: Reader, origin: str, size: int) -> bytes:
    """Return the root of our copy of a log at an earlier size."""
    return Frontier(size, tuple(reader.hashes(origin)(frontier_nodes(size)))).root()


def check_not_behind(
    reader: Reader, contact: Contact, state: LogState | None, last: Witnessed | None, seen: Checkpoint, note: bytes
) -> None:
    """Refuse a head that goes back on one verified before, by a pull (`state`) or as a witness (`last`)."""
    if state is not None and last is not None:
        check_witnessed(reader, contact.name, state, last)
    check_no_fork(reader, contact.name, state, last, seen, note)
    if state is not None and state.head is not None and seen.size < state.size:
        raise _shrunk(contact.name, seen, note, state.size, state.head)
    if last is not None and seen.size < last.size:
        raise _shrunk(contact.name, seen, note, last.size, last.note)


def check_no_fork(
    reader: Reader, partner: str, state: LogState | None, last: Witnessed | None, seen: Checkpoint, note: bytes
) -> None:
    """Raise Contradiction for a signed head that cannot be of one history with our copy or what was witnessed last.

    Of larger heads nothing can be said without a proof.
    """
    if state is not None and state.head is not None and seen.size <= state.size:
        _Copy(reader, partner, state).check_contains(seen.size, seen.root, note)
    if last is not None and seen.size == last.size and seen.root != last.root:
        evidence = Evidence("fork", seen.origin, note, last.note, last.root)
        raise Contradiction(evidence, LogForked(partner, seen.origin, last.size, seen.size))


def check_witnessed(reader: Reader, partner: str, state: LogState, last: Witnessed) -> None:
    """Raise Contradiction unless our copy continues what was witnessed last, as far as it goes."""
    if state.head is not None and last.size <= state.size:
        _Copy(reader, partner, state).check_contains(last.size, last.root, last.note)


class _Copy:
    """Our copy of a log, against which other heads of it are held."""

    def __init__(self, reader: Reader, partner: str, state: LogState) -> None:
        assert state.head is not None
        self.reader = reader
        self.partner = partner
        self.origin = state.origin
        self.size = state.size
        self.head = state.head

    def check_contains(self, size: int, root: bytes, note: bytes) -> None:
        """Raise Contradiction unless this head, of at most our size, is a prefix of our copy."""
        prefix = prefix_root(self.reader, self.origin, size)
        if prefix == root:
            return
        proof = prove_consistency(size, self.size, self.reader.hashes(self.origin))
        evidence = Evidence("fork", self.origin, note, self.head, prefix, tuple(proof))
        raise Contradiction(evidence, LogForked(self.partner, self.origin, self.size, size))


def _shrunk(partner: str, seen: Checkpoint, note: bytes, held: int, held_note: bytes) -> Contradiction:
    evidence = Evidence("shrink", seen.origin, note, held_note)
    return Contradiction(evidence, LogShrank(partner, seen.origin, held, seen.size))
