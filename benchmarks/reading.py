"""Reading at a million records: one register with everything that a page can ask, fifty registers beside it.

    python -m benchmarks.reading FOLDER [--records N] [--store sqlite|postgres]

The folder keeps what was made in SQLite: the next run measures at once. Medians and the 95th percentile by the clock,
and the processor time of this process, which is not that of a PostgreSQL server.
"""

import argparse
import random
import secrets
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measure import Took, timed
from benchmarks.nodes import now
from benchmarks.registers import ATTRIBUTION
from benchmarks.server import running_server
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.home import Settings, create_home, load_home, open_node
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.rebuild import rebuild, rebuild_due
from lienvung.node.stores.port import Query, Reader

NODE, REGISTER = "hai-phong", "bench-reading"
OTHERS = 49
CONFIRMATION = 10_000
READS = 100
LONGEST = 10.0
"""Seconds after which a row has been measured often enough."""


def _values(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"vi": name} for name in names}


_KINDS = ("road", "bridge", "port", "station", "pier")
_STAGES = ("planned", "building", "open", "closed")
_SIDES = ("hai-phong", "quang-ninh", "bac-ninh", "hung-yen")
_FIELDS: list[dict[str, Any]] = [
    {"name": "name", "datatype": "string", "required": True},
    {"name": "note", "datatype": "text"},
    {"name": "kind", "datatype": "enumeration", "values": _values(*_KINDS)},
    {"name": "stage", "datatype": "enumeration", "values": _values(*_STAGES)},
    {"name": "sides", "datatype": "enumeration", "many": True, "values": _values(*_SIDES)},
    {"name": "since", "datatype": "date"},
    {"name": "until", "datatype": "deadline"},
    {"name": "cost", "datatype": "money"},
    {"name": "length", "datatype": "measure", "unit": "km"},
    {"name": "place", "datatype": "geometry"},
]


def _define(register: str) -> Definition:
    return parse_definition(
        {
            "register": register,
            "version": 1,
            "title": {"vi": register},
            "title-field": "name",
            "parts": {"shared": {}},
            "fields": [{"label": {"vi": each["name"]}, **each} for each in _FIELDS],
            "list": {
                "columns": ["name", "kind", "since", "cost"],
                "sort": ["-since"],
                "facets": ["kind", "stage", "sides"],
            },
            "map": {"geometry": "place", "label": "name", "colour-by": "stage"},
            "questions": [{"name": "late", "label": {"vi": "Quá hạn"}, "past": "until"}],
        }
    )


DEFINITIONS = {name: _define(name) for name in (REGISTER, *(f"{REGISTER}-{n}" for n in range(1, OTHERS + 1)))}

# Half a thousand syllables: as many words as names of places are made of.
_SYLLABLES = [
    first + rest
    for first in ("b", "c", "đ", "h", "kh", "l", "m", "ng", "ph", "qu", "t", "th", "tr", "v", "x")
    for rest in ("a", "ài", "ạnh", "ăng", "ấn", "ể", "ên", "iệu", "oà", "ông", "ơn", "ội", "úc", "ư", "ượng")
]


def new_record(chance: random.Random, register: str, number: int) -> Change:
    """Return one record: 470 bytes of shared values and 72 of attribution."""
    syllables = [chance.choice(_SYLLABLES) for _ in range(9)]
    east, north = chance.randrange(10_200_000, 11_000_000), chance.randrange(800_000, 2_350_000)
    shared = {
        "name": f"{' '.join(syllables[:3]).title()} {number}",
        "note": f"Đoạn qua {' '.join(syllables[3:])} còn chờ hai bên thống nhất mặt bằng",
        # A tenth of all is of the rarest kind, four tenths of the commonest.
        "kind": chance.choices(_KINDS, (40, 20, 15, 15, 10))[0],
        "stage": chance.choices(_STAGES, (50, 30, 19, 1))[0],
        "sides": sorted(chance.sample(_SIDES, 2)),
        "since": f"{chance.randrange(2010, 2027)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        "until": f"{chance.randrange(2024, 2031)}-Q{chance.randrange(1, 5)}",
        "cost": chance.randrange(10**6, 10**12),
        "length": f"{chance.randrange(1, 200)}.{chance.randrange(1, 10)}",
        "place": {"type": "Point", "coordinates": [_degrees(east), _degrees(north)]},
    }
    key = new_key(NODE, format_token(secrets.token_bytes(TOKEN_BYTES)))
    return Change("put", register, key, {"shared": shared, "attribution": ATTRIBUTION})


def _degrees(hundred_thousandths: int) -> str:
    return f"{hundred_thousandths / 100_000:.5f}".rstrip("0").rstrip(".")


def open_reading_node(path: Path, store: str, count: int) -> Node:
    """Open the node of an earlier run, or make it with so many records in one register and some in each other."""
    if not path.exists():
        settings = Settings(NODE, NODE, "http://127.0.0.1:1", "127.0.0.1:1", allow_loopback=True, store=store)
        create_home(path, settings, NodeKeys.generate(), secrets.token_bytes)
    node = open_node(load_home(path), now=now, random=secrets.token_bytes)
    node = replace(node, catalogue={**node.catalogue, **DEFINITIONS})
    with node.store.reading() as reader:
        held = {log.register: log.size - 1 for log in reader.logs()}
    for register in DEFINITIONS:
        _fill(node, register, held.get(register, 0), count if register == REGISTER else 200)
    return node


def _fill(node: Node, register: str, held: int, count: int) -> None:
    chance = random.Random(f"{register}/{held}")
    for first in range(held, count, CONFIRMATION):
        changes = [new_record(chance, register, number) for number in range(first, min(first + CONFIRMATION, count))]
        append(node, changes, idempotency_key=secrets.token_hex(8))


def reads(reader: Reader, as_of: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Yield what is read, what is to be reached, and the reading; keys, words and places differ each time."""
    chance = random.Random(7)
    keys = [record.key for record in reader.find(REGISTER, Query(sort=("key",), limit=500)).records]
    newest = ("-since",)

    def find(**asked: Any) -> Callable[[], object]:
        return lambda: reader.find(REGISTER, Query(**{"sort": newest, **asked}))

    def word() -> str:
        return " ".join(chance.sample(_SYLLABLES, 2))

    def near() -> tuple[float, float, float, float]:
        east, north = chance.uniform(102, 110), chance.uniform(8, 23)
        return (east, north, east + 0.05, north + 0.05)

    yield "one by key", "0.1 ms", lambda: reader.record(REGISTER, chance.choice(keys))
    yield "page, filtered by two facets, default order", "1 ms", find(where={"kind": "port", "stage": "building"})
    yield "the page after it", "1 ms", _next_of(reader, Query(where={"kind": "port", "stage": "building"}, sort=newest))
    yield (
        "page, a rare and a common facet, by money",
        "1 ms",
        find(where={"kind": "road", "stage": "closed"}, sort=("cost",)),
    )
    yield "page by name", "1 ms", find(sort=("name",))
    yield "page of one side (many values), by name", "", find(where={"sides": "bac-ninh"}, sort=("name",))
    yield "page of a quarter (vague deadlines)", "", find(ranges={"until": ("2026-10-01", "2026-12-31")})
    yield "page of two words", "5 ms", lambda: find(text=word())()
    yield "page of a word that every record has", "", find(text="doan")
    yield "page of a small box", "3 ms", lambda: find(box=near())()
    yield "page of a box around everything", "", find(box=(102, 8, 110, 24))
    yield "facet", "", lambda: reader.facet(REGISTER, "kind", Query())
    yield (
        "facet among what another facet leaves",
        "",
        lambda: reader.facet(REGISTER, "stage", Query(where={"kind": "port"})),
    )
    yield "page as it was before the last confirmation", "", find(as_of=as_of)


def _next_of(reader: Reader, query: Query) -> Callable[[], object]:
    after = reader.find(REGISTER, query).next
    return lambda: reader.find(REGISTER, replace(query, after=after))


def measure(node: Node) -> Iterator[str]:
    """Yield a line for each kind of reading: median and 95th percentile by the clock, median of processor time."""
    with node.store.reading() as reader:
        newest = reader.changes("", registers=[REGISTER], limit=1)[0].time
        before = reader.changes("", until=newest, registers=[REGISTER], limit=1)[0].time
        for what, reach, read in reads(reader, before):
            read()
            runs: list[Took] = []
            while len(runs) < READS and sum(run.clock for run in runs) < LONGEST:
                runs.append(timed(read))
            clock = sorted(run.clock * 1000 for run in runs)
            processor = statistics.median(run.processor for run in runs) * 1000
            late = clock[min(len(clock) - 1, len(clock) * 95 // 100)]
            yield f"{what} | {reach} | {statistics.median(clock):.2f} ms | {late:.2f} ms | {processor:.2f} ms"


def main() -> None:
    """Make what is missing, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--rebuild", action="store_true", help="make the tables again first, and say what it took")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        server = running.enter_context(running_server()) if given.store == "postgres" else None
        # A server lasts as long as the run, a file stays.
        home = given.folder / (f"postgres-{secrets.token_hex(4)}" if server else "sqlite")
        node = open_reading_node(home, server.dsn if server else "", given.records)
        if given.rebuild or rebuild_due(node.store):
            took = timed(lambda: rebuild(node.store, node.catalogue))
            print(f"rebuild of {given.records:,} | 60 s | {took.clock:.0f} s | | {took.processor:.0f} s", flush=True)
        print("what | reach | median | p95 | processor here", flush=True)
        for line in measure(node):
            print(line, flush=True)


if __name__ == "__main__":
    main()
