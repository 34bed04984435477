"""Make records out of entries: the log is the truth, tables follow.

A first put, or a put on top of a live record, needs nothing but itself and is written in bulk. Everything else folds
the whole history of its key again (fold.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from lienvung.core.errors import LienVungError
from lienvung.core.register.arguments import check_arguments
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import LOG_OPS, is_hash
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.evolution import check_beside, check_compatible, check_evolution
from lienvung.core.register.item import Item, join_fields
from lienvung.core.register.part import EMPTY_BODY
from lienvung.core.register.record import HELD, INVALID, Version
from lienvung.node.custody import custody_of
from lienvung.node.extent import projected_size
from lienvung.node.fold import Judge, fold_key, refused_row
from lienvung.node.rejudge import rejudge
from lienvung.node.stores.assembly import build_version, entry_of, part_values
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import BlobRef, EntryRow, LogState, PartRow, RecordRow, RecordState
from lienvung.node.stretch import Stretch, read_stretches
from lienvung.node.void import void_ranges

MOST_DEFINITIONS = 64
"""So many times a log may say what its records mean; a partner cannot make us read definitions without end."""

_SHOWN: Mapping[str, RecordState] = {HELD: "live", INVALID: "invalid"}


def apply(writer: Writer, origin: str, catalogue: Mapping[str, Definition], first: int, stop: int) -> None:
    """Project the entries first..stop of a log, and again those whose parts came later.

    Applying twice, or in any order, ends in the same tables.
    """
    log = writer.log(origin)
    for stretch in read_stretches(writer, origin, first, min(stop, log.size if log else 0)):
        apply_stretch(writer, origin, catalogue, stretch)


def apply_stretch(
    writer: Writer, origin: str, catalogue: Mapping[str, Definition], stretch: Stretch, before: int | None = None
) -> None:
    """Project entries that the caller has at hand, exactly as the store has them.

    Of the log the first `before` entries are projected; all that should be, unless the caller is about to go on.
    """
    log = writer.log(origin)
    assert log is not None, "entries lie in a log"
    own = catalogue.get(log.register)
    reshaped = own is not None and writer.add_definition(own, own=True)
    learnt = _learn_definitions(writer, log, own, stretch)
    if reshaped or any(learnt):
        # The table keeps more of records than it did, whoever's log they are in.
        again = [each for each in writer.logs() if each.register == log.register]
    else:
        # Entries that waited for this definition can be judged now; those whose values are still to come wait on.
        again = [log] if learnt else []
    for each in again:
        size = projected_size(writer, each)
        if each.origin == log.origin:
            size = max(size if before is None else before, 1 + max(stretch.entries, default=-1))
        for some in read_stretches(writer, each.origin, 0, size):
            _Projection(writer, each).project(some)
    if not again:
        _Projection(writer, log).project(stretch)
    rejudge(writer, log, stretch)


def _learn_definitions(writer: Writer, log: LogState, own: Definition | None, stretch: Stretch) -> list[bool]:
    """Keep the definitions that these entries bring; say of each that was new to us what the store says of it."""
    brought = [index for index, entry in stretch.entries.items() if entry.op == "define"]
    if not brought:
        return []
    allowed = set(sorted({*writer.defines(log.origin, MOST_DEFINITIONS), *brought})[:MOST_DEFINITIONS])
    learnt = []
    for index in brought:
        version = build_version(log.origin, index, stretch.entries[index], stretch.parts.get(index, ()))
        known = writer.definition_by_hash(log.register, version.entry.definition)
        if known is not None or "shared" not in version.values:
            continue
        try:
            if index not in allowed:
                raise DefinitionInvalid("", 0, "", "D19-many", str(MOST_DEFINITIONS))
            definition = _brought(version, own, _before(writer, log, index))
            for held in () if own else _held(writer, log.register):
                check_beside(held, definition)
        except LienVungError as error:
            writer.put_refused(refused_row(log.origin, index, error))
        else:
            learnt.append(writer.add_definition(definition))
    return learnt


def _brought(version: Version, own: Definition | None, before: Definition | None) -> Definition:
    """Return the definition that an entry brings, if it goes with ours and may follow the one before it."""
    check_arguments(version.entry, version.values["shared"])
    definition = parse_definition(version.values["shared"]["definition"])
    if own is not None:
        check_compatible(own, definition)
    if before is not None and before != definition:
        check_evolution(before, definition)
    return definition


def _held(writer: Writer, register: str) -> Iterator[Definition]:
    """Yield what others said a register is before: of one that is not ours, the first that was held stands."""
    return (each for each in writer.definitions().values() if each.register == register)


def _before(writer: Writer, log: LogState, index: int) -> Definition | None:
    """Return the definition in force before a define, named by the entry before it."""
    if index == 0:
        return None
    return writer.definition_by_hash(log.register, entry_of(writer.entry(log.origin, index - 1)).definition)


class _Projection:
    """One log on its way into the tables, a stretch of entries at a time."""

    def __init__(self, writer: Writer, log: LogState) -> None:
        self.writer = writer
        self.log = log
        self.find_definition = cache(partial(writer.definition_by_hash, log.register))
        self.table = writer.definition(log.register)
        self.refused = {row.index for row in writer.refused(log.origin)}
        self.void = cache(partial(void_ranges, writer))
        self.blob_names: dict[str, dict[str, list[str]]] = {}

    def project(self, stretch: Stretch) -> None:
        """Index the entries, then write the plain puts in bulk and fold every other key."""
        rows = (EntryRow(index, e.key, e.op, e.time, e.batch) for index, e in stretch.entries.items())
        self.writer.add_entry_rows(self.log.origin, rows)
        if self.table is not None:
            self.writer.add_blob_refs(self._blob_refs(stretch))
            custody = custody_of(self.writer, self.log.register)
            self._show_keys(Judge(self.table, self.find_definition, custody, self.void), stretch)

    def _show_keys(self, judge: Judge, stretch: Stretch) -> None:
        by_key: dict[str, list[int]] = {}
        for index, entry in stretch.entries.items():
            if entry.op not in LOG_OPS:
                by_key.setdefault(entry.key, []).append(index)
        standing = self.writer.standing(self.log.register, list(by_key))
        new, changed, rest = [], [], []
        for key, indices in by_key.items():
            row = self._plain_row(judge, stretch, indices, standing.get(key))
            if row is None:
                rest.append(key)
            elif key in standing:
                changed.append(row)
            else:
                new.append(row)
        self.writer.add_records(judge.table, new)
        self.writer.put_records(judge.table, changed)
        for key in rest:
            fold_key(self.writer, judge, key)

    def _plain_row(
        self, judge: Judge, stretch: Stretch, indices: Sequence[int], standing: RecordRow | None
    ) -> RecordRow | None:
        """Return what the newest of these entries of one key shows, if it is a put that stands by itself."""
        newest = indices[-1]
        if standing is not None and not self._stands_before(standing, newest):
            return None
        if judge.table.once and (len(indices) > 1 or (standing is not None and standing.index != newest)):
            return None
        item: Item = {}
        for index in indices:
            entry = stretch.entries[index]
            if entry.op != "put" or index in self.refused:
                return None
            try:
                if index in stretch.shaped:
                    judge.check_steward(entry.key, self.log.origin, index)
                else:
                    item = judge.read_put(entry, stretch.parts.get(index, ()), self.log.origin, index)
            except LienVungError:
                return None
        row = _put_row(self.log.origin, newest, stretch, item)
        if judge.custody is not None:
            row.steward = judge.steward_now(row.key, row.origin)
        return row

    def _stands_before(self, standing: RecordRow, index: int) -> bool:
        same = standing.origin == self.log.origin and standing.index == standing.put_index <= index
        same = same and standing.put_origin is None
        return same and standing.state in ("live", "withheld")

    def _blob_refs(self, stretch: Stretch) -> Iterator[tuple[str, BlobRef]]:
        """Give the blobs that held parts of puts name: in `file` fields, and as the source's file and text."""
        for index, rows in stretch.parts.items():
            entry = stretch.entries[index]
            names = self._blob_names(entry.definition) if entry.op == "put" else {}
            for row in rows:
                if row.name in names and row.state == "held" and row.body != EMPTY_BODY:
                    values = part_values(row)
                    for name in names[row.name]:
                        for digest in _digests(values.get(name)):
                            yield digest, BlobRef(self.log.origin, index, row.name)

    def _blob_names(self, definition: str) -> dict[str, list[str]]:
        """Return, by part, the names of the fields that name blobs."""
        if definition not in self.blob_names:
            names = {"source": ["file", "layer"]}
            known = self.find_definition(definition)
            for each in known.fields.values() if known else ():
                if each.datatype == "file":
                    names.setdefault(each.part, []).append(each.name)
            self.blob_names[definition] = names
        return self.blob_names[definition]


def _put_row(origin: str, index: int, stretch: Stretch, item: Item) -> RecordRow:
    entry, shaped = stretch.entries[index], stretch.shaped.get(index)
    state, shown = ("live", {}) if shaped else _shown(stretch.parts.get(index, ()), item)
    said = entry.op, state, entry.time, entry.batch, entry.definition
    return RecordRow(entry.key, origin, index, index, *said, shown, shaped=shaped)


def _shown(parts: Sequence[PartRow], item: Item) -> tuple[RecordState, Mapping[str, Any]]:
    shared = next((row.state for row in parts if row.name == "shared"), "withheld")
    state = _SHOWN.get(shared, "withheld")
    return state, join_fields(item) if state == "live" else {}


def _digests(value: Any) -> list[str]:
    if value is None:
        return []
    return [each for each in (value if isinstance(value, list) else [value]) if is_hash(each)]
