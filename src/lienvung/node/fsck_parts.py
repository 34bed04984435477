"""Check each held part against the digest that its entry commits to."""

from collections.abc import Iterator

import orjson

from lienvung.core.register.part import part_digest
from lienvung.core.tlog.tile import TILE_WIDTH
from lienvung.node.finding import Finding
from lienvung.node.fsck_log import UNREADABLE, reaches
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import LogState, PartRow


def check_parts(reader: Reader, log: LogState) -> Iterator[Finding]:
    """Check the parts of one log, a bundle of entries at a time."""
    if log.size and not reaches(reader, log):
        return
    for first in range(0, log.size, TILE_WIDTH):
        stop = min(first + TILE_WIDTH, log.size)
        try:
            digests = [orjson.loads(leaf)["parts"] for leaf in reader.entries(log.origin, first, stop)]
        except (*UNREADABLE, orjson.JSONDecodeError, KeyError):
            continue  # the leaves themselves are already named
        for index, rows in _rows(reader, log, first, stop):
            if rows is None:
                yield Finding("part", log.origin, index, "part-damaged", "unreadable")
                continue
            for row in rows:
                if not _is_sound(row, digests[index - first].get(row.name)):
                    yield Finding("part", log.origin, index, "part-damaged", row.name)


def _rows(reader: Reader, log: LogState, first: int, stop: int) -> Iterator[tuple[int, list[PartRow] | None]]:
    """Give the parts of each entry, None where they cannot be read; one by one only where a bundle fails."""
    try:
        rows = list(reader.parts(log.origin, first, stop))
    except ValueError:
        for index in range(first, stop):
            yield index, _one(reader, log, index)
        return
    for row in rows:
        yield row.index, [row]


def _one(reader: Reader, log: LogState, index: int) -> list[PartRow] | None:
    try:
        return list(reader.parts(log.origin, index, index + 1))
    except ValueError:
        return None


def _is_sound(row: PartRow, digest: str | None) -> bool:
    if row.state != "held":
        return digest is not None
    return part_digest(row.salt, row.body).hex() == digest
