"""Seal a stream in pieces of 1 MiB, for an X25519 key or under a passphrase, each known to be whole and in its place.

seal  = {"to": public key, "x25519": ephemeral public key} | {"scrypt": salt}            as it stands in the header
key   = HKDF-SHA256(agreed secret, salt = SHA-256(header line), info = domain)
piece = ChaCha20-Poly1305(key, nonce = u88 number ‖ u8 last, plaintext)

Backups (docs/formats/backup.md) and sealed exports (docs/formats/sealed-export.md) are such streams; the domain keeps
one from opening as the other.
"""

import unicodedata
from base64 import b64encode
from hashlib import sha256
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

PIECE: Final = 1024 * 1024
NONCE_BYTES: Final = 16
TAG: Final = 16


class PieceWriter:
    """Seal what is written in pieces; nothing is whole before `finish`."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._number = 0

    def write(self, data: bytes) -> int:
        """Seal what fills a piece; keep the rest, for the last piece is never empty."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Seal the last piece."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, data: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(piece_nonce(self._number, last=last), data, None))
        self._number += 1


def agree_with(recipient: bytes, ephemeral: X25519PrivateKey) -> tuple[dict[str, str], bytes]:
    """Return the seal for a 32-byte X25519 public key, and the secret agreed with it."""
    public = ephemeral.public_key().public_bytes_raw()
    seal = {"to": b64encode(recipient).decode(), "x25519": b64encode(public).decode()}
    return seal, ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))


def agree_by_passphrase(passphrase: str, salt: bytes) -> tuple[dict[str, str], bytes]:
    """Return the seal under a passphrase, and the secret stretched from it."""
    return {"scrypt": b64encode(salt).decode()}, stretch(passphrase, salt)


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Return the 32 bytes that a passphrase in NFC gives with this salt (RFC 7914, N = 2¹⁷, r = 8, p = 1)."""
    return Scrypt(salt, 32, n=2**17, r=8, p=1).derive(unicodedata.normalize("NFC", passphrase).encode())


def piece_key(secret: bytes, line: bytes, domain: bytes) -> bytes:
    """Return the 32-byte key of the pieces behind this header line."""
    return HKDF(SHA256(), 32, salt=sha256(line).digest(), info=domain).derive(secret)


def piece_nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce of a piece: a piece moved, or a stream cut, does not open."""
    return number.to_bytes(11, "big") + bytes((last,))
