"""Every log of a node in one consistent look (docs/formats/heads.md)."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.entry import is_time
from lienvung.core.register.key import is_id, is_node_name
from lienvung.core.tlog.note import decode_base64


@dataclass(frozen=True, slots=True)
class Head:
    """One log's newest checkpoint, as a signed note, and what the caller may have of it.

    `readable`: the caller may read its tiles. `grants`: the refs on which the answering node would give values now.
    """

    register: str
    checkpoint: str
    readable: bool
    grants: tuple[str, ...] = ()


class HeadsMalformed(ValueError):
    """The bytes are not a heads document; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Stated:
    """That these are the newest heads at a time: an Ed25519 signature by a request key of the node."""

    at: str
    signature: bytes


def format_heads(node: str, heads: Sequence[Head], stated: Stated | None = None) -> bytes:
    """Return the heads document, registers in ascending order."""
    rows: list[Value] = [
        {
            "checkpoint": head.checkpoint,
            "grants": list(head.grants),
            "readable": head.readable,
            "register": head.register,
        }
        for head in sorted(heads, key=lambda head: head.register)
    ]
    document: dict[str, Value] = {"logs": rows, "node": node}
    if stated is not None:
        document["stated"] = {"at": stated.at, "signature": b64encode(stated.signature).decode()}
    return canonical(document)


def statement(node: str, heads: Sequence[Head], at: str) -> bytes:
    """Return what a node signs to state that these are its newest heads at a time."""
    return f"lienvung/heads/v1\n{at}\n".encode() + format_heads(node, heads)


def parse_stated(data: bytes) -> Stated | None:
    """Return when the heads were stated to be the newest, not yet verified; None where nobody says so."""
    document = _parse_document(data)
    stated = document.get("stated")
    if stated is None:
        return None
    if not isinstance(stated, dict) or stated.keys() != {"at", "signature"}:
        raise HeadsMalformed("stated")
    at, signature = stated["at"], stated["signature"]
    blob = decode_base64(signature) if isinstance(signature, str) else None
    if not isinstance(at, str) or not is_time(at) or blob is None:
        raise HeadsMalformed("stated")
    return Stated(at, blob)


def parse_heads(data: bytes) -> tuple[str, tuple[Head, ...]]:
    """Return the node's name and its heads (HeadsMalformed)."""
    document = _parse_document(data)
    if not isinstance(document["node"], str) or not is_node_name(document["node"]):
        raise HeadsMalformed("node")
    if not isinstance(document["logs"], list):
        raise HeadsMalformed("logs")
    heads = tuple(_parse_head(row) for row in document["logs"])
    registers = [head.register for head in heads]
    if registers != sorted(set(registers)):
        raise HeadsMalformed("order")
    return document["node"], heads


def _parse_document(data: bytes) -> dict[str, Any]:
    try:
        document = parse_canonical(data)
    except LienVungError as error:
        raise HeadsMalformed(str(error)) from None
    if not isinstance(document, dict) or document.keys() - {"stated"} != {"logs", "node"}:
        raise HeadsMalformed("names")
    return document


def _parse_head(row: Any) -> Head:
    if not isinstance(row, dict) or row.keys() != {"checkpoint", "grants", "readable", "register"}:
        raise HeadsMalformed("log names")
    grants = row["grants"]
    if not isinstance(grants, list) or not all(isinstance(ref, str) for ref in grants):
        raise HeadsMalformed("grants")
    if grants != sorted(set(grants)):
        raise HeadsMalformed("order of grants")
    head = Head(row["register"], row["checkpoint"], row["readable"], tuple(grants))
    if not isinstance(head.register, str) or not is_id(head.register):
        raise HeadsMalformed("register")
    if not isinstance(head.checkpoint, str) or not isinstance(head.readable, bool):
        raise HeadsMalformed("types")
    return head
