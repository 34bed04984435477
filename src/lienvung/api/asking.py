"""What an address asks of a register's records, read strictly: a name that means nothing here is refused.

side=hai-phong&side=quang-ninh      a field has one of these values
cost.min=1000000&opened-on.max=2026  a field lies between, both ends included
bbox=106.5,20.7,107.2,21.1           west, south, east, north in degrees
sort=-opened-on  q=cầu  limit=100  after=<the cursor of the page before>  as_of=2026-06-30T00:00:00Z
"""

from datetime import datetime
from http import HTTPStatus
from math import isfinite
from typing import Any

from django.http import QueryDict

from lienvung.api.problems import Refused
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.entry import format_time
from lienvung.node.stores.port import Page, Query, Reader
from lienvung.node.stores.rows import Range
from lienvung.node.stores.spans import has_span
from lienvung.office.selectors.registers import typed_value

MOST_RECORDS, RECORDS = 1000, 50
MOST_FEATURES, FEATURES = 1000, 100
Box = tuple[float, float, float, float]
_NAMES = frozenset({"q", "sort", "after", "limit", "bbox", "as_of"})
_MOST_DIGITS = 18
_MOST_FILTERS = 20
_BOX, _BOX_WITH_HEIGHTS = 4, 6


class QueryRefused(Refused):
    """The query names what the register does not have, or asks for too much; `detail` names the parameter."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def asked_query(definition: Definition, params: QueryDict) -> Query:
    """Return the query that an address of the JSON interface makes; raise QueryRefused."""
    where, ranges = asked_filters(definition, params, _NAMES)
    return Query(
        where=where,
        ranges=ranges,
        text=params.get("q", ""),
        sort=_asked_sort(definition, params.get("sort", "")),
        after=params.get("after") or None,
        limit=asked_limit(params, RECORDS, MOST_RECORDS),
        box=_degrees(asked_box(params.get("bbox", ""))),
        as_of=_asked_moment(params.get("as_of", "")),
    )


def find_page(reader: Reader, register: str, query: Query) -> Page:
    """Return a page of records; refuse a cursor that is none: its empty page would look like the end of all."""
    if query.after is not None and reader.record(register, query.after) is None:
        raise QueryRefused("after")
    return reader.find(register, query)


def check_names(params: QueryDict, *known: str) -> None:
    """Refuse a parameter that means nothing here: who asks for less must not take all for an answer."""
    for name in params:
        if name not in known:
            raise QueryRefused(name)


def asked_filters(
    definition: Definition, params: QueryDict, reserved: frozenset[str]
) -> tuple[dict[str, object], dict[str, Range | tuple[Any, ...]]]:
    """Return the values and the ranges that an address asks of fields."""
    where: dict[str, object] = {}
    ranges: dict[str, Range | tuple[Any, ...]] = {}
    known = filters_of(definition)
    asked = [name for name in params if name not in reserved]
    if len(asked) > _MOST_FILTERS:
        raise QueryRefused(asked[_MOST_FILTERS])
    for name in asked:
        if name not in known:
            raise QueryRefused(name)
        field, _, end = name.partition(".")
        values = [typed_value(known[name], value) for value in params.getlist(name)]
        if end:
            low, high = ranges.get(field, (None, None))
            ranges[field] = (values[-1], high) if end == "min" else (low, values[-1])
        else:
            where[field] = tuple(values)
    return where, ranges


def filters_of(definition: Definition) -> dict[str, Field]:
    """Return what may be asked of fields, by parameter: a value, of what has an order a range; a shape by its box."""
    asked = [field for field in definition.fields.values() if field.datatype != "geometry"]
    return {
        name: field
        for field in asked
        for name in (field.name, *(f"{field.name}.{end}" for end in ("min", "max") if has_span(field)))
    }


def asked_limit(params: QueryDict, default: int, most: int) -> int:
    """Return how many records are asked for; refuse more than `most`."""
    count = asked_count(params, default)
    if count > most:
        raise QueryRefused("limit")
    return count


def asked_count(params: QueryDict, default: int) -> int:
    """Return the number that `limit` says, at least one."""
    said = params.get("limit", str(default))
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS and int(said)):
        raise QueryRefused("limit")
    return int(said)


def asked_box(said: str) -> Box | None:
    """Return the corners of a box in degrees or metres; heights, if there are any, are passed over."""
    if not said:
        return None
    try:
        numbers = [float(each) for each in said.split(",")]
    except ValueError:
        raise QueryRefused("bbox") from None
    if len(numbers) == _BOX_WITH_HEIGHTS:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != _BOX or not all(map(isfinite, numbers)):
        raise QueryRefused("bbox")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _degrees(box: Box | None) -> Box | None:
    if box and (box[1] > box[3] or max(abs(box[0]), abs(box[2])) > 180 or max(abs(box[1]), abs(box[3])) > 90):
        raise QueryRefused("bbox")
    return box


def _asked_sort(definition: Definition, said: str) -> tuple[str, ...]:
    if said.removeprefix("-") not in ("", *definition.fields):
        raise QueryRefused("sort")
    return (said,) if said.removeprefix("-") else definition.sort or ("-time",)


def _asked_moment(said: str) -> str | None:
    if not said:
        return None
    try:
        # A plus in an address is a blank to whoever reads forms.
        moment = datetime.fromisoformat(said.replace(" ", "+"))
        return format_time(moment)
    except (ValueError, OverflowError):
        raise QueryRefused("as_of") from None
