"""How many records there are of each choice, and what their numbers add up to: kept in step with the records.

A cell holds the records of one state that have the same value in each column of `RegisterTable.choices`. Whoever counts
or adds up records by their choices alone reads it off the cells of the register, however many records it has. They lie
in one row; a register with more cells than are soon read has none, and its records are gone through.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

import orjson

from lienvung.node.stores.decimals import EXACT, write_decimal
from lienvung.node.stores.spans import decimal_place
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import INTEGER, RegisterTable
from lienvung.node.stores.sql.term import Term

MOST_CELLS: Final = 4_096

Cell = tuple[Any, ...]
"""A state, then a value or None for each of `RegisterTable.choices`."""

Cells = Mapping[Cell, Sequence[Any]]
"""By cell how many records there are, then for each of `RegisterTable.summed` the sum, a Decimal."""


def read_cells(db: Database, register: str) -> Cells | None:
    """Return the cells of a register; None where they are too many."""
    found = db.row("SELECT cells FROM tally WHERE register = ?", (register,))
    if found is None:
        return {}
    return None if found[0] is None else _parse_cells(bytes(found[0]))


def write_cells(db: Database, register: str, cells: Cells | None) -> None:
    """Keep the cells of a register; None says that they are too many, until its tables are made again."""
    db.insert("tally", ("register", "cells"), [(register, None if cells is None else _format_cells(cells))], "replace")


def add_rows(table: RegisterTable, cells: Cells, rows: Iterable[Sequence[Any]], *, times: int) -> Cells | None:
    """Return cells with rows more, or fewer where `times` is -1: each a state and the values of `table.tallied`."""
    width = 1 + len(table.choices)
    changed: dict[Cell, list[Any]] = {}
    with localcontext(EXACT):
        for row in rows:
            cell = tuple(int(value) if isinstance(value, bool) else value for value in row[:width])
            if cell not in changed:
                changed[cell] = list(cells.get(cell) or [0, *(Decimal(0) for _ in table.summed)])
            amounts = changed[cell]
            amounts[0] += times
            for at, value in enumerate(row[width:], 1):
                amounts[at] += times * _number(value)
    kept = {cell: amounts for cell, amounts in {**cells, **changed}.items() if amounts[0]}
    return kept if len(kept) <= MOST_CELLS else None


def cells_where(table: RegisterTable, cells: Cells, states: Sequence[str], terms: Iterable[Term]) -> Cells:
    """Return the cells of states for which all terms hold, each of them a choice."""
    wanted = [(1 + table.choices.index(term.reads[0]), frozenset(term.chosen)) for term in terms]
    return {
        cell: amounts
        for cell, amounts in cells.items()
        if cell[0] in states and all(cell[at] in chosen for at, chosen in wanted)
    }


def tells_apart(table: RegisterTable, terms: Iterable[Term]) -> bool:
    """Tell whether cells tell the records for which these terms hold from all others."""
    return all(term.chosen and term.reads[0] in table.choices for term in terms)


def number_of(cells: Cells) -> int:
    """Return how many records lie in cells."""
    return sum(int(amounts[0]) for amounts in cells.values())


def counted_by(table: RegisterTable, cells: Cells, column: str) -> Iterator[tuple[Any, int]]:
    """Yield the values of a choice with how many records have each, some of them more than once."""
    at = 1 + table.choices.index(column)
    return ((cell[at], amounts[0]) for cell, amounts in cells.items() if cell[at] is not None)


def sum_of(table: RegisterTable, cells: Cells, column: str) -> int | str:
    """Return the sum of one of `table.summed`: a number, or the text of a decimal."""
    at = 1 + table.summed.index(column)
    with localcontext(EXACT):
        amount = sum((amounts[at] for amounts in cells.values()), Decimal(0))
        return int(amount) if table.columns[column] == INTEGER else write_decimal(amount)


def _number(value: Any) -> Decimal:
    """Return what a value adds to a sum; nothing where it is no number."""
    if type(value) is int or (isinstance(value, str) and decimal_place(value) is not None):
        return Decimal(value)
    return Decimal(0)


def _format_cells(cells: Cells) -> bytes:
    return orjson.dumps([[cell, amounts[0], *map("{:f}".format, amounts[1:])] for cell, amounts in cells.items()])


@lru_cache(maxsize=16)
def _parse_cells(data: bytes) -> Cells:
    read = orjson.loads(data)
    return {tuple(cell): [records, *map(Decimal, sums)] for cell, records, *sums in read}
