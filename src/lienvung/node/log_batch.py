"""The entries of one confirmation that go into one log: judged against its records, sealed, stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lienvung.core.agreement.custody import Custody
from lienvung.core.register.arguments import check_erasable
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.item import Item
from lienvung.core.register.part import SALT_BYTES, SealedPart, seal_item
from lienvung.core.register.record import check_follows
from lienvung.core.tlog.merkle import Frontier
from lienvung.node.change import Change
from lienvung.node.custody import check_may_write
from lienvung.node.errors import HandOverRefused, RecordMoved
from lienvung.node.fold import BECOMES
from lienvung.node.node import Node
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import PartRow, RecordRow


@dataclass
class LogBatch:
    """The entries of a batch that go into one log."""

    node: Node
    definition: Definition
    origin: str
    begun: Frontier
    custody: Custody | None = None
    given: bool = False
    standing: dict[str, RecordRow] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str | None] = field(default_factory=dict)
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
        self.merged[entry.key] = item["shared"]["into"] if entry.op == "merge" else None

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
