"""Tables in workbooks: the sheet whose headings are best understood, read row by row in the child process."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from lienvung.core.text import nfc
from lienvung.digitise.archive import XLSX
from lienvung.digitise.child import ask, ask_lines
from lienvung.digitise.errors import UnsupportedType
from lienvung.digitise.guard import check_upload
from lienvung.office.imports.errors import TableTooBroken
from lienvung.office.imports.headings import Cell, Row, Table, Understands, best_head, told
from lienvung.office.imports.letters import respell
from lienvung.report.exports.workbook import CONTINUED

_UNPACKED: Final = 400 * 2**20
_CONTINUED: Final = re.compile("(.+)" + re.escape(CONTINUED).replace(r"\{\}", "[0-9]+"))


def read_workbook(data: bytes, name: str, understands: Understands) -> Table:
    """Return the table of a workbook; its rows are read when they are asked for."""
    media_type = check_upload(data, name, unpacked=_UNPACKED)
    if media_type != XLSX:
        raise UnsupportedType(name, media_type)
    sheets = orjson.loads(ask("heads-xlsx", data, name))
    seen = [number for number, (_, hidden, rows) in enumerate(sheets) if rows and not hidden]
    if not seen:
        raise TableTooBroken(name, "headings")
    read = respell(_texts(sheets), name)
    chosen = max(seen, key=lambda number: understands(best_head(sheets[number][2], understands)[1]))
    at, headings = best_head(sheets[chosen][2], understands)
    others = [number for number in seen if number != chosen]
    read_on = [chosen, *(number for number in others if _goes_on(sheets[number], sheets[chosen], at))]
    notes: dict[str, Any] = {
        "sheet": sheets[chosen][0],
        "other-sheets": [sheets[number][0] for number in seen if number not in read_on],
        "hidden-sheets": [sheet for sheet, hidden, _ in sheets if hidden],
        "formulas": 0,
    }
    parts = ((sheets[number][0], ask_lines("rows-xlsx", data, name, str(number))) for number in read_on)
    rows = (row for sheet, lines in parts for row in _rows(sheet, lines, at, read, notes))
    # What stands right of the headings is somebody's note.
    below = ((place, cells[: len(headings)]) for place, cells in rows)
    return told([nfc(read(heading)) for heading in headings], below, notes)


def _goes_on(sheet: Any, before: Any, heading: int) -> bool:
    """Tell whether a sheet goes on where one of ours ended: it is called so, and has the same headings."""
    name = _CONTINUED.fullmatch(sheet[0])
    heads = [[cells for number, cells in each[2] if number == heading] for each in (sheet, before)]
    return name is not None and before[0].startswith(name[1]) and heads[0] == heads[1]


def _rows(
    sheet: str, lines: Iterator[bytes], heading: int, read: Callable[[str], str], notes: dict[str, Any]
) -> Iterator[Row]:
    for line in map(orjson.loads, lines):
        if isinstance(line, dict):
            notes["formulas"] += line["formulas"]
        elif line[0] > heading:
            yield f"{sheet}!{line[0]}", [read(cell) if isinstance(cell, str) else cell for cell in line[1]]


def _texts(sheets: list[Any]) -> Iterator[str]:
    rows: Iterator[list[Cell]] = (cells for _, _, head in sheets for _, cells in head)
    return (cell for cells in rows for cell in cells if isinstance(cell, str))
