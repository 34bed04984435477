"""How many records terms lead to, to weigh ways by: told, promised by the first ones, or counted to a reach."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

from lienvung.node.stores.port import COUNT_CAP
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import RegisterTable
from lienvung.node.stores.sql.term import Term

WHOLE: Final = 0
"""Stands for a reach without an end."""


class Likely(NamedTuple):
    """How many records match of how many in all, if the rest lie as thickly as the first do."""

    match: int
    among: int


class Sizes:
    """What terms of one query lead to, in records of one state.

    `told` says how many a term leads to where that is kept, whether or not anybody asks. `known` remembers what was
    counted in the same snapshot: by what leads there, and how far it was counted.
    """

    def __init__(
        self,
        db: Database,
        table: RegisterTable,
        state: str,
        told: Callable[[Term], int | None],
        known: dict[tuple[str, int], int],
    ) -> None:
        self.db, self.table, self.state = db, table, state
        self._told, self._known = told, known

    def counted(self, sql: str, values: Sequence[Any], cap: int) -> int:
        """Return how many rows a query finds, up to a cap."""
        return int(self.db.rows(f"SELECT count(*) FROM ({sql} LIMIT {cap:d}) AS found", values)[0][0])

    def leads_to(self, term: Term | None, reach: int) -> int:
        """Return to how many records a term leads, up to a reach; no term leads to all of them."""
        if term is None:
            return reach
        told = self._told(term)
        if told is None and term.source:
            told = self._promised(term) or None
        if told is not None:
            return min(told, reach)
        way = led(self.table, term, self.state)
        asked = repr(way), reach
        if asked not in self._known:
            self._known[asked] = self.counted(*way, reach)
        return self._known[asked]

    def lies_thick(self, term: Term) -> bool:
        """Tell whether one in four records is among those to which a source leads, as it seems."""
        return bool(term.source) and 4 * self._promised(term) >= self._highest

    def likely(self, first: Sequence[int]) -> Likely | None:
        """Return how many there will be, where these first ones come in their order, but for a few."""
        if 10 * sum(one > other for one, other in pairwise(first)) > len(first):
            return None
        met = 9 * len(first) // 10
        return Likely(met * self._highest // max(sorted(first)[met], 1), self._highest)

    def _promised(self, term: Term) -> int:
        """Return to how many records a source leads, as the first ones promise; 0 where these do not say it."""
        asked = repr(led(self.table, term, self.state)), WHOLE
        if asked not in self._known:
            first = [number for (number,) in self.db.rows(f"{term.source} LIMIT {COUNT_CAP:d}", term.source_values)]
            likely = self.likely(first) if len(first) == COUNT_CAP else Likely(len(first), 0)
            self._known[asked] = likely.match if likely else 0
        return self._known[asked]

    @cached_property
    def _highest(self) -> int:
        query = f"SELECT max(_id) FROM {self.table.records} WHERE _id > 0"
        return int(self.db.rows(query)[0][0] or 0)


def led(table: RegisterTable, term: Term, state: str) -> tuple[str, tuple[Any, ...]]:
    """Return the query for the numbers of the records to which a term leads; of one state, if an index of the table."""
    if term.source:
        return term.source, term.source_values
    return f"SELECT _id FROM {table.records} WHERE _state = ? AND {term.lookup}", (state, *term.values)
