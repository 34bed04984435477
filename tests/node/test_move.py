"""Moving a store: every byte arrives, one place signs, and whatever breaks in between never makes it two."""

from contextlib import closing

import pytest
from one_node import CATALOGUE, PERSON, Clock, act, commitment, make_node, put, send

from lienvung.node.append import append
from lienvung.node.backup.collect import collect
from lienvung.node.errors import SecondInstallation, StoreUnwritable
from lienvung.node.guard import INSTALLATION
from lienvung.node.move import MoveRefused, move_store
from lienvung.node.rebuild import canonical_dump
from lienvung.node.stores.rows import PeerState, TransferRow
from lienvung.node.stores.sqlite import open_sqlite

REGISTERS = {**CATALOGUE, "person": PERSON}
CLOCK = Clock()


@pytest.fixture
def sqlite(tmp_path):
    with closing(open_sqlite(tmp_path / "first.sqlite")) as store:
        yield store


@pytest.fixture
def postgres(postgres_server):
    with closing(postgres_server.open()) as store:
        yield store


def fill(store):
    """Write some of everything that a node keeps."""
    node = make_node(store, now=CLOCK)
    send(node, *[commitment(f"Việc {number}: cầu Bến Rừng, Đông Triều") for number in range(520)])
    person = put("person", role="Cán bộ", phone="0900000000")
    send(node, person, commitment("Ăn Hải"), idempotency_key="k")
    send(node, act("erase", "person", person.key, parts=["personal"], ground="Theo yêu cầu"))
    with store.writing() as writer:
        writer.add_blob(b"paper")
        writer.add_cosignature("hai-phong/commitment", 521, "quang-ninh/witness", "— line\n")
        writer.set_peer(PeerState("quang-ninh", b'{"x":"\xc4\x91"}', "http://x", "Lan", "2026-11-22T08:00:00Z"))
        writer.add_transfer(TransferRow("t", "out", "quang-ninh", "hai-phong/person", "t", ("a",), ("shared",), 3))
        writer.add_evidence("t", "quang-ninh", "quang-ninh/x", "fork", [b"a", b"b"], "why")
        writer.set_setting("x", b"\x00\xff")
    return node


def everything(store):
    """Everything that a store holds, but which installation it is."""
    with store.reading() as reader:
        records = [each for each in collect(reader) if each.facts.get("name") != INSTALLATION]
        return records, canonical_dump(reader)


def test_store_goes_to_postgres_and_back(sqlite, postgres, tmp_path):
    """Logs, heads, parts, blobs, duty and tables are equal on the way there and back, byte for byte."""
    fill(sqlite)
    before = everything(sqlite)
    moved = move_store("hai-phong", sqlite, postgres, REGISTERS)
    assert (moved.logs, moved.entries, moved.blobs, moved.same_tables) == (2, 525, 1, True)
    assert everything(postgres) == before
    with closing(open_sqlite(tmp_path / "second.sqlite")) as back:
        assert move_store("hai-phong", postgres, back, REGISTERS).same_tables
        assert everything(back) == before


def test_only_the_new_place_signs(sqlite, postgres):
    """After a move the old store refuses to append, the new one goes on where the log ended."""
    fill(sqlite)
    move_store("hai-phong", sqlite, postgres, REGISTERS)
    with pytest.raises(SecondInstallation):
        send(make_node(sqlite, now=CLOCK), commitment("ở nơi cũ"))
    receipt = send(make_node(postgres, now=CLOCK), commitment("ở nơi mới"))
    assert [index for _, index, _ in receipt.entries] == [522]
    assert append(make_node(postgres, now=CLOCK), [], idempotency_key="k").entries  # receipts went along


def test_place_that_holds_something_is_refused(sqlite, postgres):
    """A store is moved into an empty one only, and the old one goes on signing when it was not moved."""
    fill(sqlite)
    with postgres.writing() as writer:
        writer.create_log("bac-ninh/gateway")
    with pytest.raises(MoveRefused, match="not-empty"):
        move_store("hai-phong", sqlite, postgres, REGISTERS)
    send(make_node(sqlite, now=CLOCK), commitment("vẫn ở nơi cũ"))


def test_move_that_was_killed_is_run_again(sqlite, postgres, tmp_path):
    """Killed between the mark and the copy nobody signs; run again to the same place, and only there, it ends well."""
    fill(sqlite)
    before = everything(sqlite)
    with sqlite.writing() as writer:
        writer.set_setting(INSTALLATION, f"moved:{postgres.instance}".encode())
    with pytest.raises(SecondInstallation):
        send(make_node(sqlite, now=CLOCK), commitment("không ai ký"))
    with closing(open_sqlite(tmp_path / "other.sqlite")) as other, pytest.raises(SecondInstallation):
        move_store("hai-phong", sqlite, other, REGISTERS)
    for _ in range(2):  # the second time as if killed before the settings were written
        move_store("hai-phong", sqlite, postgres, REGISTERS)
        assert everything(postgres) == before
    send(make_node(postgres, now=CLOCK), commitment("ở nơi mới"))


def test_copy_that_was_not_adopted_is_not_moved(sqlite, postgres):
    """A store that may not sign where it lies does not become one that may by being moved."""
    fill(sqlite)
    with sqlite.writing() as writer:
        writer.set_setting(INSTALLATION, b"elsewhere")
    with pytest.raises(SecondInstallation):
        move_store("hai-phong", sqlite, postgres, REGISTERS)


def test_failed_move_lets_the_old_place_sign(sqlite, postgres_server):
    """When the server fails in the middle of a move, nothing is there and the old place signs again."""
    fill(sqlite)
    target = postgres_server.open("half-way")
    postgres_server.run('ALTER TABLE "half-way".receipt ADD CHECK (octet_length(entries) < 40)')
    with pytest.raises(Exception, match="receipt"):
        move_store("hai-phong", sqlite, target, REGISTERS)
    with target.reading() as reader:
        assert reader.logs() == []
    send(make_node(sqlite, now=CLOCK), commitment("vẫn ở nơi cũ"))


def test_unreachable_new_place_changes_nothing(sqlite, mortal_server):
    """When the server is gone before the copy begins, the old place is not even marked for long."""
    fill(sqlite)
    target = mortal_server.open()
    instance = target.instance
    mortal_server.kill()
    with pytest.raises(StoreUnwritable):
        move_store("hai-phong", sqlite, target, REGISTERS)
    # Whether the new place holds something cannot be known, so nobody signs until the move is run again.
    with pytest.raises(SecondInstallation):
        send(make_node(sqlite, now=CLOCK), commitment("không ai ký"))
    mortal_server.start()
    assert target.instance == instance
    assert move_store("hai-phong", sqlite, target, REGISTERS).same_tables
