"""What is refused about administrative units.

GeographyError
├── UnitsHeldAlready     a partner's log has the same units; they are not repeated under our name
├── NotesUnreadable      a file that is no table of official notes
├── NoUnitColumn         a table without a column that names units
├── NoUnitRows           a table without a row
└── TooManyUnitRows      a table with more rows than are converted at once
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


@dataclass(eq=False)
class GeographyError(LienVungError):
    """The base of every refusal about units."""

    code: ClassVar[str] = "geography"


@dataclass(eq=False)
class UnitsHeldAlready(GeographyError):
    """The node `node` stewards the same units, and we hold its copy."""

    code: ClassVar[str] = "units-held-already"
    node: str


@dataclass(eq=False)
class NotesUnreadable(GeographyError):
    """A file of official notes lacks what a row needs."""

    code: ClassVar[str] = "notes-unreadable"
    found: str


@dataclass(eq=False)
class NoUnitColumn(GeographyError):
    """A table to convert has no column that names units; `found` are its headings."""

    code: ClassVar[str] = "unit-column-none"
    found: str


@dataclass(eq=False)
class NoUnitRows(GeographyError):
    """A table to convert has no row."""

    code: ClassVar[str] = "unit-rows-none"


@dataclass(eq=False)
class TooManyUnitRows(GeographyError):
    """A table to convert has more rows than are converted at once."""

    code: ClassVar[str] = "unit-rows-many"
    most: int
