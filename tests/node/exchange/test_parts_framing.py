"""The framing of parts."""

import json
import struct
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from lienvung.node.exchange.parts_framing import (
    MAX_BLOCK,
    FramingBroken,
    FramingTruncated,
    PartRecord,
    State,
    format_blocks,
    format_frame,
    format_record,
    parse_block,
    parse_blocks,
    unpack,
)

VECTORS = Path(__file__).parents[3] / "docs/formats/vectors/parts-framing.json"
HELD = PartRecord(7, 1, State.HELD, b"s" * 16, b'{"a":1}')

held = st.builds(
    PartRecord,
    st.integers(0, 2**64 - 1),
    st.integers(0, 255),
    st.just(State.HELD),
    st.binary(min_size=16, max_size=16),
    st.binary(max_size=64),
)
not_held = st.builds(
    PartRecord, st.integers(0, 2**64 - 1), st.integers(0, 255), st.sampled_from([s for s in State if s != State.HELD])
)


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, object]) -> None:
    """Each vector's bytes are its record's, or are refused with its rule."""
    data = bytes.fromhex(str(vector["hex"]))
    if "refused" in vector:
        with pytest.raises(FramingBroken, match=str(vector["refused"])):
            list(parse_block(data))
        return
    fields = vector["record"]
    assert isinstance(fields, dict)
    record = PartRecord(
        fields["index"],
        fields["ordinal"],
        State[fields["state"].upper()],
        bytes.fromhex(fields["salt"]),
        fields["body"].encode(),
    )
    assert list(parse_block(data)) == [record]
    assert format_record(record) == data


@settings(deadline=None)
@given(st.lists(held | not_held, max_size=20))
def test_what_is_written_is_read(records: list[PartRecord]) -> None:
    """Any sequence of records survives blocks and compression, in order."""
    assert list(parse_blocks(b"".join(format_blocks(records)))) == records


def test_large_answers_are_cut_into_blocks() -> None:
    """No block grows far beyond a mebibyte, so that neither side holds a whole answer unpacked."""
    records = [PartRecord(n, 0, State.HELD, bytes(16), bytes(262_144)) for n in range(20)]
    blocks = list(format_blocks(records))
    assert len(blocks) == 6  # four records a block, and the closing length
    assert list(parse_blocks(b"".join(blocks))) == records


@pytest.mark.parametrize("cut", [1, 4, 5, 20])
def test_a_cut_answer_is_truncated(cut: int) -> None:
    """An answer that lacks its end is never taken for a short one."""
    data = b"".join(format_blocks([HELD]))
    with pytest.raises(FramingTruncated):
        list(parse_blocks(data[:-cut]))


def test_bytes_after_the_end_are_refused() -> None:
    """The closing length is the last thing."""
    with pytest.raises(FramingBroken):
        list(parse_blocks(b"".join(format_blocks([HELD])) + b"\0"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A frame that declares more than 16 MiB is refused by its header."""
    bomb = zstandard.ZstdCompressor().compress(bytes(MAX_BLOCK + 1))
    with pytest.raises(FramingBroken):
        unpack(bomb)


def test_a_frame_without_a_declared_size_is_refused() -> None:
    """A stream of unknown length cannot be bounded before it is unpacked, so it is not accepted."""
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 1000)
    with pytest.raises(FramingBroken):
        unpack(silent)


@pytest.mark.parametrize("frame", [b"", b"rubbish", zstandard.ZstdCompressor().compress(b"x" * 99)[:-3]])
def test_what_is_not_a_frame_is_refused(frame: bytes) -> None:
    """Rubbish and torn frames raise FramingBroken and nothing else."""
    with pytest.raises(FramingBroken):
        unpack(frame)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_hostile_blocks_raise_only_the_framing_error(data: bytes) -> None:
    """No bytes make the reader fail in another way than by saying so."""
    try:
        records = list(parse_block(data))
    except FramingBroken:
        return
    assert b"".join(map(format_record, records)) == data


def test_a_frame_carries_its_length() -> None:
    """Frames are prefixed by a big-endian u32."""
    assert format_frame(b"abc") == struct.pack(">I", 3) + b"abc"
