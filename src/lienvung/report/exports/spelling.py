"""How a value is spelled in a file: exactly, for machines and csv; and as people read it, in a workbook.

Both spellings are read back as the same value by `office.imports.cells`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Field
from lienvung.core.register.geometry import to_geojson
from lienvung.core.register.kinds import DAYS, NUMBERS
from lienvung.core.text import fold
from lienvung.core.text.date import format_date, parse_date_text
from lienvung.core.text.errors import TextError
from lienvung.report.exports.guarding import guard_text
from lienvung.spatial.words import show_place

YES, NO = "có", "không"
LONGEST_CELL: Final = 32_767
"""Letters that Excel keeps of one cell."""
TOO_LONG: Final = "(quá dài cho một ô Excel; xem tệp CSV)"
EXACT_DIGITS: Final = 15
"""Digits that a number of a workbook keeps, and the most decimals it shows."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_DAY: Final = "1900-03-01"  # before it, Excel counts a day that never was
_BETWEEN: Final = ";|\n'\"[{\\"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a workbook can hold without losing a digit, and how many decimals it shows."""

    value: float
    decimals: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a workbook can hold as one."""

    value: date


def spell_value(field: Field, value: Any) -> str:
    """Return a value exactly: texts guarded, several values and things with parts as JSON, "" for none."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | Mapping):
        return spell_json(plain_value(field, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if field.datatype in NUMBERS else guard_text(str(value))


def plain_value(field: Field, value: Any) -> Any:
    """Return a value as JSON formats carry it: shapes as GeoJSON with numbers, all else as it is."""
    if field.datatype != "geometry" or value is None:
        return value
    return list(map(to_geojson, value)) if isinstance(value, list) else to_geojson(value)


def spell_json(value: Any) -> str:
    """Return a value as compact JSON."""
    return orjson.dumps(value).decode()


class Shower:
    """Spell the values of one field as people read them in a workbook, still exactly: `Shower(field)(value)`."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._words = choice_words(field)

    def __call__(self, value: Any) -> str | Figure | Day:
        """Return the cell of a value: labels, Vietnamese dates, numbers as numbers; "" for none."""
        if value is None:
            return ""
        shown = self._list(value) if isinstance(value, list) else self._one(value)
        too_long = isinstance(shown, str) and len(shown.encode("utf-16-le")) // 2 > LONGEST_CELL
        return TOO_LONG if too_long else shown

    def _one(self, value: Any) -> str | Figure | Day:
        if self._field.datatype in NUMBERS:
            return figure_of(str(value)) or str(value)
        if self._field.datatype in DAYS and _DAY.fullmatch(value) and value >= FIRST_DAY:
            return Day(date.fromisoformat(value))
        return self._text(value)

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return YES if value else NO
        if self._field.datatype in DAYS or self._field.datatype == "year-less":
            return guard_text(_date_in_words(value))
        if self._field.datatype == "enumeration":
            return guard_text(self._words.get(value, value))
        if self._field.datatype == "docref" and value.keys() == {"number"} and value["number"][0] not in "{[":
            return guard_text(value["number"])
        if self._field.datatype == "geometry" and value["type"] == "Point":
            return show_place(value)
        return spell_value(self._field, value)

    def _list(self, values: Sequence[Any]) -> str:
        """Return values side by side where each can be told from the next, else as JSON."""
        # In a text, 1.941 may be read as thousands; JSON knows one point.
        if self._field.datatype in ("decimal", "measure") or any(isinstance(each, Mapping) for each in values):
            return spell_value(self._field, values)
        words = [self._text(each) for each in values]
        apart = all(word and not set(word) & set(_BETWEEN) and word == word.strip() for word in words)
        return "; ".join(words) if apart else spell_value(self._field, values)


def figure_of(digits: str) -> Figure | None:
    """Return the number that digits say, unless a workbook would round it."""
    exact = Decimal(digits).as_tuple()
    decimals = max(0, -int(exact.exponent))
    return Figure(float(digits), decimals) if max(len(exact.digits), decimals) <= EXACT_DIGITS else None


def _date_in_words(value: str) -> str:
    """Return a vague date in Vietnamese where these words mean it and nothing else."""
    words = _day_of_every_year(value) if value.startswith("--") else format_date(value)
    try:
        return words if parse_date_text(words) == value else value
    except TextError:
        return value


def _day_of_every_year(value: str) -> str:
    # With "ngày" before it, a spreadsheet does not make a day of this year of it.
    month, day = value.removeprefix("--").split("-")
    return f"ngày {day}/{month}"


def choice_words(field: Field) -> dict[str, str]:
    """Return, by code, the word for it: its Vietnamese label, or the code itself where labels are alike."""
    said = [fold(label["vi"]) for label in field.values.values()]
    codes = {fold(code): code for code in field.values}
    return {
        code: label["vi"] if said.count(word) == 1 and codes.get(word, code) == code else code
        for word, (code, label) in zip(said, field.values.items(), strict=True)
    }
