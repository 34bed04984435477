"""The rows of a table that could not be taken over, as a workbook to be corrected and brought again."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from math import isfinite
from typing import Any, Final

import orjson
import xlsxwriter

from lienvung.report.exports.spelling import FIRST_DAY, LONGEST_CELL, TOO_LONG, figure_of
from lienvung.report.exports.workbook import number_formats

PLACE, REASON = "Chỗ trong tệp", "Chỗ sai và cách sửa"
_WIDTHS: Final = (16, 60)

WrongRow = tuple[str, Sequence[Any], Sequence[str]]
"""Where it stood, its cells (a text, or [kind, value]), what is wrong."""


def wrong_rows_file(headings: Sequence[str], rows: Iterable[WrongRow]) -> bytes:
    """Return an .xlsx: where each row stood, what is wrong with it, and its cells below their own headings."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Hàng sai")
    head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True})
    told = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006"})
    plain = book.add_format({"quote_prefix": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    number = number_formats(book, valign="top")
    sheet.freeze_panes(1, 2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for column, words in enumerate((PLACE, REASON, *headings)):
        sheet.write_string(0, column, words, head)
    for line, (place, cells, reasons) in enumerate(rows, 1):
        sheet.write_string(line, 0, place, plain)
        sheet.write_string(line, 1, "\n".join(reasons), told)
        for column, cell in enumerate(_below(headings, cells), 2):
            _write(sheet, line, column, cell, plain, day, number)
    book.close()
    return out.getvalue()


def _below(headings: Sequence[str], cells: Sequence[Any]) -> Sequence[Any]:
    """Return as many cells as there are headings; what stood beyond the last one is beside it, and not lost."""
    last = len(headings) - 1
    return [*cells[:last], "; ".join(map(_text, cells[last:]))] if len(cells) > len(headings) else cells


def _write(sheet: Any, line: int, column: int, cell: Any, plain: Any, day: Any, number: Callable[[int], Any]) -> None:
    kind, value = cell if isinstance(cell, list) else ("", cell)
    figure = figure_of(value) if kind == "n" else None
    if figure and isfinite(figure.value):
        sheet.write_number(line, column, figure.value, number(figure.decimals))
    elif kind == "d" and value >= FIRST_DAY:
        sheet.write_datetime(line, column, date.fromisoformat(value), day)
    elif value not in ("", None):
        text = _text(cell)
        sheet.write_string(line, column, text if len(text) <= LONGEST_CELL else TOO_LONG, plain)


def _text(cell: Any) -> str:
    value = cell[1] if isinstance(cell, list) else cell
    return value if isinstance(value, str) else orjson.dumps(value).decode()
