"""Rows as PostgreSQL's binary COPY wants them (PostgreSQL documentation, COPY, "Binary Format").

    "PGCOPY\\n\\xff\\r\\n\\0" ‖ u32 0 ‖ u32 0 ‖ each row: i16 columns ‖ each column: i32 length ‖ bytes ‖ … ‖ i16 -1

A length of -1 is NULL. Our columns are 64-bit integers, text and bytes; every number is big-endian.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
CHUNK = 256 * 1024

_NULL = b"\xff\xff\xff\xff"
_integer = struct.Struct(">iq").pack
_length = struct.Struct(">i").pack


def format_copy(rows: Iterable[Sequence[Any]], columns: int) -> Iterator[bytes]:
    """Write rows for COPY, a few hundred kilobytes at a time."""
    begin = struct.pack(">h", columns)
    out = bytearray(HEADER)
    for row in rows:
        out += begin
        for value in row:
            kind = type(value)
            if kind is str:
                data = value.encode()
                out += _length(len(data))
                out += data
            elif kind is int:
                out += _integer(8, value)
            elif value is None:
                out += _NULL
            elif kind is bool:
                out += _integer(8, value)
            else:
                out += _length(len(value))
                out += value
        if len(out) > CHUNK:
            yield bytes(out)
            out.clear()
    yield bytes(out) + TRAILER


def format_box(bounds: Sequence[int]) -> bytes:
    """Write west, south, east, north as a `box`, as its binary input takes it: the upper right corner first."""
    west, south, east, north = bounds
    return struct.pack(">dddd", east, north, west, south)
