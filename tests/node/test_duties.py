"""What a served node does by itself: one serves, what is new is copied, what an insider changed is seen."""

from datetime import UTC, datetime, timedelta

import apsw
import pytest
from one_node import KEYS, commitment, make_node, put, send

from lienvung.catalogue.load import load_catalogue
from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.note import Verifier, open_note, public_bytes
from lienvung.node.backup.restore import restore_home
from lienvung.node.backup.standby import Standby, chain_in, with_standby
from lienvung.node.duties import finish_erasures
from lienvung.node.guard import GUARD, guard_of
from lienvung.node.health import check_health, last_health
from lienvung.node.home import Home
from lienvung.node.home_settings import Settings
from lienvung.node.known_keys import KnownKeys
from lienvung.node.serving import AlreadyServed, alone, give_up_lease, take_lease
from lienvung.node.stores.port import SCRUB_DUE
from lienvung.node.stores.sqlite import open_sqlite

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KNOWN = KnownKeys({"hai-phong": public_bytes(KEYS.log)}, {})
SECRET = (KEYS.encryption,)


def open_head(origin, note, document):
    return parse_checkpoint(open_note(note, [Verifier(origin, public_bytes(KEYS.log))]).text)


@pytest.fixture
def node(tmp_path):
    store = open_sqlite(tmp_path / "node.sqlite")
    node = make_node(store)
    send(node, *[commitment(f"việc {number}") for number in range(300)])
    yield node
    store.close()


def test_one_process_serves_a_folder(tmp_path):
    """A second one is refused while the first holds the lock, and let in when that ends."""
    with alone(tmp_path), pytest.raises(AlreadyServed), alone(tmp_path):
        pytest.fail("two serve one folder")
    with alone(tmp_path):
        pass


def test_one_machine_serves_a_store(node):
    """A clone that reaches the same store is refused until the lease has run out; the same machine goes on at once."""
    take_lease(node.store, "one", NOW)
    take_lease(node.store, "one", NOW + timedelta(seconds=30))
    with pytest.raises(AlreadyServed):
        take_lease(node.store, "clone", NOW + timedelta(seconds=60))
    take_lease(node.store, "clone", NOW + timedelta(seconds=120))
    with pytest.raises(AlreadyServed):
        take_lease(node.store, "one", NOW + timedelta(seconds=121))
    give_up_lease(node.store, "one")
    with pytest.raises(AlreadyServed):
        take_lease(node.store, "one", NOW + timedelta(seconds=122))
    give_up_lease(node.store, "clone")
    take_lease(node.store, "one", NOW + timedelta(seconds=123))


def test_standby_copies_what_is_new_and_restores(node, tmp_path):
    """Each segment has what came since the last, nothing new makes none, and all together make the store again."""
    folder = tmp_path / "standby"
    standby = Standby(node, folder, SECRET)
    sizes = []
    for text in ("một", "hai", "ba"):
        send(node, commitment(text), put("document", subject=text, nature="illustrative"))
        path = standby.copy_new()
        assert path is not None
        sizes.append(path.stat().st_size)
        assert standby.copy_new() is None
    assert sizes[1] < sizes[0] / 2
    chain = chain_in(folder, "hai-phong")
    assert len(chain) == 3
    home = tmp_path / "again"
    home.mkdir()
    files = with_standby(chain[0], folder, "hai-phong")
    restored = restore_home(
        home, list(dict.fromkeys(files)), SECRET, name="hai-phong", open_head=open_head, open_beside=open_sqlite,
        read_catalogue=lambda registers: load_catalogue(), now=lambda: NOW,
    )  # fmt: skip
    assert restored.checked.sound
    again = open_sqlite(home / "node.sqlite")
    with again.reading() as new, node.store.reading() as old:
        assert [(log.origin, log.size, log.head) for log in new.logs()] == [
            (log.origin, log.size, log.head) for log in old.logs()
        ]
        for log in old.logs():
            assert list(new.entries(log.origin, 0, log.size)) == list(old.entries(log.origin, 0, log.size))
            assert list(new.parts(log.origin, 0, log.size)) == list(old.parts(log.origin, 0, log.size))
            assert list(new.signed_heads(log.origin)) == list(old.signed_heads(log.origin))
        assert list(new.receipts()) == list(old.receipts())
        assert guard_of(make_node(again), new).why == "restored"
        assert new.setting(GUARD) is not None
    again.close()


def test_standby_goes_on_where_the_folder_ends(node, tmp_path):
    """After a restart the chain is continued; a chain sealed for another key is begun anew."""
    folder = tmp_path / "standby"
    Standby(node, folder, SECRET).copy_new()
    send(node, commitment("sau khi khởi động lại"))
    Standby(node, folder, SECRET).copy_new()
    assert len(chain_in(folder, "hai-phong")) == 2
    send(node, commitment("khóa khác"))
    Standby(node, folder, "một câu khác").copy_new()
    assert len(chain_in(folder, "hai-phong")) == 1


def test_insiders_change_is_seen_within_the_hour(node, tmp_path):
    """A figure changed in a table by SQL differs from the part that the entry commits to; the next look says where."""
    assert check_health(node, KNOWN, rest=lambda seconds: None).findings == ()
    db = apsw.Connection(str(tmp_path / "node.sqlite"))
    db.execute("UPDATE record_commitment SET deadline_kind = 'recurring' WHERE _index = 17")
    db.close()
    health = check_health(node, KNOWN, rest=lambda seconds: None)
    assert len(health.findings) == 1
    assert "record hai-phong/commitment [17]" in health.findings[0]
    assert "deadline_kind" in health.findings[0]
    with node.store.reading() as reader:
        assert last_health(reader) == health


def test_restore_that_breaks_off_leaves_the_old_node(node, tmp_path):
    """Whatever ends a restore in the middle, the folder's store is the old one, and the next restore goes through."""
    chain = tmp_path / "standby"
    file = Standby(node, chain, SECRET).copy_new()
    send(node, commitment("sau"))
    node.store.close()
    before = (tmp_path / "node.sqlite").read_bytes()

    class Killed(BaseException):
        pass

    def dies(path):
        open_sqlite(path).close()
        raise Killed

    given = {"name": "hai-phong", "open_head": open_head, "now": lambda: NOW}
    given["read_catalogue"] = lambda registers: load_catalogue()
    with pytest.raises(Killed):
        restore_home(tmp_path, [file], SECRET, open_beside=dies, replace=True, **given)
    assert (tmp_path / "node.sqlite").read_bytes() == before
    restored = restore_home(tmp_path, [file], SECRET, open_beside=open_sqlite, replace=True, **given)
    assert restored.kept[0].read_bytes()[:16] == b"SQLite format 3\0"
    assert list(tmp_path.glob("*.restoring*")) == []
    again = make_node(open_sqlite(tmp_path / "node.sqlite"))
    with again.store.reading() as reader:
        assert guard_of(again, reader) is not None


def test_bundles_that_wait_do_not_outlive_an_erasure(node, tmp_path):
    """What was sealed into a waiting bundle before is destroyed with the rest; without an erasure it stays."""
    home = Home(tmp_path, Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:1", "127.0.0.1:1"))
    waiting = home.bundles / "outgoing" / "quang-ninh.zip"
    waiting.parent.mkdir(parents=True)
    waiting.write_bytes(b"sealed")
    finish_erasures(node, home, None)
    assert waiting.exists()
    with node.store.writing() as writer:
        writer.set_setting(SCRUB_DUE, b"hai-phong/organisation/3")
    finish_erasures(node, home, None)
    assert not waiting.exists()
