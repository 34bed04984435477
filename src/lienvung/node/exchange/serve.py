"""Answer other nodes. Framework-free: a face turns its request into `Request` and our `Response` into its own.

    GET  /lienvung/v1/node.json                          open
    GET  /lienvung/v1/heads                              contacts
    GET  /lienvung/v1/logs/<register>/checkpoint         contacts
    GET  /lienvung/v1/logs/<register>/cosigned/<index>   contacts
    GET  /lienvung/v1/logs/<register>/tile/…             contacts with a grant on the register
    GET  /lienvung/v1/logs/<register>/pack/<first>/<n>   contacts with a grant on the register
    POST /lienvung/v1/parts                              contacts; each part is decided by itself
    GET  /lienvung/v1/blobs/<sha256>                     contacts who may have a part that names the blob
    POST /lienvung/v1/gossip                             contacts
    POST /lienvung/v1/add-checkpoint                     open; the checkpoint's signature speaks
    GET  /lienvung/v1/witness/<digest>/checkpoint        open
    …    /lienvung/v1/held/…                             contacts; what is held here of the caller's own (returning)

Deny by default: a path that is not here is 404, a caller that is not known 401, a part that no grant names
is `withheld`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson

from lienvung.core.register.entry import format_time
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.errors import TileMalformed
from lienvung.core.tlog.tile import TilePath, format_entry_bundle, parse_entry_bundle, parse_tile_path
from lienvung.node.contact import own_node_json, read_contact, request_keys
from lienvung.node.errors import AppendRefused, RestoredUnchecked, SecondInstallation, StoreError
from lienvung.node.exchange.blob_access import may_have_blob
from lienvung.node.exchange.errors import (
    CallerError,
    CallerUnknown,
    GrantMissing,
    LedgerUnwritable,
    NotHere,
    RequestMalformed,
    SignatureMalformed,
    SignatureMissing,
    SignatureReplayed,
    SignatureStale,
    SignatureWrong,
    TransactionReused,
)
from lienvung.node.exchange.first_cosigned import first_cosigned
from lienvung.node.exchange.gossip import answer_gossip
from lienvung.node.exchange.heads import Head, Stated, format_heads, statement
from lienvung.node.exchange.http_source import JSON, OCTETS, PACK, PARTS, PREFIX, PROBLEM
from lienvung.node.exchange.leaving import decide, decide_all
from lienvung.node.exchange.ledger import format_ledger
from lienvung.node.exchange.parts_answer import answer_parts
from lienvung.node.exchange.parts_framing import format_frame
from lienvung.node.exchange.rate import RateWindow
from lienvung.node.exchange.request_signature import NonceWindow, Target, check_claim, parse_claim
from lienvung.node.exchange.returning import held_heads, held_parts, may_have_back
from lienvung.node.exchange.source import MAX_ANSWER, MAX_BUNDLES
from lienvung.node.exchange.witness import TEXT, add_checkpoint
from lienvung.node.exchange.witnessed import format_witnessed, witnessed_by_digest
from lienvung.node.guard import guard_of
from lienvung.node.node import Node
from lienvung.node.own_keys import request_key
from lienvung.node.stores.port import Reader

MAX_REQUEST: Final = 1024 * 1024
STATUS: Final[Mapping[type[CallerError], int]] = {
    RequestMalformed: 400,
    SignatureMissing: 401,
    SignatureMalformed: 401,
    SignatureStale: 401,
    SignatureWrong: 401,
    SignatureReplayed: 401,
    CallerUnknown: 401,
    GrantMissing: 403,
    NotHere: 404,
    TransactionReused: 409,
    LedgerUnwritable: 503,
}


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request. `path` is as sent, without the query; header names are in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer."""

    status: int
    media_type: str
    body: bytes


def answer(node: Node, request: Request, nonces: NonceWindow, submissions: RateWindow | None = None) -> Response:
    """Answer one request; a refusal is problem+json (RFC 9457) and reveals its code, nothing else.

    `submissions` bounds how often a log may have checkpoints witnessed; None where nobody can come in from outside.
    """
    try:
        return _route(node, request, nonces, submissions)
    except CallerError as refusal:
        return _problem(STATUS[type(refusal)], refusal.code)
    except (StoreError, SecondInstallation) as failure:
        return _problem(503, failure.code)


def _route(node: Node, request: Request, nonces: NonceWindow, submissions: RateWindow | None) -> Response:
    if len(request.body) > MAX_REQUEST:
        raise RequestMalformed("body longer than 1 MiB")
    for method, pattern, handler in _OPEN:
        if found := pattern.fullmatch(request.path):
            _check_method(request, method)
            return handler(node, request, found, submissions)
    for method, pattern, guarded in _SIGNED:
        if found := pattern.fullmatch(request.path):
            _check_method(request, method)
            return guarded(node, _caller(node, request, nonces), request, found)
    raise NotHere(request.path)


def _check_method(request: Request, method: str) -> None:
    if request.method != method:
        raise RequestMalformed(f"method {method}")


def _caller(node: Node, request: Request, nonces: NonceWindow) -> str:
    """Return the contact that signed the request."""
    target = Target(request.method, request.path, request.query, node.name, request.body)
    claim = parse_claim(request.headers, target)
    with node.store.reading() as reader:
        peer = reader.peer(claim.caller)
    if peer is None:
        raise CallerUnknown(claim.caller)
    now = node.now()
    check_claim(claim, target, request_keys(read_contact(peer.document), now), now=int(now.timestamp()))
    nonces.accept(claim)
    return claim.caller


# ── open ────────────────────────────────────────────────────────────────────────────────────────


def _node_json(node: Node, request: Request, found: re.Match[str], submissions: RateWindow | None) -> Response:
    with node.store.reading() as reader:
        document = own_node_json(reader)
    if document is None:
        raise NotHere(request.path)
    return Response(200, JSON, document)


def _add_checkpoint(node: Node, request: Request, found: re.Match[str], submissions: RateWindow | None) -> Response:
    verdict = add_checkpoint(node, request.body, submissions)
    return Response(verdict.status, verdict.media_type, verdict.body)


def _witnessed(node: Node, request: Request, found: re.Match[str], submissions: RateWindow | None) -> Response:
    with node.store.reading() as reader:
        state = witnessed_by_digest(reader, found["digest"])
    if state is None:
        raise NotHere(request.path)
    return Response(200, TEXT, format_witnessed(state))


# ── contacts ────────────────────────────────────────────────────────────────────────────────────


def _heads(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    with node.store.reading() as reader:
        _check_not_restored(reader, node)
        heads = own_heads(reader, node, caller)
    return Response(200, JSON, format_heads(node.name, heads, _stated(node, heads)))


def _stated(node: Node, heads: Sequence[Head]) -> Stated | None:
    """State that these are our newest heads now, so that nobody can replay them later; a node without keys cannot."""
    at = format_time(node.now())
    try:
        return Stated(at, request_key(node).sign(statement(node.name, heads, at)))
    except AppendRefused:
        return None


def own_heads(reader: Reader, node: Node, caller: str) -> list[Head]:
    """Return the heads of all our logs as one caller sees them."""
    logs = [log for log in reader.logs() if log.node == node.name and log.head is not None]
    leaving = decide_all(reader, node, caller, [log.register for log in logs], node.today())
    return [
        Head(
            register=log.register,
            checkpoint=_checkpoint(reader, log.origin).decode(),
            readable=leaving[log.register].readable,
            grants=tuple(sorted(set(leaving[log.register].refs))),
        )
        for log in logs
    ]


def _log_checkpoint(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    with node.store.reading() as reader:
        _check_not_restored(reader, node)
        return Response(200, TEXT, _checkpoint(reader, format_origin(node.name, found["register"])))


def _check_not_restored(reader: Reader, node: Node) -> None:
    """Refuse to show heads that may be older than what partners saw: they would take it for a rollback."""
    guard = guard_of(node, reader)
    if guard is not None:
        raise SecondInstallation(node.name) if guard.why == "copied" else RestoredUnchecked(node.name)


def _held_heads(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    with node.store.reading() as reader:
        return Response(200, JSON, format_heads(caller, held_heads(reader, caller)))


def _held_parts(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    return Response(200, PARTS, held_parts(node, caller, request.body))


def _held_blob(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    with node.store.reading() as reader:
        sha256 = found["sha256"]
        may = may_have_back(reader, caller, sha256) or may_have_blob(reader, node, caller, sha256)
        data = reader.blob(sha256) if may else None
    if data is None or len(data) > MAX_ANSWER:
        raise NotHere(request.path)
    return Response(200, OCTETS, data)


def _checkpoint(reader: Reader, origin: str) -> bytes:
    """Return the newest checkpoint of a log with the cosignature lines held for it."""
    log = reader.log(origin)
    if log is None or log.head is None:
        raise NotHere(origin)
    return log.head + "".join(row.line for row in reader.cosignatures(origin, log.size)).encode()


def _cosigned(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    origin = format_origin(node.name, found["register"])
    with node.store.reading() as reader:
        lines = first_cosigned(reader, origin, int(found["index"])) if reader.log(origin) else None
    if lines is None:
        raise NotHere(request.path)
    return Response(200, TEXT, lines)


def _tile(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    try:
        tile = parse_tile_path(found["tile"])
    except TileMalformed:
        raise NotHere(request.path) from None
    with node.store.reading() as reader:
        origin = _readable(reader, node, caller, found)
        data = _entry_tile(reader, origin, tile) if tile.level == "entries" else _hash_tile(reader, origin, tile)
    if not data:
        raise NotHere(request.path)
    return Response(200, OCTETS, data)


def _hash_tile(reader: Reader, origin: str, tile: TilePath) -> bytes:
    assert tile.level != "entries"
    data = reader.hash_tile(origin, tile.level, tile.n)
    # A partial tile is a prefix of every later one, so an older width is cut from what is there now.
    return data[: tile.width * 32] if len(data) >= tile.width * 32 else b""


def _entry_tile(reader: Reader, origin: str, tile: TilePath) -> bytes:
    entries = parse_entry_bundle(reader.entry_bundle(origin, tile.n))
    return format_entry_bundle(entries[: tile.width]) if len(entries) >= tile.width else b""


def _pack(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    first, count = int(found["first"]), min(int(found["count"]), MAX_BUNDLES)
    with node.store.reading() as reader:
        origin = _readable(reader, node, caller, found)
        packed = reader.packed_bundles(origin, first, count)
    frames: list[bytes] = []
    size = 0
    for bundle in packed:
        size += len(bundle) + 4
        if frames and size > MAX_ANSWER:
            break
        frames.append(format_frame(bundle))
    if not frames:
        raise NotHere(request.path)
    return Response(200, PACK, b"".join(frames))


def _readable(reader: Reader, node: Node, caller: str, found: re.Match[str]) -> str:
    """Return the origin of our log if the caller may read its tiles, or of the caller's own if it is held here."""
    register = found["register"]
    if found["held"]:
        origin = format_origin(caller, register)
        if reader.log(origin) is None:
            raise NotHere(origin)
        return origin
    if not decide(reader, node, caller, register, node.today()).readable:
        raise GrantMissing(caller, register)
    return format_origin(node.name, register)


def _parts(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    return Response(200, PARTS, answer_parts(node, caller, request.body))


def _gossip(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    return Response(200, JSON, answer_gossip(node, caller, request.body))


def _blob(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    sha256 = found["sha256"]
    with node.store.reading() as reader:
        data = reader.blob(sha256) if may_have_blob(reader, node, caller, sha256) else None
    # One answer for "not held" and "not for you": whether a file is here is itself a fact.
    if data is None or len(data) > MAX_ANSWER:
        raise NotHere(request.path)
    return Response(200, OCTETS, data)


def _transfers(node: Node, caller: str, request: Request, found: re.Match[str]) -> Response:
    with node.store.reading() as reader:
        return Response(200, JSON, format_ledger(reader, node.name, caller))


def _problem(status: int, code: str) -> Response:
    return Response(status, PROBLEM, orjson.dumps({"status": status, "title": code, "code": code}))


_Open = Callable[[Node, Request, re.Match[str], RateWindow | None], Response]
_Guarded = Callable[[Node, str, Request, re.Match[str]], Response]
_COUNTED: Final = r"(?P<first>[0-9]{1,15})/(?P<count>[1-9][0-9]{0,3})"
_HELD: Final = r"(?P<held>/held)?"
_REGISTER: Final = r"(?P<register>[a-z][a-z0-9-]{0,63})"

_OPEN: Final[tuple[tuple[str, re.Pattern[str], _Open], ...]] = (
    ("GET", re.compile(f"{PREFIX}/node\\.json"), _node_json),
    ("POST", re.compile(f"{PREFIX}/add-checkpoint"), _add_checkpoint),
    ("GET", re.compile(f"{PREFIX}/witness/(?P<digest>[0-9a-f]{{64}})/checkpoint"), _witnessed),
)
_SIGNED: Final[tuple[tuple[str, re.Pattern[str], _Guarded], ...]] = (
    ("GET", re.compile(f"{PREFIX}/heads"), _heads),
    ("GET", re.compile(f"{PREFIX}/logs/{_REGISTER}/checkpoint"), _log_checkpoint),
    ("GET", re.compile(f"{PREFIX}/logs/{_REGISTER}/cosigned/(?P<index>0|[1-9][0-9]{{0,14}})"), _cosigned),
    ("GET", re.compile(f"{PREFIX}{_HELD}/logs/{_REGISTER}/(?P<tile>tile/.{{1,100}})"), _tile),
    ("GET", re.compile(f"{PREFIX}{_HELD}/logs/{_REGISTER}/pack/{_COUNTED}"), _pack),
    ("POST", re.compile(f"{PREFIX}/parts"), _parts),
    ("GET", re.compile(f"{PREFIX}/transfers"), _transfers),
    ("POST", re.compile(f"{PREFIX}/gossip"), _gossip),
    ("GET", re.compile(f"{PREFIX}/held/heads"), _held_heads),
    ("POST", re.compile(f"{PREFIX}/held/parts"), _held_parts),
    ("GET", re.compile(f"{PREFIX}/held/blobs/(?P<sha256>[0-9a-f]{{64}})"), _held_blob),
    ("GET", re.compile(f"{PREFIX}/blobs/(?P<sha256>[0-9a-f]{{64}})"), _blob),
)
