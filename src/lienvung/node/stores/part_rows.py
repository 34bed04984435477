"""All that is known of one entry's parts, as one value in a table.

    for each part, by name:  u8 length ‖ name ‖ state letter ‖ [ salt₁₆ ‖ u32 big-endian length ‖ body ]
    at the end:              CRC-32 of u64 big-endian index ‖ all that, u32 big-endian

Only a held part ("h") has salt and body. One row an entry, not one a part: most entries are written and read whole.
The digest in the entry says whether a held part is the one that was signed; the CRC finds a flipped bit anywhere, in
the states and names too, and at once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from lienvung.node.stores.rows import PartRow, PartState

_LETTERS: dict[PartState, bytes] = {
    "held": b"h", "withheld": b"w", "erased": b"e", "unavailable": b"u", "invalid": b"i"
}  # fmt: skip
_STATES = {ord(letter): state for state, letter in _LETTERS.items()}
_HELD = ord("h")
_SPELLED = re.compile(rb'"([0-9a-f]{64})"')


def format_parts(rows: Iterable[PartRow]) -> bytes:
    """Write the parts of one entry, which come sorted by name."""
    pieces: list[bytes] = []
    index = 0
    for row in rows:
        index = row.index
        pieces.append(_head(row.name, row.state))
        if row.state == "held":
            pieces += (row.salt, len(row.body).to_bytes(4, "big"), row.body)
    data = b"".join(pieces)
    return data + _sum(index, data)


def add_sum(index: int, data: bytes) -> bytes:
    """Return what `format_parts` writes, from what a store of version 1 kept."""
    return data + _sum(index, data)


def _sum(index: int, data: bytes) -> bytes:
    return crc32(data, crc32(index.to_bytes(8, "big"))).to_bytes(4, "big")


@lru_cache(maxsize=1024)
def _head(name: str, state: PartState) -> bytes:
    return bytes((len(name),)) + name.encode() + _LETTERS[state]


def parse_parts(index: int, data: bytes) -> list[PartRow]:
    """Read the parts of one entry. Raise ValueError on bytes that `format_parts` did not write."""
    data, held = data[:-4], data[-4:]
    if _sum(index, data) != held:
        raise ValueError("the parts of an entry are not as they were written")
    try:
        return _parse(index, data)
    except (IndexError, KeyError) as error:
        raise ValueError("a part breaks off or has no known state") from error


def _parse(index: int, data: bytes) -> list[PartRow]:
    rows, at, end = [], 0, len(data)
    while at < end:
        stop = at + 1 + data[at]
        name, state = data[at + 1 : stop].decode(), data[stop]
        at = stop + 1
        if state != _HELD:
            rows.append(PartRow(index, name, _STATES[state]))
            continue
        body = at + 20
        at = body + int.from_bytes(data[at + 16 : body], "big")
        rows.append(PartRow(index, name, "held", data[body - 20 : body - 4], data[body:at]))
    if at != end:
        raise ValueError("a part runs over the end of its row")
    return rows


def spelled_hashes(body: bytes) -> set[str]:
    """Return every SHA-256 that a body spells; which of them are blobs, the references know."""
    return {match.decode() for match in _SPELLED.findall(body)}


def group_parts(rows: Iterable[PartRow]) -> dict[int, list[PartRow]]:
    """Return the rows of each entry, by index."""
    grouped: defaultdict[int, list[PartRow]] = defaultdict(list)
    for row in rows:
        grouped[row.index].append(row)
    return dict(grouped)


def merge_parts(known: Iterable[PartRow], learnt: Iterable[PartRow]) -> list[PartRow]:
    """Return what is known after learning more: erased stays, held gives way only to held and erased."""
    merged = {row.name: row for row in known}
    for row in learnt:
        before = merged.get(row.name)
        if before is None or _gives_way(before.state, row.state):
            merged[row.name] = row
    return [merged[name] for name in sorted(merged)]


def _gives_way(before: PartState, after: PartState) -> bool:
    if before == "erased":
        return False
    return before != "held" or after in ("held", "erased")
