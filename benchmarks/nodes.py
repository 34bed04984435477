"""Two nodes in one process: the partner answers through the real request handler, without a socket between."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import Contact, add_contact, contact, read_contact
from lienvung.node.exchange.http_client import Answer
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import PullReport, pull
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.exchange.serve import Request, answer
from lienvung.node.home import Settings, create_home, open_node
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node

REGISTER = "limitation"
PARTS = ("attribution", "shared")
ATTRIBUTION = {"entered-by": "Phạm Thu Trang", "approved-by": "Nguyễn Đức Thành"}
PROGRAMME = "hai-phong-aaaaaaaaaaaaaaaa"


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


@dataclass
class HandlerClient:
    """A partner's client that calls the partner's request handler; `carried` counts the bytes of its answers."""

    node: Node
    nonces: NonceWindow
    carried: int = 0

    @property
    def partner(self) -> str:
        """The partner's name."""
        return self.node.name

    def request(self, method: str, path: str, headers: object, body: bytes = b"", limit: int = 0) -> Answer:
        """Answer one signed request."""
        signed: Mapping[str, str] = headers()  # type: ignore[operator]  # the port hands in the signer
        asked = Request(method, path, "", {name.lower(): value for name, value in signed.items()}, body)
        given = answer(self.node, asked, self.nonces)
        self.carried += len(given.body)
        return Answer(given.status, given.media_type.partition(";")[0], given.body)

    def close(self) -> None:
        """Nothing is open."""


def open_nodes(folder: Path, *names: str) -> list[Node]:
    """Make nodes that are each other's contacts, the first of which lets all others read the register."""
    nodes = [make_node(folder, name) for name in names]
    documents = {
        node.name: introduce_node(node, title=node.name, address="http://127.0.0.1:1", attribution=ATTRIBUTION)
        for node in nodes
    }
    for node in nodes:
        for name, document in documents.items():
            if name != node.name:
                compared = read_contact(document).fingerprint
                add_contact(node, document, fingerprint=compared, approved_by="benchmark")
    agree(nodes, {name: read_contact(document).fingerprint for name, document in documents.items()})
    return nodes


def make_node(folder: Path, name: str) -> Node:
    """Make one node with its store in `folder`."""
    settings = Settings(name, name, "http://127.0.0.1:1", "127.0.0.1:1", allow_loopback=True)
    home = create_home(folder / name, settings, NodeKeys.generate(), secrets.token_bytes)
    return open_node(home, now=now, random=secrets.token_bytes)


def agree(nodes: list[Node], roots: Mapping[str, str]) -> None:
    """Put one agreement in force by which the first node grants the register to the others."""
    giver, *takers = nodes
    grants = tuple(Grant(giver.name, each.name, REGISTER, PARTS, "benchmark", date(2026, 1, 1)) for each in takers)
    parties = tuple(Party(node.name, roots[node.name]) for node in nodes)
    terms = Terms("Benchmark", parties, "benchmark", (), None, grants)
    propose_agreement(giver, terms, attribution=ATTRIBUTION, idempotency_key="agreement")
    for taker in takers:
        pull_from(taker, giver)
        of = terms_hash(format_terms(terms))
        accept_agreement(taker, of, attribution=ATTRIBUTION, idempotency_key="acceptance")
        pull_from(giver, taker)


def known(node: Node, other: Node) -> Contact:
    """Return what a node knows of another."""
    with node.store.reading() as reader:
        return contact(reader, other.name)


def pull_from(taker: Node, giver: Node) -> tuple[PullReport, int]:
    """Pull everything; return the report and the bytes that the partner answered."""
    assert taker.keys is not None
    client = HandlerClient(giver, NonceWindow(lambda: int(now().timestamp())))
    source = HttpSource(client, caller=taker.name, key=taker.keys.request, now=now, random=secrets.token_bytes)  # type: ignore[arg-type]  # stands in for a PartnerClient
    return pull(taker, known(taker, giver), source), client.carried


def write(node: Node, count: int, per_batch: int) -> None:
    """Append `count` records in confirmations of `per_batch`."""
    for first in range(0, count, per_batch):
        changes = [change(node, number) for number in range(first, min(first + per_batch, count))]
        append(node, changes, idempotency_key=secrets.token_hex(8))


def change(node: Node, number: int) -> Change:
    """Return one new record: seven shared fields in a table with two indices and full text."""
    shared = {
        "text": f"Mặt bằng đoạn {number} còn chậm so với kế hoạch của hai bên",
        "programmes": [PROGRAMME],
        "owned-by": ["hai-phong"],
        "since": "2026-07-10",
        "cause": "Giá đất chưa thống nhất",
        "nature": "illustrative",
    }
    key = new_key(node.name, format_token(secrets.token_bytes(TOKEN_BYTES)))
    return Change("put", REGISTER, key, {"shared": shared, "attribution": ATTRIBUTION})
