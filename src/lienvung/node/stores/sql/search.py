"""One query on its way through the tables of its register."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.bundles import BundleCache
from lienvung.node.stores.memory_find import commonest, count_values, find_rows, sum_values
from lienvung.node.stores.port import COUNT_CAP, FACET_VALUES
from lienvung.node.stores.rows import Query, RecordRow
from lienvung.node.stores.search_text import fold_words, holds_phrase, kept_text, searched_text
from lienvung.node.stores.sql.conditions import terms_of
from lienvung.node.stores.sql.counting import add_up, all_grouped, grouped, values_told_apart
from lienvung.node.stores.sql.database import Database
from lienvung.node.stores.sql.matching import Counted, Matching
from lienvung.node.stores.sql.order import Order, Place, order_of
from lienvung.node.stores.sql.past import Overlay, PastReads
from lienvung.node.stores.sql.records import RECORD_COLUMNS, shape_of
from lienvung.node.stores.sql.register_table import column_name
from lienvung.node.stores.sql.sizes import Sizes
from lienvung.node.stores.sql.tally import Cells, cells_where, counted_by, number_of, read_cells, sum_of, tells_apart
from lienvung.node.stores.sql.term import Term
from lienvung.node.stores.sql.walking import Found, Walk


class SearchReads(PastReads):
    """What searches of one snapshot ask again and again."""

    def __init__(self, db: Database, bundles: BundleCache) -> None:
        super().__init__(db, bundles)
        self._tallies: dict[str, Cells | None] = {}
        self.known_sizes: dict[tuple[str, int], int] = {}

    def tally(self, register: str) -> Cells | None:
        """Return the cells of a register (see tally.py); they are read once in a transaction."""
        if register not in self._tallies:
            self._tallies[register] = read_cells(self.db, register)
        return self._tallies[register]


class Search:
    """One query; `together`, with its words one after another; `aside`, without records that were found before."""

    def __init__(
        self,
        reader: SearchReads,
        definition: Definition,
        query: Query,
        *,
        together: bool = False,
        aside: Sequence[Found] = (),
    ) -> None:
        self.reader, self.definition, self.query = reader, definition, query
        self._together, self._aside = together, aside
        self.table = shape_of(definition)
        terms = [*terms_of(reader.db, definition, self.table, query, together=together), *self._not_since()]
        sizes = Sizes(reader.db, self.table, "".join(query.states[:1]), self._told, reader.known_sizes)
        self.matching = Matching(reader.db, self.table, [*terms, *self._but_aside()], query.states, sizes)

    def together(self) -> "Search":
        """Return the search for those that hold the words one after another: of one word, the same."""
        alone = len(fold_words(self.query.text)) < 2
        return self if alone else Search(self.reader, self.definition, self.query, together=True)

    def without(self, found: Sequence[Found]) -> "Search":
        """Return the search for all others than these."""
        return Search(self.reader, self.definition, self.query, aside=found) if found else self

    # how many

    def counted(self) -> Counted:
        """Count as far as a page says it; that there are many is told by the tally where it can."""
        if self._cells is not None and number_of(self._cells) >= COUNT_CAP:
            return Counted(COUNT_CAP, None)
        return self.matching.counted(self.query.limit)

    def total_of(self, counted: Counted) -> int:
        """Return how many match as a page says it."""
        return min(COUNT_CAP, counted.total + len(self.past))

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
        few = self.counted().few
        if few is not None:
            return grouped(self.matching, name, few)
        # The index has them state by state, and what only the records of another state have would be passed over.
        told = values_told_apart(self.matching, name) if cap is not None and len(self.query.states) == 1 else ()
        if 0 < len(told) <= FACET_VALUES:
            return [(value, self._among(name, value).matching.count(cap)) for value in told]
        return all_grouped(self.matching, name)

    def _among(self, name: str, value: str | int) -> "Search":
        return Search(self.reader, self.definition, replace(self.query, where={**self.query.where, name: value}))

    # in which order

    def is_lost(self) -> bool:
        """Tell whether a page after a record is asked for that the register does not have: nothing comes after it."""
        after = self.query.after
        if after is None or any(row.key == after for row in self.past):
            return False
        return not self.reader.db.rows(f"SELECT 1 FROM {self.table.records} WHERE _key = ?", (after,))

    def following(self, counted: Counted) -> list[Found]:
        """Return the next records in order, one more than the page shows."""
        place = None if self.query.after is None else self.place_of(self.query.after)
        return self.behind(counted, place, self.query.limit + 1)

    def place_of(self, key: str) -> Place:
        """Return where in the order a record stands."""
        then = (self._place_of(row) for row in self.past if row.key == key)
        return next(then, None) or self._walk.place_of(key)

    def behind(self, counted: Counted, place: Place | None, limit: int) -> list[Found]:
        """Return the first records behind a place."""
        return self._sorted([*self._walk.after(counted, place, limit), *self._past_after(place)])[:limit]

    def words_of(self, found: Sequence[Found]) -> list[str]:
        """Return what search looks at of each of these records, which it found."""
        if not found:
            return []
        then = {row.key: self._said(row) for row in self.past}
        columns = ", ".join(f'"{column_name(field.name)}"' for field in self.table.searched)
        condition, wanted = self.reader.db.among("_id", [each.number for each in found if each.number])
        query = f"SELECT _id, {columns} FROM {self.table.records} WHERE {condition}"
        now = {number: kept_text(texts) for number, *texts in self.reader.db.rows(query, (wanted,))}
        return [now[each.number] if each.number else then[each.key] for each in found]

    @cached_property
    def order(self) -> Order:
        """The order that is asked. Raise UnknownField."""
        return order_of(self.definition.register, self.table, self.query.sort)

    @cached_property
    def _walk(self) -> Walk:
        return Walk(self.matching, self.order)

    def _sorted(self, found: Sequence[Found]) -> list[Found]:
        if not self.past and len(self.query.states) == 1:
            return list(found)
        return [each for _, each in self.order.sort((each.place, each) for each in found)]

    def records(self, shown: Sequence[Found]) -> tuple[Record, ...]:
        """Return what was found as it is shown."""
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
        rows = find_rows(self.definition, list(self._overlay(self.query.as_of).rows), self.query)
        return [row for row in rows if self._is_wanted(row)]

    def _is_wanted(self, row: RecordRow) -> bool:
        if any(each.key == row.key for each in self._aside):
            return False
        return not self._together or holds_phrase(self._said(row), fold_words(self.query.text))

    def _said(self, row: RecordRow) -> str:
        return searched_text(self.table.searched, row.values)

    def _not_since(self) -> Iterator[Term]:
        """Want present records that were so at the moment that is asked about."""
        if self.query.as_of is not None:
            unindexed, hidden = self.reader.db.unindexed, self._overlay(self.query.as_of).hidden
            yield Term(f"{unindexed('_time')} <= ?", (self.query.as_of,), reads=("_time",))
            if hidden:
                condition, wanted = self.reader.db.among(unindexed("_key"), hidden)
                yield Term(f"NOT ({condition})", (wanted,), reads=("_key",))

    def _but_aside(self) -> Iterator[Term]:
        """Want none of the present records that were found before."""
        if self._aside:
            condition, wanted = self.reader.db.among(self.reader.db.unindexed("_id"), [e.number for e in self._aside])
            yield Term(f"NOT ({condition})", (wanted,), reads=("_id",))

    def _overlay(self, moment: str) -> Overlay:
        return self.reader.overlay(self.definition.register, moment)

    def _place_of(self, row: RecordRow) -> Place:
        values = dict(zip(self.table.field_columns, self.table.field_values(row.values), strict=True))
        values.update(_time=row.time, _key=row.key)
        place = (values[column] for column in self.order.names)
        return tuple(int(each) if isinstance(each, bool) else each for each in place)

    def _past_after(self, place: Place | None) -> list[Found]:
        found: list[tuple[Place, Found | None]] = [(at, Found(at)) for at in map(self._place_of, self.past)]
        ordered = self.order.sort(found if place is None else [*found, (place, None)])
        passed = [at for at, (_, each) in enumerate(ordered, 1) if each is None]
        return [each for _, each in ordered[passed[0] if passed else 0 :] if each is not None]
