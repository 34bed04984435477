"""Answer a request for parts: decide each, write the ledger, and only then let anything leave."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, Protocol

from lienvung.core.register.entry import Entry, format_time
from lienvung.core.register.errors import KeyInvalid
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.part import MAX_BODY
from lienvung.node.errors import StoreError
from lienvung.node.exchange.errors import (
    GrantMissing,
    LedgerUnwritable,
    NotHere,
    RequestMalformed,
    TransactionReused,
)
from lienvung.node.exchange.leaving import decide
from lienvung.node.exchange.parts_framing import PartRecord, State, format_blocks, within_room
from lienvung.node.exchange.parts_request import PartsRequest, parse_parts_request
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import PartRow, TransferRow

PIECE: Final = 1024
"""So many entries are read from the store at once: a caller may ask for more than an answer has room for."""

_STATES: Final = {"erased": State.ERASED}


class Decision(Protocol):
    """What may leave of one log: `Leaving` of ours, or `Returning` to whom the log belongs."""

    @property
    def readable(self) -> bool: ...

    @property
    def refs(self) -> tuple[str, ...]: ...

    def parts_of(self, reader: Reader, origin: str, index: int, entry: Entry) -> frozenset[str]: ...


Decide = Callable[[Reader, str], Decision]
"""Decides about the caller and a register, in the snapshot that is read."""


def answer_parts(node: Node, caller: str, body: bytes) -> bytes:
    """Return the framed answer (RequestMalformed, NotHere, GrantMissing, TransactionReused, LedgerUnwritable)."""
    return answer_by(
        node, caller, body, node.name, lambda reader, register: decide(reader, node, caller, register, node.today())
    )


def answer_by(node: Node, caller: str, body: bytes, owner: str, decided: Decide) -> bytes:
    """Answer for the logs of one owner, by a decision of one's own; raises as `answer_parts` does."""
    request = parse_parts_request(body)
    register = _register_of(owner, request.origin)
    with node.store.reading() as reader:
        leaving = _admit(reader, caller, register, request, decided)
    _write_ledger(node, caller, request, leaving, body)
    # Decided again in the snapshot that is read: a revocation that was committed meanwhile is obeyed.
    with node.store.reading() as reader:
        leaving = _admit(reader, caller, register, request, decided)
        return b"".join(format_blocks(within_room(leaving_records(reader, request, leaving))))


def _admit(reader: Reader, caller: str, register: str, request: PartsRequest, decided: Decide) -> Decision:
    log = reader.log(request.origin)
    if log is None:
        raise NotHere(request.origin)
    if request.ranges[-1][1] > log.size:
        raise RequestMalformed("ranges beyond the log")
    leaving = decided(reader, register)
    if not leaving.readable:
        raise GrantMissing(caller, register)
    return leaving


def _register_of(owner: str, origin: str) -> str:
    try:
        named, register = parse_origin(origin)
    except KeyInvalid:
        raise RequestMalformed("log") from None
    if named != owner:
        raise NotHere(origin)
    return register


def _write_ledger(node: Node, caller: str, request: PartsRequest, leaving: Decision, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    row = TransferRow(
        id=request.transaction,
        direction="out",
        partner=caller,
        origin=request.origin,
        at=format_time(node.now()),
        agreements=leaving.refs,
        names=request.names,
        entries=request.entries,
        detail=digest,
    )
    try:
        with node.store.writing() as writer:
            writer.add_transfer(row)
            _check_recorded(writer, row)
    except StoreError:
        raise LedgerUnwritable from None


def _check_recorded(reader: Reader, row: TransferRow) -> None:
    """Make sure that the ledger has this very line: under an id that was used before, none was added."""
    if _is_same(reader.transfers(row.partner, 1), row):
        return
    if not _is_same([each for each in reader.transfers(row.partner) if each.id == row.id], row):
        raise TransactionReused(row.id)


def _is_same(lines: Sequence[TransferRow], row: TransferRow) -> bool:
    return any((each.id, each.direction, each.detail) == (row.id, row.direction, row.detail) for each in lines)


def leaving_records(reader: Reader, request: PartsRequest, leaving: Decision) -> Iterator[PartRecord]:
    """Yield what the caller gets of each part asked for, in the order of the request."""
    for first, stop in _pieces(request):
        rows = groupby(reader.parts(request.origin, first, stop, request.names), key=lambda row: row.index)
        held = next(rows, None)
        for index, leaf in enumerate(reader.entries(request.origin, first, stop), first):
            known: dict[str, PartRow] = {}
            if held is not None and held[0] == index:
                known = {row.name: row for row in held[1]}
                held = next(rows, None)
            entry = entry_of(leaf)
            allowed = leaving.parts_of(reader, request.origin, index, entry)
            yield from _of_entry(request, index, entry, allowed, known)


def _pieces(request: PartsRequest) -> Iterator[tuple[int, int]]:
    for first, stop in request.ranges:
        for start in range(first, stop, PIECE):
            yield start, min(start + PIECE, stop)


def _of_entry(
    request: PartsRequest, index: int, entry: Entry, allowed: frozenset[str], known: dict[str, PartRow]
) -> Iterator[PartRecord]:
    for ordinal, name in enumerate(request.names):
        if name not in entry.parts:
            continue
        row = known.get(name)
        if name not in allowed:
            yield PartRecord(index, ordinal, State.WITHHELD)
        elif row is not None and row.state == "held" and len(row.body) <= MAX_BODY:
            yield PartRecord(index, ordinal, State.HELD, row.salt, row.body)
        else:
            yield PartRecord(index, ordinal, _STATES.get(row.state if row else "", State.UNAVAILABLE))
