"""No page reads a whole table or puts a whole register in order: what the planners say of every query behind a page.

Asked of every register of the catalogue: each order, each facet alone and with another one, each range, words, a box,
the next page, the counts of facets, few records and many.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import DECIMALS, TIMES
from lienvung.node.stores.port import Query, Range, Reader
from lienvung.node.stores.postgres.database import PostgresDatabase
from lienvung.node.stores.spans import has_span
from lienvung.node.stores.sql import matching, sizes, walking
from lienvung.node.stores.sql.records import shape_of
from lienvung.node.stores.sql.register_table import column_name
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.stores.sqlite.database import SqliteDatabase
from tests.contracts.records import DEFINITION, show
from tests.postgres_server import Server

RECORDS, LARGE = 12, 3_000
NAMES = ("Đông Triều", "Đông Triều", "Uông Bí", "Thủy Nguyên", "Cát Hải", "Kinh Môn", "Quảng Yên", "Vân Đồn")
Asked = list[tuple[str, tuple[Any, ...]]]


def value_of(chance: random.Random, field: Field) -> Any:
    """Return a value of a field's kind, few enough of each that facets have something to count."""
    if field.many:
        return [value_of(chance, replace(field, many=False))]
    if field.datatype == "enumeration":
        return chance.choice(list(field.values))
    if field.datatype == "geometry":
        return {"type": "Point", "coordinates": [f"{chance.randrange(103, 109)}", f"{chance.randrange(9, 23)}"]}
    if field.datatype in ("integer", "money"):
        return chance.randrange(10)
    if field.datatype == "period":
        return f"20{chance.randrange(10, 20)}-01-01/.."
    given = {"boolean": chance.random() < 0.5, "year-less": "--10-18", "file": "ab" * 32}
    given |= dict.fromkeys(TIMES, f"20{chance.randrange(10, 30)}-05-30")
    given |= dict.fromkeys(DECIMALS, f"{chance.randrange(10)}.5")
    return given.get(field.datatype, f"{chance.choice(NAMES)} {chance.randrange(4)}")


def queries(definition: Definition) -> Iterator[Query]:
    """Yield every kind of query that a page of this register can make."""
    fields = definition.fields
    chance = random.Random(definition.register)
    listed = [name for name in definition.columns if shape_of(definition).sort_column(name) and not fields[name].many]
    orders = [definition.sort or ("-time",), ("-time",), ("key",)]
    orders += [(f"{way}{name}",) for name in listed if is_sorted(fields[name]) for way in ("", "-")]
    wanted = {name: value_of(chance, fields[name]) for name in definition.facets}
    choices = [{}, *({name: value} for name, value in wanted.items()), dict(list(wanted.items())[:2])]
    plain = [(name, value[0] if isinstance(value, list) else value) for name, value in wanted.items()]
    choices += [{name: (value, "khác")} for name, value in plain if isinstance(value, str)]
    for sort in orders:
        yield from (Query(sort=sort, where=where, limit=3) for where in choices)
        yield Query(sort=sort, text="dong tri", limit=3)
        yield Query(sort=sort, text="Đông", where=choices[-1], limit=3)
        yield Query(sort=sort, box=(105, 10, 107, 21), limit=3)
        yield Query(sort=sort, states=("retired", "merged"), limit=3)
        yield Query(sort=sort, as_of="2026-11-22T08:00:00Z", limit=3)
    for name, low, high in ranges(definition):
        for asked in (Range(low, high), Range(low), Range(None, high, last=True)):
            yield Query(sort=definition.sort or ("-time",), ranges={name: asked}, limit=3)


def is_sorted(field: Field) -> bool:
    return has_span(field) or field.datatype in ("string", "text", "boolean", "enumeration", "year-less")


def ranges(definition: Definition) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields that a page cuts to a range, with two bounds."""
    table = shape_of(definition)
    for field in definition.fields.values():
        if has_span(field) and field.name in (*table.ranged, *table.listed):
            number = field.datatype not in TIMES
            yield field.name, *(("2", "5") if number else ("2012-01-01", "2024-12-31"))


def lists(reader: Reader, definition: Definition) -> None:
    """Ask everything, and the page after each page."""
    for query in queries(definition):
        page = reader.find(definition.register, query)
        if page.next is not None:
            reader.find(definition.register, replace(query, after=page.next))
    for name in definition.facets:
        for where in ({}, {other: "x" for other in definition.facets if other != name}):
            reader.facet(definition.register, name, Query(where=where))
        reader.facet(definition.register, name, Query(text="dong"))


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a dozen records many, so that all ways are gone: looking up, walking, gathering first."""
    for module in (matching, sizes):
        monkeypatch.setattr(module, "COUNT_CAP", 4)
    for module in (matching, walking):
        monkeypatch.setattr(module, "REACHES", (4, 8, 12))
    monkeypatch.setattr(matching, "GLANCE", 4)
    monkeypatch.setattr(matching, "PROMISING", 2)
    monkeypatch.setattr(walking, "STEPS", (1, 2))


def recorded(monkeypatch: pytest.MonkeyPatch, kind: type[Any], asked: Asked) -> None:
    """Keep every query that a database is asked."""

    def keep(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, query: str, values: Any = ()) -> Any:
            asked.append((query, tuple(values)))
            return method(self, query, values)

        return run

    for name in ("rows", "row", "stream"):
        monkeypatch.setattr(kind, name, keep(getattr(kind, name)))


REGISTERS = {**load_catalogue(), DEFINITION.register: DEFINITION}
SOME = ("public-work", "daily-count", "contact-officer", DEFINITION.register)
"""With charts and sums, facets that link, valid time, and every kind of field: PostgreSQL takes its time to explain."""
_LOOKED_UP = re.compile(r"_id (IN \(SELECT value FROM json_each\(\?\)\)|= ANY \(\?\))|\) AS next")
"""Few records: by their numbers, or the next steps of a walk."""
_WHOLE = re.compile(r"Seq Scan on (record|member|text|box)_|Seq Scan on (entry|part|link)\b")
_LED = re.compile(
    r"SEARCH .* USING .*|SCAN json_each VIRTUAL TABLE INDEX 1:|SCAN \S+ (EXISTS )?VIRTUAL TABLE INDEX (0:M\d|1:|2:.+)"
)
"""By an index of a table; of words, boxes and given numbers by their own."""
_AROUND = re.compile(
    r"CO-ROUTINE|MATERIALIZE|SCAN (found|glance|next|told|CONSTANT)|.*SUBQUERY|SETUP|RECURSIVE|COMPOUND|UNION"
    r"|CREATE BLOOM FILTER|USE TEMP B-TREE FOR DISTINCT"
)
"""What is put around it; what is made distinct streams, and the limit ends it."""


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("register", REGISTERS)
def test_sqlite_looks_up_or_walks_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register: str) -> None:
    """SQLite searches by an index in every step; it sorts what was looked up by number, never a table."""
    store = open_sqlite(tmp_path / "node.sqlite")
    asked = everything_asked(store, SqliteDatabase, register, RECORDS, monkeypatch)
    assert not_led_in_sqlite(store, asked) == []
    store.close()


def test_sqlite_does_so_when_it_knows_what_the_tables_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of ANALYZE over many records lead the planner to no table, with the steps that pages take in earnest."""
    store = open_sqlite(tmp_path / "node.sqlite")
    asked = everything_asked(store, SqliteDatabase, "public-work", LARGE, monkeypatch)
    with store.writing() as writer:
        writer.db.execute("ANALYZE")
    assert not_led_in_sqlite(store, asked) == []
    store.close()


@pytest.mark.parametrize("register", REGISTERS)
def test_choices_are_counted_and_added_up_without_a_look_at_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register: str
) -> None:
    """Whole counts, facets and sums, of all and of what choices narrow, cost the same however many records stand."""
    store = open_sqlite(tmp_path / "node.sqlite")
    assert what_is_asked(tallies, store, SqliteDatabase, register, RECORDS, monkeypatch) == []
    store.close()


def tallies(reader: Reader, definition: Definition) -> None:
    """Ask how many there are, of each value of each choice, and what numbers add up to: of all, and of one value."""
    table, fields, chance = shape_of(definition), definition.fields, random.Random(1)
    choices = [field for field in fields.values() if column_name(field.name) in table.choices]
    for where in ({}, *({field.name: value_of(chance, field)} for field in choices)):
        for cap in (None, 5):
            reader.matches(definition.register, Query(where=where), cap)
            for field in choices:
                reader.facet(definition.register, field.name, Query(where=where), cap)
        for summed in (name for name in fields if column_name(name) in table.summed):
            reader.total(definition.register, summed, Query(where=where))


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("register", SOME)
def test_postgres_has_an_index_for_every_step(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch, register: str
) -> None:
    """PostgreSQL needs to read no table whole, and to sort only what was looked up by number.

    So few records it would rather read whole: it is told how dear that is.
    """
    store = postgres_server.open()
    asked = everything_asked(store, PostgresDatabase, register, RECORDS, monkeypatch)
    with store.reading() as reader:
        for way in ("seqscan", "sort"):
            reader.db.rows(f"SELECT set_config('enable_{way}', 'off', true)")
        told = list(plans(reader, asked, "EXPLAIN"))
        wrong = [(line, query) for line, query in told if _WHOLE.search(line)]
        wrong += [(line, query) for line, query in told if "Sort  (" in line and not _LOOKED_UP.search(query)]
    assert wrong == []
    store.close()


def test_postgres_reads_no_large_table_whole(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many records PostgreSQL reads some, by its own choice of how; words that many have may be gathered whole."""
    for module in (matching, sizes):
        monkeypatch.setattr(module, "COUNT_CAP", 100)
    for module in (matching, walking):
        monkeypatch.setattr(module, "REACHES", (100, 500, 1_000))
    store = postgres_server.open()
    asked = everything_asked(store, PostgresDatabase, "public-work", LARGE, monkeypatch)
    with store.reading() as reader:
        wrong = [
            (node["Relation Name"], query)
            for query, values in dict(asked).items()
            for node in nodes(reader.db.rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", values)[0][0][0]["Plan"])
            if node["Node Type"] == "Seq Scan"
            and node["Relation Name"].startswith("record_")
            and rows_read(node) >= LARGE
        ]
    assert wrong == []
    store.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(node: dict[str, Any]) -> float:
    read: float = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return read * node["Actual Loops"]


def everything_asked(
    store: Any, database: type[Any], register: str, records: int, monkeypatch: pytest.MonkeyPatch
) -> Asked:
    """Show records of a register, ask everything that lists ask, and return what the database was asked."""
    asked = what_is_asked(lists, store, database, register, records, monkeypatch)
    assert len(asked) > len(REGISTERS[register].fields)
    return asked


def what_is_asked(
    ask: Callable[[Reader, Definition], None],
    store: Any,
    database: type[Any],
    register: str,
    records: int,
    monkeypatch: pytest.MonkeyPatch,
) -> Asked:
    """Show records of a register, ask what is to be asked, and return what the database was asked of its tables."""
    definition, chance, asked = REGISTERS[register], random.Random(1), []
    fields = definition.fields.values()
    show(store, [{field.name: value_of(chance, field) for field in fields} for _ in range(records)], definition)
    with store.writing() as writer:
        writer.index_projections()
    with store.reading() as reader, monkeypatch.context() as patch:
        recorded(patch, database, asked)
        ask(reader, definition)
    return [(query, values) for query, values in asked if "record_" in query]


def plans(reader: Any, asked: Asked, explain: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of the plan of each query."""
    for query, values in dict(asked).items():
        for row in reader.db.rows(f"{explain} {query}", values):
            yield str(row[-1]), query


def not_led_in_sqlite(store: Any, asked: Asked) -> list[tuple[str, str]]:
    with store.reading() as reader:
        told = list(plans(reader, asked, "EXPLAIN QUERY PLAN"))
    return [(line, query) for line, query in told if not is_led(line, query)]


def is_led(line: str, query: str) -> bool:
    if "USING INDEX" in line and line.endswith("(_state=?)") and "ORDER BY" not in query:
        return False  # it reads every record
    if _LED.fullmatch(line) or _AROUND.match(line):
        return True
    return "TEMP B-TREE" in line and bool(_LOOKED_UP.search(query))
