"""Refusals of the rules of follow-up.

LienVungError
└── ProgrammeError
    └── FreezeCodeInvalid   a code read aloud that cannot be one
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class ProgrammeError(LienVungError):
    """The base of every refusal of the rules of follow-up."""

    code: ClassVar[str] = "programme"


@dataclass(eq=False)
class FreezeCodeInvalid(ProgrammeError):
    """Refuse a freeze code; `rule` is "length", "character" or "check"."""

    code: ClassVar[str] = "freeze-code-invalid"
    text: str
    rule: str
