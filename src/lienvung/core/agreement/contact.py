"""How a node introduces itself: node.json (docs/formats/node-json.md, rules N1–N7).

canonical JSON of {"address": …, "keys": signed note, "name": …, "title": …}
"""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import KeysDocument, fingerprint, open_keys, sign_keys, spoken_fingerprint
from lienvung.core.agreement.shape import has_names, is_line
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.errors import NotCanonical

__all__ = [
    "KeysDocument",
    "NodeDocument",
    "check_node_json",
    "fingerprint",
    "format_node_json",
    "introduce",
    "spoken_fingerprint",
]


@dataclass(frozen=True, slots=True)
class NodeDocument:
    """A node's name, title and address, its keys, and the signed note that the keys were read from."""

    name: str
    title: str
    address: str
    keys: KeysDocument
    note: str


def introduce(title: str, keys: KeysDocument, root_key: Ed25519PrivateKey) -> NodeDocument:
    """Return the document by which a node introduces itself, its keys signed by its root key."""
    return NodeDocument(keys.node, title, keys.address, keys, sign_keys(keys, root_key))


def format_node_json(document: NodeDocument) -> bytes:
    """Return the bytes of node.json."""
    values = {
        "address": document.address,
        "keys": document.note,
        "name": document.name,
        "title": document.title,
    }
    _check_names(values)
    return canonical(values)


def check_node_json(data: bytes) -> NodeDocument:
    """Read a node.json and verify that one root key signed all its keys; raise NodeDocumentInvalid."""
    try:
        values = parse_canonical(data)
    except NotCanonical as error:
        raise NodeDocumentInvalid("N1-canonical", error.rule) from error
    _check_names(values)
    keys = open_keys(values["keys"])
    for name, signed in (("name", keys.node), ("address", keys.address)):
        if values[name] != signed:
            raise NodeDocumentInvalid("N7-same", name)
    return NodeDocument(keys.node, values["title"], keys.address, keys, values["keys"])


def _check_names(values: Any) -> None:
    if not has_names(values, {"address", "keys", "name", "title"}) or not is_line(values["title"]):
        raise NodeDocumentInvalid("N2-names")
    if not isinstance(values["keys"], str):
        raise NodeDocumentInvalid("N2-names", "keys")
