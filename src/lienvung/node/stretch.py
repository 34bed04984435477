"""Read a log for projecting: so many entries at once as there is room for, with all that is known of their parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lienvung.core.register.entry import Entry
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.part_rows import group_parts
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import PartRow

BATCH = 5_120
STEP = 64
ROOM = 8 * 1024 * 1024
"""Parts are projected so many bytes at once: what a partner says must not decide how much memory is wanted."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some entries of one log by index, and all that is known of their parts."""

    entries: Mapping[int, Entry]
    parts: Mapping[int, Sequence[PartRow]]


def read_stretches(writer: Writer, origin: str, first: int, stop: int) -> Iterator[Stretch]:
    """Yield the entries first..stop as the store has them, as many at once as there is room for."""
    entries: dict[int, Entry] = {}
    parts: dict[int, list[PartRow]] = {}
    weight = 0
    leaves = writer.entries(origin, first, stop)  # each bundle is unpacked once
    for start in range(first, stop, STEP):
        end = min(start + STEP, stop)
        entries.update(enumerate(map(entry_of, islice(leaves, end - start)), start))
        for index, rows in group_parts(writer.parts(origin, start, end)).items():
            parts[index] = rows
            weight += sum(len(row.body) for row in rows)
        if weight >= ROOM or len(entries) >= BATCH or end == stop:
            yield Stretch(entries, parts)
            entries, parts, weight = {}, {}, 0
