"""Somebody's table with old names of units: read it, convert its rows, write it out with columns added.

Nothing is kept: the table comes, is answered, and is forgotten. No web framework is needed.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO, StringIO
from itertools import islice
from typing import Final

import xlsxwriter

from lienvung.core.geography.columns import Columns, recognise
from lienvung.core.geography.convert import LOST, Converted, convert_row, judge
from lienvung.core.geography.errors import NoUnitColumn, NoUnitRows, TooManyUnitRows
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.trace import Trace, acts_of, around_on
from lienvung.core.geography.unit import Unit
from lienvung.core.text import nfc
from lienvung.office.imports.delimited import SEPARATORS
from lienvung.office.imports.errors import TableTooBroken
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.reading import read_pasted, read_table
from lienvung.wording.sentence import _
from lienvung.wording.units import EXTENTS

MOST_ROWS: Final = 20_000
MOST_NAMED: Final = 20
ONE_COLUMN: Final = "Địa chỉ"
OUTCOMES: Mapping[str, str] = {
    "done": _("đã chuyển đổi"),
    "split": _("đơn vị đã chia: cần chọn"),
    "doubtful": _("có chỗ không khớp: cần xem"),
    "ambiguous": _("nhiều đơn vị cùng tên: cần chọn"),
    "lost": _("chưa rõ nay là đơn vị nào"),
    "not-found": _("ngày ấy không có đơn vị này"),
    "no-day": _("không đọc được ngày của dòng này"),
    "empty": _("dòng trống"),
}
ADDED: tuple[str, ...] = (
    _("Đơn vị ngày đó"), _("Mã ngày đó"), _("Thuộc"), _("Nay là"), _("Mã nay"), _("Nay thuộc"), _("Phạm vi"),
    _("Căn cứ"), _("Kết quả"), _("Các khả năng"),
)  # fmt: skip
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """A table as text: its headings and its rows, each as wide as the headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """Return the table as tab-separated text, which `read_paste` reads back."""
        written = StringIO()
        csv.writer(written, delimiter="\t", lineterminator="\n").writerows((self.headings, *self.rows))
        return written.getvalue()


def read_file(data: bytes, name: str) -> UnitTable:
    """Read a workbook or a text table; raise what imports refuse, NoUnitRows, TooManyUnitRows."""
    table = read_table(data, name, _understood)
    return _bounded(table.headings, ([_text(cell) for cell in cells] for _, cells in table.rows))


def read_paste(text: str) -> UnitTable:
    """Read what was pasted: cells of a spreadsheet, or one address a line."""
    text = nfc(text).strip("\ufeff\r\n")
    if not text.strip():
        raise NoUnitRows
    first = text.partition("\n")[0].strip()
    if any(mark in first for mark in SEPARATORS):
        if "\t" in first or recognise(next(_cut(first, ","), [])).names_units:
            table = read_pasted(text, "dán", _understood)
            return _bounded(table.headings, ([_text(cell) for cell in cells] for _, cells in table.rows))
    elif recognise([first]).names_units:
        # One column: a comma below its heading is of an address, not between two cells.
        cells = (cell for cell, *_ in filter(None, _cut(text, "\t")))
        heading = next(cells)
        return _bounded((heading,), ([_text(cell)] for cell in cells))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _bounded((ONE_COLUMN,), ([line] for line in lines))


def _cut(text: str, mark: str) -> Iterator[list[str]]:
    lines = csv.reader(StringIO(text, newline=""), delimiter=mark)
    try:
        yield from lines
    except csv.Error:
        raise TableTooBroken("dán", "csv", lines.line_num) from None


def _bounded(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> UnitTable:
    kept = tuple(tuple(row) for row in islice(rows, MOST_ROWS + 1))
    if len(kept) > MOST_ROWS:
        raise TooManyUnitRows(MOST_ROWS)
    if not kept:
        raise NoUnitRows
    return UnitTable(tuple(headings), kept)


def _text(cell: Cell) -> str:
    """Return a cell as one line of words; a figure is what stands in it."""
    return " ".join((cell if isinstance(cell, str) else str(cell[1] or "")).split())


def _understood(headings: Sequence[str]) -> int:
    return len(recognise(headings).places)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A table with what became of each row."""

    table: UnitTable
    rows: tuple[Converted, ...]

    @property
    def counted(self) -> Counter[str]:
        """How many rows became what."""
        return Counter(row.outcome for row in self.rows)


def convert_table(
    gazetteer: Gazetteer,
    table: UnitTable,
    columns: Columns,
    on: date,
    to: date,
    chosen: Mapping[int, str] | None = None,
) -> Conversion:
    """Convert every row; `chosen` has, by row, the key of the unit that a person chose among its candidates."""
    if not columns.names_units:
        raise NoUnitColumn(", ".join(table.headings)[:200])
    rows = [convert_row(gazetteer, cells, columns, on, to) for cells in table.rows]
    for place, key in (chosen or {}).items():
        if 0 <= place < len(rows):
            rows[place] = choose(gazetteer, rows[place], key, to)
    return Conversion(table, tuple(rows))


def choose(gazetteer: Gazetteer, row: Converted, key: str, to: date) -> Converted:
    """Return a row as a person decided it; what was no candidate changes nothing."""
    found = [each for each in row.resolution.found if each.unit.key == key]
    if found and len(row.resolution.found) > 1:
        return judge(gazetteer, replace(row.resolution, found=tuple(found)), to)
    shares = tuple(share for share in row.trace.shares if share.unit.key == key)
    return replace(row, outcome="done", trace=Trace(shares)) if shares else row


def candidates(row: Converted) -> tuple[Unit, ...]:
    """Return the units among which a person must choose."""
    if row.outcome == "ambiguous":
        return row.resolution.units
    return tuple(share.unit for share in row.trace.shares) if row.outcome == "split" else ()


def added_cells(gazetteer: Gazetteer, row: Converted, to: date, translate: Translate) -> tuple[str, ...]:
    """Return the cells that are added to a row, in the order of ADDED."""
    atlas, found, shares = gazetteer.atlas, row.found, row.trace.shares
    possible = (candidates(row) or row.resolution.elsewhen)[:MOST_NAMED]
    acts = dict.fromkeys(key for share in shares for key in acts_of(atlas, share.path))
    return (
        found.unit.name if found else "",
        found.unit.code if found else "",
        ", ".join(each.name for each in found.lineage) if found else "",
        "; ".join(share.unit.name for share in shares),
        "; ".join(share.unit.code for share in shares),
        "; ".join(_arounds(gazetteer, row, to)),
        "; ".join(dict.fromkeys(translate(EXTENTS[share.extent]) for share in shares)),
        "; ".join(filter(None, (atlas.events[key].act for key in acts))),
        translate(OUTCOMES[row.outcome]),
        "; ".join(dict.fromkeys(unit_in_words(gazetteer, unit, row.resolution.on) for unit in possible)),
    )


def _arounds(gazetteer: Gazetteer, row: Converted, to: date) -> Iterable[str]:
    """Return what the units lie in; of a unit that nobody followed, what its ground lies in."""
    if row.outcome == LOST and row.found:
        around = around_on(gazetteer.atlas, row.found.unit, to)
        return (around.name,) if around else ()
    return dict.fromkeys(filter(None, (_around(gazetteer, share.unit, to) for share in row.trace.shares)))


def _around(gazetteer: Gazetteer, unit: Unit, on: date) -> str:
    return ", ".join(each.name for each in gazetteer.atlas.lineage(unit, on))


def unit_in_words(gazetteer: Gazetteer, unit: Unit, on: date) -> str:
    """Return the name and code of a unit, and in what it lies."""
    return ", ".join(filter(None, (f"{unit.name} ({unit.code})", _around(gazetteer, unit, on))))


def write_workbook(gazetteer: Gazetteer, conversion: Conversion, to: date, translate: Translate) -> bytes:
    """Return the table with its columns added as .xlsx; every cell is text, nothing is run as a formula."""
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("don vi")
    bold, mark = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"bg_color": "#fff1b8"})
    width = len(conversion.table.headings)
    for column, heading in enumerate((*conversion.table.headings, *map(translate, ADDED))):
        sheet.write_string(0, column, heading, bold)
    for line, (cells, row) in enumerate(zip(conversion.table.rows, conversion.rows, strict=True), 1):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text)
        shape = None if row.outcome in ("done", "empty") else mark
        for column, text in enumerate(added_cells(gazetteer, row, to, translate), width):
            sheet.write_string(line, column, text, shape)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, width + len(ADDED) - 1, 22)
    book.close()
    return written.getvalue()
