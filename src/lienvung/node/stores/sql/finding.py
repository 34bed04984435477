"""Find records: what a list, a map or a chart asks. A page costs what it shows, not what the register holds."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.memory_find import commonest, count_values, find_rows, leave_aside, sum_values
from lienvung.node.stores.port import COUNT_CAP, FACET_VALUES, Page
from lienvung.node.stores.rows import Query, RecordRow
from lienvung.node.stores.search_text import asks_for_marks, exact_form, fold_words, has_exact, searched_text
from lienvung.node.stores.sql.conditions import terms_of
from lienvung.node.stores.sql.counting import add_up, all_grouped, grouped, values_told_apart
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.matching import Counted, Matching
from lienvung.node.stores.sql.order import Place, order_of
from lienvung.node.stores.sql.past import Overlay, PastReads
from lienvung.node.stores.sql.records import RECORD_COLUMNS, shape_of
from lienvung.node.stores.sql.register_table import column_name
from lienvung.node.stores.sql.tally import Cells, cells_where, counted_by, number_of, read_cells, sum_of, tells_apart
from lienvung.node.stores.sql.term import Term
from lienvung.node.stores.sql.walking import Found, Walk

AHEAD: Final = 4
"""So many pages are looked at first for records with exact marks."""


class FindReads(PastReads):
    """See port.RecordReader."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        super().__init__(db, bundles)
        self._tallies: dict[str, Cells | None] = {}
        self.sizes: dict[tuple[str, int], int] = {}

    def tally(self, register: str) -> Cells | None:
        """Return the cells of a register (see tally.py); they are read once in a transaction."""
        if register not in self._tallies:
            self._tallies[register] = read_cells(self.db, register)
        return self._tallies[register]

    def find(self, register: str, query: Query) -> Page:
        definition = self.definition(register)
        return _Search(self, definition, query).page() if definition else Page((), 0, None)

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        return self.matches(register, Query(where=where or {}), cap)

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        definition = self.definition(register)
        return _Search(self, definition, query).count(cap) if definition else 0

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        return _Search(self, definition, leave_aside(query, field)).facet(field, cap) if definition else []

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return _Search(self, definition, query).total(field) if definition else 0


class _Search:
    """One query on its way through the tables of its register."""

    def __init__(self, reader: FindReads, definition: Definition, query: Query) -> None:
        self.reader, self.definition, self.query = reader, definition, query
        self.table = shape_of(definition)
        terms = [*terms_of(reader.db, definition, self.table, query), *self._not_since()]
        self.matching = Matching(reader.db, self.table, terms, query.states, self._told, reader.sizes)

    def page(self) -> Page:
        """Return one page of records."""
        counted = self._counted()
        marks = bool(fold_words(self.query.text)) and asks_for_marks(self.query.text)
        self.order = order_of(self.definition.register, self.table, self.query.sort)
        self.walk = Walk(self.matching, self.order, words=marks)
        found = [] if self._is_lost() else self._ranked(counted) if marks else self._following(counted)
        shown = found[: self.query.limit]
        following = shown[-1].key if len(found) > self.query.limit else None
        return Page(self._records(shown), min(COUNT_CAP, counted.total + len(self.past)), following)

    def _counted(self) -> Counted:
        """Count as far as a page says it; that there are many is told by the tally where it can."""
        if self._cells is not None and number_of(self._cells) >= COUNT_CAP:
            return Counted(COUNT_CAP, None)
        return self.matching.counted()

    def count(self, cap: int | None) -> int:
        """Return how many records match, up to a cap."""
        told = self._cells
        found = number_of(told) if told is not None else self.matching.count(cap) + len(self.past)
        return found if cap is None else min(found, cap)

    def facet(self, name: str, cap: int | None) -> list[tuple[str | int, int]]:
        """Return the values of a field with how many of the records have each."""
        told = count_values(self.definition, self.past, name)
        for value, count in self._values(name, cap):
            told[value] += count
        return commonest(+told, cap)

    def total(self, name: str) -> int | str:
        """Return the sum of a field over the records."""
        beside, column = sum_values(self.definition, self.past, name), column_name(name)
        if self._cells is not None and column in self.table.summed:
            return sum_of(self.table, self._cells, column)
        return add_up(self.matching, name, beside)

    @cached_property
    def _cells(self) -> Cells | None:
        """The cells in which these records lie, all and alone; None where there are none such."""
        held = self.reader.tally(self.definition.register) if tells_apart(self.table, self.matching.terms) else None
        return None if held is None else cells_where(self.table, held, self.query.states, self.matching.terms)

    def _told(self, term: Term) -> int | None:
        """Return how many records a term leads to where the tally says it."""
        held = self.reader.tally(self.definition.register) if tells_apart(self.table, [term]) else None
        return None if held is None else number_of(cells_where(self.table, held, self.query.states[:1], [term]))

    def _values(self, name: str, cap: int | None) -> Iterable[tuple[str | int, int]]:
        if self._cells is not None and column_name(name) in self.table.choices:
            return counted_by(self.table, self._cells, column_name(name))
        few = self._counted().few
        if few is not None:
            return grouped(self.matching, name, few)
        # The index has them state by state, and what only the records of another state have would be passed over.
        told = values_told_apart(self.matching, name) if cap is not None and len(self.query.states) == 1 else ()
        if 0 < len(told) <= FACET_VALUES:
            return [(value, self._among(name, value).matching.count(cap)) for value in told]
        return all_grouped(self.matching, name)

    def _among(self, name: str, value: str | int) -> "_Search":
        return _Search(self.reader, self.definition, replace(self.query, where={**self.query.where, name: value}))

    # in which order

    def _is_lost(self) -> bool:
        """Tell whether a page after a record is asked for that the register does not have: nothing comes after it."""
        after = self.query.after
        if after is None or any(row.key == after for row in self.past):
            return False
        return not self.reader.db.rows(f"SELECT 1 FROM {self.table.records} WHERE _key = ?", (after,))

    def _following(self, counted: Counted) -> list[Found]:
        """Return the next records in order, one more than the page shows."""
        place = None
        if self.query.after is not None:
            then = (self._place_of(row) for row in self.past if row.key == self.query.after)
            place = next(then, None) or self.walk.place_of(self.query.after)
        return self._behind(counted, place, self.query.limit + 1)

    def _ranked(self, counted: Counted) -> list[Found]:
        """Return the next of the first thousand, those that hold the text with its exact marks first; then all others.

        How many match does not matter to what that costs, and whoever reads on reads them all.
        """
        limit, exact = self.query.limit + 1, exact_form(self.query.text)
        reaches = (AHEAD * limit, COUNT_CAP) if counted.numbers is None and AHEAD * limit < COUNT_CAP else (COUNT_CAP,)
        for reach in reaches:
            first = self._behind(counted, None, reach)
            ranked = sorted(first, key=lambda each: not has_exact(each.words, exact))
            passed = [at for at, each in enumerate(ranked, 1) if each.key == self.query.after]
            if not passed and self.query.after is not None:
                continue
            found = ranked[passed[0] if passed else 0 :][:limit]
            # Exact ones that were met come before all that are further on.
            if len(first) < reach or (len(found) == limit and has_exact(found[-1].words, exact)):
                return found
            if reach == COUNT_CAP:
                return found + self._behind(counted, first[-1].place, limit - len(found))
        return self._following(counted)

    def _behind(self, counted: Counted, place: Place | None, limit: int) -> list[Found]:
        """Return the first records behind a place."""
        return self._sorted([*self.walk.after(counted, place, limit), *self._past_after(place)])[:limit]

    def _sorted(self, found: Sequence[Found]) -> list[Found]:
        if not self.past and len(self.query.states) == 1:
            return list(found)
        return [each for _, each in self.order.sort((each.place, each) for each in found)]

    def _records(self, shown: Sequence[Found]) -> tuple[Record, ...]:
        register, past = self.definition.register, {row.key for row in self.past}
        condition, wanted = self.reader.db.among("_id", [each.number for each in shown if each.key not in past])
        rows = self.reader.db.rows(f"SELECT {RECORD_COLUMNS} FROM {self.table.records} WHERE {condition}", (wanted,))
        records = {each.key: each for each in self.reader.records_of(register, list(map(self.reader.row_of, rows)))}
        for each in shown:
            if each.key in past:
                records[each.key] = self.reader.record_at(register, each.key, self.query.as_of or "")
        return tuple(records[each.key] for each in shown)

    # as it was

    @cached_property
    def past(self) -> list[RecordRow]:
        """Records that match as they were, and are otherwise now."""
        if self.query.as_of is None:
            return []
        return find_rows(self.definition, list(self._overlay(self.query.as_of).rows), self.query)

    def _not_since(self) -> Iterator[Term]:
        """Want present records that were so at the moment that is asked about."""
        if self.query.as_of is not None:
            unindexed, hidden = self.reader.db.unindexed, self._overlay(self.query.as_of).hidden
            yield Term(f"{unindexed('_time')} <= ?", (self.query.as_of,), reads=("_time",))
            if hidden:
                condition, wanted = self.reader.db.among(unindexed("_key"), hidden)
                yield Term(f"NOT ({condition})", (wanted,), reads=("_key",))

    def _overlay(self, moment: str) -> Overlay:
        return self.reader.overlay(self.definition.register, moment)

    def _place_of(self, row: RecordRow) -> Place:
        values = dict(zip(self.table.field_columns, self.table.field_values(row.values), strict=True))
        values.update(_time=row.time, _key=row.key)
        place = (values[column] for column in self.order.names)
        return tuple(int(each) if isinstance(each, bool) else each for each in place)

    def _past_after(self, place: Place | None) -> list[Found]:
        found: list[tuple[Place, Found | None]] = []
        for row in self.past:
            at = self._place_of(row)
            found.append((at, Found(at, searched_text(self.table.searched, row.values))))
        ordered = self.order.sort(found if place is None else [*found, (place, None)])
        passed = [at for at, (_, each) in enumerate(ordered, 1) if each is None]
        return [each for _, each in ordered[passed[0] if passed else 0 :] if each is not None]
