"""A node store on a server: killed, filled, locked, cloned, hostile names and texts; and equal to SQLite throughout."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.node.errors import (
    SchemaUnknown,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreUnreachable,
    UnsafePostgres,
)
from lienvung.node.stores.postgres import PostgresStore, connection, open_postgres
from lienvung.node.stores.postgres.connection import Server, check_server
from lienvung.node.stores.postgres.failures import store_error
from lienvung.node.stores.rows import PartRow, Query, RecordRow, RefusedRow, TransferRow
from lienvung.node.stores.sqlite import open_sqlite

ORIGIN = "hai-phong/gateway"
TIME = "2026-11-22T08:00:00Z"
BATCH = "abcdefgh234567ab"
APPEND = Path(__file__).with_name("append_to_server.py")


def label(text):
    return {"vi": text, "en": text}


def define(*fields, register="gateway", **changed):
    given = {
        "register": register,
        "version": 1,
        "title": label("Cửa ngõ"),
        "purpose": label("Để thử"),
        "title-field": "name",
        "parts": {"shared": {}},
        "fields": [{"name": "name", "label": label("Tên"), "datatype": "string", "required": True}, *fields],
        "list": {"columns": ["name"], "sort": ["name"], "facets": []},
    }
    return parse_definition({**given, **changed})


def text_field(name, **more):
    return {"name": name, "label": label(name), "datatype": "string", **more}


def key(number):
    return "hai-phong-" + "abcdefghij234567"[number % 16] * 15 + "abcdefghij234567"[number // 16]


def shown(store, definition, rows):
    """Show records with these values in a store."""
    origin = f"hai-phong/{definition.register}"
    with store.writing() as writer:
        writer.create_log(origin)
        parts = dict.fromkeys(("attribution", "shared", "source"), "0" * 64)
        entry = Entry(definition.register, key(0), "put", TIME, definition.hash, BATCH, parts)
        writer.add_entries(origin, 0, [format_entry(entry)] * len(rows))
        writer.commit_head(origin, len(rows), b"head")
        writer.add_definition(definition)
        records = [
            RecordRow(key(n), origin, n, n, "put", "live", TIME, BATCH, definition.hash, values)
            for n, values in enumerate(rows)
        ]
        writer.put_records(definition, records)
    return store


def found(store, register="gateway", **query):
    with store.reading() as reader:
        page = reader.find(register, Query(**{"limit": 200, **query}))
        return [record.index for record in page.records], page.total


@pytest.fixture
def store(postgres_server):
    with closing(postgres_server.open()) as opened:
        yield opened


@pytest.fixture
def both(store, tmp_path):
    """The same store twice: on the server and in a file."""
    with closing(open_sqlite(tmp_path / "node.sqlite")) as file:
        yield store, file


# -- the same answers ----------------------------------------------------------------------------------------------

NAMES = """Ăn Hải|An Hải|Ấn Hải|an hải|Đông Triều|dong trieu|Bãi Cháy|Bạch Đằng|bạch đằng|Cẩm Phả|Cát Hải|Ô Cách
|Ơn|Ông|Uông Bí|Ưng|Vân Đồn|VÂN ĐỒN|Yên Tử|12-KL/TU|Quốc lộ 18|quốc_lộ|Ước|Ưu|Zét|  hai  dấu cách|Α|中文
|đ|Đ|d|a|ă|â|á|à|ả|ã|ạ"""
ASKED = """an|An Hải|hai|đ|d|dong tr|bach dang|12|KL/TU|中|O|ôn|'|a & b|:*"""


def test_mixed_vietnamese_sorts_and_searches_as_in_sqlite(both):
    """Every sort and every search over mixed Vietnamese names gives on the server what it gives in the file."""
    rows = [{"name": name, "size": size} for size, name in enumerate(NAMES.replace("\n", "").split("|"))]
    definition = define({"name": "size", "label": label("Cỡ"), "datatype": "integer"})
    postgres, sqlite = (shown(each, definition, rows) for each in both)
    for sort in (("name",), ("-name",), ("size",), ("-name", "size")):
        assert found(postgres, sort=sort) == found(sqlite, sort=sort)
    for text in ASKED.split("|"):
        assert found(postgres, text=text, sort=("key",)) == found(sqlite, text=text, sort=("key",)), text


def test_values_of_another_type_match_nothing_or_the_same(both):
    """A filter in another type than the column's never fails, and finds on the server what it finds in the file."""
    fields = [
        {"name": "size", "label": label("Cỡ"), "datatype": "integer"},
        {"name": "open", "label": label("Mở"), "datatype": "boolean"},
        text_field("kind"),
    ]
    rows = [{"name": "a", "size": 5, "open": True, "kind": "5"}, {"name": "b", "open": False}]
    postgres, sqlite = (shown(each, define(*fields), rows) for each in both)
    for where in (
        {"size": "5"}, {"size": "năm"}, {"size": 2**70}, {"size": True}, {"open": True}, {"open": 1},
        {"open": (False,)}, {"kind": 5}, {"kind": "a\0b"}, {"kind": ()}, {"kind": None}, {"name": ("a", "b", "c")},
    ):  # fmt: skip
        assert found(postgres, where=where) == found(sqlite, where=where), where


def test_very_long_text_is_kept_found_and_sorted(both):
    """Texts far longer than an index entry are kept in facets, lists of values, titles; found by value and by words."""
    import random

    noise = random.Random(1)
    long = ["".join(noise.choice("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ") for _ in range(60_000)) for _ in range(3)]
    definition = define(
        text_field("kind"),
        text_field("sides", many=True),
        {"name": "number", "label": label("Số"), "datatype": "verbatim"},
        list={"columns": ["name"], "sort": ["name"], "facets": ["kind", "sides"]},
    )
    rows = [{"name": each, "kind": each, "sides": [each, "ngắn"], "number": each} for each in long]
    postgres, sqlite = (shown(each, definition, rows) for each in both)
    for query in ({"sort": ("name",)}, {"sort": ("number",)}, {"where": {"kind": long[1]}},
                  {"where": {"sides": (long[0], long[2])}, "sort": ("key",)},
                  {"where": {"sides": "ngắn"}, "sort": ("-key",)},
                  {"text": " ".join(long[1].split()[:3])}):  # fmt: skip
        assert found(postgres, **query) == found(sqlite, **query)
    assert found(postgres, where={"kind": long[1]}) == ([1], 1)


def test_word_longer_than_the_server_takes_is_found(store):
    """A word of thousands of letters is indexed by its beginning and found by it."""
    shown(store, define(), [{"name": "ă" * 5000}, {"name": "b"}])
    assert found(store, text="a" * 600) == ([0], 1)


def test_two_hundred_fields_with_long_names(both):
    """As many fields as a definition may have, with names too long for the server, keep apart and are filtered by."""
    names = [f"{'x' * 59}-{number}" for number in range(100, 200)] + [f"f{number}" for number in range(99)]
    definition = define(
        *map(text_field, names),
        register="y" * 60,
        list={"columns": ["name", *names[:150]], "sort": [names[0]], "facets": names[:40]},
    )
    rows = [{"name": "a", **{name: f"{name} a" for name in names}}, {"name": "b", names[3]: "khác"}]
    for store in both:
        shown(store, definition, rows)
        for name in (names[0], names[3], names[99], names[198]):
            assert found(store, "y" * 60, where={name: f"{name} a"}) == ([0], 1)
        assert found(store, "y" * 60, where={names[3]: "khác"}, sort=(names[0],)) == ([1], 1)


def test_hostile_names_and_values_are_only_text(store, postgres_server):
    """A name that would end a statement is no name; values, words and filters that try are text like any other."""
    for name in ('a"; DROP TABLE log; --', "a'b", "a b", "_id", "A", "a\u0000"):
        with pytest.raises(DefinitionInvalid):
            define(text_field(name))
    with pytest.raises(DefinitionInvalid):
        define(register='x"; DROP SCHEMA public; --')
    evil = "'); DROP TABLE log; -- \" $1 %s ? \\x00 :* & | !"
    shown(store, define(text_field("kind")), [{"name": evil, "kind": evil}])
    assert found(store, where={"kind": evil}) == ([0], 1)
    assert found(store, text=evil) == ([0], 1)
    with pytest.raises(StoreUnreachable):
        PostgresStore("postgresql://x' y", "hai-phong")
    with closing(postgres_server.open('a"b; --')) as quoted, quoted.reading() as reader:
        assert reader.logs() == []


def test_nul_in_what_a_partner_says_is_marked_alike(both):
    """A NUL in a free text is kept as a mark in each store; one that is asked for is found nowhere."""
    for store in both:
        shown(store, define(), [{"name": "a"}])
        with store.writing() as writer:
            writer.put_refused(RefusedRow(ORIGIN, 0, "item-invalid", "a\0b"))
            writer.add_transfer(TransferRow("t", "in", "x", ORIGIN, TIME, (), (), 0, "c\0d"))
            writer.add_evidence(TIME, "x", ORIGIN, "fork", [b"a\0b"], "e\0f")
        with store.reading() as reader:
            assert reader.refused()[0].detail == "a\ufffdb"
            assert reader.transfers()[0].detail == "c\ufffdd"
            assert (reader.evidence()[0].detail, reader.evidence()[0].notes) == ("e\ufffdf", (b"a\0b",))
            assert reader.record("gateway", "a\0b") is None
            assert reader.log("a\0/b") is None
            assert reader.setting("a\0") is None


def test_column_of_another_type_gives_way(store):
    """When a rebuild brings another definition of a field, its column follows."""
    first = define({"name": "size", "label": label("Cỡ"), "datatype": "integer"})
    shown(store, first, [{"name": "a", "size": 5}])
    second = define(text_field("size"))
    with store.writing() as writer:
        writer.drop_projections()
        writer.add_definition(second)
        row = RecordRow(key(0), ORIGIN, 0, 0, "put", "live", TIME, BATCH, second.hash, {"name": "a", "size": "năm"})
        writer.put_records(second, [row])
    assert found(store, where={"size": "năm"}) == ([0], 1)


# -- what breaks ---------------------------------------------------------------------------------------------------


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


# -- which server, which place -------------------------------------------------------------------------------------


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
