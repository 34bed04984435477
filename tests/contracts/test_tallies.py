"""Counts and sums that are kept in step with the records say what going through all of them says."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Query, Reader, Store
from lienvung.node.stores.rows import RecordRow, RecordState
from lienvung.node.stores.sql import tally
from tests.contracts.records import BATCH, DOCUMENT, REGISTER, TIME, key, label, show
from tests.postgres_server import open_kind

Both = tuple[Store, Store]
STATES: tuple[RecordState, ...] = ("live", "live", "live", "retired", "merged", "withheld")


def define(version: int, facets: list[str], *summed: str) -> Definition:
    """Return a version of the register with these facets, and questions for these sums."""
    questions = [{"name": each, "label": label(each), "sum": each} for each in summed]
    return parse_definition(
        {**DOCUMENT, "version": version, "list": {**DOCUMENT["list"], "facets": facets}, "questions": questions}
    )


DEFINITION = define(1, ["kind", "lit", "sides"], "cost", "length")


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    """A store and one that goes through all records."""
    stores = open_kind(request.param, request, tmp_path), MemoryStore()
    yield stores
    for store in stores:
        store.close()


def values_of(chance: random.Random) -> dict[str, Any]:
    values = {
        "cost": chance.choice((-3, 0, 40, 2**53 - 1)),
        "length": chance.choice(("0.1", "0.25", "-3.05", "12", "7.000", "1" * 40, "rất dài")),
        "kind": chance.choice(("road", "road", "sea")),
        "lit": chance.random() < 0.5,
        "sides": [chance.choice(("hai-phong", "quang-ninh"))],
    }
    return {"name": "Bến Rừng", **{name: each for name, each in values.items() if chance.random() < 0.8}}


def row(chance: random.Random, number: int) -> RecordRow:
    origin, digest = f"hai-phong/{REGISTER}", DEFINITION.hash
    state = chance.choice(STATES)
    values = values_of(chance) if state in ("live", "retired") else {}
    return RecordRow(key(number), origin, number, number, "put", state, TIME, BATCH, digest, values)


def queries() -> Iterator[Query]:
    for states in (("live",), ("retired", "merged"), ("withheld",)):
        for kind in (None, "road", ("road", "sea"), "tàu", None):
            for lit in (None, True, False):
                where = {"kind": kind, "lit": lit}
                yield Query(where={name: each for name, each in where.items() if each is not None}, states=states)
    yield Query(where={"sides": "hai-phong"})
    yield Query(where={"kind": "road"}, text="rừng")


def figures(reader: Reader, query: Query) -> list[Any]:
    """Return all counts and sums of what a query finds."""
    told: list[Any] = [reader.matches(REGISTER, query, cap) for cap in (None, 5)]
    told += [reader.facet(REGISTER, field, query, cap) for field in ("kind", "lit", "sides") for cap in (None, 5)]
    return [*told, *(reader.total(REGISTER, field, query) for field in ("cost", "length"))]


def check_alike(both: Both) -> None:
    with both[0].reading() as one, both[1].reading() as other:
        for query in queries():
            assert (query, figures(one, query)) == (query, figures(other, query))


def change(both: Both, chance: random.Random) -> None:
    """Show some records, others in place of some, and take some away, in one transaction."""
    shown = [row(chance, chance.randrange(40)) for _ in range(9)]
    gone = [key(chance.randrange(40)) for _ in range(3)]
    for store in both:
        with store.writing() as writer:
            writer.put_records(DEFINITION, shown[:5])
            writer.remove_records(REGISTER, gone)
            writer.put_records(DEFINITION, shown[5:])


def test_figures_follow_whatever_is_shown_and_taken_away(both: Both) -> None:
    """Records of all states come, change and go: counts, facets and sums, narrowed in every way, are right."""
    chance = random.Random(3)
    for store in both:
        show(store, [], DEFINITION)
    check_alike(both)
    for _ in range(12):
        change(both, chance)
        check_alike(both)


def test_a_sum_forgets_the_digits_of_what_has_gone(both: Both) -> None:
    """A sum is written the same whether a longer number was never there or was taken away."""
    for store in both:
        show(store, [{"length": "1.5"}, {"length": "0.125"}, {"length": "1.5"}], DEFINITION)
        with store.writing() as writer:
            writer.remove_records(REGISTER, [key(1)])
        with store.reading() as reader:
            assert reader.total(REGISTER, "length", Query()) == "3"


def test_what_is_rolled_back_is_not_tallied(both: Both) -> None:
    """A transaction that fails leaves the figures as they were."""
    for store in both:
        show(store, [{"kind": "road"}], DEFINITION)
        with pytest.raises(ZeroDivisionError):
            remove_and_fail(store)
    check_alike(both)


def remove_and_fail(store: Store) -> None:
    with store.writing() as writer:
        writer.remove_records(REGISTER, [key(0)])
        assert writer.count(REGISTER) == 0
        raise ZeroDivisionError


def test_more_cells_than_are_soon_read_are_not_kept(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where records differ in too many ways they are gone through, and go on being so when most have gone."""
    monkeypatch.setattr(tally, "MOST_CELLS", 3)
    chance = random.Random(4)
    for store in both:
        show(store, [], DEFINITION)
    for _ in range(3):
        change(both, chance)
        check_alike(both)
    for store in both:
        with store.writing() as writer:
            writer.remove_records(REGISTER, [key(number) for number in range(39)])
    check_alike(both)


def test_a_newer_definition_tells_older_records_apart_too(both: Both) -> None:
    """What a newer version makes a facet, or adds up, is counted in the records that stand."""
    chance = random.Random(5)
    records = [values_of(chance) for _ in range(30)]
    for store in both:
        show(store, records, define(1, ["sides"]))
        with store.writing() as writer:
            writer.add_definition(define(2, ["kind", "lit", "sides"], "length", "cost"), own=True)
    check_alike(both)
