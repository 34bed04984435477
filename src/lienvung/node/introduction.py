"""How a node introduces itself: its keys documents, signed by its root, served as node.json and kept in its log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.contact import NodeDocument, format_node_json, introduce, spoken_fingerprint, succeed
from lienvung.core.agreement.keys import KeysDocument, PublishedKey, RootSet, sign_keys
from lienvung.core.errors import LienVungError
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.contact import OWN_DOCUMENT, own_document, project_void, read_contact
from lienvung.node.keys import NodeKeys, public_bytes
from lienvung.node.node import Node
from lienvung.node.signing import sign_again
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import Query


@dataclass(eq=False)
class RootKeyMissing(LienVungError):
    """Introducing a node takes its root key, which is not in this folder."""

    code: ClassVar[str] = "root-key-missing"
    node: str


def introduce_node(node: Node, *, title: str, address: str, attribution: Mapping[str, Any]) -> bytes:
    """Sign this node's keys document, or a newer one with this title and address, publish it and return node.json."""
    if node.keys is None or node.keys.root is None:
        raise RootKeyMissing(node.name)
    with node.store.reading() as reader:
        held = own_document(reader)
    if held is None:
        document = introduce(title, _first_keys(node, node.keys, node.keys.root, address), node.keys.root)
    else:
        keys = replace(held.keys, version=held.version + 1, address=address)
        document = succeed(held.document, sign_keys(keys, node.keys.root), title)
    return publish_document(node, document, attribution=attribution)


def publish_document(node: Node, document: NodeDocument, *, attribution: Mapping[str, Any]) -> bytes:
    """Let this node speak by a signed document of its own: from now on these keys act, and partners are told.

    Every head of ours is signed again by the keys that run now, so that partners who know only those can verify it.
    """
    node_json = format_node_json(document)
    with node.store.writing() as writer:
        writer.set_setting(OWN_DOCUMENT, node_json)
        project_void(writer, node, document.keys)
        sign_again(node, writer)
        key = _own_key(writer, node)
    item = {"shared": _shared(document, node_json), "attribution": attribution}
    append(node, [Change("put", "node", key, item)], idempotency_key=f"node.json/{document.keys.version}")
    return node_json


def spoken(node_json: bytes) -> str:
    """Return a node's root fingerprint grouped for reading aloud."""
    return spoken_fingerprint(read_contact(node_json).fingerprint)


def _first_keys(node: Node, keys: NodeKeys, root: Ed25519PrivateKey, address: str) -> KeysDocument:
    today = node.today()
    return KeysDocument(
        node=node.name,
        version=1,
        address=address,
        root=RootSet((public_bytes(root),), 1),
        log=(PublishedKey(public_bytes(keys.log), today),),
        witness=(PublishedKey(public_bytes(keys.witness), today),),
        request=(PublishedKey(public_bytes(keys.request), today),),
        encryption=(PublishedKey(public_bytes(keys.encryption), today),),
    )


def _shared(document: NodeDocument, node_json: bytes) -> Mapping[str, Any]:
    return {
        "name": document.name,
        "title": document.title,
        "node-json": node_json.decode(),
        "fingerprint": document.fingerprint,
    }


def _own_key(reader: Reader, node: Node) -> str:
    if reader.definition("node") is not None:
        for record in reader.find("node", Query(where={"name": node.name})).records:
            if record.steward == node.name:
                return record.key
    return new_key(node.name, format_token(node.random(TOKEN_BYTES)))
