"""Answer a query over rows in memory, plainly: what the SQL of other stores must agree with."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import DECIMALS, NUMBERS, TIMES, WHOLE_NUMBERS
from lienvung.core.register.origin import parse_origin
from lienvung.node.errors import RangeInvalid, UnknownField
from lienvung.node.stores.decimals import add_decimals
from lienvung.node.stores.port import COUNT_CAP, FACET_VALUES
from lienvung.node.stores.rows import Box, Query, Range, RecordRow
from lienvung.node.stores.search_text import (
    fold_words,
    holds_marked,
    holds_phrase,
    marked_words,
    place_in_order,
    ranks_marks,
    searched_fields,
    searched_text,
)
from lienvung.node.stores.spans import (
    bounds_of_record,
    check_box,
    check_range,
    has_span,
    placed_fields,
    span_of,
)


def find_rows(definition: Definition, rows: list[RecordRow], query: Query) -> list[RecordRow]:
    """Return the rows that match, in the order asked. Raise UnknownField."""
    for name in (*query.where, *query.ranges):
        _field(definition, name)
    ranges = {name: check_range(definition, name, asked) for name, asked in query.ranges.items()}
    query = replace(query, ranges=ranges)
    found = [row for row in rows if row.state in query.states and _matches(definition, row, query)]
    order = query.sort or ("-time",)
    found.sort(key=lambda row: row.key, reverse=order[0].startswith("-"))
    for name in reversed(order):
        found.sort(key=_sorter(definition, name.lstrip("-")), reverse=name.startswith("-"))
    if ranks_marks(query.text):
        first = {id(row) for row in _marked(definition, found, query.text)}
        found.sort(key=lambda row: id(row) not in first)
    return found


def _marked(definition: Definition, rows: Iterable[RecordRow], text: str) -> list[RecordRow]:
    """Return, of the first thousand rows that hold the words together, those that hold them with their marks."""
    near = (row for row in rows if holds_phrase(_words(definition, row), fold_words(text)))
    marked = marked_words(text)
    return [row for row in islice(near, COUNT_CAP) if holds_marked(_words(definition, row), marked)]


def leave_aside(query: Query, field: str) -> Query:
    """Return the query without what it asks of a field."""
    where = {name: wanted for name, wanted in query.where.items() if name != field}
    ranges = {name: asked for name, asked in query.ranges.items() if name != field}
    return replace(query, where=where, ranges=ranges)


def count_values(definition: Definition, rows: Iterable[RecordRow], field: str) -> Counter[str | int]:
    """Return each value of a field with how many rows have it. Raise UnknownField."""
    known = _field(definition, field)
    counted: Counter[str | int] = Counter()
    for row in rows:
        counted.update(values_told_apart(known, row.values.get(field)))
    return counted


def commonest(counted: Mapping[str | int, int], cap: int | None) -> list[tuple[str | int, int]]:
    """Return the values that most have, with how many do up to a cap; of equally many the smallest."""
    found = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:FACET_VALUES]
    return sorted(((value, _cut(count, cap)) for value, count in found), key=lambda each: (-each[1], each[0]))


def _cut(count: int, cap: int | None) -> int:
    return count if cap is None else min(count, cap)


def values_told_apart(field: Field, value: Any) -> set[str | int]:
    """Return the values of one record that a facet counts; truth values as 0 and 1, numbers of many as text."""
    values = value if isinstance(value, list) else [value]
    if field.many:
        return {str(each) for each in values if isinstance(each, str | int)}
    whole = field.datatype in (*WHOLE_NUMBERS, "boolean")
    return {int(each) if whole else str(each) for each in values if isinstance(each, int if whole else str)}


def sum_values(definition: Definition, rows: Iterable[RecordRow], field: str) -> int | str:
    """Return the sum of a field of numbers. Raise UnknownField, RangeInvalid."""
    check_number(definition, field)
    values = (row.values.get(field) for row in rows)
    if definition.fields[field].datatype in WHOLE_NUMBERS:
        return sum(value for value in values if type(value) is int)
    return add_decimals(Counter(value for value in values if isinstance(value, str)).items())


def check_number(definition: Definition, name: str) -> None:
    """Raise UnknownField or RangeInvalid unless the field holds one number."""
    field = _field(definition, name)
    if field.many or field.datatype not in NUMBERS:
        raise RangeInvalid(definition.register, name, field.datatype)


def _field(definition: Definition, name: str) -> Field:
    if name not in definition.fields:
        raise UnknownField(definition.register, name)
    return definition.fields[name]


def _matches(definition: Definition, row: RecordRow, query: Query) -> bool:
    if query.stewards and (row.steward or parse_origin(row.origin).node) not in query.stewards:
        return False
    for name, wanted in query.where.items():
        field, choices = definition.fields[name], list(wanted) if isinstance(wanted, tuple | list) else wanted
        if values_told_apart(field, row.values.get(name)).isdisjoint(values_told_apart(field, choices)):
            return False
    if not all(_lies_in(definition, row, name, Range(*asked)) for name, asked in query.ranges.items()):
        return False
    if query.box is not None and not _meets(definition, row, query.box):
        return False
    return _contains(_words(definition, row), query.text)


def _lies_in(definition: Definition, row: RecordRow, name: str, asked: Range) -> bool:
    first, last = span_of(definition.fields[name], row.values.get(name))
    first = last if asked.last else first
    if last is None:
        return asked.missing
    return (asked.low is None or last >= asked.low) and (asked.high is None or first <= asked.high)


def _meets(definition: Definition, row: RecordRow, box: Box) -> bool:
    bounds = bounds_of_record(placed_fields(definition), row.values)
    if bounds is None:
        return False
    west, south, east, north = bounds
    return any(e >= west and w <= east and n >= south and s <= north for w, s, e, n in check_box(box))


def _words(definition: Definition, row: RecordRow) -> str:
    return "" if definition.system else searched_text(searched_fields(definition), row.values)


def _contains(words: str, text: str) -> bool:
    wanted = fold_words(text)
    held = fold_words(words)
    whole = all(word in held for word in wanted[:-1])
    return not wanted or (whole and any(word.startswith(wanted[-1]) for word in held))


def _sorter(definition: Definition, name: str) -> Callable[[RecordRow], Any]:
    """Return the sort key of one field: nothing first, then values in the order of their kind."""
    if name in ("time", "key"):
        return lambda row: getattr(row, name)
    field = _field(definition, name)
    if has_span(field) and field.datatype in (*DECIMALS, *TIMES):
        return lambda row: _nothing_first(span_of(field, row.values.get(name))[0])
    shown = {definition.title_field, *definition.columns, *(each.lstrip("-") for each in definition.sort)}
    in_words = field.datatype in ("string", "text") and name in shown and not field.many

    def key(row: RecordRow) -> tuple[bool, Any]:
        value = row.values.get(name)
        return _nothing_first(place_in_order(value) if in_words and value is not None else value)

    return key


def _nothing_first(place: Any) -> tuple[bool, Any]:
    if isinstance(place, list | dict):
        place = orjson.dumps(place).decode()
    return place is not None, "" if place is None else place
