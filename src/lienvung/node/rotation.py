"""Change a node's keys: prepare the next keys document, and take it once its root keys have signed it.

The private halves are made here and written beside the others before the document names them; the root key signs
wherever it is kept, and nothing acts by the new document until it is installed.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from lienvung.core.agreement.contact import NodeDocument, succeed
from lienvung.core.agreement.keys import (
    USES,
    KeysDocument,
    PublishedKey,
    Revocation,
    count_signed,
    format_keys,
    open_keys,
    read_request,
)
from lienvung.core.agreement.rotation import Change, add_key, one_version, revoke_key
from lienvung.core.agreement.signers import days_at
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.register.origin import parse_origin
from lienvung.core.tlog.cosignature import cosignature_time
from lienvung.core.tlog.errors import NoteMalformed
from lienvung.core.tlog.note import parse_signature
from lienvung.node.contact import Contact, own_document
from lienvung.node.home import Home
from lienvung.node.introduction import publish_document
from lienvung.node.keys import Passphrase, files_of, generate_key, public_bytes, read_private, save_later
from lienvung.node.known_keys import write_own
from lienvung.node.node import Node
from lienvung.node.passphrase import read_passphrase
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import CosignatureRow

OVERLAP: Final = 14
"""So many days the key before still runs, that partners who were away learn of the new one."""
QUORUM: Final = 1
ALL: Final = 2**31


@dataclass(eq=False)
class NotIntroduced(LienVungError):
    """The node has no keys document yet: `lienvung init` makes the first."""

    code: ClassVar[str] = "not-introduced"
    node: str


@dataclass(eq=False)
class RootSignaturesMissing(LienVungError):
    """Not enough root keys have signed yet: of the set in force, or of the one that the document names."""

    code: ClassVar[str] = "root-signatures-missing"
    node: str
    signed: int
    needed: int


@dataclass(eq=False)
class PrivateKeyMissing(LienVungError):
    """A keys document names a running key whose private half is not in this node's folder."""

    code: ClassVar[str] = "private-key-missing"
    use: str
    key: str


@dataclass(eq=False)
class KeyNotListed(LienVungError):
    """No key of this use begins with these characters, or more than one does, or it was revoked before."""

    code: ClassVar[str] = "key-not-listed"
    use: str
    key: str


def own_contact(reader: Reader, node: Node) -> Contact:
    """Return this node as others see it (NotIntroduced)."""
    own = own_document(reader)
    if own is None:
        raise NotIntroduced(node.name)
    return own


def prepare_document(node: Node, changes: Sequence[Change]) -> str:
    """Return the text of the next keys document, which nobody has signed yet (NotIntroduced, NodeDocumentInvalid)."""
    with node.store.reading() as reader:
        own = own_contact(reader, node)
    return format_keys(one_version(own.keys, changes))


def new_key(node: Node, keys: Path, use: str, overlap: int, passphrase: bytes | None) -> Change:
    """Make a key for a use in the folder, and return the change that lets it run from today."""
    made = generate_key(use)
    save_later(keys, use, made, passphrase)
    return add_key(use, public_bytes(made), node.today(), overlap)


def find_key(document: KeysDocument, use: str, start: str) -> PublishedKey:
    """Return the one key of a use that was not revoked and begins with these hex digits (KeyNotListed)."""
    found = [each for each in document.keys_for(use) if each.revoked is None and each.key.hex().startswith(start)]
    if len(found) != 1:
        raise KeyNotListed(use, start)
    return found[0]


def revocation(node: Node, use: str, key: bytes, at: str, *, quorum: int = QUORUM, keep: bool = False) -> Change:
    """Return the change that revokes a key since a moment.

    For a log key every entry of ours after the last size that a quorum of witnesses cosigned before that moment is
    void, unless `keep`: then a person has looked, and all entries in our own logs are ours.
    """
    void = {}
    if use == "log" and not keep:
        with node.store.reading() as reader:
            void = dict(_void_since(reader, node.name, at, quorum))
    return revoke_key(use, key, Revocation(at, void))


def install_document(node: Node, home: Home, note: str, *, attribution: Mapping[str, Any]) -> NodeDocument:
    """Let the node speak by a signed keys document, and publish it.

    The same document again changes nothing, so that a broken installation can be repeated. Having changed nothing,
    raises RootSignaturesMissing, NodeDocumentInvalid, NoteSignatureInvalid, PrivateKeyMissing.
    """
    with node.store.reading() as reader:
        own = own_contact(reader, node)
    _check_signed(note, own)
    document = own.document if own.document.notes[-1] == note else succeed(own.document, note)
    _check_held(node, open_keys(note))
    write_own(home.keys, publish_document(node, document, attribution=attribution))
    return document


def discard_ended(node: Node, home: Home, passphrase: Passphrase = read_passphrase) -> list[str]:
    """Delete the private keys that ended or were revoked, and return their files' names.

    Bundles and backups that were sealed to one of them will never open again.
    """
    with node.store.reading() as reader:
        document = own_contact(reader, node).keys
    days = days_at(node.now())
    gone = []
    for use in USES:
        over = {each.key for each in document.keys_for(use) if _is_over(each, days)}
        found = {path: public_bytes(read_private(path, passphrase)) for path in files_of(home.keys, use)}
        gone += [path for path, key in found.items() if key in over and over < set(found.values())]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]


def _is_over(each: PublishedKey, days: Set[date]) -> bool:
    return each.revoked is not None or (each.until is not None and all(day > each.until for day in days))


def _check_signed(note: str, own: Contact) -> None:
    document, _text, lines = read_request(note)
    for root in (own.keys.root, document.root):
        signed = count_signed(note, own.name, root) if lines else 0
        if signed < root.threshold:
            raise RootSignaturesMissing(own.name, signed, root.threshold)


def _check_held(node: Node, document: KeysDocument) -> None:
    """Raise PrivateKeyMissing where the node could not do what the document says it does."""
    assert node.keys is not None
    days = days_at(node.now())
    opening = {public_bytes(key) for key in node.keys.opening()}
    for use in USES:
        held = opening if use == "encryption" else node.keys.signing(use).keys()
        for each in document.running(use, days)[-1:]:
            if each.key not in held:
                raise PrivateKeyMissing(use, each.key[:4].hex())


def _void_since(reader: Reader, name: str, at: str, quorum: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for log in reader.logs():
        if log.node == name and log.size:
            stands = _cosigned_before(reader.cosignatures_from(log.origin, 0, ALL), at, quorum)
            if stands < log.size:
                yield parse_origin(log.origin).register, (stands, log.size)


def _cosigned_before(lines: Sequence[tuple[int, CosignatureRow]], at: str, quorum: int) -> int:
    """Return the largest size that so many witnesses cosigned before a moment."""
    early: dict[int, set[str]] = {}
    for size, row in lines:
        moment = _time_of(row.line)
        if moment is not None and moment < at:
            early.setdefault(size, set()).add(row.witness)
    return max((size for size, witnesses in early.items() if len(witnesses) >= quorum), default=0)


def _time_of(line: str) -> str | None:
    try:
        return format_time(datetime.fromtimestamp(cosignature_time(parse_signature(line)), UTC))
    except (NoteMalformed, OverflowError, ValueError):
        return None
