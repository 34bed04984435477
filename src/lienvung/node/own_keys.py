"""Which of our private keys acts today, as our own signed keys document says (docs/formats/node-json.md).

Checkpoints are signed by every log key that runs, so that partners who know only the old or only the new one can verify
them. Requests and cosignatures are made by the oldest key that runs: that one everybody knows already.
"""

from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.keys import KeysDocument
from lienvung.core.agreement.signers import days_at
from lienvung.core.tlog.note import Signer
from lienvung.node.contact import own_document
from lienvung.node.errors import AppendRefused, KeysMissing
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader


@dataclass(eq=False)
class KeysChanged(AppendRefused):
    """The keys document names a running key that this process did not read: it must be started again."""

    code: ClassVar[str] = "keys-changed"
    node: str
    use: str


@dataclass(eq=False)
class KeysEnded(AppendRefused):
    """None of our keys for this use runs today: they ended, or were revoked."""

    code: ClassVar[str] = "keys-ended"
    node: str
    use: str


def log_signers(node: Node, reader: DutyReader, origin: str) -> list[Signer]:
    """Return who signs a checkpoint of ours today, oldest key first (KeysMissing, KeysChanged, KeysEnded)."""
    return [Signer(origin, key) for key in _running(node, reader, "log")]


def witness_key(node: Node, reader: DutyReader) -> Ed25519PrivateKey:
    """Return the key that cosigns today."""
    return _running(node, reader, "witness")[0]


def request_key(node: Node) -> Ed25519PrivateKey:
    """Return the key that signs requests today."""
    with node.store.reading() as reader:
        return _running(node, reader, "request")[0]


def _running(node: Node, reader: DutyReader, use: str) -> list[Ed25519PrivateKey]:
    if node.keys is None:
        raise KeysMissing(node.name)
    own = own_document(reader)
    if own is None:
        # Before the node has introduced itself nobody knows any key of it.
        return [getattr(node.keys, use)]
    return _held(node, own.keys, use)


def _held(node: Node, document: KeysDocument, use: str) -> list[Ed25519PrivateKey]:
    assert node.keys is not None
    running = document.running(use, days_at(node.now()))
    if not running:
        raise KeysEnded(node.name, use)
    held = node.keys.signing(use)
    if running[-1].key not in held:
        raise KeysChanged(node.name, use)
    return [held[each.key] for each in running if each.key in held]
