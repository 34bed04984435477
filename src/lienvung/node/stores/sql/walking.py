"""In which order records match: few are looked up and put in order, of many the index of the order is walked.

A walk ends when the page is full, which is soon if those that match are many and lie everywhere. Where each record on
the way has to be read, only some steps are walked so; then those to which the best term leads are gathered first, and
the index alone tells which of the records on the way are among them.
"""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from lienvung.node.stores.sql.matching import REACHES, Counted, Matching
from lienvung.node.stores.sql.order import Order, Place
from lienvung.node.stores.sql.sizes import Likely
from lienvung.node.stores.sql.term import Stretch, Term

STEPS: Final = (4, 40)
"""For each that is wanted so many are read on the way, before those that match are gathered; more, where the first make
it likely that they are enough, and to gather them would be dear."""

EVERYTHING: Final = Stretch("TRUE", ())


class Found(NamedTuple):
    """A record's place in the order, and its number: 0 for one of the past."""

    place: Place
    number: int = 0

    @property
    def key(self) -> str:
        """Its key, the last thing that decides its place."""
        return str(self.place[-1])


class Walk:
    """The records that match in one order."""

    def __init__(self, matching: Matching, order: Order) -> None:
        self.matching, self.order = matching, order
        self.db, self.table = matching.db, matching.table

    def after(self, counted: Counted, place: Place | None, limit: int) -> list[Found]:
        """Return the records behind a place, of those that were counted."""
        numbers = counted.numbers
        # To look one up is as dear as many steps; the more are wanted of few, the more steps it takes.
        if numbers is not None and (counted.few is not None or len(numbers) ** 2 < limit * REACHES[1]):
            return self._sorted(numbers, place, limit)
        if numbers is not None:
            condition, wanted = self.db.among(self.db.unindexed("_id"), numbers)
            return self._walked(place, limit, None, self.matching.terms[0], (condition, (wanted,)))
        beside = self._beside_order()
        if self.matching.reads_only(self.table.at_hand, but=beside):
            return self._walked(place, limit, beside)
        leading = self.matching.leading
        if counted.likely is not None:
            return self._likely_near(counted.likely, place, limit, leading)
        for steps, reach in zip(STEPS, REACHES[1:], strict=True):
            if self.matching.sizes.leads_to(leading, reach) < reach:
                break
            found, settled = self._stepped(place, limit, beside, limit * steps)
            if settled:
                return found
            if len(found) * STEPS[1] < limit * STEPS[0]:
                break
        gathered = self.matching.gathered
        return self._walked(place, limit, beside, None if gathered is beside else gathered)

    def _likely_near(self, likely: Likely, place: Place | None, limit: int, leading: Term | None) -> list[Found]:
        """Return the next records of so many in all: read on the way, where those that match lie thick enough."""
        steps = limit * likely.among // likely.match
        found, settled = (
            self._stepped(place, limit, None, 2 * steps) if steps * self.db.dear < likely.match else ([], False)
        )
        return found if settled else self._walked(place, limit, None, leading)

    def place_of(self, key: str) -> Place:
        """Return where in the order a present record stands."""
        query = f"SELECT {self._columns} FROM {self.table.records} WHERE _key = ?"
        return tuple(self.db.rows(query, (key,))[0])

    def _sorted(self, few: Sequence[int], place: Place | None, limit: int) -> list[Found]:
        condition, wanted = self.db.among("_id", few)
        if place is None:
            return self._select(self.table.records, condition, (wanted,), limit)
        later = list(self.order.after(place))
        either = " OR ".join(f"({stretch.sql})" for stretch in later) or "FALSE"
        bound = (value for stretch in later for value in stretch.values)
        return self._select(self.table.records, f"{condition} AND ({either})", (wanted, *bound), limit)

    def _walked(
        self,
        place: Place | None,
        limit: int,
        beside: Term | None,
        gathered: Term | None = None,
        numbers: tuple[str, tuple[Any, ...]] | None = None,
    ) -> list[Found]:
        """Return the next records of each state by the index of the order, or by that of a facet in this order."""
        found: list[Found] = []
        for state in self.matching.states:
            condition = self.matching.condition(state, beside=beside, but=gathered)
            if gathered is not None:
                within, bound = numbers or self.matching.within(gathered, state)
                condition.add(within, *bound)
            reached: list[Found] = []
            for stretch in self._stretches(place, but=gathered):
                if len(reached) < limit:
                    asked = f"{condition.sql} AND {stretch.sql}", (*condition.values, *stretch.values)
                    reached += self._select(self.table.records, *asked, limit - len(reached))
            found += reached
        return found

    def _stepped(self, place: Place | None, limit: int, beside: Term | None, steps: int) -> tuple[list[Found], bool]:
        """Return those of so many next records that match, and whether they are enough, or all."""
        found: list[Found] = []
        for state in self.matching.states:
            condition = self.matching.condition(state)
            reached: list[Found] = []
            left = steps
            for stretch in self._stretches(place):
                walked = f"FROM {self.table.records} WHERE _state = ? AND {stretch.sql}", (state, *stretch.values)
                if beside is not None:
                    walked = f"{walked[0]} AND {beside.lookup}", (*walked[1], *beside.values)
                source = f"(SELECT * {walked[0]} ORDER BY {self.order.sql} LIMIT {left:d}) AS next"
                asked = (*walked[1], *condition.values)
                reached += self._select(source, condition.sql, asked, limit - len(reached))
                if len(reached) == limit:
                    break
                left -= self.matching.sizes.counted(f"SELECT 1 {walked[0]}", walked[1], left)
                if left == 0:
                    break
            found += reached
            if len(reached) < limit and left == 0:
                return found, False
        return found, True

    def _stretches(self, place: Place | None, but: Term | None = None) -> Iterator[Stretch]:
        """Yield the stretches of the order behind a place in which records that match may lie."""
        column, descends = self.order.columns[0]
        ways = [EVERYTHING]
        for term in self.matching.terms:
            if term is not but and column in term.along:
                turned = term.along[column] if descends else term.along[column][::-1]
                ways = [_both(way, other) for way in ways for other in turned]
        for stretch in self.order.after(place) if place is not None else (EVERYTHING,):
            yield from (_both(stretch, way) for way in ways)

    def _beside_order(self) -> Term | None:
        """Return a term whose own index has the order that is asked: the default one, either way."""
        turned = tuple((column, not down) for column, down in self.table.default_order)
        if self.order.columns not in (self.table.default_order, turned):
            return None
        facets = self.table.facet_columns
        return next((term for term in self.matching.terms if term.lookup and term.equals in facets), None)

    @property
    def _columns(self) -> str:
        return ", ".join(f'"{column}"' for column in self.order.names)

    def _select(self, source: str, sql: str, values: Sequence[Any], limit: int) -> list[Found]:
        """Return records in order."""
        query = f"SELECT {self._columns}, _id FROM {source} WHERE {sql} ORDER BY {self.order.sql} LIMIT ?"
        return [Found(row[:-1], row[-1]) for row in self.db.rows(query, (*values, limit))]


def _both(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(f"{one.sql} AND {other.sql}", (*one.values, *other.values))
