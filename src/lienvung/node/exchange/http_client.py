"""One partner's HTTP connections: pinned to an address, bounded in time and size, never redirected.

The address comes from a contact that two officers compared (DESIGN §4); it is resolved once and the
connection goes to that IP. Private ranges are allowed, because government networks use them; loopback
only where the settings say so; link-local (which holds cloud metadata), multicast and reserved never.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse, HTTPResponse

from lienvung.core.agreement.shape import is_address
from lienvung.node.exchange.errors import (
    AddressRefused,
    AnswerMalformed,
    AnswerTooLarge,
    AnswerTruncated,
    PartnerRedirected,
    PartnerTimedOut,
    PartnerUnreachable,
)
from lienvung.node.exchange.source import MAX_ANSWER

CONNECTIONS: Final = 4
CHUNK: Final = 256 * 1024
NODE_TIME: Final = "Lienvung-Time"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a partner may take, in seconds: to connect, between two bytes, for a whole answer, for a whole round.

    What a round brought before its end is kept, and the next one goes on from there.
    """

    connect: float = 5
    read: float = 30
    total: float = 120
    round: float = 900


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, read to its end. `media_type` is without parameters.

    `date` is when the partner says it is, in the form of the header `Date`: by its node's clock where it tells, else by
    its web server's.
    """

    status: int
    media_type: str
    body: bytes
    date: str = ""


class PartnerClient:
    """Keep-alive connections to one partner, for one round. Safe between threads; at most four requests at once."""

    def __init__(self, partner: str, address: str, *, allow_loopback: bool, patience: Patience | None = None) -> None:
        self.partner = partner
        self.patience = patience or Patience()
        self._pool = _open_pool(partner, address, allow_loopback, self.patience)
        self._host = urlsplit(address).netloc
        self._until = time.monotonic() + self.patience.round

    def request(
        self,
        method: str,
        path: str,
        headers: Callable[[], Mapping[str, str]],
        body: bytes = b"",
        limit: int = MAX_ANSWER,
    ) -> Answer:
        """Send one request and read its answer, at most `limit` bytes (LinkError, AnswerError).

        `headers` is called for each attempt, because a signature is accepted once: a connection that
        the partner closed while it was idle is opened again, one time.
        """
        try:
            return self._attempt(method, path, headers(), body, limit)
        except _IdleConnectionClosed:
            return self._attempt(method, path, headers(), body, limit)

    def close(self) -> None:
        """Close every idle connection."""
        self._pool.close()

    def _attempt(self, method: str, path: str, headers: Mapping[str, str], body: bytes, limit: int) -> Answer:
        if time.monotonic() >= self._until:
            raise PartnerTimedOut(self.partner, int(self.patience.round))
        deadline = min(time.monotonic() + self.patience.total, self._until)
        try:
            response = self._pool.urlopen(
                method,
                path,
                body=body or None,
                headers={"Host": self._host, "Accept-Encoding": "identity", **headers},
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except urllib3.exceptions.NewConnectionError as error:
            # urllib3 counts a refused connection among its timeouts; nobody listens is not nobody answers.
            raise self._failure(error, path, deadline) from None
        except urllib3.exceptions.TimeoutError:
            raise PartnerTimedOut(self.partner, int(self.patience.read)) from None
        except urllib3.exceptions.HTTPError as error:
            raise self._failure(error, path, deadline) from None
        try:
            return self._read(response, path, limit, deadline)
        finally:
            # Bytes left unread would be taken for the next answer on this connection.
            response.close() if response.length_remaining != 0 else response.release_conn()

    def _failure(self, error: urllib3.exceptions.HTTPError, path: str, deadline: float) -> Exception:
        if time.monotonic() >= deadline:
            return PartnerTimedOut(self.partner, int(self.patience.total))
        cause = error.args[-1] if isinstance(error, urllib3.exceptions.ProtocolError) else None
        if isinstance(cause, ConnectionError):
            return _IdleConnectionClosed(self.partner, "connection closed")
        if isinstance(cause, HTTPException):
            return AnswerMalformed(self.partner, path, "HTTP")
        return PartnerUnreachable(self.partner, type(error).__name__)

    def _read(self, response: BaseHTTPResponse, path: str, limit: int, deadline: float) -> Answer:
        if 300 <= response.status < 400:
            raise PartnerRedirected(self.partner, response.status)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise AnswerMalformed(self.partner, path, "no content encoding was asked for")
        chunks: list[bytes] = []
        size = 0
        try:
            while chunk := _read_some(response):
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise AnswerTooLarge(self.partner, path, limit)
                if time.monotonic() >= deadline:
                    raise PartnerTimedOut(self.partner, int(self.patience.total))
        except urllib3.exceptions.TimeoutError:
            raise PartnerTimedOut(self.partner, int(self.patience.read)) from None
        except urllib3.exceptions.HTTPError:
            raise AnswerTruncated(self.partner, path) from None
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status, media_type, b"".join(chunks), _date_of(response))


def _date_of(response: BaseHTTPResponse) -> str:
    return response.headers.get(NODE_TIME, "") or response.headers.get("Date", "")


class _IdleConnectionClosed(PartnerUnreachable):
    """The connection ended without an answer, as a kept-alive one may at any time."""


def _read_some(response: BaseHTTPResponse) -> bytes:
    # read1 returns after one receive: a partner that drips a byte a minute meets the deadline between two.
    assert isinstance(response, HTTPResponse)
    return response.read1(CHUNK, decode_content=False)


def _open_pool(partner: str, address: str, allow_loopback: bool, patience: Patience) -> urllib3.HTTPConnectionPool:
    if not is_address(address):
        raise AddressRefused(partner, address, "http(s)://host[:port]")
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip = _resolve(partner, address, parts.hostname or "", port, allow_loopback)
    # Keywords that the pool does not know are handed to each connection that it opens.
    settings: dict[str, Any] = {
        "timeout": urllib3.Timeout(connect=patience.connect, read=patience.read),
        "maxsize": CONNECTIONS,
        "block": True,
        "retries": False,
        "total": patience.total,
    }
    if parts.scheme == "https":
        return _SecurePool(ip, port, server_hostname=parts.hostname, assert_hostname=parts.hostname, **settings)
    return _PlainPool(ip, port, **settings)


def _resolve(partner: str, address: str, host: str, port: int, allow_loopback: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise PartnerUnreachable(partner, "the name does not resolve") from None
    ip = ipaddress.ip_address(found[0][4][0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    if mapped.is_loopback and not allow_loopback:
        raise AddressRefused(partner, address, "loopback")
    never = mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified or mapped.is_reserved
    if never and not mapped.is_loopback:
        raise AddressRefused(partner, address, "link-local, multicast or reserved")
    return str(ip)


def _getresponse_within(connection: HTTPConnection, seconds: float) -> HTTPResponse:
    """Read an answer's headers, and cut the line when they drip in so slowly that no single read times out."""
    late = threading.Event()
    watch = threading.Timer(seconds, _cut, [connection, late])
    watch.daemon = True
    watch.start()
    try:
        response = HTTPConnection.getresponse(connection)
    finally:
        watch.cancel()
    if late.is_set():
        # A line that is cut reads as the end of the headers, which would pass for an answer.
        raise TimeoutError
    return response


def _cut(connection: HTTPConnection, late: threading.Event) -> None:
    late.set()
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)


class _PlainConnection(HTTPConnection):
    def __init__(self, *arguments: Any, total: float, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._total = total

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself does
        return _getresponse_within(self, self._total)


class _SecureConnection(HTTPSConnection):
    def __init__(self, *arguments: Any, total: float, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._total = total

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 itself does
        return _getresponse_within(self, self._total)


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
