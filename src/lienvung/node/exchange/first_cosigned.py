"""When was an entry first witnessed: the lines that a log's own node keeps, for whoever came later (proposal.md).

    <size>\\n
    one or more signature lines of witnesses over the log's checkpoint of that size

The text that they sign is not sent: the one who asks has the root of that size in its own verified copy.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from lienvung.core.agreement.proposal import counts_in_time
from lienvung.core.errors import LienVungError
from lienvung.core.register.origin import parse_origin
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.errors import NoteMalformed
from lienvung.core.tlog.note import parse_signature
from lienvung.node.contact import Contact, contacts, witnesses
from lienvung.node.exchange.errors import AnswerMalformed
from lienvung.node.exchange.head_check import prefix_root
from lienvung.node.exchange.source import Source
from lienvung.node.node import Node
from lienvung.node.proposals import Answer, proposals
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import CosignatureRow

MAX_LINES: Final = 16
MAX_ASKED: Final = 100
_FORM: Final = re.compile(r"([1-9][0-9]{0,18})\n((?:\S[^\n]*\n){1,16})")


def format_cosigned(size: int, lines: list[str]) -> bytes:
    """Return the bytes of an answer."""
    return f"{size}\n{''.join(lines)}".encode()


def parse_cosigned(data: bytes) -> tuple[int, list[str]]:
    """Return the size and the signature lines (ValueError)."""
    found = _FORM.fullmatch(data.decode())
    if not found:
        raise ValueError("not a size and signature lines")
    return int(found[1]), found[2].splitlines(keepends=True)


def first_cosigned(reader: Reader, origin: str, index: int) -> bytes | None:
    """Return what this node keeps of the first witnesses of an entry, or None before one came."""
    kept = reader.cosignatures_from(origin, index + 1, MAX_LINES)
    lines = [row.line for size, row in kept if size == kept[0][0]]
    return format_cosigned(kept[0][0], lines) if lines else None


def fetch_first_cosigned(node: Node, contact: Contact, source: Source) -> int:
    """Ask a partner for the first witnesses of its answers to joint changes, where ours came too late to count.

    Return how many lines verified and were kept. Raises LinkError and AnswerError.
    """
    with node.store.reading() as reader:
        wanted = list(_unproven(reader, contact.name, node.today()))[:MAX_ASKED]
    return sum(_fetch(node, contact, source, answer) for answer in wanted)


def _unproven(reader: Reader, partner: str, today: date) -> Iterator[Answer]:
    for state in proposals(reader, today):
        if not state.proposal.is_joint:
            continue
        for answer in state.answers:
            late = answer.witnessed is None or not counts_in_time(answer.witnessed, state.proposal.decide_by)
            if answer.said.node == partner and late:
                yield answer


def _fetch(node: Node, contact: Contact, source: Source, answer: Answer) -> int:
    data = source.cosigned(parse_origin(answer.origin).register, answer.index)
    if data is None:
        return 0
    try:
        size, lines = parse_cosigned(data)
        with node.store.reading() as reader:
            kept = list(_verified(reader, answer, size, lines))
    except (ValueError, UnicodeDecodeError, LienVungError):
        raise AnswerMalformed(contact.name, f"cosigned/{answer.index}", "size and lines") from None
    with node.store.writing() as writer:
        for row in kept:
            writer.add_cosignature(answer.origin, size, row.witness, row.line)
    return len(kept)


def _verified(reader: Reader, answer: Answer, size: int, lines: list[str]) -> Iterator[CosignatureRow]:
    """Yield the lines of witnesses that we know and that are over our own copy's root of this size."""
    log = reader.log(answer.origin)
    if log is None or not answer.index < size <= log.size:
        return
    text = format_checkpoint(Checkpoint(answer.origin, size, prefix_root(reader, answer.origin, size)))
    known = {(each.name, each.key_id): each for each in witnesses(contacts(reader), answer.origin)}
    for line in lines:
        try:
            signature = parse_signature(line)
        except NoteMalformed:
            continue
        verifier = known.get((signature.name, signature.key_id))
        if verifier is not None and verifier.verify(text, signature.value):
            yield CosignatureRow(signature.name, line)
