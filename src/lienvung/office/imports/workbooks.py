"""Tables in workbooks: the sheet whose headings are best understood, read row by row in the child process."""

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

_UNPACKED: Final = 400 * 2**20


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
    notes: dict[str, Any] = {
        "sheet": sheets[chosen][0],
        "other-sheets": [sheets[number][0] for number in seen if number != chosen],
        "hidden-sheets": [sheet for sheet, hidden, _ in sheets if hidden],
    }
    rows = _rows(ask_lines("rows-xlsx", data, name, str(chosen)), at, read, notes)
    return told([nfc(read(heading)) for heading in headings], rows, notes)


def _rows(lines: Iterator[bytes], heading: int, read: Callable[[str], str], notes: dict[str, Any]) -> Iterator[Row]:
    sheet = notes["sheet"]
    for line in map(orjson.loads, lines):
        if isinstance(line, dict):
            notes["formulas"] = line["formulas"]
        elif line[0] > heading:
            yield f"{sheet}!{line[0]}", [read(cell) if isinstance(cell, str) else cell for cell in line[1]]


def _texts(sheets: list[Any]) -> Iterator[str]:
    rows: Iterator[list[Cell]] = (cells for _, _, head in sheets for _, cells in head)
    return (cell for cells in rows for cell in cells if isinstance(cell, str))
