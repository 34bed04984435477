"""How a node introduces itself: node.json (docs/formats/node-json.md, rules N1, N2, N7 and the chain).

canonical JSON of {"address": …, "keys": [signed note, …], "name": …, "title": …}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys import KeysDocument, open_keys, open_successor, sign_keys, spoken_fingerprint
from lienvung.core.agreement.shape import has_names, is_line
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.errors import NotCanonical

__all__ = [
    "KeysDocument",
    "NodeDocument",
    "check_node_json",
    "continue_from",
    "format_node_json",
    "introduce",
    "spoken_fingerprint",
    "succeed",
]

LONGEST_CHAIN = 64


@dataclass(frozen=True, slots=True)
class NodeDocument:
    """A node's name, title and address; its keys documents, oldest first, with the notes they were read from."""

    name: str
    title: str
    address: str
    chain: tuple[KeysDocument, ...]
    notes: tuple[str, ...]

    @property
    def keys(self) -> KeysDocument:
        """The keys that speak today."""
        return self.chain[-1]

    @property
    def fingerprint(self) -> str:
        """The fingerprint that two officers compare: that of the first root set."""
        return self.chain[0].root.fingerprint

    @property
    def roots(self) -> frozenset[str]:
        """The fingerprints of all root sets of the chain: terms may name any of them."""
        return frozenset(each.root.fingerprint for each in self.chain)


def introduce(title: str, keys: KeysDocument, *root_keys: Ed25519PrivateKey) -> NodeDocument:
    """Return the document by which a node introduces itself for the first time, its keys signed by its root."""
    return NodeDocument(keys.node, title, keys.address, (keys,), (sign_keys(keys, *root_keys),))


def succeed(document: NodeDocument, note: str, title: str = "") -> NodeDocument:
    """Return a node's document with a newer keys document at the end of its chain.

    The first one stays, those that changed the root set, and the newest: a contact can follow from any of them.
    """
    keys = open_successor(document.keys, note)
    chain, notes = list(document.chain), list(document.notes)
    if len(chain) > 1 and chain[-1].root == chain[-2].root:
        del chain[-1], notes[-1]
    return NodeDocument(keys.node, title or document.title, keys.address, (*chain, keys), (*notes, note))


def continue_from(held: NodeDocument, offered: NodeDocument) -> bool:
    """Tell whether an offered chain is the one held, or continues it to a larger version (N10–N13).

    What it says of the past must be what is held: a root that was replaced, and stolen later, starts no branch.
    """
    older = [note for keys, note in zip(offered.chain, offered.notes, strict=True) if keys.version <= held.keys.version]
    newer = [note for keys, note in zip(offered.chain, offered.notes, strict=True) if keys.version > held.keys.version]
    if offered.keys.version < held.keys.version or not set(older) <= set(held.notes):
        return False
    try:
        _follow(held.keys, newer)
    except NodeDocumentInvalid:
        return False
    return True


def format_node_json(document: NodeDocument) -> bytes:
    """Return the bytes of node.json."""
    values = {
        "address": document.address,
        "keys": list(document.notes),
        "name": document.name,
        "title": document.title,
    }
    _check_names(values)
    return canonical(values)


def check_node_json(data: bytes) -> NodeDocument:
    """Read a node.json and verify that each keys document is signed by its root set and the one before."""
    try:
        values = parse_canonical(data)
    except NotCanonical as error:
        raise NodeDocumentInvalid("N1-canonical", error.rule) from error
    _check_names(values)
    first, *later = values["keys"]
    opened = open_keys(first)
    chain = (opened, *_follow(opened, later))
    keys = chain[-1]
    for name, signed in (("name", keys.node), ("address", keys.address)):
        if values[name] != signed:
            raise NodeDocumentInvalid("N7-same", name)
    return NodeDocument(keys.node, values["title"], keys.address, chain, tuple(values["keys"]))


def _follow(first: KeysDocument, notes: Sequence[str]) -> list[KeysDocument]:
    """Read documents of which each follows the one before."""
    chain = [first]
    for note in notes:
        chain.append(open_successor(chain[-1], note))
    return chain[1:]


def _check_names(values: Any) -> None:
    if not has_names(values, {"address", "keys", "name", "title"}) or not is_line(values["title"]):
        raise NodeDocumentInvalid("N2-names")
    notes = values["keys"]
    if not isinstance(notes, list) or not 1 <= len(notes) <= LONGEST_CHAIN:
        raise NodeDocumentInvalid("N2-names", "keys")
    if not all(isinstance(note, str) for note in notes):
        raise NodeDocumentInvalid("N2-names", "keys")
