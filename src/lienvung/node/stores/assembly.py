"""Put a record or a version together from its leaf, its parts and its projected row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from lienvung.core.register.datatype import fits
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import Entry
from lienvung.core.register.item import join_fields
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.part import part_digest
from lienvung.core.register.provenance import is_attribution, is_source
from lienvung.core.register.record import HELD, WITHHELD, Record, Version
from lienvung.node.stores.rows import PartRow, RecordRow


def entry_of(leaf: bytes) -> Entry:
    """Read a leaf that was checked when it was stored."""
    return Entry(**orjson.loads(leaf))


def part_values(row: PartRow) -> dict[str, Any]:
    """Return the values of a held part, whose body was checked when it was stored."""
    values: dict[str, Any] = orjson.loads(row.body)
    return values


def build_version(origin: str, index: int, entry: Entry, parts: Iterable[PartRow]) -> Version:
    """Return one entry as this node holds it."""
    known = {row.name: row for row in parts}
    return Version(origin, index, entry, _states(entry.parts, known), _values(known))


def build_record(
    register: str, row: RecordRow, parts: Sequence[PartRow], names: Sequence[str], read_leaf: Callable[[], bytes]
) -> Record:
    """Return the record that a projected row stands for; leaf and parts are those of its `put_index`.

    `names` are the parts of its definition. An entry that committed to others is not live, so that of a live record
    the leaf is read only for the digest of a part that is not held: it lies packed among 255 others.
    """
    known = {part.name: part for part in parts}
    values = _values(known)
    is_sound = names and row.state == "live"
    digests = _Digests(known, names, read_leaf) if is_sound else dict(entry_of(read_leaf()).parts)
    return Record(
        register=register,
        key=row.key,
        origin=row.origin,
        steward=row.steward or parse_origin(row.origin).node,
        index=row.index,
        op=row.op,
        state=row.state,
        time=row.time,
        batch=row.batch,
        definition=row.definition,
        values=join_fields(values),
        source=values.get("source", {}),
        attribution=values.get("attribution", {}),
        parts=_states(digests, known),
        into=row.into,
        digests=digests,
    )


class _Digests(Mapping[str, str]):
    """The digests of parts, reckoned or read when they are looked at: a list shows none of them.

    They live no longer than the reader that gave the record: its snapshot knows where the leaf lies.
    """

    __slots__ = ("_names", "_parts", "_read_leaf")

    def __init__(self, parts: Mapping[str, PartRow], names: Sequence[str], read_leaf: Callable[[], bytes]) -> None:
        self._parts, self._names, self._read_leaf = parts, names, read_leaf

    def __getitem__(self, name: str) -> str:
        if name not in self._names:
            raise KeyError(name)
        part = self._parts.get(name)
        if part is None or part.state != HELD:
            return entry_of(self._read_leaf()).parts[name]
        return part_digest(part.salt, part.body).hex()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def sound_record(record: Record, definition: Definition | None) -> Record:
    """Return a record that may break its definition with what its fields take, so that it can be shown.

    Its entries have everything. What is live was judged whole; what was retired or merged may have been invalid before.
    """
    return replace(
        record,
        values={name: each for name, each in record.values.items() if definition and fits(definition, name, each)},
        source=record.source if is_source(record.source) else {},
        attribution=record.attribution if is_attribution(record.attribution) else {},
    )


def _states(names: Iterable[str], known: Mapping[str, PartRow]) -> dict[str, str]:
    return {name: known[name].state if name in known else WITHHELD for name in names}


def _values(known: Mapping[str, PartRow]) -> dict[str, dict[str, Any]]:
    return {name: part_values(row) for name, row in known.items() if row.state == "held"}
