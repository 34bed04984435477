"""Turn a query into SQL."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lienvung.core.register.definition import Definition, Field
from lienvung.node.errors import UnknownField
from lienvung.node.stores.rows import Query, Range
from lienvung.node.stores.search_text import fold_words
from lienvung.node.stores.spans import check_box, check_range
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import INTEGER, RegisterTable, column_name, span_columns

LIMIT = 1 << 63


@dataclass(slots=True)
class Condition:
    """A conjunction with the values that it binds."""

    terms: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, term: str, *values: Any) -> None:
        """Demand one more thing."""
        self.terms.append(term)
        self.values.extend(values)

    @property
    def sql(self) -> str:
        """The whole as one expression."""
        return " AND ".join(self.terms) or "TRUE"


def matching(db: Database, definition: Definition, table: RegisterTable, query: Query) -> Condition:
    """Return the condition of a query. Raise UnknownField, RangeInvalid, BoxInvalid."""
    condition = Condition()
    condition.add(f"_state IN ({', '.join('?' for _ in query.states)})", *query.states)
    for name, wanted in query.where.items():
        values = [each for each in (wanted if isinstance(wanted, tuple | list) else (wanted,)) if each is not None]
        _add_choice(condition, db, table, _field(definition, name), values)
    for name, asked in query.ranges.items():
        _add_range(condition, _field(definition, name), check_range(definition, name, asked))
    if query.box is not None:
        _add_box(condition, db, table, check_box(query.box))
    _add_words(condition, db, table, fold_words(query.text))
    return condition


def _field(definition: Definition, name: str) -> Field:
    if name not in definition.fields:
        raise UnknownField(definition.register, name)
    return definition.fields[name]


def _add_choice(condition: Condition, db: Database, table: RegisterTable, field: Field, values: list[Any]) -> None:
    if field.many:
        sql, bound = db.chosen("value", [str(each) for each in values], cut=True)
        condition.add(f"_id IN (SELECT record FROM {table.members} WHERE field = ? AND {sql})", field.name, *bound)
        return
    column = column_name(field.name)
    integer = table.columns[column] == INTEGER
    fitting = _integers(values) if integer else [str(each) for each in values]
    sql, bound = db.chosen(f'"{column}"', fitting, cut=field.name in table.facets and not integer)
    condition.add(sql, *bound)


def _add_range(condition: Condition, field: Field, asked: Range) -> None:
    first, last = span_columns(field)
    first = last if asked.last else first
    bounds = [(f'"{last}" >= ?', asked.low), (f'"{first}" <= ?', asked.high)]
    terms = [term for term, bound in bounds if bound is not None] or [f'"{last}" IS NOT NULL']
    sql = " AND ".join(terms)
    condition.add(
        f'({sql} OR "{last}" IS NULL)' if asked.missing else sql, *(bound for _, bound in bounds if bound is not None)
    )


def _add_box(condition: Condition, db: Database, table: RegisterTable, boxes: list[tuple[int, int, int, int]]) -> None:
    if table.placed:
        sql, bound = db.boxed(table, boxes)
        condition.add(sql, *bound)
    else:
        condition.add("FALSE")


def _add_words(condition: Condition, db: Database, table: RegisterTable, words: list[str]) -> None:
    if words and table.searched:
        condition.add(*db.searched(table, words))
    elif words:
        condition.add("FALSE")


def _integers(values: Iterable[Any]) -> list[int]:
    """Return the values that a column of integers can hold; the others equal none of them."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(int(value))
    return [value for value in found if abs(value) < LIMIT]


def ordering(register: str, table: RegisterTable, sort: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return (column, descending) for each sort key, ended by the record key so that no two records tie."""
    order = []
    for name in sort or ("-time",):
        column = table.sort_column(name.lstrip("-"))
        if column is None:
            raise UnknownField(register, name)
        order.append((column, name.startswith("-")))
    # The key goes the way of the first column, so that one index serves both.
    return [*order, ("_key", order[0][1])]


def format_order(order: list[tuple[str, bool]]) -> str:
    """Write an ORDER BY list."""
    return ", ".join(f'"{column}" {"DESC NULLS LAST" if down else "NULLS FIRST"}' for column, down in order)


def later_than(order: list[tuple[str, bool]], place: tuple[Any, ...]) -> Condition:
    """Return the condition that a record comes after this place in the order; NULL is the smallest value."""
    condition = Condition()
    terms, values = [], []
    for depth, (term, bound) in enumerate(_later(order, place)):
        equal = [f'"{column}" IS NOT DISTINCT FROM ?' for column, _ in order[:depth]]
        terms.append("(" + " AND ".join([*equal, term]) + ")")
        values += [*place[:depth], *bound]
    condition.add("(" + " OR ".join(terms) + ")", *values)
    return condition


def _later(order: list[tuple[str, bool]], place: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for (column, descending), value in zip(order, place, strict=True):
        if value is None:
            yield ("FALSE", ()) if descending else (f'"{column}" IS NOT NULL', ())
        elif descending:
            yield f'("{column}" < ? OR "{column}" IS NULL)', (value,)
        else:
            yield f'"{column}" > ?', (value,)
