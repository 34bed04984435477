"""A store of an older programme is brought up to this one, with the file as it was kept beside it."""

import gzip
from pathlib import Path

import apsw
import pytest
from append_for_ever import KEYS
from one_node import commitment, make_node, send

from lienvung.core.tlog.note import public_bytes
from lienvung.node.errors import SchemaUnknown
from lienvung.node.fsck import fsck
from lienvung.node.rebuild import rebuild, rebuild_due
from lienvung.node.stores.sqlite import open_sqlite, store, upgrade

FIXTURE = Path(__file__).parent / "fixtures" / "store-version-1.sqlite.gz"
"""Made by the programme before the sums of rows: 260 commitments, a paper, a person, one row in each table of duty."""
INDICES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexdef"
LOG_KEYS = {"hai-phong": public_bytes(KEYS.log)}


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "node.sqlite"
    path.write_bytes(gzip.decompress(FIXTURE.read_bytes()))
    return path


def test_older_store_is_upgraded_and_kept(old):
    """After opening, everything is there and verifies, the store can be written, and the old file lies beside it."""
    before = old.read_bytes()
    opened = open_sqlite(old)
    node = make_node(opened, keys=KEYS)
    assert rebuild_due(opened)
    rebuild(opened, node.catalogue)
    assert not rebuild_due(opened)
    with opened.reading() as reader:
        assert reader.count("commitment") == 260
        assert reader.count("person") == 1
        assert [key for key, _ in reader.receipts()] == ["first", "second", "third"]
        assert list(reader.damage()) == []
    opened.close()
    kept = upgrade.copy_path(old, 1)
    assert apsw.Connection(str(kept)).pragma("user_version") == 1
    assert len(kept.read_bytes()) == len(before)
    assert kept.stat().st_mode & 0o077 == 0


def test_upgraded_store_goes_on(old):
    """The upgraded store takes new entries on top of the old ones, and fsck finds nothing wrong."""
    opened = open_sqlite(old)
    node = make_node(opened, keys=KEYS)
    rebuild(opened, node.catalogue)
    with opened.writing() as writer:
        writer.set_setting("installation", opened.instance.encode())
    node.now.time = node.now.time.replace(hour=9)
    send(node, commitment("mới"))
    assert fsck(opened, LOG_KEYS, node.catalogue).findings == []
    opened.close()


def test_failing_upgrade_leaves_the_old_store(old, monkeypatch):
    """An upgrade that breaks in the middle changes nothing: the store is of the old version still."""

    def breaks(db):
        upgrade._sum_rows(db)
        raise apsw.IOError("no more")

    monkeypatch.setattr(upgrade, "UPGRADES", {1: breaks})
    with pytest.raises(Exception, match="no more"):
        open_sqlite(old)
    monkeypatch.undo()
    db = apsw.Connection(str(old))
    assert db.pragma("user_version") == 1
    assert "sum" not in [row[1] for row in db.execute("PRAGMA table_info(receipt)")]
    db.close()
    open_sqlite(old).close()


def test_newer_store_is_refused(old):
    """A store of a newer programme is not touched."""
    db = apsw.Connection(str(old))
    db.pragma("user_version", store.SCHEMA_VERSION + 1)
    db.close()
    with pytest.raises(SchemaUnknown) as refusal:
        open_sqlite(old)
    assert refusal.value.version == store.SCHEMA_VERSION + 1


def test_older_schema_on_a_server_is_upgraded(postgres_server):
    """A schema of the programme before has its tables made afresh, asks for a rebuild, and loses nothing else.

    Indices wait while all rows come, and are in the end those of tables that were there from the beginning.
    """
    schema = "node-of-before"
    opened = postgres_server.open(schema)
    node = make_node(opened)
    key = send(node, commitment("đã có từ trước")).entries[0][2]
    with opened.reading() as reader:
        indices = reader.db.rows(INDICES)
    opened.close()
    postgres_server.run(f'UPDATE "{schema}".store SET version = 1')
    postgres_server.run(f'DROP TABLE "{schema}".refused')
    upgraded = postgres_server.open(schema)
    assert rebuild_due(upgraded)
    rebuild(upgraded, node.catalogue)
    with upgraded.reading() as reader:
        assert reader.db.rows(INDICES) == indices
        assert reader.record("commitment", key).values["text"] == "đã có từ trước"
        assert list(reader.damage()) == []


def test_what_an_older_programme_deleted_is_not_in_the_file(tmp_path):
    """Bytes that were set free and not zeroed are gone after the upgrade, also where it broke off before that."""
    path, secret = tmp_path / "node.sqlite", b"Nguyen Van Minh-Hoa 0912 345 678 " * 400
    store.open_sqlite(path).close()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA secure_delete = OFF").fetchall()
    db.execute("INSERT INTO setting (name, value) VALUES ('kept', ?)", (secret,))
    db.execute("DELETE FROM setting WHERE name = 'kept'")
    db.pragma("user_version", 5)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with db:
        upgrade.upgrade(db, 5, 6)  # killed here
    db.close()
    assert secret[:33] in path.read_bytes()
    opened = store.open_sqlite(path)
    assert secret[:33] not in path.read_bytes()
    with opened.reading() as reader:
        assert reader.setting(upgrade.VACUUM_DUE) is None
