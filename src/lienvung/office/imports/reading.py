"""Read a table of any register: xlsx, csv, GeoJSON, JSON Lines, pasted cells; rows come one by one."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from lienvung.core.text import nfc
from lienvung.digitise.errors import EmptyFile, SecrecyStamped, TooLarge, WrongType
from lienvung.digitise.guard import MAX_BYTES
from lienvung.digitise.secrecy import find_secrecy_stamp
from lienvung.office.imports.delimited import read_delimited
from lienvung.office.imports.errors import TableTooBroken, TooManyRows
from lienvung.office.imports.headings import Cell, Row, Table, Understands
from lienvung.office.imports.json_tables import read_json, read_json_lines
from lienvung.office.imports.letters import decode, decode_unicode
from lienvung.office.imports.workbooks import read_workbook

MOST_ROWS: Final = 250_000
_LONGEST_STAMP: Final = 40
_PACKED: Final = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
_READERS: dict[str, Callable[[str, str, Understands], Table]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "txt": read_delimited,
    "json": read_json,
    "geojson": read_json,
    "jsonl": read_json_lines,
    "ndjson": read_json_lines,
}
_OF_UNICODE: Final = (read_json, read_json_lines)


def read_table(data: bytes, name: str, understands: Understands) -> Table:
    """Open a table file; the row of headings is the one of which most is understood.

    Raises the refusals of digitise and of imports.errors; some come only while the rows are read: SecrecyStamped in
    any cell, TooManyRows, and what breaks off in the middle of a file.
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in _READERS:
        return _watched(read_workbook(data, name, understands), name)
    # Text has no form that a guard could check, only its size and that it is text.
    if not data.strip():
        raise EmptyFile(name)
    if len(data) > MAX_BYTES:
        raise TooLarge(name, len(data), MAX_BYTES)
    if data.startswith(_PACKED):
        raise WrongType(name, extension, "xlsx")
    text = decode_unicode(data, name) if _READERS[extension] in _OF_UNICODE else decode(data, name)
    return _watched(_READERS[extension](text, name, understands), name)


def read_pasted(text: str, name: str, understands: Understands) -> Table:
    """Return the table that was copied from a spreadsheet and pasted as text."""
    return _watched(read_delimited(nfc(text), name, understands), name)


def _watched(table: Table, name: str) -> Table:
    _refuse_stamp(table.headings, name)
    return Table(table.headings, _bounded(table.rows, len(table.headings), name), table.notes)


def _bounded(rows: Iterator[Row], width: int, name: str) -> Iterator[Row]:
    number = 0
    for number, (place, cells) in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise TooManyRows(name, MOST_ROWS)
        _refuse_stamp(cells, name)
        while len(cells) > width and cells[-1] == "":
            cells.pop()
        yield place, cells + [""] * (width - len(cells))
    if not number:
        raise TableTooBroken(name, "rows")


def _refuse_stamp(cells: Sequence[Cell], name: str) -> None:
    for cell in cells:
        # A stamp is short and has an M; that settles nearly every cell.
        if isinstance(cell, str) and len(cell) < _LONGEST_STAMP and ("m" in cell or "M" in cell):
            level = _stamped(cell)
            if level:
                raise SecrecyStamped(name, level)


@lru_cache(maxsize=4096)
def _stamped(cell: str) -> str:
    stamp = find_secrecy_stamp(" ".join(cell.split()))
    return stamp.level if stamp else ""
