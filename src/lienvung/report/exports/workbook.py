"""A register's records as a workbook for people: numbers and days as such, everything else as text."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from lienvung.core.register.record import Record
from lienvung.report.errors import TooManyForWorkbook
from lienvung.report.exports.columns import Columns
from lienvung.report.exports.spelling import Day, Figure, Shower

MOST_RECORDS: Final = 1_048_575
"""The rows that a sheet has, without its headings."""
_PIECE: Final = 1 << 16
_WIDTH: Final = 22
_LONGEST_SHEET_NAME: Final = 31


def workbook_file(columns: Columns, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield an .xlsx in pieces; it grows on the disk, row by row (TooManyForWorkbook)."""
    with TemporaryDirectory(prefix="lienvung-") as folder:
        path = Path(folder) / "so.xlsx"
        _write(path, folder, columns, records)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write(path: Path, folder: str, columns: Columns, records: Iterable[Record]) -> None:
    options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet(_sheet_name(columns.definition.title["vi"]))
    writer = _SheetWriter(book, sheet, columns)
    for line, record in enumerate(records, 1):
        if line > MOST_RECORDS:
            raise TooManyForWorkbook(columns.definition.register, MOST_RECORDS)
        writer.add(line, record)
    book.close()


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:_LONGEST_SHEET_NAME] or "Sổ"


class _SheetWriter:
    """Writes one sheet, its headings first."""

    def __init__(self, book: Any, sheet: Any, columns: Columns) -> None:
        self._book, self._sheet, self._columns = book, sheet, columns
        self._showers: tuple[Shower, ...] = columns.showers()
        self._text = book.add_format({"quote_prefix": True, "num_format": "@"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._numbers: dict[int, Any] = {}
        head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns.words) - 1, _WIDTH)
        for place, words in enumerate(columns.words):
            sheet.write_string(0, place, words, head)

    def add(self, line: int, record: Record) -> None:
        """Write one record; a text that begins with = + - @ stays a text, also when the file is saved again."""
        for place, cell in enumerate(self._columns.shown(record, self._showers)):
            if isinstance(cell, Figure):
                self._sheet.write_number(line, place, cell.value, self._number(cell.decimals))
            elif isinstance(cell, Day):
                self._sheet.write_datetime(line, place, cell.value, self._day)
            elif cell:
                self._sheet.write_string(line, place, cell, self._text)

    def _number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            self._numbers[decimals] = self._book.add_format({"num_format": f"0.{'0' * decimals}" if decimals else "0"})
        return self._numbers[decimals]
