"""A workbook as a stream: sheet after sheet, row after row, and nothing of it is held (ECMA-376, part 1).

Texts stand in their cells, not in a table of shared texts, which would have to be whole before the first row. A sheet
ends before it outgrows Excel or the 32-bit sizes of a zip, and the next one goes on under the same headings.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lienvung.report.exports.outbox import Outbox, member
from lienvung.report.exports.spelling import EXACT_DIGITS, Day, Figure

Cell = str | Figure | Day
MOST_ROWS: Final = 1_048_576
"""The rows of one sheet, its headings among them."""
CONTINUED: Final = " (tiếp {})"
"""What stands behind the name of a sheet that goes on where another one ended."""
LARGEST_SHEET: Final = 2**30
_LONGEST_NAME: Final = 31
_AT_ONCE: Final = 500
_WIDTH: Final = 22
_EPOCH: Final = date(1899, 12, 30)

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD, _TEXT, _DAY, _NUMBERS = 1, 2, 3, 4
"""Styles by number; those of numbers follow each other by how many decimals they show."""
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(title: str, headings: Sequence[str], rows: Iterator[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a workbook in pieces: as many sheets as the rows need, each below the headings."""
    out = Outbox()
    names: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        left = _Portions(rows)
        while left.has_more or not names:
            names.append(_sheet_name(title, len(names) + 1))
            with archive.open(member(f"xl/worksheets/sheet{len(names)}.xml"), "w") as sheet:
                for piece in _sheet(headings, left):
                    sheet.write(piece.encode())
                    yield out.taken()
        for path, text in _around(names):
            archive.writestr(member(path), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    yield out.taken()


class _Portions:
    """Rows, some hundred at a time, and whether there are more."""

    def __init__(self, rows: Iterator[Sequence[Cell]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    @property
    def has_more(self) -> bool:
        """Whether any row is left."""
        return self._next is not None

    def take(self, most: int) -> Iterator[Sequence[Cell]]:
        """Yield the next rows."""
        for _ in range(most):
            if self._next is None:
                return
            row, self._next = self._next, next(self._rows, None)
            yield row


def _sheet(headings: Sequence[str], left: _Portions) -> Iterator[str]:
    letters = [_letters(number) for number in range(1, len(headings) + 1)]
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="{len(headings)}" '
        f'width="{_WIDTH}" customWidth="1"/></cols><sheetData>'
    )
    yield _row(1, [_text(f"{letter}1", _HEAD, heading) for letter, heading in zip(letters, headings, strict=True)])
    written, size = 1, 0
    while left.has_more and written < MOST_ROWS and size < LARGEST_SHEET:
        rows = enumerate(left.take(min(_AT_ONCE, MOST_ROWS - written)), written + 1)
        lines = [_row(n, [_cell(f"{letters[at]}{n}", cell) for at, cell in enumerate(row) if cell]) for n, row in rows]
        written += len(lines)
        piece = "".join(lines)
        size += len(piece.encode())
        yield piece
    yield "</sheetData></worksheet>"


def _row(line: int, cells: Sequence[str]) -> str:
    return f'<row r="{line}">{"".join(cells)}</row>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, Figure):
        number = f"{cell.value:.{cell.decimals}f}"
        return f'<c r="{place}" s="{_NUMBERS + cell.decimals}"><v>{number}</v></c>'
    if isinstance(cell, Day):
        return f'<c r="{place}" s="{_DAY}"><v>{(cell.value - _EPOCH).days}</v></c>'
    return _text(place, _TEXT, cell)


def _text(place: str, style: int, text: str) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    # What XML cannot hold, and what would be read as such an escape, is spelled as Office spells it.
    return escape(_ODD.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_name(title: str, number: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'").strip() or "Sổ"
    behind = CONTINUED.format(number) if number > 1 else ""
    return kept[: _LONGEST_NAME - len(behind)] + behind


# --- what stands around the sheets -------------------------------------------------------------------------


def _around(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every member that is no sheet."""
    sheets = [(number, quoteattr(name)) for number, name in enumerate(names, 1)]
    listed = "".join(f'<sheet name={name} sheetId="{n}" r:id="r{n}"/>' for n, name in sheets)
    related = "".join(_relation(f"r{n}", f"{_DOCUMENT}/worksheet", f"worksheets/sheet{n}.xml") for n, _ in sheets)
    paths = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    paths |= {f"xl/worksheets/sheet{number}.xml": "worksheet" for number, _ in sheets}
    types = "".join(f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>' for path, kind in paths.items())
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>'
    yield "xl/styles.xml", _styles()
    styled = _relation("styles", f"{_DOCUMENT}/styles", "styles.xml")
    yield "xl/_rels/workbook.xml.rels", _relations(related + styled)
    yield "_rels/.rels", _relations(_relation("book", f"{_DOCUMENT}/officeDocument", "xl/workbook.xml"))
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    known = f'{relations}<Default Extension="xml" ContentType="application/xml"/>{types}'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{known}</Types>'


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _relations(text: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{text}</Relationships>'


def _styles() -> str:
    """Return the styles: plain, headings, texts that stay texts when they are typed over, days, numbers."""
    decimals = range(EXACT_DIGITS + 1)
    codes = {164: "dd/mm/yyyy", **{165 + n: f"0.{'0' * n}" if n else "0" for n in decimals}}
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes.items())
    head = ' fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1"'
    styles = [
        _style(0),
        _style(0, head, '<alignment wrapText="1"/>'),
        _style(49, ' quotePrefix="1"'),
        _style(164),
        *(_style(165 + n) for n in decimals),
    ]
    edges = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    font = '<sz val="11"/><name val="Calibri"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts><fills count="3">'
        f'<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        f'<fill><patternFill patternType="solid"><fgColor rgb="FFD9D9D9"/></patternFill></fill></fills>'
        f'<borders count="2"><border/><border>{edges}</border></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(styles)}">{"".join(styles)}</cellXfs>'
        f'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(number_format: int, more: str = "", inside: str = "") -> str:
    return f'<xf numFmtId="{number_format}" applyNumberFormat="1" xfId="0"{more}>{inside}</xf>'
