"""What every store promises of its transactions, and what the node remembers in them (node/stores/port)."""

from threading import Thread

import pytest

from lienvung.node.errors import AppendRepeated
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.rows import PeerState, Query, Receipt, TransferRow
from tests.contracts.gateways import BATCH, DEFINITION, LEAVES, ORIGIN, TIME, fill, key, leaf, put


def test_failed_block_keeps_nothing(store):
    """Whatever a writing block did before it failed is gone, in every table."""

    def fail():
        with store.writing() as writer:
            fill(writer, 300)
            writer.add_definition(DEFINITION)
            put(writer, 1, 0, name="Bãi Cháy")
            writer.add_blob(b"x")
            writer.remember_append("k", Receipt(BATCH, ()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as reader:
        assert reader.logs() == []
        assert reader.record("gateway", key(1)) is None
        assert reader.appended("k") is None
        assert reader.find("gateway", Query()).total == 0
    with store.writing() as writer:
        fill(writer, 2)


def test_snapshot_does_not_move(store):
    """A reading block sees one moment, whatever is written meanwhile by another thread."""
    with store.writing() as writer:
        fill(writer, 1)

    def grow():
        with store.writing() as writer:
            writer.add_entries(ORIGIN, 1, LEAVES[1:300])
            writer.commit_head(ORIGIN, 300, b"later")

    with store.reading() as reader:
        thread = Thread(target=grow)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert reader.log(ORIGIN).size == 1
        assert len(list(reader.entries(ORIGIN, 0, 999))) == 1
    with store.reading() as reader:
        assert reader.log(ORIGIN).size == 300


def test_writers_take_turns(store):
    """Two threads that append at once end in one log that holds both appends whole."""

    def grow(number):
        for _ in range(20):
            with store.writing() as writer:
                size = writer.log(ORIGIN).pending.size
                writer.add_entries(ORIGIN, size, [leaf(number)] * 3)
                writer.commit_head(ORIGIN, size + 3, b"head")

    with store.writing() as writer:
        writer.create_log(ORIGIN)
    threads = [Thread(target=grow, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.reading() as reader:
        leaves = list(reader.entries(ORIGIN, 0, 999))
    assert len(leaves) == 120
    assert all(leaves[i] == leaves[i + 1] == leaves[i + 2] for i in range(0, 120, 3))


def test_what_the_node_remembers(store):
    """Receipts, settings, cosignatures, transfers, evidence and contacts come back as they were given."""
    receipt = Receipt(BATCH, ((ORIGIN, 1, key(1)),))
    sent = TransferRow("t1", "out", "quang-ninh", ORIGIN, TIME, ("a",), ("shared",), 3, "d")
    received = TransferRow("t1", "in", "bac-ninh", ORIGIN, TIME, (), (), 0)
    peer = PeerState(
        "quang-ninh", b'{"x":"\xc4\x91"}', "http://x", "Lan", TIME, trouble="log-forked", facts={"size": 3}
    )
    with store.writing() as writer:
        fill(writer, 3)
        writer.remember_append("k", receipt)
        with pytest.raises(AppendRepeated):
            writer.remember_append("k", receipt)
        writer.set_setting("a", b"1")
        writer.set_setting("a", b"2")
        writer.set_setting("b", b"3")
        writer.set_setting("b", None)
        writer.add_cosignature(ORIGIN, 3, "quang-ninh/witness", "— old\n")
        writer.add_cosignature(ORIGIN, 3, "quang-ninh/witness", "— new\n")
        writer.add_cosignature(ORIGIN, 5, "quang-ninh/witness", "— later\n")
        writer.add_cosignature(ORIGIN, 5, "bac-ninh/witness", "— later\n")
        for row in (sent, received, sent):
            writer.add_transfer(row)
        first = writer.add_evidence(TIME, "quang-ninh", ORIGIN, "fork", [b"a", b"b"], "why")
        assert writer.add_evidence("later", "quang-ninh", ORIGIN, "fork", [b"a", b"b"]) == first
        assert writer.add_evidence(TIME, "quang-ninh", ORIGIN, "fork", [b"a", b"c"]) != first
        writer.set_peer(peer)
    with store.reading() as reader:
        assert reader.appended("k") == receipt
        assert (reader.setting("a"), reader.setting("b")) == (b"2", None)
        assert [(row.witness, row.line) for row in reader.cosignatures(ORIGIN, 3)] == [
            ("quang-ninh/witness", "— new\n")
        ]
        assert reader.cosignatures(ORIGIN, 2) == []
        later = [(3, "quang-ninh/witness"), (5, "bac-ninh/witness"), (5, "quang-ninh/witness")]
        assert [(size, row.witness) for size, row in reader.cosignatures_from(ORIGIN, 3, 9)] == later
        assert [size for size, _ in reader.cosignatures_from(ORIGIN, 4, 1)] == [5]
        assert reader.transfers() == [received, sent]
        assert reader.transfers("quang-ninh") == [sent]
        assert reader.transfers(limit=1) == [received]
        assert [row.notes for row in reader.evidence()] == [(b"a", b"c"), (b"a", b"b")]
        assert reader.evidence()[1].at == TIME
        assert reader.peer("quang-ninh") == peer
        assert reader.peers() == [peer]
        assert reader.peer("bac-ninh") is None


def test_instance_names_the_place(store):
    """A store keeps its instance while it stays where it is."""
    assert store.instance == store.instance
    assert MemoryStore().instance != MemoryStore().instance
