"""From a cell to a value of its field: the reverse of `report.exports.spelling`, and what people type besides."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Field
from lienvung.core.register.value import judge_of
from lienvung.core.text import fold
from lienvung.core.text.date import check_date, parse_date_text
from lienvung.core.text.errors import DateInvalid, TextError
from lienvung.core.text.legacy import looks_old
from lienvung.office.imports.heading_units import heading_unit, of_heading
from lienvung.office.imports.headings import Cell
from lienvung.office.imports.mistakes import CellWrong
from lienvung.office.imports.numbers import parse_decimal, parse_exact_integer, parse_integer, parse_money
from lienvung.report.exports.guarding import unguard_text
from lienvung.report.exports.spelling import TOO_LONG, choice_words

_YES: Final = frozenset({"co", "true", "1", "x", "yes", "dung", "v", "✓", "✔"})
_NO: Final = frozenset({"khong", "false", "0", "no", "sai", "✗"})
_BETWEEN = re.compile(r"[;|\n]")
_BLANKS = re.compile(r"[ \t\u00a0]*[\r\n]+[ \t\u00a0]*")
_PERIOD_WORDS = re.compile(r"(?:giai\s+doan|tu)?\s*(?P<since>.+?)\s*(?:\bden(?:\s+het)?\b|–|—|\s-\s)\s*(?P<until>.+)")
_BROKEN: Final = {"e": "error-cell", "f": "formula-unknown", "m": "merged", "u": "unreadable-letters"}
_SPREADSHEET_ERRORS: Final = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")

_REMEMBERED: Final = 4096
_SHORT: Final = 80

ReadCell = Callable[[Cell], Any]
"""Cell -> value, None where it says nothing; raises CellWrong."""


def cell_reader(
    field: Field, *, exact: bool = False, shapes: ReadCell | None = None, heading: str = ""
) -> ReadCell:
    """Return what reads the cells of a column. With `exact`, the file is a machine's: a dot is a decimal point.

    `shapes` reads the cells of a geometry (imports.shapes); `heading` may name a unit.
    """
    read_one = shapes if field.datatype == "geometry" and shapes else _one_reader(field, exact)
    read_one = of_heading(field, heading_unit(field, heading), read_one)
    read = (lambda cell: _read_many(cell, read_one)) if field.many else read_one
    # What a link's text names is looked up later (plan.py); only then is it a key.
    judge = judge_of(field) if field.datatype != "link" else None

    def read_cell(cell: Cell) -> Any:
        if isinstance(cell, str) and cell.strip() in ("", "'"):
            return None if unguard_text(cell) is None else read(cell)
        value = read(unbroken(cell))
        if value is None or value == []:
            return None
        rule = judge(value) if judge else ""
        if rule:
            raise CellWrong(rule, bounds_of(field))
        return value

    # Classes, days, states, names of offices: most cells of a column say what another one said.
    read_again = lru_cache(maxsize=_REMEMBERED)(read_cell)
    return lambda cell: read_again(cell) if isinstance(cell, str) and len(cell) < _SHORT else read_cell(cell)


def text_of(cell: Cell) -> str:
    """Return what a person sees in a cell."""
    if isinstance(cell, str):
        return cell
    kind, value = cell
    return value if isinstance(value, str) else orjson.dumps(value).decode() if kind == "j" else ""


def bounds_of(field: Field) -> dict[str, str]:
    """Return what a field's rules name, for the words of a refusal."""
    facts = {"pattern": field.pattern, "minimum": field.minimum, "maximum": field.maximum, "unit": field.unit}
    return {name: value for name, value in facts.items() if value}


def unbroken(cell: Cell) -> Cell:
    """Return a cell that says what somebody put there (CellWrong)."""
    kind = cell[0] if isinstance(cell, list) else ""
    if kind in _BROKEN:
        raise CellWrong(_BROKEN[kind])
    if isinstance(cell, str) and cell.strip() in _SPREADSHEET_ERRORS:
        raise CellWrong("error-cell")
    if cell == TOO_LONG:
        raise CellWrong("too-long")
    if isinstance(cell, str) and not cell.isascii() and looks_old(cell):
        raise CellWrong("old-letters")
    return cell


def _read_many(cell: Cell, read_one: ReadCell) -> list[Any]:
    """Read a JSON list, or texts with a semicolon, a stroke or a line break between."""
    if isinstance(cell, list):
        is_listed = cell[0] == "j" and isinstance(cell[1], list)
        return [read_one(["j", each]) for each in cell[1]] if is_listed else [read_one(cell)]
    listed = _json(cell) if cell.lstrip().startswith("[") else None
    if isinstance(listed, list):
        return [read_one(["j", each]) for each in listed]
    whole = unguard_text(cell)
    texts = [whole] if whole is not None else [part.strip() for part in _BETWEEN.split(cell)]
    found = (read_one(text) for text in texts if text)
    return [value for value in found if value is not None]


def _one_reader(field: Field, exact: bool) -> ReadCell:
    readers: Mapping[str, ReadCell] = {
        "string": _read_line,
        "text": _read_text,
        "verbatim": _read_verbatim,
        "integer": _whole_reader(parse_integer),
        "money": _whole_reader(parse_money),
        "decimal": _decimal_reader("", exact),
        "measure": _decimal_reader(field.unit, exact),
        "boolean": _read_boolean,
        "date": _read_date,
        "deadline": _read_date,
        "year-less": _of_text(_parse_year_less),
        "period": _of_text(_parse_period),
        "enumeration": _choice_reader(field),
        "link": _read_line,
        "file": _of_text(str.lower),
        "docref": _read_document,
    }
    return readers.get(field.datatype, _read_object)


def _text(cell: Cell) -> str:
    """Return the text of a cell without guard and without blanks around it."""
    text = text_of(cell)
    whole = unguard_text(text) if isinstance(cell, str) else None
    return text.strip() if whole is None else whole


def _read_line(cell: Cell) -> str:
    # A line break in a spreadsheet's cell is a matter of its width: a line of ours has none.
    text = _of_json(cell) if isinstance(cell, list) else _text(cell)
    return text if isinstance(cell, list) else _BLANKS.sub(" ", text)


def _read_text(cell: Cell) -> str:
    text = _of_json(cell) if isinstance(cell, list) else _text(cell)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_verbatim(cell: Cell) -> str:
    if isinstance(cell, list):
        return _of_json(cell)
    whole = unguard_text(cell)
    return cell if whole is None else whole


def _of_json(cell: list[Any]) -> str:
    kind, value = cell
    if kind == "d":
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    if isinstance(value, bool):
        return "có" if value else "không"
    if not isinstance(value, str | int):
        raise CellWrong("not-text")
    return str(value)


def _of_text(parse: Callable[[str], Any]) -> ReadCell:
    def read(cell: Cell) -> Any:
        if isinstance(cell, list) and not isinstance(cell[1], str):
            return cell[1]
        return parse(_text(cell))

    return read


def _whole_reader(parse: Callable[[str], int]) -> ReadCell:
    read_text = _of_text(parse)

    def read(cell: Cell) -> Any:
        # The point of a workbook's number is a decimal point, whatever it would be in a text.
        return parse_exact_integer(cell[1]) if isinstance(cell, list) and cell[0] == "n" else read_text(cell)

    return read


def _decimal_reader(unit: str, exact: bool) -> ReadCell:
    def read(cell: Cell) -> Any:
        if isinstance(cell, str):
            return parse_decimal(_text(cell), unit, exact=exact)
        kind, value = cell
        if kind == "j" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return parse_decimal(value, unit, exact=True) if isinstance(value, str) else value

    return read


def _read_boolean(cell: Cell) -> Any:
    if isinstance(cell, list) and isinstance(cell[1], bool):
        return cell[1]
    word = fold(_text(cell))
    if word not in _YES | _NO:
        raise CellWrong("not-boolean")
    return word in _YES


def _read_date(cell: Cell) -> str:
    if isinstance(cell, list) and cell[0] in ("d", "j"):
        return cell[1]  # the field's own judge says whether it is a date
    return _parse_date(text_of(cell) if isinstance(cell, list) else _text(cell))


def _parse_date(text: str) -> str:
    try:
        return check_date(text)
    except DateInvalid:
        pass
    try:
        return parse_date_text(text)
    except TextError:
        raise CellWrong("not-date") from None


def _parse_year_less(text: str) -> str:
    try:
        value = _parse_date(text)
    except CellWrong:
        raise CellWrong("not-year-less") from None
    if not value.startswith("--"):
        raise CellWrong("has-year")
    return value


def _parse_period(text: str) -> str:
    """Return since/until: as a definition spells it, or two dates with "đến" or a dash between."""
    since, stroke, until = text.partition("/")
    if stroke and _is_end(since) and _is_end(until):
        return text
    found = _PERIOD_WORDS.fullmatch(fold(text))
    if found is None:
        years = _parse_date(text)
        if "/" not in years:
            raise CellWrong("not-period")
        return years
    return f"{_parse_date(found['since'])}/{_parse_date(found['until'])}"


def _is_end(text: str) -> bool:
    if text == "..":
        return True
    try:
        check_date(text)
    except DateInvalid:
        return False
    return True


def _choice_reader(field: Field) -> ReadCell:
    words: dict[str, str] = {}
    for code, label in field.values.items():
        for word in (*label.values(), code):
            words.setdefault(fold(word), code)
    # What a file of ours says goes first; a label that two codes share names neither.
    said = [fold(label["vi"]) for label in field.values.values()]
    for word in {each for each in said if said.count(each) > 1 and each not in field.values}:
        del words[word]
    words |= {fold(word): code for code, word in choice_words(field).items()}
    words |= {fold(code): code for code in field.values}

    def read(cell: Cell) -> str:
        word = fold(" ".join(_text(cell).split()))
        if word not in words:
            raise CellWrong("not-choice", {"choices": ", ".join(label["vi"] for label in field.values.values())})
        return words[word]

    return read


def _read_document(cell: Cell) -> Any:
    value = _object(cell)
    return {"number": _read_line(cell)} if value is None else value


def _read_object(cell: Cell) -> Any:
    value = _object(cell)
    if value is None:
        raise CellWrong("not-json")
    return value


def _object(cell: Cell) -> Any:
    """Return the object that a cell is or spells in JSON, None when it is neither."""
    if isinstance(cell, list):
        return cell[1] if isinstance(cell[1], dict) else None
    return _json(cell) if cell.lstrip().startswith("{") else None


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
