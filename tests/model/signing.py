"""Keys that remember everything they ever signed: the one account of a signer that no store can rewrite."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import TlogError

COSIGNATURE = "cosignature/v1\n"


@dataclass
class Signatures:
    """Every checkpoint that one key put its name under, in the order of signing."""

    checkpoints: list[Checkpoint] = field(default_factory=list)

    def note(self, message: bytes) -> None:
        """Remember a signed message if it is a checkpoint or a cosignature over one."""
        text = message.decode("utf-8", "replace")
        if text.startswith(COSIGNATURE):
            text = text.removeprefix(COSIGNATURE).partition("\n")[2]
        try:
            self.checkpoints.append(parse_checkpoint(text))
        except TlogError:
            return

    def of(self, origin: str) -> list[Checkpoint]:
        """Return what was signed of one log."""
        return [each for each in self.checkpoints if each.origin == origin]


class RememberingKey(Ed25519PrivateKey):
    """An Ed25519 key that signs as any other and remembers the checkpoints among what it signed."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.key = key
        self.signed = Signatures()

    def sign(self, data: bytes) -> bytes:
        self.signed.note(data)
        return self.key.sign(data)

    def public_key(self) -> Ed25519PublicKey:
        return self.key.public_key()

    def private_bytes(self, *arguments: object) -> bytes:
        return self.key.private_bytes(*arguments)

    def private_bytes_raw(self) -> bytes:
        return self.key.private_bytes_raw()

    def __copy__(self) -> "RememberingKey":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "RememberingKey":
        return self
