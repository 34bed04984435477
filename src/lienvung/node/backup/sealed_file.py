"""A file sealed in pieces of 1 MiB, each of which is known to be whole and in its place (docs/formats/backup.md).

key   = HKDF-SHA256(secret, salt = SHA-256(header line), info = "lienvung/backup/v1")
piece = ChaCha20-Poly1305(key, nonce = u88 number ‖ u8 last, plaintext)
"""

import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.entry import is_time
from lienvung.core.register.key import is_node_name
from lienvung.core.tlog.note import decode_base64
from lienvung.node.backup.errors import BackupBroken, BackupKeyWrong, BackupMalformed

MAGIC: Final = b"lienvung/backup/v1\n"
PIECE: Final = 1024 * 1024
NONCE_BYTES: Final = 16
MAX_HEADER: Final = 4096
_TAG: Final = 16
_INFO: Final = b"lienvung/backup/v1"

Secret = tuple[X25519PrivateKey, ...] | str
"""A node's encryption keys, the newest first, or a passphrase."""


@dataclass(frozen=True, slots=True)
class Header:
    """Whose backup it is, when it was made, and for whom it was sealed."""

    node: str
    made: str
    nonce: bytes
    seal: dict[str, Any]

    @property
    def line(self) -> bytes:
        """The line as it stands in the file."""
        values: dict[str, Value] = {
            "made": self.made,
            "node": self.node,
            "nonce": b64encode(self.nonce).decode(),
            "seal": self.seal,
        }
        return canonical(values) + b"\n"


class SealedWriter:
    """Write plaintext into a sealed file; nothing is whole before `finish`."""

    def __init__(self, file: IO[bytes], header: Header, key: bytes) -> None:
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._number = 0
        file.write(MAGIC + header.line)

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
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), data, None))
        self._number += 1


class SealedReader:
    """Read the plaintext of a sealed file; what it has read so far is as it was written, or it raises."""

    def __init__(self, file: IO[bytes], name: str, secret: Secret) -> None:
        self.name = name
        self.header = read_header(file, name)
        self._file = file
        self._cipher = ChaCha20Poly1305(_open_key(self.header, secret, name))
        self._number = 0
        self._next = file.read(PIECE + _TAG)
        self._left = b""
        self._first = True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, none at the end (BackupKeyWrong, BackupBroken)."""
        if not self._left and self._next is not None:
            self._left = self._open_piece()
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken

    def _open_piece(self) -> bytes:
        sealed, following = self._next, self._file.read(PIECE + _TAG)
        try:
            data = self._cipher.decrypt(_nonce(self._number, not following), sealed, None)
        except (InvalidTag, ValueError):
            # A wrong key opens nothing at all; what opens at first and then no more is damaged.
            wrong = self._number == 0 and not self._opens_first_as(sealed)
            raise (BackupKeyWrong(self.name) if wrong else BackupBroken(self.name, self._number)) from None
        self._number += 1
        self._next = following or None  # type: ignore[assignment]  # None after the last
        return data

    def _opens_first_as(self, sealed: bytes) -> bool:
        try:
            self._cipher.decrypt(_nonce(0, last=False), sealed, None)
        except (InvalidTag, ValueError):
            return False
        return True


def make_header(
    node: str, made: str, secret: Secret, *, nonce: bytes, salt: bytes, ephemeral: X25519PrivateKey
) -> tuple[Header, bytes]:
    """Return a header for this secret and the 32-byte key of its pieces."""
    if isinstance(secret, str):
        header = Header(node, made, nonce, {"scrypt": b64encode(salt).decode()})
        return header, _derive(_stretch(secret, salt), header)
    public = ephemeral.public_key().public_bytes_raw()
    recipient = secret[0].public_key()
    seal = {"to": b64encode(recipient.public_bytes_raw()).decode(), "x25519": b64encode(public).decode()}
    header = Header(node, made, nonce, seal)
    return header, _derive(ephemeral.exchange(recipient), header)


def read_header(file: IO[bytes], name: str) -> Header:
    """Read what stands openly at the beginning of a backup (BackupMalformed)."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupMalformed(name, "first line")
    line = file.readline(MAX_HEADER)
    try:
        found = parse_canonical(line.removesuffix(b"\n"))
    except LienVungError:
        raise BackupMalformed(name, "header: canonical JSON") from None
    if not isinstance(found, dict) or found.keys() != {"made", "node", "nonce", "seal"}:
        raise BackupMalformed(name, "header: names")
    nonce = decode_base64(found["nonce"]) if isinstance(found["nonce"], str) else None
    if not isinstance(found["node"], str) or not is_node_name(found["node"]) or not is_time(found["made"]):
        raise BackupMalformed(name, "header: node or time")
    if nonce is None or len(nonce) != NONCE_BYTES or not _is_seal(found["seal"]):
        raise BackupMalformed(name, "header: seal")
    return Header(found["node"], found["made"], nonce, found["seal"])


def _is_seal(seal: Any) -> bool:
    if not isinstance(seal, dict) or set(seal) not in ({"to", "x25519"}, {"scrypt"}):
        return False
    lengths = {"to": 32, "x25519": 32, "scrypt": NONCE_BYTES}
    return all(isinstance(seal[name], str) and len(decode_base64(seal[name]) or b"") == lengths[name] for name in seal)


def _open_key(header: Header, secret: Secret, name: str) -> bytes:
    if isinstance(secret, str) != ("scrypt" in header.seal):
        raise BackupKeyWrong(name)
    if isinstance(secret, str):
        return _derive(_stretch(secret, decode_base64(header.seal["scrypt"]) or b""), header)
    fitting = [key for key in secret if decode_base64(header.seal["to"]) == key.public_key().public_bytes_raw()]
    if not fitting:
        raise BackupKeyWrong(name)
    try:
        ephemeral = X25519PublicKey.from_public_bytes(decode_base64(header.seal["x25519"]) or b"")
        return _derive(fitting[0].exchange(ephemeral), header)
    except ValueError:
        raise BackupMalformed(name, "header: seal") from None


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, 32, n=2**17, r=8, p=1).derive(unicodedata.normalize("NFC", passphrase).encode())


def _derive(secret: bytes, header: Header) -> bytes:
    return HKDF(SHA256(), 32, salt=sha256(header.line).digest(), info=_INFO).derive(secret)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))
