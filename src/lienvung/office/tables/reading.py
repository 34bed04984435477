"""Read a task table from .xlsx, .csv, a .docx table or pasted cells: rows of text, each with its place."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from lienvung.core.text import nfc
from lienvung.digitise.errors import TooLarge
from lienvung.digitise.grids import Grid, read_grids, refuse_stamped_cells
from lienvung.digitise.guard import MAX_BYTES
from lienvung.office.errors import TableUnreadable
from lienvung.office.imports.delimited import LONGEST_CELL, separator_of
from lienvung.office.imports.letters import decode
from lienvung.office.tables.columns import guess_columns

_HEADING_ROWS_LOOKED_AT = 15
_FEWEST_COLUMNS = 2
Row = tuple[str, tuple[str, ...]]
"""Where it stood ("Sheet1!5", "bảng 1, hàng 3", "hàng 2") and its cells."""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """Headings and the rows below them."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheets(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the grids of a table file; Excel and Word files are parsed in a child process under limits.

    Raises the refusals of digitise, a stamp in any cell among them, and EncodingsMixed.
    """
    if not name.lower().endswith(".csv"):
        return read_grids(data, name)
    # Comma-separated text has no form that a guard could check, only a size.
    if len(data) > MAX_BYTES:
        raise TooLarge(name, len(data), MAX_BYTES)
    return (_split(decode(data, name), name),)


def read_table(data: bytes, name: str) -> TaskTable:
    """Return the first table in the file that has a column of tasks (TableUnreadable)."""
    return find_table(read_sheets(data, name), name)


def read_pasted(text: str) -> TaskTable:
    """Return the table that was copied from a spreadsheet and pasted as text (TableUnreadable, SecrecyStamped)."""
    return find_table((_split(nfc(text), ""),), "")


def find_table(grids: Iterable[Grid], name: str) -> TaskTable:
    """Return the first grid that has a column of tasks, below its headings (TableUnreadable)."""
    for grid in grids:
        table = _below_headings(_numbered(grid.rows, _place(grid.name, name)))
        if table:
            return table
    raise TableUnreadable(name)


def _place(grid: str, name: str) -> str:
    if name.lower().endswith(".xlsx"):
        return grid + "!{}"
    return f"bảng {grid}, hàng {{}}" if grid else "hàng {}"


def _numbered(rows: Iterable[Sequence[str]], place: str) -> list[Row]:
    return [(place.format(number), tuple(" ".join(cell.split()) for cell in row)) for number, row in enumerate(rows, 1)]


def _split(text: str, name: str) -> Grid:
    csv.field_size_limit(LONGEST_CELL)  # the whole process has one, and other libraries may have raised it
    try:
        rows = tuple(map(tuple, csv.reader(StringIO(text), delimiter=separator_of(text, name))))
    except csv.Error:
        raise TableUnreadable(name) from None
    refuse_stamped_cells(rows, name)
    return Grid("", rows)


def _below_headings(rows: list[Row]) -> TaskTable | None:
    for at, (_, cells) in enumerate(rows[:_HEADING_ROWS_LOOKED_AT]):
        columns = guess_columns(cells)
        if "text" in columns.values() and sum(map(bool, cells)) >= _FEWEST_COLUMNS:
            width = len(cells)
            below = [(place, row) for place, row in rows[at + 1 :] if _says_something(row)]
            filled = tuple((place, (*row, *[""] * width)[:width]) for place, row in below)
            return TaskTable(cells, filled)
    return None


def _says_something(cells: Sequence[str]) -> bool:
    # Blank rows and the row of column numbers "(1) (2) (3)" say nothing.
    words = [cell.strip("() ") for cell in cells if cell.strip("() ")]
    return bool(words) and not (len(words) > 1 and all(word.isdigit() for word in words))
