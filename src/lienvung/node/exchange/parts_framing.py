"""Parts on the wire: framed, compressed blocks (docs/formats/parts-framing.md).

    answer = block* ‖ u32 0
    block  = u32 length ‖ zstd frame (content size declared, at most 16 MiB unpacked)
    unpacked block = record*
    record = u64 index ‖ u8 part ordinal ‖ u8 state ‖ 16-byte salt ‖ u32 length ‖ body

Integers are big-endian. A record never spans two blocks. The part ordinal counts in the request's
`parts`. Salt and body are present only for `held`: the other states carry 16 zero bytes and length 0.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import zstandard

from lienvung.core.register.part import MAX_BODY

RECORD: Final = struct.Struct(">QBB16sI")
LENGTH: Final = struct.Struct(">I")
MAX_BLOCK: Final = 16 * 1024 * 1024
MAX_UNPACKED: Final = 16 * 1024 * 1024
ROOM: Final = 8 * 1024 * 1024
"""A sender stops at the first entry beyond this, so that one answer never needs more memory than it is worth."""
FULL_BLOCK: Final = 1024 * 1024
NO_SALT: Final = bytes(16)
ZSTD_LEVEL: Final = 3


class State(IntEnum):
    """What the sender says of one part of one entry."""

    HELD = 0
    ERASED = 1
    WITHHELD = 2
    UNAVAILABLE = 3


@dataclass(slots=True)
class PartRecord:
    """One part of one entry, or the statement that it is not sent, and why. Not frozen: see node/stores/rows.py."""

    index: int
    ordinal: int
    state: State
    salt: bytes = NO_SALT
    body: bytes = b""


class FramingBroken(ValueError):
    """The bytes break the framing; the message names the rule."""


class FramingTruncated(ValueError):
    """The bytes end before the closing zero length."""


def format_record(record: PartRecord) -> bytes:
    """Return the record's bytes. ValueError if its body is longer than a part may be."""
    if len(record.body) > MAX_BODY:
        raise ValueError("a part is at most 256 KiB")
    return RECORD.pack(record.index, record.ordinal, record.state, record.salt, len(record.body)) + record.body


def within_room(records: Iterable[PartRecord], room: int = ROOM) -> Iterator[PartRecord]:
    """Yield whole entries until `room` bytes are reached: the reader asks again for the rest."""
    size, index = 0, -1
    for record in records:
        if size >= room and record.index != index:
            return
        index = record.index
        size += RECORD.size + len(record.body)
        yield record


def format_blocks(records: Iterable[PartRecord]) -> Iterator[bytes]:
    """Yield the answer block by block (about 1 MiB unpacked each), then the closing zero length."""
    compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    pending: list[bytes] = []
    size = 0
    for record in records:
        framed = format_record(record)
        pending.append(framed)
        size += len(framed)
        if size >= FULL_BLOCK:
            yield format_frame(compressor.compress(b"".join(pending)))
            pending, size = [], 0
    if pending:
        yield format_frame(compressor.compress(b"".join(pending)))
    yield LENGTH.pack(0)


def format_frame(payload: bytes) -> bytes:
    """Return u32 length ‖ payload."""
    return LENGTH.pack(len(payload)) + payload


def parse_frames(data: bytes, *, closed: bool) -> Iterator[bytes]:
    """Split length-prefixed frames; `closed` asks for the closing zero length (FramingTruncated, FramingBroken)."""
    offset = 0
    while offset < len(data):
        if offset + 4 > len(data):
            raise FramingTruncated
        (length,) = LENGTH.unpack_from(data, offset)
        offset += 4
        if length == 0:
            if not closed or offset != len(data):
                raise FramingBroken("bytes after the closing length")
            return
        if offset + length > len(data):
            raise FramingTruncated
        yield data[offset : offset + length]
        offset += length
    if closed:
        raise FramingTruncated


def unpack(frame: bytes, limit: int = MAX_BLOCK) -> bytes:
    """Unpack one zstd frame that declares its size, at most `limit` bytes (FramingBroken before unpacking)."""
    try:
        declared = zstandard.frame_content_size(frame)
        if declared < 0 or declared > limit:
            raise FramingBroken(f"a frame declares its size, at most {limit} bytes")
        # max_output_size only matters without a declared size; a frame that lies about it fails in the library.
        unpacked = zstandard.ZstdDecompressor().decompress(frame, max_output_size=limit, allow_extra_data=False)
    except zstandard.ZstdError:
        raise FramingBroken("not a zstd frame") from None
    if len(unpacked) != declared:
        raise FramingBroken("a frame holds the size that it declares")
    return unpacked


def parse_blocks(data: bytes, limit: int = MAX_UNPACKED) -> Iterator[PartRecord]:
    """Yield the records of an answer that unpacks to at most `limit` bytes (FramingTruncated, FramingBroken)."""
    size = 0
    for frame in parse_frames(data, closed=True):
        block = unpack(frame)
        size += len(block)
        if size > limit:
            raise FramingBroken(f"an answer unpacks to at most {limit} bytes")
        yield from parse_block(block)


def parse_block(block: bytes) -> Iterator[PartRecord]:
    """Yield the records of one unpacked block (FramingBroken)."""
    offset, end, header, held = 0, len(block), RECORD.size, State.HELD
    while offset < end:
        body = offset + header
        if body > end:
            raise FramingBroken("a record never spans two blocks")
        index, ordinal, state, salt, length = RECORD.unpack_from(block, offset)
        offset = body + length
        if length > MAX_BODY or offset > end:
            raise FramingBroken("a record never spans two blocks")
        if state == 0:
            yield PartRecord(index, ordinal, held, salt, block[body:offset])
        else:
            yield _not_held(index, ordinal, state, salt, length)


def _not_held(index: int, ordinal: int, state: int, salt: bytes, length: int) -> PartRecord:
    if state > State.UNAVAILABLE:
        raise FramingBroken("an unknown state")
    if length or salt != NO_SALT:
        raise FramingBroken("only a held part has salt and body")
    return PartRecord(index, ordinal, State(state))
