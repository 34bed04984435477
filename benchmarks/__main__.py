"""`make bench`: append, first sync with and without verification, small pulls, reads; printed as one table.

Each row gives the rate by the clock and, beside it, the processor time of this process a record: on a machine with
other work the second is the firmer one. The partner answers from a process of its own over loopback HTTP.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import apsw
from rich.console import Console
from rich.table import Table

from benchmarks.floor import copy_tables
from benchmarks.nodes import REGISTERS, CountingClient, append_records, make_nodes, pull_all, pull_log
from benchmarks.partner import serving
from benchmarks.registers import INDEXED
from benchmarks.server import running_server, schema_size
from benchmarks.unchecked import unchecked
from lienvung.node.node import Node
from lienvung.node.stores.port import Query

CONFIRMATION = 1_000
SINGLE = 50
READS = 200

Row = tuple[str, str, str]


class Took(NamedTuple):
    """Seconds by the clock, and of this process's processor time."""

    clock: float
    processor: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    given = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="lienvung-bench-") as folder, placed(given.store) as (engine, dsn):
        table = Table("What", "Measured", "Processor time", title=f"{given.records:,} records, {engine}")
        for row in measurements(Path(folder), given.records, dsn):
            console.print("  " + " | ".join(row))
            table.add_row(*row)
    console.print(table)


@contextmanager
def placed(store: str) -> Iterator[tuple[str, str]]:
    """Give the name of the database measured, and the line by which it is reached; none for files."""
    if store == "sqlite":
        yield f"SQLite {apsw.sqlite_lib_version()}", ""
        return
    with running_server() as server:
        yield server


def measurements(folder: Path, count: int, dsn: str) -> Iterator[Row]:
    """Yield each row when it was measured."""
    names = "hai-phong", "quang-ninh", "bac-ninh", "hung-yen"
    giver, checking, believing, keeping = make_nodes(folder, *names, store=dsn)
    with serving(folder / giver.name) as address:
        for definition in REGISTERS:
            register = definition.register
            yield rate(f"{register}: append, one confirmation", count, append_of(giver, register, count, count))
            # As many entries again would only repeat the first sync, so the small confirmations are fewer.
            few = max(count // 10, CONFIRMATION)
            yield rate(f"{register}: append, {CONFIRMATION:,} a confirmation", few, append_of(giver, register, few))
            yield from syncs(address, register, count + few, checking, believing, keeping)
            if not dsn:
                store, copy = folder / checking.name / "node.sqlite", folder / f"{register}.sqlite"
                alone = timed(partial(copy_tables, store, copy, register))
                yield rate(f"{register}: SQLite alone, the same tables copied", count + few, alone)
        yield from small_pulls(address, giver, checking)
    yield from reads(checking)
    stored = schema_size(dsn, checking.name) if dsn else (folder / checking.name / "node.sqlite").stat().st_size
    yield "both registers: the copy's store, bytes a record", f"{stored / 2 / (count + few):.0f}", ""


def append_of(node: Node, register: str, count: int, per_batch: int = CONFIRMATION) -> Took:
    """Measure appending records, the making of them included."""
    return timed(lambda: append_records(node, register, count, per_batch))


def syncs(address: str, register: str, count: int, checking: Node, believing: Node, keeping: Node) -> Iterator[Row]:
    """Measure three first syncs of one register by three nodes."""
    client = connect(address)
    yield rate(
        f"{register}: log verified and kept, no values", count, timed(lambda: pull_log(keeping, client, register))
    )
    client.carried = 0
    verified = timed(lambda: pull_all(checking, client))
    yield rate(f"{register}: first sync, verified", count, verified)
    yield f"{register}: answered by the partner, bytes a record", f"{client.carried / count:.0f}", ""
    with unchecked():
        unverified = timed(lambda: pull_all(believing, client))
    yield rate(f"{register}: first sync, all checks patched out", count, unverified)
    by_clock, by_processor = (right / wrong for wrong, right in zip(verified, unverified, strict=True))
    yield f"{register}: verified ÷ unverified", f"{by_clock:.2f}", f"{by_processor:.2f}"


def small_pulls(address: str, giver: Node, taker: Node) -> Iterator[Row]:
    """Measure pulls on top of what is there, and the append of one record."""
    client = connect(address)
    for few, times in ((1, SINGLE), (CONFIRMATION, 5)):
        took = []
        for _ in range(times):
            append_records(giver, INDEXED.register, few, few)
            took.append(timed(lambda: pull_all(taker, client)))
        yield median(f"{INDEXED.register}: pull of {few:,} on top", took)
    singles = [append_of(giver, INDEXED.register, 1, 1) for _ in range(SINGLE)]
    yield median(f"{INDEXED.register}: append of one, durable and signed", singles)


def reads(node: Node) -> Iterator[Row]:
    """Measure the reads of a page."""
    register = INDEXED.register
    with node.store.reading() as reader:
        key = reader.find(register, Query(limit=1)).records[0].key
        queries = {
            "page of 50, filtered and sorted": Query(where={"nature": "illustrative", "cause": "land"}, limit=50),
            "page of 50, folded text": Query(text="mat bang doan 777", limit=50),
        }
        yield median(f"{register}: read one record by key", repeat(lambda: reader.record(register, key)))
        for what, query in queries.items():
            yield median(f"{register}: read {what}", repeat(partial(reader.find, register, query)))


def connect(address: str) -> CountingClient:
    """Return a client of the measured partner."""
    return CountingClient("hai-phong", address, allow_loopback=True)


def repeat(work: Callable[[], object]) -> list[Took]:
    """Measure many runs."""
    return [timed(work) for _ in range(READS)]


def timed(work: Callable[[], object]) -> Took:
    """Measure one run."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def rate(what: str, count: int, took: Took) -> Row:
    """Return a row with a rate."""
    processor = f"{took.processor / count * 1e6:.1f} µs a record"
    return what, f"{count / took.clock:,.0f} a second ({took.clock:.1f} s)", processor


def median(what: str, runs: list[Took]) -> Row:
    """Return a row with the median of several runs."""
    clock, processor = (statistics.median(column) * 1000 for column in zip(*runs, strict=True))
    return f"{what}, median", f"{clock:.2f} ms", f"{processor:.2f} ms"


if __name__ == "__main__":
    main()
