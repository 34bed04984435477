"""Where a value lies in the order of its kind: what it is sorted by, and what a range compares.

A number has one place. A date has two, its first day and its last; a deadline has its last day only. Places of one
field compare as they are, as integers or as text by code point, in every store alike.

    place of a decimal string    "1" ‖ digits before the point, as four digits ‖ all digits, the last not 0
                                 of a negative one: "0" ‖ the same with each digit taken from 9 ‖ "~"
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.geometry import bounds_of
from lienvung.core.register.kinds import DECIMALS, NUMBERS, TIMES, WHOLE_NUMBERS
from lienvung.core.text.date import first_day, last_day
from lienvung.core.text.errors import TextError
from lienvung.node.errors import BoxInvalid, RangeInvalid
from lienvung.node.stores.rows import Box, Range

Span = tuple[Any, Any]
"""The first and the last place of a value."""

UNITS: Final = 10**7
"""Coordinates are compared as whole numbers of the finest step that one may have."""

_NINES = str.maketrans("0123456789", "9876543210")
_LONGEST: Final = 200
_OPEN_START, _OPEN_END = "", "~"


def has_span(field: Field) -> bool:
    """Tell whether values of a field have an order of their kind, so that a range can be asked of them."""
    return field.datatype in (*NUMBERS, *TIMES) and not field.many


def span_of(field: Field, value: Any) -> Span:
    """Return where a value of a field that has spans lies; (None, None) of nothing, or of what its kind is not."""
    if field.datatype in WHOLE_NUMBERS:
        return (value, value) if type(value) is int else (None, None)
    if not isinstance(value, str):
        return None, None
    if field.datatype in DECIMALS:
        place = decimal_place(value)
        return place, place
    first, last = _days(value)
    return (last, last) if field.datatype == "deadline" else (first, last)


@lru_cache(maxsize=65_536)
def decimal_place(value: str) -> str | None:
    """Return a text that compares as the number does; None of what is no number."""
    unsigned = value.removeprefix("-")
    whole, _, decimals = unsigned.partition(".")
    if not (unsigned.isascii() and whole.isdecimal() and (decimals or "0").isdecimal()):
        return None
    whole, decimals = whole.lstrip("0"), decimals.rstrip("0")
    place = f"{len(whole):04d}{whole}{decimals}"[:_LONGEST]
    if value == unsigned or not (whole or decimals):
        return f"1{place}"
    return f"0{place.translate(_NINES)}~"


@lru_cache(maxsize=65_536)
def _days(value: str) -> Span:
    """Return the first and the last day that a date or a period covers."""
    since, between, until = value.partition("/")
    try:
        if between and (len(since) > len("2021") or len(until) > len("2021") or ".." in (since, until)):
            first, last = _end(since, _OPEN_START, 0), _end(until, _OPEN_END, 1)
        else:
            first, last = _end(value, None, 0), _end(value, None, 1)
    except TextError:
        return None, None
    return first, last


def _end(value: str, otherwise: str | None, which: int) -> str | None:
    if value == "..":
        return otherwise
    day = (first_day, last_day)[which](value)
    return day.isoformat() if day else None


def check_range(definition: Definition, name: str, asked: Range | tuple[Any, ...]) -> Range:
    """Return a range whose bounds are places. Raise RangeInvalid."""
    field, given = definition.fields[name], Range(*asked)
    if not has_span(field):
        raise RangeInvalid(definition.register, name, field.datatype)
    bounds = []
    for which, bound in enumerate((given.low, given.high)):
        place = span_of(field, _bound(field, bound))[which] if bound is not None else None
        if place is None and bound is not None:
            raise RangeInvalid(definition.register, name, str(bound))
        bounds.append(place)
    return given._replace(low=bounds[0], high=bounds[1])


def _bound(field: Field, bound: Any) -> Any:
    if field.datatype not in WHOLE_NUMBERS:
        return str(bound)
    return int(bound) if isinstance(bound, str) and bound.removeprefix("-").isdecimal() else bound


def placed_fields(definition: Definition) -> tuple[Field, ...]:
    """Return the fields that say where a record lies: what the register's map draws, else its first geometry."""
    drawn = [field for field in definition.fields.values() if field.datatype == "geometry"]
    chosen = [field for field in drawn if definition.map is not None and field.name == definition.map.geometry]
    return tuple(chosen or drawn[:1])


def bounds_of_record(fields: tuple[Field, ...], values: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    """Return west, south, east, north of what a record draws, in UNITS; None where it draws nothing."""
    found = []
    for field in fields:
        value = values.get(field.name)
        for each in value if isinstance(value, list) else [value] if value else []:
            found.append(_bounds(each))
    known = [each for each in found if each is not None]
    if len(known) <= 1:
        return known[0] if known else None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)


def _bounds(value: Any) -> tuple[int, int, int, int] | None:
    try:
        west, south, east, north = bounds_of(value)
        return round(west * UNITS), round(south * UNITS), round(east * UNITS), round(north * UNITS)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None  # a partner's value that is no geometry


def check_box(box: Box) -> list[tuple[int, int, int, int]]:
    """Return a box in UNITS, in two where it crosses the 180th meridian. Raise BoxInvalid."""
    if len(box) != len(("west", "south", "east", "north")) or not all(_is_degree(each) for each in box):
        raise BoxInvalid(str(box))
    west, south, east, north = (round(each * UNITS) for each in box)
    if south > north or max(abs(south), abs(north)) > 90 * UNITS or max(abs(west), abs(east)) > 180 * UNITS:
        raise BoxInvalid(str(box))
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180 * UNITS, north), (-180 * UNITS, south, east, north)]


def _is_degree(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 360
