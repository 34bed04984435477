"""Which records match: found by whichever term leads to the fewest, and counted only as far as anybody asks."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple

from lienvung.node.stores.port import COUNT_CAP
from lienvung.node.stores.sql.conditions import Condition
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.register_table import RegisterTable
from lienvung.node.stores.sql.sizes import Likely, Sizes, led
from lienvung.node.stores.sql.term import Term

REACHES: Final = (COUNT_CAP, 16 * COUNT_CAP, 64 * COUNT_CAP)
"""So far the records that terms lead to are counted, one reach after the other, to see which term leads to fewest."""
GLANCE, PROMISING = 500, 25
"""Where so many of the first records of a facet match, counting in its index comes to an end soon; four times so many
where each has to be looked up beside."""


class Counted(NamedTuple):
    """How many records match, up to COUNT_CAP, and the numbers of all of them where it was cheap to name them."""

    total: int
    numbers: list[int] | None
    likely: Likely | None = None

    @property
    def few(self) -> list[int] | None:
        """The numbers where they are so few that each may be looked up."""
        return self.numbers if self.numbers is not None and self.total < COUNT_CAP else None


class Matching:
    """The present records of a register for which all terms hold."""

    def __init__(
        self, db: Database, table: RegisterTable, terms: Sequence[Term], states: Sequence[str], sizes: Sizes
    ) -> None:
        self.db, self.table = db, table
        self.terms, self.states, self.sizes = terms, states, sizes
        self._ways = [term for term in terms if term.leads]

    def counted(self, limit: int = 0) -> Counted:
        """Count as far as a page says it, and name the records where that is cheap, or as many as it has room for."""
        if not self._ways or self._promising:
            total = self.count(COUNT_CAP)
            if total == COUNT_CAP or not self._ways:
                return Counted(total, None)
        if self._is_source_alone:
            return self._counted_along()
        reach = max(COUNT_CAP, limit + 1)
        numbers = self._numbers(reach)
        return Counted(min(len(numbers), COUNT_CAP), numbers if len(numbers) < reach else None)

    def _counted_along(self) -> Counted:
        """Count along an index beside the table, no further than the first ones promise that there is an end to it."""
        [(sql, values)] = self._matching(REACHES[1])
        found = (number for (number,) in self.db.stream(sql, values))
        numbers = list(islice(found, COUNT_CAP))
        likely = self.sizes.likely(numbers) if len(numbers) == COUNT_CAP else None
        if likely is not None and likely.match >= REACHES[1]:
            return Counted(COUNT_CAP, None, likely)
        numbers.extend(found)
        return Counted(min(len(numbers), COUNT_CAP), numbers if len(numbers) < REACHES[1] else None)

    def count(self, cap: int | None) -> int:
        """Return how many records match, up to a cap."""
        found = 0
        for sql, values in self._matching(cap):
            found += int(self.db.rows(f"SELECT count(*) FROM ({sql}) AS found", values)[0][0])
        return found if cap is None else min(found, cap)

    def condition(
        self, state: str, *, beside: Term | None = None, along: str = "", but: Term | None = None
    ) -> Condition:
        """Return what is asked of records in a state: of `beside` and of bounds on `along` so that an index leads."""
        condition = Condition()
        condition.add("_state = ?", state)
        for term in self.terms:
            ways = term.along.get(along, ())
            if term is beside:
                condition.add(term.lookup, *term.values)
            elif len(ways) == 1 and term is not but:
                condition.add(ways[0].sql, *ways[0].values)
            elif term is not but:
                condition.add(term.test, *term.values)
        return condition

    def all(self) -> Condition:
        """Return the condition of all that match, whatever it costs."""
        condition = Condition()
        condition.add(f"_state IN ({', '.join('?' for _ in self.states)})", *self.states)
        for term in self.terms:
            if term.source:
                condition.add(f"_id IN ({term.source})", *term.source_values)
            else:
                condition.add(term.lookup or term.test, *term.values)
        return condition

    def within(self, term: Term, state: str) -> tuple[str, tuple[Any, ...]]:
        """Return the condition that a record is one of those to which a term leads, gathered once and for all."""
        column = self.db.unindexed("_id")
        query, values = led(self.table, term, state)
        return f"{column} IN ({query})", values

    @cached_property
    def leading(self) -> Term | None:
        """The term that leads to the fewest records; one by an index of the table where that cannot be told soon."""
        if self._promising:
            return self._promising
        for reach in REACHES if len(self._ways) > 1 else ():
            sizes = [self.sizes.leads_to(term, reach) for term in self._ways]
            if min(sizes) < reach:
                return self._ways[sizes.index(min(sizes))]
        return next((term for term in self._ways if term.lookup), self._ways[0] if self._ways else None)

    @cached_property
    def gathered(self) -> Term | None:
        """The term whose records are gathered before an index is walked: one that would want each record read."""
        if self._promising:
            return self._promising
        at_hand = set(self.table.at_hand)
        far = (term for term in self._ways if term.source and term.reads and not set(term.reads) <= at_hand)
        return next(far, self.leading)

    def reads_only(self, columns: Collection[str], but: Term | None = None) -> bool:
        """Tell whether all terms, but one, can be tested by these columns alone."""
        known = {"_id", *columns}
        return all(term.reads and known.issuperset(term.reads) for term in self.terms if term is not but)

    @cached_property
    def _promising(self) -> Term | None:
        """The term of a facet, where many of its first records match: to count in its index ends soon."""
        first = next((term for term in self._ways if term.equals in self.table.facet_columns), None)
        if first is None or not all(self._is_tested_soon(term) for term in self.terms if term is not first):
            return None
        wanted = PROMISING if self.reads_only(self.table.at_hand, but=first) else 4 * PROMISING
        if len(self.terms) == 1:
            return first
        tests = self.condition(self.states[0], but=first)
        columns = dict.fromkeys(("_state", "_id", *(column for term in self.terms for column in term.reads)))
        read = ", ".join(f'"{column}"' for column in columns)
        found = f"SELECT {read} FROM {self.table.records} WHERE _state = ? AND {first.lookup} LIMIT {GLANCE:d}"
        query = f"SELECT 1 FROM ({found}) AS glance WHERE {tests.sql}"
        seen = self.sizes.counted(query, (self.states[0], *first.values, *tests.values), wanted)
        return first if seen == wanted else None

    def _is_tested_soon(self, term: Term) -> bool:
        """Tell whether records may be tested for it one by one: at hand, or soon found."""
        return set(term.reads) <= set(self.table.at_hand) or self.sizes.lies_thick(term)

    @property
    def _is_source_alone(self) -> bool:
        return len(self.terms) == 1 and bool(self.terms[0].source) and len(self.states) == 1

    def _numbers(self, limit: int) -> list[int]:
        """Return the numbers of records that match, up to a limit."""
        found: list[int] = []
        for sql, values in self._matching(limit):
            found += [number for (number,) in self.db.rows(sql, values)]
        return found[:limit]

    def _matching(self, limit: int | None) -> Iterator[tuple[str, Sequence[Any]]]:
        """Yield, for each state, the query for the numbers of the records that match."""
        cut = "" if limit is None else f" LIMIT {limit:d}"
        leading = self.leading
        for state in self.states:
            if leading is not None and leading.source:
                sql, values = self._sourced(state, leading)
            else:
                sql, values = self._listed(state, leading, self.gathered if self.gathered is not leading else None)
            yield sql + cut, values

    def _listed(self, state: str, beside: Term | None, gathered: Term | None = None) -> tuple[str, Sequence[Any]]:
        """Return the query for the records of a state by an index of their table; some may be gathered first."""
        condition = self.condition(state, beside=beside, along=self._behind(beside), but=gathered)
        if gathered is not None:
            within, numbers = self.within(gathered, state)
            condition.add(within, *numbers)
        return f"SELECT _id FROM {self.table.records} WHERE {condition.sql}", condition.values

    def _sourced(self, state: str, leading: Term) -> tuple[str, Sequence[Any]]:
        """Return the query for the records of a state by the index beside the table to which a term leads."""
        second = next((term for term in self._ways if term.lookup), None)
        if second is not None and self.sizes.leads_to(leading, COUNT_CAP) == COUNT_CAP:
            return self._listed(state, second, leading)
        others, beyond = self._others(state)
        if self._is_source_alone and self.sizes.counted(others, beyond, COUNT_CAP) < COUNT_CAP:
            # The index does not know states, and to read each record takes longer than to know those in other ones.
            sql = f"SELECT _found AS _id FROM ({leading.source}) AS found WHERE _found NOT IN ({others})"
            return sql, (*leading.source_values, *beyond)
        condition = self.condition(state, but=leading)
        sql = f"SELECT _id FROM ({leading.source}) AS found CROSS JOIN {self.table.records}"
        return f"{sql} WHERE _id = _found AND {condition.sql}", (*leading.source_values, *condition.values)

    def _others(self, state: str) -> tuple[str, tuple[str, str]]:
        """Return the query for the numbers of the records in other states."""
        sides = (f"SELECT _id FROM {self.table.records} WHERE _state {sign} ?" for sign in "<>")
        return " UNION ALL ".join(sides), (state, state)

    def _behind(self, leading: Term | None) -> str:
        """Return the column by which records lie in order in the index of a term: that of a facet has the default."""
        is_facet = leading is not None and leading.equals in self.table.facet_columns
        return self.table.default_order[0][0] if is_facet else ""
