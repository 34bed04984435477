"""Cells of spreadsheets and of tables in Word files, as text; runs in the child process only."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

Rows = list[list[str]]


class TooManyCells(Exception):
    """More cells than any task table has; the argument is the limit."""


def read_xlsx(data: bytes, most: int) -> list[tuple[str, Rows]]:
    """Return the sheets by name. Raises ValueError for what is no workbook, TooManyCells."""
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(BytesIO(data))
        names = book.sheet_names
        sheets = ((name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names)
        return list(_bounded(sheets, most))
    except CalamineError as error:
        raise ValueError("damaged") from error


def read_docx(data: bytes, most: int) -> list[tuple[str, Rows]]:
    """Return the tables by number, counted from 1. Raises ValueError for what is no document, TooManyCells."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        tables = Document(BytesIO(data)).tables
        rows = (
            (str(n), [[cell.text for cell in row.cells] for row in table.rows]) for n, table in enumerate(tables, 1)
        )
        return list(_bounded(rows, most))
    except (OpcError, LxmlError, KeyError) as error:
        raise ValueError("damaged") from error


def _bounded(grids: Iterable[tuple[str, Sequence[Sequence[object]]]], most: int) -> Iterator[tuple[str, Rows]]:
    left = most
    for name, rows in grids:
        left -= sum(map(len, rows))
        if left < 0:
            raise TooManyCells(most)
        yield name, [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
