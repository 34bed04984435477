"""A store on PostgreSQL while servers are killed, lines break and others wait."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from postgres_register import ORIGIN, define, shown

from lienvung.node.errors import StoreBusy, StoreDamaged, StoreFull, StoreUnreachable
from lienvung.node.stores.postgres import connection
from lienvung.node.stores.postgres.failures import store_error
from lienvung.node.stores.rows import Query

APPEND = Path(__file__).with_name("append_to_server.py")


def test_acknowledged_survives_a_killed_server(mortal_server):
    """Of a server killed in the midst of writes every acknowledged write is there, whole, and nothing is torn."""
    with closing(mortal_server.open("node")) as store:
        process = subprocess.Popen(
            [sys.executable, str(APPEND), mortal_server.dsn, "node", "w"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(25)]
        mortal_server.kill()
        acknowledged += process.communicate(timeout=60)[0].splitlines()
        assert acknowledged.pop().strip() == "store-unreachable"
        with pytest.raises(StoreUnreachable), store.reading():
            pass
        mortal_server.start()
        check_whole(store, {"w": len(acknowledged)})
        with store.writing() as writer:
            writer.set_setting("again", b"1")


def check_whole(store, least):
    """Check that a log is made of whole writes, at least so many of each writer, each with its setting."""
    with store.reading() as reader:
        log = reader.log(ORIGIN)
        leaves = list(reader.entries(ORIGIN, 0, log.size))
        settings = {name for name, _ in reader.settings()}
    assert (log.complete, log.size % 3, log.head) == (True, 0, b"head %d" % log.size)
    groups = [leaves[at : at + 3] for at in range(0, log.size, 3)]
    assert all(group == group[:1] * 3 for group in groups)
    kept = {group[0].decode() for group in groups}
    assert kept == settings & kept | kept
    assert kept == {name for name in settings if "-" in name}
    for writer, count in least.items():
        assert {f"{writer}-{number}" for number in range(count)} <= kept


def test_two_processes_take_turns(postgres_server):
    """Two processes that write at once, one of them killed, end in one log of whole writes."""
    with closing(postgres_server.open("turns")) as store:
        command = [sys.executable, str(APPEND), postgres_server.dsn, "turns"]
        writers = {
            name: subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("one", "two")
        }
        done = dict.fromkeys(writers, 0)
        for _ in range(20):
            for name, process in writers.items():
                assert process.stdout is not None
                process.stdout.readline()
                done[name] += 1
        for process in writers.values():
            process.send_signal(signal.SIGKILL)
            process.communicate()
        check_whole(store, done)


def test_connection_that_broke_while_idle_is_replaced(store, postgres_server):
    """After the server ended our idle connections, reading and writing go on without anybody noticing."""
    with store.writing() as writer:
        writer.set_setting("a", b"1")
    for use in (store.reading, store.writing):
        postgres_server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lienvung'"
        )
        with use() as reader:
            assert reader.setting("a") == b"1"


def test_block_whose_connection_breaks_keeps_nothing(store, postgres_server):
    """A connection that breaks inside a block ends it with a plain error, and nothing of the block is there."""

    def write():
        with store.writing() as writer:
            writer.set_setting("b", b"1")
            postgres_server.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lienvung'"
            )
            writer.set_setting("c", b"1")

    with pytest.raises(StoreUnreachable):
        write()
    with store.reading() as reader:
        assert list(reader.settings()) == []


def test_statement_that_fails_in_the_middle_undoes_the_block(store):
    """A block that goes on after a statement failed does not end as if all were well."""

    def write():
        with store.writing() as writer:
            writer.set_setting("a", b"1")
            with pytest.raises(psycopg.Error):
                writer.db.execute("SELECT 1 / 0")

    with pytest.raises(StoreUnreachable):
        write()
    with store.reading() as reader:
        assert reader.setting("a") is None
    with store.writing() as writer:
        writer.set_setting("a", b"2")


def test_writer_that_waits_too_long_is_told(postgres_server, monkeypatch):
    """Whoever waits for the writer's lock for longer than it may is told that the store is busy."""
    monkeypatch.setattr(connection, "LOCK_SECONDS", 1)
    with closing(postgres_server.open("busy")) as store:
        held, release = Event(), Event()

        def hold():
            with store.writing():
                held.set()
                release.wait(30)

        thread = Thread(target=hold)
        thread.start()
        held.wait(10)
        try:
            with pytest.raises(StoreBusy), store.writing():
                pass
            with store.reading() as reader:  # nobody who reads waits
                assert reader.logs() == []
        finally:
            release.set()
            thread.join()


def test_rebuild_holds_up_no_reader(store):
    """Whoever reads while the tables are made again goes on reading the old ones, and finds the new ones next."""
    shown(store, define(), [{"name": "cũ"}])
    with store.reading() as reader:
        assert reader.find("gateway", Query()).total == 1
        with store.writing() as writer:
            writer.drop_projections()
        assert reader.find("gateway", Query(text="cũ")).total == 1
    with store.reading() as reader:
        assert reader.definition("gateway") is None


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("53100", StoreFull),
        *((code, StoreDamaged) for code in ("XX001", "XX002", "58P01", "42P01")),
        *((code, StoreBusy) for code in ("55P03", "40P01")),
        *((code, StoreUnreachable) for code in ("25006", "53300", "28P01", "3D000", "57P01", "58030", "42501")),
    ],
)
def test_what_the_server_says_has_our_words(code, error):
    """Each kind of failure on the server is one of the store's."""
    assert type(store_error(psycopg.errors.lookup(code)("x"), "postgresql://host/db#x")) is error
    assert store_error(psycopg.errors.lookup("42601")("x"), "") is None


def test_the_planner_knows_what_was_written_just_now(store):
    """Tables that have doubled by many rows are looked at before anybody reads them; fewer wait for the server."""
    with store.writing() as writer:
        writer.db.execute("ALTER TABLE setting SET (autovacuum_enabled = false)")
    seen = [_settings_known(store)]
    for count in (999, 2000, 1500, 5000):
        with store.writing() as writer:
            names = ((f"{count}-{number}", b"") for number in range(count))
            writer.db.insert("setting", ("name", "value"), names, "skip" if count == 5000 else "fail")
        seen.append(_settings_known(store))
    assert seen == [-1, -1, 2999, 2999, 9499]


def test_a_table_that_is_being_vacuumed_keeps_no_writer_waiting(store, postgres_server):
    """To look at it would have to wait for the vacuum, and end the transaction when that takes long."""
    with psycopg.connect(postgres_server.dsn) as other:
        other.execute(f'LOCK TABLE "{store._schema}".setting IN SHARE UPDATE EXCLUSIVE MODE'.encode())
        with store.writing() as writer:
            writer.db.insert("setting", ("name", "value"), ((f"n{number}", b"") for number in range(3000)))
        with store.reading() as reader:
            assert len(list(reader.settings())) == 3000
        other.rollback()


def _settings_known(store) -> int:
    """Return how many settings the planner believes there are; -1 before it ever looked."""
    with store.reading() as reader:
        return int(reader.db.rows("SELECT reltuples FROM pg_class WHERE oid = to_regclass('setting')")[0][0])
