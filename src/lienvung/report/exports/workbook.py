"""A register's records as a workbook for people: numbers and days as such, everything else as text."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from lienvung.core.register.record import Record
from lienvung.report.exports.columns import Columns
from lienvung.report.exports.spelling import Day, Figure

MOST_ROWS: Final = 1_048_576
"""The rows of one sheet, its headings among them."""
CONTINUED: Final = " (tiếp {})"
"""What stands behind the name of a sheet that goes on where another one ended."""
_PIECE: Final = 1 << 16
_WIDTH: Final = 22
_LONGEST_SHEET_NAME: Final = 31


def workbook_file(columns: Columns, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield an .xlsx in pieces, with as many sheets as the records need; it grows on the disk, row by row.

    A text that begins with = + - @ stays a text, also when somebody saves the file again.
    """
    with TemporaryDirectory(prefix="lienvung-") as folder:
        path = Path(folder) / "so.xlsx"
        _write(path, folder, columns, records)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write(path: Path, folder: str, columns: Columns, records: Iterable[Record]) -> None:
    options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
    book = _Book(xlsxwriter.Workbook(str(path), options), columns)
    showers = columns.showers()
    rows = iter(records)
    following = next(rows, None)
    while following is not None or not book.sheets:
        book.begin_sheet()
        below = islice(chain([following] if following else [], rows), MOST_ROWS - 1)
        for line, record in enumerate(below, 1):
            book.add_row(line, columns.shown(record, showers))
        following = next(rows, None)
    book.close()


def _sheet_name(title: str, number: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'").strip() or "Sổ"
    behind = CONTINUED.format(number) if number > 1 else ""
    return kept[: _LONGEST_SHEET_NAME - len(behind)] + behind


def number_formats(book: Any, **look: str) -> Callable[[int], Any]:
    """Return what gives, by how many decimals a number shows, the format of its cells; each is made once."""
    return cache(lambda decimals: book.add_format({**look, "num_format": f"0.{'0' * decimals}" if decimals else "0"}))


class _Book:
    """A workbook that is written one sheet after the other, each below the headings."""

    def __init__(self, book: Any, columns: Columns) -> None:
        self._book, self._columns = book, columns
        self._head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True})
        self._text = book.add_format({"quote_prefix": True, "num_format": "@"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._number = number_formats(book)
        self.sheets: list[Any] = []
        book.use_zip64()

    def begin_sheet(self) -> None:
        """Go on with a new sheet."""
        sheet = self._book.add_worksheet(_sheet_name(self._columns.definition.title["vi"], len(self.sheets) + 1))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self._columns.words) - 1, _WIDTH)
        for place, words in enumerate(self._columns.words):
            sheet.write_string(0, place, words, self._head)
        self.sheets.append(sheet)

    def add_row(self, line: int, cells: Iterable[str | Figure | Day]) -> None:
        """Write one record as text, numbers and days."""
        sheet = self.sheets[-1]
        for place, cell in enumerate(cells):
            if isinstance(cell, Figure):
                sheet.write_number(line, place, cell.value, self._number(cell.decimals))
            elif isinstance(cell, Day):
                sheet.write_datetime(line, place, cell.value, self._day)
            elif cell:
                sheet.write_string(line, place, cell, self._text)

    def close(self) -> None:
        """End the file."""
        self._book.close()
