"""Turn a query into SQL."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lienvung.node.errors import UnknownField
from lienvung.node.stores.search_text import fold_words
from lienvung.node.stores.sqlite.register_table import RegisterTable, column_name


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


def matching(register: str, table: RegisterTable, where: Mapping[str, Any], states: tuple[str, ...]) -> Condition:
    """Return the condition for these states and field values. Raise UnknownField."""
    condition = Condition()
    condition.add(f"_state IN ({_marks(states)})", *states)
    many = {each.name for each in table.many}
    known = {each.name for each in table.fields}
    for name, wanted in where.items():
        if name not in known:
            raise UnknownField(register, name)
        values = wanted if isinstance(wanted, tuple | list) else (wanted,)
        if name in many:
            query = f"_id IN (SELECT record FROM {table.members} WHERE field = ? AND value IN ({_marks(values)}))"
            condition.add(query, name, *map(str, values))
        else:
            condition.add(f'"{column_name(name)}" IN ({_marks(values)})', *values)
    return condition


def containing(table: RegisterTable, text: str) -> Condition:
    """Return the condition that every word of the text is there, the last one perhaps only begun."""
    condition = Condition()
    words = fold_words(text)
    if words and table.searched:
        phrase = " ".join(f'"{word}"' for word in words) + "*"
        condition.add(f"_id IN (SELECT rowid FROM {table.words} WHERE {table.words} MATCH ?)", phrase)
    elif words:
        condition.add("FALSE")
    return condition


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
    return ", ".join(f'"{column}"{" DESC" if descending else ""}' for column, descending in order)


def later_than(order: list[tuple[str, bool]], place: tuple[Any, ...]) -> Condition:
    """Return the condition that a record comes after this place in the order; NULL is the smallest value."""
    condition = Condition()
    terms, values = [], []
    for depth, (term, bound) in enumerate(_later(order, place)):
        equal = [f'"{column}" IS ?' for column, _ in order[:depth]]
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


def _marks(values: Any) -> str:
    return ", ".join("?" for _ in values)
