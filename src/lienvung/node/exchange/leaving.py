"""What leaves of one log for one caller: core's decision, row by row, with the reads that it needs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienvung.core.agreement.force import StandingGrant
from lienvung.core.agreement.leave import Row, granted, leaving_by
from lienvung.core.agreement.terms import SYSTEM
from lienvung.core.register.canonical import parse_canonical
from lienvung.core.register.entry import LOG_OPS, Entry
from lienvung.core.register.record import Version
from lienvung.node.agreements import standing_agreements
from lienvung.node.contact import contacts
from lienvung.node.custody import custody_of, path_of
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader


@dataclass(frozen=True, slots=True)
class Leaving:
    """The standing decision about one register of ours and one caller; `needs_fields` when rows differ."""

    caller: str
    register: str
    grants: tuple[StandingGrant, ...]
    contacts: Collection[str]

    @property
    def readable(self) -> bool:
        """Whether the caller may read tiles and entry bundles of the log."""
        return self.caller in self.contacts and (self.register in SYSTEM or bool(self.grants))

    @property
    def needs_fields(self) -> bool:
        """Whether rows are decided by their fields, and not all alike."""
        return self.register in SYSTEM or any(each.grant.filter for each in self.grants)

    @property
    def refs(self) -> tuple[str, ...]:
        """The grants on which the decision rests, for the ledger."""
        return tuple(each.ref for each in self.grants)

    def parts_of(self, reader: Reader, origin: str, index: int, entry: Entry) -> frozenset[str]:
        """Return the names of the parts of an entry that may leave."""
        fields = shared_fields(reader, origin, index, entry) if self.needs_fields else {}
        row = Row(entry.key, fields, entry.op)
        return frozenset(leaving_by(self.grants, self.caller, self.register, row, self.contacts))


def decide(reader: Reader, node: Node, caller: str, register: str, today: date) -> Leaving:
    """Find the grants that hold today for the caller on our register."""
    return decide_all(reader, node, caller, [register], today)[register]


def decide_all(reader: Reader, node: Node, caller: str, registers: Iterable[str], today: date) -> dict[str, Leaving]:
    """Find the same for several registers, looking at the agreements once."""
    standing, known = standing_agreements(reader, node.name, today), frozenset(contacts(reader))
    return {
        register: Leaving(caller, register, granted(node.name, caller, register, standing, today), known)
        for register in registers
    }


def shared_fields(reader: Reader, origin: str, index: int, entry: Entry) -> Mapping[str, Any]:
    """Return the shared fields of the record at this entry: those of its newest put up to here."""
    if entry.op in LOG_OPS:
        return {}
    if entry.op == "put":
        return _body(reader, origin, index)
    put = _put_before(reader, origin, index, entry)
    return _body(reader, put.origin, put.index) if put else {}


def _put_before(reader: Reader, origin: str, index: int, entry: Entry) -> Version | None:
    """Return the newest put of the entry's key before it: in the same log, or in the one that handed the key over."""
    puts = [version for version in reader.history(entry.register, entry.key) if version.entry.op == "put"]
    definition = reader.definition(entry.register)
    custody = custody_of(reader, entry.register)
    path = path_of(custody, entry.register, definition.keys, entry.key) if definition else None
    if path is None:
        return max((v for v in puts if v.origin == origin and v.index < index), key=lambda v: v.index, default=None)
    here = path.place(origin, index)
    before = [v for v in puts if path.holds(v.origin, v.index) and path.place(v.origin, v.index) < here]
    return max(before, key=lambda v: path.place(v.origin, v.index), default=None)


def _body(reader: Reader, origin: str, index: int) -> Mapping[str, Any]:
    row = reader.part(origin, index, "shared")
    if row is None or row.state != "held":
        return {}
    values: Mapping[str, Any] = parse_canonical(row.body)
    return values
