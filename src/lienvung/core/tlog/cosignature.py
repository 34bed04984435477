"""Timestamped cosignatures by witnesses (C2SP tlog-cosignature, Ed25519, type 0x04).

    signature blob  u64 big-endian timestamp ‖ Ed25519 signature
    message         "cosignature/v1\\n" ‖ "time <decimal>\\n" ‖ note text

The message does not name the cosigner: a key belongs to one witness name only.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienvung.core.tlog.errors import CosignatureMalformed
from lienvung.core.tlog.note import COSIGNATURE, Signature, format_signature, key_id, public_bytes, verify_ed25519

MAX_TIMESTAMP = 2**63 - 1


def cosign(text: str, name: str, key: Ed25519PrivateKey, timestamp: int) -> str:
    """Cosign a checkpoint's text at a time in whole seconds; return the signature line."""
    if not 0 < timestamp <= MAX_TIMESTAMP:
        raise CosignatureMalformed("timestamp")
    blob = timestamp.to_bytes(8, "big") + key.sign(_message(text, timestamp))
    return format_signature(Signature(name, key_id(name, COSIGNATURE, public_bytes(key)), blob))


def cosignature_time(signature: Signature) -> int:
    """Return the time, in seconds, that a cosignature states."""
    if len(signature.value) != 72:
        raise CosignatureMalformed("length")
    return int.from_bytes(signature.value[:8], "big")


@dataclass(frozen=True, slots=True)
class CosignatureVerifier:
    """A witness's name and its Ed25519 public key."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Return the id by which this key's lines are found."""
        return key_id(self.name, COSIGNATURE, self.public_key)

    def verify(self, text: str, signature: bytes) -> bool:
        """Say whether the blob is this witness's cosignature over the text."""
        timestamp = int.from_bytes(signature[:8], "big")
        if len(signature) != 72 or timestamp > MAX_TIMESTAMP:
            return False
        return verify_ed25519(self.public_key, _message(text, timestamp), signature[8:])


def _message(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
