"""Tables made again with a second process are the tables that one process makes."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from one_node import CATALOGUE, PERSON, act, commitment, fresh_key, make_node, put, send
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.node import ahead, stretch
from lienvung.node.ahead import Grounds, shape_puts
from lienvung.node.node import Node
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import Query
from lienvung.node.stores.sql.register_table import table_of
from lienvung.node.stores.sqlite.store import open_sqlite
from lienvung.node.stretch import Packed, Stretch, read_packed, unpack

PLACED = parse_definition(
    {
        "register": "placed",
        "version": 1,
        "title": {"vi": "Chỗ"},
        "title-field": "name",
        "parts": {"shared": {}, "personal": {"personal": "basic"}},
        "fields": [
            {"name": "name", "label": {"vi": "Tên"}, "datatype": "string", "required": True},
            {"name": "kinds", "label": {"vi": "Loại"}, "datatype": "string", "many": True},
            {"name": "owner", "label": {"vi": "Chủ"}, "datatype": "link", "to": "person"},
            {"name": "length", "label": {"vi": "Dài"}, "datatype": "measure", "unit": "km"},
            {"name": "opened", "label": {"vi": "Mở"}, "datatype": "date"},
            {"name": "place", "label": {"vi": "Nơi"}, "datatype": "geometry"},
            {"name": "paper", "label": {"vi": "Giấy"}, "datatype": "file"},
            {"name": "phone", "label": {"vi": "Số"}, "datatype": "string", "part": "personal"},
        ],
        "list": {"columns": ["name", "length", "opened"], "facets": ["kinds"]},
    }
)
DEFINITIONS = {**CATALOGUE, "person": PERSON, "placed": PLACED}
POINT = {"type": "Point", "coordinates": ["106.6881", "20.8449"]}


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of fifty entries is a large one, and is read by twenty."""
    monkeypatch.setattr(ahead, "MANY", 50)
    monkeypatch.setattr(stretch, "BATCH", 20)
    monkeypatch.setattr(stretch, "STEP", 10)


def placed(name: str, **values: object):
    shared = {"name": name, "opened": "2026-11", "length": "1.5", "place": POINT, **values}
    change = put("person", fresh_key())
    return replace(change, register="placed", item={"shared": shared, "personal": {"phone": "09"}})


def fill(store: Store) -> Node:
    """Records of every fate: plain and not, changed, retired, erased, linked, of a file."""
    node = make_node(store, catalogue=DEFINITIONS)
    person = put("person", role="chủ", phone="08")
    changes = [placed(f"bến {number}", kinds=["bến", f"loại {number % 3}"]) for number in range(120)]
    odd = [
        placed('tên "có nháy"'),
        placed("có chủ", owner=person.key),
        placed("cả kỳ", opened="2021/2025"),
    ]
    send(node, person, *changes, *odd)
    send(node, act("retire", "placed", changes[3].key, reason="x"), replace(placed("sửa"), key=changes[90].key))
    send(node, act("erase", "placed", changes[5].key, parts=["personal"], ground="x"))
    send(node, *(commitment(f"việc {number}") for number in range(60)))
    return node


def dump(store: Store) -> bytes:
    with store.reading() as reader:
        return canonical_dump(reader)


def test_tables_are_the_same_with_a_second_process(store, monkeypatch):
    """Whatever was shaped elsewhere, the tables, their words, links and boxes end as one process made them."""
    fill(store)
    before = dump(store), found(store)
    stretches: list[Stretch] = []
    monkeypatch.setattr(ahead, "unpack", lambda packed, shaped: kept(stretches, unpack(packed, shaped)))
    rebuild(store, DEFINITIONS)
    assert (dump(store), found(store)) == before
    with store.writing() as writer:
        assert any(each.shaped for each in stretches) == (writer.shape("placed") is not None)


def kept(stretches: list[Stretch], one: Stretch) -> Stretch:
    stretches.append(one)
    return one


def found(store: Store) -> object:
    """What searching, facets, boxes and links say."""
    asked = [Query(text="ben 11", sort=("name",)), Query(box=(106, 20, 107, 21)), Query(where={"kinds": "loại 2"})]
    with store.reading() as reader:
        pages = [[record.key for record in reader.find("placed", query).records] for query in asked]
        owner = reader.find("person", Query()).records[0].key
        return pages, reader.facet("placed", "kinds", Query()), reader.links_to(owner)


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(1)",
        "print('not a pickle', flush=True)",
        "import sys; sys.stdin.buffer.read(9)",
        "from lienvung.node.ahead import *; import os; pickle.load(sys.stdin.buffer); os.kill(os.getpid(), 9)",
    ],
)
def test_tables_are_the_same_without_one(store, monkeypatch, program):
    """A second process that dies, or says what nobody understands, costs time and nothing else."""
    fill(store)
    before = dump(store)
    monkeypatch.setattr(ahead, "COMMAND", (sys.executable, "-c", program))
    rebuild(store, DEFINITIONS)
    assert dump(store) == before


SLOW = "from lienvung.node import ahead; import time; shape = ahead.shape_puts; "
SLOW += "ahead.shape_puts = lambda *asked: (time.sleep(0.2), shape(*asked))[1]; ahead.shape_what_comes()"


def test_a_second_process_that_is_behind_is_helped(tmp_path, monkeypatch):
    """What it has not begun when it is waited for is shaped here meanwhile, and written in its turn."""
    store = open_sqlite(tmp_path / "node.sqlite")
    fill(store)
    before, shaped = dump(store), list[Packed]()
    monkeypatch.setattr(ahead, "COMMAND", (sys.executable, "-c", SLOW))
    monkeypatch.setattr(
        ahead, "shape_puts", lambda grounds, packed: shaped.append(packed) or shape_puts(grounds, packed)
    )
    rebuild(store, DEFINITIONS)
    assert dump(store) == before
    assert shaped
    store.close()


def test_only_puts_that_are_right_by_themselves_are_shaped_ahead(tmp_path):
    """A retirement, a put that is not plain or names a file, damaged bytes, an unknown definition: all are left."""
    store = open_sqlite(tmp_path / "node.sqlite")
    node = make_node(store, catalogue=DEFINITIONS)
    plain = placed("bến")
    blob = b"giay"
    with store.writing() as writer:
        digest = writer.add_blob(blob)
    send(node, plain, placed('"nháy"'), placed("giấy", paper=digest), placed("hỏng"))
    send(node, act("retire", "placed", plain.key, reason="x"))
    with store.writing() as writer:
        packed = next(read_packed(writer, "hai-phong/placed", 0, 6))
    store.close()
    broken = bytes([packed.parts[4][0] ^ 1]) + packed.parts[4][1:]
    packed = Packed(packed.first, packed.leaves, {**packed.parts, 4: broken})
    grounds = Grounds(PLACED, {PLACED.hash: PLACED}, table_of(PLACED).shape)
    assert list(shape_puts(grounds, packed)) == [1]
    assert shape_puts(replace(grounds, definitions={}), packed) == {}


def test_what_was_shaped_by_an_older_definition_is_shaped_again(store, monkeypatch):
    """A definition that comes while entries are on their way counts: nothing is written in the older shape."""
    node = fill(store)
    document = dict(PLACED.document)
    more = {"name": "mood", "label": {"vi": "Ý"}, "datatype": "string"}
    newer = parse_definition({**document, "version": 2, "fields": [*document["fields"], more]})
    node = replace(node, catalogue={**DEFINITIONS, "placed": newer})
    send(node, *(placed(f"sau {number}", mood="vui") for number in range(80)))
    before = dump(store)
    rebuild(store, DEFINITIONS)
    rebuild(store, node.catalogue)
    assert dump(store) == before
