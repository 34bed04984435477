"""Read a partner over HTTP with signed requests."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Literal

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.tlog.tile import format_tile_path
from lienvung.node.exchange.errors import AnswerMalformed, AnswerTruncated, PartnerRefused
from lienvung.node.exchange.http_client import Answer, PartnerClient, Patience
from lienvung.node.exchange.pace import Pace
from lienvung.node.exchange.parts_framing import FramingBroken, FramingTruncated, parse_frames
from lienvung.node.exchange.parts_request import parse_parts_request
from lienvung.node.exchange.request_signature import Target, sign_request
from lienvung.node.exchange.source import MAX_ANSWER

PREFIX: Final = "/lienvung/v1"
JSON: Final = "application/json"
PLAIN: Final = "text/plain"
OCTETS: Final = "application/octet-stream"
PACK: Final = "application/vnd.lienvung.pack"
PARTS: Final = "application/vnd.lienvung.parts"
PROBLEM: Final = "application/problem+json"
NONCE_BYTES: Final = 16
TRANSACTION_BYTES: Final = 16
MAX_HEADS: Final = 4 * 1024 * 1024
MAX_COSIGNED: Final = 64 * 1024
MAX_TILE: Final = 256 * 32


class HttpSource:
    """A partner that is asked over its own address, as `caller`."""

    live = True

    def __init__(
        self,
        client: PartnerClient,
        *,
        caller: str,
        key: Ed25519PrivateKey,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
        pace: Pace | None = None,
    ) -> None:
        self.partner = client.partner
        self._client = client
        self._caller = caller
        self._key = key
        self._now = now
        self._random = random
        self._pace = pace or Pace(Patience().total)

    def heads(self) -> bytes:
        """Return the heads document."""
        return self._get("/heads", JSON, MAX_HEADS)

    def node_json(self) -> bytes:
        """Return the partner's node document."""
        return self._get("/node.json", JSON, MAX_HEADS)

    def tile(self, register: str, level: int, n: int, width: int) -> bytes:
        """Return a hash tile."""
        return self._get(f"/logs/{register}/{format_tile_path(level, n, width)}", OCTETS, MAX_TILE)

    def entry_bundle(self, register: str, n: int, width: int) -> bytes:
        """Return an entry bundle's framing."""
        return self._get(f"/logs/{register}/{format_tile_path('entries', n, width)}", OCTETS, MAX_ANSWER)

    def pack(self, register: str, first: int, count: int) -> list[bytes]:
        """Return full entry bundles as zstd frames, as many as the partner gives at once."""
        asked = min(count, self._pace.bundles)
        path = f"/logs/{register}/pack/{first}/{asked}"
        with self._pace.asking(most=asked == self._pace.bundles):
            answer = self._get(path, PACK, MAX_ANSWER)
        frames = self._frames(path, answer)
        if not 0 < len(frames) <= count:
            raise AnswerMalformed(self.partner, path, "number of bundles")
        return frames

    def cosigned(self, register: str, index: int) -> bytes | None:
        """Return the first witnesses' lines over an entry, or None where there are none."""
        try:
            return self._get(f"/logs/{register}/cosigned/{index}", PLAIN, MAX_COSIGNED)
        except PartnerRefused as refusal:
            if refusal.status == 404:
                return None
            raise

    def transaction(self, origin: str) -> str:
        """Return a fresh id, 26 characters a-z2-7."""
        return base64.b32encode(self._random(TRANSACTION_BYTES)).decode().rstrip("=").lower()

    def first_value(self, origin: str) -> int:
        """Return 0: a partner on line can be asked for everything."""
        return 0

    def parts(self, request: bytes) -> bytes:
        """Answer a parts request."""
        most = parse_parts_request(request).entries >= self._pace.entries
        with self._pace.asking(most=most):
            return self._ask("POST", "/parts", PARTS, MAX_ANSWER, request)

    def at_once(self) -> int:
        """Return of how many entries to ask for parts in one request, by how quick the line is."""
        return self._pace.entries

    def transfers(self) -> bytes:
        """Return the partner's ledger lines about us (docs/formats/ledger.md)."""
        return self._get("/transfers", JSON, MAX_HEADS)

    def blob(self, sha256: str) -> bytes | None:
        """Return a blob, or None when the partner does not give it."""
        try:
            return self._get(f"/blobs/{sha256}", OCTETS, MAX_ANSWER)
        except PartnerRefused as refusal:
            if refusal.status in (403, 404):
                return None
            raise

    def held(self) -> "HeldSource":
        """Return the same partner as a source of what it holds of our own logs."""
        return HeldSource(self._client, caller=self._caller, key=self._key, now=self._now, random=self._random)

    def submit(self, request: bytes) -> Answer:
        """Send an add-checkpoint request (C2SP tlog-witness) and return the answer, whatever its status."""
        return self._send("POST", "/add-checkpoint", MAX_HEADS, request)

    def gossip(self, said: bytes) -> bytes | None:
        """Say which heads and proofs we saw; return what the partner saw, None where it does not compare."""
        try:
            return self._ask("POST", "/gossip", JSON, MAX_HEADS, said)
        except PartnerRefused as refusal:
            if refusal.status == 404:
                return None
            raise

    def close(self) -> None:
        """Close idle connections."""
        self._client.close()

    def _frames(self, path: str, data: bytes) -> list[bytes]:
        try:
            return list(parse_frames(data, closed=False))
        except FramingTruncated:
            raise AnswerTruncated(self.partner, path) from None
        except FramingBroken as error:
            raise AnswerMalformed(self.partner, path, str(error)) from None

    def _get(self, path: str, media_type: str, limit: int) -> bytes:
        return self._ask("GET", path, media_type, limit, b"")

    def _ask(self, method: Literal["GET", "POST"], path: str, media_type: str, limit: int, body: bytes) -> bytes:
        answer = self._send(method, path, limit, body)
        if answer.status != 200:
            raise PartnerRefused(self.partner, answer.status, _problem_code(answer))
        if answer.media_type != media_type:
            raise AnswerMalformed(self.partner, path, "media type")
        return answer.body

    def _send(self, method: Literal["GET", "POST"], path: str, limit: int, body: bytes) -> Answer:
        target = Target(method, PREFIX + path, "", self.partner, body)
        return self._client.request(method, target.path, lambda: self._sign(target), body, limit)

    def _sign(self, target: Target) -> Mapping[str, str]:
        created = int(self._now().timestamp())
        return sign_request(target, self._caller, self._key, created=created, nonce=self._random(NONCE_BYTES))


class HeldSource(HttpSource):
    """What a partner holds of the caller's own logs, by the same paths under `held`."""

    def witnessed(self, origin: str) -> bytes | None:
        """Return the newest checkpoint of our origin that the partner cosigned, or None."""
        path = f"/witness/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
        answer = super()._send("GET", path, MAX_HEADS, b"")
        return answer.body if answer.status == 200 else None

    def _send(self, method: Literal["GET", "POST"], path: str, limit: int, body: bytes) -> Answer:
        return super()._send(method, f"/held{path}", limit, body)


def _problem_code(answer: Answer) -> str:
    if answer.media_type != PROBLEM:
        return ""
    try:
        code = orjson.loads(answer.body)["code"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
    # The code is shown and logged, so it is taken only in the form that codes have.
    return code if isinstance(code, str) and code.replace("-", "").isalpha() and len(code) <= 64 else ""
