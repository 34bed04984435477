"""Have one's own checkpoints witnessed by a contact (C2SP tlog-witness, the log's side)."""

import re
from typing import Any, Final

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.tlog.errors import NoteMalformed
from lienvung.core.tlog.merkle import prove_consistency
from lienvung.core.tlog.note import parse_note, parse_signature
from lienvung.node.contact import Contact
from lienvung.node.exchange.errors import AnswerMalformed, OwnLogBehind, PartnerRefused
from lienvung.node.exchange.http_client import Answer
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.witness import format_submission
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
CONFLICT: Final = 409
TOO_MANY: Final = 429


def submit_checkpoints(node: Node, contact: Contact, source: HttpSource) -> int:
    """Submit every head of ours that this witness has not cosigned; return how many it cosigned.

    Raises OwnLogBehind when the witness knows a larger tree of ours: then this node was restored from a copy. A log
    that the witness refuses is told (PartnerRefused) after the others have had their turn; one that came too often
    waits for the next round.
    """
    with node.store.reading() as reader:
        known = acknowledged(reader, contact)
        open_logs = [log for log in reader.logs() if log.node == node.name and known.get(log.origin, 0) < log.size]
    refusal: PartnerRefused | None = None
    cosigned = 0
    for log in open_logs:
        try:
            line = _submit(node, contact, source, log, known.get(log.origin, 0))
        except PartnerRefused as refused:
            if refused.status != TOO_MANY:
                refusal = refusal or refused
            continue
        cosigned += 1
        known[log.origin] = log.size
        with node.store.writing() as writer:
            writer.add_cosignature(log.origin, log.size, contact.witness_name, line)
            writer.set_setting(_setting(contact), canonical(dict(known)))
    if refusal is not None:
        raise refusal
    return cosigned


def _submit(node: Node, contact: Contact, source: HttpSource, log: LogState, old: int) -> str:
    answer = _send(node, source, log, old)
    if answer.status == CONFLICT:
        # The witness has moved on without our knowing, by a pull or an answer that was lost: begin where it stands.
        answer = _send(node, source, log, _size_there(contact, log, answer))
    if answer.status != 200:
        raise PartnerRefused(contact.name, answer.status, "add-checkpoint")
    return _line(contact, log, answer)


def _send(node: Node, source: HttpSource, log: LogState, old: int) -> Answer:
    assert log.head is not None
    with node.store.reading() as reader:
        proof = prove_consistency(old, log.size, reader.hashes(log.origin)) if old else []
    return source.submit(format_submission(old, proof, log.head))


def _size_there(contact: Contact, log: LogState, answer: Answer) -> int:
    found = _SIZE.fullmatch(answer.body)
    if not found:
        raise AnswerMalformed(contact.name, "add-checkpoint", "size")
    size = int(found[1])
    if size > log.size:
        raise OwnLogBehind(contact.name, log.origin, log.size, size)
    return size


def _line(contact: Contact, log: LogState, answer: Answer) -> str:
    """Return the witness's line if it is its cosignature over our head."""
    assert log.head is not None
    text, _ = parse_note(log.head)
    try:
        line = answer.body.decode()
        signature = parse_signature(line)
    except (UnicodeDecodeError, NoteMalformed):
        raise AnswerMalformed(contact.name, "add-checkpoint", "cosignature line") from None
    verifiers = {(each.name, each.key_id): each for each in contact.witness_verifiers()}
    verifier = verifiers.get((signature.name, signature.key_id))
    if verifier is None:
        raise AnswerMalformed(contact.name, "add-checkpoint", "whose cosignature")
    if not verifier.verify(text, signature.value):
        raise AnswerMalformed(contact.name, "add-checkpoint", "cosignature")
    return line


def acknowledged(reader: Reader, contact: Contact) -> dict[str, Any]:
    """Return, by origin, up to which size a witness has cosigned our logs."""
    data = reader.setting(_setting(contact))
    sizes: dict[str, Any] = parse_canonical(data) if data else {}
    return sizes


def acknowledge(writer: Writer, contact: Contact, origin: str, size: int) -> None:
    """Remember that a witness cosigned a log of ours up to this size."""
    sizes = acknowledged(writer, contact)
    if sizes.get(origin, 0) < size:
        writer.set_setting(_setting(contact), canonical({**sizes, origin: size}))


def _setting(contact: Contact) -> str:
    return f"submitted/{contact.name}"
