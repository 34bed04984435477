"""Why a backup is not written, not read, or not put in place.

BackupError
├── BackupMalformed      the file is not in the format
├── BackupKeyWrong       it was sealed for another key or passphrase
├── BackupBroken         a piece of it is not as it was written, or the end is missing
├── BackupOfAnother      it is of another node
├── BackupUnsound        what is in it does not verify
├── BackupGap            a standby segment begins after what came before it
├── BackupUnsettled      an entry of our own could not be signed before the backup
└── RestoreRefused       there is a node here already
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class BackupError(LienVungError):
    """The base of every refusal about backups; `file` names which one."""

    file: str


@dataclass(eq=False)
class BackupMalformed(BackupError):
    code: ClassVar[str] = "backup-malformed"
    rule: str


@dataclass(eq=False)
class BackupKeyWrong(BackupError):
    code: ClassVar[str] = "backup-key-wrong"


@dataclass(eq=False)
class BackupBroken(BackupError):
    code: ClassVar[str] = "backup-broken"
    piece: int


@dataclass(eq=False)
class BackupOfAnother(BackupError):
    code: ClassVar[str] = "backup-of-another"
    node: str
    found: str


@dataclass(eq=False)
class BackupUnsound(BackupError):
    code: ClassVar[str] = "backup-unsound"
    finding: str


@dataclass(eq=False)
class BackupGap(BackupError):
    code: ClassVar[str] = "backup-gap"
    origin: str
    held: int
    since: int


@dataclass(eq=False)
class BackupUnsettled(BackupError):
    code: ClassVar[str] = "backup-unsettled"


@dataclass(eq=False)
class RestoreRefused(BackupError):
    """The folder or the store to restore into holds a node already."""

    code: ClassVar[str] = "restore-refused"
