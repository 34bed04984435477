"""Read a log for projecting: so many entries at once as there is room for, with all that is known of their parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lienvung.core.register.entry import Entry
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.part_rows import parse_parts
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import PartRow, Shaped

BATCH = 5_120
STEP = 64
ROOM = 8 * 1024 * 1024
"""Parts are projected so many bytes at once: what a partner says must not decide how much memory is wanted."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Some entries of one log as the store has them: leaves from `first` on, and packed parts by index."""

    first: int
    leaves: Sequence[bytes]
    parts: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some entries of one log by index, and all that is known of their parts.

    A put that is in `shaped` was found right by what it says alone, and its parts are not here.
    """

    entries: Mapping[int, Entry]
    parts: Mapping[int, Sequence[PartRow]]
    shaped: Mapping[int, Shaped] = field(default_factory=dict)


def read_stretches(writer: Writer, origin: str, first: int, stop: int) -> Iterator[Stretch]:
    """Yield the entries first..stop as the store has them, as many at once as there is room for."""
    return (unpack(packed, {}) for packed in read_packed(writer, origin, first, stop))


def read_packed(writer: Writer, origin: str, first: int, stop: int) -> Iterator[Packed]:
    """Yield the same as the store keeps it."""
    leaves = writer.entries(origin, first, stop)  # each bundle is unpacked once
    begun, parts, weight = first, dict[int, bytes](), 0
    for start in range(first, stop, STEP):
        end = min(start + STEP, stop)
        for index, data in writer.packed_parts(origin, start, end):
            parts[index] = data
            weight += len(data)
        if weight >= ROOM or end - begun >= BATCH or end == stop:
            yield Packed(begun, list(islice(leaves, end - begun)), parts)
            begun, parts, weight = end, {}, 0


def unpack(packed: Packed, shaped: Mapping[int, Shaped]) -> Stretch:
    """Read what the store has of entries; of those that were shaped elsewhere, not the parts."""
    entries = dict(enumerate(map(entry_of, packed.leaves), packed.first))
    parts = {index: parse_parts(index, data) for index, data in packed.parts.items() if index not in shaped}
    return Stretch(entries, parts, shaped)
