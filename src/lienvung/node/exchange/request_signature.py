"""Signed requests between nodes: RFC 9421 with Ed25519, in one spelling (docs/formats/request-signature.md).

    Signature-Input: lienvung=("@method" "@path" "@query" "lienvung-node" "content-digest");\
created=<seconds>;nonce="<22 characters>";keyid="<caller>/request";alg="ed25519";tag="lienvung/v1"
    Signature: lienvung=:<base64>:
    Lienvung-Node: <the node that is asked>

The receiver's *name* is covered instead of `@authority`: a node's name is not its address, and a
proxy may rewrite the host, but a request to one node must not be replayed to another.
`content-digest` (RFC 9530, sha-256) is covered exactly when there is a body.
"""

import base64
import binascii
import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.tlog.note import verify_ed25519
from lienvung.node.exchange.errors import (
    SignatureMalformed,
    SignatureMissing,
    SignatureReplayed,
    SignatureStale,
    SignatureWrong,
)

WINDOW: Final = 300
TAG: Final = "lienvung/v1"
_INPUT = re.compile(
    r'lienvung=(\((?P<covered>[^()]*)\);created=(?P<created>[1-9][0-9]{0,11});nonce="(?P<nonce>[A-Za-z0-9_-]{22})"'
    r';keyid="(?P<caller>[a-z0-9]+(?:-[a-z0-9]+)*)/request";alg="ed25519";tag="lienvung/v1")'
)
_SIGNATURE = re.compile(r"lienvung=:([A-Za-z0-9+/]{86}==):")


@dataclass(frozen=True, slots=True)
class Target:
    """What a signature covers of a request. `query` is without the question mark; `node` is the receiver's name."""

    method: str
    path: str
    query: str
    node: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The parsed signature headers: who says so, when, and the signature itself. Nothing is verified yet."""

    caller: str
    created: int
    nonce: str
    params: str
    signature: bytes


def content_digest(body: bytes) -> str:
    """Return the Content-Digest header of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(target: Target, params: str) -> bytes:
    """Return the bytes that are signed (RFC 9421 §2.5)."""
    lines = [
        f'"@method": {target.method}',
        f'"@path": {target.path}',
        f'"@query": ?{target.query}',
        f'"lienvung-node": {target.node}',
    ]
    if target.body:
        lines.append(f'"content-digest": {content_digest(target.body)}')
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def sign_request(target: Target, caller: str, key: Ed25519PrivateKey, *, created: int, nonce: bytes) -> dict[str, str]:
    """Return the headers that sign a request. `nonce` is 16 random bytes, `created` seconds since 1970."""
    nonce_text = base64.urlsafe_b64encode(nonce).rstrip(b"=").decode()
    fresh = f'created={created};nonce="{nonce_text}"'
    params = f'({_covered(target)});{fresh};keyid="{caller}/request";alg="ed25519";tag="{TAG}"'
    signature = base64.b64encode(key.sign(signature_base(target, params))).decode()
    headers = {
        "Lienvung-Node": target.node,
        "Signature-Input": f"lienvung={params}",
        "Signature": f"lienvung=:{signature}:",
    }
    return headers | ({"Content-Digest": content_digest(target.body)} if target.body else {})


def parse_claim(headers: Mapping[str, str], target: Target) -> Claim:
    """Read the signature headers (names in lower case) of a request (SignatureMissing, SignatureMalformed)."""
    if "signature-input" not in headers or "signature" not in headers:
        raise SignatureMissing
    found = _INPUT.fullmatch(headers["signature-input"])
    if not found:
        raise SignatureMalformed("signature-input")
    signature = _SIGNATURE.fullmatch(headers["signature"])
    if not signature:
        raise SignatureMalformed("signature")
    if found["covered"] != _covered(target):
        raise SignatureMalformed("covered components")
    if headers.get("lienvung-node") != target.node:
        raise SignatureMalformed("lienvung-node")
    if target.body and headers.get("content-digest") != content_digest(target.body):
        raise SignatureMalformed("content-digest")
    return Claim(found["caller"], int(found["created"]), found["nonce"], found[1], _decode(signature[1]))


def check_claim(claim: Claim, target: Target, public_keys: Sequence[bytes], *, now: int) -> None:
    """Verify freshness (±300 s) and that one of the caller's keys signed (SignatureStale, SignatureWrong).

    Replay is NonceWindow's duty.
    """
    if abs(now - claim.created) > WINDOW:
        raise SignatureStale(claim.created, now)
    base = signature_base(target, claim.params)
    if not any(verify_ed25519(key, base, claim.signature) for key in public_keys):
        raise SignatureWrong(claim.caller)


class NonceWindow:
    """Remember nonces for as long as a signature is fresh, so that each is accepted once. Safe between threads.

    Kept in memory: after a restart a request may be repeated within the window, which reads the same
    bytes again and, for parts, finds its transaction already in the ledger.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self._swept = 0

    def accept(self, claim: Claim) -> None:
        """Take a verified claim's nonce, or raise SignatureReplayed."""
        now = self._clock()
        with self._lock:
            if now > self._swept + WINDOW:
                # A nonce must outlive its signature, which may lie up to WINDOW in the future.
                self._seen = {key: until for key, until in self._seen.items() if until >= now}
                self._swept = now
            if (claim.caller, claim.nonce) in self._seen:
                raise SignatureReplayed(claim.caller)
            self._seen[claim.caller, claim.nonce] = claim.created + WINDOW


def _covered(target: Target) -> str:
    return '"@method" "@path" "@query" "lienvung-node"' + (' "content-digest"' if target.body else "")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise SignatureMalformed("signature") from None
