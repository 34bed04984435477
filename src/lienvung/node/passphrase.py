"""Where the passphrase of the private keys comes from: never an argument, never a log, never the database.

    1. the file that LIENVUNG_PASSPHRASE_FILE names, readable by its owner alone
    2. the systemd credential `lienvung-passphrase` (LoadCredential= or LoadCredentialEncrypted=)
    3. whoever sits at the terminal, asked once in the life of the process
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import ClassVar, Final

from lienvung.core.errors import LienVungError

VARIABLE: Final = "LIENVUNG_PASSPHRASE_FILE"
CREDENTIAL: Final = "lienvung-passphrase"

_asked: list[bytes] = []


@dataclass(eq=False)
class PassphraseMissing(LienVungError):
    """The keys are encrypted and nobody said how to open them."""

    code: ClassVar[str] = "passphrase-missing"


@dataclass(eq=False)
class PassphraseUnreadable(LienVungError):
    """The passphrase's file is not there, is empty, or is open to others."""

    code: ClassVar[str] = "passphrase-unreadable"
    path: str
    rule: str


def find_passphrase(environ: Mapping[str, str] = os.environ) -> bytes | None:
    """Return the passphrase that the house laid ready, None if it laid none (PassphraseUnreadable)."""
    if named := environ.get(VARIABLE):
        return _read(Path(named))
    credential = Path(environ.get("CREDENTIALS_DIRECTORY", "")) / CREDENTIAL
    return _read(credential) if "CREDENTIALS_DIRECTORY" in environ and credential.exists() else None


def read_passphrase() -> bytes:
    """Return the passphrase laid ready, or ask for it once (PassphraseMissing, PassphraseUnreadable)."""
    found = find_passphrase()
    if found is not None:
        return found
    if not _asked:
        _asked.append(ask_passphrase("Mật khẩu của khóa (passphrase): "))
    return _asked[0]


def ask_passphrase(prompt: str) -> bytes:
    """Ask whoever sits at the terminal (PassphraseMissing where nobody does, or says nothing)."""
    said = getpass(prompt) if has_terminal() else ""
    if not said:
        raise PassphraseMissing
    return said.encode()


def has_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise PassphraseUnreadable(str(path), "readable by others than its owner")
        found = path.read_bytes().strip(b"\r\n")
    except OSError:
        raise PassphraseUnreadable(str(path), "no such file") from None
    if not found:
        raise PassphraseUnreadable(str(path), "empty")
    return found
