"""One confirmation on its way into our logs: all changes, in all their registers, are judged and stored, or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice

from lienvung.core.register.arguments import check_arguments
from lienvung.core.register.canonical import prune
from lienvung.core.register.datatype import check_item
from lienvung.core.register.entry import LOG_OPS, Entry, format_time
from lienvung.core.register.evolution import check_evolution
from lienvung.core.register.item import Item
from lienvung.core.register.key import TOKEN_BYTES, format_token
from lienvung.core.register.origin import format_origin
from lienvung.core.register.part import plain_bodies
from lienvung.node.change import Change
from lienvung.node.custody import custody_of
from lienvung.node.errors import (
    BlobMismatch,
    ClockWentBack,
    MergeGoesRound,
    MergeTargetUnknown,
    NothingToAppend,
    UnknownRegister,
)
from lienvung.node.lasting import merged_into
from lienvung.node.log_batch import LogBatch
from lienvung.node.node import Node
from lienvung.node.relations import Relations
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import Receipt

_AT_ONCE = 5_000
"""So many leaves with their parts are held before they are stored."""


@dataclass
class Batch:
    """One confirmation on its way into the logs."""

    node: Node
    writer: Writer
    logs: dict[str, LogBatch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.time = format_time(self.node.now())
        self.id = format_token(self.node.random(TOKEN_BYTES))

    def store(self, changes: Iterable[Change], blobs: Mapping[str, bytes]) -> Receipt:
        """Check and store all changes; nothing is signed or shown yet."""
        self._add_blobs(blobs)
        relations = Relations(self.node.name, self.node.catalogue)
        places = []
        for portion in _portions(changes):
            self._look_up(portion)
            for change in portion:
                relations.add(change)
                places.append(self._add(change))
        if not places:
            raise NothingToAppend
        relations.check(self.writer)
        for log in self.logs.values():
            log.store(self.writer)
        return Receipt(self.id, tuple(places))

    def _add_blobs(self, blobs: Mapping[str, bytes]) -> None:
        for digest, data in blobs.items():
            if sha256(data).hexdigest() != digest:
                raise BlobMismatch(digest)
            self.writer.add_blob(data)

    def _look_up(self, changes: Sequence[Change]) -> None:
        """See how the records stand that these changes are about, and begin the logs that they are the first of."""
        keys: dict[str, list[str]] = {}
        for change in changes:
            keys.setdefault(change.register, []).append(change.key)
        for register, touched in keys.items():
            if register not in self.logs:
                self.logs[register] = self._begin_log(register)
            self.logs[register].look_up(self.writer.standing(register, touched))

    def _begin_log(self, register: str) -> LogBatch:
        if register not in self.node.catalogue:
            raise UnknownRegister(register)
        definition = self.node.catalogue[register]
        origin = format_origin(self.node.name, register)
        self.writer.create_log(origin)
        log = self.writer.log(origin)
        assert log is not None
        batch = LogBatch(self.node, definition, origin, log.frontier, custody_of(self.writer, register))
        newest = entry_of(self.writer.entry(origin, log.size - 1)) if log.size else None
        if newest is not None and newest.time > self.time:
            raise ClockWentBack(self.time, newest.time)
        if newest is None or newest.definition != definition.hash:
            self._define(batch, newest)
        return batch

    def _define(self, batch: LogBatch, newest: Entry | None) -> None:
        """Say by which definition the entries from here on are to be read."""
        before = self.writer.definition_by_hash(batch.definition.register, newest.definition) if newest else None
        if before is not None:
            check_evolution(before, batch.definition)
        register = batch.definition.register
        batch.add("define", register, {"shared": {"definition": batch.definition.document}}, self.time, self.id)

    def _add(self, change: Change) -> tuple[str, int, str]:
        log = self.logs[change.register]
        plain = plain_bodies(log.definition, change.item) if change.op == "put" else {}
        item = {name: values if name in plain else prune(values) for name, values in change.item.items()}
        self._check(log, change, item, plain)
        entry = log.add(change.op, change.key, item, self.time, self.id, plain)
        if entry.op != "put":
            check_arguments(entry, item.get("shared", {}))
        if entry.op not in LOG_OPS:
            log.follow(entry, item)
        place = log.origin, log.stop - 1, change.key
        if len(log.leaves) >= _AT_ONCE:
            log.store_leaves(self.writer)
        return place

    def _check(self, log: LogBatch, change: Change, item: Item, plain: Mapping[str, bytes]) -> None:
        if change.op == "hand-over":
            log.check_hand_over(item.get("shared", {}))
            return
        log.check_steward(change.key)
        log.check_unmoved(change)
        if change.op == "put":
            check_item(log.definition, item, plain.keys())
        elif change.op == "merge":
            self._check_target(change, str(item.get("shared", {}).get("into", "")))

    def _check_target(self, change: Change, into: str) -> None:
        known = into in self.logs[change.register].states or self.writer.standing(change.register, [into])
        if not known:
            raise MergeTargetUnknown(change.register, change.key, into)
        step = partial(self._merged_into, change.register)
        if any(key in ("", change.key) for key in merged_into(into, step(into), step)):
            raise MergeGoesRound(change.register, change.key, into)

    def _merged_into(self, register: str, key: str) -> str | None:
        if key in self.logs[register].merged:
            return self.logs[register].merged[key]
        standing = self.writer.standing(register, [key]).get(key)
        return standing.into if standing is not None else None


def _portions(changes: Iterable[Change]) -> Iterator[list[Change]]:
    left = iter(changes)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion
