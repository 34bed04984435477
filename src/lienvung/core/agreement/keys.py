"""A node's public keys, signed by its root keys (docs/formats/node-json.md, rules N3–N13).

signed note by "<node>/root" over the text
    lienvung/keys/v1\\n
    canonical JSON of {address, encryption, log, node, request, root, until?, version, witness}\\n
fingerprint = SHA-256( "lienvung/root/v1" ‖ 0x00 ‖ canonical JSON of the root set )
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.keys_form import check_form
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.errors import NotCanonical
from lienvung.core.tlog.errors import NoteSignatureInvalid, NoteUnsigned, TlogError
from lienvung.core.tlog.note import (
    Signature,
    Signer,
    Verifier,
    decode_base64,
    format_note,
    open_note,
    parse_note,
)

USES: Final = ("log", "witness", "request", "encryption")
"""What online keys are for; each key serves one use."""

_HEADER = "lienvung/keys/v1\n"
_ROOT_DOMAIN = b"lienvung/root/v1\0"


@dataclass(frozen=True, slots=True)
class RootSet:
    """The keys that speak for all others (32 raw bytes each, sorted), and how many of them must."""

    keys: tuple[bytes, ...]
    threshold: int

    @property
    def fingerprint(self) -> str:
        """The fingerprint (64 hex): what terms name and officers compare."""
        return hashlib.sha256(_ROOT_DOMAIN + canonical(_root_values(self))).hexdigest()


@dataclass(frozen=True, slots=True)
class Revocation:
    """Since when (a time as entries spell it) somebody else may have had a key.

    `void` are the entries, [first, stop) by register, that do not count although a log key signed them.
    """

    at: str
    void: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """One public key (32 raw bytes) and the days of Viet Nam on which it runs; both are within."""

    key: bytes
    since: date
    until: date | None = None
    revoked: Revocation | None = None

    def runs_on(self, days: Set[date]) -> bool:
        """Tell whether the key runs on one of these days."""
        return self.revoked is None and self.was_for(days)

    def was_for(self, days: Set[date]) -> bool:
        """Tell whether one of these days is within the key's time, revoked or not."""
        return any(self.since <= day and (self.until is None or day <= self.until) for day in days)


@dataclass(frozen=True, slots=True)
class KeysDocument:
    """Which keys speak for a node; each use lists all the keys that it ever had, oldest first."""

    node: str
    version: int
    address: str
    root: RootSet
    log: tuple[PublishedKey, ...]
    witness: tuple[PublishedKey, ...]
    request: tuple[PublishedKey, ...]
    encryption: tuple[PublishedKey, ...]
    until: date | None = None

    def keys_for(self, use: str) -> tuple[PublishedKey, ...]:
        """Return all the keys that one of USES ever had."""
        found: tuple[PublishedKey, ...] = getattr(self, use)
        return found

    def running(self, use: str, days: Set[date]) -> tuple[PublishedKey, ...]:
        """Return the keys of one use that run on one of these days; none if the document speaks no more."""
        if self.until is not None and all(day > self.until for day in days):
            return ()
        return tuple(each for each in self.keys_for(use) if each.runs_on(days))


def spoken_fingerprint(fingerprint: str) -> str:
    """Group a fingerprint by four, for reading aloud."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def format_keys(document: KeysDocument) -> str:
    """Return the text that root keys sign; raise NodeDocumentInvalid for a document that breaks a rule."""
    values = _values_of(document)
    check_form(values)
    return f"{_HEADER}{canonical(values).decode()}\n"


def parse_keys(text: str) -> KeysDocument:
    """Read the text of a keys document; nobody's signature is asked for."""
    body = text.removeprefix(_HEADER)
    if body == text or not body.endswith("\n"):
        raise NodeDocumentInvalid("N3-header")
    try:
        values = parse_canonical(body[:-1].encode())
    except (NotCanonical, UnicodeEncodeError) as error:
        raise NodeDocumentInvalid("N3-header") from error
    check_form(values)
    return _document_of(values)


def sign_keys(document: KeysDocument, *root_keys: Ed25519PrivateKey) -> str:
    """Return the signed note of a keys document; raise NodeDocumentInvalid unless enough of its root set signed."""
    text = format_keys(document)
    signer = f"{document.node}/root"
    note = format_note(text, [Signer(signer, key).sign(text) for key in root_keys]).decode()
    open_keys(note)
    return note


def read_request(data: str) -> tuple[KeysDocument, str, tuple[Signature, ...]]:
    """Read a keys document that some root keys, or none yet, have signed: the document, its text, their lines."""
    text, signatures = _split(data) if "\n\n" in data else (data, ())
    return parse_keys(text), text, signatures


def countersign(data: str, root_key: Ed25519PrivateKey) -> str:
    """Add one root key's signature to a keys document that some, or none yet, have signed."""
    document, text, signatures = read_request(data)
    added = Signer(f"{document.node}/root", root_key).sign(text)
    return format_note(text, [*(each for each in signatures if each != added), added]).decode()


def open_keys(note: str) -> KeysDocument:
    """Read a keys document that its own root set signed. Whether that root is trusted is for its fingerprint to say."""
    document = parse_keys(_split(note)[0])
    _check_signed(note, document.node, document.root, "N6-signed")
    return document


def open_successor(before: KeysDocument, note: str) -> KeysDocument:
    """Read a keys document that may follow another: newer, signed by both root sets, and forgetting no key."""
    after = open_keys(note)
    if after.node != before.node:
        raise NodeDocumentInvalid("N10-node", after.node)
    if after.version <= before.version:
        raise NodeDocumentInvalid("N11-version", str(after.version))
    _check_signed(note, before.node, before.root, "N12-signed-before")
    for use in USES:
        if not _keeps(before.keys_for(use), after.keys_for(use)):
            raise NodeDocumentInvalid("N13-kept", use)
    return after


def count_signed(note: str, node: str, root: RootSet) -> int:
    """Return how many keys of a root set signed a note; raise NoteSignatureInvalid for a line that is wrong."""
    try:
        # `open_note` counts a key once, however many lines it has.
        return len(open_note(note.encode(), [Verifier(f"{node}/root", key) for key in root.keys]).signatures)
    except NoteUnsigned:
        return 0


def _check_signed(note: str, node: str, root: RootSet, rule: str) -> None:
    try:
        signed = count_signed(note, node, root)
    except NoteSignatureInvalid as error:
        raise NodeDocumentInvalid(rule, node) from error
    if signed < root.threshold:
        raise NodeDocumentInvalid(rule, f"{signed} < {root.threshold}")


def _keeps(before: Sequence[PublishedKey], after: Sequence[PublishedKey]) -> bool:
    if len(after) < len(before):
        return False
    return all(
        (old.key, old.since) == (new.key, new.since) and old.revoked in (None, new.revoked)
        for old, new in zip(before, after, strict=False)
    )


def _split(note: str) -> tuple[str, tuple[Signature, ...]]:
    try:
        return parse_note(note.encode())
    except (TlogError, UnicodeEncodeError) as error:
        raise NodeDocumentInvalid("N3-header") from error


# ── values ──────────────────────────────────────────────────────────────────────────────────────


def _values_of(document: KeysDocument) -> dict[str, Any]:
    return {
        "node": document.node,
        "version": document.version,
        "address": document.address,
        "root": _root_values(document.root),
        **{use: [_key_values(each) for each in document.keys_for(use)] for use in USES},
        **_until_values(document.until),
    }


def _root_values(root: RootSet) -> dict[str, Any]:
    return {"keys": [b64encode(key).decode() for key in root.keys], "threshold": root.threshold}


def _key_values(each: PublishedKey) -> dict[str, Any]:
    revoked = {"revoked": _revocation_values(each.revoked)} if each.revoked else {}
    spelled = b64encode(each.key).decode()
    return {"key": spelled, "since": each.since.isoformat(), **_until_values(each.until), **revoked}


def _until_values(until: date | None) -> dict[str, str]:
    return {"until": until.isoformat()} if until else {}


def _revocation_values(revoked: Revocation) -> dict[str, Any]:
    void = {register: list(cut) for register, cut in revoked.void.items()}
    return {"at": revoked.at, **({"void": void} if void else {})}


def _document_of(values: Any) -> KeysDocument:
    return KeysDocument(
        node=values["node"],
        version=values["version"],
        address=values["address"],
        root=RootSet(tuple(map(_raw, values["root"]["keys"])), values["root"]["threshold"]),
        until=_until_of(values),
        **{use: tuple(_keys_of(values[use])) for use in USES},
    )


def _keys_of(listed: Sequence[Any]) -> Iterator[PublishedKey]:
    for values in listed:
        revoked = _revocation_of(values["revoked"]) if "revoked" in values else None
        yield PublishedKey(_raw(values["key"]), date.fromisoformat(values["since"]), _until_of(values), revoked)


def _until_of(values: Any) -> date | None:
    return date.fromisoformat(values["until"]) if "until" in values else None


def _revocation_of(values: Any) -> Revocation:
    void = {register: (cut[0], cut[1]) for register, cut in values.get("void", {}).items()}
    return Revocation(values["at"], void)


def _raw(spelled: str) -> bytes:
    raw = decode_base64(spelled)
    assert raw is not None, "the form was checked"
    return raw
