"""How a node introduces itself: its keys document, signed by the root key, served as node.json and kept in its log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lienvung.core.agreement.contact import NodeDocument, format_node_json, introduce, spoken_fingerprint
from lienvung.core.agreement.keys import KeysDocument
from lienvung.core.errors import LienVungError
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.contact import OWN_DOCUMENT, own_document, read_contact
from lienvung.node.keys import NodeKeys, public_bytes
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query


@dataclass(eq=False)
class RootKeyMissing(LienVungError):
    """Introducing a node takes its root key, which is not in this folder."""

    code: ClassVar[str] = "root-key-missing"
    node: str


def introduce_node(node: Node, *, title: str, address: str, attribution: Mapping[str, Any]) -> bytes:
    """Sign a new version of this node's keys document, keep it, append it, and return node.json."""
    if node.keys is None or node.keys.root is None:
        raise RootKeyMissing(node.name)
    with node.store.reading() as reader:
        held = own_document(reader)
        key = _own_key(reader, node)
    version = held.version + 1 if held else 1
    document = introduce(title, _keys_document(node, node.keys, address, version), node.keys.root)
    node_json = format_node_json(document)
    with node.store.writing() as writer:
        writer.set_setting(OWN_DOCUMENT, node_json)
    item = {"shared": _shared(document, node_json), "attribution": attribution}
    append(node, [Change("put", "node", key, item)], idempotency_key=f"node.json/{version}")
    return node_json


def spoken(node_json: bytes) -> str:
    """Return a node's root fingerprint grouped for reading aloud."""
    return spoken_fingerprint(read_contact(node_json).fingerprint)


def _keys_document(node: Node, keys: NodeKeys, address: str, version: int) -> KeysDocument:
    assert keys.root is not None
    return KeysDocument(
        node=node.name,
        version=version,
        address=address,
        root=public_bytes(keys.root),
        log=public_bytes(keys.log),
        witness=public_bytes(keys.witness),
        request=public_bytes(keys.request),
        encryption=public_bytes(keys.encryption),
        since=node.today(),
    )


def _shared(document: NodeDocument, node_json: bytes) -> Mapping[str, Any]:
    return {
        "name": document.name,
        "title": document.title,
        "node-json": node_json.decode(),
        "fingerprint": read_contact(node_json).fingerprint,
    }


def _own_key(reader: Reader, node: Node) -> str:
    if reader.definition("node") is not None:
        for record in reader.find("node", Query(where={"name": node.name})).records:
            if record.steward == node.name:
                return record.key
    return new_key(node.name, format_token(node.random(TOKEN_BYTES)))
