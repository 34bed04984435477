"""Refusals of this package.

TextError
├── DateUnreadable      words that name no date
├── DateInvalid         a stored date value in none of the allowed spellings
└── NumberUnreadable    words that are no document number
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class TextError(LienVungError):
    """The base of every refusal about written text."""

    code: ClassVar[str] = "text"
    text: str


@dataclass(eq=False)
class DateUnreadable(TextError):
    """The words name no date, month, quarter, half-year, year or period."""

    code: ClassVar[str] = "date-unreadable"


@dataclass(eq=False)
class DateInvalid(TextError):
    """A stored value breaks the spelling of dates; `rule` says how."""

    code: ClassVar[str] = "date-invalid"
    rule: str


@dataclass(eq=False)
class NumberUnreadable(TextError):
    """The words are no document number of either form."""

    code: ClassVar[str] = "number-unreadable"
