"""Fold the history of one key, and judge each entry of it: what may not be is refused by name and changes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson

from lienvung.core.agreement.custody import Custody, Path
from lienvung.core.errors import LienVungError
from lienvung.core.register.arguments import check_arguments, check_erasable
from lienvung.core.register.body_pattern import is_plain
from lienvung.core.register.datatype import check_held, check_together
from lienvung.core.register.definition import Definition
from lienvung.core.register.definition_rules import RESERVED_PARTS
from lienvung.core.register.entry import Entry
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import Item
from lienvung.core.register.key import steward_of_key
from lienvung.core.register.record import ERASED, HELD, INVALID, Record, Version, check_follows, fold_versions
from lienvung.node.custody import ordered, path_of
from lienvung.node.errors import DefinitionUnknown, HandedOver, NotSteward
from lienvung.node.stores.assembly import part_values
from lienvung.node.stores.port import SCRUB_DUE, Writer
from lienvung.node.stores.rows import ErasureRow, PartRow, RecordRow, RecordState, RefusedRow
from lienvung.node.void import Ranges, check_stands

BECOMES: Mapping[str, RecordState] = {"put": "live", "retire": "retired", "restore": "live", "merge": "merged"}
"""The state in which an op leaves a record; other ops leave it as it is."""


@dataclass(frozen=True, slots=True)
class Judge:
    """What entries of one register are judged by.

    Its table's definition, its definitions by hash, its hand-overs, and the void entries of each log.
    """

    table: Definition
    find: Callable[[str], Definition | None]
    custody: Custody | None = None
    void: Callable[[str], Ranges] = lambda origin: ()

    def check(self, entry: Entry, values: Item, origin: str, index: int) -> None:
        """Raise unless the entry is the steward's and says what its op may say, as far as we hold it."""
        self.check_steward(entry.key, origin, index)
        if not values:
            return
        definition = self.find(entry.definition)
        if definition is None:
            raise DefinitionUnknown(self.table.register, entry.definition)
        if entry.op == "put":
            _check_parts(definition, entry)
            check_held(definition, values)
        elif "shared" in values:
            check_arguments(entry, values["shared"])
            if entry.op == "erase":
                check_erasable(entry, values["shared"], definition.personal_parts)

    def read_put(self, entry: Entry, rows: Iterable[PartRow], origin: str, index: int) -> Item:
        """Return what the held parts of a put say of the record, or raise as `check` does.

        Where every body is plain, the parts that say nothing of the record itself are not even parsed.
        """
        self.check_steward(entry.key, origin, index)
        held = [row for row in rows if row.state == HELD]
        definition = self.find(entry.definition)
        item = read_plain(definition, entry, held) if definition is not None else None
        if item is None:
            item = {row.name: part_values(row) for row in held}
            self.check(entry, item, origin, index)
        return item

    def path(self, key: str) -> Path | None:
        """Return how a key went from log to log, None in a register where nothing was handed over."""
        return path_of(self.custody, self.table.register, self.table.keys, key)

    def steward_now(self, key: str, origin: str) -> str | None:
        """Return whose a record is where that is not the node of this log."""
        path = self.path(key)
        return path.last.node if path is not None and path.last.origin != origin else None

    def check_steward(self, key: str, origin: str, index: int) -> None:
        """Raise unless an entry about this record may stand at this place."""
        check_stands(self.void(origin), origin, index)
        owner = steward_of_key(key, self.table.keys)
        if self.custody is not None:
            self._check_custody(key, origin, index)
        elif owner != origin.partition("/")[0]:
            raise NotSteward(self.table.register, key, owner)

    def _check_custody(self, key: str, origin: str, index: int) -> None:
        path = self.path(key)
        if path is None or path.holds(origin, index):
            return
        if path.has_left(origin, index) and path.last.by is not None:
            raise HandedOver(self.table.register, key, path.last.node, path.last.by.act)
        raise NotSteward(self.table.register, key, path.last.node)


def read_plain(definition: Definition, entry: Entry, held: Sequence[PartRow]) -> Item | None:
    """Return what the held parts of a put say of the record where all are plain, else None. Raise ItemInvalid."""
    _check_parts(definition, entry)
    if not all(row.plain or is_plain(definition, row.name, row.body) for row in held):
        return None
    item = {row.name: part_values(row) for row in held if row.name not in RESERVED_PARTS}
    if definition.has_conditions:
        check_together(definition, item)
    return item


def _check_parts(definition: Definition, entry: Entry) -> None:
    """Raise ItemInvalid unless the entry commits to every part of its definition: presence says nothing."""
    strange = entry.parts.keys() ^ _part_names(definition)
    if strange:
        raise ItemInvalid(definition.register, min(strange), "I1-part", min(strange))


@lru_cache(maxsize=1024)
def _part_names(definition: Definition) -> frozenset[str]:
    return frozenset(definition.part_names)


def fold_key(writer: Writer, judge: Judge, key: str) -> None:
    """Show what all the entries of a key make together, and note which of them are not in force."""
    register = judge.table.register
    path = judge.path(key)
    versions = ordered(writer.history(register, key), path)
    if _erase(writer, judge, versions):
        versions = ordered(writer.history(register, key), path)
    valid = _valid_versions(writer, judge, versions)
    record = fold_versions(valid)
    if record is None:
        writer.remove_records(register, [key])
    else:
        put = [version for version in valid if version.entry.op == "put"][-1]
        writer.put_records(judge.table, [record_row(record, put, judge.steward_now(key, record.origin))])


def refused_row(origin: str, index: int, error: LienVungError) -> RefusedRow:
    """Return the line that says why an entry is not in force."""
    return RefusedRow(origin, index, error.code, orjson.dumps(error.facts(), default=str).decode())


def _valid_versions(writer: Writer, judge: Judge, versions: Iterable[Version]) -> list[Version]:
    """Return the versions that are in force, and keep the refusals of the others up to date."""
    valid: list[Version] = []
    state: str | None = None
    for version in versions:
        try:
            judge.check(version.entry, version.values, version.origin, version.index)
            check_follows(state, version.entry, once=judge.table.once)
        except LienVungError as error:
            writer.put_refused(refused_row(version.origin, version.index, error))
            if valid or not isinstance(error, ItemInvalid | DefinitionUnknown) or version.entry.op != "put":
                continue
            # Nothing valid came before it: shown as invalid, so that its steward's mistake can be seen.
            valid.append(replace(version, states={**version.states, "shared": INVALID}))
        else:
            writer.clear_refused(version.origin, version.index)
            valid.append(version)
        state = BECOMES.get(version.entry.op, state or "live")
    return valid


def _erase(writer: Writer, judge: Judge, versions: list[Version]) -> bool:
    """Destroy what the valid erase entries of a key name; say whether anything was still there."""
    erased = False
    for place, erase in enumerate(versions):
        if erase.entry.op != "erase":
            continue
        if "shared" not in erase.values or not _is_valid(judge, erase):
            writer.clear_erasure(erase.origin, erase.index)
            continue
        files = tuple(erase.values["shared"].get("files", ()))
        writer.put_erasure(ErasureRow(erase.origin, erase.index, erase.entry.key, files))
        for version in versions[:place]:
            for name in erase.values["shared"]["parts"]:
                # Also where the value never came: it is gone for good, and nobody need be asked for it again.
                if version.states.get(name, ERASED) != ERASED:
                    writer.erase_part(version.origin, version.index, name)
                    writer.set_setting(SCRUB_DUE, f"{erase.origin}/{erase.index}".encode())
                    erased = True
    return erased


def _is_valid(judge: Judge, version: Version) -> bool:
    try:
        judge.check(version.entry, version.values, version.origin, version.index)
    except LienVungError:
        return False
    return True


def record_row(record: Record, put: Version, steward: str | None) -> RecordRow:
    """Return the row that shows a folded record; `put` is the one that holds its values."""
    shown: Mapping[str, Any] = record.values if record.state != INVALID else {}
    return RecordRow(
        record.key,
        record.origin,
        record.index,
        put.index,
        record.op,
        record.state,  # type: ignore[arg-type]  # core spells states as str, the store as their Literal
        record.time,
        record.batch,
        record.definition,
        shown,
        record.into,
        put.origin if put.origin != record.origin else None,
        steward,
    )
