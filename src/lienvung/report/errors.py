"""Refusals of reporting.

LienVungError
└── ReportError
    ├── ProgrammeUnknown   no programme of that key is held
    └── WorkbookUnreadable a returned workbook is not one that was sent out
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class ReportError(LienVungError):
    """The base of every refusal of reporting."""

    code: ClassVar[str] = "report"


@dataclass(eq=False)
class ProgrammeUnknown(ReportError):
    """Refuse to report on a programme that this node does not hold."""

    code: ClassVar[str] = "programme-unknown"
    key: str


@dataclass(eq=False)
class WorkbookUnreadable(ReportError):
    """Refuse a returned workbook; `rule` is "format", "sheet" or "columns"."""

    code: ClassVar[str] = "workbook-unreadable"
    rule: str
