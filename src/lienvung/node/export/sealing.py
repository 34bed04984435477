"""Begin a sealed export: for a successor's key or under a passphrase (docs/formats/sealed-export.md).

The reading half is the stand-alone script that lies beside every export.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.register.canonical import Value, canonical
from lienvung.node.sealing import NONCE_BYTES, PieceWriter, agree_by_passphrase, agree_with, piece_key

DOMAIN: Final = b"lienvung/export/v1"


def begin_export(
    file: IO[bytes], node: str, made: str, secret: bytes | str, random: Callable[[int], bytes]
) -> PieceWriter:
    """Write the header for a 32-byte X25519 public key, or a passphrase; return what seals what follows."""
    if isinstance(secret, str):
        seal, agreed = agree_by_passphrase(secret, random(NONCE_BYTES))
    else:
        seal, agreed = agree_with(secret, X25519PrivateKey.from_private_bytes(random(32)))
    nonce = b64encode(random(NONCE_BYTES)).decode()
    header: dict[str, Value] = {"made": made, "node": node, "nonce": nonce, "seal": dict(seal)}
    line = canonical(header) + b"\n"
    file.write(DOMAIN + b"\n" + line)
    return PieceWriter(file, piece_key(agreed, line, DOMAIN))
