"""What a log, a note or a proof can be refused for.

TlogError
├── NoteMalformed            the bytes are not a signed note
├── NoteSignatureInvalid     a known key's signature does not verify
├── NoteUnsigned             no signature from a key we know
├── VerifierKeyMalformed     a verifier key line breaks a rule
├── CheckpointMalformed      the note's text is not a checkpoint
├── CosignatureMalformed     a cosignature's timestamp or length breaks a rule
├── TileMalformed            tile bytes or a tile path break a rule
├── EntryTooLong             a leaf over 65,535 bytes
├── ProofMalformed           a proof's shape does not fit its sizes
├── RootMismatch             a computed root is not the signed one
├── ProofFileMalformed       a .tlog-proof file breaks a rule
└── PolicyMalformed          a policy file breaks a rule

`rule` is a stable kebab-case name of the one rule that failed.
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class TlogError(LienVungError):
    """The base of every refusal by the log formats."""

    code: ClassVar[str] = "tlog"


@dataclass(eq=False)
class NoteMalformed(TlogError):
    """The bytes are not a signed note (C2SP signed-note)."""

    code: ClassVar[str] = "note-malformed"
    rule: str


@dataclass(eq=False)
class NoteSignatureInvalid(TlogError):
    """A signature by a key we know does not verify: the whole note is refused."""

    code: ClassVar[str] = "note-signature-invalid"
    name: str


@dataclass(eq=False)
class NoteUnsigned(TlogError):
    """No signature on the note is by a key we know."""

    code: ClassVar[str] = "note-unsigned"
    names: tuple[str, ...]


@dataclass(eq=False)
class VerifierKeyMalformed(TlogError):
    """A verifier key line breaks a rule."""

    code: ClassVar[str] = "verifier-key-malformed"
    rule: str


@dataclass(eq=False)
class CheckpointMalformed(TlogError):
    """The text of a note is not a checkpoint."""

    code: ClassVar[str] = "checkpoint-malformed"
    rule: str


@dataclass(eq=False)
class CosignatureMalformed(TlogError):
    """A cosignature breaks a rule."""

    code: ClassVar[str] = "cosignature-malformed"
    rule: str


@dataclass(eq=False)
class TileMalformed(TlogError):
    """Tile bytes or a tile path break a rule."""

    code: ClassVar[str] = "tile-malformed"
    rule: str


@dataclass(eq=False)
class EntryTooLong(TlogError):
    """A leaf does not fit the 16-bit length of an entry bundle."""

    code: ClassVar[str] = "entry-too-long"
    length: int


@dataclass(eq=False)
class ProofMalformed(TlogError):
    """A proof cannot be one for these sizes."""

    code: ClassVar[str] = "proof-malformed"
    rule: str


@dataclass(eq=False)
class RootMismatch(TlogError):
    """The root that was computed is not the root that was given."""

    code: ClassVar[str] = "root-mismatch"
    size: int


@dataclass(eq=False)
class ProofFileMalformed(TlogError):
    """A .tlog-proof file breaks a rule."""

    code: ClassVar[str] = "proof-file-malformed"
    rule: str


@dataclass(eq=False)
class PolicyMalformed(TlogError):
    """A witness policy breaks a rule at a line, counted from 1; 0 is the file as a whole (C2SP tlog-policy)."""

    code: ClassVar[str] = "policy-malformed"
    line: int
    rule: str
