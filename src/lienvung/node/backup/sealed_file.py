"""The file of a backup: a header that stands openly, and a stream sealed behind it (docs/formats/backup.md)."""

from base64 import b64encode
from dataclasses import dataclass
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.entry import is_time
from lienvung.core.register.key import is_node_name
from lienvung.core.tlog.note import decode_base64
from lienvung.node.backup.errors import BackupBroken, BackupKeyWrong, BackupMalformed
from lienvung.node.sealing import (
    NONCE_BYTES,
    PIECE,
    TAG,
    PieceWriter,
    agree_by_passphrase,
    agree_with,
    piece_key,
    piece_nonce,
    stretch,
)

DOMAIN: Final = b"lienvung/backup/v1"
MAGIC: Final = DOMAIN + b"\n"
MAX_HEADER: Final = 4096

Secret = tuple[X25519PrivateKey, ...] | str
"""A node's encryption keys, the newest first, or a passphrase."""


@dataclass(frozen=True, slots=True)
class Header:
    """Whose backup it is, when it was made, and for whom it was sealed."""

    node: str
    made: str
    nonce: bytes
    seal: dict[str, str]

    @property
    def line(self) -> bytes:
        """The line as it stands in the file."""
        values: dict[str, Value] = {
            "made": self.made,
            "node": self.node,
            "nonce": b64encode(self.nonce).decode(),
            "seal": dict(self.seal),
        }
        return canonical(values) + b"\n"


def begin_sealed(file: IO[bytes], header: Header, key: bytes) -> PieceWriter:
    """Write the header of a sealed file, and return what seals the plaintext that follows."""
    file.write(MAGIC + header.line)
    return PieceWriter(file, key)


class SealedReader:
    """Read the plaintext of a sealed file; what it has read so far is as it was written, or it raises."""

    def __init__(self, file: IO[bytes], name: str, secret: Secret) -> None:
        self.name = name
        self.header = read_header(file, name)
        self._file = file
        self._cipher = ChaCha20Poly1305(_open_key(self.header, secret, name))
        self._number = 0
        self._next = file.read(PIECE + TAG)
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
        sealed, following = self._next, self._file.read(PIECE + TAG)
        try:
            data = self._cipher.decrypt(piece_nonce(self._number, last=not following), sealed, None)
        except (InvalidTag, ValueError):
            # A wrong key opens nothing at all; what opens at first and then no more is damaged.
            wrong = self._number == 0 and not self._opens_first_as(sealed)
            raise (BackupKeyWrong(self.name) if wrong else BackupBroken(self.name, self._number)) from None
        self._number += 1
        self._next = following or None  # type: ignore[assignment]  # None after the last
        return data

    def _opens_first_as(self, sealed: bytes) -> bool:
        try:
            self._cipher.decrypt(piece_nonce(0, last=False), sealed, None)
        except (InvalidTag, ValueError):
            return False
        return True


def make_header(
    node: str, made: str, secret: Secret, *, nonce: bytes, salt: bytes, ephemeral: X25519PrivateKey
) -> tuple[Header, bytes]:
    """Return a header for this secret and the 32-byte key of its pieces."""
    if isinstance(secret, str):
        seal, agreed = agree_by_passphrase(secret, salt)
    else:
        seal, agreed = agree_with(secret[0].public_key().public_bytes_raw(), ephemeral)
    header = Header(node, made, nonce, seal)
    return header, piece_key(agreed, header.line, DOMAIN)


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
        return piece_key(stretch(secret, decode_base64(header.seal["scrypt"]) or b""), header.line, DOMAIN)
    fitting = [key for key in secret if decode_base64(header.seal["to"]) == key.public_key().public_bytes_raw()]
    if not fitting:
        raise BackupKeyWrong(name)
    try:
        ephemeral = X25519PublicKey.from_public_bytes(decode_base64(header.seal["x25519"]) or b"")
        return piece_key(fitting[0].exchange(ephemeral), header.line, DOMAIN)
    except ValueError:
        raise BackupMalformed(name, "header: seal") from None
