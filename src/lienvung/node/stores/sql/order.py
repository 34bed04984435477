"""The order of a list, and what comes after a place in it, piece by piece, so that an index leads there.

Nothing is the smallest value. Ascending, it comes first; descending, last.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lienvung.node.errors import UnknownField
from lienvung.node.stores.sql.register_table import RegisterTable, with_key
from lienvung.node.stores.sql.term import Stretch

_NEVER_NOTHING = ("_key", "_time")

Place = tuple[Any, ...]
"""The values of one record in the columns of an order."""


class Order(NamedTuple):
    """Columns with whether they descend; the last one is the key, so that no two records tie."""

    columns: tuple[tuple[str, bool], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns alone."""
        return tuple(column for column, _ in self.columns)

    @property
    def sql(self) -> str:
        """What stands behind ORDER BY."""
        return format_columns(self.columns)

    def sort(self, places: Iterable[tuple[Place, Any]]) -> list[tuple[Place, Any]]:
        """Return things in the order of their places."""
        ordered = list(places)
        for depth, (_, descending) in reversed(list(enumerate(self.columns))):
            ordered.sort(key=lambda each: _nothing_first(each[0][depth]), reverse=descending)
        return ordered

    def after(self, place: Place) -> Iterator[Stretch]:
        """Yield the stretches after a place, one after the other in the order."""
        for depth in reversed(range(len(self.columns))):
            equal = [_equal(column, value) for column, value in zip(self.names[:depth], place, strict=False)]
            bound = tuple(value for value in place[:depth] if value is not None)
            for term, values in _beyond(*self.columns[depth], place[depth]):
                yield Stretch(" AND ".join([*equal, term]), (*bound, *values))


def order_of(register: str, table: RegisterTable, sort: Sequence[str]) -> Order:
    """Return the order that field names ask for, `-` before one that descends. Raise UnknownField."""
    columns = []
    for name in sort or ("-time",):
        column = table.sort_column(name.lstrip("-"))
        if column is None:
            raise UnknownField(register, name)
        columns.append((column, name.startswith("-")))
    return Order(with_key(columns))


def format_columns(columns: Iterable[tuple[str, bool]]) -> str:
    """Write columns with their direction, for an order or an index."""
    return ", ".join(f'"{column}" {"DESC NULLS LAST" if down else "NULLS FIRST"}' for column, down in columns)


def _beyond(column: str, descending: bool, value: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if value is None:
        yield from () if descending else [(f'"{column}" IS NOT NULL', ())]
    elif descending:
        yield f'"{column}" < ?', (value,)
        if column not in _NEVER_NOTHING:
            yield f'"{column}" IS NULL', ()
    else:
        yield f'"{column}" > ?', (value,)


def _equal(column: str, value: Any) -> str:
    return f'"{column}" IS NULL' if value is None else f'"{column}" = ?'


def _nothing_first(value: Any) -> tuple[bool, Any]:
    return value is not None, "" if value is None else value
