"""Find, count and sum records: what a list, a map or a chart asks."""

# ruff: noqa: S608 -- names come from definitions, whose ids are ASCII letters, digits and hyphens; values are bound

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from lienvung.core.register.definition import Definition
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
from lienvung.node.stores.sql.conditions import Condition, format_order, later_than, matching, ordering
from lienvung.node.stores.sql.records import RECORD_COLUMNS, RecordReads, shape_of
from lienvung.node.stores.sql.register_table import INTEGER, RegisterTable, column_name

Order = list[tuple[str, bool]]
Place = tuple[Any, ...]


class Candidate(NamedTuple):
    """A row with its place in the order, and its words where marks decide too."""

    place: Place
    row: RecordRow
    words: str = ""


class Overlay(NamedTuple):
    """What is otherwise at a moment: rows as they were then, and keys whose present rows are not to be seen."""

    rows: Sequence[RecordRow]
    hidden: Sequence[str]


class FindReads(RecordReads):
    """See port.RecordReader."""

    def find(self, register: str, query: Query) -> Page:
        definition = self.definition(register)
        if definition is None:
            return Page((), 0, None)
        return _Search(self, definition, query).page()

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        definition = self.definition(register)
        return _Search(self, definition, Query(where=where or {})).count(cap) if definition else 0

    def facet(self, register: str, field: str, query: Query) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        return _Search(self, definition, leave_aside(query, field)).facet(field) if definition else []

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return _Search(self, definition, query).total(field) if definition else 0

    def overlay(self, register: str, moment: str) -> Overlay:
        """Return how a register differed at a moment from what it is; costs what was changed since."""
        past = self._past(register, moment)
        table = shape_of(past.definition)
        query = """
            SELECT DISTINCT entry.key FROM entry JOIN log ON log.id = entry.address >> 40
            WHERE log.register = ? AND entry.time > ? AND entry.op NOT IN ('define', 'hand-over')
        """
        changed = [key for (key,) in self.db.rows(query, (register, past.moment))]
        condition, wanted = self.db.among("_key", changed)
        query = f"SELECT _key FROM {table.records} WHERE {condition} AND _time <= ?"
        hidden = [key for (key,) in self.db.rows(query, (wanted, past.moment))]
        rows = (past.row(key, self.history(register, key)) for key in changed)
        return Overlay([row for row in rows if row], hidden)


class _Search:
    """One query on its way through the tables of its register."""

    def __init__(self, reader: FindReads, definition: Definition, query: Query) -> None:
        self.reader, self.db = reader, reader.db
        self.definition, self.query = definition, query
        self.table: RegisterTable = shape_of(definition)
        self.condition = matching(self.db, definition, self.table, query)
        self.order = ordering(definition.register, self.table, query.sort)
        self.past: list[RecordRow] = []
        if query.as_of is not None:
            self._look_back(query.as_of)

    def page(self) -> Page:
        """Return one page of records."""
        marks = bool(fold_words(self.query.text)) and asks_for_marks(self.query.text)
        total = self.count(COUNT_CAP)
        found = self._ranked() if marks else self._following()
        shown = found[: self.query.limit]
        following = shown[-1].row.key if len(found) > self.query.limit else None
        records = self.reader._records(self.definition.register, [each.row for each in shown])
        return Page(tuple(records), total, following)

    def count(self, cap: int | None) -> int:
        """Return how many records match, up to a cap."""
        limit = "" if cap is None else f" LIMIT {cap:d}"
        query = f"SELECT count(*) FROM (SELECT 1 FROM {self.table.records} WHERE {self.condition.sql}{limit}) AS found"
        found = int(self.db.rows(query, self.condition.values)[0][0]) + len(self.past)
        return found if cap is None else min(found, cap)

    def facet(self, name: str) -> list[tuple[str | int, int]]:
        """Return the values of a field with how many of the records have each."""
        told = dict(count_values(self.definition, self.past, name))
        field = self.definition.fields[name]
        if field.many:
            query = f"""
                SELECT value, count(*) FROM {self.table.members} WHERE field = ? AND record IN (
                SELECT _id FROM {self.table.records} WHERE {self.condition.sql}) GROUP BY value
            """
            counted = self.db.rows(query, (name, *self.condition.values))
        else:
            column = f'"{column_name(name)}"'
            query = f"""
                SELECT {column}, count(*) FROM {self.table.records} WHERE {column} IS NOT NULL
                AND {self.condition.sql} GROUP BY {column}
            """
            counted = self.db.rows(query, self.condition.values)
        for value, count in counted:
            told[value] = told.get(value, 0) + count
        capped = ((value, min(count, COUNT_CAP)) for value, count in told.items())
        return sorted(capped, key=lambda each: (-each[1], each[0]))[:FACET_VALUES]

    def total(self, name: str) -> int | str:
        """Return the sum of a field over the records."""
        check_number(self.definition, name)
        then = sum_values(self.definition, self.past, name)
        column = column_name(name)
        if self.table.columns[column] == INTEGER:
            # In two halves: the sum of many large numbers has no room in 64 bits.
            query = f"""
                SELECT coalesce(sum("{column}" >> 20), 0), coalesce(sum("{column}" & 1048575), 0)
                FROM {self.table.records} WHERE {self.condition.sql}
            """
            high, low = self.db.rows(query, self.condition.values)[0]
            return int(then) + (int(high) << 20) + int(low)
        query = f'SELECT "{column}" FROM {self.table.records} WHERE {self.condition.sql} AND "{column}" IS NOT NULL'
        return add_decimals([str(then), *(value for (value,) in self.db.rows(query, self.condition.values))])

    def _look_back(self, moment: str) -> None:
        """See the register as it was: present rows that are not newer, and the others as they were then."""
        overlay = self.reader.overlay(self.definition.register, moment)
        self.past = find_rows(self.definition, list(overlay.rows), self.query)
        self.condition.add("_time <= ?", moment)
        if overlay.hidden:
            condition, wanted = self.db.among("_key", overlay.hidden)
            self.condition.add(f"NOT ({condition})", wanted)

    def _following(self) -> list[Candidate]:
        """Return the next records in order, one more than the page shows."""
        place = self._place(self.query.after) if self.query.after is not None else None
        condition = Condition([*self.condition.terms], [*self.condition.values])
        if place is not None:
            later = later_than(self.order, place)
            condition.add(later.sql, *later.values)
        present = self._select(condition, self.query.limit + 1)
        return self._in_order([*present, *self._past_after(place)])[: self.query.limit + 1]

    def _ranked(self) -> list[Candidate]:
        """Return records that hold the text with its exact marks first, among the first thousand that match."""
        found = self._in_order([*self._select(self.condition, COUNT_CAP, words=True), *self._past_after(None)])
        found = sorted(found[:COUNT_CAP], key=lambda each: not has_exact(each.words, self.query.text))
        start = next((place for place, each in enumerate(found, 1) if each.row.key == self.query.after), 0)
        return found[start : start + self.query.limit + 1]

    def _select(self, condition: Condition, limit: int, *, words: bool = False) -> list[Candidate]:
        columns = ", ".join(f'"{column}"' for column, _ in self.order)
        said = " || '\n' || ".join(f"coalesce(\"{column_name(f.name)}\", '')" for f in self.table.searched)
        sql = f"""
            SELECT {said if words else "''"}, {columns}, {RECORD_COLUMNS} FROM {self.table.records}
            WHERE {condition.sql} ORDER BY {format_order(self.order)} LIMIT ?
        """
        stop = 1 + len(self.order)
        rows = self.db.rows(sql, (*condition.values, limit))
        return [Candidate(tuple(row[1:stop]), self.reader._row(row[stop:]), row[0]) for row in rows]

    def _place(self, key: str) -> Place:
        """Return where in the order a record stands; past the end where it is gone."""
        past = next((row for row in self.past if row.key == key), None)
        if past is not None:
            return self._place_of(past)
        columns = ", ".join(f'"{column}"' for column, _ in self.order)
        found = self.db.row(f"SELECT {columns} FROM {self.table.records} WHERE _key = ?", (key,))
        return tuple(found) if found else (None,) * len(self.order)

    def _place_of(self, row: RecordRow) -> Place:
        values = dict(zip(self.table.field_columns, self.table.field_values(row.values), strict=True))
        values.update(_time=row.time, _key=row.key)
        return tuple(values[column] for column, _ in self.order)

    def _past_after(self, place: Place | None) -> list[Candidate]:
        found = [
            Candidate(self._place_of(row), row, searched_text(self.table.searched, row.values)) for row in self.past
        ]
        if place is None:
            return found
        mark = Candidate(place, replace(_NOWHERE, key="\x7f"))
        ordered = self._in_order([*found, mark])
        return ordered[ordered.index(mark) + 1 :]

    def _in_order(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        ordered = list(candidates)
        for depth, (_, descending) in reversed(list(enumerate(self.order))):
            ordered.sort(key=lambda each: _nothing_first(each.place[depth]), reverse=descending)
        return ordered


_NOWHERE = RecordRow("", "", 0, 0, "put", "live", "", "", "", {})


def _nothing_first(place: Any) -> tuple[bool, Any]:
    return place is not None, "" if place is None else place
