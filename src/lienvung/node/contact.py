"""Contacts: the nodes whose keys two officers compared, and which this node therefore asks and answers.

A contact's approved node document is kept in the store; its keys are read from it and are pinned until
a newer document, signed by the same root key, is approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Final

from lienvung.core.agreement.contact import check_node_json
from lienvung.core.agreement.contact import fingerprint as root_fingerprint
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.tlog.cosignature import CosignatureVerifier
from lienvung.core.tlog.note import Verifier
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader
from lienvung.node.stores.rows import PeerState

OWN_DOCUMENT: Final = "node.json"


class ContactError(LienVungError):
    """The base of why a node does not become a contact."""


@dataclass(eq=False)
class ContactIsSelf(ContactError):
    code: ClassVar[str] = "contact-is-self"
    name: str


@dataclass(eq=False)
class ContactUnknown(ContactError):
    code: ClassVar[str] = "contact-unknown"
    name: str


@dataclass(eq=False)
class FingerprintMismatch(ContactError):
    """What the officers compared is not the fingerprint of the document's root key."""

    code: ClassVar[str] = "fingerprint-mismatch"
    name: str
    expected: str
    found: str


@dataclass(eq=False)
class ContactRootChanged(ContactError):
    """The name is a contact's already, under another root key: that takes a ceremony, not an update."""

    code: ClassVar[str] = "contact-root-changed"
    name: str


@dataclass(eq=False)
class ContactOutdated(ContactError):
    """The document's keys are older than those approved before."""

    code: ClassVar[str] = "contact-outdated"
    name: str
    held: int
    found: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A node to exchange with; keys are 32 raw public bytes, `fingerprint` is the root key's, 64 hex digits."""

    name: str
    title: str
    address: str
    fingerprint: str
    version: int
    log_key: bytes
    witness_key: bytes
    request_key: bytes
    encryption_key: bytes

    @property
    def witness_name(self) -> str:
        """The name under which this node cosigns."""
        return witness_name(self.name)

    def log_verifier(self, origin: str) -> Verifier:
        """Return who signs checkpoints of this origin."""
        return Verifier(origin, self.log_key)

    def witness_verifier(self) -> CosignatureVerifier:
        """Return who this contact is as a witness."""
        return CosignatureVerifier(self.witness_name, self.witness_key)


def witness_name(node: str) -> str:
    """Return the name under which a node cosigns."""
    return f"{node}/witness"


def add_contact(node: Node, node_json: bytes, *, fingerprint: str, approved_by: str) -> Contact:
    """Pin a node's keys, or take a newer document of a contact with the same root key.

    `fingerprint` is what the officers compared by voice or on paper (64 hex digits, spaces and case forgiven).
    Raises NodeDocumentInvalid, FingerprintMismatch and ContactError.
    """
    contact = read_contact(node_json)
    if contact.name == node.name:
        raise ContactIsSelf(contact.name)
    compared = "".join(fingerprint.split()).lower()
    if compared != contact.fingerprint:
        raise FingerprintMismatch(contact.name, compared, contact.fingerprint)
    approved = PeerState(contact.name, node_json, contact.address, approved_by, format_time(node.now()))
    with node.store.writing() as writer:
        held = writer.peer(contact.name)
        if held is not None:
            approved = _update(held, approved, contact)
        writer.set_peer(approved)
    return contact


def _update(held: PeerState, approved: PeerState, contact: Contact) -> PeerState:
    known = read_contact(held.document)
    if known.fingerprint != contact.fingerprint:
        raise ContactRootChanged(contact.name)
    if contact.version < known.version:
        raise ContactOutdated(contact.name, known.version, contact.version)
    return replace(
        held,
        document=approved.document,
        address=approved.address,
        approved_by=approved.approved_by,
        approved_at=approved.approved_at,
    )


def contacts(reader: DutyReader) -> dict[str, Contact]:
    """Return all contacts by name."""
    return {peer.name: read_contact(peer.document) for peer in reader.peers()}


def contact(reader: DutyReader, name: str) -> Contact:
    """Return one contact (ContactUnknown)."""
    peer = reader.peer(name)
    if peer is None:
        raise ContactUnknown(name)
    return read_contact(peer.document)


def own_node_json(reader: DutyReader) -> bytes | None:
    """Return the document by which this node introduces itself, or None before it has one."""
    return reader.setting(OWN_DOCUMENT)


def own_document(reader: DutyReader) -> Contact | None:
    """Return this node as others see it, or None before it has introduced itself."""
    node_json = own_node_json(reader)
    return read_contact(node_json) if node_json else None


def witnesses(known: Mapping[str, Contact]) -> list[CosignatureVerifier]:
    """Return all contacts as witnesses."""
    return [each.witness_verifier() for each in known.values()]


@lru_cache(maxsize=256)
def read_contact(node_json: bytes) -> Contact:
    """Check a node document and return who it introduces; documents are few and read at each request."""
    document = check_node_json(node_json)
    keys = document.keys
    return Contact(
        name=document.name,
        title=document.title,
        address=document.address,
        fingerprint=root_fingerprint(keys.root),
        version=keys.version,
        log_key=keys.log,
        witness_key=keys.witness,
        request_key=keys.request,
        encryption_key=keys.encryption,
    )
