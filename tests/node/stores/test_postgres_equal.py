"""What a store on PostgreSQL finds, sorts and keeps is what one in SQLite does."""

from contextlib import closing

import pytest
from postgres_register import BATCH, ORIGIN, TIME, define, found, key, label, shown, text_field

from lienvung.core.register.errors import DefinitionInvalid
from lienvung.node.errors import StoreUnreachable
from lienvung.node.stores.postgres import PostgresStore
from lienvung.node.stores.rows import RecordRow, RefusedRow, TransferRow

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
