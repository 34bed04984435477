"""Signed notes (C2SP signed-note v1.0.0).

    <text, ending in a newline>
    <empty line>
    — <name> <base64(key id ‖ signature)>      one line per signature, em dash U+2014

    key id        first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)
    verifier key  <name>+<key id, hex>+<base64(type ‖ public key)>

An unknown key's line is ignored; one bad signature by a known key refuses the whole note.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lienvung.core.tlog.errors import NoteMalformed, NoteSignatureInvalid, NoteUnsigned, VerifierKeyMalformed

ED25519 = 0x01
COSIGNATURE = 0x04

MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: a name, a 4-byte key id, and the bytes that follow it."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was opened: its text, and only those signatures that verified."""

    text: str
    signatures: tuple[Signature, ...]


class NoteVerifier(Protocol):
    """Somebody whose signature lines we can judge."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def verify(self, text: str, signature: bytes) -> bool:
        """Say whether these bytes sign this text."""
        ...


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """Return the 4-byte id of a key under a name."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 raw bytes of a private key's public half."""
    return key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and the Ed25519 key that signs notes under it (type 0x01)."""

    name: str
    key: Ed25519PrivateKey

    def sign(self, text: str) -> Signature:
        """Sign a note's text."""
        return Signature(self.name, key_id(self.name, ED25519, public_bytes(self.key)), self.key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and its Ed25519 public key (type 0x01)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Return the id by which this key's lines are found."""
        return key_id(self.name, ED25519, self.public_key)

    def verify(self, text: str, signature: bytes) -> bool:
        """Say whether the signature is this key's over the text."""
        return verify_ed25519(self.public_key, text.encode(), signature)


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature verifies (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def format_signature(signature: Signature) -> str:
    """Write one signature line."""
    return f"— {signature.name} {b64encode(signature.key_id + signature.value).decode()}\n"


def parse_signature(line: str) -> Signature:
    """Read one signature line, its newline included."""
    words = line.removesuffix("\n").split(" ")
    if not line.endswith("\n") or len(words) != 3 or words[0] != "—" or not _is_name(words[1]):
        raise NoteMalformed("signature-line")
    blob = decode_base64(words[2])
    if blob is None or len(blob) < 5:
        raise NoteMalformed("signature-base64")
    return Signature(words[1], blob[:4], blob[4:])


def format_note(text: str, signatures: Iterable[Signature]) -> bytes:
    """Write a signed note. The text ends in a newline."""
    if not text.endswith("\n"):
        raise NoteMalformed("text-without-final-newline")
    return (text + "\n" + "".join(map(format_signature, signatures))).encode()


def sign_note(text: str, *signers: Signer) -> bytes:
    """Sign a text and write the note."""
    return format_note(text, [signer.sign(text) for signer in signers])


def parse_note(data: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Read a note's text and all its signature lines, verifying none of them."""
    if len(data) > MAX_NOTE:
        raise NoteMalformed("too-long")
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise NoteMalformed("not-utf-8") from None
    if any(char < " " and char != "\n" for char in note):
        raise NoteMalformed("control-character")
    text, found, lines = note.rpartition("\n\n")
    if not found:
        raise NoteMalformed("no-empty-line")
    if not lines.endswith("\n"):
        raise NoteMalformed("no-signature" if not lines else "no-final-newline")
    signatures = tuple(parse_signature(line + "\n") for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteMalformed("too-many-signatures")
    return text + "\n", signatures


def open_note(data: bytes, verifiers: Sequence[NoteVerifier]) -> Note:
    """Open a note with the keys we know.

    Raise NoteMalformed, NoteSignatureInvalid (a known key's bad signature) or NoteUnsigned.
    """
    text, signatures = parse_note(data)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    verified: dict[tuple[str, bytes], Signature] = {}
    for signature in signatures:
        who = signature.name, signature.key_id
        if who not in known or who in verified:
            continue
        if not known[who].verify(text, signature.value):
            raise NoteSignatureInvalid(signature.name)
        verified[who] = signature
    if not verified:
        raise NoteUnsigned(tuple(signature.name for signature in signatures))
    return Note(text, tuple(verified.values()))


def format_vkey(name: str, public_key: bytes, kind: int = ED25519) -> str:
    """Write a verifier key line."""
    return f"{name}+{key_id(name, kind, public_key).hex()}+{b64encode(bytes([kind]) + public_key).decode()}"


def parse_vkey(vkey: str) -> tuple[str, int, bytes]:
    """Read a verifier key line into name, type and public key."""
    words = vkey.split("+", 2)  # base64 may itself contain "+"
    if len(words) != 3 or not _is_name(words[0]):
        raise VerifierKeyMalformed("shape")
    blob = decode_base64(words[2])
    if blob is None or len(blob) < 2:
        raise VerifierKeyMalformed("base64")
    name, kind, public_key = words[0], blob[0], blob[1:]
    if kind in (ED25519, COSIGNATURE) and len(public_key) != 32:
        raise VerifierKeyMalformed("key-length")
    if words[1] != key_id(name, kind, public_key).hex():
        raise VerifierKeyMalformed("key-id")
    return name, kind, public_key


def decode_base64(text: str) -> bytes | None:
    """Decode standard base64, or return None where it is not the one spelling of its bytes."""
    try:
        blob = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return blob if b64encode(blob).decode() == text else None


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)
