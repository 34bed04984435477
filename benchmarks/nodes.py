"""Nodes with an agreement between them, and the ways in which one is read by another."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.registers import ATTRIBUTION, BARE, INDEXED, PARTS, new_record
from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import append
from lienvung.node.contact import Contact, add_contact, contact, read_contact
from lienvung.node.exchange.follow import commit_followed, follow_log
from lienvung.node.exchange.http_client import Answer, PartnerClient
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import PullReport, pull, read_heads
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.exchange.serve import Request, answer
from lienvung.node.home import Home, create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node

REGISTERS = (BARE, INDEXED)


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def new_nonces() -> NonceWindow:
    """Return an empty memory of the requests that were answered."""
    return NonceWindow(lambda: int(now().timestamp()))


@dataclass
class DirectClient:
    """Calls the partner's request handler in this process: for what is set up and not measured."""

    node: Node
    nonces: NonceWindow = field(default_factory=new_nonces)

    @property
    def partner(self) -> str:
        """The partner's name."""
        return self.node.name

    def request(self, method: str, path: str, headers: object, body: bytes = b"", limit: int = 0) -> Answer:
        """Answer one signed request."""
        signed: Mapping[str, str] = headers()  # type: ignore[operator]  # the port hands in the signer
        asked = Request(method, path, "", {name.lower(): value for name, value in signed.items()}, body)
        given = answer(self.node, asked, self.nonces)
        return Answer(given.status, given.media_type.partition(";")[0], given.body)

    def close(self) -> None:
        """Nothing is open."""


class CountingClient(PartnerClient):
    """A partner's HTTP client that counts its requests and the bytes of the bodies it is answered."""

    carried = 0
    requests = 0

    def request(self, *arguments: object, **named: object) -> Answer:
        """Send one request."""
        given = super().request(*arguments, **named)  # type: ignore[arg-type]  # handed through as they come
        self.requests += 1
        self.carried += len(given.body)
        return given


def make_nodes(folder: Path, places: Mapping[str, str]) -> list[Node]:
    """Make nodes that are each other's contacts, the first of which lets all others read the measured registers.

    `places` says by name where the store of each lies: in its folder, or in a schema of the database named.
    """
    nodes = [open_bench_node(_make_home(folder, name, store)) for name, store in places.items()]
    documents = {
        node.name: introduce_node(node, title=node.name, address="http://127.0.0.1:1", attribution=ATTRIBUTION)
        for node in nodes
    }
    roots = {name: read_contact(document).fingerprint for name, document in documents.items()}
    for node in nodes:
        for name, document in documents.items():
            if name != node.name:
                add_contact(node, document, fingerprint=roots[name], approved_by="benchmark")
    _agree(nodes, roots)
    return nodes


def open_bench_node(path: Path) -> Node:
    """Open a node that knows the measured registers besides its catalogue."""
    node = open_node(load_home(path), now=now, random=secrets.token_bytes)
    return replace(node, catalogue={**node.catalogue, **{each.register: each for each in REGISTERS}})


def append_records(node: Node, register: str, count: int, per_batch: int) -> None:
    """Append `count` new records in confirmations of `per_batch`."""
    for first in range(0, count, per_batch):
        changes = [new_record(node.name, register, number) for number in range(first, min(first + per_batch, count))]
        append(node, changes, idempotency_key=secrets.token_hex(8))


def pull_all(taker: Node, client: PartnerClient | DirectClient) -> PullReport:
    """Pull everything that the partner gives."""
    report = pull(taker, _known(taker, client.partner), _source(taker, client))
    assert not report.troubles, report.troubles
    return report


def pull_log(taker: Node, client: PartnerClient, register: str) -> None:
    """Verify and keep one log of the partner, without its values."""
    source, partner = _source(taker, client), _known(taker, client.partner)
    head = next(head for head in read_heads(partner, source) if head.register == register)
    with ThreadPoolExecutor(1) as ahead:
        followed = follow_log(taker, partner, source, head, ahead, None)
    with taker.store.writing() as writer:
        commit_followed(writer, taker, followed)


def _make_home(folder: Path, name: str, store: str) -> Path:
    settings = Settings(name, name, "http://127.0.0.1:1", "127.0.0.1:1", allow_loopback=True, store=store)
    home: Home = create_home(folder / name, settings, NodeKeys.generate(), secrets.token_bytes)
    return home.path


def _agree(nodes: list[Node], roots: Mapping[str, str]) -> None:
    giver, *takers = nodes
    since = date(2026, 1, 1)
    grants = tuple(
        Grant(giver.name, taker.name, each.register, PARTS, "benchmark", since)
        for taker in takers
        for each in REGISTERS
    )
    parties = tuple(Party(node.name, roots[node.name]) for node in nodes)
    terms = Terms("Benchmark", parties, "benchmark", (), None, grants)
    propose_agreement(giver, terms, attribution=ATTRIBUTION, idempotency_key="agreement")
    of = terms_hash(format_terms(terms))
    for taker in takers:
        pull_all(taker, DirectClient(giver))
        accept_agreement(taker, of, attribution=ATTRIBUTION, idempotency_key="acceptance")
    for node in nodes:
        for other in nodes:
            if other is not node:
                pull_all(node, DirectClient(other))


def _known(node: Node, name: str) -> Contact:
    with node.store.reading() as reader:
        return contact(reader, name)


def _source(taker: Node, client: PartnerClient | DirectClient) -> HttpSource:
    assert taker.keys is not None
    return HttpSource(client, caller=taker.name, key=taker.keys.request, now=now, random=secrets.token_bytes)  # type: ignore[arg-type]  # a DirectClient stands in for a PartnerClient
