"""Keep together what was confirmed together (docs/formats/batch.md, rule B2)."""

from collections.abc import Iterable, Iterator

from lienvung.core.register.entry import Entry
from lienvung.core.register.errors import BatchSplit


def find_batches(entries: Iterable[Entry], first: int = 0) -> Iterator[tuple[str, int, int]]:
    """Yield (batch id, first index, index past the last) of each run; raise BatchSplit when an id returns."""
    seen: set[str] = set()
    batch, start, index = "", first, first
    for index, entry in enumerate(entries, first):
        if entry.batch == batch:
            continue
        if batch:
            yield batch, start, index
        if entry.batch in seen:
            raise BatchSplit(entry.batch, index)
        seen.add(entry.batch)
        batch, start = entry.batch, index
    if batch:
        yield batch, start, index + 1
