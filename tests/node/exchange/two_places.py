"""Two nodes that meet over real HTTP on loopback, each with a real SQLite store."""

import random
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lienvung.core.agreement.terms import Filter, Grant, Party, Terms, format_terms, terms_hash
from lienvung.core.register.key import format_token, new_key
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import Contact, add_contact, contact, own_document, own_node_json
from lienvung.node.exchange.http_client import PartnerClient, Patience
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import PullReport, pull
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.exchange.serve import Request, Response, answer
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.stores.rows import Receipt

ATTRIBUTION = {"entered-by": "Nguyễn Thị Lan", "entered-office": "Văn phòng UBND"}
PARTS = ("attribution", "shared", "source")
TODAY = date(2026, 11, 22)

Tamper = Callable[[Request, Response], Response]


class Clock:
    """A clock that tests move by hand; each look is a second later, as entries need."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


@dataclass
class Place:
    """One locality: its node, its server, and what the line does to its answers."""

    node: Node
    clock: Clock
    folder: Path
    address: str
    server: "Server"
    tamper: Tamper | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.node.name

    def contact(self, other: "Place") -> Contact:
        with self.node.store.reading() as reader:
            return contact(reader, other.name)

    def source(self, other: "Place", patience: Patience | None = None) -> HttpSource:
        assert self.node.keys is not None
        client = PartnerClient(other.name, other.address, allow_loopback=True, patience=patience)
        return HttpSource(
            client, caller=self.name, key=self.node.keys.request, now=self.node.now, random=self.node.random
        )

    def pull(self, other: "Place") -> PullReport:
        return pull(self.node, self.contact(other), self.source(other))

    def write(self, count: int = 1, register: str = "limitation", **shared: Any) -> list[str]:
        """Append `count` records and return their keys."""
        keys = [new_key(self.name, format_token(secrets.token_bytes(10))) for _ in range(count)]
        changes = [
            Change("put", register, key, {"shared": {**SAMPLE[register], **shared}, "attribution": ATTRIBUTION})
            for key in keys
        ]
        append(self.node, changes, idempotency_key=keys[0])
        return keys

    def change(self, op: str, register: str, key: str, shared: Mapping[str, Any]) -> Receipt:
        item = {"shared": dict(shared)} | ({"attribution": ATTRIBUTION} if op == "put" else {})
        return append(self.node, [Change(op, register, key, item)], idempotency_key=secrets.token_hex(8))

    def terms(self, other: "Place", *grants: Grant) -> Terms:
        """Return terms between two places."""
        with self.node.store.reading() as reader:
            own = own_document(reader)
        assert own is not None
        parties = (Party(self.name, own.fingerprint), Party(other.name, self.contact(other).fingerprint))
        return Terms("Thỏa thuận thử", parties, "Thỏa thuận hợp tác", (), None, grants)

    def agree(self, other: "Place", *grants: Grant) -> str:
        """Put an agreement in force between two places: propose here, pull and accept there, pull back."""
        terms = self.terms(other, *grants)
        propose_agreement(self.node, terms, attribution=ATTRIBUTION, idempotency_key=secrets.token_hex(8))
        other.pull(self)
        of = terms_hash(format_terms(terms))
        accept_agreement(other.node, of, attribution=ATTRIBUTION, idempotency_key=secrets.token_hex(8))
        self.pull(other)
        return of


_RAISED = {
    "text": "Tiến độ giải phóng mặt bằng còn chậm",
    "programmes": ["ha-noi-aaaaaaaaaaaaaaaa"],
    "nature": "illustrative",
}
SAMPLE: Mapping[str, Mapping[str, Any]] = {"limitation": _RAISED, "escalation": _RAISED}


def grant(
    grantor: str,
    recipient: str,
    register: str = "limitation",
    parts: tuple[str, ...] = PARTS,
    rows: Filter | None = None,
) -> Grant:
    """Return a grant in force since the start of the year."""
    return Grant(grantor, recipient, register, parts, "Theo dõi chương trình hợp tác", date(2026, 1, 1), None, rows)


def serve(place: Callable[[], Place]) -> type[BaseHTTPRequestHandler]:
    """Return a handler around `serve.answer`, with the line's tampering between."""
    nonces = NonceWindow(lambda: int(place().node.now().timestamp()))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one(self) -> None:
            here = place()
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, body)
            here.asked.append(path.removeprefix("/lienvung/v1"))
            response = answer(here.node, request, nonces)
            if here.tamper:
                response = here.tamper(request, response)
            self.send_response(response.status)
            self.send_header("Content-Type", response.media_type)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        do_GET = do_POST = handle_one

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(place().node.now(), usegmt=True)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """A server that can hang up on everybody."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.open: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.open.append(connection)
        return connection, address

    def close_connections(self) -> None:
        for connection in self.open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def open_place(folder: Path, name: str, title: str, store: str = "") -> Place:
    """Make a node and start its server; the node introduces itself with the server's address."""
    found: list[Place] = []
    server = Server(serve(lambda: found[0]))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings = Settings(name, title, address, address.removeprefix("http://"), allow_loopback=True, store=store)
    clock = Clock()
    home = create_home(folder / name, settings, NodeKeys.generate(), random.randbytes)
    node = open_node(home, now=clock, random=secrets.token_bytes)
    introduce_node(node, title=title, address=address, attribution=ATTRIBUTION)
    found.append(Place(node, clock, home.path, address, server))
    return found[0]


def meet(one: Place, other: Place) -> None:
    """Let two places approve each other's node document, fingerprints compared."""
    for here, there in ((one, other), (other, one)):
        with there.node.store.reading() as reader:
            document, own = own_node_json(reader), own_document(reader)
        assert document is not None
        assert own is not None
        add_contact(here.node, document, fingerprint=own.fingerprint, approved_by="Trần Văn Bình")
