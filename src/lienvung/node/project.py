"""Make records out of entries: the log is the truth, tables follow.

A first put, or a put on top of a live record, needs nothing but itself and is written in bulk. Everything else folds
the whole history of its key again, and says of each entry that is not in force which rule it broke.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson

from lienvung.core.errors import LienVungError
from lienvung.core.register.arguments import check_arguments, check_erasable
from lienvung.core.register.datatype import check_held
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import LOG_OPS, Entry, is_hash
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.evolution import check_evolution
from lienvung.core.register.item import Item, join_fields
from lienvung.core.register.key import check_key, node_of_key
from lienvung.core.register.record import HELD, INVALID, Record, Version, check_follows, fold_versions
from lienvung.node.errors import DefinitionUnknown, NotSteward
from lienvung.node.stores.assembly import build_version, entry_of
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import BlobRef, EntryRow, LogState, PartRow, RecordRow, RecordState, RefusedRow

BATCH = 25_600

BECOMES: Mapping[str, RecordState] = {"put": "live", "retire": "retired", "restore": "live", "merge": "merged"}
"""The state in which an op leaves a record; other ops leave it as it is."""

_SHOWN: Mapping[str, RecordState] = {HELD: "live", INVALID: "invalid"}


def apply(writer: Writer, origin: str, catalogue: Mapping[str, Definition], first: int, stop: int) -> None:
    """Project the entries first..stop of a log, and again those whose parts came later.

    Applying twice, or in any order, ends in the same tables.
    """
    log = writer.log(origin)
    if log is None:
        return
    if log.register in catalogue:
        writer.add_definition(catalogue[log.register], own=True)
    stop = min(stop, log.size)
    if _learn_definitions(writer, log, first, stop):
        first, stop = 0, log.size  # entries that waited for this definition can be judged now
    for start in range(first, stop, BATCH):
        _Projection(writer, log).apply(start, min(start + BATCH, stop))


def _learn_definitions(writer: Writer, log: LogState, first: int, stop: int) -> bool:
    """Keep the definitions that these entries bring; say whether one was new to us."""
    known = writer.definitions()
    new = False
    for index, leaf in enumerate(writer.entries(log.origin, first, stop), first):
        if b'"op":"define"' not in leaf:
            continue
        version = build_version(log.origin, index, leaf, writer.parts(log.origin, index, index + 1))
        if "shared" not in version.values or version.entry.definition in known:
            continue
        try:
            definition = _brought(version, _before(writer, log, index, known))
        except LienVungError as error:
            writer.put_refused(_refused(log.origin, index, error))
        else:
            writer.add_definition(definition)
            known[definition.hash] = definition
            new = True
    return new


def _brought(version: Version, before: Definition | None) -> Definition:
    """Return the definition that an entry brings, if it may follow the one before it."""
    check_arguments(version.entry, version.values["shared"])
    definition = parse_definition(version.values["shared"]["definition"])
    if before is not None and before.hash != definition.hash:
        check_evolution(before, definition)
    return definition


def _before(writer: Writer, log: LogState, index: int, known: Mapping[str, Definition]) -> Definition | None:
    """Return the definition in force before a define, read from the entry before it."""
    return known.get(entry_of(writer.entry(log.origin, index - 1)).definition) if index else None


@dataclass
class _Projection:
    """One batch of one log on its way into the tables."""

    writer: Writer
    log: LogState

    def __post_init__(self) -> None:
        self.definitions = self.writer.definitions()
        self.table = self.writer.definition(self.log.register)
        self.blob_names: dict[str, list[tuple[str, str]]] = {}
        self.refused = {row.index for row in self.writer.refused(self.log.origin)}

    def apply(self, first: int, stop: int) -> None:
        """Index the entries, then write the plain puts in bulk and fold every other key."""
        origin = self.log.origin
        entries = [entry_of(leaf) for leaf in self.writer.entries(origin, first, stop)]
        self.writer.add_entry_rows(
            origin, (EntryRow(index, e.key, e.op, e.time, e.batch) for index, e in enumerate(entries, first))
        )
        parts = {i: list(rows) for i, rows in groupby(self.writer.parts(origin, first, stop), attrgetter("index"))}
        values = {index: _held_values(rows) for index, rows in parts.items()}
        if self.table is None:
            return
        self.writer.add_blob_refs(
            ref for index, item in values.items() for ref in self._blob_refs(index, entries[index - first], item)
        )
        self._apply_keys(
            {
                index: Version(origin, index, entry, _states(entry, parts.get(index, ())), values.get(index, {}))
                for index, entry in enumerate(entries, first)
                if entry.op not in LOG_OPS
            }
        )

    def _apply_keys(self, versions: Mapping[int, Version]) -> None:
        by_key: dict[str, list[Version]] = {}
        for version in versions.values():
            by_key.setdefault(version.entry.key, []).append(version)
        standing = self.writer.standing(self.log.register, list(by_key))
        plain, rest = [], []
        for key, own in by_key.items():
            row = self._plain_row(own, standing.get(key))
            if row is None:
                rest.append(key)
            else:
                plain.append(row)
        assert self.table is not None
        self.writer.put_records(self.table, plain)
        for key in rest:
            self._fold(key)

    def _plain_row(self, versions: list[Version], standing: RecordRow | None) -> RecordRow | None:
        """Return the row of a key whose newest put stands by itself, or None where its history must be folded."""
        newest = versions[-1]
        if any(version.entry.op != "put" or version.index in self.refused for version in versions):
            return None
        if standing is not None and not self._stands_before(standing, newest):
            return None
        try:
            for version in versions:
                self._check(version)
        except LienVungError:
            return None
        return _put_row(newest)

    def _stands_before(self, standing: RecordRow, version: Version) -> bool:
        same = standing.origin == version.origin and standing.index == standing.put_index <= version.index
        return same and standing.state in ("live", "withheld")

    def _fold(self, key: str) -> None:
        versions = self.writer.history(self.log.register, key)
        steward = _steward_of(versions)
        if self._erase(versions, steward):
            versions = self.writer.history(self.log.register, key)
        record, put_index = self._folded(versions, steward)
        assert self.table is not None
        if record is None:
            self.writer.remove_records(self.log.register, [key])
        else:
            self.writer.put_records(self.table, [_record_row(record, put_index)])

    def _folded(self, versions: Iterable[Version], steward: str) -> tuple[Record | None, int]:
        """Return the record that the valid versions make, and the index of the put it shows."""
        valid: list[Version] = []
        state: str | None = None
        for version in versions:
            try:
                self._check(version, steward)
                check_follows(state, version.entry)
            except LienVungError as error:
                self.writer.put_refused(_refused(version.origin, version.index, error))
                if valid or not isinstance(error, ItemInvalid | DefinitionUnknown):
                    continue
                # Nothing valid came before it: shown as invalid, so that its steward's mistake can be seen.
                valid.append(replace(version, states={**version.states, "shared": INVALID}))
            else:
                self.writer.clear_refused(version.origin, version.index)
                valid.append(version)
            state = BECOMES.get(version.entry.op, state or "live")
        put_index = max((version.index for version in valid if version.entry.op == "put"), default=0)
        return fold_versions(valid), put_index

    def _erase(self, versions: list[Version], steward: str) -> bool:
        """Destroy what the valid erase entries of a key name; say whether anything was still there."""
        erased = False
        for erase in versions:
            if erase.entry.op != "erase" or "shared" not in erase.values or not self._holds(erase, steward):
                continue
            for version in versions:
                for name in erase.values["shared"]["parts"]:
                    if version.index < erase.index and version.states.get(name) == HELD:
                        self.writer.erase_part(version.origin, version.index, name)
                        erased = True
        return erased

    def _holds(self, version: Version, steward: str) -> bool:
        try:
            self._check(version, steward)
        except LienVungError:
            return False
        return True

    def _check(self, version: Version, steward: str | None = None) -> None:
        """Raise unless the entry is the steward's and says what its op may say, as far as we hold it."""
        definition = self.definitions.get(version.entry.definition)
        self._check_steward(version, steward)
        if not version.values:
            return
        if definition is None:
            raise DefinitionUnknown(self.log.register, version.entry.definition)
        if version.entry.op == "put":
            check_held(definition, version.values)
        elif "shared" in version.values:
            check_arguments(version.entry, version.values["shared"])
            if version.entry.op == "erase":
                check_erasable(version.entry, version.values["shared"], definition.personal_parts)

    def _check_steward(self, version: Version, steward: str | None) -> None:
        assert self.table is not None
        key, origin = version.entry.key, version.origin
        if self.table.keys == "opaque":
            owner = node_of_key(key)
        else:
            check_key(key, self.table.keys)
            owner = (steward or origin).partition("/")[0]
        if owner != origin.partition("/")[0]:
            raise NotSteward(self.log.register, key, owner)

    def _blob_refs(self, index: int, entry: Entry, item: Item) -> Iterator[tuple[str, BlobRef]]:
        """Give the blobs that an entry's held parts name: in `file` fields, and as the source's file and text."""
        if entry.op != "put":
            return
        for part, name in self._blob_names(entry.definition):
            for digest in _digests(item.get(part, {}).get(name)):
                yield digest, BlobRef(self.log.origin, index, part)

    def _blob_names(self, definition: str) -> list[tuple[str, str]]:
        if definition not in self.blob_names:
            known = self.definitions.get(definition)
            files = [field for field in known.fields.values() if field.datatype == "file"] if known else []
            named = [(field.part, field.name) for field in files]
            self.blob_names[definition] = [*named, ("source", "file"), ("source", "layer")]
        return self.blob_names[definition]


def _steward_of(versions: list[Version]) -> str:
    """Return the log that holds a natural key: the one whose first put is earliest, on every side the same."""
    puts = [(version.entry.time, version.origin) for version in versions if version.entry.op == "put"]
    return min(puts)[1] if puts else ""


def _put_row(version: Version) -> RecordRow:
    entry = version.entry
    state = _SHOWN.get(version.states["shared"], "withheld")
    return RecordRow(
        entry.key,
        version.origin,
        version.index,
        version.index,
        entry.op,
        state,
        entry.time,
        entry.batch,
        entry.definition,
        join_fields(version.values) if state == "live" else {},
    )


def _record_row(record: Record, put_index: int) -> RecordRow:
    shown = record.values if record.state != INVALID else {}
    return RecordRow(
        record.key,
        record.origin,
        record.index,
        put_index,
        record.op,
        record.state,  # type: ignore[arg-type]  # core spells states as str, the store as their Literal
        record.time,
        record.batch,
        record.definition,
        shown,
        record.into,
    )


def _refused(origin: str, index: int, error: LienVungError) -> RefusedRow:
    return RefusedRow(origin, index, error.code, orjson.dumps(error.facts(), default=str).decode())


def _held_values(rows: Iterable[PartRow]) -> dict[str, dict[str, Any]]:
    return {row.name: orjson.loads(row.body) for row in rows if row.state == "held"}


def _states(entry: Entry, rows: Iterable[PartRow]) -> dict[str, str]:
    return {**dict.fromkeys(entry.parts, "withheld"), **{row.name: row.state for row in rows}}


def _digests(value: Any) -> list[str]:
    if value is None:
        return []
    return [each for each in (value if isinstance(value, list) else [value]) if is_hash(each)]
