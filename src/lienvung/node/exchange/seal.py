"""Seal a bundle's values for one recipient (docs/formats/bundle.md, "Seal").

    shared = X25519(e, R)
    key    = HKDF-SHA256(shared, salt = E ‖ R, info = "lienvung/bundle/v1" ‖ 0x00 ‖ member name)
    member = ChaCha20-Poly1305(key, nonce = 0, plaintext)

`e`, `E` are a key pair made for one bundle, `R` is the recipient's public key. A key seals one member only, which
is what makes the constant nonce safe.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lienvung.node.exchange.errors import BundleSealBroken

_DOMAIN: Final = b"lienvung/bundle/v1\0"
_NONCE: Final = bytes(12)


def seal(member: str, data: bytes, ephemeral: X25519PrivateKey, recipient: bytes) -> bytes:
    """Return the sealed bytes of a member for the recipient's 32-byte public key."""
    public = ephemeral.public_key().public_bytes_raw()
    key = _key(ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient)), public, recipient, member)
    return ChaCha20Poly1305(key).encrypt(_NONCE, data, None)


def open_seal(member: str, data: bytes, ephemeral: bytes, recipient: X25519PrivateKey) -> bytes:
    """Return the plaintext of a member, given the bundle's 32-byte ephemeral public key (BundleSealBroken)."""
    try:
        shared = recipient.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        key = _key(shared, ephemeral, recipient.public_key().public_bytes_raw(), member)
        return ChaCha20Poly1305(key).decrypt(_NONCE, data, None)
    except (InvalidTag, ValueError):
        # ValueError: an ephemeral key that is a point of small order.
        raise BundleSealBroken(member) from None


def _key(shared: bytes, ephemeral: bytes, recipient: bytes, member: str) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + recipient, info=_DOMAIN + member.encode()).derive(shared)
