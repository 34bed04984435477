"""A node's public keys, signed by its root key (docs/formats/node-json.md, rules N1–N6).

signed note by "<node>/root" over the text
    lienvung/keys/v1\\n
    canonical JSON of {address, encryption, log, node, request, root, since, until?, version, witness}\\n
fingerprint = SHA-256( "lienvung/root/v1" ‖ 0x00 ‖ 32-byte root key )
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.shape import has_names, is_address, is_day
from lienvung.core.register.canonical import LARGEST_INTEGER, canonical, parse_canonical
from lienvung.core.register.errors import NotCanonical
from lienvung.core.register.key import is_node_name
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.note import Signer, Verifier, decode_base64, open_note, parse_note, sign_note

KEY_NAMES = ("root", "log", "witness", "request", "encryption")
KEY_BYTES = 32

_HEADER = "lienvung/keys/v1\n"
_ROOT_DOMAIN = b"lienvung/root/v1\0"
_NAMES = {"node", "version", "address", "since", *KEY_NAMES}


@dataclass(frozen=True, slots=True)
class KeysDocument:
    """Which keys speak for a node from which day to which; keys are 32 raw bytes, `encryption` is X25519."""

    node: str
    version: int
    address: str
    root: bytes
    log: bytes
    witness: bytes
    request: bytes
    encryption: bytes
    since: date
    until: date | None = None


def fingerprint(root_key: bytes) -> str:
    """Return the fingerprint (64 hex) of a raw root public key: what terms name and officers compare."""
    return hashlib.sha256(_ROOT_DOMAIN + root_key).hexdigest()


def spoken_fingerprint(fingerprint: str) -> str:
    """Group a fingerprint by four, for reading aloud."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def sign_keys(document: KeysDocument, root_key: Ed25519PrivateKey) -> str:
    """Return the signed note of a keys document; raise NodeDocumentInvalid for one that breaks a rule."""
    values = _values_of(document)
    _check(values)
    if root_key.public_key().public_bytes_raw() != document.root:
        raise NodeDocumentInvalid("N6-signed", "root")
    text = f"{_HEADER}{canonical(values).decode()}\n"
    return sign_note(text, Signer(f"{document.node}/root", root_key)).decode()


def open_keys(note: str) -> KeysDocument:
    """Read a keys document that its own root key signed. Whether that root is trusted is for its fingerprint to say."""
    values = _read_values(note)
    _check(values)
    document = KeysDocument(
        node=values["node"],
        version=values["version"],
        address=values["address"],
        since=date.fromisoformat(values["since"]),
        until=date.fromisoformat(values["until"]) if "until" in values else None,
        **{name: base64.b64decode(values[name]) for name in KEY_NAMES},
    )
    try:
        open_note(note.encode(), [Verifier(f"{document.node}/root", document.root)])
    except TlogError as error:
        raise NodeDocumentInvalid("N6-signed", document.node) from error
    return document


def _values_of(document: KeysDocument) -> dict[str, Any]:
    keys = {name: base64.b64encode(getattr(document, name)).decode() for name in KEY_NAMES}
    until = {"until": document.until.isoformat()} if document.until else {}
    return {
        "node": document.node,
        "version": document.version,
        "address": document.address,
        "since": document.since.isoformat(),
        **keys,
        **until,
    }


def _read_values(note: str) -> Any:
    try:
        text, _ = parse_note(note.encode())
        body = text.removeprefix(_HEADER)
        if body == text:
            raise NodeDocumentInvalid("N3-header")
        return parse_canonical(body.removesuffix("\n").encode())
    except (TlogError, NotCanonical, UnicodeEncodeError) as error:
        raise NodeDocumentInvalid("N3-header") from error


def _check(values: Any) -> None:
    if not has_names(values, _NAMES, {"until"}):
        raise NodeDocumentInvalid("N4-names")
    rules = {
        "node": isinstance(values["node"], str) and is_node_name(values["node"]),
        "version": type(values["version"]) is int and 1 <= values["version"] <= LARGEST_INTEGER,
        "address": is_address(values["address"]),
        "since": is_day(values["since"]),
        "until": "until" not in values or is_day(values["until"]),
        **{name: _is_key(values[name]) for name in KEY_NAMES},
    }
    for name, holds in rules.items():
        if not holds:
            raise NodeDocumentInvalid("N5-values", name)


def _is_key(value: object) -> bool:
    raw = decode_base64(value) if isinstance(value, str) else None
    return raw is not None and len(raw) == KEY_BYTES
