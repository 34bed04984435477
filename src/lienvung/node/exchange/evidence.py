"""Evidence that a log's key signed contradicting heads, checkable with nothing else (docs/formats/evidence.md)."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final, Literal

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import check_consistency
from lienvung.core.tlog.note import Verifier, decode_base64
from lienvung.node.exchange.errors import EvidenceMalformed

KIND: Final = "lienvung/evidence/v1"
_COMMON = {"evidence", "kind", "larger", "origin", "smaller"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two signed notes of one origin. A fork also carries the larger tree's root at the smaller size, and its proof.

    `node_json` is the accused node's document as it was approved here, so that the file says whose keys they are.
    """

    kind: Literal["fork", "shrink"]
    origin: str
    smaller: bytes
    larger: bytes
    prefix: bytes = b""
    proof: tuple[bytes, ...] = ()
    node_json: bytes = b""


def format_evidence(evidence: Evidence) -> bytes:
    """Return the evidence file."""
    document: dict[str, Any] = {
        "evidence": KIND,
        "kind": evidence.kind,
        "larger": evidence.larger.decode(),
        "origin": evidence.origin,
        "smaller": evidence.smaller.decode(),
    }
    if evidence.kind == "fork":
        document["prefix"] = b64encode(evidence.prefix).decode()
        document["proof"] = [b64encode(node).decode() for node in evidence.proof]
    if evidence.node_json:
        document["node"] = evidence.node_json.decode()
    return canonical(document)


def parse_evidence(data: bytes) -> Evidence:
    """Read an evidence file (EvidenceMalformed)."""
    try:
        document = parse_canonical(data)
    except LienVungError as error:
        raise EvidenceMalformed(str(error)) from None
    if not isinstance(document, dict) or document.get("evidence") != KIND:
        raise EvidenceMalformed("evidence")
    fork = document.get("kind") == "fork"
    node_json = document.pop("node", "")
    if not isinstance(node_json, str) or document.keys() != (_COMMON | {"prefix", "proof"} if fork else _COMMON):
        raise EvidenceMalformed("names")
    if not fork and document["kind"] != "shrink":
        raise EvidenceMalformed("kind")
    if not all(isinstance(document[name], str) for name in _COMMON):
        raise EvidenceMalformed("types")
    smaller, larger = document["smaller"].encode(), document["larger"].encode()
    if not fork:
        return Evidence("shrink", document["origin"], smaller, larger, node_json=node_json.encode())
    proof = document["proof"]
    if not isinstance(proof, list):
        raise EvidenceMalformed("proof")
    path = tuple(map(_hash, proof))
    return Evidence("fork", document["origin"], smaller, larger, _hash(document["prefix"]), path, node_json.encode())


def check_evidence(evidence: Evidence, log_key: bytes, larger_key: bytes = b"") -> tuple[Checkpoint, Checkpoint]:
    """Return both checkpoints if the evidence holds against the log's 32-byte public key (EvidenceMalformed).

    `larger_key` is the log's key under the larger note, where that is another.
    """
    origin = evidence.origin
    try:
        smaller = open_checkpoint(evidence.smaller, Verifier(origin, log_key), origin)
        larger = open_checkpoint(evidence.larger, Verifier(origin, larger_key or log_key), origin)
        if evidence.kind == "fork":
            _check_fork(evidence, smaller, larger)
        elif smaller.size >= larger.size:
            raise EvidenceMalformed("the smaller note is not smaller")
    except TlogError as error:
        raise EvidenceMalformed(str(error)) from None
    return smaller, larger


def _check_fork(evidence: Evidence, smaller: Checkpoint, larger: Checkpoint) -> None:
    # The proof ties `prefix` to the larger tree; the contradiction is that the smaller note states another root.
    check_consistency(smaller.size, evidence.prefix, larger.size, larger.root, evidence.proof)
    if evidence.prefix == smaller.root:
        raise EvidenceMalformed("the notes do not contradict each other")


def _hash(text: object) -> bytes:
    node = decode_base64(text) if isinstance(text, str) else None
    if node is None or len(node) != 32:
        raise EvidenceMalformed("hash")
    return node
