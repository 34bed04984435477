"""Rows of a workbook as they stream by: typed cells, formulas, merged cells, hidden sheets, fonts of old letters.

Runs in the child process only. A sheet is read as a stream, so what it claims about its size costs nothing, and the
formats that calamine leaves out are seen: a formula nobody calculated, a cell that another one covers, 50%.

A cell is a text, or [kind, text]: n number, d day (ISO 8601), b boolean (0, 1), e error, f formula without a value,
m covered by a merged cell.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import islice
from math import isfinite
from typing import Any, Final

from lxml.etree import LxmlError, XMLParser, fromstring, iterparse

from lienvung.core.text.legacy import of_font

Cell = str | list[str]
MAX_COLUMNS: Final = 500
_PIECE: Final = 1 << 18
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_VALUE: Final = f"{_MAIN}v"
_FORMULA: Final = f"{_MAIN}f"
_INLINE: Final = f"{_MAIN}is"
_TEXT: Final = f"{_MAIN}t"
_RUN: Final = f"{_MAIN}r"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,7})(\d{1,7}):([A-Z]{1,7})(\d{1,7})"')
# An entity is never expanded and nothing is fetched (reference: ASVS 1.5.1).
_SAFE: Final[Mapping[str, Any]] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_DAYS_BUILT_IN = frozenset({*range(14, 23), 27, 28, 29, 30, 31, 36, *range(45, 48), *range(50, 59)})
_NOT_A_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_FIXED = re.compile(r"#?,?#*0(?:\.(0+))?")
_LEAP_BUG_ENDS = 61  # Excel counts a 29 February 1900 that never was


class TooWide(Exception):
    """A cell stands further right than any table of records; the argument is its column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, whether it is hidden, the member that holds it."""

    name: str
    hidden: bool
    member: str


@dataclass(slots=True)
class Workbook:
    """An opened workbook: what its cells share."""

    archive: zipfile.ZipFile
    texts: "Sequence[str] | _Texts" = ()
    styles: Sequence["_Style"] = ()
    epoch: date = date(1899, 12, 30)
    sheets: Sequence[Sheet] = ()
    formulas: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = ""
    is_day: bool = False
    font: str = ""


@dataclass(slots=True)
class _Row:
    number: int
    cells: list[Cell] = field(default_factory=list)


def open_workbook(data: bytes) -> Workbook:
    """Open a workbook that passed the guard. Raises ValueError for what is none."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        book = Workbook(archive)
        top = _tree(archive, "xl/workbook.xml")
        book.sheets = tuple(_sheets(archive, top))
        properties = top.find(f"{_MAIN}workbookPr")
        if properties is not None and properties.get("date1904") in ("1", "true"):
            book.epoch = date(1904, 1, 1)
        members = set(archive.namelist())
        book.styles = tuple(_styles(_tree(archive, "xl/styles.xml"))) if "xl/styles.xml" in members else ()
        book.texts = _Texts(archive) if "xl/sharedStrings.xml" in members else ()
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, LxmlError) as error:
        raise ValueError("damaged") from error
    return book


def read_rows(book: Workbook, sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    """Yield (row number, cells) of the rows that say something. Raises ValueError, TooWide."""
    try:
        covered, last = _covered(book.archive, sheet.member), 0
        for element in _elements(book.archive, sheet.member, f"{_MAIN}row"):
            row = _read_row(book, element, covered, last + 1)
            if row.number <= last:
                raise ValueError("damaged")
            last = row.number
            if any(row.cells):
                yield row.number, row.cells
    except (LxmlError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError) as error:
        raise ValueError("damaged") from error


def _read_row(book: Workbook, element: Any, covered: Mapping[int, set[int]], following: int) -> _Row:
    row = _Row(int(element.get("r") or following))
    cells = row.cells
    for each in element:
        place = each.get("r")
        column = _column(place.rstrip("0123456789")) if place else len(cells) + 1
        if column > MAX_COLUMNS:
            raise TooWide(column)
        if column <= len(cells):
            raise ValueError("damaged")
        cells.extend([""] * (column - len(cells) - 1))
        cells.append(_read_cell(book, each))
    for column in covered.get(row.number, ()):
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = ["m", ""]
    return row


def _read_cell(book: Workbook, cell: Any) -> Cell:
    value, formula, inline = None, False, None
    for child in cell:
        if child.tag == _VALUE:
            value = child.text
        elif child.tag == _FORMULA:
            formula = True
        elif child.tag == _INLINE:
            inline = child
    kind = cell.get("t", "n")
    if formula:
        book.formulas += 1
        if not value and kind != "str":
            return ["f", ""]
    if inline is None and not value:
        return ""
    return _cell_of(book, kind, value or "", _style(book, cell), inline)


def _cell_of(book: Workbook, kind: str, value: str, style: "_Style", inline: Any) -> Cell:
    if kind == "s":
        return _in_font(book.texts[int(value)], style.font)
    if inline is not None:
        return _rich_text(inline, style.font)
    if kind == "n":
        return _read_number(book, value, style)
    if kind == "d":
        return ["d", value[:10]] if value[10:] in ("", "T00:00:00", "T00:00:00.000") else value
    return [kind, value] if kind in ("b", "e") else _in_font(_unescape(value), style.font)


def _read_number(book: Workbook, value: str, style: _Style) -> Cell:
    number = float(value)
    if not isfinite(number):
        return ["e", "#NUM!"]
    if style.is_day:
        return _read_day(book, number)
    if "%" in style.code:
        return f"{_shortest(number * 100)}%"
    fixed = _FIXED.fullmatch(style.code)
    decimals = len(fixed[1] or "") if fixed else 0
    # A format that shows all there is says how exact the number is: 12.50 is not 12.5.
    text = f"{number:.{decimals}f}"
    return ["n", text if decimals and float(text) == number else _shortest(number)]


def _shortest(number: float) -> str:
    text = repr(round(number, 12)) if abs(number) < 1e15 else repr(number)
    if "e" in text or "n" in text:
        text = f"{number:.15f}".rstrip("0") if abs(number) < 1 else f"{number:.0f}"
    return text.removesuffix(".0").rstrip(".") or "0"


def _read_day(book: Workbook, serial: float) -> Cell:
    days = int(serial) + (1 if book.epoch.year == 1899 and serial < _LEAP_BUG_ENDS else 0)
    try:
        day = book.epoch + timedelta(days=days)
    except OverflowError:
        return ["n", _shortest(serial)]
    seconds = round((serial - int(serial)) * 86_400)
    if seconds == 0:
        return ["d", day.isoformat()]
    clock = datetime(2000, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001 - a time of day, in no zone
    return f"{clock:%H:%M}" if serial < 1 else f"{day:%d/%m/%Y} {clock:%H:%M}"


def _style(book: Workbook, cell: Any) -> _Style:
    number = cell.get("s")
    return book.styles[int(number)] if number and int(number) < len(book.styles) else _PLAIN


_PLAIN = _Style()


def _in_font(text: str, font: str) -> str:
    read = of_font(font) if font else None
    return read(text) if read else text


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


# --- what the cells share ----------------------------------------------------------------------------------


def _sheets(archive: zipfile.ZipFile, top: Any) -> Iterator[Sheet]:
    targets = {each.get("Id"): each.get("Target", "") for each in _tree(archive, "xl/_rels/workbook.xml.rels")}
    for each in top.iter(f"{_MAIN}sheet"):
        target = targets[each.get(_RELATION)]
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "chartsheet" not in member:
            yield Sheet(each.get("name", ""), each.get("state", "visible") != "visible", member)


def _styles(top: Any) -> Iterator[_Style]:
    codes = {each.get("numFmtId"): each.get("formatCode", "") for each in top.iter(f"{_MAIN}numFmt")}
    fonts = [_font_name(each) for each in top.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    for each in top.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        number = each.get("numFmtId", "0")
        code = codes.get(number, {"9": "0%", "10": "0.00%", "2": "0.00", "4": "#,##0.00"}.get(number, ""))
        bare = _NOT_A_CODE.sub("", code).lower()
        is_day = int(number) in _DAYS_BUILT_IN or (number in codes and any(mark in bare for mark in "dyh"))
        font = int(each.get("fontId", "0"))
        yield _Style(code, is_day, fonts[font] if font < len(fonts) else "")


def _font_name(element: Any) -> str:
    for tag in ("name", "rFont"):
        named = element.find(_MAIN + tag)
        if named is not None:
            return str(named.get("val", ""))
    return ""


class _Texts:
    """The texts that cells share, read as far as somebody asks: the first rows of a sheet need few of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._read: list[str] = []
        self._left = (_rich_text(each, "") for each in _elements(archive, "xl/sharedStrings.xml", f"{_MAIN}si"))

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        if number >= len(self._read):
            self._read.extend(islice(self._left, number + 1 - len(self._read)))
        return self._read[number]


def _rich_text(element: Any, font: str) -> str:
    """Return the letters of a text and of its runs, each run by its own font; how it is spoken is left out."""
    if element is None:
        return ""
    words = []
    for child in element:
        if child.tag == _TEXT:
            words.append(_in_font(child.text or "", font))
        elif child.tag == _RUN:
            properties = child.find(f"{_MAIN}rPr")
            own = _font_name(properties) if properties is not None else ""
            words.append(_in_font(child.findtext(_TEXT) or "", own or font))
    return _unescape("".join(words))


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    # Office writes what XML cannot hold as _x000D_; a literal "_x0041_" is itself escaped as _x005F_x0041_.
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _covered(archive: zipfile.ZipFile, member: str) -> dict[int, set[int]]:
    """Return, by row, the columns that a merged cell covers; its first cell is not covered. Merges follow the rows."""
    covered: dict[int, set[int]] = {}
    left = 100_000
    for first_column, first, last_column, last in _merges(archive, member):
        columns = range(_column(first_column.decode()), min(_column(last_column.decode()), MAX_COLUMNS) + 1)
        for row in range(int(first), int(last) + 1):
            left -= len(columns)
            if left < 0:
                raise ValueError("damaged")
            covered.setdefault(row, set()).update(columns)
        covered[int(first)].discard(columns.start)
    return covered


def _merges(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[bytes, ...]]:
    with archive.open(member) as stream:
        kept = b""
        while piece := stream.read(_PIECE):
            window = kept + piece
            end = 0
            for found in _MERGE.finditer(window) if b"mergeCell " in window else ():
                yield found.groups()
                end = found.end()
            kept = window[max(end, len(window) - 200) :]


def _tree(archive: zipfile.ZipFile, member: str) -> Any:
    return fromstring(archive.read(member), XMLParser(**_SAFE))


def _elements(archive: zipfile.ZipFile, member: str, tag: str) -> Iterator[Any]:
    """Yield the elements of a name one by one; what was read is let go."""
    with archive.open(member) as stream:
        for _, element in iterparse(stream, events=("end",), tag=tag, **_SAFE):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
