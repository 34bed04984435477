"""Find records: what a list, a map or a chart asks.

A page costs what it shows, not what the register holds. A thousand records that match, or fewer, are looked up by
whichever term leads to the fewest, and put in order. Where there are more, the index of the order is walked until the
page is full, which is soon if they are many; if it is not, a larger number is looked up and put in order.
"""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final, NamedTuple

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.memory_find import (
    add_decimals,
    check_number,
    count_values,
    find_rows,
    leave_aside,
    sum_values,
)
from lienvung.node.stores.port import COUNT_CAP, FACET_VALUES, Page
from lienvung.node.stores.rows import Query, RecordRow
from lienvung.node.stores.search_text import asks_for_marks, fold_words, has_exact, searched_text
from lienvung.node.stores.sql.conditions import Condition, terms_of
from lienvung.node.stores.sql.order import Place, Stretch, order_of
from lienvung.node.stores.sql.past import PastReads
from lienvung.node.stores.sql.records import RECORD_COLUMNS, shape_of
from lienvung.node.stores.sql.register_table import INTEGER, column_name
from lienvung.node.stores.sql.term import Term

FEW: Final = 5_000
"""So many records are put in order at once; of a million, walking finds one in two hundred as quickly."""
FEW_WORDS: Final = 20_000
"""The same where words decide: they are dearer to test on each record that is walked over."""
AHEAD: Final = 4
"""So many pages are looked at first for records with exact marks."""
STEPS: Final = 2_000
"""So many records are walked over before it is asked whether those that match are few."""


EVERYTHING: Final = Stretch("TRUE", ())


class Found(NamedTuple):
    """A row, with its words where marks decide its place too."""

    row: RecordRow
    words: str = ""


class FindReads(PastReads):
    """See port.RecordReader."""

    def find(self, register: str, query: Query) -> Page:
        definition = self.definition(register)
        return _Search(self, definition, query).page() if definition else Page((), 0, None)

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        definition = self.definition(register)
        return _Search(self, definition, Query(where=where or {})).count(cap) if definition else 0

    def facet(self, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        return _Search(self, definition, leave_aside(query, field)).facet(field) if definition else []

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return _Search(self, definition, query).total(field) if definition else 0


class _Search:
    """One query on its way through the tables of its register."""

    def __init__(self, reader: FindReads, definition: Definition, query: Query) -> None:
        self.reader, self.db = reader, reader.db
        self.definition, self.query = definition, query
        self.table = shape_of(definition)
        self.terms = terms_of(self.db, definition, self.table, query)
        self.order = order_of(definition.register, self.table, query.sort)
        self.few_at_most = FEW_WORDS if fold_words(query.text) else FEW
        self.past: list[RecordRow] = []
        if query.as_of is not None:
            self._look_back(query.as_of)

    def page(self) -> Page:
        """Return one page of records."""
        marks = bool(fold_words(self.query.text)) and asks_for_marks(self.query.text)
        first = self._numbers(COUNT_CAP)
        total = min(COUNT_CAP, len(self.past) + (self._capped(COUNT_CAP) if first is None else len(first)))
        few = first if first is not None and len(first) < COUNT_CAP else None
        found = [] if self._is_lost() else self._ranked(few) if marks else self._following(few)
        shown = found[: self.query.limit]
        following = shown[-1].row.key if len(found) > self.query.limit else None
        return Page(self._records(shown), total, following)

    def count(self, cap: int | None) -> int:
        """Return how many records match, up to a cap."""
        found = self._capped(cap) + len(self.past)
        return found if cap is None else min(found, cap)

    def facet(self, name: str) -> list[tuple[str | int, int]]:
        """Return the values of a field with how many of the records have each."""
        told = dict(count_values(self.definition, self.past, name))
        for value, count in self._values(name):
            told[value] = told.get(value, 0) + count
        capped = ((value, min(count, COUNT_CAP)) for value, count in told.items() if count)
        return sorted(capped, key=lambda each: (-each[1], each[0]))[:FACET_VALUES]

    def total(self, name: str) -> int | str:
        """Return the sum of a field over the records."""
        check_number(self.definition, name)
        then = sum_values(self.definition, self.past, name)
        column, where = column_name(name), self._all()
        if self.table.columns[column] == INTEGER:
            # In two halves: the sum of many large numbers has no room in 64 bits.
            query = f"""
                SELECT coalesce(sum("{column}" >> 20), 0), coalesce(sum("{column}" & 1048575), 0)
                FROM {self.table.records} WHERE {where.sql}
            """
            high, low = self.db.rows(query, where.values)[0]
            return int(then) + (int(high) << 20) + int(low)
        query = f'SELECT "{column}" FROM {self.table.records} WHERE {where.sql} AND "{column}" IS NOT NULL'
        return add_decimals([str(then), *(value for (value,) in self.db.rows(query, where.values))])

    def _records(self, shown: Sequence[Found]) -> tuple[Record, ...]:
        register, then = self.definition.register, {row.key for row in self.past}
        present = [each.row for each in shown if each.row.key not in then]
        records = {record.key: record for record in self.reader.records_of(register, present)}
        for each in shown:
            if each.row.key in then:
                records[each.row.key] = self.reader.record_at(register, each.row.key, self.query.as_of or "")
        return tuple(records[each.row.key] for each in shown)

    # which records

    def _numbers(self, limit: int) -> list[int] | None:
        """Return the numbers of records that match, up to a limit; None where no index leads to them."""
        if not any(term.source or term.lookup for term in self.terms):
            return None
        found: list[int] = []
        for sql, values in self._matching(limit):
            found += [number for (number,) in self.db.rows(sql, values)]
        return found[:limit]

    def _capped(self, cap: int | None) -> int:
        """Return how many present records match, up to a cap."""
        found = 0
        for sql, values in self._matching(cap):
            found += int(self.db.rows(f"SELECT count(*) FROM ({sql}) AS found", values)[0][0])
        return found if cap is None else min(found, cap)

    def _matching(self, limit: int | None) -> Iterator[tuple[str, list[Any]]]:
        """Yield, for each state, the query for the numbers of the records that match."""
        cut = "" if limit is None else f" LIMIT {limit:d}"
        leading = self._leading()
        for state in self.query.states:
            condition = self._condition(state, leading)
            if leading is not None and leading.source:
                sql = f"SELECT _id FROM ({{source}}) AS found CROSS JOIN {self.table.records} AS record"
                sql += f" WHERE record._id = found.found AND {condition.sql}{cut}"
                if leading.some and limit is not None and self._is_enough(sql, leading, condition, limit):
                    yield sql.format(source=leading.some), [*leading.some_values, *condition.values]
                else:
                    yield sql.format(source=leading.source), [*leading.source_values, *condition.values]
            else:
                yield f"SELECT _id FROM {self.table.records} WHERE {condition.sql}{cut}", condition.values

    def _is_enough(self, sql: str, leading: Term, condition: Condition, limit: int) -> bool:
        """Tell whether the part of the leading term's records that comes sooner has as many as are asked for."""
        values = [*leading.some_values, *condition.values]
        return self._size(sql.format(source=leading.some).removesuffix(f" LIMIT {limit:d}"), values, limit) == limit

    def _condition(self, state: str, leading: Term | None = None) -> Condition:
        """Return everything that is asked of records in a state; the leading term as it leads to its index."""
        condition = Condition()
        condition.add("_state = ?", state)
        for term in self.terms:
            if term is not leading:
                condition.add(term.test, *term.values)
            elif not term.source:
                condition.add(term.lookup, *term.values)
        return condition

    def _all(self) -> Condition:
        """Return the condition of all that match, whatever it costs."""
        condition = Condition()
        condition.add(f"_state IN ({', '.join('?' for _ in self.query.states)})", *self.query.states)
        for term in self.terms:
            if term.source:
                condition.add(f"_id IN ({term.source})", *term.source_values)
            else:
                condition.add(term.lookup or term.test, *term.values)
        return condition

    def _leading(self) -> Term | None:
        """Return the term that leads to the fewest records; the dearest to test where that cannot be told soon."""
        ways = [term for term in self.terms if term.source or term.lookup]
        if len(ways) < 2:
            return ways[0] if ways else None
        return min(ways, key=self._leads_to)

    def _leads_to(self, term: Term) -> int:
        if term.some and self._size(term.some, term.some_values, COUNT_CAP) == COUNT_CAP:
            return COUNT_CAP
        if term.source:
            return self._size(term.source, term.source_values, COUNT_CAP)
        sql = f"SELECT 1 FROM {self.table.records} WHERE _state = ? AND {term.lookup}"
        return self._size(sql, (self.query.states[0], *term.values), COUNT_CAP)

    def _size(self, sql: str, values: Sequence[Any], cap: int) -> int:
        return int(self.db.rows(f"SELECT count(*) FROM ({sql} LIMIT {cap:d}) AS found", values)[0][0])

    # in which order

    def _is_lost(self) -> bool:
        """Tell whether a page after a record is asked for that the register does not have: nothing comes after it."""
        after = self.query.after
        if after is None or any(row.key == after for row in self.past):
            return False
        return not self.db.rows(f"SELECT 1 FROM {self.table.records} WHERE _key = ?", (after,))

    def _following(self, few: list[int] | None) -> list[Found]:
        """Return the next records in order, one more than the page shows."""
        limit = self.query.limit + 1
        place = self._place(self.query.after) if self.query.after is not None else None
        found = self.order.sort([*self._present(few, place, limit), *self._past_after(place)])
        return [each for _, each in found[:limit]]

    def _ranked(self, few: list[int] | None) -> list[Found]:
        """Return records that hold the text with its exact marks first, among the first thousand that match."""
        limit = self.query.limit + 1
        found: list[tuple[bool, Found]] = []
        for reach in (AHEAD * limit, COUNT_CAP):
            first = self.order.sort([*self._present(few, None, reach), *self._past_after(None)])[:reach]
            told = ((not has_exact(each.words, self.query.text), each) for _, each in first)
            ranked = sorted(told, key=itemgetter(0))
            passed = [at for at, (_, each) in enumerate(ranked, 1) if each.row.key == self.query.after]
            found = ranked[passed[0] if passed else 0 :][:limit]
            # Exact ones that were met come before all that are further on.
            settled = len(found) == limit and not found[-1][0] and (passed or self.query.after is None)
            if settled or len(first) < reach:
                break
        return [each for _, each in found]

    def _present(self, few: list[int] | None, place: Place | None, limit: int) -> list[tuple[Place, Found]]:
        if few is not None:
            return self._sorted(few, place, limit)
        if self._beside_order() is None and any(term.source or term.lookup for term in self.terms):
            found = self._walked(place, limit, STEPS)
            if len(found) >= limit:
                return found
            numbers = self._numbers(self.few_at_most + 1) or []
            if len(numbers) <= self.few_at_most:
                return self._sorted(numbers, place, limit)
        return self._walked(place, limit)

    def _sorted(self, few: list[int], place: Place | None, limit: int) -> list[tuple[Place, Found]]:
        condition, wanted = self.db.among("_id", few)
        if place is None:
            return self._select(condition, [wanted], limit)
        later = list(self.order.after(place))
        either = " OR ".join(f"({stretch.sql})" for stretch in later) or "FALSE"
        bound = [value for stretch in later for value in stretch.values]
        return self._select(f"{condition} AND ({either})", [wanted, *bound], limit)

    def _walked(self, place: Place | None, limit: int, steps: int | None = None) -> list[tuple[Place, Found]]:
        """Return the next records of each state by the index of the order; at most of so many that are next."""
        found = []
        for state in self.query.states:
            reached: list[tuple[Place, Found]] = []
            for stretch in self.order.after(place) if place is not None else (EVERYTHING,):
                if len(reached) < limit:
                    reached += self._step(state, stretch, limit - len(reached), steps)
            found += reached
        return found

    def _step(self, state: str, stretch: Stretch, limit: int, steps: int | None) -> list[tuple[Place, Found]]:
        condition = self._condition(state, self._beside_order())
        if steps is None:
            return self._select(f"{condition.sql} AND {stretch.sql}", [*condition.values, *stretch.values], limit)
        source = f"""
            (SELECT * FROM {self.table.records} WHERE _state = ? AND {stretch.sql}
            ORDER BY {self.order.sql} LIMIT {steps:d}) AS next
        """
        asked = [state, *stretch.values, *condition.values]
        return self._select(condition.sql, asked, limit, source)

    def _beside_order(self) -> Term | None:
        """Return a term whose own index has the order that is asked: the default one, either way."""
        ways = {
            tuple((column, down != turned) for column, down in self.table.default_order) for turned in (False, True)
        }
        if self.order.columns not in ways:
            return None
        return next((term for term in self.terms if term.lookup and term.equals in self.table.facet_columns), None)

    def _select(self, sql: str, values: Sequence[Any], limit: int, source: str = "") -> list[tuple[Place, Found]]:
        """Return rows in order; those of a source come in order already."""
        said = "''"
        if self.query.text and self.table.searched:
            said = " || '\n' || ".join(f"coalesce(\"{column_name(f.name)}\", '')" for f in self.table.searched)
        columns = ", ".join(f'"{column}"' for column in self.order.names)
        order = "" if source else f"ORDER BY {self.order.sql}"
        query = f"""
            SELECT {said}, {columns}, {RECORD_COLUMNS} FROM {source or self.table.records} WHERE {sql} {order} LIMIT ?
        """
        stop = 1 + len(self.order.columns)
        rows = self.db.rows(query, (*values, limit))
        return [(tuple(row[1:stop]), Found(self.reader.row_of(row[stop:]), row[0])) for row in rows]

    def _place(self, key: str) -> Place:
        """Return where in the order a record stands."""
        past = next((row for row in self.past if row.key == key), None)
        if past is not None:
            return self._place_of(past)
        columns = ", ".join(f'"{column}"' for column in self.order.names)
        found = self.db.row(f"SELECT {columns} FROM {self.table.records} WHERE _key = ?", (key,))
        return tuple(found) if found else (None,) * len(self.order.columns)

    # how many of each value

    def _values(self, name: str) -> Iterator[tuple[str | int, int]]:
        """Yield values of a field with how many present records have each."""
        first = self._numbers(COUNT_CAP)
        if first is not None and len(first) < COUNT_CAP:
            yield from self._grouped(name, first)
        else:
            for value in self._told_apart(name):
                chosen = replace(self.query, where={**self.query.where, name: value})
                yield value, _Search(self.reader, self.definition, chosen)._capped(COUNT_CAP)

    def _grouped(self, name: str, numbers: list[int]) -> Iterator[tuple[str | int, int]]:
        if name in {field.name for field in self.table.many}:
            condition, wanted = self.db.among("record", numbers)
            query = f"""
                SELECT value, count(*) FROM {self.table.members}
                WHERE {condition} AND {self.db.unindexed("field")} = ? GROUP BY value
            """
            yield from self.db.rows(query, (wanted, name))
        else:
            column = f'"{column_name(name)}"'
            condition, wanted = self.db.among("_id", numbers)
            query = f"SELECT {column}, count(*) FROM {self.table.records} WHERE {condition} GROUP BY {column}"
            yield from ((value, count) for value, count in self.db.rows(query, (wanted,)) if value is not None)

    def _told_apart(self, name: str) -> list[str | int]:
        """Return the values that a field has, each found behind the one before."""
        if name in {field.name for field in self.table.many}:
            column, source, bound = "value", f"{self.table.members} WHERE field = ?", [name]
        else:
            column, source = f'"{column_name(name)}"', f"{self.table.records} WHERE _state = ?"
            bound = [self.query.states[0]]
        query = f"""
            WITH RECURSIVE told (value) AS (
              SELECT min({column}) FROM {source}
              UNION ALL
              SELECT (SELECT min({column}) FROM {source} AND {column} > told.value) FROM told WHERE value IS NOT NULL
            )
            SELECT value FROM told WHERE value IS NOT NULL LIMIT {FACET_VALUES}
        """
        return [value for (value,) in self.db.rows(query, [*bound, *bound])]

    # as it was

    def _look_back(self, moment: str) -> None:
        """See the register as it was: present rows that are not newer, and the others as they were then."""
        overlay = self.reader.overlay(self.definition.register, moment)
        self.past = find_rows(self.definition, list(overlay.rows), self.query)
        self.terms.append(Term(f"{self.db.unindexed('_time')} <= ?", (moment,)))
        if overlay.hidden:
            condition, wanted = self.db.among("_key", overlay.hidden)
            self.terms.append(Term(f"NOT ({condition})", (wanted,)))

    def _place_of(self, row: RecordRow) -> Place:
        values = dict(zip(self.table.field_columns, self.table.field_values(row.values), strict=True))
        values.update(_time=row.time, _key=row.key)
        return tuple(values[column] for column in self.order.names)

    def _past_after(self, place: Place | None) -> list[tuple[Place, Found]]:
        found: list[tuple[Place, Found | None]] = [
            (self._place_of(row), Found(row, searched_text(self.table.searched, row.values))) for row in self.past
        ]
        ordered = self.order.sort(found if place is None else [*found, (place, None)])
        passed = [at for at, (_, each) in enumerate(ordered, 1) if each is None]
        return [(at, each) for at, each in ordered[passed[0] if passed else 0 :] if each is not None]
