"""A bundle's manifest, and the names its members may have (docs/formats/bundle.md)."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import is_time
from lienvung.core.register.key import is_id, is_node_name
from lienvung.core.tlog.note import decode_base64
from lienvung.node.exchange.errors import BundleMalformed

KIND: Final = "lienvung/bundle/v1"
MANIFEST: Final = "bundle.json"
NODE_JSON: Final = "node.json"
HEADS: Final = "heads"
COSIGNED: Final = "cosigned/"
REQUESTS: Final = "requests/"
PIECE: Final = 32 * 1024 * 1024
"""A blob travels in pieces of so many bytes, so that none is longer than a member may be."""
MEMBER: Final = re.compile(
    r"bundle\.json|node\.json|heads|logs/[a-z][a-z0-9-]{0,63}/tile/(?:entries|[0-5])/(?:x[0-9]{3}/){0,4}[0-9]{3}"
    r"(?:\.p/[1-9][0-9]{0,2})?|values/[a-z][a-z0-9-]{0,63}/(?:0|[1-9][0-9]{0,11})|blobs/[0-9a-f]{64}/(?:0|[1-9][0-9]{0,3})"
    r"|(?:cosigned|requests)/[a-z][a-z0-9-]{0,63}"
)
_TRANSACTION = re.compile(r"[a-z2-7]{26}")
_NAMES = {"bundle", "ephemeral", "from", "made", "since", "to", "to-key", "transaction"}
_KEYS = ("ephemeral", "to-key")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who gives whom what: `since` is the size from which each register is given.

    `ephemeral`, and `key` to which the values are sealed, are raw public keys.
    """

    sender: str
    recipient: str
    made: str
    transaction: str
    ephemeral: bytes
    key: bytes
    since: Mapping[str, int]


def format_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of bundle.json."""
    return canonical(
        {
            "bundle": KIND,
            "ephemeral": b64encode(manifest.ephemeral).decode(),
            "from": manifest.sender,
            "made": manifest.made,
            "since": dict(manifest.since),
            "to": manifest.recipient,
            "to-key": b64encode(manifest.key).decode(),
            "transaction": manifest.transaction,
        }
    )


def parse_manifest(data: bytes) -> Manifest:
    """Read bundle.json (BundleMalformed, naming the rule)."""
    try:
        document = parse_canonical(data)
    except LienVungError:
        raise BundleMalformed("manifest: canonical JSON") from None
    if not isinstance(document, dict) or document.keys() != _NAMES or document["bundle"] != KIND:
        raise BundleMalformed("manifest: names")
    rules = {
        "from": _is(document["from"], is_node_name),
        "to": _is(document["to"], is_node_name),
        "made": is_time(document["made"]),
        "transaction": _is(document["transaction"], lambda text: bool(_TRANSACTION.fullmatch(text))),
        "since": _is_since(document["since"]),
        **{name: _is(document[name], lambda text: len(decode_base64(text) or b"") == 32) for name in _KEYS},
    }
    for name, holds in rules.items():
        if not holds:
            raise BundleMalformed(f"manifest: {name}")
    return Manifest(
        sender=document["from"],
        recipient=document["to"],
        made=document["made"],
        transaction=document["transaction"],
        ephemeral=decode_base64(document["ephemeral"]) or b"",
        key=decode_base64(document["to-key"]) or b"",
        since=document["since"],
    )


def ledger_id(transaction: str, register: str) -> str:
    """Return the id under which both ledgers keep a bundle's values of one register."""
    return f"{transaction}/{register}"


def _is(value: Any, rule: Any) -> bool:
    return isinstance(value, str) and bool(rule(value))


def _is_since(since: Any) -> bool:
    if not isinstance(since, dict) or not all(is_id(name) for name in since):
        return False
    return all(type(size) is int and size >= 0 for size in since.values())
