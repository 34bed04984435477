"""Projections without a disk: what people look at is looked up in the records themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from operator import attrgetter
from typing import cast

from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import LOG_OPS
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import Record, Version
from lienvung.node.stores.assembly import build_record, build_version, entry_of, sound_record
from lienvung.node.stores.memory.values import ValueReads, ValueWrites
from lienvung.node.stores.memory_find import commonest, count_values, find_rows, leave_aside, sum_values
from lienvung.node.stores.past import Past, check_moment
from lienvung.node.stores.port import COUNT_CAP, Page, Reader
from lienvung.node.stores.rows import (
    ChangeRow,
    EntryRow,
    ErasureRow,
    Link,
    Query,
    RecordRow,
    RefusedRow,
    Shape,
    plain_text,
)


class RecordReads(ValueReads):
    """See port.Reader."""

    def definitions(self) -> dict[str, Definition]:
        return {digest: definition for digest, (definition, _) in sorted(self.state.definitions.items())}

    def definition_by_hash(self, register: str, digest: str) -> Definition | None:
        found, _ = self.state.definitions.get(digest, (None, False))
        return found if found and found.register == register else None

    def defines(self, origin: str, limit: int) -> list[int]:
        found = [index for (log, index), row in self.state.entries.items() if log == origin and row.op == "define"]
        return sorted(found)[:limit]

    def definition(self, register: str) -> Definition | None:
        known = [(d, own) for d, own in self.state.definitions.values() if d.register == register]
        newest = sorted(known, key=lambda each: (not each[1], -each[0].version, each[0].hash))
        return newest[0][0] if newest else None

    def record(self, register: str, key: str, as_of: str | None = None) -> Record | None:
        definition = self.definition(register)
        if as_of is not None and definition is not None:
            row = Past(cast(Reader, self), definition, check_moment(as_of)).row(key, self.history(register, key))
        else:
            row = self.state.records.get((register, key))
        return self._record(register, row) if row else None

    def history(self, register: str, key: str) -> list[Version]:
        places = sorted(
            place
            for place, row in self.state.entries.items()
            if row.key == key and row.op not in LOG_OPS and parse_origin(place[0]).register == register
        )
        return [build_version(o, i, entry_of(self.entry(o, i)), self.state.parts.get((o, i), ())) for o, i in places]

    def hand_overs(self, register: str) -> list[Version]:
        places = sorted(
            place
            for place, row in self.state.entries.items()
            if row.op == "hand-over" and parse_origin(place[0]).register == register
        )
        return [build_version(o, i, entry_of(self.entry(o, i)), self.state.parts.get((o, i), ())) for o, i in places]

    def find(self, register: str, query: Query) -> Page:
        rows = self._found(register, query)
        start = next((place for place, row in enumerate(rows, 1) if row.key == query.after), 0)
        if query.after is not None and not start and (register, query.after) not in self.state.records:
            start = len(rows)  # nothing comes after what is not there
        shown = rows[start : start + query.limit]
        following = shown[-1].key if len(rows) > start + query.limit else None
        return Page(tuple(self._record(register, row) for row in shown), min(len(rows), COUNT_CAP), following)

    def matches(self, register: str, query: Query, cap: int | None = COUNT_CAP) -> int:
        found = len(self._found(register, query))
        return found if cap is None else min(found, cap)

    def facet(
        self, register: str, field: str, query: Query, cap: int | None = COUNT_CAP
    ) -> list[tuple[str | int, int]]:
        definition = self.definition(register)
        if definition is None:
            return []
        return commonest(count_values(definition, self._found(register, leave_aside(query, field)), field), cap)

    def total(self, register: str, field: str, query: Query) -> int | str:
        definition = self.definition(register)
        return sum_values(definition, self._found(register, query), field) if definition else 0

    def count(self, register: str, where: Mapping[str, object] | None = None, cap: int | None = None) -> int:
        return self.matches(register, Query(where=where or {}), cap)

    def table(self, register: str) -> Iterator[Mapping[str, object]]:
        return (asdict(row) for (r, _), row in sorted(self.state.records.items()) if r == register)

    def links_to(self, key: str, limit: int | None = None, within: tuple[str, str] | None = None) -> list[Link]:
        found = []
        for (register, source), row in self.state.records.items():
            definition = self.definition(register)
            for each in definition.fields.values() if definition and row.state == "live" else ():
                value = row.values.get(each.name)
                if each.datatype == "link" and key in (value if isinstance(value, list) else [value]):
                    found.append(Link(register, source, each.name))
        found = [link for link in found if within in (None, (link.register, link.field))]
        return sorted(found, key=attrgetter("register", "key", "field"))[:limit]

    def merged_into(self, register: str, key: str) -> list[str]:
        rows = ((source, row) for (r, source), row in self.state.records.items() if r == register)
        return sorted(source for source, row in rows if row.state == "merged" and row.into == key)

    def changes(
        self, since: str, until: str | None = None, registers: Sequence[str] | None = None, limit: int = 10_000
    ) -> list[ChangeRow]:
        found = [
            ChangeRow(row.time, parse_origin(origin).register, row.key, row.op, origin, index, row.batch)
            for (origin, index), row in self.state.entries.items()
            if since <= row.time and (until is None or row.time < until)
        ]
        chosen = [row for row in found if registers is None or row.register in registers]
        return sorted(chosen, key=attrgetter("time", "origin", "index"), reverse=True)[:limit]

    def refused(self, origin: str | None = None) -> list[RefusedRow]:
        return [row for place, row in sorted(self.state.refused.items()) if origin in (None, place[0])]

    def lists(self) -> Iterator[tuple[object, ...]]:
        return iter(())  # everything is looked up in the records themselves

    def damage(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def _record(self, register: str, row: RecordRow) -> Record:
        place = row.put_origin or row.origin, row.put_index
        definition = self.definition_by_hash(register, row.definition)
        names = definition.part_names if definition else ()
        record = build_record(register, row, self.state.parts.get(place, ()), names, partial(self.entry, *place))
        return record if row.state == "live" else sound_record(record, self.definition(register))

    def _found(self, register: str, query: Query) -> list[RecordRow]:
        definition = self.definition(register)
        return find_rows(definition, self._rows(definition, query.as_of), query) if definition else []

    def _rows(self, definition: Definition, as_of: str | None) -> list[RecordRow]:
        register = definition.register
        if as_of is None:
            return [row for (r, _), row in self.state.records.items() if r == register]
        past = Past(cast(Reader, self), definition, check_moment(as_of))
        origins = {log.origin for log in self.logs() if log.register == register}
        keys = {row.key for (origin, _), row in self.state.entries.items() if origin in origins}
        return [row for key in keys if (row := past.row(key, self.history(register, key)))]


class RecordWrites(RecordReads, ValueWrites):
    """See port.Writer."""

    def add_definition(self, definition: Definition, *, own: bool = False) -> bool:
        before = self.state.definitions.get(definition.hash)
        self.state.definitions[definition.hash] = definition, own or bool(before and before[1])
        return False

    def add_entry_rows(self, origin: str, rows: Iterable[EntryRow]) -> None:
        self.state.entries.update({(origin, row.index): row for row in rows})

    def standing(self, register: str, keys: Sequence[str]) -> dict[str, RecordRow]:
        found = {key: self.state.records.get((register, key)) for key in keys}
        return {key: replace(row, values={}) for key, row in found.items() if row}

    def shape(self, register: str) -> Shape | None:
        return None

    def add_records(self, definition: Definition, records: Iterable[RecordRow]) -> None:
        self.put_records(definition, records)

    def put_records(self, definition: Definition, rows: Iterable[RecordRow]) -> None:
        self.state.records.update({(definition.register, row.key): row for row in rows})
        self.count_projection(definition.register)

    def remove_records(self, register: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.state.records.pop((register, key), None)
        self.count_projection(register)

    def put_erasure(self, row: ErasureRow) -> None:
        self.state.erasures[row.origin, row.index] = row

    def clear_erasure(self, origin: str, index: int) -> None:
        self.state.erasures.pop((origin, index), None)

    def put_refused(self, row: RefusedRow) -> None:
        self.state.refused[row.origin, row.index] = replace(row, detail=plain_text(row.detail))

    def clear_refused(self, origin: str, index: int) -> None:
        self.state.refused.pop((origin, index), None)

    def drop_projections(self, others: Collection[str] = ()) -> None:
        state = self.state
        for table in (state.entries, state.records, state.blob_refs, state.refused, state.erasures):
            table.clear()
        for digest in [digest for digest, (each, _) in state.definitions.items() if each.register not in others]:
            del state.definitions[digest]
        self.count_all_projections()

    def index_projections(self) -> None:
        """Make nothing: everything is looked through."""
