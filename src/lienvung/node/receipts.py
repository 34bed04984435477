"""Receipts: both logs say that a bundle changed hands (docs/formats/receipt.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.core.register.record import Record
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader

REGISTER: Final = "receipt"
HANDED_OUT, TAKEN_IN = "handed-out", "taken-in"
COMPLETE, PARTIAL = "complete", "partial"

Heads = Mapping[str, tuple[int, int, str]]
"""Of each log given: from which size, to which size, and the root there in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One bundle that changed hands, as one side's log tells it; `result` is empty in the giver's."""

    act: str
    by: str
    other: str
    bundle: str
    file: str
    made: str
    heads: Heads
    result: str
    at: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bundle from one side to the other: what each side's log says of it, as far as it is known here."""

    giver: str
    taker: str
    bundle: str
    out: Handed | None
    taken: Handed | None

    @property
    def made(self) -> str:
        """When the bundle was made."""
        known = self.out or self.taken
        return known.made if known else ""

    @property
    def matches(self) -> bool:
        """Whether both logs tell of the same file and the same heads."""
        out, taken = self.out, self.taken
        if out is None or taken is None:
            return False
        same = (out.file, out.made) == (taken.file, taken.made)
        return same and all(out.heads.get(origin) == head for origin, head in taken.heads.items())


def write_receipt(node: Node, act: str, told: Handed) -> None:
    """Append our half; once for each act and file."""
    shared = {
        "act": act,
        "bundle": told.bundle,
        "file": told.file,
        "made": told.made,
        "heads": format_receipt_heads(told.heads),
        "to": [told.other],
        **({"result": told.result} if told.result else {}),
    }
    key = new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    prefix = "bundle" if act == TAKEN_IN else "bundle-out"
    append(node, [Change("put", REGISTER, key, {"shared": shared})], idempotency_key=f"{prefix}/{told.file}")


def was_taken(reader: Reader, node: str, file: str) -> bool:
    """Tell whether this node has a receipt of its own for this file."""
    return any(each.by == node and each.act == TAKEN_IN for each in _told(reader, {"file": file}))


def crossings(reader: Reader, node: str, partner: str | None = None) -> list[Crossing]:
    """Return every bundle to or from a partner, or all partners, the newest first."""
    halves: dict[tuple[str, str, str], dict[str, Handed]] = {}
    for each in _told(reader, {}):
        giver, taker = (each.by, each.other) if each.act == HANDED_OUT else (each.other, each.by)
        if node in (giver, taker) and partner in (None, giver, taker):
            halves.setdefault((giver, taker, each.bundle), {}).setdefault(each.act, each)
    found = [Crossing(*who, both.get(HANDED_OUT), both.get(TAKEN_IN)) for who, both in halves.items()]
    return sorted(found, key=lambda each: (each.made, each.bundle), reverse=True)


def acknowledged_sizes(reader: Reader, node: str, partner: str) -> dict[str, int]:
    """Return, by register, up to which size the partner's receipts say that it holds our logs with their values."""
    sizes: dict[str, int] = {}
    for crossing in crossings(reader, node, partner):
        taken = crossing.taken
        if crossing.giver == node and crossing.matches and taken is not None and taken.result == COMPLETE:
            for origin, (_, size, _root) in taken.heads.items():
                register = origin.partition("/")[2]
                sizes[register] = max(size, sizes.get(register, 0))
    return sizes


def format_receipt_heads(heads: Heads) -> str:
    """Return the `heads` field."""
    rows: dict[str, Value] = {origin: list(head) for origin, head in heads.items()}
    return canonical(rows).decode()


def parse_receipt_heads(text: str) -> dict[str, tuple[int, int, str]]:
    """Read a `heads` field; nonsense in a partner's log acknowledges nothing."""
    try:
        rows = parse_canonical(text.encode())
    except LienVungError:
        return {}
    return {origin: (row[0], row[1], row[2]) for origin, row in rows.items() if _is_head(row)} if _is_map(rows) else {}


def _is_map(rows: Any) -> bool:
    return isinstance(rows, dict)


def _is_head(row: Any) -> bool:
    if not isinstance(row, list) or len(row) != 3:
        return False
    return type(row[0]) is int and type(row[1]) is int and isinstance(row[2], str)


def _told(reader: Reader, where: Mapping[str, Any]) -> list[Handed]:
    return [told for record in every_record(reader, REGISTER, where) if (told := _read(record)) is not None]


def _read(record: Record) -> Handed | None:
    values = record.values
    to = values.get("to", ())
    if len(to) != 1:
        return None
    return Handed(
        act=str(values["act"]),
        by=record.steward,
        other=str(to[0]),
        bundle=str(values["bundle"]),
        file=str(values["file"]),
        made=str(values["made"]),
        heads=parse_receipt_heads(str(values["heads"])),
        result=str(values.get("result", "")),
        at=record.time,
    )
