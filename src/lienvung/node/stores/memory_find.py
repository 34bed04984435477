"""Answer a query over rows in memory, plainly: what the SQL of other stores must agree with."""

from collections.abc import Callable
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.node.errors import UnknownField
from lienvung.node.stores.rows import Query, RecordRow
from lienvung.node.stores.search_text import (
    asks_for_marks,
    fold_words,
    has_exact,
    place_in_order,
    searched_fields,
    searched_text,
)


def find_rows(definition: Definition, rows: list[RecordRow], query: Query) -> list[RecordRow]:
    """Return the rows that match, in the order asked. Raise UnknownField."""
    for name in query.where:
        if name not in definition.fields:
            raise UnknownField(definition.register, name)
    found = [row for row in rows if row.state in query.states and _matches(definition, row, query)]
    order = query.sort or ("-time",)
    found.sort(key=lambda row: row.key, reverse=order[0].startswith("-"))
    for name in reversed(order):
        found.sort(key=_sorter(definition, name.lstrip("-")), reverse=name.startswith("-"))
    if query.text and asks_for_marks(query.text):
        found.sort(key=lambda row: not has_exact(_words(definition, row), query.text))
    return found


def _matches(definition: Definition, row: RecordRow, query: Query) -> bool:
    for name, wanted in query.where.items():
        choices = wanted if isinstance(wanted, tuple | list) else (wanted,)
        value = row.values.get(name)
        if not set(value if isinstance(value, list) else [value]) & set(choices):
            return False
    return _contains(_words(definition, row), query.text)


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
    if name not in definition.fields:
        raise UnknownField(definition.register, name)
    shown = {definition.title_field, *definition.columns, *(each.lstrip("-") for each in definition.sort)}
    in_words = definition.fields[name].datatype in ("string", "text") and name in shown

    def key(row: RecordRow) -> tuple[bool, Any]:
        value = row.values.get(name)
        return value is not None, "" if value is None else place_in_order(value) if in_words else value

    return key
