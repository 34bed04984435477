"""What the import of a table refuses as a whole, and why. What is wrong with one cell is a `Mistake` (plan.py).

OfficeError
└── ImportRefused
    ├── EncodingsMixed      some lines are in one encoding, some in another
    ├── TableTooBroken      no row of headings, or nothing below it
    ├── TooManyRows         more rows than one import takes
    ├── NothingUnderstood   no column is one of the register
    ├── ColumnTwice         two columns were given to one field
    ├── NothingToMatchBy    neither a key nor a field by which a row is recognised has a column
    ├── ShapesMisplaced     the file's system of coordinates is unknown
    ├── UnitsUnmatched      no feature of a layer is a unit of its day
    ├── RegisterClosed      records of this register do not come from tables
    ├── ImportRowsWrong     rows with mistakes stand in the way
    ├── ImportMoved         the register changed since the rows were compared with it
    └── ImportBusy          the table is being read, or waits for a decision, or was written
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.office.errors import OfficeError


@dataclass(eq=False)
class ImportRefused(OfficeError):
    """The base of what is refused of a whole table; `name` is the file's."""

    code: ClassVar[str] = "import-refused"
    name: str


@dataclass(eq=False)
class EncodingsMixed(ImportRefused):
    """Line `modern` is UTF-8 and line `old` is not: no reading is right for both."""

    code: ClassVar[str] = "encodings-mixed"
    modern: int
    old: int


@dataclass(eq=False)
class TableTooBroken(ImportRefused):
    """The file has no table that could be read; `reason` is headings, rows, csv, json or geojson."""

    code: ClassVar[str] = "table-too-broken"
    reason: str
    line: int = 0


@dataclass(eq=False)
class TooManyRows(ImportRefused):
    """The table has more rows than are taken at once."""

    code: ClassVar[str] = "too-many-rows"
    limit: int


@dataclass(eq=False)
class NothingUnderstood(ImportRefused):
    """No column stands for a field."""

    code: ClassVar[str] = "nothing-understood"


@dataclass(eq=False)
class ColumnTwice(ImportRefused):
    """Two columns stand for the same field."""

    code: ClassVar[str] = "column-twice"
    field: str


@dataclass(eq=False)
class NothingToMatchBy(ImportRefused):
    """No column says which record a row is about."""

    code: ClassVar[str] = "nothing-to-match-by"
    field: str


@dataclass(eq=False)
class ShapesMisplaced(ImportRefused):
    """The system of coordinates that the file names is not known."""

    code: ClassVar[str] = "shapes-misplaced"
    system: str


@dataclass(eq=False)
class UnitsUnmatched(ImportRefused):
    """No feature of a layer names, in any attribute, a unit of the day that lies where the feature does."""

    code: ClassVar[str] = "units-unmatched"
    day: str


@dataclass(eq=False)
class RegisterClosed(ImportRefused):
    """Nodes keep this register about each other; nobody types it."""

    code: ClassVar[str] = "register-closed"


@dataclass(eq=False)
class ImportRowsWrong(ImportRefused):
    """Rows with mistakes stand in the way; nothing was written."""

    code: ClassVar[str] = "import-rows-wrong"
    wrong: int


@dataclass(eq=False)
class ImportMoved(ImportRefused):
    """Records were changed since the table was compared with the register; `key` is the first of them, or a text."""

    code: ClassVar[str] = "import-moved"
    key: str


@dataclass(eq=False)
class ImportBusy(ImportRefused):
    """The table is not open for this: `state` says what is being done with it, or was."""

    code: ClassVar[str] = "import-busy"
    state: str
