"""A node's private keys: made once, kept as PEM files that only their owner can read.

Five keys, one duty each (log-formats §11): `root` signs the keys document and may be kept off line;
`log` signs checkpoints; `witness` cosigns partners' checkpoints (one key per cosigner, because a
timestamped cosignature does not commit to the cosigner's name); `request` signs HTTP requests;
`encryption` (X25519) opens bundles.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from lienvung.core.errors import LienVungError

KEY_NAMES = ("root", "log", "witness", "request", "encryption")

PrivateKey = Ed25519PrivateKey | X25519PrivateKey


@dataclass(eq=False)
class KeyUnreadable(LienVungError):
    code: ClassVar[str] = "key-unreadable"
    name: str
    rule: str


@dataclass(eq=False)
class KeyExists(LienVungError):
    code: ClassVar[str] = "key-exists"
    name: str


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """The private keys of one node; `root` is None where it is kept off line."""

    root: Ed25519PrivateKey | None
    log: Ed25519PrivateKey
    witness: Ed25519PrivateKey
    request: Ed25519PrivateKey
    encryption: X25519PrivateKey

    @classmethod
    def generate(cls) -> Self:
        """Make five fresh keys from the operating system's randomness."""
        ed25519 = Ed25519PrivateKey.generate
        return cls(ed25519(), ed25519(), ed25519(), ed25519(), X25519PrivateKey.generate())


def public_bytes(key: PrivateKey | Ed25519PublicKey | X25519PublicKey) -> bytes:
    """Return the 32 raw bytes of a public key, or of a private key's public half."""
    public = key.public_key() if isinstance(key, PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def save_keys(folder: Path, keys: NodeKeys) -> None:
    """Write each key to `<folder>/<name>.pem` with mode 0600; never overwrites (KeyExists)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEY_NAMES:
        key: PrivateKey | None = getattr(keys, name)
        if key is not None:
            _write_private(folder / f"{name}.pem", key)


def load_keys(folder: Path) -> NodeKeys:
    """Read the keys back; all but `root` must be there and readable by their owner alone (KeyUnreadable)."""
    return NodeKeys(
        root=_read_ed25519(folder, "root") if (folder / "root.pem").exists() else None,
        log=_read_ed25519(folder, "log"),
        witness=_read_ed25519(folder, "witness"),
        request=_read_ed25519(folder, "request"),
        encryption=_read_x25519(folder, "encryption"),
    )


def _write_private(path: Path, key: PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        # The mode is given at creation: a key is never readable by others, not even for a moment.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(path.stem) from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def _read_private(folder: Path, name: str) -> object:
    path = folder / f"{name}.pem"
    try:
        if path.stat().st_mode & 0o077:
            raise KeyUnreadable(name, "readable by others than its owner")
        return load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise KeyUnreadable(name, "no such file") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable(name, "not an unencrypted PKCS#8 key in PEM") from None


def _read_ed25519(folder: Path, name: str) -> Ed25519PrivateKey:
    key = _read_private(folder, name)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(name, "not an Ed25519 key")
    return key


def _read_x25519(folder: Path, name: str) -> X25519PrivateKey:
    key = _read_private(folder, name)
    if not isinstance(key, X25519PrivateKey):
        raise KeyUnreadable(name, "not an X25519 key")
    return key
