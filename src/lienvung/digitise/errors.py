"""Refusals of reading a paper.

DigitiseError
├── EmptyFile         nothing in it
├── TooLarge          more bytes, letters or pixels than are read
├── WrongType         the bytes are not what the name says
├── UnsupportedType   a kind of file that is not read
├── EncryptedFile     a password protects it
├── MacroFile         it carries a program
├── ArchiveBomb       its table of contents breaks a limit
├── TooManyPages      more pages than are read
├── NoTextLayer       a scan: pages, and no letters
├── UnreadableFile    damaged, or in no known encoding
├── ReaderStopped     the reader ran into a limit and was ended alone
└── SecrecyStamped    a stamp of state secrecy stands in its header
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class DigitiseError(LienVungError):
    """The base of every refusal of a paper; `name` is the file's name as its sender wrote it."""

    code: ClassVar[str] = "digitise"
    name: str


@dataclass(eq=False)
class EmptyFile(DigitiseError):
    """The file holds no byte, or only blanks."""

    code: ClassVar[str] = "empty-file"


@dataclass(eq=False)
class TooLarge(DigitiseError):
    """The file, or an image of its page, is larger than `limit` (bytes, letters or pixels, as `unit` says)."""

    code: ClassVar[str] = "file-too-large"
    size: int
    limit: int
    unit: str = "bytes"


@dataclass(eq=False)
class WrongType(DigitiseError):
    """The name promises one kind of file and the bytes are another."""

    code: ClassVar[str] = "wrong-file-type"
    expected: str
    found: str


@dataclass(eq=False)
class UnsupportedType(DigitiseError):
    """Files of this kind are not read."""

    code: ClassVar[str] = "unsupported-file-type"
    found: str


@dataclass(eq=False)
class EncryptedFile(DigitiseError):
    """The file opens only with a password."""

    code: ClassVar[str] = "encrypted-file"


@dataclass(eq=False)
class MacroFile(DigitiseError):
    """The file carries a program (macro) and is not opened."""

    code: ClassVar[str] = "macro-file"


@dataclass(eq=False)
class ArchiveBomb(DigitiseError):
    """The table of contents of the packed file breaks a rule.

    `rule` is members, member-size, total-size, ratio, duplicate, path, link or nested.
    """

    code: ClassVar[str] = "archive-bomb"
    rule: str


@dataclass(eq=False)
class TooManyPages(DigitiseError):
    """The file has more pages than are read."""

    code: ClassVar[str] = "too-many-pages"
    pages: int
    limit: int


@dataclass(eq=False)
class NoTextLayer(DigitiseError):
    """The pages are pictures; passages are marked as rectangles."""

    code: ClassVar[str] = "no-text-layer"
    pages: int


@dataclass(eq=False)
class UnreadableFile(DigitiseError):
    """The file cannot be read as letters.

    `reason` is damaged (or cut short), encoding (not Unicode) or legacy-encoding (fonts of TCVN3 or VNI).
    """

    code: ClassVar[str] = "unreadable-file"
    reason: str


@dataclass(eq=False)
class ReaderStopped(DigitiseError):
    """The reader's own process met a limit and died alone; `reason` is memory, time, size or crash."""

    code: ClassVar[str] = "reader-stopped"
    reason: str


@dataclass(eq=False)
class SecrecyStamped(DigitiseError):
    """The header bears a stamp of state secrecy; nothing of the file was kept."""

    code: ClassVar[str] = "secrecy-stamp"
    level: str
