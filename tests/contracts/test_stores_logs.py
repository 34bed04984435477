"""What every store promises of logs: leaves, heads, what is shown (node/stores/port/logs.py)."""

import pytest

from lienvung.core.tlog.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    leaf_hash,
    leaf_hashes,
    prove_consistency,
    prove_inclusion,
    root_of,
)
from lienvung.core.tlog.tile import parse_entry_bundle
from lienvung.node.errors import EntriesNotContiguous, EntryNotHeld, HeadConflict, HeadMismatch, LogNotHeld
from lienvung.node.stores.bundles import pack_bundle, unpack_bundle
from lienvung.node.stores.rows import PartRow
from tests.contracts.gateways import LEAVES, ORIGIN, SALT, fill


@pytest.mark.parametrize("steps", [[1], [255, 1, 1], [256, 256], [254, 3, 3, 3], [1] * 5, [300, 300], [600]])
def test_leaves_come_back_as_they_went_in(store, steps):
    """However a log grows around the tile width, its leaves, tiles, root and proofs are those of the tree."""
    size = 0
    for step in steps:
        with store.writing() as writer:
            writer.create_log(ORIGIN)
            frontier = writer.add_entries(ORIGIN, size, LEAVES[size : size + step])
            size += step
            writer.commit_head(ORIGIN, size, b"head")
        assert frontier == Frontier().extend(leaf_hashes(LEAVES[:size]))
        with store.reading() as reader:
            check_log(reader, size)


def check_log(reader, size):
    hashes = leaf_hashes(LEAVES[:size])
    log = reader.log(ORIGIN)
    assert (log.size, log.complete, log.frontier.root()) == (size, True, root_of(hashes))
    assert list(reader.entries(ORIGIN, 0, size + 5)) == LEAVES[:size]
    assert [reader.entry(ORIGIN, i) for i in (0, size // 2, size - 1)] == [LEAVES[i] for i in (0, size // 2, size - 1)]
    for n in range(size // 256 + 2):
        assert parse_entry_bundle(reader.entry_bundle(ORIGIN, n)) == LEAVES[:size][n * 256 : n * 256 + 256]
        assert reader.hash_tile(ORIGIN, 0, n) == b"".join(hashes[n * 256 : n * 256 + 256])
    assert reader.hash_tile(ORIGIN, 1, 0) == b"".join(root_of(hashes[n : n + 256]) for n in range(0, size - 255, 256))
    packed = reader.packed_bundles(ORIGIN, 0, 10)
    assert [parse_entry_bundle(unpack_bundle(frame)) for frame in packed] == [
        LEAVES[n : n + 256] for n in range(0, size - 255, 256)
    ]
    read = reader.hashes(ORIGIN)
    for index in {0, size // 3, size - 1}:
        check_inclusion(index, size, hashes[index], prove_inclusion(index, size, read), root_of(hashes))
        old = index + 1
        check_consistency(old, root_of(hashes[:old]), size, root_of(hashes), prove_consistency(old, size, read))
    with pytest.raises(EntryNotHeld):
        reader.entry(ORIGIN, size)


def test_pending_entries_are_shown_to_nobody(store):
    """Entries above the committed head are not in leaves, bundles, tiles, parts or wanted values."""
    with store.writing() as writer:
        fill(writer, 200)
        writer.add_entries(ORIGIN, 200, LEAVES[200:300])
        writer.add_parts(ORIGIN, [PartRow(250, "shared", "held", SALT, b"{}")])
    with store.reading() as reader:
        log = reader.log(ORIGIN)
        assert (log.size, log.pending.size, log.complete, log.head) == (200, 300, False, b"head 200")
        assert len(list(reader.entries(ORIGIN, 0, 300))) == 200
        assert len(parse_entry_bundle(reader.entry_bundle(ORIGIN, 0))) == 200
        assert reader.packed_bundles(ORIGIN, 0, 9) == []
        assert len(reader.hash_tile(ORIGIN, 0, 0)) == 200 * 32
        assert list(reader.parts(ORIGIN, 0, 999)) == []
        assert reader.wanted(ORIGIN, ["shared"], 190, 99) == list(range(190, 200))


def test_dropped_pending_entries_leave_no_trace(store):
    """After a drop, other entries may take the place of the pending ones, across bundle and tile borders."""
    with store.writing() as writer:
        fill(writer, 200)
    with store.writing() as writer:
        writer.add_entries(ORIGIN, 200, [b"wrong %d" % i for i in range(500)])
        writer.add_parts(ORIGIN, [PartRow(300, "shared", "held", SALT, b"{}")])
    with store.reading() as reader:
        assert reader.entry(ORIGIN, 199) == LEAVES[199]
    with store.writing() as writer:
        writer.drop_pending(ORIGIN)
        assert writer.log(ORIGIN).complete
        writer.add_entries(ORIGIN, 200, LEAVES[200:600])
        writer.commit_head(ORIGIN, 600, b"head")
    with store.reading() as reader:
        check_log(reader, 600)
        assert list(reader.parts(ORIGIN, 0, 600)) == []


def test_packed_bundles_are_kept_as_received(store):
    """Frames handed over with the leaves are what a partner gets, and say the same leaves."""
    frames = {0: pack_bundle(LEAVES[:256]), 1: pack_bundle(LEAVES[256:512])}
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, LEAVES[:512], leaf_hashes(LEAVES[:512]), frames)
        writer.commit_head(ORIGIN, 512, b"head")
    with store.reading() as reader:
        assert reader.packed_bundles(ORIGIN, 0, 2) == [frames[0], frames[1]]
        check_log(reader, 512)


def test_entries_must_continue_the_log(store):
    """Leaves that leave a gap, overlap, or belong to no log are refused, and a head must be of what is stored."""
    with store.writing() as writer:
        fill(writer, 3)
        for first in (0, 2, 4):
            with pytest.raises(EntriesNotContiguous):
                writer.add_entries(ORIGIN, first, LEAVES[:1])
        with pytest.raises(LogNotHeld):
            writer.add_entries("hai-phong/other", 0, LEAVES[:1])
        with pytest.raises(HeadMismatch):
            writer.commit_head(ORIGIN, 4, b"head")


def test_signed_heads_never_go_back(store):
    """A second root for a signed size and a smaller size are refused; the same head again is not."""
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.record_signed_head(ORIGIN, 5, b"a" * 32)
        writer.record_signed_head(ORIGIN, 5, b"a" * 32)
        for size, root in ((5, b"b" * 32), (4, b"a" * 32)):
            with pytest.raises(HeadConflict):
                writer.record_signed_head(ORIGIN, size, root)
        writer.record_signed_head(ORIGIN, 9, b"c" * 32)
        assert writer.signed_head(ORIGIN, 5) == b"a" * 32
        assert writer.signed_head(ORIGIN, 6) is None


def test_the_last_leaf_is_known_before_it_is_shown(store):
    """Where a pull broke off is known, though nobody is shown anything of it yet."""
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        assert writer.last_leaf(ORIGIN) is None
        for first, stop in [(0, 3), (3, 256), (256, 300)]:
            writer.add_entries(ORIGIN, first, [b"%d" % n for n in range(first, stop)])
            assert writer.last_leaf(ORIGIN) == b"%d" % (stop - 1)


def test_logs_are_told_apart(store):
    """Two logs in one store keep their leaves, tiles and heads to themselves."""
    other = "quang-ninh/gateway"
    with store.writing() as writer:
        fill(writer, 300)
        writer.create_log(other)
        writer.add_entries(other, 0, LEAVES[300:310])
        writer.commit_head(other, 10, b"other")
    with store.reading() as reader:
        assert [(log.origin, log.node, log.register, log.size) for log in reader.logs()] == [
            (ORIGIN, "hai-phong", "gateway", 300),
            (other, "quang-ninh", "gateway", 10),
        ]
        assert reader.entry(other, 0) == LEAVES[300]
        assert reader.hash_tile(other, 0, 0)[:32] == leaf_hash(LEAVES[300])
        check_log(reader, 300)
