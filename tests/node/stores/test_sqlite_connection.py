"""What a connection to the file promises, whoever took it."""

from pathlib import Path

import apsw
import pytest

from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.stores.sqlite.store import SqliteStore

KEPT = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit that was acknowledged is on the disk
    "busy_timeout": 60_000,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,  # in memory: no values in files for a while
    "mmap_size": 0,  # a bad sector is an error and not the end of the process
}


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return open_sqlite(tmp_path / "node.sqlite")


def test_every_connection_keeps_what_the_store_promises(store: SqliteStore) -> None:
    """Each thing that is said of a connection holds of a first one and of a second one beside it."""
    for _ in range(2):
        with store.reading() as reader:
            assert {name: reader.db.db.pragma(name) for name in KEPT} == KEPT
            with store.writing() as writer:
                assert {name: writer.db.db.pragma(name) for name in KEPT} == KEPT


def test_what_is_taken_away_is_not_in_the_file(store: SqliteStore) -> None:
    """The bytes of a setting that was removed are zeroed when its page is written, and nothing else is needed."""
    secret = b"Nguyen Van Minh-Hoa 0912 345 678 " * 400
    with store.writing() as writer:
        writer.set_setting("kept", secret)
    assert store.scrub()
    assert secret[:33] in store.path.read_bytes()
    with store.writing() as writer:
        writer.set_setting("kept", None)
    assert store.scrub()
    assert secret[:33] not in store.path.read_bytes()


def test_a_line_of_a_log_that_is_not_held_is_refused(store: SqliteStore) -> None:
    """Rows that name a log hold to it."""
    with pytest.raises(apsw.ConstraintError), store.writing() as writer:
        writer.db.execute("INSERT INTO cosignature (log, size, witness, line) VALUES (999, 1, 'w', 'x')")
