"""Which server a store may lie on, whose place it is, and what is found damaged there."""

from contextlib import closing

import pytest
from postgres_register import ORIGIN

from lienvung.node.errors import SchemaUnknown, StoreDamaged, UnsafePostgres
from lienvung.node.stores.postgres import open_postgres
from lienvung.node.stores.postgres.connection import Server, check_server
from lienvung.node.stores.rows import PartRow


def test_server_that_may_lose_writes_is_refused():
    """A server that is too old, has another encoding, or does not write durably is refused by name."""
    good = Server(150_000, "UTF8", True, True, False, "x")
    check_server(good, "here")
    for changed, setting in (
        ((140_000, "UTF8", True, True), "version"),
        ((180_000, "LATIN1", True, True), "encoding"),
        ((180_000, "UTF8", False, True), "fsync"),
        ((180_000, "UTF8", True, False), "full_page_writes"),
    ):
        with pytest.raises(UnsafePostgres, match=setting):
            check_server(Server(*changed, True, "x"), "here")


def test_commit_waits_for_the_disk(postgres_server):
    """A database that acknowledges before the disk has it is told to wait, for our connections."""
    postgres_server.run("CREATE DATABASE hasty")
    postgres_server.run("ALTER DATABASE hasty SET synchronous_commit = off")
    store = open_postgres(postgres_server.dsn.replace("/postgres?", "/hasty?"), "x")
    with closing(store), store.writing() as writer:
        assert writer.db.row("SELECT current_setting('synchronous_commit')") == ("on",)


def test_instance_is_of_the_place(postgres_server):
    """The same schema opened again is the same place; a schema of the same name made anew is another."""
    with closing(postgres_server.open("placed")) as store:
        first = store.instance
    with closing(postgres_server.open("placed")) as store:
        assert store.instance == first
    postgres_server.run('DROP SCHEMA "placed" CASCADE')
    with closing(postgres_server.open("placed")) as store:
        assert store.instance != first


def test_nodes_share_a_server(postgres_server):
    """Nodes of one server see nothing of each other, and one does not wait for the other to write."""
    with closing(postgres_server.open("one")) as one, closing(postgres_server.open("two")) as two:
        with one.writing() as writer, two.writing() as other:
            writer.set_setting("a", b"1")
            other.set_setting("a", b"2")
        with one.reading() as reader:
            assert reader.setting("a") == b"1"


def test_schema_of_a_newer_programme_is_refused(postgres_server):
    """A store that a newer programme made is not touched."""
    postgres_server.open("newer").close()
    postgres_server.run('UPDATE "newer".store SET version = 99')
    with pytest.raises(SchemaUnknown):
        postgres_server.open("newer")


def add_part(store):
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_parts(ORIGIN, [PartRow(0, "shared", "withheld")])


def test_table_that_somebody_dropped_is_damage(postgres_server):
    """A store without one of its tables says that it is damaged."""
    with closing(postgres_server.open("torn")) as store:
        postgres_server.run('DROP TABLE "torn".part')
        with pytest.raises(StoreDamaged):
            add_part(store)


def test_changed_rows_without_a_signature_are_found(store, postgres_server):
    """A setting that somebody changed on the server no longer fits its sum."""
    with store.writing() as writer:
        writer.set_setting("a", b"1")
        writer.set_setting("b", b"1")
        writer.db.execute("UPDATE setting SET value = 'x' WHERE name = 'a'")
        assert list(writer.damage()) == [("setting", "a")]


def test_scrubbed_table_has_no_byte_of_what_was_erased(store, postgres_server):
    """After an erasure and a scrub, the server's files of the table do not hold the value any more."""
    secret = b"0900-111-222-333"
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, [b"leaf"])
        writer.commit_head(ORIGIN, 1, b"head")
        writer.add_parts(ORIGIN, [PartRow(0, "shared", "held", bytes(16), b'{"phone":"%s"}' % secret)])
    assert secret in file_of(store, postgres_server)
    with store.writing() as writer:
        writer.erase_part(ORIGIN, 0, "shared")
    assert store.scrub()
    assert secret not in file_of(store, postgres_server)


def file_of(store, postgres_server):
    postgres_server.run("CHECKPOINT")
    with store.reading() as reader:
        (path,) = reader.db.row("SELECT pg_relation_filepath('part')")
    return (postgres_server.folder / "data" / path).read_bytes()
