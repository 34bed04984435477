"""Contacts: the nodes whose keys two officers compared, and which this node therefore asks and answers.

A contact's approved node document is kept in the store, and its keys are read from it. A newer one that continues it
is taken when it is seen, if it says the same address and root set and disowns nothing old; otherwise it waits until a
person approves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import ClassVar, Final, Literal

from lienvung.core.agreement.contact import NodeDocument, check_node_json, continue_from
from lienvung.core.agreement.keys import KeysDocument, PublishedKey
from lienvung.core.agreement.signers import PeriodCosigner, days_at, witness_verifiers
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.register.origin import parse_origin
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.stores.port import DutyReader, Writer
from lienvung.node.stores.rows import PeerState
from lienvung.node.void import disowned_late, keep_void, void_of

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
    """The name is a contact's already, under a root that the known one did not sign for: that takes a ceremony."""

    code: ClassVar[str] = "contact-root-changed"
    name: str


@dataclass(eq=False)
class ContactOutdated(ContactError):
    """The document's keys are older than those approved before."""

    code: ClassVar[str] = "contact-outdated"
    name: str
    held: int
    found: int


@dataclass(eq=False)
class ContactKeysDiffer(ContactError):
    """Two keys documents of one version, or a newer one that does not continue the one held."""

    code: ClassVar[str] = "contact-keys-differ"
    name: str
    held: int
    found: int


@dataclass(eq=False)
class NothingOffered(ContactError):
    """No newer document of this contact waits for approval."""

    code: ClassVar[str] = "contact-nothing-offered"
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A node to exchange with: its name, title and address, and its chain of keys documents."""

    document: NodeDocument

    @property
    def name(self) -> str:
        """The node's name, for ever."""
        return self.document.name

    @property
    def title(self) -> str:
        """The locality's name, as people read it."""
        return self.document.title

    @property
    def address(self) -> str:
        """Where the node is reached."""
        return self.document.address

    @property
    def fingerprint(self) -> str:
        """The fingerprint (64 hex) that two officers compared."""
        return self.document.fingerprint

    @property
    def roots(self) -> frozenset[str]:
        """The fingerprints of every root set that ever spoke for the node."""
        return self.document.roots

    @property
    def version(self) -> int:
        """The version of its keys document."""
        return self.keys.version

    @property
    def keys(self) -> KeysDocument:
        """Its keys, those that ended among them."""
        return self.document.keys

    @property
    def log_key(self) -> bytes:
        """The newest log key."""
        return _newest(self.keys.log)

    @property
    def encryption_key(self) -> bytes:
        """The newest encryption key, to which bundles are sealed."""
        return _newest(self.keys.encryption)

    @property
    def witness_name(self) -> str:
        """The name under which this node cosigns."""
        return witness_name(self.name)

    def witness_verifiers(self) -> list[PeriodCosigner]:
        """Return who this contact is as a witness, for cosignatures that are taken now."""
        return witness_verifiers(self.keys, taken=True)


def _newest(listed: tuple[PublishedKey, ...]) -> bytes:
    return next((each.key for each in reversed(listed) if each.revoked is None), listed[-1].key)


def request_keys(contact: Contact, now: datetime) -> list[bytes]:
    """Return the keys by which a contact's requests are accepted now."""
    return [each.key for each in contact.keys.running("request", days_at(now))]


def witness_name(node: str) -> str:
    """Return the name under which a node cosigns."""
    return f"{node}/witness"


def add_contact(node: Node, node_json: bytes, *, fingerprint: str, approved_by: str) -> Contact:
    """Pin a node's keys, or take a newer document of a contact, its address and root set as a person approved them.

    `fingerprint` is what the officers compared by voice or on paper (64 hex digits, spaces and case forgiven).
    Raises NodeDocumentInvalid, FingerprintMismatch and ContactError.
    """
    offered = read_contact(node_json)
    if offered.name == node.name:
        raise ContactIsSelf(offered.name)
    compared = "".join(fingerprint.split()).lower()
    if compared != offered.fingerprint:
        raise FingerprintMismatch(offered.name, compared, offered.fingerprint)
    with node.store.writing() as writer:
        held = writer.peer(offered.name)
        if held is not None:
            check_newer(read_contact(held.document), offered)
        _approve(node, writer, held, node_json, approved_by)
    return offered


Taken = Literal["same", "taken", "waiting"]
"""What became of a document that a contact published: nothing new in it, taken, or it waits for a person."""


def take_newer(node: Node, node_json: bytes) -> Taken:
    """Take a newer document of a contact, which its pinned root signed; nobody is asked.

    A new address, another root set, or one that disowns entries of long ago is kept as an offer until `approve_offer`,
    and what a person may be reading is not exchanged for another document of the same version. Raises
    NodeDocumentInvalid and ContactError.
    """
    newer = read_contact(node_json)
    with node.store.writing() as writer:
        held = writer.peer(newer.name)
        if held is None:
            raise ContactUnknown(newer.name)
        known = read_contact(held.document)
        check_newer(known, newer)
        if newer.version == known.version:
            return "same"
        late = disowned_late(writer, void_of(newer.keys), node.now())
        if late or (newer.address, newer.keys.root) != (known.address, known.keys.root):
            waiting = offered(writer, newer.name)
            if waiting is not None:
                check_newer(waiting, newer)
            writer.set_setting(_offer(newer.name), node_json)
            return "waiting"
        _approve(node, writer, held, node_json, held.approved_by)
    return "taken"


def offered(reader: DutyReader, name: str) -> Contact | None:
    """Return the newer document of a contact that waits for approval, or None."""
    node_json = reader.setting(_offer(name))
    if not node_json:
        return None
    offer, held = read_contact(node_json), reader.peer(name)
    return offer if held is not None and offer.version > read_contact(held.document).version else None


def approve_offer(node: Node, name: str, *, version: int, approved_by: str) -> Contact:
    """Approve the new address or root set that a contact published, as a person read it (NothingOffered)."""
    with node.store.writing() as writer:
        waiting, held = offered(writer, name), writer.peer(name)
        if waiting is None or held is None or waiting.version != version:
            raise NothingOffered(name)
        node_json = writer.setting(_offer(name)) or b""
        check_newer(read_contact(held.document), waiting)
        _approve(node, writer, held, node_json, approved_by)
    return waiting


def check_newer(known: Contact, offered: Contact) -> None:
    """Raise ContactError unless the offered chain is the one held, or continues it."""
    if offered.fingerprint != known.fingerprint:
        raise ContactRootChanged(known.name)
    if offered.version < known.version:
        raise ContactOutdated(known.name, known.version, offered.version)
    if not continue_from(known.document, offered.document):
        raise ContactKeysDiffer(known.name, known.version, offered.version)


def _approve(node: Node, writer: Writer, held: PeerState | None, node_json: bytes, approved_by: str) -> None:
    document, at = read_contact(node_json), format_time(node.now())
    fresh = PeerState(document.name, node_json, document.address, approved_by, at)
    if held is not None:
        fresh = replace(held, document=node_json, address=document.address, approved_by=approved_by, approved_at=at)
    writer.set_peer(fresh)
    project_void(writer, node, document.keys)


def project_void(writer: Writer, node: Node, keys: KeysDocument) -> None:
    """Take out of the tables what a keys document disowns."""
    for origin, first, stop in list(keep_void(writer, void_of(keys))):
        if writer.log(origin) is not None:
            apply(writer, origin, node.catalogue, first, stop)


def _offer(name: str) -> str:
    return f"contact-offer/{name}"


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


def witnesses(known: Mapping[str, Contact], origin: str) -> list[PeriodCosigner]:
    """Return all contacts as witnesses of a log, for cosignatures that are taken now; nobody witnesses itself."""
    others = (each for name, each in known.items() if name != parse_origin(origin).node)
    return [verifier for each in others for verifier in each.witness_verifiers()]


@lru_cache(maxsize=256)
def read_contact(node_json: bytes) -> Contact:
    """Check a node document and return who it introduces; documents are few and read at each request."""
    return Contact(check_node_json(node_json))
