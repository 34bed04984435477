"""Witness a partner's checkpoints, and have one's own witnessed (C2SP tlog-witness).

    POST add-checkpoint     "old " <decimal> LF, at most 63 base64 proof lines LF, LF, signed checkpoint
    GET  witness/<hex SHA-256(origin)>/checkpoint

A witness promises one thing: it never cosigns two trees of which neither continues the other. Reading the
last cosigned size, checking, and writing the new one are therefore one exclusive transaction, durable
before the answer leaves. Pulls advance the same state (`witnessed`), because they verify the same thing. A signed
checkpoint that contradicts what is held is kept as evidence and stops the log.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import CheckpointMalformed, NoteMalformed, TlogError
from lienvung.core.tlog.merkle import check_consistency
from lienvung.core.tlog.note import decode_base64, format_note, parse_note
from lienvung.node.contact import Contact, contacts
from lienvung.node.errors import AppendRefused
from lienvung.node.exchange.errors import LogError, LogStopped
from lienvung.node.exchange.head_check import check_no_fork, open_by_log
from lienvung.node.exchange.rate import RateWindow
from lienvung.node.exchange.stopping import check_not_stopped, keep_evidence
from lienvung.node.exchange.tree import Contradiction
from lienvung.node.exchange.witnessed import Witnessed, advance, witnessed
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader

SIZE_TYPE: Final = "text/x.tlog.size"
TEXT: Final = "text/plain; charset=utf-8"
MAX_PROOF_LINES: Final = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})\n")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a witness answers: status, media type, body."""

    status: int
    media_type: str
    body: bytes


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class _OldDiffers(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def format_submission(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """Return the body of an add-checkpoint request."""
    lines = [f"old {old}\n", *(f"{b64encode(node).decode()}\n" for node in proof), "\n"]
    return "".join(lines).encode() + note


def add_checkpoint(node: Node, body: bytes, submissions: RateWindow | None = None) -> Verdict:
    """Judge an add-checkpoint request: 200, 400, 403, 404, 409 or 422 as tlog-witness says.

    With `submissions`, also 429 where an origin submits too often.
    """
    try:
        old, proof, note = _parse_submission(body)
        line = _witness(node, old, proof, note, submissions)
    except _Refused as refused:
        return Verdict(refused.status, TEXT, f"{refused}\n".encode())
    except _OldDiffers as differs:
        return Verdict(409, SIZE_TYPE, f"{differs.size}\n".encode())
    return Verdict(200, TEXT, line.encode())


def _witness(node: Node, old: int, proof: list[bytes], note: bytes, submissions: RateWindow | None) -> str:
    checkpoint = _read_checkpoint(note)
    with node.store.reading() as reader:
        owner = _owner(contacts(reader), checkpoint.origin)
    # Before the lock: whoever signs nothing must not keep those waiting who write.
    signed = _signed_by(owner, note, checkpoint.origin, node.now())
    try:
        with node.store.reading() as reader:
            _check(reader, owner, old, proof, checkpoint, signed)
        # What would be cosigned is counted, and what is new apart from what is not: anybody can send a log's
        # checkpoints again, and must not use up what that log itself may submit.
        counted = checkpoint.origin if checkpoint.size > old else f"{checkpoint.origin} again"
        if submissions is not None and not submissions.admit(counted):
            raise _Refused(429, "too many checkpoints of this origin")
        with node.store.writing() as writer:
            _check(writer, owner, old, proof, checkpoint, signed)
            return advance(writer, node, checkpoint, signed)
    except Contradiction as contradiction:
        keep_evidence(node, owner, contradiction.evidence)
        raise _Refused(422, contradiction.refusal.code) from None
    except LogStopped as stopped:
        raise _Refused(403, stopped.code) from None
    except AppendRefused as refusal:
        # A copy, a clock that went back, keys that ended: nothing is signed, and the log may ask again later.
        raise _Refused(503, refusal.code) from None


def _check(reader: Reader, owner: Contact, old: int, proof: list[bytes], checkpoint: Checkpoint, signed: bytes) -> None:
    """Refuse a checkpoint unless it continues the last one cosigned, and contradicts nothing that this node holds."""
    check_not_stopped(reader, owner, checkpoint.origin)
    last = witnessed(reader, checkpoint.origin)
    check_no_fork(reader, owner.name, reader.log(checkpoint.origin), last, checkpoint, signed)
    _check_step(old, proof, checkpoint, last)


def _read_checkpoint(note: bytes) -> Checkpoint:
    try:
        text, _ = parse_note(note)
        return parse_checkpoint(text)
    except CheckpointMalformed as error:
        raise _Refused(422 if error.rule == "root-of-empty-tree" else 400, error.rule) from None
    except TlogError as error:
        raise _Refused(400, str(error)) from None


def _owner(known: dict[str, Contact], origin: str) -> Contact:
    owner = known.get(origin.partition("/")[0])
    if owner is None:
        raise _Refused(404, "unknown origin")
    return owner


def _signed_by(owner: Contact, note: bytes, origin: str, now: datetime) -> bytes:
    """Return the note with the log's signature alone: other lines may be forged and are not passed on."""
    try:
        opened = open_by_log(owner, origin, note, now)
    except LogError as refusal:
        raise _Refused(403, refusal.code) from None
    except NoteMalformed as error:
        raise _Refused(400, error.rule) from None
    return format_note(opened.text, opened.signatures)


def _check_step(old: int, proof: list[bytes], new: Checkpoint, last: Witnessed | None) -> None:
    if old > new.size:
        raise _Refused(400, "old is greater than the checkpoint's size")
    held = last.size if last else 0
    if old != held:
        raise _OldDiffers(held)
    if last is None or old == 0:
        if proof:
            raise _Refused(422, "a proof from the empty tree is empty")
        return
    try:
        check_consistency(old, last.root, new.size, new.root, proof)
    except TlogError as error:
        raise _Refused(422, str(error)) from None


def _parse_submission(body: bytes) -> tuple[int, list[bytes], bytes]:
    head, found, note = body.partition(b"\n\n")
    try:
        text = head.decode("ascii") + "\n"
    except UnicodeDecodeError:
        raise _Refused(400, "not ASCII before the checkpoint") from None
    old = _OLD.match(text)
    if not found or not old:
        raise _Refused(400, "old size")
    lines = text[old.end() :].split("\n")[:-1]
    if len(lines) > MAX_PROOF_LINES:
        raise _Refused(400, "more than 63 proof lines")
    return int(old[1]), [_proof_hash(line) for line in lines], note


def _proof_hash(line: str) -> bytes:
    node = decode_base64(line)
    if node is None or len(node) != 32:
        raise _Refused(400, "proof line")
    return node
