"""Tables as text between separators: comma, semicolon, tab or stroke."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from typing import Any, Final

from lienvung.digitise.errors import TooLarge
from lienvung.office.imports.errors import TableTooBroken
from lienvung.office.imports.headings import LINE, LOOKED_AT, MOST_COLUMNS, Row, Table, Understands, best_head, told

SEPARATORS: Final = "\t;,|"
_SAYS_ITS_SEPARATOR = re.compile(r'sep=([^\r\n"])', re.IGNORECASE)  # a line that Excel writes and understands
LONGEST_CELL: Final = 2**20


def read_delimited(text: str, name: str, understands: Understands) -> Table:
    """Return the table that a text between separators holds (TableTooBroken, TooLarge)."""
    csv.field_size_limit(LONGEST_CELL)  # the whole process has one, and other libraries may have raised it
    text = text.removeprefix("\ufeff")
    said = _SAYS_ITS_SEPARATOR.match(text)
    lines = csv.reader(StringIO(text, newline=""), delimiter=said[1] if said else separator_of(text, name), strict=True)
    rows = _numbered(lines, name)
    head = list(islice(rows, LOOKED_AT))[1 if said else 0 :]
    if not head:
        raise TableTooBroken(name, "headings")
    at, headings = best_head(head, understands)
    below: Iterator[Row] = ((f"{LINE}{number}", [*cells]) for number, cells in chain(head, rows) if number > at)
    return told(headings, below, {})


def separator_of(text: str, name: str) -> str:
    """Return the sign that cuts the most of the first rows into the same number of cells (TooLarge)."""

    def cuts(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in _trial(text, mark) if len(row) > 1]
        if max(widths, default=0) > MOST_COLUMNS:
            raise TooLarge(name, max(widths), MOST_COLUMNS, "columns")
        usual = max(widths, key=widths.count, default=0)
        return widths.count(usual), usual

    return max(SEPARATORS, key=cuts)


def _trial(text: str, mark: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(StringIO(text, newline=""), delimiter=mark), LOOKED_AT))
    except csv.Error:
        return []


def _numbered(lines: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of the rows that are not blank; the line is where the row begins."""
    begins = 1
    try:
        for cells in lines:
            if len(cells) > MOST_COLUMNS:
                raise TooLarge(name, len(cells), MOST_COLUMNS, "columns")
            if any(cells):
                yield begins, cells
            begins = lines.line_num + 1
    except csv.Error:
        raise TableTooBroken(name, "csv", lines.line_num) from None
