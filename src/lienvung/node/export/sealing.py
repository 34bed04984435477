"""Seal a stream in pieces of 1 MiB for a successor's key or under a passphrase (docs/formats/sealed-export.md).

The derivation is the backup's under another name, so that neither opens as the other. The reading half is the
stand-alone script that lies beside every export.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lienvung.core.register.canonical import Value, canonical

DOMAIN: Final = b"lienvung/export/v1"
PIECE: Final = 1024 * 1024
NONCE_BYTES: Final = 16


class Sealer:
    """A file that seals what is written to it; nothing is whole before `finish`."""

    def __init__(
        self, file: IO[bytes], node: str, made: str, secret: bytes | str, random: Callable[[int], bytes]
    ) -> None:
        """Begin for a 32-byte X25519 public key, or a passphrase."""
        seal, shared = _agree(secret, random)
        header: dict[str, Value] = {"made": made, "node": node, "nonce": _text(random(NONCE_BYTES)), "seal": seal}
        line = canonical(header) + b"\n"
        file.write(DOMAIN + b"\n" + line)
        self._cipher = ChaCha20Poly1305(HKDF(SHA256(), 32, salt=sha256(line).digest(), info=DOMAIN).derive(shared))
        self._file, self._waiting, self._number = file, bytearray(), 0

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
        nonce = self._number.to_bytes(11, "big") + bytes((last,))
        self._file.write(self._cipher.encrypt(nonce, data, None))
        self._number += 1


def _agree(secret: bytes | str, random: Callable[[int], bytes]) -> tuple[dict[str, Value], bytes]:
    """Return what the header says of the seal, and the shared secret."""
    if isinstance(secret, str):
        salt = random(NONCE_BYTES)
        words = unicodedata.normalize("NFC", secret).encode()
        return {"scrypt": _text(salt)}, Scrypt(salt, 32, n=2**17, r=8, p=1).derive(words)
    ephemeral = X25519PrivateKey.from_private_bytes(random(32))
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(secret))
    return {"to": _text(secret), "x25519": _text(ephemeral.public_key().public_bytes_raw())}, shared


def _text(data: bytes) -> str:
    return b64encode(data).decode()
