"""Read a task table from .xlsx, .csv, a .docx table or pasted cells: rows of text, each with its place."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from docx import Document
from python_calamine import load_workbook

from lienvung.core.text import nfc
from lienvung.office.errors import TableUnreadable
from lienvung.office.tables.columns import guess_columns

_ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")
_SEPARATORS = "\t;,|"
_HEADING_ROWS_LOOKED_AT = 15
_FEWEST_COLUMNS = 2
Row = tuple[str, tuple[str, ...]]
"""Where it stood ("Sheet1!5", "bảng 1, hàng 3", "hàng 2") and its cells."""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """Headings, the rows below them, and the lines above them."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()


def read_table(data: bytes, name: str) -> TaskTable:
    """Return the first table in the file that has a column of tasks (TableUnreadable)."""
    for rows in _grids(data, name.lower()):
        table = _below_headings(rows)
        if table:
            return table
    raise TableUnreadable(name)


def read_pasted(text: str) -> TaskTable:
    """Return the table that was copied from a spreadsheet and pasted as text (TableUnreadable)."""
    table = _below_headings(_numbered(_split(nfc(text)), "hàng {}"))
    if not table:
        raise TableUnreadable("")
    return table


def read_top(data: bytes, name: str) -> tuple[str, ...]:
    """Return the first lines of a table file, where a stamp would stand."""
    rows = next(_grids(data, name.lower()), [])
    return tuple("\t".join(filter(None, cells)) for _, cells in rows[:_HEADING_ROWS_LOOKED_AT])


def _grids(data: bytes, name: str) -> Iterator[list[Row]]:
    if name.endswith(".xlsx"):
        for sheet in load_workbook(BytesIO(data)).sheet_names:
            rows = load_workbook(BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            yield _numbered(rows, sheet + "!{}")
    elif name.endswith(".docx"):
        for number, table in enumerate(Document(BytesIO(data)).tables, 1):
            cells = ([cell.text for cell in row.cells] for row in table.rows)
            yield _numbered(cells, f"bảng {number}, hàng {{}}")
    else:
        yield _numbered(_split(_decode(data, name)), "hàng {}")


def _numbered(rows: Iterable[Sequence[object]], place: str) -> list[Row]:
    return [(place.format(number), tuple(_text(cell) for cell in row)) for number, row in enumerate(rows, 1)]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return nfc(" ".join(str(cell).split())) if cell is not None else ""


def _decode(data: bytes, name: str) -> str:
    encodings = _ENCODINGS if data[:2] in (b"\xff\xfe", b"\xfe\xff") else tuple(e for e in _ENCODINGS if e != "utf-16")
    for encoding in encodings:
        try:
            return nfc(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(name)


def _split(text: str) -> list[list[str]]:
    # The separator is the one that cuts the most rows into the same number of cells, at least two.
    first = text.splitlines()[:_HEADING_ROWS_LOOKED_AT]
    separator = max(_SEPARATORS, key=lambda mark: sum(line.count(mark) for line in first))
    return list(csv.reader(StringIO(text), delimiter=separator))


def _below_headings(rows: list[Row]) -> TaskTable | None:
    for at, (_, cells) in enumerate(rows[:_HEADING_ROWS_LOOKED_AT]):
        columns = guess_columns(cells)
        if "text" in columns.values() and sum(map(bool, cells)) >= _FEWEST_COLUMNS:
            width = len(cells)
            below = [(place, row) for place, row in rows[at + 1 :] if _says_something(row)]
            filled = tuple((place, (*row, *[""] * width)[:width]) for place, row in below)
            return TaskTable(cells, filled, tuple("\t".join(filter(None, row)) for _, row in rows[:at]))
    return None


def _says_something(cells: Sequence[str]) -> bool:
    # Blank rows and the row of column numbers "(1) (2) (3)" say nothing.
    words = [cell.strip("() ") for cell in cells if cell.strip("() ")]
    return bool(words) and not (len(words) > 1 and all(word.isdigit() for word in words))
