"""Make records out of entries: the log is the truth, tables follow.

A first put, or a put on top of a live record, needs nothing but itself and is written in bulk. Everything else folds
the whole history of its key again (fold.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from lienvung.core.errors import LienVungError
from lienvung.core.register.arguments import check_arguments
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import LOG_OPS, Entry, is_hash
from lienvung.core.register.evolution import check_evolution
from lienvung.core.register.item import Item, join_fields
from lienvung.core.register.record import HELD, INVALID, Version
from lienvung.node.fold import Judge, fold_key, refused_row
from lienvung.node.stores.assembly import build_version, entry_of
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import BlobRef, EntryRow, LogState, PartRow, RecordRow, RecordState

BATCH = 5_120

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
            writer.put_refused(refused_row(log.origin, index, error))
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


class _Projection:
    """One log on its way into the tables, a batch of entries at a time."""

    def __init__(self, writer: Writer, log: LogState) -> None:
        self.writer = writer
        self.log = log
        self.definitions = writer.definitions()
        self.table = writer.definition(log.register)
        self.refused = {row.index for row in writer.refused(log.origin)}
        self.blob_names: dict[str, list[tuple[str, str]]] = {}

    def apply(self, first: int, stop: int) -> None:
        """Index the entries, then write the plain puts in bulk and fold every other key."""
        origin = self.log.origin
        entries = dict(enumerate(map(entry_of, self.writer.entries(origin, first, stop)), first))
        self.writer.add_entry_rows(
            origin, [EntryRow(index, e.key, e.op, e.time, e.batch) for index, e in entries.items()]
        )
        if self.table is None:
            return
        parts: dict[int, list[PartRow]] = {}
        for row in self.writer.parts(origin, first, stop):
            parts.setdefault(row.index, []).append(row)
        values = {index: _held_values(rows) for index, rows in parts.items()}
        self.writer.add_blob_refs(
            ref for index, item in values.items() for ref in self._blob_refs(index, entries[index], item)
        )
        self._apply_keys(Judge(self.table, self.definitions), entries, parts, values)

    def _apply_keys(
        self,
        judge: Judge,
        entries: Mapping[int, Entry],
        parts: Mapping[int, list[PartRow]],
        values: Mapping[int, Item],
    ) -> None:
        by_key: dict[str, list[int]] = {}
        for index, entry in entries.items():
            if entry.op not in LOG_OPS:
                by_key.setdefault(entry.key, []).append(index)
        standing = self.writer.standing(self.log.register, list(by_key))
        plain, rest = [], []
        for key, indices in by_key.items():
            newest = indices[-1]
            if self._is_plain(judge, [(i, entries[i], values.get(i, {})) for i in indices], standing.get(key)):
                plain.append(_put_row(self.log.origin, newest, entries[newest], parts.get(newest, ()), values))
            else:
                rest.append(key)
        self.writer.put_records(judge.table, plain)
        for key in rest:
            fold_key(self.writer, judge, key)

    def _is_plain(self, judge: Judge, own: list[tuple[int, Entry, Item]], standing: RecordRow | None) -> bool:
        """Say whether the newest of these entries of one key is a put that stands by itself."""
        if any(entry.op != "put" or index in self.refused for index, entry, _ in own):
            return False
        if standing is not None and not self._stands_before(standing, own[-1][0]):
            return False
        try:
            for _, entry, item in own:
                judge.check(entry, item, self.log.origin)
        except LienVungError:
            return False
        return True

    def _stands_before(self, standing: RecordRow, index: int) -> bool:
        same = standing.origin == self.log.origin and standing.index == standing.put_index <= index
        return same and standing.state in ("live", "withheld")

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


def _put_row(origin: str, index: int, entry: Entry, parts: Iterable[PartRow], values: Mapping[int, Item]) -> RecordRow:
    shared = next((row.state for row in parts if row.name == "shared"), "withheld")
    state = _SHOWN.get(shared, "withheld")
    shown = join_fields(values[index]) if state == "live" else {}
    return RecordRow(entry.key, origin, index, index, entry.op, state, entry.time, entry.batch, entry.definition, shown)


def _held_values(rows: Iterable[PartRow]) -> dict[str, dict[str, Any]]:
    return {row.name: orjson.loads(row.body) for row in rows if row.state == "held"}


def _digests(value: Any) -> list[str]:
    if value is None:
        return []
    return [each for each in (value if isinstance(value, list) else [value]) if is_hash(each)]
