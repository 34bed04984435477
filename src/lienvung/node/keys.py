"""A node's private keys: made once, kept as PEM files that only their owner can read.

Five kinds, one duty each (log-formats §11): `root` signs the keys document and may be kept off line;
`log` signs checkpoints; `witness` cosigns partners' checkpoints (one key per cosigner, because a
timestamped cosignature does not commit to the cosigner's name); `request` signs HTTP requests;
`encryption` (X25519) opens bundles.

<keys>/<kind>.pem             the first of its kind
<keys>/<kind>-<8 hex>.pem     those that came later, named by the first bytes of their public key

Which of them acts today is for the signed keys document to say (own_keys.py).
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienvung.core.agreement.keys import USES
from lienvung.core.errors import LienVungError
from lienvung.node.passphrase import read_passphrase
from lienvung.node.protected import PrivateKey, format_private, is_protected, parse_private

KEY_NAMES: Final = ("root", *USES)

Passphrase = Callable[[], bytes]
"""Called when a key is encrypted."""


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
    """The private keys of one node; `root` is None where it is kept off line, `later` are those made by rotations."""

    root: Ed25519PrivateKey | None
    log: Ed25519PrivateKey
    witness: Ed25519PrivateKey
    request: Ed25519PrivateKey
    encryption: X25519PrivateKey
    later: tuple[tuple[str, PrivateKey], ...] = ()

    @classmethod
    def generate(cls) -> Self:
        """Make five fresh keys from the operating system's randomness."""
        ed25519 = Ed25519PrivateKey.generate
        return cls(ed25519(), ed25519(), ed25519(), ed25519(), X25519PrivateKey.generate())

    def signing(self, use: str) -> dict[bytes, Ed25519PrivateKey]:
        """Return the keys held for `log`, `witness` or `request`, by public key."""
        held: list[Ed25519PrivateKey] = [getattr(self, use)]
        held += [key for name, key in self.later if name == use and isinstance(key, Ed25519PrivateKey)]
        return {public_bytes(key): key for key in held}

    def opening(self) -> tuple[X25519PrivateKey, ...]:
        """Return the keys that open bundles, the newest first."""
        later = [key for name, key in self.later if name == "encryption" and isinstance(key, X25519PrivateKey)]
        return (*reversed(later), self.encryption)


def generate_key(use: str) -> PrivateKey:
    """Make one fresh key for a use."""
    return X25519PrivateKey.generate() if use == "encryption" else Ed25519PrivateKey.generate()


def public_bytes(key: PrivateKey | Ed25519PublicKey | X25519PublicKey) -> bytes:
    """Return the 32 raw bytes of a public key, or of a private key's public half."""
    public = key.public_key() if isinstance(key, PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def save_keys(folder: Path, keys: NodeKeys, passphrase: bytes | None = None) -> None:
    """Write each key to `<folder>/<name>.pem` with mode 0600; never overwrites (KeyExists)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEY_NAMES:
        key: PrivateKey | None = getattr(keys, name)
        if key is not None:
            write_private(folder / f"{name}.pem", format_private(key, passphrase))
    for name, each in keys.later:
        save_later(folder, name, each, passphrase)


def save_later(folder: Path, use: str, key: PrivateKey, passphrase: bytes | None) -> Path:
    """Write a key that a rotation made, and return its file."""
    path = folder / f"{use}-{public_bytes(key)[:4].hex()}.pem"
    write_private(path, format_private(key, passphrase))
    return path


def load_keys(folder: Path, passphrase: Passphrase = read_passphrase) -> NodeKeys:
    """Read the keys back; all but `root` must be there and readable by their owner alone (KeyUnreadable)."""
    first = {use: files_of(folder, use)[0] for use in USES}
    return NodeKeys(
        root=read_signing(folder / "root.pem", passphrase) if (folder / "root.pem").exists() else None,
        log=read_signing(first["log"], passphrase),
        witness=read_signing(first["witness"], passphrase),
        request=read_signing(first["request"], passphrase),
        encryption=_read_x25519(first["encryption"], passphrase),
        later=tuple(_read_later(folder, passphrase)),
    )


def files_of(folder: Path, use: str) -> list[Path]:
    """Return the files of one use, the first key before those that rotations made; never empty."""
    first = folder / f"{use}.pem"
    later = sorted(folder.glob(f"{use}-*.pem"))
    return [first, *later] if first.exists() or not later else later


def key_files(folder: Path) -> list[Path]:
    """Return the files of all private keys in a folder."""
    return sorted(path for path in folder.glob("*.pem") if path.stem.partition("-")[0] in KEY_NAMES)


def read_signing(path: Path, passphrase: Passphrase = read_passphrase) -> Ed25519PrivateKey:
    """Read a signing key from its file (KeyUnreadable)."""
    key = read_private(path, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(path.stem, "not an Ed25519 key")
    return key


def read_private(path: Path, passphrase: Passphrase = read_passphrase) -> PrivateKey:
    """Read any private key of ours from its file (KeyUnreadable)."""
    name = path.stem
    try:
        if path.stat().st_mode & 0o077:
            raise KeyUnreadable(name, "readable by others than its owner")
        pem = path.read_bytes()
    except FileNotFoundError:
        raise KeyUnreadable(name, "no such file") from None
    secret = passphrase() if is_protected(pem) else None
    try:
        key = parse_private(pem, secret)
    except ValueError:
        rule = "not an unencrypted PKCS#8 key in PEM" if secret is None else "the passphrase does not open it"
        raise KeyUnreadable(name, rule) from None
    if not isinstance(key, PrivateKey):
        raise KeyUnreadable(name, "neither an Ed25519 nor an X25519 key")
    return key


def write_private(path: Path, pem: bytes) -> None:
    """Write a key's PEM to a new file that only its owner can read, durably (KeyExists)."""
    try:
        # The mode is given at creation: a key is never readable by others, not even for a moment.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(path.stem) from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def protect_keys(folder: Path, passphrase: Passphrase, new: bytes | None) -> list[str]:
    """Write every key again under a passphrase, or under none, and return their names.

    All are read before the first is written, and each is replaced by a rename: a wrong passphrase changes nothing, a
    crash in between leaves keys that all still open, some by the old passphrase and some by the new.
    """
    opened = [(path, read_private(path, passphrase)) for path in key_files(folder)]
    for path, key in opened:
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        write_private(fresh, format_private(key, new))
        fresh.replace(path)
    return [path.stem for path, _ in opened]


def _read_later(folder: Path, passphrase: Passphrase) -> Iterator[tuple[str, PrivateKey]]:
    for use in USES:
        for path in files_of(folder, use)[1:]:
            key = read_private(path, passphrase)
            if isinstance(key, X25519PrivateKey) != (use == "encryption"):
                raise KeyUnreadable(path.stem, "a key of another kind")
            yield use, key


def _read_x25519(path: Path, passphrase: Passphrase) -> X25519PrivateKey:
    key = read_private(path, passphrase)
    if not isinstance(key, X25519PrivateKey):
        raise KeyUnreadable(path.stem, "not an X25519 key")
    return key
