"""Reading at a million records: one register with everything that a page can ask, fifty registers beside it.

    python -m benchmarks.reading FOLDER [--records N] [--store sqlite|postgres|LINE] [--rebuild]

The folder keeps what was made in SQLite: the next run measures at once. Medians and the 95th percentile by the clock,
and the processor time of this process, which is not that of a PostgreSQL server.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.kept_node import STORES, kept_home
from benchmarks.large_register import REGISTER, SYLLABLES, open_large_node
from benchmarks.measure import Took, timed
from lienvung.core.text import fold
from lienvung.node.node import Node
from lienvung.node.rebuild import rebuild, rebuild_due
from lienvung.node.stores.port import Query, Range, Reader

READS = 100
LONGEST = 10.0
"""Seconds after which a row has been measured often enough."""


def reads(reader: Reader, as_of: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Yield what is read, what is to be reached, and the reading; keys, words and places differ each time."""
    chance = random.Random(7)
    keys = [record.key for record in reader.find(REGISTER, Query(sort=("key",), limit=500)).records]
    newest = ("-since",)

    def find(**asked: Any) -> Callable[[], object]:
        return lambda: reader.find(REGISTER, Query(**{"sort": newest, **asked}))

    def words(count: int) -> str:
        return " ".join(chance.sample(SYLLABLES, count))

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
    yield "page of two words", "5 ms", lambda: find(text=fold(words(2)))()
    yield "page of two words with their marks, exact ones first", "5 ms", lambda: find(text=words(2))()
    yield "page of three words with their marks", "5 ms", lambda: find(text=words(3))()
    yield "page of one word", "", lambda: find(text=fold(words(1)))()
    yield "page of one word with its marks", "", lambda: find(text=words(1))()
    yield "page of a word that every record has", "", find(text="doan")
    pier: dict[str, Any] = {"where": {"kind": "pier"}, "sort": ("name",)}
    yield "page of a word and a facet, by name", "", lambda: find(text=words(1), **pier)()
    yield "page of a small box", "3 ms", lambda: find(box=near())()
    yield "page of a box around everything", "", find(box=(102, 8, 110, 24))
    yield "facet", "", lambda: reader.facet(REGISTER, "kind", Query())
    yield (
        "facet among what another facet leaves",
        "",
        lambda: reader.facet(REGISTER, "stage", Query(where={"kind": "port"})),
    )
    building = Query(where={"stage": "building"})
    yield "sum of money over three tenths", "", lambda: reader.total(REGISTER, "cost", building)
    yield "sum of lengths over all", "", lambda: reader.total(REGISTER, "length", Query())
    yield "whole counts of a facet", "", lambda: reader.facet(REGISTER, "stage", Query(), None)
    held = {"since": Range(None, "2014-06-01", missing=True), "until": Range("2014-06-01", None, missing=True)}
    yield "page of what held on a day", "", find(ranges=held)
    yield "page of what held on a day, one kind, by name", "", find(ranges=held, **pier)
    three = {"kind": "port", "sides": "bac-ninh"}
    yield "page of a kind and a side in two years", "", find(where=three, ranges={"since": ("2020", "2021")})
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
    parser.add_argument("--store", default="sqlite", help=STORES)
    parser.add_argument("--rebuild", action="store_true", help="make the tables again first, and say what it took")
    given = parser.parse_args()
    with kept_home(given.folder, given.store) as (home, dsn):
        node = open_large_node(home, dsn, given.records)
        if given.rebuild or rebuild_due(node.store):
            took = timed(lambda: rebuild(node.store, node.catalogue))
            print(f"rebuild of {given.records:,} | 60 s | {took.clock:.0f} s | | {took.processor:.0f} s", flush=True)
        print("what | reach | median | p95 | processor here", flush=True)
        for line in measure(node):
            print(line, flush=True)


if __name__ == "__main__":
    main()
