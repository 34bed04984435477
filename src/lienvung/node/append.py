"""Append changes to our own logs: the only way in which anything of ours ever changes.

    1. one transaction: indices, leaves, parts, blobs, receipt, and signed_head(size, root) for each log
    2. only then sign: the root is on disk before a signature over it exists
    3. a second transaction: the signed head is set, the entries become visible and are projected

Killed between 1 and 3, the entries are stored but shown to nobody; `publish` signs the same roots again, and an append
under the same idempotency key gives the same receipt. A size is never signed with two roots, and never shrinks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import Any

from lienvung.core.agreement.custody import Custody
from lienvung.core.register.arguments import check_arguments, check_erasable
from lienvung.core.register.canonical import prune
from lienvung.core.register.datatype import check_item
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import LOG_OPS, Entry, format_entry, format_time
from lienvung.core.register.evolution import check_evolution
from lienvung.core.register.item import Item
from lienvung.core.register.key import TOKEN_BYTES, format_token
from lienvung.core.register.origin import format_origin
from lienvung.core.register.part import SALT_BYTES, SealedPart, plain_bodies, seal_item
from lienvung.core.register.record import check_follows
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.merkle import Frontier
from lienvung.core.tlog.note import parse_note, sign_note
from lienvung.node.change import Change
from lienvung.node.clock import check_clock
from lienvung.node.collector import collector_paused
from lienvung.node.custody import check_may_write, custody_of
from lienvung.node.erased_files import destroy_erased_files
from lienvung.node.errors import (
    BlobMismatch,
    ClockWentBack,
    HandOverRefused,
    HeadConflict,
    KeysMissing,
    MergeTargetUnknown,
    NothingToAppend,
    RecordMoved,
    UnknownRegister,
)
from lienvung.node.fold import BECOMES
from lienvung.node.guard import INSTALLATION, check_may_sign, guard_of
from lienvung.node.node import Node
from lienvung.node.own_keys import KeysEnded, log_signers
from lienvung.node.project import apply
from lienvung.node.relations import Relations
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState, PartRow, Receipt, RecordRow

_AT_ONCE = 5_000
"""So many leaves with their parts are held before they are stored."""

__all__ = ["Change", "adopt_installation", "append", "publish", "sign_again", "sign_pending"]


@collector_paused()
def append(
    node: Node, changes: Iterable[Change], *, idempotency_key: str, blobs: Mapping[str, bytes] | None = None
) -> Receipt:
    """Append changes as one batch: all of them, in all their registers, or none.

    `changes` are gone through once and need not lie in memory. The same idempotency key gives the receipt of the
    first time and appends nothing. Raise AppendRefused, ItemInvalid, ArgumentsInvalid, VersionRefused, RecordMoved,
    KeyInvalid or NotSteward for a change that may not be made, StoreError when it cannot be kept.
    """
    if node.keys is None:
        raise KeysMissing(node.name)
    with node.store.writing() as writer:
        receipt = writer.appended(idempotency_key)
        if receipt is None:
            check_may_sign(node, writer)
            check_clock(node, writer)
            # Before anything is kept: what nobody may sign today would be refused to the writer and shown later.
            log_signers(node, writer, node.name)
            sign_pending(node, writer)
            receipt = _Batch(node, writer).store(changes, blobs or {})
            writer.remember_append(idempotency_key, receipt)
    publish(node)
    return receipt


def publish(node: Node) -> None:
    """Sign and show what was stored but not yet shown: after an append, and after a crash in the middle of one.

    A copy carried elsewhere, or a restored one, is left as it is: it may be read and must not sign (guard.py).
    """
    with node.store.reading() as reader:
        if guard_of(node, reader) is not None or not any(_pending_logs(node, reader)):
            return
    with node.store.writing() as writer, suppress(KeysEnded):
        # Until a key runs again they stay unseen; a node whose keys ended is still opened, and read.
        sign_pending(node, writer)


def adopt_installation(node: Node) -> None:
    """Let this installation sign from now on. The one it was copied from must never sign again."""
    with node.store.writing() as writer:
        writer.set_setting(INSTALLATION, node.store.instance.encode())


def _pending_logs(node: Node, reader: Reader) -> Iterable[LogState]:
    return (log for log in reader.logs() if log.node == node.name and not log.complete)


def sign_pending(node: Node, writer: Writer) -> None:
    """Sign the stored heads of our logs, whose roots an earlier transaction made durable, and show their entries."""
    for log in list(_pending_logs(node, writer)):
        size, root = log.pending.size, log.pending.root()
        if writer.signed_head(log.origin, size) != root:
            raise HeadConflict(log.origin, size)
        if node.keys is None:
            raise KeysMissing(node.name)
        if node.high_water is not None:
            node.high_water.note(log.origin, size)
            node.high_water.keep_short()
        text = format_checkpoint(Checkpoint(log.origin, size, root))
        writer.commit_head(log.origin, size, sign_note(text, *log_signers(node, writer, log.origin)))
        apply(writer, log.origin, node.catalogue, log.size, size)
    destroy_erased_files(writer)


def sign_again(node: Node, writer: Writer) -> None:
    """Sign the heads of our logs by the keys that run today: the same roots, so nothing new is said."""
    check_may_sign(node, writer)
    sign_pending(node, writer)
    for log in writer.logs():
        if log.node == node.name and log.head is not None:
            text, _ = parse_note(log.head)
            writer.commit_head(log.origin, log.size, sign_note(text, *log_signers(node, writer, log.origin)))


@dataclass
class _Batch:
    """One confirmation on its way into the logs."""

    node: Node
    writer: Writer
    logs: dict[str, "_LogBatch"] = field(default_factory=dict)

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

    def _begin_log(self, register: str) -> "_LogBatch":
        if register not in self.node.catalogue:
            raise UnknownRegister(register)
        definition = self.node.catalogue[register]
        origin = format_origin(self.node.name, register)
        self.writer.create_log(origin)
        log = self.writer.log(origin)
        assert log is not None
        batch = _LogBatch(self.node, definition, origin, log.frontier, custody_of(self.writer, register))
        newest = entry_of(self.writer.entry(origin, log.size - 1)) if log.size else None
        if newest is not None and newest.time > self.time:
            raise ClockWentBack(self.time, newest.time)
        if newest is None or newest.definition != definition.hash:
            self._define(batch, newest)
        return batch

    def _define(self, batch: "_LogBatch", newest: Entry | None) -> None:
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

    def _check(self, log: "_LogBatch", change: Change, item: Item, plain: Mapping[str, bytes]) -> None:
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


def _portions(changes: Iterable[Change]) -> Iterator[list[Change]]:
    left = iter(changes)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion


@dataclass
class _LogBatch:
    """The entries of a batch that go into one log."""

    node: Node
    definition: Definition
    origin: str
    begun: Frontier
    custody: Custody | None = None
    given: bool = False
    standing: dict[str, RecordRow] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    stored: int = 0
    leaves: list[bytes] = field(default_factory=list)
    sealed: list[tuple[SealedPart, ...]] = field(default_factory=list)

    def look_up(self, standing: Mapping[str, RecordRow]) -> None:
        """Take note of how records stand; what this batch did to one of them counts."""
        self.standing.update(standing)
        for key, row in standing.items():
            self.states.setdefault(key, row.state)

    @property
    def first(self) -> int:
        """The index of the first entry that is not stored yet."""
        return self.begun.size + self.stored

    @property
    def stop(self) -> int:
        """The index after the last entry."""
        return self.first + len(self.leaves)

    def add(
        self, op: str, key: str, item: Item, time: str, batch: str, plain: Mapping[str, bytes] | None = None
    ) -> Entry:
        """Seal an item and add the entry that commits to it; `plain` is what `plain_bodies` said of the item."""
        salts = BytesIO(self.node.random(SALT_BYTES * len(self.definition.part_names)))
        sealed = seal_item(self.definition, item, lambda: salts.read(SALT_BYTES), plain)
        digests = {part.name: part.digest for part in sealed}
        entry = Entry(self.definition.register, key, op, time, self.definition.hash, batch, digests)
        self.leaves.append(format_entry(entry))
        self.sealed.append(sealed)
        return entry

    def check_steward(self, key: str) -> None:
        """Raise NotSteward unless this record is ours to change, HandedOver where it was and we gave it away."""
        register = self.definition.register
        if self.given:
            raise HandOverRefused(register, "H6-first", key)
        check_may_write(self.custody, self.definition, key, self.origin)

    def check_unmoved(self, change: Change) -> None:
        """Raise RecordMoved when the record has another newest entry than the one on which the change was made."""
        standing = self.standing.get(change.key)
        if change.made_on is not None and (standing is None or standing.index != change.made_on):
            raise RecordMoved(change.register, change.key)

    def check_hand_over(self, arguments: Mapping[str, Any]) -> None:
        """Raise HandOverRefused unless this log is one of the two, and gives what stands below its own next entry."""
        register = self.definition.register
        if self.definition.system:
            raise HandOverRefused(register, "H10-system")
        if self.origin not in (arguments.get("old-log"), arguments.get("new-log")):
            raise HandOverRefused(register, "A5-logs", self.origin)
        if self.origin == arguments.get("old-log"):
            cut = self.begun.size, self.begun.root().hex()
            if (arguments.get("cut-size"), arguments.get("cut-root")) != cut:
                raise HandOverRefused(register, "H1-given", str(self.begun.size))
            self.given = True

    def follow(self, entry: Entry, item: Item) -> None:
        """Raise VersionRefused unless the entry may come next, and remember where that leaves its record."""
        if entry.op == "erase":
            check_erasable(entry, item["shared"], self.definition.personal_parts)
        state = self.states.get(entry.key)
        check_follows(state, entry, once=self.definition.once)
        self.states[entry.key] = BECOMES.get(entry.op, state or "live")

    def store(self, writer: Writer) -> None:
        """Store what is left, and remember the head that will be signed."""
        frontier = self.store_leaves(writer)
        writer.record_signed_head(self.origin, frontier.size, frontier.root())

    def store_leaves(self, writer: Writer) -> Frontier:
        """Store the leaves and parts that were added since the last time; a large batch does not lie in memory."""
        frontier = writer.add_entries(self.origin, self.first, self.leaves)
        writer.add_parts(
            self.origin,
            (
                PartRow(index, part.name, "held", part.salt, part.body)
                for index, sealed in enumerate(self.sealed, self.first)
                for part in sealed
            ),
        )
        self.stored += len(self.leaves)
        self.leaves, self.sealed = [], []
        return frontier
