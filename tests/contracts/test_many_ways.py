"""Whichever way a store goes to its records, it finds what going through all of them finds.

Ways are chosen by how many records there are. Here a few count as many, so that every way is gone with a small
register: looked up, walked, walked over those that were gathered, seen at a glance, counted term by term.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lienvung.core.register.definition import parse_definition
from lienvung.node.stores import memory_find
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.memory import records as memory
from lienvung.node.stores.port import Page, Query, Range, Reader, Store
from lienvung.node.stores.postgres.database import PostgresDatabase
from lienvung.node.stores.rows import RecordRow, RecordState
from lienvung.node.stores.sql import marks, matching, search, sizes, walking
from lienvung.node.stores.sqlite.database import SqliteDatabase
from tests.contracts.records import BATCH, DEFINITION, DOCUMENT, REGISTER, TIME, key, label, show
from tests.postgres_server import open_kind

CAP, RECORDS, QUERIES = 8, 90, 40
NAMES = ("Bến Rừng", "Bến Tân Vũ", "Lạch Huyện", "Cầu Rừng", "Đình_Vũ", "Cầu Lạch Tray")
ORDERS = ("name", "-name", "length", "-length", "opened", "-opened", "due", "-time", "key", "lit", "-sides")
STATES: tuple[tuple[RecordState, ...], ...] = (("live",), ("live", "retired"), ("retired", "live"))
SEARCHED = (
    "ben",
    "rung",
    "ben r",
    "cau lach",
    "vu",
    "khong co",
    "Bến",
    "Rừng",
    "đình_vũ",
    "Bến R",
    "Cầu Lạch",
    "Rừng Cầu",
)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few records many."""
    for module in (memory, memory_find, search, marks, matching, sizes):
        monkeypatch.setattr(module, "COUNT_CAP", CAP)
    for module in (matching, walking):
        monkeypatch.setattr(module, "REACHES", (CAP, 2 * CAP, 4 * CAP))
    monkeypatch.setattr(matching, "GLANCE", 2 * CAP)
    monkeypatch.setattr(matching, "PROMISING", 3)
    monkeypatch.setattr(walking, "STEPS", (1, 3))
    monkeypatch.setattr(marks, "AHEAD", 1)
    for database in (SqliteDatabase, PostgresDatabase):
        monkeypatch.setattr(database, "dear", 1)


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store and, of the same records, one that goes through them all."""
    chance = random.Random(5)
    records = [record(chance) for _ in range(RECORDS)]
    stores = open_kind(request.param, request, tmp_path), MemoryStore()
    for store in stores:
        show(store, records)
    yield stores
    for store in stores:
        store.close()


def record(chance: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": f"{chance.choice(NAMES)} {chance.randrange(4)}",
        "note": " ".join(chance.choice(NAMES) for _ in range(chance.randrange(3))),
        "length": f"{chance.randrange(-3, 9)}.{chance.randrange(3)}",
        "cost": chance.choice((-3, 0, 40, 40, 2**53 - 1)),
        "kind": chance.choice(("road", "road", "road", "sea")),
        "opened": chance.choice(("2021", "2024-Q4", "2024-05-30", "2019/2023", "--10-18")),
        "due": f"20{chance.randrange(24, 28)}-Q{chance.randrange(1, 5)}",
        "valid": chance.choice(("2020-01-01/..", "../2024-05-31", "2021-01-01/2025-12-31")),
        "sides": chance.sample(("hai-phong", "quang-ninh", "hưng yên"), chance.randrange(1, 3)),
        "lanes": chance.sample((2, 4, 10), 2),
        "lit": chance.random() < 0.5,
        "next": key(chance.randrange(4)),
        "place": {"type": "Point", "coordinates": [f"{chance.randrange(103, 109)}", f"{chance.randrange(9, 23)}"]},
    }
    return {name: value for name, value in values.items() if name == "name" or chance.random() < 0.85}


def query(chance: random.Random) -> Query:
    """Return a query of some things at once, in some order."""
    where: dict[str, Any] = {
        "kind": ("road", ("road", "sea"), "sea"),
        "sides": ("hai-phong", "hưng yên", ("hai-phong", "quang-ninh")),
        "lanes": ("2", ("4", "10")),
        "lit": (True, (True, False)),
        "next": (key(1), (key(1), key(2))),
        "name": ("Bến Rừng 1",),
    }
    ranges = {
        "opened": (Range("2021-06-01", "2024-05-30"), Range(None, "2023", missing=True), Range("2020")),
        "due": (Range("2025", "2026"), Range("2026-01-01", None, last=True, missing=True)),
        "valid": (Range("2024-06-01", "2024-06-01"), Range(None, "2020-06-01")),
        "cost": (Range(0, 40), Range(41)),
        "length": (Range("-1", "3.5"),),
    }
    chosen = {name: chance.choice(values) for name, values in where.items() if chance.random() < 0.25}
    cut = {name: chance.choice(values) for name, values in ranges.items() if chance.random() < 0.2}
    sort = chance.choice(ORDERS)
    return Query(
        where=chosen,
        ranges=cut,
        text=chance.choice(("", "", "", *SEARCHED)),
        box=chance.choice((None, None, None, (104.0, 10.0, 106.0, 18.0))),
        stewards=chance.choice(((), (), (), ("hai-phong",), ("quang-ninh",))),
        sort=(sort,),
        limit=chance.choice((3, 5, 11)),
    )


def pages(reader: Reader, asked: Query, register: str = REGISTER) -> Iterator[Page]:
    page = reader.find(register, asked)
    yield page
    while page.next is not None:
        page = reader.find(register, replace(asked, after=page.next))
        yield page


@pytest.mark.parametrize("seed", range(4))
def test_every_way_finds_the_same(both: tuple[Store, Store], seed: int) -> None:
    """Pages, their totals and cursors, counts, facets and sums are those of a store that knows one way only."""
    chance = random.Random(seed)
    with both[0].reading() as reader, both[1].reading() as plain:
        for _ in range(QUERIES):
            asked = query(chance)
            found, wanted = ([keys(page) for page in pages(each, asked)] for each in (reader, plain))
            assert found == wanted, asked
            for cap in (CAP, 3, None):
                assert reader.matches(REGISTER, asked, cap) == plain.matches(REGISTER, asked, cap), asked
            for field in ("kind", "sides", "lanes", "lit", "next"):
                for cap in (CAP, None):
                    assert reader.facet(REGISTER, field, asked, cap) == plain.facet(REGISTER, field, asked, cap), asked
            for field in ("cost", "length"):
                assert reader.total(REGISTER, field, asked) == plain.total(REGISTER, field, asked), asked


def keys(page: Page) -> tuple[list[str], int, str | None]:
    return [record.key for record in page.records], page.total, page.next


def test_of_more_values_than_are_shown_the_commonest_are(both: tuple[Store, Store], monkeypatch: Any) -> None:
    """A facet with too many values shows those that most records have, wherever they come in the alphabet."""
    for module in ("search", "counting"):
        monkeypatch.setattr(f"lienvung.node.stores.sql.{module}.FACET_VALUES", 2)
    monkeypatch.setattr("lienvung.node.stores.memory_find.FACET_VALUES", 2)
    with both[0].reading() as reader, both[1].reading() as plain:
        for field in ("name", "next", "sides"):
            told = reader.facet(REGISTER, field, Query(where={"kind": "road"}), None)
            assert told == plain.facet(REGISTER, field, Query(where={"kind": "road"}), None)
            assert len(told) == 2
            assert reader.facet(REGISTER, field, Query()) == plain.facet(REGISTER, field, Query())


def test_a_value_that_only_retired_records_have_is_told(both: tuple[Store, Store]) -> None:
    """A facet over several states has the values of each of them."""
    entry = key(0), f"hai-phong/{REGISTER}", 0, 0, "put"
    retired = RecordRow(*entry, "retired", TIME, BATCH, DEFINITION.hash, {"name": "A"})
    for store in both:
        with store.writing() as writer:
            writer.put_records(DEFINITION, [retired])
    with both[0].reading() as reader, both[1].reading() as plain:
        for states in STATES:
            asked = Query(states=states)
            told = reader.facet(REGISTER, "name", asked)
            assert told == plain.facet(REGISTER, "name", asked)
            assert (("A", 1) in told) == (len(states) > 1)


def test_values_alike_for_hundreds_of_letters_are_told_apart(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Longer ones than an index of any store holds are counted whole, in a field of one value and of many."""
    long = ["Bến " + "x" * 300 + end for end in "abc"]
    records = [{"name": long[n % 3], "kind": "road", "sides": [long[n % 2]]} for n in range(5 * CAP)]
    told = []
    for kind in ("memory", "sqlite", "postgres"):
        store = open_kind(kind, request, tmp_path)
        show(store, records)
        with store.reading() as reader:
            asked = Query(text="ben")
            told.append([reader.facet(REGISTER, name, asked, cap) for name in ("name", "sides") for cap in (CAP, 999)])
        store.close()
    assert told[1:] == told[:1] * 2
    assert [len(facet) for facet in told[0]] == [3, 3, 2, 2]


def test_fields_may_be_called_as_the_language_of_databases_calls_things(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A facet is called `order`, `user` or `found` by whoever needs it: each is a name like any other, on every way."""
    words = ("name", "order", "group", "user", "from", "found", "record", "value", "field", "id", "log", "told", "next")
    fields = [{"name": word, "label": label(word), "datatype": "string", "required": word == "name"} for word in words]
    listed = {"columns": list(words), "sort": ["order", "-user"], "facets": list(words[1:])}
    plain = {name: DOCUMENT[name] for name in ("version", "title", "title-field", "parts")}
    odd = parse_definition({**plain, "register": "select", "fields": fields, "list": listed})
    chance = random.Random(7)
    records = [{word: chance.choice(("một", "hai")) for word in words} for _ in range(60)]
    stores = [open_kind(kind, request, tmp_path) for kind in ("memory", "sqlite", "postgres")]
    for store in stores:
        show(store, records, odd)
    for one, other in itertools.pairwise(words[1:]):
        for asked in (
            Query(where={one: "một", other: "hai"}, sort=(other, f"-{one}"), limit=5),
            Query(where={one: "một"}, text="hai", sort=("order", "-user"), limit=5),
        ):
            said = []
            for store in stores:
                with store.reading() as reader:
                    facet, counted = reader.facet("select", one, asked), reader.matches("select", asked, None)
                    said.append(([keys(page) for page in pages(reader, asked, "select")], facet, counted))
            assert said[1:] == said[:1] * 2, asked
    for store in stores:
        store.close()


def test_links_are_looked_up_where_they_stand(both: tuple[Store, Store]) -> None:
    """Records that name one record are found by their links, retired ones by their values, as everywhere."""
    assert DEFINITION.fields["next"].datatype == "link"
    with both[0].reading() as reader, both[1].reading() as plain:
        for states in STATES[:2]:
            asked = Query(where={"next": key(2)}, states=states, sort=("key",))
            assert keys(reader.find(REGISTER, asked)) == keys(plain.find(REGISTER, asked))
