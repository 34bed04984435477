"""Try a connection step by step: reach the partner, know its key, compare clocks, sign, ask, compare ledgers.

No value is asked for: the request for parts names one that never leaves, so that everything on the way is tried and
nothing travels. A step that fails ends the trial; what went before stays true.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.register.origin import format_origin
from lienvung.node.contact import Contact, FingerprintMismatch, read_contact
from lienvung.node.exchange.errors import AnswerMalformed, PartnerRefused
from lienvung.node.exchange.heads import HeadsMalformed, parse_heads
from lienvung.node.exchange.http_client import Answer, PartnerClient, Patience
from lienvung.node.exchange.http_source import PREFIX, HttpSource
from lienvung.node.exchange.ledger import LedgerMalformed, compare_ledgers, parse_ledger
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request
from lienvung.node.node import Node
from lienvung.node.own_keys import request_key
from lienvung.node.stores.rows import TransferRow

NODE_JSON: Final = f"{PREFIX}/node.json"
MAX_NODE_JSON: Final = 256 * 1024
MAX_SKEW: Final = 60
PATIENCE: Final = Patience(connect=5, read=10, total=20)


@dataclass(eq=False)
class ClocksApart(LienVungError):
    """The partner's clock and ours differ by so much that signed requests will be refused."""

    code: ClassVar[str] = "clocks-apart"
    partner: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `name` is reach, key, clock, heads, parts or ledger; `facts` what was seen; `trouble` why it failed."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    trouble: LienVungError | None = None


def try_contact(node: Node, contact: Contact, *, allow_loopback: bool, patience: Patience = PATIENCE) -> list[Step]:
    """Go through the steps with one contact, in order; return those that were made."""
    steps: list[Step] = []
    for name, facts in _attempts(node, contact, allow_loopback, patience):
        try:
            steps.append(Step(name, facts()))
        except LienVungError as trouble:
            steps.append(Step(name, {}, trouble))
            # A clock that is told wrongly need not be wrong: whether signatures are accepted says the next step.
            if name != "clock":
                return steps
    return steps


Facts = Callable[[], Mapping[str, Any]]


def _attempts(node: Node, contact: Contact, allow_loopback: bool, patience: Patience) -> Iterator[tuple[str, Facts]]:
    reached: list[tuple[Answer, float]] = []
    clients: list[PartnerClient] = []

    def reach() -> Mapping[str, Any]:
        clients.append(
            PartnerClient(contact.name, contact.address, allow_loopback=allow_loopback, patience=patience)
        )  # fmt: skip
        begun = time.monotonic()
        answer = clients[0].request("GET", NODE_JSON, dict, limit=MAX_NODE_JSON)
        if answer.status != 200:
            raise PartnerRefused(contact.name, answer.status, "")
        reached.append((answer, time.monotonic() - begun))
        return {"milliseconds": round(reached[0][1] * 1000), "address": contact.address}

    def source() -> HttpSource:
        return HttpSource(clients[0], caller=node.name, key=request_key(node), now=node.now, random=node.random)

    try:
        yield "reach", reach
        yield "key", lambda: _key(contact, reached[0][0].body)
        yield "clock", lambda: _clock(node, contact, reached[0][0].date)
        yield "heads", lambda: _heads(contact, source())
        yield "parts", lambda: _parts(node, contact, source())
        yield "ledger", lambda: _ledger(node, contact, source())
    finally:
        for client in clients:
            client.close()


def _key(contact: Contact, node_json: bytes) -> Mapping[str, Any]:
    shown = read_contact(node_json)
    if (shown.name, shown.fingerprint) != (contact.name, contact.fingerprint):
        raise FingerprintMismatch(contact.name, contact.fingerprint, shown.fingerprint)
    return {"version": shown.version, "approved": contact.version}


def _clock(node: Node, contact: Contact, date: str) -> Mapping[str, Any]:
    theirs = _parsed(date)
    if theirs is None:
        return {"seconds": None}
    seconds = round((theirs - node.now()).total_seconds())
    if abs(seconds) > MAX_SKEW:
        raise ClocksApart(contact.name, seconds)
    return {"seconds": seconds}


def _parsed(date: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(date)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _heads(contact: Contact, source: HttpSource) -> Mapping[str, Any]:
    try:
        _node, heads = parse_heads(source.heads())
    except HeadsMalformed as error:
        raise AnswerMalformed(contact.name, "/heads", str(error)) from None
    return {"logs": len(heads), "readable": sum(head.readable for head in heads)}


def _parts(node: Node, contact: Contact, source: HttpSource) -> Mapping[str, Any]:
    """Ask for a part that a node never gives: who wrote its own introduction. Both ledgers get their line."""
    origin = format_origin(contact.name, "node")
    request = PartsRequest(origin, ("attribution",), ((0, 1),), source.transaction(origin))
    row = TransferRow(request.transaction, "in", contact.name, origin, format_time(node.now()), (), request.names, 1)
    with node.store.writing() as writer:
        writer.add_transfer(row)
    return {"bytes": len(source.parts(format_parts_request(request))), "transaction": request.transaction}


def _ledger(node: Node, contact: Contact, source: HttpSource) -> Mapping[str, Any]:
    try:
        theirs = parse_ledger(source.transfers(), contact.name, node.name)
    except LedgerMalformed as error:
        raise AnswerMalformed(contact.name, "/transfers", str(error)) from None
    with node.store.reading() as reader:
        found = compare_ledgers(reader.transfers(contact.name), theirs)
    return {"both": found.both, "here": len(found.only_here), "there": len(found.only_there)}
